// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locks: mutex, spinlock, read-write semaphore, SRCU and RCU.
 *
 * The same: who may enter, FIFO hand-over among sleepers with newcomers allowed to
 * steal a mutex, preempt count and interrupt state under spinlocks, what debug
 * kernels check (owner, recursion, destroyed or uninitialised locks).
 * Different: a spinning task waits, it burns no time. RCU readers are never
 * preempted by a grace period: synchronize_rcu() is a scheduling point only.
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include "host_kernel.h"
#include "observer.h"

#define SPIN_FREE	1	/* arch_spinlock_t of a UP debug kernel */

/* ---- mutex ---- */

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	memset(lock, 0, sizeof(*lock));
	INIT_LIST_HEAD(&lock->wait_list);
#ifdef CONFIG_DEBUG_MUTEXES
	lock->magic = lock;
#endif
}

void mutex_destroy(struct mutex *lock)
{
	if (atomic_long_read(&lock->owner))
		context_broken("mutex_destroy() of a mutex that is locked");
#ifdef CONFIG_DEBUG_MUTEXES
	lock->magic = NULL;
#endif
}

static void mutex_sane(struct mutex *lock, const char *who)
{
#ifdef CONFIG_DEBUG_MUTEXES
	if (lock->magic != lock)
		context_broken("%s() of a mutex that is not initialised", who);
#endif
}

/*
 * A waiter keeps its place when a newcomer was faster. When that happens to the
 * first of them, the next unlock hands the mutex to it and to nobody else.
 */
struct mutex_waiter {
	struct list_head list;
	struct host_task *task;
	bool wants_handover;
};

static void mutex_take(struct mutex *lock)
{
	raw_atomic_long_set(&lock->owner, (long)host_current);
	context_hold(lock, true);
}

static struct mutex_waiter *first_waiter(struct mutex *lock)
{
	return list_first_entry_or_null(&lock->wait_list, struct mutex_waiter, list);
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
	struct mutex_waiter w = { .task = host_current };
	int rc = 0;

	list_add_tail(&w.list, &lock->wait_list);
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
			context_broken("mutex_lock() of a mutex that its task holds");
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
	struct mutex_waiter *w = first_waiter(lock);

	mutex_sane(lock, "mutex_unlock");
	if (raw_atomic_long_read(&lock->owner) != (long)host_current)
		context_broken("mutex_unlock() by a task that does not hold it");
	context_unhold(lock);
	raw_atomic_long_set(&lock->owner, w && w->wants_handover ? (long)w->task : 0);
	if (w && w->task->chan == lock)
		host_wake_task(w->task);
	host_point(HOST_AT_UNLOCK, lock);
}

bool mutex_is_locked(struct mutex *lock)
{
	return raw_atomic_long_read(&lock->owner) != 0;
}

/* ---- spinlock ---- */

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name,
			  struct lock_class_key *key, short inner)
{
	lock->raw_lock = (arch_spinlock_t)__ARCH_SPIN_LOCK_UNLOCKED;
	lock->magic = SPINLOCK_MAGIC;
	lock->owner = SPINLOCK_OWNER_INIT;
	lock->owner_cpu = -1;
}

static void spin_own(raw_spinlock_t *lock)
{
	lock->raw_lock.slock = 0;
	lock->owner = host_current;
	context_hold(lock, false);
}

static void spin_take(raw_spinlock_t *lock)
{
	if (lock->magic != SPINLOCK_MAGIC)
		context_broken("spin_lock() of a lock that is not initialised");
	host_point(HOST_AT_SPIN, lock);
	preempt_disable();
	while (lock->raw_lock.slock != SPIN_FREE) {
		if (lock->owner == host_current)
			context_broken("spin_lock() of a lock that its task holds");
		host_wait(lock, HOST_AT_SPIN, 0, HOST_FOREVER);
	}
	spin_own(lock);
}

static void spin_drop(raw_spinlock_t *lock)
{
	if (lock->owner != host_current)
		context_broken("spin_unlock() by a task that does not hold it");
	context_unhold(lock);
	lock->owner = SPINLOCK_OWNER_INIT;
	lock->raw_lock.slock = SPIN_FREE;
	host_wake(lock, 1);
	preempt_enable();
}

void __lockfunc _raw_spin_lock(raw_spinlock_t *lock)
{
	spin_take(lock);
}

void __lockfunc _raw_spin_unlock(raw_spinlock_t *lock)
{
	spin_drop(lock);
	host_point(HOST_AT_SPIN_UNLOCK, lock);
}

int __lockfunc _raw_spin_trylock(raw_spinlock_t *lock)
{
	host_point(HOST_AT_SPIN, lock);
	if (lock->raw_lock.slock != SPIN_FREE)
		return 0;
	preempt_disable();
	spin_own(lock);
	return 1;
}

unsigned long __lockfunc _raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags = host_irqs(false);

	spin_take(lock);
	return flags;
}

void __lockfunc _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	spin_drop(lock);
	host_irqs(flags);
	host_point(HOST_AT_SPIN_UNLOCK, lock);
}

void __lockfunc _raw_spin_lock_irq(raw_spinlock_t *lock)
{
	_raw_spin_lock_irqsave(lock);
}

void __lockfunc _raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	_raw_spin_unlock_irqrestore(lock, 1);
}

void __lockfunc _raw_spin_lock_bh(raw_spinlock_t *lock)
{
	preempt_count_add(SOFTIRQ_DISABLE_OFFSET);
	spin_take(lock);
}

void __lockfunc _raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	spin_drop(lock);
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);
	host_point(HOST_AT_SPIN_UNLOCK, lock);
}

/*
 * ---- read-write semaphore: count is the readers, owner the writer ----
 *
 * Who has to wait queues. The first in the queue enters when it can, and readers
 * behind a reader with it; a newcomer may be faster when nobody is inside, but no
 * reader joins others while somebody waits.
 */

struct sem_waiter {
	struct list_head list;
	bool write;
};

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	memset(sem, 0, sizeof(*sem));
	INIT_LIST_HEAD(&sem->wait_list);
}

static bool writer_before(struct rw_semaphore *sem, struct sem_waiter *w)
{
	struct sem_waiter *other;

	list_for_each_entry(other, &sem->wait_list, list) {
		if (other == w)
			return false;
		if (other->write)
			return true;
	}
	return false;
}

/* Whether who waits as @w, or a newcomer (NULL), can enter */
static bool sem_open(struct rw_semaphore *sem, struct sem_waiter *w, bool write)
{
	bool first = w && w->list.prev == &sem->wait_list;

	if (raw_atomic_long_read(&sem->owner))
		return false;
	if (write)
		return !raw_atomic_long_read(&sem->count) && (!w || first);
	if (w)
		return !writer_before(sem, w);
	return !raw_atomic_long_read(&sem->count) || list_empty(&sem->wait_list);
}

static int sem_wait(struct rw_semaphore *sem, bool write, enum host_point why, u32 flags)
{
	struct sem_waiter w = { .write = write };
	int rc = 0;

	list_add_tail(&w.list, &sem->wait_list);
	while (!sem_open(sem, &w, write) && !rc)
		if (host_wait(sem, why, flags, HOST_FOREVER) == HOST_SIGNALLED)
			rc = -EINTR;
	if (sem_open(sem, &w, write))
		rc = 0;
	list_del(&w.list);
	/* those behind may enter now */
	host_wake(sem, HOST_MAX_TASKS);
	return rc;
}

static int read_lock_flags(struct rw_semaphore *sem, u32 flags)
{
	int rc = 0;

	host_may_sleep("down_read()");
	host_point(HOST_AT_READ_LOCK, sem);
	if (!sem_open(sem, NULL, false))
		rc = sem_wait(sem, false, HOST_AT_READ_LOCK, flags);
	if (rc)
		return rc;
	raw_atomic_long_inc(&sem->count);
	context_hold(sem, true);
	return 0;
}

void down_read(struct rw_semaphore *sem)
{
	read_lock_flags(sem, 0);
}

int down_read_killable(struct rw_semaphore *sem)
{
	return read_lock_flags(sem, HOST_KILLABLE);
}

int down_read_interruptible(struct rw_semaphore *sem)
{
	return read_lock_flags(sem, HOST_INTERRUPTIBLE);
}

void up_read(struct rw_semaphore *sem)
{
	if (raw_atomic_long_read(&sem->count) < 1)
		context_broken("up_read() of a semaphore without readers");
	context_unhold(sem);
	raw_atomic_long_dec(&sem->count);
	host_wake(sem, HOST_MAX_TASKS);
	host_point(HOST_AT_READ_UNLOCK, sem);
}

static int write_lock_flags(struct rw_semaphore *sem, u32 flags)
{
	int rc = 0;

	host_may_sleep("down_write()");
	host_point(HOST_AT_LOCK, sem);
	if (!sem_open(sem, NULL, true))
		rc = sem_wait(sem, true, HOST_AT_LOCK, flags);
	if (rc)
		return rc;
	raw_atomic_long_set(&sem->owner, (long)host_current);
	context_hold(sem, true);
	return 0;
}

void down_write(struct rw_semaphore *sem)
{
	write_lock_flags(sem, 0);
}

int down_write_killable(struct rw_semaphore *sem)
{
	return write_lock_flags(sem, HOST_KILLABLE);
}

void up_write(struct rw_semaphore *sem)
{
	if (raw_atomic_long_read(&sem->owner) != (long)host_current)
		context_broken("up_write() by a task that does not hold it");
	context_unhold(sem);
	raw_atomic_long_set(&sem->owner, 0);
	host_wake(sem, HOST_MAX_TASKS);
	host_point(HOST_AT_UNLOCK, sem);
}

/* ---- RCU ---- */

void synchronize_rcu(void)
{
	host_may_sleep("synchronize_rcu()");
	host_point(HOST_AT_WAIT, NULL);
}

/* No reader can be in its section here: all of them run to its end. */
void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	func(head);
}

/*
 * SRCU: readers count in one number, the grace period waits for it to be zero.
 */
#ifdef CONFIG_TINY_SRCU
int init_srcu_struct(struct srcu_struct *ssp)
{
	memset(ssp, 0, sizeof(*ssp));
	return 0;
}

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
}

void __srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	ssp->srcu_lock_nesting[idx]--;
	host_wake(ssp, HOST_MAX_TASKS);
}

void synchronize_srcu(struct srcu_struct *ssp)
{
	host_may_sleep("synchronize_srcu()");
	host_point(HOST_AT_WAIT, ssp);
	while (ssp->srcu_lock_nesting[0] || ssp->srcu_lock_nesting[1])
		host_wait(ssp, HOST_AT_WAIT, 0, HOST_FOREVER);
}
#endif
