/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way into OP-TEE by FF-A: what its files share.
 */
#ifndef OPTEE_FFA_PRIVATE_H
#define OPTEE_FFA_PRIVATE_H

#include <linux/arm_ffa.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "optee_private.h"

/**
 * struct optee_ffa - an OP-TEE that is a partition of FF-A
 * @optee: what does not depend on that
 * @dev: the partition
 * @sec_caps: OPTEE_FFA_SEC_CAP_*
 * @notif_on: the partition has @notif_id for its bottom half
 * @notif_id: a notification of FF-A
 * @listener: stands for this one in what FF-A's core calls, see ffa_notif.c
 * @notif_work: makes the call for the bottom half
 */
struct optee_ffa {
	struct optee optee;
	struct ffa_device *dev;
	u32 sec_caps;
	bool notif_on;
	int notif_id;
	u32 listener;
	struct work_struct notif_work;
};

static inline struct optee_ffa *to_optee_ffa(struct optee *optee)
{
	return container_of(optee, struct optee_ffa, optee);
}

/* What a partition says of itself, see ffa_probe.c */
struct optee_ffa_caps {
	struct optee_revision revision;
	u32 sec_caps;
	u32 max_notif_value;
	unsigned int rpc_param_count;
};

/* ffa_probe.c */
int optee_ffa_identify(struct ffa_device *dev, struct optee_ffa_caps *caps);

/* ffa_call.c */
int optee_ffa_service(struct ffa_device *dev,
		      struct ffa_send_direct_data *data);
int optee_ffa_call(struct optee *optee, struct tee_context *ctx,
		   struct optee_arg *arg, struct optee_cq_member *member,
		   unsigned int flags);

/* ffa_shm.c */
int optee_ffa_pool_init(struct optee_ffa *ffa);
void optee_ffa_pool_uninit(struct optee_ffa *ffa);
int optee_ffa_shm_register(struct tee_context *ctx, struct tee_shm *shm,
			   struct page **pages, size_t num_pages,
			   unsigned long start);
int optee_ffa_shm_unregister(struct tee_context *ctx, struct tee_shm *shm);
int optee_ffa_shm_adopt(struct optee_ffa *ffa, struct tee_shm *shm, u64 handle);
int optee_ffa_take_back(struct optee_ffa *ffa, struct tee_shm *shm,
			u32 service);
void optee_ffa_memref_to_msg(struct optee_msg_param *mp,
			     const struct tee_param *p);
int optee_ffa_memref_from_msg(struct optee *optee, struct tee_param *p,
			      const struct optee_msg_param *mp);
int optee_ffa_shm_to_msg(struct optee_rpc *rpc, struct optee_msg_param *mp,
			 struct tee_shm *shm);

/* ffa_protmem.c */
#ifdef CONFIG_TEE_DMABUF_HEAPS
void optee_ffa_protmem_find(struct optee *optee);
#else
static inline void optee_ffa_protmem_find(struct optee *optee)
{
}
#endif

/* ffa_notif.c */
void optee_ffa_notif_init(struct optee_ffa *ffa);
void optee_ffa_notif_stop(struct optee *optee);
void optee_ffa_notif_uninit(struct optee *optee);

#endif /* OPTEE_FFA_PRIVATE_H */
