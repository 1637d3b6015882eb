// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals and threads: what is pending, what is ignored, starting and stopping.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "fidelity.h"

struct seen {
	bool before;
	bool signal;
	bool fatal;
	bool interruptible;
	bool killable;
	bool uninterruptible;
	bool after;
};

struct sent {
	int sig;
	struct seen seen;
};

static int look(void *data)
{
	struct sent *s = data;

	s->seen.before = signal_pending(current);
	send_sig(s->sig, current, 1);
	s->seen.signal = signal_pending(current);
	s->seen.fatal = fatal_signal_pending(current);
	s->seen.interruptible = signal_pending_state(TASK_INTERRUPTIBLE, current);
	s->seen.killable = signal_pending_state(TASK_KILLABLE, current);
	s->seen.uninterruptible = signal_pending_state(TASK_UNINTERRUPTIBLE, current);
	flush_signals(current);
	s->seen.after = signal_pending(current) || fatal_signal_pending(current);
	return 0;
}

static const struct signal_case {
	const char *name;
	int sig;
	bool signal, fatal;
} signal_cases[] = {
	{ "SIGUSR1", SIGUSR1, true, false },
	{ "SIGKILL", SIGKILL, true, true },
	{ "SIGTERM, not allowed", SIGTERM, false, false },
};

KUNIT_ARRAY_PARAM_DESC(signal_cases, signal_cases, name);

/* What the tests of a pending signal say, before and after it is flushed */
static void fidelity_signal_pending(struct kunit *test)
{
	const struct signal_case *p = test->param_value;
	struct sent s = { .sig = p->sig };

	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, look, &s)), 0);
	KUNIT_EXPECT_FALSE(test, s.seen.before);
	KUNIT_EXPECT_EQ(test, s.seen.signal, p->signal);
	KUNIT_EXPECT_EQ(test, s.seen.fatal, p->fatal);
	KUNIT_EXPECT_EQ(test, s.seen.interruptible, p->signal);
	KUNIT_EXPECT_EQ(test, s.seen.killable, p->fatal);
	KUNIT_EXPECT_FALSE(test, s.seen.uninterruptible);
	KUNIT_EXPECT_FALSE(test, s.seen.after);
}

static int sleep_interruptible(void *data)
{
	return msleep_interruptible(FID_LIMIT_MS) ? -EINTR : 0;
}

static int sleep_signalled(void *data)
{
	int rc;

	send_sig(SIGUSR1, current, 1);
	rc = msleep_interruptible(FID_LIMIT_MS) ? -EINTR : 0;
	flush_signals(current);
	return rc;
}

/* A signal wakes an interruptible sleeper, or keeps it from sleeping */
static void fidelity_signal_wakes(struct kunit *test)
{
	struct tee_task *task = tee_task_start_asleep(test, sleep_interruptible, NULL);

	tee_task_signal(task, SIGUSR1);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), -EINTR);
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, sleep_signalled, NULL)), -EINTR);
}

static int until_stopped(void *data)
{
	int *rounds = data;

	while (!kthread_should_stop()) {
		(*rounds)++;
		msleep(20);
	}
	return 7;
}

/* kthread_stop() waits, and returns what the thread's function did */
static void fidelity_signal_thread_stop(struct kunit *test)
{
	struct task_struct *thread;
	int rounds = 0;

	thread = kthread_run(until_stopped, &rounds, "stopped");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	while (!rounds)
		msleep(20);
	KUNIT_EXPECT_EQ(test, kthread_stop(thread), 7);
}

/* A thread that was never woken is stopped without having run */
static void fidelity_signal_thread_not_woken(struct kunit *test)
{
	struct task_struct *thread;
	int rounds = 0;

	thread = kthread_create(until_stopped, &rounds, "not-woken");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	msleep(20);
	KUNIT_EXPECT_EQ(test, rounds, 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(thread), -EINTR);
	KUNIT_EXPECT_EQ(test, rounds, 0);
}

/* Threads are kernel threads, and have names */
static void fidelity_signal_thread_is_kernel(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, current->flags & PF_KTHREAD);
	KUNIT_EXPECT_PTR_EQ(test, current->mm, NULL);
	KUNIT_EXPECT_STREQ(test, current->comm, "kunit_try_catch");
}

static struct kunit_case fidelity_signal_cases[] = {
	KUNIT_CASE_PARAM(fidelity_signal_pending, signal_cases_gen_params),
	KUNIT_CASE(fidelity_signal_wakes),
	KUNIT_CASE(fidelity_signal_thread_stop),
	KUNIT_CASE(fidelity_signal_thread_not_woken),
	KUNIT_CASE(fidelity_signal_thread_is_kernel),
	{}
};

static struct kunit_suite fidelity_signal_suite = {
	.name = "fidelity_signal",
	.test_cases = fidelity_signal_cases,
};
kunit_test_suite(fidelity_signal_suite);

MODULE_DESCRIPTION("Fidelity of signals and threads");
MODULE_LICENSE("GPL");
