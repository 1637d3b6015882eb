// SPDX-License-Identifier: GPL-2.0-only
/*
 * How memory is named in the SMC ABI: call arguments in registers, references in
 * parameters, what answers an RPC.
 *
 * OP-TEE SMC ABI (optee_smc.h): OPTEE_SMC_CALL_WITH_ARG and what follows it;
 * OP-TEE message protocol (optee_msg.h): struct optee_msg_param_rmem, _tmem.
 */
#include "smc/smc_private.h"

static void check_unused_registers(struct monitor *m, const u64 *a)
{
	u32 i;

	for (i = 4; i < 7; i++)
		if (a[i])
			breach(m, MONITOR_BREACH_REGISTER, a[i],
			       "a4 to a6 of a call with an argument are not used and must be 0");
	if (a[7])
		breach(m, MONITOR_BREACH_REGISTER, a[7],
		       "a7 is the hypervisor's client id and must be 0 from a driver");
}

/* OPTEE_SMC_CALL_WITH_REGD_ARG: a1, a2 cookie, a3 offset */
static u32 locate_registered(struct monitor *m, const u64 *a, struct buffer *buf)
{
	u64 cookie = reg_pair(a[1], a[2]);

	buf->obj = shm_find(m, cookie, true);
	if (!buf->obj) {
		/* what it asks is not known, and can't be done */
		if (was_lied_about(m, &m->lied_cookies, cookie))
			m->lied_arg = true;
		else
			breach(m, MONITOR_BREACH_COOKIE, cookie,
			       "OPTEE_SMC_CALL_WITH_REGD_ARG with memory that is not registered");
		return OPTEE_RETURN_EBADADDR;
	}
	buf->start = a[3];
	if (a[3] % 8 || a[3] >= buf->obj->size) {
		breach(m, MONITOR_BREACH_ADDRESS, a[3],
		       "OPTEE_SMC_CALL_WITH_REGD_ARG: offset outside the object or not aligned to 8");
		return OPTEE_RETURN_EBADADDR;
	}
	buf->size = buf->obj->size - a[3];
	return OPTEE_RETURN_OK;
}

/*
 * OPTEE_SMC_CALL_WITH_ARG, OPTEE_SMC_CALL_WITH_RPC_ARG: a1, a2 physical address.
 * Outside the static memory OP-TEE OS (std_entry_with_parg()) takes only an
 * argument at the start of a page, and maps that page.
 */
static u32 locate_physical(struct monitor *m, const u64 *a, struct buffer *buf)
{
	u64 pa = reg_pair(a[1], a[2]);

	if (a[3] > OPTEE_SHM_CACHED)
		breach(m, MONITOR_BREACH_REGISTER, a[3],
		       "a3 of a call with an argument is none of OPTEE_SMC_SHM_*");
	buf->obj = NULL;
	buf->start = pa;
	if (in_static_shm(m, pa, 1)) {
		buf->size = m->shm_start + m->shm_size - pa;
		if (!(pa % 8))
			return OPTEE_RETURN_OK;
		breach(m, MONITOR_BREACH_ADDRESS, pa, "a call argument is not aligned to 8 bytes");
		return OPTEE_RETURN_EBADADDR;
	}
	buf->size = OPTEE_PAGE_SIZE;
	if (!(m->caps & OPTEE_CAP_DYNAMIC_SHM))
		breach(m, MONITOR_BREACH_ADDRESS, pa,
		       "a call argument outside the static memory (OPTEE_SMC_SEC_CAP_DYNAMIC_SHM is off)");
	else if (pa % OPTEE_PAGE_SIZE)
		breach(m, MONITOR_BREACH_ADDRESS, pa,
		       "a call argument outside the static memory is not at the start of a page");
	else if (!nw_is_ram(m, pa, OPTEE_PAGE_SIZE))
		breach(m, MONITOR_BREACH_ADDRESS, pa, "a call argument is not in RAM");
	else
		return OPTEE_RETURN_OK;
	return OPTEE_RETURN_EBADADDR;
}

/* struct front: the argument that registers a0..a7 name */
u32 smc_locate(struct monitor *m, const u64 *a, struct arg_place *place)
{
	u32 function = a[0] & 0xffff, ret;
	bool with_rpc = function != OPTEE_YIELD_CALL_WITH_ARG;

	mem_set(place, 0, sizeof(*place));
	check_unused_registers(m, a);
	if ((with_rpc && !(m->caps & OPTEE_CAP_RPC_ARG)) ||
	    (function == OPTEE_YIELD_CALL_WITH_REGD_ARG && !(m->caps & OPTEE_CAP_DYNAMIC_SHM))) {
		breach(m, MONITOR_BREACH_FUNCTION, a[0],
		       "a call with RPC or registered argument without OPTEE_SMC_SEC_CAP_RPC_ARG");
		return OPTEE_RETURN_UNKNOWN;
	}
	if (function == OPTEE_YIELD_CALL_WITH_REGD_ARG)
		ret = locate_registered(m, a, &place->arg);
	else
		ret = locate_physical(m, a, &place->arg);
	return ret ? ret : arg_measure(m, place, with_rpc);
}

/* Registered memory: a offs, b size, c shm_ref */
static u32 take_rmem(struct monitor *m, const struct optee_param *p, struct ta_param *tp)
{
	struct shm_object *obj;

	if (!p->c && !p->a)
		return null_memref(m, tp);
	obj = shm_find(m, p->c, true);
	if (!obj) {
		obj = lent_find(m, p->c);
		if (obj)
			obj->used_by_ta = true;
	}
	if (!obj)
		return was_lied_about(m, &m->lied_cookies, p->c) ? TEEC_ERROR_BAD_PARAMETERS :
		       bad_param(m, MONITOR_BREACH_COOKIE, p->c,
				 "a parameter refers to memory that is not registered");
	return memref_in_object(m, obj, p->a, p->b, tp);
}

/* Temporary memory: a buf_ptr, b size, c shm_ref */
static u32 take_tmem(struct monitor *m, const struct optee_param *p, struct ta_param *tp)
{
	u32 result;

	if (!p->a && !p->c)
		return null_memref(m, tp);
	if (p->attr & OPTEE_ATTR_NONCONTIG) {
		if (!(m->caps & OPTEE_CAP_DYNAMIC_SHM))
			return bad_param(m, MONITOR_BREACH_ATTR, p->attr,
					 "a page list without OPTEE_SMC_SEC_CAP_DYNAMIC_SHM");
		tp->buf.obj = shm_page_list(m, SHM_TEMPORARY, p->c, p->a, p->b, &result);
		if (!tp->buf.obj)
			return result;
		shm_add(m, tp->buf.obj);
		tp->buf.obj->users++;
		tp->buf.size = p->b;
		return TEEC_SUCCESS;
	}
	tp->buf.start = p->a;
	tp->buf.size = p->b;
	tp->cookie = p->c;
	if (in_static_shm(m, p->a, p->b) || in_static_protmem(m, p->a, p->b))
		return TEEC_SUCCESS;
	if (!(m->caps & OPTEE_CAP_UNREGISTERED_SHM) || in_static_shm(m, p->a, 1))
		return bad_param(m, MONITOR_BREACH_ADDRESS, p->a,
				 "temporary memory that is not all in the static memory");
	if (!nw_is_ram(m, p->a, p->b))
		return bad_param(m, MONITOR_BREACH_ADDRESS, p->a, "temporary memory is not RAM");
	return TEEC_SUCCESS;
}

/* struct front: a memory reference of the driver's */
u32 smc_param(struct monitor *m, const struct optee_param *p, struct ta_param *tp)
{
	return (p->attr & 0xc) == OPTEE_ATTR_RMEM ? take_rmem(m, p, tp) : take_tmem(m, p, tp);
}

/*
 * struct front: a part of @obj (NULL: a reference to nothing), by address in static
 * memory, else by cookie
 */
void smc_memref(const struct monitor *m, struct optee_param *p, u32 dir,
		const struct shm_object *obj, u64 offs, u64 size)
{
	bool by_address = !obj || (!obj->chunk && in_static_shm(m, obj->pa, obj->size));

	p->attr = (u64)dir | (by_address ? OPTEE_ATTR_TMEM : OPTEE_ATTR_RMEM);
	p->a = !obj ? 0 : by_address ? obj->pa + offs : offs;
	p->b = size;
	p->c = obj ? obj->cookie : 0;
}

/* struct front: the memory that answers SHM_ALLOC */
struct shm_object *smc_allocated(struct monitor *m, const struct rpc *r, enum shm_kind kind,
				 const struct optee_param *p)
{
	u32 result;

	if (p->attr & OPTEE_ATTR_NONCONTIG)
		return shm_page_list(m, kind, p->c, p->a, p->b, &result);
	if (!in_static_shm(m, p->a, p->b) || p->a % 8) {
		rpc_breach(m, r, MONITOR_BREACH_ADDRESS, p->a,
			   "OPTEE_RPC_CMD_SHM_ALLOC: contiguous memory is in the static memory, aligned to 8");
		return NULL;
	}
	return shm_contiguous(m, kind, p->c, p->a, p->b);
}
