// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that is shared with OP-TEE over FF-A: descriptors in fragments, and what the
 * partition manager refuses, keeps and says of handles.
 */
#include <linux/module.h>
#include <linux/vmalloc.h>
#include "client.h"
#include "ffa_abi.h"

/* Maps every second page of memory that is twice as large. */
static u8 *scattered_memory(struct kunit *test, u32 pages)
{
	u8 *all = vmalloc(2 * pages * PAGE_SIZE), *mapped;
	struct page **page = kunit_kcalloc(test, pages, sizeof(*page), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, all);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, (kunit_action_t *)vfree, all), 0);
	for (i = 0; i < pages; i++)
		page[i] = vmalloc_to_page(all + 2 * i * PAGE_SIZE);
	mapped = vmap(page, pages, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mapped);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, (kunit_action_t *)vunmap, mapped),
			0);
	return mapped;
}

/*
 * Memory of so many pages which don't follow one another that its description takes
 * several fragments: each byte is there.
 */
static void optee_test_ffa_fragments(struct kunit *test)
{
	const u32 pages = 700;
	u8 *buf = scattered_memory(test, pages);
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	struct tee_param param[2];
	struct tee_shm *shm;
	u32 mark, i;
	u64 sum = 0;

	memset(buf, 0, pages * PAGE_SIZE);
	for (i = 0; i < pages; i++) {
		buf[i * PAGE_SIZE + i] = i;
		sum += (u8)i;
	}
	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	mark = optee_mark();
	shm = optee_client_register(echo, buf, pages * PAGE_SIZE);
	KUNIT_EXPECT_GE(test, optee_events(mark, MONITOR_EV_FAST, FFA_FN_MEM_FRAG_TX,
					   MONITOR_ANY), 1);
	param[0] = optee_memref(MEMREF_IN, shm, 0, pages * PAGE_SIZE);
	param[1] = optee_value(VALUE_OUT, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_SUM, 2, param), 0);
	KUNIT_EXPECT_EQ(test, echo->param[1].u.value.a, sum);
	optee_client_free(echo, shm);
}

/*
 * The SPM does not take memory: that is an error of the allocation and nothing is left.
 */
static void optee_test_ffa_share_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	u32 before;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	before = optee_stats().shm_registered;
	optee_refuse(test, FFA_FN_MEM_SHARE, *(const u32 *)test->param_value, 1);
	echo->len = 3 * PAGE_SIZE;
	KUNIT_EXPECT_LT(test, optee_task_run(&echo->task, optee_op_alloc), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, before);
	optee_client_free(echo, optee_client_alloc(echo, 3 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, before);
}

/*
 * The SPM says success and a handle that is another's: the memory can't be had, is never
 * used again, and the other's is as good as before.
 */
static void optee_test_ffa_handle_twice(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	struct monitor_rule rule;
	struct tee_param param[2];
	struct tee_shm *shm;
	int id;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = optee_client_alloc(echo, PAGE_SIZE);
	rule = optee_fast_rule(FFA_FN_MEM_SHARE, MONITOR_DO_POKE, MONITOR_POKE_A2,
			       lower_32_bits(shm->sec_world_id));
	id = optee_rule(test, &rule);
	echo->len = PAGE_SIZE;
	KUNIT_EXPECT_LT(test, optee_task_run(&echo->task, optee_op_alloc), 0);
	monitor_rule_del(monitor_current(), id);
	param[0] = optee_memref(MEMREF_IN, shm, 0, 16);
	param[1] = optee_value(VALUE_OUT, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_SUM, 2, param), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
	optee_client_free(echo, shm);
	optee_client_alive(setup);
}

/*
 * The SPM's handle is nothing that can be one: the memory can't be had.
 */
static void optee_test_ffa_no_handle(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule low = optee_fast_rule(FFA_FN_MEM_SHARE, MONITOR_DO_RETURN, 0, 0);
	struct optee_client *echo;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	low.count = 1;
	optee_rule(test, &low);
	echo->len = PAGE_SIZE;
	KUNIT_EXPECT_LT(test, optee_task_run(&echo->task, optee_op_alloc), 0);
	monitor_give_up(monitor_current());
	optee_client_alive(setup);
}

/* Who says that memory is not given back */
static const struct {
	const char *name;
	u32 func, code;
} keepers[] = {
	{ "OP-TEE", MONITOR_FFA_SERVICE(OPTEE_FFA_UNREGISTER_SHM_NR), TEEC_ERROR_BUSY },
	{ "the SPM", FFA_FN_MEM_RECLAIM, FFA_DENIED },
};

KUNIT_ARRAY_PARAM_DESC(keepers, keepers, name);

/*
 * OP-TEE, or the SPM, does not give memory back that it has used: its pages are not used
 * for anything else, and everything goes on.
 */
static void optee_test_ffa_memory_kept(struct kunit *test)
{
	const typeof(keepers[0]) *keeper = test->param_value;
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	struct tee_param param[2];
	struct tee_shm *shm;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = optee_client_alloc(echo, PAGE_SIZE);
	param[0] = optee_memref(MEMREF_IN, shm, 0, 16);
	param[1] = optee_value(VALUE_OUT, 0, 0, 0);
	KUNIT_ASSERT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_SUM, 2, param), 0);
	optee_refuse(test, keeper->func, keeper->code, 1);
	optee_client_free(echo, shm);
	optee_client_alive(setup);
}

/*
 * What the SPM does not need to be told twice: memory that OP-TEE has never looked at
 * is given back all the same.
 */
static void optee_test_ffa_memory_never_used(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	u32 before;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	before = optee_stats().shm_registered;
	optee_client_free(echo, optee_client_alloc(echo, 5 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, before);
}

static struct kunit_case ffa_memory_tests[] = {
	KUNIT_CASE(optee_test_ffa_fragments),
	KUNIT_CASE_PARAM(optee_test_ffa_share_refused, optee_ffa_errors_gen_params),
	KUNIT_CASE(optee_test_ffa_handle_twice),
	KUNIT_CASE(optee_test_ffa_no_handle),
	KUNIT_CASE_PARAM(optee_test_ffa_memory_kept, keepers_gen_params),
	KUNIT_CASE(optee_test_ffa_memory_never_used),
	{ }
};

static struct kunit_suite ffa_memory_suite = {
	.name = "optee_ffa_memory",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = ffa_memory_tests,
};

kunit_test_suite(ffa_memory_suite);

MODULE_DESCRIPTION("Memory that is shared over FF-A");
MODULE_LICENSE("GPL");
