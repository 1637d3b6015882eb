// SPDX-License-Identifier: GPL-2.0-only
/*
 * The supplicant's ioctls, TEE_IOC_SUPPL_RECV and TEE_IOC_SUPPL_SEND: how
 * requests reach user space and answers the driver.
 */
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "support/fake_driver.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

#define VALUE_INPUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define VALUE_OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
#define VALUE_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT
#define MEMREF_INPUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define MEMREF_OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT
#define MEMREF_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT
#define META		TEE_IOCTL_PARAM_ATTR_META

/* "Invalid shared memory id": what a reference to no memory looks like */
#define NO_SHM_ID	U64_MAX

struct tee_supp_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
	struct tee_shm *shm;
	int fd;
	struct tee_iocl_supp_recv_arg recv;
	struct tee_iocl_supp_send_arg send;
};

static long supp_recv(struct tee_supp_priv *priv, struct tee_ioctl_param *param,
		      size_t num_params, bool read_only)
{
	struct tee_user_call call = {
		.cmd = TEE_IOC_SUPPL_RECV,
		.arg = &priv->recv, .arg_size = sizeof(priv->recv),
		.param = param, .num_params = num_params,
		.read_only = read_only,
	};

	priv->recv.num_params = num_params;
	return tee_user_call(priv->user, priv->file, &call);
}

static long supp_send(struct tee_supp_priv *priv, u32 ret,
		      struct tee_ioctl_param *param, size_t num_params)
{
	struct tee_user_call call = {
		.cmd = TEE_IOC_SUPPL_SEND,
		.arg = &priv->send, .arg_size = sizeof(priv->send),
		.param = param, .num_params = num_params,
	};

	priv->send.ret = ret;
	priv->send.num_params = num_params;
	return tee_user_call(priv->user, priv->file, &call);
}

struct tee_recv_case {
	const char *what;
	u64 attr;
	struct tee_ioctl_param want;	/* a, b, c */
	bool memref;
	bool null;
};

static const struct tee_recv_case recv_cases[] = {
	{ "none", TEE_IOCTL_PARAM_ATTR_TYPE_NONE, { 0 } },
	{ "value in", VALUE_INPUT, { 0, 11, 1ULL << 40, ~0ULL } },
	{ "value inout", VALUE_INOUT, { 0, 1, 2, 3 } },
	{ "meta value inout", VALUE_INOUT | META, { 0, 1, 2, 3 } },
	{ "value out", VALUE_OUTPUT, { 0 } },
	{ "memref in", MEMREF_INPUT, { 0, 16, 32, 0 }, true },
	{ "memref out", MEMREF_OUTPUT, { 0, 0, PAGE_SIZE, 0 }, true },
	{ "memref inout", MEMREF_INOUT, { 0, 8, 0, 0 }, true },
	{ "memref null", MEMREF_INOUT, { 0, 0, 99, NO_SHM_ID }, true, true },
};

KUNIT_ARRAY_PARAM_DESC(tee_recv, recv_cases, what);

/*
 * A request reaches the supplicant with its function and attributes; values if
 * they are input; memory as offset, size and id; and nothing else.
 */
static void tee_test_supp_recv_request(struct kunit *test)
{
	const struct tee_recv_case *c = test->param_value;
	struct tee_supp_priv *priv = test->priv;
	struct tee_param *p = &priv->fake->recv_param[0];
	struct tee_ioctl_param want = c->want;
	struct tee_ioctl_param param[2] = {};

	p->attr = c->attr;
	if (c->memref) {
		p->u.memref.shm = c->null ? NULL : priv->shm;
		p->u.memref.shm_offs = c->want.a;
		p->u.memref.size = c->want.b;
		if (!c->null)
			want.c = priv->shm->id;
	} else if (c->attr == VALUE_OUTPUT) {
		memset(&p->u, 0xee, sizeof(p->u));
	} else {
		p->u.value.a = c->want.a;
		p->u.value.b = c->want.b;
		p->u.value.c = c->want.c;
	}
	want.attr = c->attr;
	priv->fake->recv_func = 0x70001;
	priv->fake->recv_num = 1;

	KUNIT_EXPECT_EQ(test, supp_recv(priv, param, 2, false), 0);
	KUNIT_EXPECT_EQ(test, priv->recv.func, 0x70001);
	KUNIT_EXPECT_EQ(test, priv->recv.num_params, 1);
	KUNIT_EXPECT_MEMEQ(test, &param[0], &want, sizeof(want));
}

/*
 * The driver learns how much room the supplicant has; its refusal when that is
 * too little is passed on, and the supplicant's buffer stays as it was.
 */
static void tee_test_supp_recv_no_room(struct kunit *test)
{
	struct tee_supp_priv *priv = test->priv;
	struct tee_ioctl_param param = {};

	priv->fake->recv_num = 2;
	priv->recv.func = 0x1234;
	KUNIT_EXPECT_EQ(test, supp_recv(priv, &param, 1, false), -EINVAL);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.num_params, 1);
	KUNIT_EXPECT_EQ(test, priv->recv.func, 0x1234);
	KUNIT_EXPECT_EQ(test, priv->recv.num_params, 1);
}

/*
 * A signal while the driver waits for a request comes back as what the driver
 * returned for it.
 */
static void tee_test_supp_recv_interrupted(struct kunit *test)
{
	struct tee_supp_priv *priv = test->priv;

	priv->fake->result[TEE_FAKE_SUPP_RECV] = -ERESTARTSYS;
	KUNIT_EXPECT_EQ(test, supp_recv(priv, NULL, 0, false), -ERESTARTSYS);
}

/*
 * A request that can't be written to the supplicant's memory gives -EFAULT.
 */
static void tee_test_supp_recv_copy_back_fails(struct kunit *test)
{
	struct tee_supp_priv *priv = test->priv;
	struct tee_ioctl_param param = {};

	priv->fake->recv_num = 1;
	KUNIT_EXPECT_EQ(test, supp_recv(priv, &param, 1, true), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SUPP_RECV), 1);
}

/* User space lets go of its shared memory; tell whether it is freed then */
static bool freed_on_close(struct tee_supp_priv *priv, int fd)
{
	int before = tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE);

	tee_user_close_fd(fd);
	return tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE) == before + 1;
}

/* Allocate shared memory of the supplicant's own */
static int supp_shm(struct tee_supp_priv *priv, int *id)
{
	struct tee_ioctl_shm_alloc_data data = { .size = PAGE_SIZE };
	int fd = tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_ALLOC,
				 &data, sizeof(data));

	KUNIT_ASSERT_GE(priv->fake->test, fd, 0);
	*id = data.id;
	return fd;
}

struct tee_bad_case {
	const char *what;
	struct tee_ioctl_param param;
};

static const struct tee_bad_case bad_cases[] = {
	{ "unknown type", { .attr = 4 } },
	{ "unknown bit", { .attr = VALUE_INOUT | 1ULL << 20 } },
	{ "unknown id", { .attr = MEMREF_INPUT, .c = 4711 } },
	{ "behind the end", { .attr = MEMREF_INPUT, .a = PAGE_SIZE + 1 } },
};

KUNIT_ARRAY_PARAM_DESC(tee_bad, bad_cases, what);

/*
 * A parameter that is refused after others were accepted gives references to
 * shared memory back that were taken for those.
 */
static void tee_test_supp_recv_bad_param(struct kunit *test)
{
	const struct tee_bad_case *c = test->param_value;
	struct tee_supp_priv *priv = test->priv;
	struct tee_ioctl_param param[2];
	struct tee_shm *shm;
	int id, fd = supp_shm(priv, &id);

	param[0] = (struct tee_ioctl_param){
		.attr = MEMREF_INOUT, .b = PAGE_SIZE, .c = id,
	};
	param[1] = c->param;
	if (!param[1].c)
		param[1].c = id;
	shm = tee_shm_get_from_id(priv->shm->ctx, id);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	tee_shm_put(shm);

	KUNIT_EXPECT_EQ(test, supp_recv(priv, param, 2, false), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SUPP_RECV), 0);
	if (!freed_on_close(priv, fd)) {
		KUNIT_FAIL(test, "a reference to shared memory is lost");
		/* Give it back, so that the device can be removed */
		tee_shm_put(shm);
	}
}

/*
 * References to memory that the supplicant passes with its room for a request
 * are gone after the call, whether it succeeds or fails.
 */
static void tee_test_supp_recv_drops_references(struct kunit *test)
{
	static const int results[] = { 0, -EINTR };
	struct tee_supp_priv *priv = test->priv;
	struct tee_ioctl_param param;
	int n, id, fd;

	for (n = 0; n < ARRAY_SIZE(results); n++) {
		fd = supp_shm(priv, &id);
		param = (struct tee_ioctl_param){
			.attr = MEMREF_INOUT, .b = PAGE_SIZE, .c = id,
		};
		priv->fake->result[TEE_FAKE_SUPP_RECV] = results[n];
		KUNIT_EXPECT_EQ(test, supp_recv(priv, &param, 1, false),
				results[n]);
		KUNIT_EXPECT_TRUE(test, freed_on_close(priv, fd));
	}
}

/*
 * An answer reaches the driver with its result; output values, and the new size
 * of output memory, but no memory of the supplicant's choosing.
 */
static void tee_test_supp_send_answer(struct kunit *test)
{
	struct tee_supp_priv *priv = test->priv;
	struct tee_param *seen = priv->fake->rec.param;
	struct tee_ioctl_param param[] = {
		{ VALUE_OUTPUT, 1, 2, 3 },
		{ VALUE_INOUT | META, ~0ULL, 5, 6 },
		{ MEMREF_OUTPUT, 7, 8, 9 },
		{ MEMREF_INOUT, 10, SIZE_MAX, priv->shm->id },
		{ VALUE_INPUT, 12, 13, 14 },
		{ TEE_IOCTL_PARAM_ATTR_TYPE_NONE, 15, 16, 17 },
	};
	int n;

	KUNIT_EXPECT_EQ(test, supp_send(priv, 0xffff0008, param,
					ARRAY_SIZE(param)), 0);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.supp_ret, 0xffff0008);
	KUNIT_ASSERT_EQ(test, priv->fake->rec.num_params, ARRAY_SIZE(param));
	for (n = 0; n < ARRAY_SIZE(param); n++)
		KUNIT_EXPECT_EQ(test, seen[n].attr, param[n].attr);
	KUNIT_EXPECT_EQ(test, seen[0].u.value.a, 1);
	KUNIT_EXPECT_EQ(test, seen[0].u.value.c, 3);
	KUNIT_EXPECT_EQ(test, seen[1].u.value.a, ~0ULL);
	KUNIT_EXPECT_NULL(test, seen[2].u.memref.shm);
	KUNIT_EXPECT_EQ(test, seen[2].u.memref.shm_offs, 0);
	KUNIT_EXPECT_EQ(test, seen[2].u.memref.size, 8);
	KUNIT_EXPECT_NULL(test, seen[3].u.memref.shm);
	KUNIT_EXPECT_EQ(test, seen[3].u.memref.size, SIZE_MAX);
}

/*
 * An attribute with unknown bits, and parameters that can't be read, are refused
 * before the driver hears of the answer.
 */
static void tee_test_supp_send_bad_param(struct kunit *test)
{
	struct tee_supp_priv *priv = test->priv;
	struct tee_ioctl_param param = { .attr = VALUE_OUTPUT | 1ULL << 33 };
	struct tee_iocl_supp_send_arg arg = { .num_params = 1 };
	unsigned long end = tee_user_map(priv->user, 2 * PAGE_SIZE) + PAGE_SIZE;
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = end - sizeof(arg),
		.buf_len = sizeof(arg) + sizeof(param),
	};

	KUNIT_EXPECT_EQ(test, supp_send(priv, 0, &param, 1), -EINVAL);

	/* The argument ends where the mapping does, its parameter is behind */
	tee_user_write(priv->user, end - sizeof(arg), &arg, sizeof(arg));
	tee_user_write(priv->user, priv->user->rw, &buf, sizeof(buf));
	vm_munmap(end, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_SUPPL_SEND,
					     priv->user->rw), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SUPP_SEND), 0);
}

/*
 * Receiving and sending, with success and without, leave no memory behind.
 */
static void tee_test_supp_leaves_nothing(struct kunit *test)
{
	static const int results[] = { 0, -EIO };
	struct tee_supp_priv *priv = test->priv;
	struct tee_ioctl_param param[4] = {};
	int n;

	tee_watch_begin(test);
	for (n = 0; n < ARRAY_SIZE(results); n++) {
		priv->fake->result[TEE_FAKE_SUPP_RECV] = results[n];
		priv->fake->result[TEE_FAKE_SUPP_SEND] = results[n];
		KUNIT_EXPECT_EQ(test, supp_recv(priv, param, 4, false),
				results[n]);
		KUNIT_EXPECT_EQ(test, supp_send(priv, 0, param, 4), results[n]);
	}
	param[3].attr = ~0ULL;
	KUNIT_EXPECT_EQ(test, supp_recv(priv, param, 4, false), -EINVAL);
	KUNIT_EXPECT_EQ(test, supp_send(priv, 0, param, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
}

static int tee_supp_init(struct kunit *test)
{
	struct tee_supp_priv *priv;
	int id;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	test->priv = priv;
	priv->fd = -1;
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_alloc(test);
	priv->fake->desc.flags = TEE_DESC_PRIVILEGED;
	KUNIT_ASSERT_EQ(test, tee_fake_register(priv->fake), 0);
	tee_user_close_later(priv->user, &priv->file, &priv->fd);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	priv->fd = supp_shm(priv, &id);
	priv->shm = priv->fake->shm[0];
	KUNIT_ASSERT_NOT_NULL(test, priv->shm);
	return 0;
}

static struct kunit_case tee_supp_cases[] = {
	KUNIT_CASE_PARAM(tee_test_supp_recv_request, tee_recv_gen_params),
	KUNIT_CASE(tee_test_supp_recv_no_room),
	KUNIT_CASE(tee_test_supp_recv_interrupted),
	KUNIT_CASE(tee_test_supp_recv_copy_back_fails),
	KUNIT_CASE_PARAM(tee_test_supp_recv_bad_param, tee_bad_gen_params),
	KUNIT_CASE(tee_test_supp_recv_drops_references),
	KUNIT_CASE(tee_test_supp_send_answer),
	KUNIT_CASE(tee_test_supp_send_bad_param),
	KUNIT_CASE(tee_test_supp_leaves_nothing),
	{}
};

static struct kunit_suite tee_supp_suite = {
	.name = "tee_supp",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_supp_init,
	.test_cases = tee_supp_cases,
};

kunit_test_suite(tee_supp_suite);

MODULE_DESCRIPTION("KUnit suite for the supplicant's ioctls");
MODULE_LICENSE("GPL");
