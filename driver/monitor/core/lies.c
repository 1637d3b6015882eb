// SPDX-License-Identifier: GPL-2.0-only
/*
 * What rules made the driver believe that is not so, object by object: what it does
 * because of it is no breach. Of sessions and shared memory that there are, the
 * object itself says so (@lied); here are the names of those that the driver believes
 * in and the secure world does not know, or no more.
 */
#include "monitor_private.h"

/* Beyond so many names each name counts as one that was lied about. */
static bool is_among(const struct lied_names *l, u64 name)
{
	u32 i;

	if (l->num > MAX_LIED_NAMES)
		return true;
	for (i = 0; i < l->num; i++)
		if (l->name[i] == name)
			return true;
	return false;
}

void lied_about(struct lied_names *l, u64 name)
{
	if (is_among(l, name))
		return;
	if (l->num < MAX_LIED_NAMES)
		l->name[l->num] = name;
	l->num++;
}

/* What would be a breach does not count then. */
bool was_lied_about(struct monitor *m, const struct lied_names *l, u64 name)
{
	bool lied = is_among(l, name);

	m->stats.excused += lied;
	return lied;
}

static void session_lied(struct monitor *m, u32 id)
{
	struct session *s = session_find(m, id);

	if (s)
		s->lied = true;
	lied_about(&m->lied_sessions, id);
}

static void cookie_lied(struct monitor *m, u64 cookie)
{
	struct shm_object *obj = shm_find(m, cookie, true);

	if (!obj)
		obj = lent_find(m, cookie);
	if (obj)
		obj->lied = true;
	lied_about(&m->lied_cookies, cookie);
}

/* One that was told falsely is given to no other: the driver could not tell the two apart. */
u32 session_id_next(struct monitor *m)
{
	const struct lied_names *l = &m->lied_sessions;

	while (l->num <= MAX_LIED_NAMES && is_among(l, m->next_session))
		m->next_session++;
	return m->next_session++;
}

/**
 * lie_told() - the driver was told another end of a call than it had
 * @m:		the secure world
 * @cmd:	OPTEE_MSG_CMD_*
 * @session:	that it is about, or that the driver takes as opened
 * @cookie:	likewise, of memory that is registered or unregistered
 *
 * It may believe that the object is there, or that it is gone.
 */
void lie_told(struct monitor *m, u32 cmd, u32 session, u64 cookie)
{
	struct shm_object *obj;

	switch (cmd) {
	case OPTEE_CMD_OPEN_SESSION:
	case OPTEE_CMD_CLOSE_SESSION:
		session_lied(m, session);
		break;
	case OPTEE_CMD_REGISTER_SHM:
		/* one that it believed to be gone is not what it names now */
		obj = shm_find(m, cookie, true);
		if (obj && obj->lied && !obj->users)
			shm_drop(m, obj);
		cookie_lied(m, cookie);
		break;
	case OPTEE_CMD_UNREGISTER_SHM:
	case OPTEE_CMD_LEND_PROTMEM:
	case OPTEE_CMD_RECLAIM_PROTMEM:
	case OPTEE_CMD_ASSIGN_PROTMEM:
		cookie_lied(m, cookie);
		break;
	case OPTEE_CMD_GET_PROTMEM_CONFIG:
		m->lied_protmem = true;
		break;
	default:
		break;
	}
}

/* What the driver was told in registers may make it go on with an RPC, which there is not. */
void lie_in_registers(struct monitor *m, const u64 *res)
{
	m->bogus_resumes += m->front->is_rpc(res);
}

/* A resume that names no call: of those that a lie brought about each counts once. */
bool resume_is_bogus(struct monitor *m)
{
	if (!m->bogus_resumes)
		return false;
	m->bogus_resumes--;
	m->stats.excused++;
	return true;
}

/*
 * lie_in_rpc() - @r leaves, and is not what the secure world meant
 *
 * Memory that it was to give back the driver keeps, perhaps, and has it alone: nobody
 * asks for it again. What is shared over FF-A it can't have alone, and is asked for,
 * unless other memory is named: then it may take back what the memory is a part of.
 */
void lie_in_rpc(struct monitor *m, struct rpc *r)
{
	struct shm_object *obj;

	r->lied = true;
	if (r->func != OPTEE_RPC_SHM_FREE && r->func != MONITOR_RPC_FREE)
		return;
	for (obj = m->objects; obj; obj = obj->next) {
		if (obj != r->obj || (obj->base && obj->cookie == r->param[0].b))
			continue;
		obj->lied = true;
		if (obj->base)
			shm_disown(m, obj);
	}
}

/* Pokes that have the driver take the call's end for another, or its answer */
static bool poke_changes_end(u32 cmd, const struct poke *p)
{
	return p->set && (cmd == OPTEE_CMD_GET_PROTMEM_CONFIG ||
			  p->place <= MONITOR_POKE_A3 || p->place == MONITOR_POKE_RET ||
			  p->place == MONITOR_POKE_SESSION);
}

/*
 * A call that ends with a lie in its registers the driver may make again, with the same
 * message: what a lie has written there is not the driver's then (breach()).
 */
static void lie_in_message(struct monitor *m, const struct thread *t)
{
	u64 caller = 1ull << t->caller % 64;
	bool again = false, written = false;
	u32 i;

	for (i = POKE_EARLY; i <= POKE_RETURN; i++) {
		again |= t->poke[i].set && t->poke[i].place <= MONITOR_POKE_A3;
		written |= t->poke[i].set && t->poke[i].place > MONITOR_POKE_A3;
	}
	if (again && written)
		m->messages_lied |= caller;
	else if (!again)
		m->messages_lied &= ~caller;
}

/* The call in @t has ended as @res says. */
void lie_at_return(struct monitor *m, struct thread *t, const u64 *res)
{
	u32 i;

	lie_in_message(m, t);
	for (i = POKE_EARLY; i <= POKE_RETURN; i++) {
		if (!poke_changes_end(t->arg.cmd, &t->poke[i]))
			continue;
		lie_told(m, t->arg.cmd, t->arg.session, arg_cookie(t->arg.cmd, t->param));
		if (t->poke[i].place == MONITOR_POKE_SESSION)
			lie_told(m, t->arg.cmd, (u32)t->poke[i].value, 0);
		if (t->poke[i].place <= MONITOR_POKE_A3)
			lie_in_registers(m, res);
	}
}

/*
 * A rule lets the call in @t panic: a command's TA may, and what it got by RPCs is lost
 * then; that any other call ends so is a lie.
 */
void lie_by_panic(struct monitor *m, struct thread *t)
{
	struct shm_object *obj;

	for (obj = m->objects; obj; obj = obj->next) {
		if (obj != t->rpc.obj || obj->owner != MONITOR_ANY || obj == t->rpc_arg)
			continue;
		obj->lied = true;
		if (obj->base)
			shm_disown(m, obj);
	}
	if (t->session && t->arg.cmd == OPTEE_CMD_OPEN_SESSION)
		t->session->lied = true;
	lie_told(m, t->arg.cmd, t->arg.session, arg_cookie(t->arg.cmd, t->param));
}

/*
 * The driver takes an RPC for the end of the call in @t: whatever that has, it keeps, and
 * without the cache of shared memory the message for RPCs as well.
 */
void lie_ends_call(struct monitor *m, struct thread *t)
{
	struct shm_object *obj;

	for (obj = m->objects; obj; obj = obj->next) {
		if (obj->owner != t->index && (obj != t->rpc_arg || m->cache_enabled))
			continue;
		obj->lied = true;
		if (obj->base)
			shm_disown(m, obj);
	}
	if (t->arg.cmd == OPTEE_CMD_OPEN_SESSION) {
		if (t->session)
			t->session->lied = true;
		/* its number is not in the message yet */
		session_lied(m, 0);
	}
	lie_told(m, t->arg.cmd, t->arg.session, arg_cookie(t->arg.cmd, t->param));
}
