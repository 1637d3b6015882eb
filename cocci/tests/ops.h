/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations for the tables in the tests of the rules ops_*: declared and never
 * defined. The tests are compiled, not linked.
 */
#ifndef COCCI_TESTS_OPS_H
#define COCCI_TESTS_OPS_H

#include <linux/tee_core.h>

void version(struct tee_device *teedev, struct tee_ioctl_version_data *v);
int open(struct tee_context *ctx);
void release(struct tee_context *ctx);
int open_session(struct tee_context *ctx,
		 struct tee_ioctl_open_session_arg *arg,
		 struct tee_param *param);
int session(struct tee_context *ctx, u32 session);
int invoke_func(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		struct tee_param *param);
int supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
	      struct tee_param *param);
int supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
	      struct tee_param *param);
int shm_register(struct tee_context *ctx, struct tee_shm *shm,
		 struct page **pages, size_t num_pages, unsigned long start);
int shm_unregister(struct tee_context *ctx, struct tee_shm *shm);

#endif /* COCCI_TESTS_OPS_H */
