// SPDX-License-Identifier: GPL-2.0-only
/* Numbers of a process as size, index and shift. */
#include <linux/bits.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>

int demo_size(struct tee_iocl_supp_send_arg __user *uarg)
{
	struct tee_param *params;
	u32 num_params;

	if (get_user(num_params, &uarg->num_params))
		return -EFAULT;
	params = kcalloc(num_params, sizeof(*params), GFP_KERNEL); /* expect: driver_user_bound */
	if (!params)
		return -ENOMEM;
	kfree(params);
	return 0;
}

int demo_field(struct tee_ioctl_invoke_arg __user *uarg)
{
	struct tee_ioctl_invoke_arg arg;
	void *params;

	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;
	params = kzalloc(arg.num_params * sizeof(u64), GFP_KERNEL); /* expect: driver_user_bound */
	if (!params)
		return -ENOMEM;
	kfree(params);
	return 0;
}

int demo_index(u32 __user *ucmd, int (* const table[8])(void))
{
	u32 cmd;

	if (get_user(cmd, ucmd))
		return -EFAULT;
	return table[cmd](); /* expect: driver_user_bound */
}

int demo_shift(struct tee_ioctl_cancel_arg __user *uarg, unsigned long *mask)
{
	struct tee_ioctl_cancel_arg arg;

	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;
	*mask |= BIT(arg.cancel_id); /* expect: driver_user_bound */
	return 0;
}
