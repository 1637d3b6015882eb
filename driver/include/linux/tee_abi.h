/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user ABI of this TEE core. It is the kernel's own uapi/linux/tee.h, and
 * what that of an older kernel (6.12 being the oldest) does not have yet: each
 * piece is recognised by a macro of it.
 */
#ifndef _LINUX_TEE_ABI_H
#define _LINUX_TEE_ABI_H

#include <linux/bits.h>
#include <linux/tee.h>

/* The largest argument with its parameters; older ones end at 1024 bytes */
#define TEE_ABI_MAX_ARG_SIZE	4096

#if TEE_MAX_ARG_SIZE < TEE_ABI_MAX_ARG_SIZE
#undef TEE_MAX_ARG_SIZE
#define TEE_MAX_ARG_SIZE	TEE_ABI_MAX_ARG_SIZE
#endif

#ifndef TEE_IMPL_ID_QTEE
#define TEE_IMPL_ID_QTEE	4
#endif

/* Objects that a TEE or user space offers, and buffers in user space */
#ifndef TEE_GEN_CAP_OBJREF
#define TEE_GEN_CAP_OBJREF	BIT(4)
#define TEE_OBJREF_NULL		((__u64)(-1))

#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT	8
#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT	9
#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT	10
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT	11
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT	12
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT	13

/**
 * struct tee_ioctl_object_invoke_arg - argument of TEE_IOC_OBJECT_INVOKE
 * @id:		object, as a parameter named it, or one that is always there
 * @op:		what it shall do
 * @ret:	receives its answer
 * @num_params:	number of parameters
 * @pad:	neither read nor written
 * @params:	the parameters
 */
struct tee_ioctl_object_invoke_arg {
	__u64 id;
	__u32 op;
	__u32 ret;
	__u32 num_params;
	__u32 pad;
	struct tee_ioctl_param params[];
};

#define TEE_IOC_OBJECT_INVOKE	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, \
				     struct tee_ioctl_buf_data)
#endif

/* Shared memory made of a dma-buf */
#ifndef TEE_IOC_SHM_REGISTER_FD
/**
 * struct tee_ioctl_shm_register_fd_data - argument of TEE_IOC_SHM_REGISTER_FD
 * @fd:		descriptor of the dma-buf, which may be closed afterwards
 * @size:	receives its size in bytes
 * @flags:	none yet: 0
 * @id:		receives the id of the shared memory
 */
struct tee_ioctl_shm_register_fd_data {
	__s64 fd;
	__u64 size;
	__u32 flags;
	__s32 id;
};

#define TEE_IOC_SHM_REGISTER_FD	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 8, \
				      struct tee_ioctl_shm_register_fd_data)
#endif

#endif /* _LINUX_TEE_ABI_H */
