// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory with OP-TEE: registration, page lists, the static pool, and what
 * becomes of memory that the secure world doesn't take or doesn't give back.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "client.h"

/* A page list page holds 511 addresses and a link (OP-TEE message protocol (optee_msg.h)) */
static const u32 page_counts[] = { 1, 2, 510, 511, 512, 513, 1022, 1023, 1024 };

static void page_count_name(const u32 *pages, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%u pages", *pages);
}

KUNIT_ARRAY_PARAM(page_counts, page_counts, page_count_name);

/* The TA's sum over all of @shm is that of @buf. */
static void expect_sum(struct optee_client *echo, struct tee_shm *shm, const u8 *buf, size_t len)
{
	struct kunit *test = echo->task.setup->test;
	struct tee_param param[] = {
		optee_memref(MEMREF_IN, shm, 0, len),
		optee_value(VALUE_OUT, 0, 0, 0),
	};
	u64 sum = 0;
	size_t i;

	for (i = 0; i < len; i++)
		sum += buf[i];
	KUNIT_ASSERT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_SUM, 2, param), 0);
	KUNIT_ASSERT_EQ(test, echo->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, echo->param[1].u.value.a, sum);
}

/* Differs from page to page, so that a page in a wrong place changes something. */
static void fill_pages(u8 *buf, size_t len)
{
	size_t page;

	for (page = 0; page * PAGE_SIZE < len; page++) {
		size_t n = min_t(size_t, len - page * PAGE_SIZE, PAGE_SIZE);

		memset(buf + page * PAGE_SIZE, page * 37 + 11, n);
	}
}

/*
 * Allocated memory of any number of pages: the secure world gets a page list that
 * describes it, page by page, and forgets it when it is freed.
 */
static void optee_test_shm_allocated_pages(struct kunit *test)
{
	size_t len = *(const u32 *)test->param_value * PAGE_SIZE;
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	struct tee_shm *shm;
	u32 before;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	before = optee_stats().shm_registered;
	shm = optee_client_alloc(echo, len);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, before + 1);
	fill_pages(tee_shm_get_va(shm, 0), len);
	expect_sum(echo, shm, tee_shm_get_va(shm, 0), len);
	optee_client_free(echo, shm);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, before);
}

/*
 * Registered memory of as many pages, which don't follow one another, and which begin
 * and end within a page.
 */
static void optee_test_shm_registered_pages(struct kunit *test)
{
	size_t len = *(const u32 *)test->param_value * PAGE_SIZE - 200;
	struct optee_setup *setup = test->priv;
	u8 *buf = vmalloc(len + PAGE_SIZE);
	struct optee_client *echo;
	struct tee_shm *shm;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, (kunit_action_t *)vfree, buf), 0);
	fill_pages(buf, len + 100);
	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = optee_client_register(echo, buf + 100, len);
	expect_sum(echo, shm, buf + 100, len);
	optee_client_free(echo, shm);
}

/* How the secure world says no to a registration */
static const struct refusal {
	const char *name;
	enum monitor_point point;
	u32 answer;
	u32 pages;
} refusals[] = {
	{ "out of memory, 1 page", MONITOR_AT_ENTER, TEEC_ERROR_OUT_OF_MEMORY, 1 },
	{ "out of memory, 4 pages", MONITOR_AT_ENTER, TEEC_ERROR_OUT_OF_MEMORY, 4 },
	{ "bad parameters, 600 pages", MONITOR_AT_ENTER, TEEC_ERROR_BAD_PARAMETERS, 600 },
	{ "not even a call, 1 page", MONITOR_AT_CALL, OPTEE_RETURN_EBADCMD, 1 },
	{ "not even a call, 4 pages", MONITOR_AT_CALL, OPTEE_RETURN_ENOMEM, 4 },
};

KUNIT_ARRAY_PARAM_DESC(refusals, refusals, name);

static struct optee_client *refusing_setup(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct optee_setup *setup = test->priv;
	struct monitor_rule rule = {
		.point = c->point, .func = OPTEE_CMD_REGISTER_SHM, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_RETURN, .value = { c->answer },
	};
	struct optee_client *echo;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	optee_client_value(echo, MONITOR_ECHO_COPY, 1, 2, 3);
	optee_rule(test, &rule);
	return echo;
}

/*
 * The secure world refuses to register allocated memory: an error each time, the
 * pages go back to where they came from, and later memory is good.
 */
static void optee_test_shm_alloc_refused(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct optee_client *echo = refusing_setup(test);
	struct tee_shm *shm;
	int i;

	echo->len = c->pages * PAGE_SIZE;
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_LT(test, optee_task_run(&echo->task, optee_op_alloc), 0);
	monitor_rules_clear(monitor_current());
	shm = optee_client_alloc(echo, c->pages * PAGE_SIZE);
	fill_pages(tee_shm_get_va(shm, 0), c->pages * PAGE_SIZE);
	expect_sum(echo, shm, tee_shm_get_va(shm, 0), c->pages * PAGE_SIZE);
	optee_client_free(echo, shm);
}

/*
 * The same with a caller's buffer, which stays the caller's.
 */
static void optee_test_shm_register_refused(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	size_t len = c->pages * PAGE_SIZE;
	u8 *buf = vmalloc(len);
	struct optee_client *echo;
	struct tee_shm *shm;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, (kunit_action_t *)vfree, buf), 0);
	echo = refusing_setup(test);
	fill_pages(buf, len);
	echo->buf = buf;
	echo->len = len;
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_LT(test, optee_task_run(&echo->task, optee_op_register), 0);
	monitor_rules_clear(monitor_current());
	shm = optee_client_register(echo, buf, len);
	expect_sum(echo, shm, buf, len);
	optee_client_free(echo, shm);
}

/*
 * The secure world refuses to forget registered memory: it is freed in the kernel all
 * the same, once, and the driver works on.
 */
static void optee_test_shm_unregister_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule rule = {
		.point = MONITOR_AT_RETURN, .func = OPTEE_CMD_UNREGISTER_SHM, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_RET, TEEC_ERROR_GENERIC },
	};
	u8 *buf = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	struct optee_client *echo;
	struct tee_shm *shm;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = optee_client_register(echo, buf, PAGE_SIZE);
	optee_rule(test, &rule);
	optee_client_free(echo, shm);
	optee_client_alive(setup);
}

/*
 * Memory of no bytes is refused, by every kind of pool, before any call.
 */
static void optee_test_shm_of_no_bytes(struct kunit *test)
{
	struct optee_client *echo;
	u32 calls;

	optee_boot_kind(test->priv, 2);
	echo = optee_client_in(test->priv, MONITOR_TA_ECHO);
	calls = optee_stats().calls;
	echo->len = 0;
	KUNIT_EXPECT_LT(test, optee_task_run(&echo->task, optee_op_alloc), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().calls, calls);
}

/*
 * The static pool is used up: allocation fails with -ENOMEM, calls work on, and what
 * is freed can be had again.
 */
static void optee_test_shm_static_pool_used_up(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = 12 };
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	u32 count, again;
	int rc = 0;

	config->sec_caps = OPTEE_CAP_RESERVED_SHM | OPTEE_CAP_ASYNC_NOTIF;
	optee_boot_ok(setup, config, &dt);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	echo->len = PAGE_SIZE;
	for (count = 0; count < 13 && !rc; count++)
		rc = optee_task_run(&echo->task, optee_op_alloc);
	KUNIT_EXPECT_EQ(test, rc, -ENOMEM);
	KUNIT_EXPECT_GE(test, count, 2);

	KUNIT_EXPECT_EQ(test, optee_client_value(echo, MONITOR_ECHO_COPY, 1, 2, 3), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
	for (again = 0; again < 3; again++) {
		optee_client_free(echo, echo->owned[0]);
		KUNIT_EXPECT_EQ(test, optee_task_run(&echo->task, optee_op_alloc), 0);
	}
	echo->len = IS_ENABLED(CONFIG_64BIT) ? 1ULL << 40 : SIZE_MAX / 4;
	KUNIT_EXPECT_EQ(test, optee_task_run(&echo->task, optee_op_alloc), -ENOMEM);
}

/*
 * A secure world without dynamic shared memory isn't asked to register any.
 */
static void optee_test_shm_register_without_dynamic(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = 16 };
	u8 *buf = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	u32 mark;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	config->sec_caps = OPTEE_CAP_RESERVED_SHM;
	optee_boot_ok(setup, config, &dt);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	echo->buf = buf;
	echo->len = PAGE_SIZE;
	mark = optee_mark();
	KUNIT_EXPECT_LT(test, optee_task_run(&echo->task, optee_op_register), 0);
	KUNIT_EXPECT_EQ(test, optee_events(mark, MONITOR_EV_CALL, OPTEE_CMD_REGISTER_SHM,
					   MONITOR_ANY), 0);
	optee_client_alive(setup);
}

/*
 * Shared memory outlives the context that it was made in: it keeps the device, and
 * is taken back from the secure world when it is freed.
 */
static void optee_test_shm_outlives_its_context(struct kunit *test)
{
	struct optee_client *echo;
	struct tee_shm *shm;

	optee_boot_kind(test->priv, 2);
	echo = optee_client_in(test->priv, MONITOR_TA_ECHO);
	shm = optee_client_alloc(echo, 2 * PAGE_SIZE);
	optee_task_run(&echo->task, optee_op_close_context);
	memset(tee_shm_get_va(shm, 0), 1, 2 * PAGE_SIZE);
	optee_client_free(echo, shm);
	optee_client_alive(test->priv);
}

static struct kunit_case shm_tests[] = {
	KUNIT_CASE_PARAM(optee_test_shm_allocated_pages, page_counts_gen_params),
	KUNIT_CASE_PARAM(optee_test_shm_registered_pages, page_counts_gen_params),
	KUNIT_CASE_PARAM(optee_test_shm_alloc_refused, refusals_gen_params),
	KUNIT_CASE_PARAM(optee_test_shm_register_refused, refusals_gen_params),
	KUNIT_CASE(optee_test_shm_unregister_refused),
	KUNIT_CASE_PARAM(optee_test_shm_of_no_bytes, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_shm_static_pool_used_up),
	KUNIT_CASE(optee_test_shm_register_without_dynamic),
	KUNIT_CASE_PARAM(optee_test_shm_outlives_its_context, optee_kinds_gen_params),
	{ }
};

static struct kunit_suite shm_suite = {
	.name = "optee_shm",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = shm_tests,
};

static struct kunit_case shm_ffa_tests[ARRAY_SIZE(shm_tests)];

OPTEE_OVER_FFA(shm_ffa_tests, shm_tests,
	       KUNIT_CASE(optee_test_shm_alloc_refused),
	       KUNIT_CASE(optee_test_shm_register_refused),
	       KUNIT_CASE(optee_test_shm_static_pool_used_up),
	       KUNIT_CASE(optee_test_shm_register_without_dynamic),
	       { });

static struct kunit_suite shm_ffa_suite = {
	.name = "optee_ffa_shm",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = shm_ffa_tests,
};

optee_test_suites(&shm_suite, &shm_ffa_suite);

MODULE_DESCRIPTION("Shared memory with OP-TEE");
MODULE_LICENSE("GPL");
