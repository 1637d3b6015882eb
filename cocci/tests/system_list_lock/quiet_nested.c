// SPDX-License-Identifier: GPL-2.0-only
/* A helper of a helper, whose only caller far up holds the lock. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

static void demo_enqueue(struct optee_call_queue *cq, struct optee_call_waiter *w)
{
	list_add_tail(&w->list_node, &cq->waiters);
}

static void demo_requeue(struct optee_call_queue *cq, struct optee_call_waiter *w)
{
	list_del(&w->list_node);
	demo_enqueue(cq, w);
}

void demo_move(struct optee_call_queue *cq, struct optee_call_waiter *w)
{
	mutex_lock(&cq->mutex);
	demo_requeue(cq, w);
	mutex_unlock(&cq->mutex);
}
