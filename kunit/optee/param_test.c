// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of an invocation, there and back, for every type, place in shared
 * memory and kind of shared memory; and what the driver makes of answers that no
 * honest secure world gives.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include "client.h"

#define BUF_SIZE	(3 * PAGE_SIZE)

static struct optee_client *echo_boot(struct kunit *test)
{
	optee_boot_kind(test->priv, 4);
	return optee_client_in(test->priv, MONITOR_TA_ECHO);
}

static u8 *shm_bytes(struct kunit *test, struct tee_shm *shm)
{
	u8 *bytes = tee_shm_get_va(shm, 0);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bytes);
	return bytes;
}

/*
 * Value parameters: in ones arrive, out and inout ones come back as the TA set them.
 */
static void optee_test_param_values(struct kunit *test)
{
	struct optee_client *echo = echo_boot(test);
	struct tee_param param[] = {
		optee_value(VALUE_IN, 0x1111222233334444, 0x10, U64_MAX),
		optee_value(VALUE_OUT, 0, 0, 0),
		optee_value(VALUE_INOUT, 1, 2, 3),
		optee_value(VALUE_INOUT, U32_MAX, 0, 1ULL << 63),
	};

	KUNIT_ASSERT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_COPY, 4, param), 0);
	KUNIT_ASSERT_EQ(test, echo->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, echo->param[0].u.value.a, 0x1111222233334444);
	KUNIT_EXPECT_EQ(test, echo->param[1].u.value.a, 0x1111222233334444 ^ 0x10);
	KUNIT_EXPECT_EQ(test, echo->param[1].u.value.b, 0x10 ^ U64_MAX);
	KUNIT_EXPECT_EQ(test, echo->param[1].u.value.c, 0);
	KUNIT_EXPECT_EQ(test, echo->param[2].u.value.a, 1 ^ 2);
	KUNIT_EXPECT_EQ(test, echo->param[2].u.value.b, 2 ^ 3);
	KUNIT_EXPECT_EQ(test, echo->param[2].u.value.c, 4);
	KUNIT_EXPECT_EQ(test, echo->param[3].u.value.b, 1ULL << 63);
	KUNIT_EXPECT_EQ(test, echo->param[3].u.value.c, (1ULL << 63) + 1);
}

/*
 * From none to four parameters, and unused ones between used ones.
 */
static void optee_test_param_counts(struct kunit *test)
{
	struct optee_client *echo = echo_boot(test);
	struct tee_param param[4] = {
		[1] = optee_value(VALUE_INOUT, 4, 1, 7),
		[3] = optee_value(VALUE_INOUT, 8, 2, 9),
	};
	u32 count;

	for (count = 0; count <= 4; count++) {
		KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_COPY, count, param),
				0);
		KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, echo->param[1].u.value.c, count > 1 ? 8 : 0);
		KUNIT_EXPECT_EQ(test, echo->param[3].u.value.c, count > 3 ? 10 : 0);
	}
}

/*
 * More parameters than a message has room for are refused before any call.
 */
static void optee_test_param_too_many(struct kunit *test)
{
	struct optee_client *echo = echo_boot(test);
	struct tee_param param[7] = { };
	u32 calls = optee_stats().calls;

	KUNIT_EXPECT_LT(test, optee_client_invoke(echo, MONITOR_ECHO_COPY, 7, param), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().calls, calls);
	optee_client_alive(test->priv);
}

static const u64 bad_attrs[] = { 4, 8, 0xff, 0x10000 | VALUE_IN, 1ULL << 32 | MEMREF_IN };

/*
 * Attributes that don't exist are refused before any call.
 */
static void optee_test_param_bad_attributes(struct kunit *test)
{
	struct optee_client *echo = echo_boot(test);
	u32 i, calls = optee_stats().calls;

	for (i = 0; i < ARRAY_SIZE(bad_attrs); i++) {
		struct tee_param param = { .attr = bad_attrs[i] };

		KUNIT_EXPECT_LT_MSG(test, optee_client_invoke(echo, MONITOR_ECHO_COPY, 1, &param),
				    0, "attribute %#llx", bad_attrs[i]);
	}
	KUNIT_EXPECT_EQ(test, optee_stats().calls, calls);
	optee_client_alive(test->priv);
}

/* Where in its shared memory a memory reference lies */
static const struct place {
	size_t offs, size;
} places[] = {
	{ 0, 1 }, { 0, BUF_SIZE }, { 1, 100 }, { 4095, 2 }, { 4096, 4096 }, { BUF_SIZE - 1, 1 },
	{ 100, 0 },
};

/* Every byte of a place goes through the TA, none around it does. */
static void expect_copied(struct kunit *test, const u8 *bytes, const struct place *place,
			  bool changed)
{
	size_t i, wrong = 0;

	for (i = 0; i < BUF_SIZE; i++) {
		bool inside = i - place->offs < place->size;

		wrong += bytes[i] != ((u8)(i * 7) ^ (inside && changed ? 0x5a : 0));
	}
	KUNIT_EXPECT_EQ_MSG(test, wrong, 0, "bytes at %zu, size %zu", place->offs, place->size);
}

static void copy_through(struct optee_client *echo, struct tee_shm *shm, u8 *bytes, u64 type)
{
	struct kunit *test = echo->task.setup->test;
	struct tee_param param;
	size_t i, p;

	for (p = 0; p < ARRAY_SIZE(places); p++) {
		for (i = 0; i < BUF_SIZE; i++)
			bytes[i] = i * 7;
		param = optee_memref(type, shm, places[p].offs, places[p].size);
		KUNIT_ASSERT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_COPY, 1, &param), 0);
		KUNIT_ASSERT_EQ(test, echo->ret, TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, echo->param[0].u.memref.size, places[p].size);
		expect_copied(test, bytes, &places[p], type != MEMREF_IN);
	}
}

/*
 * Memory references into allocated memory: the TA works on the very bytes, at every
 * offset, and on no others.
 */
static void optee_test_param_memref_allocated(struct kunit *test)
{
	struct optee_client *echo = echo_boot(test);
	struct tee_shm *shm = optee_client_alloc(echo, BUF_SIZE);

	copy_through(echo, shm, shm_bytes(test, shm), MEMREF_IN);
	copy_through(echo, shm, shm_bytes(test, shm), MEMREF_OUT);
	copy_through(echo, shm, shm_bytes(test, shm), MEMREF_INOUT);
	optee_client_free(echo, shm);
}

/*
 * The same into registered memory, which begins anywhere in a page.
 */
static void optee_test_param_memref_registered(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	u8 *buf = kunit_kzalloc(test, BUF_SIZE + PAGE_SIZE, GFP_KERNEL);
	static const size_t starts[] = { 0, 1, 8, 2048, 4095 };
	struct tee_shm *shm;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	optee_boot_threads(setup, 4);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		shm = optee_client_register(echo, buf + starts[i], BUF_SIZE);
		copy_through(echo, shm, buf + starts[i], MEMREF_INOUT);
		optee_client_free(echo, shm);
	}
}

/*
 * A buffer that is too small: the client gets TEEC_ERROR_SHORT_BUFFER and the size
 * that is needed, though that is more than its shared memory has.
 */
static void optee_test_param_short_buffer(struct kunit *test)
{
	static const u32 needed[] = { 17, 4096, 4097, 100000, 0x80000000 };
	struct optee_client *echo = echo_boot(test);
	struct tee_shm *shm = optee_client_alloc(echo, PAGE_SIZE);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		struct tee_param param[] = {
			optee_memref(MEMREF_OUT, shm, 64, 16),
			optee_value(VALUE_IN, 0, needed[i], 0),
		};

		KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_SHORT, 2, param), 0);
		KUNIT_EXPECT_EQ(test, echo->ret, TEEC_ERROR_SHORT_BUFFER);
		KUNIT_EXPECT_EQ(test, echo->param[0].u.memref.size, needed[i]);
		KUNIT_EXPECT_PTR_EQ(test, echo->param[0].u.memref.shm, shm);
	}
	optee_client_free(echo, shm);
}

/*
 * The same with a buffer in registered memory.
 */
static void optee_test_param_short_buffer_registered(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	u8 *buf = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	struct tee_param param[2] = { };
	struct tee_shm *shm;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	optee_boot_threads(setup, 4);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = optee_client_register(echo, buf + 100, 50);
	param[0] = optee_memref(MEMREF_OUT, shm, 10, 20);
	param[1] = optee_value(VALUE_IN, 0, 8192, 0);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_SHORT, 2, param), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_ERROR_SHORT_BUFFER);
	KUNIT_EXPECT_EQ(test, echo->param[0].u.memref.size, 8192);
	optee_client_free(echo, shm);
}

/*
 * A NULL memory reference arrives as one, beside parameters that are none.
 */
static void optee_test_param_null_memref(struct kunit *test)
{
	static const u64 types[] = { MEMREF_IN, MEMREF_OUT, MEMREF_INOUT };
	struct optee_client *echo = echo_boot(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		struct tee_param param[] = {
			optee_memref(types[i], NULL, 0, 0),
			optee_value(VALUE_OUT, 0, 0, 0),
		};

		KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_NULL, 2, param), 0);
		KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, echo->param[1].u.value.a, 1);
		KUNIT_EXPECT_NULL(test, echo->param[0].u.memref.shm);
	}
}

/*
 * Results and origins reach the client as the TA gave them.
 */
static void optee_test_param_results(struct kunit *test)
{
	static const u32 results[] = {
		TEEC_SUCCESS, TEEC_ERROR_GENERIC, TEEC_ERROR_BUSY, TEEC_ERROR_COMMUNICATION, 1,
		0x7fffffff, 0xffffffff,
	};
	struct optee_client *echo = echo_boot(test);
	u32 i, origin;

	for (i = 0; i < ARRAY_SIZE(results); i++) {
		for (origin = TEEC_ORIGIN_API; origin <= TEEC_ORIGIN_TRUSTED_APP; origin++) {
			struct tee_param param = optee_value(VALUE_IN, results[i], origin, 0);

			KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_RETURN, 1,
								  &param), 0);
			KUNIT_EXPECT_EQ(test, echo->ret, results[i]);
			KUNIT_EXPECT_EQ(test, echo->origin, origin);
		}
	}
}

/* What a secure world that lies puts into the answer */
static const struct param_lie {
	const char *name;
	enum monitor_place place;
	u64 value;
} param_lies[] = {
	{ "attribute 4", MONITOR_POKE_PARAM_ATTR, 4 },
	{ "attribute 8", MONITOR_POKE_PARAM_ATTR, 8 },
	{ "attribute 0xff", MONITOR_POKE_PARAM_ATTR, 0xff },
};

KUNIT_ARRAY_PARAM_DESC(param_lies, param_lies, name);

/*
 * An answer with an attribute that doesn't exist is an error of communication; the
 * driver works on.
 */
static void optee_test_param_answer_with_bad_attribute(struct kunit *test)
{
	const struct param_lie *lie = test->param_value;
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	struct monitor_rule rule = {
		.point = MONITOR_AT_RETURN, .func = OPTEE_CMD_INVOKE_COMMAND, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_POKE,
		.value = { lie->place, lie->value, 0 },
	};
	int rc;

	optee_boot_threads(setup, 4);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	optee_rule(test, &rule);
	rc = optee_client_value(echo, MONITOR_ECHO_COPY, 1, 2, 3);
	if (!rc) {
		KUNIT_EXPECT_EQ(test, echo->ret, TEEC_ERROR_COMMUNICATION);
		KUNIT_EXPECT_EQ(test, echo->origin, TEEC_ORIGIN_COMMS);
	}
	optee_client_alive(setup);
}

static struct kunit_case param_tests[] = {
	KUNIT_CASE_PARAM(optee_test_param_values, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_param_counts, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_param_too_many, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_param_bad_attributes, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_param_memref_allocated, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_param_memref_registered),
	KUNIT_CASE_PARAM(optee_test_param_short_buffer, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_param_short_buffer_registered),
	KUNIT_CASE_PARAM(optee_test_param_null_memref, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_param_results, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_param_answer_with_bad_attribute, param_lies_gen_params),
	{ }
};

static struct kunit_suite param_suite = {
	.name = "optee_param",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = param_tests,
};

static struct kunit_case param_ffa_tests[ARRAY_SIZE(param_tests)];

OPTEE_OVER_FFA(param_ffa_tests, param_tests, { });

static struct kunit_suite param_ffa_suite = {
	.name = "optee_ffa_param",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = param_ffa_tests,
};

optee_test_suites(&param_suite, &param_ffa_suite);

MODULE_DESCRIPTION("Parameters of an invocation, there and back");
MODULE_LICENSE("GPL");
