// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters: between struct tee_param, which clients and tee-supplicant see,
 * and struct optee_msg_param, which the secure world sees and may change at any
 * time. Each of its fields is read once. What comes back from a call is only
 * what the secure world may change: values and the sizes of buffers.
 */

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "optee_private.h"

static bool is_value(u64 type)
{
	return type >= OPTEE_MSG_ATTR_TYPE_VALUE_INPUT &&
	       type <= OPTEE_MSG_ATTR_TYPE_VALUE_INOUT;
}

static bool is_memref(u64 type)
{
	return (type >= OPTEE_MSG_ATTR_TYPE_RMEM_INPUT &&
		type <= OPTEE_MSG_ATTR_TYPE_RMEM_INOUT) ||
	       (type >= OPTEE_MSG_ATTR_TYPE_TMEM_INPUT &&
		type <= OPTEE_MSG_ATTR_TYPE_TMEM_INOUT);
}

/* The type that a client sees; values and RMEM have the same numbers. */
static u64 tee_type(u64 type)
{
	if (type >= OPTEE_MSG_ATTR_TYPE_TMEM_INPUT)
		type -= OPTEE_MSG_ATTR_TYPE_TMEM_INPUT -
			TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT;
	return type;
}

static bool is_output(u64 attr)
{
	switch (attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		return true;
	default:
		return false;
	}
}

/* A copy of a parameter that the secure world can't change any more */
static struct optee_msg_param fetch(const struct optee_msg_param *mp)
{
	return (struct optee_msg_param){
		.attr = READ_ONCE(mp->attr),
		.u.value.a = READ_ONCE(mp->u.value.a),
		.u.value.b = READ_ONCE(mp->u.value.b),
		.u.value.c = READ_ONCE(mp->u.value.c),
	};
}

/**
 * optee_memref_check() - is a memory reference within its memory?
 * @p: a memory reference, of no memory perhaps
 *
 * Context: any, does not sleep.
 * Return: 0 or -EINVAL.
 */
int optee_memref_check(const struct tee_param *p)
{
	const struct tee_shm *shm = p->u.memref.shm;

	if (!shm)
		return 0;
	if (p->u.memref.shm_offs > shm->size ||
	    p->u.memref.size > shm->size - p->u.memref.shm_offs)
		return -EINVAL;
	return 0;
}

/*
 * A part of lent memory has neither an address nor a cookie: parameters from user space
 * name what it is a part of (tee_shm_resolve()), those of the kernel can't.
 */
static bool has_name(const struct tee_shm *shm)
{
	return !shm || !(shm->flags & TEE_SHM_DMA_BUF) || shm->paddr;
}

/**
 * optee_memref_va() - where the kernel sees the memory of a reference
 * @p: a memory reference that has been checked
 *
 * Context: any, does not sleep.
 * Return: the address of its first byte, NULL if there is none or the kernel
 *	does not see it.
 */
void *optee_memref_va(const struct tee_param *p)
{
	struct tee_shm *shm = p->u.memref.shm;
	void *va;

	if (!shm)
		return NULL;
	va = tee_shm_get_va(shm, p->u.memref.shm_offs);
	return IS_ERR(va) ? NULL : va;
}

/**
 * optee_params_to_msg() - writes a client's parameters into a message
 * @optee: the OP-TEE
 * @mp: parameters of the message, zeroed
 * @p: parameters of the client
 * @num_params: length of both
 *
 * Context: any, does not sleep.
 * Return: 0, or -EINVAL for a parameter that can't be passed on.
 */
int optee_params_to_msg(struct optee *optee, struct optee_msg_param *mp,
			const struct tee_param *p, size_t num_params)
{
	for (; num_params--; mp++, p++) {
		switch (p->attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
			mp->attr = OPTEE_MSG_ATTR_TYPE_NONE;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			mp->attr = p->attr;
			mp->u.value.a = p->u.value.a;
			mp->u.value.b = p->u.value.b;
			mp->u.value.c = p->u.value.c;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			if (optee_memref_check(p) ||
			    !has_name(p->u.memref.shm))
				return -EINVAL;
			optee->abi->memref_to_msg(mp, p);
			break;
		default:
			return -EINVAL;
		}
	}
	return 0;
}

/**
 * optee_params_from_msg() - takes results of a call over
 * @p: parameters of the client, as optee_params_to_msg() was given them
 * @mp: parameters of the message
 * @num_params: length of both
 *
 * A size may be larger than the buffer: so a client learns how much it needs
 * (GlobalPlatform TEE Client API v1.0 section 3.2.5).
 *
 * Context: any, does not sleep.
 * Return: 0, or -EINVAL if the secure world changed what it must not; @p is
 *	then as it was.
 */
int optee_params_from_msg(struct tee_param *p,
			  const struct optee_msg_param *mp, size_t num_params)
{
	size_t n;

	for (n = 0; n < num_params; n++) {
		u64 attr = READ_ONCE(mp[n].attr) & OPTEE_MSG_ATTR_TYPE_MASK;

		if (tee_type(attr) != p[n].attr)
			return -EINVAL;
	}

	for (; num_params--; mp++, p++) {
		if (!is_output(p->attr))
			continue;
		if (tee_param_is_memref(p)) {
			p->u.memref.size = min_t(u64, SIZE_MAX,
						 READ_ONCE(mp->u.rmem.size));
		} else {
			p->u.value.a = READ_ONCE(mp->u.value.a);
			p->u.value.b = READ_ONCE(mp->u.value.b);
			p->u.value.c = READ_ONCE(mp->u.value.c);
		}
	}
	return 0;
}

/**
 * optee_rpc_params_get() - reads the parameters of a request
 * @optee: the OP-TEE
 * @p: where to put them
 * @mp: parameters of the request
 * @num_params: length of both
 *
 * Context: process context, does not sleep.
 * Return: 0, with references to the memory that they name, for
 *	optee_rpc_params_put(); or -EINVAL, with nothing to undo.
 */
int optee_rpc_params_get(struct optee *optee, struct tee_param *p,
			 const struct optee_msg_param *mp, size_t num_params)
{
	size_t n;

	for (n = 0; n < num_params; n++) {
		struct optee_msg_param copy = fetch(mp + n);
		u64 type = copy.attr & OPTEE_MSG_ATTR_TYPE_MASK;

		memset(p + n, 0, sizeof(*p));
		p[n].attr = tee_type(type);
		if (is_value(type)) {
			p[n].u.value.a = copy.u.value.a;
			p[n].u.value.b = copy.u.value.b;
			p[n].u.value.c = copy.u.value.c;
		} else if (is_memref(type)) {
			if (optee->abi->memref_from_msg(optee, p + n, &copy))
				goto err;
			if (optee_memref_check(p + n)) {
				tee_shm_put(p[n].u.memref.shm);
				goto err;
			}
		} else if (type != OPTEE_MSG_ATTR_TYPE_NONE) {
			goto err;
		}
	}
	return 0;

err:
	optee_rpc_params_put(p, n);
	return -EINVAL;
}

/**
 * optee_rpc_params_write() - writes results into a request
 * @mp: parameters of the request
 * @p: the same with results, as optee_rpc_params_get() read them
 * @num_params: length of both
 *
 * Context: any, does not sleep.
 */
void optee_rpc_params_write(struct optee_msg_param *mp,
			    const struct tee_param *p, size_t num_params)
{
	for (; num_params--; mp++, p++) {
		if (!is_output(p->attr))
			continue;
		if (p->attr >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT) {
			mp->u.rmem.size = p->u.memref.size;
		} else {
			mp->u.value.a = p->u.value.a;
			mp->u.value.b = p->u.value.b;
			mp->u.value.c = p->u.value.c;
		}
	}
}

/**
 * optee_rpc_params_put() - drops what optee_rpc_params_get() took
 * @p: parameters of the request
 * @num_params: how many
 *
 * Context: process context, may sleep: a reference may be the last.
 */
void optee_rpc_params_put(struct tee_param *p, size_t num_params)
{
	for (; num_params--; p++)
		if (tee_param_is_memref(p) && p->u.memref.shm)
			tee_shm_put(p->u.memref.shm);
}
