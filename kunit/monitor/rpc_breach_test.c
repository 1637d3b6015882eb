// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's checks of what comes back from an RPC: for each thing that a driver
 * must not do, doing it is seen as a breach of its class.
 */
#include "raw_smc.h"

/* ---- registers and threads ----------------------------------------------------------- */

static void resume_register(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_GET_TIME, 0, 0, 0);
	raw_answer(raw);
	raw->call.a[6] = 1;
	raw_resume(raw);
}

static void interrupt_register(struct raw *raw)
{
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_SLOW), MONITOR_SLOW_SPIN, 1);
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), 1, 0, 0);
	raw_call(raw);
	raw_answer(raw);
	raw->call.a[2] ^= 1;
	raw_resume(raw);
}

static void resume_twice(struct raw *raw)
{
	u64 a3;

	raw_in_rpc(raw, MONITOR_RPC_GET_TIME, 0, 0, 0);
	a3 = raw->call.res[3];
	raw_finish(raw);
	raw->call.a[3] = a3;
	KUNIT_EXPECT_EQ(raw->test, raw_resume(raw), OPTEE_RETURN_ERESUME);
}

static void resume_of_other(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_GET_TIME, 0, 0, 0);
	raw_answer(raw);
	raw->caller = 2;
	raw_resume(raw);
}

/* ---- memory that RPCs give ------------------------------------------------------------ */

static void alloc_inside_page(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_ALLOC_FREE, 64, 1, 0);
	raw_answer(raw);
	raw->call.a[2] += 8;
	raw_resume(raw);
}

static void shm_alloc_not_static(struct raw *raw)
{
	raw_in_shm_alloc(raw, OPTEE_RPC_SHM_KERNEL);
	raw_value(raw_rpc_param(raw), OPTEE_ATTR(TMEM, OUT), raw_pa(raw->shm_page), 4096,
		  RAW_SHM_COOKIE);
	raw_resume(raw);
}

static void alloc_cookie_nothing(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_ALLOC_FREE, 64, 1, 0);
	raw_answer(raw);
	raw->call.a[4] = 0;
	raw->call.a[5] = 0;
	raw_resume(raw);
}

static void shm_alloc_cookie_nothing(struct raw *raw)
{
	raw_in_shm_alloc(raw, OPTEE_RPC_SHM_KERNEL);
	raw_rpc_param(raw)->c = 0;
	raw_resume(raw);
}

static void shm_alloc_cookie_of_other(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	raw_in_shm_alloc(raw, OPTEE_RPC_SHM_KERNEL);
	raw_rpc_param(raw)->c = RAW_COOKIE;
	raw_resume(raw);
}

/* ---- results --------------------------------------------------------------------------- */

static void rpc_no_result(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_SEND, OPTEE_RPC_SUSPEND, 1, 0);
	memcpy(&raw->call.a[1], &raw->call.res[1], 3 * sizeof(u64));
	raw_resume(raw);
}

static void rpc_type_changed(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_GET_TIME, 0, 0, 0);
	raw_answer(raw);
	raw_rpc_param(raw)->attr = OPTEE_ATTR(VALUE, IN);
	raw_resume(raw);
}

static void rpc_count_changed(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_GET_TIME, 0, 0, 0);
	raw_answer(raw);
	raw_rpc(raw)->num_params = 2;
	raw_resume(raw);
}

static void rpc_time(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_GET_TIME, 0, 0, 0);
	raw_answer(raw);
	raw_rpc_param(raw)->b = 1000000000;
	raw_resume(raw);
}

static void rpc_other_memory(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_I2C, 0, 0, 0);
	raw_answer(raw);
	raw_resume(raw);
	raw_answer(raw);
	raw_rpc_param(raw)[2].c = 0x9990;
	raw_resume(raw);
}

static void shm_alloc_small(struct raw *raw)
{
	raw_in_shm_alloc(raw, OPTEE_RPC_SHM_KERNEL);
	raw_rpc_param(raw)->b = 255;
	raw_resume(raw);
}

static void shm_alloc_type(struct raw *raw)
{
	raw_in_shm_alloc(raw, OPTEE_RPC_SHM_KERNEL);
	raw_rpc_param(raw)->attr = OPTEE_ATTR(RMEM, OUT);
	raw_resume(raw);
}

static void shm_alloc_not_aligned(struct raw *raw)
{
	raw_in_shm_alloc(raw, OPTEE_RPC_SHM_KERNEL);
	raw_rpc_param(raw)->a += 4;
	raw_rpc_param(raw)->b = 512;
	raw_resume(raw);
}

static void shm_free_fails(struct raw *raw)
{
	raw_in_shm_alloc(raw, OPTEE_RPC_SHM_KERNEL);
	raw_resume(raw);
	raw_answer(raw);
	raw_rpc(raw)->ret = TEEC_ERROR_BAD_PARAMETERS;
	raw_resume(raw);
}

static void alloc_of_nothing(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_ALLOC_FREE, 0, 1, 0);
	raw_answer(raw);
	raw_resume(raw);
}

/* ---- inputs, sizes, effects ------------------------------------------------------------ */

#define CAPS_RPMB	(RAW_CAPS | OPTEE_CAP_RPMB_PROBE)
#define FRAME		512

static void rpc_input_changed(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_NOTIF_SEND, 0, 9, 0);
	raw_answer(raw);
	raw_rpc_param(raw)->c = 1;
	raw_resume(raw);
}

/* In RPMB_FRAMES, with a right answer that has not gone out yet */
static struct optee_param *in_frames(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_RPMB, OPTEE_RPC_RPMB_FRAMES, 0, 0);
	raw_answer(raw);
	raw_resume(raw);
	raw_answer(raw);
	return raw_rpc_param(raw);
}

static void rpc_input_size(struct raw *raw)
{
	in_frames(raw)[0].b = FRAME - 1;
	raw_resume(raw);
}

static void rpc_moved(struct raw *raw)
{
	in_frames(raw)[1].a += FRAME;
	raw_resume(raw);
}

static void rpc_more_than_buffer(struct raw *raw)
{
	in_frames(raw)[1].b = FRAME + 1;
	raw_resume(raw);
}

static void rpc_time_unset(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_GET_TIME, 0, 0, 0);
	memcpy(&raw->call.a[1], &raw->call.res[1], 3 * sizeof(u64));
	raw_rpc(raw)->ret = TEEC_SUCCESS;
	raw_rpc_param(raw)->b = 0;
	raw_resume(raw);
}

static void suspend_too_short(struct raw *raw)
{
	raw_in_rpc(raw, MONITOR_RPC_SEND, OPTEE_RPC_SUSPEND, 10, 0);
	raw_answer(raw);
	raw->now_ns--;
	raw_resume(raw);
}

static void wait_unsent(struct raw *raw)
{
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_SLOW), MONITOR_SLOW_NOTIF, 1);
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), 9, 0, 0);
	raw_run(raw);
}

static const struct raw_breach rpc_cases[] = {
	{ "register not preserved over an RPC", MONITOR_BREACH_REGISTER, RAW_CAPS,
	  resume_register },
	{ "register not preserved over an interrupt", MONITOR_BREACH_REGISTER, RAW_CAPS,
	  interrupt_register },
	{ "RPC ALLOC not at the start of a page", MONITOR_BREACH_ADDRESS, RAW_CAPS,
	  alloc_inside_page },
	{ "SHM_ALLOC contiguous and not static", MONITOR_BREACH_ADDRESS, RAW_CAPS,
	  shm_alloc_not_static },
	{ "RPC ALLOC with no cookie", MONITOR_BREACH_COOKIE, RAW_CAPS, alloc_cookie_nothing },
	{ "SHM_ALLOC with no cookie", MONITOR_BREACH_COOKIE, RAW_CAPS, shm_alloc_cookie_nothing },
	{ "SHM_ALLOC with another's cookie", MONITOR_BREACH_COOKIE, RAW_CAPS,
	  shm_alloc_cookie_of_other },
	{ "resuming twice", MONITOR_BREACH_THREAD, RAW_CAPS, resume_twice },
	{ "resuming another's call", MONITOR_BREACH_THREAD, RAW_CAPS, resume_of_other },
	{ "RPC without result", MONITOR_BREACH_RPC, RAW_CAPS, rpc_no_result },
	{ "RPC that changes a type", MONITOR_BREACH_RPC, RAW_CAPS, rpc_type_changed },
	{ "RPC that changes the count", MONITOR_BREACH_RPC, RAW_CAPS, rpc_count_changed },
	{ "RPC GET_TIME", MONITOR_BREACH_RPC, RAW_CAPS, rpc_time },
	{ "RPC that names other memory", MONITOR_BREACH_RPC, RAW_CAPS, rpc_other_memory },
	{ "SHM_ALLOC too small", MONITOR_BREACH_RPC, RAW_CAPS, shm_alloc_small },
	{ "SHM_ALLOC of another type", MONITOR_BREACH_RPC, RAW_CAPS, shm_alloc_type },
	{ "SHM_ALLOC not aligned", MONITOR_BREACH_RPC, RAW_CAPS, shm_alloc_not_aligned },
	{ "SHM_FREE that fails", MONITOR_BREACH_RPC, RAW_CAPS, shm_free_fails },
	{ "RPC ALLOC of nothing", MONITOR_BREACH_RPC, RAW_CAPS, alloc_of_nothing },
	{ "RPC that changes an input", MONITOR_BREACH_RPC, RAW_CAPS, rpc_input_changed },
	{ "RPC that changes the size of an input", MONITOR_BREACH_RPC, CAPS_RPMB, rpc_input_size },
	{ "RPC that moves a reference", MONITOR_BREACH_RPC, CAPS_RPMB, rpc_moved },
	{ "RPC with more than its buffer holds", MONITOR_BREACH_RPC, CAPS_RPMB,
	  rpc_more_than_buffer },
	{ "RPC GET_TIME that says nothing", MONITOR_BREACH_RPC, RAW_CAPS, rpc_time_unset },
	{ "SUSPEND that ends early", MONITOR_BREACH_RPC, RAW_CAPS, suspend_too_short },
	{ "notification that was not sent", MONITOR_BREACH_RPC, RAW_CAPS, wait_unsent },
};

KUNIT_ARRAY_PARAM_DESC(rpc, rpc_cases, name);

/* Each wrong answer is one breach, of its class, at the step that made it. */
static void optee_test_monitor_rpc_breach_is_seen(struct kunit *test)
{
	raw_expect_breach(test, test->param_value);
}

/* A signal may cut a SUSPEND short, and a wait ends by a value sent before or meanwhile. */
static void optee_test_monitor_rpc_effect(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	raw->signalled = true;
	raw_in_rpc(raw, MONITOR_RPC_SEND, OPTEE_RPC_SUSPEND, 10, 0);
	raw_answer(raw);
	raw->now_ns = 0;
	raw_resume(raw);
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), 0, 0);
	monitor_notify(raw->m, 9);
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_GET_ASYNC_NOTIF_VALUE), 0, 0);
	wait_unsent(raw);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
	wait_unsent(raw);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 1);
}

static struct kunit_case rpc_tests[] = {
	KUNIT_CASE_PARAM(optee_test_monitor_rpc_breach_is_seen, rpc_gen_params),
	KUNIT_CASE(optee_test_monitor_rpc_effect),
	{ }
};

static struct kunit_suite rpc_suite = {
	.name = "optee_monitor_rpc",
	.test_cases = rpc_tests,
};

kunit_test_suite(rpc_suite);
