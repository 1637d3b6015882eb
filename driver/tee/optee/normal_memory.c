// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which memory is fit to be shared with the secure world.
 */

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "optee_private.h"

/* The secure world maps memory as normal, cached memory; so must others. */
static bool is_normal_memory(pgprot_t prot)
{
#if defined(CONFIG_ARM64)
	u64 attr = pgprot_val(prot) & PTE_ATTRINDX_MASK;

	return attr == PTE_ATTRINDX(MT_NORMAL) ||
	       attr == PTE_ATTRINDX(MT_NORMAL_TAGGED);
#elif defined(CONFIG_ARM)
	u32 type = pgprot_val(prot) & L_PTE_MT_MASK;

	return type == L_PTE_MT_WRITEALLOC || type == L_PTE_MT_WRITEBACK;
#else
	/* There is but one kind. */
	return true;
#endif
}

/**
 * optee_check_memory() - can memory be shared with the secure world?
 * @start: address of the memory, in user space or the kernel
 * @num_pages: pages from there on
 *
 * Context: process context, may sleep.
 * Return: 0 or -EINVAL.
 */
int optee_check_memory(unsigned long start, size_t num_pages)
{
	unsigned long end = start + num_pages * PAGE_SIZE;
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	int rc = 0;

	/* Memory of the kernel and its modules is normal memory. */
	if (virt_addr_valid((void *)start) ||
	    is_vmalloc_or_module_addr((void *)start))
		return 0;
	if (!mm)
		return -EINVAL;

	VMA_ITERATOR(vmi, mm, start);
	mmap_read_lock(mm);
	for_each_vma_range(vmi, vma, end)
		if (!is_normal_memory(vma->vm_page_prot))
			rc = -EINVAL;
	mmap_read_unlock(mm);
	return rc;
}
