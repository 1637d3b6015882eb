// SPDX-License-Identifier: GPL-2.0-only
/* A thread that may end by itself: who stops it holds it. And one that nobody stops. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>

static int demo_thread(void *data)
{
	int *left = data;

	while (!kthread_should_stop()) {
		if (!--*left)
			return 0;
	}

	return 0;
}

struct task_struct *demo_start(int *left);
struct task_struct *demo_start(int *left)
{
	struct task_struct *task = kthread_run(demo_thread, left, "demo");

	if (!IS_ERR(task))
		get_task_struct(task);

	return task;
}

void demo_stop(struct task_struct *task);
void demo_stop(struct task_struct *task)
{
	kthread_stop(task);
	put_task_struct(task);
}
