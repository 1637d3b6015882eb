/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes that allocate protected memory from heaps in /dev/dma_heap, and what the
 * secure world knows of such memory. Only where <teeproof/features.h> has
 * HAVE_TEE_DMA_HEAP.
 */
#ifndef OPTEE_HEAP_USER_H
#define OPTEE_HEAP_USER_H

#include "secure_world.h"

/**
 * struct optee_heap_user - a process that has a dma-buf
 * @task:	makes its calls
 * @heap:	path of the heap in /dev
 * @len:	bytes to allocate
 * @fd:		the dma-buf, -1: none
 * @fail_nth:	the allocation in the next DMA_HEAP_IOCTL_ALLOC that fails, 0: none
 * @failed:	that allocation has been reached
 */
struct optee_heap_user {
	struct optee_task task;
	const char *heap;
	u64 len;
	int fd;
	unsigned int fail_nth;
	bool failed;
};

/**
 * optee_op_heap_alloc() - DMA_HEAP_IOCTL_ALLOC, an operation for optee_task_start()
 * @task:	of a struct optee_heap_user
 *
 * What the task had before is closed: that of a driver which allocates when it must not
 * would hold the driver.
 *
 * Return: 0 or an errno
 */
int optee_op_heap_alloc(struct optee_task *task);

/** optee_heap_user_new() - a process that will allocate @len bytes for OPTEE_PROTMEM_* @use */
struct optee_heap_user *optee_heap_user_new(struct optee_setup *setup, u32 use, u64 len);
/** optee_heap_user_with() - a process with a dma-buf of @len bytes for video */
struct optee_heap_user *optee_heap_user_with(struct optee_setup *setup, u64 len);
/** optee_heap_alloc() - let the process allocate; returns 0 or an errno */
int optee_heap_alloc(struct optee_heap_user *user);
/** optee_heap_close() - let the process close its dma-buf, if it has one */
void optee_heap_close(struct optee_heap_user *user);

/** optee_lent_config() - optee_config() of an OP-TEE that memory can be lent to */
struct monitor_config *optee_lent_config(struct kunit *test);
/** optee_lend_command() - OPTEE_MSG_CMD_* with which OP-TEE gets memory that is lent */
u32 optee_lend_command(void);
/** optee_lends() - how often memory was lent since the secure world was booted */
u32 optee_lends(void);
/** optee_wait_all_back() - wait until nothing is lent any more; false: it still is */
bool optee_wait_all_back(void);
/** optee_expect_all_back() - what nobody uses is asked back by a worker: wait for that */
void optee_expect_all_back(struct kunit *test);

#endif /* OPTEE_HEAP_USER_H */
