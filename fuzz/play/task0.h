/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run of a sequence in the hosted world: its state for oracles, and the hooks
 * by which the C library's side takes part. Plain C types.
 */
#ifndef HOST_PLAY_H
#define HOST_PLAY_H

#include "host.h"
#include "sequence.h"

/**
 * struct host_play - the run
 * @running:	the sequence's tasks may run
 * @probe:	what the probe at its start returned
 * @probe_fault: an allocation of that probe failed
 * @first_task:	number of the sequence's first task
 * @begin_point: scheduling point at which the sequence began
 * @static_shm:	physical address of reserved memory, 0: none
 */
struct host_play {
	bool running;
	int probe;
	bool probe_fault;
	u32 first_task;
	u64 begin_point;
	u64 static_shm;
};

extern struct host_play host_play;

/** host_play_main() - task 0 of a run; @arg: the struct sequence */
void host_play_main(void *arg);

/* Called by task 0: the sequence begins, has ended; oracles that need a world that still runs. */
void host_play_begin(void);
void host_play_end(void);
void host_play_promises(void);
void host_play_monitor(bool driver_gone);

/**
 * struct host_secure - what a task has in the secure world
 * @thread:	it holds a thread context (running, suspended in an RPC or parked)
 * @calls:	how many it holds: in an RPC it may make another call
 * @arrives:	its SMC is a call that has no context yet
 * @parked:	at a gate
 * @limited:	its last call of this step was answered with ETHREAD_LIMIT
 */
struct host_secure {
	bool thread, parked, limited, arrives;
	u32 calls;
};

extern struct host_secure host_secure[HOST_MAX_TASKS];
/** host_play_called() - the current task makes the yielding SMC @id */
void host_play_called(u64 id);
/**
 * host_play_parked() - the current task's SMC waits at a gate, or goes on from there
 * @yields:	it is a call for which the driver has taken a context
 */
void host_play_parked(bool parked, bool yields);
/** host_play_answered() - it returns to the driver with @a0 (OPTEE_SMC_RETURN_*) */
void host_play_answered(u64 a0);
/** host_play_step() - called when the current task takes step @step */
void host_play_step(u32 step);
/** host_play_changed() - called when the current task's call into the driver, or its step, has ended */
void host_play_changed(void);

#endif
