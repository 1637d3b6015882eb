// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions whose names or parameters differ between kernels, under those that the
 * kernel at hand has: by feature, as compat.h says. A section a header.
 */
#include <crypto/hash.h>
#include <crypto/sha1.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/srcu.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <common.h>
#include "host_kernel.h"
#include "compat.h"

/* ---- asm/current.h ---- */

#ifdef CONFIG_THREAD_INFO_IN_TASK
struct task_struct *cpu_tasks[NR_CPUS];

/* The processor's word for the current task is nobody else's business either. */
const void *const host_private_word = &cpu_tasks[0];
#else
const void *const host_private_word;
#endif

/* ---- mutex.h ---- */

#ifdef HAVE_MUTEX_INIT_GENERIC
void mutex_init_generic(struct mutex *lock)
#else
void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
#endif
{
	host_mutex_init(lock);
}

/* ---- srcu.h ---- */

#ifdef HAVE_INIT_SRCU_STRUCT_GENERIC
int init_srcu_struct_generic(struct srcu_struct *ssp)
#else
int init_srcu_struct(struct srcu_struct *ssp)
#endif
{
	return host_srcu_init(ssp);
}

/* ---- timer.h, jiffies.h ---- */

#ifdef HAVE_TIMER_INIT_KEY
void timer_init_key(struct timer_list *timer, void (*func)(struct timer_list *),
		    unsigned int flags, const char *name, struct lock_class_key *key)
#else
void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *),
		    unsigned int flags, const char *name, struct lock_class_key *key)
#endif
{
	host_timer_init(timer, func, flags);
}

#ifndef HAVE_INLINE_JIFFIES_TO_MSECS
unsigned int jiffies_to_msecs(const unsigned long j)
{
	return j * (MSEC_PER_SEC / HZ);
}

unsigned int jiffies_to_usecs(const unsigned long j)
{
	return j * (USEC_PER_SEC / HZ);
}
#endif

/* ---- workqueue.h ---- */

#ifdef HAVE_ALLOC_WORKQUEUE_NOPROF
struct workqueue_struct *alloc_workqueue_noprof(const char *fmt, unsigned int flags,
						int max_active, ...)
#else
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...)
#endif
{
	return host_workqueue_new(flags, max_active);
}

/* ---- slab.h ---- */

#ifdef HAVE_KVMALLOC_ALIGN
void *__kvmalloc_node_noprof(DECL_KMALLOC_PARAMS(size, b, token), unsigned long align,
			     gfp_t flags, int node)
#else
void *__kvmalloc_node_noprof(DECL_KMALLOC_PARAMS(size, b, token), gfp_t flags, int node)
#endif
{
	return host_kmalloc(size, flags);
}

#ifdef HAVE_KREALLOC_ALIGN
void *krealloc_node_align_noprof(const void *p, DECL_TOKEN_PARAMS(size, token),
				 unsigned long align, gfp_t flags, int node)
#else
void *krealloc_noprof(const void *p, size_t size, gfp_t flags)
#endif
{
	return host_krealloc(p, size, flags);
}

/* ---- gfp.h ---- */

#ifdef HAVE_ALLOC_PAGES_NODE
struct page *alloc_pages_node_noprof(int nid, gfp_t gfp, unsigned int order)
#else
struct page *__alloc_pages_noprof(gfp_t gfp, unsigned int order, int nid, nodemask_t *mask)
#endif
{
	return host_pages_new(gfp, order);
}

/* ---- interrupt.h ---- */

#ifdef HAVE_PERCPU_IRQ_AFFINITY
int request_percpu_irq_affinity(unsigned int irq, irq_handler_t handler, const char *devname,
				const cpumask_t *affinity, void __percpu *dev)
#else
int __request_percpu_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			 const char *devname, void __percpu *dev)
#endif
{
	return host_request_percpu_irq(handler, dev);
}

/* ---- platform_device.h ---- */

#ifdef HAVE_PLATFORM_DRIVER_MOD_NAME
int __platform_driver_register(struct platform_driver *drv, struct module *owner,
			       const char *mod_name)
#else
int __platform_driver_register(struct platform_driver *drv, struct module *owner)
#endif
{
	return host_platform_register(drv, owner);
}

void host_platform_remove(struct platform_driver *drv, struct platform_device *pdev)
{
#ifdef HAVE_REMOVE_NEW
	if (drv->remove_new)
		drv->remove_new(pdev);
#else
	if (drv->remove)
		drv->remove(pdev);
#endif
}

const struct scmi_transport_ops *host_scmi_ops(const struct scmi_transport *transport)
{
#ifdef HAVE_SCMI_DESC_BY_VALUE
	return transport->desc.ops;
#else
	return transport->desc->ops;
#endif
}

/* ---- module.h: what the drivers' module information refers to ---- */

#ifdef HAVE_CONST_MODULE_ATTRIBUTE
ssize_t __modver_version_show(const struct module_attribute *attr, struct module_kobject *mk,
			      char *buf)
#else
ssize_t __modver_version_show(struct module_attribute *attr, struct module_kobject *mk, char *buf)
#endif
{
	return 0;
}

/* ---- crypto ---- */

#ifdef HAVE_SHA1_CTX
int host_sha1_init(struct shash_desc *desc)
{
	BUILD_BUG_ON(sizeof(struct sha1_ctx) > HOST_SHA1_STATE_BYTES);
	sha1_init(shash_desc_ctx(desc));
	return 0;
}

static int sha1_add(struct shash_desc *desc, const u8 *data, unsigned int len)
{
	sha1_update(shash_desc_ctx(desc), data, len);
	return 0;
}

static int sha1_end(struct shash_desc *desc, u8 *out)
{
	sha1_final(shash_desc_ctx(desc), out);
	return 0;
}
#else
#include <crypto/sha1_base.h>

static void sha1_blocks(struct sha1_state *sst, const u8 *src, int blocks)
{
	u32 temp[SHA1_WORKSPACE_WORDS];

	while (blocks--) {
		sha1_transform(sst->state, src, temp);
		src += SHA1_BLOCK_SIZE;
	}
}

int host_sha1_init(struct shash_desc *desc)
{
	BUILD_BUG_ON(sizeof(struct sha1_state) > HOST_SHA1_STATE_BYTES);
	return sha1_base_init(desc);
}

static int sha1_add(struct shash_desc *desc, const u8 *data, unsigned int len)
{
	return sha1_base_do_update(desc, data, len, sha1_blocks);
}

static int sha1_end(struct shash_desc *desc, u8 *out)
{
	sha1_base_do_finalize(desc, sha1_blocks);
	return sha1_base_finish(desc, out);
}
#endif

void host_shash_set_descsize(struct crypto_shash *tfm, unsigned int bytes)
{
#ifdef HAVE_SHASH_DESCSIZE
	tfm->descsize = bytes;
#endif
}

#ifdef HAVE_INLINE_SHASH_UPDATE
int crypto_shash_init(struct shash_desc *desc)
{
	return host_sha1_init(desc);
}

/* @out: NULL: more data will follow */
int crypto_shash_finup(struct shash_desc *desc, const u8 *data, unsigned int len, u8 *out)
{
	if (len)
		sha1_add(desc, data, len);
	return out ? sha1_end(desc, out) : 0;
}
#else
int crypto_shash_update(struct shash_desc *desc, const u8 *data, unsigned int len)
{
	return sha1_add(desc, data, len);
}

int crypto_shash_final(struct shash_desc *desc, u8 *out)
{
	return sha1_end(desc, out);
}
#endif

#ifdef HAVE_KVFREE_ATOMIC
void kvfree_atomic(const void *p)
{
	kvfree(p);
}
#endif
