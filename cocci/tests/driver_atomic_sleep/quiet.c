// SPDX-License-Identifier: GPL-2.0-only
/* The lock dropped before the wait; an atomic allocation; a threaded handler. */
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

void *demo_wait(struct completion *c)
{
	void *p;

	spin_lock(&lock);
	p = kmalloc(8, GFP_ATOMIC);
	spin_unlock(&lock);
	wait_for_completion(c);
	spin_lock(&lock);
	spin_unlock(&lock);
	return p;
}

static irqreturn_t demo_irq(int irq, void *dev_id)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t demo_thread(int irq, void *dev_id)
{
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	return IRQ_HANDLED;
}

int demo_request(int irq)
{
	return request_threaded_irq(irq, demo_irq, demo_thread, 0, "demo", NULL);
}
