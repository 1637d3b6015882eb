/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work that a driver leaves to others with schedule_work(): 6.12.117 and later
 * have a queue of its own for it, before it was system_wq.
 */
#ifndef OPTEE_WORK_H
#define OPTEE_WORK_H

#include <linux/workqueue.h>

/** optee_flush_work() - wait for the end of all work in the queues of schedule_work(); may sleep */
static inline void optee_flush_work(void)
{
#ifdef HAVE_SYSTEM_PERCPU_WQ
	__flush_workqueue(system_percpu_wq);
#endif
	__flush_workqueue(system_wq);
}

#endif /* OPTEE_WORK_H */
