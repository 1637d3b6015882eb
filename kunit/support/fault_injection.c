// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault injection for single operations of the calling task, by the kernel's
 * failslab and fail_page_alloc. What those count is set through the variables
 * behind their files in debugfs.
 */
#include <kunit/test.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/sched.h>

#include "fault_injection.h"
#include "kthread_user.h"
#include "leak_watch.h"

/* An operation that makes more allocations than this has gone wrong */
#define TEE_FAULT_MAX	500
#define TEE_FAULT_MAX_BYTES	(64 * 1024)

/*
 * A slab that grows allocates pages by the way, now and then, which moves the
 * numbers of the allocations behind them. So pages are counted apart from
 * slab objects, and more than once.
 */
#define TEE_FAULT_PAGE_SWEEPS	3

/* No allocation of pages is as large as this order */
#define NO_ORDER		U8_MAX

enum tee_fault_variable {
	SLAB_IGNORES_WAIT,
	SLAB_VERBOSE,
	SLAB_PROBABILITY,
	SLAB_TIMES,
	SLAB_TASK_FILTER,
	SLAB_SPACE,
	PAGE_IGNORES_WAIT,
	PAGE_MIN_ORDER,
	PAGE_VERBOSE,
	NUM_VARIABLES
};

/*
 * struct tee_fault_setting - a variable of fault injection
 * @dir:	folder in debugfs
 * @file:	file in it
 * @size:	bytes of the variable
 * @variable:	where it is
 * @saved:	what it was before
 */
static struct tee_fault_setting {
	const char *dir;
	const char *file;
	size_t size;
	void *variable;
	unsigned long saved;
} settings[NUM_VARIABLES] = {
	{ "failslab", "ignore-gfp-wait", sizeof(bool) },
	{ "failslab", "verbose", sizeof(unsigned long) },
	{ "failslab", "probability", sizeof(unsigned long) },
	{ "failslab", "times", sizeof(atomic_t) },
	{ "failslab", "task-filter", sizeof(bool) },
	{ "failslab", "space", sizeof(atomic_t) },
	{ "fail_page_alloc", "ignore-gfp-wait", sizeof(bool) },
	{ "fail_page_alloc", "min-order", sizeof(u32) },
	{ "fail_page_alloc", "verbose", sizeof(unsigned long) },
};

void tee_fault_count(enum tee_fault_kind kind)
{
	bool slab = kind != TEE_FAULT_PAGES, pages = kind != TEE_FAULT_SLAB;

	*(bool *)settings[SLAB_IGNORES_WAIT].variable = !slab;
	*(bool *)settings[PAGE_IGNORES_WAIT].variable = false;
	*(u32 *)settings[PAGE_MIN_ORDER].variable = pages ? 0 : NO_ORDER;
}

/* For tasks whose current->make_it_fail is set, or @all */
static void memory_ends(bool all, unsigned int bytes)
{
	*(bool *)settings[SLAB_TASK_FILTER].variable = !all;
	atomic_set(settings[SLAB_SPACE].variable, bytes);
	atomic_set(settings[SLAB_TIMES].variable, -1);
	*(unsigned long *)settings[SLAB_PROBABILITY].variable = 100;
}

void tee_fault_ends_after(unsigned int bytes)
{
	memory_ends(false, bytes);
}

void tee_fault_for_all(bool on)
{
	if (on)
		memory_ends(true, 0);
	else
		*(unsigned long *)settings[SLAB_PROBABILITY].variable = 0;
}

int tee_fault_init(struct kunit_suite *suite)
{
	struct tee_fault_setting *s;

	for (s = settings; s < settings + NUM_VARIABLES; s++) {
		s->variable = kthread_user_variable(s->dir, s->file);
		if (!s->variable)
			return -ENOENT;
	}
	for (s = settings; s < settings + NUM_VARIABLES; s++)
		memcpy(&s->saved, s->variable, s->size);

	/* No stack trace for each fault */
	*(unsigned long *)settings[SLAB_VERBOSE].variable = 0;
	*(unsigned long *)settings[PAGE_VERBOSE].variable = 0;
	tee_fault_count(TEE_FAULT_SLAB_AND_PAGES);
	return tee_watch_init(suite);
}

void tee_fault_exit(struct kunit_suite *suite)
{
	struct tee_fault_setting *s;

	tee_watch_exit(suite);
	for (s = settings; s < settings + NUM_VARIABLES; s++)
		memcpy(s->variable, &s->saved, s->size);
}

/* One operation, with its allocation number @n failing; was it reached? */
static bool fail_one(struct kunit *test, int n, int (*op)(void *data),
		     void (*check)(void *data), void *data, int *needed)
{
	bool hit;
	int rc;

	tee_watch_begin(test);
	current->fail_nth = n;
	rc = op(data);
	hit = !current->fail_nth;
	current->fail_nth = 0;
	KUNIT_EXPECT_EQ_MSG(test, tee_watch_end(test), 0,
			    "allocation %d failed, error %d", n, rc);
	if (check)
		check(data);
	if (rc) {
		(*needed)++;
		KUNIT_EXPECT_TRUE_MSG(test, hit, "error %d without a fault", rc);
		KUNIT_EXPECT_EQ_MSG(test, rc, -ENOMEM,
				    "when allocation %d failed", n);
		KUNIT_ASSERT_EQ_MSG(test, op(data), 0,
				    "after allocation %d had failed", n);
	}
	return hit;
}

int tee_fault_each(struct kunit *test, int (*op)(void *data),
		   void (*check)(void *data), void *data)
{
	int reports = tee_watch_reports();
	int needed = 0;
	int sweep, n;

	/* What is allocated once and for all is there after the first time */
	KUNIT_ASSERT_EQ(test, op(data), 0);

	for (sweep = 0; sweep <= TEE_FAULT_PAGE_SWEEPS; sweep++) {
		tee_fault_count(sweep ? TEE_FAULT_PAGES : TEE_FAULT_SLAB);
		n = 1;
		while (n <= TEE_FAULT_MAX &&
		       fail_one(test, n, op, check, data, &needed))
			n++;
		KUNIT_EXPECT_LE_MSG(test, n, TEE_FAULT_MAX,
				    "no end of allocations");
	}
	KUNIT_EXPECT_EQ_MSG(test, tee_watch_reports(), reports,
			    "the kernel gave a warning");
	kunit_info(test, "%d allocations failed that were needed\n", needed);
	return needed;
}

int tee_fault_ending(struct kunit *test, int (*op)(void *data),
		     void (*check)(void *data), void *data)
{
	unsigned int bytes;
	int failed = 0;
	int rc = -ENOMEM;

	tee_fault_count(TEE_FAULT_SLAB);
	for (bytes = 0; rc && bytes <= TEE_FAULT_MAX_BYTES; bytes += 64) {
		tee_watch_begin(test);
		tee_fault_ends_after(bytes);
		current->make_it_fail = true;
		rc = op(data);
		current->make_it_fail = false;
		KUNIT_EXPECT_EQ_MSG(test, tee_watch_end(test), 0,
				    "with %u bytes left", bytes);
		if (check)
			check(data);
		failed += rc != 0;
		if (rc)
			KUNIT_ASSERT_EQ_MSG(test, rc, -ENOMEM,
					    "with %u bytes left", bytes);
	}
	KUNIT_EXPECT_EQ(test, rc, 0);
	return failed;
}
