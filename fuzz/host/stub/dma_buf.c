// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-bufs and the heaps that they come from, and memory for DMA.
 *
 * The same: a dma-buf ends with the last reference to its file; a heap stays for good,
 * under a name that no other has.
 * Stub: DMA, which no device of this world uses: devices reach all memory, and nothing
 * is ever attached.
 */
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "host_kernel.h"
#include "observer.h"
#include "stub/dma_buf.h"

#define MAX_HEAPS	8

struct dma_heap {
	const char *name;
	const struct dma_heap_ops *ops;
	void *priv;
};

static struct dma_heap heaps[MAX_HEAPS];
static u32 num_heaps;

void host_dma_reset(void)
{
	num_heaps = 0;
}

/* ---- dma-bufs ---------------------------------------------------------------------- */

static int release(struct inode *inode, struct file *file)
{
	struct dma_buf *buf = file->private_data;

	buf->ops->release(buf);
	kfree(buf);
	return 0;
}

/* None of ours lets user space see it. */
static int map(struct file *file, struct vm_area_struct *vma)
{
	return -EINVAL;
}

static const struct file_operations fops = {
	.release = release,
	.mmap = map,
};

struct dma_buf *dma_buf_export(const struct dma_buf_export_info *info)
{
	struct dma_buf *buf;

	if (WARN_ON(!info->priv || !info->ops || !info->ops->map_dma_buf ||
		    !info->ops->unmap_dma_buf || !info->ops->release))
		return ERR_PTR(-EINVAL);
	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return ERR_PTR(-ENOMEM);
	buf->file = host_file_new(&fops, buf);
	if (!buf->file) {
		kfree(buf);
		return ERR_PTR(-ENOMEM);
	}
	buf->priv = info->priv;
	buf->ops = info->ops;
	buf->size = info->size;
	buf->exp_name = info->exp_name;
	return buf;
}

struct dma_buf *dma_buf_get(int fd)
{
	struct file *file = host_file_get(fd);

	if (!file)
		return ERR_PTR(-EBADF);
	if (file->f_op != &fops) {
		fput(file);
		return ERR_PTR(-EINVAL);
	}
	return file->private_data;
}

void dma_buf_put(struct dma_buf *buf)
{
	if (!WARN_ON(!buf))
		fput(buf->file);
}

/* ---- heaps ------------------------------------------------------------------------- */

static struct dma_heap *find(const char *name)
{
	for (u32 i = 0; i < num_heaps; i++)
		if (!strcmp(heaps[i].name, name))
			return &heaps[i];
	return NULL;
}

struct dma_heap *dma_heap_add(const struct dma_heap_export_info *info)
{
	struct dma_heap *heap;

	host_point(HOST_AT_FILE, NULL);
	if (!info->name || !*info->name || !info->ops || !info->ops->allocate || find(info->name))
		return ERR_PTR(-EINVAL);
	if (host_fault() || num_heaps == MAX_HEAPS)
		return ERR_PTR(-ENOMEM);
	heap = &heaps[num_heaps++];
	*heap = (struct dma_heap){ info->name, info->ops, info->priv };
	return heap;
}

void *dma_heap_get_drvdata(struct dma_heap *heap)
{
	return heap->priv;
}

u32 host_dma_heaps(void)
{
	return num_heaps;
}

static bool in_arena(const struct dma_buf *buf)
{
	return (unsigned long)buf - HOST_ARENA_BASE < HOST_ARENA_BYTES;
}

/* DMA_HEAP_IOCTL_ALLOC on /dev/dma_heap/@name */
int host_sys_heap_alloc(const char *name, u64 size)
{
	struct dma_heap *heap = find(name);
	struct dma_buf *buf;
	int fd;

	host_point(HOST_AT_FILE, heap);
	if (!heap)
		return -ENOENT;
	if (!PAGE_ALIGN(size))
		return -EINVAL;
	buf = heap->ops->allocate(heap, PAGE_ALIGN(size), O_RDWR | O_CLOEXEC, 0);
	if (IS_ERR(buf)) {
		fd = PTR_ERR(buf);
	} else if (!in_arena(buf) || !host_mem_valid(buf, sizeof(*buf))) {
		host_broken("the allocate() of a heap returned what is no dma-buf");
		fd = -EFAULT;
	} else {
		fd = host_file_install(buf->file);
		if (fd < 0)
			dma_buf_put(buf);
	}
	host_task_work();
	return fd;
}

/* ---- memory for devices -------------------------------------------------------------- */

struct page *dma_alloc_pages(struct device *dev, size_t size, dma_addr_t *handle,
			     enum dma_data_direction dir, gfp_t gfp)
{
	struct page *page = host_pages_aligned(gfp, size);

	if (page)
		*handle = page_to_phys(page);
	return page;
}

void dma_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
		    enum dma_data_direction dir)
{
	free_pages_exact(page_address(page), size);
}

int dma_set_mask(struct device *dev, u64 mask)
{
	return 0;
}

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	return 0;
}
