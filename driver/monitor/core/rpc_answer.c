// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver answers to RPCs: taking it over, and checking it.
 *
 * OP-TEE RPC commands (optee_rpc_cmd.h); OP-TEE SMC ABI (optee_smc.h):
 * OPTEE_SMC_RETURN_RPC_ALLOC. What was asked with a lie in it is not judged.
 */
#include "monitor_private.h"

#define NSEC_PER_SEC	1000000000ull
#define NSEC_PER_MSEC	1000000ull

void rpc_breach(struct monitor *m, const struct rpc *r, enum monitor_breach_kind kind, u64 value,
		const char *text)
{
	if (!r->lied)
		breach(m, kind, value, text);
	else
		m->stats.excused++;
}

/* Memory for the RPC argument: in the static memory, or at the start of a page */
static bool alloc_address_ok(struct monitor *m, const struct rpc *r, u64 pa)
{
	if (in_static_shm(m, pa, r->size))
		return !(pa % 8);
	return m->caps & OPTEE_CAP_DYNAMIC_SHM && !(pa % OPTEE_PAGE_SIZE) &&
	       nw_is_ram(m, pa, r->size);
}

/* Answer to ALLOC: physical address, 0: none; cookie */
void rpc_answer_alloc(struct monitor *m, struct rpc *r, u64 pa, u64 cookie)
{
	r->ret = TEEC_ERROR_OUT_OF_MEMORY;
	if (!pa)
		return;
	if (!r->size) {
		breach(m, MONITOR_BREACH_RPC, pa,
		       "OPTEE_SMC_RETURN_RPC_ALLOC of size 0 answers address 0");
		return;
	}
	if (!alloc_address_ok(m, r, pa)) {
		breach(m, MONITOR_BREACH_ADDRESS, pa,
		       "OPTEE_SMC_RETURN_RPC_ALLOC: memory that is no RAM, too small or not aligned");
		return;
	}
	if (!cookie || shm_find(m, cookie, false)) {
		breach(m, MONITOR_BREACH_COOKIE, cookie,
		       "OPTEE_SMC_RETURN_RPC_ALLOC: a cookie that is 0 or in use");
		return;
	}
	r->obj = shm_contiguous(m, SHM_RPC_ARG, cookie, pa, r->size);
	if (!r->obj)
		return;
	r->obj->owner = MONITOR_ANY;
	shm_add(m, r->obj);
	check_object_overlap(m, r->obj);
	r->ret = TEEC_SUCCESS;
}

void rpc_answer_free(struct monitor *m, struct rpc *r)
{
	if (r->obj && r->lied)
		r->obj->lied = true;
	else if (r->obj)
		shm_drop(m, r->obj);
	r->obj = NULL;
	r->ret = TEEC_SUCCESS;
}

/* ---- commands ------------------------------------------------------------------ */

/*
 * SHM_ALLOC: memref[0] is the buffer. The supplicant chooses memory of the type
 * for applications, so its size, alignment and being in use already are not the
 * driver's doing; the kernel's own memory is.
 */
static void answer_shm_alloc(struct monitor *m, struct thread *t, struct rpc *r)
{
	u64 asked = r->param[0].b, align = r->param[0].c;
	enum shm_kind kind = r->param[0].a == OPTEE_RPC_SHM_APPL ? SHM_RPC_APPL : SHM_RPC_KERNEL;
	struct shm_object *known, *obj;
	struct optee_param p;

	buffer_read(m, &t->rpc_buf, sizeof(struct optee_header), &p, sizeof(p));
	if ((p.attr & ~OPTEE_ATTR_NONCONTIG) != m->front->alloc_attr) {
		rpc_breach(m, r, MONITOR_BREACH_RPC, p.attr,
			   "OPTEE_RPC_CMD_SHM_ALLOC answers OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT, FMEM_OUTPUT over FF-A");
		goto fail;
	}
	known = shm_find(m, p.c, false);
	if (!p.c || (known && kind == SHM_RPC_KERNEL)) {
		rpc_breach(m, r, MONITOR_BREACH_COOKIE, p.c,
			   "OPTEE_RPC_CMD_SHM_ALLOC: a reference that is 0 or in use");
		goto fail;
	}
	if (p.b < asked && kind == SHM_RPC_KERNEL) {
		rpc_breach(m, r, MONITOR_BREACH_RPC, p.b,
			   "OPTEE_RPC_CMD_SHM_ALLOC: a buffer smaller than asked for");
		goto fail;
	}
	t->page_list = list_page(&p);
	t->listed = listed_pages(&p);
	obj = m->front->allocated(m, r, kind, &p);
	if (!obj)
		goto fail;
	known = shm_find(m, p.c, true);
	if (known && !known->lied && !shm_same_pages(known, obj))
		rpc_breach(m, r, MONITOR_BREACH_COOKIE, p.c,
			   "OPTEE_RPC_CMD_SHM_ALLOC: the reference of other memory that is registered");
	if (kind == SHM_RPC_KERNEL && align > 1 && (obj->chunk ? obj->page_offs : obj->pa) % align)
		rpc_breach(m, r, MONITOR_BREACH_RPC, p.a,
			   "OPTEE_RPC_CMD_SHM_ALLOC: a buffer that is not aligned as asked for");
	obj->owner = t->index;
	shm_add(m, obj);
	check_object_overlap(m, obj);
	r->obj = obj;
	if (p.b < asked)
		r->ret = TEEC_ERROR_OUT_OF_MEMORY;
	return;
fail:
	r->ret = TEEC_ERROR_OUT_OF_MEMORY;
}

/* A supplicant may give the same memory twice: then the one that is meant. */
static struct shm_object *freed_object(struct monitor *m, const struct rpc *r)
{
	struct shm_object *obj;

	for (obj = m->objects; obj; obj = obj->next)
		if (obj == r->obj && obj->cookie == r->param[0].b)
			return obj;
	return shm_find(m, r->param[0].b, false);
}

/* What was asked for may have been nonsense, which is refused. */
static bool frees_properly(const struct rpc *r, const struct shm_object *obj)
{
	enum shm_kind kind = r->param[0].a == OPTEE_RPC_SHM_KERNEL ? SHM_RPC_KERNEL : SHM_RPC_APPL;

	return r->num_params == 1 && r->dirs[0] == OPTEE_ATTR(VALUE, IN) &&
	       r->param[0].a <= OPTEE_RPC_SHM_KERNEL && obj->kind == kind;
}

/* An RPC leaves: memory that it gives back may be freed before it returns. */
void rpc_gives_back(struct monitor *m, const struct rpc *r)
{
	struct shm_object *obj = NULL;

	if (r->func == MONITOR_RPC_FREE)
		obj = r->obj;
	else if (r->func == OPTEE_RPC_SHM_FREE && r->num_params)
		obj = freed_object(m, r);
	if (!obj)
		return;
	obj->given_back = true;
	if (obj->base && frees_properly(r, obj))
		shm_disown(m, obj);
}

static void answer_shm_free(struct monitor *m, struct rpc *r)
{
	struct shm_object *obj = freed_object(m, r);

	if (obj && r->ret && !frees_properly(r, obj)) {
		obj->given_back = false;
		return;
	}
	if (r->ret && obj)
		rpc_breach(m, r, MONITOR_BREACH_RPC, r->ret,
			   "OPTEE_RPC_CMD_SHM_FREE of memory that an RPC gave fails");
	if (obj && r->lied)
		obj->lied = true;
	else if (obj)
		shm_drop(m, obj);
}

static bool same_type(u64 sent, u64 got)
{
	u64 class = sent & 0xc, got_class = got & 0xc;

	/* Nonsense may come back as it is. */
	if (got == sent)
		return true;
	if ((sent & 3) != (got & 3) || got & ~OPTEE_ATTR_TYPE_MASK)
		return false;
	/* Registered memory may come back by address and the other way around. */
	return class == got_class || (class && got_class && got_class != 0xc);
}

/*
 * A parameter as the driver got it (@sent) and gave it back: what is an input stays
 * as it is, and what is an output was set. optee_rpc_cmd.h says which is which.
 */
static void check_param(struct monitor *m, const struct rpc *r, u64 attr,
			const struct optee_param *sent, const struct optee_param *got)
{
	bool by_driver = rpc_by_driver(m, r->func) && !r->ret;

	if (attr & 0xc) {
		if (got->c != sent->c || (!((got->attr ^ attr) & 0xc) && got->a != sent->a))
			rpc_breach(m, r, MONITOR_BREACH_RPC, got->c,
				   "the answer to an RPC names other memory than the request");
		if (!(attr & OPTEE_DIR_OUT) && got->b != sent->b)
			rpc_breach(m, r, MONITOR_BREACH_RPC, got->b,
				   "the answer to an RPC changes the size of an input");
		if (attr & OPTEE_DIR_OUT && by_driver && got->b > sent->b)
			rpc_breach(m, r, MONITOR_BREACH_RPC, got->b,
				   "the answer to an RPC has more bytes than its buffer");
	} else if (attr == OPTEE_ATTR(VALUE, IN)) {
		if (got->a != sent->a || got->b != sent->b || got->c != sent->c)
			rpc_breach(m, r, MONITOR_BREACH_RPC, got->a,
				   "the answer to an RPC changes an input");
	} else if (attr == OPTEE_ATTR(VALUE, OUT)) {
		if (by_driver && sent->a == RPC_VALUE_UNSET && got->a == sent->a)
			rpc_breach(m, r, MONITOR_BREACH_RPC, r->func,
				   "an RPC comes back with success and a result that was not set");
	}
}

/* Takes over outputs; a parameter keeps its type and names the same memory. */
static void answer_params(struct monitor *m, struct thread *t, struct rpc *r)
{
	struct optee_param p;
	u32 i;

	for (i = 0; i < r->num_params; i++) {
		buffer_read(m, &t->rpc_buf, OPTEE_ARG_SIZE(i), &p, sizeof(p));
		if (!same_type(r->dirs[i], p.attr)) {
			rpc_breach(m, r, MONITOR_BREACH_RPC, p.attr,
				   "the answer to an RPC changes the type of a parameter");
			continue;
		}
		check_param(m, r, r->dirs[i], &r->param[i], &p);
		if (!(p.attr & OPTEE_DIR_OUT))
			continue;
		if (r->dirs[i] & 0xc) {
			r->param[i].b = p.b;
		} else {
			r->param[i].a = p.a == RPC_VALUE_UNSET ? 0 : p.a;
			r->param[i].b = p.b;
			r->param[i].c = p.c;
		}
	}
}

/*
 * A TA can have the secure world ask the driver to free what it has for its own
 * RPCs. Nothing in there can be read or judged from then on; whoever had it asks
 * for new memory the next time.
 */
static void lose_rpc_arg(struct monitor *m, struct rpc *r)
{
	struct shm_object *obj = freed_object(m, r);
	struct thread *t;

	if (!obj || obj->kind != SHM_RPC_ARG)
		return;
	r->lied = true;
	obj->lied = true;
	for (t = m->threads; t < m->threads + m->threads_end; t++) {
		if (t->rpc_arg != obj)
			continue;
		t->rpc_arg = NULL;
		mem_set(&t->rpc_buf, 0, sizeof(t->rpc_buf));
		if (t->inflight)
			t->inflight->lied = true;
	}
}

/* Has this notification been sent, once more than it has been waited for? */
static bool notif_was_sent(struct monitor *m, u64 value)
{
	if (value >= MAX_PENDING)
		return true;
	if (!m->notif_sent[value])
		return false;
	m->notif_sent[value]--;
	return true;
}

/*
 * A success that has had no effect. OP-TEE RPC commands (optee_rpc_cmd.h):
 * OPTEE_RPC_CMD_SUSPEND, "number of milliseconds to suspend", which only the end
 * of the task cuts short; OPTEE_RPC_NOTIFICATION_WAIT, which ends when the value is sent.
 */
static void check_effect(struct monitor *m, struct thread *t, const struct rpc *r)
{
	const struct optee_param *p = &r->param[0];

	if (r->ret || r->num_params != 1 || r->dirs[0] != OPTEE_ATTR(VALUE, IN))
		return;
	if (r->func == OPTEE_RPC_SUSPEND && m->ops->now_ns && p->a <= 0xffffffffu &&
	    m->ops->now_ns(m->host) - t->left_ns < p->a * NSEC_PER_MSEC &&
	    !(m->ops->killed && m->ops->killed(m->host)))
		rpc_breach(m, r, MONITOR_BREACH_RPC, p->a,
			   "OPTEE_RPC_CMD_SUSPEND comes back with success before its time");
	if (r->func == OPTEE_RPC_NOTIFICATION && p->a == OPTEE_RPC_NOTIF_WAIT &&
	    !notif_was_sent(m, p->b))
		rpc_breach(m, r, MONITOR_BREACH_RPC, p->b,
			   "OPTEE_RPC_NOTIFICATION_WAIT comes back with success and nothing was sent");
}

/* Answer to CMD: ret and outputs are in the RPC argument */
void rpc_answer_cmd(struct monitor *m, struct thread *t, struct rpc *r)
{
	struct optee_header head;

	if (r->num_params && (r->func == OPTEE_RPC_SHM_FREE || r->lied))
		lose_rpc_arg(m, r);
	if (!t->rpc_buf.size) {
		r->ret = TEEC_ERROR_GENERIC;
		return;
	}
	buffer_read(m, &t->rpc_buf, 0, &head, sizeof(head));
	r->ret = head.ret;
	if (head.ret == RPC_RET_UNSET) {
		rpc_breach(m, r, MONITOR_BREACH_RPC, head.cmd,
			   "an RPC comes back without a result in ret");
		r->ret = TEEC_ERROR_GENERIC;
	}
	if (head.cmd != r->func || head.num_params != r->num_params)
		rpc_breach(m, r, MONITOR_BREACH_RPC,
			   head.cmd != r->func ? head.cmd : head.num_params,
			   "the answer to an RPC changes cmd or num_params");
	if (r->func == OPTEE_RPC_SHM_FREE && r->num_params) {
		answer_shm_free(m, r);
		return;
	}
	if (r->func == OPTEE_RPC_SHM_ALLOC && r->num_params && !r->ret) {
		answer_shm_alloc(m, t, r);
		return;
	}
	check_effect(m, t, r);
	answer_params(m, t, r);
	if (r->func == OPTEE_RPC_GET_TIME && !r->ret && r->num_params &&
	    r->param[0].b >= NSEC_PER_SEC)
		rpc_breach(m, r, MONITOR_BREACH_RPC, r->param[0].b,
			   "OPTEE_RPC_CMD_GET_TIME: more nanoseconds than a second has");
}
