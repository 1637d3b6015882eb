// SPDX-License-Identifier: GPL-2.0-only
/*
 * The executor's world in a real kernel (fuzz/sequence/world.h): tasks and the
 * machine. process.c has processes and their system calls.
 *
 * The hosted world's schedule cannot be imposed here, but where nothing in a
 * sequence asks for a switch, its rule can: a task goes on until it waits, then
 * the next one does. All tasks of a run are SCHED_FIFO threads of one priority
 * on one CPU of a kernel that does not preempt: one that runs is only left when
 * it sleeps, and those that can run do so in the order in which they were woken.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <monitor_kernel.h>
#include <run.h>
#include "play.h"
#include "promises.h"
#include "world.h"

#define GIVE_UP		(5 * HZ)

struct world_task {
	struct task_struct *thread;
	void (*fn)(void *arg);
	void *arg;
	bool ended, arrived, fake_signal;
	struct completion go, begin, done;
};

/*
 * The run. Its tasks take turns and share one CPU, so nothing here needs a lock;
 * what the test's thread reads meanwhile it reads once.
 */
static struct {
	struct world_task task[SEQ_MAX_TASKS];
	u32 made, spawned;
	u32 arrived;
	struct completion all_arrived;
	bool started;
	u32 sleepers;
	u32 bounded;
	struct sequence_play *play;
	const u8 *order;
	u32 num_order;
	u32 turn;
} world;

/* Ready for its first step; what a process needs may have let it sleep before. */
static void arrive(struct world_task *t)
{
	if (t->arrived)
		return;
	t->arrived = true;
	if (++world.arrived == world.spawned)
		complete(&world.all_arrived);
	wait_for_completion_state(&t->begin, TASK_IDLE);
}

static int task_main(void *data)
{
	struct world_task *t = data;

	allow_signal(SIGKILL);
	allow_signal(SIGTERM);
	wait_for_completion_state(&t->go, TASK_IDLE);
	if (t->fn) {
		t->fn(t->arg);
		arrive(t);
	}
	WRITE_ONCE(t->ended, true);
	world_changed();
	complete_all(&t->done);
	return 0;
}

static int make_task(struct world_task *t, u32 number)
{
	struct task_struct *thread;

	init_completion(&t->go);
	init_completion(&t->begin);
	init_completion(&t->done);
	thread = kthread_create(task_main, t, SEQUENCE_COMM "%c", 'a' + number);
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	t->thread = get_task_struct(thread);
	kthread_bind(thread, 0);
	sched_set_fifo_low(thread);
	wake_up_process(thread);
	return 0;
}

int sequence_world_start(struct sequence_play *p)
{
	memset(&world, 0, sizeof(world));
	init_completion(&world.all_arrived);
	world.play = p;
	world.order = p->order;
	world.num_order = p->num_order;
	for (; world.made < p->s->num_tasks; world.made++)
		if (make_task(&world.task[world.made], world.made))
			return -ENOMEM;
	return 0;
}

void sequence_world_stop(void)
{
	for (u32 i = 0; i < world.made; i++) {
		struct world_task *t = &world.task[i];

		complete(&t->go);
		wait_for_completion(&t->done);
		put_task_struct(t->thread);
	}
	world.made = 0;
}

u32 sequence_world_caller(u32 i)
{
	return monitor_caller_of(world.task[i].thread);
}

struct task_struct *sequence_world_thread(u32 i)
{
	return i < world.made ? world.task[i].thread : NULL;
}

u32 sequence_world_bounded(void)
{
	return READ_ONCE(world.bounded);
}

void sequence_world_bound(int change)
{
	world.bounded += change;
}

u32 sequence_world_sleepers(void)
{
	return READ_ONCE(world.sleepers);
}

/* ---- tasks ---------------------------------------------------------------------- */

static struct world_task *task_current(void)
{
	u32 i = 0;

	while (world.task[i].thread != current)
		i++;
	return &world.task[i];
}

struct world_task *world_spawn(const char *name, void (*fn)(void *arg), void *arg)
{
	struct world_task *t = &world.task[world.spawned++];

	t->fn = fn;
	t->arg = arg;
	return t;
}

/*
 * All are there before the first begins, as each may refer to any other. Then they
 * begin in their order: nobody runs before this thread sleeps.
 */
static void start_all(void)
{
	world.started = true;
	for (u32 i = 0; i < world.spawned; i++)
		complete(&world.task[i].go);
	wait_for_completion_state(&world.all_arrived, TASK_IDLE);
	for (u32 i = 0; i < world.spawned; i++)
		complete(&world.task[i].begin);
}

void world_join(struct world_task *t)
{
	if (!world.started)
		start_all();
	wait_for_completion_state(&t->done, TASK_IDLE);
}

bool world_ended(struct world_task *t)
{
	return READ_ONCE(t->ended);
}

u32 world_caller(struct world_task *t)
{
	return SEQUENCE_FIRST_TASK + (t - world.task);
}

void world_signal(struct world_task *t, bool kill)
{
	t->fake_signal = false;
	send_sig(kill ? SIGKILL : SIGTERM, t->thread, 1);
}

/* Where the freezer leaves a task as it is: see __set_task_frozen() in kernel/freezer.c. */
static bool sleeps_freezable(const struct world_task *t)
{
	return READ_ONCE(t->thread->__state) & TASK_FREEZABLE;
}

/*
 * The kernel's freezer leaves kernel threads alone, so this one does as it does: who
 * sleeps where that is allowed stays there, all others are interrupted and have to come
 * to such a place. What it cannot do is hold back who is woken there: they go on to the
 * end of their step.
 */
void world_freeze(struct world_task *t, bool freeze)
{
	if (!freeze || t->ended || sleeps_freezable(t))
		return;
	if (!signal_pending(t->thread))
		t->fake_signal = true;
	send_sig(SIGTERM, t->thread, 1);
}

bool world_frozen(struct world_task *t)
{
	return t->ended || sleeps_freezable(t);
}

void world_not_frozen(struct world_task *t)
{
	u32 i = t - world.task;
	struct run_activity a;
	char step[160];

	/* who can run has not been let run, and the secure world may keep who is parked there */
	if (task_is_running(t->thread) || sequence_secure_state(i).parked || !run_activity(i, &a))
		return;
	seq_print_step(world.play->s, a.step, step, sizeof(step));
	sequence_fail(world.play, "suspend is given up: a task can't be frozen, it waits in step %u: %s",
		      a.step, step);
	sched_show_task(t->thread);
}

bool world_signalled(void)
{
	return signal_pending(current) &&
	       (world_killed() || !task_current()->fake_signal);
}

bool world_killed(void)
{
	return fatal_signal_pending(current);
}

void world_signals_clear(void)
{
	/* a SIGKILL stays until the task ends */
	if (world_killed())
		return;
	flush_signals(current);
	task_current()->fake_signal = false;
}

void world_sleep_ms(u32 ms)
{
	ktime_t time = ms_to_ktime(ms);

	world.sleepers++;
	set_current_state(TASK_INTERRUPTIBLE | TASK_FREEZABLE);
	schedule_hrtimeout(&time, HRTIMER_MODE_REL);
	world.sleepers--;
}

bool world_wait(bool (*cond)(void *arg), void *arg)
{
	return monitor_wait_killable(cond, arg);
}

void world_changed(void)
{
	sequence_promises_changed();
	monitor_changed();
}

/* Allocations that only the debugging of this kernel makes are counted as well. */
void world_fault(u32 n)
{
#ifdef CONFIG_FAULT_INJECTION
	current->fail_nth = n;
#endif
}

/* ---- the order of steps ----------------------------------------------------------- */

static bool my_turn(void *arg)
{
	u32 *step = arg;

	return world.turn >= world.num_order || world.order[world.turn] == *step;
}

void sequence_world_order_off(void)
{
	world.num_order = 0;
	world_changed();
}

/*
 * With an order, a step begins when all before it have begun. They have also
 * ended or wait for something by then: a task is left in no other way.
 */
void world_step(u32 step)
{
	arrive(task_current());
	if (!my_turn(&step))
		world_wait(my_turn, &step);
	sequence_promises_step(step);
	if (world.turn < world.num_order && world.order[world.turn] == step) {
		world.turn++;
		world_changed();
	}
}

/* ---- the machine -------------------------------------------------------------------- */

void *world_kernel_pages(unsigned long pages)
{
	return alloc_pages_exact(pages << PAGE_SHIFT, GFP_KERNEL | __GFP_ZERO);
}

void world_kernel_pages_free(void *p, unsigned long pages)
{
	free_pages_exact(p, pages << PAGE_SHIFT);
}

struct monitor *world_monitor(void)
{
	return monitor_current();
}

/* Sequences with an SCMI agent are not played here: suites optee_scmi have the kernel's own. */
int world_clock(u32 id, bool on)
{
	return -ENODEV;
}

bool world_scmi_system(void)
{
	return false;
}

int world_probe(void)
{
	return monitor_bind();
}

/* A driver that took so long has given up what it could not ask back, as fuzz/oracle/bound.c has it. */
static void end_driver(void (*end)(void))
{
	unsigned long began = jiffies;

	sequence_world_bound(1);
	end();
	sequence_world_bound(-1);
	if (monitor_current() && time_after_eq(jiffies, began + GIVE_UP))
		monitor_give_up(monitor_current());
}

void world_remove(void)
{
	end_driver(monitor_unbind);
}

void world_shutdown(void)
{
	end_driver(monitor_shutdown);
}

int world_kexec(void)
{
	return -EOPNOTSUPP;
}

bool world_has_kexec(void)
{
	return false;
}

bool world_rpmb(bool comes, int *rc)
{
	return false;
}

bool world_bound(void)
{
	struct device *dev = monitor_device();

	return dev && READ_ONCE(dev->driver);
}
