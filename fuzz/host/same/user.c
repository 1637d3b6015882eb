// SPDX-License-Identifier: GPL-2.0-only
/*
 * User memory: processes with address ranges that have pages, and holes between
 * them; copies, pins, and mappings of page frames.
 *
 * The same: access_ok() (the kernel's own), partial copies up to the first hole,
 * read-only ranges, how many pages pin_user_pages_fast() gets before a hole,
 * pins counted in the page.
 * Different: no page is ever brought in, moved or taken away behind the back of
 * the process; another task of the same process may unmap at scheduling points.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/uaccess.h>
#include "host_kernel.h"
#include "observer.h"

#define USER_START	0x10000000ul
#define MAX_PROCESSES	16

static struct host_process processes[MAX_PROCESSES];
static u32 num_processes;

void host_user_reset(void)
{
	num_processes = 0;
}

struct host_process *host_process_new(void)
{
	struct host_process *p;

	if (num_processes == MAX_PROCESSES)
		return NULL;
	p = &processes[num_processes];
	host_clear(p, sizeof(*p));
	p->id = num_processes++;
	p->next_address = USER_START;
	p->users = 1;
	p->uid = KUIDT_INIT(1000 + p->id);
	p->gid = KGIDT_INIT(1000 + p->id);
	return p;
}

static struct host_vma *find_vma_at(struct host_process *p, unsigned long addr)
{
	for (u32 i = 0; i < HOST_MAX_VMAS; i++) {
		struct host_vma *v = &p->vmas[i];

		if (v->pages && !v->making && addr >= v->start && addr < v->start + (v->pages << PAGE_SHIFT))
			return v;
	}
	return NULL;
}

struct host_vma *host_vma_new(struct host_process *p, unsigned long pages)
{
	for (u32 i = 0; i < HOST_MAX_VMAS; i++) {
		struct host_vma *v = &p->vmas[i];

		if (v->pages)
			continue;
		if (p->next_address + ((pages + 1) << PAGE_SHIFT) > HOST_USER_TOP)
			return NULL;
		host_clear(v, sizeof(*v));
		v->start = p->next_address;
		v->pages = pages;
		p->next_address += (pages + 1) << PAGE_SHIFT;	/* a hole after each */
		return v;
	}
	return NULL;
}

unsigned long host_user_alloc(struct host_process *p, unsigned long pages, bool write)
{
	struct host_vma *v;
	void *mem;

	if (!pages)
		return 0;
	v = host_vma_new(p, pages);
	if (!v)
		return 0;
	mem = host_mem_alloc(HOST_PAGES, pages << PAGE_SHIFT, PAGE_SIZE, true, false);
	if (!mem) {
		v->pages = 0;
		return 0;
	}
	v->first = page_to_pfn(virt_to_page(mem));
	v->write = write;
	for (unsigned long i = 0; i < pages; i++)
		host_page_born(pfn_to_page(v->first + i));
	return v->start;
}

void host_vma_drop(struct host_vma *v)
{
	if (!v->file)
		for (unsigned long i = 0; i < v->pages; i++)
			put_page(pfn_to_page(v->first + i));
	v->pages = 0;
}

/* Pinned pages stay the parent's: the child's are copied at once. A mapping that is being made comes after the fork. */
static bool vma_copy(struct host_process *p, struct host_vma *to, const struct host_vma *from)
{
	size_t bytes = from->pages << PAGE_SHIFT;
	void *mem;

	if (from->making)
		return true;
	*to = *from;
	if (from->file || !from->pages)
		return true;
	mem = host_mem_alloc(HOST_PAGES, bytes, PAGE_SIZE, false, false);
	if (!mem) {
		to->pages = 0;
		return false;
	}
	memcpy(mem, page_address(pfn_to_page(from->first)), bytes);
	to->first = page_to_pfn(virt_to_page(mem));
	for (unsigned long i = 0; i < to->pages; i++)
		host_page_born(pfn_to_page(to->first + i));
	return true;
}

struct host_process *host_process_fork(void)
{
	struct host_process *from = host_process_current(), *p;

	/* the one for what else its threads do to memory, the other for descriptors; behind both it is all done at once */
	host_point(HOST_AT_USER, NULL);
	host_point(HOST_AT_FILE, NULL);
	p = host_process_new();
	if (!p)
		return NULL;
	p->next_address = from->next_address;
	p->uid = from->uid;
	p->gid = from->gid;
	for (u32 i = 0; i < HOST_MAX_VMAS; i++)
		if (!vma_copy(p, &p->vmas[i], &from->vmas[i]))
			host_panic("no memory for a child");
	memcpy(p->fds, from->fds, sizeof(p->fds));
	host_files_inherit(p);
	return p;
}

int host_user_free(struct host_process *p, unsigned long addr)
{
	struct host_vma *v = find_vma_at(p, addr);

	if (!v || v->file)
		return -EINVAL;
	host_point(HOST_AT_USER, v);
	/* another thread may have been faster */
	if (find_vma_at(p, addr) != v || v->file)
		return -EINVAL;
	host_vma_drop(v);
	return 0;
}

struct host_vma *host_vma_at(struct host_process *p, unsigned long addr)
{
	return find_vma_at(p, addr);
}

void host_process_put(struct host_process *p)
{
	if (!p || --p->users)
		return;
	host_files_release(p);
	for (u32 i = 0; i < HOST_MAX_VMAS; i++)
		if (p->vmas[i].pages)
			host_vma_drop(&p->vmas[i]);
}

void *host_user_ptr(struct host_process *p, unsigned long addr, bool write, size_t *room)
{
	struct host_vma *v = p ? find_vma_at(p, addr) : NULL;
	unsigned long off;

	if (!v || (write && !v->write))
		return NULL;
	off = addr - v->start;
	*room = PAGE_SIZE - (off & ~PAGE_MASK);
	return page_address(pfn_to_page(v->first + (off >> PAGE_SHIFT))) + (off & ~PAGE_MASK);
}

/* ---- copies: the number of bytes that could not be copied ---- */

/* What is mapped of the next @n bytes, at most a page, its size in @len; NULL: nothing */
static void *piece(unsigned long addr, unsigned long n, bool write, size_t *len)
{
	void *p = n ? host_user_ptr(host_process_current(), addr, write, len) : NULL;

	*len = min_t(size_t, *len, n);
	return p;
}

unsigned long raw_copy_from_user(void *to, const void __user *from, unsigned long n)
{
	unsigned long addr = (unsigned long)from;
	size_t len = 0;
	void *src;

	host_point(HOST_AT_USER, NULL);
	for (; (src = piece(addr, n, false, &len)); addr += len, to += len, n -= len)
		memcpy(to, src, len);
	return n;
}

static unsigned long copy_out(unsigned long addr, const void *from, unsigned long n)
{
	size_t len = 0;
	void *dst;

	for (; (dst = piece(addr, n, true, &len)); addr += len, from += len, n -= len)
		memcpy(dst, from, len);
	return n;
}

unsigned long raw_copy_to_user(void __user *to, const void *from, unsigned long n)
{
	host_point(HOST_AT_USER, NULL);
	host_tell(to_user, "copy_to_user()", from, n);
	return copy_out((unsigned long)to, from, n);
}

unsigned long host_user_write(unsigned long to, const void *from, unsigned long n)
{
	host_point(HOST_AT_USER, NULL);
	return copy_out(to, from, n);
}

unsigned long __clear_user(void __user *to, unsigned long n)
{
	unsigned long addr = (unsigned long)to;
	size_t len = 0;
	void *dst;

	host_point(HOST_AT_USER, NULL);
	for (; (dst = piece(addr, n, true, &len)); addr += len, n -= len)
		memset(dst, 0, len);
	return n;
}

size_t fault_in_readable(const char __user *uaddr, size_t size)
{
	size_t room;

	return host_user_ptr(host_process_current(), (unsigned long)uaddr, false, &room) ? 0 : size;
}

size_t fault_in_safe_writeable(const char __user *uaddr, size_t size)
{
	size_t room;

	return host_user_ptr(host_process_current(), (unsigned long)uaddr, true, &room) ? 0 : size;
}

/* ---- pins ---- */

int pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages)
{
	struct host_process *p = host_process_current();
	int n;

	host_may_sleep("pin_user_pages_fast()");
	host_point(HOST_AT_USER, NULL);
	if (host_fault())
		return -ENOMEM;
	for (n = 0; n < nr_pages; n++, start += PAGE_SIZE) {
		struct host_vma *v = p ? find_vma_at(p, start) : NULL;

		if (!v || v->file || ((gup_flags & FOLL_WRITE) && !v->write))
			break;
		pages[n] = pfn_to_page(v->first + ((start - v->start) >> PAGE_SHIFT));
		page_ref_add(pages[n], GUP_PIN_COUNTING_BIAS);
	}
	return n || !nr_pages ? n : -EFAULT;
}

int get_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages)
{
	struct host_process *p = host_process_current();
	int n;

	host_point(HOST_AT_USER, NULL);
	for (n = 0; n < nr_pages; n++, start += PAGE_SIZE) {
		struct host_vma *v = p ? find_vma_at(p, start) : NULL;

		if (!v || v->file || ((gup_flags & FOLL_WRITE) && !v->write))
			break;
		pages[n] = pfn_to_page(v->first + ((start - v->start) >> PAGE_SHIFT));
		get_page(pages[n]);
	}
	return n || !nr_pages ? n : -EFAULT;
}

static void unpin(struct page *page)
{
	if (page_ref_count(page) < GUP_PIN_COUNTING_BIAS)
		host_bad_page("unpin of a page that is not pinned", page_to_pfn(page));
	if (page_ref_sub_and_test(page, GUP_PIN_COUNTING_BIAS))
		__folio_put(page_folio(page));
}

void unpin_user_page(struct page *page)
{
	host_point(HOST_AT_USER, NULL);
	unpin(page);
}

void unpin_user_pages(struct page **pages, unsigned long npages)
{
	unsigned long i;

	host_point(HOST_AT_USER, NULL);
	for (i = 0; i < npages; i++)
		unpin(pages[i]);
}

void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages, bool dirty)
{
	unpin_user_pages(pages, npages);
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot)
{
	struct host_vma *v = vma->vm_private_data;

	host_point(HOST_AT_USER, vma);
	if (host_fault())
		return -ENOMEM;
	if (addr != v->start || size != v->pages << PAGE_SHIFT)
		return -EINVAL;
	host_tell(to_user, "mmap()", phys_to_virt(PFN_PHYS(pfn)), size);
	v->first = pfn;
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	return 0;
}

/* UML maps user memory as normal memory only; the walk over it finds nothing else. */
void *mas_find(struct ma_state *mas, unsigned long max)
{
	return NULL;
}
