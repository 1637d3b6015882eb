// SPDX-License-Identifier: GPL-2.0-only
/*
 * Spinlocks, and read-write locks that spin.
 *
 * The same: preempt count and interrupt state under a lock, what debug kernels
 * check (owner, recursion, uninitialised locks).
 * Different: a spinning task waits, it burns no time.
 */
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include "host_kernel.h"
#include "observer.h"

#define SPIN_FREE	1	/* arch_spinlock_t of a UP debug kernel */

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
	host_tell(holds, lock, false);
}

static void spin_take(raw_spinlock_t *lock)
{
	if (lock->magic != SPINLOCK_MAGIC)
		host_broken("spin_lock() of a lock that is not initialised");
	host_point(HOST_AT_SPIN, lock);
	preempt_disable();
	while (lock->raw_lock.slock != SPIN_FREE) {
		if (lock->owner == host_current)
			host_broken("spin_lock() of a lock that its task holds");
		host_wait(lock, HOST_AT_SPIN, 0, HOST_FOREVER);
	}
	spin_own(lock);
}

static void spin_drop(raw_spinlock_t *lock)
{
	if (lock->owner != host_current)
		host_broken("spin_unlock() by a task that does not hold it");
	host_tell(drops, lock);
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

/* ---- bits of a word. rhashtable unlocks by a store that wakes nobody: who waits for one looks again. ---- */

#define BIT_LOOK_NS	1000u

void bit_spin_lock(int bitnum, unsigned long *addr)
{
	host_point(HOST_AT_SPIN, addr);
	preempt_disable();
	while (test_and_set_bit_lock(bitnum, addr)) {
		preempt_enable();
		host_wait(addr, HOST_AT_SPIN, 0, host_clock_ns + BIT_LOOK_NS);
		preempt_disable();
	}
}

int bit_spin_trylock(int bitnum, unsigned long *addr)
{
	host_point(HOST_AT_SPIN, addr);
	preempt_disable();
	if (!test_and_set_bit_lock(bitnum, addr))
		return 1;
	preempt_enable();
	return 0;
}

void __bit_spin_unlock(int bitnum, unsigned long *addr)
{
	if (!test_bit(bitnum, addr))
		host_broken("bit_spin_unlock() of a bit that is not locked");
	__clear_bit_unlock(bitnum, addr);
	host_wake(addr, 1);
	preempt_enable();
	host_point(HOST_AT_SPIN_UNLOCK, addr);
}

void bit_spin_unlock(int bitnum, unsigned long *addr)
{
	__bit_spin_unlock(bitnum, addr);
}

int bit_spin_is_locked(int bitnum, unsigned long *addr)
{
	return test_bit(bitnum, addr);
}

/* ---- read-write locks: owner is the writer, owner_cpu one less than there are readers ---- */

void __rwlock_init(rwlock_t *lock, const char *name, struct lock_class_key *key)
{
	lock->raw_lock = (arch_rwlock_t)__ARCH_RW_LOCK_UNLOCKED;
	lock->magic = RWLOCK_MAGIC;
	lock->owner = SPINLOCK_OWNER_INIT;
	lock->owner_cpu = -1;
}

static bool rw_open(const rwlock_t *lock, bool write)
{
	return lock->owner == SPINLOCK_OWNER_INIT && (!write || lock->owner_cpu == -1);
}

static void rw_take(rwlock_t *lock, bool write)
{
	if (lock->magic != RWLOCK_MAGIC)
		host_broken("a read-write lock that is not initialised is taken");
	host_point(HOST_AT_SPIN, lock);
	preempt_disable();
	while (!rw_open(lock, write)) {
		if (lock->owner == host_current)
			host_broken("a read-write lock is taken by the task that writes under it");
		host_wait(lock, HOST_AT_SPIN, 0, HOST_FOREVER);
	}
	host_tell(holds, lock, false);
}

static void rw_drop(rwlock_t *lock)
{
	host_tell(drops, lock);
	host_wake(lock, HOST_MAX_TASKS);
	preempt_enable();
	host_point(HOST_AT_SPIN_UNLOCK, lock);
}

void __lockfunc _raw_read_lock(rwlock_t *lock)
{
	rw_take(lock, false);
	lock->owner_cpu++;
}

void __lockfunc _raw_read_unlock(rwlock_t *lock)
{
	if (lock->owner_cpu == -1)
		host_broken("read_unlock() of a lock without readers");
	lock->owner_cpu--;
	rw_drop(lock);
}

void __lockfunc _raw_write_lock(rwlock_t *lock)
{
	rw_take(lock, true);
	lock->owner = host_current;
}

void __lockfunc _raw_write_unlock(rwlock_t *lock)
{
	if (lock->owner != host_current)
		host_broken("write_unlock() by a task that does not hold it");
	lock->owner = SPINLOCK_OWNER_INIT;
	rw_drop(lock);
}
