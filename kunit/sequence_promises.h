/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the call queue promises (P1 to P10), judged by what the executor does and
 * the secure world sees, as fuzz/oracle/promises.c does in the hosted world. Any
 * context.
 */
#ifndef SEQUENCE_PROMISES_H
#define SEQUENCE_PROMISES_H

#include <linux/types.h>

struct sequence_play;

/**
 * struct sequence_secure - what a task has in the secure world
 * @thread:	it holds a thread context (running, suspended in an RPC or parked)
 * @parked:	at a gate
 * @limited:	its last call was answered with ETHREAD_LIMIT
 * @notification: its call waits for an asynchronous notification
 */
struct sequence_secure {
	bool thread, parked, limited, notification;
};

/** sequence_secure_state() - of the task with number @caller */
struct sequence_secure sequence_secure_state(u32 caller);
/** sequence_promises_begin() - a run begins */
void sequence_promises_begin(struct sequence_play *p);
/** sequence_promises_look() - something happened: look at who has entered since (P7) */
void sequence_promises_look(void);
/** sequence_promises_stuck() - what has to hold when nothing moves any more: P1, P4, P9 */
void sequence_promises_stuck(struct sequence_play *p);
/** sequence_promises_end() - what may not have been granted: P3, P10 */
void sequence_promises_end(struct sequence_play *p);

#endif /* SEQUENCE_PROMISES_H */
