// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutexes: who gets in, in which order, what ends a wait.
 */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>

#include "fidelity.h"

#define HOLD_MS		20
#define THREADS		3
#define ROUNDS		5

struct mutex_priv {
	struct mutex lock;
	struct mutex other;
	struct fid_log log;
	int (*take)(struct mutex *lock);
	unsigned int inside;
	unsigned int most_inside;
	unsigned int total;
};

struct caller {
	struct mutex_priv *priv;
	int id;
};

static int take_always(struct mutex *lock)
{
	mutex_lock(lock);
	return 0;
}

static int take_interruptible(struct mutex *lock)
{
	return mutex_lock_interruptible(lock);
}

static int take_killable(struct mutex *lock)
{
	return mutex_lock_killable(lock);
}

/* Takes the lock, says so, and gives it back */
static int pass(void *data)
{
	struct caller *c = data;
	int rc = c->priv->take(&c->priv->lock);

	if (rc)
		return rc;
	fid_note(&c->priv->log, c->id);
	mutex_unlock(&c->priv->lock);
	return 0;
}

static int try_pass(void *data)
{
	struct mutex_priv *priv = data;

	if (!mutex_trylock(&priv->lock))
		return -EBUSY;
	mutex_unlock(&priv->lock);
	return 0;
}

/* A mutex that another thread holds is not had by trying, a free one is */
static void fidelity_mutex_trylock(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;

	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&priv->lock));
	KUNIT_ASSERT_EQ(test, mutex_trylock(&priv->lock), 1);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&priv->lock));
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, try_pass, priv)), -EBUSY);
	mutex_unlock(&priv->lock);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&priv->lock));
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, try_pass, priv)), 0);
}

static int count_inside(void *data)
{
	struct mutex_priv *priv = data;

	for (int i = 0; i < ROUNDS; i++) {
		mutex_lock(&priv->lock);
		priv->inside++;
		priv->most_inside = max(priv->most_inside, priv->inside);
		priv->total++;
		msleep(HOLD_MS);
		priv->inside--;
		mutex_unlock(&priv->lock);
	}
	return 0;
}

/* One thread at a time, even when the holder sleeps */
static void fidelity_mutex_excludes(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;
	struct tee_task *task[THREADS];

	for (int i = 0; i < THREADS; i++)
		task[i] = tee_task_start(test, count_inside, priv);
	for (int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ(test, tee_task_join(task[i]), 0);
	KUNIT_EXPECT_EQ(test, priv->most_inside, 1);
	KUNIT_EXPECT_EQ(test, priv->total, THREADS * ROUNDS);
}

/* Waiters enter in the order in which they came */
static void fidelity_mutex_in_order(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;
	struct caller caller[THREADS];
	struct tee_task *task[THREADS];

	mutex_lock(&priv->lock);
	for (int i = 0; i < THREADS; i++) {
		caller[i] = (struct caller){ priv, i };
		task[i] = tee_task_start_asleep(test, pass, &caller[i]);
	}
	mutex_unlock(&priv->lock);
	for (int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ(test, tee_task_join(task[i]), 0);
	fid_expect_log(test, &priv->log, 0, 1, 2);
}

/* Who is passed by a newcomer stays first in the queue */
static void fidelity_mutex_passed_keeps_place(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;
	struct caller caller[2];
	struct tee_task *task[2];

	mutex_lock(&priv->lock);
	for (int i = 0; i < 2; i++) {
		caller[i] = (struct caller){ priv, i };
		task[i] = tee_task_start_asleep(test, pass, &caller[i]);
	}
	mutex_unlock(&priv->lock);
	if (mutex_trylock(&priv->lock)) {
		msleep(HOLD_MS);
		mutex_unlock(&priv->lock);
	}
	for (int i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, tee_task_join(task[i]), 0);
	fid_expect_log(test, &priv->log, 0, 1);
}

/* Who was passed once and has seen it is handed the mutex: nobody passes twice */
static void fidelity_mutex_handed_over(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;
	struct caller caller = { priv, 1 };
	struct tee_task *task;

	mutex_lock(&priv->lock);
	task = tee_task_start_asleep(test, pass, &caller);
	mutex_unlock(&priv->lock);
	if (mutex_trylock(&priv->lock)) {
		/* the waiter wakes, finds the mutex taken, and says that it waits */
		msleep(HOLD_MS);
		mutex_unlock(&priv->lock);
		if (mutex_trylock(&priv->lock)) {
			KUNIT_EXPECT_EQ(test, priv->log.num, 1);
			mutex_unlock(&priv->lock);
		}
	}
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	fid_expect_log(test, &priv->log, 1);
}

static const struct mutex_signal {
	const char *name;
	int (*take)(struct mutex *lock);
	int sig;
	int rc;
} mutex_signals[] = {
	{ "lock, SIGUSR1", take_always, SIGUSR1, 0 },
	{ "lock, SIGKILL", take_always, SIGKILL, 0 },
	{ "interruptible, SIGUSR1", take_interruptible, SIGUSR1, -EINTR },
	{ "interruptible, SIGKILL", take_interruptible, SIGKILL, -EINTR },
	{ "killable, SIGUSR1", take_killable, SIGUSR1, 0 },
	{ "killable, SIGKILL", take_killable, SIGKILL, -EINTR },
};

KUNIT_ARRAY_PARAM_DESC(mutex_signals, mutex_signals, name);

/* Which signal ends which wait; others leave the waiter in its place */
static void fidelity_mutex_signal(struct kunit *test)
{
	const struct mutex_signal *p = test->param_value;
	struct mutex_priv *priv = test->priv;
	struct caller caller = { priv, 1 };
	struct tee_task *task;

	priv->take = p->take;
	mutex_lock(&priv->lock);
	task = tee_task_start_asleep(test, pass, &caller);
	tee_task_signal(task, p->sig);
	KUNIT_EXPECT_EQ(test, tee_task_settle(task), !p->rc);
	mutex_unlock(&priv->lock);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), p->rc);
	KUNIT_EXPECT_EQ(test, priv->log.num, p->rc ? 0 : 1);
	KUNIT_EXPECT_EQ(test, mutex_trylock(&priv->lock), 1);
	mutex_unlock(&priv->lock);
}

/* A waiter that a signal took away is no obstacle to those behind it */
static void fidelity_mutex_signalled_leaves_queue(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;
	struct caller first = { priv, 1 }, second = { priv, 2 };
	struct tee_task *one, *two;

	priv->take = take_killable;
	mutex_lock(&priv->lock);
	one = tee_task_start_asleep(test, pass, &first);
	two = tee_task_start_asleep(test, pass, &second);
	tee_task_signal(one, SIGKILL);
	KUNIT_EXPECT_EQ(test, tee_task_join(one), -EINTR);
	KUNIT_EXPECT_TRUE(test, tee_task_settle(two));
	mutex_unlock(&priv->lock);
	KUNIT_EXPECT_EQ(test, tee_task_join(two), 0);
	fid_expect_log(test, &priv->log, 2);
}

static int take_when_signalled(void *data)
{
	struct mutex_priv *priv = data;
	int rc;

	send_sig(SIGKILL, current, 1);
	rc = priv->take(&priv->lock);
	if (!rc)
		mutex_unlock(&priv->lock);
	flush_signals(current);
	return rc;
}

/* A pending signal doesn't matter where there is nothing to wait for */
static void fidelity_mutex_signalled_but_free(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;

	priv->take = take_interruptible;
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, take_when_signalled, priv)), 0);
	priv->take = take_killable;
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, take_when_signalled, priv)), 0);
}

/* ... but it does where there is */
static void fidelity_mutex_signalled_and_taken(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;

	mutex_lock(&priv->lock);
	priv->take = take_interruptible;
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, take_when_signalled, priv)),
			-EINTR);
	mutex_unlock(&priv->lock);
}

static int cross(void *data)
{
	struct mutex_priv *priv = data;

	for (int i = 0; i < ROUNDS; i++) {
		mutex_lock(&priv->lock);
		mutex_lock_nested(&priv->other, SINGLE_DEPTH_NESTING);
		priv->total++;
		/* not the order in which they were taken */
		mutex_unlock(&priv->lock);
		msleep(1);
		mutex_unlock(&priv->other);
	}
	return 0;
}

/* Two at a time, given back in another order than taken */
static void fidelity_mutex_nested(struct kunit *test)
{
	struct mutex_priv *priv = test->priv;
	struct tee_task *one = tee_task_start(test, cross, priv);
	struct tee_task *two = tee_task_start(test, cross, priv);

	KUNIT_EXPECT_EQ(test, tee_task_join(one), 0);
	KUNIT_EXPECT_EQ(test, tee_task_join(two), 0);
	KUNIT_EXPECT_EQ(test, priv->total, 2 * ROUNDS);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&priv->lock));
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&priv->other));
}

static int fidelity_mutex_init(struct kunit *test)
{
	struct mutex_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	mutex_init(&priv->lock);
	mutex_init(&priv->other);
	priv->take = take_always;
	test->priv = priv;
	return 0;
}

static struct kunit_case fidelity_mutex_cases[] = {
	KUNIT_CASE(fidelity_mutex_trylock),
	KUNIT_CASE(fidelity_mutex_excludes),
	KUNIT_CASE(fidelity_mutex_in_order),
	KUNIT_CASE(fidelity_mutex_passed_keeps_place),
	KUNIT_CASE(fidelity_mutex_handed_over),
	KUNIT_CASE_PARAM(fidelity_mutex_signal, mutex_signals_gen_params),
	KUNIT_CASE(fidelity_mutex_signalled_leaves_queue),
	KUNIT_CASE(fidelity_mutex_signalled_but_free),
	KUNIT_CASE(fidelity_mutex_signalled_and_taken),
	KUNIT_CASE(fidelity_mutex_nested),
	{}
};

static struct kunit_suite fidelity_mutex_suite = {
	.name = "fidelity_mutex",
	.init = fidelity_mutex_init,
	.test_cases = fidelity_mutex_cases,
};
kunit_test_suite(fidelity_mutex_suite);

MODULE_DESCRIPTION("Fidelity of mutexes");
MODULE_LICENSE("GPL");
