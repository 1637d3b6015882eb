// SPDX-License-Identifier: GPL-2.0-only
/*
 * FF-A memory management: transaction descriptors, whole or in fragments, and taking
 * memory back. What is shared becomes an object of the core's, of whole pages, whose
 * cookie is the handle.
 *
 * Arm DEN 0077 (FF-A 1.1) section 1.9 to 1.12 of the memory management supplement (DEN 0140).
 */
#include "ffa/ffa_private.h"

/* Handles as OP-TEE gives them out: bit 45, and a number */
#define HANDLE_BASE	0x200000000000ull
#define MAX_DESCRIPTOR	0x200000u

static bool is_lend(u32 function)
{
	return (function & 0xffff) == FFA_FN_MEM_LEND;
}

/* ---- the descriptor -------------------------------------------------------------- */

/* A descriptor that was copied, and what is found in it */
struct descriptor {
	const u8 *p;
	u32 size;
	bool lend;
	u64 handle;
	u32 access, accesses, access_size, uses;
	const struct ffa_composite *composite;
	const struct ffa_range *range;
};

static u32 bad(struct monitor *m, enum monitor_breach_kind kind, u64 value, const char *text)
{
	breach(m, kind, value, text);
	return FFA_INVALID_PARAMETERS;
}

/* What all versions have in the same place */
static u32 check_header(struct monitor *m, const struct descriptor *d)
{
	const struct ffa_region *r = (const void *)d->p;
	u32 attributes = m->ffa.version < 0x10001 ? r->attributes & 0xff : r->attributes;

	if (r->sender != FFA_ID_KERNEL)
		return bad(m, MONITOR_BREACH_PARAM, r->sender,
			   "the sender is not the caller (DEN 0077 1.11, memory transaction descriptor)");
	if (attributes != (d->lend ? 0 : FFA_ATTR_NORMAL))
		return bad(m, MONITOR_BREACH_ATTR, r->attributes,
			   "memory is normal, write-back and inner shareable; of lent memory nothing is said (DEN 0077 1.10.4)");
	if (r->flags)
		return bad(m, MONITOR_BREACH_PARAM, r->flags,
			   "flags that this transaction does not have (DEN 0077 1.11.4)");
	if (r->handle)
		return bad(m, MONITOR_BREACH_PARAM, r->handle,
			   "the handle of memory that is shared must be 0 (DEN 0077 1.11, memory transaction descriptor)");
	return 0;
}

/* Where the access descriptors are, by version */
static u32 find_accesses(struct monitor *m, struct descriptor *d)
{
	const struct ffa_region_1_0 *old = (const void *)d->p;
	const struct ffa_region *r = (const void *)d->p;

	d->access_size = m->ffa.version < 0x10002 ? FFA_ACCESS_SIZE : FFA_ACCESS_SIZE_1_2;
	if (m->ffa.version < 0x10001) {
		d->access = sizeof(*old);
		d->accesses = old->access_count;
		if (old->reserved || old->reserved2)
			return bad(m, MONITOR_BREACH_PARAM, old->reserved2,
				   "reserved fields must be 0 (DEN 0077 1.11, memory transaction descriptor)");
	} else {
		d->access = r->access_offset;
		d->accesses = r->access_count;
		if (r->reserved[0] || r->reserved[1] || r->reserved[2] ||
		    r->access_size != d->access_size || d->access % 16 || d->access < sizeof(*r))
			return bad(m, MONITOR_BREACH_PARAM, r->access_size,
				   "size or place of the access descriptors, or a reserved field that is not 0 (DEN 0077 1.11)");
	}
	if (!d->accesses || (!d->lend && d->accesses != 1) || d->access > d->size ||
	    d->size - d->access < (u64)d->accesses * d->access_size)
		return bad(m, MONITOR_BREACH_PARAM, d->accesses,
			   "access descriptors are expected in the descriptor, for memory that is shared one (DEN 0077 1.11.3)");
	return 0;
}

static const struct ffa_access *access_at(const struct descriptor *d, u32 i)
{
	return (const void *)(d->p + d->access + i * d->access_size);
}

/* Those who get access to lent memory are those of a use, in the order of the list. */
static bool is_lent_for(const struct descriptor *d, const struct monitor_protmem *use)
{
	const struct ffa_access *access;
	u32 i;

	for (i = 0; i < d->accesses && i < use->num_attrs; i++) {
		access = access_at(d, i);
		if (use->attrs[i] != ((u32)access->permissions << 16 | access->receiver))
			return false;
	}
	return use->pa_width && i == d->accesses && i == use->num_attrs;
}

static u32 uses_of(const struct monitor *m, const struct descriptor *d)
{
	u32 use, uses = 0;

	for (use = 0; use < MONITOR_PROTMEM_USES; use++)
		if (is_lent_for(d, &m->config.protmem[use]))
			uses |= 1u << use;
	return uses;
}

static u32 check_receivers(struct monitor *m, struct descriptor *d)
{
	const struct ffa_access *access = access_at(d, 0);

	if (!d->lend)
		return access->receiver == FFA_ID_OPTEE ? 0 :
		       bad(m, MONITOR_BREACH_PARAM, access->receiver,
			   "the receiver is not OP-TEE (DEN 0077 1.11.2)");
	d->uses = uses_of(m, d);
	if (d->uses)
		return 0;
	return m->lied_protmem ? FFA_DENIED :
	       bad(m, MONITOR_BREACH_PARAM, access->receiver,
		   "memory is lent to others than OPTEE_MSG_CMD_GET_PROTMEM_CONFIG told of, or with other access");
}

static u32 check_access(struct monitor *m, struct descriptor *d, u32 i)
{
	const struct ffa_access *access = access_at(d, i);
	u32 ends = d->access + d->accesses * d->access_size;
	u64 reserved;

	mem_copy(&reserved, (const u8 *)access + d->access_size - sizeof(reserved),
		 sizeof(reserved));
	if (access->permissions != FFA_PERM_RW)
		return bad(m, MONITOR_BREACH_ATTR, access->permissions,
			   "the receiver reads and writes; instruction access is not for the owner to say (DEN 0077 1.10.2, 1.10.3)");
	if (access->flags || reserved)
		return bad(m, MONITOR_BREACH_PARAM, access->flags,
			   "flags, or a reserved field that is not 0 (DEN 0077 1.11.3)");
	if (access->composite % 8 || access->composite < ends || access->composite > d->size ||
	    access->composite != access_at(d, 0)->composite ||
	    d->size - access->composite < sizeof(*d->composite))
		return bad(m, MONITOR_BREACH_PARAM, access->composite,
			   "the composite descriptor is not in the descriptor, or not aligned (DEN 0077 1.11.1)");
	d->composite = (const void *)(d->p + access->composite);
	d->range = (const void *)(d->composite + 1);
	if (!d->composite->ranges ||
	    d->size - access->composite != sizeof(*d->composite) +
					   (u64)d->composite->ranges * sizeof(*d->range))
		return bad(m, MONITOR_BREACH_PARAM, d->composite->ranges,
			   "the constituents do not fill the descriptor (DEN 0077 1.11.1)");
	return 0;
}

static bool ranges_meet(const struct ffa_range *a, const struct ffa_range *b)
{
	return a->address < b->address + (u64)b->pages * OPTEE_PAGE_SIZE &&
	       b->address < a->address + (u64)a->pages * OPTEE_PAGE_SIZE;
}

static u32 check_ranges(struct monitor *m, const struct descriptor *d)
{
	const struct ffa_range *r;
	u64 pages = 0;
	u32 i;

	for (i = 0; i < d->composite->ranges; i++) {
		r = &d->range[i];
		if (!r->pages || r->address % OPTEE_PAGE_SIZE || r->reserved ||
		    !nw_is_ram(m, r->address, (u64)r->pages * OPTEE_PAGE_SIZE))
			return bad(m, MONITOR_BREACH_ADDRESS, r->address,
				   "a constituent that is no pages of RAM, or a reserved field that is not 0 (DEN 0077 1.11.1)");
		pages += r->pages;
	}
	if (pages != d->composite->pages || d->composite->reserved)
		return bad(m, MONITOR_BREACH_PARAM, d->composite->pages,
			   "the pages of the constituents are another number, or a reserved field is not 0 (DEN 0077 1.11.1)");
	return pages < MAX_OBJECT_PAGES ? 0 : FFA_NO_MEMORY;
}

/* ---- objects --------------------------------------------------------------------- */

static struct shm_object *make_object(struct monitor *m, const struct descriptor *d)
{
	struct shm_object *obj;
	u64 n = 0;
	u32 i, k;

	obj = shm_contiguous(m, d->lend ? SHM_LENT : SHM_REGISTERED, d->handle, 0,
			     (u64)d->composite->pages * OPTEE_PAGE_SIZE);
	if (!obj)
		return NULL;
	obj->num_pages = d->composite->pages;
	if (!shm_alloc_chunks(m, obj)) {
		shm_drop(m, obj);
		return NULL;
	}
	for (i = 0; i < d->composite->ranges; i++)
		for (k = 0; k < d->range[i].pages; k++, n++)
			obj->chunk[n / PAGES_PER_CHUNK][n % PAGES_PER_CHUNK] =
				d->range[i].address + (u64)k * OPTEE_PAGE_SIZE;
	return obj;
}

static bool objects_meet(struct monitor *m, const struct shm_object *a,
			 const struct shm_object *b)
{
	u64 offs;

	for (offs = 0; offs < a->size; offs += OPTEE_PAGE_SIZE)
		if (m->page_filter[PAGE_SLOT(shm_pa(a, offs))] && has_page(b, shm_pa(a, offs)))
			return true;
	return false;
}

/*
 * The owner of memory has it alone when it shares it. A user can register the same page
 * twice, and the driver cannot know whether an SPM minds: to OP-TEE it is no harm.
 */
static u32 check_owner(struct monitor *m, const struct descriptor *d,
		       const struct shm_object *mine)
{
	bool lenient = pages_pinned(m, mine) || d->lend || !m->config.ffa.strict_owner;
	const struct shm_object *obj;
	u32 i, k;

	for (i = 0; i < d->composite->ranges; i++)
		for (k = 0; k < i; k++)
			if (ranges_meet(&d->range[i], &d->range[k]) &&
			    (!pages_pinned(m, mine) || d->lend))
				return bad(m, MONITOR_BREACH_ADDRESS, d->range[i].address,
					   "constituents overlap (DEN 0077 1.11.1)");
	for (obj = m->objects; obj; obj = obj->next) {
		if (obj->lied || obj->old || obj->base || obj->kind == SHM_TEMPORARY ||
		    !objects_meet(m, mine, obj))
			continue;
		if (d->lend || obj->kind != SHM_REGISTERED || !lenient)
			breach(m, MONITOR_BREACH_ADDRESS, obj->cookie,
			       "memory is shared that another transaction or a buffer has already (DEN 0077 1.9.1, Owner-EA)");
		else if (!m->config.ffa.strict_owner)
			continue;
		return FFA_DENIED;
	}
	return 0;
}

/* The descriptor is complete: checks it, and makes it an object. */
static void transfer_done(struct monitor *m, const struct ffa_transfer *t,
			  struct monitor_ffa_call *ffa)
{
	struct descriptor d = { .p = t->copy, .size = t->size, .lend = is_lend(t->function),
				.handle = t->handle };
	struct shm_object *obj;
	u32 code = check_header(m, &d), i;

	if (!code)
		code = find_accesses(m, &d);
	if (!code)
		code = check_receivers(m, &d);
	for (i = 0; !code && i < d.accesses; i++)
		code = check_access(m, &d, i);
	if (!code)
		code = check_ranges(m, &d);
	if (code) {
		ffa_error(ffa, code);
		return;
	}
	obj = make_object(m, &d);
	code = obj ? check_owner(m, &d, obj) : FFA_NO_MEMORY;
	if (!code && d.lend && !lent_begin(m, obj))
		code = FFA_INVALID_PARAMETERS;
	if (code) {
		if (obj)
			shm_drop(m, obj);
		ffa_error(ffa, code);
		return;
	}
	obj->uses = d.uses;
	shm_add(m, obj);
	ffa_success(ffa, obj->cookie & 0xffffffffu, obj->cookie >> 32);
}

/* ---- FFA_MEM_SHARE, FFA_MEM_LEND, FFA_MEM_FRAG_TX --------------------------------- */

static void end_transfer(struct monitor *m, struct ffa_transfer *t)
{
	m->ops->free(m->host, t->copy);
	mem_set(t, 0, sizeof(*t));
}

void ffa_forget_transfers(struct monitor *m)
{
	u32 i;

	for (i = 0; i < FFA_TRANSFERS; i++)
		if (m->ffa.transfers[i].copy)
			end_transfer(m, &m->ffa.transfers[i]);
}

/* Takes a fragment from the TX buffer; false: that is an error. */
static bool take_fragment(struct monitor *m, struct ffa_transfer *t, u64 size,
			  struct monitor_ffa_call *ffa)
{
	struct buffer tx = { .obj = m->ffa.tx, .size = m->ffa.tx->size };

	if (!size || size > tx.size || size > t->size - t->got) {
		breach(m, MONITOR_BREACH_PARAM, size,
		       "a fragment of no bytes, or of more than there are (DEN 0077 1.12, FFA_MEM_FRAG_TX)");
		ffa_error(ffa, FFA_INVALID_PARAMETERS);
		return false;
	}
	buffer_read(m, &tx, 0, t->copy + t->got, size);
	t->got += (u32)size;
	return true;
}

/* One more fragment has come: done, or the next one is asked for. */
static void go_on(struct monitor *m, struct ffa_transfer *t, struct monitor_ffa_call *ffa)
{
	if (t->got < t->size) {
		ffa->res[0] = FFA_ID32(FFA_FN_MEM_FRAG_RX);
		ffa->res[1] = t->handle & 0xffffffffu;
		ffa->res[2] = t->handle >> 32;
		ffa->res[3] = t->got;
		return;
	}
	transfer_done(m, t, ffa);
	end_transfer(m, t);
}

void ffa_mem_share(struct monitor *m, struct monitor_ffa_call *ffa)
{
	struct ffa_transfer *t = m->ffa.transfers;
	u64 size = ffa->a[1];

	ffa_error(ffa, FFA_INVALID_PARAMETERS);
	if (ffa->a[3] || ffa->a[4]) {
		breach(m, MONITOR_BREACH_ADDRESS, ffa->a[3],
		       "a buffer of the caller's own, which FFA_FEATURES does not offer (DEN 0077 1.12.1)");
		return;
	}
	if (!m->ffa.tx || size < sizeof(struct ffa_region_1_0) || size > MAX_DESCRIPTOR ||
	    ffa->a[2] > size) {
		if (m->ffa.tx && size > MAX_DESCRIPTOR)
			ffa_error(ffa, FFA_NO_MEMORY);
		else
			breach(m, MONITOR_BREACH_PARAM, size,
			       "no TX buffer, or lengths that can't be (DEN 0077 1.12.1, FFA_MEM_SHARE)");
		return;
	}
	ffa_error(ffa, FFA_NO_MEMORY);
	while (t < m->ffa.transfers + FFA_TRANSFERS && t->copy)
		t++;
	if (t == m->ffa.transfers + FFA_TRANSFERS)
		return;
	t->copy = m->ops->alloc(m->host, (size_t)size);
	if (!t->copy)
		return;
	t->size = (u32)size;
	t->function = (u32)ffa->a[0];
	/* It is known from the first fragment on (FFA_MEM_FRAG_RX), and never given twice. */
	t->handle = HANDLE_BASE + ++m->ffa.handles;
	if (take_fragment(m, t, ffa->a[2], ffa))
		go_on(m, t, ffa);
	else
		end_transfer(m, t);
}

void ffa_mem_frag_tx(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u64 handle = ffa_pair(ffa->a[1], ffa->a[2]);
	struct ffa_transfer *t = m->ffa.transfers;

	while (t < m->ffa.transfers + FFA_TRANSFERS && (!t->copy || t->handle != handle))
		t++;
	if (t == m->ffa.transfers + FFA_TRANSFERS || !m->ffa.tx) {
		breach(m, MONITOR_BREACH_COOKIE, handle,
		       "a fragment of a descriptor that nobody waits for (DEN 0077 1.12, FFA_MEM_FRAG_TX)");
		ffa_error(ffa, FFA_INVALID_PARAMETERS);
		return;
	}
	if (take_fragment(m, t, ffa->a[3], ffa))
		go_on(m, t, ffa);
	else
		end_transfer(m, t);
}

/* ---- FFA_MEM_RECLAIM --------------------------------------------------------------- */

void ffa_mem_reclaim(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u64 handle = ffa_pair(ffa->a[1], ffa->a[2]);
	struct shm_object *obj = shm_find(m, handle, true);

	if (!obj)
		obj = lent_find(m, handle);
	ffa_error(ffa, FFA_INVALID_PARAMETERS);
	if (ffa->a[3]) {
		breach(m, MONITOR_BREACH_REGISTER, ffa->a[3],
		       "flags that the owner of shared memory does not need (DEN 0077 1.12, FFA_MEM_RECLAIM)");
		return;
	}
	if (!obj) {
		if (!was_lied_about(m, &m->lied_cookies, handle))
			breach(m, MONITOR_BREACH_COOKIE, handle,
			       "a handle that names no memory, or no more (DEN 0077 1.12, FFA_MEM_RECLAIM)");
		return;
	}
	if (obj->users || obj->retrieved) {
		if (!obj->lied && !obj->kept)
			breach(m, MONITOR_BREACH_COOKIE, handle,
			       "memory is taken back that OP-TEE uses (DEN 0077 1.12, FFA_MEM_RECLAIM; OPTEE_FFA_UNREGISTER_SHM)");
		obj->kept = true;
		ffa_error(ffa, FFA_DENIED);
		return;
	}
	if (obj->kind == SHM_LENT) {
		lent_end(m, obj);
	} else {
		pins_check(m, obj);
		shm_drop(m, obj);
	}
	ffa_success(ffa, 0, 0);
}
