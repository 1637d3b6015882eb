// SPDX-License-Identifier: GPL-2.0-only
/* Under the lock here, in all callers, or before anybody else is there. */
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct demo_queue {
	spinlock_t lock;	/* protects the next two */
	unsigned int inside;
	void *idle;
	unsigned int nobody_locks_this;
};

void demo_queue_init(struct demo_queue *q)
{
	spin_lock_init(&q->lock);
	q->inside = 0;
	q->idle = NULL;
}

struct demo_queue *demo_new(void)
{
	struct demo_queue *q = kmalloc(sizeof(*q), GFP_KERNEL);

	if (!q)
		return NULL;
	q->inside = 1;
	return q;
}

static void demo_count(struct demo_queue *q)
{
	q->inside++;
}

void demo_held(struct demo_queue *q, void *idle)
{
	lockdep_assert_held(&q->lock);
	q->idle = idle;
}

void demo_enter(struct demo_queue *q, void *idle)
{
	q->nobody_locks_this = 3;
	spin_lock_bh(&q->lock);
	demo_count(q);
	q->inside--;
	q->idle = idle;
	spin_unlock_bh(&q->lock);
	q->nobody_locks_this = 4;
}

void demo_timer(struct demo_queue *q)
{
	if (!spin_trylock(&q->lock))
		return;
	demo_count(q);
	q->idle = NULL;
	spin_unlock(&q->lock);
}
