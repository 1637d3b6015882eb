/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads for tests: run functions in them, see one block, wait for its end, get
 * its result. All of it is for process context, and may sleep.
 */
#ifndef TEE_TASK_H
#define TEE_TASK_H

#include <linux/types.h>

struct kunit;
struct task_struct;
struct tee_task;

/* How long a call that must end may take before the test gives up on it */
#define TEE_WAIT_LIMIT_MS	5000

/**
 * tee_task_start() - Run a function in a thread of its own
 * @test:	owner; aborts it when no thread can be made
 * @fn:		function to run; it shares the memory map of the caller, and takes
 *		SIGKILL and SIGUSR1
 * @data:	its argument
 *
 * Return: the task, to be given back by tee_task_join()
 */
struct tee_task *tee_task_start(struct kunit *test, int (*fn)(void *data),
				void *data);

/* tee_task_start_asleep() - The same, and wait until it sleeps; the test fails if it ends */
struct tee_task *tee_task_start_asleep(struct kunit *test, int (*fn)(void *data),
				       void *data);

/**
 * tee_task_worker() - A thread that runs one function after the other
 * @test:	owner; aborts it when no thread can be made
 * @name:	of the thread
 *
 * It has no memory map until a function gives it one, which it then keeps.
 *
 * Return: the task, to be given back by tee_task_end()
 */
struct tee_task *tee_task_worker(struct kunit *test, const char *name);

/* tee_task_run() - Let a worker that does nothing run a function; return at once */
void tee_task_run(struct tee_task *task, int (*fn)(void *data), void *data);

/* tee_task_end() - Wait for the end of a worker that does nothing, and free it */
void tee_task_end(struct tee_task *task);

/* tee_task_done() - The function has returned, and what it wrote is there */
bool tee_task_done(struct tee_task *task);

/* tee_task_wait() - Wait for its return; false after TEE_WAIT_LIMIT_MS */
bool tee_task_wait(struct tee_task *task);

/* tee_task_wait_ms() - Give it so long to return; false if it doesn't */
bool tee_task_wait_ms(struct tee_task *task, unsigned int time_ms);

/**
 * tee_task_settle() - Wait until a task sleeps or has ended
 * @task:	a task
 *
 * Return: true if it sleeps, false if it has ended
 */
bool tee_task_settle(struct tee_task *task);

/**
 * tee_task_join() - Wait for the end of a task that was started, and free it
 * @task:	a task, freed unless it hangs
 *
 * Fails the test if the task doesn't end within TEE_WAIT_LIMIT_MS.
 *
 * Return: what its function returned, -ETIMEDOUT if it hangs
 */
int tee_task_join(struct tee_task *task);

/**
 * tee_task_abandon() - Leave a task that hangs, and has failed its test, to itself
 * @task:	a task that sleeps for ever
 *
 * The kernel's own search for hung tasks would report it once more, in whatever
 * test runs a minute later.
 */
void tee_task_abandon(struct tee_task *task);

/* tee_task_kill() - Send SIGKILL to a task */
void tee_task_kill(struct tee_task *task);

/* tee_task_signal() - Send it SIGKILL, or SIGUSR1, which a process may handle, and go on */
void tee_task_signal(struct tee_task *task, int sig);

/* tee_task_thread() - The task as the kernel knows it, until it is given back */
struct task_struct *tee_task_thread(struct tee_task *task);

#endif /* TEE_TASK_H */
