// SPDX-License-Identifier: GPL-2.0-only
/* Under the lock here, in all callers, or by an assertion of the caller's own. */
#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct demo {
	spinlock_t lock;	/* protects requests */
	unsigned int requests;
};

static void demo_finish(struct demo *d)
{
	lockdep_assert_held(&d->lock);
	d->requests--;
}

static void demo_all(struct demo *d)
{
	while (d->requests)
		demo_finish(d);
}

void demo_held(struct demo *d)
{
	lockdep_assert_held(&d->lock);
	demo_finish(d);
}

void demo_shut(struct demo *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	demo_all(d);
	if (d->requests)
		demo_finish(d);
	spin_unlock_irqrestore(&d->lock, flags);
}
