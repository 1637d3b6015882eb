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

/** host_play_has_heaps() - the driver can have heaps of protected memory */
bool host_play_has_heaps(void);
/** host_play_main() - task 0 of a run; @arg: the struct sequence */
void host_play_main(void *arg);

/* Called by task 0: the sequence begins, has ended; oracles that need a world that still runs. */
void host_play_begin(void);
void host_play_end(void);
void host_play_promises(void);
void host_play_monitor(bool driver_gone);

/** host_play_step() - called when the current task takes step @step */
void host_play_step(u32 step);
/** host_play_changed() - called when the current task's call into the driver, or its step, has ended */
void host_play_changed(void);

#endif
