// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that must be nobody else's: call and RPC arguments of calls in progress,
 * memory that an RPC gave, and pieces of the static memory with different names.
 *
 * OP-TEE message protocol (optee_msg.h), struct optee_msg_arg: it is "passed" to the
 * secure world, which writes the answer into it; struct optee_msg_param_tmem: shm_ref
 * names the piece of memory that buf_ptr is in.
 */
#include "monitor_private.h"

/* Do two ranges of physical addresses meet? */
static bool ranges_meet(u64 a, u64 a_size, u64 b, u64 b_size)
{
	return a < b + b_size && b < a + a_size;
}

/* Does @buf have any byte in [pa, pa + size)? That range does not cross a page. */
static bool buffer_has(const struct buffer *buf, u64 pa, u64 size)
{
	u64 offs, at, n;

	if (!buf->size)
		return false;
	if (!buf->obj || !buf->obj->chunk)
		return ranges_meet(buf->obj ? buf->obj->pa + buf->start : buf->start, buf->size,
				   pa, size);
	for (offs = 0; offs < buf->size; offs += n) {
		at = shm_pa(buf->obj, buf->start + offs);
		n = OPTEE_PAGE_SIZE - at % OPTEE_PAGE_SIZE;
		if (n > buf->size - offs)
			n = buf->size - offs;
		if (ranges_meet(at, n, pa, size))
			return true;
	}
	return false;
}

/* The address of a byte that is in both, 0: there is none */
static u64 buffers_meet(const struct buffer *a, const struct buffer *b)
{
	u64 offs, at, n;

	for (offs = 0; offs < a->size; offs += n) {
		at = a->obj ? shm_pa(a->obj, a->start + offs) : a->start + offs;
		n = OPTEE_PAGE_SIZE - at % OPTEE_PAGE_SIZE;
		if (n > a->size - offs)
			n = a->size - offs;
		if (buffer_has(b, at, n))
			return at;
	}
	return 0;
}

static void check_arguments(struct monitor *m, const struct thread *t, const struct thread *u)
{
	u64 at = buffers_meet(&t->arg_buf, &u->arg_buf);

	if (!at)
		at = buffers_meet(&t->arg_buf, &u->rpc_buf);
	if (!at)
		at = buffers_meet(&t->rpc_buf, &u->arg_buf);
	if (!at)
		at = buffers_meet(&t->rpc_buf, &u->rpc_buf);
	if (at)
		breach(m, MONITOR_BREACH_ADDRESS, at,
		       "the arguments of two calls in progress overlap (struct optee_msg_arg)");
}

/* check_overlap() - the call in @t has been let in: its argument is nobody else's */
void check_overlap(struct monitor *m, struct thread *t)
{
	const struct shm_object *obj;
	const struct thread *u;
	struct buffer all;

	for (u = m->threads; u < m->threads + m->threads_end; u++)
		if (u != t && u->state != THREAD_FREE && !u->old)
			check_arguments(m, t, u);
	for (obj = m->objects; obj; obj = obj->next) {
		if (obj->lied || obj->old || obj->given_back || obj == t->arg_buf.obj ||
		    obj == t->rpc_buf.obj || obj->kind == SHM_RPC_APPL)
			continue;
		all = (struct buffer){ .obj = (struct shm_object *)obj, .size = obj->size };
		if (buffers_meet(&t->arg_buf, &all))
			breach(m, MONITOR_BREACH_ADDRESS, obj->cookie,
			       "a call argument lies in memory that is shared (struct optee_msg_arg)");
	}
}

/*
 * check_object_overlap() - an RPC has given @obj: it is nobody else's
 *
 * The supplicant gives what it likes, the same memory twice for instance; memory for
 * the kernel and for arguments is the driver's.
 */
void check_object_overlap(struct monitor *m, const struct shm_object *obj)
{
	struct buffer mine = { .obj = (struct shm_object *)obj, .size = obj->size }, all;
	const struct shm_object *other;
	const struct thread *u;

	if (obj->kind == SHM_RPC_APPL)
		return;
	for (other = m->objects; other; other = other->next) {
		/* what is asked back may be given again before that is answered */
		if (other == obj || other == obj->base || other->lied || other->old ||
		    other->given_back || other->kind == SHM_RPC_APPL || other->kind == SHM_TEMPORARY)
			continue;
		all = (struct buffer){ .obj = (struct shm_object *)other, .size = other->size };
		if (buffers_meet(&mine, &all))
			breach(m, MONITOR_BREACH_ADDRESS, other->cookie,
			       "an RPC gives memory that is in use already (optee_rpc_cmd.h, OPTEE_RPC_CMD_SHM_ALLOC)");
	}
	for (u = m->threads; u < m->threads + m->threads_end; u++)
		if (u->state != THREAD_FREE && !u->old && u->arg_buf.obj != obj &&
		    buffers_meet(&u->arg_buf, &mine))
			breach(m, MONITOR_BREACH_ADDRESS, u->arg_buf.start,
			       "an RPC gives memory that holds a call argument (OPTEE_SMC_RETURN_RPC_ALLOC)");
}

/*
 * A parameter of static memory that overlaps another of a call in progress must have
 * its name too, and none of them is where an argument is.
 */
void check_param_overlap(struct monitor *m, const struct thread *t, u32 i, u64 cookie)
{
	const struct buffer *mine = &t->p[i].buf;
	const struct thread *u;
	u32 k, end;

	if (!mine->size)
		return;
	for (u = m->threads; u < m->threads + m->threads_end; u++) {
		if (u->state == THREAD_FREE || u->old)
			continue;
		if (buffers_meet(&u->arg_buf, mine) || buffers_meet(&u->rpc_buf, mine))
			breach(m, MONITOR_BREACH_ADDRESS, mine->start,
			       "a parameter refers to where an argument is (struct optee_msg_arg)");
		end = u == t ? i : u->num_p;
		for (k = 0; k < end && !mine->obj; k++)
			if (!u->p[k].buf.obj && u->p[k].buf.size && u->p[k].cookie != cookie &&
			    buffers_meet(&u->p[k].buf, mine))
				breach(m, MONITOR_BREACH_COOKIE, cookie,
				       "two names for the same static memory (struct optee_msg_param_tmem)");
	}
}
