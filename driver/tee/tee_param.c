// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of a call: from user space to the driver and back.
 *
 * The driver gets an array that it may change, and that the secure world may
 * change through it. So what user space asked for is kept beside it: which
 * parameters are outputs, and which references are to be dropped afterwards.
 */
#include <linux/limits.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "tee_private.h"

int tee_buf_from_user(struct tee_ioctl_buf_data *buf,
		      struct tee_ioctl_buf_data __user *ubuf, size_t arg_size)
{
	if (copy_from_user(buf, ubuf, sizeof(*buf)))
		return -EFAULT;

	if (buf->buf_len < arg_size || buf->buf_len > TEE_MAX_ARG_SIZE)
		return -EINVAL;

	return 0;
}

/* Room for all that TEE_MAX_ARG_SIZE lets through, in one piece */
static int tee_params_init(struct tee_params *params, u32 num)
{
	params->num = num;
	params->param = NULL;
	params->origin = params->inline_origin;
	if (!num)
		return 0;

	if (num <= TEE_PARAMS_INLINE) {
		params->param = params->inline_param;
		memset(params->inline_param, 0, sizeof(params->inline_param));
		memset(params->inline_origin, 0, sizeof(params->inline_origin));
		return 0;
	}

	params->param = kcalloc(num, sizeof(*params->param) +
				sizeof(*params->origin), GFP_KERNEL);
	if (!params->param)
		return -ENOMEM;
	params->origin = (struct tee_param_origin *)(params->param + num);

	return 0;
}

void tee_params_release(struct tee_params *params)
{
	u32 n;

	for (n = 0; n < params->num; n++)
		tee_shm_put(params->origin[n].shm);

	if (params->param != params->inline_param)
		kfree(params->param);
}

/* A reference for the call to the memory that @ip names, NULL for none */
static struct tee_shm *tee_memref_get_shm(struct tee_context *ctx,
					  const struct tee_ioctl_param *ip)
{
	struct tee_shm *shm;
	size_t end;

	/* On 32 bits a size_t may not hold what user space says */
	if (overflows_type(ip->a, size_t) || overflows_type(ip->b, size_t))
		return ERR_PTR(-EINVAL);

	if (ip->c == TEE_MEMREF_NULL)
		return ctx->cap_memref_null ? NULL : ERR_PTR(-EINVAL);

	if (ip->c > INT_MAX)
		return ERR_PTR(-EINVAL);

	shm = tee_shm_get_from_id(ctx, ip->c);
	if (IS_ERR(shm))
		return shm;

	if (check_add_overflow(ip->a, ip->b, &end) || end > shm->size) {
		tee_shm_put(shm);
		return ERR_PTR(-EINVAL);
	}

	return shm;
}

int tee_ubuf_from_user(struct tee_param_ubuf *ubuf,
		       const struct tee_ioctl_param *ip)
{
	if (overflows_type(ip->a, unsigned long) ||
	    overflows_type(ip->b, size_t) ||
	    !access_ok(u64_to_user_ptr(ip->a), ip->b))
		return -EFAULT;

	ubuf->uaddr = u64_to_user_ptr(ip->a);
	ubuf->size = ip->b;

	return 0;
}

static int tee_param_from_user(struct tee_param *param,
			       struct tee_param_origin *origin,
			       struct tee_context *ctx,
			       const struct tee_ioctl_param *ip)
{
	struct tee_shm *shm;
	int rc;

	if (ip->attr & ~(u64)TEE_IOCTL_PARAM_ATTR_MASK)
		return -EINVAL;

	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		tee_value_from_user(&param->u.value, ip);
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		shm = tee_memref_get_shm(ctx, ip);
		if (IS_ERR(shm))
			return PTR_ERR(shm);

		origin->shm = shm;
		param->u.memref.shm = shm;
		param->u.memref.shm_offs = ip->a;
		param->u.memref.size = ip->b;
		tee_shm_resolve(&param->u.memref);
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		rc = tee_ubuf_from_user(&param->u.ubuf, ip);
		if (rc)
			return rc;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		tee_objref_from_user(&param->u.objref, ip);
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
		break;
	default:
		return -EINVAL;
	}

	origin->attr = ip->attr;
	param->attr = ip->attr;

	return 0;
}

int tee_params_from_user(struct tee_params *params, struct tee_context *ctx,
			 struct tee_ioctl_param __user *uparams, u32 num)
{
	struct tee_ioctl_param ip;
	u32 n;
	int rc;

	rc = tee_params_init(params, num);
	if (rc)
		return rc;

	for (n = 0; n < num && !rc; n++) {
		if (copy_from_user(&ip, uparams + n, sizeof(ip)))
			rc = -EFAULT;
		else
			rc = tee_param_from_user(params->param + n,
						 params->origin + n, ctx, &ip);
	}

	if (rc)
		tee_params_release(params);

	return rc;
}

static int tee_value_to_user(const struct tee_param_value *value,
			     struct tee_ioctl_param __user *up)
{
	if (put_user(value->a, &up->a) || put_user(value->b, &up->b) ||
	    put_user(value->c, &up->c))
		return -EFAULT;

	return 0;
}

static int tee_size_to_user(u64 size, struct tee_ioctl_param __user *up)
{
	/* More than was offered tells how much is needed */
	return put_user(size, &up->b);
}

static int tee_objref_to_user(const struct tee_param_objref *objref,
			      struct tee_ioctl_param __user *up)
{
	if (put_user(objref->id, &up->a) || put_user(objref->flags, &up->b))
		return -EFAULT;

	return 0;
}

static bool tee_attr_is_output(u64 attr)
{
	switch (attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		return true;
	default:
		return false;
	}
}

static int tee_param_to_user(const struct tee_param *param, u64 attr,
			     struct tee_ioctl_param __user *up)
{
	if (!tee_attr_is_output(attr))
		return 0;

	/* Of another type, it may hold a kernel address by now */
	if (param->attr != attr)
		return -EPROTO;

	switch (attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		return tee_size_to_user(param->u.memref.size, up);
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		return tee_size_to_user(param->u.ubuf.size, up);
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		return tee_objref_to_user(&param->u.objref, up);
	default:
		return tee_value_to_user(&param->u.value, up);
	}
}

int tee_params_to_user(const struct tee_params *params,
		       struct tee_ioctl_param __user *uparams)
{
	int rc = 0;
	u32 n;

	for (n = 0; n < params->num && !rc; n++)
		rc = tee_param_to_user(params->param + n,
				       params->origin[n].attr, uparams + n);

	return rc;
}
