// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wait queues, and sleeping by hand: who is woken, in which order, what a wait
 * returns.
 */
#include <linux/delay.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "fidelity.h"

#define WAIT_MS		100
#define THREADS		4

struct wait_priv {
	wait_queue_head_t queue;
	struct fid_log log;
	int ready;
	bool exclusive;
};

struct waiter {
	struct wait_priv *priv;
	int id;
	unsigned int state;
};

/* One sleep, whatever woke it */
static int sleep_once(void *data)
{
	struct waiter *w = data;
	DEFINE_WAIT(entry);

	if (w->priv->exclusive)
		entry.flags |= WQ_FLAG_EXCLUSIVE;
	prepare_to_wait_event(&w->priv->queue, &entry, w->state);
	schedule();
	finish_wait(&w->priv->queue, &entry);
	fid_note(&w->priv->log, w->id);
	return 0;
}

static void start_sleepers(struct kunit *test, struct waiter *w,
			   struct tee_task **task, unsigned int state)
{
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct waiter){ test->priv, i, state };
		task[i] = tee_task_start_asleep(test, sleep_once, &w[i]);
	}
}

static void join_sleepers(struct kunit *test, struct tee_task **task)
{
	struct wait_priv *priv = test->priv;

	wake_up_all(&priv->queue);
	for (int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ(test, tee_task_join(task[i]), 0);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&priv->queue));
	KUNIT_EXPECT_EQ(test, priv->log.num, THREADS);
}

static unsigned int awake(struct tee_task **task)
{
	unsigned int n = 0;

	for (int i = 0; i < THREADS; i++)
		n += !tee_task_settle(task[i]);
	return n;
}

static const struct wait_wake {
	const char *name;
	bool exclusive;
	int nr;			/* 0: all */
	unsigned int woken;
} wait_wakes[] = {
	{ "shared, one", false, 1, THREADS },
	{ "shared, all", false, 0, THREADS },
	{ "exclusive, one", true, 1, 1 },
	{ "exclusive, two", true, 2, 2 },
	{ "exclusive, more than there are", true, THREADS + 1, THREADS },
	{ "exclusive, all", true, 0, THREADS },
};

KUNIT_ARRAY_PARAM_DESC(wait_wakes, wait_wakes, name);

/* How many are woken: all that share, so many of the exclusive ones */
static void fidelity_wait_wakes(struct kunit *test)
{
	const struct wait_wake *p = test->param_value;
	struct wait_priv *priv = test->priv;
	struct tee_task *task[THREADS];
	struct waiter w[THREADS];

	priv->exclusive = p->exclusive;
	start_sleepers(test, w, task, TASK_UNINTERRUPTIBLE);
	KUNIT_EXPECT_TRUE(test, waitqueue_active(&priv->queue));
	if (p->nr)
		wake_up_nr(&priv->queue, p->nr);
	else
		wake_up_all(&priv->queue);
	KUNIT_EXPECT_EQ(test, awake(task), p->woken);
	join_sleepers(test, task);
}

/* Exclusive waiters are woken in the order in which they came */
static void fidelity_wait_exclusive_in_order(struct kunit *test)
{
	struct wait_priv *priv = test->priv;
	struct tee_task *task[THREADS];
	struct waiter w[THREADS];

	priv->exclusive = true;
	start_sleepers(test, w, task, TASK_UNINTERRUPTIBLE);
	for (int i = 0; i < THREADS; i++) {
		wake_up(&priv->queue);
		KUNIT_EXPECT_FALSE(test, tee_task_settle(task[i]));
	}
	join_sleepers(test, task);
	fid_expect_log(test, &priv->log, 0, 1, 2, 3);
}

/* Those that share are woken beside one that is exclusive */
static void fidelity_wait_mixed(struct kunit *test)
{
	struct wait_priv *priv = test->priv;
	struct tee_task *task[THREADS];
	struct waiter w[THREADS];

	for (int i = 0; i < THREADS; i++) {
		priv->exclusive = i < 2;
		w[i] = (struct waiter){ priv, i, TASK_UNINTERRUPTIBLE };
		task[i] = tee_task_start_asleep(test, sleep_once, &w[i]);
	}
	wake_up(&priv->queue);
	KUNIT_EXPECT_FALSE(test, tee_task_settle(task[0]));
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task[1]));
	KUNIT_EXPECT_FALSE(test, tee_task_settle(task[2]));
	KUNIT_EXPECT_FALSE(test, tee_task_settle(task[3]));
	join_sleepers(test, task);
}

/* wake_up_interruptible() leaves uninterruptible sleepers alone */
static void fidelity_wait_interruptible_only(struct kunit *test)
{
	struct wait_priv *priv = test->priv;
	struct tee_task *task[THREADS];
	struct waiter w[THREADS];

	start_sleepers(test, w, task, TASK_UNINTERRUPTIBLE);
	wake_up_interruptible_all(&priv->queue);
	KUNIT_EXPECT_EQ(test, awake(task), 0);
	join_sleepers(test, task);
}

/* A wake-up for one exclusive waiter is not spent on one that a signal woke */
static void fidelity_wait_signalled_swallows_nothing(struct kunit *test)
{
	struct wait_priv *priv = test->priv;
	struct tee_task *task[THREADS];
	struct waiter w[THREADS];

	priv->exclusive = true;
	start_sleepers(test, w, task, TASK_INTERRUPTIBLE);
	tee_task_signal(task[0], SIGUSR1);
	wake_up(&priv->queue);
	KUNIT_EXPECT_FALSE(test, tee_task_settle(task[0]));
	KUNIT_EXPECT_FALSE(test, tee_task_settle(task[1]));
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task[2]));
	join_sleepers(test, task);
}

/* A wake-up without anybody there is lost; the condition is what counts */
static void fidelity_wait_condition_first(struct kunit *test)
{
	struct wait_priv *priv = test->priv;

	wake_up_all(&priv->queue);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(priv->queue, priv->ready, 1), 0);
	priv->ready = 1;
	wait_event(priv->queue, priv->ready);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&priv->queue));
}

static int wait_ready(void *data)
{
	struct waiter *w = data;

	wait_event(w->priv->queue, w->priv->ready > w->id);
	fid_note(&w->priv->log, w->id);
	return 0;
}

/* Who is woken looks at its condition, and sleeps again when it doesn't hold */
static void fidelity_wait_looks_again(struct kunit *test)
{
	struct wait_priv *priv = test->priv;
	struct waiter w = { priv, 1 };
	struct tee_task *task = tee_task_start_asleep(test, wait_ready, &w);

	for (int i = 0; i < 3; i++) {
		wake_up_all(&priv->queue);
		KUNIT_EXPECT_TRUE(test, tee_task_settle(task));
	}
	priv->ready = 2;
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task));
	wake_up(&priv->queue);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
}

enum event_kind { EVENT, EVENT_TIMEOUT, EVENT_INTERRUPTIBLE, EVENT_KILLABLE,
		  EVENT_INTERRUPTIBLE_TIMEOUT };

struct event {
	struct wait_priv *priv;
	enum event_kind kind;
};

static int wait_kind(void *data)
{
	struct event *e = data;
	struct wait_priv *priv = e->priv;
	long limit = msecs_to_jiffies(FID_LIMIT_MS), rc = 0;

	switch (e->kind) {
	case EVENT:
		wait_event(priv->queue, priv->ready);
		break;
	case EVENT_TIMEOUT:
		rc = wait_event_timeout(priv->queue, priv->ready, limit);
		break;
	case EVENT_INTERRUPTIBLE:
		rc = wait_event_interruptible(priv->queue, priv->ready);
		break;
	case EVENT_KILLABLE:
		rc = wait_event_killable(priv->queue, priv->ready);
		break;
	case EVENT_INTERRUPTIBLE_TIMEOUT:
		rc = wait_event_interruptible_timeout(priv->queue, priv->ready, limit);
		break;
	}
	return min(rc, 1l);
}

static const struct wait_signal {
	const char *name;
	enum event_kind kind;
	int sig;
	int rc;
} wait_signals[] = {
	{ "wait_event, SIGKILL", EVENT, SIGKILL, 0 },
	{ "timeout, SIGKILL", EVENT_TIMEOUT, SIGKILL, 1 },
	{ "interruptible, SIGUSR1", EVENT_INTERRUPTIBLE, SIGUSR1, -ERESTARTSYS },
	{ "interruptible, SIGKILL", EVENT_INTERRUPTIBLE, SIGKILL, -ERESTARTSYS },
	{ "killable, SIGUSR1", EVENT_KILLABLE, SIGUSR1, 0 },
	{ "killable, SIGKILL", EVENT_KILLABLE, SIGKILL, -ERESTARTSYS },
	{ "interruptible timeout, SIGUSR1", EVENT_INTERRUPTIBLE_TIMEOUT, SIGUSR1, -ERESTARTSYS },
};

KUNIT_ARRAY_PARAM_DESC(wait_signals, wait_signals, name);

/* Which signal ends which wait; what a wait returns else */
static void fidelity_wait_signal(struct kunit *test)
{
	const struct wait_signal *p = test->param_value;
	struct wait_priv *priv = test->priv;
	struct event e = { priv, p->kind };
	struct tee_task *task = tee_task_start_asleep(test, wait_kind, &e);

	tee_task_signal(task, p->sig);
	KUNIT_EXPECT_EQ(test, tee_task_settle(task), p->rc >= 0);
	priv->ready = 1;
	wake_up(&priv->queue);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), p->rc);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&priv->queue));
}

static const struct wait_timeout {
	const char *name;
	int ready;
	long timeout;
	long rc;
} wait_timeouts[] = {
	{ "not ready, no time", 0, 0, 0 },
	{ "not ready, ten jiffies", 0, 10, 0 },
	{ "ready, no time", 1, 0, 1 },
	{ "ready, ten jiffies", 1, 10, 10 },
};

KUNIT_ARRAY_PARAM_DESC(wait_timeouts, wait_timeouts, name);

/* What a wait with a timeout returns, and that it takes its time */
static void fidelity_wait_timeout(struct kunit *test)
{
	const struct wait_timeout *p = test->param_value;
	struct wait_priv *priv = test->priv;
	unsigned long start = jiffies;

	priv->ready = p->ready;
	KUNIT_EXPECT_EQ(test, wait_event_timeout(priv->queue, priv->ready, p->timeout),
			p->rc);
	if (!p->rc)
		KUNIT_EXPECT_GE(test, jiffies - start, p->timeout);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&priv->queue));
}

/* A wake-up between setting the state and schedule() is not lost */
static void fidelity_wait_state_before_schedule(struct kunit *test)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	KUNIT_EXPECT_EQ(test, wake_up_process(current), 1);
	schedule();
	KUNIT_EXPECT_EQ(test, wake_up_process(current), 0);
}

/* A task that only yields goes on */
static void fidelity_wait_running_schedule(struct kunit *test)
{
	unsigned long start = jiffies;

	schedule();
	cond_resched();
	KUNIT_EXPECT_EQ(test, schedule_timeout(0), 0);
	KUNIT_EXPECT_LE(test, jiffies - start, msecs_to_jiffies(WAIT_MS));
}

static int sleep_long(void *data)
{
	long *left = data;

	*left = schedule_timeout_interruptible(msecs_to_jiffies(FID_LIMIT_MS));
	return 0;
}

/* schedule_timeout() returns what was left when it was woken, by whomever */
static void fidelity_wait_schedule_timeout(struct kunit *test)
{
	struct tee_task *task;
	long left = 0;

	KUNIT_EXPECT_EQ(test, schedule_timeout_uninterruptible(2), 0);
	task = tee_task_start_asleep(test, sleep_long, &left);
	KUNIT_EXPECT_EQ(test, wake_up_process(tee_task_thread(task)), 1);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_GT(test, left, 0);
	KUNIT_EXPECT_LE(test, left, msecs_to_jiffies(FID_LIMIT_MS));
	left = 0;
	task = tee_task_start_asleep(test, sleep_long, &left);
	tee_task_signal(task, SIGUSR1);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_GT(test, left, 0);
}

static int fidelity_wait_init(struct kunit *test)
{
	struct wait_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	init_waitqueue_head(&priv->queue);
	test->priv = priv;
	return 0;
}

static struct kunit_case fidelity_wait_cases[] = {
	KUNIT_CASE_PARAM(fidelity_wait_wakes, wait_wakes_gen_params),
	KUNIT_CASE(fidelity_wait_exclusive_in_order),
	KUNIT_CASE(fidelity_wait_mixed),
	KUNIT_CASE(fidelity_wait_interruptible_only),
	KUNIT_CASE(fidelity_wait_signalled_swallows_nothing),
	KUNIT_CASE(fidelity_wait_condition_first),
	KUNIT_CASE(fidelity_wait_looks_again),
	KUNIT_CASE_PARAM(fidelity_wait_signal, wait_signals_gen_params),
	KUNIT_CASE_PARAM(fidelity_wait_timeout, wait_timeouts_gen_params),
	KUNIT_CASE(fidelity_wait_state_before_schedule),
	KUNIT_CASE(fidelity_wait_running_schedule),
	KUNIT_CASE(fidelity_wait_schedule_timeout),
	{}
};

static struct kunit_suite fidelity_wait_suite = {
	.name = "fidelity_wait",
	.init = fidelity_wait_init,
	.test_cases = fidelity_wait_cases,
};
kunit_test_suite(fidelity_wait_suite);

MODULE_DESCRIPTION("Fidelity of wait queues");
MODULE_LICENSE("GPL");
