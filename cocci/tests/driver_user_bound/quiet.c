// SPDX-License-Identifier: GPL-2.0-only
/* Each compared first: with a bound of its own, or with the room there is. */
#include <linux/bits.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>

int demo_size(struct tee_iocl_supp_send_arg __user *uarg, size_t room)
{
	struct tee_param *params;
	u32 num_params;

	if (get_user(num_params, &uarg->num_params))
		return -EFAULT;
	if (struct_size(uarg, params, num_params) > room)
		return -EINVAL;
	params = kcalloc(num_params, sizeof(*params), GFP_KERNEL);
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
	if (arg.num_params > 4)
		return -EINVAL;
	params = kzalloc(arg.num_params * sizeof(u64), GFP_KERNEL);
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
	return cmd < 8 ? table[cmd]() : -EINVAL;
}

int demo_shift(struct tee_ioctl_cancel_arg __user *uarg, unsigned long *mask)
{
	struct tee_ioctl_cancel_arg arg;

	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;
	if (arg.cancel_id >= BITS_PER_LONG)
		return -EINVAL;
	*mask |= BIT(arg.cancel_id);
	return 0;
}
