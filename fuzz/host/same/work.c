// SPDX-License-Identifier: GPL-2.0-only
/*
 * Work queues and delayed work.
 *
 * The same: a work item is queued once, runs in a task of its own and never in two
 * at a time, may free itself; flush, cancel and destroy wait for it; an ordered
 * queue runs one item at a time.
 * Different: workers are made as needed and shared by all queues.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "compat.h"
#include "host_kernel.h"

#define MAX_ITEMS	64
#define MAX_WORKERS	6

struct workqueue_struct {
	bool ordered;
};

struct item {
	struct work_struct *work;	/* NULL: free slot */
	struct workqueue_struct *wq;
	u64 order;
	u64 due_ns;
	struct host_task *running;
};

static struct item items[MAX_ITEMS];
static int items_end;		/* entries from here on have not been in use */
static u64 orders;
static u32 workers, idle;
static bool stopping;
static struct workqueue_struct system_queue;

struct workqueue_struct *system_wq = &system_queue;
struct workqueue_struct *system_percpu_wq = &system_queue;
struct workqueue_struct *system_unbound_wq = &system_queue;
struct workqueue_struct *system_dfl_wq = &system_queue;
struct workqueue_struct *system_long_wq = &system_queue;
struct workqueue_struct *system_highpri_wq = &system_queue;
struct workqueue_struct *system_freezable_wq = &system_queue;

void host_work_reset(void)
{
	host_clear(items, items_end * sizeof(items[0]));
	items_end = 0;
	orders = 0;
	workers = 0;
	idle = 0;
	stopping = false;
}

u32 host_work_pending(void)
{
	u32 n = 0;

	for (int i = 0; i < items_end; i++)
		n += items[i].work != NULL;
	return n;
}

static bool runs(struct work_struct *work)
{
	for (int i = 0; i < items_end; i++)
		if (items[i].work == work && items[i].running)
			return true;
	return false;
}

static bool queue_busy(struct workqueue_struct *wq)
{
	for (int i = 0; i < items_end; i++)
		if (items[i].work && items[i].wq == wq && items[i].running)
			return true;
	return false;
}

static struct item *next_item(u64 *wait_until)
{
	struct item *best = NULL;

	*wait_until = HOST_FOREVER;
	host_about(items, true);
	for (int i = 0; i < items_end; i++) {
		struct item *it = &items[i];

		if (!it->work || it->running || runs(it->work) ||
		    (it->wq->ordered && queue_busy(it->wq)))
			continue;
		if (it->due_ns > host_clock_ns)
			*wait_until = min(*wait_until, it->due_ns);
		else if (!best || it->order < best->order)
			best = it;
	}
	return best;
}

static void worker(void *arg);

static void kick(void)
{
	if (host_wake(items, 1) || workers == MAX_WORKERS)
		return;
	if (host_spawn("kworker", HOST_TASK_KERNEL, worker, NULL))
		workers++;
}

static void worker(void *arg)
{
	for (;;) {
		u64 until;
		struct item *it = next_item(&until);
		work_func_t fn;

		if (!it) {
			if (stopping)
				break;
			idle++;
			host_wait(items, HOST_AT_IDLE, HOST_IDLE, until);
			idle--;
			continue;
		}
		it->running = host_current;
		/* somebody has to be there when the next delayed one is due */
		if (until != HOST_FOREVER && !idle)
			kick();
		fn = it->work->func;
		raw_atomic_long_set(&it->work->data, WORK_STRUCT_NO_POOL);
		host_point(HOST_AT_WORK, it->work);
		if (!fn)
			host_fail(HOST_O1_MEMORY, "a worker jumps to NULL: the work item is not initialised, or its memory is used again");
		fn(it->work);		/* may free the work */
		host_about(items, true);
		it->running = NULL;
		it->work = NULL;
		host_wake(&items[MAX_ITEMS - 1], HOST_MAX_TASKS);
	}
	workers--;
}

static bool queue_at(struct workqueue_struct *wq, struct work_struct *work, u64 due_ns)
{
	host_point(HOST_AT_WORK, work);
	host_about(items, true);
	if (raw_atomic_long_read(&work->data) & WORK_STRUCT_PENDING)
		return false;
	for (int i = 0; i < MAX_ITEMS; i++) {
		struct item *it = &items[i];

		if (it->work)
			continue;
		items_end = max(items_end, i + 1);
		raw_atomic_long_or(WORK_STRUCT_PENDING, &work->data);
		*it = (struct item){ .work = work, .wq = wq, .order = orders++,
				     .due_ns = due_ns };
		kick();
		return true;
	}
	host_panic("too many work items");
}

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	return queue_at(wq, work, 0);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay)
{
	return queue_at(wq, &dwork->work, host_clock_ns + (u64)jiffies_to_nsecs(delay));
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay)
{
	bool was = cancel_delayed_work(dwork);

	queue_delayed_work_on(cpu, wq, dwork, delay);
	return was;
}

void delayed_work_timer_fn(struct timer_list *t)
{
}

static struct item *item_of(struct work_struct *work)
{
	for (int i = 0; i < items_end; i++)
		if (items[i].work == work)
			return &items[i];
	return NULL;
}

static bool wait_work(struct work_struct *work)
{
	bool waited = false;

	host_may_sleep("flush_work()");
	host_point(HOST_AT_WORK, work);
	host_about(items, false);
	while (item_of(work)) {
		waited = true;
		host_wait(&items[MAX_ITEMS - 1], HOST_AT_WORK, 0, HOST_FOREVER);
	}
	return waited;
}

static bool unqueue(struct work_struct *work)
{
	for (int i = 0; i < items_end; i++) {
		if (items[i].work == work && !items[i].running) {
			items[i].work = NULL;
			raw_atomic_long_set(&work->data, WORK_STRUCT_NO_POOL);
			return true;
		}
	}
	return false;
}

bool flush_work(struct work_struct *work)
{
	return wait_work(work);
}

bool cancel_work(struct work_struct *work)
{
	host_point(HOST_AT_WORK, work);
	host_about(items, true);
	return unqueue(work);
}

bool cancel_work_sync(struct work_struct *work)
{
	bool was = cancel_work(work);

	while (runs(work)) {
		host_may_sleep("cancel_work_sync()");
		host_wait(&items[MAX_ITEMS - 1], HOST_AT_WORK, 0, HOST_FOREVER);
		was |= unqueue(work);
	}
	return was;
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_work_sync(&dwork->work);
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel_work(&dwork->work);
}

struct workqueue_struct *host_workqueue_new(unsigned int flags, int max_active)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);

	if (wq)
		wq->ordered = (flags & __WQ_ORDERED) || max_active == 1;
	return wq;
}

void __flush_workqueue(struct workqueue_struct *wq)
{
	u64 before = orders;
	bool left;

	host_may_sleep("flush_workqueue()");
	host_point(HOST_AT_WORK, wq);
	host_about(items, false);
	do {
		left = false;
		for (int i = 0; i < items_end; i++)
			left |= items[i].work && items[i].wq == wq && items[i].order < before;
		if (left)
			host_wait(&items[MAX_ITEMS - 1], HOST_AT_WORK, 0, HOST_FOREVER);
	} while (left);
}

void drain_workqueue(struct workqueue_struct *wq)
{
	do {
		__flush_workqueue(wq);
	} while (queue_busy(wq));
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	drain_workqueue(wq);
	kfree(wq);
}

/** host_work_stop() - ends the idle workers; what is queued runs first */
void host_work_stop(void)
{
	stopping = true;
	while (workers) {
		host_wake(items, MAX_WORKERS);
		host_point(HOST_AT_WORK, NULL);
		for (u32 i = 0; host_task(i); i++)
			if (host_task(i)->fn == worker)
				host_join(host_task(i));
	}
}
