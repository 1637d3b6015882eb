/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels differ, for the suites: they use what is here as if there were one
 * kernel. What this one has is told by <teeproof/features.h>, which ci/kernel makes
 * of its headers.
 */
#ifndef KUNIT_COMPAT_H
#define KUNIT_COMPAT_H

#include <linux/mm.h>
#include <linux/shmem_fs.h>
#include <linux/tee_core.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <teeproof/features.h>

/* The head of a generator for KUNIT_CASE_PARAM(); newer kernels hand it the test as well */
#ifdef HAVE_KUNIT_GENERATOR_TEST
#define compat_generator(name) \
	const void *(name)(struct kunit *test, const void *prev, char *desc)
#else
#define compat_generator(name) const void *(name)(const void *prev, char *desc)
#endif

#ifndef HAVE_TIMER_CONTAINER_OF
#define timer_container_of(var, callback_timer, field) from_timer(var, callback_timer, field)
#endif

/** compat_names_no_memory() - user space has no id of memory of @teedev */
static inline bool compat_names_no_memory(struct tee_device *teedev)
{
#ifdef HAVE_TEE_DEVICE_SHMS
	return xa_empty(&teedev->shms);
#else
	return idr_is_empty(&teedev->idr);
#endif
}

/** compat_shmem_file() - a file of @size bytes in shared memory, or an ERR_PTR(); may sleep */
static inline struct file *compat_shmem_file(const char *name, loff_t size)
{
#ifdef HAVE_SHMEM_VMA_FLAGS
	return shmem_kernel_file_setup(name, size, EMPTY_VMA_FLAGS);
#else
	return shmem_kernel_file_setup(name, size, 0);
#endif
}

/**
 * struct compat_client_driver - driver for services of a TEE
 * @tee:	its id_table and driver.name are set
 * @probe:	binds a device; each of the methods is as in newer kernels' struct tee_client_driver
 * @remove:	undoes @probe
 * @shutdown:	the system goes down
 */
struct compat_client_driver {
	struct tee_client_driver tee;
	int (*probe)(struct tee_client_device *service);
	void (*remove)(struct tee_client_device *service);
	void (*shutdown)(struct tee_client_device *service);
};

/** compat_client_driver_register() - register @driver on the TEE bus; 0 or an errno, may sleep */
int compat_client_driver_register(struct compat_client_driver *driver);

/**
 * compat_older_driver_register() - register a driver with methods in its struct device_driver
 * @driver:	its id_table and driver.{name,probe,remove,shutdown} are set
 *
 * Return: 0 or a negative errno. May sleep.
 */
int compat_older_driver_register(struct tee_client_driver *driver);

/** compat_client_driver_unregister() - undo one of the two; may sleep */
void compat_client_driver_unregister(struct tee_client_driver *driver);

/*
 * Does a driver hear of a context that its client closes, before it is released?
 * Devices without a pool of shared memory have come together with that.
 */
static inline bool compat_close_context(const struct tee_driver_ops *ops)
{
#ifdef HAVE_TEE_CLOSE_CONTEXT
	return ops->close_context;
#else
	return false;
#endif
}

/* May a driver hold a context? Then it does, until compat_ctx_put(), which may sleep. */
static inline bool compat_ctx_get(struct tee_context *ctx)
{
#ifdef HAVE_TEEDEV_CTX_GET
	teedev_ctx_get(ctx);
	return true;
#else
	return false;
#endif
}

static inline void compat_ctx_put(struct tee_context *ctx)
{
#ifdef HAVE_TEEDEV_CTX_GET
	teedev_ctx_put(ctx);
#endif
}

/* The flag of a workqueue whose work runs on the CPU that queues it; older kernels need none */
#ifdef HAVE_WQ_PERCPU
#define compat_wq_percpu WQ_PERCPU
#else
#define compat_wq_percpu 0
#endif

/* Does a platform device with an of_node and no fwnode lose the reference to its node? */
#ifdef HAVE_PLATFORM_FWNODE_PUT
#define compat_platform_loses_node true
#else
#define compat_platform_loses_node false
#endif

/* Does SCMI's transport find OP-TEE's service again that went under it and came back? */
#ifdef HAVE_SCMI_TRANSPORT_SUPPLIER
#define compat_scmi_service_again false
#else
#define compat_scmi_service_again true
#endif

/** compat_flush_scheduled_work() - wait for all that schedule_work() has queued; may sleep */
static inline void compat_flush_scheduled_work(void)
{
#ifdef HAVE_SYSTEM_PERCPU_WQ
	__flush_workqueue(system_percpu_wq);
#endif
	__flush_workqueue(system_wq);
}

#endif /* KUNIT_COMPAT_H */
