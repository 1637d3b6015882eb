// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications: the secure world sends a value, in a request or by an
 * interrupt, to a thread of its own that waits for it in a request. A value
 * that nobody waits for yet is kept for the one who will. Wait and send decide
 * under one lock, so that none is lost.
 *
 * Source: OP-TEE OS, optee_rpc_cmd.h, OPTEE_RPC_CMD_NOTIFICATION.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/time64.h>

#include "optee_private.h"

/* No OP-TEE has as many; what it says only sizes a bitmap. */
#define MAX_KEY		0xffff

struct notif_waiter {
	struct list_head node;
	struct task_struct *task;
	bool woken;
	u32 key;
	int rc;
};

static struct notif_waiter *find_waiter(struct optee_notif *notif, u32 key)
	__must_hold(&notif->lock)
{
	struct notif_waiter *waiter;

	lockdep_assert_held(&notif->lock);
	list_for_each_entry(waiter, &notif->waiters, node)
		if (waiter->key == key)
			return waiter;
	return NULL;
}

/* Under the lock, which the waiter takes before it leaves */
static void wake_waiter(struct notif_waiter *waiter)
{
	list_del_init(&waiter->node);
	WRITE_ONCE(waiter->woken, true);
	wake_up_process(waiter->task);
}

static void sleep_until_woken(struct notif_waiter *waiter, u64 timeout_ms,
			      unsigned int state)
{
	/* Up to U32_MAX, which msecs_to_jiffies() and a long of 32 bits have no room for. */
	u64 ms = min_t(u64, timeout_ms, U32_MAX);
	u64 left = DIV_ROUND_UP_ULL(ms * HZ, MSEC_PER_SEC);
	long part = MAX_SCHEDULE_TIMEOUT;

	for (;;) {
		set_current_state(state);
		if (READ_ONCE(waiter->woken) || (timeout_ms && !left))
			break;
		if (timeout_ms)
			part = min_t(u64, left, MAX_JIFFY_OFFSET);
		left -= part - schedule_timeout(part);
	}
	__set_current_state(TASK_RUNNING);
}

/**
 * optee_notif_wait() - waits for a notification
 * @notif: notifications
 * @key: the value
 * @timeout_ms: how long at most, in milliseconds, 0 for as long as it takes
 * @freezable: of optee_freezable(): the task may be frozen meanwhile
 *
 * Context: process context, sleeps, not killable: the thread in the secure
 *	world that asks holds or wants a lock there, and would ask again. It may
 *	take hours, so who waits counts neither as load nor as hung.
 * Return: 0, -EINVAL for a value out of range, -EBUSY if somebody waits for it
 *	already, -ETIMEDOUT, also after optee_notif_shut().
 */
int optee_notif_wait(struct optee_notif *notif, u64 key, u64 timeout_ms,
		     unsigned int freezable)
{
	struct notif_waiter waiter = {
		.task = current,
		.key = key,
		.rc = -ETIMEDOUT,
	};
	unsigned long flags;
	int rc = 0;

	if (key > notif->max_key)
		return -EINVAL;

	raw_spin_lock_irqsave(&notif->lock, flags);
	if (__test_and_clear_bit(key, notif->posted))
		goto out;
	if (find_waiter(notif, key))
		rc = -EBUSY;
	else if (notif->shut)
		rc = -ETIMEDOUT;
	if (rc)
		goto out;
	list_add_tail(&waiter.node, &notif->waiters);
	raw_spin_unlock_irqrestore(&notif->lock, flags);

	sleep_until_woken(&waiter, timeout_ms, TASK_IDLE | freezable);

	raw_spin_lock_irqsave(&notif->lock, flags);
	/* Sent in the last moment is sent: the sender has taken us off. */
	list_del_init(&waiter.node);
	rc = waiter.rc;
out:
	raw_spin_unlock_irqrestore(&notif->lock, flags);
	return rc;
}

/**
 * optee_notif_send() - passes on a notification from the secure world
 * @notif: notifications
 * @key: the value
 *
 * Context: any, interrupt handlers too.
 * Return: 0, or -EINVAL for a value out of range.
 */
int optee_notif_send(struct optee_notif *notif, u64 key)
{
	struct notif_waiter *waiter;
	unsigned long flags;

	if (key > notif->max_key)
		return -EINVAL;

	raw_spin_lock_irqsave(&notif->lock, flags);
	waiter = find_waiter(notif, key);
	if (waiter) {
		waiter->rc = 0;
		wake_waiter(waiter);
	} else {
		__set_bit(key, notif->posted);
	}
	raw_spin_unlock_irqrestore(&notif->lock, flags);
	return 0;
}

/**
 * optee_notif_shut() - nobody waits for a notification any more
 * @notif: notifications
 *
 * Context: any, does not sleep.
 */
void optee_notif_shut(struct optee_notif *notif)
{
	struct notif_waiter *waiter, *next;
	unsigned long flags;

	raw_spin_lock_irqsave(&notif->lock, flags);
	notif->shut = true;
	list_for_each_entry_safe(waiter, next, &notif->waiters, node)
		wake_waiter(waiter);
	raw_spin_unlock_irqrestore(&notif->lock, flags);
}

/**
 * optee_notif_init() - sets notifications up
 * @notif: to set up
 * @max_key: the highest value that the secure world says it sends
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int optee_notif_init(struct optee_notif *notif, u32 max_key)
{
	if (max_key > MAX_KEY) {
		pr_warn("no notification values above %u\n", MAX_KEY);
		max_key = MAX_KEY;
	}
	raw_spin_lock_init(&notif->lock);
	INIT_LIST_HEAD(&notif->waiters);
	notif->max_key = max_key;
	notif->posted = bitmap_zalloc(max_key + 1, GFP_KERNEL);
	return notif->posted ? 0 : -ENOMEM;
}

/**
 * optee_notif_uninit() - takes notifications down
 * @notif: with nobody left who waits or sends
 *
 * Context: process context, may sleep.
 */
void optee_notif_uninit(struct optee_notif *notif)
{
	bitmap_free(notif->posted);
	notif->posted = NULL;
}
