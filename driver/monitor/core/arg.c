// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call arguments: finding struct optee_msg_arg in normal-world memory, and
 * checking it and its parameters.
 *
 * OP-TEE SMC ABI (optee_smc.h): OPTEE_SMC_CALL_WITH_ARG and what follows it;
 * OP-TEE message protocol (optee_msg.h): struct optee_msg_arg.
 */
#include "monitor_private.h"

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

/*
 * arg_locate() - find the argument that registers a0..a7 name
 *
 * Returns OPTEE_RETURN_OK, or what a0 shall say; breaches are recorded.
 */
u32 arg_locate(struct monitor *m, const u64 *a, struct arg_place *place)
{
	u32 function = a[0] & 0xffff, ret;
	bool with_rpc = function != OPTEE_YIELD_CALL_WITH_ARG;
	u64 size;

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
	if (ret)
		return ret;
	if (!buffer_read(m, &place->arg, 0, &place->head, sizeof(place->head))) {
		breach(m, MONITOR_BREACH_ARG, place->arg.size,
		       "no room for a struct optee_msg_arg");
		return OPTEE_RETURN_EBADADDR;
	}
	size = OPTEE_ARG_SIZE(place->head.num_params);
	if (with_rpc) {
		place->rpc = place->arg;
		place->rpc.start += size;
		place->rpc.size = OPTEE_ARG_SIZE(m->rpc_params);
		size += place->rpc.size;
	}
	if (size > place->arg.size) {
		breach(m, MONITOR_BREACH_ARG, place->head.num_params,
		       "num_params: the arguments do not fit into the memory that holds them");
		return OPTEE_RETURN_EBADADDR;
	}
	place->arg.size = OPTEE_ARG_SIZE(place->head.num_params);
	return OPTEE_RETURN_OK;
}

/* Takes a private copy of the argument: what the driver changes later has no effect. */
void arg_read(struct monitor *m, struct thread *t)
{
	u32 n = t->arg.num_params < CALL_PARAMS ? t->arg.num_params : CALL_PARAMS;

	mem_set(t->param, 0, sizeof(t->param));
	buffer_read(m, &t->arg_buf, sizeof(t->arg), t->param, n * sizeof(t->param[0]));
}

/* The cookie of memory that a command is about */
u64 arg_cookie(u32 cmd, const struct optee_param *param)
{
	return param[cmd == OPTEE_CMD_LEND_PROTMEM].c;
}

/* ---- the header --------------------------------------------------------------- */

static void check_unused_field(struct monitor *m, u32 value, const char *text)
{
	if (value)
		breach(m, MONITOR_BREACH_ARG, value, text);
}

static u32 check_count(struct monitor *m, const struct thread *t, u32 count)
{
	if (t->arg.num_params == count)
		return TEEC_SUCCESS;
	breach(m, MONITOR_BREACH_ARG, t->arg.num_params,
	       "num_params is not what this OPTEE_MSG_CMD_* has");
	return TEEC_ERROR_BAD_PARAMETERS;
}

/* A login method and the client UUID that goes with it */
static void check_login(struct monitor *m, const struct optee_param *p)
{
	switch (p->c) {
	case OPTEE_LOGIN_PUBLIC:
	case OPTEE_LOGIN_REE_KERNEL:
		if (p->a || p->b)
			breach(m, MONITOR_BREACH_PARAM, p->a,
			       "the client UUID of a public or kernel login is the nil UUID");
		break;
	case OPTEE_LOGIN_USER:
	case OPTEE_LOGIN_GROUP:
	case OPTEE_LOGIN_APPLICATION:
	case OPTEE_LOGIN_APPLICATION_USER:
	case OPTEE_LOGIN_APPLICATION_GROUP:
		break;
	default:
		breach(m, MONITOR_BREACH_PARAM, p->c, "param[1].c is none of OPTEE_MSG_LOGIN_*");
	}
}

/* OPTEE_MSG_CMD_OPEN_SESSION: two meta parameters come first */
static u32 check_open(struct monitor *m, struct thread *t)
{
	const u64 meta = OPTEE_ATTR(VALUE, IN) | OPTEE_ATTR_META;

	/* one that was opened, and then told to be tried again, has left its number there */
	if (t->arg.session && !was_lied_about(m, &m->lied_sessions, t->arg.session))
		check_unused_field(m, t->arg.session,
				   "session is an output of OPTEE_MSG_CMD_OPEN_SESSION");
	check_unused_field(m, t->arg.func, "func is not used by this OPTEE_MSG_CMD_*");
	if (t->arg.num_params < 2) {
		breach(m, MONITOR_BREACH_ARG, t->arg.num_params,
		       "OPTEE_MSG_CMD_OPEN_SESSION has two meta parameters");
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	if (t->param[0].attr != meta || t->param[1].attr != meta) {
		breach(m, MONITOR_BREACH_ATTR, t->param[0].attr != meta ? t->param[0].attr :
		       t->param[1].attr,
		       "the first two parameters of OPTEE_MSG_CMD_OPEN_SESSION are meta values");
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	if (t->param[0].c)
		breach(m, MONITOR_BREACH_PARAM, t->param[0].c,
		       "param[0].c of OPTEE_MSG_CMD_OPEN_SESSION is not used");
	check_login(m, &t->param[1]);
	return TEEC_SUCCESS;
}

/* Parameters of a command that has always as many */
static u32 count_of(u32 cmd)
{
	switch (cmd) {
	case OPTEE_CMD_REGISTER_SHM:
	case OPTEE_CMD_UNREGISTER_SHM:
	case OPTEE_CMD_RECLAIM_PROTMEM:
	case OPTEE_CMD_ASSIGN_PROTMEM:
		return 1;
	case OPTEE_CMD_LEND_PROTMEM:
	case OPTEE_CMD_GET_PROTMEM_CONFIG:
		return 2;
	}
	return 0;
}

/*
 * arg_check() - check the header for its command
 *
 * Returns a TEE result; fields that the command does not use must be 0, since
 * what is in them otherwise is memory that the driver has not initialised.
 */
u32 arg_check(struct monitor *m, struct thread *t)
{
	const struct optee_header *h = &t->arg;

	check_unused_field(m, h->pad, "pad of struct optee_msg_arg must be 0");
	if (h->cmd == OPTEE_CMD_OPEN_SESSION)
		return check_open(m, t);
	if (h->cmd == OPTEE_CMD_INVOKE_COMMAND)
		return TEEC_SUCCESS;
	check_unused_field(m, h->func, "func is not used by this OPTEE_MSG_CMD_*");
	if (h->cmd != OPTEE_CMD_CANCEL)
		check_unused_field(m, h->cancel_id,
				   "cancel_id is not used by this OPTEE_MSG_CMD_*");
	if (h->cmd != OPTEE_CMD_CANCEL && h->cmd != OPTEE_CMD_CLOSE_SESSION)
		check_unused_field(m, h->session, "session is not used by this OPTEE_MSG_CMD_*");
	return check_count(m, t, count_of(h->cmd));
}

/* ---- parameters --------------------------------------------------------------- */

static u32 bad_param(struct monitor *m, enum monitor_breach_kind kind, u64 value,
		     const char *text)
{
	breach(m, kind, value, text);
	return TEEC_ERROR_BAD_PARAMETERS;
}

static u32 null_memref(struct monitor *m, struct ta_param *tp)
{
	tp->null = true;
	if (tp->size && !(m->caps & OPTEE_CAP_MEMREF_NULL))
		return bad_param(m, MONITOR_BREACH_PARAM, tp->size,
				 "a NULL reference with a size without OPTEE_SMC_SEC_CAP_MEMREF_NULL");
	return TEEC_SUCCESS;
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
	if (p->a > obj->size || p->b > obj->size - p->a)
		return bad_param(m, MONITOR_BREACH_PARAM, p->a + p->b,
				 "a memory reference reaches beyond its object");
	pins_check(m, obj);
	tp->buf.obj = obj;
	tp->buf.start = p->a;
	tp->buf.size = p->b;
	obj->users++;
	return TEEC_SUCCESS;
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

/*
 * attr_check() - check what an attribute has beside its type
 * @allowed: bits that this parameter may have
 *
 * OP-TEE message protocol (optee_msg.h), OPTEE_MSG_ATTR_CACHE_MASK: predefined, or
 * with the SMC ABI a value of OPTEE_SMC_SHM_*, of which there is but one.
 */
bool attr_check(struct monitor *m, u64 attr, u64 allowed)
{
	if (attr & ~OPTEE_ATTR_TYPE_MASK & ~allowed) {
		breach(m, MONITOR_BREACH_ATTR, attr,
		       "an attribute with bits that its parameter does not have (OPTEE_MSG_ATTR_*)");
		return false;
	}
	if ((attr & OPTEE_ATTR_CACHE_BITS) >> OPTEE_ATTR_CACHE_SHIFT > OPTEE_SHM_CACHED) {
		breach(m, MONITOR_BREACH_ATTR, attr,
		       "the memory type of a reference is none of OPTEE_SMC_SHM_* (OPTEE_MSG_ATTR_CACHE_MASK)");
		return false;
	}
	return true;
}

static u32 take_param(struct monitor *m, const struct optee_param *p, struct ta_param *tp)
{
	u64 type = p->attr & OPTEE_ATTR_TYPE_MASK;
	u32 class = type & 0xc, dir = type & 3;

	if (type > OPTEE_ATTR(TMEM, INOUT) || (class && !dir))
		return bad_param(m, MONITOR_BREACH_ATTR, p->attr,
				 "the attribute of a parameter is none of OPTEE_MSG_ATTR_TYPE_*");
	if (!attr_check(m, p->attr, class == OPTEE_ATTR_TMEM ?
			OPTEE_ATTR_NONCONTIG | OPTEE_ATTR_CACHE_BITS : 0))
		return TEEC_ERROR_BAD_PARAMETERS;
	tp->dir = (u8)dir;
	tp->class = class == OPTEE_ATTR_TMEM ? OPTEE_ATTR_RMEM : (u8)class;
	if (!dir) {
		if (p->a || p->b || p->c)
			breach(m, MONITOR_BREACH_PARAM, p->a,
			       "a parameter of type NONE with something in it");
		return TEEC_SUCCESS;
	}
	if (class == OPTEE_ATTR_VALUE) {
		tp->a = p->a;
		tp->b = p->b;
		tp->c = p->c;
		return TEEC_SUCCESS;
	}
	tp->size = p->b;
	return class == OPTEE_ATTR_RMEM ? take_rmem(m, p, tp) : take_tmem(m, p, tp);
}

/*
 * arg_params() - make the parameters from number @first on those of the TA
 *
 * More parameters than a TA can have are the client's fault, not the driver's.
 */
u32 arg_params(struct monitor *m, struct thread *t, u32 first)
{
	u32 i, ret, result = TEEC_SUCCESS;

	t->num_p = t->arg.num_params - first;
	if (t->num_p > TA_PARAMS) {
		t->num_p = 0;
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	mem_set(t->p, 0, sizeof(t->p));
	for (i = 0; i < t->num_p; i++) {
		ret = take_param(m, &t->param[first + i], &t->p[i]);
		if (ret)
			result = ret;
		else
			check_param_overlap(m, t, i, t->p[i].buf.obj ? 0 : t->param[first + i].c);
		if (t->p[i].buf.obj && t->session &&
		    (t->session->ta == MONITOR_TA_RNG || t->session->ta == MONITOR_TA_RTC))
			t->p[i].buf.obj->bus_client = true;
	}
	return result;
}

/* The call is over: it refers to no memory any more. */
void params_release(struct monitor *m, struct thread *t)
{
	struct shm_object *obj;
	u32 i;

	for (i = 0; i < TA_PARAMS; i++) {
		obj = t->p[i].buf.obj;
		t->p[i].buf.obj = NULL;
		if (!obj)
			continue;
		obj->users--;
		if (obj->kind == SHM_TEMPORARY)
			shm_drop(m, obj);
	}
}

static u64 arg_field(u32 field)
{
	return (u64)field * sizeof(u32);
}

static void poke_arg(struct monitor *m, struct thread *t, const struct poke *poke)
{
	u64 param = OPTEE_ARG_SIZE(poke->param);
	u32 word = (u32)poke->value;

	switch (poke->place) {
	case MONITOR_POKE_CMD:
		buffer_write(m, &t->arg_buf, arg_field(0), &word, sizeof(word));
		break;
	case MONITOR_POKE_SESSION:
		buffer_write(m, &t->arg_buf, arg_field(2), &word, sizeof(word));
		break;
	case MONITOR_POKE_RET:
		buffer_write(m, &t->arg_buf, arg_field(5), &word, sizeof(word));
		break;
	case MONITOR_POKE_ORIGIN:
		buffer_write(m, &t->arg_buf, arg_field(6), &word, sizeof(word));
		break;
	case MONITOR_POKE_NUM_PARAMS:
		buffer_write(m, &t->arg_buf, arg_field(7), &word, sizeof(word));
		break;
	case MONITOR_POKE_PARAM_ATTR:
	case MONITOR_POKE_PARAM_A:
	case MONITOR_POKE_PARAM_B:
	case MONITOR_POKE_PARAM_C:
		param += 8ull * (poke->place - MONITOR_POKE_PARAM_ATTR);
		buffer_write(m, &t->arg_buf, param, &poke->value, sizeof(poke->value));
		break;
	}
}

/* Answers: results, the session, values and sizes that go out. Nothing else is touched. */
void arg_write_back(struct monitor *m, struct thread *t)
{
	u32 first = t->arg.cmd == OPTEE_CMD_OPEN_SESSION ? 2 : 0, i;
	u32 result[2] = { t->ret, t->origin };
	const struct ta_param *p;
	u64 at, value[3];

	buffer_write(m, &t->arg_buf, arg_field(5), result, sizeof(result));
	if (t->arg.cmd == OPTEE_CMD_OPEN_SESSION)
		buffer_write(m, &t->arg_buf, arg_field(2), &t->arg.session, sizeof(u32));
	for (i = 0; i < t->num_p; i++) {
		p = &t->p[i];
		at = OPTEE_ARG_SIZE(first + i) + sizeof(u64);
		if (!(p->dir & OPTEE_DIR_OUT))
			continue;
		if (p->class == OPTEE_ATTR_VALUE) {
			value[0] = p->a;
			value[1] = p->b;
			value[2] = p->c;
			buffer_write(m, &t->arg_buf, at, value, sizeof(value));
		} else {
			buffer_write(m, &t->arg_buf, at + sizeof(u64), &p->size, sizeof(p->size));
		}
	}
	for (i = POKE_EARLY; i <= POKE_RETURN; i++)
		if (t->poke[i].set)
			poke_arg(m, t, &t->poke[i]);
}
