// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks of the OP-TEE suites: they stand for the processes and drivers which call
 * into the driver under test, one operation after the other.
 */
#include <linux/delay.h>
#include <linux/sched/signal.h>
#include "secure_world.h"
#include "support/leak_watch.h"
#include "support/thread.h"

/* A failed allocation is asked for only while the operation runs. */
static int task_do(void *data)
{
	struct optee_task *task = data;

	if (task->watch)
		tee_watch_begin(task->setup->test);
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
	return 0;
}

void optee_task_init(struct optee_setup *setup, struct optee_task *task, const char *name)
{
	task->setup = setup;
	task->worker = tee_task_worker(setup->test, name);
	task->caller = monitor_caller_of(tee_task_thread(task->worker));
	list_add_tail(&task->node, &setup->tasks);
}

void optee_task_start(struct optee_task *task, int (*op)(struct optee_task *task))
{
	task->op = op;
	tee_task_run(task->worker, task_do, task);
}

bool optee_task_wait(struct optee_task *task, unsigned int timeout_ms)
{
	return tee_task_wait_ms(task->worker, timeout_ms);
}

int optee_task_join(struct optee_task *task)
{
	if (!optee_task_wait(task, OPTEE_CALL_MS))
		KUNIT_FAIL_AND_ABORT(task->setup->test, "%s: the call does not return",
				     tee_task_thread(task->worker)->comm);
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
		tee_task_kill(task->worker);
}

void optee_task_signal(struct optee_task *task)
{
	if (optee_task_busy(task))
		tee_task_signal(task->worker, SIGUSR1);
}

bool optee_task_busy(struct optee_task *task)
{
	return !tee_task_done(task->worker);
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
	struct task_struct *thread = tee_task_thread(task->worker);
	unsigned long switches = READ_ONCE(thread->nvcsw);

	if (READ_ONCE(thread->__state) == TASK_RUNNING)
		return false;
	usleep_range(200, 400);
	return READ_ONCE(thread->__state) != TASK_RUNNING &&
	       READ_ONCE(thread->nvcsw) == switches;
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
