// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls of a supplicant: the process that does in user space what the TEE
 * asks the normal world to do. It waits for a request with TEE_IOC_SUPPL_RECV
 * and answers it with TEE_IOC_SUPPL_SEND.
 *
 * A request that was handed out and did not arrive is answered here, in the
 * supplicant's place: whoever made it would wait for ever.
 */
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "tee_private.h"

/* TEEC_ERROR_COMMUNICATION (GlobalPlatform TEE Client API v1.0, 4.4.2) */
#define TEE_ERROR_COMMUNICATION	0xFFFF000E

static int tee_supp_param_to_user(const struct tee_param *param,
				  struct tee_ioctl_param __user *uparam)
{
	struct tee_ioctl_param ip = { .attr = param->attr };
	const struct tee_shm *shm;

	switch (param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		ip.a = param->u.value.a;
		ip.b = param->u.value.b;
		ip.c = param->u.value.c;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		shm = param->u.memref.shm;
		ip.a = shm ? param->u.memref.shm_offs : 0;
		ip.b = param->u.memref.size;
		ip.c = shm && shm->id > 0 ? shm->id : TEE_MEMREF_NULL;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		ip.a = (unsigned long)param->u.ubuf.uaddr;
		ip.b = param->u.ubuf.size;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		ip.a = param->u.objref.id;
		ip.b = param->u.objref.flags;
		break;
	default:
		break;
	}

	return copy_to_user(uparam, &ip, sizeof(ip)) ? -EFAULT : 0;
}

static int tee_supp_request_to_user(u32 func, u32 num_params,
				    const struct tee_param *params,
				    struct tee_iocl_supp_recv_arg __user *uarg)
{
	int rc = 0;
	u32 n;

	if (put_user(func, &uarg->func) ||
	    put_user(num_params, &uarg->num_params))
		return -EFAULT;

	for (n = 0; n < num_params && !rc; n++)
		rc = tee_supp_param_to_user(params + n, uarg->params + n);

	return rc;
}

/*
 * The driver's operation drops the references, see struct tee_driver_ops. Where
 * it sees other memory than that which is held here, it needs one of its own.
 */
static void tee_params_disown(struct tee_params *params)
{
	struct tee_shm *shm;
	u32 n;

	for (n = 0; n < params->num; n++) {
		if (!params->origin[n].shm)
			continue;

		shm = params->param[n].u.memref.shm;
		if (shm == params->origin[n].shm)
			params->origin[n].shm = NULL;
		else
			refcount_inc(&shm->refcount);
	}
}

/* The references that came with a request, see TEE_DESC_RECV_REFS */
static void tee_supp_request_put(struct tee_context *ctx, u32 num_params,
				 struct tee_param *param)
{
	u32 n;

	if (!(ctx->teedev->desc->flags & TEE_DESC_RECV_REFS))
		return;

	for (n = 0; n < num_params; n++)
		if (tee_param_is_memref(param + n))
			tee_shm_put(param[n].u.memref.shm);
}

int tee_ioctl_supp_recv(struct tee_context *ctx,
			struct tee_ioctl_buf_data __user *ubuf)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_iocl_supp_recv_arg __user *uarg;
	struct tee_ioctl_buf_data buf;
	struct tee_params params;
	u32 room, num_params;
	u32 func = 0;
	int rc;

	if (!ops->supp_recv)
		return -EINVAL;

	rc = tee_buf_from_user(&buf, ubuf, sizeof(*uarg));
	if (rc)
		return rc;

	uarg = u64_to_user_ptr(buf.buf_ptr);
	if (get_user(room, &uarg->num_params))
		return -EFAULT;
	if (tee_arg_bytes(sizeof(*uarg), room) != buf.buf_len)
		return -EINVAL;

	rc = tee_params_from_user(&params, ctx, uarg->params, room);
	if (rc)
		return rc;

	tee_params_disown(&params);
	num_params = room;
	rc = ops->supp_recv(ctx, &func, &num_params, params.param);
	if (rc)
		goto release_params;

	if (WARN_ON_ONCE(num_params > room))
		num_params = room;
	rc = tee_supp_request_to_user(func, num_params, params.param, uarg);
	if (rc && ops->supp_send)
		ops->supp_send(ctx, TEE_ERROR_COMMUNICATION, num_params,
			       params.param);
	tee_supp_request_put(ctx, num_params, params.param);

release_params:
	tee_params_release(&params);
	return rc;
}

/* Of an answer only the outputs count; the driver has the rest */
static int tee_supp_answer_from_user(struct tee_param *param,
				     struct tee_ioctl_param __user *uparam)
{
	struct tee_ioctl_param ip;
	int rc;

	if (copy_from_user(&ip, uparam, sizeof(ip)))
		return -EFAULT;
	if (ip.attr & ~(u64)TEE_IOCTL_PARAM_ATTR_MASK)
		return -EINVAL;

	switch (ip.attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		tee_value_from_user(&param->u.value, &ip);
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		if (overflows_type(ip.b, size_t))
			return -EINVAL;
		param->u.memref.size = ip.b;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		rc = tee_ubuf_from_user(&param->u.ubuf, &ip);
		if (rc)
			return rc;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		tee_objref_from_user(&param->u.objref, &ip);
		break;
	default:
		break;
	}
	param->attr = ip.attr;

	return 0;
}

int tee_ioctl_supp_send(struct tee_context *ctx,
			struct tee_ioctl_buf_data __user *ubuf)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_iocl_supp_send_arg __user *uarg;
	struct tee_ioctl_buf_data buf;
	struct tee_param *params;
	u32 num_params, ret, n;
	int rc;

	if (!ops->supp_send)
		return -EINVAL;

	rc = tee_buf_from_user(&buf, ubuf, sizeof(*uarg));
	if (rc)
		return rc;

	uarg = u64_to_user_ptr(buf.buf_ptr);
	if (get_user(ret, &uarg->ret) ||
	    get_user(num_params, &uarg->num_params))
		return -EFAULT;
	if (tee_arg_bytes(sizeof(*uarg), num_params) > buf.buf_len)
		return -EINVAL;

	params = kcalloc(num_params, sizeof(*params), GFP_KERNEL);
	if (!params)
		return -ENOMEM;

	for (n = 0; n < num_params; n++) {
		rc = tee_supp_answer_from_user(params + n, uarg->params + n);
		if (rc)
			goto free_params;
	}

	rc = ops->supp_send(ctx, ret, num_params, params);

free_params:
	kfree(params);
	return rc;
}
