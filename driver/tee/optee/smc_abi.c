// SPDX-License-Identifier: GPL-2.0-only
/*
 * The platform driver for an OP-TEE that is reached by SMC or HVC: its probe, and
 * the operations of its two TEE devices.
 *
 * Device tree: compatible "linaro,optee-tz", see
 * Documentation/devicetree/bindings/arm/firmware/linaro,optee-tz.yaml.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "../tee_compat.h"
#include "optee_smc.h"
#include "smc.h"

static void get_version(struct tee_device *teedev,
			struct tee_ioctl_version_data *vers)
{
	struct optee_smc *smc = to_optee_smc(tee_get_drvdata(teedev));

	*vers = (struct tee_ioctl_version_data){
		.impl_id = TEE_IMPL_ID_OPTEE,
		.impl_caps = TEE_OPTEE_CAP_TZ,
		.gen_caps = TEE_GEN_CAP_GP,
	};
	if (smc->sec_caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM)
		vers->gen_caps |= TEE_GEN_CAP_REG_MEM;
	if (smc->sec_caps & OPTEE_SMC_SEC_CAP_MEMREF_NULL)
		vers->gen_caps |= TEE_GEN_CAP_MEMREF_NULL;
}

static int open_context(struct tee_context *ctx)
{
	struct optee_smc *smc = to_optee_smc(tee_get_drvdata(ctx->teedev));

	return optee_open_context(ctx, smc->sec_caps &
				       OPTEE_SMC_SEC_CAP_MEMREF_NULL);
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
	.shm_register	= optee_smc_shm_register,
	.shm_unregister	= optee_smc_shm_unregister,
};

static const struct tee_desc client_desc = {
	.name	= "optee-clnt",
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
	.shm_register	= optee_smc_shm_register_supp,
	.shm_unregister	= optee_smc_shm_unregister_supp,
};

static const struct tee_desc supp_desc = {
	.name	= "optee-supp",
	.ops	= &supp_ops,
	.owner	= THIS_MODULE,
	.flags	= TEE_DESC_PRIVILEGED | TEE_DESC_RECV_REFS,
};

static void notif_stop(struct optee *optee)
{
	optee_smc_notif_stop(to_optee_smc(optee));
}

static void notif_uninit(struct optee *optee)
{
	optee_smc_notif_uninit(to_optee_smc(optee));
}

static bool empty_cache(struct optee *optee)
{
	struct optee_smc *smc = to_optee_smc(optee);

	if (smc->shm_cache)
		optee_smc_disable_shm_cache(smc, true);
	return !smc->shm_cache;
}

static const struct optee_abi smc_abi = {
	.call			= optee_smc_call,
	.memref_to_msg		= optee_smc_memref_to_msg,
	.memref_from_msg	= optee_smc_memref_from_msg,
	.shm_to_msg		= optee_smc_shm_to_msg,
	.notif_stop		= notif_stop,
	.notif_uninit		= notif_uninit,
	.empty_cache		= empty_cache,
	.find_protmem		= optee_smc_protmem_find,
};

/*
 * The devices, and the driver's own context. A place for messages is at the start
 * of a page where the secure world maps that page itself.
 */
static int create(struct optee_smc *smc)
{
	bool dynamic = smc->sec_caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM;
	bool registered = dynamic && smc->optee.rpc_param_count;

	return optee_create(&smc->optee, &client_desc, &supp_desc, registered,
			    registered || !dynamic);
}

/* Sets up what calls need, and lets clients make them. */
static int start(struct optee_smc *smc, struct platform_device *pdev)
{
	int rc;

	/*
	 * Cookies of a kernel before us mean nothing to this one, and where calls
	 * use the cache its memory, which is ours by now, would be written to.
	 */
	if (!optee_smc_disable_shm_cache(smc, false) &&
	    !smc->optee.rpc_param_count)
		return -EBUSY;
	rc = optee_smc_notif_init(smc, pdev);
	if (rc)
		return rc;
	if (!smc->optee.rpc_param_count)
		optee_smc_enable_shm_cache(smc);
	if (smc->sec_caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM)
		pr_info("dynamic shared memory is enabled\n");
	return optee_start(&smc->optee);
}

static struct optee_smc *alloc_smc(optee_conduit_fn *conduit,
				   const struct optee_smc_caps *caps)
{
	struct optee_smc *smc;
	int rc;

	smc = kzalloc_obj(*smc);
	if (!smc)
		return ERR_PTR(-ENOMEM);
	smc->conduit = conduit;
	smc->sec_caps = caps->sec_caps;
	smc->optee.abi = &smc_abi;
	smc->optee.revision = caps->revision;
	smc->optee.rpc_param_count = caps->rpc_param_count;
	smc->optee.rpmb_in_kernel = IS_REACHABLE(CONFIG_RPMB) &&
				    caps->sec_caps &
				    OPTEE_SMC_SEC_CAP_RPMB_PROBE;
	rc = optee_init_common(&smc->optee, caps->thread_count,
			       caps->max_notif_value);
	if (rc) {
		kfree(smc);
		return ERR_PTR(rc);
	}
	return smc;
}

static void free_smc(struct optee_smc *smc)
{
	optee_uninit_common(&smc->optee);
	kfree(smc);
}

static int optee_smc_probe(struct platform_device *pdev)
{
	optee_conduit_fn *conduit;
	struct optee_smc_caps caps;
	struct optee_smc *smc;
	int rc;

	conduit = optee_smc_get_conduit(&pdev->dev);
	if (IS_ERR(conduit))
		return PTR_ERR(conduit);
	rc = optee_load_image(&pdev->dev, conduit);
	if (rc)
		return rc;
	rc = optee_smc_identify(conduit, &caps);
	if (rc)
		return rc;

	smc = alloc_smc(conduit, &caps);
	if (IS_ERR(smc))
		return PTR_ERR(smc);
	rc = optee_smc_pool_init(smc);
	if (rc)
		goto err_smc;
	rc = create(smc);
	if (rc)
		goto err_pool;
	rc = start(smc, pdev);
	if (rc)
		goto err_destroy;

	platform_set_drvdata(pdev, smc);
	optee_protmem_serve(&smc->optee);
	pr_info("initialized driver\n");
	return 0;

err_destroy:
	optee_destroy(&smc->optee);
err_pool:
	optee_smc_pool_uninit(smc);
err_smc:
	free_smc(smc);
	return rc;
}

static void optee_smc_remove(struct platform_device *pdev)
{
	struct optee_smc *smc = platform_get_drvdata(pdev);

	optee_stop(&smc->optee);
	optee_destroy(&smc->optee);
	optee_smc_pool_uninit(smc);
	free_smc(smc);
}

static void optee_smc_shutdown(struct platform_device *pdev)
{
	struct optee_smc *smc = platform_get_drvdata(pdev);

	optee_shutdown(&smc->optee);
}

static const struct of_device_id optee_smc_of_match[] = {
	{ .compatible = "linaro,optee-tz" },
	{ }
};
MODULE_DEVICE_TABLE(of, optee_smc_of_match);

static struct platform_driver optee_smc_driver = {
	.driver = {
		.name = "optee",
		.of_match_table = optee_smc_of_match,
	},
	.probe = optee_smc_probe,
	.remove = optee_smc_remove,
	.shutdown = optee_smc_shutdown,
};

/**
 * optee_smc_abi_register() - registers the platform driver
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int optee_smc_abi_register(void)
{
	return platform_driver_register(&optee_smc_driver);
}

/**
 * optee_smc_abi_unregister() - unregisters the platform driver
 *
 * Context: process context, sleeps, removes every OP-TEE.
 */
void optee_smc_abi_unregister(void)
{
	platform_driver_unregister(&optee_smc_driver);
}
