// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read-write semaphores: count is the readers, owner the writer.
 *
 * The same: who has to wait queues. The first in the queue enters when it can, and
 * readers behind a reader with it; a newcomer may be faster when nobody is inside,
 * but no reader joins others while somebody waits.
 */
#include <linux/kernel.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>
#include "host_kernel.h"
#include "observer.h"

/* All waiters are in one list: where a semaphore has its own differs between kernels. */
struct sem_waiter {
	struct list_head list;
	struct rw_semaphore *sem;
	bool write;
};

static LIST_HEAD(waiters);

void host_rwsem_reset(void)
{
	INIT_LIST_HEAD(&waiters);
}

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	memset(sem, 0, sizeof(*sem));
}

static struct sem_waiter *first_waiter(struct rw_semaphore *sem)
{
	struct sem_waiter *w;

	list_for_each_entry(w, &waiters, list)
		if (w->sem == sem)
			return w;
	return NULL;
}

static bool writer_before(struct rw_semaphore *sem, struct sem_waiter *w)
{
	struct sem_waiter *other;

	list_for_each_entry(other, &waiters, list) {
		if (other == w)
			return false;
		if (other->sem == sem && other->write)
			return true;
	}
	return false;
}

/* Whether who waits as @w, or a newcomer (NULL), can enter */
static bool sem_open(struct rw_semaphore *sem, struct sem_waiter *w, bool write)
{
	bool first = w && w == first_waiter(sem);

	if (raw_atomic_long_read(&sem->owner))
		return false;
	if (write)
		return !raw_atomic_long_read(&sem->count) && (!w || first);
	if (w)
		return !writer_before(sem, w);
	return !raw_atomic_long_read(&sem->count) || !first_waiter(sem);
}

static int sem_wait(struct rw_semaphore *sem, bool write, enum host_point why, u32 flags)
{
	struct sem_waiter w = { .sem = sem, .write = write };
	int rc = 0;

	list_add_tail(&w.list, &waiters);
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
	host_tell(holds, sem, true);
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
		host_broken("up_read() of a semaphore without readers");
	host_tell(drops, sem);
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
	host_tell(holds, sem, true);
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
		host_broken("up_write() by a task that does not hold it");
	host_tell(drops, sem);
	raw_atomic_long_set(&sem->owner, 0);
	host_wake(sem, HOST_MAX_TASKS);
	host_point(HOST_AT_UNLOCK, sem);
}
