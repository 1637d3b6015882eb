// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counting: atomic variables, refcount_t, kref; with threads that race on them.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/kref.h>
#include <linux/refcount.h>

#include "fidelity.h"

#define THREADS		3
#define ROUNDS		20

struct count_priv {
	atomic_t number;
	refcount_t refs;
	struct kref kref;
	atomic_t winners;
	int released;
};

static int add(void *data)
{
	struct count_priv *priv = data;

	for (int i = 0; i < ROUNDS; i++) {
		atomic_inc(&priv->number);
		cond_resched();
	}
	return 0;
}

/* No increment is lost */
static void fidelity_count_atomic(struct kunit *test)
{
	struct count_priv *priv = test->priv;
	struct tee_task *task[THREADS];

	for (int i = 0; i < THREADS; i++)
		task[i] = tee_task_start(test, add, priv);
	for (int i = 0; i < THREADS; i++)
		tee_task_join(task[i]);
	KUNIT_EXPECT_EQ(test, atomic_read(&priv->number), THREADS * ROUNDS);
}

static int win(void *data)
{
	struct count_priv *priv = data;

	if (atomic_cmpxchg(&priv->number, 0, 1) == 0)
		atomic_inc(&priv->winners);
	return 0;
}

/* Of those who exchange 0 for 1, one wins */
static void fidelity_count_cmpxchg(struct kunit *test)
{
	struct count_priv *priv = test->priv;
	struct tee_task *task[THREADS];

	for (int i = 0; i < THREADS; i++)
		task[i] = tee_task_start(test, win, priv);
	for (int i = 0; i < THREADS; i++)
		tee_task_join(task[i]);
	KUNIT_EXPECT_EQ(test, atomic_read(&priv->winners), 1);
}

/* What atomic operations return: the old value, the new one, whether it is zero */
static void fidelity_count_returns(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(5);

	KUNIT_EXPECT_EQ(test, atomic_fetch_add(2, &v), 5);
	KUNIT_EXPECT_EQ(test, atomic_add_return(3, &v), 10);
	KUNIT_EXPECT_EQ(test, atomic_xchg(&v, 1), 10);
	KUNIT_EXPECT_TRUE(test, atomic_dec_and_test(&v));
	KUNIT_EXPECT_FALSE(test, atomic_add_unless(&v, 1, 0));
	KUNIT_EXPECT_TRUE(test, atomic_add_unless(&v, 1, 7));
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 1);
}

/* A reference count that has reached zero stays there */
static void fidelity_count_refcount(struct kunit *test)
{
	struct count_priv *priv = test->priv;

	refcount_set(&priv->refs, 1);
	KUNIT_EXPECT_TRUE(test, refcount_inc_not_zero(&priv->refs));
	refcount_inc(&priv->refs);
	KUNIT_EXPECT_EQ(test, refcount_read(&priv->refs), 3);
	KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&priv->refs));
	KUNIT_EXPECT_TRUE(test, refcount_dec_not_one(&priv->refs));
	KUNIT_EXPECT_FALSE(test, refcount_dec_not_one(&priv->refs));
	KUNIT_EXPECT_TRUE(test, refcount_dec_and_test(&priv->refs));
	KUNIT_EXPECT_FALSE(test, refcount_inc_not_zero(&priv->refs));
	KUNIT_EXPECT_EQ(test, refcount_read(&priv->refs), 0);
}

static int drop(void *data)
{
	struct count_priv *priv = data;

	if (refcount_dec_and_test(&priv->refs))
		atomic_inc(&priv->winners);
	return 0;
}

/* Of those who drop the last references, one sees zero */
static void fidelity_count_last_one(struct kunit *test)
{
	struct count_priv *priv = test->priv;
	struct tee_task *task[THREADS];

	refcount_set(&priv->refs, THREADS);
	for (int i = 0; i < THREADS; i++)
		task[i] = tee_task_start(test, drop, priv);
	for (int i = 0; i < THREADS; i++)
		tee_task_join(task[i]);
	KUNIT_EXPECT_EQ(test, atomic_read(&priv->winners), 1);
}

static void release(struct kref *kref)
{
	container_of(kref, struct count_priv, kref)->released++;
}

/* kref_put() calls release for the last reference, and says so */
static void fidelity_count_kref(struct kunit *test)
{
	struct count_priv *priv = test->priv;

	kref_init(&priv->kref);
	kref_get(&priv->kref);
	KUNIT_EXPECT_TRUE(test, kref_get_unless_zero(&priv->kref));
	KUNIT_EXPECT_EQ(test, kref_put(&priv->kref, release), 0);
	KUNIT_EXPECT_EQ(test, kref_put(&priv->kref, release), 0);
	KUNIT_EXPECT_EQ(test, priv->released, 0);
	KUNIT_EXPECT_EQ(test, kref_put(&priv->kref, release), 1);
	KUNIT_EXPECT_EQ(test, priv->released, 1);
	KUNIT_EXPECT_FALSE(test, kref_get_unless_zero(&priv->kref));
}

static int fidelity_count_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct count_priv), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static struct kunit_case fidelity_count_cases[] = {
	KUNIT_CASE(fidelity_count_atomic),
	KUNIT_CASE(fidelity_count_cmpxchg),
	KUNIT_CASE(fidelity_count_returns),
	KUNIT_CASE(fidelity_count_refcount),
	KUNIT_CASE(fidelity_count_last_one),
	KUNIT_CASE(fidelity_count_kref),
	{}
};

static struct kunit_suite fidelity_count_suite = {
	.name = "fidelity_count",
	.init = fidelity_count_init,
	.test_cases = fidelity_count_cases,
};
kunit_test_suite(fidelity_count_suite);

MODULE_DESCRIPTION("Fidelity of counters");
MODULE_LICENSE("GPL");
