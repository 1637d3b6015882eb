/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A request to tee-supplicant, for supp.c, where clients make it, and
 * supp_serve.c, where the supplicant gets and answers it.
 */
#ifndef OPTEE_SUPP_H
#define OPTEE_SUPP_H

#include <linux/list.h>
#include <linux/types.h>

#include "optee_private.h"

/**
 * struct supp_req - a request, of the client that waits for it
 * @node: in supp->queue until it is received
 * @id: in supp->reqs
 * @func: what is asked for
 * @ret: result, once @done
 * @num_params: length of @param
 * @param: parameters, of the client
 * @own_param: room for one parameter of a request that outlives its client
 * @may_outlive: allocated, so that it can
 * @orphan: its client has gone, it belongs to the table
 * @finished: @ret is there
 * @waiter: task of the client, woken then, with supp->lock held
 */
struct supp_req {
	struct list_head node;
	u32 id;
	u32 func;
	u32 ret;
	size_t num_params;
	struct tee_param *param;
	struct tee_param own_param;
	bool may_outlive;
	bool orphan;
	bool finished;
	struct task_struct *waiter;
};

void optee_supp_finish(struct optee_supp *supp, struct supp_req *req, u32 ret)
	__must_hold(&supp->lock);

#endif /* OPTEE_SUPP_H */
