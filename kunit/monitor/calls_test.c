// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor itself: fast calls, thread contexts, shared memory, RPCs,
 * notifications, and the rules and gates that tests steer it with.
 */
#include "raw_smc.h"

#define CAPS_NO_RPC_ARG	(RAW_CAPS & ~OPTEE_CAP_RPC_ARG)

struct fast_case {
	const char *name;
	u32 id;
	u64 res[4];
};

static const struct fast_case fast_cases[] = {
	{ "CALLS_COUNT", OPTEE_FAST_END_ID(OPTEE_FAST_CALLS_COUNT), { 14 } },
	{ "CALLS_UID", OPTEE_FAST_END_ID(OPTEE_FAST_CALLS_UID),
	  { 0x384fb3e0, 0xe7f811e3, 0xaf630002, 0xa5d5c51b } },
	{ "CALLS_REVISION", OPTEE_FAST_END_ID(OPTEE_FAST_CALLS_REVISION), { 2, 0 } },
	{ "GET_OS_UUID", OPTEE_FAST_ID(OPTEE_FAST_GET_OS_UUID),
	  { 0x486178e0, 0xe7f811e3, 0xbc5e0002, 0xa5d5c51b } },
	{ "GET_OS_REVISION", OPTEE_FAST_ID(OPTEE_FAST_GET_OS_REVISION), { 4, 4, 0 } },
	{ "GET_SHM_CONFIG", OPTEE_FAST_ID(OPTEE_FAST_GET_SHM_CONFIG), { OPTEE_RETURN_ENOTAVAIL } },
	{ "EXCHANGE_CAPABILITIES", OPTEE_FAST_ID(OPTEE_FAST_EXCHANGE_CAPABILITIES),
	  { OPTEE_RETURN_OK, RAW_CAPS, 255, 4 } },
	{ "DISABLE_SHM_CACHE", OPTEE_FAST_ID(OPTEE_FAST_DISABLE_SHM_CACHE),
	  { OPTEE_RETURN_ENOTAVAIL } },
	{ "ENABLE_SHM_CACHE", OPTEE_FAST_ID(OPTEE_FAST_ENABLE_SHM_CACHE), { OPTEE_RETURN_OK } },
	{ "GET_THREAD_COUNT", OPTEE_FAST_ID(OPTEE_FAST_GET_THREAD_COUNT), { OPTEE_RETURN_OK, 4 } },
	{ "ENABLE_ASYNC_NOTIF", OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), { OPTEE_RETURN_OK } },
	{ "GET_ASYNC_NOTIF_VALUE", OPTEE_FAST_ID(OPTEE_FAST_GET_ASYNC_NOTIF_VALUE),
	  { OPTEE_RETURN_OK } },
};

KUNIT_ARRAY_PARAM_DESC(fast, fast_cases, name);

/* Each fast call answers what an honest secure world of the usual kind does. */
static void optee_test_monitor_fast_call(struct kunit *test)
{
	const struct fast_case *c = test->param_value;
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	raw_fast(raw, c->id, 0, 0);
	KUNIT_EXPECT_MEMEQ(test, raw->call.res, c->res, sizeof(c->res));
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
	KUNIT_EXPECT_EQ(test, monitor_event_total(raw->m, MONITOR_EV_FAST, c->id & 0xffff),
			1 + (c->id == OPTEE_FAST_ID(OPTEE_FAST_EXCHANGE_CAPABILITIES)));
}

/* Static memory is told of where there is some. */
static void optee_test_monitor_static_shm_config(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, OPTEE_CAP_RESERVED_SHM);
	KUNIT_EXPECT_EQ(test, raw->call.res[0], OPTEE_RETURN_OK);
	KUNIT_EXPECT_EQ(test, raw->call.res[1], raw_pa(raw->fixed));
	KUNIT_EXPECT_EQ(test, raw->call.res[2], RAW_STATIC_SIZE);
	KUNIT_EXPECT_EQ(test, raw->call.res[3], OPTEE_SHM_CACHED);
}

/* A secure world that does not know OPTEE_SMC_GET_THREAD_COUNT says so. */
static void optee_test_monitor_no_thread_count(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct monitor_config *config = raw_config(raw, RAW_CAPS);

	config->no_thread_count = true;
	raw_boot_config(raw, config);
	KUNIT_EXPECT_EQ(test, raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_GET_THREAD_COUNT), 0, 0),
			OPTEE_RETURN_UNKNOWN);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* The image service answers in place of OP-TEE until it has loaded one. */
static void optee_test_monitor_load_image(struct kunit *test)
{
	static const u32 uid[4] = OPTEE_IMAGE_LOAD_UID_WORDS;
	struct raw *raw = raw_make(test);
	struct monitor_config *config = raw_config(raw, RAW_CAPS);

	memcpy(config->uid, uid, sizeof(uid));
	raw_start(raw, config);
	raw_fast(raw, OPTEE_FAST_END_ID(OPTEE_FAST_CALLS_UID), 0, 0);
	KUNIT_EXPECT_EQ(test, raw->call.res[0], uid[0]);
	memset(&raw->call, 0, sizeof(raw->call));
	raw->call.a[0] = OPTEE_FAST_END_ID(OPTEE_FAST_LOAD_IMAGE);
	raw->call.a[2] = PAGE_SIZE;
	raw->call.a[3] = raw_pa(raw->buf) >> 32;
	raw->call.a[4] = lower_32_bits(raw_pa(raw->buf));
	monitor_smc(raw->m, &raw->call);
	KUNIT_EXPECT_EQ(test, raw->call.res[0], OPTEE_RETURN_OK);
	KUNIT_EXPECT_EQ(test, raw_fast(raw, OPTEE_FAST_END_ID(OPTEE_FAST_CALLS_UID), 0, 0),
			0x384fb3e0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* ---- thread contexts --------------------------------------------------------------------- */

/* A call that stays in the secure world, as a foreign interrupt has left it */
static void spin(struct raw *raw, u32 session)
{
	raw_invoke_arg(raw, session, MONITOR_SLOW_SPIN, 1);
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), 1, 0, 0);
	raw_call(raw);
}

static const u32 thread_counts[] = { 1, 2, 7, 63, 64 };

static void describe_count(const u32 *count, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u threads", *count);
}

KUNIT_ARRAY_PARAM(count, thread_counts, describe_count);

/* As many calls as there are contexts enter; the next gets ETHREAD_LIMIT and no breach. */
static void optee_test_monitor_thread_limit(struct kunit *test)
{
	u32 count = *(const u32 *)test->param_value, session, i;
	struct raw *raw = raw_make(test);
	struct monitor_config *config = raw_config(raw, RAW_CAPS);
	struct optee_header *arg = NULL;
	struct monitor_call first = {};
	struct monitor_stats stats;

	config->thread_count = count;
	raw_boot_config(raw, config);
	session = raw_open(raw, MONITOR_TA_SLOW);
	for (i = 0; i < count; i++) {
		spin(raw, session);
		KUNIT_ASSERT_TRUE(test, raw_is_rpc(raw));
		if (!i) {
			first = raw->call;
			arg = raw->arg;
		}
		raw_new_arg(raw);
	}
	spin(raw, session);
	KUNIT_EXPECT_EQ(test, raw->call.res[0], OPTEE_RETURN_ETHREAD_LIMIT);
	raw->call = first;
	raw->arg = arg;
	KUNIT_EXPECT_EQ(test, raw_finish(raw), TEEC_SUCCESS);
	raw->param = (void *)(arg + 1);
	spin(raw, session);
	KUNIT_EXPECT_TRUE(test, raw_is_rpc(raw));
	monitor_stats(raw->m, &stats);
	KUNIT_EXPECT_EQ(test, stats.threads_busy, count);
	KUNIT_EXPECT_EQ(test, stats.threads_busy_max, count);
	KUNIT_EXPECT_EQ(test, stats.limits, 1);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* Contexts that another guest has taken are not there. */
static void optee_test_monitor_threads_stolen(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	u32 session;

	raw_boot(raw, RAW_CAPS);
	session = raw_open(raw, MONITOR_TA_SLOW);
	monitor_steal_threads(raw->m, 4);
	spin(raw, session);
	KUNIT_EXPECT_EQ(test, raw->call.res[0], OPTEE_RETURN_ETHREAD_LIMIT);
	monitor_steal_threads(raw->m, 3);
	spin(raw, session);
	KUNIT_EXPECT_TRUE(test, raw_is_rpc(raw));
}

/* ---- shared memory ----------------------------------------------------------------------- */

/* A list of more than a page of entries goes on where its last entry says. */
static void optee_test_monitor_page_list_link(struct kunit *test)
{
	u64 *second, size = (OPTEE_LIST_ENTRIES + 2) * PAGE_SIZE;
	struct raw *raw = raw_make(test);
	u32 i;

	raw_boot(raw, RAW_CAPS);
	second = (u64 *)raw->rpc_page;
	for (i = 0; i < OPTEE_LIST_ENTRIES; i++)
		raw->list[i] = raw_pa(raw->buf + (i % 2) * PAGE_SIZE);
	raw->list[i] = raw_pa(second);
	second[0] = raw_pa(raw->buf + 2 * PAGE_SIZE);
	second[1] = raw_pa(raw->buf + 3 * PAGE_SIZE);
	/* nothing follows: what is there is not looked at */
	second[2] = 1;
	raw_arg(raw, OPTEE_CMD_REGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(TMEM, OUT) | OPTEE_ATTR_NONCONTIG, raw_pa(raw->list), size,
		  RAW_COOKIE);
	KUNIT_ASSERT_EQ(test, raw_run(raw), TEEC_SUCCESS);

	raw->buf[3 * PAGE_SIZE + 7] = 0x77;
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_ECHO), MONITOR_ECHO_COPY, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, INOUT), size - PAGE_SIZE + 7, 1, RAW_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->buf[3 * PAGE_SIZE + 7], 0x77 ^ 0x5a);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* The argument of a call can be anywhere in registered memory. */
static void optee_test_monitor_registered_argument(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct optee_header *arg;

	raw_boot(raw, RAW_CAPS);
	KUNIT_ASSERT_EQ(test, raw_register(raw, RAW_COOKIE, 2), TEEC_SUCCESS);
	raw_open_arg(raw, MONITOR_TA_ECHO, 0);
	/* over the end of a page */
	arg = (void *)(raw->buf + PAGE_SIZE - 16);
	memcpy(arg, raw->arg, OPTEE_ARG_SIZE(2));
	memset(&raw->call, 0, sizeof(raw->call));
	raw->call.a[0] = OPTEE_YIELD_ID(OPTEE_YIELD_CALL_WITH_REGD_ARG);
	raw->call.a[1] = RAW_COOKIE >> 32;
	raw->call.a[2] = lower_32_bits(RAW_COOKIE);
	raw->call.a[3] = PAGE_SIZE - 16;
	monitor_smc(raw->m, &raw->call);
	KUNIT_EXPECT_EQ(test, raw->call.res[0], OPTEE_RETURN_OK);
	KUNIT_EXPECT_EQ(test, arg->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_NE(test, arg->session, 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
	/* the driver's cache of arguments is no leak while there is a driver */
	KUNIT_EXPECT_EQ(test, monitor_check_quiet(raw->m, false), 1);
}

/* Without an RPC argument a thread allocates one, and keeps it while the cache is on. */
static void optee_test_monitor_shm_cache(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	u32 session;

	raw_boot(raw, CAPS_NO_RPC_ARG);
	KUNIT_EXPECT_EQ(test, raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_SHM_CACHE), 0, 0),
			OPTEE_RETURN_OK);
	session = raw_open(raw, MONITOR_TA_RPC);
	raw_invoke_arg(raw, session, MONITOR_RPC_GET_TIME, 0);
	KUNIT_EXPECT_EQ(test, raw_call(raw), OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_ALLOC);
	KUNIT_EXPECT_EQ(test, raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_DISABLE_SHM_CACHE), 0, 0),
			OPTEE_RETURN_EBUSY);
	KUNIT_EXPECT_EQ(test, raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_SHM_CACHE), 0, 0),
			OPTEE_RETURN_EBUSY);
	KUNIT_EXPECT_EQ(test, monitor_event_total(raw->m, MONITOR_EV_RPC, MONITOR_RPC_ALLOC), 1);
}

/* Disabling the cache gives back what is in it, one at a time. */
static void optee_test_monitor_shm_cache_disable(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	u32 session;

	raw_boot(raw, CAPS_NO_RPC_ARG);
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_SHM_CACHE), 0, 0);
	session = raw_open(raw, MONITOR_TA_RPC);
	raw_invoke_arg(raw, session, MONITOR_RPC_GET_TIME, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	raw_invoke_arg(raw, session, MONITOR_RPC_GET_TIME, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, monitor_event_total(raw->m, MONITOR_EV_RPC, MONITOR_RPC_ALLOC), 1);
	KUNIT_EXPECT_EQ(test, raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_DISABLE_SHM_CACHE), 0, 0),
			OPTEE_RETURN_OK);
	KUNIT_EXPECT_EQ(test, raw->call.res[1] << 32 | raw->call.res[2], RAW_RPC_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_DISABLE_SHM_CACHE), 0, 0),
			OPTEE_RETURN_ENOTAVAIL);
	/* off: what is allocated goes back before the call returns */
	raw_invoke_arg(raw, session, MONITOR_RPC_GET_TIME, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, monitor_event_total(raw->m, MONITOR_EV_RPC, MONITOR_RPC_FREE), 1);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* A call that gets no memory for its RPCs ends with an error of its own. */
static void optee_test_monitor_rpc_alloc_refused(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, CAPS_NO_RPC_ARG);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_RPC), MONITOR_RPC_GET_TIME, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), 0, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(VALUE, OUT), 0, 0, 0);
	raw_call(raw);
	raw->call.a[1] = 0;
	raw->call.a[2] = 0;
	raw->call.a[3] = raw->call.res[3];
	raw_resume(raw);
	KUNIT_EXPECT_EQ(test, raw->call.res[0], OPTEE_RETURN_OK);
	KUNIT_EXPECT_EQ(test, raw->param[1].a, TEEC_ERROR_OUT_OF_MEMORY);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* ---- notifications ------------------------------------------------------------------------ */

static u64 next_notification(struct raw *raw)
{
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_GET_ASYNC_NOTIF_VALUE), 0, 0);
	return raw->call.res[2];
}

/* Values come in order, each once, with a word on whether there are more. */
static void optee_test_monitor_notifications(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	monitor_notify(raw->m, 7);
	KUNIT_EXPECT_EQ(test, raw->irqs, 0);
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), 0, 0);
	KUNIT_EXPECT_EQ(test, raw->irqs, 1);
	monitor_notify(raw->m, 3);
	monitor_notify(raw->m, 7);
	KUNIT_EXPECT_EQ(test, raw->irqs, 3);
	KUNIT_EXPECT_EQ(test, next_notification(raw),
			OPTEE_NOTIF_VALUE_VALID | OPTEE_NOTIF_VALUE_PENDING);
	KUNIT_EXPECT_EQ(test, raw->call.res[1], 7);
	KUNIT_EXPECT_EQ(test, next_notification(raw), OPTEE_NOTIF_VALUE_VALID);
	KUNIT_EXPECT_EQ(test, raw->call.res[1], 3);
	KUNIT_EXPECT_EQ(test, next_notification(raw), 0);

	raw_arg(raw, OPTEE_CMD_STOP_ASYNC_NOTIF, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	monitor_notify(raw->m, 9);
	KUNIT_EXPECT_EQ(test, raw->irqs, 3);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* ---- gates and rules ----------------------------------------------------------------------- */

static enum monitor_verdict park(struct raw *raw, struct monitor_call *call, u32 session, u32 gate)
{
	raw_invoke_arg(raw, session, MONITOR_SLOW_PARK, 1);
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), gate, 0, 0);
	memset(call, 0, sizeof(*call));
	call->a[0] = OPTEE_YIELD_ID(raw->with);
	call->a[1] = raw_pa(raw->arg) >> 32;
	call->a[2] = lower_32_bits(raw_pa(raw->arg));
	return monitor_smc(raw->m, call);
}

/* A gate lets calls through in the order in which they came, as many as it is told. */
static void optee_test_monitor_gate(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct monitor_call call[3];
	u32 session, i;

	raw_boot(raw, RAW_CAPS);
	session = raw_open(raw, MONITOR_TA_SLOW);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, park(raw, &call[i], session, 5), MONITOR_PARK);
	KUNIT_EXPECT_EQ(test, monitor_gate_waiting(raw->m, 5), 3);
	KUNIT_EXPECT_EQ(test, monitor_smc_resume(raw->m, &call[0]), MONITOR_PARK);
	monitor_gate_open(raw->m, 5, 1);
	KUNIT_EXPECT_EQ(test, monitor_smc_resume(raw->m, &call[1]), MONITOR_PARK);
	KUNIT_EXPECT_EQ(test, monitor_smc_resume(raw->m, &call[0]), MONITOR_RETURN);
	KUNIT_EXPECT_EQ(test, monitor_gate_waiting(raw->m, 5), 2);
	monitor_gate_open(raw->m, 5, MONITOR_ANY);
	monitor_gate_close(raw->m, 5);
	KUNIT_EXPECT_EQ(test, park(raw, &call[0], session, 5), MONITOR_PARK);
	KUNIT_EXPECT_EQ(test, monitor_smc_resume(raw->m, &call[2]), MONITOR_RETURN);
	KUNIT_EXPECT_EQ(test, monitor_smc_resume(raw->m, &call[1]), MONITOR_RETURN);
	KUNIT_EXPECT_EQ(test, monitor_gate_waiting(raw->m, 5), 1);
	monitor_gate_open(raw->m, 5, 2);
	KUNIT_EXPECT_EQ(test, monitor_smc_resume(raw->m, &call[0]), MONITOR_RETURN);
	KUNIT_EXPECT_EQ(test, park(raw, &call[0], session, 5), MONITOR_RETURN);
	KUNIT_EXPECT_EQ(test, park(raw, &call[0], session, 5), MONITOR_PARK);
}

/* A call that is parked on arrival holds no context. */
static void optee_test_monitor_park_on_arrival(struct kunit *test)
{
	const struct monitor_rule rule = {
		.point = MONITOR_AT_CALL, .func = OPTEE_CMD_INVOKE_COMMAND, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_PARK, .value = { 2 },
	};
	struct raw *raw = raw_make(test);
	struct monitor_stats stats;
	struct monitor_call call;
	u32 session;

	raw_boot(raw, RAW_CAPS);
	session = raw_open(raw, MONITOR_TA_SLOW);
	KUNIT_ASSERT_GE(test, monitor_rule_add(raw->m, &rule), 0);
	KUNIT_EXPECT_EQ(test, park(raw, &call, session, 5), MONITOR_PARK);
	monitor_stats(raw->m, &stats);
	KUNIT_EXPECT_EQ(test, stats.threads_busy, 0);
	KUNIT_EXPECT_EQ(test, stats.parked, 1);
	monitor_gate_open(raw->m, 2, 1);
	KUNIT_EXPECT_EQ(test, monitor_smc_resume(raw->m, &call), MONITOR_PARK);
	KUNIT_EXPECT_EQ(test, call.gate, 5);
	monitor_stats(raw->m, &stats);
	KUNIT_EXPECT_EQ(test, stats.threads_busy, 1);
}

static void rule(struct raw *raw, enum monitor_point point, u32 func, enum monitor_action action,
		 u64 value0, u64 value1)
{
	const struct monitor_rule r = {
		.point = point, .func = func, .session = MONITOR_ANY, .caller = MONITOR_ANY,
		.skip = 1, .count = 1, .action = action, .value = { value0, value1 },
	};

	monitor_rules_clear(raw->m);
	KUNIT_ASSERT_GE(raw->test, monitor_rule_add(raw->m, &r), 0);
}

static u32 echo(struct raw *raw, u32 session)
{
	raw_invoke_arg(raw, session, MONITOR_ECHO_COPY, 0);
	return raw_run(raw);
}

/* A rule passes over so many calls, acts on so many, and then no more. */
static void optee_test_monitor_rule_counts(struct kunit *test)
{
	static const enum monitor_point points[] = { MONITOR_AT_ENTER, MONITOR_AT_INVOKE,
						     MONITOR_AT_RETURN };
	struct raw *raw = raw_make(test);
	u32 session, func, i;

	raw_boot(raw, RAW_CAPS);
	session = raw_open(raw, MONITOR_TA_ECHO);
	for (i = 0; i < ARRAY_SIZE(points); i++) {
		func = points[i] == MONITOR_AT_INVOKE ? MONITOR_ECHO_COPY :
							OPTEE_CMD_INVOKE_COMMAND;
		rule(raw, points[i], func, MONITOR_DO_RETURN, 0xabc, TEEC_ORIGIN_TEE);
		KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, echo(raw, session), 0xabc);
		KUNIT_EXPECT_EQ(test, raw->arg->ret_origin, TEEC_ORIGIN_TEE);
		KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_SUCCESS);
	}
	rule(raw, MONITOR_AT_CALL, OPTEE_CMD_INVOKE_COMMAND, MONITOR_DO_RETURN,
	     OPTEE_RETURN_ETHREAD_LIMIT, 0);
	KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_SUCCESS);
	raw_invoke_arg(raw, session, MONITOR_ECHO_COPY, 0);
	KUNIT_EXPECT_EQ(test, raw_call(raw), OPTEE_RETURN_ETHREAD_LIMIT);
	KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* Rules can have a call interrupted, make an RPC, notify, panic. */
static void optee_test_monitor_rule_actions(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	u32 session;

	raw_boot(raw, RAW_CAPS);
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), 0, 0);
	session = raw_open(raw, MONITOR_TA_ECHO);
	rule(raw, MONITOR_AT_ENTER, OPTEE_CMD_INVOKE_COMMAND, MONITOR_DO_INTERRUPT, 3, 0);
	echo(raw, session);
	KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, monitor_event_total(raw->m, MONITOR_EV_RPC, MONITOR_RPC_FOREIGN_INTR),
			3);

	rule(raw, MONITOR_AT_RETURN, OPTEE_CMD_INVOKE_COMMAND, MONITOR_DO_RPC_CMD,
	     OPTEE_RPC_SUSPEND, 1);
	echo(raw, session);
	KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, monitor_event_total(raw->m, MONITOR_EV_RPC, OPTEE_RPC_SUSPEND), 1);

	rule(raw, MONITOR_AT_ENTER, OPTEE_CMD_INVOKE_COMMAND, MONITOR_DO_NOTIFY, 11, 0);
	echo(raw, session);
	KUNIT_EXPECT_EQ(test, raw->irqs, 0);
	echo(raw, session);
	KUNIT_EXPECT_EQ(test, raw->irqs, 1);

	rule(raw, MONITOR_AT_INVOKE, MONITOR_ANY, MONITOR_DO_PANIC, 0, 0);
	KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_ERROR_TARGET_DEAD);
	KUNIT_EXPECT_EQ(test, echo(raw, session), TEEC_ERROR_TARGET_DEAD);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* What a driver does because it was lied to is no breach. */
static void optee_test_monitor_lies(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	u32 session;

	raw_boot(raw, RAW_CAPS);
	session = raw_open(raw, MONITOR_TA_RPC);
	rule(raw, MONITOR_AT_RPC, OPTEE_RPC_GET_TIME, MONITOR_DO_POKE, MONITOR_POKE_A0,
	     OPTEE_RETURN_RPC | 0x77);
	raw_invoke_arg(raw, session, MONITOR_RPC_GET_TIME, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	raw_invoke_arg(raw, session, MONITOR_RPC_GET_TIME, 0);
	KUNIT_EXPECT_EQ(test, raw_call(raw), OPTEE_RETURN_RPC | 0x77);
	KUNIT_EXPECT_EQ(test, raw_finish(raw), TEEC_SUCCESS);

	rule(raw, MONITOR_AT_RETURN, OPTEE_CMD_OPEN_SESSION, MONITOR_DO_POKE, MONITOR_POKE_SESSION,
	     0x4242);
	raw_open(raw, MONITOR_TA_ECHO);
	KUNIT_EXPECT_EQ(test, raw_open(raw, MONITOR_TA_ECHO), 0x4242);
	KUNIT_EXPECT_NE(test, echo(raw, 0x4242), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
	/* the session under the false name is not missed; the other two are */
	KUNIT_EXPECT_EQ(test, monitor_check_quiet(raw->m, true), 2);
}

/* Rules and gates that cannot be are refused. */
static void optee_test_monitor_rule_refused(struct kunit *test)
{
	struct monitor_rule r = { .point = MONITOR_AT_RPC, .action = MONITOR_DO_RETURN };
	struct raw *raw = raw_make(test);
	u32 i;

	raw_boot(raw, RAW_CAPS);
	KUNIT_EXPECT_EQ(test, monitor_rule_add(raw->m, &r), -1);
	r.action = MONITOR_DO_PARK;
	r.value[0] = MONITOR_MAX_GATES;
	KUNIT_EXPECT_EQ(test, monitor_rule_add(raw->m, &r), -1);
	r.value[0] = 0;
	for (i = 0; i < MONITOR_MAX_RULES; i++)
		KUNIT_ASSERT_EQ(test, monitor_rule_add(raw->m, &r), i);
	KUNIT_EXPECT_EQ(test, monitor_rule_add(raw->m, &r), -1);
	monitor_rule_del(raw->m, MONITOR_MAX_RULES - 1);
	KUNIT_EXPECT_EQ(test, monitor_rule_add(raw->m, &r), MONITOR_MAX_RULES - 1);
}

static struct kunit_case monitor_tests[] = {
	KUNIT_CASE_PARAM(optee_test_monitor_fast_call, fast_gen_params),
	KUNIT_CASE(optee_test_monitor_static_shm_config),
	KUNIT_CASE(optee_test_monitor_no_thread_count),
	KUNIT_CASE(optee_test_monitor_load_image),
	KUNIT_CASE_PARAM(optee_test_monitor_thread_limit, count_gen_params),
	KUNIT_CASE(optee_test_monitor_threads_stolen),
	KUNIT_CASE(optee_test_monitor_page_list_link),
	KUNIT_CASE(optee_test_monitor_registered_argument),
	KUNIT_CASE(optee_test_monitor_shm_cache),
	KUNIT_CASE(optee_test_monitor_shm_cache_disable),
	KUNIT_CASE(optee_test_monitor_rpc_alloc_refused),
	KUNIT_CASE(optee_test_monitor_notifications),
	KUNIT_CASE(optee_test_monitor_gate),
	KUNIT_CASE(optee_test_monitor_park_on_arrival),
	KUNIT_CASE(optee_test_monitor_rule_counts),
	KUNIT_CASE(optee_test_monitor_rule_actions),
	KUNIT_CASE(optee_test_monitor_lies),
	KUNIT_CASE(optee_test_monitor_rule_refused),
	{ }
};

static struct kunit_suite monitor_suite = {
	.name = "optee_monitor",
	.test_cases = monitor_tests,
};

kunit_test_suite(monitor_suite);
