// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files and user memory of the OP-TEE suites' tasks.
 */
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/tee_core.h>
#include "file.h"
#include "support/kthread_user.h"

struct file *optee_file_open(const char *name, int flags)
{
	return kthread_user_open("devtmpfs", name, flags);
}

ssize_t optee_sysfs_read(const char *name, char *text, size_t size)
{
	struct file *file = kthread_user_open("sysfs", name, O_RDONLY);
	loff_t pos = 0;
	ssize_t len;

	if (IS_ERR(file))
		return PTR_ERR(file);
	len = kernel_read(file, text, size - 1, &pos);
	text[max_t(ssize_t, len, 0)] = '\0';
	__fput_sync(file);
	return len;
}

void optee_file_close(struct file *file)
{
	__fput_sync(file);
}

long optee_file_ioctl(struct file *file, unsigned int cmd, void __user *arg)
{
	return file->f_op->unlocked_ioctl(file, cmd, (unsigned long)arg);
}

void __user *optee_user_alloc(size_t len)
{
	unsigned long addr;

	if (!current->mm && !kthread_user_attach())
		return NULL;
	addr = vm_mmap(NULL, 0, len, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	return IS_ERR_VALUE(addr) ? NULL : (void __user *)addr;
}

void optee_user_free(void __user *mem, size_t len)
{
	vm_munmap((unsigned long)mem, len);
}

static int name_starts(struct device *dev, const void *prefix)
{
	return strstarts(dev_name(dev), prefix);
}

/* The class of TEE devices has no name outside the core: any context leads to it. */
static int any_version(struct tee_ioctl_version_data *vers, const void *data)
{
	return 1;
}

bool optee_tee_name(const char *prefix, char *name)
{
	struct tee_context *ctx = tee_client_open_context(NULL, any_version, NULL, NULL);
	struct device *dev;

	if (IS_ERR(ctx))
		return false;
	dev = class_find_device(ctx->teedev->dev.class, NULL, prefix, name_starts);
	if (dev)
		strscpy(name, dev_name(dev), OPTEE_NAME_SIZE);
	put_device(dev);
	tee_client_close_context(ctx);
	return dev;
}

bool optee_tee_exists(const char *prefix)
{
	char name[OPTEE_NAME_SIZE];

	return optee_tee_name(prefix, name);
}
