// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers in user space (UBUF) and objects (OBJREF) as parameters of requests to
 * the supplicant and of its answers.
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
#define META		TEE_IOCTL_PARAM_ATTR_META

struct tee_objsupp_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
};

static long supp_recv(struct tee_objsupp_priv *priv,
		      struct tee_ioctl_param *param, size_t num_params)
{
	return tee_user_supp_recv(priv->user, priv->file, param, num_params);
}

static long supp_send(struct tee_objsupp_priv *priv,
		      struct tee_ioctl_param *param, size_t num_params)
{
	return tee_user_supp_send(priv->user, priv->file, param, num_params);
}

struct tee_objrecv_case {
	const char *what;
	u64 attr;
	bool ubuf;
	u64 a;
	u64 b;
};

static const struct tee_objrecv_case objrecv_cases[] = {
	{ "ubuf in", UBUF_INPUT, true, 2 * PAGE_SIZE, 17 },
	{ "ubuf out", UBUF_OUTPUT, true, PAGE_SIZE + 8, 0 },
	{ "ubuf inout", UBUF_INOUT, true, 0, 8 },
	{ "meta ubuf in", UBUF_INPUT | META, true, PAGE_SIZE, 1 },
	{ "objref in", OBJREF_INPUT, false, 1ULL << 40, ~0ULL },
	{ "objref inout", OBJREF_INOUT, false, TEE_OBJREF_NULL, 2 },
	{ "objref out", OBJREF_OUTPUT, false, 0, 0 },
};

KUNIT_ARRAY_PARAM_DESC(tee_objrecv, objrecv_cases, what);

/*
 * A request reaches the supplicant with a buffer's range and with the name and
 * the flags of an object that is input. What has no meaning is 0, whatever the
 * driver and the supplicant had there.
 */
static void tee_test_object_supp_recv(struct kunit *test)
{
	const struct tee_objrecv_case *c = test->param_value;
	struct tee_objsupp_priv *priv = test->priv;
	struct tee_param *p = &priv->fake->recv_param[0];
	struct tee_ioctl_param param = { .a = 91, .b = 92, .c = 93 };
	struct tee_ioctl_param want = { .attr = c->attr, .a = c->a, .b = c->b };

	memset(p, 0xee, sizeof(*p));
	p->attr = c->attr;
	if (c->ubuf) {
		p->u.ubuf.uaddr = u64_to_user_ptr(c->a);
		p->u.ubuf.size = c->b;
	} else if (c->attr != OBJREF_OUTPUT) {
		p->u.objref.id = c->a;
		p->u.objref.flags = c->b;
	}
	priv->fake->recv_num = 1;
	KUNIT_EXPECT_EQ(test, supp_recv(priv, &param, 1), 0);
	KUNIT_EXPECT_MEMEQ(test, &param, &want, sizeof(want));
}

/*
 * The driver sees the buffers that the supplicant offers with its room for a
 * request, and is not called when no process can have one of them.
 */
static void tee_test_object_supp_recv_room(struct kunit *test)
{
	struct tee_objsupp_priv *priv = test->priv;
	struct tee_param *seen = priv->fake->rec.param;
	struct tee_ioctl_param param[] = {
		{ .attr = UBUF_INOUT, .a = priv->user->rw, .b = 64 },
		{ .attr = UBUF_OUTPUT, .a = U64_MAX - 7, .b = 8 },
	};

	KUNIT_EXPECT_EQ(test, supp_recv(priv, param, 2), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SUPP_RECV), 0);
	KUNIT_EXPECT_EQ(test, supp_recv(priv, param, 1), 0);
	KUNIT_EXPECT_EQ(test, (unsigned long)seen[0].u.ubuf.uaddr,
			priv->user->rw);
	KUNIT_EXPECT_EQ(test, seen[0].u.ubuf.size, 64);
}

/*
 * Of an answer the outputs reach the driver: a buffer's range, an object's name
 * and flags. Inputs don't.
 */
static void tee_test_object_supp_send(struct kunit *test)
{
	struct tee_objsupp_priv *priv = test->priv;
	struct tee_param *seen = priv->fake->rec.param;
	struct tee_ioctl_param param[] = {
		{ UBUF_OUTPUT, priv->user->rw, 10, 1 },
		{ UBUF_INOUT | META, priv->user->rw + 8, 0, 1 },
		{ OBJREF_OUTPUT, TEE_OBJREF_NULL, 11, 1 },
		{ OBJREF_INOUT, 12, ~0ULL, 1 },
		{ UBUF_INPUT, U64_MAX, 13, 14 },
		{ OBJREF_INPUT, 15, 16, 17 },
	};
	int n;

	KUNIT_ASSERT_EQ(test, supp_send(priv, param, ARRAY_SIZE(param)), 0);
	KUNIT_ASSERT_EQ(test, priv->fake->rec.num_params, ARRAY_SIZE(param));
	for (n = 0; n < ARRAY_SIZE(param); n++)
		KUNIT_EXPECT_EQ(test, seen[n].attr, param[n].attr);
	KUNIT_EXPECT_EQ(test, (unsigned long)seen[0].u.ubuf.uaddr,
			priv->user->rw);
	KUNIT_EXPECT_EQ(test, seen[0].u.ubuf.size, 10);
	KUNIT_EXPECT_EQ(test, (unsigned long)seen[1].u.ubuf.uaddr,
			priv->user->rw + 8);
	KUNIT_EXPECT_EQ(test, seen[1].u.ubuf.size, 0);
	KUNIT_EXPECT_EQ(test, seen[2].u.objref.id, TEE_OBJREF_NULL);
	KUNIT_EXPECT_EQ(test, seen[2].u.objref.flags, 11);
	KUNIT_EXPECT_EQ(test, seen[3].u.objref.id, 12);
	KUNIT_EXPECT_EQ(test, seen[3].u.objref.flags, ~0ULL);
	KUNIT_EXPECT_NULL(test, seen[4].u.ubuf.uaddr);
	KUNIT_EXPECT_EQ(test, seen[5].u.objref.id, 0);
}

struct tee_objrange_case {
	const char *what;
	u64 addr;
	u64 size;
	bool good_64;
};

static const struct tee_objrange_case objrange_cases[] = {
	{ "size beyond 32 bits", PAGE_SIZE, 1ULL << 32, true },
	{ "the last bytes of all", U64_MAX - 7, 8 },
	{ "sum wraps into range", U64_MAX - 15, 32 },
	{ "size wraps", PAGE_SIZE, U64_MAX - 7 },
};

KUNIT_ARRAY_PARAM_DESC(tee_objrange, objrange_cases, what);

/*
 * An answer with a buffer that no process can have is refused before the driver
 * hears of it: the request stays the supplicant's to answer.
 */
static void tee_test_object_supp_send_range(struct kunit *test)
{
	const struct tee_objrange_case *c = test->param_value;
	struct tee_objsupp_priv *priv = test->priv;
	struct tee_param *seen = priv->fake->rec.param;
	bool good = c->good_64 && sizeof(long) == 8;
	struct tee_ioctl_param param[] = {
		{ .attr = OBJREF_INOUT, .a = 5 },
		{ .attr = UBUF_OUTPUT, .a = c->addr, .b = c->size },
	};

	tee_watch_begin(test);
	KUNIT_EXPECT_EQ(test, supp_send(priv, param, 2), good ? 0 : -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SUPP_SEND),
			good);
	if (good)
		KUNIT_EXPECT_EQ(test, seen[1].u.ubuf.size, c->size);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
}

static int tee_object_supp_init(struct kunit *test)
{
	struct tee_objsupp_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	test->priv = priv;
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_alloc(test);
	priv->fake->desc.flags = TEE_DESC_PRIVILEGED;
	KUNIT_ASSERT_EQ(test, tee_fake_register(priv->fake), 0);
	tee_user_close_later(priv->user, &priv->file, NULL);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	return 0;
}

static struct kunit_case tee_object_supp_cases[] = {
	KUNIT_CASE_PARAM(tee_test_object_supp_recv, tee_objrecv_gen_params),
	KUNIT_CASE(tee_test_object_supp_recv_room),
	KUNIT_CASE(tee_test_object_supp_send),
	KUNIT_CASE_PARAM(tee_test_object_supp_send_range,
			 tee_objrange_gen_params),
	{}
};

static struct kunit_suite tee_object_supp_suite = {
	.name = "tee_object_supp",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_object_supp_init,
	.test_cases = tee_object_supp_cases,
};

kunit_test_suite(tee_object_supp_suite);

#endif /* HAVE_TEE_OBJECT_INVOKE */

MODULE_DESCRIPTION("KUnit suite for objects in a supplicant's requests");
MODULE_LICENSE("GPL");
