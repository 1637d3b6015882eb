// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor for programs and people inside the kernel: starts a secure world at
 * boot (tee_monitor.boot=1 on the command line) and shows it under
 * /sys/kernel/debug/tee_monitor:
 *
 *   stats	one "name value" a line
 *   breaches	what the driver did that the ABI forbids, a line each; empty is good
 *   events	the steps that the monitor saw, the last MONITOR_MAX_EVENTS
 *   control	write one of: gate N open, gate N close, notify V, steal N, halt, boot,
 *		forget breaches
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "monitor_kernel.h"

#define MAX_COMMAND	64

static bool boot;
module_param(boot, bool, 0444);
MODULE_PARM_DESC(boot, "start a secure world and its device at boot");

static int stats_show(struct seq_file *s, void *unused)
{
	struct monitor *m = monitor_current();
	struct monitor_stats st;

	if (!m)
		return -ENODEV;
	monitor_stats(m, &st);
	seq_printf(s, "threads_busy %u\nthreads_busy_max %u\nthreads_stolen %u\n",
		   st.threads_busy, st.threads_busy_max, st.threads_stolen);
	seq_printf(s, "sessions_open %u\nshm_registered %u\nshm_rpc %u\n",
		   st.sessions_open, st.shm_registered, st.shm_rpc);
	seq_printf(s, "parked %u\nlimits %u\ncalls %u\nfast_calls %u\nrpcs %u\n",
		   st.parked, st.limits, st.calls, st.fast_calls, st.rpcs);
	seq_printf(s, "notifications_pending %u\nrng_calls %u\nrtc_calls %u\n",
		   st.notifications_pending,
		   monitor_ta_calls(m, MONITOR_TA_RNG),
		   monitor_ta_calls(m, MONITOR_TA_RTC));
	seq_printf(s, "breaches %u\n", monitor_breach_count(m));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int breaches_show(struct seq_file *s, void *unused)
{
	struct monitor *m = monitor_current();
	struct monitor_breach b;
	u32 i;

	if (!m)
		return -ENODEV;
	for (i = 0; monitor_breach_get(m, i, &b); i++)
		seq_printf(s, "step %u: %s: %s (caller %u, function %#x, value %#llx)\n",
			   b.step, monitor_breach_name(b.kind), b.text,
			   b.caller, b.func, b.value);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(breaches);

static int events_show(struct seq_file *s, void *unused)
{
	struct monitor *m = monitor_current();
	struct monitor_event ev;
	u32 count, step;

	if (!m)
		return -ENODEV;
	count = monitor_event_count(m);
	step = count > MONITOR_MAX_EVENTS ? count - MONITOR_MAX_EVENTS : 0;
	for (; step < count; step++) {
		if (!monitor_event_get(m, step, &ev))
			continue;
		seq_printf(s, "%u %s caller %u thread %d session %d function %#x value %#llx\n",
			   ev.step, monitor_event_name(ev.kind), ev.caller,
			   (int)ev.thread, (int)ev.session, ev.func, ev.value);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(events);

static int run_command(const char *command)
{
	struct monitor *m = monitor_current();
	u32 n;

	if (sysfs_streq(command, "boot"))
		return monitor_boot(NULL, NULL);
	if (!m)
		return -ENODEV;
	if (sysfs_streq(command, "halt")) {
		monitor_halt();
		return 0;
	}
	if (sysfs_streq(command, "forget breaches")) {
		monitor_breaches_clear(m);
		return 0;
	}
	if (sscanf(command, "notify %u", &n) == 1) {
		monitor_notify(m, n);
		return 0;
	}
	if (sscanf(command, "steal %u", &n) == 1) {
		monitor_steal_threads(m, n);
		return 0;
	}
	if (sscanf(command, "gate %u", &n) != 1 || n >= MONITOR_MAX_GATES)
		return -EINVAL;
	if (strstr(command, "open"))
		monitor_gate_open(m, n, MONITOR_ANY);
	else if (strstr(command, "close"))
		monitor_gate_close(m, n);
	else
		return -EINVAL;
	return 0;
}

static ssize_t control_write(struct file *file, const char __user *buf,
			     size_t size, loff_t *pos)
{
	char command[MAX_COMMAND + 1];
	int rc;

	if (size > MAX_COMMAND)
		return -EINVAL;
	if (copy_from_user(command, buf, size))
		return -EFAULT;
	command[size] = '\0';
	rc = run_command(command);
	return rc ? rc : size;
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = control_write,
};

static int __init monitor_debugfs_init(void)
{
	struct dentry *dir = debugfs_create_dir("tee_monitor", NULL);

	debugfs_create_file("stats", 0444, dir, NULL, &stats_fops);
	debugfs_create_file("breaches", 0444, dir, NULL, &breaches_fops);
	debugfs_create_file("events", 0444, dir, NULL, &events_fops);
	debugfs_create_file("control", 0200, dir, NULL, &control_fops);
	return boot ? monitor_boot(NULL, NULL) : 0;
}
late_initcall(monitor_debugfs_init);
