/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the FF-A front share: the secure partition manager's functions, each
 * with the call's registers in @ffa, where its answer goes.
 */
#ifndef FFA_PRIVATE_H
#define FFA_PRIVATE_H

#include "core/monitor_private.h"
#include "ffa_abi.h"

/* ffa.c */
void ffa_error(struct monitor_ffa_call *ffa, u32 code);
void ffa_success(struct monitor_ffa_call *ffa, u64 w2, u64 w3);
u64 ffa_pair(u64 low, u64 high);
bool ffa_offers(const struct monitor *m, u32 id);

/* setup.c */
void ffa_version(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_features(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_id_get(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_spm_id_get(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_rxtx_map(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_rxtx_unmap(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_rx_release(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_partition_info_get(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_partition_info_get_regs(struct monitor *m, struct monitor_ffa_call *ffa);

/* memory.c */
void ffa_mem_share(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_mem_frag_tx(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_mem_reclaim(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_forget_transfers(struct monitor *m);

/* notif.c */
void ffa_bitmap_create(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_bitmap_destroy(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_bind(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_unbind(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_notification_get(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_notification_info_get(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_notify(struct monitor *m);

/* direct.c */
bool ffa_is_yielding(const struct monitor_ffa_call *ffa);
enum monitor_verdict ffa_direct_request(struct monitor *m, struct monitor_ffa_call *ffa);
void ffa_direct_response(struct monitor_ffa_call *ffa);
void ffa_not_delivered(struct monitor *m, const struct monitor_ffa_call *ffa);
void ffa_service(struct monitor *m, struct monitor_call *call);

/* memref.c */
u32 ffa_locate(struct monitor *m, const u64 *a, struct arg_place *place);
u32 ffa_param(struct monitor *m, const struct optee_param *p, struct ta_param *tp);
void ffa_memref(const struct monitor *m, struct optee_param *p, u32 dir,
		const struct shm_object *obj, u64 offs, u64 size);
struct shm_object *ffa_allocated(struct monitor *m, const struct rpc *r, enum shm_kind kind,
				 const struct optee_param *p);
u32 ffa_unregister_shm(struct monitor *m, u64 handle);
u32 ffa_release_protmem(struct monitor *m, u64 handle);

#endif /* FFA_PRIVATE_H */
