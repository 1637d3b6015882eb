// SPDX-License-Identifier: GPL-2.0-only
/*
 * Normal-world memory: reaching it page by page, and the objects that the secure
 * world holds references to (registered, from RPCs, from page lists).
 *
 * OP-TEE message protocol (optee_msg.h): OPTEE_MSG_ATTR_NONCONTIG,
 * OPTEE_MSG_CMD_REGISTER_SHM, OPTEE_MSG_CMD_UNREGISTER_SHM.
 */
#include "monitor_private.h"

#define PAGE_OFFSET_BITS ((u64)OPTEE_PAGE_SIZE - 1)

static u64 left_in_page(u64 pa)
{
	return OPTEE_PAGE_SIZE - (pa & PAGE_OFFSET_BITS);
}

/* Maps a range that does not cross a page; NULL when it is not normal-world RAM. */
void *nw_map(struct monitor *m, u64 pa, u64 size)
{
	if (size > left_in_page(pa))
		return NULL;
	return m->ops->map(m->host, pa, (size_t)size);
}

bool nw_is_ram(struct monitor *m, u64 pa, u64 size)
{
	u64 n;

	if (pa + size < pa)
		return false;
	while (size) {
		n = left_in_page(pa) < size ? left_in_page(pa) : size;
		if (!nw_map(m, pa, n))
			return false;
		pa += n;
		size -= n;
	}
	return true;
}

/* Is it all in the memory that OPTEE_SMC_GET_SHM_CONFIG told of? */
bool in_static_shm(const struct monitor *m, u64 pa, u64 size)
{
	return m->shm_size && pa >= m->shm_start && size <= m->shm_size &&
	       pa - m->shm_start <= m->shm_size - size;
}

/* Physical address of an object at @offs */
u64 shm_pa(const struct shm_object *obj, u64 offs)
{
	u64 at, page;

	if (!obj->chunk)
		return obj->pa + offs;
	at = obj->page_offs + offs;
	page = at / OPTEE_PAGE_SIZE;
	return obj->chunk[page / PAGES_PER_CHUNK][page % PAGES_PER_CHUNK] +
	       (at & PAGE_OFFSET_BITS);
}

/* Address of @buf at @offs, and in @len how far it reaches; NULL when that is no RAM. */
void *buffer_map(struct monitor *m, const struct buffer *buf, u64 offs, u64 *len)
{
	u64 pa;

	if (offs >= buf->size)
		return NULL;
	pa = buf->obj ? shm_pa(buf->obj, buf->start + offs) : buf->start + offs;
	*len = left_in_page(pa);
	if (*len > buf->size - offs)
		*len = buf->size - offs;
	return nw_map(m, pa, *len);
}

static bool buffer_copy(struct monitor *m, const struct buffer *buf, u64 offs, void *to,
			const void *from, u64 len)
{
	u64 n, done;
	u8 *p;

	if (offs > buf->size || len > buf->size - offs)
		return false;
	for (done = 0; done < len; done += n) {
		p = buffer_map(m, buf, offs + done, &n);
		if (!p)
			return false;
		if (n > len - done)
			n = len - done;
		if (to)
			mem_copy((u8 *)to + done, p, n);
		else
			mem_copy(p, (const u8 *)from + done, n);
	}
	return true;
}

bool buffer_read(struct monitor *m, const struct buffer *buf, u64 offs, void *to, u64 len)
{
	return buffer_copy(m, buf, offs, to, NULL, len);
}

bool buffer_write(struct monitor *m, const struct buffer *buf, u64 offs, const void *from, u64 len)
{
	return buffer_copy(m, buf, offs, NULL, from, len);
}

/* ---- objects ------------------------------------------------------------------ */

static bool is_registered(const struct shm_object *obj)
{
	return obj->kind == SHM_REGISTERED;
}

static bool has_no_cookie(const struct shm_object *obj)
{
	return obj->kind == SHM_TEMPORARY || obj->kind == SHM_RXTX;
}

/* The object with this cookie: one that was registered, or one that an RPC gave. */
struct shm_object *shm_find(struct monitor *m, u64 cookie, bool registered)
{
	struct shm_object *obj;

	for (obj = m->objects; obj; obj = obj->next)
		if (obj->cookie == cookie && !has_no_cookie(obj) && obj->kind != SHM_LENT &&
		    is_registered(obj) == registered)
			return obj;
	return NULL;
}

/* The number in the monitor's statistics that counts objects of this kind, NULL: none does */
static u32 *shm_count(struct monitor *m, const struct shm_object *obj)
{
	if (has_no_cookie(obj))
		return NULL;
	if (obj->kind == SHM_LENT)
		return &m->stats.protmem_lent;
	return is_registered(obj) ? &m->stats.shm_registered : &m->stats.shm_rpc;
}

void shm_add(struct monitor *m, struct shm_object *obj)
{
	u32 *count = shm_count(m, obj);

	if (count)
		++*count;
	obj->next = m->objects;
	m->objects = obj;
	obj->pinned = pages_pinned(m, obj);
	page_filter_count(m, obj, true);
}

/*
 * shm_disown() - the secure world has no part any more in the shared memory that an RPC
 *	named, and says so next
 *
 * The object stays until the answer, without pages: they may be gone before it comes.
 */
void shm_disown(struct monitor *m, struct shm_object *obj)
{
	page_filter_count(m, obj, false);
	obj->base->users--;
	if (!obj->base->users)
		obj->base->retrieved = false;
	obj->base = NULL;
	obj->chunk = NULL;
	obj->num_pages = 0;
	obj->page_offs = 0;
	obj->size = 0;
	obj->pinned = false;
}

/* Forgets the object (which may not have been added yet) and frees it. */
void shm_drop(struct monitor *m, struct shm_object *obj)
{
	u32 *count = shm_count(m, obj);
	struct shm_object **link;
	u64 i;

	for (link = &m->objects; *link; link = &(*link)->next) {
		if (*link == obj) {
			*link = obj->next;
			if (count)
				--*count;
			page_filter_count(m, obj, false);
			break;
		}
	}
	if (obj->base) {
		obj->base->users--;
	} else if (obj->chunk) {
		for (i = 0; i * PAGES_PER_CHUNK < obj->num_pages; i++)
			if (obj->chunk[i])
				m->ops->free(m->host, obj->chunk[i]);
		m->ops->free(m->host, obj->chunk);
	}
	m->ops->free(m->host, obj);
}

/* An object of contiguous memory, not yet added; NULL when the monitor has no memory. */
struct shm_object *shm_contiguous(struct monitor *m, enum shm_kind kind, u64 cookie, u64 pa,
				  u64 size)
{
	struct shm_object *obj = m->ops->alloc(m->host, sizeof(*obj));

	if (!obj)
		return NULL;
	obj->kind = kind;
	obj->cookie = cookie;
	obj->size = size;
	obj->pa = pa;
	obj->owner = MONITOR_ANY;
	return obj;
}

/* Room for the addresses of @obj's pages */
bool shm_alloc_chunks(struct monitor *m, struct shm_object *obj)
{
	u64 n = (obj->num_pages + PAGES_PER_CHUNK - 1) / PAGES_PER_CHUNK;
	u64 left = obj->num_pages, pages, i;

	obj->chunk = m->ops->alloc(m->host, (size_t)n * sizeof(*obj->chunk));
	if (!obj->chunk)
		return false;
	for (i = 0; i < n; i++, left -= PAGES_PER_CHUNK) {
		pages = left < PAGES_PER_CHUNK ? left : PAGES_PER_CHUNK;
		obj->chunk[i] = m->ops->alloc(m->host, (size_t)pages * sizeof(u64));
		if (!obj->chunk[i])
			return false;
	}
	return true;
}

static const char bad_list[] = "buf_ptr of a page list is not in RAM (OPTEE_MSG_ATTR_NONCONTIG)";
static const char bad_link[] = "a link in a page list is not in RAM (OPTEE_MSG_ATTR_NONCONTIG)";
static const char link_back[] =
	"a link in a page list leads back into the list (OPTEE_MSG_ATTR_NONCONTIG)";

/*
 * The page of a list at @list, number @n of its pages. A list that leads back into
 * itself meets the page that @seen remembers, which is one of each power of two.
 */
static const u64 *map_list_page(struct monitor *m, u64 list, u64 n, u64 *seen)
{
	const u64 *entry = list & PAGE_OFFSET_BITS ? NULL : nw_map(m, list, OPTEE_PAGE_SIZE);

	if (!entry || (n && list == *seen)) {
		breach(m, MONITOR_BREACH_PAGE_LIST, list,
		       entry ? link_back : n ? bad_link : bad_list);
		return NULL;
	}
	if (!(n & (n - 1)))
		*seen = list;
	return entry;
}

/* Copies the addresses out of the list; false: malformed, and that is a breach. */
static bool read_page_list(struct monitor *m, struct shm_object *obj, u64 list)
{
	const u64 *entry = NULL;
	u64 i, page, seen = 0;

	for (i = 0; i < obj->num_pages; i++) {
		if (i && i % OPTEE_LIST_ENTRIES == 0)
			list = entry[OPTEE_LIST_ENTRIES];
		if (i % OPTEE_LIST_ENTRIES == 0) {
			entry = map_list_page(m, list, i / OPTEE_LIST_ENTRIES, &seen);
			if (!entry)
				return false;
		}
		page = entry[i % OPTEE_LIST_ENTRIES];
		if (page == list) {
			breach(m, MONITOR_BREACH_PAGE_LIST, page,
			       "a page list shares the page that it is in (OPTEE_MSG_ATTR_NONCONTIG)");
			return false;
		}
		if (page & PAGE_OFFSET_BITS || !nw_map(m, page, OPTEE_PAGE_SIZE)) {
			breach(m, MONITOR_BREACH_PAGE_LIST, page,
			       "an entry of a page list is no page of RAM (OPTEE_MSG_ATTR_NONCONTIG)");
			return false;
		}
		obj->chunk[i / PAGES_PER_CHUNK][i % PAGES_PER_CHUNK] = page;
	}
	return true;
}

/* list_page() - where the list of pages is that a parameter refers to, 0: it has none */
u64 list_page(const struct optee_param *p)
{
	return p->attr & OPTEE_ATTR_NONCONTIG ? p->a & ~PAGE_OFFSET_BITS : 0;
}

/* listed_pages() - how many pages are in that list */
u64 listed_pages(const struct optee_param *p)
{
	u64 offs = p->a & PAGE_OFFSET_BITS;
	u64 pages = p->b && p->b + offs > offs ? (p->b + offs - 1) / OPTEE_PAGE_SIZE + 1 : 0;

	return pages <= MAX_OBJECT_PAGES ? pages : 0;
}

/*
 * shm_page_list() - an object from a page list, not yet added
 * @buf_ptr: page-aligned address of the list, with the offset of the first byte
 *	in its page in the low 12 bits
 * @result: TEE result when there is none
 *
 * A page may be in a list twice: user memory can map one page twice, and the ABI
 * does not forbid it. What follows the last entry is not looked at.
 */
struct shm_object *shm_page_list(struct monitor *m, enum shm_kind kind, u64 cookie, u64 buf_ptr,
				 u64 size, u32 *result)
{
	struct shm_object *obj;
	u64 offs = buf_ptr & PAGE_OFFSET_BITS;

	*result = TEEC_ERROR_BAD_PARAMETERS;
	if (!size || size + offs < size) {
		breach(m, MONITOR_BREACH_PAGE_LIST, size,
		       "a page list with size 0, or a size that wraps (OPTEE_MSG_ATTR_NONCONTIG)");
		return NULL;
	}
	*result = TEEC_ERROR_OUT_OF_MEMORY;
	if ((size + offs - 1) / OPTEE_PAGE_SIZE >= MAX_OBJECT_PAGES)
		return NULL;
	obj = shm_contiguous(m, kind, cookie, 0, size);
	if (!obj)
		return NULL;
	obj->page_offs = (u32)offs;
	obj->num_pages = (size + offs - 1) / OPTEE_PAGE_SIZE + 1;
	if (!shm_alloc_chunks(m, obj)) {
		shm_drop(m, obj);
		return NULL;
	}
	*result = TEEC_ERROR_BAD_PARAMETERS;
	if (!read_page_list(m, obj, buf_ptr - offs)) {
		shm_drop(m, obj);
		return NULL;
	}
	*result = TEEC_SUCCESS;
	return obj;
}

/* Do both name the same memory? */
bool shm_same_pages(const struct shm_object *a, const struct shm_object *b)
{
	u64 offs, size = a->size < b->size ? a->size : b->size;

	for (offs = 0; offs < size; offs += OPTEE_PAGE_SIZE)
		if (shm_pa(a, offs) != shm_pa(b, offs))
			return false;
	return true;
}

/* ---- commands ----------------------------------------------------------------- */

/*
 * OPTEE_MSG_CMD_REGISTER_SHM. optee_msg.h says TMEM_INPUT; OP-TEE OS
 * (core/tee/entry_std.c) takes TMEM_OUTPUT with NONCONTIG only, and that is what
 * drivers send, so both are taken here.
 */
u32 shm_register(struct monitor *m, const struct optee_param *p)
{
	u64 type = p->attr & OPTEE_ATTR_TYPE_MASK;
	struct shm_object *obj;
	u32 result;

	if (type != OPTEE_ATTR(TMEM, IN) && type != OPTEE_ATTR(TMEM, OUT)) {
		breach(m, MONITOR_BREACH_ATTR, p->attr,
		       "OPTEE_MSG_CMD_REGISTER_SHM wants a temporary memory reference");
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	if (!attr_check(m, p->attr, OPTEE_ATTR_NONCONTIG | OPTEE_ATTR_CACHE_BITS))
		return TEEC_ERROR_BAD_PARAMETERS;
	/* the driver believes that it is registered no more, or never was */
	obj = shm_find(m, p->c, true);
	if (obj && obj->lied && !obj->users)
		shm_drop(m, obj);
	if (!p->c || shm_find(m, p->c, true)) {
		breach(m, MONITOR_BREACH_COOKIE, p->c,
		       "OPTEE_MSG_CMD_REGISTER_SHM with a reference that is 0 or in use");
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	if (p->attr & OPTEE_ATTR_NONCONTIG) {
		obj = shm_page_list(m, SHM_REGISTERED, p->c, p->a, p->b, &result);
		if (!obj)
			return result;
	} else {
		if (!p->b || !nw_is_ram(m, p->a, p->b)) {
			breach(m, MONITOR_BREACH_ADDRESS, p->a,
			       "OPTEE_MSG_CMD_REGISTER_SHM of what is not RAM");
			return TEEC_ERROR_BAD_PARAMETERS;
		}
		obj = shm_contiguous(m, SHM_REGISTERED, p->c, p->a, p->b);
		if (!obj)
			return TEEC_ERROR_OUT_OF_MEMORY;
	}
	shm_add(m, obj);
	return TEEC_SUCCESS;
}

/*
 * OPTEE_MSG_CMD_UNREGISTER_SHM: shm_ref names it, offs and size are 0. The memory goes as
 * the call returns (thread_return()): a call that is given up keeps it.
 */
u32 shm_unregister(struct monitor *m, const struct optee_param *p)
{
	struct shm_object *obj;

	if (p->attr != OPTEE_ATTR(RMEM, IN)) {
		breach(m, MONITOR_BREACH_ATTR, p->attr,
		       "OPTEE_MSG_CMD_UNREGISTER_SHM wants OPTEE_MSG_ATTR_TYPE_RMEM_INPUT");
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	if (p->a || p->b)
		breach(m, MONITOR_BREACH_PARAM, p->a | p->b,
		       "OPTEE_MSG_CMD_UNREGISTER_SHM: offs and size must be 0");
	obj = shm_find(m, p->c, true);
	if (!obj) {
		if (!was_lied_about(m, &m->lied_cookies, p->c))
			breach(m, MONITOR_BREACH_COOKIE, p->c,
			       "OPTEE_MSG_CMD_UNREGISTER_SHM of what is not registered");
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	if (obj->users) {
		breach(m, MONITOR_BREACH_COOKIE, p->c,
		       "OPTEE_MSG_CMD_UNREGISTER_SHM of memory that a call in progress refers to");
		return TEEC_ERROR_BUSY;
	}
	pins_check(m, obj);
	return TEEC_SUCCESS;
}
