// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutexes.
 *
 * The same: who may enter, FIFO hand-over among sleepers with newcomers allowed to
 * steal, what debug kernels check (owner, recursion, destroyed or uninitialised
 * locks).
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include "compat.h"
#include "host_kernel.h"
#include "observer.h"

void host_mutex_init(struct mutex *lock)
{
	memset(lock, 0, sizeof(*lock));
#ifdef CONFIG_DEBUG_MUTEXES
	lock->magic = lock;
#endif
}

void mutex_destroy(struct mutex *lock)
{
	if (atomic_long_read(&lock->owner))
		host_broken("mutex_destroy() of a mutex that is locked");
#ifdef CONFIG_DEBUG_MUTEXES
	lock->magic = NULL;
#endif
}

static void mutex_sane(struct mutex *lock, const char *who)
{
#ifdef CONFIG_DEBUG_MUTEXES
	if (lock->magic != lock)
		host_broken("%s() of a mutex that is not initialised", who);
#endif
}

/*
 * A waiter keeps its place when a newcomer was faster. When that happens to the
 * first of them, the next unlock hands the mutex to it and to nobody else.
 *
 * All waiters are in one list: where a mutex has its own differs between kernels.
 */
struct waiter {
	struct list_head list;
	struct mutex *lock;
	struct host_task *task;
	bool wants_handover;
};

static LIST_HEAD(waiters);

void host_mutex_reset(void)
{
	INIT_LIST_HEAD(&waiters);
}

static void mutex_take(struct mutex *lock)
{
	raw_atomic_long_set(&lock->owner, (long)host_current);
	host_tell(holds, lock, true);
}

static struct waiter *first_waiter(struct mutex *lock)
{
	struct waiter *w;

	list_for_each_entry(w, &waiters, list)
		if (w->lock == lock)
			return w;
	return NULL;
}

/*
 * Who gets a mutex next. With host_machine.mutex_spin that is who came last, for a kernel
 * lets it spin on another CPU while the owner runs. The first of those who sleep was woken
 * and found the mutex taken: it is the next one.
 */
static struct waiter *next_owner(struct mutex *lock)
{
	struct waiter *first = first_waiter(lock), *w;

	if (!host_machine.mutex_spin || !first || first->wants_handover)
		return first;
	list_for_each_entry_reverse(w, &waiters, list)
		if (w->lock == lock)
			break;
	first->wants_handover = w != first;
	return w;
}

/* The last unlock may have made the current task the owner. */
static bool mutex_try(struct mutex *lock)
{
	long owner = raw_atomic_long_read(&lock->owner);

	if (owner && owner != (long)host_current)
		return false;
	mutex_take(lock);
	return true;
}

static int mutex_wait(struct mutex *lock, u32 flags)
{
	struct waiter w = { .lock = lock, .task = host_current };
	int rc = 0;

	list_add_tail(&w.list, &waiters);
	while (!mutex_try(lock)) {
		if (rc)
			goto out;
		if (host_wait(lock, HOST_AT_LOCK, flags, HOST_FOREVER) == HOST_SIGNALLED)
			rc = -EINTR;
		w.wants_handover = first_waiter(lock) == &w;
	}
	rc = 0;
out:
	list_del(&w.list);
	return rc;
}

static int mutex_lock_flags(struct mutex *lock, u32 flags)
{
	mutex_sane(lock, "mutex_lock");
	host_may_sleep("mutex_lock()");
	host_point(HOST_AT_LOCK, lock);
	if (raw_atomic_long_read(&lock->owner)) {
		if (raw_atomic_long_read(&lock->owner) == (long)host_current)
			host_broken("mutex_lock() of a mutex that its task holds");
		return mutex_wait(lock, flags);
	}
	mutex_take(lock);
	return 0;
}

void mutex_lock(struct mutex *lock)
{
	mutex_lock_flags(lock, 0);
}

int mutex_lock_interruptible(struct mutex *lock)
{
	return mutex_lock_flags(lock, HOST_INTERRUPTIBLE);
}

int mutex_lock_killable(struct mutex *lock)
{
	return mutex_lock_flags(lock, HOST_KILLABLE);
}

int mutex_trylock(struct mutex *lock)
{
	mutex_sane(lock, "mutex_trylock");
	host_point(HOST_AT_LOCK, lock);
	if (raw_atomic_long_read(&lock->owner))
		return 0;
	mutex_take(lock);
	return 1;
}

void mutex_unlock(struct mutex *lock)
{
	struct waiter *w;

	mutex_sane(lock, "mutex_unlock");
	if (raw_atomic_long_read(&lock->owner) != (long)host_current)
		host_broken("mutex_unlock() by a task that does not hold it");
	w = next_owner(lock);
	host_tell(drops, lock);
	raw_atomic_long_set(&lock->owner, w && w->wants_handover ? (long)w->task : 0);
	if (w && w->task->chan == lock)
		host_wake_task(w->task);
	host_point(HOST_AT_UNLOCK, lock);
}

bool mutex_is_locked(struct mutex *lock)
{
	return raw_atomic_long_read(&lock->owner) != 0;
}
