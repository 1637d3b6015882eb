// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of TEE_IOC_OPEN_SESSION and TEE_IOC_INVOKE: how they reach the
 * driver, what comes back to user space, and what is refused.
 */
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/slab.h>

#include "support/fake_driver.h"
#include "support/thread.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

#define VALUE_INPUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define VALUE_OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
#define VALUE_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT
#define MEMREF_INPUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define MEMREF_OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT
#define MEMREF_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT
#define META		TEE_IOCTL_PARAM_ATTR_META

#define SHM_SIZE	(2 * PAGE_SIZE)

/* What the driver answers, and what user space asks with */
#define FROM_DRIVER	0x1122334455667788ULL
#define FROM_USER	0x99aabbccddeeff00ULL

struct tee_param_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
	int fd;
	struct tee_ioctl_shm_alloc_data shm;
};

static long invoke(struct tee_param_priv *priv, struct tee_ioctl_param *param,
		   size_t num_params)
{
	return tee_user_invoke(priv->user, priv->file, param, num_params);
}

static long open_session(struct tee_param_priv *priv, u32 login,
			 struct tee_ioctl_param *param, size_t num_params)
{
	return tee_user_open_session(priv->user, priv->file, login, param,
				     num_params);
}

/* The shared memory is in nobody's hands any more but the file descriptor's */
static void expect_shm_free(struct tee_param_priv *priv)
{
	struct kunit *test = priv->fake->test;

	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE), 0);
	KUNIT_EXPECT_EQ(test, tee_user_close_fd(priv->fd), 0);
	priv->fd = -1;
	KUNIT_EXPECT_EQ_MSG(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE),
			    1, "a reference to shared memory is lost");
}

static void answer_all(struct tee_fake *fake, size_t num_params,
		       struct tee_param *param)
{
	size_t n;

	for (n = 0; n < num_params; n++) {
		if (tee_param_is_memref(param + n)) {
			param[n].u.memref.size = (size_t)FROM_DRIVER;
		} else {
			param[n].u.value.a = FROM_DRIVER;
			param[n].u.value.b = FROM_DRIVER + 1;
			param[n].u.value.c = FROM_DRIVER + 2;
		}
	}
}

struct tee_type_case {
	const char *what;
	u64 attr;
	bool memref;
	bool in;
	bool out;
};

static const struct tee_type_case type_cases[] = {
	{ "none", TEE_IOCTL_PARAM_ATTR_TYPE_NONE, false, false, false },
	{ "value in", VALUE_INPUT, false, true, false },
	{ "value out", VALUE_OUTPUT, false, false, true },
	{ "value inout", VALUE_INOUT, false, true, true },
	{ "memref in", MEMREF_INPUT, true, true, false },
	{ "memref out", MEMREF_OUTPUT, true, true, true },
	{ "memref inout", MEMREF_INOUT, true, true, true },
};

KUNIT_ARRAY_PARAM_DESC(tee_type, type_cases, what);

static void type_param(struct tee_param_priv *priv,
		       const struct tee_type_case *c,
		       struct tee_ioctl_param *param)
{
	param->attr = c->attr;
	param->a = c->memref ? 24 : FROM_USER;
	param->b = c->memref ? 1000 : FROM_USER + 1;
	param->c = c->memref ? priv->shm.id : FROM_USER + 2;
}

/*
 * Each type of parameter, plain and with META, reaches the driver: the
 * attribute unchanged, the values or the memory reference if they are input.
 */
static void tee_test_param_reaches_driver(struct kunit *test)
{
	static const u64 flags[] = { 0, META };
	const struct tee_type_case *c = test->param_value;
	struct tee_param_priv *priv = test->priv;
	struct tee_param *seen = &priv->fake->rec.param[0];
	struct tee_ioctl_param param;
	int n;

	for (n = 0; n < ARRAY_SIZE(flags); n++) {
		type_param(priv, c, &param);
		param.attr |= flags[n];
		KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), 0);
		KUNIT_EXPECT_EQ(test, priv->fake->rec.num_params, 1);
		KUNIT_EXPECT_EQ(test, seen->attr, c->attr | flags[n]);
		if (c->memref) {
			KUNIT_ASSERT_NOT_NULL(test, seen->u.memref.shm);
			KUNIT_EXPECT_EQ(test, seen->u.memref.shm_offs, 24);
			KUNIT_EXPECT_EQ(test, seen->u.memref.size, 1000);
		} else if (c->in) {
			KUNIT_EXPECT_EQ(test, seen->u.value.a, FROM_USER);
			KUNIT_EXPECT_EQ(test, seen->u.value.b, FROM_USER + 1);
			KUNIT_EXPECT_EQ(test, seen->u.value.c, FROM_USER + 2);
		}
	}
	expect_shm_free(priv);
}

/*
 * What the driver answers comes back for output parameters: three values, or
 * the size of a memory reference and nothing else of it. Inputs stay as given.
 */
static void tee_test_param_comes_back(struct kunit *test)
{
	const struct tee_type_case *c = test->param_value;
	struct tee_param_priv *priv = test->priv;
	struct tee_ioctl_param param, want;

	priv->fake->param_hook = answer_all;
	type_param(priv, c, &param);
	want = param;
	if (c->out && c->memref) {
		want.b = (size_t)FROM_DRIVER;
	} else if (c->out) {
		want.a = FROM_DRIVER;
		want.b = FROM_DRIVER + 1;
		want.c = FROM_DRIVER + 2;
	}
	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), 0);
	KUNIT_EXPECT_MEMEQ(test, &param, &want, sizeof(want));

	type_param(priv, c, &param);
	KUNIT_EXPECT_EQ(test, open_session(priv, 0, &param, 1), 0);
	KUNIT_EXPECT_MEMEQ(test, &param, &want, sizeof(want));
	expect_shm_free(priv);
}

/*
 * Nothing comes back when the driver returns an error.
 */
static void tee_test_param_not_back_on_error(struct kunit *test)
{
	struct tee_param_priv *priv = test->priv;
	struct tee_ioctl_param param, want;

	priv->fake->param_hook = answer_all;
	priv->fake->result[TEE_FAKE_INVOKE] = -EIO;
	type_param(priv, &type_cases[3], &param);
	want = param;
	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), -EIO);
	KUNIT_EXPECT_MEMEQ(test, &param, &want, sizeof(want));
}

static const u64 bad_attrs[] = {
	4, 0xe, 0xf, 0x7f, 0xff, 0x200, VALUE_INPUT | 0x200, META | 4,
	1ULL << 32, VALUE_INPUT | 1ULL << 32, 1ULL << 63, ~0ULL,
};

static void u64_to_desc(const u64 *v, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%#llx", *v);
}

KUNIT_ARRAY_PARAM(tee_bad_attr, bad_attrs, u64_to_desc);

/*
 * An attribute with an unknown type or an unknown bit is refused, wherever it
 * stands, and the references taken for parameters before it go back.
 */
static void tee_test_param_bad_attr(struct kunit *test)
{
	const u64 *attr = test->param_value;
	struct tee_param_priv *priv = test->priv;
	struct tee_ioctl_param param[3] = {
		{ .attr = MEMREF_INOUT, .b = 8, .c = priv->shm.id },
		{ .attr = MEMREF_INPUT, .b = 8, .c = priv->shm.id },
		{ .attr = *attr, .c = priv->shm.id },
	};

	KUNIT_EXPECT_EQ(test, invoke(priv, param, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, open_session(priv, 0, param, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, invoke(priv, param + 2, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_INVOKE), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_OPEN_SESSION),
			0);
	expect_shm_free(priv);
}

struct tee_range_case {
	const char *what;
	u64 offs;
	u64 size;
	bool good;
};

static const struct tee_range_case range_cases[] = {
	{ "all of it", 0, SHM_SIZE, true },
	{ "nothing", 0, 0, true },
	{ "nothing at the end", SHM_SIZE, 0, true },
	{ "last byte", SHM_SIZE - 1, 1, true },
	{ "one byte too long", 0, SHM_SIZE + 1, false },
	{ "one byte too far", SHM_SIZE, 1, false },
	{ "nothing behind the end", SHM_SIZE + 1, 0, false },
	{ "sum wraps to 0", U64_MAX, 1, false },
	{ "sum wraps into range", U64_MAX - 15, 32, false },
	{ "size wraps", 16, U64_MAX - 7, false },
	{ "32 bits wrap", 1ULL << 32, 8, false },
	{ "size of 32 bits wraps", 0, 1ULL << 32, false },
	{ "largest", U64_MAX, U64_MAX, false },
};

KUNIT_ARRAY_PARAM_DESC(tee_range, range_cases, what);

/*
 * A memory reference must lie inside its object; offset and size must not wrap
 * on the way to finding out.
 */
static void tee_test_param_memref_range(struct kunit *test)
{
	const struct tee_range_case *c = test->param_value;
	struct tee_param_priv *priv = test->priv;
	struct tee_ioctl_param param = {
		.attr = MEMREF_INOUT, .a = c->offs, .b = c->size,
		.c = priv->shm.id,
	};

	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), c->good ? 0 : -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_INVOKE),
			c->good);
	expect_shm_free(priv);
}

static const u64 bad_ids[] = {
	0, 2, 0x7fffffff, 0x80000000, 0xffffffff, U64_MAX, U64_MAX - 1,
};

KUNIT_ARRAY_PARAM(tee_bad_id, bad_ids, u64_to_desc);

/*
 * A memory reference with an id that nobody has is refused.
 */
static void tee_test_param_memref_bad_id(struct kunit *test)
{
	const u64 *id = test->param_value;
	struct tee_param_priv *priv = test->priv;
	struct tee_ioctl_param param = { .attr = MEMREF_INPUT, .c = *id };

	KUNIT_ASSERT_NE(test, *id, (u64)priv->shm.id);
	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_INVOKE), 0);
}

/*
 * All 64 bits of the id count: one that differs from an object's in the upper
 * half isn't that object's.
 */
static void tee_test_param_memref_id_is_64_bits(struct kunit *test)
{
	struct tee_param_priv *priv = test->priv;
	struct tee_ioctl_param param = {
		.attr = MEMREF_INPUT, .c = priv->shm.id | 1ULL << 32,
	};

	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_INVOKE), 0);
}

/*
 * Shared memory belongs to the context that made it: the id is of no use in
 * another file of the same device.
 */
static void tee_test_param_memref_of_other_context(struct kunit *test)
{
	struct tee_param_priv *priv = test->priv;
	struct tee_ioctl_param param = {
		.attr = MEMREF_INPUT, .b = 1, .c = priv->shm.id,
	};
	struct file *mine = priv->file;

	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), -EINVAL);
	tee_user_close(priv->file);
	priv->file = mine;
	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), 0);
}

/*
 * TEE_MEMREF_NULL reaches the driver as a reference to no memory, with its size,
 * if the TEE supports that, and is refused otherwise.
 */
static void tee_test_param_memref_null(struct kunit *test)
{
	struct tee_param_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_ioctl_param param = {
		.attr = MEMREF_INOUT, .b = 512, .c = TEE_MEMREF_NULL,
	};
	struct file *mine = priv->file;

	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), -EINVAL);
	fake->vers.gen_caps |= TEE_GEN_CAP_MEMREF_NULL;
	priv->file = tee_user_open(priv->user, fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	KUNIT_EXPECT_EQ(test, invoke(priv, &param, 1), 0);
	KUNIT_EXPECT_NULL(test, fake->rec.param[0].u.memref.shm);
	KUNIT_EXPECT_EQ(test, fake->rec.param[0].u.memref.size, 512);
	tee_user_close(priv->file);
	priv->file = mine;
}

static int invoke_shm(void *data)
{
	struct tee_param_priv *priv = data;
	struct tee_ioctl_param param = {
		.attr = MEMREF_INOUT, .b = SHM_SIZE, .c = priv->shm.id,
	};

	return invoke(priv, &param, 1);
}

/*
 * A call holds the shared memory that it refers to: it isn't freed before the
 * driver has returned, even if user space closes its last descriptor.
 */
static void tee_test_param_memref_held_during_call(struct kunit *test)
{
	struct tee_param_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_task *task;

	tee_fake_park(fake, TEE_FAKE_INVOKE);
	task = tee_task_start(test, invoke_shm, priv);
	KUNIT_EXPECT_TRUE(test, tee_fake_parked(fake, TEE_FAKE_INVOKE));
	KUNIT_EXPECT_EQ(test, tee_user_close_fd(priv->fd), 0);
	priv->fd = -1;
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 0);
	tee_fake_unpark(fake, TEE_FAKE_INVOKE);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 1);
}

struct tee_user_login_case {
	u32 login;
	int rc;
};

static const struct tee_user_login_case login_cases[] = {
	{ TEE_IOCTL_LOGIN_PUBLIC, 0 },
	{ TEE_IOCTL_LOGIN_GROUP_APPLICATION, 0 },
	{ TEE_IOCTL_LOGIN_REE_KERNEL_MIN - 1, 0 },
	{ TEE_IOCTL_LOGIN_REE_KERNEL, -EPERM },
	{ 0x9abcdef0, -EPERM },
	{ TEE_IOCTL_LOGIN_REE_KERNEL_MAX, -EPERM },
	{ TEE_IOCTL_LOGIN_REE_KERNEL_MAX + 1U, 0 },
};

static void login_to_desc(const struct tee_user_login_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%#x", c->login);
}

KUNIT_ARRAY_PARAM(tee_user_login, login_cases, login_to_desc);

/*
 * User space can't log in as the kernel; other methods are the driver's to
 * judge. A refusal gives references to shared memory back.
 */
static void tee_test_param_login_of_kernel(struct kunit *test)
{
	const struct tee_user_login_case *c = test->param_value;
	struct tee_param_priv *priv = test->priv;
	struct tee_ioctl_param param = {
		.attr = MEMREF_INPUT, .b = 1, .c = priv->shm.id,
	};

	KUNIT_EXPECT_EQ(test, open_session(priv, c->login, &param, 1), c->rc);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_OPEN_SESSION),
			!c->rc);
	if (!c->rc)
		KUNIT_EXPECT_EQ(test, priv->fake->rec.open.clnt_login, c->login);
	expect_shm_free(priv);
}

static int tee_param_init(struct kunit *test)
{
	struct tee_param_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->fd = -1;
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_new(test);
	tee_user_close_later(priv->user, &priv->file, &priv->fd);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	priv->shm.size = SHM_SIZE;
	priv->fd = tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_ALLOC,
				   &priv->shm, sizeof(priv->shm));
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	test->priv = priv;
	return 0;
}

static struct kunit_case tee_param_cases[] = {
	KUNIT_CASE_PARAM(tee_test_param_reaches_driver, tee_type_gen_params),
	KUNIT_CASE_PARAM(tee_test_param_comes_back, tee_type_gen_params),
	KUNIT_CASE(tee_test_param_not_back_on_error),
	KUNIT_CASE_PARAM(tee_test_param_bad_attr, tee_bad_attr_gen_params),
	KUNIT_CASE_PARAM(tee_test_param_memref_range, tee_range_gen_params),
	KUNIT_CASE_PARAM(tee_test_param_memref_bad_id, tee_bad_id_gen_params),
	KUNIT_CASE(tee_test_param_memref_id_is_64_bits),
	KUNIT_CASE(tee_test_param_memref_of_other_context),
	KUNIT_CASE(tee_test_param_memref_null),
	KUNIT_CASE(tee_test_param_memref_held_during_call),
	KUNIT_CASE_PARAM(tee_test_param_login_of_kernel,
			 tee_user_login_gen_params),
	{}
};

static struct kunit_suite tee_param_suite = {
	.name = "tee_param",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_param_init,
	.test_cases = tee_param_cases,
};

kunit_test_suite(tee_param_suite);

MODULE_DESCRIPTION("KUnit suite for parameters of TEE sessions and commands");
MODULE_LICENSE("GPL");
