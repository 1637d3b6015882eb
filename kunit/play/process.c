// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes of the executor's world in a real kernel: memory and descriptors that
 * several threads share, and the system calls that they make.
 *
 * A kernel thread has no way back to user space on which the last reference of a
 * file is dropped; here that is done at the end of each system call.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include <monitor_kernel.h>
#include <uapi/linux/dma-heap.h>
#include "optee/file.h"
#include "support/kthread_user.h"
#include "world.h"

#define MAX_PROCESSES	(2 * SEQ_PROCESSES)
#define MAX_FDS		256
#define MAX_PAGES	128	/* of its buffers */

/**
 * struct world_process - a process
 * @users:	threads that live in it or will
 * @mm:		its memory, NULL: nobody lives in it yet, or any more
 * @files:	its descriptors, likewise
 * @task:	the first thread that lived in it, which is there until the end of the run
 * @page:	pages of its buffers, which are kept until the end of the run
 * @num_pages:	how many
 */
struct world_process {
	u32 users;
	struct mm_struct *mm;
	struct files_struct *files;
	struct task_struct *task;
	struct page *page[MAX_PAGES];
	u32 num_pages;
};

static struct world_process processes[MAX_PROCESSES];
static u32 num_processes;
static bool locked;
static bool dma_bufs;	/* there have been some in this run */

/* The process that the current thread lives in */
static struct world_process *process_current(void)
{
	for (u32 i = 0; i < num_processes; i++)
		if (processes[i].mm && processes[i].mm == current->mm)
			return &processes[i];
	return NULL;
}

struct world_process *world_process_new(void)
{
	struct world_process *p = &processes[num_processes];

	if (num_processes == MAX_PROCESSES)
		return NULL;
	memset(p, 0, sizeof(*p));
	p->mm = kthread_user_mm();
	if (!p->mm)
		return NULL;
	num_processes++;
	return p;
}

void world_process_hold(struct world_process *p)
{
	p->users++;
}

/* Kernel threads share one table of descriptors, the first thread of a process leaves it. */
static void files_enter(struct world_process *p)
{
	struct files_struct *old = current->files;

	if (!p->files) {
		if (WARN_ON(unshare_files()))
			return;
		p->files = current->files;
		p->task = current;
		atomic_inc(&p->files->count);
		return;
	}
	atomic_inc(&p->files->count);
	task_lock(current);
	current->files = p->files;
	task_unlock(current);
	put_files_struct(old);
}

void world_process_enter(struct world_process *p)
{
	mmget(p->mm);
	kthread_use_mm(p->mm);
	files_enter(p);
}

static void process_end(struct world_process *p)
{
	struct mm_struct *mm = p->mm;

	for (int fd = 0; fd < MAX_FDS; fd++)
		world_close(fd);
	put_files_struct(p->files);
	p->files = NULL;
	p->mm = NULL;
	mmput(mm);
}

void world_process_leave(void)
{
	struct world_process *p = process_current();
	struct mm_struct *mm = current->mm;

	/* as in do_exit(), and taken back, for this thread goes on */
	current->flags |= PF_EXITING;
	sequence_world_bound(1);
	if (!--p->users)
		process_end(p);
	kthread_unuse_mm(mm);
	mmput(mm);
	/* what was mapped goes with the memory */
	flush_delayed_fput();
	sequence_world_bound(-1);
	current->flags &= ~PF_EXITING;
}

/* Kept, so that it can be seen at the end of the run whether they are still pinned. */
static bool keep_pages(struct world_process *p, unsigned long addr, unsigned long pages)
{
	if (p->num_pages + pages > MAX_PAGES)
		return false;
	if (get_user_pages_fast(addr, pages, FOLL_WRITE, p->page + p->num_pages) != pages)
		return false;
	p->num_pages += pages;
	return true;
}

/* Each has a hole behind it, which stays one. */
unsigned long world_user_alloc(struct world_process *p, unsigned long pages)
{
	unsigned long bytes = pages << PAGE_SHIFT;
	unsigned long addr = vm_mmap(NULL, 0, bytes + PAGE_SIZE, PROT_READ | PROT_WRITE,
				     MAP_ANONYMOUS | MAP_PRIVATE, 0);

	if (IS_ERR_VALUE(addr))
		return 0;
	if (vm_mmap(NULL, addr + bytes, PAGE_SIZE, PROT_NONE,
		    MAP_ANONYMOUS | MAP_PRIVATE | MAP_FIXED, 0) != addr + bytes)
		return 0;
	return keep_pages(p, addr, pages) ? addr : 0;
}

void sequence_process_kept(void)
{
	for (u32 i = 0; i < num_processes; i++) {
		struct world_process *p = &processes[i];
		u32 left = 0;

		for (u32 n = 0; n < p->num_pages; n++) {
			if (monitor_keeps_page(monitor_current(), page_to_phys(p->page[n])))
				put_page(p->page[n]);
			else
				p->page[left++] = p->page[n];
		}
		p->num_pages = left;
	}
}

u32 sequence_process_pinned(void)
{
	u32 pinned = 0;

	for (u32 i = 0; i < num_processes; i++) {
		struct world_process *p = &processes[i];

		/* nobody has ever lived in it */
		if (p->mm)
			mmput(p->mm);
		while (p->num_pages) {
			struct page *page = p->page[--p->num_pages];

			pinned += folio_maybe_dma_pinned(page_folio(page));
			put_page(page);
		}
	}
	num_processes = 0;
	dma_bufs = false;
	return pinned;
}

/* ---- system calls ------------------------------------------------------------------ */

/*
 * Names of the driver's devices, which have other numbers than 0 when something
 * before this run has left one behind.
 */
static char client_name[OPTEE_NAME_SIZE], supplicant_name[OPTEE_NAME_SIZE];

/* Never matches: the last one of each kind is the newest. */
static int note_name(struct device *dev, const void *unused)
{
	const char *name = dev_name(dev);

	if (strstarts(name, "teepriv"))
		strscpy(supplicant_name, name, sizeof(supplicant_name));
	else
		strscpy(client_name, name, sizeof(client_name));
	return 0;
}

static int any_tee(struct tee_ioctl_version_data *v, const void *unused)
{
	return 1;
}

void sequence_process_names(void)
{
	struct tee_context *ctx = tee_client_open_context(NULL, any_tee, NULL, NULL);

	strscpy(client_name, "tee0", sizeof(client_name));
	strscpy(supplicant_name, "teepriv0", sizeof(supplicant_name));
	if (IS_ERR(ctx))
		return;
	class_find_device(ctx->teedev->dev.class, NULL, NULL, note_name);
	tee_client_close_context(ctx);
}

int world_open(const char *name)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct file *file;

	if (fd < 0)
		return fd;
	file = optee_file_open(strstarts(name, "teepriv") ? supplicant_name : client_name, O_RDWR);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

/* No lock is held by whom returns to user space. */
static void check_locks(void)
{
#ifdef CONFIG_LOCKDEP
	if (current->lockdep_depth) {
		pr_err("teeproof: %s returns to user space with a lock held\n", current->comm);
		locked = true;
	}
#endif
}

#ifdef CONFIG_TEE_DMABUF_HEAPS
static int heap_alloc(struct file *heap, u64 size)
{
	struct dma_heap_allocation_data data = { .len = size, .fd_flags = O_RDWR | O_CLOEXEC };
	unsigned long mem = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				    MAP_ANONYMOUS | MAP_PRIVATE, 0);
	int rc = -EFAULT;

	if (IS_ERR_VALUE(mem))
		return -ENOMEM;
	if (!world_write_user(mem, &data, sizeof(data)))
		rc = optee_file_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, (void __user *)mem);
	if (!rc)
		rc = world_read_user(&data, mem, sizeof(data)) ? -EFAULT : data.fd;
	vm_munmap(mem, PAGE_SIZE);
	return rc;
}

int world_heap_alloc(const char *name, u64 size)
{
	char path[48];
	struct file *heap;
	int fd;

	dma_bufs = true;
	snprintf(path, sizeof(path), "dma_heap/%s", name);
	heap = optee_file_open(path, O_RDWR);
	if (IS_ERR(heap))
		return PTR_ERR(heap);
	fd = heap_alloc(heap, size);
	check_locks();
	optee_file_close(heap);
	return fd;
}
#else
int world_heap_alloc(const char *name, u64 size)
{
	return -ENOENT;
}
#endif

bool world_has_heaps(void)
{
	return IS_ENABLED(CONFIG_TEE_DMABUF_HEAPS);
}

int world_dup(int fd)
{
	struct file *file = fget(fd);
	int to;

	if (!file)
		return -EBADF;
	to = get_unused_fd_flags(O_CLOEXEC);
	if (to < 0)
		__fput_sync(file);
	else
		fd_install(to, file);
	return to;
}

int world_get_fd(struct world_process *p, int fd)
{
	struct file *file = p->files ? fget_task(p->task, fd) : NULL;
	int to;

	if (!file)
		return p->files ? -EBADF : -ESRCH;
	to = get_unused_fd_flags(O_CLOEXEC);
	if (to < 0)
		__fput_sync(file);
	else
		fd_install(to, file);
	return to;
}

/* Only fork() itself copies a memory map. */
struct world_process *world_fork(void)
{
	return NULL;
}

void world_process_move(struct world_process *p)
{
}

unsigned long world_write_user(unsigned long to, const void *from, size_t size)
{
	return copy_to_user((void __user *)to, from, size);
}

unsigned long world_read_user(void *to, unsigned long from, size_t size)
{
	return copy_from_user(to, (void __user *)from, size);
}

int world_close(int fd)
{
	struct file *file = file_close_fd(fd);

	if (!file)
		return -EBADF;
	__fput_sync(file);
	/* it may have been the last to refer to a dma-buf */
	if (dma_bufs)
		flush_delayed_fput();
	return 0;
}

bool sequence_world_locked(void)
{
	bool was = locked;

	locked = false;
	return was;
}

long world_ioctl(int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget(fd);
	long rc = -ENOTTY;

	if (!file)
		return -EBADF;
	if (file->f_op->unlocked_ioctl)
		rc = file->f_op->unlocked_ioctl(file, cmd, arg);
	check_locks();
	__fput_sync(file);
	return rc == -ENOIOCTLCMD ? -ENOTTY : rc;
}

long world_mmap(int fd, unsigned long pages, unsigned long pgoff)
{
	struct file *file = fget(fd);
	long addr;

	if (!file)
		return -EBADF;
	addr = vm_mmap(file, 0, pages << PAGE_SHIFT, PROT_READ | PROT_WRITE, MAP_SHARED,
		       pgoff << PAGE_SHIFT);
	__fput_sync(file);
	flush_delayed_fput();
	return addr;
}

int world_munmap(unsigned long addr)
{
	struct vm_area_struct *vma;
	unsigned long bytes = 0;
	int rc;

	mmap_read_lock(current->mm);
	vma = vma_lookup(current->mm, addr);
	if (vma && vma->vm_start == addr)
		bytes = vma->vm_end - addr;
	mmap_read_unlock(current->mm);
	if (!bytes)
		return -EINVAL;
	rc = vm_munmap(addr, bytes);
	flush_delayed_fput();
	return rc;
}
