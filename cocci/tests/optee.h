/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the rules need of an OP-TEE driver: the shapes that the
 * rules know, declared and never defined. The tests are compiled, not linked.
 */
#ifndef COCCI_TESTS_OPTEE_H
#define COCCI_TESTS_OPTEE_H

#include <linux/arm-smccc.h>
#include <linux/completion.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/tee_core.h>

struct optee_session {
	struct list_head list_node;
	u32 session_id;
	bool use_sys_thread;
};

struct optee_context_data {
	struct mutex mutex;	/* protects sess_list */
	struct list_head sess_list;
};

struct optee_call_queue {
	struct mutex mutex;	/* protects all below */
	struct list_head waiters;
	int free_thread_count;
};

struct optee_call_waiter {
	struct list_head list_node;
	struct completion c;
	bool sys_thread;
};

struct optee_shm_arg_entry;

struct optee_msg_param {
	u64 attr;
	union {
		struct {
			u64 a;
			u64 b;
			u64 c;
		} value;
		struct {
			u64 buf_ptr;
			u64 size;
			u64 shm_ref;
		} tmem;
		struct {
			u64 offs;
			u64 size;
			u64 shm_ref;
		} rmem;
	} u;
};

struct optee_msg_arg {
	u32 cmd;
	u32 func;
	u32 session;
	u32 ret;
	u32 num_params;
	struct optee_msg_param params[];
};

struct optee_ops {
	int (*from_msg_param)(struct optee_ops *ops, struct tee_param *params,
			      size_t num_params,
			      const struct optee_msg_param *msg_params);
	int (*to_msg_param)(struct optee_ops *ops,
			    struct optee_msg_param *msg_params,
			    size_t num_params, const struct tee_param *params);
};

struct optee_session *find_session(struct optee_context_data *ctxdata, u32 id);
int do_call_with_arg(struct tee_context *ctx, struct tee_shm *shm, u_int offs,
		     bool system_thread);
struct optee_msg_arg *optee_get_msg_arg(struct tee_context *ctx,
					size_t num_params,
					struct optee_shm_arg_entry **entry,
					struct tee_shm **shm, u_int *offs);
void optee_free_msg_arg(struct tee_context *ctx,
			struct optee_shm_arg_entry *entry, u_int offs);
bool optee_cq_incr_sys_thread_count(struct optee_call_queue *cq);
void optee_cq_decr_sys_thread_count(struct optee_call_queue *cq);
void optee_cq_wait_init(struct optee_call_queue *cq,
			struct optee_call_waiter *w, bool sys_thread);
void optee_cq_wait_for_completion(struct optee_call_queue *cq,
				  struct optee_call_waiter *w);
void optee_cq_wait_final(struct optee_call_queue *cq,
			 struct optee_call_waiter *w);
int optee_cq_enter(struct optee_call_queue *cq, struct optee_call_waiter *w,
		   bool sys_thread);
void optee_cq_leave(struct optee_call_queue *cq, struct optee_call_waiter *w);
void *reg_pair_to_ptr(u32 reg0, u32 reg1);
int params_from_user(struct tee_context *ctx, struct tee_param *params,
		     size_t num_params, struct tee_ioctl_param __user *uparams);

#endif /* COCCI_TESTS_OPTEE_H */
