// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading OP-TEE itself: where firmware was built for it, EL3 waits for the
 * kernel to hand it the image of OP-TEE, once.
 *
 * Sources: OP-TEE SMC ABI (optee_smc.h), OPTEE_SMC_CALL_LOAD_IMAGE;
 * Documentation/tee/op-tee.rst on the danger of it.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpuhotplug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/firmware.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "optee_smc.h"
#include "smc.h"

#define IMAGE_NAME "optee/tee.bin"

/* For the CPU hotplug callback, which is given nothing */
static optee_conduit_fn *cpuhp_conduit;

static int init_on_cpu(unsigned int cpu)
{
	static const u32 uid[] = OPTEE_MSG_UID;

	/* Any call has OP-TEE set up this CPU. */
	return optee_smc_uid_is(cpuhp_conduit, uid) ? 0 : -EINVAL;
}

/*
 * Sets up OP-TEE on the CPUs that are running; the others come up by way of
 * firmware, which does it. So the callback is not needed a second time.
 */
static int init_on_all_cpus(optee_conduit_fn *conduit)
{
	int state;

	cpuhp_conduit = conduit;
	state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "optee:probe",
				  init_on_cpu, NULL);
	if (state < 0) {
		pr_warn("can't set OP-TEE up on all CPUs: %d\n", state);
		return -EINVAL;
	}
	cpuhp_remove_state(state);
	return 0;
}

/* The image in memory that firmware can reach, or an ERR_PTR() */
static void *read_image(struct device *dev, size_t *size)
{
	const struct firmware *fw;
	void *image;
	int rc;

	rc = request_firmware(&fw, IMAGE_NAME, dev);
	if (rc) {
		/* Before init runs its file system may not be there yet. */
		if (system_state < SYSTEM_RUNNING)
			rc = -EPROBE_DEFER;
		return ERR_PTR(rc);
	}
	/* Firmware maps addresses below 4 GiB only. */
	image = kmemdup(fw->data, fw->size, GFP_KERNEL | GFP_DMA);
	*size = fw->size;
	release_firmware(fw);
	return image ?: ERR_PTR(-ENOMEM);
}

static u32 hand_over(optee_conduit_fn *conduit, u64 pa, u64 size)
{
	struct arm_smccc_res res;
	const struct optee_smc_regs regs = {
		.a = {
			OPTEE_SMC_CALL_LOAD_IMAGE,
			upper_32_bits(size), lower_32_bits(size),
			upper_32_bits(pa), lower_32_bits(pa),
		},
	};

	conduit(&regs, &res);
	return res.a0;
}

/**
 * optee_load_image() - hands OP-TEE's image to firmware that waits for it
 * @dev: device of the OP-TEE
 * @conduit: its conduit
 *
 * Context: process context, sleeps.
 * Return: 0, also when there is nothing to do; -EPROBE_DEFER while the image
 *	can't be read yet; another negative errno.
 */
int optee_load_image(struct device *dev, optee_conduit_fn *conduit)
{
	static const u32 uid[] = OPTEE_MSG_IMAGE_LOAD_UID;
	size_t size = 0;
	void *image;
	u32 ret;

	if (!optee_smc_uid_is(conduit, uid))
		return 0;

	image = read_image(dev, &size);
	if (PTR_ERR(image) == -EPROBE_DEFER)
		return -EPROBE_DEFER;
	if (IS_ERR(image)) {
		pr_warn("image loading failed: %ld\n", PTR_ERR(image));
		/* Without an image the call still shuts the door behind us. */
		hand_over(conduit, 0, 0);
		return PTR_ERR(image);
	}

	pr_warn("OP-TEE image loaded from kernel, this can be insecure\n");
	ret = hand_over(conduit, virt_to_phys(image), size);
	kfree(image);
	if (ret) {
		pr_err("firmware refuses the image: %#x\n", ret);
		return -EINVAL;
	}
	return init_on_all_cpus(conduit);
}
