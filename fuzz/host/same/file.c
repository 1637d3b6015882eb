// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files: character devices, anonymous inodes, descriptors, and the system calls
 * of user tasks on them.
 *
 * The same: the last reference's release runs on return to user space, or when
 * its task ends; a mapping holds a reference; a device that is open outlives its
 * removal; a descriptor is closed once, by one task.
 * Stub: paths (a device is opened by its name), permissions, polling.
 */
#include <linux/anon_inodes.h>
#include <linux/cdev.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "host_kernel.h"

#define MAX_CDEVS	64
#define MAX_RELEASES	64

struct host_file {
	struct file file;
	struct inode inode;
	u32 refs;
};

static struct cdev *cdevs[MAX_CDEVS];
static dev_t next_region;
static u32 files_open;
static u32 regions;
static struct host_file *releases[HOST_MAX_TASKS][MAX_RELEASES];
static u32 num_releases[HOST_MAX_TASKS];

void host_file_reset(void)
{
	host_clear(cdevs, sizeof(cdevs));
	host_clear(num_releases, sizeof(num_releases));
	next_region = MKDEV(240, 0);
	files_open = 0;
	regions = 0;
}

u32 host_files_open(void)
{
	return files_open;
}

u32 host_files_left(void)
{
	return files_open + regions;
}

/* ---- character devices ---- */

int alloc_chrdev_region(dev_t *dev, unsigned int first, unsigned int count, const char *name)
{
	if (host_fault())
		return -ENOMEM;
	*dev = next_region + first;
	next_region += MKDEV(1, 0);
	regions++;
	return 0;
}

void unregister_chrdev_region(dev_t from, unsigned int count)
{
	if (count > 1)
		regions--;
}

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	kref_init(&cdev->kobj.kref);
	cdev->ops = fops;
}

static void cdev_release(struct kref *ref)
{
	struct cdev *cdev = container_of(ref, struct cdev, kobj.kref);
	struct kobject *parent = cdev->kobj.parent;

	if (parent)
		put_device(container_of(parent, struct device, kobj));
}

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	int rc, i;

	for (i = 0; i < MAX_CDEVS && cdevs[i]; i++)
		;
	if (i == MAX_CDEVS || host_fault())
		return -ENOMEM;
	cdev->kobj.parent = &dev->kobj;
	cdev->dev = dev->devt;
	get_device(dev);
	cdevs[i] = cdev;
	rc = device_add(dev);
	if (rc) {
		cdevs[i] = NULL;
		kref_put(&cdev->kobj.kref, cdev_release);
	}
	return rc;
}

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
	for (int i = 0; i < MAX_CDEVS; i++)
		if (cdevs[i] == cdev)
			cdevs[i] = NULL;
	kref_put(&cdev->kobj.kref, cdev_release);
}

/* ---- files ---- */

static struct host_file *file_new(const struct file_operations *fops, void *priv)
{
	struct host_file *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return NULL;
	f->refs = 1;
	f->file.f_op = fops;
	f->file.private_data = priv;
	f->file.f_inode = &f->inode;
	f->file.f_mode = FMODE_READ | FMODE_WRITE;
	files_open++;
	return f;
}

static void file_end(struct host_file *f)
{
	struct cdev *cdev = f->inode.i_cdev;

	if (f->file.f_op->release)
		f->file.f_op->release(&f->inode, &f->file);
	if (cdev)
		kref_put(&cdev->kobj.kref, cdev_release);
	files_open--;
	kfree(f);
}

void fput(struct file *file)
{
	struct host_file *f = container_of(file, struct host_file, file);
	u32 id = host_current->id;

	host_point(HOST_AT_FILE, file);
	if (--f->refs)
		return;
	if (!host_process_current() || num_releases[id] == MAX_RELEASES)
		file_end(f);
	else
		releases[id][num_releases[id]++] = f;
}

void host_task_work(void)
{
	u32 id = host_current->id;

	for (u32 i = 0; i < num_releases[id]; i++)
		file_end(releases[id][i]);
	num_releases[id] = 0;
}

struct file *host_file_new(const struct file_operations *fops, void *priv)
{
	struct host_file *f = file_new(fops, priv);

	return f ? &f->file : NULL;
}

static int fd_install_new(struct host_file *f)
{
	struct host_process *p = host_process_current();

	for (int fd = 0; p && fd < HOST_MAX_FDS; fd++) {
		if (!p->fds[fd]) {
			p->fds[fd] = &f->file;
			return fd;
		}
	}
	return -EMFILE;
}

int host_file_install(struct file *file)
{
	host_point(HOST_AT_FILE, file);
	return fd_install_new(container_of(file, struct host_file, file));
}

int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags)
{
	struct host_file *f;
	int fd;

	host_point(HOST_AT_FILE, priv);
	f = file_new(fops, priv);
	if (!f)
		return -ENOMEM;
	fd = fd_install_new(f);
	if (fd < 0) {
		files_open--;
		kfree(f);
	}
	return fd;
}

/* ---- system calls ---- */

static struct cdev *cdev_of(const char *name)
{
	for (int i = 0; i < MAX_CDEVS; i++) {
		struct cdev *c = cdevs[i];

		if (c && !strcmp(dev_name(container_of(c->kobj.parent, struct device, kobj)), name))
			return c;
	}
	return NULL;
}

static int open_cdev(struct cdev *cdev)
{
	struct host_file *f = file_new(cdev->ops, NULL);
	int rc;

	if (!f) {
		kref_put(&cdev->kobj.kref, cdev_release);
		return -ENOMEM;
	}
	f->inode.i_cdev = cdev;
	f->inode.i_rdev = cdev->dev;
	rc = cdev->ops->open ? cdev->ops->open(&f->inode, &f->file) : 0;
	if (!rc) {
		rc = fd_install_new(f);
		if (rc >= 0)
			return rc;
		file_end(f);
		return rc;
	}
	kref_put(&cdev->kobj.kref, cdev_release);
	files_open--;
	kfree(f);
	return rc;
}

int host_sys_open(const char *name)
{
	struct cdev *cdev;
	int rc;

	host_point(HOST_AT_FILE, NULL);
	cdev = cdev_of(name);
	if (!cdev)
		return -ENOENT;
	kref_get(&cdev->kobj.kref);
	host_point(HOST_AT_FILE, cdev);
	rc = open_cdev(cdev);
	host_task_work();
	return rc;
}

static struct file *fd_get_of(struct host_process *p, int fd)
{
	struct file *file;

	if (!p || fd < 0 || fd >= HOST_MAX_FDS || !p->fds[fd])
		return NULL;
	file = p->fds[fd];
	container_of(file, struct host_file, file)->refs++;
	return file;
}

static struct file *fd_get(int fd)
{
	return fd_get_of(host_process_current(), fd);
}

struct file *host_file_get(int fd)
{
	host_point(HOST_AT_FILE, NULL);
	return fd_get(fd);
}

long host_sys_ioctl(int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fd_get(fd);
	long rc = -ENOTTY;

	if (!file)
		return -EBADF;
	host_point(HOST_AT_FILE, file);
	if (file->f_op->unlocked_ioctl)
		rc = file->f_op->unlocked_ioctl(file, cmd, arg);
	fput(file);
	host_task_work();
	return rc == -ENOIOCTLCMD ? -ENOTTY : rc;
}

int host_sys_dup(int fd)
{
	return host_sys_get_fd(host_process_current(), fd);
}

int host_sys_get_fd(struct host_process *from, int fd)
{
	struct file *file;
	int to;

	/* the other process may close it just now */
	if (from != host_process_current())
		host_point(HOST_AT_FILE, NULL);
	file = fd_get_of(from, fd);
	if (!file)
		return -EBADF;
	host_point(HOST_AT_FILE, file);
	to = fd_install_new(container_of(file, struct host_file, file));
	if (to < 0) {
		fput(file);
		host_task_work();
	}
	return to;
}

/* Each descriptor that is closed, also one of several of an open file */
static void flush(struct file *file)
{
	if (file->f_op->flush)
		file->f_op->flush(file, NULL);
}

int host_sys_close(int fd)
{
	struct host_process *p = host_process_current();
	struct file *file;

	host_point(HOST_AT_FILE, NULL);
	if (!p || fd < 0 || fd >= HOST_MAX_FDS || !p->fds[fd])
		return -EBADF;
	file = p->fds[fd];
	p->fds[fd] = NULL;
	flush(file);
	fput(file);
	host_task_work();
	return 0;
}

long host_sys_mmap(int fd, unsigned long pages, unsigned long pgoff, bool write, bool shared)
{
	struct host_process *p = host_process_current();
	struct vm_area_struct vma = { };
	struct host_vma *v;
	struct file *file;
	long rc = -ENODEV;

	file = fd_get(fd);
	if (!file)
		return -EBADF;
	v = pages ? host_vma_new(p, pages) : NULL;
	if (!v) {
		fput(file);
		host_task_work();
		return pages ? -ENOMEM : -EINVAL;
	}
	v->making = true;
	vma.vm_start = v->start;
	vma.vm_end = v->start + (pages << PAGE_SHIFT);
	vma.vm_pgoff = pgoff;
	vma.vm_file = file;
	vma.vm_private_data = v;
	vm_flags_init(&vma, VM_READ | (write ? VM_WRITE : 0) | (shared ? VM_SHARED : 0));
	host_point(HOST_AT_FILE, file);
	if (file->f_op->mmap)
		rc = file->f_op->mmap(file, &vma);
	if (rc || !v->first) {
		v->pages = 0;
		fput(file);
		host_task_work();
		return rc ?: -ENODEV;
	}
	v->file = file;		/* the mapping's reference */
	v->write = write;
	v->making = false;
	return v->start;
}

int host_sys_munmap(unsigned long addr)
{
	struct host_vma *v = host_vma_at(host_process_current(), addr);
	struct file *file;

	if (!v)
		return -EINVAL;
	host_point(HOST_AT_FILE, v);
	/* another thread may have been faster */
	if (host_vma_at(host_process_current(), addr) != v)
		return -EINVAL;
	file = v->file;
	host_vma_drop(v);
	if (file)
		fput(file);
	host_task_work();
	return 0;
}

void host_files_inherit(struct host_process *child)
{
	for (u32 i = 0; i < HOST_MAX_VMAS; i++)
		if (child->vmas[i].pages && child->vmas[i].file)
			container_of(child->vmas[i].file, struct host_file, file)->refs++;
	for (int fd = 0; fd < HOST_MAX_FDS; fd++)
		if (child->fds[fd])
			container_of(child->fds[fd], struct host_file, file)->refs++;
}

/** host_files_release() - what the end of a process does to its mappings and descriptors */
void host_files_release(struct host_process *p)
{
	for (u32 i = 0; i < HOST_MAX_VMAS; i++) {
		struct file *file = p->vmas[i].pages ? p->vmas[i].file : NULL;

		if (!file)
			continue;
		p->vmas[i].pages = 0;
		fput(file);
	}
	for (int fd = 0; fd < HOST_MAX_FDS; fd++) {
		struct file *file = p->fds[fd];

		p->fds[fd] = NULL;
		if (!file)
			continue;
		flush(file);
		fput(file);
	}
	host_task_work();
}
