// SPDX-License-Identifier: GPL-2.0-only
/* Calls without the lock, with another one, and after it was dropped. */
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct demo {
	struct mutex lock;	/* protects requests */
	struct mutex other;
	unsigned int requests;
};

static void demo_finish(struct demo *d)
{
	lockdep_assert_held(&d->lock);
	d->requests--;
}

void demo_send(struct demo *d)
{
	demo_finish(d); /* expect: driver_assert_held */
}

void demo_other(struct demo *d)
{
	mutex_lock(&d->other);
	demo_finish(d); /* expect: driver_assert_held */
	mutex_unlock(&d->other);
}

void demo_late(struct demo *d)
{
	mutex_lock(&d->lock);
	demo_finish(d);
	mutex_unlock(&d->lock);
	demo_finish(d); /* expect: driver_assert_held */
}
