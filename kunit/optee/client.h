/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel clients of the OP-TEE suites: a TEE context, a session and a task which
 * makes calls in them.
 */
#ifndef OPTEE_CLIENT_H
#define OPTEE_CLIENT_H

#include "secure_world.h"

#define OPTEE_MAX_SHMS	16

/**
 * struct optee_client - a client of the TEE
 * @task:	makes its calls
 * @ctx:	its TEE context
 * @file:	a user opened @ctx, as a file; else NULL
 * @owner:	@ctx is its own, not that of another client
 * @session:	its session
 * @open:	it opened that session and has not closed it
 * @func:	command to invoke
 * @cancel_id:	identifies the next operation for a cancel request
 * @login:	login method of the next session
 * @uuid:	TA of the next session
 * @num_params:	parameters of the next operation
 * @param:	they, and what came back in them
 * @ret:	result of the last operation (GlobalPlatform TEE Client API v1.0, section 4.4.2)
 * @origin:	its origin
 * @buf:	with optee_client_alloc() and optee_client_register(): the buffer
 * @len:	its size in bytes
 * @shm:	shared memory made by those
 * @owned:	all that it made and has not freed
 */
struct optee_client {
	struct optee_task task;
	struct tee_context *ctx;
	struct file *file;
	bool owner;
	u32 session;
	bool open;
	u32 func;
	u32 cancel_id;
	u32 login;
	u8 uuid[TEE_IOCTL_UUID_LEN];
	u32 num_params;
	struct tee_param param[OPTEE_MAX_PARAMS];
	u32 ret;
	u32 origin;
	void *buf;
	size_t len;
	struct tee_shm *shm;
	struct tee_shm *owned[OPTEE_MAX_SHMS];
};

#define to_optee_client(t) container_of(t, struct optee_client, task)

/* Operations, for optee_task_start() and optee_task_run() */
int optee_op_open_context(struct optee_task *task);
/* The same of a user, as a file: calls in it can be killed */
int optee_op_open_user_context(struct optee_task *task);
int optee_op_close_context(struct optee_task *task);
/* Goes on to the context of the next OP-TEE device: that of the supplicant */
int optee_op_next_context(struct optee_task *task);
int optee_op_open_session(struct optee_task *task);
int optee_op_close_session(struct optee_task *task);
int optee_op_system_session(struct optee_task *task);
int optee_op_invoke(struct optee_task *task);
int optee_op_cancel(struct optee_task *task);
int optee_op_alloc(struct optee_task *task);
int optee_op_register(struct optee_task *task);
int optee_op_free(struct optee_task *task);

/** optee_client_new() - a client with a context of its own; the test ends on failure */
struct optee_client *optee_client_new(struct optee_setup *setup);
/** optee_client_twin() - another task in the context and session of @client */
struct optee_client *optee_client_twin(struct optee_client *client);
/** optee_client_open() - open a session with a TA of the monitor; the test ends on failure */
void optee_client_open(struct optee_client *client, enum monitor_ta ta);
/** optee_client_in() - a client in a session with @ta */
struct optee_client *optee_client_in(struct optee_setup *setup, enum monitor_ta ta);
/** optee_client_user_in() - the same in a context that user space has opened */
struct optee_client *optee_client_user_in(struct optee_setup *setup, enum monitor_ta ta);
/** optee_client_ta() - name the TA of the next optee_op_open_session() */
void optee_client_ta(struct optee_client *client, enum monitor_ta ta);

/** optee_client_set() - the next command and its parameters */
void optee_client_set(struct optee_client *client, u32 func, u32 num_params,
		      const struct tee_param *param);
/** optee_client_invoke() - invoke and wait; returns errno (see @ret for the TEE's result) */
int optee_client_invoke(struct optee_client *client, u32 func, u32 num_params,
			const struct tee_param *param);
/** optee_client_value() - the same with one inout value parameter */
int optee_client_value(struct optee_client *client, u32 func, u64 a, u64 b, u64 c);
/** optee_client_park() - start a command of MONITOR_TA_SLOW that parks at @gate */
void optee_client_park(struct optee_client *client, u32 gate);
/** optee_client_parked() - the same, and wait until it is there; else the test ends */
void optee_client_parked(struct optee_client *client, u32 gate);
/** optee_crowd_in() - @count clients, each in a session with @ta */
void optee_crowd_in(struct optee_setup *setup, enum monitor_ta ta, struct optee_client **crowd,
		    u32 count);
/** optee_crowd_park() - let each park at @gate, one after the other, until it is in or waits */
void optee_crowd_park(struct optee_client **crowd, u32 count, u32 gate);
/** optee_crowd_state() - how many of them are in @state */
u32 optee_crowd_state(struct optee_client **crowd, u32 count, enum optee_task_state state);
/** optee_crowd_join() - wait for the end of all their calls */
void optee_crowd_join(struct optee_client **crowd, u32 count);
/** optee_client_ping() - a call of a new client, bounded; false when it doesn't return */
bool optee_client_ping(struct optee_setup *setup);
/** optee_client_alive() - the driver still works: a new client opens a session, invokes, closes */
void optee_client_alive(struct optee_setup *setup);

/** optee_client_alloc() - kernel shared memory of @len bytes; the test ends on failure */
struct tee_shm *optee_client_alloc(struct optee_client *client, size_t len);
/** optee_client_register() - the same over the caller's buffer */
struct tee_shm *optee_client_register(struct optee_client *client, void *buf, size_t len);
/** optee_client_free() - give @shm back */
void optee_client_free(struct optee_client *client, struct tee_shm *shm);

/* Parameters */
static inline struct tee_param optee_value(u64 type, u64 a, u64 b, u64 c)
{
	return (struct tee_param) { .attr = type, .u.value = { a, b, c } };
}

static inline struct tee_param optee_memref(u64 type, struct tee_shm *shm, size_t offs, size_t size)
{
	return (struct tee_param) { .attr = type, .u.memref = { offs, size, shm } };
}

#define VALUE_IN	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define VALUE_OUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
#define VALUE_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT
#define MEMREF_IN	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define MEMREF_OUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT
#define MEMREF_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT

#endif /* OPTEE_CLIENT_H */
