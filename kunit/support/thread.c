// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads for tests. A thread that hangs fails its test and stays behind; it
 * never stops the run. Also part of the fidelity suites in the hosted world.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "kthread_user.h"
#include "thread.h"

/* One step of a wait for a thread to fall asleep */
#define TEE_TASK_POLL_MS	1

struct tee_task {
	struct kunit *test;
	bool worker;
	int (*fn)(void *data);
	void *data;
	void *process;
	struct task_struct *thread;
	struct completion go;
	struct completion done;
	bool busy;
	int ret;
};

static void run_function(struct tee_task *task)
{
	task->ret = task->fn(task->data);
	/* A worker is a process that a signal ends: here it ends the function. */
	if (task->worker)
		flush_signals(current);
	else
		kthread_user_leave();
	/* Pairs with tee_task_done() */
	smp_store_release(&task->busy, false);
	complete_all(&task->done);
}

static int task_main(void *arg)
{
	struct tee_task *task = arg;

	allow_signal(SIGKILL);
	allow_signal(SIGUSR1);
	if (!task->worker) {
		kthread_user_enter(task->process);
		/* Whoever joins it frees it. */
		run_function(task);
		return 0;
	}
	while (true) {
		wait_for_completion_state(&task->go, TASK_IDLE);
		if (!task->fn)
			break;
		run_function(task);
	}
	kthread_user_leave();
	return 0;
}

static struct tee_task *task_new(struct kunit *test, bool worker, const char *name)
{
	/* Not kunit_kzalloc(): a thread that hangs outlives its test */
	struct tee_task *task = kzalloc(sizeof(*task), GFP_KERNEL);
	struct task_struct *thread;

	KUNIT_ASSERT_NOT_NULL(test, task);
	task->test = test;
	task->worker = worker;
	init_completion(&task->go);
	init_completion(&task->done);
	thread = kthread_create(task_main, task, "%s", name);
	if (IS_ERR(thread)) {
		kfree(task);
		KUNIT_FAIL_AND_ABORT(test, "no thread");
	}
	task->thread = get_task_struct(thread);
	return task;
}

struct tee_task *tee_task_start(struct kunit *test, int (*fn)(void *data),
				void *data)
{
	struct tee_task *task = task_new(test, false, "tee-task");

	task->fn = fn;
	task->data = data;
	task->process = kthread_user_process();
	task->busy = true;
	wake_up_process(task->thread);
	return task;
}

struct tee_task *tee_task_start_asleep(struct kunit *test, int (*fn)(void *data),
				       void *data)
{
	struct tee_task *task = tee_task_start(test, fn, data);

	KUNIT_EXPECT_TRUE(test, tee_task_settle(task));
	return task;
}

struct tee_task *tee_task_worker(struct kunit *test, const char *name)
{
	struct tee_task *task = task_new(test, true, name);

	complete_all(&task->done);
	wake_up_process(task->thread);
	return task;
}

void tee_task_run(struct tee_task *task, int (*fn)(void *data), void *data)
{
	KUNIT_ASSERT_TRUE_MSG(task->test, tee_task_done(task),
			      "%s: its last function has not returned", task->thread->comm);
	wait_for_completion(&task->done);
	reinit_completion(&task->done);
	task->fn = fn;
	task->data = data;
	task->busy = true;
	complete(&task->go);
}

void tee_task_end(struct tee_task *task)
{
	task->fn = NULL;
	complete(&task->go);
	kthread_stop(task->thread);
	put_task_struct(task->thread);
	kfree(task);
}

bool tee_task_done(struct tee_task *task)
{
	/* Pairs with run_function(): what the function wrote is there. */
	return !smp_load_acquire(&task->busy);
}

bool tee_task_wait_ms(struct tee_task *task, unsigned int time_ms)
{
	return wait_for_completion_timeout(&task->done,
					   msecs_to_jiffies(time_ms) + 1);
}

bool tee_task_wait(struct tee_task *task)
{
	return tee_task_wait_ms(task, TEE_WAIT_LIMIT_MS);
}

bool tee_task_settle(struct tee_task *task)
{
	while (!tee_task_done(task)) {
		if (kthread_user_asleep(task->thread))
			return true;
		msleep(TEE_TASK_POLL_MS);
	}
	return false;
}

void tee_task_abandon(struct tee_task *task)
{
#ifdef CONFIG_DETECT_HUNG_TASK
	struct task_struct *thread = task->thread;

	/* For check_hung_task() its last switch lies in the future, and was seen. */
	thread->last_switch_time = jiffies + MAX_JIFFY_OFFSET / 2;
	thread->last_switch_count = thread->nvcsw + thread->nivcsw;
#endif
}

int tee_task_join(struct tee_task *task)
{
	int ret;

	if (!tee_task_wait(task)) {
		KUNIT_FAIL(task->test, "%ps() hangs", task->fn);
		tee_task_abandon(task);
		return -ETIMEDOUT;
	}
	ret = task->ret;
	put_task_struct(task->thread);
	kfree(task);
	return ret;
}

void tee_task_kill(struct tee_task *task)
{
	tee_task_signal(task, SIGKILL);
}

void tee_task_signal(struct tee_task *task, int sig)
{
	send_sig(sig, task->thread, 1);
}

struct task_struct *tee_task_thread(struct tee_task *task)
{
	return task->thread;
}
