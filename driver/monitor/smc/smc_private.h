/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the SMC front share.
 */
#ifndef SMC_PRIVATE_H
#define SMC_PRIVATE_H

#include "core/monitor_private.h"

/* memory.c */
u32 smc_locate(struct monitor *m, const u64 *a, struct arg_place *place);
u32 smc_param(struct monitor *m, const struct optee_param *p, struct ta_param *tp);
void smc_memref(const struct monitor *m, struct optee_param *p, u32 dir,
		const struct shm_object *obj, u64 offs, u64 size);
struct shm_object *smc_allocated(struct monitor *m, const struct rpc *r, enum shm_kind kind,
				 const struct optee_param *p);

/* fast.c */
void fast_call(struct monitor *m, struct monitor_call *call);
void fast_note(struct monitor *m, const struct monitor_call *call);

#endif /* SMC_PRIVATE_H */
