// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel memory: kmalloc() and its relatives, kmem_cache, percpu, vmalloc.
 *
 * The same: zeroing, alignment, sizes that are refused (with the page allocator's
 * warning), the check that GFP_KERNEL may sleep, overflow checks of arrays.
 * Different: an object is exactly as large as asked for and never used again;
 * percpu memory has one instance; memory has no nodes and no pressure.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "compat.h"
#include "host_kernel.h"

kmem_buckets kmalloc_caches[NR_KMALLOC_TYPES];

static size_t align_of(size_t size)
{
	if (size > PAGE_SIZE)
		return PAGE_SIZE;
	return is_power_of_2(size) ? size : ARCH_KMALLOC_MINALIGN;
}

void *host_kmalloc(size_t size, gfp_t flags)
{
	if (!size)
		return ZERO_SIZE_PTR;
	if (gfpflags_allow_blocking(flags))
		host_may_sleep("kmalloc(GFP_KERNEL)");
	host_point(HOST_AT_ALLOC, NULL);
	if (size > KMALLOC_MAX_SIZE) {
		WARN_ON(!(flags & __GFP_NOWARN));
		return NULL;
	}
	return host_mem_alloc(HOST_SLAB, size, align_of(size), flags & __GFP_ZERO,
			      !(flags & __GFP_NOFAIL));
}

void *__kmalloc_noprof(DECL_TOKEN_PARAMS(size, token), gfp_t flags)
{
	return host_kmalloc(size, flags);
}

void *__kmalloc_cache_noprof(struct kmem_cache *s, gfp_t flags, size_t size)
{
	return host_kmalloc(size, flags);
}

void *__kmalloc_large_noprof(size_t size, gfp_t flags)
{
	return host_kmalloc(size, flags);
}

void *__kmalloc_node_noprof(DECL_KMALLOC_PARAMS(size, b, token), gfp_t flags, int node)
{
	return host_kmalloc(size, flags);
}

void *__kmalloc_cache_node_noprof(struct kmem_cache *s, gfp_t flags, int node, size_t size)
{
	return host_kmalloc(size, flags);
}

void *__kmalloc_large_node_noprof(size_t size, gfp_t flags, int node)
{
	return host_kmalloc(size, flags);
}

void *__kmalloc_node_track_caller_noprof(DECL_KMALLOC_PARAMS(size, b, token), gfp_t flags, int node,
					 unsigned long caller)
{
	return host_kmalloc(size, flags);
}

size_t kmalloc_size_roundup(size_t size)
{
	return size;
}

void kfree(const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	host_point(HOST_AT_RELEASE, p);
	host_mem_free(HOST_SLAB, (void *)p);
}

void kvfree(const void *p)
{
	kfree(p);
}

void vfree(const void *p)
{
	kfree(p);
}

void kfree_sensitive(const void *p)
{
	if (!ZERO_OR_NULL_PTR(p))
		memset((void *)p, 0, host_mem_size(p));
	kfree(p);
}

size_t ksize(const void *p)
{
	return ZERO_OR_NULL_PTR(p) ? 0 : host_mem_size(p);
}

void *host_krealloc(const void *p, size_t size, gfp_t flags)
{
	size_t old = ksize(p);
	void *n = host_kmalloc(size, flags);

	if (!n)
		return NULL;
	if (!ZERO_OR_NULL_PTR(n))
		memcpy(n, p, min(old, size));
	kfree(p);
	return n;
}

void *kmemdup_noprof(const void *src, size_t size, gfp_t flags)
{
	void *p = host_kmalloc(size, flags);

	if (p && size)
		memcpy(p, src, size);
	return p;
}

void *kmemdup_array(const void *src, size_t count, size_t element_size, gfp_t flags)
{
	return kmemdup_noprof(src, size_mul(count, element_size), flags);
}

char *kstrdup(const char *s, gfp_t flags)
{
	return s ? kmemdup_noprof(s, strlen(s) + 1, flags) : NULL;
}

const char *kstrdup_const(const char *s, gfp_t flags)
{
	return kstrdup(s, flags);
}

void kfree_const(const void *p)
{
	kfree(p);
}

char *kvasprintf(gfp_t flags, const char *fmt, va_list args)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	p = host_kmalloc(n + 1, flags);
	if (p)
		vsnprintf(p, n + 1, fmt, args);
	return p;
}

char *kasprintf(gfp_t flags, const char *fmt, ...)
{
	va_list args;
	char *p;

	va_start(args, fmt);
	p = kvasprintf(flags, fmt, args);
	va_end(args);
	return p;
}

/* ---- caches: a size and a constructor, kept in the cache itself ---- */

struct kmem_cache {
	unsigned int size;
	unsigned int align;
	void (*ctor)(void *p);
};

struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    struct kmem_cache_args *args, slab_flags_t flags)
{
	struct kmem_cache *s = host_mem_alloc(HOST_SLAB, sizeof(*s), 8, true, true);

	if (!s)
		return NULL;
	s->size = size;
	s->align = max_t(unsigned int, args->align, 8);
	s->ctor = args->ctor;
	return s;
}

void kmem_cache_destroy(struct kmem_cache *s)
{
	if (s)
		host_mem_free(HOST_SLAB, s);
}

void *kmem_cache_alloc_noprof(struct kmem_cache *s, gfp_t flags)
{
	void *p;

	if (gfpflags_allow_blocking(flags))
		host_may_sleep("kmem_cache_alloc(GFP_KERNEL)");
	host_point(HOST_AT_ALLOC, NULL);
	p = host_mem_alloc(HOST_SLAB, s->size, s->align, flags & __GFP_ZERO,
			   !(flags & __GFP_NOFAIL));
	if (p && s->ctor)
		s->ctor(p);
	return p;
}

void *kmem_cache_alloc_lru_noprof(struct kmem_cache *s, struct list_lru *lru, gfp_t flags)
{
	return kmem_cache_alloc_noprof(s, flags);
}

void kmem_cache_free(struct kmem_cache *s, void *p)
{
	host_point(HOST_AT_RELEASE, p);
	host_mem_free(HOST_SLAB, p);
}

/* ---- percpu: one CPU ---- */

void __percpu *pcpu_alloc_noprof(size_t size, size_t align, bool reserved, gfp_t gfp)
{
	host_point(HOST_AT_ALLOC, NULL);
	return (void __percpu *)host_mem_alloc(HOST_PERCPU, size, align, true, true);
}

void free_percpu(void __percpu *p)
{
	if (p)
		host_mem_free(HOST_PERCPU, (void *)p);
}

/* ---- vmalloc: no such addresses here ---- */

bool is_vmalloc_addr(const void *x)
{
	return false;
}

int is_vmalloc_or_module_addr(const void *x)
{
	return false;
}

struct page *vmalloc_to_page(const void *p)
{
	return NULL;
}

void *vzalloc_node_noprof(unsigned long size, int node)
{
	return host_kmalloc(size, GFP_KERNEL | __GFP_ZERO);
}

void *vzalloc_noprof(unsigned long size)
{
	return host_kmalloc(size, GFP_KERNEL | __GFP_ZERO);
}

void *vmalloc_noprof(unsigned long size)
{
	return host_kmalloc(size, GFP_KERNEL);
}

/* What is known about an object stands in the verdict. */
void mem_dump_obj(void *object)
{
}
