// SPDX-License-Identifier: GPL-2.0-only
/*
 * User memory and files for kernel threads. KUnit runs before any file system is
 * mounted, so devtmpfs, sysfs and debugfs are looked into directly.
 */
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include "kthread_user.h"

void *kthread_user_process(void)
{
	if (current->mm)
		mmget(current->mm);
	return current->mm;
}

void kthread_user_enter(void *process)
{
	if (process)
		kthread_use_mm(process);
}

void kthread_user_leave(void)
{
	struct mm_struct *mm = current->mm;

	if (!mm)
		return;
	kthread_unuse_mm(mm);
	mmput(mm);
}

bool kthread_user_asleep(struct task_struct *thread)
{
	return READ_ONCE(thread->__state) & TASK_NORMAL;
}

struct mm_struct *kthread_user_mm(void)
{
	struct mm_struct *mm = mm_alloc();

	if (!mm)
		return NULL;
	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
	return mm;
}

struct mm_struct *kthread_user_attach(void)
{
	struct mm_struct *mm = kthread_user_mm();

	if (mm)
		kthread_use_mm(mm);
	return mm;
}

void kthread_user_drop(void *mm)
{
	mmdrop(mm);
}

struct file *kthread_user_open(const char *fs, const char *name, int flags)
{
	struct file_system_type *type = get_fs_type(fs);
	struct vfsmount *mnt;
	struct file *file;

	if (!type)
		return ERR_PTR(-ENODEV);
	mnt = vfs_kern_mount(type, 0, fs, NULL);
	if (IS_ERR(mnt))
		return ERR_CAST(mnt);
	file = file_open_root_mnt(mnt, name, flags, 0);
	/* An open file holds the mount */
	mntput(mnt);
	return file;
}

int kthread_user_close(int fd)
{
	struct file *file = file_close_fd(fd);

	if (!file)
		return -EBADF;
	__fput_sync(file);
	return 0;
}

void *kthread_user_variable(const char *dir, const char *name)
{
	struct dentry *folder = debugfs_lookup(dir, NULL);
	struct dentry *file;
	void *variable;

	if (IS_ERR_OR_NULL(folder))
		return NULL;
	file = debugfs_lookup(name, folder);
	variable = file ? d_inode(file)->i_private : NULL;
	dput(file);
	dput(folder);
	return variable;
}
