// SPDX-License-Identifier: GPL-2.0-only
/*
 * Has kmemleak look for leaks when the kernel goes down, after all suites and
 * all programs.
 *
 * As a reboot notifier this runs whatever suites were selected and however
 * they ended. kmemleak has no interface but its file in debugfs, and that
 * file's write operation takes user memory, so a thread gets some. What
 * kmemleak finds it prints itself (kmemleak.verbose=1 on the command line),
 * with the stack of the allocation, by which ci/kernel/kunit-report names the test.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/reboot.h>
#include <linux/uaccess.h>
#include "kthread_user.h"

/* kmemleak keeps silent about objects younger than 5 s (MSECS_MIN_AGE). */
#define MIN_AGE_MS	5100

static const char scan_command[] = "scan";

/* A page of user memory with the command in it. The thread's end frees it. */
static char __user *leaks_user_command(void)
{
	unsigned long addr;

	if (!kthread_user_attach())
		return ERR_PTR(-ENOMEM);
	addr = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
		       MAP_ANONYMOUS | MAP_PRIVATE, 0);
	if (IS_ERR_VALUE(addr))
		return ERR_PTR(addr);
	if (copy_to_user((void __user *)addr, scan_command,
			 sizeof(scan_command)))
		return ERR_PTR(-EFAULT);
	return (char __user *)addr;
}

static int leaks_scan(struct file *file)
{
	char __user *command = leaks_user_command();
	loff_t pos = 0;
	ssize_t rc;

	if (IS_ERR(command))
		return PTR_ERR(command);
	/*
	 * An object whose content is new since the last scan counts as in use,
	 * so the first scan finds nothing; it is there for the second.
	 */
	rc = vfs_write(file, command, sizeof(scan_command), &pos);
	if (rc < 0)
		return rc;
	msleep(MIN_AGE_MS);
	pos = 0;
	rc = vfs_write(file, command, sizeof(scan_command), &pos);
	return rc < 0 ? rc : 0;
}

static int leaks_open_and_scan(void)
{
	struct file *file = kthread_user_open("debugfs", "kmemleak", O_RDWR);
	int rc;

	if (IS_ERR(file))
		return PTR_ERR(file);
	rc = leaks_scan(file);
	fput(file);
	return rc;
}

struct leaks_result {
	struct completion done;
	int rc;
};

static int leaks_thread(void *arg)
{
	struct leaks_result *result = arg;

	result->rc = leaks_open_and_scan();
	complete(&result->done);
	return 0;
}

static int leaks_notify(struct notifier_block *nb, unsigned long event,
			void *unused)
{
	struct leaks_result result = {};
	struct task_struct *thread;

	init_completion(&result.done);
	thread = kthread_run(leaks_thread, &result, "leaks");
	if (IS_ERR(thread))
		result.rc = PTR_ERR(thread);
	else
		wait_for_completion(&result.done);
	WARN(result.rc, "teeproof: no look for leaks: %d\n", result.rc);
	if (!result.rc)
		pr_info("teeproof: looked for leaks\n");
	return NOTIFY_DONE;
}

static struct notifier_block leaks_notifier = {
	.notifier_call = leaks_notify,
};

static int __init leaks_init(void)
{
	return register_reboot_notifier(&leaks_notifier);
}
late_initcall(leaks_init);
