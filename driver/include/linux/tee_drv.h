/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel client of a TEE uses: contexts, sessions, commands, shared
 * memory and the bus on which the services of a TEE appear as devices.
 *
 * The user-space counterpart is uapi/linux/tee.h. The interface between the
 * TEE core and a TEE driver is linux/tee_core.h.
 *
 * Memory layout: modules built against a kernel's own tee_drv.h may meet a
 * core built against this one, so the structures that clients see begin with
 * the layout of Linux 6.12.
 */
#ifndef _LINUX_TEE_DRV_H
#define _LINUX_TEE_DRV_H

#include <linux/device.h>
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mod_devicetable.h>
#include <linux/refcount.h>
#include <linux/tee_abi.h>
#include <linux/types.h>

struct tee_device;
struct tee_shm;

/**
 * struct tee_context - one client's connection to a TEE device
 * @teedev:	device that the context is open on; the context keeps it from
 *		going away
 * @data:	belongs to the TEE driver
 * @refcount:	one for the client until it closes the context, one for each
 *		shared memory object made through it. At 0 the context is
 *		released.
 * @releasing:	set when that has begun, by the TEE core
 * @supp_nowait: requests to the supplicant fail at once when none is there,
 *		instead of waiting for one. The default of contexts that
 *		kernel clients open. A client that wants to wait clears it
 *		before it opens a session.
 * @cap_memref_null: set by the TEE driver's open operation when memory
 *		references without memory can be passed to the TEE
 * @user:	user space opened the context: its process may be killed in a
 *		call, which then may fail with -EINTR. Calls of clients in the
 *		kernel never do, but for tee_client_system_session().
 * @late_refs:	from the beginning of its release, who keeps the context's
 *		memory: the release, and shared memory made by it
 */
struct tee_context {
	struct tee_device *teedev;
	void *data;
	struct kref refcount;
	bool releasing;
	bool supp_nowait;
	bool cap_memref_null;
	bool user;
	refcount_t late_refs;
};

/**
 * struct tee_param_value - the three numbers of a value parameter
 * @a:	first
 * @b:	second
 * @c:	third
 */
struct tee_param_value {
	u64 a;
	u64 b;
	u64 c;
};

/**
 * struct tee_param_memref - a range of shared memory as a parameter
 * @shm_offs:	where in @shm the range begins, in bytes
 * @size:	bytes in the range; for an output, what the TEE made of it,
 *		which is more than was offered when the TEE wants more
 * @shm:	the memory, NULL for a reference without memory
 */
struct tee_param_memref {
	size_t shm_offs;
	size_t size;
	struct tee_shm *shm;
};

/**
 * struct tee_param_ubuf - memory of the calling process as a parameter
 * @uaddr:	where it begins. A range that a process can have; nothing says that
 *		there is memory.
 * @size:	bytes in it; for an output, what the TEE made of it
 */
struct tee_param_ubuf {
	void __user *uaddr;
	size_t size;
};

/**
 * struct tee_param_objref - object as a parameter
 * @id:		what the driver and user space call it, TEE_OBJREF_NULL for none
 * @flags:	the driver's, uninterpreted by the core
 */
struct tee_param_objref {
	u64 id;
	u64 flags;
};

/**
 * struct tee_param - parameter of a session's opening or of a command
 * @attr:	TEE_IOCTL_PARAM_ATTR_* of uapi/linux/tee.h: says which member
 *		of @u counts, and in which direction it is passed
 * @u:		the parameter
 * @u.value:	numbers, for TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_*
 * @u.memref:	memory, for TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_*
 * @u.ubuf:	buffer in user space, for TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_*
 * @u.objref:	object, for TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_*
 */
struct tee_param {
	u64 attr;
	union {
		struct tee_param_value value;
		struct tee_param_memref memref;
		struct tee_param_ubuf ubuf;
		struct tee_param_objref objref;
	} u;
};

/**
 * struct tee_shm - memory shared with a TEE
 * @ctx:	context that the memory was made through; holds a reference
 * @paddr:	physical address, when the memory is contiguous (see
 *		tee_shm_get_pa())
 * @kaddr:	kernel address, NULL for registered memory
 * @size:	size in bytes
 * @offset:	where in the first page the memory begins, in bytes
 * @pages:	the pages, where the kind of memory has a list of them
 * @num_pages:	number of entries in @pages
 * @refcount:	references; see tee_shm_put()
 * @flags:	TEE_SHM_* of linux/tee_core.h
 * @id:		what user space calls it, -1 when user space can't name it;
 *		unique on the device
 * @sec_world_id: name given by the secure world, for drivers that need one
 * @late:	in tee_device.late_shms
 */
struct tee_shm {
	struct tee_context *ctx;
	phys_addr_t paddr;
	void *kaddr;
	size_t size;
	u32 offset;
	struct page **pages;
	size_t num_pages;
	refcount_t refcount;
	u32 flags;
	s32 id;
	u64 sec_world_id;
	struct list_head late;
};

/* Contexts */

/**
 * tee_client_open_context() - open a context on a TEE device
 * @start:	search behind this context's device; NULL to search from the
 *		first device
 * @match:	returns nonzero for a device that will do; may sleep
 * @data:	passed to @match
 * @vers:	filled with the version of the last device that @match saw,
 *		may be NULL
 *
 * The kernel's way to open /dev/tee%d: devices that @match accepts are tried
 * in order until one can be opened. Requests to the supplicant in the new
 * context do not wait for a supplicant, see struct tee_context.
 *
 * Context: May sleep.
 * Return: a context to be closed with tee_client_close_context(), or an
 *	ERR_PTR: -ENOENT when no device was both accepted and opened, -ENOMEM.
 */
struct tee_context *tee_client_open_context(struct tee_context *start,
					    int (*match)(struct tee_ioctl_version_data *,
							 const void *),
					    const void *data,
					    struct tee_ioctl_version_data *vers);

/**
 * tee_client_get_version() - ask a TEE for its version
 * @ctx:	context
 * @vers:	filled in
 *
 * Context: May sleep.
 */
void tee_client_get_version(struct tee_context *ctx,
			    struct tee_ioctl_version_data *vers);

/**
 * tee_client_close_context() - close a context
 * @ctx:	context from tee_client_open_context(); not to be used again
 *
 * Sessions that are still open in the context are closed. Shared memory made
 * through the context stays until its last reference is dropped, and keeps
 * the context's sessions until then.
 *
 * Context: May sleep.
 */
void tee_client_close_context(struct tee_context *ctx);

/* Sessions (GlobalPlatform TEE Client API v1.0, 4.5.7 to 4.5.10) */

/**
 * tee_client_open_session() - open a session with a trusted application
 * @ctx:	context
 * @arg:	which application, login method, number of parameters; receives
 *		the session's id and the application's answer. The parameters
 *		behind the structure (@arg->params) are not used.
 * @param:	@arg->num_params parameters, NULL when there are none
 *
 * Context: May sleep, for as long as the TEE takes.
 * Return: 0 when the TEE answered: then the session is open if @arg->ret is
 *	TEEC_SUCCESS (0), and to be closed with tee_client_close_session().
 *	Otherwise -EINVAL when the device has no sessions, or another errno.
 */
int tee_client_open_session(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param);

/**
 * tee_client_system_session() - make a session a system session
 * @ctx:	context
 * @session:	session that was opened in @ctx
 *
 * Asks the TEE to provision an entry context for this session, so that its
 * calls do not wait for those of other sessions. The provisioned context
 * serves invocation and closing, not cancel requests. It goes back when the
 * session ends. A second call for the same session changes nothing.
 *
 * Context: May sleep.
 * Return: 0 when a context has been provisioned; -EINVAL when the driver has
 *	no system_session operation or @session is not one of @ctx; another
 *	negative errno when no context can be provisioned.
 */
int tee_client_system_session(struct tee_context *ctx, u32 session);

/**
 * tee_client_cancel_req() - ask for a call in flight to be cancelled
 * @ctx:	context of the call
 * @arg:	session and cancel id of the call
 *
 * Context: May sleep.
 * Return: 0 when the request has reached the TEE, which says nothing about
 *	the call; -EINVAL when the driver can't cancel, or another errno.
 */
int tee_client_cancel_req(struct tee_context *ctx,
			  struct tee_ioctl_cancel_arg *arg);

/**
 * tee_client_invoke_func() - invoke a command in a session
 * @ctx:	context
 * @arg:	session, command, number of parameters; receives the answer
 * @param:	@arg->num_params parameters, NULL when there are none
 *
 * Context: May sleep, for as long as the TEE takes.
 * Return: 0 when the TEE answered, with its answer in @arg->ret; otherwise
 *	-EINVAL when the device has no commands, or another errno.
 */
int tee_client_invoke_func(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param);

/**
 * tee_client_close_session() - close a session
 * @ctx:	context that the session was opened in
 * @session:	session; not valid afterwards, whatever is returned
 *
 * Context: May sleep.
 * Return: 0, or a negative errno.
 */
int tee_client_close_session(struct tee_context *ctx, u32 session);

/* Shared memory */

/**
 * tee_shm_alloc_kernel_buf() - allocate memory that a kernel client shares
 * @ctx:	context
 * @size:	size in bytes, rounded up to the pool's granule
 *
 * The memory is zeroed, has a kernel address (see tee_shm_get_va()) and can
 * be passed in parameters to any session of @ctx.
 *
 * Context: May sleep.
 * Return: the memory, to be given back with tee_shm_free(), or an ERR_PTR:
 *	-EINVAL for no size or a device without a pool, -ENOMEM, or what the
 *	secure world's refusal means to the driver.
 */
struct tee_shm *tee_shm_alloc_kernel_buf(struct tee_context *ctx, size_t size);

/**
 * tee_shm_register_kernel_buf() - share memory that a kernel client has
 * @ctx:	context
 * @addr:	kernel address: of the linear map, of vmalloc() or of a module
 * @length:	size in bytes
 *
 * All of the pages that the buffer touches become visible to the TEE until the
 * memory is given back. They are the caller's, nobody else holds them: the buffer
 * must not be freed before tee_shm_free() returns.
 *
 * Context: May sleep.
 * Return: the memory, to be given back with tee_shm_free(), or an ERR_PTR:
 *	-EOPNOTSUPP when the driver can't register memory, -ENOMEM, which is
 *	also the answer to a @length of 0, -EINVAL when @addr has no pages
 *	behind it, or what the secure world's refusal means to the driver.
 */
struct tee_shm *tee_shm_register_kernel_buf(struct tee_context *ctx,
					    void *addr, size_t length);

/**
 * tee_shm_register_fd() - share a dma-buf of protected memory
 * @ctx:	context
 * @fd:		descriptor of the dma-buf in the calling process, which may close
 *		it afterwards
 *
 * The dma-buf must be of a heap that the device of @ctx serves, see
 * tee_device_register_dma_heap(). It stays as long as the shared memory does.
 *
 * Context: Of a process, may sleep.
 * Return: the memory, to be given back with tee_shm_free(), or an ERR_PTR:
 *	-EBADF when @fd is no descriptor, -EINVAL when it is that of something
 *	else or there are no heaps, -ENOMEM, or what the pool said.
 */
#if IS_ENABLED(CONFIG_TEE_DMABUF_HEAPS)
struct tee_shm *tee_shm_register_fd(struct tee_context *ctx, int fd);
#else
static inline struct tee_shm *tee_shm_register_fd(struct tee_context *ctx,
						  int fd)
{
	return ERR_PTR(-EINVAL);
}
#endif

/**
 * tee_shm_get_pa() - physical address of a byte of shared memory
 * @shm:	shared memory
 * @offs:	which byte
 * @pa:		receives the address, may be NULL
 *
 * Context: Any.
 * Return: 0, or -EINVAL when @offs lies outside or the memory has no one
 *	physical address, which is so for registered memory. A dma-buf has
 *	one unless it is a part of other shared memory.
 */
int tee_shm_get_pa(struct tee_shm *shm, size_t offs, phys_addr_t *pa);

/**
 * tee_shm_get_va() - kernel address of a byte of shared memory
 * @shm:	shared memory
 * @offs:	which byte
 *
 * Context: Any.
 * Return: the address, or ERR_PTR(-EINVAL) when @offs lies outside or the
 *	memory has no kernel address, which is so for registered memory.
 */
void *tee_shm_get_va(struct tee_shm *shm, size_t offs);

/**
 * tee_shm_free() - give shared memory back
 * @shm:	memory from one of the functions above, or NULL
 *
 * Context: May sleep.
 */
void tee_shm_free(struct tee_shm *shm);

/**
 * tee_shm_get_page_offset() - where in its first page shared memory begins
 * @shm:	shared memory
 *
 * Return: the offset in bytes.
 */
static inline size_t tee_shm_get_page_offset(struct tee_shm *shm)
{
	return shm->offset;
}

/**
 * tee_shm_get_pages() - pages of shared memory
 * @shm:	shared memory
 * @num_pages:	receives the number of pages
 *
 * Return: the list of pages, which lives as long as @shm; NULL when this kind
 *	of memory has none.
 */
static inline struct page **tee_shm_get_pages(struct tee_shm *shm,
					      size_t *num_pages)
{
	*num_pages = shm->num_pages;

	return shm->pages;
}

/**
 * tee_shm_get_size() - size of shared memory
 * @shm:	shared memory
 *
 * Return: the size in bytes.
 */
static inline size_t tee_shm_get_size(struct tee_shm *shm)
{
	return shm->size;
}

/* The bus */

struct tee_client_device;

/**
 * struct tee_client_driver - driver for a service that a TEE offers
 * @probe:	binds a device, whose id is in @id_table; 0 or a negative errno
 * @remove:	undoes @probe: the device or the driver goes away
 * @shutdown:	the system goes down
 * @id_table:	UUIDs of the services, ended by the nil UUID
 * @driver:	the driver model's part
 *
 * Registered with tee_client_driver_register(). A driver of the older kind has
 * its methods in @driver instead, with &tee_bus_type as its bus, and calls
 * driver_register(). Any of the methods may be missing; all may sleep. The
 * last two members are where a driver of the older kind has them, whose
 * structure may have no others: the first three belong to the registration.
 */
struct tee_client_driver {
	int (*probe)(struct tee_client_device *service);
	void (*remove)(struct tee_client_device *service);
	void (*shutdown)(struct tee_client_device *service);
	const struct tee_client_device_id *id_table;
	struct device_driver driver;
};

#define to_tee_client_driver(_driver) \
	container_of_const(_driver, struct tee_client_driver, driver)

/**
 * struct tee_client_device - service that a TEE offers
 * @id:		UUID of the service
 * @dev:	the driver model's part; its bus is &tee_bus_type
 */
struct tee_client_device {
	struct tee_client_device_id id;
	struct device dev;
};

#define to_tee_client_device(_device) \
	container_of(_device, struct tee_client_device, dev)

extern const struct bus_type tee_bus_type;

/**
 * tee_client_driver_register() - register a driver for services of TEEs
 * @client_driver:	driver with its methods and @id_table; @driver.name is set
 *
 * Context: May sleep. Probes the devices that it fits.
 * Return: 0 or a negative errno.
 */
#define tee_client_driver_register(client_driver) \
	__tee_client_driver_register(client_driver, THIS_MODULE)
int __tee_client_driver_register(struct tee_client_driver *client_driver,
				 struct module *owner);

/**
 * tee_client_driver_unregister() - undo tee_client_driver_register()
 * @client_driver:	the driver; its devices are removed from it first
 *
 * Context: May sleep.
 */
void tee_client_driver_unregister(struct tee_client_driver *client_driver);

/* A module that does nothing else when it is loaded and unloaded */
#define module_tee_client_driver(client_driver) \
	module_driver(client_driver, tee_client_driver_register, \
		      tee_client_driver_unregister)

#endif /* _LINUX_TEE_DRV_H */
