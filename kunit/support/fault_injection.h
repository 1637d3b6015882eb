/* SPDX-License-Identifier: GPL-2.0-only */
/* Fault injection: let each allocation of an operation fail, one a time. */
#ifndef TEE_FAULT_H
#define TEE_FAULT_H

struct kunit;
struct kunit_suite;

enum tee_fault_kind { TEE_FAULT_SLAB_AND_PAGES, TEE_FAULT_SLAB, TEE_FAULT_PAGES };

/*
 * Suites' .suite_init and .suite_exit: let current->fail_nth count every
 * allocation, and put the settings of fault injection back. They include
 * tee_watch_init() and tee_watch_exit().
 */
int tee_fault_init(struct kunit_suite *suite);
void tee_fault_exit(struct kunit_suite *suite);

/**
 * tee_fault_count() - Which allocations current->fail_nth counts, whether they may
 *		       sleep or not
 * @kind:	a slab that grows takes pages, now and then: one kind alone has the
 *		same numbers each time
 */
void tee_fault_count(enum tee_fault_kind kind);

/**
 * tee_fault_ends_after() - Let memory end for tasks whose current->make_it_fail is set
 * @bytes:	what they may still allocate of slab objects; then each allocation fails
 */
void tee_fault_ends_after(unsigned int bytes);

/**
 * tee_fault_for_all() - Let memory end for all tasks, those of the kernel among them
 * @on:		true: until it is called with false, which is to be soon: each allocation
 *		of a slab object fails, wherever it is made
 */
void tee_fault_for_all(bool on);

/**
 * tee_fault_each() - Fail the 1st allocation of an operation, then the 2nd, ...
 * @test:	the test
 * @op:		operation; returns 0 when it succeeded and has undone itself, or
 *		a negative errno
 * @check:	expects that nothing is left of @op, may be NULL
 * @data:	for both
 *
 * Goes on until @op makes fewer allocations: for slab objects, then for pages.
 * Each time memory must balance, @check is called, and @op must succeed when it
 * is repeated without a fault.
 *
 * Return: how often @op failed for want of an allocation
 */
int tee_fault_each(struct kunit *test, int (*op)(void *data),
		   void (*check)(void *data), void *data);

/**
 * tee_fault_ending() - Let memory end during an operation, later each time
 * @test:	the test
 * @op:		as for tee_fault_each()
 * @check:	as for tee_fault_each()
 * @data:	for both
 *
 * For what asks again when one allocation fails, as an xarray does. Goes on until @op
 * succeeds.
 *
 * Return: how often @op failed
 */
int tee_fault_ending(struct kunit *test, int (*op)(void *data),
		     void (*check)(void *data), void *data);

#endif /* TEE_FAULT_H */
