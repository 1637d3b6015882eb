// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads for the fidelity suites, and the log of what happened in which order.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "fidelity.h"

struct fid_task {
	struct kunit *test;
	int (*fn)(void *data);
	void *data;
	void *process;
	struct task_struct *thread;
	struct completion done;
	int ret;
};

static int run(void *data)
{
	struct fid_task *task = data;

	allow_signal(SIGKILL);
	allow_signal(SIGUSR1);
	if (task->process)
		fid_world_enter(task->process);
	task->ret = task->fn(task->data);
	if (task->process)
		fid_world_leave(task->process);
	complete_all(&task->done);
	return 0;
}

struct fid_task *fid_start(struct kunit *test, int (*fn)(void *data),
			   void *data)
{
	/* Not kunit_kzalloc(): a thread that hangs outlives its test */
	struct fid_task *task = kzalloc(sizeof(*task), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, task);
	task->test = test;
	task->fn = fn;
	task->data = data;
	task->process = fid_world_process();
	init_completion(&task->done);
	task->thread = kthread_create(run, task, "fidelity");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task->thread));
	get_task_struct(task->thread);
	wake_up_process(task->thread);
	return task;
}

bool fid_ended(struct fid_task *task)
{
	return completion_done(&task->done);
}

bool fid_asleep(struct fid_task *task)
{
	while (!fid_ended(task)) {
		if (fid_world_asleep(task->thread))
			return true;
		msleep(20);
	}
	return false;
}

struct fid_task *fid_start_asleep(struct kunit *test, int (*fn)(void *data),
				  void *data)
{
	struct fid_task *task = fid_start(test, fn, data);

	KUNIT_EXPECT_TRUE(test, fid_asleep(task));
	return task;
}

int fid_join(struct fid_task *task)
{
	int ret;

	if (!wait_for_completion_timeout(&task->done,
					 msecs_to_jiffies(FID_LIMIT_MS))) {
		KUNIT_FAIL(task->test, "a thread does not end");
		return -ETIMEDOUT;
	}
	ret = task->ret;
	put_task_struct(task->thread);
	kfree(task);
	return ret;
}

void fid_signal(struct fid_task *task, int sig)
{
	send_sig(sig, task->thread, 1);
}

struct task_struct *fid_thread(struct fid_task *task)
{
	return task->thread;
}

void fid_note(struct fid_log *log, int id)
{
	if (log->num < ARRAY_SIZE(log->id))
		log->id[log->num] = id;
	log->num++;
}
