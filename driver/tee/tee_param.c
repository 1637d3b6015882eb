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

static int tee_param_from_user(struct tee_param *param,
			       struct tee_param_origin *origin,
			       struct tee_context *ctx,
			       const struct tee_ioctl_param *ip)
{
	struct tee_shm *shm;

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
		break;
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

static int tee_param_to_user(const struct tee_param *param, u64 attr,
			     struct tee_ioctl_param __user *up)
{
	u64 size;

	switch (attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		/* Of another type, it may hold a kernel address by now */
		if (param->attr != attr)
			return -EPROTO;
		return tee_value_to_user(&param->u.value, up);
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		if (param->attr != attr)
			return -EPROTO;
		/* More than was offered tells how much is needed */
		size = param->u.memref.size;
		return put_user(size, &up->b);
	default:
		return 0;
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
