// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's checks: for each thing that a driver must not do, doing it is seen
 * as a breach of its class, and everything before it is not.
 */
#include "raw_smc.h"

#define CAPS_USUAL	RAW_CAPS
#define CAPS_NO_RPC_ARG	(CAPS_USUAL & ~OPTEE_CAP_RPC_ARG)
#define CAPS_STATIC	(OPTEE_CAP_RESERVED_SHM | OPTEE_CAP_RPC_ARG)
#define CAPS_BOTH	(CAPS_USUAL | OPTEE_CAP_RESERVED_SHM)
/* No RAM is there: UML and virtual machines have far less. */
#define NO_RAM		0xfff0000000ull

static void call_with_arg_register(struct raw *raw, u32 reg, u64 value)
{
	raw_arg(raw, OPTEE_CMD_DO_BOTTOM_HALF, 0);
	memset(&raw->call, 0, sizeof(raw->call));
	raw->call.a[0] = OPTEE_YIELD_ID(raw->with);
	raw->call.a[1] = raw_pa(raw->arg) >> 32;
	raw->call.a[2] = lower_32_bits(raw_pa(raw->arg));
	raw->call.a[reg] |= value;
	monitor_smc(raw->m, &raw->call);
}

/* An echo session with one parameter */
static void echo_with(struct raw *raw, u64 attr, u64 a, u64 b, u64 c)
{
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_ECHO), MONITOR_ECHO_COPY, 1);
	raw_value(raw->param, attr, a, b, c);
	raw_run(raw);
}

/* An echo session with one parameter, in a page that is registered */
static void echo_registered(struct raw *raw, u64 attr, u64 offs, u64 size, u64 cookie)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	echo_with(raw, attr, offs, size, cookie);
	/* what is left registered is not what the case is about */
	raw_arg(raw, OPTEE_CMD_UNREGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, IN), 0, 0, RAW_COOKIE);
	raw_run(raw);
}

static void simple(struct raw *raw, u32 cmd, u32 num_params, u32 session, u32 func, u32 cancel_id)
{
	raw_arg(raw, cmd, num_params);
	raw->arg->session = session;
	raw->arg->func = func;
	raw->arg->cancel_id = cancel_id;
	raw_call(raw);
}

/* ---- functions ------------------------------------------------------------------------- */

static void unknown_fast(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(0x1234), 0, 0);
	KUNIT_EXPECT_EQ(raw->test, raw->call.res[0], OPTEE_RETURN_UNKNOWN);
}

static void unknown_yielding(struct raw *raw)
{
	KUNIT_EXPECT_EQ(raw->test, raw_call_at(raw, 0x77, 0), OPTEE_RETURN_UNKNOWN);
}

static void fast_not_offered(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_GET_ASYNC_NOTIF_VALUE), 0, 0);
	KUNIT_EXPECT_EQ(raw->test, raw->call.res[0], OPTEE_RETURN_ENOTAVAIL);
}

static void image_not_awaited(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_END_ID(OPTEE_FAST_LOAD_IMAGE), 0, 0);
}

static void rpc_arg_not_offered(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_CANCEL, 0);
	raw_call_at(raw, OPTEE_YIELD_CALL_WITH_RPC_ARG, raw_pa(raw->arg));
}

static void register_not_offered(struct raw *raw)
{
	struct optee_header *arg = (void *)raw->fixed;

	memset(arg, 0, PAGE_SIZE);
	arg->cmd = OPTEE_CMD_REGISTER_SHM;
	arg->num_params = 1;
	raw_call_at(raw, raw->with, raw_pa(arg));
}

static void notif_not_offered(struct raw *raw)
{
	simple(raw, OPTEE_CMD_STOP_ASYNC_NOTIF, 0, 0, 0, 0);
}

/* ---- registers ------------------------------------------------------------------------- */

static void upper_half(struct raw *raw)
{
	call_with_arg_register(raw, 3, 1ull << 32);
}

static void fast_register(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_GET_THREAD_COUNT), 0, 1);
}

static void unknown_capability(struct raw *raw)
{
	KUNIT_EXPECT_EQ(raw->test,
			raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_EXCHANGE_CAPABILITIES), 2, 0),
			OPTEE_RETURN_ENOTAVAIL);
}

static void unused_register(struct raw *raw)
{
	call_with_arg_register(raw, 5, 1);
}

static void client_id(struct raw *raw)
{
	call_with_arg_register(raw, 7, 1);
}

static void cache_setting(struct raw *raw)
{
	call_with_arg_register(raw, 3, 2);
}

/* ---- addresses ------------------------------------------------------------------------- */

static void arg_no_ram(struct raw *raw)
{
	KUNIT_EXPECT_EQ(raw->test, raw_call_at(raw, raw->with, NO_RAM), OPTEE_RETURN_EBADADDR);
}

static void arg_inside_page(struct raw *raw)
{
	raw_call_at(raw, raw->with, raw_pa(raw->arg) + 8);
}

static void arg_not_aligned(struct raw *raw)
{
	raw_call_at(raw, raw->with, raw_pa(raw->fixed) + 4);
}

static void arg_outside_static(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_CANCEL, 0);
	raw_call(raw);
}

static void regd_offset(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	memset(&raw->call, 0, sizeof(raw->call));
	raw->call.a[0] = OPTEE_YIELD_ID(OPTEE_YIELD_CALL_WITH_REGD_ARG);
	raw->call.a[1] = RAW_COOKIE >> 32;
	raw->call.a[2] = lower_32_bits(RAW_COOKIE);
	raw->call.a[3] = PAGE_SIZE;
	monitor_smc(raw->m, &raw->call);
}

static void tmem_not_static(struct raw *raw)
{
	echo_with(raw, OPTEE_ATTR(TMEM, INOUT), raw_pa(raw->buf), 16, 1);
}

static void tmem_no_ram(struct raw *raw)
{
	echo_with(raw, OPTEE_ATTR(TMEM, INOUT), NO_RAM, 16, 1);
}

static void register_no_ram(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_REGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(TMEM, OUT), NO_RAM, 4096, RAW_COOKIE);
	raw_call(raw);
}

/* ---- arguments -------------------------------------------------------------------------- */

static void too_many_params(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_INVOKE_COMMAND, 127);
	KUNIT_EXPECT_EQ(raw->test, raw_call(raw), OPTEE_RETURN_EBADADDR);
}

static void num_params_wraps(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_INVOKE_COMMAND, 0x08000000);
	KUNIT_EXPECT_EQ(raw->test, raw_call(raw), OPTEE_RETURN_EBADADDR);
}

static void pad(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_DO_BOTTOM_HALF, 0);
	raw->arg->pad = 1;
	raw_call(raw);
}

static void session_on_open(struct raw *raw)
{
	raw_open_arg(raw, MONITOR_TA_ECHO, 0);
	raw->arg->session = 5;
	raw_call(raw);
}

static void func_on_close(struct raw *raw)
{
	simple(raw, OPTEE_CMD_CLOSE_SESSION, 0, raw_open(raw, MONITOR_TA_ECHO), 1, 0);
}

static void cancel_id_on_close(struct raw *raw)
{
	simple(raw, OPTEE_CMD_CLOSE_SESSION, 0, raw_open(raw, MONITOR_TA_ECHO), 0, 1);
}

static void session_on_bottom_half(struct raw *raw)
{
	simple(raw, OPTEE_CMD_DO_BOTTOM_HALF, 0, 1, 0, 0);
}

static void params_on_close(struct raw *raw)
{
	simple(raw, OPTEE_CMD_CLOSE_SESSION, 1, raw_open(raw, MONITOR_TA_ECHO), 0, 0);
}

static void open_without_meta(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_OPEN_SESSION, 1);
	raw_call(raw);
}

static void unknown_command(struct raw *raw)
{
	raw_arg(raw, 99, 0);
	KUNIT_EXPECT_EQ(raw->test, raw_call(raw), OPTEE_RETURN_EBADCMD);
}

/* ---- attributes ------------------------------------------------------------------------- */

static void attr_unknown(struct raw *raw)
{
	echo_with(raw, 0x4, 0, 0, 0);
}

static void attr_class_unknown(struct raw *raw)
{
	echo_with(raw, 0xd, 0, 0, 0);
}

static void attr_meta(struct raw *raw)
{
	echo_with(raw, OPTEE_ATTR(VALUE, IN) | OPTEE_ATTR_META, 0, 0, 0);
}

static void attr_reserved(struct raw *raw)
{
	echo_with(raw, OPTEE_ATTR(VALUE, IN) | 1ull << 40, 0, 0, 0);
}

static void attr_open(struct raw *raw)
{
	raw_open_arg(raw, MONITOR_TA_ECHO, 0);
	raw->param[1].attr = OPTEE_ATTR(VALUE, IN);
	raw_call(raw);
}

static void attr_register(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_REGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, IN), 0, 4096, RAW_COOKIE);
	raw_call(raw);
}

static void attr_unregister(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_UNREGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, OUT), 0, 0, RAW_COOKIE);
	raw_call(raw);
}

/* ---- parameters ------------------------------------------------------------------------- */

static void memref_too_long(struct raw *raw)
{
	echo_registered(raw, OPTEE_ATTR(RMEM, INOUT), 1, PAGE_SIZE, RAW_COOKIE);
}

static void memref_wraps(struct raw *raw)
{
	echo_registered(raw, OPTEE_ATTR(RMEM, INOUT), 16, ~0ull - 8, RAW_COOKIE);
}

static void none_not_empty(struct raw *raw)
{
	echo_with(raw, OPTEE_ATTR_NONE, 0, 0x1122, 0);
}

static void null_not_offered(struct raw *raw)
{
	echo_with(raw, OPTEE_ATTR(TMEM, OUT), 0, 16, 0);
}

static void login_unknown(struct raw *raw)
{
	raw_open_arg(raw, MONITOR_TA_ECHO, 0);
	raw->param[1].c = 3;
	raw_call(raw);
}

static void login_public_named(struct raw *raw)
{
	raw_open_arg(raw, MONITOR_TA_ECHO, 0);
	raw->param[1].a = 1;
	raw_call(raw);
}

static void open_uuid_rest(struct raw *raw)
{
	raw_open_arg(raw, MONITOR_TA_ECHO, 0);
	raw->param[0].c = 1;
	raw_call(raw);
}

static void unregister_offset(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	raw_arg(raw, OPTEE_CMD_UNREGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, IN), 8, 0, RAW_COOKIE);
	raw_call(raw);
}

/* ---- cookies ---------------------------------------------------------------------------- */

static void regd_unknown(struct raw *raw)
{
	memset(&raw->call, 0, sizeof(raw->call));
	raw->call.a[0] = OPTEE_YIELD_ID(OPTEE_YIELD_CALL_WITH_REGD_ARG);
	raw->call.a[2] = 0x1230;
	monitor_smc(raw->m, &raw->call);
}

static void register_twice(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_ERROR_BAD_PARAMETERS);
}

static void register_nothing(struct raw *raw)
{
	raw_register(raw, 0, 1);
}

static void unregister_unknown(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_UNREGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, IN), 0, 0, RAW_COOKIE);
	raw_call(raw);
}

static void unregister_in_use(struct raw *raw)
{
	struct optee_header *other = (void *)raw->fixed;
	struct optee_param *p = (void *)(other + 1);

	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_SLOW), MONITOR_SLOW_SPIN, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), 1, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(RMEM, IN), 0, 16, RAW_COOKIE);
	raw_call(raw);
	memset(other, 0, PAGE_SIZE);
	other->cmd = OPTEE_CMD_UNREGISTER_SHM;
	other->num_params = 1;
	raw_value(p, OPTEE_ATTR(RMEM, IN), 0, 0, RAW_COOKIE);
	raw_call_at(raw, raw->with, raw_pa(other));
	KUNIT_EXPECT_EQ(raw->test, other->ret, TEEC_ERROR_BUSY);
}

static void param_unknown(struct raw *raw)
{
	echo_with(raw, OPTEE_ATTR(RMEM, IN), 0, 16, RAW_COOKIE);
}

/* ---- sessions, threads, context, order ---------------------------------------------------- */

static void session_never_given(struct raw *raw)
{
	simple(raw, OPTEE_CMD_INVOKE_COMMAND, 0, 4711, 0, 0);
}

static void session_closed_twice(struct raw *raw)
{
	u32 session = raw_open(raw, MONITOR_TA_ECHO);

	simple(raw, OPTEE_CMD_CLOSE_SESSION, 0, session, 0, 0);
	simple(raw, OPTEE_CMD_CLOSE_SESSION, 0, session, 0, 0);
}

static void atomic_call(struct raw *raw)
{
	u32 session = raw_open(raw, MONITOR_TA_ECHO);

	raw->may_sleep = false;
	simple(raw, OPTEE_CMD_CANCEL, 0, session, 0, 0);
}

/* ---- turned on twice, left on ------------------------------------------------------------ */

static void notif_twice(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), 0, 0);
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), 0, 0);
}

static void cache_twice(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_SHM_CACHE), 0, 0);
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_SHM_CACHE), 0, 0);
}

static void notif_left_on(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), 0, 0);
	KUNIT_EXPECT_EQ(raw->test, monitor_check_quiet(raw->m, false), 0);
	KUNIT_EXPECT_EQ(raw->test, monitor_check_quiet(raw->m, true), 1);
}

static void cache_left_on(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_SHM_CACHE), 0, 0);
	KUNIT_EXPECT_EQ(raw->test, monitor_check_quiet(raw->m, false), 0);
	KUNIT_EXPECT_EQ(raw->test, monitor_check_quiet(raw->m, true), 1);
}

static const struct raw_breach breach_cases[] = {
	{ "no such fast call", MONITOR_BREACH_FUNCTION, CAPS_USUAL, unknown_fast },
	{ "no such yielding call", MONITOR_BREACH_FUNCTION, CAPS_USUAL, unknown_yielding },
	{ "fast call without its capability", MONITOR_BREACH_FUNCTION, OPTEE_CAP_DYNAMIC_SHM,
	  fast_not_offered },
	{ "image that nobody awaits", MONITOR_BREACH_FUNCTION, CAPS_USUAL, image_not_awaited },
	{ "RPC argument without capability", MONITOR_BREACH_FUNCTION, CAPS_NO_RPC_ARG,
	  rpc_arg_not_offered },
	{ "registering without capability", MONITOR_BREACH_FUNCTION, CAPS_STATIC,
	  register_not_offered },
	{ "notification command without capability", MONITOR_BREACH_FUNCTION, OPTEE_CAP_DYNAMIC_SHM,
	  notif_not_offered },

	{ "upper half of a register", MONITOR_BREACH_REGISTER, CAPS_USUAL, upper_half },
	{ "unused register of a fast call", MONITOR_BREACH_REGISTER, CAPS_USUAL, fast_register },
	{ "unknown capability of the normal world", MONITOR_BREACH_REGISTER, CAPS_USUAL,
	  unknown_capability },
	{ "unused register of a call", MONITOR_BREACH_REGISTER, CAPS_USUAL, unused_register },
	{ "hypervisor client id", MONITOR_BREACH_REGISTER, CAPS_USUAL, client_id },
	{ "cache setting of an argument", MONITOR_BREACH_REGISTER, CAPS_USUAL, cache_setting },

	{ "argument not in RAM", MONITOR_BREACH_ADDRESS, CAPS_USUAL, arg_no_ram },
	{ "argument not at the start of a page", MONITOR_BREACH_ADDRESS, CAPS_USUAL,
	  arg_inside_page },
	{ "argument not aligned", MONITOR_BREACH_ADDRESS, CAPS_STATIC, arg_not_aligned },
	{ "argument outside the static memory", MONITOR_BREACH_ADDRESS, CAPS_STATIC,
	  arg_outside_static },
	{ "argument outside its object", MONITOR_BREACH_ADDRESS, CAPS_USUAL, regd_offset },
	{ "temporary memory not static", MONITOR_BREACH_ADDRESS, CAPS_BOTH, tmem_not_static },
	{ "temporary memory not RAM", MONITOR_BREACH_ADDRESS,
	  CAPS_USUAL | OPTEE_CAP_UNREGISTERED_SHM, tmem_no_ram },
	{ "registered memory not RAM", MONITOR_BREACH_ADDRESS, CAPS_USUAL, register_no_ram },

	{ "more parameters than fit", MONITOR_BREACH_ARG, CAPS_USUAL, too_many_params },
	{ "a count that wraps", MONITOR_BREACH_ARG, CAPS_USUAL, num_params_wraps },
	{ "pad", MONITOR_BREACH_ARG, CAPS_USUAL, pad },
	{ "session of an open", MONITOR_BREACH_ARG, CAPS_USUAL, session_on_open },
	{ "func of a close", MONITOR_BREACH_ARG, CAPS_USUAL, func_on_close },
	{ "cancel_id of a close", MONITOR_BREACH_ARG, CAPS_USUAL, cancel_id_on_close },
	{ "session of a bottom half", MONITOR_BREACH_ARG, CAPS_USUAL, session_on_bottom_half },
	{ "parameters of a close", MONITOR_BREACH_ARG, CAPS_USUAL, params_on_close },
	{ "open without its meta parameters", MONITOR_BREACH_ARG, CAPS_USUAL, open_without_meta },
	{ "no such command", MONITOR_BREACH_ARG, CAPS_USUAL, unknown_command },

	{ "attribute without direction", MONITOR_BREACH_ATTR, CAPS_USUAL, attr_unknown },
	{ "attribute of no class", MONITOR_BREACH_ATTR, CAPS_USUAL, attr_class_unknown },
	{ "meta parameter of a command", MONITOR_BREACH_ATTR, CAPS_USUAL, attr_meta },
	{ "reserved bit of an attribute", MONITOR_BREACH_ATTR, CAPS_USUAL, attr_reserved },
	{ "open with a parameter that is not meta", MONITOR_BREACH_ATTR, CAPS_USUAL, attr_open },
	{ "registering registered memory", MONITOR_BREACH_ATTR, CAPS_USUAL, attr_register },
	{ "unregistering with an output", MONITOR_BREACH_ATTR, CAPS_USUAL, attr_unregister },

	{ "reference longer than its object", MONITOR_BREACH_PARAM, CAPS_USUAL, memref_too_long },
	{ "reference that wraps", MONITOR_BREACH_PARAM, CAPS_USUAL, memref_wraps },
	{ "no parameter with something in it", MONITOR_BREACH_PARAM, CAPS_USUAL, none_not_empty },
	{ "NULL reference without capability", MONITOR_BREACH_PARAM,
	  CAPS_USUAL & ~OPTEE_CAP_MEMREF_NULL, null_not_offered },
	{ "no such login", MONITOR_BREACH_PARAM, CAPS_USUAL, login_unknown },
	{ "public login with a name", MONITOR_BREACH_PARAM, CAPS_USUAL, login_public_named },
	{ "something behind the UUID", MONITOR_BREACH_PARAM, CAPS_USUAL, open_uuid_rest },
	{ "unregistering a part", MONITOR_BREACH_PARAM, CAPS_USUAL, unregister_offset },

	{ "argument in unknown memory", MONITOR_BREACH_COOKIE, CAPS_USUAL, regd_unknown },
	{ "registering twice", MONITOR_BREACH_COOKIE, CAPS_USUAL, register_twice },
	{ "registering as nothing", MONITOR_BREACH_COOKIE, CAPS_USUAL, register_nothing },
	{ "unregistering what is unknown", MONITOR_BREACH_COOKIE, CAPS_USUAL, unregister_unknown },
	{ "unregistering what is in use", MONITOR_BREACH_COOKIE, CAPS_BOTH, unregister_in_use },
	{ "parameter in unknown memory", MONITOR_BREACH_COOKIE, CAPS_USUAL, param_unknown },

	{ "session that was never given", MONITOR_BREACH_SESSION, CAPS_USUAL, session_never_given },
	{ "session closed twice", MONITOR_BREACH_SESSION, CAPS_USUAL, session_closed_twice },
	{ "call that may not sleep", MONITOR_BREACH_ATOMIC, CAPS_USUAL, atomic_call },

	{ "notifications enabled twice", MONITOR_BREACH_ORDER, CAPS_USUAL, notif_twice },
	{ "cache enabled twice", MONITOR_BREACH_ORDER, CAPS_USUAL, cache_twice },
	{ "notifications left on", MONITOR_BREACH_LEAK, CAPS_USUAL, notif_left_on },
	{ "cache left on", MONITOR_BREACH_LEAK, CAPS_USUAL, cache_left_on },
};

KUNIT_ARRAY_PARAM_DESC(breach, breach_cases, name);

/* Each thing that is forbidden is one breach, of its class, at the step that made it. */
static void optee_test_monitor_breach_is_seen(struct kunit *test)
{
	raw_expect_breach(test, test->param_value);
}

/* Calls that need an exchange of capabilities, before there was one */
static void optee_test_monitor_breach_order(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct monitor_breach b;

	raw_start(raw, raw_config(raw, CAPS_USUAL));
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), 0, 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 1);
	KUNIT_ASSERT_TRUE(test, monitor_breach_get(raw->m, 0, &b));
	KUNIT_EXPECT_EQ(test, b.kind, MONITOR_BREACH_ORDER);

	monitor_breaches_clear(raw->m);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
	simple(raw, OPTEE_CMD_CANCEL, 0, 0, 0, 0);
	KUNIT_ASSERT_TRUE(test, monitor_breach_get(raw->m, 0, &b));
	KUNIT_EXPECT_EQ(test, b.kind, MONITOR_BREACH_ORDER);
}

static void expect_leaks(struct raw *raw, bool driver_gone, u32 leaks)
{
	struct monitor_breach b;
	u32 i;

	monitor_breaches_clear(raw->m);
	KUNIT_EXPECT_EQ(raw->test, monitor_check_quiet(raw->m, driver_gone), leaks);
	for (i = 0; monitor_breach_get(raw->m, i, &b); i++)
		KUNIT_EXPECT_EQ(raw->test, b.kind, MONITOR_BREACH_LEAK);
	KUNIT_EXPECT_EQ(raw->test, i, leaks);
}

/* What is left at the end: a session, memory, a call in an RPC and what that has. */
static void optee_test_monitor_breach_leak(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, CAPS_NO_RPC_ARG);
	expect_leaks(raw, true, 0);
	raw_open(raw, MONITOR_TA_ECHO);
	expect_leaks(raw, false, 1);
	KUNIT_ASSERT_EQ(test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	expect_leaks(raw, false, 2);
	/* a second session, and its call that waits for memory for its RPC argument */
	raw_in_rpc(raw, MONITOR_RPC_GET_TIME, 0, 0, 0);
	expect_leaks(raw, false, 4);
	/* while the driver is there the secure world may cache that memory */
	raw_answer(raw);
	raw_resume(raw);
	expect_leaks(raw, false, 4);
	expect_leaks(raw, true, 5);
}

static struct kunit_case breach_tests[] = {
	KUNIT_CASE_PARAM(optee_test_monitor_breach_is_seen, breach_gen_params),
	KUNIT_CASE(optee_test_monitor_breach_order),
	KUNIT_CASE(optee_test_monitor_breach_leak),
	{ }
};

static struct kunit_suite breach_suite = {
	.name = "optee_monitor_breach",
	.test_cases = breach_tests,
};

kunit_test_suite(breach_suite);
