// SPDX-License-Identifier: GPL-2.0-only
/*
 * Character devices from kernel threads. KUnit runs before any file system but
 * rootfs is there, so a node is made for the time of the open.
 */
#include <linux/file.h>
#include <linux/kdev_t.h>
#include <linux/mman.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/tee_core.h>
#include "optee_file.h"
#include "optee_world.h"

#define NODE	"/teeproof-node"

static DEFINE_MUTEX(node_mutex);	/* NODE is one for all */

static int node_make(dev_t devt)
{
	struct dentry *dentry;
	struct path path;
	int rc;

	dentry = kern_path_create(AT_FDCWD, NODE, &path, 0);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	rc = vfs_mknod(mnt_idmap(path.mnt), d_inode(path.dentry), dentry, S_IFCHR | 0600, devt);
	done_path_create(&path, dentry);
	return rc;
}

static void node_remove(void)
{
	struct dentry *dentry;
	struct path path;

	dentry = kern_path_locked(NODE, &path);
	if (IS_ERR(dentry))
		return;
	vfs_unlink(mnt_idmap(path.mnt), d_inode(path.dentry), dentry, NULL);
	inode_unlock(d_inode(path.dentry));
	dput(dentry);
	path_put(&path);
}

struct file *optee_file_open(dev_t devt)
{
	struct file *file;
	int rc;

	mutex_lock(&node_mutex);
	rc = node_make(devt);
	file = rc ? ERR_PTR(rc) : filp_open(NODE, O_RDWR, 0);
	if (!rc)
		node_remove();
	mutex_unlock(&node_mutex);
	return file;
}

void optee_file_close(struct file *file)
{
	__fput_sync(file);
}

long optee_file_ioctl(struct file *file, unsigned int cmd, void __user *arg)
{
	return file->f_op->unlocked_ioctl(file, cmd, (unsigned long)arg);
}

void __user *optee_user_alloc(struct kunit *test, size_t len)
{
	unsigned long addr = kunit_vm_mmap(test, NULL, 0, len, PROT_READ | PROT_WRITE,
					   MAP_ANONYMOUS | MAP_PRIVATE, 0);

	return addr && !IS_ERR_VALUE(addr) ? (void __user *)addr : NULL;
}

static int name_starts(struct device *dev, const void *name)
{
	return strstarts(dev_name(dev), name);
}

/* The class of TEE devices has no name outside the core: any context leads to it. */
static int any_version(struct tee_ioctl_version_data *vers, const void *data)
{
	return 1;
}

dev_t optee_tee_devt(const char *name)
{
	struct tee_context *ctx = tee_client_open_context(NULL, any_version, NULL, NULL);
	struct device *dev;
	dev_t devt = 0;

	if (IS_ERR(ctx))
		return 0;
	dev = class_find_device(ctx->teedev->dev.class, NULL, name, name_starts);
	if (dev)
		devt = dev->devt;
	put_device(dev);
	tee_client_close_context(ctx);
	return devt;
}
