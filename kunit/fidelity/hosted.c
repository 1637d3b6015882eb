// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fidelity suites' world in the hosted kernel, and how its C library's side
 * (fuzz/tests/host_fidelity.c) comes to the suites: one test case at a time, so
 * that each has a world of its own.
 */
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/jump_label.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/panic.h>
#include <linux/radix-tree.h>
#include <linux/sched.h>
#include <linux/string.h>

#include <kunit/test-bug.h>

#include "compat.h"
#include "fidelity.h"
#include "host_fidelity.h"
#include "host_kernel.h"
#include "support/kthread_user.h"

bool kthread_user_asleep(struct task_struct *thread)
{
	struct host_task *t;

	for (u32 i = 0; (t = host_task(i)); i++)
		if (t->kernel == thread && t->state == HOST_WAITING)
			return true;
	return false;
}

/* ---- user memory ---- */

void *kthread_user_process(void)
{
	struct host_process *p = host_process_current();

	if (p)
		p->users++;
	return p;
}

void kthread_user_enter(void *process)
{
	if (process)
		host_process_enter(host_current, process);
}

void kthread_user_leave(void)
{
	struct host_process *p = host_process_current();

	if (!p)
		return;
	host_process_put(p);
	host_current->user = NULL;
}

static void leave(void *process)
{
	host_process_put(process);
}

void fid_user_new(struct kunit *test)
{
	struct host_process *p = host_process_new();

	KUNIT_ASSERT_NOT_NULL(test, p);
	host_process_enter(host_current, p);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, leave, p), 0);
}

unsigned long fid_user_map(struct kunit *test, unsigned long pages, bool write)
{
	unsigned long addr = host_user_alloc(host_process_current(), pages, write);

	KUNIT_ASSERT_NE(test, addr, 0);
	return addr;
}

void fid_user_unmap(unsigned long addr, unsigned long pages)
{
	host_sys_munmap(addr);
}

/* ---- faults, files, the interrupt ---- */

void fid_fault(unsigned int nth)
{
	host_current->fail_nth = nth;
}

int fid_open(const char *name)
{
	return host_sys_open(name);
}

int fid_close(int fd)
{
	return host_sys_close(fd);
}

long fid_ioctl(int fd, unsigned int cmd, unsigned long arg)
{
	return host_sys_ioctl(fd, cmd, arg);
}

unsigned long fid_mmap(int fd, unsigned long pages)
{
	return host_sys_mmap(fd, pages, 0, true, true);
}

unsigned int fid_irq_new(struct kunit *test, bool percpu)
{
	host_irq_percpu(percpu);
	return HOST_NOTIF_IRQ;
}

void fid_irq_raise(void)
{
	host_irq_raise(HOST_NOTIF_IRQ);
}

/* ---- the suites ---- */

extern struct kunit_suite *host_suites[], *host_suites_end[];

static struct kunit_suite *suite_at(unsigned int i)
{
	/* ASan leaves zeros between the pointers */
	for (struct kunit_suite **s = host_suites; s < host_suites_end; s++)
		if (*s && !i--)
			return *s;
	return NULL;
}

bool host_fidelity_name(unsigned int suite, unsigned int test, const char **suite_name,
			const char **test_name)
{
	struct kunit_suite *s = suite_at(suite);

	if (!s)
		return false;
	*suite_name = s->name;
	*test_name = NULL;
	for (struct kunit_case *c = s->test_cases; c->run_case; c++)
		if (!test--)
			*test_name = c->name;
	return true;
}

/* lib/kunit/hooks-impl.h */
void *__kunit_get_static_stub_address_impl(struct kunit *test, void *real_fn_addr);
void __kunit_fail_current_test_impl(const char *file, int line, const char *fmt, ...);

/* Task 0 of a run. */
void host_fidelity_run(void *arg)
{
	struct host_fidelity *f = arg;
	struct kunit_case one[2] = { };
	struct kunit_suite *s = suite_at(f->suite);
	struct kunit_suite alone = *s;

	one[0] = s->test_cases[f->test];
	alone.test_cases = one;
	f->passed = false;
	kunit_hooks.get_static_stub_address = __kunit_get_static_stub_address_impl;
	kunit_hooks.fail_current_test = __kunit_fail_current_test_impl;
	radix_tree_init();
	host_mem_permanent();
	host_schedule_begin();
	host_run_suites((struct kunit_suite *[]) { &alone }, 1);
	host_schedule_end();
	f->passed = one[0].status == KUNIT_SUCCESS;
	if (host_work_pending())
		host_fail(HOST_O2_LEFT, "work items are still queued");
	host_work_stop();
	f->live = host_mem_live(NULL, NULL);
	f->pages = host_pages_leaked();
	f->devices = host_devices_left();
	f->files = host_files_left();
}

/* ---- what KUnit's core refers to, and a test's verdict does not depend on ---- */

bool static_key_initialized = true;
const struct kernel_param_ops param_ops_bool, param_ops_int, param_ops_ulong;

/* lib/kunit/hooks-impl.h of newer kernels */
bool __kunit_is_suppressed_warning_impl(bool count);
bool __kunit_is_suppressed_warning_impl(bool count)
{
	return false;
}

int kunit_bus_init(void);
int kunit_bus_init(void)
{
	return 0;
}

void kunit_bus_shutdown(void);
void kunit_bus_shutdown(void)
{
}

void kunit_free_boot_suites(void);
void kunit_free_boot_suites(void)
{
}

void add_taint(unsigned int flag, enum lockdep_ok ok)
{
}
