// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a yielding call asks for: sessions, commands, cancelling, shared memory,
 * notifications.
 *
 * OP-TEE message protocol (optee_msg.h): OPTEE_MSG_CMD_*.
 */
#include "ta/ta.h"

static enum step tee_result(struct thread *t, u32 ret)
{
	t->ret = ret;
	t->origin = TEEC_ORIGIN_TEE;
	return STEP_DONE;
}

/* ---- sessions ------------------------------------------------------------------ */

struct session *session_find(struct monitor *m, u32 id)
{
	u32 i;

	for (i = 0; i < m->sessions_end; i++)
		if (m->sessions[i].used && !m->sessions[i].closing && m->sessions[i].id == id)
			return &m->sessions[i];
	return NULL;
}

/*
 * A session id that was never given out is a breach. One that has been closed is
 * not, except when it is closed again: the client may close a session while
 * another of its threads is on its way into it, and the driver cannot know.
 */
static struct session *session_of(struct monitor *m, const struct thread *t)
{
	u32 id = t->arg.session;
	struct session *s = session_find(m, id);
	bool given = id && id < m->next_session;

	if (s || was_lied_about(m, &m->lied_sessions, id))
		return s;
	if (!given)
		breach(m, MONITOR_BREACH_SESSION, id, "a session id that was never given out");
	else if (t->arg.cmd == OPTEE_CMD_CLOSE_SESSION)
		breach(m, MONITOR_BREACH_SESSION, id, "a session is closed twice");
	return NULL;
}

static struct session *session_make(struct monitor *m, enum monitor_ta ta)
{
	struct session *s = NULL;
	u32 i;

	for (i = 0; i < m->sessions_end; i++) {
		if (!m->sessions[i].used && !s)
			s = &m->sessions[i];
		if (m->sessions[i].used && m->sessions[i].ta == ta && ta_of(ta)->single)
			return NULL;
	}
	if (!s && m->sessions_end == MONITOR_MAX_SESSIONS)
		return NULL;
	if (!s)
		s = &m->sessions[m->sessions_end++];
	m->stats.sessions_open++;
	mem_set(s, 0, sizeof(*s));
	s->used = true;
	s->ta = ta;
	s->id = session_id_next(m);
	return s;
}

static void use_session(struct thread *t, struct session *s)
{
	t->session = s;
	t->session_id = s->id;
	s->users++;
}

/* Nobody enters the session any more. */
static void session_closes(struct monitor *m, struct session *s)
{
	if (!s->closing)
		m->stats.sessions_open--;
	s->closing = true;
}

/* The session ends, when the last call in it does. */
static void session_end(struct monitor *m, struct session *s)
{
	session_closes(m, s);
	if (!s->users)
		s->used = false;
}

/* Checks and prepares; STEP_AGAIN: the TA can begin. */
static enum step open_start(struct monitor *m, struct thread *t)
{
	enum monitor_ta ta;
	struct session *s;
	u32 ret = arg_check(m, t);

	if (ret)
		return tee_result(t, ret);
	if (!ta_find((const u8 *)&t->param[0].a, &ta))
		return tee_result(t, TEEC_ERROR_ITEM_NOT_FOUND);
	s = session_make(m, ta);
	if (!s)
		return tee_result(t, TEEC_ERROR_BUSY);
	mem_copy(s->client, &t->param[1].a, sizeof(s->client));
	s->login = (u32)t->param[1].c;
	use_session(t, s);
	ret = arg_params(m, t, 2);
	return ret ? tee_result(t, ret) : STEP_AGAIN;
}

static enum step open_session(struct monitor *m, struct thread *t)
{
	const struct ta *ta;

	if (!t->started) {
		t->started = true;
		if (open_start(m, t) == STEP_DONE)
			return STEP_DONE;
		tee_result(t, TEEC_SUCCESS);
	}
	ta = ta_of(t->session->ta);
	return ta->open ? ta->open(m, t) : STEP_DONE;
}

static enum step invoke_start(struct monitor *m, struct thread *t)
{
	struct session *s;
	u32 ret = arg_check(m, t);

	if (ret)
		return tee_result(t, ret);
	s = session_of(m, t);
	if (!s)
		return tee_result(t, TEEC_ERROR_BAD_PARAMETERS);
	use_session(t, s);
	ret = arg_params(m, t, 0);
	return ret ? tee_result(t, ret) : STEP_AGAIN;
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	if (!t->started) {
		t->started = true;
		if (invoke_start(m, t) == STEP_DONE)
			return STEP_DONE;
	}
	if (!t->invoke_ruled) {
		t->invoke_ruled = true;
		/* A dead TA runs no command, so no rule for one either. */
		if (!t->session->dead &&
		    rule_at_thread(m, t, MONITOR_AT_INVOKE, t->arg.func, false))
			return STEP_DONE;
		return STEP_AGAIN;
	}
	if (t->session->dead)
		return tee_result(t, TEEC_ERROR_TARGET_DEAD);
	return ta_of(t->session->ta)->invoke(m, t);
}

static enum step close_session(struct monitor *m, struct thread *t)
{
	struct session *s;
	u32 ret = arg_check(m, t);

	if (ret)
		return tee_result(t, ret);
	s = session_of(m, t);
	if (!s)
		return tee_result(t, TEEC_ERROR_BAD_PARAMETERS);
	session_end(m, s);
	return tee_result(t, TEEC_SUCCESS);
}

/* ---- cancelling ---------------------------------------------------------------- */

static bool is_cancelled_by(const struct thread *u, const struct thread *t)
{
	return u != t && u->state != THREAD_FREE && u->arg.cmd == OPTEE_CMD_INVOKE_COMMAND &&
	       u->session_id == t->arg.session && u->arg.cancel_id == t->arg.cancel_id;
}

/*
 * A call that waits in the normal world for a notification is woken by sending
 * it. Nothing to cancel is no error: the command may just have ended.
 */
static enum step cancel(struct monitor *m, struct thread *t)
{
	struct thread *u;
	u32 i, ret;

	if (!t->started) {
		t->started = true;
		ret = arg_check(m, t);
		if (ret)
			return tee_result(t, ret);
		session_of(m, t);
		for (i = 0; i < m->threads_end; i++)
			if (is_cancelled_by(&m->threads[i], t))
				m->threads[i].cancelled = true;
	}
	for (i = 0; i < m->threads_end; i++) {
		u = &m->threads[i];
		if (!is_cancelled_by(u, t) || !u->waits_key)
			continue;
		u->waits_key = false;
		rpc_value(rpc_begin(t, OPTEE_RPC_NOTIFICATION, 1), 0, OPTEE_DIR_IN,
			  OPTEE_RPC_NOTIF_SEND, u->rpc_key, 0);
		return STEP_RPC;
	}
	return tee_result(t, TEEC_SUCCESS);
}

/* ---- shared memory, notifications ---------------------------------------------- */

static enum step shm_command(struct monitor *m, struct thread *t)
{
	u32 ret = arg_check(m, t);

	if (ret)
		return tee_result(t, ret);
	if (!m->front->registers || !(m->caps & OPTEE_CAP_DYNAMIC_SHM)) {
		breach(m, MONITOR_BREACH_FUNCTION, t->arg.cmd,
		       "shared memory is registered without OPTEE_SMC_SEC_CAP_DYNAMIC_SHM, or over FF-A");
		return tee_result(t, TEEC_ERROR_BAD_PARAMETERS);
	}
	if (t->arg.cmd == OPTEE_CMD_UNREGISTER_SHM) {
		ret = shm_unregister(m, &t->param[0]);
		t->unregisters = !ret;
		t->cookie = t->param[0].c;
		return tee_result(t, ret);
	}
	return tee_result(t, shm_register(m, &t->param[0]));
}

/* The next value that waits is sent, where that is the bottom half's to do. */
static bool send_value(struct monitor *m, struct thread *t)
{
	u32 value;

	while (m->front->sends && notif_take(m, &value)) {
		if (value == OPTEE_NOTIF_BOTTOM_HALF)
			continue;
		rpc_value(rpc_begin(t, OPTEE_RPC_NOTIFICATION, 1), 0, OPTEE_DIR_IN,
			  OPTEE_RPC_NOTIF_SEND, value, 0);
		return true;
	}
	return false;
}

static enum step notif_command(struct monitor *m, struct thread *t)
{
	u32 ret = t->started ? 0 : arg_check(m, t);

	t->started = true;
	if (ret)
		return tee_result(t, ret);
	if (!(m->caps & OPTEE_CAP_ASYNC_NOTIF)) {
		breach(m, MONITOR_BREACH_FUNCTION, t->arg.cmd,
		       "a notification command without OPTEE_SMC_SEC_CAP_ASYNC_NOTIF");
		return tee_result(t, TEEC_ERROR_BAD_PARAMETERS);
	}
	if (t->arg.cmd == OPTEE_CMD_STOP_ASYNC_NOTIF)
		m->notif_enabled = false;
	else if (send_value(m, t))
		return STEP_RPC;
	return tee_result(t, TEEC_SUCCESS);
}

/* One step of the call's command */
enum step command_step(struct monitor *m, struct thread *t)
{
	switch (t->arg.cmd) {
	case OPTEE_CMD_OPEN_SESSION:
		return open_session(m, t);
	case OPTEE_CMD_INVOKE_COMMAND:
		return invoke(m, t);
	case OPTEE_CMD_CLOSE_SESSION:
		return close_session(m, t);
	case OPTEE_CMD_CANCEL:
		return cancel(m, t);
	case OPTEE_CMD_REGISTER_SHM:
	case OPTEE_CMD_UNREGISTER_SHM:
		return shm_command(m, t);
	case OPTEE_CMD_DO_BOTTOM_HALF:
	case OPTEE_CMD_STOP_ASYNC_NOTIF:
		return notif_command(m, t);
	case OPTEE_CMD_LEND_PROTMEM:
	case OPTEE_CMD_RECLAIM_PROTMEM:
	case OPTEE_CMD_GET_PROTMEM_CONFIG:
	case OPTEE_CMD_ASSIGN_PROTMEM:
		return tee_result(t, protmem_command(m, t));
	}
	breach(m, MONITOR_BREACH_ARG, t->arg.cmd, "cmd is none of OPTEE_MSG_CMD_*");
	return tee_result(t, TEEC_ERROR_BAD_PARAMETERS);
}

/* ---- what rules make of it ----------------------------------------------------- */

/*
 * A rule answers in place of the command. What the driver now believes in and
 * the secure world does not, or the other way around, is not held against it.
 */
void command_not_run(struct monitor *m, struct thread *t)
{
	bool begins = t->arg.cmd == OPTEE_CMD_OPEN_SESSION ||
		      t->arg.cmd == OPTEE_CMD_REGISTER_SHM || t->arg.cmd >= OPTEE_CMD_LEND_PROTMEM;
	u64 cookie = arg_cookie(t->arg.cmd, t->param);

	/* what has not come about, and is not said to have, is no lie */
	if (!begins || !t->ret)
		lie_told(m, t->arg.cmd, t->arg.session, cookie);
	else if (t->arg.cmd == OPTEE_CMD_RECLAIM_PROTMEM)
		protmem_refused(m, cookie);
}

static void open_done(struct monitor *m, struct thread *t)
{
	struct session *s = t->session;

	if (!s)
		return;
	if (t->ret) {
		/* The session has not come about; its number is not used again. */
		session_closes(m, s);
		return;
	}
	t->arg.session = s->id;
}

/* The command has ended; @overruled: a rule has just changed its result. */
void command_done(struct monitor *m, struct thread *t, bool overruled)
{
	struct shm_object *obj;

	switch (t->arg.cmd) {
	case OPTEE_CMD_OPEN_SESSION:
		if (overruled && !t->ret && !t->session)
			lie_told(m, t->arg.cmd, t->arg.session, 0);
		open_done(m, t);
		break;
	case OPTEE_CMD_INVOKE_COMMAND:
		if (t->session && t->invoke_ruled)
			m->ta_calls[t->session->ta]++;
		break;
	case OPTEE_CMD_REGISTER_SHM:
		obj = overruled ? shm_find(m, t->param[0].c, true) : NULL;
		if (obj && t->ret && !obj->users)
			shm_drop(m, obj);
		else if (overruled && !obj && !t->ret)
			lie_told(m, t->arg.cmd, 0, t->param[0].c);
		break;
	case OPTEE_CMD_UNREGISTER_SHM:
		if (overruled)
			lie_told(m, t->arg.cmd, 0, t->param[0].c);
		break;
	case OPTEE_CMD_LEND_PROTMEM:
		obj = overruled ? lent_find(m, t->param[1].c) : NULL;
		if (obj && t->ret && !obj->users)
			shm_drop(m, obj);
		else if (overruled && !obj && !t->ret)
			lie_told(m, t->arg.cmd, 0, t->param[1].c);
		break;
	case OPTEE_CMD_ASSIGN_PROTMEM:
		if (overruled && !t->ret)
			lie_told(m, t->arg.cmd, 0, t->param[0].a);
		break;
	case OPTEE_CMD_RECLAIM_PROTMEM:
	case OPTEE_CMD_GET_PROTMEM_CONFIG:
		if (overruled)
			lie_told(m, t->arg.cmd, 0, t->param[0].c);
		break;
	}
}
