// SPDX-License-Identifier: GPL-2.0-only
/* Fields that others write under the lock, written before it is taken. */
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct demo_queue {
	spinlock_t lock;	/* protects the rest */
	unsigned int inside;
	void *idle;
};

struct demo_device {
	struct mutex lock;	/* protects the rest */
	void *current_one;
};

void demo_enter(struct demo_queue *q, void *idle)
{
	spin_lock_bh(&q->lock);
	q->inside++;
	q->idle = idle;
	spin_unlock_bh(&q->lock);
}

void demo_leave(struct demo_queue *q)
{
	q->idle = NULL; /* expect: driver_field_lock */
	spin_lock_bh(&q->lock);
	q->inside--;
	spin_unlock_bh(&q->lock);
}

static void demo_count(struct demo_queue *q)
{
	q->inside += 2; /* expect: driver_field_lock */
}

void demo_twice(struct demo_queue *q)
{
	spin_lock_bh(&q->lock);
	demo_count(q);
	spin_unlock_bh(&q->lock);
	demo_count(q);
}

void demo_use(struct demo_device *d, void *one)
{
	mutex_lock(&d->lock);
	d->current_one = one;
	mutex_unlock(&d->lock);
}

void demo_forget(struct demo_device *d)
{
	d->current_one = NULL; /* expect: driver_field_lock */
}

void demo_timer(struct demo_queue *q)
{
	if (!spin_trylock(&q->lock))
		return;
	q->inside--;
	spin_unlock(&q->lock);
	q->inside++; /* expect: driver_field_lock */
}
