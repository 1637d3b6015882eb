// SPDX-License-Identifier: GPL-2.0-only
/*
 * How memory is named over FF-A: by the handle of what was shared, call arguments and
 * parameters alike. OP-TEE maps it when it is named first, and lets go of it when it is
 * told to, or has given it back in an RPC.
 *
 * OP-TEE over FF-A (optee_ffa.h): OPTEE_FFA_YIELDING_CALL_WITH_ARG,
 * OPTEE_FFA_UNREGISTER_SHM; OP-TEE message protocol (optee_msg.h), struct
 * optee_msg_param_fmem; OP-TEE OS, core/arch/arm/mm/mobj_ffa.c.
 */
#include "ffa/ffa_private.h"

/* OP-TEE gets the memory, which begins somewhere in its first page. */
static bool retrieve(struct monitor *m, struct shm_object *obj, u32 internal_offs)
{
	if (internal_offs >= OPTEE_PAGE_SIZE ||
	    (obj->retrieved && internal_offs && obj->internal_offs != internal_offs)) {
		breach(m, MONITOR_BREACH_PARAM, internal_offs,
		       "internal_offs is not in the first page, or was another before (struct optee_msg_param_fmem)");
		return false;
	}
	if (internal_offs || !obj->retrieved)
		obj->internal_offs = internal_offs;
	obj->retrieved = true;
	return true;
}

/* struct front: the argument; w3 to w7: service, handle, offset, 0 */
u32 ffa_locate(struct monitor *m, const u64 *a, struct arg_place *place)
{
	u64 handle = ffa_pair(a[1], a[2]), offs = a[3];
	struct buffer *arg = &place->arg;

	mem_set(place, 0, sizeof(*place));
	if (a[4])
		breach(m, MONITOR_BREACH_REGISTER, a[4],
		       "w7 of OPTEE_FFA_YIELDING_CALL_WITH_ARG must be 0 (optee_ffa.h)");
	/* What the driver has by a name that it was told may be other memory. */
	if (was_lied_about(m, &m->lied_cookies, handle)) {
		m->lied_arg = true;
		m->ffa.misnamed = true;
		return OPTEE_RETURN_EBADADDR;
	}
	arg->obj = shm_find(m, handle, true);
	if (!arg->obj) {
		breach(m, MONITOR_BREACH_COOKIE, handle,
		       "OPTEE_FFA_YIELDING_CALL_WITH_ARG with memory that is not shared");
		return OPTEE_RETURN_EBADADDR;
	}
	if (offs % 8 || offs >= arg->obj->size || (offs && m->config.ffa.no_arg_offset)) {
		breach(m, MONITOR_BREACH_ADDRESS, offs,
		       "an offset outside the memory, not aligned to 8, or without OPTEE_FFA_SEC_CAP_ARG_OFFSET");
		return OPTEE_RETURN_EBADADDR;
	}
	if (!retrieve(m, arg->obj, 0))
		return OPTEE_RETURN_EBADADDR;
	arg->start = offs;
	arg->size = arg->obj->size - offs;
	return arg_measure(m, place, true);
}

/* struct front: a memory reference; a: offset and internal_offs, b size, c handle */
u32 ffa_param(struct monitor *m, const struct optee_param *p, struct ta_param *tp)
{
	struct shm_object *obj;

	if ((p->attr & 0xc) != OPTEE_ATTR_RMEM)
		return bad_param(m, MONITOR_BREACH_ATTR, p->attr,
				 "over FF-A memory is named by its handle (OPTEE_MSG_ATTR_TYPE_FMEM_*)");
	if (p->c == OPTEE_FMEM_NONE)
		return null_memref(m, tp);
	obj = shm_find(m, p->c, true);
	if (!obj) {
		obj = lent_find(m, p->c);
		if (obj && !obj->retrieved)
			return obj->lied ? TEEC_ERROR_BAD_PARAMETERS :
			       bad_param(m, MONITOR_BREACH_COOKIE, p->c,
					 "a parameter refers to memory that is lent and not assigned (OPTEE_MSG_CMD_ASSIGN_PROTMEM)");
		if (obj)
			obj->used_by_ta = true;
	}
	if (!obj)
		return was_lied_about(m, &m->lied_cookies, p->c) ? TEEC_ERROR_BAD_PARAMETERS :
		       bad_param(m, MONITOR_BREACH_COOKIE, p->c,
				 "a parameter refers to memory that is not shared");
	if (!retrieve(m, obj, OPTEE_FMEM_INTERNAL(p->a)))
		return TEEC_ERROR_BAD_PARAMETERS;
	return memref_in_object(m, obj, OPTEE_FMEM_OFFS(p->a) + OPTEE_FMEM_INTERNAL(p->a), p->b,
				tp);
}

/* struct front: a part of memory in an RPC; of nothing if there is none */
void ffa_memref(const struct monitor *m, struct optee_param *p, u32 dir,
		const struct shm_object *obj, u64 offs, u64 size)
{
	(void)m;
	p->attr = (u64)dir | OPTEE_ATTR_RMEM;
	p->a = offs;
	p->b = size;
	p->c = obj ? obj->cookie : OPTEE_FMEM_NONE;
}

/* struct front: the memory that answers SHM_ALLOC, which was shared before */
struct shm_object *ffa_allocated(struct monitor *m, const struct rpc *r, enum shm_kind kind,
				 const struct optee_param *p)
{
	struct shm_object *base = shm_find(m, p->c, true), *obj;
	u32 internal_offs = OPTEE_FMEM_INTERNAL(p->a);

	if (was_lied_about(m, &m->lied_cookies, p->c))
		return NULL;
	if (!base || p->attr & OPTEE_ATTR_NONCONTIG || OPTEE_FMEM_OFFS(p->a) ||
	    internal_offs >= OPTEE_PAGE_SIZE || p->b > base->size - internal_offs) {
		rpc_breach(m, r, MONITOR_BREACH_COOKIE, p->c,
			   "OPTEE_RPC_CMD_SHM_ALLOC: a handle of no memory, or of less (struct optee_msg_param_fmem)");
		return NULL;
	}
	if (!retrieve(m, base, internal_offs))
		return NULL;
	obj = shm_contiguous(m, kind, p->c, 0, p->b);
	if (!obj)
		return NULL;
	obj->page_offs = internal_offs;
	obj->chunk = base->chunk;
	obj->num_pages = base->num_pages;
	obj->base = base;
	base->users++;
	return obj;
}

/* OP-TEE lets go of @obj, if there is one; a TEE result. */
static u32 let_go(struct monitor *m, struct shm_object *obj, u64 handle)
{
	if (!obj) {
		if (!was_lied_about(m, &m->lied_cookies, handle))
			breach(m, MONITOR_BREACH_COOKIE, handle,
			       "OPTEE_FFA_UNREGISTER_SHM of memory that is not shared, OPTEE_FFA_RELEASE_PROTMEM of memory that is not lent");
		return TEEC_ERROR_ITEM_NOT_FOUND;
	}
	if (obj->users) {
		breach(m, MONITOR_BREACH_COOKIE, handle,
		       "OPTEE_FFA_UNREGISTER_SHM or _RELEASE_PROTMEM of memory that a call in progress refers to");
		return TEEC_ERROR_BUSY;
	}
	/* What it has never mapped it does not know. */
	if (!obj->retrieved)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	obj->retrieved = false;
	return TEEC_SUCCESS;
}

/* OPTEE_FFA_UNREGISTER_SHM */
u32 ffa_unregister_shm(struct monitor *m, u64 handle)
{
	struct shm_object *obj = shm_find(m, handle, true);

	if (obj)
		pins_check(m, obj);
	return let_go(m, obj, handle);
}

/* OPTEE_FFA_RELEASE_PROTMEM */
u32 ffa_release_protmem(struct monitor *m, u64 handle)
{
	return let_go(m, lent_find(m, handle), handle);
}
