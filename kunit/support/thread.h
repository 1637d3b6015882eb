/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads for tests: start one, see it block, wait for its end, get its result. */
#ifndef TEE_TASK_H
#define TEE_TASK_H

#include <linux/types.h>

struct kunit;
struct tee_task;

/**
 * tee_task_start() - Run a function in a kernel thread
 * @test:	owner; aborts it when no thread can be made
 * @fn:		function to run; it shares the memory map of the caller
 * @data:	its argument
 *
 * Return: the task, to be given back by tee_task_join()
 */
struct tee_task *tee_task_start(struct kunit *test, int (*fn)(void *data),
				void *data);

/* tee_task_done() - The function has returned */
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
 * tee_task_join() - Wait for the end of a task and free it
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

#endif /* TEE_TASK_H */
