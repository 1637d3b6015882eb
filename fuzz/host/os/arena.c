// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arena: all memory of the hosted kernel, at one fixed address, in two zones.
 * Pages grow from the bottom, small objects from the middle. An allocation takes
 * fresh memory, a free poisons it for the rest of the run: everything freed is in
 * quarantine, and two runs of one input have the same addresses. A reset poisons
 * what was used and starts again at the bottom.
 *
 * With host_machine.recycle a freed object's place is used again for the next one that
 * is as large.
 *
 * Every object has a record with who allocated and freed it, for ASan reports and
 * the leak list, and a red zone on both sides.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sanitizer/asan_interface.h>
#include "host.h"
#include "observer.h"
#include "os/arena.h"
#include "os/order.h"
#include "os/trace.h"

/* ASan's interface for compilers, which its headers do not declare. */
typedef unsigned long uptr;
void __asan_report_load_n_noabort(uptr addr, uptr size);

#define SLAB_START	(48ul << 20)
#define RED_BYTES	32ul
#define GUARD_PAGES	1ul
#define FILL_WORDS_BYTES	256u

/* Shadow values as ASan prints them (asan_internal.h: "heap left redzone", "freed"). */
#define SHADOW_RED	0xfa
#define SHADOW_FREED	0xfd

static struct arena_object objects[ARENA_MAX_OBJECTS];
static u32 num_objects;
static u32 num_permanent;
static u32 slab_objects[ARENA_MAX_OBJECTS], num_slab_objects;	/* in the order of their addresses */
static u32 page_owner[HOST_ARENA_PAGES];	/* object number + 1 */
static size_t pages_used;			/* bytes from the base */
static size_t slab_used;			/* bytes from SLAB_START */
static u64 allocs;
static char *shadow;

static char *base(void)
{
	return (char *)HOST_ARENA_BASE;
}

static char *shadow_of(const void *p)
{
	return shadow + (((u64)p - HOST_ARENA_BASE) >> 3);
}

/* Two words at once, at any address */
typedef u64 pair __attribute__((vector_size(16), aligned(1)));

/*
 * Not memset(): ASan checks that one, and shadow memory is none that it allows. Most
 * objects are small, and the string instructions take their time to begin.
 */
static void fill(char *to, u8 value, size_t n)
{
	u64 word = value * 0x0101010101010101ull;

	if (n <= FILL_WORDS_BYTES) {
		for (; n >= 16; n -= 16, to += 16)
			*(volatile pair *)to = (pair){ word, word };
		for (; n >= 8; n -= 8, to += 8)
			*(volatile u64 *)to = word;
		for (; n; n--)
			*(volatile u8 *)to++ = value;
		return;
	}
#if defined(__x86_64__)
	__asm__ volatile("rep stosb" : "+D" (to), "+c" (n) : "a" (value) : "memory");
#else
	volatile char *t = to;

	while (n--)
		*t++ = value;
#endif
}

static void fill_words(char *to, u32 value, size_t n)
{
	u64 word = (u64)value << 32 | value;

	if (n <= FILL_WORDS_BYTES / 4) {
		for (; n >= 4; n -= 4, to += 16)
			*(volatile pair *)to = (pair){ word, word };
		for (; n; n--, to += 4)
			*(volatile u32 *)to = value;
		return;
	}
#if defined(__x86_64__)
	__asm__ volatile("rep stosl" : "+D" (to), "+c" (n) : "a" (value) : "memory");
#else
	volatile u32 *t = (volatile u32 *)to;

	while (n--)
		*t++ = value;
#endif
}

static void poison(const void *p, size_t size, u8 value)
{
	fill(shadow_of(p), value, size >> 3);
}

static void unpoison(const void *p, size_t size)
{
	fill(shadow_of(p), 0, size >> 3);
	if (size & 7)
		*(shadow_of(p) + (size >> 3)) = size & 7;
}

void arena_init(void)
{
	size_t scale, offset;
	void *p;

	if (shadow)
		return;
	p = mmap(base(), HOST_ARENA_BYTES, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
	if (p != base())
		host_panic("no room for the arena at its address");
	__asan_get_shadow_mapping(&scale, &offset);
	if (scale != 3)
		host_panic("unexpected ASan shadow scale");
	shadow = (char *)((HOST_ARENA_BASE >> 3) + offset);
	poison(base(), HOST_ARENA_BYTES, SHADOW_RED);
	arena_reset();
}

void arena_reset(void)
{
	if (pages_used)
		poison(base(), pages_used, SHADOW_RED);
	if (slab_used)
		poison(base() + SLAB_START, slab_used, SHADOW_RED);
	memset(page_owner, 0, (pages_used / HOST_PAGE_BYTES) * sizeof(page_owner[0]));
	pages_used = HOST_PAGE_BYTES;	/* physical address 0 is nobody's */
	slab_used = 0;
	num_objects = 0;
	num_slab_objects = 0;
	num_permanent = 0;
	allocs = 0;
}

bool host_fault(void)
{
	allocs++;
	if (!host_current || !host_current->fail_nth)
		return false;
	return --host_current->fail_nth == 0;
}

u64 host_mem_allocs(void)
{
	return allocs;
}

static char *take(enum host_zone zone, size_t size, size_t align, size_t *where)
{
	size_t at;

	if (zone == HOST_PAGES) {
		at = (pages_used + align - 1) & ~(align - 1);
		if (size > SLAB_START || at + size > SLAB_START)
			return NULL;
		pages_used = at + ((size + HOST_PAGE_BYTES - 1) & ~(HOST_PAGE_BYTES - 1)) +
			     GUARD_PAGES * HOST_PAGE_BYTES;
		*where = at;
		return base() + at;
	}
	at = (SLAB_START + slab_used + RED_BYTES + align - 1) & ~(align - 1);
	if (size > HOST_ARENA_BYTES || at + size + RED_BYTES > HOST_ARENA_BYTES)
		return NULL;
	slab_used = ((at + size + RED_BYTES + 7) & ~7ul) - SLAB_START;
	*where = at;
	return base() + at;
}

/* With recycle: the place of the object that was freed last of those that were as large. */
static char *take_again(enum host_zone zone, size_t size, size_t align, size_t *where)
{
	for (u32 i = num_objects; i-- > num_permanent;) {
		struct arena_object *o = &objects[i];

		if (o->live || o->reused || o->zone != zone || o->size != size || (u64)o->start & (align - 1))
			continue;
		o->reused = true;
		*where = o->start - base();
		return o->start;
	}
	return NULL;
}

static char *place(enum host_zone zone, size_t size, size_t align, size_t *where)
{
	char *p = host_machine.recycle ? take_again(zone, size, align, where) : NULL;

	return p ? p : take(zone, size, align, where);
}

/* There is room for no more, and what was freed is what has used it up: a real kernel would have memory. */
static void used_up(enum host_zone zone, size_t size)
{
	size_t room = zone == HOST_PAGES ? SLAB_START : HOST_ARENA_BYTES - SLAB_START, live = 0;
	u32 count = 0;

	for (u32 i = 0; i < num_objects; i++) {
		if (!objects[i].live)
			continue;
		count++;
		if ((objects[i].zone == HOST_PAGES) == (zone == HOST_PAGES))
			live += objects[i].size;
	}
	if (host_current && count < ARENA_MAX_OBJECTS / 2 && live < room / 2 && size < room / 2)
		host_give_up();
}

__attribute__((no_sanitize("address")))
void *host_mem_alloc(enum host_zone zone, size_t size, size_t align, bool zero, bool can_fail)
{
	struct arena_object *o;
	size_t where;
	char *p;

	arena_init();
	if (can_fail && host_fault())
		return NULL;
	if (align < 8)
		align = 8;
	p = num_objects < ARENA_MAX_OBJECTS ? place(zone, size, align, &where) : NULL;
	if (!p) {
		used_up(zone, size);
		return NULL;
	}
	unpoison(p, size);
	if (zero)
		fill(p, 0, size);
	else
		fill_words(p, HOST_POISON, (size + 3) / 4);
	o = &objects[num_objects++];
	o->start = p;
	o->size = size;
	o->zone = zone;
	o->live = true;
	o->reused = false;
	o->task = host_current ? host_current->id : HOST_NONE;
	o->point = host_points;
	o->key = host_state_wanted ? order_key() : 0;
	o->frames = host_backtrace(o->pc, ARENA_FRAMES);
	o->free_frames = 0;
	o->pages = zone == HOST_PAGES ? (size + HOST_PAGE_BYTES - 1) / HOST_PAGE_BYTES : 0;
	if (zone == HOST_PAGES)
		for (size_t at = where; at < where + size; at += HOST_PAGE_BYTES)
			page_owner[at / HOST_PAGE_BYTES] = num_objects;
	else
		*(u32 *)(p - 8) = num_objects;	/* in the red zone */
	if (zone != HOST_PAGES)
		slab_objects[num_slab_objects++] = num_objects;
	return p;
}

/* The record of the object that starts at @p; wild pointers find none. */
__attribute__((no_sanitize("address")))
static struct arena_object *object_at(const void *p)
{
	u64 at = (u64)p - HOST_ARENA_BASE;
	u32 n;

	if (at >= SLAB_START + slab_used || at < HOST_PAGE_BYTES)
		return NULL;
	n = at < SLAB_START ? page_owner[at / HOST_PAGE_BYTES] :
	    at & 7 ? 0 : *(const u32 *)((const char *)p - 8);
	if (!n || n > num_objects || objects[n - 1].start != p)
		return NULL;
	return &objects[n - 1];
}

static void freed(struct arena_object *o)
{
	o->live = false;
	o->free_task = host_current ? host_current->id : HOST_NONE;
	o->free_point = host_points;
	o->free_frames = host_backtrace(o->free_pc, ARENA_FREE_FRAMES);
}

static void bad_free(const void *p, const char *what) __attribute__((noreturn));

static void bad_free(const void *p, const char *what)
{
	host_tell(bad_free, p, what);
	host_exit_all();
}

void host_mem_free(enum host_zone zone, void *p)
{
	struct arena_object *o = object_at(p);

	if (!o)
		bad_free(p, "is not the start of an object");
	if (o->zone != zone)
		bad_free(p, "another allocator gave");
	if (!o->live)
		bad_free(p, "has been freed already");
	freed(o);
	poison(p, (o->size + 7) & ~7ul, SHADOW_FREED);
}

void host_page_free(void *p, size_t pages)
{
	size_t first = ((u64)p - HOST_ARENA_BASE) / HOST_PAGE_BYTES;
	struct arena_object *o;

	for (size_t i = first; i < first + pages; i++) {
		if (i >= pages_used / HOST_PAGE_BYTES || !page_owner[i])
			bad_free(p, "is no allocated page");
		o = &objects[page_owner[i] - 1];
		if (!o->pages)
			bad_free(p, "has been freed already");
		if (!--o->pages)
			freed(o);
	}
	poison(p, pages * HOST_PAGE_BYTES, SHADOW_FREED);
}

size_t host_mem_size(const void *p)
{
	struct arena_object *o = object_at(p);

	return o && o->live ? o->size : 0;
}

static bool in_arena(const void *p, size_t size)
{
	u64 at = (u64)p - HOST_ARENA_BASE;

	return at <= HOST_ARENA_BYTES && size <= HOST_ARENA_BYTES - at;
}

/*
 * As __asan_region_is_poisoned(), for memory of the arena: each shadow byte stands
 * for eight bytes, all of which may be used (0), or so many of the first (1 to 7).
 */
static bool poisoned(const void *p, size_t size)
{
	const signed char *at = (signed char *)shadow_of(p);
	const char *last = (const char *)p + size - 1;
	const signed char *end = (signed char *)shadow_of(last);
	u64 eight;

	for (; at + 8 <= end; at += 8) {
		memcpy(&eight, at, 8);
		if (eight)
			return true;
	}
	for (; at < end; at++)
		if (*at)
			return true;
	return *end && *end <= (signed char)((u64)last & 7);
}

/* Within pages none of which has been given back: the shadow need not be looked at. */
static bool in_whole_pages(const void *p, size_t size)
{
	size_t at = (u64)p - HOST_ARENA_BASE;
	const struct arena_object *o;

	if (at >= pages_used || !page_owner[at / HOST_PAGE_BYTES])
		return false;
	o = &objects[page_owner[at / HOST_PAGE_BYTES] - 1];
	at = (const char *)p - o->start;
	return o->live && o->pages == (o->size + HOST_PAGE_BYTES - 1) / HOST_PAGE_BYTES &&
	       at < o->size && size <= o->size - at;
}

bool host_mem_valid(const void *p, size_t size)
{
	if (!in_arena(p, size))
		return false;
	return !size || in_whole_pages(p, size) || !poisoned(p, size);
}

/* Of what is read at once, all is behind one byte of the shadow */
static bool is_word(const void *p, size_t size)
{
	return (u64)p - HOST_ARENA_BASE < HOST_ARENA_BYTES && ((u64)p & 7) + size <= 8;
}

void host_check_access(const void *p, size_t size)
{
	if (is_word(p, size) && !*shadow_of(p))
		return;
	if (in_arena(p, size) ? poisoned(p, size) : !!__asan_region_is_poisoned((void *)p, size))
		__asan_report_load_n_noabort((uptr)p, size);
}

void host_mem_permanent(void)
{
	num_permanent = num_objects;
}

u32 host_mem_live(void (*each)(void *arg, const void *p, size_t size, u32 task), void *arg)
{
	u32 n = 0;

	for (u32 i = num_permanent; i < num_objects; i++) {
		struct arena_object *o = &objects[i];

		if (!o->live)
			continue;
		n++;
		if (each)
			each(arg, o->start, o->size, o->task);
	}
	return n;
}

const struct arena_object *arena_find(const void *p)
{
	const struct arena_object *best = NULL;

	for (u32 i = 0; i < num_objects; i++) {
		const struct arena_object *o = &objects[i];

		if (!o->reused && (char *)p >= o->start - RED_BYTES && (char *)p < o->start + o->size + RED_BYTES &&
		    (!best || (char *)p >= o->start))
			best = o;
	}
	return best;
}

/* The last object of the slab that starts at or before @p */
static const struct arena_object *slab_object(const void *p)
{
	u32 low = 0, high = num_slab_objects;

	while (low < high) {
		u32 mid = (low + high) / 2;

		if (objects[slab_objects[mid] - 1].start <= (char *)p)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &objects[slab_objects[low - 1] - 1] : NULL;
}

u64 arena_place(const void *p, u64 *owner)
{
	u64 at = (u64)p - HOST_ARENA_BASE;
	const struct arena_object *o = NULL;

	if (at < pages_used && page_owner[at / HOST_PAGE_BYTES])
		o = &objects[page_owner[at / HOST_PAGE_BYTES] - 1];
	else if (at >= SLAB_START && at < SLAB_START + slab_used)
		o = slab_object(p);
	if (owner)
		*owner = o ? o->key : 0;
	return o ? trace_mix(o->key, (char *)p - o->start + 1) : trace_mix((u64)p, 0);
}
