/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a TEE driver uses: the devices that it offers, the operations that it
 * fills in, its pools of shared memory, and the contexts that it opens itself.
 *
 * Clients of a TEE need linux/tee_drv.h only.
 */
#ifndef _LINUX_TEE_CORE_H
#define _LINUX_TEE_CORE_H

#include <linux/bits.h>
#include <linux/cdev.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/idr.h>	/* for qcomtee, which has it from here */
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/tee_abi.h>
#include <linux/tee_drv.h>
#include <linux/types.h>
#include <linux/uuid.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

struct module;
struct sg_table;

/*
 * tee_shm.flags. DYNAMIC memory is known to the secure world page by page,
 * other memory lies in a range that both worlds agreed on beforehand. POOL
 * memory came from the device's pool, other memory was registered by its
 * owner, who is in user space if USER_MAPPED is set. PRIV memory serves the
 * driver itself and is never passed in parameters. DMA_BUF memory is a dma-buf
 * of protected memory, DMA_MEM memory the driver's own, to be lent. The driver
 * sets LOST when the secure world may use the memory for ever: its pages are
 * never freed. LATE is the core's: a worker releases it, in whose way nobody is.
 */
#define TEE_SHM_DYNAMIC		BIT(0)
#define TEE_SHM_USER_MAPPED	BIT(1)
#define TEE_SHM_POOL		BIT(2)
#define TEE_SHM_PRIV		BIT(3)
#define TEE_SHM_DMA_BUF		BIT(4)
#define TEE_SHM_DMA_MEM		BIT(5)
#define TEE_SHM_LOST		BIT(6)
#define TEE_SHM_LATE		BIT(7)

/* tee_device.name */
#define TEE_MAX_DEV_NAME_LEN		32

/* Room that get_tee_revision has, in bytes */
#define TEE_REVISION_STR_SIZE		128

/* tee_device.flags */
#define TEE_DEVICE_FLAG_REGISTERED	BIT(0)

/**
 * struct tee_device - a TEE device: /dev/tee%d or /dev/teepriv%d
 * @dev:	device of class "tee"
 * @cdev:	its character device; keeps @dev while it is open
 * @desc:	what the driver said to tee_device_alloc()
 * @pool:	where shared memory is allocated, NULL when it can't be
 * @id:		minor number; privileged devices have the upper half of them
 * @name:	name in /dev
 * @flags:	TEE_DEVICE_FLAG_*; written by the driver's probe and remove
 * @closing:	set when removal has begun: nobody opens the device any more
 * @num_users:	one for the driver until it unregisters the device, one for
 *		each context
 * @c_no_users:	completed when @num_users has come to 0
 * @mutex:	protects @shms, and the moment when the last reference to an
 *		object in it goes; @late_shms and @num_late
 * @shms:	shared memory that user space can name, by tee_shm.id. What is
 *		in it has a reference count above 0.
 * @next_shm:	the id from which the next one is looked for
 * @late_shms:	shared memory that a worker has to release, by tee_shm.late
 * @num_late:	how much of that there is, the worker's in hand too
 * @late_work:	the worker
 */
struct tee_device {
	struct device dev;
	struct cdev cdev;

	const struct tee_desc *desc;
	struct tee_shm_pool *pool;
	int id;
	char name[TEE_MAX_DEV_NAME_LEN];
	unsigned int flags;

	bool closing;
	refcount_t num_users;
	struct completion c_no_users;

	struct mutex mutex;	/* protects shms and what is late */
	struct xarray shms;
	u32 next_shm;

	struct list_head late_shms;
	unsigned int num_late;
	struct work_struct late_work;
};

/**
 * struct tee_driver_ops - what a TEE driver does
 * @get_version:	fills in the zeroed version of the device
 * @get_tee_revision:	optional: writes the revision of the TEE for people to
 *			read, a string of at most @len bytes with its end. The
 *			attribute "revision" of the device shows it.
 * @open:		sets up tee_context.data for a new context
 * @close_context:	optional: the owner of the context has closed it. Comes
 *			once, before @release, and unlike it does not wait for
 *			shared memory that was made through the context. A
 *			driver gives up here what others wait for.
 * @release:		undoes @open, closes what sessions are left. No other
 *			operation runs on the context any more, but for
 *			shared memory that the driver itself makes through
 *			it from now on.
 * @open_session:	opens a session; sets session, ret and ret_origin
 * @close_session:	closes a session
 * @system_session:	optional: provisions an entry context for a session
 * @invoke_func:	invokes a command; sets ret and ret_origin
 * @object_invoke_func:	optional: has an object do something; sets ret. Objects
 *			that it hands out belong to the context: user space may
 *			never hear of one, when its memory can't be written.
 * @cancel_req:		optional: cancels what has this cancel id
 * @supp_recv:		the supplicant asks for a request. Takes the number of
 *			parameters that there is room for, sets it to those
 *			that there are. References to shared memory that come
 *			with the room are the operation's to drop, whatever it
 *			returns. Of memory that the request refers to the core
 *			reads the id, after the operation has returned: the
 *			driver sees to it that it is there until then, or
 *			has TEE_DESC_RECV_REFS.
 * @supp_send:		the supplicant answers a request. Also called by the
 *			core when a request that @supp_recv handed out can't
 *			reach the supplicant.
 * @shm_register:	makes pages known to the secure world; together with
 *			@shm_unregister, or absent
 * @shm_unregister:	undoes that. -EINTR if that takes too long for user space:
 *			the core calls it again from a worker, with
 *			TEE_SHM_LATE set.
 *
 * Operations may sleep. They return 0 or a negative errno. Where an optional
 * operation is absent, the call that needs it fails with -EINVAL (-EOPNOTSUPP
 * for the registration of memory).
 *
 * Parameters belong to the caller. An operation that changes the type of a
 * parameter, or the memory that it refers to, does so at no one else's cost:
 * the core drops the references that it took, not those that it finds.
 */
struct tee_driver_ops {
	/* The device */
	void (*get_version)(struct tee_device *teedev,
			    struct tee_ioctl_version_data *vers);
	int (*get_tee_revision)(struct tee_device *teedev, char *buf,
				size_t len);

	/* Contexts */
	int (*open)(struct tee_context *ctx);
	void (*close_context)(struct tee_context *ctx);
	void (*release)(struct tee_context *ctx);

	/* Sessions */
	int (*open_session)(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param);
	int (*system_session)(struct tee_context *ctx, u32 session);
	int (*close_session)(struct tee_context *ctx, u32 session);
	int (*invoke_func)(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param);
	int (*object_invoke_func)(struct tee_context *ctx,
				  struct tee_ioctl_object_invoke_arg *arg,
				  struct tee_param *param);
	int (*cancel_req)(struct tee_context *ctx, u32 cancel_id, u32 session);

	/* Shared memory */
	int (*shm_unregister)(struct tee_context *ctx, struct tee_shm *shm);
	int (*shm_register)(struct tee_context *ctx, struct tee_shm *shm,
			    struct page **pages, size_t num_pages,
			    unsigned long start);

	/* The supplicant */
	int (*supp_send)(struct tee_context *ctx, u32 ret, u32 num_params,
			 struct tee_param *param);
	int (*supp_recv)(struct tee_context *ctx, u32 *func, u32 *num_params,
			 struct tee_param *param);
};

/* tee_desc.flags: the device is a supplicant's, /dev/teepriv%d */
#define TEE_DESC_PRIVILEGED	0x1
/*
 * tee_desc.flags: memory in a request comes with references from supp_recv,
 * which the core drops when it has read the ids
 */
#define TEE_DESC_RECV_REFS	0x2

/**
 * struct tee_desc - what a driver says of a device
 * @owner:	module that the operations live in
 * @name:	name of the driver
 * @flags:	TEE_DESC_*
 * @ops:	operations; get_version, open and release are obligatory
 */
struct tee_desc {
	struct module *owner;
	const char *name;
	u32 flags;
	const struct tee_driver_ops *ops;
};

/* Devices */

/**
 * tee_device_alloc() - make a TEE device
 * @teedesc:	what it is; must outlive the device
 * @dev:	parent, may be NULL
 * @pool:	where its shared memory comes from, may be NULL. Remains the
 *		caller's, to be freed after tee_device_unregister().
 * @driver_data: what tee_get_drvdata() returns
 *
 * Context: May sleep.
 * Return: the device, to be given back with tee_device_unregister() whether
 *	it gets registered or not; or an ERR_PTR: -EINVAL for an incomplete
 *	@teedesc, -ENOMEM, also when there are as many as there can be.
 */
struct tee_device *tee_device_alloc(const struct tee_desc *teedesc,
				    struct device *dev,
				    struct tee_shm_pool *pool,
				    void *driver_data);

/**
 * tee_get_drvdata() - the driver's own data
 * @teedev:	device
 *
 * Context: Any.
 * Return: the driver_data of tee_device_alloc().
 */
void *tee_get_drvdata(struct tee_device *teedev);

/**
 * tee_device_set_dev_groups() - give a device more attributes
 * @teedev:	device that is not registered yet
 * @dev_groups:	attributes; must outlive the device
 *
 * Context: Any.
 */
void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **dev_groups);

/**
 * tee_device_register() - show a device to user space and kernel clients
 * @teedev:	device from tee_device_alloc()
 *
 * It may be opened before this function returns. A device that could not be
 * registered is good for tee_device_unregister() only.
 *
 * Context: May sleep.
 * Return: 0, -EINVAL when @teedev is registered, or another negative errno.
 */
int tee_device_register(struct tee_device *teedev);

/**
 * tee_device_unregister() - take a device away
 * @teedev:	device from tee_device_alloc(), or NULL; gone afterwards
 *
 * From now on the device can't be opened. Contexts that are open keep
 * working, and the function waits until the last of them has been released:
 * user space decides how long that takes. When it returns the driver's
 * operations, data and pool are no longer in use.
 *
 * Context: May sleep.
 */
void tee_device_unregister(struct tee_device *teedev);

/**
 * tee_device_get() - become a user of a device
 * @teedev:	device whose memory the caller keeps
 *
 * tee_device_unregister() waits for all users.
 *
 * Context: Any, does not sleep.
 * Return: true if the device is in use and not about to go away.
 */
bool tee_device_get(struct tee_device *teedev);

/**
 * tee_device_put() - be a user no longer
 * @teedev:	device; after this only who keeps its memory may look at it
 *
 * Context: Any, does not sleep.
 */
void tee_device_put(struct tee_device *teedev);

/* Contexts of the driver itself, and the driver's references to others */

/**
 * teedev_open() - open a context on a given device
 * @teedev:	device that the caller keeps from going away meanwhile
 *
 * Context: May sleep.
 * Return: a context to be closed with teedev_close_context(), or an ERR_PTR:
 *	-EINVAL when the device is being taken away, -ENOMEM, or what the open
 *	operation said.
 */
struct tee_context *teedev_open(struct tee_device *teedev);

/**
 * teedev_close_context() - close a context
 * @ctx:	context from teedev_open(); not to be used again
 *
 * Context: May sleep.
 */
void teedev_close_context(struct tee_context *ctx);

/**
 * teedev_ctx_get() - take a reference to a context
 * @ctx:	context that has one already
 *
 * The context, and with it the device, stays for what the driver keeps of it:
 * its release operation runs when the last reference has been dropped.
 *
 * Context: Any, does not sleep.
 */
void teedev_ctx_get(struct tee_context *ctx);

/**
 * teedev_ctx_put() - drop a reference to a context
 * @ctx:	context
 *
 * Context: May sleep, with the last reference for as long as the TEE takes to
 *	close its sessions.
 */
void teedev_ctx_put(struct tee_context *ctx);

/* Who the client is */

/**
 * tee_session_calc_client_uuid() - UUID of the client that opens a session
 * @uuid:		receives the UUID
 * @connection_method:	TEE_IOCTL_LOGIN_*
 * @connection_data:	for TEE_IOCTL_LOGIN_GROUP the group id, in its first
 *			bytes, as the caller's user namespace numbers it
 *
 * The UUID is nil for public and kernel logins. For user and group logins it
 * is a name-based UUID of version 5 (RFC 4122, 4.3) of "uid=%x" or "gid=%x".
 * Groups are those of the calling task.
 *
 * Context: Task of the client.
 * Return: 0; -EPERM when the task does not belong to the group; -EINVAL for
 *	other methods.
 */
int tee_session_calc_client_uuid(uuid_t *uuid, u32 connection_method,
				 const u8 connection_data[TEE_IOCTL_UUID_LEN]);

/* Pools of shared memory */

struct tee_shm_pool_ops;

/**
 * struct tee_shm_pool - where a device's shared memory is allocated
 * @private_data:	belongs to @ops
 * @ops:		how it is done
 */
struct tee_shm_pool {
	void *private_data;
	const struct tee_shm_pool_ops *ops;
};

/**
 * struct tee_shm_pool_ops - how a pool of shared memory works
 * @alloc:	sets kaddr, paddr and size of the memory, and pages and
 *		num_pages if it has them; the size is not 0, the alignment is
 *		in bytes. Clears TEE_SHM_DYNAMIC if the secure world knows the
 *		memory already. Returns 0 or a negative errno.
 * @free:	undoes that; can't fail
 * @destroy_pool: frees the pool, from which nothing is allocated any more
 */
struct tee_shm_pool_ops {
	void (*destroy_pool)(struct tee_shm_pool *pool);
	int (*alloc)(struct tee_shm_pool *pool, struct tee_shm *shm,
		     size_t size, size_t align);
	void (*free)(struct tee_shm_pool *pool, struct tee_shm *shm);
};

/**
 * tee_shm_pool_alloc_res_mem() - make a pool of memory that was set aside
 * @vaddr:	kernel address of the memory, on a page boundary
 * @paddr:	physical address of the memory, on a page boundary
 * @size:	size in bytes, whole pages
 * @min_alloc_order: log2 of the smallest piece in bytes
 *
 * The secure world knows the memory, so that none of it is ever registered.
 *
 * Context: May sleep.
 * Return: a pool to be freed with tee_shm_pool_free(), or an ERR_PTR: -EINVAL
 *	when something is not on a page boundary or @size is 0, or -ENOMEM.
 */
struct tee_shm_pool *tee_shm_pool_alloc_res_mem(unsigned long vaddr,
						phys_addr_t paddr, size_t size,
						int min_alloc_order);

/**
 * tee_dyn_shm_alloc_helper() - alloc operation of a pool of ordinary pages
 * @shm:	memory to be filled in
 * @size:	size in bytes, rounded up to whole pages
 * @align:	passed over, since the memory begins on a page boundary
 * @shm_register: makes the pages known to the secure world, may be NULL
 *
 * Context: May sleep.
 * Return: 0; -EINVAL for a @size of 0 or one that can't be rounded up;
 *	-ENOMEM; or what @shm_register said.
 */
int tee_dyn_shm_alloc_helper(struct tee_shm *shm, size_t size, size_t align,
			     int (*shm_register)(struct tee_context *ctx, struct tee_shm *shm,
						 struct page **pages, size_t num_pages,
						 unsigned long start));

/**
 * tee_dyn_shm_free_helper() - free operation that belongs to it
 * @shm:	memory that tee_dyn_shm_alloc_helper() filled in
 * @shm_unregister: undoes shm_register, may be NULL
 *
 * Context: May sleep.
 */
void tee_dyn_shm_free_helper(struct tee_shm *shm,
			     int (*shm_unregister)(struct tee_context *ctx, struct tee_shm *shm));

/**
 * tee_shm_pool_free() - free a pool
 * @pool:	pool; nothing that was allocated from it may be left
 *
 * Context: May sleep.
 */
static inline void tee_shm_pool_free(struct tee_shm_pool *pool)
{
	pool->ops->destroy_pool(pool);
}

/* Protected memory */

/* Heaps of /dev/dma_heap that a TEE can serve, by what their memory is for */
enum tee_dma_heap_id {
	TEE_DMA_HEAP_SECURE_VIDEO_PLAY = 1,
	TEE_DMA_HEAP_TRUSTED_UI,
	TEE_DMA_HEAP_SECURE_VIDEO_RECORD,
};

struct tee_protmem_pool_ops;

/**
 * struct tee_protmem_pool - where a heap's memory is allocated
 * @ops:	how it is done; the pool is a part of what they work on
 */
struct tee_protmem_pool {
	const struct tee_protmem_pool_ops *ops;
};

/**
 * struct tee_protmem_pool_ops - how a pool of protected memory works
 * @alloc:	makes @sgt of memory of this size, a multiple of the page size, and
 *		sets @offs to where in the pool that is. Returns 0 or a negative
 *		errno.
 * @free:	undoes that; can't fail
 * @update_shm:	tells how the TEE names the memory: sets paddr of @shm, or sets
 *		@parent_shm to the pool's own shared memory, @offs into which the
 *		memory is. That is not handed over: it is there as long as there
 *		is memory of the pool. Returns 0 or a negative errno.
 * @destroy_pool: frees the pool, from which nothing is allocated any more
 *
 * Operations may sleep. They run while the device has users.
 */
struct tee_protmem_pool_ops {
	int (*alloc)(struct tee_protmem_pool *pool, struct sg_table *sgt,
		     size_t size, size_t *offs);
	void (*free)(struct tee_protmem_pool *pool, struct sg_table *sgt);
	int (*update_shm)(struct tee_protmem_pool *pool, struct sg_table *sgt,
			  size_t offs, struct tee_shm *shm,
			  struct tee_shm **parent_shm);
	void (*destroy_pool)(struct tee_protmem_pool *pool);
};

#if IS_ENABLED(CONFIG_TEE_DMABUF_HEAPS)
/**
 * tee_device_register_dma_heap() - let a device serve a heap
 * @teedev:	device from tee_device_alloc()
 * @id:		which heap
 * @pool:	where its memory comes from: the heap's if the function succeeds, to
 *		be destroyed when no dma-buf of it is left
 *
 * Nothing can be allocated before the device is registered. From
 * tee_device_unregister() on, or tee_device_put_all_dma_heaps(), nothing can
 * be any more; the dma-bufs that there are hold the device as open files do.
 *
 * Context: May sleep.
 * Return: 0; -EINVAL for a heap that does not exist or a device that goes away;
 *	-EBUSY when a device serves the heap; or another negative errno.
 */
int tee_device_register_dma_heap(struct tee_device *teedev,
				 enum tee_dma_heap_id id,
				 struct tee_protmem_pool *pool);

/**
 * tee_device_put_all_dma_heaps() - serve no heap any more
 * @teedev:	device
 *
 * Context: May sleep.
 */
void tee_device_put_all_dma_heaps(struct tee_device *teedev);

/**
 * tee_protmem_static_pool_alloc() - make a pool of memory that was set aside
 * @paddr:	physical address of the memory, on a page boundary
 * @size:	size in bytes, whole pages
 *
 * The memory has struct pages, and is protected already.
 *
 * Context: May sleep.
 * Return: a pool for tee_device_register_dma_heap(), or an ERR_PTR: -EINVAL when
 *	something is not on a page boundary, @size is 0 or there are no struct
 *	pages, or -ENOMEM.
 */
struct tee_protmem_pool *tee_protmem_static_pool_alloc(phys_addr_t paddr,
						       size_t size);

/**
 * tee_shm_alloc_dma_mem() - allocate memory that the driver lends
 * @ctx:	context
 * @page_count:	size in pages
 *
 * The memory is contiguous, within reach of the device's DMA masks, which the
 * driver has set, and has no kernel address. The driver takes it back from the
 * secure world before it frees it, or sets TEE_SHM_LOST.
 *
 * Context: May sleep.
 * Return: the memory, to be given back with tee_shm_free(), or an ERR_PTR:
 *	-EINVAL for no size, or one that can't be; -ENOMEM.
 */
struct tee_shm *tee_shm_alloc_dma_mem(struct tee_context *ctx,
				      size_t page_count);
#else
static inline int tee_device_register_dma_heap(struct tee_device *teedev,
					       enum tee_dma_heap_id id,
					       struct tee_protmem_pool *pool)
{
	return -EINVAL;
}

static inline void tee_device_put_all_dma_heaps(struct tee_device *teedev)
{
}

static inline struct tee_protmem_pool *
tee_protmem_static_pool_alloc(phys_addr_t paddr, size_t size)
{
	return ERR_PTR(-EINVAL);
}

static inline struct tee_shm *tee_shm_alloc_dma_mem(struct tee_context *ctx,
						    size_t page_count)
{
	return ERR_PTR(-EINVAL);
}
#endif

/* Shared memory, as far as clients have no business with it */

/**
 * tee_shm_alloc_priv_buf() - allocate memory that the driver itself shares
 * @ctx:	context
 * @size:	size in bytes
 *
 * As tee_shm_alloc_kernel_buf(), but the driver need not register the memory,
 * and it may share a page with other memory of its kind.
 *
 * Context: May sleep.
 * Return: as tee_shm_alloc_kernel_buf().
 */
struct tee_shm *tee_shm_alloc_priv_buf(struct tee_context *ctx, size_t size);

/**
 * tee_shm_get_from_id() - find shared memory by the id that user space uses
 * @ctx:	context that the memory was made through; NULL finds nothing
 * @id:		id
 *
 * Context: May sleep.
 * Return: the memory with a reference for the caller, who drops it with
 *	tee_shm_put(); or ERR_PTR(-EINVAL) when there is none in @ctx.
 */
struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id);

/**
 * tee_shm_put() - drop a reference to shared memory
 * @shm:	shared memory, or NULL
 *
 * With the last reference the memory is unregistered and freed.
 *
 * Context: May sleep.
 */
void tee_shm_put(struct tee_shm *shm);

/**
 * tee_shm_get_id() - what user space calls shared memory
 * @shm:	shared memory
 *
 * Return: the id, -1 for memory of the kernel.
 */
static inline int tee_shm_get_id(struct tee_shm *shm)
{
	return shm->id;
}

/**
 * tee_shm_is_dynamic() - does the secure world know memory page by page?
 * @shm:	shared memory, or NULL
 *
 * Return: true if it does.
 */
static inline bool tee_shm_is_dynamic(struct tee_shm *shm)
{
	return shm && (shm->flags & TEE_SHM_DYNAMIC);
}

/**
 * tee_param_is_memref() - does a parameter refer to memory?
 * @param:	parameter
 *
 * Return: true if it does, whether there is memory behind it or not.
 */
static inline bool tee_param_is_memref(struct tee_param *param)
{
	u64 type = param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	return type >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
	       type <= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

#endif /* _LINUX_TEE_CORE_H */
