// SPDX-License-Identifier: GPL-2.0-only
/*
 * Heaps of protected memory: /dev/dma_heap/protected,*. What is allocated there
 * is a dma-buf, for devices and for the TEE, and no memory of the kernel's.
 *
 * A heap can't be taken away again, so it stays, and has nothing to give while
 * no device serves it. Who serves it is counted: the registration, until the
 * device goes or the driver ends it, and each dma-buf. The last one to go gives
 * the pool back and the device free, so that tee_device_unregister() waits for
 * user space to close its dma-bufs, as it waits for open files.
 */
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "tee_compat.h"
#include "tee_private.h"

/* Who serves a heap */
struct tee_heap_source {
	refcount_t refcount;
	struct tee_device *teedev;
	struct tee_protmem_pool *pool;
};

struct tee_heap {
	const char *name;
	struct dma_heap *dma_heap;
	struct tee_heap_source *source;
};

/* A dma-buf of ours; the driver knows what is at @offs in its pool */
struct tee_heap_buf {
	struct tee_heap_source *source;
	size_t size;
	size_t offs;
	struct sg_table table;
};

static DEFINE_MUTEX(tee_heaps_lock);	/* protects dma_heap and source */

static struct tee_heap tee_heaps[] = {
	[TEE_DMA_HEAP_SECURE_VIDEO_PLAY] = {
		.name = "protected,secure-video",
	},
	[TEE_DMA_HEAP_TRUSTED_UI] = {
		.name = "protected,trusted-ui",
	},
	[TEE_DMA_HEAP_SECURE_VIDEO_RECORD] = {
		.name = "protected,secure-video-record",
	},
};

static void tee_heap_put_source(struct tee_heap_source *source)
{
	if (!refcount_dec_and_test(&source->refcount))
		return;

	source->pool->ops->destroy_pool(source->pool);
	tee_device_put(source->teedev);
	kfree(source);
}

/*
 * A device that is not registered yet may still fail to be: user space could
 * make that wait with a dma-buf.
 */
static struct tee_heap_source *tee_heap_get_source(struct tee_heap *heap)
{
	struct tee_heap_source *source;

	mutex_lock(&tee_heaps_lock);
	source = heap->source;
	if (source && !(source->teedev->flags & TEE_DEVICE_FLAG_REGISTERED))
		source = NULL;
	if (source)
		refcount_inc(&source->refcount);
	mutex_unlock(&tee_heaps_lock);

	return source;
}

/* dma-bufs */

static int tee_heap_copy_table(struct sg_table *to, struct sg_table *from)
{
	struct scatterlist *src, *dst;
	unsigned int n;
	int rc;

	rc = sg_alloc_table(to, from->orig_nents, GFP_KERNEL);
	if (rc)
		return rc;

	dst = to->sgl;
	for_each_sgtable_sg(from, src, n) {
		sg_set_page(dst, sg_page(src), src->length, src->offset);
		dst = sg_next(dst);
	}

	return 0;
}

/* Of no cache's concern: the kernel neither reads nor writes the memory */
static struct sg_table *tee_heap_map(struct dma_buf_attachment *attachment,
				     enum dma_data_direction direction)
{
	struct tee_heap_buf *buf = attachment->dmabuf->priv;
	struct sg_table *table = kzalloc_obj(*table);
	int rc;

	if (!table)
		return ERR_PTR(-ENOMEM);

	rc = tee_heap_copy_table(table, &buf->table);
	if (rc)
		goto free_table;

	rc = dma_map_sgtable(attachment->dev, table, direction,
			     DMA_ATTR_SKIP_CPU_SYNC);
	if (rc)
		goto free_entries;

	return table;

free_entries:
	sg_free_table(table);
free_table:
	kfree(table);
	return ERR_PTR(rc);
}

static void tee_heap_unmap(struct dma_buf_attachment *attachment,
			   struct sg_table *table,
			   enum dma_data_direction direction)
{
	dma_unmap_sgtable(attachment->dev, table, direction,
			  DMA_ATTR_SKIP_CPU_SYNC);
	sg_free_table(table);
	kfree(table);
}

static void tee_heap_free_buf(struct tee_heap_buf *buf)
{
	struct tee_protmem_pool *pool = buf->source->pool;

	pool->ops->free(pool, &buf->table);
	tee_heap_put_source(buf->source);
	kfree(buf);
}

static void tee_heap_release(struct dma_buf *dmabuf)
{
	tee_heap_free_buf(dmabuf->priv);
}

static const struct dma_buf_ops tee_heap_buf_ops = {
	.map_dma_buf = tee_heap_map,
	.unmap_dma_buf = tee_heap_unmap,
	.release = tee_heap_release,
};

static struct tee_heap_buf *tee_heap_alloc_buf(struct tee_heap_source *source,
					       size_t size)
{
	struct tee_protmem_pool *pool = source->pool;
	struct tee_heap_buf *buf = kzalloc_obj(*buf);
	int rc;

	if (!buf)
		return ERR_PTR(-ENOMEM);

	rc = pool->ops->alloc(pool, &buf->table, size, &buf->offs);
	if (rc) {
		kfree(buf);
		return ERR_PTR(rc);
	}
	buf->source = source;
	buf->size = size;

	return buf;
}

static struct dma_buf *tee_heap_allocate(struct dma_heap *dma_heap,
					 unsigned long len, u32 fd_flags,
					 u64 heap_flags)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct tee_heap_source *source;
	struct tee_heap_buf *buf;
	struct dma_buf *dmabuf;

	source = tee_heap_get_source(dma_heap_get_drvdata(dma_heap));
	if (!source)
		return ERR_PTR(-ENODEV);

	buf = tee_heap_alloc_buf(source, len);
	if (IS_ERR(buf)) {
		tee_heap_put_source(source);
		return ERR_CAST(buf);
	}

	info.ops = &tee_heap_buf_ops;
	info.size = len;
	info.flags = fd_flags;
	info.priv = buf;
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf))
		tee_heap_free_buf(buf);

	return dmabuf;
}

static const struct dma_heap_ops tee_heap_ops = {
	.allocate = tee_heap_allocate,
};

int tee_heap_describe(struct dma_buf *dmabuf, struct tee_shm_dmabuf *ref)
{
	const struct tee_protmem_pool_ops *ops;
	struct tee_shm *parent = NULL;
	struct tee_heap_buf *buf;
	int rc;

	if (dmabuf->ops != &tee_heap_buf_ops)
		return -EINVAL;

	/* The dma-buf holds its source, so this device is not another by now */
	buf = dmabuf->priv;
	if (buf->source->teedev != ref->shm.ctx->teedev)
		return -EINVAL;

	ref->shm.size = buf->size;
	ops = buf->source->pool->ops;
	rc = ops->update_shm(buf->source->pool, &buf->table, buf->offs,
			     &ref->shm, &parent);
	if (rc || !parent)
		return rc;

	if (buf->offs > parent->size || buf->size > parent->size - buf->offs)
		return -EINVAL;

	ref->parent = parent;
	ref->offset = buf->offs;

	return 0;
}

/* Registration */

/* The first time; nothing can undo it, so the module has to stay */
static int tee_heap_add(struct tee_heap *heap)
{
	struct dma_heap_export_info info = {
		.name = heap->name,
		.ops = &tee_heap_ops,
		.priv = heap,
	};
	struct dma_heap *dma_heap = dma_heap_add(&info);

	if (IS_ERR(dma_heap))
		return PTR_ERR(dma_heap);

	heap->dma_heap = dma_heap;
	__module_get(THIS_MODULE);

	return 0;
}

static int tee_heap_set_source(struct tee_heap *heap,
			       struct tee_heap_source *source)
{
	int rc = 0;

	mutex_lock(&tee_heaps_lock);
	if (heap->source)
		rc = -EBUSY;
	else if (!heap->dma_heap)
		rc = tee_heap_add(heap);
	if (!rc)
		heap->source = source;
	mutex_unlock(&tee_heaps_lock);

	return rc;
}

int tee_device_register_dma_heap(struct tee_device *teedev,
				 enum tee_dma_heap_id id,
				 struct tee_protmem_pool *pool)
{
	struct tee_heap_source *source;
	int rc = -EINVAL;

	if (id >= ARRAY_SIZE(tee_heaps) || !tee_heaps[id].name)
		return -EINVAL;

	source = kzalloc_obj(*source);
	if (!source)
		return -ENOMEM;

	refcount_set(&source->refcount, 1);
	source->teedev = teedev;
	source->pool = pool;
	if (!tee_device_get(teedev))
		goto free_source;

	rc = tee_heap_set_source(&tee_heaps[id], source);
	if (rc)
		goto put_device;

	return 0;

put_device:
	dev_err(&teedev->dev, "can't serve the heap %s: %pe\n",
		tee_heaps[id].name, ERR_PTR(rc));
	tee_device_put(teedev);
free_source:
	kfree(source);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_device_register_dma_heap);

void tee_device_put_all_dma_heaps(struct tee_device *teedev)
{
	struct tee_heap_source *source;
	size_t n;

	for (n = 0; n < ARRAY_SIZE(tee_heaps); n++) {
		mutex_lock(&tee_heaps_lock);
		source = tee_heaps[n].source;
		if (source && source->teedev == teedev)
			tee_heaps[n].source = NULL;
		else
			source = NULL;
		mutex_unlock(&tee_heaps_lock);

		if (source)
			tee_heap_put_source(source);
	}
}
EXPORT_SYMBOL_GPL(tee_device_put_all_dma_heaps);

/* As MODULE_IMPORT_NS(), whose argument newer kernels have in another form */
MODULE_INFO(import_ns, "DMA_BUF");
MODULE_INFO(import_ns, "DMA_BUF_HEAP");
