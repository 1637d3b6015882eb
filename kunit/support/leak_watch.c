// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accounts for allocations of one task with the tracepoints of kmem, so that a
 * test sees a leak itself and can name who allocated it, and counts the reports
 * that the kernel makes with the tracepoint of error_report.
 */
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/file.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <asm/sections.h>
#include <trace/events/error_report.h>
#include <trace/events/kmem.h>

#include "leak_watch.h"

#define TEE_WATCH_MAX_BLOCKS	1024
#define TEE_WATCH_ROUNDS	5	/* of waiting for deferred frees */

struct tee_watch_block {
	const void *ptr;
	unsigned long call_site;
	size_t size_bytes;
};

/**
 * struct tee_watch - the account
 * @lock:	protects all that follows; taken in any context
 * @task:	task whose allocations count, NULL outside of a window
 * @num:	blocks in use, all at the start of @block
 * @lost:	allocations for which there was no room
 * @block:	memory that is allocated now
 * @reports:	reports of the kernel
 */
static struct tee_watch {
	raw_spinlock_t lock;
	struct task_struct *task;
	unsigned int num;
	unsigned int lost;
	struct tee_watch_block block[TEE_WATCH_MAX_BLOCKS];
	atomic_t reports;
} watch = {
	.lock = __RAW_SPIN_LOCK_UNLOCKED(watch.lock),
};

static void on_kmalloc(void *data, unsigned long call_site, const void *ptr,
		       size_t bytes_req, size_t bytes_alloc, gfp_t gfp_flags,
		       int node)
{
	struct tee_watch_block *block;
	unsigned long flags;

	if (!ptr || !in_task() || READ_ONCE(watch.task) != current)
		return;

	raw_spin_lock_irqsave(&watch.lock, flags);
	/* Large blocks are traced twice on their way out of the allocator. */
	if (watch.num && watch.block[watch.num - 1].ptr == ptr) {
		watch.block[watch.num - 1].call_site = call_site;
	} else if (watch.num < TEE_WATCH_MAX_BLOCKS) {
		block = &watch.block[watch.num++];
		block->ptr = ptr;
		block->call_site = call_site;
		block->size_bytes = bytes_req;
	} else {
		watch.lost++;
	}
	raw_spin_unlock_irqrestore(&watch.lock, flags);
}

static void on_kfree(void *data, unsigned long call_site, const void *ptr)
{
	unsigned long flags;
	unsigned int n;

	if (!ptr || !READ_ONCE(watch.num))
		return;

	raw_spin_lock_irqsave(&watch.lock, flags);
	for (n = 0; n < watch.num; n++) {
		if (watch.block[n].ptr == ptr) {
			watch.block[n] = watch.block[--watch.num];
			break;
		}
	}
	raw_spin_unlock_irqrestore(&watch.lock, flags);
}

static void on_report(void *data, enum error_detector detector,
		      unsigned long id)
{
	atomic_inc(&watch.reports);
}

int tee_watch_init(struct kunit_suite *suite)
{
	int rc;

	atomic_set(&watch.reports, 0);
	rc = register_trace_kmalloc(on_kmalloc, NULL);
	if (rc)
		return rc;
	rc = register_trace_kfree(on_kfree, NULL);
	if (rc)
		goto err_kmalloc;
	rc = register_trace_error_report_end(on_report, NULL);
	if (rc)
		goto err_kfree;
	return 0;

err_kfree:
	unregister_trace_kfree(on_kfree, NULL);
err_kmalloc:
	unregister_trace_kmalloc(on_kmalloc, NULL);
	return rc;
}

void tee_watch_exit(struct kunit_suite *suite)
{
	unregister_trace_error_report_end(on_report, NULL);
	unregister_trace_kfree(on_kfree, NULL);
	unregister_trace_kmalloc(on_kmalloc, NULL);
	tracepoint_synchronize_unregister();
}

/* What writing to clear_warn_once in debugfs does */
void tee_watch_rearm(void)
{
	generic_bug_clear_once();
	memset(__start_once, 0, __end_once - __start_once);
}

int tee_watch_reports(void)
{
	return atomic_read(&watch.reports);
}

void tee_watch_begin(struct kunit *test)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&watch.lock, flags);
	watch.num = 0;
	watch.lost = 0;
	watch.task = current;
	raw_spin_unlock_irqrestore(&watch.lock, flags);
}

int tee_watch_stop(void)
{
	unsigned long flags;
	int leaks, n;

	WRITE_ONCE(watch.task, NULL);
	flush_delayed_fput();
	rcu_barrier();
	/* A workqueue is freed by a thread, and then by RCU. */
	for (n = 0; n < TEE_WATCH_ROUNDS && READ_ONCE(watch.num); n++) {
		usleep_range(1000, 2000);
		rcu_barrier();
	}

	raw_spin_lock_irqsave(&watch.lock, flags);
	leaks = watch.num;
	watch.num = 0;
	raw_spin_unlock_irqrestore(&watch.lock, flags);
	return leaks;
}

int tee_watch_end(struct kunit *test)
{
	int leaks = tee_watch_stop();
	int n;

	/* The account is closed: nobody writes the table any more */
	for (n = 0; n < leaks; n++)
		KUNIT_FAIL(test, "%zu bytes allocated by %pS are never freed",
			   watch.block[n].size_bytes,
			   (void *)watch.block[n].call_site);
	KUNIT_EXPECT_EQ_MSG(test, watch.lost, 0, "account is too small");
	return leaks;
}
