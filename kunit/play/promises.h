/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the call queue promises (P1 to P10), judged in a real kernel by the oracle of
 * the hosted world (fuzz/oracle/promises.c). Process context.
 */
#ifndef SEQUENCE_PROMISES_H
#define SEQUENCE_PROMISES_H

#include <linux/types.h>

struct sequence_play;

/* The oracle's number of the sequence's first task */
#define SEQUENCE_FIRST_TASK	1

/**
 * struct sequence_secure - what a task has in the secure world
 * @thread:	it holds a thread context (running, suspended in an RPC or parked)
 * @parked:	at a gate
 * @notification: its call waits for an asynchronous notification
 */
struct sequence_secure {
	bool thread, parked, notification;
};

/** sequence_secure_state() - of the sequence's task number @task */
struct sequence_secure sequence_secure_state(u32 task);
/** sequence_promises_begin() - the current thread begins a run */
void sequence_promises_begin(struct sequence_play *p);
/** sequence_promises_run() - the sequence's tasks may run from now on, or no more */
void sequence_promises_run(bool running);
/** sequence_promises_step() - the current task begins a step */
void sequence_promises_step(u32 step);
/** sequence_promises_changed() - a call into the driver has ended, or something else has happened */
void sequence_promises_changed(void);
/** sequence_promises_idle() - every task of the run sleeps, and some may have timers */
void sequence_promises_idle(void);
/** sequence_promises_stuck() - nothing moves any more */
void sequence_promises_stuck(void);
/** sequence_promises_end() - the sequence is over */
void sequence_promises_end(void);
/** sequence_promises_stop() - calls are of no interest any more */
void sequence_promises_stop(void);

#endif /* SEQUENCE_PROMISES_H */
