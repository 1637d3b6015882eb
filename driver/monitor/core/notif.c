// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asynchronous notifications: values that wait until the normal world fetches
 * them, and the interrupt that tells it so.
 *
 * OP-TEE SMC ABI (optee_smc.h): OPTEE_SMC_ENABLE_ASYNC_NOTIF,
 * OPTEE_SMC_GET_ASYNC_NOTIF_VALUE; FF-A has its own way (ffa/notif.c).
 */
#include "monitor_private.h"

/* Remembers @value, once, and lets the normal world know when it takes them. */
void notif_post(struct monitor *m, u32 value)
{
	u32 i;

	event(m, MONITOR_EV_NOTIFY, NULL, value, value);
	for (i = 0; i < m->num_pending; i++)
		if (m->pending[i] == value)
			break;
	if (i == m->num_pending && i < MAX_PENDING)
		m->pending[m->num_pending++] = value;
	m->front->notify(m);
}

/* The value posted first; false when there is none. */
bool notif_take(struct monitor *m, u32 *value)
{
	u32 i;

	if (!m->num_pending)
		return false;
	*value = m->pending[0];
	m->num_pending--;
	for (i = 0; i < m->num_pending; i++)
		m->pending[i] = m->pending[i + 1];
	return true;
}

/* The driver has been told of @value: a wait for it may end now. */
void notif_told(struct monitor *m, u64 value)
{
	if (value < MAX_PENDING && m->notif_sent[value] < 255)
		m->notif_sent[value]++;
}

void monitor_notify(struct monitor *m, u32 value)
{
	monitor_enter(m);
	m->now_caller = 0;
	notif_post(m, value);
	monitor_leave(m);
}
