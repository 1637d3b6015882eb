// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel client with a system session on a real OP-TEE. Reading
 * tee_system_load/calls in debugfs makes CALLS calls of that session and tells
 * how long the longest and the median one took: beside other clients, how long a
 * call of a system session has to wait.
 *
 * The session is one of OP-TEE's device enumeration (pta_device.h), which every
 * build has. Its command 0 with an empty buffer only answers how large it should be.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

#define CALLS		100
#define GET_DEVICES	0

static const uuid_t device_pta =
	UUID_INIT(0x7011a688, 0xddde, 0x4053,
		  0xa5, 0xa9, 0x7b, 0x3c, 0x4d, 0xdf, 0x13, 0xb8);

static struct dentry *folder;

static int is_optee(struct tee_ioctl_version_data *version, const void *data)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static int by_size(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int make_calls(struct tee_context *ctx, u32 session,
		      struct tee_shm *shm, u64 *taken_ns)
{
	for (unsigned int i = 0; i < CALLS; i++) {
		struct tee_ioctl_invoke_arg arg = {
			.func = GET_DEVICES, .session = session, .num_params = 1,
		};
		struct tee_param param = {
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
			.u.memref = { .shm = shm, .size = 0 },
		};
		u64 begin = ktime_get_ns();
		int error = tee_client_invoke_func(ctx, &arg, &param);

		if (error < 0)
			return error;
		taken_ns[i] = ktime_get_ns() - begin;
	}
	sort(taken_ns, CALLS, sizeof(*taken_ns), by_size, NULL);
	return 0;
}

static int with_session(struct tee_context *ctx, u64 *taken_ns)
{
	struct tee_ioctl_open_session_arg open = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL,
	};
	struct tee_shm *shm;
	int error;

	export_uuid(open.uuid, &device_pta);
	error = tee_client_open_session(ctx, &open, NULL);
	if (error < 0 || open.ret)
		return error < 0 ? error : -EPROTO;
	error = tee_client_system_session(ctx, open.session);
	if (error)
		goto close;
	shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
	if (IS_ERR(shm)) {
		error = PTR_ERR(shm);
		goto close;
	}
	error = make_calls(ctx, open.session, shm, taken_ns);
	tee_shm_free(shm);
close:
	tee_client_close_session(ctx, open.session);
	return error;
}

static int calls_show(struct seq_file *m, void *unused)
{
	struct tee_context *ctx;
	u64 *taken_ns;
	int error;

	taken_ns = kcalloc(CALLS, sizeof(*taken_ns), GFP_KERNEL);
	if (!taken_ns)
		return -ENOMEM;
	ctx = tee_client_open_context(NULL, is_optee, NULL, NULL);
	if (IS_ERR(ctx)) {
		error = PTR_ERR(ctx);
		goto free;
	}
	error = with_session(ctx, taken_ns);
	tee_client_close_context(ctx);
	if (error)
		goto free;
	seq_printf(m, "system_session_call_ns %llu\n", taken_ns[CALLS / 2]);
	seq_printf(m, "system_session_call_longest_ns %llu\n", taken_ns[CALLS - 1]);
free:
	kfree(taken_ns);
	return error;
}
DEFINE_SHOW_ATTRIBUTE(calls);

static int __init tee_system_load_init(void)
{
	folder = debugfs_create_dir("tee_system_load", NULL);
	debugfs_create_file("calls", 0400, folder, NULL, &calls_fops);
	return 0;
}
module_init(tee_system_load_init);

static void __exit tee_system_load_exit(void)
{
	debugfs_remove_recursive(folder);
}
module_exit(tee_system_load_exit);

MODULE_DESCRIPTION("Calls of a system session, timed");
MODULE_LICENSE("GPL");
