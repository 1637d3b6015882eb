/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The OP-TEE driver's own interfaces. Nothing here knows how the secure world
 * is entered; that is behind struct optee_abi.
 */
#ifndef OPTEE_PRIVATE_H
#define OPTEE_PRIVATE_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/hashtable.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/tee_core.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "call_queue.h"
#include "optee_msg.h"

struct lent_pool;
struct rpmb_dev;

/* GlobalPlatform TEE Client API v1.0 section 4.4.2, return codes */
#define TEEC_SUCCESS			0x00000000
#define TEEC_ERROR_BAD_PARAMETERS	0xffff0006
#define TEEC_ERROR_ITEM_NOT_FOUND	0xffff0008
#define TEEC_ERROR_NOT_SUPPORTED	0xffff000a
#define TEEC_ERROR_OUT_OF_MEMORY	0xffff000c
#define TEEC_ERROR_BUSY			0xffff000d
#define TEEC_ERROR_COMMUNICATION	0xffff000e
#define TEEC_ERROR_SHORT_BUFFER		0xffff0010
/* The same, section 4.4.3, return code origins */
#define TEEC_ORIGIN_COMMS		0x00000002
/* GlobalPlatform TEE Internal Core API and OP-TEE's own */
#define TEE_ERROR_TIMEOUT		0xffff3001
#define TEE_ERROR_STORAGE_NOT_AVAILABLE	0xf0100003

/* Parameters of a call: four of a client's, two more to open a session */
#define OPTEE_MAX_PARAMS		6
#define OPTEE_OPEN_META_PARAMS		2
/* Parameters of a request that we answer, on the stack; OP-TEE uses four. */
#define OPTEE_RPC_MAX_PARAMS		16
/* Uses of protected memory, OPTEE_MSG_PROTMEM_*, from 1 on */
#define OPTEE_PROTMEM_USES		3

struct optee;
struct optee_rpc;

/**
 * struct optee_arg - place for one message to the secure world
 * @node: among the free ones
 * @shm: shared memory that the message is in
 * @offs: offset of the message in @shm, in bytes
 * @msg: the message
 * @rpc: place for requests right behind @msg, NULL if they bring their own
 * @reserved: belongs to the reserve
 * @lost: a call was given up that has it; the secure world may write to it
 */
struct optee_arg {
	struct list_head node;
	struct tee_shm *shm;
	size_t offs;
	struct optee_msg_arg *msg;
	struct optee_msg_arg *rpc;
	bool reserved;
	bool lost;
};

/**
 * struct optee_arg_cache - places for messages, kept for the next call
 * @lock: protects the three lists
 * @free: struct optee_arg that nobody uses
 * @reserve: the same, kept for calls that must not fail
 * @reserve_count: counts up to the length of @reserve, and places of it that were lost
 * @blocks: shared memory that the places are in
 * @size: bytes of one place
 * @per_block: places in one block of shared memory
 * @registered: blocks are registered with the secure world
 */
struct optee_arg_cache {
	spinlock_t lock; /* protects the lists */
	struct list_head free;
	struct list_head reserve;
	struct completion reserve_count;
	struct list_head blocks;
	size_t size;
	unsigned int per_block;
	bool registered;
};

/**
 * struct optee_notif - notifications from the secure world
 * @lock: protects @waiters, @posted and @shut; raw, as a per-CPU interrupt
 *	handler takes it
 * @waiters: who waits for which value
 * @posted: values sent that nobody waited for
 * @max_key: the highest value
 * @shut: nobody waits any more
 */
struct optee_notif {
	raw_spinlock_t lock; /* protects waiters, posted and shut */
	struct list_head waiters;
	unsigned long *posted;
	u32 max_key;
	bool shut;
};

/**
 * struct optee_supp - requests to tee-supplicant
 * @lock: protects the rest
 * @ctx: context of the supplicant that is there, or NULL
 * @queue: requests that it has not received yet
 * @reqs: requests by id, received or not; a value entry is one whose client
 *	has gone while the supplicant was at it
 * @next_id: where to look for a free id
 * @sync_id: the request being served by a supplicant that takes one at a time
 *	and does not tell ids, or 0
 * @arrived: counts requests in @queue that no thread of the supplicant was woken for
 * @shut: no more requests
 */
struct optee_supp {
	struct mutex lock; /* protects the rest */
	struct tee_context *ctx;
	struct list_head queue;
	struct xarray reqs;
	u32 next_id;
	u32 sync_id;
	struct completion arrived;
	bool shut;
};

/**
 * struct optee_abi - a way into the secure world
 * @call: makes a yielding call with a message and answers the requests that
 *	come meanwhile. @member is the session whose context may be used, or
 *	NULL; @flags is OPTEE_CQ_*. Returns 0 when @arg holds a result, a
 *	negative errno when the call was not made, a positive code when the
 *	secure world did not take the message.
 * @memref_to_msg: describes a memory reference to the secure world; offset and
 *	size have been checked
 * @memref_from_msg: finds the memory that a request refers to; what it puts
 *	in the parameter holds a reference. @mp is a private copy.
 * @shm_to_msg: answers a request for memory with @shm
 * @notif_stop: has the secure world send no more notifications
 * @notif_uninit: the same, and takes down what they need; no calls are in flight
 * @empty_cache: has the secure world give back memory that it keeps for requests.
 *	Returns true unless it keeps some
 * @find_protmem: finds out what protected memory there can be, for optee.protmem
 */
struct optee_abi {
	int (*call)(struct optee *optee, struct tee_context *ctx,
		    struct optee_arg *arg, struct optee_cq_member *member,
		    unsigned int flags);
	void (*memref_to_msg)(struct optee_msg_param *mp,
			      const struct tee_param *p);
	int (*memref_from_msg)(struct optee *optee, struct tee_param *p,
			       const struct optee_msg_param *mp);
	int (*shm_to_msg)(struct optee_rpc *rpc, struct optee_msg_param *mp,
			  struct tee_shm *shm);
	void (*notif_stop)(struct optee *optee);
	void (*notif_uninit)(struct optee *optee);
	bool (*empty_cache)(struct optee *optee);
	void (*find_protmem)(struct optee *optee);
};

/**
 * struct optee_revision - what OP-TEE says of its own version
 * @major: major number
 * @minor: minor number
 * @build_id: which build it is, 0 if it does not say
 */
struct optee_revision {
	u32 major, minor;
	u32 build_id;
};

/**
 * struct optee - one OP-TEE
 * @abi: the way in
 * @revision: its version
 * @teedev: device for clients
 * @supp_teedev: device for tee-supplicant
 * @pool: shared memory
 * @ctx: the driver's own context, on @teedev
 * @call_queue: who enters next
 * @args: places for messages
 * @shms: shared memory by cookie
 * @given_cookies: the secure world chooses cookies (handles of FF-A)
 * @cookie_base: what cookies of this driver have in common, see shm_registry.c
 * @next_cookie: where to look for a free cookie
 * @rpc_param_count: parameters that fit behind each message for requests, 0
 *	if requests bring their own place
 * @sessions_lock: protects @sessions and the sessions of each context
 * @sessions: open sessions by id
 * @late_sessions: sessions that @late_work has to close, under @sessions_lock
 * @num_late: how many, the one that it is at included
 * @late_work: closes what a task of user space could not close in time
 * @supp: requests to tee-supplicant
 * @notif: notifications
 * @protmem: pools of protected memory by use, until the heaps have them
 * @lent_pools: those of memory that this kernel lends; for probe and removal only
 * @rpmb: the RPMB device in use, or NULL
 * @rpmb_in_kernel: RPMB frames need no supplicant
 * @rpmb_node: in the list of those who want to hear of RPMB devices
 * @rpmb_scan_work: finds devices that need RPMB
 * @rpmb_scanned: it has
 * @supp_scan_work: finds devices that need the supplicant
 * @supp_scan_queued: it has been queued, for good; under @supp.lock
 * @devices_lock: protects @devices
 * @devices: devices put on the TEE bus
 * @contexts_lock: protects @closing, @clients, @supps
 * @closing: being removed: no new devices, no new contexts
 * @clients: open contexts of clients, the driver's own among them
 * @supps: open contexts of supplicants
 * @last_client: completed when @clients is the driver's own context
 * @last_supp: completed when there are no @supps
 * @end_work: ends every wait when a probe, removal or shutdown takes too long
 * @end_exits: what it saw of the calls when it ran last
 * @prober: task that probes, NULL afterwards
 * @prober_waits: odd while that task is in a call, see optee_note_wait()
 * @ended: set then
 * @end_wait: woken then
 * @calls_lost: calls given up in the secure world
 * @pages_lost: pages never freed, as the secure world may use them
 */
struct optee {
	const struct optee_abi *abi;
	struct optee_revision revision;
	struct tee_device *teedev;
	struct tee_device *supp_teedev;
	struct tee_shm_pool *pool;
	struct tee_context *ctx;
	struct optee_call_queue call_queue;
	struct optee_arg_cache args;
	struct xarray shms;
	bool given_cookies;
	u64 cookie_base;
	u32 next_cookie;
	unsigned int rpc_param_count;
	spinlock_t sessions_lock; /* protects sessions, and each context's */
	DECLARE_HASHTABLE(sessions, 6);
	struct list_head late_sessions;
	unsigned int num_late;
	struct work_struct late_work;
	struct optee_supp supp;
	struct optee_notif notif;
	struct tee_protmem_pool *protmem[OPTEE_PROTMEM_USES + 1];
	struct lent_pool *lent_pools;
	struct optee_rpmb *rpmb;
	bool rpmb_in_kernel;
	struct list_head rpmb_node;
	struct work_struct rpmb_scan_work;
	bool rpmb_scanned;
	struct work_struct supp_scan_work;
	bool supp_scan_queued;
	struct mutex devices_lock; /* protects devices */
	struct list_head devices;
	spinlock_t contexts_lock; /* protects closing, clients, supps */
	bool closing;
	unsigned int clients, supps;
	struct completion last_client, last_supp;
	struct delayed_work end_work;
	u64 end_exits;
	struct task_struct *prober;
	u64 prober_waits;
	bool ended;
	wait_queue_head_t end_wait;
	atomic_t calls_lost;
	atomic_long_t pages_lost;
};

/**
 * struct optee_rpc - a call that is in the secure world, for its requests
 * @optee: the OP-TEE
 * @ctx: context of the caller
 * @arg: message of the call
 * @page_list: pages of the last list given to the secure world, for the ABI
 */
struct optee_rpc {
	struct optee *optee;
	struct tee_context *ctx;
	struct optee_arg *arg;
	struct list_head page_list;
};

/**
 * enum optee_outcome - the result of entering the secure world
 * @OPTEE_RETURNED: the call has returned
 * @OPTEE_REQUEST: it asks for something, and goes on with the answer
 * @OPTEE_REFUSED: there is no thread context for it
 * @OPTEE_FAILED: the secure world did not take it
 * @OPTEE_LOST: it could not be gone on with, and its thread may still be there
 */
enum optee_outcome {
	OPTEE_RETURNED,
	OPTEE_REQUEST,
	OPTEE_REFUSED,
	OPTEE_FAILED,
	OPTEE_LOST,
};

/**
 * struct optee_entry - how a call goes in and out
 * @enter: enters with the message, or goes on after a request; may be called again
 *	when it was refused
 * @serve: answers the request
 * @end: frees what requests have left in the call's @page_list, or loses it: the
 *	call was given up in the secure world. NULL if they leave nothing there
 */
struct optee_entry {
	enum optee_outcome (*enter)(struct optee_rpc *rpc);
	void (*serve)(struct optee_rpc *rpc);
	void (*end)(struct optee_rpc *rpc, bool lost);
};

/**
 * optee_is_closing() - is the driver being removed?
 * @optee: the OP-TEE
 *
 * Context: process context, does not sleep.
 * Return: true if so.
 */
static inline bool optee_is_closing(struct optee *optee)
{
	bool closing;

	spin_lock(&optee->contexts_lock);
	closing = optee->closing;
	spin_unlock(&optee->contexts_lock);
	return closing;
}

/**
 * optee_freezable() - may a task be frozen while it waits in a client's call?
 * @ctx: the client's context
 *
 * Tasks are frozen in any order: who waits for another that is frozen already
 * must be freezable, or the system does not suspend. A user's task holds no lock
 * in a call. A client in the kernel may hold one that suspending a device takes:
 * there suspend has to be refused.
 *
 * Return: TASK_FREEZABLE or 0, for a wait's state.
 */
static inline unsigned int optee_freezable(const struct tee_context *ctx)
{
	return ctx->user ? TASK_FREEZABLE : 0;
}

/**
 * optee_call_flags() - how a call of a client waits for a thread context
 * @ctx: the client's context
 *
 * A client in the kernel, such as a clock, must not fail because the task that
 * happens to make its call is killed.
 *
 * Return: OPTEE_CQ_*.
 */
static inline unsigned int optee_call_flags(const struct tee_context *ctx)
{
	return ctx->user ? OPTEE_CQ_KILLABLE : 0;
}

/**
 * optee_close_flags() - how a call waits that gives something of a client back
 * @ctx: the client's context
 *
 * For a process that goes on it is over when it returns, so that the next may follow.
 * One that is killed, or ends, must be able to, whoever has the thread contexts: it
 * waits for a time, as does a worker that closes files for others. Then a worker does
 * it in its place.
 *
 * Return: OPTEE_CQ_*.
 */
static inline unsigned int optee_close_flags(const struct tee_context *ctx)
{
	if (!ctx->user)
		return OPTEE_CQ_ALWAYS;
	if (current->flags & (PF_EXITING | PF_WQ_WORKER) ||
	    fatal_signal_pending(current))
		return OPTEE_CQ_ALWAYS | OPTEE_CQ_BOUNDED;
	return OPTEE_CQ_ALWAYS | OPTEE_CQ_KILLABLE;
}

/* context.c */
int optee_open_context(struct tee_context *ctx, bool cap_memref_null);
void optee_release_context(struct tee_context *ctx);
void optee_close_supp(struct tee_context *ctx);
void optee_release_supp(struct tee_context *ctx);
void optee_refuse_contexts(struct optee *optee);
void optee_wait_for_clients(struct optee *optee);
void optee_wait_for_supp(struct optee *optee);

/* core.c */
int optee_init_common(struct optee *optee, unsigned int thread_count,
		      u32 max_notif_value);
void optee_uninit_common(struct optee *optee);
int optee_register_common(struct optee *optee);
void optee_unregister_common(struct optee *optee);
void optee_set_dev_groups(struct optee *optee);
int optee_get_revision(struct tee_device *teedev, char *buf, size_t len);

/* lifecycle.c */
int optee_create(struct optee *optee, const struct tee_desc *client,
		 const struct tee_desc *supp, bool registered,
		 bool shared_pages);
void optee_destroy(struct optee *optee);
int optee_start(struct optee *optee);
void optee_stop(struct optee *optee);
void optee_shutdown(struct optee *optee);

/* ending.c */
/* In jiffies, how long calls may take to end, see ending.c */
#define OPTEE_END_AFTER		(10 * HZ)
/* The same for calls of a probe, which may be slow */
#define OPTEE_PROBE_PATIENCE	(20 * HZ)
/* Requests that a call in the secure world may make after the end */
#define OPTEE_LAST_REQUESTS	64

void optee_end_init(struct optee *optee);
void optee_end_watch_probe(struct optee *optee);
void optee_end_probed(struct optee *optee);
void optee_end_begin(struct optee *optee);
bool optee_end_wait_idle(struct optee *optee, unsigned long timeout);
void optee_end_now(struct optee *optee);
void optee_end_finish(struct optee *optee);
bool optee_has_ended(struct optee *optee);
void optee_lose_call(struct optee *optee, struct optee_arg *arg);
void optee_lose_memory(struct optee *optee, struct tee_shm *shm);

/**
 * optee_note_wait() - a task begins, or ceases, to wait for the secure world
 * @optee: the OP-TEE
 *
 * Context: any, does not sleep.
 */
static inline void optee_note_wait(struct optee *optee)
{
	if (READ_ONCE(optee->prober) == current)
		WRITE_ONCE(optee->prober_waits, optee->prober_waits + 1);
}

/* session.c */
void optee_sessions_init(struct optee *optee);
struct optee_context_data *optee_sessions_alloc(void);
void optee_sessions_close_all(struct tee_context *ctx);
int optee_open_session(struct tee_context *ctx,
		       struct tee_ioctl_open_session_arg *arg,
		       struct tee_param *param);
int optee_close_session(struct tee_context *ctx, u32 session);
int optee_system_session(struct tee_context *ctx, u32 session);
int optee_invoke_func(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		      struct tee_param *param);
int optee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session);
int optee_simple_call(struct optee *optee, u32 cmd, unsigned int flags);

/* call.c */
int optee_make_call(struct optee_rpc *rpc, const struct optee_entry *entry,
		    struct optee_cq_member *member, unsigned int flags);

/* arg_cache.c */
int optee_args_init(struct optee *optee, bool registered, bool shared_pages);
void optee_args_uninit(struct optee *optee);
struct optee_arg *optee_arg_get(struct optee *optee, size_t num_params,
				bool may_call);
struct optee_arg *optee_arg_get_reserved(struct optee *optee,
					 size_t num_params,
					 unsigned int freezable);
struct optee_arg *optee_arg_prepare(struct optee *optee, struct optee_arg *arg,
				    size_t num_params);
void optee_arg_put(struct optee *optee, struct optee_arg *arg);
size_t optee_arg_size(unsigned int rpc_param_count);

/* msg_param.c */
int optee_params_to_msg(struct optee *optee, struct optee_msg_param *mp,
			const struct tee_param *p, size_t num_params);
int optee_params_from_msg(struct tee_param *p,
			  const struct optee_msg_param *mp, size_t num_params);
int optee_rpc_params_get(struct optee *optee, struct tee_param *p,
			 const struct optee_msg_param *mp, size_t num_params);
void optee_rpc_params_write(struct optee_msg_param *mp,
			    const struct tee_param *p, size_t num_params);
void optee_rpc_params_put(struct tee_param *p, size_t num_params);
int optee_memref_check(const struct tee_param *p);
void *optee_memref_va(const struct tee_param *p);

/* shm_registry.c */
/* Owned by the secure world, as memory of the kernel or of tee-supplicant */
#define OPTEE_SHM_RPC_KERNEL	XA_MARK_1
#define OPTEE_SHM_RPC_APPL	XA_MARK_2

void optee_shm_init(struct optee *optee);
void optee_shm_init_given(struct optee *optee);
void optee_shm_uninit(struct optee *optee);
int optee_shm_reserve(struct optee *optee, struct tee_shm *shm);
int optee_shm_adopt(struct optee *optee, struct tee_shm *shm, u64 cookie);
void optee_shm_publish(struct optee *optee, struct tee_shm *shm);
void optee_shm_forget(struct optee *optee, struct tee_shm *shm);
struct tee_shm *optee_shm_get(struct optee *optee, u64 cookie);
int optee_shm_give(struct optee *optee, struct tee_shm *shm,
		   xa_mark_t owner);
struct tee_shm *optee_shm_take_back(struct optee *optee, u64 cookie,
				    xa_mark_t owner);
void optee_shm_take_back_all(struct optee *optee, bool in_use);

/* normal_memory.c */
int optee_check_memory(unsigned long start, size_t num_pages);

/* rpc.c, rpc_shm.c, rpc_i2c.c, rpc_rpmb.c */
void optee_rpc_cmd(struct optee_rpc *rpc, struct optee_msg_arg *msg,
		   size_t size);
u32 optee_rpc_shm_alloc(struct optee_rpc *rpc, struct optee_msg_arg *msg,
			u32 num_params);
u32 optee_rpc_shm_free(struct optee_rpc *rpc, struct optee_msg_arg *msg,
		       u32 num_params);
u32 optee_rpc_i2c_transfer(struct optee_rpc *rpc, struct tee_param *p);
u32 optee_rpc_rpmb_probe_reset(struct optee_rpc *rpc, struct tee_param *p);
u32 optee_rpc_rpmb_probe_next(struct optee_rpc *rpc, struct tee_param *p);
u32 optee_rpc_rpmb_frames(struct optee_rpc *rpc, struct tee_param *p);

/* rpmb.c */
int optee_rpmb_register(void);
void optee_rpmb_unregister(void);
void optee_rpmb_listen(struct optee *optee);
void optee_rpmb_ignore(struct optee *optee);
void optee_rpmb_reset(struct optee *optee);
struct optee_rpmb *optee_rpmb_next(struct optee *optee,
				   bool (*is_known)(const struct rpmb_dev *rdev));
struct optee_rpmb *optee_rpmb_get(struct optee *optee);
void optee_rpmb_put(struct optee_rpmb *rpmb);
u32 optee_rpmb_use(struct optee_rpmb *rpmb,
		   u32 (*fn)(struct rpmb_dev *rdev, void *arg), void *arg);

/* supp.c, supp_serve.c */
void optee_supp_init(struct optee_supp *supp);
void optee_supp_uninit(struct optee_supp *supp);
int optee_supp_attach(struct optee_supp *supp, struct tee_context *ctx);
void optee_supp_detach(struct optee_supp *supp, struct tee_context *ctx);
void optee_supp_shut(struct optee_supp *supp);
u32 optee_supp_request(struct optee *optee, struct tee_context *ctx, u32 func,
		       size_t num_params, struct tee_param *param);
void optee_supp_free_shm(struct optee *optee, struct tee_context *ctx, int id);
bool optee_supp_owns(struct optee_supp *supp, const struct tee_shm *shm);
struct tee_shm *optee_supp_get_shm(struct optee_supp *supp, u64 id);
int optee_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		    struct tee_param *param);
int optee_supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
		    struct tee_param *param);

/* protmem.c */
/**
 * struct optee_protmem_use - how memory is lent for a use
 * @id: OPTEE_MSG_PROTMEM_*
 * @num_attrs: length of @attrs
 * @attrs: who gets access, and to do what, as OP-TEE says it
 */
struct optee_protmem_use {
	u32 id;
	unsigned int num_attrs;
	u32 *attrs;
};

/**
 * struct optee_protmem_abi - how a way in lends protected memory
 * @lend: gives memory a cookie, and lends it. Returns 0 or a negative errno; then
 *	it has no cookie and is not lent, unless it has TEE_SHM_LOST.
 * @reclaim: asks for it back, and takes its cookie. Returns 0, or a negative errno
 *	if the memory may not be used again. Needs nothing that can be missing.
 * @max_attrs: attributes that memory can be lent with; 0: it has none
 */
struct optee_protmem_abi {
	int (*lend)(struct optee *optee, struct tee_shm *shm,
		    const struct optee_protmem_use *use);
	int (*reclaim)(struct optee *optee, struct tee_shm *shm);
	unsigned int max_attrs;
};

#ifdef CONFIG_TEE_DMABUF_HEAPS
int optee_protmem_set_width(struct optee *optee, u64 pa_width);
struct tee_protmem_pool *
optee_protmem_find_lent(struct optee *optee, u32 use_case,
			const struct optee_protmem_abi *abi);
void optee_protmem_find(struct optee *optee,
			struct tee_protmem_pool *(*find)(struct optee *optee,
							 u32 use_case));
void optee_protmem_serve(struct optee *optee);
void optee_protmem_shutdown(struct optee *optee, unsigned long until);
void optee_protmem_end(struct optee *optee);
#else
static inline void optee_protmem_serve(struct optee *optee)
{
}

static inline void optee_protmem_shutdown(struct optee *optee,
					  unsigned long until)
{
}

static inline void optee_protmem_end(struct optee *optee)
{
}
#endif

/* notif.c */
int optee_notif_init(struct optee_notif *notif, u32 max_key);
void optee_notif_uninit(struct optee_notif *notif);
int optee_notif_wait(struct optee_notif *notif, u64 key, u64 timeout_ms,
		     unsigned int freezable);
int optee_notif_send(struct optee_notif *notif, u64 key);
void optee_notif_shut(struct optee_notif *notif);

/* device.c */
void optee_devices_init(struct optee *optee);
int optee_devices_scan(struct optee *optee);
void optee_devices_scan_supp(struct optee *optee);
void optee_devices_scan_rpmb(struct optee *optee);
void optee_devices_remove(struct optee *optee);
void optee_devices_cancel_scans(struct optee *optee);

/* smc_abi.c */
int optee_smc_abi_register(void);
void optee_smc_abi_unregister(void);

/* ffa_abi.c */
#ifdef CONFIG_OPTEE_FFA
int optee_ffa_abi_register(void);
void optee_ffa_abi_unregister(void);
#else
static inline int optee_ffa_abi_register(void)
{
	return 0;
}

static inline void optee_ffa_abi_unregister(void)
{
}
#endif

#endif /* OPTEE_PRIVATE_H */
