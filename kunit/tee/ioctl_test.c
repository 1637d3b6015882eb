// SPDX-License-Identifier: GPL-2.0-only
/* The ioctls of /dev/teeN: argument checking with real user memory. */
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "support/compat.h"
#include "support/fake_driver.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

/* GlobalPlatform TEE Client API v1.0, table 4-2: TEEC_ERROR_ACCESS_DENIED */
#define TA_ACCESS_DENIED	0xffff0001

struct tee_ioctl_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
};

struct tee_buf_case {
	const char *what;
	unsigned int cmd;
	size_t arg_size;
	size_t num_offset;
	size_t op_offset;
	enum tee_fake_op op;
};

#define BUF_CASE(cmd, type, name, fake_op) \
	{ #cmd, cmd, sizeof(struct type), offsetof(struct type, num_params), \
	  offsetof(struct tee_driver_ops, name), fake_op }

/* The ioctls that take struct tee_ioctl_buf_data */
static const struct tee_buf_case buf_cases[] = {
	BUF_CASE(TEE_IOC_OPEN_SESSION, tee_ioctl_open_session_arg, open_session,
		 TEE_FAKE_OPEN_SESSION),
	BUF_CASE(TEE_IOC_INVOKE, tee_ioctl_invoke_arg, invoke_func,
		 TEE_FAKE_INVOKE),
#ifdef HAVE_TEE_OBJECT_INVOKE
	BUF_CASE(TEE_IOC_OBJECT_INVOKE, tee_ioctl_object_invoke_arg,
		 object_invoke_func, TEE_FAKE_OBJECT_INVOKE),
#endif
	BUF_CASE(TEE_IOC_SUPPL_RECV, tee_iocl_supp_recv_arg, supp_recv,
		 TEE_FAKE_SUPP_RECV),
	BUF_CASE(TEE_IOC_SUPPL_SEND, tee_iocl_supp_send_arg, supp_send,
		 TEE_FAKE_SUPP_SEND),
};

KUNIT_ARRAY_PARAM_DESC(tee_buf, buf_cases, what);

static long call_with(struct tee_ioctl_priv *priv, const struct tee_buf_case *c,
		      u64 buf_ptr, u64 buf_len, u32 num_params)
{
	struct tee_user *user = priv->user;
	struct tee_ioctl_buf_data buf = { buf_ptr, buf_len };

	tee_user_write(user, user->rw + TEE_USER_ARG_OFFS + c->num_offset,
		       &num_params, sizeof(num_params));
	tee_user_write(user, user->rw + TEE_USER_BUF_OFFS, &buf, sizeof(buf));
	return tee_user_ioctl(priv->file, c->cmd, user->rw + TEE_USER_BUF_OFFS);
}

/*
 * A length that is less than the fixed part of the argument, or more than
 * TEE_MAX_ARG_SIZE, is refused before the driver is called.
 */
static void tee_test_ioctl_buf_len_bounds(struct kunit *test)
{
	const struct tee_buf_case *c = test->param_value;
	struct tee_ioctl_priv *priv = test->priv;
	u64 arg = priv->user->rw + TEE_USER_ARG_OFFS;

	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg, c->arg_size - 1, 0),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg, TEE_MAX_ARG_SIZE + 1, 0),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg, U64_MAX, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg,
					(1ULL << 32) + c->arg_size, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, c->op), 0);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg, c->arg_size, 0), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, c->op), 1);
}

/*
 * A number of parameters for which the buffer has no room is refused, also when
 * their size overflows 32 or 64 bits.
 */
static void tee_test_ioctl_num_params_bounds(struct kunit *test)
{
	static const u32 too_many[] = {
		1, 31, 1U << 27, (1U << 27) + 1, 1U << 31, U32_MAX
	};
	const struct tee_buf_case *c = test->param_value;
	struct tee_ioctl_priv *priv = test->priv;
	u64 arg = priv->user->rw + TEE_USER_ARG_OFFS;
	int n;

	for (n = 0; n < ARRAY_SIZE(too_many); n++)
		KUNIT_EXPECT_EQ_MSG(test, call_with(priv, c, arg, c->arg_size,
						    too_many[n]), -EINVAL,
				    "%u parameters", too_many[n]);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, c->op), 0);
}

/*
 * As many parameters as fit in TEE_MAX_ARG_SIZE reach the driver, all of them.
 */
static void tee_test_ioctl_num_params_most(struct kunit *test)
{
	const struct tee_buf_case *c = test->param_value;
	struct tee_ioctl_priv *priv = test->priv;
	u64 arg = priv->user->rw + TEE_USER_ARG_OFFS;
	u32 most = (TEE_MAX_ARG_SIZE - c->arg_size) /
		   sizeof(struct tee_ioctl_param);
	u64 len = c->arg_size + most * sizeof(struct tee_ioctl_param);

	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg, len, most), 0);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.num_params, most);
}

/*
 * A pointer that leads nowhere, to the buffer description, to the argument or
 * to its end, gives -EFAULT and the driver isn't called.
 */
static void tee_test_ioctl_bad_pointer(struct kunit *test)
{
	const struct tee_buf_case *c = test->param_value;
	struct tee_ioctl_priv *priv = test->priv;
	unsigned long end;
	u64 kernel = (unsigned long)priv;

	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, c->cmd, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, c->cmd,
					     (unsigned long)priv), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, c->cmd,
					     -sizeof(u64)), -EFAULT);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, 0, c->arg_size, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, kernel, c->arg_size, 0),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, -sizeof(u64), c->arg_size, 0),
			-EFAULT);
	/* Its first half is there, the page behind that is not */
	end = tee_user_map(priv->user, 2 * PAGE_SIZE) + PAGE_SIZE;
	vm_munmap(end, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, call_with(priv, c, end - c->arg_size / 2,
					c->arg_size, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, c->op), 0);
}

/*
 * An ioctl whose operation the driver doesn't have gives -EINVAL.
 */
static void tee_test_ioctl_op_missing(struct kunit *test)
{
	const struct tee_buf_case *c = test->param_value;
	struct tee_ioctl_priv *priv = test->priv;
	u64 arg = priv->user->rw + TEE_USER_ARG_OFFS;

	*(void **)((void *)&priv->fake->ops + c->op_offset) = NULL;
	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg, c->arg_size, 0), -EINVAL);
}

/*
 * The error of the operation is the error of the ioctl.
 */
static void tee_test_ioctl_op_fails(struct kunit *test)
{
	const struct tee_buf_case *c = test->param_value;
	struct tee_ioctl_priv *priv = test->priv;
	u64 arg = priv->user->rw + TEE_USER_ARG_OFFS;

	priv->fake->result[c->op] = -ENOLINK;
	KUNIT_EXPECT_EQ(test, call_with(priv, c, arg, c->arg_size, 0), -ENOLINK);
}

/*
 * The ioctls of cancelling and closing take their structure directly: they pass
 * its fields on, and give -EFAULT for a bad pointer, -EINVAL without operation.
 */
static void tee_test_ioctl_cancel_and_close(struct kunit *test)
{
	struct tee_ioctl_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_ioctl_cancel_arg cancel = { .cancel_id = 5, .session = 6 };
	struct tee_ioctl_close_session_arg close = { .session = 8 };

	KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, priv->file,
					      TEE_IOC_CANCEL, &cancel,
					      sizeof(cancel)), 0);
	KUNIT_EXPECT_EQ(test, fake->rec.cancel_id, 5);
	KUNIT_EXPECT_EQ(test, fake->rec.session, 6);
	KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, priv->file,
					      TEE_IOC_CLOSE_SESSION, &close,
					      sizeof(close)), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake->rec.session, 8);

	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_CANCEL, 0),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_CLOSE_SESSION,
					     0), -EFAULT);
	fake->ops.cancel_req = NULL;
	fake->ops.close_session = NULL;
	KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, priv->file,
					      TEE_IOC_CANCEL, &cancel,
					      sizeof(cancel)), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, priv->file,
					      TEE_IOC_CLOSE_SESSION, &close,
					      sizeof(close)), -EINVAL);
}

/*
 * TEE_IOC_VERSION gives what the driver says, and marks a privileged device.
 */
static void tee_test_ioctl_version(struct kunit *test)
{
	struct tee_ioctl_priv *priv = test->priv;
	struct tee_fake *supp = tee_fake_alloc(test);
	struct tee_ioctl_version_data vers = {};
	struct file *file;

	KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, priv->file,
					      TEE_IOC_VERSION, &vers,
					      sizeof(vers)), 0);
	KUNIT_EXPECT_MEMEQ(test, &vers, &priv->fake->vers, sizeof(vers));
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_VERSION,
					     priv->user->ro), -EFAULT);

	supp->desc.flags = TEE_DESC_PRIVILEGED;
	KUNIT_ASSERT_EQ(test, tee_fake_register(supp), 0);
	file = tee_user_open(priv->user, supp);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, file, TEE_IOC_VERSION,
					      &vers, sizeof(vers)), 0);
	KUNIT_EXPECT_EQ(test, vers.gen_caps,
			supp->vers.gen_caps | TEE_GEN_CAP_PRIVILEGED);
	tee_user_close(file);
}

/*
 * Commands that aren't of the TEE, or have another size, are refused.
 */
static void tee_test_ioctl_unknown(struct kunit *test)
{
	static const unsigned int cmds[] = {
		0, _IO(TEE_IOC_MAGIC, 0), _IO(TEE_IOC_MAGIC, 8),
		_IOR(TEE_IOC_MAGIC, 2, u8), _IO('T', 0), U32_MAX,
	};
	struct tee_ioctl_priv *priv = test->priv;
	long rc;
	int n;

	for (n = 0; n < ARRAY_SIZE(cmds); n++) {
		rc = tee_user_ioctl(priv->file, cmds[n], priv->user->rw);
		KUNIT_EXPECT_TRUE_MSG(test, rc == -EINVAL || rc == -ENOTTY,
				      "%#x: %ld", cmds[n], rc);
	}
}

/*
 * A session that was opened, but whose id can't be told to user space, is
 * closed again.
 */
static void tee_test_ioctl_open_session_copy_back_fails(struct kunit *test)
{
	struct tee_ioctl_priv *priv = test->priv;
	struct tee_ioctl_open_session_arg arg = {};
	struct tee_user_call call = {
		.cmd = TEE_IOC_OPEN_SESSION,
		.arg = &arg, .arg_size = sizeof(arg), .read_only = true,
	};

	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_OPEN_SESSION),
			1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake,
					     TEE_FAKE_CLOSE_SESSION), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(priv->fake), 0);
}

/*
 * When the TA refused the session there is nothing to close: a failing copy
 * back closes no other session whose id user space had left in the argument.
 */
static void tee_test_ioctl_refused_session_closes_none(struct kunit *test)
{
	struct tee_ioctl_priv *priv = test->priv;
	struct tee_ioctl_open_session_arg arg = {};
	struct tee_user_call call = {
		.cmd = TEE_IOC_OPEN_SESSION,
		.arg = &arg, .arg_size = sizeof(arg),
	};

	KUNIT_ASSERT_EQ(test, tee_user_call(priv->user, priv->file, &call), 0);
	KUNIT_ASSERT_EQ(test, tee_fake_sessions(priv->fake), 1);

	/* The id of the open session stays in arg.session */
	priv->fake->ta_ret = TA_ACCESS_DENIED;
	call.read_only = true;
	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake,
					     TEE_FAKE_CLOSE_SESSION), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(priv->fake), 1);
}

/*
 * An invocation whose result can't be copied back gives -EFAULT, once it has
 * been made.
 */
static void tee_test_ioctl_invoke_copy_back_fails(struct kunit *test)
{
	struct tee_ioctl_priv *priv = test->priv;
	struct tee_ioctl_invoke_arg arg = {};
	struct tee_user_call call = {
		.cmd = TEE_IOC_INVOKE,
		.arg = &arg, .arg_size = sizeof(arg), .read_only = true,
	};

	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_INVOKE), 1);
}

/*
 * The same when the session can be told, but an output parameter behind it lies
 * in memory that can't be written.
 */
static void tee_test_ioctl_param_copy_back_fails(struct kunit *test)
{
	struct tee_ioctl_priv *priv = test->priv;
	struct tee_ioctl_open_session_arg arg = { .num_params = 1 };
	struct tee_ioctl_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT,
	};
	unsigned long border = tee_user_map_half(priv->user) + PAGE_SIZE;
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = border - sizeof(arg),
		.buf_len = sizeof(arg) + sizeof(param),
	};

	tee_user_write(priv->user, priv->user->rw, &buf, sizeof(buf));
	tee_user_write(priv->user, border - sizeof(arg), &arg, sizeof(arg));
	/* Where the half that can't be written shows it */
	tee_user_write(priv->user, priv->user->rw + PAGE_SIZE, &param,
		       sizeof(param));
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_OPEN_SESSION,
					     priv->user->rw), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_OPEN_SESSION),
			1);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(priv->fake), 0);
}

/*
 * User space waits for a supplicant by default: its contexts don't have
 * supp_nowait, and closing the file releases the context.
 */
static void tee_test_ioctl_context_of_file(struct kunit *test)
{
	struct tee_ioctl_priv *priv = test->priv;
	struct tee_context *ctx = priv->fake->ctx[0];

	KUNIT_ASSERT_NOT_NULL(test, ctx);
	KUNIT_EXPECT_FALSE(test, ctx->supp_nowait);
	tee_user_close(priv->file);
	priv->file = NULL;
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(priv->fake), 0);

	priv->fake->result[TEE_FAKE_OPEN] = -EBUSY;
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(tee_user_open(priv->user,
							    priv->fake)),
			-EBUSY);
}

/*
 * A process of 32 bits makes the same ioctls with the same structures.
 */
static void tee_test_ioctl_compat(struct kunit *test)
{
	struct tee_ioctl_priv *priv = test->priv;
	struct tee_ioctl_version_data vers = {};
	const struct file_operations *fops = priv->file->f_op;

	if (!IS_ENABLED(CONFIG_COMPAT))
		kunit_skip(test, "no processes of 32 bits here");
	if ((unsigned long)priv->user->ro > U32_MAX)
		kunit_skip(test, "its memory is where a process of 32 bits has none");
	KUNIT_ASSERT_NOT_NULL(test, fops->compat_ioctl);
	KUNIT_EXPECT_EQ(test, fops->compat_ioctl(priv->file, TEE_IOC_VERSION,
						 priv->user->rw), 0);
	tee_user_read(priv->user, &vers, priv->user->rw, sizeof(vers));
	KUNIT_EXPECT_MEMEQ(test, &vers, &priv->fake->vers, sizeof(vers));
	KUNIT_EXPECT_EQ(test, fops->compat_ioctl(priv->file, TEE_IOC_VERSION,
						 priv->user->ro), -EFAULT);
}

static int tee_ioctl_init(struct kunit *test)
{
	struct tee_ioctl_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_new(test);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	test->priv = priv;
	tee_user_close_later(priv->user, &priv->file, NULL);
	return 0;
}

static struct kunit_case tee_ioctl_cases[] = {
	KUNIT_CASE_PARAM(tee_test_ioctl_buf_len_bounds, tee_buf_gen_params),
	KUNIT_CASE_PARAM(tee_test_ioctl_num_params_bounds, tee_buf_gen_params),
	KUNIT_CASE_PARAM(tee_test_ioctl_num_params_most, tee_buf_gen_params),
	KUNIT_CASE_PARAM(tee_test_ioctl_bad_pointer, tee_buf_gen_params),
	KUNIT_CASE_PARAM(tee_test_ioctl_op_missing, tee_buf_gen_params),
	KUNIT_CASE_PARAM(tee_test_ioctl_op_fails, tee_buf_gen_params),
	KUNIT_CASE(tee_test_ioctl_cancel_and_close),
	KUNIT_CASE(tee_test_ioctl_version),
	KUNIT_CASE(tee_test_ioctl_unknown),
	KUNIT_CASE(tee_test_ioctl_open_session_copy_back_fails),
	KUNIT_CASE(tee_test_ioctl_refused_session_closes_none),
	KUNIT_CASE(tee_test_ioctl_invoke_copy_back_fails),
	KUNIT_CASE(tee_test_ioctl_param_copy_back_fails),
	KUNIT_CASE(tee_test_ioctl_context_of_file),
	KUNIT_CASE(tee_test_ioctl_compat),
	{}
};

static struct kunit_suite tee_ioctl_suite = {
	.name = "tee_ioctl",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_ioctl_init,
	.test_cases = tee_ioctl_cases,
};

kunit_test_suite(tee_ioctl_suite);

MODULE_DESCRIPTION("KUnit suite for the ioctls of TEE devices");
MODULE_LICENSE("GPL");
