/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a process has and a kernel thread lacks: user memory, files that are opened
 * by name, descriptors. For all suites, and for what is built without them; what
 * thread.c needs of it is in the hosted world, too (fidelity/hosted.c).
 */
#ifndef KTHREAD_USER_H
#define KTHREAD_USER_H

#include <linux/types.h>

struct file;
struct mm_struct;
struct task_struct;

/** kthread_user_process() - the user memory of the current thread, with a reference; NULL: none */
void *kthread_user_process(void);
/** kthread_user_enter() - the current thread, which has none, takes over @process; NULL: nothing */
void kthread_user_enter(void *process);
/** kthread_user_leave() - it gives up its user memory, and the reference, if it has any */
void kthread_user_leave(void);
/** kthread_user_asleep() - whether @thread waits for something */
bool kthread_user_asleep(struct task_struct *thread);

/**
 * kthread_user_mm() - a memory map, for kthread_use_mm(); NULL: no memory
 *
 * It begins with one user, whom mmput() drops. May sleep.
 */
struct mm_struct *kthread_user_mm(void);

/**
 * kthread_user_attach() - give the current thread, which has none, a memory map of its own
 *
 * Two things are to be dropped: the map's user, by the end of the thread or by
 * kthread_user_leave(); and what kthread_use_mm() has counted, by kthread_user_leave()
 * or, with a thread that ends by itself, by kthread_user_drop().
 *
 * Return: the map, NULL: no memory. May sleep.
 */
struct mm_struct *kthread_user_attach(void);
/** kthread_user_drop() - an action of KUnit for the end of a test, with the map */
void kthread_user_drop(void *mm);

/**
 * kthread_user_open() - open a file of a kernel file system
 * @fs:		the file system's name; it need not be mounted: "devtmpfs", "sysfs"
 * @name:	path in it
 * @flags:	O_RDWR and the like
 *
 * Return: the file, for __fput_sync(), or an ERR_PTR(). May sleep.
 */
struct file *kthread_user_open(const char *fs, const char *name, int flags);

/**
 * kthread_user_close() - close a descriptor
 * @fd:		descriptor of the calling thread
 *
 * A kernel thread has no return to user space, where the last fput() would act: here
 * the file's release has run on return.
 *
 * Return: 0 or -EBADF
 */
int kthread_user_close(int fd);

/**
 * kthread_user_variable() - the variable behind a file in debugfs
 * @dir:	folder in debugfs
 * @name:	file in there, made by debugfs_create_bool() or one like it
 *
 * Return: the variable, NULL: there is none
 */
void *kthread_user_variable(const char *dir, const char *name);

#endif /* KTHREAD_USER_H */
