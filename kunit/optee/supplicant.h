/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A supplicant in the kernel: a task with a user address space that opens
 * /dev/teepriv0 and works through its ioctls, step by step as a test says or on
 * its own.
 */
#ifndef OPTEE_SUPPLICANT_H
#define OPTEE_SUPPLICANT_H

#include <linux/tee.h>
#include "secure_world.h"

#define OPTEE_SUPP_MAX_SHMS	16

/**
 * struct optee_supp_msg - a request, and its answer
 * @func:	what is requested
 * @ret:	TEE result to send
 * @num_params:	parameters, the meta parameter included
 * @param:	they
 */
struct optee_supp_msg {
	u32 func;
	u32 ret;
	u32 num_params;
	struct tee_ioctl_param param[OPTEE_MAX_PARAMS];
};

/**
 * struct optee_supplicant - a supplicant
 * @task:	its thread
 * @file:	/dev/teepriv0
 * @mem:	user memory for ioctls
 * @num_params:	parameters it has room for when it receives
 * @reg_mem:	memory of its own can be shared: no call for that (TEE_GEN_CAP_REG_MEM)
 * @meta:	it asks for the meta parameter, which numbers requests
 * @room:	the first parameter with which it receives, without @meta; all 0 as it should be
 * @msg:	the request received last, and the answer to send next
 * @handle:	with optee_op_supp_serve(): what to do with a request, NULL: optee_supp_handle()
 * @priv:	for @handle
 * @served:	requests answered by optee_op_supp_serve()
 * @shm:	shared memory of applications that it allocated, as tee-supplicant does
 */
struct optee_supplicant {
	struct optee_task task;
	struct file *file;
	void __user *mem;
	u32 num_params;
	bool reg_mem;
	bool meta;
	struct tee_ioctl_param room;
	struct optee_supp_msg msg;
	void (*handle)(struct optee_supplicant *supp, struct optee_supp_msg *msg);
	void *priv;
	u32 served;
	struct optee_supp_shm {
		int id;
		int fd;
		size_t size;
		void __user *user;
	} shm[OPTEE_SUPP_MAX_SHMS];
};

#define to_optee_supplicant(t) container_of(t, struct optee_supplicant, task)

/* Operations. They return an errno, those that send and receive what the ioctl returned. */
int optee_op_supp_open(struct optee_task *task);
int optee_op_supp_close(struct optee_task *task);
int optee_op_supp_recv(struct optee_task *task);
int optee_op_supp_send(struct optee_task *task);
/* Receives, handles and sends until it is killed or the device fails. */
int optee_op_supp_serve(struct optee_task *task);

/** optee_supp_new() - a supplicant that has not opened its device yet */
struct optee_supplicant *optee_supp_new(struct optee_setup *setup);
/** optee_supp_opened() - one that has; the test ends on failure */
struct optee_supplicant *optee_supp_opened(struct optee_setup *setup);
/** optee_supp_thread() - another thread of @supp, on the same open device */
struct optee_supplicant *optee_supp_thread(struct optee_supplicant *supp);
/** optee_supp_serving() - one that answers every request by itself */
struct optee_supplicant *optee_supp_serving(struct optee_setup *setup);
/** optee_supp_stop() - end one that serves: kill it, then close its device */
void optee_supp_stop(struct optee_supplicant *supp);
/**
 * optee_supp_handle() - answer @msg as an honest tee-supplicant
 *
 * Allocates and frees shared memory of applications; says success to the rest.
 */
void optee_supp_handle(struct optee_supplicant *supp, struct optee_supp_msg *msg);
/** optee_supp_first() - index of the first parameter that is not the meta parameter */
static inline u32 optee_supp_first(const struct optee_supplicant *supp)
{
	return supp->meta ? 1 : 0;
}

#endif /* OPTEE_SUPPLICANT_H */
