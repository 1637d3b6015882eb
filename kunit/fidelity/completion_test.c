// SPDX-License-Identifier: GPL-2.0-only
/*
 * Completions: counting, order, timeouts, signals.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include "fidelity.h"

#define WAIT_MS		100
#define THREADS		3

struct completion_priv {
	struct completion done;
	struct fid_log log;
	long (*wait)(struct completion *x);
};

struct waiter {
	struct completion_priv *priv;
	int id;
};

static long wait_always(struct completion *x)
{
	wait_for_completion(x);
	return 0;
}

static long wait_interruptible(struct completion *x)
{
	return wait_for_completion_interruptible(x);
}

static long wait_killable(struct completion *x)
{
	return wait_for_completion_killable(x);
}

static long wait_idle(struct completion *x)
{
	return wait_for_completion_state(x, TASK_IDLE);
}

static long wait_freezable(struct completion *x)
{
	return wait_for_completion_state(x, TASK_KILLABLE | TASK_FREEZABLE);
}

static long wait_timeout(struct completion *x)
{
	return wait_for_completion_timeout(x, msecs_to_jiffies(FID_LIMIT_MS)) ?
	       0 : -ETIMEDOUT;
}

static long wait_interruptible_timeout(struct completion *x)
{
	long rc = wait_for_completion_interruptible_timeout(x,
					msecs_to_jiffies(FID_LIMIT_MS));

	return rc > 0 ? 0 : rc ?: -ETIMEDOUT;
}

static long wait_killable_timeout(struct completion *x)
{
	long rc = wait_for_completion_killable_timeout(x,
					msecs_to_jiffies(FID_LIMIT_MS));

	return rc > 0 ? 0 : rc ?: -ETIMEDOUT;
}

static int wait_and_note(void *data)
{
	struct waiter *w = data;
	long rc = w->priv->wait(&w->priv->done);

	if (!rc)
		fid_note(&w->priv->log, w->id);
	return rc;
}

static unsigned long wait_ms(struct completion *x, unsigned int ms)
{
	return wait_for_completion_timeout(x, msecs_to_jiffies(ms));
}

/* complete() before the wait is not lost, and counts once */
static void fidelity_completion_before_wait(struct kunit *test)
{
	struct completion_priv *priv = test->priv;

	complete(&priv->done);
	wait_for_completion(&priv->done);
	KUNIT_EXPECT_FALSE(test, completion_done(&priv->done));
	KUNIT_EXPECT_EQ(test, wait_ms(&priv->done, WAIT_MS), 0);
}

/* Each complete() lets one wait pass */
static void fidelity_completion_counts(struct kunit *test)
{
	struct completion_priv *priv = test->priv;

	complete(&priv->done);
	complete(&priv->done);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&priv->done));
	KUNIT_EXPECT_TRUE(test, completion_done(&priv->done));
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&priv->done));
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&priv->done));
	KUNIT_EXPECT_FALSE(test, completion_done(&priv->done));
}

/* complete_all() lets every wait pass, until the completion is made anew */
static void fidelity_completion_all(struct kunit *test)
{
	struct completion_priv *priv = test->priv;

	complete_all(&priv->done);
	for (int i = 0; i < THREADS; i++)
		wait_for_completion(&priv->done);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&priv->done));
	KUNIT_EXPECT_TRUE(test, completion_done(&priv->done));
	complete(&priv->done);
	KUNIT_EXPECT_TRUE(test, completion_done(&priv->done));
	reinit_completion(&priv->done);
	KUNIT_EXPECT_FALSE(test, completion_done(&priv->done));
	KUNIT_EXPECT_EQ(test, wait_ms(&priv->done, WAIT_MS), 0);
}

/* complete_all() wakes all that wait already */
static void fidelity_completion_all_wakes_all(struct kunit *test)
{
	struct completion_priv *priv = test->priv;
	struct tee_task *task[THREADS];
	struct waiter w = { priv, 0 };

	for (int i = 0; i < THREADS; i++)
		task[i] = tee_task_start_asleep(test, wait_and_note, &w);
	complete_all(&priv->done);
	for (int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ(test, tee_task_join(task[i]), 0);
	KUNIT_EXPECT_EQ(test, priv->log.num, THREADS);
}

/* Each complete() wakes one waiter: the one that has waited longest */
static void fidelity_completion_in_order(struct kunit *test)
{
	struct completion_priv *priv = test->priv;
	struct tee_task *task[THREADS];
	struct waiter w[THREADS];

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct waiter){ priv, i };
		task[i] = tee_task_start_asleep(test, wait_and_note, &w[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		complete(&priv->done);
		KUNIT_EXPECT_EQ(test, tee_task_join(task[i]), 0);
		KUNIT_EXPECT_EQ(test, priv->log.num, i + 1);
	}
	fid_expect_log(test, &priv->log, 0, 1, 2);
}

/* Two at once: two waiters, and the third waits on */
static void fidelity_completion_two_of_three(struct kunit *test)
{
	struct completion_priv *priv = test->priv;
	struct tee_task *task[THREADS];
	struct waiter w[THREADS];

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct waiter){ priv, i };
		task[i] = tee_task_start_asleep(test, wait_and_note, &w[i]);
	}
	complete(&priv->done);
	complete(&priv->done);
	KUNIT_EXPECT_EQ(test, tee_task_join(task[0]), 0);
	KUNIT_EXPECT_EQ(test, tee_task_join(task[1]), 0);
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task[2]));
	KUNIT_EXPECT_EQ(test, priv->log.num, 2);
	complete(&priv->done);
	KUNIT_EXPECT_EQ(test, tee_task_join(task[2]), 0);
}

static const struct completion_signal {
	const char *name;
	long (*wait)(struct completion *x);
	int sig;
	int rc;
} completion_signals[] = {
	{ "wait, SIGUSR1", wait_always, SIGUSR1, 0 },
	{ "wait, SIGKILL", wait_always, SIGKILL, 0 },
	{ "interruptible, SIGUSR1", wait_interruptible, SIGUSR1, -ERESTARTSYS },
	{ "interruptible, SIGKILL", wait_interruptible, SIGKILL, -ERESTARTSYS },
	{ "killable, SIGUSR1", wait_killable, SIGUSR1, 0 },
	{ "killable, SIGKILL", wait_killable, SIGKILL, -ERESTARTSYS },
	{ "idle, SIGKILL", wait_idle, SIGKILL, 0 },
	{ "freezable, SIGUSR1", wait_freezable, SIGUSR1, 0 },
	{ "freezable, SIGKILL", wait_freezable, SIGKILL, -ERESTARTSYS },
	{ "timeout, SIGKILL", wait_timeout, SIGKILL, 0 },
	{ "interruptible timeout, SIGUSR1", wait_interruptible_timeout, SIGUSR1, -ERESTARTSYS },
	{ "killable timeout, SIGUSR1", wait_killable_timeout, SIGUSR1, 0 },
	{ "killable timeout, SIGKILL", wait_killable_timeout, SIGKILL, -ERESTARTSYS },
};

KUNIT_ARRAY_PARAM_DESC(completion_signals, completion_signals, name);

/* Which signal ends which wait */
static void fidelity_completion_signal(struct kunit *test)
{
	const struct completion_signal *p = test->param_value;
	struct completion_priv *priv = test->priv;
	struct waiter w = { priv, 1 };
	struct tee_task *task;

	priv->wait = p->wait;
	task = tee_task_start_asleep(test, wait_and_note, &w);
	tee_task_signal(task, p->sig);
	KUNIT_EXPECT_EQ(test, tee_task_settle(task), !p->rc);
	complete(&priv->done);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), p->rc);
	/* who was signalled has not taken it */
	KUNIT_EXPECT_EQ(test, try_wait_for_completion(&priv->done), !!p->rc);
}

/* A waiter that a signal took away does not swallow the next complete() */
static void fidelity_completion_signalled_leaves_queue(struct kunit *test)
{
	struct completion_priv *priv = test->priv;
	struct waiter first = { priv, 1 }, second = { priv, 2 };
	struct tee_task *one, *two;

	priv->wait = wait_killable;
	one = tee_task_start_asleep(test, wait_and_note, &first);
	two = tee_task_start_asleep(test, wait_and_note, &second);
	tee_task_signal(one, SIGKILL);
	KUNIT_EXPECT_EQ(test, tee_task_join(one), -ERESTARTSYS);
	complete(&priv->done);
	KUNIT_EXPECT_EQ(test, tee_task_join(two), 0);
	fid_expect_log(test, &priv->log, 2);
}

static int wait_when_signalled(void *data)
{
	struct completion_priv *priv = data;
	int rc;

	send_sig(SIGKILL, current, 1);
	rc = wait_for_completion_killable(&priv->done);
	flush_signals(current);
	return rc;
}

/* What is complete already is taken, signal or not */
static void fidelity_completion_signalled_but_done(struct kunit *test)
{
	struct completion_priv *priv = test->priv;

	complete(&priv->done);
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, wait_when_signalled, priv)), 0);
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, wait_when_signalled, priv)),
			-ERESTARTSYS);
}

static const struct completion_timeout {
	const char *name;
	bool done;
	unsigned long timeout;
	unsigned long rc;
} completion_timeouts[] = {
	{ "not done, no time", false, 0, 0 },
	{ "not done, one jiffy", false, 1, 0 },
	{ "not done, ten jiffies", false, 10, 0 },
	{ "done, no time", true, 0, 1 },
	{ "done, ten jiffies", true, 10, 10 },
	{ "done, for ever", true, MAX_SCHEDULE_TIMEOUT, MAX_SCHEDULE_TIMEOUT },
};

KUNIT_ARRAY_PARAM_DESC(completion_timeouts, completion_timeouts, name);

/* What a wait with a timeout returns, and that it takes its time */
static void fidelity_completion_timeout(struct kunit *test)
{
	const struct completion_timeout *p = test->param_value;
	struct completion_priv *priv = test->priv;
	unsigned long start = jiffies;

	if (p->done)
		complete(&priv->done);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&priv->done, p->timeout),
			p->rc);
	if (!p->done)
		KUNIT_EXPECT_GE(test, jiffies - start, p->timeout);
}

static int complete_later(void *data)
{
	struct completion_priv *priv = data;

	msleep(WAIT_MS);
	complete(&priv->done);
	return 0;
}

/* Time that is left over is returned, and is less than was given */
static void fidelity_completion_time_left(struct kunit *test)
{
	struct completion_priv *priv = test->priv;
	struct tee_task *task = tee_task_start(test, complete_later, priv);
	unsigned long given = msecs_to_jiffies(FID_LIMIT_MS);
	unsigned long left = wait_for_completion_timeout(&priv->done, given);

	KUNIT_EXPECT_GT(test, left, 0);
	KUNIT_EXPECT_LE(test, left, given - msecs_to_jiffies(WAIT_MS) + 1);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
}

/* A completion that came too late is there for the next wait */
static void fidelity_completion_after_timeout(struct kunit *test)
{
	struct completion_priv *priv = test->priv;

	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&priv->done, 1), 0);
	complete(&priv->done);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&priv->done, 1), 0);
}

/* complete() neither sleeps nor minds a spinlock */
static void fidelity_completion_in_atomic(struct kunit *test)
{
	struct completion_priv *priv = test->priv;
	struct waiter w = { priv, 1 };
	struct tee_task *task = tee_task_start_asleep(test, wait_and_note, &w);
	unsigned long flags;
	spinlock_t lock;

	spin_lock_init(&lock);
	spin_lock_irqsave(&lock, flags);
	complete(&priv->done);
	spin_unlock_irqrestore(&lock, flags);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
}

static int fidelity_completion_init(struct kunit *test)
{
	struct completion_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	init_completion(&priv->done);
	priv->wait = wait_always;
	test->priv = priv;
	return 0;
}

static struct kunit_case fidelity_completion_cases[] = {
	KUNIT_CASE(fidelity_completion_before_wait),
	KUNIT_CASE(fidelity_completion_counts),
	KUNIT_CASE(fidelity_completion_all),
	KUNIT_CASE(fidelity_completion_all_wakes_all),
	KUNIT_CASE(fidelity_completion_in_order),
	KUNIT_CASE(fidelity_completion_two_of_three),
	KUNIT_CASE_PARAM(fidelity_completion_signal, completion_signals_gen_params),
	KUNIT_CASE(fidelity_completion_signalled_leaves_queue),
	KUNIT_CASE(fidelity_completion_signalled_but_done),
	KUNIT_CASE_PARAM(fidelity_completion_timeout, completion_timeouts_gen_params),
	KUNIT_CASE(fidelity_completion_time_left),
	KUNIT_CASE(fidelity_completion_after_timeout),
	KUNIT_CASE(fidelity_completion_in_atomic),
	{}
};

static struct kunit_suite fidelity_completion_suite = {
	.name = "fidelity_completion",
	.init = fidelity_completion_init,
	.test_cases = fidelity_completion_cases,
};
kunit_test_suite(fidelity_completion_suite);

MODULE_DESCRIPTION("Fidelity of completions");
MODULE_LICENSE("GPL");
