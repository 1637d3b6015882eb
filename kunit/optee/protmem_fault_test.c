// SPDX-License-Identifier: GPL-2.0-only
/*
 * Protected memory of OP-TEE where something is missing: memory of the kernel, the heap,
 * or an answer of the secure world in time.
 */
#include <linux/module.h>
#include "client.h"
#include "support/compat.h"

#ifdef HAVE_TEE_DMA_HEAP

#include <linux/delay.h>
#include <linux/tee_core.h>
#include "heap_user.h"
#include "support/fake_driver.h"
#include "support/fake_heap.h"
#include "support/fault_injection.h"
#include "support/leak_watch.h"

#define GATE		1
#define OTHER_GATE	2
#define MAX_ALLOCATIONS	500

/* Stated in driver/tee/README.md: 10 s, and 20 s, after the last call that came back */
#define END_MS		(15 * MSEC_PER_SEC)
#define PROBE_END_MS	(30 * MSEC_PER_SEC)

/* ---- memory of the kernel ----------------------------------------------------------- */

/* A secure world in which each call needs a message of its own */
static void boot_many_messages(struct kunit *test)
{
	struct monitor_config *config = optee_lent_config(test);

	config->sec_caps &= ~OPTEE_CAP_RPC_ARG;
	config->ffa.no_arg_offset = true;
	optee_boot_ok(test->priv, config, NULL);
	kunit_kfree(test, config);
}

/* Another client's call has the message memory that there is: the next call needs more. */
static void take_message(struct optee_setup *setup)
{
	optee_client_parked(optee_client_in(setup, MONITOR_TA_SLOW), OTHER_GATE);
}

/* Lending with the allocation number @nth failing; was it reached? */
static bool lend_with_fault(struct kunit *test, unsigned int nth)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;
	bool failed;
	int rc;

	boot_many_messages(test);
	take_message(setup);
	user = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	user->fail_nth = nth;
	user->task.watch = true;
	rc = optee_heap_alloc(user);
	failed = user->failed;
	if (rc) {
		KUNIT_EXPECT_EQ(test, rc, -ENOMEM);
		KUNIT_EXPECT_TRUE_MSG(test, failed, "without a failure");
	}
	optee_heap_close(user);
	optee_expect_all_back(test);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 1);
	optee_heap_close(user);
	optee_expect_all_back(test);
	optee_halt(setup);
	if (tee_watch_end(test) || test->status == KUNIT_FAILURE)
		KUNIT_FAIL_AND_ABORT(test, "with allocation %u failing", nth);
	return failed;
}

static void lend_with_each_fault(struct kunit *test, enum tee_fault_kind kind)
{
	unsigned int nth = 1;

	tee_fault_count(kind);
	while (lend_with_fault(test, nth) && nth < MAX_ALLOCATIONS)
		nth++;
	tee_fault_count(TEE_FAULT_SLAB_AND_PAGES);
	KUNIT_EXPECT_LT_MSG(test, nth, MAX_ALLOCATIONS, "no end of allocations");
	KUNIT_EXPECT_GT_MSG(test, nth, 1, "no allocation");
}

/*
 * Each allocation on the way to a dma-buf fails, memory to be lent among them: nobody has
 * anything then, nothing stays lent, and the next time it works.
 */
static void optee_test_protmem_fault_each_allocation(struct kunit *test)
{
	lend_with_each_fault(test, TEE_FAULT_SLAB);
	lend_with_each_fault(test, TEE_FAULT_PAGES);
}

/*
 * All memory has ended when the last dma-buf is closed: what was lent comes back all the
 * same.
 */
static void optee_test_protmem_fault_reclaim(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;
	bool back;

	boot_many_messages(test);
	user = optee_heap_user_with(setup, PAGE_SIZE);
	take_message(setup);
	tee_fault_for_all(true);
	optee_heap_close(user);
	back = optee_wait_all_back();
	tee_fault_for_all(false);
	KUNIT_EXPECT_TRUE(test, back);
}

/* ---- the heap ------------------------------------------------------------------------- */

/*
 * Another TEE serves the heap already: the driver works without it, nobody gets memory of
 * OP-TEE there, and once the other has gone the next probe serves it.
 */
static void optee_test_protmem_fault_heap_of_another(struct kunit *test)
{
	struct tee_fake_pool *pool = kunit_kzalloc(test, sizeof(*pool), GFP_KERNEL);
	struct tee_fake *other = tee_fake_new(test);
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	tee_fake_pool_init(test, pool, tee_fake_carve_out(test));
	KUNIT_ASSERT_EQ(test, tee_device_register_dma_heap(other->teedev, TEE_FAKE_HEAP_ID,
							   &pool->pool), 0);
	optee_boot_ok(setup, optee_lent_config(test), NULL);
	user = optee_heap_user_with(setup, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, pool->used, 1);
	KUNIT_EXPECT_EQ(test, optee_lends(), 0);
	optee_heap_close(user);
	optee_client_alive(setup);
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, pool->destroyed, 0);

	tee_device_put_all_dma_heaps(other->teedev);
	KUNIT_EXPECT_EQ(test, pool->destroyed, 1);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_lends(), 1);
}

/* ---- the secure world's answer ---------------------------------------------------------- */

static void park_at(struct kunit *test, u32 cmd, u32 skip)
{
	struct monitor_rule park = {
		.point = MONITOR_AT_ENTER, .func = cmd, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .skip = skip, .count = 1, .action = MONITOR_DO_PARK,
		.value = { GATE },
	};

	optee_rule(test, &park);
}

/* It then goes on to interrupt the normal world, and does not return. */
static void never_return(struct kunit *test, u32 cmd, u32 skip)
{
	struct monitor_rule interrupts = {
		.point = MONITOR_AT_RETURN, .func = cmd, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .skip = skip, .count = 1, .action = MONITOR_DO_INTERRUPT,
		.value = { 1000 },
	};

	optee_rule(test, &interrupts);
}

static int op_bind(struct optee_task *control)
{
	return monitor_bind();
}

/*
 * The secure world takes so long to say what it wants of memory for the second use that the
 * probe is given up: what was found for the first goes, and the next probe succeeds.
 */
static void optee_test_protmem_fault_probe_given_up(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;

	optee_boot_ok(setup, optee_lent_config(test), NULL);
	optee_unbind(setup);
	park_at(test, OPTEE_CMD_GET_PROTMEM_CONFIG, 1);
	optee_task_start(setup->control, op_bind);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	msleep(PROBE_END_MS);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(setup->control), -ETIMEDOUT);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	user = optee_heap_user_with(setup, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 1);
	optee_heap_close(user);
	optee_expect_all_back(test);
}

/*
 * The call about the first use is given up in the secure world, with its message, and over FF-A
 * with the list of those who get access, when memory has ended: there is no message to ask
 * about the next use, and the probe ends as one that is given up.
 */
static void optee_test_protmem_fault_probe_without_message(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	u32 asked = optee_over_ffa() ? 2 : 1, mark;
	bool ended;

	boot_many_messages(test);
	optee_unbind(setup);
	mark = optee_mark();
	park_at(test, OPTEE_CMD_GET_PROTMEM_CONFIG, asked - 1);
	never_return(test, OPTEE_CMD_GET_PROTMEM_CONFIG, asked - 1);
	optee_task_start(setup->control, op_bind);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	msleep(PROBE_END_MS);
	monitor_give_up(monitor_current());
	tee_fault_for_all(true);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	ended = optee_task_wait(setup->control, OPTEE_CALL_MS);
	tee_fault_for_all(false);
	KUNIT_EXPECT_TRUE(test, ended);
	KUNIT_EXPECT_EQ(test, optee_task_join(setup->control), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, optee_events(mark, MONITOR_EV_CALL, OPTEE_CMD_GET_PROTMEM_CONFIG,
					   setup->control->caller), asked);
}

/*
 * The driver goes while the secure world is about to take memory, and does not
 * end: the call is given up, nobody gets the memory, and as OP-TEE may have it none of its
 * pages is freed. (The monitor would see that.)
 */
static void optee_test_protmem_fault_lend_given_up(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;

	optee_boot_ok(setup, optee_lent_config(test), NULL);
	park_at(test, optee_lend_command(), 0);
	never_return(test, optee_lend_command(), 0);
	user = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	optee_task_start(&user->task, optee_op_heap_alloc);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	optee_task_start(setup->control, optee_op_unbind);
	msleep(END_MS);
	monitor_give_up(monitor_current());
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(&user->task), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, optee_task_join(setup->control), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 1);
}

static struct kunit_case protmem_fault_tests[] = {
	KUNIT_CASE(optee_test_protmem_fault_each_allocation),
	KUNIT_CASE(optee_test_protmem_fault_reclaim),
	KUNIT_CASE(optee_test_protmem_fault_heap_of_another),
	KUNIT_CASE(optee_test_protmem_fault_probe_given_up),
	KUNIT_CASE(optee_test_protmem_fault_probe_without_message),
	KUNIT_CASE(optee_test_protmem_fault_lend_given_up),
	{ }
};

static struct kunit_suite protmem_fault_suite = {
	.name = "optee_protmem_fault",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = protmem_fault_tests,
};

static struct kunit_case protmem_fault_ffa_tests[ARRAY_SIZE(protmem_fault_tests)];

OPTEE_OVER_FFA(protmem_fault_ffa_tests, protmem_fault_tests,
	       KUNIT_CASE(optee_test_protmem_fault_heap_of_another),
	       { });

static struct kunit_suite protmem_fault_ffa_suite = {
	.name = "optee_ffa_protmem_fault",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = protmem_fault_ffa_tests,
};

optee_test_suites(&protmem_fault_suite, &protmem_fault_ffa_suite);

#endif /* HAVE_TEE_DMA_HEAP */

MODULE_DESCRIPTION("Protected memory of OP-TEE where something is missing");
MODULE_LICENSE("GPL");
