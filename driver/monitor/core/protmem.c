// SPDX-License-Identifier: GPL-2.0-only
/*
 * Protected memory: what the normal world lends, and asks back.
 *
 * While it is lent only the secure world and its devices use it. It is filled here, so
 * that one who writes to it shows, and is cleared before the normal world has it again.
 *
 * OP-TEE message protocol (optee_msg.h): OPTEE_MSG_CMD_GET_PROTMEM_CONFIG,
 * OPTEE_MSG_CMD_LEND_PROTMEM, OPTEE_MSG_CMD_RECLAIM_PROTMEM,
 * OPTEE_MSG_CMD_ASSIGN_PROTMEM; OP-TEE OS, core/tee/entry_std.c.
 */
#include "monitor_private.h"

#define LENT_FILL	0xa9u

/* The object with this cookie that is lent */
struct shm_object *lent_find(struct monitor *m, u64 cookie)
{
	struct shm_object *obj;

	for (obj = m->objects; obj; obj = obj->next)
		if (obj->kind == SHM_LENT && obj->cookie == cookie)
			return obj;
	return NULL;
}

/* Is it all in the memory that OPTEE_SMC_GET_PROTMEM_CONFIG told of? */
bool in_static_protmem(const struct monitor *m, u64 pa, u64 size)
{
	return m->protmem_size && pa >= m->protmem_start && size <= m->protmem_size &&
	       pa - m->protmem_start <= m->protmem_size - size;
}

static u32 bad(struct monitor *m, enum monitor_breach_kind kind, u64 value, const char *text)
{
	breach(m, kind, value, text);
	return TEEC_ERROR_BAD_PARAMETERS;
}

/* What this secure world wants for a use, NULL: it does not know the use */
static const struct monitor_protmem *config_of(const struct monitor *m, u64 use)
{
	if (!use || use > MONITOR_PROTMEM_USES || !m->config.protmem[use - 1].pa_width)
		return NULL;
	return &m->config.protmem[use - 1];
}

/* ---- OPTEE_MSG_CMD_GET_PROTMEM_CONFIG ------------------------------------------- */

/* With the SMC ABI there are no memory attributes, so the list of them is empty. */
static u32 list_attrs(struct monitor *m, const struct monitor_protmem *config, struct ta_param *p)
{
	u64 room = p->size;

	p->size = m->front->lends ? 0 : config->num_attrs * sizeof(config->attrs[0]);
	if (p->size > room)
		return TEEC_ERROR_SHORT_BUFFER;
	if (p->size && !p->null && !buffer_write(m, &p->buf, 0, config->attrs, (size_t)p->size))
		return TEEC_ERROR_BAD_PARAMETERS;
	return TEEC_SUCCESS;
}

static u32 get_config(struct monitor *m, struct thread *t)
{
	const struct monitor_protmem *config;
	u32 ret = arg_params(m, t, 0);
	u64 use = t->param[0].a;

	if (ret)
		return ret;
	if (t->p[0].class != OPTEE_ATTR_VALUE || t->p[0].dir != OPTEE_DIR_INOUT ||
	    t->p[1].class != OPTEE_ATTR_RMEM || t->p[1].dir != OPTEE_DIR_OUT) {
		t->num_p = 0;
		return bad(m, MONITOR_BREACH_ATTR, t->param[0].attr,
			   "OPTEE_MSG_CMD_GET_PROTMEM_CONFIG has a value, inout, and memory, output");
	}
	if (t->param[0].b || t->param[0].c)
		breach(m, MONITOR_BREACH_PARAM, t->param[0].b | t->param[0].c,
		       "OPTEE_MSG_CMD_GET_PROTMEM_CONFIG: b and c of the value are outputs");
	if (!use || use > MONITOR_PROTMEM_USES)
		return bad(m, MONITOR_BREACH_PARAM, use,
			   "a use that is none of OPTEE_MSG_PROTMEM_*");
	config = config_of(m, use);
	if (!config)
		return TEEC_ERROR_NOT_SUPPORTED;
	t->p[0].a = config->min_size;
	t->p[0].b = config->align;
	t->p[0].c = config->pa_width;
	return list_attrs(m, config, &t->p[1]);
}

/* ---- OPTEE_MSG_CMD_LEND_PROTMEM ------------------------------------------------- */

static bool objects_meet(const struct shm_object *a, const struct shm_object *b)
{
	u64 offs;

	for (offs = 0; offs < a->size; offs += OPTEE_PAGE_SIZE)
		if (has_page(b, shm_pa(a, offs) & ~(OPTEE_PAGE_SIZE - 1ull)))
			return true;
	return false;
}

/* What is lent is nobody else's: of it nothing is lent, shared, or an argument. */
static bool is_used_otherwise(struct monitor *m, const struct shm_object *mine)
{
	const struct shm_object *obj;
	const struct thread *u;

	for (obj = m->objects; obj; obj = obj->next) {
		if (obj->lied || obj->old || !objects_meet(mine, obj))
			continue;
		breach(m, MONITOR_BREACH_ADDRESS, obj->cookie, obj->kind == SHM_LENT ?
		       "memory is lent twice (OPTEE_MSG_CMD_LEND_PROTMEM)" :
		       "memory is lent that is shared (OPTEE_MSG_CMD_LEND_PROTMEM)");
		return true;
	}
	for (u = m->threads; u < m->threads + m->threads_end; u++) {
		if (u->state == THREAD_FREE || u->old || u->arg_buf.obj ||
		    !has_page(mine, u->arg_buf.start & ~(OPTEE_PAGE_SIZE - 1ull)))
			continue;
		breach(m, MONITOR_BREACH_ADDRESS, u->arg_buf.start,
		       "memory is lent that has a call argument (OPTEE_MSG_CMD_LEND_PROTMEM)");
		return true;
	}
	return false;
}

/* Size, alignment and width are as they were told, unless a lie was told of them. */
static u32 check_fit(struct monitor *m, const struct monitor_protmem *config, u64 pa, u64 size)
{
	u64 align = config->align > OPTEE_PAGE_SIZE ? config->align : OPTEE_PAGE_SIZE;
	bool fits = size && size >= config->min_size && !(size % align) && !(pa % align);
	u32 width = config->pa_width;

	if (fits && (width >= 64 || !((pa + size - 1) >> width)))
		return TEEC_SUCCESS;
	if (m->lied_protmem) {
		m->stats.excused++;
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	return bad(m, MONITOR_BREACH_PARAM, fits ? pa : size, fits ?
		   "an address of more bits than OPTEE_MSG_CMD_GET_PROTMEM_CONFIG allows" :
		   "less, or less aligned, than OPTEE_MSG_CMD_GET_PROTMEM_CONFIG wants");
}

static u32 check_range(struct monitor *m, const struct monitor_protmem *config, u64 pa, u64 size)
{
	if (!nw_is_ram(m, pa, size) || in_static_shm(m, pa, 1))
		return bad(m, MONITOR_BREACH_ADDRESS, pa,
			   "OPTEE_MSG_CMD_LEND_PROTMEM of what is not RAM");
	return check_fit(m, config, pa, size);
}

static bool fill(struct monitor *m, const struct shm_object *obj, u8 value)
{
	struct buffer all = { .obj = (struct shm_object *)obj, .size = obj->size };
	u64 offs, n;
	void *p;

	for (offs = 0; offs < obj->size; offs += n) {
		p = buffer_map(m, &all, offs, &n);
		if (!p)
			return false;
		mem_set(p, value, n);
	}
	return true;
}

/* lent_begin() - @obj is lent from now on; false: it can't be reached */
bool lent_begin(struct monitor *m, struct shm_object *obj)
{
	return fill(m, obj, LENT_FILL);
}

static u32 lend(struct monitor *m, const struct optee_param *use, const struct optee_param *mem)
{
	const struct monitor_protmem *config = config_of(m, use->a);
	struct shm_object *obj;
	u32 ret;

	if (use->attr != OPTEE_ATTR(VALUE, IN) || mem->attr != OPTEE_ATTR(TMEM, IN))
		return bad(m, MONITOR_BREACH_ATTR,
			   use->attr != OPTEE_ATTR(VALUE, IN) ? use->attr : mem->attr,
			   "OPTEE_MSG_CMD_LEND_PROTMEM has a value and temporary memory, inputs");
	if (use->b || use->c)
		breach(m, MONITOR_BREACH_PARAM, use->b | use->c,
		       "OPTEE_MSG_CMD_LEND_PROTMEM: b and c of the value are not used");
	if (!config)
		return m->lied_protmem ? TEEC_ERROR_BAD_PARAMETERS :
		       bad(m, MONITOR_BREACH_PARAM, use->a,
			   "memory is lent for a use that OPTEE_MSG_CMD_GET_PROTMEM_CONFIG does not know");
	obj = lent_find(m, mem->c);
	if (obj && obj->lied && !obj->users)
		shm_drop(m, obj);
	if (!mem->c || lent_find(m, mem->c) || shm_find(m, mem->c, true))
		return bad(m, MONITOR_BREACH_COOKIE, mem->c,
			   "OPTEE_MSG_CMD_LEND_PROTMEM with a reference that is 0 or in use");
	ret = check_range(m, config, mem->a, mem->b);
	if (ret)
		return ret;
	obj = shm_contiguous(m, SHM_LENT, mem->c, mem->a, mem->b);
	if (!obj)
		return TEEC_ERROR_OUT_OF_MEMORY;
	if (is_used_otherwise(m, obj) || !lent_begin(m, obj)) {
		shm_drop(m, obj);
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	shm_add(m, obj);
	return TEEC_SUCCESS;
}

/* ---- OPTEE_MSG_CMD_RECLAIM_PROTMEM ---------------------------------------------- */

/* TAs of this monitor that were given it may have written; the normal world must not. */
static void check_untouched(struct monitor *m, struct shm_object *obj)
{
	struct buffer all = { .obj = obj, .size = obj->size };
	u64 offs, n, i;
	const u8 *p;

	for (offs = 0; offs < obj->size && !obj->used_by_ta && !obj->lied; offs += n) {
		p = buffer_map(m, &all, offs, &n);
		for (i = 0; p && i < n && p[i] == LENT_FILL; i++)
			;
		if (!p || i == n)
			continue;
		breach(m, MONITOR_BREACH_ADDRESS, obj->pa + offs + i,
		       "the normal world has written to memory that it lent (OPTEE_MSG_CMD_LEND_PROTMEM)");
		return;
	}
}

/* lent_end() - the normal world has @obj again */
void lent_end(struct monitor *m, struct shm_object *obj)
{
	check_untouched(m, obj);
	fill(m, obj, 0);
	shm_drop(m, obj);
}

/* optee_msg.h says that it is a value; OP-TEE OS (reclaim_protmem()) wants RMEM_INPUT. */
static u32 reclaim(struct monitor *m, const struct optee_param *p)
{
	struct shm_object *obj;

	if (p->attr != OPTEE_ATTR(RMEM, IN))
		return bad(m, MONITOR_BREACH_ATTR, p->attr,
			   "OPTEE_MSG_CMD_RECLAIM_PROTMEM wants OPTEE_MSG_ATTR_TYPE_RMEM_INPUT (entry_std.c)");
	if (p->a || p->b)
		breach(m, MONITOR_BREACH_PARAM, p->a | p->b,
		       "OPTEE_MSG_CMD_RECLAIM_PROTMEM: offs and size must be 0");
	obj = lent_find(m, p->c);
	if (!obj) {
		if (!was_lied_about(m, &m->lied_cookies, p->c))
			breach(m, MONITOR_BREACH_COOKIE, p->c,
			       "OPTEE_MSG_CMD_RECLAIM_PROTMEM of what is not lent");
		return TEEC_ERROR_ITEM_NOT_FOUND;
	}
	if (obj->users) {
		breach(m, MONITOR_BREACH_COOKIE, p->c,
		       "OPTEE_MSG_CMD_RECLAIM_PROTMEM of memory that a call in progress refers to");
		return TEEC_ERROR_BUSY;
	}
	lent_end(m, obj);
	return TEEC_SUCCESS;
}

/* ---- OPTEE_MSG_CMD_ASSIGN_PROTMEM ----------------------------------------------- */

/* What FFA_MEM_LEND has lent; OP-TEE has it for the use until OPTEE_FFA_RELEASE_PROTMEM. */
static u32 assign(struct monitor *m, const struct optee_param *p)
{
	const struct monitor_protmem *config = config_of(m, p->b);
	struct shm_object *obj = lent_find(m, p->a);
	u32 ret;

	if (p->attr != OPTEE_ATTR(VALUE, IN))
		return bad(m, MONITOR_BREACH_ATTR, p->attr,
			   "OPTEE_MSG_CMD_ASSIGN_PROTMEM has a value, input");
	if (p->c)
		breach(m, MONITOR_BREACH_PARAM, p->c,
		       "OPTEE_MSG_CMD_ASSIGN_PROTMEM: c of the value is not used");
	if (!obj)
		return was_lied_about(m, &m->lied_cookies, p->a) ? TEEC_ERROR_ITEM_NOT_FOUND :
		       bad(m, MONITOR_BREACH_COOKIE, p->a,
			   "OPTEE_MSG_CMD_ASSIGN_PROTMEM of what is not lent");
	if (obj->retrieved)
		return bad(m, MONITOR_BREACH_COOKIE, p->a,
			   "OPTEE_MSG_CMD_ASSIGN_PROTMEM of what is assigned");
	if (!config || !(obj->uses & 1u << (p->b - 1)))
		return m->lied_protmem ? TEEC_ERROR_BAD_PARAMETERS :
		       bad(m, MONITOR_BREACH_PARAM, p->b, config ?
			   "memory is assigned to a use for which it was not lent" :
			   "memory is assigned to a use that OPTEE_MSG_CMD_GET_PROTMEM_CONFIG does not know");
	ret = check_fit(m, config, shm_pa(obj, 0), obj->size);
	if (!ret)
		obj->retrieved = true;
	return ret;
}

/* ---- commands ------------------------------------------------------------------- */

/**
 * protmem_offered() - is a command about protected memory one of this secure world's?
 * @m:		the secure world
 * @cmd:	OPTEE_MSG_CMD_*
 *
 * OPTEE_MSG_CMD_ASSIGN_PROTMEM is FF-A's, with which memory is lent in another way.
 */
bool protmem_offered(const struct monitor *m, u32 cmd)
{
	if (!(m->caps & OPTEE_CAP_DYNAMIC_PROTMEM))
		return false;
	switch (cmd) {
	case OPTEE_CMD_LEND_PROTMEM:
	case OPTEE_CMD_RECLAIM_PROTMEM:
		return m->front->lends;
	case OPTEE_CMD_ASSIGN_PROTMEM:
		return !m->front->lends;
	}
	return cmd == OPTEE_CMD_GET_PROTMEM_CONFIG;
}

/** protmem_command() - do what the call in @t asks for; returns a TEE result */
u32 protmem_command(struct monitor *m, struct thread *t)
{
	u32 ret = arg_check(m, t);

	if (ret)
		return ret;
	if (!protmem_offered(m, t->arg.cmd))
		return bad(m, MONITOR_BREACH_FUNCTION, t->arg.cmd,
			   "protected memory that is not offered (OPTEE_SMC_SEC_CAP_DYNAMIC_PROTMEM), or in the other ABI's way");
	if (t->arg.cmd == OPTEE_CMD_GET_PROTMEM_CONFIG)
		return get_config(m, t);
	if (t->arg.cmd == OPTEE_CMD_ASSIGN_PROTMEM)
		return assign(m, &t->param[0]);
	if (t->arg.cmd == OPTEE_CMD_LEND_PROTMEM)
		return lend(m, &t->param[0], &t->param[1]);
	return reclaim(m, &t->param[0]);
}

/** protmem_refused() - the driver is told that memory it asks back stays lent */
void protmem_refused(struct monitor *m, u64 cookie)
{
	struct shm_object *obj = lent_find(m, cookie);

	if (obj)
		obj->kept = true;
}
