// SPDX-License-Identifier: GPL-2.0-only
/*
 * Protected memory over FF-A, of which the partition manager has a part: what it refuses
 * and keeps, and who OP-TEE says is to get access. What is the same as over SMC is in
 * protmem_test.c and protmem_fault_test.c.
 */
#include <linux/module.h>
#include "client.h"
#include "ffa_abi.h"
#include "support/compat.h"

#ifdef HAVE_TEE_DMA_HEAP

#include "heap_user.h"

#define VIDEO	OPTEE_PROTMEM_SECURE_VIDEO_PLAY

static void boot_lent(struct kunit *test)
{
	optee_boot_ok(test->priv, optee_lent_config(test), NULL);
}

/* ---- lending ------------------------------------------------------------------------- */

/*
 * The partition manager does not lend memory: no dma-buf, OP-TEE hears nothing of it, and
 * the next one can be had.
 */
static void optee_test_ffa_protmem_lend_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;

	boot_lent(test);
	optee_refuse(test, FFA_FN_MEM_LEND, *(const u32 *)test->param_value, 1);
	user = optee_heap_user_new(setup, VIDEO, PAGE_SIZE);
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_lends(), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 0);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(user), 0);
	optee_heap_close(user);
	optee_expect_all_back(test);
}

/*
 * It says that it has lent memory, and the handle is that of memory which is shared: the
 * memory can't be had and is never used again, the other stays what it was.
 */
static void optee_test_ffa_protmem_handle_twice(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;
	struct optee_client *echo;
	struct monitor_rule rule;
	struct tee_param param[2];
	struct tee_shm *shm;

	boot_lent(test);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = optee_client_alloc(echo, PAGE_SIZE);
	rule = optee_fast_rule(FFA_FN_MEM_LEND, MONITOR_DO_POKE, MONITOR_POKE_A2,
			       lower_32_bits(shm->sec_world_id));
	rule.count = 1;
	optee_rule(test, &rule);
	user = optee_heap_user_new(setup, VIDEO, PAGE_SIZE);
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_lends(), 0);
	optee_heap_close(user);
	param[0] = optee_memref(MEMREF_IN, shm, 0, 16);
	param[1] = optee_value(VALUE_OUT, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_SUM, 2, param), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
	optee_client_free(echo, shm);
	optee_client_alive(setup);
}

/* ---- taking back --------------------------------------------------------------------- */

static const struct {
	const char *name;
	u32 func, code;
} keepers[] = {
	{ "OP-TEE", MONITOR_FFA_SERVICE(OPTEE_FFA_RELEASE_PROTMEM_NR), TEEC_ERROR_BUSY },
	{ "the SPM", FFA_FN_MEM_RECLAIM, FFA_DENIED },
};

KUNIT_ARRAY_PARAM_DESC(keepers, keepers, name);

/*
 * OP-TEE, or the partition manager, does not give memory back: nobody gets it any more, no
 * other is lent in its place, and the next probe has other memory.
 */
static void optee_test_ffa_protmem_kept(struct kunit *test)
{
	const typeof(keepers[0]) *keeper = test->param_value;
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;
	u32 mark;

	boot_lent(test);
	user = optee_heap_user_with(setup, PAGE_SIZE);
	mark = optee_mark();
	optee_refuse(test, keeper->func, keeper->code, 1);
	optee_heap_close(user);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(mark, MONITOR_EV_FAST, FFA_FN_MEM_RECLAIM,
						  MONITOR_ANY, 1));
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_lends(), 1);
	optee_heap_close(user);
	optee_client_alive(setup);
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(user), 0);
}

/* ---- who gets access ----------------------------------------------------------------- */

/* What OP-TEE says of the list: the size that it has the first and the second time */
static const struct list_case {
	const char *name;
	u64 first, second;
} list_cases[] = {
	{ "nobody", 0, 0 },
	{ "half an attribute", 6, 0 },
	{ "more than a descriptor has room for", 65 * sizeof(u32), 0 },
	{ "all there is", U32_MAX, 0 },
	{ "as many as wrap to one", (1ull << 34) + sizeof(u32), 0 },
	{ "fewer the second time", 0, 4 },
	{ "more the second time", 0, 12 },
};

KUNIT_ARRAY_PARAM_DESC(list, list_cases, name);

/* OP-TEE says @size of the list in its answer number @skip. */
static void lie_of_list(struct kunit *test, u32 skip, u64 size)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_RETURN, .func = OPTEE_CMD_GET_PROTMEM_CONFIG,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .skip = skip, .count = 1,
		.action = MONITOR_DO_POKE, .value = { MONITOR_POKE_PARAM_B, size, 1 },
	};

	optee_rule(test, &rule);
}

/*
 * A list that can't be, or is another the second time: there is no heap, and everything
 * else works. With the list as it is there is one.
 */
static void optee_test_ffa_protmem_list(struct kunit *test)
{
	const struct list_case *c = test->param_value;
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;

	boot_lent(test);
	optee_unbind(setup);
	lie_of_list(test, !!c->second, c->second ?: c->first);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	user = optee_heap_user_new(setup, VIDEO, PAGE_SIZE);
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_lends(), 0);
	optee_heap_close(user);
	optee_client_alive(setup);

	optee_unbind(setup);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_lends(), 1);
}

static struct kunit_case ffa_protmem_tests[] = {
	KUNIT_CASE_PARAM(optee_test_ffa_protmem_lend_refused, optee_ffa_errors_gen_params),
	KUNIT_CASE(optee_test_ffa_protmem_handle_twice),
	KUNIT_CASE_PARAM(optee_test_ffa_protmem_kept, keepers_gen_params),
	KUNIT_CASE_PARAM(optee_test_ffa_protmem_list, list_gen_params),
	{ }
};

static struct kunit_suite ffa_protmem_suite = {
	.name = "optee_ffa_protmem_spm",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = ffa_protmem_tests,
};

kunit_test_suite(ffa_protmem_suite);

#endif /* HAVE_TEE_DMA_HEAP */

MODULE_DESCRIPTION("Protected memory over FF-A");
MODULE_LICENSE("GPL");
