// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads for tests. A thread that hangs fails its test and stays behind; it
 * never stops the run.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "fake_driver.h"
#include "thread.h"

/* One step of a wait for a thread to fall asleep */
#define TEE_TASK_POLL_MS	1

struct tee_task {
	struct kunit *test;
	int (*fn)(void *data);
	void *data;
	struct mm_struct *mm;
	struct task_struct *thread;
	struct completion done;
	int ret;
};

static int run_task(void *data)
{
	struct tee_task *task = data;

	allow_signal(SIGKILL);
	if (task->mm)
		kthread_use_mm(task->mm);
	task->ret = task->fn(task->data);
	if (task->mm)
		kthread_unuse_mm(task->mm);
	complete_all(&task->done);
	return 0;
}

struct tee_task *tee_task_start(struct kunit *test, int (*fn)(void *data),
				void *data)
{
	struct tee_task *task = kzalloc(sizeof(*task), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, task);
	task->test = test;
	task->fn = fn;
	task->data = data;
	task->mm = current->mm;
	init_completion(&task->done);
	if (task->mm)
		mmget(task->mm);

	task->thread = kthread_create(run_task, task, "tee-task");
	if (IS_ERR(task->thread)) {
		if (task->mm)
			mmput(task->mm);
		kfree(task);
		KUNIT_FAIL_AND_ABORT(test, "no thread");
	}
	get_task_struct(task->thread);
	wake_up_process(task->thread);
	return task;
}

bool tee_task_done(struct tee_task *task)
{
	return completion_done(&task->done);
}

bool tee_task_wait_ms(struct tee_task *task, unsigned int time_ms)
{
	return wait_for_completion_timeout(&task->done,
					   msecs_to_jiffies(time_ms));
}

bool tee_task_wait(struct tee_task *task)
{
	return tee_task_wait_ms(task, TEE_WAIT_LIMIT_MS);
}

bool tee_task_settle(struct tee_task *task)
{
	while (!tee_task_done(task)) {
		if (READ_ONCE(task->thread->__state) & TASK_NORMAL)
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
	if (task->mm)
		mmput(task->mm);
	kfree(task);
	return ret;
}

void tee_task_kill(struct tee_task *task)
{
	send_sig(SIGKILL, task->thread, 1);
}
