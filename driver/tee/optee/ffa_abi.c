// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the FF-A bus for an OP-TEE that is a partition there: its probe, and
 * the operations of its two TEE devices.
 *
 * FF-A does not say how many thread contexts there are: a call is refused when there
 * is none, and none can be held for a system session.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/arm_ffa.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/uuid.h>

#include "../tee_compat.h"
#include "ffa.h"
#include "optee_ffa.h"

static void get_version(struct tee_device *teedev,
			struct tee_ioctl_version_data *vers)
{
	*vers = (struct tee_ioctl_version_data){
		.impl_id = TEE_IMPL_ID_OPTEE,
		.impl_caps = TEE_OPTEE_CAP_TZ,
		.gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM |
			    TEE_GEN_CAP_MEMREF_NULL,
	};
}

static int open_context(struct tee_context *ctx)
{
	return optee_open_context(ctx, true);
}

static const struct tee_driver_ops client_ops = {
	.get_version	= get_version,
	.get_tee_revision = optee_get_revision,
	.open		= open_context,
	.release	= optee_release_context,
	.open_session	= optee_open_session,
	.close_session	= optee_close_session,
	.system_session	= optee_system_session,
	.invoke_func	= optee_invoke_func,
	.cancel_req	= optee_cancel_req,
	.shm_register	= optee_ffa_shm_register,
	.shm_unregister	= optee_ffa_shm_unregister,
};

static const struct tee_desc client_desc = {
	.name	= "optee-ffa-clnt",
	.ops	= &client_ops,
	.owner	= THIS_MODULE,
};

static const struct tee_driver_ops supp_ops = {
	.get_version	= get_version,
	.get_tee_revision = optee_get_revision,
	.open		= open_context,
	.close_context	= optee_close_supp,
	.release	= optee_release_supp,
	.supp_recv	= optee_supp_recv,
	.supp_send	= optee_supp_send,
	.shm_register	= optee_ffa_shm_register,
	.shm_unregister	= optee_ffa_shm_unregister,
};

static const struct tee_desc supp_desc = {
	.name	= "optee-ffa-supp",
	.ops	= &supp_ops,
	.owner	= THIS_MODULE,
	.flags	= TEE_DESC_PRIVILEGED | TEE_DESC_RECV_REFS,
};

/* It keeps nothing for requests beyond the call that got it. */
static bool empty_cache(struct optee *optee)
{
	return true;
}

static const struct optee_abi ffa_abi = {
	.call			= optee_ffa_call,
	.memref_to_msg		= optee_ffa_memref_to_msg,
	.memref_from_msg	= optee_ffa_memref_from_msg,
	.shm_to_msg		= optee_ffa_shm_to_msg,
	.notif_stop		= optee_ffa_notif_stop,
	.notif_uninit		= optee_ffa_notif_uninit,
	.empty_cache		= empty_cache,
	.find_protmem		= optee_ffa_protmem_find,
};

static struct optee_ffa *alloc_ffa(struct ffa_device *dev,
				   const struct optee_ffa_caps *caps)
{
	struct optee_ffa *ffa;
	int rc;

	ffa = kzalloc_obj(*ffa);
	if (!ffa)
		return ERR_PTR(-ENOMEM);
	ffa->dev = dev;
	ffa->sec_caps = caps->sec_caps;
	ffa->optee.abi = &ffa_abi;
	ffa->optee.revision = caps->revision;
	ffa->optee.rpc_param_count = caps->rpc_param_count;
	ffa->optee.rpmb_in_kernel = IS_REACHABLE(CONFIG_RPMB) &&
				    caps->sec_caps &
				    OPTEE_FFA_SEC_CAP_RPMB_PROBE;
	rc = optee_init_common(&ffa->optee, 0, caps->max_notif_value);
	if (rc) {
		kfree(ffa);
		return ERR_PTR(rc);
	}
	optee_shm_init_given(&ffa->optee);
	return ffa;
}

static void free_ffa(struct optee_ffa *ffa)
{
	optee_uninit_common(&ffa->optee);
	kfree(ffa);
}

/* The devices, and the driver's own context, whose messages are in shared memory */
static int create(struct optee_ffa *ffa)
{
	return optee_create(&ffa->optee, &client_desc, &supp_desc, false,
			    ffa->sec_caps & OPTEE_FFA_SEC_CAP_ARG_OFFSET);
}

static int optee_ffa_probe(struct ffa_device *dev)
{
	struct optee_ffa_caps caps;
	struct optee_ffa *ffa;
	int rc;

	rc = optee_ffa_identify(dev, &caps);
	if (rc)
		return rc;
	ffa = alloc_ffa(dev, &caps);
	if (IS_ERR(ffa))
		return PTR_ERR(ffa);
	rc = optee_ffa_pool_init(ffa);
	if (rc)
		goto err_ffa;
	rc = create(ffa);
	if (rc)
		goto err_pool;
	optee_ffa_notif_init(ffa);
	rc = optee_start(&ffa->optee);
	if (rc)
		goto err_destroy;

	ffa_dev_set_drvdata(dev, ffa);
	optee_protmem_serve(&ffa->optee);
	pr_info("initialized driver\n");
	return 0;

err_destroy:
	optee_destroy(&ffa->optee);
err_pool:
	optee_ffa_pool_uninit(ffa);
err_ffa:
	free_ffa(ffa);
	return rc;
}

static void optee_ffa_remove(struct ffa_device *dev)
{
	struct optee_ffa *ffa = ffa_dev_get_drvdata(dev);

	optee_stop(&ffa->optee);
	optee_destroy(&ffa->optee);
	optee_ffa_pool_uninit(ffa);
	free_ffa(ffa);
}

/* The FF-A bus has no shutdown of its own. */
static void optee_ffa_shutdown(struct device *dev)
{
	struct optee_ffa *ffa = dev_get_drvdata(dev);

	optee_shutdown(&ffa->optee);
}

static const struct ffa_device_id optee_ffa_ids[] = {
	{ UUID_INIT(0x486178e0, 0xe7f8, 0x11e3,
		    0xbc, 0x5e, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b) },
	{ }
};

static struct ffa_driver optee_ffa_driver = {
	.name = "optee",
	.probe = optee_ffa_probe,
	.remove = optee_ffa_remove,
	.id_table = optee_ffa_ids,
	.driver = {
		.shutdown = optee_ffa_shutdown,
	},
};

/**
 * optee_ffa_abi_register() - registers the driver of the FF-A bus
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int optee_ffa_abi_register(void)
{
	return ffa_register(&optee_ffa_driver);
}

/**
 * optee_ffa_abi_unregister() - unregisters the driver of the FF-A bus
 *
 * Context: process context, sleeps, removes every OP-TEE.
 */
void optee_ffa_abi_unregister(void)
{
	ffa_unregister(&optee_ffa_driver);
}
