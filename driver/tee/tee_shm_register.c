// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registered shared memory: pages that their owner already has, in a process
 * or in the kernel, made known to the secure world one by one.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "tee_private.h"

/*
 * The list of pages is kernel memory that user space asks for, before there is
 * a page to put in it: as much as a slab object may have, or 2 GiB in 4 KiB
 * pages on 64 bits.
 */
#define TEE_SHM_MAX_PAGES	(KMALLOC_MAX_SIZE / sizeof(struct page *))

/* Set the range and make room for its pages, none of which are there yet */
static int tee_shm_set_range(struct tee_shm *shm, unsigned long addr,
			     size_t length, size_t *num_pages)
{
	size_t bytes;

	/* -ENOMEM is what user space has always got, also for no length */
	if (!length ||
	    check_add_overflow(length, offset_in_page(addr), &bytes) ||
	    (bytes - 1) / PAGE_SIZE >= TEE_SHM_MAX_PAGES)
		return -ENOMEM;

	*num_pages = DIV_ROUND_UP(bytes, PAGE_SIZE);
	shm->pages = kvcalloc(*num_pages, sizeof(*shm->pages),
			      GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!shm->pages)
		return -ENOMEM;

	shm->offset = offset_in_page(addr);
	shm->size = length;

	return 0;
}

/*
 * Writable, since the secure world writes; for as long as user space wants. Shared
 * mappings of files can't be pinned for long: clients have always been able to
 * register them, so they are pinned all the same.
 */
static int tee_shm_pin_user_pages(struct tee_shm *shm, unsigned long start,
				  size_t num_pages)
{
	unsigned int flags = FOLL_WRITE | FOLL_LONGTERM;
	int pinned = pin_user_pages_fast(start, num_pages, flags, shm->pages);

	if (pinned != num_pages) {
		if (pinned > 0)
			unpin_user_pages(shm->pages, pinned);
		flags &= ~FOLL_LONGTERM;
		pinned = pin_user_pages_fast(start, num_pages, flags,
					     shm->pages);
	}
	if (pinned < 0)
		return pinned;

	shm->num_pages = pinned;

	return pinned == num_pages ? 0 : -ENOMEM;
}

static struct page *tee_kernel_page(void *addr)
{
	if (is_vmalloc_or_module_addr(addr))
		return vmalloc_to_page(addr);

	return virt_addr_valid(addr) ? virt_to_page(addr) : NULL;
}

/* The client's: not held, since those of kmalloc() have no references */
static int tee_shm_get_kernel_pages(struct tee_shm *shm, unsigned long start,
				    size_t num_pages)
{
	struct page *page;
	size_t n;

	for (n = 0; n < num_pages; n++) {
		page = tee_kernel_page((void *)(start + n * PAGE_SIZE));
		if (!page)
			return -EINVAL;

		shm->pages[n] = page;
	}
	shm->num_pages = num_pages;

	return 0;
}

static void tee_shm_put_pages(struct tee_shm *shm)
{
	/* The secure world may have written without a page table's knowing */
	if ((shm->flags & TEE_SHM_USER_MAPPED) && !(shm->flags & TEE_SHM_LOST))
		unpin_user_pages_dirty_lock(shm->pages, shm->num_pages, true);

	kvfree(shm->pages);
	shm->pages = NULL;
	shm->num_pages = 0;
}

void tee_shm_unregister(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;
	int rc;

	/* There is nobody to return it to, and the owner wants the pages */
	rc = teedev->desc->ops->shm_unregister(shm->ctx, shm);
	if (rc == -EINTR && !(shm->flags & TEE_SHM_LATE)) {
		shm->flags |= TEE_SHM_LATE;
		return;
	}
	if (rc)
		dev_err_ratelimited(&teedev->dev,
				    "can't unregister shared memory: %pe\n",
				    ERR_PTR(rc));

	tee_shm_put_pages(shm);
}

static struct tee_shm *tee_shm_register(struct tee_context *ctx,
					unsigned long addr, size_t length,
					u32 flags)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	unsigned long start = addr & PAGE_MASK;
	struct tee_shm *shm;
	size_t num_pages;
	int rc;

	if (!ops->shm_register || !ops->shm_unregister)
		return ERR_PTR(-EOPNOTSUPP);

	shm = tee_shm_new(ctx, flags | TEE_SHM_DYNAMIC);
	if (!shm)
		return ERR_PTR(-ENOMEM);

	rc = tee_shm_set_range(shm, addr, length, &num_pages);
	if (rc)
		goto delete_shm;

	if (flags & TEE_SHM_USER_MAPPED)
		rc = tee_shm_pin_user_pages(shm, start, num_pages);
	else
		rc = tee_shm_get_kernel_pages(shm, start, num_pages);
	if (rc)
		goto put_pages;

	rc = ops->shm_register(ctx, shm, shm->pages, num_pages, start);
	if (rc)
		goto put_pages;

	return shm;

put_pages:
	tee_shm_put_pages(shm);
delete_shm:
	tee_shm_delete(shm);
	return ERR_PTR(rc);
}

struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length)
{
	struct tee_shm *shm;
	int rc;

	if (!access_ok((void __user *)addr, length))
		return ERR_PTR(-EFAULT);

	shm = tee_shm_register(ctx, untagged_addr(addr), length,
			       TEE_SHM_USER_MAPPED);
	if (IS_ERR(shm))
		return shm;

	rc = tee_shm_publish(shm);
	if (rc) {
		tee_shm_put(shm);
		return ERR_PTR(rc);
	}

	return shm;
}

struct tee_shm *tee_shm_register_kernel_buf(struct tee_context *ctx,
					    void *addr, size_t length)
{
	return tee_shm_register(ctx, (unsigned long)addr, length, 0);
}
EXPORT_SYMBOL_GPL(tee_shm_register_kernel_buf);
