// SPDX-License-Identifier: GPL-2.0-only
/*
 * The platform driver for an OP-TEE that is reached by SMC or HVC: probe,
 * remove, shutdown, and the operations of its two TEE devices.
 *
 * Device tree: compatible "linaro,optee-tz", see
 * Documentation/devicetree/bindings/arm/firmware/linaro,optee-tz.yaml.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
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

static const struct optee_abi smc_abi = {
	.call			= optee_smc_call,
	.memref_to_msg		= optee_smc_memref_to_msg,
	.memref_from_msg	= optee_smc_memref_from_msg,
	.shm_to_msg		= optee_smc_shm_to_msg,
};

static int alloc_devices(struct optee_smc *smc)
{
	struct optee *optee = &smc->optee;
	struct tee_device *teedev;

	teedev = tee_device_alloc(&client_desc, NULL, optee->pool, optee);
	if (IS_ERR(teedev))
		return PTR_ERR(teedev);
	optee->teedev = teedev;

	teedev = tee_device_alloc(&supp_desc, NULL, optee->pool, optee);
	if (IS_ERR(teedev)) {
		tee_device_unregister(optee->teedev);
		return PTR_ERR(teedev);
	}
	optee->supp_teedev = teedev;
	optee_set_dev_groups(optee);
	return 0;
}

/* Waits for whoever still has a device open. */
static void free_devices(struct optee_smc *smc)
{
	tee_device_unregister(smc->optee.supp_teedev);
	tee_device_unregister(smc->optee.teedev);
}

/*
 * The driver's own context, and what its calls need. A place for messages is
 * at the start of a page where the secure world maps that page itself.
 */
static int open_own_context(struct optee_smc *smc)
{
	struct optee *optee = &smc->optee;
	bool dynamic = smc->sec_caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM;
	bool registered = dynamic && optee->rpc_param_count;
	struct tee_context *ctx;
	int rc;

	ctx = teedev_open(optee->teedev);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	/* The driver's own calls, in an interrupt's thread too, wait for no user space. */
	ctx->supp_nowait = true;
	optee->ctx = ctx;
	rc = optee_args_init(optee, registered, registered || !dynamic);
	if (rc)
		teedev_close_context(ctx);
	return rc;
}

static void close_own_context(struct optee_smc *smc)
{
	optee_args_uninit(&smc->optee);
	teedev_close_context(smc->optee.ctx);
	optee_end_finish(&smc->optee);
}

/* A thread that was given up, or a cache that is not empty, may use memory. */
static void take_back_memory(struct optee_smc *smc)
{
	if (smc->shm_cache)
		optee_smc_disable_shm_cache(smc, true);
	optee_shm_take_back_all(&smc->optee, smc->shm_cache ||
				atomic_read(&smc->optee.calls_lost));
}

/* Ends all calls, then frees what the secure world had for them. */
static void stop(struct optee_smc *smc)
{
	struct optee *optee = &smc->optee;

	optee_end_begin(optee);
	optee_unregister_common(optee);
	optee_smc_notif_uninit(smc);
	/* Calls of system sessions are let in, and use memory, until then. */
	optee_wait_for_clients(optee);
	flush_work(&optee->late_work);
	optee_protmem_end(optee);
	/* The supplicant's memory keeps its context. */
	take_back_memory(smc);
	optee_wait_for_supp(optee);
	take_back_memory(smc);
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

	optee_end_watch_probe(&smc->optee);
	rc = optee_register_common(&smc->optee);
	if (!rc)
		optee_smc_protmem_find(smc);
	optee_end_probed(&smc->optee);
	if (optee_has_ended(&smc->optee))
		rc = -ETIMEDOUT;
	if (rc)
		stop(smc);
	return rc;
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
	rc = alloc_devices(smc);
	if (rc)
		goto err_pool;
	rc = open_own_context(smc);
	if (rc)
		goto err_devices;
	rc = start(smc, pdev);
	if (rc)
		goto err_context;

	platform_set_drvdata(pdev, smc);
	optee_protmem_serve(&smc->optee);
	pr_info("initialized driver\n");
	return 0;

err_context:
	close_own_context(smc);
err_devices:
	free_devices(smc);
err_pool:
	optee_smc_pool_uninit(smc);
err_smc:
	free_smc(smc);
	return rc;
}

static void optee_smc_remove(struct platform_device *pdev)
{
	struct optee_smc *smc = platform_get_drvdata(pdev);

	stop(smc);
	close_own_context(smc);
	free_devices(smc);
	optee_smc_pool_uninit(smc);
	free_smc(smc);
}

/*
 * Shutdown, reboot or kexec: calls in flight are to end, so that no thread
 * stays in the secure world, and it is to know no memory of this kernel. That
 * takes twice OPTEE_END_AFTER (ending.c) at most, and a second. Calls that
 * drivers make when they are shut down later are still served; when it took as
 * long, only without waiting.
 */
static void optee_smc_shutdown(struct platform_device *pdev)
{
	struct optee_smc *smc = platform_get_drvdata(pdev);
	struct optee *optee = &smc->optee;

	optee_end_begin(optee);
	optee_cq_set_gate(&optee->call_queue, OPTEE_CQ_SHUT);
	if (!optee_cq_wait_idle(&optee->call_queue, OPTEE_END_AFTER) &&
	    !optee_has_ended(optee))
		optee_end_now(optee);
	/* An SMC may not return at all. */
	if (!optee_cq_wait_idle(&optee->call_queue, HZ))
		pr_warn("calls still run in the secure world\n");
	/* The interrupt stays: its thread may be in such a call. */
	optee_smc_notif_stop(smc);
	if (smc->shm_cache)
		optee_smc_disable_shm_cache(smc, true);
	optee_end_finish(optee);
	optee_cq_set_gate(&optee->call_queue, 0);
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
