// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's trusted applications: what each does with its parameters, which
 * RPCs it makes and in which order, how it ends.
 */
#include <linux/rtc.h>
#include "raw_smc.h"
#include "ta_abi.h"

/* The whole of raw->buf as RAW_COOKIE */
static void share_buffer(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, RAW_BUF_PAGES), TEEC_SUCCESS);
}

/* Serves RPCs and checks that they are these, in this order; a 0 in @funcs counts. */
static u32 finish_in_order(struct raw *raw, const u32 *funcs, u32 count)
{
	u32 i, func;

	for (i = 0; raw_is_rpc(raw); i++) {
		KUNIT_ASSERT_LT(raw->test, i, count);
		func = (raw->call.res[0] & 0xffff) == OPTEE_RPC_FUNC_CMD ? raw_rpc(raw)->cmd :
		       MONITOR_RPC_ALLOC + (raw->call.res[0] & 0xffff);
		KUNIT_EXPECT_EQ(raw->test, func, funcs[i]);
		raw_answer(raw);
		if (func == OPTEE_RPC_LOAD_TA && i == 0)
			raw_rpc_param(raw)[1].b = 1000;
		raw_resume(raw);
	}
	KUNIT_EXPECT_EQ(raw->test, i, count);
	KUNIT_EXPECT_EQ(raw->test, monitor_breach_count(raw->m), 0);
	return raw->arg->ret;
}

/* Echo: a value out of the one before it, a value in place, a buffer in place. */
static void optee_test_monitor_ta_echo(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	share_buffer(raw);
	raw->buf[100] = 0xff;
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_ECHO), MONITOR_ECHO_COPY, 4);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), 0xf0, 0x0f, 0x33);
	raw_value(&raw->param[1], OPTEE_ATTR(VALUE, OUT), 1, 1, 1);
	raw_value(&raw->param[2], OPTEE_ATTR(VALUE, INOUT), 1, 2, 3);
	raw_value(&raw->param[3], OPTEE_ATTR(RMEM, INOUT), 100, 1, RAW_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->param[0].a, 0xf0);
	KUNIT_EXPECT_EQ(test, raw->param[1].a, 0xff);
	KUNIT_EXPECT_EQ(test, raw->param[1].b, 0x3c);
	KUNIT_EXPECT_EQ(test, raw->param[1].c, 0x34);
	KUNIT_EXPECT_EQ(test, raw->param[2].a, 3);
	KUNIT_EXPECT_EQ(test, raw->param[2].b, 1);
	KUNIT_EXPECT_EQ(test, raw->param[2].c, 4);
	KUNIT_EXPECT_EQ(test, raw->buf[100], 0xff ^ 0x5a);
	KUNIT_EXPECT_EQ(test, raw->buf[101], 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* A buffer that is too short gets the size that is needed. */
static void optee_test_monitor_ta_short_buffer(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	share_buffer(raw);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_ECHO), MONITOR_ECHO_SHORT, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(RMEM, OUT), 0, 10, RAW_COOKIE);
	raw_value(&raw->param[1], OPTEE_ATTR(VALUE, IN), 0, 11, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_SHORT_BUFFER);
	KUNIT_EXPECT_EQ(test, raw->param[0].b, 11);
}

/* Parameters in static memory are named by address. */
static void optee_test_monitor_ta_static_memory(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS | OPTEE_CAP_RESERVED_SHM);
	memset(raw->fixed + 64, 3, 5);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_ECHO), MONITOR_ECHO_SUM, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(TMEM, IN), raw_pa(raw->fixed + 64), 5, 1);
	raw_value(&raw->param[1], OPTEE_ATTR(VALUE, OUT), 0, 0, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->param[1].a, 15);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* Writing a file: allocate, create, write, close, free. */
static void optee_test_monitor_ta_storage(struct kunit *test)
{
	static const u32 order[] = { OPTEE_RPC_SHM_ALLOC, OPTEE_RPC_FS, OPTEE_RPC_FS, OPTEE_RPC_FS,
				     OPTEE_RPC_SHM_FREE };
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	share_buffer(raw);
	memset(raw->buf, 0x42, 20);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_STORAGE), MONITOR_STORAGE_WRITE, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, IN), 0, 20, RAW_COOKIE);
	raw_call(raw);
	KUNIT_EXPECT_EQ(test, finish_in_order(raw, order, ARRAY_SIZE(order)), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->shm_page[0], 0x42);
	KUNIT_EXPECT_EQ(test, raw->shm_page[19], 0x42);
}

/* One access to RPMB by way of the kernel, and one by way of the supplicant */
static void optee_test_monitor_ta_rpmb(struct kunit *test)
{
	static const u32 kernel[] = { OPTEE_RPC_RPMB_PROBE_RESET, OPTEE_RPC_SHM_ALLOC,
				      OPTEE_RPC_RPMB_PROBE_NEXT, OPTEE_RPC_RPMB_FRAMES,
				      OPTEE_RPC_SHM_FREE };
	static const u32 user[] = { OPTEE_RPC_SHM_ALLOC, OPTEE_RPC_RPMB, OPTEE_RPC_SHM_FREE };
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS | OPTEE_CAP_RPMB_PROBE);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_STORAGE), MONITOR_STORAGE_RPMB, 0);
	raw_call(raw);
	KUNIT_EXPECT_EQ(test, finish_in_order(raw, kernel, ARRAY_SIZE(kernel)), TEEC_SUCCESS);

	raw = raw_make(test);
	raw_boot(raw, RAW_CAPS);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_STORAGE), MONITOR_STORAGE_RPMB, 0);
	raw_call(raw);
	KUNIT_EXPECT_EQ(test, finish_in_order(raw, user, ARRAY_SIZE(user)), TEEC_SUCCESS);
}

/* A TA from the supplicant: ask for its size, allocate, load, free. */
static void optee_test_monitor_ta_loaded(struct kunit *test)
{
	static const u32 order[] = { OPTEE_RPC_LOAD_TA, OPTEE_RPC_SHM_ALLOC, OPTEE_RPC_LOAD_TA,
				     OPTEE_RPC_SHM_FREE };
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	raw_open_arg(raw, MONITOR_TA_LOADED, 0);
	raw_call(raw);
	KUNIT_EXPECT_EQ(test, finish_in_order(raw, order, ARRAY_SIZE(order)), TEEC_SUCCESS);
	KUNIT_EXPECT_NE(test, raw->arg->session, 0);
}

/* A second session of a single instance is refused; of one that panics, none stays. */
static void optee_test_monitor_ta_life(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct monitor_stats stats;
	u32 session;

	raw_boot(raw, RAW_CAPS);
	raw_open(raw, MONITOR_TA_SINGLE);
	raw_open_arg(raw, MONITOR_TA_SINGLE, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_BUSY);
	raw_open_arg(raw, MONITOR_TA_PANIC, 1);
	raw_value(&raw->param[2], OPTEE_ATTR(VALUE, IN), 1, 0, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_TARGET_DEAD);
	monitor_stats(raw->m, &stats);
	KUNIT_EXPECT_EQ(test, stats.sessions_open, 1);

	session = raw_open(raw, MONITOR_TA_PANIC);
	raw_invoke_arg(raw, session, MONITOR_PANIC_AFTER_RPC, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_TARGET_DEAD);
	raw_invoke_arg(raw, session, MONITOR_PANIC_AFTER_RPC, 0);
	raw_call(raw);
	KUNIT_EXPECT_FALSE(test, raw_is_rpc(raw));
	KUNIT_EXPECT_EQ(test, raw->arg->ret, TEEC_ERROR_TARGET_DEAD);
	raw_open_arg(raw, MONITOR_TA_ECHO, 0);
	raw->param[0].a ^= 1;
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_ITEM_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* A closed session is no breach to enter: its client may have closed it meanwhile. */
static void optee_test_monitor_ta_closed_session(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	u32 session;

	raw_boot(raw, RAW_CAPS);
	session = raw_open(raw, MONITOR_TA_ECHO);
	raw_arg(raw, OPTEE_CMD_CLOSE_SESSION, 0);
	raw->arg->session = session;
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	raw_invoke_arg(raw, session, MONITOR_ECHO_COPY, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_BAD_PARAMETERS);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

static void cancel(struct raw *raw, struct optee_header *arg, u32 session, u32 cancel_id)
{
	memset(arg, 0, sizeof(*arg));
	arg->cmd = OPTEE_CMD_CANCEL;
	arg->session = session;
	arg->cancel_id = cancel_id;
	raw_call_at(raw, raw->with, raw_pa(arg));
}

/* A call that waits for a notification is cancelled by sending it. */
static void optee_test_monitor_ta_cancel(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct optee_header *other = (void *)raw->fixed;
	struct monitor_call waiting;
	struct optee_param *sent;
	u32 session;

	raw_boot(raw, RAW_CAPS | OPTEE_CAP_RESERVED_SHM);
	session = raw_open(raw, MONITOR_TA_SLOW);
	raw_invoke_arg(raw, session, MONITOR_SLOW_NOTIF, 1);
	raw->arg->cancel_id = 17;
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), 33, 0, 0);
	raw_call(raw);
	waiting = raw->call;
	KUNIT_EXPECT_EQ(test, raw_rpc(raw)->cmd, OPTEE_RPC_NOTIFICATION);

	/* another request, and one that is not there: nothing happens */
	cancel(raw, other, session, 18);
	KUNIT_EXPECT_EQ(test, raw->call.res[0], OPTEE_RETURN_OK);
	cancel(raw, other, session, 17);
	KUNIT_ASSERT_TRUE(test, raw_is_rpc(raw));
	sent = (void *)(other + 2);
	KUNIT_EXPECT_EQ(test, sent->a, OPTEE_RPC_NOTIF_SEND);
	KUNIT_EXPECT_EQ(test, sent->b, 33);
	other[1].ret = TEEC_SUCCESS;
	memcpy(&raw->call.a[1], &raw->call.res[1], 3 * sizeof(u64));
	KUNIT_EXPECT_EQ(test, raw_resume(raw), OPTEE_RETURN_OK);

	raw->call = waiting;
	KUNIT_EXPECT_EQ(test, raw_finish(raw), TEEC_ERROR_CANCEL);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* What the normal world got by an RPC goes back even when the TA panics. */
static void optee_test_monitor_ta_panic_frees(struct kunit *test)
{
	static const u32 order[] = { OPTEE_RPC_SHM_ALLOC, OPTEE_RPC_SHM_FREE };
	const struct monitor_rule rule = {
		.point = MONITOR_AT_RESUME, .func = OPTEE_RPC_SHM_ALLOC, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_PANIC,
	};
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_STORAGE), MONITOR_STORAGE_RPMB, 0);
	KUNIT_ASSERT_GE(test, monitor_rule_add(raw->m, &rule), 0);
	raw_call(raw);
	KUNIT_EXPECT_EQ(test, finish_in_order(raw, order, ARRAY_SIZE(order)),
			TEEC_ERROR_TARGET_DEAD);
}

/* ---- pseudo-TAs ------------------------------------------------------------------------------ */

/* The RNG gives what its seed says, across the end of a page. */
static void optee_test_monitor_ta_rng(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct monitor_config *config = raw_config(raw, RAW_CAPS);
	u64 state = config->rng_seed;
	u32 i, wrong = 0;

	raw_boot_config(raw, config);
	share_buffer(raw);
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_RNG), PTA_RNG_GET_ENTROPY, 4);
	raw_value(raw->param, OPTEE_ATTR(RMEM, INOUT), 100, PTA_RNG_POOL_SIZE, RAW_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	for (i = 0; i < PTA_RNG_POOL_SIZE; i++)
		wrong += raw->buf[100 + i] != monitor_rng_next(&state);
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static const u64 rtc_times[] = { 0, 951782399, 951782400, 1078012800, 1700000000, 4102444799ull };

static void describe_time(const u64 *time, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%llu s", *time);
}

KUNIT_ARRAY_PARAM(time, rtc_times, describe_time);

/* The RTC's calendar is the kernel's, both ways. */
static void optee_test_monitor_ta_rtc(struct kunit *test)
{
	u64 seconds = *(const u64 *)test->param_value;
	struct raw *raw = raw_make(test);
	struct monitor_config *config = raw_config(raw, RAW_CAPS);
	struct pta_rtc_time *got = (void *)raw->buf;
	struct rtc_time tm;
	u32 session;

	config->rtc_seconds = seconds;
	raw_boot_config(raw, config);
	share_buffer(raw);
	session = raw_open(raw, MONITOR_TA_RTC);
	raw_invoke_arg(raw, session, PTA_RTC_GET_TIME, 4);
	raw_value(raw->param, OPTEE_ATTR(RMEM, OUT), 0, sizeof(*got), RAW_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	rtc_time64_to_tm(seconds, &tm);
	KUNIT_EXPECT_EQ(test, got->sec, tm.tm_sec);
	KUNIT_EXPECT_EQ(test, got->hour, tm.tm_hour);
	KUNIT_EXPECT_EQ(test, got->mday, tm.tm_mday);
	KUNIT_EXPECT_EQ(test, got->mon, tm.tm_mon);
	KUNIT_EXPECT_EQ(test, got->year, tm.tm_year + 1900);
	KUNIT_EXPECT_EQ(test, got->wday, tm.tm_wday);

	raw_invoke_arg(raw, session, PTA_RTC_SET_TIME, 4);
	raw_value(raw->param, OPTEE_ATTR(RMEM, IN), 0, sizeof(*got), RAW_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, monitor_rtc_get(raw->m), seconds);
}

/* The device list: its size first, then the UUIDs of the kind that is asked for */
static void optee_test_monitor_ta_device(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct monitor_config *config = raw_config(raw, RAW_CAPS);
	u32 session;

	config->devices[0].needs_supplicant = 1;
	raw_boot_config(raw, config);
	share_buffer(raw);
	session = raw_open(raw, MONITOR_TA_DEVICE);
	raw_invoke_arg(raw, session, PTA_DEVICE_GET_DEVICES, 4);
	raw_value(raw->param, OPTEE_ATTR(TMEM, OUT), 0, 0, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_SHORT_BUFFER);
	KUNIT_EXPECT_EQ(test, raw->param[0].b, 16);
	raw_invoke_arg(raw, session, PTA_DEVICE_GET_DEVICES, 4);
	raw_value(raw->param, OPTEE_ATTR(RMEM, OUT), 0, 64, RAW_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->param[0].b, 16);
	KUNIT_EXPECT_MEMEQ(test, raw->buf, monitor_ta_uuid(MONITOR_TA_RTC), 16);
	raw_invoke_arg(raw, session, PTA_DEVICE_GET_DEVICES_SUPP, 4);
	raw_value(raw->param, OPTEE_ATTR(RMEM, OUT), 0, 64, RAW_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_MEMEQ(test, raw->buf, monitor_ta_uuid(MONITOR_TA_RNG), 16);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

static struct kunit_case ta_tests[] = {
	KUNIT_CASE(optee_test_monitor_ta_echo),
	KUNIT_CASE(optee_test_monitor_ta_short_buffer),
	KUNIT_CASE(optee_test_monitor_ta_static_memory),
	KUNIT_CASE(optee_test_monitor_ta_storage),
	KUNIT_CASE(optee_test_monitor_ta_rpmb),
	KUNIT_CASE(optee_test_monitor_ta_loaded),
	KUNIT_CASE(optee_test_monitor_ta_life),
	KUNIT_CASE(optee_test_monitor_ta_closed_session),
	KUNIT_CASE(optee_test_monitor_ta_cancel),
	KUNIT_CASE(optee_test_monitor_ta_panic_frees),
	KUNIT_CASE(optee_test_monitor_ta_rng),
	KUNIT_CASE_PARAM(optee_test_monitor_ta_rtc, time_gen_params),
	KUNIT_CASE(optee_test_monitor_ta_device),
	{ }
};

static struct kunit_suite ta_suite = {
	.name = "optee_monitor_ta",
	.test_cases = ta_tests,
};

kunit_test_suite(ta_suite);
