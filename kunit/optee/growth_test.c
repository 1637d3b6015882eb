// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that is asked for the same again and again needs no more memory for the
 * last time than for the first. What the tasks that work in it allocate, and whoever
 * frees it, is counted with the tracepoints of kmem.
 *
 * growth_test.rounds=N on the kernel's command line: so many calls.
 */
#include <linux/moduleparam.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include <trace/events/kmem.h>
#include "client.h"
#include "supplicant.h"

/* Calls until every cache has what it keeps */
#define WARM_UP		64

static unsigned int rounds = 1000;
module_param(rounds, uint, 0);

/**
 * struct growth - the account
 * @task:	whose allocations count: the client's and the supplicant's task
 * @num:	how many of them there are
 * @live:	what they allocated and nobody has freed yet, by address
 * @blocks:	how many that are
 * @kept:	one that a test wants to see
 */
static struct growth {
	struct task_struct *task[2];
	unsigned int num;
	struct xarray live;
	long blocks;
	void *kept;
} growth = {
	.live = XARRAY_INIT(growth.live, XA_FLAGS_LOCK_IRQ),
};

static bool counts(const void *ptr)
{
	unsigned int i;

	for (i = 0; ptr && in_task() && i < READ_ONCE(growth.num); i++)
		if (growth.task[i] == current)
			return true;
	return false;
}

static unsigned long key_of(const void *ptr)
{
	return (unsigned long)ptr / sizeof(long);
}

static void on_kmalloc(void *data, unsigned long call_site, const void *ptr,
		       size_t bytes_req, size_t bytes_alloc, gfp_t gfp_flags,
		       int node)
{
	unsigned long flags;

	if (!counts(ptr))
		return;
	xa_lock_irqsave(&growth.live, flags);
	if (!xa_is_err(__xa_store(&growth.live, key_of(ptr), xa_mk_value(0),
				  GFP_ATOMIC | __GFP_NOWARN)))
		growth.blocks++;
	xa_unlock_irqrestore(&growth.live, flags);
}

/* Whoever frees it: a worker, a grace period's callback */
static void on_kfree(void *data, unsigned long call_site, const void *ptr)
{
	unsigned long flags;

	if (!ptr || xa_empty(&growth.live))
		return;
	xa_lock_irqsave(&growth.live, flags);
	if (__xa_erase(&growth.live, key_of(ptr)))
		growth.blocks--;
	xa_unlock_irqrestore(&growth.live, flags);
}

static long blocks(void)
{
	rcu_barrier();
	return READ_ONCE(growth.blocks);
}

static int growth_suite_init(struct kunit_suite *suite)
{
	int rc = register_trace_kmalloc(on_kmalloc, NULL);

	if (rc)
		return rc;
	rc = register_trace_kfree(on_kfree, NULL);
	if (rc)
		unregister_trace_kmalloc(on_kmalloc, NULL);
	return rc;
}

static void growth_suite_exit(struct kunit_suite *suite)
{
	unregister_trace_kfree(on_kfree, NULL);
	unregister_trace_kmalloc(on_kmalloc, NULL);
	tracepoint_synchronize_unregister();
	xa_destroy(&growth.live);
}

static void count_me(void)
{
	growth.task[growth.num] = current;
	WRITE_ONCE(growth.num, growth.num + 1);
}

static int growth_op_serve(struct optee_task *task)
{
	count_me();
	return optee_op_supp_serve(task);
}

static int growth_op_count(struct optee_task *task)
{
	count_me();
	return 0;
}

/* What it leaves for the test to free */
static int growth_op_keep(struct optee_task *task)
{
	count_me();
	growth.kept = kmalloc(1, GFP_KERNEL);
	return growth.kept ? 0 : -ENOMEM;
}

static void forget(void)
{
	WRITE_ONCE(growth.num, 0);
	xa_destroy(&growth.live);
	growth.blocks = 0;
}

/*
 * The account itself: a block that such a task keeps is seen, until another task frees it.
 */
static void optee_test_growth_is_seen(struct kunit *test)
{
	struct optee_client *client;

	forget();
	optee_boot_threads(test->priv, 2);
	client = optee_client_in(test->priv, MONITOR_TA_STORAGE);
	optee_task_run(&client->task, growth_op_keep);
	KUNIT_ASSERT_NOT_NULL(test, growth.kept);
	KUNIT_EXPECT_EQ(test, blocks(), 1);
	kfree(growth.kept);
	KUNIT_EXPECT_EQ(test, blocks(), 0);
	forget();
}

/*
 * Each storage call has the supplicant allocate memory, hand it to the secure world, and
 * free it: after any number of them there is no more of it than after the first ones.
 */
static void optee_test_growth_storage(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_supplicant *supp;
	struct optee_client *client;
	unsigned int i;
	long before;

	forget();
	optee_boot_kind(setup, 2);
	supp = optee_supp_opened(setup);
	optee_task_start(&supp->task, growth_op_serve);
	client = optee_client_in(setup, MONITOR_TA_STORAGE);
	client->ctx->supp_nowait = false;
	optee_task_run(&client->task, growth_op_count);

	for (i = 0; i < WARM_UP; i++)
		optee_client_invoke(client, MONITOR_STORAGE_RPMB, 0, NULL);
	KUNIT_ASSERT_EQ(test, client->ret, TEEC_SUCCESS);
	before = blocks();
	for (i = 0; i < rounds; i++)
		optee_client_invoke(client, MONITOR_STORAGE_RPMB, 0, NULL);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, blocks() - before, 0);
	forget();
}

static struct kunit_case optee_growth_cases[] = {
	KUNIT_CASE(optee_test_growth_is_seen),
	KUNIT_CASE_PARAM(optee_test_growth_storage, optee_kinds_gen_params),
	{}
};

static struct kunit_suite optee_growth_suite = {
	.name = "optee_growth",
	.suite_init = growth_suite_init,
	.suite_exit = growth_suite_exit,
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = optee_growth_cases,
};

static struct kunit_case optee_growth_ffa_cases[ARRAY_SIZE(optee_growth_cases)];

OPTEE_OVER_FFA(optee_growth_ffa_cases, optee_growth_cases,
	       KUNIT_CASE(optee_test_growth_is_seen),
	       { });

static struct kunit_suite optee_growth_ffa_suite = {
	.name = "optee_ffa_growth",
	.suite_init = growth_suite_init,
	.suite_exit = growth_suite_exit,
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = optee_growth_ffa_cases,
};

optee_test_suites(&optee_growth_suite, &optee_growth_ffa_suite);

MODULE_DESCRIPTION("Test: no growth with the number of calls");
MODULE_LICENSE("GPL");
