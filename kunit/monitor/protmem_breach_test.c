// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's checks of protected memory: what is lent and asked back, and what
 * becomes of it meanwhile.
 */
#include "raw_smc.h"

#define CAPS	(RAW_CAPS | OPTEE_CAP_DYNAMIC_PROTMEM)
#define SIZE	(RAW_BUF_PAGES * PAGE_SIZE)
#define PLAY	OPTEE_PROTMEM_SECURE_VIDEO_PLAY

static void lend_arg(struct raw *raw, u64 use, u64 pa, u64 size, u64 cookie)
{
	raw_arg(raw, OPTEE_CMD_LEND_PROTMEM, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), use, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(TMEM, IN), pa, size, cookie);
}

static u32 lend_as(struct raw *raw, u64 use, u64 pa, u64 size, u64 cookie)
{
	lend_arg(raw, use, pa, size, cookie);
	raw_run(raw);
	return raw->arg->ret;
}

static void lend(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, lend_as(raw, PLAY, raw_pa(raw->buf), SIZE, RAW_COOKIE),
			TEEC_SUCCESS);
}

static u32 reclaim(struct raw *raw, u64 cookie)
{
	raw_arg(raw, OPTEE_CMD_RECLAIM_PROTMEM, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, IN), 0, 0, cookie);
	raw_run(raw);
	return raw->arg->ret;
}

static u32 ask_config(struct raw *raw, u64 use)
{
	raw_arg(raw, OPTEE_CMD_GET_PROTMEM_CONFIG, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, INOUT), use, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(TMEM, OUT), 0, 0, 0);
	raw_run(raw);
	return raw->arg->ret;
}

/* ---- commands ------------------------------------------------------------------------- */

static void lend_not_offered(struct raw *raw)
{
	lend_arg(raw, PLAY, raw_pa(raw->buf), SIZE, RAW_COOKIE);
	KUNIT_EXPECT_EQ(raw->test, raw_call(raw), OPTEE_RETURN_EBADCMD);
}

static void assign(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_ASSIGN_PROTMEM, 1);
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), RAW_COOKIE, PLAY, 0);
	KUNIT_EXPECT_EQ(raw->test, raw_call(raw), OPTEE_RETURN_EBADCMD);
}

static void static_not_offered(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_GET_PROTMEM_CONFIG), 0, 0);
}

static void config_of_nothing(struct raw *raw)
{
	ask_config(raw, 4);
}

static void config_of_input(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_GET_PROTMEM_CONFIG, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), PLAY, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(TMEM, OUT), 0, 0, 0);
	raw_run(raw);
}

static void lend_attribute(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_LEND_PROTMEM, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), PLAY, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(TMEM, INOUT), raw_pa(raw->buf), SIZE, RAW_COOKIE);
	raw_run(raw);
}

static void lend_one_parameter(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_LEND_PROTMEM, 1);
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), PLAY, 0, 0);
	raw_run(raw);
}

static void lend_unknown_use(struct raw *raw)
{
	lend_as(raw, OPTEE_PROTMEM_SECURE_VIDEO_RECORD, raw_pa(raw->buf), SIZE, RAW_COOKIE);
}

/* The document's form, which OP-TEE OS refuses */
static void reclaim_value(struct raw *raw)
{
	lend(raw);
	raw_arg(raw, OPTEE_CMD_RECLAIM_PROTMEM, 1);
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), RAW_COOKIE, 0, 0);
	raw_run(raw);
}

/* ---- memory --------------------------------------------------------------------------- */

static void lend_too_little(struct raw *raw)
{
	lend_as(raw, PLAY, raw_pa(raw->buf), 2 * PAGE_SIZE, RAW_COOKIE);
}

static void lend_not_aligned(struct raw *raw)
{
	lend_as(raw, OPTEE_PROTMEM_TRUSTED_UI, raw_pa(raw->buf) + 8, 2 * PAGE_SIZE, RAW_COOKIE);
}

static void lend_no_ram(struct raw *raw)
{
	lend_as(raw, PLAY, 0xfff0000000ull, SIZE, RAW_COOKIE);
}

static void lend_without_cookie(struct raw *raw)
{
	lend_as(raw, PLAY, raw_pa(raw->buf), SIZE, 0);
}

static void lend_twice(struct raw *raw)
{
	lend(raw);
	lend_as(raw, OPTEE_PROTMEM_TRUSTED_UI, raw_pa(raw->buf) + 2 * PAGE_SIZE, 2 * PAGE_SIZE,
		RAW_COOKIE + 16);
}

static void lend_shared(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE + 16, 2), TEEC_SUCCESS);
	lend_as(raw, PLAY, raw_pa(raw->buf), SIZE, RAW_COOKIE);
}

static void lend_argument(struct raw *raw)
{
	lend_as(raw, OPTEE_PROTMEM_TRUSTED_UI, raw_pa(raw->arg), 2 * PAGE_SIZE, RAW_COOKIE);
}

static void reclaim_twice(struct raw *raw)
{
	lend(raw);
	KUNIT_EXPECT_EQ(raw->test, reclaim(raw, RAW_COOKIE), TEEC_SUCCESS);
	reclaim(raw, RAW_COOKIE);
}

static void reclaim_registered(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 2), TEEC_SUCCESS);
	reclaim(raw, RAW_COOKIE);
}

/* A call in progress has it for a parameter; its own argument is in another page. */
static void reclaim_in_use(struct raw *raw)
{
	u32 session = raw_open(raw, MONITOR_TA_SLOW);

	lend(raw);
	raw_invoke_arg(raw, session, MONITOR_SLOW_SPIN, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), 2, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(RMEM, IN), 0, 8, RAW_COOKIE);
	raw_call(raw);
	KUNIT_ASSERT_TRUE(raw->test, raw_is_rpc(raw));
	raw_new_arg(raw);
	KUNIT_EXPECT_EQ(raw->test, reclaim(raw, RAW_COOKIE), TEEC_ERROR_BUSY);
}

static void written_while_lent(struct raw *raw)
{
	lend(raw);
	raw->buf[SIZE - 1] ^= 1;
	reclaim(raw, RAW_COOKIE);
}

static void freed_while_lent(struct raw *raw)
{
	lend(raw);
	KUNIT_EXPECT_TRUE(raw->test, monitor_page_may_be_shared(raw->m, raw_pa(raw->buf)));
	monitor_page_freed(raw->m, raw_pa(raw->buf) + PAGE_SIZE);
}

/* The driver was told that the memory stays where it is, and frees it all the same. */
static void freed_when_refused(struct raw *raw)
{
	static const struct monitor_rule refuse = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_RECLAIM_PROTMEM,
		.session = MONITOR_ANY, .caller = MONITOR_ANY,
		.action = MONITOR_DO_RETURN, .value = { TEEC_ERROR_BUSY, TEEC_ORIGIN_TEE },
	};

	lend(raw);
	KUNIT_ASSERT_GE(raw->test, monitor_rule_add(raw->m, &refuse), 0);
	KUNIT_EXPECT_EQ(raw->test, reclaim(raw, RAW_COOKIE), TEEC_ERROR_BUSY);
	KUNIT_EXPECT_EQ(raw->test, monitor_check_quiet(raw->m, true), 0);
	monitor_page_freed(raw->m, raw_pa(raw->buf));
}

static void left_lent(struct raw *raw)
{
	lend(raw);
	KUNIT_EXPECT_EQ(raw->test, monitor_check_quiet(raw->m, false), 0);
	monitor_check_quiet(raw->m, true);
}

static const struct raw_breach protmem_cases[] = {
	{ "lending that is not offered", MONITOR_BREACH_FUNCTION, RAW_CAPS, lend_not_offered },
	{ "a command of FF-A", MONITOR_BREACH_FUNCTION, CAPS, assign },
	{ "carve-out that is not offered", MONITOR_BREACH_FUNCTION, CAPS, static_not_offered },
	{ "configuration of no use", MONITOR_BREACH_PARAM, CAPS, config_of_nothing },
	{ "configuration without room for it", MONITOR_BREACH_ATTR, CAPS, config_of_input },
	{ "lent as an output", MONITOR_BREACH_ATTR, CAPS, lend_attribute },
	{ "lent without memory", MONITOR_BREACH_ARG, CAPS, lend_one_parameter },
	{ "lent for an unknown use", MONITOR_BREACH_PARAM, CAPS, lend_unknown_use },
	{ "asked back by a value", MONITOR_BREACH_ATTR, CAPS, reclaim_value },

	{ "less than the least", MONITOR_BREACH_PARAM, CAPS, lend_too_little },
	{ "not on a page boundary", MONITOR_BREACH_PARAM, CAPS, lend_not_aligned },
	{ "lent what is not RAM", MONITOR_BREACH_ADDRESS, CAPS, lend_no_ram },
	{ "lent without a cookie", MONITOR_BREACH_COOKIE, CAPS, lend_without_cookie },
	{ "lent twice", MONITOR_BREACH_ADDRESS, CAPS, lend_twice },
	{ "lent and shared", MONITOR_BREACH_ADDRESS, CAPS, lend_shared },
	{ "lent with the argument", MONITOR_BREACH_ADDRESS, CAPS, lend_argument },
	{ "asked back twice", MONITOR_BREACH_COOKIE, CAPS, reclaim_twice },
	{ "asked back but registered", MONITOR_BREACH_COOKIE, CAPS, reclaim_registered },
	{ "asked back in use", MONITOR_BREACH_COOKIE, CAPS, reclaim_in_use },
	{ "written while lent", MONITOR_BREACH_ADDRESS, CAPS, written_while_lent },
	{ "freed while lent", MONITOR_BREACH_COOKIE, CAPS, freed_while_lent },
	{ "freed though refused", MONITOR_BREACH_COOKIE, CAPS, freed_when_refused },
	{ "lent when the driver goes", MONITOR_BREACH_LEAK, CAPS, left_lent },
};

KUNIT_ARRAY_PARAM_DESC(protmem, protmem_cases, name);

/* Each misuse of protected memory is one breach, of its class, at the step that made it. */
static void optee_test_monitor_protmem_breach_is_seen(struct kunit *test)
{
	raw_expect_breach(test, test->param_value);
}

/*
 * What is asked for, lent, used by a TA, and given back with nothing of the TA's in it is
 * no breach; it can be lent again then.
 */
static void optee_test_monitor_protmem_legal(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct monitor_stats stats;
	u32 session, round;

	raw_boot(raw, CAPS);
	session = raw_open(raw, MONITOR_TA_ECHO);
	KUNIT_EXPECT_EQ(test, ask_config(raw, PLAY), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->param[0].a, 0x4000);
	KUNIT_EXPECT_EQ(test, raw->param[0].b, 0x2000);
	KUNIT_EXPECT_EQ(test, raw->param[0].c, 64);
	KUNIT_EXPECT_EQ(test, ask_config(raw, OPTEE_PROTMEM_SECURE_VIDEO_RECORD),
			TEEC_ERROR_NOT_SUPPORTED);
	for (round = 0; round < 2; round++) {
		lend(raw);
		raw_invoke_arg(raw, session, MONITOR_ECHO_FILL, 2);
		raw_value(&raw->param[0], OPTEE_ATTR(RMEM, OUT), 16, 100, RAW_COOKIE);
		raw_value(&raw->param[1], OPTEE_ATTR(VALUE, IN), 0x77, 0, 0);
		KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, raw->buf[16], 0x77);
		monitor_stats(raw->m, &stats);
		KUNIT_EXPECT_EQ(test, stats.protmem_lent, 1);
		KUNIT_EXPECT_EQ(test, reclaim(raw, RAW_COOKIE), TEEC_SUCCESS);
		KUNIT_EXPECT_NULL(test, memchr_inv(raw->buf, 0, SIZE));
	}
	monitor_stats(raw->m, &stats);
	KUNIT_EXPECT_EQ(test, stats.protmem_lent, 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

static struct kunit_case protmem_tests[] = {
	KUNIT_CASE_PARAM(optee_test_monitor_protmem_breach_is_seen, protmem_gen_params),
	KUNIT_CASE(optee_test_monitor_protmem_legal),
	{ }
};

static struct kunit_suite protmem_suite = {
	.name = "optee_monitor_protmem",
	.test_cases = protmem_tests,
};

kunit_test_suite(protmem_suite);

MODULE_DESCRIPTION("The monitor's checks of protected memory");
MODULE_LICENSE("GPL");
