// SPDX-License-Identifier: GPL-2.0-only
/* A helper that counts on its caller, and a caller that forgets. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

static void demo_queue(struct optee_call_queue *cq, struct optee_call_waiter *w)
{
	list_add_tail(&w->list_node, &cq->waiters); /* expect: system_list_lock */
	cq->free_thread_count--;
}

void demo_enter(struct optee_call_queue *cq, struct optee_call_waiter *w)
{
	mutex_lock(&cq->mutex);
	demo_queue(cq, w);
	mutex_unlock(&cq->mutex);
	demo_queue(cq, w);
}
