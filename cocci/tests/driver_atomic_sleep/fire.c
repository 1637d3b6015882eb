// SPDX-License-Identifier: GPL-2.0-only
/* Sleeping under a spinlock, and in an interrupt handler. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

#include <linux/interrupt.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(mutex);

void *demo_alloc(void)
{
	void *p;

	spin_lock(&lock);
	p = kmalloc(8, GFP_KERNEL); /* expect: driver_atomic_sleep */
	spin_unlock(&lock);
	return p;
}

void demo_wait(struct completion *c)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	wait_for_completion(c); /* expect: driver_atomic_sleep */
	spin_unlock_irqrestore(&lock, flags);
}

static irqreturn_t demo_irq(int irq, void *dev_id)
{
	mutex_lock(&mutex); /* expect: driver_atomic_sleep */
	mutex_unlock(&mutex);
	return IRQ_HANDLED;
}

int demo_request(int irq)
{
	return request_irq(irq, demo_irq, 0, "demo", NULL);
}
