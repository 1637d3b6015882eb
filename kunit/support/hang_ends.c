// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel that ci/kernel/kunit starts for a test after which a task hangs for good
 * (hang_ends.wanted) ends when the search for hung tasks has reported it: it
 * would wait for that task when it goes down.
 */
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/workqueue.h>
#include <trace/events/sched.h>

static bool wanted;
module_param(wanted, bool, 0444);

/* The report is not one more */
static void hang_ends(struct work_struct *work)
{
	pr_info("teeproof: expected-report begin\n");
	panic("teeproof: a task hangs, see above");
}

static DECLARE_DELAYED_WORK(hang_end, hang_ends);

/* It is called before the report, and for each task that one search finds. */
static void on_hang(void *data, struct task_struct *task)
{
	schedule_delayed_work(&hang_end, HZ);
}

static int __init hang_ends_init(void)
{
	return wanted ? register_trace_sched_process_hang(on_hang, NULL) : 0;
}
late_initcall(hang_ends_init);
