/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the fidelity suites share beside threads (support/thread.h): a log, and the
 * few things for which a kernel and the hosted world have different words (uml.c,
 * hosted.c).
 *
 * A suite here tests a primitive as a driver may rely on it. What it expects
 * must hold whichever thread runs first, because in the hosted world each test
 * runs under many schedules.
 */
#ifndef FIDELITY_H
#define FIDELITY_H

#include <kunit/test.h>
#include <linux/types.h>
#include "support/thread.h"

/* For waits with a limit: more than what is expected to end may take */
#define FID_LIMIT_MS		10000

/* ---- the order in which things happen (log.c) ---- */

/**
 * struct fid_log - the order in which things happened
 * @num:	how many
 * @id:		what
 */
struct fid_log {
	unsigned int num;
	int id[16];
};

/** fid_note() - @id happened, with no other thread noting at the time */
void fid_note(struct fid_log *log, int id);
/** fid_expect_log() - exactly this happened, in this order */
#define fid_expect_log(test, log, ...)					\
do {									\
	const int __want[] = { __VA_ARGS__ };				\
									\
	KUNIT_ASSERT_EQ(test, (log)->num, (unsigned int)ARRAY_SIZE(__want)); \
	for (unsigned int __i = 0; __i < ARRAY_SIZE(__want); __i++)	\
		KUNIT_EXPECT_EQ_MSG(test, (log)->id[__i], __want[__i],	\
				    "at place %u", __i);		\
} while (0)

/* ---- the world (uml.c, hosted.c) ---- */

/** fid_user_new() - the current thread gets a process of its own, until the test ends */
void fid_user_new(struct kunit *test);
/** fid_user_map() - @pages of zeroed user memory, with nothing mapped behind; its address */
unsigned long fid_user_map(struct kunit *test, unsigned long pages, bool write);
/** fid_user_unmap() - take away what fid_user_map() or fid_mmap() gave */
void fid_user_unmap(unsigned long addr, unsigned long pages);

/** fid_fault() - the current thread's @nth allocation from now fails, 0: none */
void fid_fault(unsigned int nth);

/** fid_open() - open device node @name; a descriptor or an errno */
int fid_open(const char *name);
int fid_close(int fd);
long fid_ioctl(int fd, unsigned int cmd, unsigned long arg);
/** fid_mmap() - map @pages of a file; the address or an errno */
unsigned long fid_mmap(int fd, unsigned long pages);

/** fid_irq_new() - an interrupt line, edge triggered, until the test ends; its number */
unsigned int fid_irq_new(struct kunit *test, bool percpu);
/** fid_irq_raise() - an edge on that line */
void fid_irq_raise(void);

#endif
