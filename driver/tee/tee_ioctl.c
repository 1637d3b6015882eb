// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls of user space on /dev/tee%d and /dev/teepriv%d, but for those of
 * the supplicant (tee_supp_ioctl.c) and those that make shared memory
 * (tee_shm_file.c). The interface is uapi/linux/tee.h.
 *
 * What user space passes is read once, into the kernel, before it is checked.
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include "tee_private.h"

/* TEEC_SUCCESS (GlobalPlatform TEE Client API v1.0, 4.4.2) */
#define TEE_SUCCESS	0

static int tee_ioctl_version(struct tee_context *ctx,
			     struct tee_ioctl_version_data __user *uvers)
{
	const struct tee_desc *desc = ctx->teedev->desc;
	struct tee_ioctl_version_data vers = {};

	desc->ops->get_version(ctx->teedev, &vers);
	if (desc->flags & TEE_DESC_PRIVILEGED)
		vers.gen_caps |= TEE_GEN_CAP_PRIVILEGED;

	return copy_to_user(uvers, &vers, sizeof(vers)) ? -EFAULT : 0;
}

/* Logins of the kernel and of the TEE itself are nobody else's */
static bool tee_login_is_reserved(u32 login)
{
	return login >= TEE_IOCTL_LOGIN_REE_KERNEL_MIN &&
	       login <= TEE_IOCTL_LOGIN_REE_KERNEL_MAX;
}

static int tee_open_session_to_user(const struct tee_ioctl_open_session_arg *arg,
				    struct tee_ioctl_open_session_arg __user *uarg,
				    const struct tee_params *params)
{
	if (put_user(arg->session, &uarg->session) ||
	    put_user(arg->ret, &uarg->ret) ||
	    put_user(arg->ret_origin, &uarg->ret_origin))
		return -EFAULT;

	return tee_params_to_user(params, uarg->params);
}

static noinline_for_stack
int tee_ioctl_open_session(struct tee_context *ctx,
			   struct tee_ioctl_buf_data __user *ubuf)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_open_session_arg __user *uarg;
	struct tee_ioctl_open_session_arg arg;
	struct tee_ioctl_buf_data buf;
	struct tee_params params;
	int rc;

	if (!ops->open_session)
		return -EINVAL;

	rc = tee_buf_from_user(&buf, ubuf, sizeof(arg));
	if (rc)
		return rc;

	uarg = u64_to_user_ptr(buf.buf_ptr);
	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;
	if (tee_arg_bytes(sizeof(arg), arg.num_params) != buf.buf_len)
		return -EINVAL;

	rc = tee_params_from_user(&params, ctx, uarg->params, arg.num_params);
	if (rc)
		return rc;

	if (tee_login_is_reserved(arg.clnt_login)) {
		rc = -EPERM;
		goto release_params;
	}

	/* What the driver does not answer is no echo of the question */
	arg.session = 0;
	arg.ret = TEE_SUCCESS;
	arg.ret_origin = 0;
	rc = ops->open_session(ctx, &arg, params.param);
	if (rc)
		goto release_params;

	rc = tee_open_session_to_user(&arg, uarg, &params);

	/* User space can't close a session that it has not heard of */
	if (rc && arg.ret == TEE_SUCCESS && ops->close_session)
		ops->close_session(ctx, arg.session);

release_params:
	tee_params_release(&params);
	return rc;
}

static noinline_for_stack
int tee_ioctl_invoke(struct tee_context *ctx,
		     struct tee_ioctl_buf_data __user *ubuf)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_invoke_arg __user *uarg;
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_buf_data buf;
	struct tee_params params;
	int rc;

	if (!ops->invoke_func)
		return -EINVAL;

	rc = tee_buf_from_user(&buf, ubuf, sizeof(arg));
	if (rc)
		return rc;

	uarg = u64_to_user_ptr(buf.buf_ptr);
	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;
	if (tee_arg_bytes(sizeof(arg), arg.num_params) != buf.buf_len)
		return -EINVAL;

	rc = tee_params_from_user(&params, ctx, uarg->params, arg.num_params);
	if (rc)
		return rc;

	arg.ret = TEE_SUCCESS;
	arg.ret_origin = 0;
	rc = ops->invoke_func(ctx, &arg, params.param);
	if (rc)
		goto release_params;

	if (put_user(arg.ret, &uarg->ret) ||
	    put_user(arg.ret_origin, &uarg->ret_origin))
		rc = -EFAULT;
	else
		rc = tee_params_to_user(&params, uarg->params);

release_params:
	tee_params_release(&params);
	return rc;
}

/*
 * Objects that come with an answer which can't be written stay the context's:
 * only the driver knows how one is given back.
 */
static noinline_for_stack
int tee_ioctl_object_invoke(struct tee_context *ctx,
			    struct tee_ioctl_buf_data __user *ubuf)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_object_invoke_arg __user *uarg;
	struct tee_ioctl_object_invoke_arg arg;
	struct tee_ioctl_buf_data buf;
	struct tee_params params;
	int rc;

	if (!ops->object_invoke_func)
		return -EINVAL;

	rc = tee_buf_from_user(&buf, ubuf, sizeof(arg));
	if (rc)
		return rc;

	uarg = u64_to_user_ptr(buf.buf_ptr);
	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;
	if (tee_arg_bytes(sizeof(arg), arg.num_params) != buf.buf_len)
		return -EINVAL;

	rc = tee_params_from_user(&params, ctx, uarg->params, arg.num_params);
	if (rc)
		return rc;

	arg.ret = TEE_SUCCESS;
	rc = ops->object_invoke_func(ctx, &arg, params.param);
	if (!rc && put_user(arg.ret, &uarg->ret))
		rc = -EFAULT;
	if (!rc)
		rc = tee_params_to_user(&params, uarg->params);

	tee_params_release(&params);

	return rc;
}

static int tee_ioctl_cancel(struct tee_context *ctx,
			    struct tee_ioctl_cancel_arg __user *uarg)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_cancel_arg arg;

	if (!ops->cancel_req)
		return -EINVAL;
	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;

	return ops->cancel_req(ctx, arg.cancel_id, arg.session);
}

static int tee_ioctl_close_session(struct tee_context *ctx,
				   struct tee_ioctl_close_session_arg __user *uarg)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_close_session_arg arg;

	if (!ops->close_session)
		return -EINVAL;
	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;

	return ops->close_session(ctx, arg.session);
}

static long tee_fop_ioctl(struct file *filp, unsigned int cmd,
			  unsigned long arg)
{
	struct tee_context *ctx = filp->private_data;
	void __user *udata = (void __user *)arg;

	switch (cmd) {
	case TEE_IOC_INVOKE:
		return tee_ioctl_invoke(ctx, udata);
	case TEE_IOC_OBJECT_INVOKE:
		return tee_ioctl_object_invoke(ctx, udata);
	case TEE_IOC_OPEN_SESSION:
		return tee_ioctl_open_session(ctx, udata);
	case TEE_IOC_CLOSE_SESSION:
		return tee_ioctl_close_session(ctx, udata);
	case TEE_IOC_CANCEL:
		return tee_ioctl_cancel(ctx, udata);
	case TEE_IOC_SHM_ALLOC:
		return tee_ioctl_shm_alloc(ctx, udata);
	case TEE_IOC_SHM_REGISTER:
		return tee_ioctl_shm_register(ctx, udata);
	case TEE_IOC_SHM_REGISTER_FD:
		return tee_ioctl_shm_register_fd(ctx, udata);
	case TEE_IOC_SUPPL_RECV:
		return tee_ioctl_supp_recv(ctx, udata);
	case TEE_IOC_SUPPL_SEND:
		return tee_ioctl_supp_send(ctx, udata);
	case TEE_IOC_VERSION:
		return tee_ioctl_version(ctx, udata);
	default:
		return -EINVAL;
	}
}

static int tee_fop_open(struct inode *inode, struct file *filp)
{
	struct tee_device *teedev = container_of(inode->i_cdev,
						 struct tee_device, cdev);
	struct tee_context *ctx = teedev_open(teedev);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);

	ctx->user = true;
	filp->private_data = ctx;

	return 0;
}

static int tee_fop_release(struct inode *inode, struct file *filp)
{
	teedev_close_context(filp->private_data);

	return 0;
}

/* The structures are the same for 32 and 64 bits: see uapi/linux/tee.h */
const struct file_operations tee_fops = {
	.owner = THIS_MODULE,
	.open = tee_fop_open,
	.unlocked_ioctl = tee_fop_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = tee_fop_release,
};
