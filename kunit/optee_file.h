/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Character devices from kernel threads: open one by its number and use it with
 * memory of a user address space, as a process does.
 */
#ifndef OPTEE_FILE_H
#define OPTEE_FILE_H

#include <kunit/test.h>
#include <linux/fs.h>

/** optee_file_open() - open character device @devt; a struct file or an ERR_PTR */
struct file *optee_file_open(dev_t devt);
/** optee_file_close() - close it; its release has run when this returns */
void optee_file_close(struct file *file);
/** optee_file_ioctl() - ioctl() with a user address as argument */
long optee_file_ioctl(struct file *file, unsigned int cmd, void __user *arg);
/** optee_user_alloc() - @len bytes of zeroed user memory of the calling kthread, NULL: none */
void __user *optee_user_alloc(struct kunit *test, size_t len);
/** optee_tee_devt() - number of the first TEE device whose name starts with @name, 0: none */
dev_t optee_tee_devt(const char *name);

#endif /* OPTEE_FILE_H */
