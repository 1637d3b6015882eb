// SPDX-License-Identifier: GPL-2.0-only
/* One way out, with the give-back on it. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

int demo_close_helper(struct tee_context *ctx, u32 session, bool system_thread)
{
	struct optee_shm_arg_entry *entry;
	struct optee_msg_arg *arg;
	struct tee_shm *shm;
	u_int offs;
	int rc = 0;

	arg = optee_get_msg_arg(ctx, 0, &entry, &shm, &offs);
	if (IS_ERR(arg)) {
		rc = PTR_ERR(arg);
		goto out;
	}
	do_call_with_arg(ctx, shm, offs, system_thread);
	optee_free_msg_arg(ctx, entry, offs);
out:
	if (system_thread)
		optee_cq_decr_sys_thread_count(ctx->data);
	return rc;
}

int demo_system(struct optee_call_queue *cq, struct optee_session *sess)
{
	if (!optee_cq_incr_sys_thread_count(cq))
		return -EINVAL;
	if (!sess) {
		optee_cq_decr_sys_thread_count(cq);
		return -ENOENT;
	}
	return 0;
}
