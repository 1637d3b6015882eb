// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel memory: kmalloc() and its relatives, caches, what fails and how.
 */
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fidelity.h"

#define PATTERN		0x5a
#define QUIET		(GFP_KERNEL | __GFP_NOWARN)

static const struct memory_size {
	const char *name;
	size_t size;
} memory_sizes[] = {
	{ "1 byte", 1 }, { "7 bytes", 7 }, { "8 bytes", 8 }, { "100 bytes", 100 },
	{ "256 bytes", 256 }, { "a page", PAGE_SIZE }, { "a page and a byte", PAGE_SIZE + 1 },
	{ "16 pages", 16 * PAGE_SIZE },
};

KUNIT_ARRAY_PARAM_DESC(memory_sizes, memory_sizes, name);

/* Zeroed memory is zero, all of it writable, and ksize() covers what was asked for */
static void fidelity_memory_zeroed(struct kunit *test)
{
	const struct memory_size *p = test->param_value;
	u8 *mem = kzalloc(p->size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(mem, 0, p->size), NULL);
	memset(mem, PATTERN, p->size);
	KUNIT_EXPECT_GE(test, ksize(mem), p->size);
	kfree(mem);
	mem = kvzalloc(p->size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(mem, 0, p->size), NULL);
	kvfree(mem);
}

/* Powers of two are aligned to themselves (up to a page), the rest to 8 bytes */
static void fidelity_memory_aligned(struct kunit *test)
{
	const struct memory_size *p = test->param_value;
	size_t align = p->size > PAGE_SIZE ? PAGE_SIZE :
		       is_power_of_2(p->size) ? max_t(size_t, p->size, 8) : 8;
	void *mem[4];

	for (int i = 0; i < ARRAY_SIZE(mem); i++) {
		mem[i] = kmalloc(p->size, GFP_KERNEL);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)mem[i], align));
	}
	for (int i = 0; i < ARRAY_SIZE(mem); i++)
		kfree(mem[i]);
}

/* No bytes are a pointer that is not NULL and may be freed, as may NULL */
static void fidelity_memory_no_bytes(struct kunit *test)
{
	void *mem = kmalloc(0, GFP_KERNEL);

	KUNIT_EXPECT_PTR_EQ(test, mem, ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, ksize(mem), 0);
	kfree(mem);
	kfree(NULL);
	kvfree(NULL);
	KUNIT_EXPECT_PTR_EQ(test, kcalloc(0, 8, GFP_KERNEL), ZERO_SIZE_PTR);
}

/* Products that overflow give NULL */
static void fidelity_memory_overflow(struct kunit *test)
{
	size_t half = SIZE_MAX / 2 + 2;

	OPTIMIZER_HIDE_VAR(half);
	KUNIT_EXPECT_PTR_EQ(test, kcalloc(half, 2, QUIET), NULL);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc_array(2, half, QUIET), NULL);
	KUNIT_EXPECT_PTR_EQ(test, kvcalloc(half, 2, QUIET), NULL);
}

/* What is too large gives NULL */
static void fidelity_memory_too_large(struct kunit *test)
{
	size_t large = KMALLOC_MAX_SIZE + 1, larger = (size_t)INT_MAX + 1;

	OPTIMIZER_HIDE_VAR(large);
	OPTIMIZER_HIDE_VAR(larger);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc(large, QUIET), NULL);
	KUNIT_EXPECT_PTR_EQ(test, kzalloc(larger, QUIET), NULL);
	KUNIT_EXPECT_PTR_EQ(test, kvmalloc(larger, QUIET), NULL);
}

/* krealloc() keeps what fits, also from and to nothing */
static void fidelity_memory_krealloc(struct kunit *test)
{
	u8 *mem = krealloc(NULL, 16, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, mem);
	memset(mem, PATTERN, 16);
	mem = krealloc(mem, 5000, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(mem, PATTERN, 16), NULL);
	memset(mem, PATTERN, 5000);
	mem = krealloc(mem, 10, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(mem, PATTERN, 10), NULL);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(mem, 0, GFP_KERNEL), ZERO_SIZE_PTR);
}

/* A krealloc() that fails leaves the old memory as it was */
static void fidelity_memory_krealloc_fails(struct kunit *test)
{
	u8 *mem = kmalloc(16, GFP_KERNEL);
	void *more;

	KUNIT_ASSERT_NOT_NULL(test, mem);
	memset(mem, PATTERN, 16);
	fid_fault(1);
	more = krealloc(mem, 5000, QUIET);
	fid_fault(0);
	KUNIT_EXPECT_PTR_EQ(test, more, NULL);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(mem, PATTERN, 16), NULL);
	kfree(mem);
}

/* Copies: of memory, of strings, of formats */
static void fidelity_memory_copies(struct kunit *test)
{
	static const char text[] = "teeproof";
	char *s;

	s = kmemdup(text, sizeof(text), GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, s, text);
	kfree(s);
	s = kstrdup(text, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, s, text);
	kfree(s);
	KUNIT_EXPECT_PTR_EQ(test, kstrdup(NULL, GFP_KERNEL), NULL);
	s = kasprintf(GFP_KERNEL, "%s-%d-%x", text, 12, 0xab);
	KUNIT_EXPECT_STREQ(test, s, "teeproof-12-ab");
	kfree(s);
}

enum maker { KMALLOC, KZALLOC, KMEMDUP, KASPRINTF, CACHE, KCALLOC };

static const struct memory_maker {
	const char *name;
	enum maker maker;
} memory_makers[] = {
	{ "kmalloc", KMALLOC }, { "kzalloc", KZALLOC }, { "kmemdup", KMEMDUP },
	{ "kasprintf", KASPRINTF }, { "kmem_cache_alloc", CACHE }, { "kcalloc", KCALLOC },
};

KUNIT_ARRAY_PARAM_DESC(memory_makers, memory_makers, name);

static void *make(enum maker maker, struct kmem_cache *cache)
{
	switch (maker) {
	case KMALLOC:
		return kmalloc(32, GFP_KERNEL);
	case KZALLOC:
		return kzalloc(32, GFP_KERNEL);
	case KMEMDUP:
		return kmemdup("0123456789abcdef", 16, GFP_KERNEL);
	case KASPRINTF:
		return kasprintf(GFP_KERNEL, "%d", 1);
	case KCALLOC:
		return kcalloc(4, 8, GFP_KERNEL);
	case CACHE:
		return kmem_cache_alloc(cache, GFP_KERNEL);
	}
	return NULL;
}

static struct kmem_cache *new_cache(struct kunit *test, void (*ctor)(void *mem))
{
	struct kmem_cache *cache = kmem_cache_create("fidelity", 40, 64, 0, ctor);

	KUNIT_ASSERT_NOT_NULL(test, cache);
	return cache;
}

static void drop(enum maker maker, struct kmem_cache *cache, void *mem)
{
	if (maker == CACHE && mem)
		kmem_cache_free(cache, mem);
	else if (maker != CACHE)
		kfree(mem);
}

/*
 * The first allocation fails when it shall, and no other one does. (Which one is
 * the second is not the same everywhere: kmemleak makes allocations of its own.)
 */
static void fidelity_memory_fault(struct kunit *test)
{
	const struct memory_maker *p = test->param_value;
	struct kmem_cache *cache = new_cache(test, NULL);
	void *mem[4];

	fid_fault(1);
	for (int i = 0; i < ARRAY_SIZE(mem); i++)
		mem[i] = make(p->maker, cache);
	fid_fault(0);
	for (int i = 0; i < ARRAY_SIZE(mem); i++) {
		KUNIT_EXPECT_EQ(test, !mem[i], !i);
		drop(p->maker, cache, mem[i]);
	}
	kmem_cache_destroy(cache);
}

/* What must not fail does not */
static void fidelity_memory_nofail(struct kunit *test)
{
	void *mem;

	fid_fault(1);
	mem = kmalloc(32, GFP_KERNEL | __GFP_NOFAIL);
	fid_fault(0);
	KUNIT_EXPECT_NOT_NULL(test, mem);
	kfree(mem);
}

static void fill(void *mem)
{
	memset(mem, PATTERN, 40);
}

/* A cache's objects are aligned as it says, and made by its constructor */
static void fidelity_memory_cache(struct kunit *test)
{
	struct kmem_cache *cache = new_cache(test, fill);
	u8 *one = kmem_cache_alloc(cache, GFP_KERNEL);
	u8 *two = kmem_cache_alloc(cache, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, one);
	KUNIT_ASSERT_NOT_NULL(test, two);
	KUNIT_EXPECT_PTR_NE(test, one, two);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)one, 64));
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)two, 64));
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(one, PATTERN, 40), NULL);
	kmem_cache_free(cache, one);
	kmem_cache_free(cache, two);
	kmem_cache_destroy(cache);
}

/* Zeroed objects of a cache are zero, also those used before */
static void fidelity_memory_cache_zeroed(struct kunit *test)
{
	struct kmem_cache *cache = new_cache(test, NULL);

	for (int i = 0; i < 3; i++) {
		u8 *mem = kmem_cache_zalloc(cache, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, mem);
		KUNIT_EXPECT_PTR_EQ(test, memchr_inv(mem, 0, 40), NULL);
		memset(mem, PATTERN, 40);
		kmem_cache_free(cache, mem);
	}
	kmem_cache_destroy(cache);
}

/* Memory of each processor is zero, and this one's is reached */
static void fidelity_memory_percpu(struct kunit *test)
{
	u64 __percpu *mem = alloc_percpu(u64);

	KUNIT_ASSERT_NOT_NULL(test, (void *)mem);
	KUNIT_EXPECT_EQ(test, *raw_cpu_ptr(mem), 0);
	*raw_cpu_ptr(mem) = 5;
	KUNIT_EXPECT_EQ(test, *per_cpu_ptr(mem, 0), 5);
	free_percpu(mem);
	free_percpu(NULL);
}

/* An allocation that may not sleep works where nothing may */
static void fidelity_memory_atomic(struct kunit *test)
{
	void *mem;

	preempt_disable();
	mem = kzalloc(64, GFP_ATOMIC);
	kfree(mem);
	preempt_enable();
	KUNIT_EXPECT_NOT_NULL(test, mem);
}

static struct kunit_case fidelity_memory_cases[] = {
	KUNIT_CASE_PARAM(fidelity_memory_zeroed, memory_sizes_gen_params),
	KUNIT_CASE_PARAM(fidelity_memory_aligned, memory_sizes_gen_params),
	KUNIT_CASE(fidelity_memory_no_bytes),
	KUNIT_CASE(fidelity_memory_overflow),
	KUNIT_CASE(fidelity_memory_too_large),
	KUNIT_CASE(fidelity_memory_krealloc),
	KUNIT_CASE(fidelity_memory_krealloc_fails),
	KUNIT_CASE(fidelity_memory_copies),
	KUNIT_CASE_PARAM(fidelity_memory_fault, memory_makers_gen_params),
	KUNIT_CASE(fidelity_memory_nofail),
	KUNIT_CASE(fidelity_memory_cache),
	KUNIT_CASE(fidelity_memory_cache_zeroed),
	KUNIT_CASE(fidelity_memory_percpu),
	KUNIT_CASE(fidelity_memory_atomic),
	{}
};

static struct kunit_suite fidelity_memory_suite = {
	.name = "fidelity_memory",
	.test_cases = fidelity_memory_cases,
};
kunit_test_suite(fidelity_memory_suite);

MODULE_DESCRIPTION("Fidelity of the allocators");
MODULE_LICENSE("GPL");
