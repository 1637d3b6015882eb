/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel side of the hosted kernel: what its files share, and what the
 * executor calls to play user space. Kernel headers only.
 */
#ifndef HOST_KERNEL_H
#define HOST_KERNEL_H

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/types.h>
#include "host.h"

/** host_may_sleep() - tells oracle O7 of a sleep in atomic context */
void host_may_sleep(const char *where);
/** host_in_atomic() - whether the current task may not sleep */
bool host_in_atomic(void);
bool host_irqs(bool on);

/* ---- processes: user memory and files ------------------------------------------ */

#define HOST_MAX_FDS	64
#define HOST_MAX_VMAS	32

/**
 * struct host_vma - a range of user addresses that has pages
 * @start:	first address, page aligned
 * @pages:	how many
 * @first:	their first page frame; frames are consecutive
 * @write:	user space may write there
 * @making:	mmap() is at it still, behind mmap_lock in Linux: nobody else sees it yet
 * @file:	the file mapped, NULL: anonymous memory, whose pages the vma owns
 */
struct host_vma {
	unsigned long start;
	unsigned long pages;
	unsigned long first;
	bool write, making;
	struct file *file;
	struct vm_area_struct *vma;
};

struct host_process {
	u32 id;
	struct host_vma vmas[HOST_MAX_VMAS];
	struct file *fds[HOST_MAX_FDS];
	unsigned long next_address;
	u32 users;
	kuid_t uid;
	kgid_t gid;
};

/** host_process_new() - an empty process, NULL without memory (never a fault) */
struct host_process *host_process_new(void);
void host_process_put(struct host_process *p);
/** host_process_fork() - a child of the current task's: copies of memory, the same files; NULL: too many */
struct host_process *host_process_fork(void);
/** host_process_current() - the current task's, NULL: kernel thread */
struct host_process *host_process_current(void);

/** host_user_alloc() - maps @pages of zeroed memory, 0: no room */
unsigned long host_user_alloc(struct host_process *p, unsigned long pages, bool write);
/** host_user_free() - unmaps the range that starts at @addr */
int host_user_free(struct host_process *p, unsigned long addr);
/** host_user_write() - a program writes its own memory; bytes that are not mapped */
unsigned long host_user_write(unsigned long to, const void *from, unsigned long n);
/** host_user_ptr() - where the kernel sees user address @addr; @room: bytes to the page's end */
void *host_user_ptr(struct host_process *p, unsigned long addr, bool write, size_t *room);

struct host_vma *host_vma_new(struct host_process *p, unsigned long pages);
struct host_vma *host_vma_at(struct host_process *p, unsigned long addr);
void host_vma_drop(struct host_vma *v);
/** host_pages_aligned() - @size bytes of whole pages, aligned as those of an order are; each counts by itself */
struct page *host_pages_aligned(gfp_t gfp, size_t size);
/** host_page_born() - a page of the arena gets its first reference */
void host_page_born(struct page *page);
/** host_bad_page() - @what was done to page @pfn is wrong: ends the run */
void host_bad_page(const char *what, u64 pfn) __attribute__((noreturn));
u32 host_pages_leaked(void);
/** host_process_enter() - task @t runs in process @p from now on */
void host_process_enter(struct host_task *t, struct host_process *p);
void host_signals_clear(void);
void host_task_exits(void);
void host_random_reset(void);

/* Playing user space: what the system calls do, for the current task's process. */
int host_sys_open(const char *name);
long host_sys_ioctl(int fd, unsigned int cmd, unsigned long arg);
int host_sys_close(int fd);
int host_sys_dup(int fd);
/** host_sys_get_fd() - pidfd_getfd() */
int host_sys_get_fd(struct host_process *from, int fd);
long host_sys_mmap(int fd, unsigned long pages, unsigned long pgoff, bool write, bool shared);
int host_sys_munmap(unsigned long addr);
void host_files_release(struct host_process *p);
/** host_file_new() - an open file without a descriptor, NULL: no memory */
struct file *host_file_new(const struct file_operations *fops, void *priv);
/** host_file_get() - one more reference of what a descriptor of the current task's process has, NULL: nothing */
struct file *host_file_get(int fd);
/** host_file_install() - a new descriptor, which takes the caller's reference over unless there is none free */
int host_file_install(struct file *file);
/** host_files_inherit() - what fork() does to descriptors and mappings of files */
void host_files_inherit(struct host_process *child);
/** host_task_work() - runs what waits for the return to user space (last fput) */
void host_task_work(void);

/* ---- interrupts, work, devices --------------------------------------------------- */

/** host_irq_raise() - an edge of interrupt @irq arrives */
void host_irq_raise(unsigned int irq);
#define HOST_NOTIF_IRQ	42u
void host_mutex_reset(void);
void host_rwsem_reset(void);
void host_work_reset(void);
/** host_work_pending() - work items queued or running */
u32 host_work_pending(void);
void host_work_stop(void);
void host_irq_percpu(bool percpu);
bool host_irq_busy(void);
/* What is left of each kind, for oracle O2 */
u32 host_irqs_left(void);
u32 host_hotplug_left(void);
u32 host_mappings_left(void);
u32 host_threads_left(void);
void host_irq_reset(void);
void host_thread_reset(void);
void host_rcu_reset(void);
bool host_rcu_readers(void);
void host_time_reset(void);
void host_device_reset(void);
void host_page_reset(void);
void host_file_reset(void);
void host_user_reset(void);
void host_node_reset(void);
/** host_device_bind() - lets @dev's bus look for a driver; what its probe returned */
int host_device_bind(struct device *dev);
/** host_devices_left() - devices, classes, drivers still registered; each is logged */
u32 host_devices_left(void);
u32 host_files_left(void);

#endif /* HOST_KERNEL_H */
