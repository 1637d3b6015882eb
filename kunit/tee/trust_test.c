// SPDX-License-Identifier: GPL-2.0-only
/*
 * How far the TEE core trusts a driver: parameters pass through the secure world
 * and come back with other types and other memory, answers are left out, shared
 * memory appears while a context ends, requests don't reach the supplicant,
 * clients come while the device goes.
 */
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/slab.h>

#include "support/fake_driver.h"
#include "support/tee_skip.h"
#include "support/thread.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

#define VALUE_INPUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define VALUE_OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
#define MEMREF_INPUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define MEMREF_OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT

/* GlobalPlatform TEE Client API v1.0 section 4.4.2: TEEC_ERROR_COMMUNICATION */
#define TA_COMMUNICATION	0xffff000e

#define FROM_USER	0x0123456789abcdefULL

struct tee_trust_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
	struct tee_ioctl_shm_alloc_data data;
	struct tee_shm *shm;
	int fd;
	struct tee_shm *late;
};

static long invoke(struct tee_trust_priv *priv, struct tee_ioctl_invoke_arg *arg,
		   struct tee_ioctl_param *param, size_t num_params)
{
	struct tee_user_call call = {
		.cmd = TEE_IOC_INVOKE, .arg = arg, .arg_size = sizeof(*arg),
		.param = param, .num_params = num_params,
	};

	arg->num_params = num_params;
	return tee_user_call(priv->user, priv->file, &call);
}

static long invoke_one(struct tee_trust_priv *priv,
		       struct tee_ioctl_param *param)
{
	struct tee_ioctl_invoke_arg arg = {};

	return invoke(priv, &arg, param, 1);
}

static void memref_to_value(struct tee_fake *fake, size_t num_params,
			    struct tee_param *param)
{
	param->attr = VALUE_OUTPUT;
	param->u.value.a = 1;
	param->u.value.b = 2;
	param->u.value.c = 3;
}

static void memref_to_none(struct tee_fake *fake, size_t num_params,
			   struct tee_param *param)
{
	memset(param, 0, sizeof(*param));
}

static void memref_without_memory(struct tee_fake *fake, size_t num_params,
				  struct tee_param *param)
{
	param->u.memref.shm = NULL;
}

struct tee_lost_case {
	const char *what;
	void (*hook)(struct tee_fake *fake, size_t num_params,
		     struct tee_param *param);
};

static const struct tee_lost_case lost_cases[] = {
	{ "value", memref_to_value },
	{ "none", memref_to_none },
	{ "memref without memory", memref_without_memory },
};

KUNIT_ARRAY_PARAM_DESC(tee_lost, lost_cases, what);

/*
 * The reference that a call took to shared memory goes back when the call ends,
 * also if the parameter has become another one meanwhile.
 */
static void tee_test_trust_memref_lost(struct kunit *test)
{
	const struct tee_lost_case *c = test->param_value;
	struct tee_trust_priv *priv = test->priv;
	struct tee_ioctl_param param = {
		.attr = MEMREF_INPUT, .b = 8, .c = priv->data.id,
	};

	priv->fake->param_hook = c->hook;
	invoke_one(priv, &param);
	KUNIT_EXPECT_EQ_MSG(test, refcount_read(&priv->shm->refcount), 1,
			    "a reference to shared memory is lost");
	while (refcount_read(&priv->shm->refcount) > 1)
		tee_shm_put(priv->shm);
}

static void value_to_memref(struct tee_fake *fake, size_t num_params,
			    struct tee_param *param)
{
	param->attr = MEMREF_OUTPUT;
	param->u.memref.shm_offs = 0;
	param->u.memref.size = 8;
	param->u.memref.shm = fake->param_data;
}

/*
 * Memory that only appears in a parameter when the driver returns is none that
 * the call took a reference to: none is dropped.
 */
static void tee_test_trust_memref_appears(struct kunit *test)
{
	static const u64 attrs[] = {
		VALUE_INPUT, VALUE_OUTPUT, TEE_IOCTL_PARAM_ATTR_TYPE_NONE,
	};
	struct tee_trust_priv *priv = test->priv;
	struct tee_ioctl_param param = {};
	int n, refs = ARRAY_SIZE(attrs);

	/* So many that nothing is freed too early when the core gets it wrong */
	refcount_add(refs, &priv->shm->refcount);
	priv->fake->param_hook = value_to_memref;
	priv->fake->param_data = priv->shm;
	for (n = 0; n < ARRAY_SIZE(attrs); n++) {
		param.attr = attrs[n];
		invoke_one(priv, &param);
	}
	KUNIT_EXPECT_EQ_MSG(test, refcount_read(&priv->shm->refcount), refs + 1,
			    "a reference was dropped that nobody took");
	while (refcount_read(&priv->shm->refcount) > 1)
		tee_shm_put(priv->shm);
}

/*
 * What comes back in place of an output value tells user space no address of the
 * kernel.
 */
static void tee_test_trust_no_address_to_user(struct kunit *test)
{
	struct tee_trust_priv *priv = test->priv;
	struct tee_ioctl_param param = { .attr = VALUE_OUTPUT };

	refcount_inc(&priv->shm->refcount);
	priv->fake->param_hook = value_to_memref;
	priv->fake->param_data = priv->shm;
	invoke_one(priv, &param);
	KUNIT_EXPECT_NE(test, param.a, (unsigned long)priv->shm);
	KUNIT_EXPECT_NE(test, param.b, (unsigned long)priv->shm);
	KUNIT_EXPECT_NE(test, param.c, (unsigned long)priv->shm);
	while (refcount_read(&priv->shm->refcount) > 1)
		tee_shm_put(priv->shm);
}

static void input_to_output(struct tee_fake *fake, size_t num_params,
			    struct tee_param *param)
{
	param->attr++;
	param->u.value.a = 0xbad;
	param->u.value.b = 0xbad;
	param->u.value.c = 0xbad;
}

/*
 * User space decides what is an output: what it passed as input is not written
 * to, whatever the parameter's type is afterwards.
 */
static void tee_test_trust_input_stays(struct kunit *test)
{
	static const u64 attrs[] = { VALUE_INPUT, MEMREF_INPUT };
	struct tee_trust_priv *priv = test->priv;
	struct tee_ioctl_param param, want;
	int n;

	priv->fake->param_hook = input_to_output;
	for (n = 0; n < ARRAY_SIZE(attrs); n++) {
		want = (struct tee_ioctl_param){
			.attr = attrs[n], .a = 16, .b = 32, .c = FROM_USER,
		};
		if (attrs[n] == MEMREF_INPUT) {
			want.c = priv->data.id;
			priv->fake->param_hook = memref_to_value;
		}
		param = want;
		invoke_one(priv, &param);
		KUNIT_EXPECT_MEMEQ(test, &param, &want, sizeof(want));
	}
	while (refcount_read(&priv->shm->refcount) > 1)
		tee_shm_put(priv->shm);
}

static int invoke_silently(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param)
{
	return 0;
}

static int open_silently(struct tee_context *ctx,
			 struct tee_ioctl_open_session_arg *arg,
			 struct tee_param *param)
{
	arg->ret = TA_COMMUNICATION;
	return 0;
}

/*
 * What a driver leaves out of its answer is no echo of what user space had in the
 * argument.
 */
static void tee_test_trust_no_echo(struct kunit *test)
{
	struct tee_trust_priv *priv = test->priv;
	struct tee_ioctl_invoke_arg arg = { .ret = 4711, .ret_origin = 4712 };
	struct tee_ioctl_open_session_arg open = {
		.session = 4713, .ret_origin = 4714,
	};
	struct tee_user_call call = {
		.cmd = TEE_IOC_OPEN_SESSION,
		.arg = &open, .arg_size = sizeof(open),
	};

	priv->fake->ops.invoke_func = invoke_silently;
	KUNIT_EXPECT_EQ(test, invoke(priv, &arg, NULL, 0), 0);
	KUNIT_EXPECT_NE(test, arg.ret, 4711);
	KUNIT_EXPECT_NE(test, arg.ret_origin, 4712);

	priv->fake->ops.open_session = open_silently;
	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call), 0);
	KUNIT_EXPECT_NE(test, open.session, 4713);
	KUNIT_EXPECT_NE(test, open.ret_origin, 4714);
}

/*
 * A request that the driver has handed out, and that can't be written to the
 * supplicant's memory, is answered: nobody else could, and who made it waits.
 */
static void tee_test_trust_undelivered_request_answered(struct kunit *test)
{
	struct tee_trust_priv *priv = test->priv;
	struct tee_iocl_supp_recv_arg arg = { .num_params = 1 };
	struct tee_ioctl_param param = {};
	struct tee_user_call call = {
		.cmd = TEE_IOC_SUPPL_RECV,
		.arg = &arg, .arg_size = sizeof(arg),
		.param = &param, .num_params = 1, .read_only = true,
	};

	priv->fake->recv_num = 1;
	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SUPP_RECV), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SUPP_SEND), 1);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.supp_ret, TA_COMMUNICATION);
}

static void keep_shm_of_release(struct tee_fake *fake, struct tee_context *ctx)
{
	struct tee_trust_priv *priv = fake->test->priv;

	priv->late = tee_shm_alloc_priv_buf(ctx, 64);
}

/*
 * Shared memory that a driver makes while it releases a context (it calls the
 * secure world to close sessions) may be kept longer than that: its context is
 * still there when it is freed.
 */
static void tee_test_trust_shm_of_release_outlives_it(struct kunit *test)
{
	struct tee_trust_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;

	fake->release_hook = keep_shm_of_release;
	tee_client_close_context(tee_fake_open(fake));
	fake->release_hook = NULL;
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(priv->late));

	tee_shm_free(priv->late);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
}

/*
 * While a device is being removed nobody opens it any more, not even through its
 * node, which somebody may have kept: else removal need never end.
 */
static void tee_test_trust_no_open_during_removal(struct kunit *test)
{
	struct tee_trust_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_task *task;
	struct file *again;

	task = tee_task_start(test, tee_fake_remove, fake);
	while (device_is_registered(&fake->teedev->dev) && tee_task_settle(task))
		;
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task));

	again = dentry_open(&priv->file->f_path, O_RDWR, current_cred());
	KUNIT_EXPECT_TRUE(test, IS_ERR(again));
	if (!IS_ERR(again))
		tee_user_close(again);

	tee_user_close_fd(priv->fd);
	tee_user_close(priv->file);
	priv->fd = -1;
	priv->file = NULL;
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
}

static int tee_trust_init(struct kunit *test)
{
	struct tee_trust_priv *priv;

	tee_skip(test, "");
	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	test->priv = priv;
	priv->fd = -1;
	priv->data.size = PAGE_SIZE;
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_new(test);
	tee_user_close_later(priv->user, &priv->file, &priv->fd);

	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	priv->fd = tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_ALLOC,
				   &priv->data, sizeof(priv->data));
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	priv->shm = priv->fake->shm[0];
	KUNIT_ASSERT_NOT_NULL(test, priv->shm);
	return 0;
}

static struct kunit_case tee_trust_cases[] = {
	KUNIT_CASE_PARAM(tee_test_trust_memref_lost, tee_lost_gen_params),
	KUNIT_CASE(tee_test_trust_memref_appears),
	KUNIT_CASE(tee_test_trust_no_address_to_user),
	KUNIT_CASE(tee_test_trust_input_stays),
	KUNIT_CASE(tee_test_trust_no_echo),
	KUNIT_CASE(tee_test_trust_undelivered_request_answered),
	KUNIT_CASE(tee_test_trust_shm_of_release_outlives_it),
	KUNIT_CASE(tee_test_trust_no_open_during_removal),
	{}
};

static struct kunit_suite tee_trust_suite = {
	.name = "tee_trust",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_trust_init,
	.test_cases = tee_trust_cases,
};

kunit_test_suite(tee_trust_suite);

MODULE_DESCRIPTION("KUnit suite for the TEE core's trust in its drivers");
MODULE_LICENSE("GPL");
