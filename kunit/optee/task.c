// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks of the OP-TEE suites: kthreads that stand for the processes and drivers
 * which call into the driver under test, one operation after the other.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include "file.h"
#include "secure_world.h"
#include "support/leak_watch.h"

/*
 * A client is a process, which SIGKILL ends: here it ends the operation. A
 * failed allocation is asked for only while the operation runs.
 */
static void task_do(struct optee_task *task)
{
	if (task->watch)
		tee_watch_begin(task->world->test);
	task->watch = false;
#ifdef CONFIG_FAULT_INJECTION
	current->fail_nth = task->fail_nth;
	current->make_it_fail = task->fail_late;
#endif
	task->rc = task->op(task);
#ifdef CONFIG_FAULT_INJECTION
	task->failed = task->fail_nth && !current->fail_nth;
	current->fail_nth = 0;
	current->make_it_fail = false;
#endif
	task->fail_nth = 0;
	task->fail_late = false;
	flush_signals(current);
}

static int task_main(void *arg)
{
	struct optee_task *task = arg;

	allow_signal(SIGKILL);
	allow_signal(SIGTERM);
	while (true) {
		wait_for_completion_state(&task->go, TASK_IDLE);
		if (task->stop)
			break;
		task_do(task);
		/* Pairs with optee_task_busy(): what the operation wrote is there. */
		smp_store_release(&task->busy, false);
		complete_all(&task->done);
	}
	optee_user_detach();
	return 0;
}

void optee_task_init(struct optee_world *world, struct optee_task *task, const char *name)
{
	struct task_struct *thread = kthread_create(task_main, task, "%s", name);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(world->test, thread);
	task->world = world;
	task->thread = get_task_struct(thread);
	task->caller = monitor_caller_of(thread);
	init_completion(&task->go);
	init_completion(&task->done);
	complete_all(&task->done);
	list_add_tail(&task->node, &world->tasks);
	wake_up_process(thread);
}

void optee_task_start(struct optee_task *task, int (*op)(struct optee_task *task))
{
	KUNIT_ASSERT_FALSE_MSG(task->world->test, optee_task_busy(task),
			       "%s: its last operation has not returned", task->thread->comm);
	wait_for_completion(&task->done);
	reinit_completion(&task->done);
	task->op = op;
	task->busy = true;
	complete(&task->go);
}

bool optee_task_wait(struct optee_task *task, unsigned int timeout_ms)
{
	return wait_for_completion_timeout(&task->done, msecs_to_jiffies(timeout_ms) + 1);
}

int optee_task_join(struct optee_task *task)
{
	if (!optee_task_wait(task, OPTEE_CALL_MS))
		KUNIT_FAIL_AND_ABORT(task->world->test, "%s: the call does not return",
				     task->thread->comm);
	return task->rc;
}

int optee_task_run(struct optee_task *task, int (*op)(struct optee_task *task))
{
	optee_task_start(task, op);
	return optee_task_join(task);
}

void optee_task_kill(struct optee_task *task)
{
	/* Between operations there is nothing that a kill could end. */
	if (optee_task_busy(task))
		send_sig(SIGKILL, task->thread, 1);
}

void optee_task_signal(struct optee_task *task)
{
	if (optee_task_busy(task))
		send_sig(SIGTERM, task->thread, 1);
}

bool optee_task_busy(struct optee_task *task)
{
	/* Pairs with task_main() */
	return smp_load_acquire(&task->busy);
}

/* The monitor's last word on this task is that it parked the call. */
static bool task_parked(struct optee_task *task)
{
	struct monitor *m = monitor_current();
	struct monitor_event ev;
	u32 step = m ? monitor_event_count(m) : 0;

	while (step-- > 0 && monitor_event_get(m, step, &ev))
		if (ev.caller == task->caller)
			return ev.kind == MONITOR_EV_PARK;
	return false;
}

/* Asleep, and it was not woken up between two looks. */
static bool task_asleep(struct optee_task *task)
{
	unsigned long switches = READ_ONCE(task->thread->nvcsw);

	if (READ_ONCE(task->thread->__state) == TASK_RUNNING)
		return false;
	usleep_range(200, 400);
	return READ_ONCE(task->thread->__state) != TASK_RUNNING &&
	       READ_ONCE(task->thread->nvcsw) == switches;
}

enum optee_task_state optee_task_settle(struct optee_task *task)
{
	unsigned long end = jiffies + msecs_to_jiffies(OPTEE_CALL_MS);

	while (time_before(jiffies, end)) {
		if (!optee_task_busy(task))
			return OPTEE_TASK_DONE;
		if (task_asleep(task) && optee_task_busy(task))
			return task_parked(task) ? OPTEE_TASK_PARKED : OPTEE_TASK_ASLEEP;
		usleep_range(100, 200);
	}
	return OPTEE_TASK_UNSETTLED;
}

const char *optee_task_state_name(enum optee_task_state state)
{
	switch (state) {
	case OPTEE_TASK_DONE:
		return "returned";
	case OPTEE_TASK_PARKED:
		return "in the secure world";
	case OPTEE_TASK_ASLEEP:
		return "waiting in the driver";
	default:
		return "running";
	}
}
