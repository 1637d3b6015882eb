// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one critical section of a secure world.
 */
#include "monitor_private.h"

void monitor_enter(struct monitor *m) __acquires(m)
{
	m->ops->lock(m->host);
	__acquire(m);
}

/* Leaves the critical section; then the host learns what happened in it. */
void monitor_leave(struct monitor *m) __releases(m)
{
	const struct monitor_host *ops = m->ops;
	u64 gates = m->gates_opened;
	bool irq = m->irq_wanted;
	void *host = m->host;
	u32 i;

	m->gates_opened = 0;
	m->irq_wanted = false;
	__release(m);
	ops->unlock(host);
	for (i = 0; gates && i < MONITOR_MAX_GATES; i++)
		if (gates & 1ull << i && ops->gate_opened)
			ops->gate_opened(host, i);
	if (irq && ops->raise_irq)
		ops->raise_irq(host);
}
