// SPDX-License-Identifier: GPL-2.0-only
/*
 * The OP-TEE driver as a module.
 */

#include <linux/crash_dump.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/module.h>

#include "optee_private.h"

static int __init optee_init(void)
{
	int rc;

	/*
	 * The threads of the kernel that crashed are still in the secure world,
	 * and nobody can resume them.
	 */
	if (is_kdump_kernel())
		return -ENODEV;

	rc = optee_rpmb_register();
	if (rc)
		return rc;
	rc = optee_smc_abi_register();
	if (rc)
		goto err_rpmb;
	rc = optee_ffa_abi_register();
	if (rc)
		goto err_smc;
	return 0;

err_smc:
	optee_smc_abi_unregister();
err_rpmb:
	optee_rpmb_unregister();
	return rc;
}
module_init(optee_init);

static void __exit optee_exit(void)
{
	optee_ffa_abi_unregister();
	optee_smc_abi_unregister();
	optee_rpmb_unregister();
}
module_exit(optee_exit);

MODULE_AUTHOR("The teeproof authors");
MODULE_DESCRIPTION("OP-TEE driver");
MODULE_LICENSE("GPL");
MODULE_ALIAS("platform:optee");
