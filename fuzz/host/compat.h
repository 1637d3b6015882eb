/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernels, hidden from the rest of fuzz/host: here what is seen
 * at compile time, in compat.c the names and parameters that functions have. By
 * feature, never by version: <teeproof/features.h> is made from the kernel's headers
 * (ci/kernel/features), and what headers say themselves by a macro is asked directly.
 */
#ifndef HOST_COMPAT_H
#define HOST_COMPAT_H

#include <linux/irqreturn.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <teeproof/features.h>
#include "host.h"

struct crypto_shash;
struct mutex;
struct platform_device;
struct platform_driver;
struct shash_desc;
struct srcu_struct;
struct timer_list;

/* slab.h: parameters that allocators have in some configurations */
#ifndef DECL_KMALLOC_PARAMS
#define DECL_KMALLOC_PARAMS(size, b, token)	DECL_BUCKET_PARAMS(size, b)
#endif
#ifndef DECL_TOKEN_PARAMS
#define DECL_TOKEN_PARAMS(size, token)		size_t (size)
#endif

/* asm/thread_info.h: beside the task's stack, or in its task_struct, which the processor then knows */
static inline struct thread_info *host_thread_info(struct task_struct *k, void *stack)
{
#ifdef CONFIG_THREAD_INFO_IN_TASK
	return &k->thread_info;
#else
	return stack;
#endif
}

static inline void host_thread_info_init(struct thread_info *ti, struct task_struct *k)
{
	host_clear(ti, sizeof(*ti));
#ifndef CONFIG_THREAD_INFO_IN_TASK
	ti->task = k;
#endif
}

static inline void host_make_current(struct task_struct *k)
{
#ifdef CONFIG_THREAD_INFO_IN_TASK
	cpu_tasks[0] = k;
#endif
}

/* crypto: what is behind a hash, whose state is in @desc */
#define HOST_SHA1_STATE_BYTES	128
int host_sha1_init(struct shash_desc *desc);
void host_shash_set_descsize(struct crypto_shash *tfm, unsigned int bytes);

struct scmi_transport;
/** host_scmi_ops() - the operations of an SCMI transport, whose description is in it or behind a pointer */
const struct scmi_transport_ops *host_scmi_ops(const struct scmi_transport *transport);
void host_platform_remove(struct platform_driver *drv, struct platform_device *pdev);

/* include/kunit/test.h, for kunit/fidelity/hosted.c */
#ifdef HAVE_KUNIT_RUN_TESTS
#define host_run_suites(suites, num)	__kunit_test_suites_init(suites, num, true)
#else
#define host_run_suites(suites, num)	__kunit_test_suites_init(suites, num)
#endif

/* smp.h: what says whether smp_call_function_single() waits */
#ifdef HAVE_SMP_CALL_WAIT_BOOL
typedef bool host_wait_t;
#else
typedef int host_wait_t;
#endif

/* What compat.c gives the names that the kernel at hand has for it */
void host_mutex_init(struct mutex *lock);
int host_srcu_init(struct srcu_struct *ssp);
void host_timer_init(struct timer_list *timer, void (*func)(struct timer_list *), unsigned int flags);
struct workqueue_struct *host_workqueue_new(unsigned int flags, int max_active);
void *host_kmalloc(size_t size, gfp_t flags);
void *host_krealloc(const void *p, size_t size, gfp_t flags);
struct page *host_pages_new(gfp_t gfp, unsigned int order);
int host_request_percpu_irq(irqreturn_t (*handler)(int irq, void *dev), void __percpu *dev);
int host_platform_register(struct platform_driver *drv, struct module *owner);

#endif
