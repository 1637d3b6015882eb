/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way into OP-TEE by SMC and HVC instructions: what its files share.
 */
#ifndef OPTEE_SMC_PRIVATE_H
#define OPTEE_SMC_PRIVATE_H

#include <linux/arm-smccc.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "optee_private.h"

struct platform_device;

/**
 * struct optee_smc_regs - registers a0 to a7 on the way in
 * @a: the registers
 */
struct optee_smc_regs {
	u32 a[8];
};

/**
 * optee_conduit_fn - executes the instruction that leads to OP-TEE
 * @regs: registers on the way in
 * @res: registers on the way out
 */
typedef void optee_conduit_fn(const struct optee_smc_regs *regs,
			      struct arm_smccc_res *res);

/**
 * struct optee_smc_pcpu - what a per-CPU interrupt handler is given
 * @smc: the OP-TEE
 */
struct optee_smc_pcpu {
	struct optee_smc *smc;
};

/**
 * struct optee_smc - an OP-TEE that is reached by SMC or HVC
 * @optee: what does not depend on that
 * @conduit: SMC or HVC
 * @sec_caps: OPTEE_SMC_SEC_CAP_*
 * @reserved_shm: mapping of the memory reserved for sharing, or NULL
 * @shm_cache: the secure world may keep memory that it got for requests
 * @notif_irq: interrupt of notifications, or 0
 * @notif_on: the secure world was asked to send them, and not to stop yet
 * @notif_pcpu: per-CPU data of the handler, NULL for a shared interrupt
 * @notif_todo: what an interrupt leaves for a thread, as bits
 * @notif_work: the thread of a per-CPU interrupt
 * @notif_cpuhp: CPU hotplug state of a per-CPU interrupt
 * @notif_cpuhp_node: this OP-TEE in that state
 */
struct optee_smc {
	struct optee optee;
	optee_conduit_fn *conduit;
	u32 sec_caps;
	void *reserved_shm;
	bool shm_cache;
	unsigned int notif_irq;
	bool notif_on;
	struct optee_smc_pcpu __percpu *notif_pcpu;
	unsigned long notif_todo;
	struct work_struct notif_work;
	int notif_cpuhp;
	struct hlist_node notif_cpuhp_node;
};

static inline struct optee_smc *to_optee_smc(struct optee *optee)
{
	return container_of(optee, struct optee_smc, optee);
}

/* A fast call with one argument */
static inline void optee_smc_fast(optee_conduit_fn *conduit, u32 function,
				  u32 a1, struct arm_smccc_res *res)
{
	const struct optee_smc_regs regs = { .a = { function, a1 } };

	conduit(&regs, res);
}

/* What a secure world says of itself, see smc_probe.c */
struct optee_smc_caps {
	struct optee_revision revision;
	u32 sec_caps;
	u32 max_notif_value;
	unsigned int rpc_param_count;
	unsigned int thread_count;
};

/* smc_probe.c */
optee_conduit_fn *optee_smc_get_conduit(struct device *dev);
int optee_smc_identify(optee_conduit_fn *conduit, struct optee_smc_caps *caps);
bool optee_smc_uid_is(optee_conduit_fn *conduit, const u32 uid[4]);

/* smc_call.c */
int optee_smc_call(struct optee *optee, struct tee_context *ctx,
		   struct optee_arg *arg, struct optee_cq_member *member,
		   unsigned int flags);
void optee_smc_enable_shm_cache(struct optee_smc *smc);
bool optee_smc_disable_shm_cache(struct optee_smc *smc, bool ours);

/* smc_shm.c */
int optee_smc_pool_init(struct optee_smc *smc);
void optee_smc_pool_uninit(struct optee_smc *smc);
int optee_smc_shm_register(struct tee_context *ctx, struct tee_shm *shm,
			   struct page **pages, size_t num_pages,
			   unsigned long start);
int optee_smc_shm_unregister(struct tee_context *ctx, struct tee_shm *shm);
int optee_smc_shm_register_supp(struct tee_context *ctx, struct tee_shm *shm,
				struct page **pages, size_t num_pages,
				unsigned long start);
int optee_smc_shm_unregister_supp(struct tee_context *ctx,
				  struct tee_shm *shm);
void optee_smc_memref_to_msg(struct optee_msg_param *mp,
			     const struct tee_param *p);
int optee_smc_memref_from_msg(struct optee *optee, struct tee_param *p,
			      const struct optee_msg_param *mp);
int optee_smc_shm_to_msg(struct optee_rpc *rpc, struct optee_msg_param *mp,
			 struct tee_shm *shm);

/* smc_protmem.c */
#ifdef CONFIG_TEE_DMABUF_HEAPS
void optee_smc_protmem_find(struct optee *optee);
#else
static inline void optee_smc_protmem_find(struct optee *optee)
{
}
#endif

/* smc_pages.c */
u64 optee_smc_make_page_list(struct list_head *list, struct tee_shm *shm,
			     struct page **pages, size_t num_pages);
void optee_smc_free_page_list(struct list_head *list);
void optee_smc_lose_page_list(struct list_head *list);

/* smc_notif.c */
int optee_smc_notif_init(struct optee_smc *smc, struct platform_device *pdev);
void optee_smc_notif_stop(struct optee_smc *smc);
void optee_smc_notif_uninit(struct optee_smc *smc);

/* load_image.c */
#ifdef CONFIG_OPTEE_INSECURE_LOAD_IMAGE
int optee_load_image(struct device *dev, optee_conduit_fn *conduit);
#else
static inline int optee_load_image(struct device *dev,
				   optee_conduit_fn *conduit)
{
	return 0;
}
#endif

#endif /* OPTEE_SMC_PRIVATE_H */
