/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the programs on a real OP-TEE share: bounded steps, tee-supplicant, the
 * driver's device in sysfs, and clients of a trusted application of xtest's.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * bounded() - run @step(@arg) in a process of its own for at most @seconds
 *
 * Return: what @step returned, 0 to 125, or -1 when it has not ended in time (it
 * is then killed, and may still be there if it can't be).
 */
int bounded(int (*step)(void *arg), void *arg, unsigned int seconds);


/** supplicant_start() - a tee-supplicant in the foreground of a child; its pid */
pid_t supplicant_start(void);
/** supplicant_kill() - SIGKILL; true when it was gone within @seconds */
bool supplicant_kill(pid_t pid, unsigned int seconds);

/** driver_find() - which device the driver is bound to, for driver_bind(); 0 or errno */
int driver_find(void);
/** driver_bind() - bind the driver to its device (@on), or unbind it; 0 or errno */
int driver_bind(bool on);

/**
 * struct client - a session of the concurrency test's trusted application
 * @fd:		/dev/tee0
 * @session:	its id
 * @shm:	id of the shared memory that its command wants
 */
struct client {
	int fd;
	uint32_t session;
	int shm;
	int shm_fd;
};

/** client_open() - 0 or a positive errno; a refusal by the TA is EPROTO */
int client_open(struct client *c);
/** client_spin() - the TA spins @thousands times 1000 rounds; 0 or errno */
int client_spin(struct client *c, uint32_t thousands);
void client_close(struct client *c);

/**
 * load_start() - @count processes, each of which opens, spins, closes and begins again
 * @keep_session: open once, then only spin
 * @count: processes
 * @thousands: as client_spin()
 *
 * They go on whatever their calls return, until load_stop().
 */
void load_start(unsigned int count, uint32_t thousands, bool keep_session);
/** load_calls() - calls that have succeeded so far, of all of them together */
uint64_t load_calls(void);
/** load_stop() - true when all of them had ended by themselves within @seconds */
bool load_stop(unsigned int seconds);
/** load_kill() - SIGKILL to all of them; true when they were gone within @seconds */
bool load_kill(unsigned int seconds);

/** tasks_stuck() - tasks that stay in an uninterruptible sleep for @seconds; names are printed */
unsigned int tasks_stuck(unsigned int seconds);

/** now_ns() - the monotonic clock */
uint64_t now_ns(void);

#endif /* GUEST_H */
