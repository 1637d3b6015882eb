/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A TEE driver that records what the TEE core asks of it, answers as a test
 * scripts it, and holds the core to the contract of struct tee_driver_ops
 * (include/linux/tee_core.h). It knows the core's public API only.
 */
#ifndef TEE_FAKE_H
#define TEE_FAKE_H

#include <linux/completion.h>
#include <linux/tee_core.h>
#include "thread.h"

struct kunit;

/* Contexts, sessions and buffers that one fake keeps account of */
#define TEE_FAKE_MAX_OBJECTS	96
/* As many as fit into the largest argument of an ioctl */
#define TEE_FAKE_MAX_PARAMS	(TEE_MAX_ARG_SIZE / sizeof(struct tee_ioctl_param))

enum tee_fake_op {
	TEE_FAKE_GET_VERSION,
	TEE_FAKE_GET_REVISION,
	TEE_FAKE_OPEN,
	TEE_FAKE_CLOSE_CONTEXT,
	TEE_FAKE_RELEASE,
	TEE_FAKE_OPEN_SESSION,
	TEE_FAKE_CLOSE_SESSION,
	TEE_FAKE_SYSTEM_SESSION,
	TEE_FAKE_INVOKE,
	TEE_FAKE_OBJECT_INVOKE,
	TEE_FAKE_CANCEL,
	TEE_FAKE_SUPP_RECV,
	TEE_FAKE_SUPP_SEND,
	TEE_FAKE_SHM_REGISTER,
	TEE_FAKE_SHM_UNREGISTER,
	TEE_FAKE_POOL_ALLOC,
	TEE_FAKE_POOL_FREE,
	TEE_FAKE_NUM_OPS
};

/**
 * struct tee_fake_gate - holds one call of an operation inside the driver
 * @armed:	the next call stops at this gate
 * @entered:	completed when a call has stopped
 * @leave:	completed to let it go on
 */
struct tee_fake_gate {
	bool armed;
	struct completion entered;
	struct completion leave;
};

/**
 * struct tee_fake_session - a session that the fake holds open
 * @ctx:	context that opened it, NULL if the slot is free
 * @id:		session id
 */
struct tee_fake_session {
	struct tee_context *ctx;
	u32 id;
};

/**
 * struct tee_fake_record - arguments of the last call that had such
 * @open:	of open_session
 * @invoke:	of invoke_func
 * @object:	of object_invoke_func
 * @object_op:	of object_invoke_func
 * @session:	of close_session, system_session and cancel_req
 * @cancel_id:	of cancel_req
 * @supp_ret:	of supp_send
 * @start:	of shm_register
 * @num_params:	entries used in @param
 * @param:	parameters as the driver saw them on entry
 * @has_param:	a parameter array was passed
 */
struct tee_fake_record {
	struct tee_ioctl_open_session_arg open;
	struct tee_ioctl_invoke_arg invoke;
	u64 object;
	u32 object_op;
	u32 session;
	u32 cancel_id;
	u32 supp_ret;
	unsigned long start;
	size_t num_params;
	struct tee_param param[TEE_FAKE_MAX_PARAMS];
	bool has_param;
};

/**
 * struct tee_fake - one fake TEE
 * @test:	test that owns it; breaches of contract fail this test
 * @parent:	parent device
 * @teedev:	the TEE device, NULL before tee_fake_register()
 * @ops:	operations; a test may remove some before registration
 * @desc:	descriptor that refers to @ops
 * @dyn_pool:	pool over tee_dyn_shm_alloc_helper(), the default of @pool
 * @pool:	pool to register with; a test may replace it
 * @vers:	what get_version answers; impl_id is this fake's own
 * @revision:	what get_tee_revision answers, see tee_fake_set_revision()
 * @result:	return value of each operation
 * @ta_ret:	arg->ret of open_session, invoke_func and object_invoke_func
 * @no_answer:	object_invoke_func leaves arg->ret as it is
 * @session_id:	id that the next session gets
 * @param_hook:	called by whatever has parameters, to check parameters and
 *		write results to them
 * @param_data:	for the hooks
 * @close_hook:	called by close_context, where the core has that
 * @release_hook: called by release
 * @recv_func:	function that supp_recv hands out
 * @recv_num:	number of parameters that it hands out
 * @recv_param:	these parameters
 * @driver_shm:	shared memory of the driver's own that parameters may refer to
 * @page_hook:	called by shm_register before it returns @result
 * @rec:	what the last calls were given
 * @gate:	one gate for each operation
 * @calls:	how often each operation was called
 * @lock:	protects @ctx, @closed, @session, @shm
 * @ctx:	contexts open
 * @closed:	which of them the client has closed
 * @session:	sessions open
 * @shm:	shared memory registered
 */
struct tee_fake {
	struct kunit *test;
	struct device *parent;
	struct tee_device *teedev;
	struct tee_driver_ops ops;
	struct tee_desc desc;
	struct tee_shm_pool dyn_pool;
	struct tee_shm_pool *pool;
	struct tee_ioctl_version_data vers;
	const char *revision;
	int result[TEE_FAKE_NUM_OPS];
	u32 ta_ret;
	bool no_answer;
	u32 session_id;
	void (*param_hook)(struct tee_fake *fake, size_t num_params,
			   struct tee_param *param);
	void *param_data;
	void (*close_hook)(struct tee_fake *fake, struct tee_context *ctx);
	void (*release_hook)(struct tee_fake *fake, struct tee_context *ctx);
	u32 recv_func;
	u32 recv_num;
	struct tee_param recv_param[TEE_FAKE_MAX_PARAMS];
	struct tee_shm *driver_shm;
	void (*page_hook)(struct tee_fake *fake, struct page **pages,
			  size_t num_pages);
	struct tee_fake_record rec;
	struct tee_fake_gate gate[TEE_FAKE_NUM_OPS];
	atomic_t calls[TEE_FAKE_NUM_OPS];
	spinlock_t lock;	/* protects what follows */
	struct tee_context *ctx[TEE_FAKE_MAX_OBJECTS];
	bool closed[TEE_FAKE_MAX_OBJECTS];
	struct tee_fake_session session[TEE_FAKE_MAX_OBJECTS];
	struct tee_shm *shm[TEE_FAKE_MAX_OBJECTS];
};

/**
 * tee_fake_alloc() - Make a fake with all operations and a dynamic pool
 * @test:	owner; aborts it when memory is short
 *
 * The fake is unregistered and freed when @test ends, and fails @test if
 * contexts, sessions or shared memory are left then.
 *
 * Return: the fake, not yet known to the TEE core
 */
struct tee_fake *tee_fake_alloc(struct kunit *test);

/**
 * tee_fake_register() - Allocate and register the TEE device of a fake
 * @fake:	from tee_fake_alloc()
 *
 * Return: 0 or the error of tee_device_alloc() or tee_device_register()
 */
int tee_fake_register(struct tee_fake *fake);

/* tee_fake_new() - tee_fake_alloc() and tee_fake_register(), must succeed */
struct tee_fake *tee_fake_new(struct kunit *test);

/**
 * tee_fake_set_revision() - Let a fake have the operation get_tee_revision
 * @fake:	from tee_fake_alloc(), not registered yet
 * @revision:	what it answers
 *
 * Return: false if this core knows no such operation
 */
bool tee_fake_set_revision(struct tee_fake *fake, const char *revision);

/**
 * tee_fake_unregister() - Remove the TEE device of a fake
 * @fake:	a fake, registered or not
 *
 * Fails the test when tee_device_unregister() doesn't end within
 * TEE_WAIT_LIMIT_MS, as it does when a reference to the device was lost.
 */
void tee_fake_unregister(struct tee_fake *fake);

/* tee_fake_remove() - For tee_task_start(): unregister and forget the device */
int tee_fake_remove(void *fake);

/* tee_fake_open() - A context of this fake, by tee_client_open_context() */
struct tee_context *tee_fake_open(struct tee_fake *fake);

/* tee_fake_match() - Match function for tee_client_open_context(), data: fake */
int tee_fake_match(struct tee_ioctl_version_data *vers, const void *data);

/* How many calls of @op, contexts, sessions and registered buffers there are */
int tee_fake_calls(struct tee_fake *fake, enum tee_fake_op op);
int tee_fake_contexts(struct tee_fake *fake);
int tee_fake_sessions(struct tee_fake *fake);
int tee_fake_shms(struct tee_fake *fake);

/* tee_fake_wait_calls() - Wait until there have been @n calls of @op */
bool tee_fake_wait_calls(struct tee_fake *fake, enum tee_fake_op op, int n);

/**
 * tee_fake_park() - Make the next call of an operation stop in the driver
 * @fake:	a fake
 * @op:		operation that will stop on entry
 *
 * tee_fake_parked() waits until a call has stopped (false if none did in
 * TEE_WAIT_LIMIT_MS), tee_fake_unpark() lets it go on.
 */
void tee_fake_park(struct tee_fake *fake, enum tee_fake_op op);
bool tee_fake_parked(struct tee_fake *fake, enum tee_fake_op op);
void tee_fake_unpark(struct tee_fake *fake, enum tee_fake_op op);

#endif /* TEE_FAKE_H */
