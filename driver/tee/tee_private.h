/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the TEE core know of each other.
 *
 * Who holds whom: the driver and each context hold their device, shared memory
 * holds its context, files and calls in flight hold shared memory. Each of
 * these references has one owner, and only the last one to go frees.
 */
#ifndef __TEE_PRIVATE_H
#define __TEE_PRIVATE_H

#include <linux/fs.h>
#include <linux/overflow.h>
#include <linux/tee_core.h>
#include <linux/types.h>

/* tee_device.c */

extern const struct class tee_class;

/**
 * tee_device_subsys_init() - make the class and the device numbers
 *
 * Context: Process context, may sleep.
 * Return: 0 or a negative errno.
 */
int tee_device_subsys_init(void);

/**
 * tee_device_subsys_exit() - undo tee_device_subsys_init()
 *
 * Context: Process context, may sleep.
 */
void tee_device_subsys_exit(void);

/* tee_ioctl.c */

extern const struct file_operations tee_fops;

/**
 * tee_arg_bytes() - length of an argument with parameters
 * @arg_size:	bytes before the parameters
 * @num_params:	number of parameters, not to be trusted
 *
 * Return: the length in bytes, SIZE_MAX when that has no room in a size_t.
 */
static inline size_t tee_arg_bytes(size_t arg_size, u32 num_params)
{
	return size_add(arg_size,
			size_mul(num_params, sizeof(struct tee_ioctl_param)));
}

/* tee_supp_ioctl.c */

/**
 * tee_ioctl_supp_recv() - TEE_IOC_SUPPL_RECV
 * @ctx:	the supplicant's context
 * @ubuf:	where the buffer for a request is
 *
 * Context: Of the calling process, sleeps until there is a request or a signal.
 * Return: 0 or a negative errno.
 */
int tee_ioctl_supp_recv(struct tee_context *ctx,
			struct tee_ioctl_buf_data __user *ubuf);

/**
 * tee_ioctl_supp_send() - TEE_IOC_SUPPL_SEND
 * @ctx:	the supplicant's context
 * @ubuf:	where the answer is
 *
 * Context: Of the calling process, may sleep.
 * Return: 0 or a negative errno.
 */
int tee_ioctl_supp_send(struct tee_context *ctx,
			struct tee_ioctl_buf_data __user *ubuf);

/* tee_param.c */

/**
 * tee_buf_from_user() - read where the argument of a call lies
 * @buf:	receives address and length in bytes
 * @ubuf:	where user space says so
 * @arg_size:	bytes that the argument has at least
 *
 * Context: Of the calling process, may sleep.
 * Return: 0, -EFAULT, or -EINVAL for a length that can't be.
 */
int tee_buf_from_user(struct tee_ioctl_buf_data *buf,
		      struct tee_ioctl_buf_data __user *ubuf, size_t arg_size);

/* Parameters that a GlobalPlatform client passes: they need no allocation */
#define TEE_PARAMS_INLINE	4

/**
 * struct tee_param_origin - what user space passed as a parameter
 * @attr:	attributes: type and direction
 * @shm:	memory that it refers to, with the reference taken for the call
 */
struct tee_param_origin {
	u64 attr;
	struct tee_shm *shm;
};

/**
 * struct tee_params - parameters of a call from user space
 * @num:	how many there are
 * @param:	what the driver gets and changes, NULL when there are none
 * @origin:	what came from user space: this, not @param, says what is to
 *		be given back
 * @inline_param: room for @param
 * @inline_origin: room for @origin
 */
struct tee_params {
	u32 num;
	struct tee_param *param;
	struct tee_param_origin *origin;
	struct tee_param inline_param[TEE_PARAMS_INLINE];
	struct tee_param_origin inline_origin[TEE_PARAMS_INLINE];
};

/**
 * tee_value_from_user() - take over the numbers of a value parameter
 * @value:	receives them
 * @ip:		parameter, as copied from user space
 */
static inline void tee_value_from_user(struct tee_param_value *value,
				       const struct tee_ioctl_param *ip)
{
	value->a = ip->a;
	value->b = ip->b;
	value->c = ip->c;
}

/**
 * tee_ubuf_from_user() - take over a buffer in user space
 * @ubuf:	receives it
 * @ip:		parameter, as copied from user space
 *
 * Return: 0, or -EFAULT for a range that no process can have.
 */
int tee_ubuf_from_user(struct tee_param_ubuf *ubuf,
		       const struct tee_ioctl_param *ip);

/**
 * tee_objref_from_user() - take over what names an object
 * @objref:	receives it
 * @ip:		parameter, as copied from user space
 */
static inline void tee_objref_from_user(struct tee_param_objref *objref,
					const struct tee_ioctl_param *ip)
{
	objref->id = ip->a;
	objref->flags = ip->b;
}

/**
 * tee_params_from_user() - read the parameters of a call
 * @params:	filled in; to be released when the function succeeds
 * @ctx:	context of the call
 * @uparams:	where user space has them
 * @num:	how many there are; bounded by TEE_MAX_ARG_SIZE
 *
 * Context: Of the calling process, may sleep.
 * Return: 0, -EFAULT, also for a buffer that is not in user space, -EINVAL for
 *	attributes that don't exist or memory that is not the context's or too
 *	small, or -ENOMEM.
 */
int tee_params_from_user(struct tee_params *params, struct tee_context *ctx,
			 struct tee_ioctl_param __user *uparams, u32 num);

/**
 * tee_params_to_user() - write the outputs of a call
 * @params:	parameters as the driver left them
 * @uparams:	where user space has them
 *
 * Context: Of the calling process, may sleep.
 * Return: 0, -EFAULT, or -EPROTO when an output is not of the type that user
 *	space passed.
 */
int tee_params_to_user(const struct tee_params *params,
		       struct tee_ioctl_param __user *uparams);

/**
 * tee_params_release() - drop the references taken for a call
 * @params:	parameters from tee_params_from_user()
 *
 * Context: Process context, may sleep.
 */
void tee_params_release(struct tee_params *params);

/* tee_bus.c */

/**
 * tee_bus_init() - register the bus
 *
 * Context: Process context, may sleep.
 * Return: 0 or a negative errno.
 */
int tee_bus_init(void);

/**
 * tee_bus_exit() - unregister the bus
 *
 * Context: Process context, may sleep.
 */
void tee_bus_exit(void);

/* tee_shm.c */

/**
 * tee_shm_init() - begin the life of shared memory
 * @shm:	zeroed object, which has no memory yet
 * @ctx:	context; the object holds a reference to it
 * @flags:	TEE_SHM_*
 *
 * The object has one reference and no id, and is given back with
 * tee_shm_delete(): it is the first member of what was allocated.
 *
 * Context: Any, does not sleep.
 */
void tee_shm_init(struct tee_shm *shm, struct tee_context *ctx, u32 flags);

/**
 * tee_shm_new() - make shared memory that has no memory yet
 * @ctx:	context; the object holds a reference to it
 * @flags:	TEE_SHM_*
 *
 * Context: Process context, may sleep.
 * Return: an object with one reference and no id, to be given back with
 *	tee_shm_delete(), or NULL.
 */
struct tee_shm *tee_shm_new(struct tee_context *ctx, u32 flags);

/**
 * tee_shm_delete() - undo tee_shm_new()
 * @shm:	object without memory
 *
 * Context: Process context, may sleep.
 */
void tee_shm_delete(struct tee_shm *shm);

/**
 * tee_shm_publish() - let user space name shared memory
 * @shm:	object that is complete
 *
 * Context: Process context, may sleep.
 * Return: 0, -ENOMEM or -ENOSPC.
 */
int tee_shm_publish(struct tee_shm *shm);

/**
 * tee_shm_late_work() - release what could not be released at once
 * @work:	tee_device.late_work
 *
 * Context: Of a worker, sleeps, makes calls to the TEE.
 */
void tee_shm_late_work(struct work_struct *work);

/**
 * tee_shm_alloc_user_buf() - allocate memory that user space will map
 * @ctx:	context
 * @size:	size in bytes
 *
 * Context: Process context, may sleep.
 * Return: memory with an id, or an ERR_PTR as tee_shm_alloc_kernel_buf().
 */
struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size);

/* tee_shm_register.c */

/**
 * tee_shm_register_user_buf() - share memory that the calling process has
 * @ctx:	context
 * @addr:	address in the process
 * @length:	size in bytes
 *
 * The pages stay pinned as long as the object lives, which user space decides.
 * Shared mappings of files are taken, as Linux 6.12 and 7.3 take them.
 *
 * Context: Of the calling process, sleeps.
 * Return: memory with an id, or an ERR_PTR as tee_shm_register_kernel_buf(),
 *	-EFAULT when not even the first page can be pinned for writing.
 */
struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length);

/**
 * tee_shm_unregister() - take registered memory away from the secure world
 * @shm:	memory that was registered; TEE_SHM_LATE is set if that has to be
 *	done once more
 *
 * Context: Process context, sleeps, makes a call to the TEE.
 */
void tee_shm_unregister(struct tee_shm *shm);

/* tee_heap.c */

struct dma_buf;

/**
 * struct tee_shm_dmabuf - shared memory made of a dma-buf
 * @shm:	the object, with TEE_SHM_DMA_BUF
 * @dmabuf:	dma-buf that it holds
 * @parent:	shared memory of which it is a part and by which the TEE knows it,
 *		NULL when it is known by its physical address
 * @offset:	where in @parent it begins, in bytes
 */
struct tee_shm_dmabuf {
	struct tee_shm shm;
	struct dma_buf *dmabuf;
	struct tee_shm *parent;
	size_t offset;
};

/**
 * tee_heap_describe() - what the memory of a dma-buf is to the TEE
 * @dmabuf:	dma-buf
 * @ref:	its context is set; receives size, physical address or parent
 *
 * Context: May sleep.
 * Return: 0; -EINVAL for a dma-buf that is not of a heap that the context's
 *	device serves; or what the pool said.
 */
int tee_heap_describe(struct dma_buf *dmabuf, struct tee_shm_dmabuf *ref);

/* tee_shm_dma.c */

#if IS_ENABLED(CONFIG_TEE_DMABUF_HEAPS)
/**
 * tee_shm_resolve() - name memory as the TEE knows it
 * @memref:	range in an object that the caller holds. Of a dma-buf that is a
 *		part of other shared memory it becomes a range of that, which is
 *		there as long as the dma-buf is.
 *
 * Context: Any, does not sleep.
 */
void tee_shm_resolve(struct tee_param_memref *memref);

/**
 * tee_shm_release_dma() - free memory with TEE_SHM_DMA_BUF or TEE_SHM_DMA_MEM
 * @shm:	memory without references
 *
 * Context: Process context, may sleep.
 */
void tee_shm_release_dma(struct tee_shm *shm);
#else
static inline void tee_shm_resolve(struct tee_param_memref *memref)
{
}

static inline void tee_shm_release_dma(struct tee_shm *shm)
{
}
#endif

/* tee_shm_file.c */

/**
 * tee_ioctl_shm_alloc() - TEE_IOC_SHM_ALLOC
 * @ctx:	context
 * @udata:	size, receives size and id
 *
 * Context: Of the calling process, sleeps.
 * Return: a file descriptor or a negative errno.
 */
int tee_ioctl_shm_alloc(struct tee_context *ctx,
			struct tee_ioctl_shm_alloc_data __user *udata);

/**
 * tee_ioctl_shm_register() - TEE_IOC_SHM_REGISTER
 * @ctx:	context
 * @udata:	address and length, receives length and id
 *
 * Context: Of the calling process, sleeps.
 * Return: a file descriptor or a negative errno.
 */
int tee_ioctl_shm_register(struct tee_context *ctx,
			   struct tee_ioctl_shm_register_data __user *udata);

/**
 * tee_ioctl_shm_register_fd() - TEE_IOC_SHM_REGISTER_FD
 * @ctx:	context
 * @udata:	descriptor, receives size and id
 *
 * Context: Of the calling process, may sleep.
 * Return: a file descriptor or a negative errno.
 */
int tee_ioctl_shm_register_fd(struct tee_context *ctx,
			      struct tee_ioctl_shm_register_fd_data __user *udata);

#endif /* __TEE_PRIVATE_H */
