/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Character devices from kernel threads: open one by its name in /dev and use it
 * with memory of a user address space, as a process does. And files in sysfs.
 */
#ifndef OPTEE_FILE_H
#define OPTEE_FILE_H

#include <linux/fs.h>

#define OPTEE_NAME_SIZE	32

/** optee_file_open() - open /dev/@name; a struct file or an ERR_PTR */
struct file *optee_file_open(const char *name, int flags);
/** optee_sysfs_read() - read /sys/@name as @text, a string; its length or an errno */
ssize_t optee_sysfs_read(const char *name, char *text, size_t size);
/** optee_file_close() - close it; its release has run when this returns */
void optee_file_close(struct file *file);
/** optee_file_ioctl() - ioctl() with a user address as argument */
long optee_file_ioctl(struct file *file, unsigned int cmd, void __user *arg);

/**
 * optee_user_alloc() - zeroed user memory of the calling kthread, NULL: none
 * @len:	bytes
 *
 * The kthread gets an address space of its own: a worker (support/thread.h), which
 * gives it back when it ends.
 */
void __user *optee_user_alloc(size_t len);
/** optee_user_free() - give user memory back before the address space ends */
void optee_user_free(void __user *mem, size_t len);

/**
 * optee_tee_name() - find a TEE device
 * @prefix:	"tee", or "teepriv" for that of the supplicant
 * @name:	OPTEE_NAME_SIZE bytes for its name
 *
 * Returns false when there is none.
 */
bool optee_tee_name(const char *prefix, char *name);
/** optee_tee_exists() - is there a TEE device whose name begins with @prefix? */
bool optee_tee_exists(const char *prefix);

#endif /* OPTEE_FILE_H */
