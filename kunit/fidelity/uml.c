// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fidelity suites' world in a real kernel: user memory of a kernel thread,
 * devtmpfs, failslab, the monitor's interrupt line.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/irqdomain.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "fidelity.h"
#include "kernel/kernel_private.h"
#include "support/kthread_user.h"

/* ---- user memory ---- */

#define USER_BASE	0x10000000ul
#define USER_STRIDE	0x100000ul	/* a mapping lies alone in so much */

static unsigned long user_next;

void fid_user_new(struct kunit *test)
{
	struct mm_struct *mm = kthread_user_attach();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, kthread_user_drop, mm), 0);
	user_next = USER_BASE;
}

static unsigned long map(struct file *file, unsigned long pages,
			 unsigned long prot, unsigned long flags)
{
	unsigned long addr = user_next;

	user_next += USER_STRIDE;
	return vm_mmap(file, addr, pages << PAGE_SHIFT, prot,
		       flags | MAP_FIXED, 0);
}

unsigned long fid_user_map(struct kunit *test, unsigned long pages, bool write)
{
	unsigned long prot = PROT_READ | (write ? PROT_WRITE : 0);
	unsigned long addr = map(NULL, pages, prot,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE);

	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	return addr;
}

void fid_user_unmap(unsigned long addr, unsigned long pages)
{
	vm_munmap(addr, pages << PAGE_SHIFT);
}

/* ---- faults ---- */

void fid_fault(unsigned int nth)
{
	bool *ignores = kthread_user_variable("failslab", "ignore-gfp-wait");
	unsigned long *verbose = kthread_user_variable("failslab", "verbose");

	if (WARN_ON(!ignores || !verbose))
		return;
	*ignores = !nth;
	*verbose = 0;
	current->fail_nth = nth;
}

/* ---- files ---- */

int fid_open(const char *name)
{
	struct file *file = kthread_user_open("devtmpfs", name, O_RDWR);
	int fd;

	if (IS_ERR(file))
		return PTR_ERR(file);
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		__fput_sync(file);
	else
		fd_install(fd, file);
	return fd;
}

int fid_close(int fd)
{
	return kthread_user_close(fd);
}

long fid_ioctl(int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget(fd);
	long rc;

	if (!file)
		return -EBADF;
	rc = file->f_op->unlocked_ioctl ? file->f_op->unlocked_ioctl(file, cmd, arg) : -ENOTTY;
	if (rc == -ENOIOCTLCMD)
		rc = -ENOTTY;
	__fput_sync(file);
	return rc;
}

unsigned long fid_mmap(int fd, unsigned long pages)
{
	struct file *file = fget(fd);
	unsigned long addr;

	if (!file)
		return -EBADF;
	addr = map(file, pages, PROT_READ | PROT_WRITE, MAP_SHARED);
	__fput_sync(file);
	return addr;
}

/* ---- the interrupt ---- */

static void irq_end(void *unused)
{
	monitor_irq_destroy();
}

unsigned int fid_irq_new(struct kunit *test, bool percpu)
{
	unsigned int irq;

	KUNIT_ASSERT_EQ(test, monitor_irq_create(NULL, 0, percpu), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, irq_end, NULL), 0);
	irq = monitor_irq_number();
	KUNIT_ASSERT_NE(test, irq, 0);
	return irq;
}

void fid_irq_raise(void)
{
	monitor_irq_raise();
}
