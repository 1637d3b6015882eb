/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the rules need of parameters and objects in Linux 6.18 and
 * later, under names of its own for the compiler, so that they compile with any
 * kernel; the rules see the kernel's names.
 */
#ifndef COCCI_TESTS_OBJECT_H
#define COCCI_TESTS_OBJECT_H

#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include <linux/xarray.h>

struct demo_param {
	u64 attr;
	union {
		struct {
			u64 a;
			u64 b;
			u64 c;
		} value;
		struct {
			struct tee_shm *shm;
			size_t size;
			size_t shm_offs;
		} memref;
		struct {
			void __user *uaddr;
			size_t size;
		} ubuf;
		struct {
			u64 id;
			u64 flags;
		} objref;
	} u;
};

struct demo_object_invoke_arg {
	u64 id;
	u32 op;
	u32 ret;
	u32 num_params;
};

struct demo_driver_ops {
	void (*get_version)(struct tee_device *teedev,
			    struct tee_ioctl_version_data *vers);
	int (*open)(struct tee_context *ctx);
	void (*release)(struct tee_context *ctx);
	int (*object_invoke_func)(struct tee_context *ctx,
				  struct demo_object_invoke_arg *arg,
				  struct demo_param *param);
	int (*supp_recv)(struct tee_context *ctx, u32 *func, u32 *num_params,
			 struct demo_param *param);
	int (*supp_send)(struct tee_context *ctx, u32 ret, u32 num_params,
			 struct demo_param *param);
};

#define tee_param demo_param
#define tee_driver_ops demo_driver_ops
#define tee_ioctl_object_invoke_arg demo_object_invoke_arg

#ifndef TEE_GEN_CAP_OBJREF
#define TEE_GEN_CAP_OBJREF	BIT(4)
#define TEE_OBJREF_NULL		((__u64)(-1))
#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT	8
#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT	9
#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT	10
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT	11
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT	12
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT	13
#endif

/* An argument of a TEE with objects; the last one has type 0. */
struct demo_object {
	struct kref refcount;
	unsigned int id;
};

struct demo_arg {
	unsigned int type;
	union {
		struct {
			void *addr;
			size_t size;
		} b;
		struct demo_object *o;
	};
};

int demo_next_arg(struct demo_arg *u, int i, unsigned int type);

#define demo_arg_for_each(i, u) for (i = 0; (u)[i].type; i++)
#define demo_arg_for_each_type(i, u, t) \
	for (i = demo_next_arg(u, 0, t); (u)[i].type; i = demo_next_arg(u, i + 1, t))
#define demo_arg_for_each_input_buffer(i, u)	demo_arg_for_each_type(i, u, 1)
#define demo_arg_for_each_output_buffer(i, u)	demo_arg_for_each_type(i, u, 2)
#define demo_arg_for_each_input_object(i, u)	demo_arg_for_each_type(i, u, 3)

void demo_object_put(struct demo_object *object);

#endif /* COCCI_TESTS_OBJECT_H */
