// SPDX-License-Identifier: GPL-2.0-only
/* Sessions of kernel clients: what reaches the driver, and what comes back. */
#include <kunit/test.h>
#include <linux/slab.h>

#include "support/fake_driver.h"
#include "support/thread.h"
#include "support/leak_watch.h"

/* GlobalPlatform TEE Client API v1.0, table 4-2: TEEC_ERROR_ACCESS_DENIED */
#define TA_ACCESS_DENIED	0xffff0001

struct tee_session_priv {
	struct tee_fake *fake;
	struct tee_context *ctx;
};

/* Open a session that must come up */
static u32 open_session(struct tee_session_priv *priv)
{
	struct tee_ioctl_open_session_arg arg = {};
	struct kunit *test = priv->fake->test;

	KUNIT_ASSERT_EQ(test, tee_client_open_session(priv->ctx, &arg, NULL), 0);
	KUNIT_ASSERT_EQ(test, arg.ret, 0);
	return arg.session;
}

/*
 * The open-session arguments arrive in the driver as the client gave them, and
 * the session, result and origin come back.
 */
static void tee_test_session_open_arguments(struct kunit *test)
{
	struct tee_session_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL,
		.cancel_id = 77,
	};

	memset(arg.uuid, 0xa5, sizeof(arg.uuid));
	memset(arg.clnt_uuid, 0x5a, sizeof(arg.clnt_uuid));
	KUNIT_EXPECT_EQ(test, tee_client_open_session(priv->ctx, &arg, NULL), 0);
	KUNIT_EXPECT_MEMEQ(test, fake->rec.open.uuid, arg.uuid,
			   sizeof(arg.uuid));
	KUNIT_EXPECT_MEMEQ(test, fake->rec.open.clnt_uuid, arg.clnt_uuid,
			   sizeof(arg.clnt_uuid));
	KUNIT_EXPECT_EQ(test, fake->rec.open.clnt_login,
			TEE_IOCTL_LOGIN_REE_KERNEL);
	KUNIT_EXPECT_EQ(test, fake->rec.open.cancel_id, 77);
	KUNIT_EXPECT_FALSE(test, fake->rec.has_param);
	KUNIT_EXPECT_EQ(test, arg.session, 1);
	KUNIT_EXPECT_EQ(test, arg.ret, 0);
	KUNIT_EXPECT_EQ(test, arg.ret_origin, 3);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(fake), 1);
}

/*
 * A session that the TA refuses isn't an error of the call: 0 is returned, the
 * reason and its origin are in the arguments.
 */
static void tee_test_session_refused_by_ta(struct kunit *test)
{
	struct tee_session_priv *priv = test->priv;
	struct tee_ioctl_open_session_arg arg = {};

	priv->fake->ta_ret = TA_ACCESS_DENIED;
	KUNIT_EXPECT_EQ(test, tee_client_open_session(priv->ctx, &arg, NULL), 0);
	KUNIT_EXPECT_EQ(test, arg.ret, TA_ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, arg.ret_origin, 4);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(priv->fake), 0);
}

static void double_values(struct tee_fake *fake, size_t num_params,
			  struct tee_param *param)
{
	size_t n;

	for (n = 0; n < num_params; n++)
		param[n].u.value.a *= 2;
}

/*
 * Parameters of an invocation reach the driver in place: what it writes to them
 * the client finds there.
 */
static void tee_test_session_invoke_in_place(struct kunit *test)
{
	struct tee_session_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_param param[2] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		  .u.value = { 1ULL << 40, 2, 3 } },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		  .u.value = { 5, ~0ULL, 7 } },
	};
	struct tee_ioctl_invoke_arg arg = {
		.func = 0xdeadbeef, .session = 9, .cancel_id = 3,
		.num_params = ARRAY_SIZE(param),
	};

	fake->param_hook = double_values;
	KUNIT_EXPECT_EQ(test, tee_client_invoke_func(priv->ctx, &arg, param), 0);
	KUNIT_EXPECT_EQ(test, fake->rec.invoke.func, 0xdeadbeef);
	KUNIT_EXPECT_EQ(test, fake->rec.invoke.session, 9);
	KUNIT_EXPECT_EQ(test, fake->rec.invoke.cancel_id, 3);
	KUNIT_EXPECT_EQ(test, fake->rec.num_params, 2);
	KUNIT_EXPECT_EQ(test, fake->rec.param[1].u.value.b, ~0ULL);
	KUNIT_EXPECT_EQ(test, param[0].u.value.a, 1ULL << 41);
	KUNIT_EXPECT_EQ(test, param[1].u.value.a, 10);
	KUNIT_EXPECT_EQ(test, param[1].u.value.c, 7);
}

/*
 * A memory reference of a kernel client reaches the driver with its object,
 * offset and size, and the call takes no reference for itself.
 */
static void tee_test_session_invoke_memref(struct kunit *test)
{
	struct tee_session_priv *priv = test->priv;
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE);
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		.u.memref = { .shm_offs = 16, .size = 100, .shm = shm },
	};
	struct tee_ioctl_invoke_arg arg = { .num_params = 1 };

	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(test, tee_client_invoke_func(priv->ctx, &arg, &param), 0);
	KUNIT_EXPECT_PTR_EQ(test, priv->fake->rec.param[0].u.memref.shm, shm);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.param[0].u.memref.shm_offs, 16);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.param[0].u.memref.size, 100);
	KUNIT_EXPECT_EQ(test, refcount_read(&shm->refcount), 1);
	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE), 1);
}

/*
 * A session is closed in the driver by its id; an id that isn't open gives the
 * driver's error.
 */
static void tee_test_session_close(struct kunit *test)
{
	struct tee_session_priv *priv = test->priv;
	u32 session = open_session(priv);

	KUNIT_EXPECT_EQ(test, tee_client_close_session(priv->ctx, session), 0);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.session, session);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(priv->fake), 0);
	KUNIT_EXPECT_EQ(test, tee_client_close_session(priv->ctx, session),
			-EINVAL);
}

/*
 * Sessions that a client left open end with its context: release is called
 * while the driver still has them.
 */
static void tee_test_session_ends_with_context(struct kunit *test)
{
	struct tee_session_priv *priv = test->priv;

	open_session(priv);
	open_session(priv);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(priv->fake), 2);
	tee_client_close_context(priv->ctx);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(priv->fake), 0);
	priv->ctx = NULL;
}

static int invoke_one(void *data)
{
	struct tee_session_priv *priv = data;
	struct tee_ioctl_invoke_arg arg = { .session = 1, .cancel_id = 42 };

	return tee_client_invoke_func(priv->ctx, &arg, NULL);
}

/*
 * A request to cancel reaches the driver with both ids, while the call that it
 * is for is in the driver.
 */
static void tee_test_session_cancel_during_invoke(struct kunit *test)
{
	struct tee_session_priv *priv = test->priv;
	struct tee_ioctl_cancel_arg arg = { .cancel_id = 42, .session = 1 };
	struct tee_task *task;

	tee_fake_park(priv->fake, TEE_FAKE_INVOKE);
	task = tee_task_start(test, invoke_one, priv);
	KUNIT_EXPECT_TRUE(test, tee_fake_parked(priv->fake, TEE_FAKE_INVOKE));
	KUNIT_EXPECT_EQ(test, tee_client_cancel_req(priv->ctx, &arg), 0);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.cancel_id, 42);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.session, 1);
	KUNIT_EXPECT_FALSE(test, tee_task_done(task));
	tee_fake_unpark(priv->fake, TEE_FAKE_INVOKE);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
}

/*
 * tee_client_system_session() hands the session to the driver, and its answer
 * to the caller.
 */
static void tee_test_session_system(struct kunit *test)
{
	struct tee_session_priv *priv = test->priv;
	u32 session = open_session(priv);

	KUNIT_EXPECT_EQ(test, tee_client_system_session(priv->ctx, session), 0);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.session, session);
	priv->fake->result[TEE_FAKE_SYSTEM_SESSION] = -EAGAIN;
	KUNIT_EXPECT_EQ(test, tee_client_system_session(priv->ctx, session),
			-EAGAIN);
}

enum session_call {
	CALL_OPEN, CALL_CLOSE, CALL_SYSTEM, CALL_INVOKE, CALL_CANCEL
};

struct tee_session_op_case {
	const char *what;
	enum session_call call;
	size_t op_offset;
	enum tee_fake_op op;
};

#define OP_CASE(name, call, fake_op) \
	{ #name, call, offsetof(struct tee_driver_ops, name), fake_op }

static const struct tee_session_op_case op_cases[] = {
	OP_CASE(open_session, CALL_OPEN, TEE_FAKE_OPEN_SESSION),
	OP_CASE(close_session, CALL_CLOSE, TEE_FAKE_CLOSE_SESSION),
	OP_CASE(system_session, CALL_SYSTEM, TEE_FAKE_SYSTEM_SESSION),
	OP_CASE(invoke_func, CALL_INVOKE, TEE_FAKE_INVOKE),
	OP_CASE(cancel_req, CALL_CANCEL, TEE_FAKE_CANCEL),
};

KUNIT_ARRAY_PARAM_DESC(tee_session_op, op_cases, what);

static int make_call(struct tee_context *ctx, enum session_call call)
{
	struct tee_ioctl_open_session_arg open = {};
	struct tee_ioctl_invoke_arg invoke = {};
	struct tee_ioctl_cancel_arg cancel = {};

	switch (call) {
	case CALL_OPEN:
		return tee_client_open_session(ctx, &open, NULL);
	case CALL_CLOSE:
		return tee_client_close_session(ctx, 1);
	case CALL_SYSTEM:
		return tee_client_system_session(ctx, 1);
	case CALL_INVOKE:
		return tee_client_invoke_func(ctx, &invoke, NULL);
	default:
		return tee_client_cancel_req(ctx, &cancel);
	}
}

/*
 * A call whose operation the driver doesn't have is refused with -EINVAL.
 */
static void tee_test_session_op_missing(struct kunit *test)
{
	const struct tee_session_op_case *c = test->param_value;
	struct tee_session_priv *priv = test->priv;

	*(void **)((void *)&priv->fake->ops + c->op_offset) = NULL;
	KUNIT_EXPECT_EQ(test, make_call(priv->ctx, c->call), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, c->op), 0);
}

/*
 * The error of an operation is the error of the call, unchanged.
 */
static void tee_test_session_op_fails(struct kunit *test)
{
	const struct tee_session_op_case *c = test->param_value;
	struct tee_session_priv *priv = test->priv;

	priv->fake->result[c->op] = -EREMOTEIO;
	KUNIT_EXPECT_EQ(test, make_call(priv->ctx, c->call), -EREMOTEIO);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, c->op), 1);
}

static void close_context(void *data)
{
	struct tee_session_priv *priv = data;

	if (priv->ctx)
		tee_client_close_context(priv->ctx);
}

static int tee_session_init(struct kunit *test)
{
	struct tee_session_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->fake = tee_fake_new(test);
	priv->ctx = tee_fake_open(priv->fake);
	test->priv = priv;
	return kunit_add_action_or_reset(test, close_context, priv);
}

static struct kunit_case tee_session_cases[] = {
	KUNIT_CASE(tee_test_session_open_arguments),
	KUNIT_CASE(tee_test_session_refused_by_ta),
	KUNIT_CASE(tee_test_session_invoke_in_place),
	KUNIT_CASE(tee_test_session_invoke_memref),
	KUNIT_CASE(tee_test_session_close),
	KUNIT_CASE(tee_test_session_ends_with_context),
	KUNIT_CASE(tee_test_session_cancel_during_invoke),
	KUNIT_CASE(tee_test_session_system),
	KUNIT_CASE_PARAM(tee_test_session_op_missing, tee_session_op_gen_params),
	KUNIT_CASE_PARAM(tee_test_session_op_fails, tee_session_op_gen_params),
	{}
};

static struct kunit_suite tee_session_suite = {
	.name = "tee_session",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_session_init,
	.test_cases = tee_session_cases,
};

kunit_test_suite(tee_session_suite);

MODULE_DESCRIPTION("KUnit suite for sessions of kernel clients");
MODULE_LICENSE("GPL");
