// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEE_IOC_OBJECT_INVOKE, and the parameters that came with it: buffers in user
 * space (UBUF) and objects (OBJREF).
 */
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/slab.h>

#include "support/compat.h"

#ifdef HAVE_TEE_OBJECT_INVOKE

#include "support/fake_driver.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

#define UBUF_INPUT	TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT
#define UBUF_OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT
#define UBUF_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT
#define OBJREF_INPUT	TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT
#define OBJREF_OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT
#define OBJREF_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT
#define MEMREF_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT
#define META		TEE_IOCTL_PARAM_ATTR_META

/* What user space asks with, and what the driver answers */
#define OBJECT		0x8877665544332211ULL
#define OBJECT_OP	0x2a
#define TA_BUSY		0xffff000d
#define FROM_USER	0x99aabbccddeeff00ULL
#define FROM_DRIVER	0x1122334455667788ULL

struct tee_object_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
	int fd;
	struct tee_ioctl_shm_alloc_data shm;
};

static long object_invoke(struct tee_object_priv *priv,
			  struct tee_ioctl_param *param, size_t num_params)
{
	struct tee_ioctl_object_invoke_arg arg = {
		.id = OBJECT, .op = OBJECT_OP, .num_params = num_params,
	};
	struct tee_user_call call = {
		.cmd = TEE_IOC_OBJECT_INVOKE,
		.arg = &arg, .arg_size = sizeof(arg),
		.param = param, .num_params = num_params,
	};

	return tee_user_call(priv->user, priv->file, &call);
}

static long invoke(struct tee_object_priv *priv, struct tee_ioctl_param *param,
		   size_t num_params)
{
	return tee_user_invoke(priv->user, priv->file, param, num_params);
}

static long open_session(struct tee_object_priv *priv,
			 struct tee_ioctl_param *param, size_t num_params)
{
	return tee_user_open_session(priv->user, priv->file, 0, param,
				     num_params);
}

/* The calls that have parameters */
static long (*const calls[])(struct tee_object_priv *priv,
			     struct tee_ioctl_param *param,
			     size_t num_params) = {
	object_invoke, invoke, open_session,
};

/*
 * Object and operation reach the driver, its answer comes back, and nothing else
 * of the argument changes: neither the inputs nor the padding.
 */
static void tee_test_object_invoke(struct kunit *test)
{
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_object_invoke_arg arg, want;
	struct tee_user_call call = {
		.cmd = TEE_IOC_OBJECT_INVOKE,
		.arg = &arg, .arg_size = sizeof(arg),
	};

	memset(&arg, 0xa5, sizeof(arg));
	arg.num_params = 0;
	memcpy(&want, &arg, sizeof(arg));
	want.ret = TA_BUSY;
	priv->fake->ta_ret = TA_BUSY;
	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call), 0);
	KUNIT_EXPECT_MEMEQ(test, &arg, &want, sizeof(want));
	KUNIT_EXPECT_EQ(test, priv->fake->rec.object, 0xa5a5a5a5a5a5a5a5ULL);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.object_op, 0xa5a5a5a5);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.num_params, 0);
	KUNIT_EXPECT_FALSE(test, priv->fake->rec.has_param);
}

/*
 * A driver that leaves the answer out has user space read success, not what user
 * space had there.
 */
static void tee_test_object_no_echo(struct kunit *test)
{
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_object_invoke_arg arg = { .ret = 4711 };
	struct tee_user_call call = {
		.cmd = TEE_IOC_OBJECT_INVOKE,
		.arg = &arg, .arg_size = sizeof(arg),
	};

	priv->fake->no_answer = true;
	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call), 0);
	KUNIT_EXPECT_EQ(test, arg.ret, 0);
}

struct tee_len_case {
	const char *what;
	size_t buf_len;
	u32 num_params;
};

#define ARG_LEN(n) (sizeof(struct tee_ioctl_object_invoke_arg) + \
		    (n) * sizeof(struct tee_ioctl_param))

static const struct tee_len_case len_cases[] = {
	{ "a byte more", ARG_LEN(1) + 1, 1 },
	{ "a byte less", ARG_LEN(1) - 1, 1 },
	{ "a word more", ARG_LEN(1) + 4, 1 },
	{ "without the padding", ARG_LEN(0) - 4, 0 },
	{ "a parameter more", ARG_LEN(2), 1 },
	{ "a parameter less", ARG_LEN(1), 2 },
	{ "128 parameters", ARG_LEN(128), 128 },
	{ "2^32 bytes of parameters", ARG_LEN(0), 1U << 27 },
	{ "2^32 bytes and one parameter", ARG_LEN(1), (1U << 27) + 1 },
};

KUNIT_ARRAY_PARAM_DESC(tee_len, len_cases, what);

/*
 * A length that is not exactly that of the argument with its parameters is
 * refused, and the driver is not called.
 */
static void tee_test_object_bad_length(struct kunit *test)
{
	const struct tee_len_case *c = test->param_value;
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_object_invoke_arg arg = {
		.num_params = c->num_params,
	};
	struct tee_user_call call = {
		.cmd = TEE_IOC_OBJECT_INVOKE,
		.arg = &arg, .arg_size = sizeof(arg), .buf_len = c->buf_len,
	};

	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call),
			-EINVAL);
	KUNIT_EXPECT_EQ(test,
			tee_fake_calls(priv->fake, TEE_FAKE_OBJECT_INVOKE), 0);
}

static void answer_all(struct tee_fake *fake, size_t num_params,
		       struct tee_param *param)
{
	size_t n;

	for (n = 0; n < num_params; n++) {
		switch (param[n].attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
		case UBUF_INPUT:
		case UBUF_OUTPUT:
		case UBUF_INOUT:
			param[n].u.ubuf.size = (size_t)FROM_DRIVER;
			break;
		case OBJREF_INPUT:
		case OBJREF_OUTPUT:
		case OBJREF_INOUT:
			param[n].u.objref.id = FROM_DRIVER;
			param[n].u.objref.flags = FROM_DRIVER + 1;
			break;
		default:
			break;
		}
	}
}

struct tee_objtype_case {
	const char *what;
	u64 attr;
	bool ubuf;
	bool in;
	bool out;
};

static const struct tee_objtype_case objtype_cases[] = {
	{ "ubuf in", UBUF_INPUT, true, true, false },
	{ "ubuf out", UBUF_OUTPUT, true, true, true },
	{ "ubuf inout", UBUF_INOUT, true, true, true },
	{ "objref in", OBJREF_INPUT, false, true, false },
	{ "objref out", OBJREF_OUTPUT, false, false, true },
	{ "objref inout", OBJREF_INOUT, false, true, true },
};

KUNIT_ARRAY_PARAM_DESC(tee_objtype, objtype_cases, what);

static void fill_param(struct tee_object_priv *priv,
		       const struct tee_objtype_case *c,
		       struct tee_ioctl_param *param)
{
	param->attr = c->attr;
	param->a = c->ubuf ? priv->user->rw + 24 : FROM_USER;
	param->b = c->ubuf ? 1000 : FROM_USER + 1;
	param->c = FROM_USER + 2;
}

/*
 * Each of the types, plain and with META, reaches the driver by each of the
 * three calls: the buffer's range, for outputs too, and an object that is input.
 */
static void tee_test_object_param_reaches_driver(struct kunit *test)
{
	static const u64 flags[] = { 0, META };
	const struct tee_objtype_case *c = test->param_value;
	struct tee_object_priv *priv = test->priv;
	struct tee_param *seen = &priv->fake->rec.param[0];
	struct tee_ioctl_param param;
	int n;

	for (n = 0; n < ARRAY_SIZE(flags) * ARRAY_SIZE(calls); n++) {
		fill_param(priv, c, &param);
		param.attr |= flags[n % 2];
		memset(seen, 0, sizeof(*seen));
		KUNIT_EXPECT_EQ(test, calls[n / 2](priv, &param, 1), 0);
		KUNIT_EXPECT_EQ(test, priv->fake->rec.num_params, 1);
		KUNIT_EXPECT_EQ(test, seen->attr, c->attr | flags[n % 2]);
		if (c->ubuf) {
			KUNIT_EXPECT_EQ(test,
					(unsigned long)seen->u.ubuf.uaddr,
					priv->user->rw + 24);
			KUNIT_EXPECT_EQ(test, seen->u.ubuf.size, 1000);
		} else {
			KUNIT_EXPECT_EQ(test, seen->u.objref.id,
					c->in ? FROM_USER : 0);
			KUNIT_EXPECT_EQ(test, seen->u.objref.flags,
					c->in ? FROM_USER + 1 : 0);
		}
	}
}

/*
 * What the driver answers comes back for outputs: a buffer's size, an object's
 * name and flags, and nothing else. Nothing does when the driver fails.
 */
static void tee_test_object_param_comes_back(struct kunit *test)
{
	const struct tee_objtype_case *c = test->param_value;
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_param param, given, want;

	priv->fake->param_hook = answer_all;
	fill_param(priv, c, &param);
	given = param;
	want = param;
	if (c->out && c->ubuf) {
		want.b = (size_t)FROM_DRIVER;
	} else if (c->out) {
		want.a = FROM_DRIVER;
		want.b = FROM_DRIVER + 1;
	}
	KUNIT_EXPECT_EQ(test, object_invoke(priv, &param, 1), 0);
	KUNIT_EXPECT_MEMEQ(test, &param, &want, sizeof(want));
	param = given;
	KUNIT_EXPECT_EQ(test, open_session(priv, &param, 1), 0);
	KUNIT_EXPECT_MEMEQ(test, &param, &want, sizeof(want));

	priv->fake->result[TEE_FAKE_OBJECT_INVOKE] = -EIO;
	param = given;
	KUNIT_EXPECT_EQ(test, object_invoke(priv, &param, 1), -EIO);
	KUNIT_EXPECT_MEMEQ(test, &param, &given, sizeof(given));
}

struct tee_ubuf_case {
	const char *what;
	u64 addr;
	u64 size;
	bool good;
	bool good_64;
};

static const struct tee_ubuf_case ubuf_cases[] = {
	{ "nothing at 0", 0, 0, true },
	{ "where there is no memory", PAGE_SIZE, 8, true },
	{ "address beyond 32 bits", (1ULL << 32) + PAGE_SIZE, 8, false, true },
	{ "size beyond 32 bits", PAGE_SIZE, 1ULL << 32, false, true },
	{ "the last bytes of all", U64_MAX - 7, 8, false },
	{ "sum wraps to 0", U64_MAX, 1, false },
	{ "sum wraps into range", U64_MAX - 15, 32, false },
	{ "size wraps", PAGE_SIZE, U64_MAX - 7, false },
	{ "largest", U64_MAX, U64_MAX, false },
};

KUNIT_ARRAY_PARAM_DESC(tee_ubuf, ubuf_cases, what);

/*
 * A buffer that no process can have is refused; any other reaches the driver as
 * it was given, all of its bits. Memory held for a parameter before it goes back.
 */
static void tee_test_object_ubuf_range(struct kunit *test)
{
	static const u64 attrs[] = { UBUF_INPUT, UBUF_OUTPUT, UBUF_INOUT };
	const struct tee_ubuf_case *c = test->param_value;
	struct tee_object_priv *priv = test->priv;
	bool good = c->good || (c->good_64 && sizeof(long) == 8);
	struct tee_param *seen = &priv->fake->rec.param[1];
	int n;

	for (n = 0; n < ARRAY_SIZE(attrs); n++) {
		struct tee_ioctl_param param[] = {
			{ .attr = MEMREF_INOUT, .b = 8, .c = priv->shm.id },
			{ .attr = attrs[n], .a = c->addr, .b = c->size },
		};

		KUNIT_EXPECT_EQ(test, object_invoke(priv, param, 2),
				good ? 0 : -EFAULT);
		KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake,
						     TEE_FAKE_OBJECT_INVOKE),
				good ? n + 1 : 0);
		if (!good)
			continue;
		KUNIT_EXPECT_EQ(test, (unsigned long)seen->u.ubuf.uaddr,
				c->addr);
		KUNIT_EXPECT_EQ(test, seen->u.ubuf.size, c->size);
	}

	KUNIT_EXPECT_EQ(test, tee_user_close_fd(priv->fd), 0);
	priv->fd = -1;
	KUNIT_EXPECT_EQ_MSG(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE),
			    1, "a reference to shared memory is lost");
}

/*
 * When an answer can't be written the call has been made, once, and gives
 * -EFAULT; outputs before the one that can't be written are there.
 */
static void tee_test_object_copy_back_fails(struct kunit *test)
{
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_object_invoke_arg arg = { .num_params = 2 };
	struct tee_ioctl_param param[2] = {
		{ .attr = OBJREF_OUTPUT }, { .attr = OBJREF_OUTPUT },
	};
	unsigned long border = tee_user_map_half(priv->user) + PAGE_SIZE;
	unsigned long at = border - sizeof(arg) - sizeof(param[0]);
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = at, .buf_len = sizeof(arg) + sizeof(param),
	};
	struct tee_user_call call = {
		.cmd = TEE_IOC_OBJECT_INVOKE,
		.arg = &arg, .arg_size = sizeof(arg), .read_only = true,
	};

	priv->fake->param_hook = answer_all;
	tee_user_write(priv->user, priv->user->rw, &buf, sizeof(buf));
	tee_user_write(priv->user, at, &arg, sizeof(arg));
	tee_user_write(priv->user, at + sizeof(arg), &param[0],
		       sizeof(param[0]));
	/* Where the half that can't be written shows it */
	tee_user_write(priv->user, priv->user->rw + PAGE_SIZE, &param[1],
		       sizeof(param[1]));
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_OBJECT_INVOKE,
					     priv->user->rw), -EFAULT);
	KUNIT_EXPECT_EQ(test,
			tee_fake_calls(priv->fake, TEE_FAKE_OBJECT_INVOKE), 1);
	tee_user_read(priv->user, param, at + sizeof(arg), sizeof(param));
	KUNIT_EXPECT_EQ(test, param[0].a, FROM_DRIVER);
	KUNIT_EXPECT_EQ(test, param[0].b, FROM_DRIVER + 1);
	KUNIT_EXPECT_EQ(test, param[1].a, 0);

	arg.num_params = 0;
	KUNIT_EXPECT_EQ(test, tee_user_call(priv->user, priv->file, &call),
			-EFAULT);
	KUNIT_EXPECT_EQ(test,
			tee_fake_calls(priv->fake, TEE_FAKE_OBJECT_INVOKE), 2);
}

static void turn_into_memref(struct tee_fake *fake, size_t num_params,
			     struct tee_param *param)
{
	param->attr = MEMREF_INOUT;
	param->u.memref.shm = NULL;
	param->u.memref.shm_offs = 0;
	param->u.memref.size = 77;
}

/*
 * An output that comes back with another type, which the secure world may have
 * chosen, is an error: no part of it reaches user space.
 */
static void tee_test_object_param_of_other_type(struct kunit *test)
{
	const struct tee_objtype_case *c = test->param_value;
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_param param, given;

	priv->fake->param_hook = turn_into_memref;
	fill_param(priv, c, &param);
	given = param;
	KUNIT_EXPECT_EQ(test, object_invoke(priv, &param, 1),
			c->out ? -EPROTO : 0);
	KUNIT_EXPECT_MEMEQ(test, &param, &given, sizeof(given));
}

/*
 * 127 parameters fit into an argument, and each reaches the driver and comes
 * back.
 */
static void tee_test_object_127_params(struct kunit *test)
{
	const size_t num = 127;
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_param *param;
	int n;

	param = kunit_kcalloc(test, num, sizeof(*param), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, param);
	for (n = 0; n < num; n++) {
		param[n].attr = OBJREF_INOUT;
		param[n].a = n;
	}
	KUNIT_ASSERT_EQ(test, object_invoke(priv, param, num), 0);
	KUNIT_ASSERT_EQ(test, priv->fake->rec.num_params, num);
	for (n = 0; n < num; n++)
		KUNIT_EXPECT_EQ(test, priv->fake->rec.param[n].u.objref.id, n);

	priv->fake->param_hook = answer_all;
	KUNIT_EXPECT_EQ(test, object_invoke(priv, param, num), 0);
	for (n = 0; n < num; n++)
		KUNIT_EXPECT_EQ(test, param[n].a, FROM_DRIVER);
}

/*
 * A driver tells user space that it has objects.
 */
static void tee_test_object_capability(struct kunit *test)
{
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_version_data vers = {};

	priv->fake->vers.gen_caps |= TEE_GEN_CAP_OBJREF;
	KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, priv->file,
					      TEE_IOC_VERSION, &vers,
					      sizeof(vers)), 0);
	KUNIT_EXPECT_EQ(test, vers.gen_caps, priv->fake->vers.gen_caps);
}

/*
 * Calls, with success and without, leave no memory behind.
 */
static void tee_test_object_leaves_nothing(struct kunit *test)
{
	struct tee_object_priv *priv = test->priv;
	struct tee_ioctl_param param[6] = {};
	int n;

	for (n = 0; n < ARRAY_SIZE(objtype_cases); n++)
		fill_param(priv, &objtype_cases[n], &param[n]);
	tee_watch_begin(test);
	KUNIT_EXPECT_EQ(test, object_invoke(priv, param, 6), 0);
	KUNIT_EXPECT_EQ(test, object_invoke(priv, param, 2), 0);
	priv->fake->result[TEE_FAKE_OBJECT_INVOKE] = -EIO;
	KUNIT_EXPECT_EQ(test, object_invoke(priv, param, 6), -EIO);
	param[5].attr = 0xe;
	KUNIT_EXPECT_EQ(test, object_invoke(priv, param, 6), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
}

static int tee_object_init(struct kunit *test)
{
	struct tee_object_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	test->priv = priv;
	priv->fd = -1;
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_new(test);
	tee_user_close_later(priv->user, &priv->file, &priv->fd);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	priv->shm.size = PAGE_SIZE;
	priv->fd = tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_ALLOC,
				   &priv->shm, sizeof(priv->shm));
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	return 0;
}

static struct kunit_case tee_object_cases[] = {
	KUNIT_CASE(tee_test_object_invoke),
	KUNIT_CASE(tee_test_object_no_echo),
	KUNIT_CASE_PARAM(tee_test_object_bad_length, tee_len_gen_params),
	KUNIT_CASE_PARAM(tee_test_object_param_reaches_driver,
			 tee_objtype_gen_params),
	KUNIT_CASE_PARAM(tee_test_object_param_comes_back,
			 tee_objtype_gen_params),
	KUNIT_CASE_PARAM(tee_test_object_ubuf_range, tee_ubuf_gen_params),
	KUNIT_CASE(tee_test_object_copy_back_fails),
	KUNIT_CASE_PARAM(tee_test_object_param_of_other_type,
			 tee_objtype_gen_params),
	KUNIT_CASE(tee_test_object_127_params),
	KUNIT_CASE(tee_test_object_capability),
	KUNIT_CASE(tee_test_object_leaves_nothing),
	{}
};

static struct kunit_suite tee_object_suite = {
	.name = "tee_object",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_object_init,
	.test_cases = tee_object_cases,
};

kunit_test_suite(tee_object_suite);

#endif /* HAVE_TEE_OBJECT_INVOKE */

MODULE_DESCRIPTION("KUnit suite for objects of a TEE and their parameters");
MODULE_LICENSE("GPL");
