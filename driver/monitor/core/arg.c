// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call arguments: struct optee_msg_arg in normal-world memory, where the front has
 * found it, and its parameters.
 *
 * OP-TEE message protocol (optee_msg.h): struct optee_msg_arg.
 */
#include "monitor_private.h"

/*
 * arg_measure() - read the header of the argument that was found in @place->arg
 * @with_rpc: the RPC argument is behind it
 *
 * Returns OPTEE_RETURN_OK, or why it is none; breaches are recorded.
 */
u32 arg_measure(struct monitor *m, struct arg_place *place, bool with_rpc)
{
	u64 size;

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
	return cmd == OPTEE_CMD_ASSIGN_PROTMEM ? param[0].a :
	       param[cmd == OPTEE_CMD_LEND_PROTMEM].c;
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

u32 bad_param(struct monitor *m, enum monitor_breach_kind kind, u64 value, const char *text)
{
	breach(m, kind, value, text);
	return TEEC_ERROR_BAD_PARAMETERS;
}

u32 null_memref(struct monitor *m, struct ta_param *tp)
{
	tp->null = true;
	if (tp->size && !(m->caps & OPTEE_CAP_MEMREF_NULL))
		return bad_param(m, MONITOR_BREACH_PARAM, tp->size,
				 "a NULL reference with a size without OPTEE_SMC_SEC_CAP_MEMREF_NULL");
	return TEEC_SUCCESS;
}

/* The part of an object that a parameter refers to */
u32 memref_in_object(struct monitor *m, struct shm_object *obj, u64 offs, u64 size,
		     struct ta_param *tp)
{
	if (offs > obj->size || size > obj->size - offs)
		return bad_param(m, MONITOR_BREACH_PARAM, offs + size,
				 "a memory reference reaches beyond its object");
	pins_check(m, obj);
	tp->buf.obj = obj;
	tp->buf.start = offs;
	tp->buf.size = size;
	obj->users++;
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
	return m->front->param(m, p, tp);
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
