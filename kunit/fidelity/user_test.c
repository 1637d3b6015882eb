// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies from and to user memory: holes, limits, what is left behind.
 */
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "fidelity.h"

#define PATTERN		0x5a
#define BUF_SIZE	64

struct user_priv {
	unsigned long rw;	/* two pages, then a hole */
	unsigned long ro;	/* one page, then a hole */
	u8 buf[BUF_SIZE];
};

enum place { RW, RW_END, RW_MIDDLE, RO, HOLE, NOTHING, LIMIT, WRAPS };

static const struct user_copy {
	const char *name;
	enum place place;
	size_t size;
	size_t from_left, to_left;	/* what could not be copied */
} user_copies[] = {
	{ "inside a page", RW, 16, 0, 0 },
	{ "over a page's end", RW_MIDDLE, 16, 0, 0 },
	{ "nothing", RW, 0, 0, 0 },
	{ "up to a hole", RW_END, 16, 8, 8 },
	{ "in a hole", HOLE, 16, 16, 16 },
	{ "read-only", RO, 16, 0, 16 },
	{ "at NULL", NOTHING, 16, 16, 16 },
	{ "at the end of user space", LIMIT, 16, 16, 16 },
	{ "around the end of all addresses", WRAPS, 16, 16, 16 },
};

KUNIT_ARRAY_PARAM_DESC(user_copies, user_copies, name);

static void __user *at(struct user_priv *priv, enum place place)
{
	switch (place) {
	case RW:
		return (void __user *)priv->rw;
	case RW_MIDDLE:
		return (void __user *)(priv->rw + PAGE_SIZE - 8);
	case RW_END:
		return (void __user *)(priv->rw + 2 * PAGE_SIZE - 8);
	case RO:
		return (void __user *)priv->ro;
	case HOLE:
		return (void __user *)(priv->rw + 2 * PAGE_SIZE);
	case NOTHING:
		return NULL;
	case LIMIT:
		return (void __user *)TASK_SIZE;
	case WRAPS:
		return (void __user *)-8ul;
	}
	return NULL;
}

/* How many bytes could not be copied; that the rest of the destination is zero */
static void fidelity_user_copy_from(struct kunit *test)
{
	const struct user_copy *p = test->param_value;
	struct user_priv *priv = test->priv;
	size_t done = p->size - p->from_left;

	memset(priv->buf, PATTERN, sizeof(priv->buf));
	KUNIT_ASSERT_EQ(test, copy_from_user(priv->buf, at(priv, p->place), p->size),
			p->from_left);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(priv->buf + done, 0, p->from_left), NULL);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(priv->buf + p->size, PATTERN,
					     sizeof(priv->buf) - p->size), NULL);
}

/* The other way, and what was copied is there */
static void fidelity_user_copy_to(struct kunit *test)
{
	const struct user_copy *p = test->param_value;
	struct user_priv *priv = test->priv;
	size_t done = p->size - p->to_left;

	memset(priv->buf, PATTERN, sizeof(priv->buf));
	KUNIT_ASSERT_EQ(test, copy_to_user(at(priv, p->place), priv->buf, p->size),
			p->to_left);
	memset(priv->buf, 0, sizeof(priv->buf));
	KUNIT_EXPECT_EQ(test, copy_from_user(priv->buf, at(priv, p->place), done), 0);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(priv->buf, PATTERN, done), NULL);
}

/* clear_user() as copy_to_user() */
static void fidelity_user_clear(struct kunit *test)
{
	const struct user_copy *p = test->param_value;
	struct user_priv *priv = test->priv;

	KUNIT_EXPECT_EQ(test, clear_user(at(priv, p->place), p->size), p->to_left);
}

/* access_ok() is about limits, not about what is mapped */
static void fidelity_user_access_ok(struct kunit *test)
{
	struct user_priv *priv = test->priv;

	KUNIT_EXPECT_TRUE(test, access_ok(at(priv, RW), 16));
	KUNIT_EXPECT_TRUE(test, access_ok(at(priv, HOLE), 16));
	KUNIT_EXPECT_TRUE(test, access_ok(at(priv, NOTHING), 16));
	KUNIT_EXPECT_FALSE(test, access_ok(at(priv, LIMIT), 16));
	KUNIT_EXPECT_FALSE(test, access_ok(at(priv, WRAPS), 16));
	KUNIT_EXPECT_FALSE(test, access_ok(at(priv, RW), ULONG_MAX));
}

/* get_user() and put_user(), of each size */
static void fidelity_user_values(struct kunit *test)
{
	struct user_priv *priv = test->priv;
	u64 __user *where = at(priv, RW);
	u64 value = 0;
	u32 half = 1;
	u8 byte = 1;

	KUNIT_EXPECT_EQ(test, put_user(0x1122334455667788ull, where), 0);
	KUNIT_EXPECT_EQ(test, get_user(value, where), 0);
	KUNIT_EXPECT_EQ(test, value, 0x1122334455667788ull);
	KUNIT_EXPECT_EQ(test, get_user(half, (u32 __user *)where), 0);
	KUNIT_EXPECT_EQ(test, half, 0x55667788);
	KUNIT_EXPECT_EQ(test, put_user((u8)0, (u8 __user *)where), 0);
	KUNIT_EXPECT_EQ(test, get_user(byte, (u8 __user *)where), 0);
	KUNIT_EXPECT_EQ(test, byte, 0);
}

/* ... where there is nothing */
static void fidelity_user_values_fault(struct kunit *test)
{
	struct user_priv *priv = test->priv;
	u32 value = 5;

	KUNIT_EXPECT_EQ(test, get_user(value, (u32 __user *)at(priv, HOLE)), -EFAULT);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, put_user(value, (u32 __user *)at(priv, HOLE)), -EFAULT);
	KUNIT_EXPECT_EQ(test, put_user(value, (u32 __user *)at(priv, RO)), -EFAULT);
	KUNIT_EXPECT_EQ(test, get_user(value, (u32 __user *)at(priv, LIMIT)), -EFAULT);
}

/* A value of which half lies in a hole is neither read nor written */
static void fidelity_user_straddles_hole(struct kunit *test)
{
	struct user_priv *priv = test->priv;
	u64 __user *where = (u64 __user *)(priv->rw + 2 * PAGE_SIZE - 4);
	u64 value = 5;

	KUNIT_EXPECT_EQ(test, get_user(value, where), -EFAULT);
	KUNIT_EXPECT_EQ(test, put_user(value, where), -EFAULT);
}

static int look(void *data)
{
	struct user_priv *priv = data;
	u8 byte = 0;

	return get_user(byte, (u8 __user *)priv->rw) ?: byte;
}

/* Threads of one process see one memory */
static void fidelity_user_shared(struct kunit *test)
{
	struct user_priv *priv = test->priv;

	KUNIT_EXPECT_EQ(test, put_user((u8)42, (u8 __user *)priv->rw), 0);
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, look, priv)), 42);
}

/* What is unmapped is gone */
static void fidelity_user_unmapped(struct kunit *test)
{
	struct user_priv *priv = test->priv;

	KUNIT_EXPECT_EQ(test, copy_from_user(priv->buf, at(priv, RW), 16), 0);
	fid_user_unmap(priv->rw, 2);
	KUNIT_EXPECT_EQ(test, copy_from_user(priv->buf, at(priv, RW), 16), 16);
}

static int fidelity_user_init(struct kunit *test)
{
	struct user_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	fid_user_new(test);
	priv->rw = fid_user_map(test, 2, true);
	priv->ro = fid_user_map(test, 1, false);
	test->priv = priv;
	return 0;
}

static struct kunit_case fidelity_user_cases[] = {
	KUNIT_CASE_PARAM(fidelity_user_copy_from, user_copies_gen_params),
	KUNIT_CASE_PARAM(fidelity_user_copy_to, user_copies_gen_params),
	KUNIT_CASE_PARAM(fidelity_user_clear, user_copies_gen_params),
	KUNIT_CASE(fidelity_user_access_ok),
	KUNIT_CASE(fidelity_user_values),
	KUNIT_CASE(fidelity_user_values_fault),
	KUNIT_CASE(fidelity_user_straddles_hole),
	KUNIT_CASE(fidelity_user_shared),
	KUNIT_CASE(fidelity_user_unmapped),
	{}
};

static struct kunit_suite fidelity_user_suite = {
	.name = "fidelity_user",
	.init = fidelity_user_init,
	.test_cases = fidelity_user_cases,
};
kunit_test_suite(fidelity_user_suite);

MODULE_DESCRIPTION("Fidelity of user memory");
MODULE_LICENSE("GPL");
