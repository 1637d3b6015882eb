// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the world knows and the driver cannot talk itself out of: which call a client
 * makes, where its memory is, which pages are given back. The driver is held to it.
 *
 * OP-TEE message protocol (optee_msg.h): struct optee_msg_arg, OPTEE_MSG_CMD_CANCEL,
 * OPTEE_MSG_CMD_REGISTER_SHM ("register a memory buffer"), OPTEE_MSG_CMD_UNREGISTER_SHM.
 */
#include "monitor_private.h"

/* ---- calls ---------------------------------------------------------------------- */

static struct announced *announced_by(struct monitor *m, u32 caller)
{
	u32 i;

	for (i = 0; i < m->announced_end; i++)
		if (m->announced[i].used && m->announced[i].caller == caller)
			return &m->announced[i];
	return NULL;
}

void monitor_announce(struct monitor *m, u32 cmd, u32 session, u32 func, u32 cancel_id)
{
	struct announced *a;
	u32 caller, i;

	monitor_enter(m);
	caller = m->ops->caller ? m->ops->caller(m->host) : 0;
	a = announced_by(m, caller);
	for (i = 0; i < MAX_ANNOUNCED && !a && cmd != MONITOR_ANY; i++)
		if (i == m->announced_end || !m->announced[i].used)
			a = &m->announced[i];
	if (a >= m->announced + m->announced_end)
		m->announced_end++;
	if (a)
		*a = (struct announced){ .used = cmd != MONITOR_ANY, .caller = caller, .cmd = cmd,
					 .session = session, .func = func,
					 .cancel_id = cancel_id };
	monitor_leave(m);
}

/*
 * announced_check() - a call has been let in: is it the one that its caller announced?
 *
 * A call of another command is the driver's own, and so is a second one: who closes
 * a session as another closes the file may close the file's other sessions as well,
 * or only those, when the one that it names is not there.
 */
void announced_check(struct monitor *m, const struct thread *t)
{
	struct announced *a = announced_by(m, t->caller);

	if (!a || a->cmd != t->arg.cmd)
		return;
	a->used = false;
	if (a->cmd == OPTEE_CMD_CLOSE_SESSION && !session_find(m, a->session))
		return;
	if (a->cmd != OPTEE_CMD_CLOSE_SESSION && t->arg.cancel_id != a->cancel_id)
		breach(m, MONITOR_BREACH_ARG, t->arg.cancel_id,
		       "cancel_id is not the client's (struct optee_msg_arg)");
	if (a->cmd != OPTEE_CMD_OPEN_SESSION && t->arg.session != a->session)
		breach(m, MONITOR_BREACH_ARG, t->arg.session,
		       "session is not the one that the client named (struct optee_msg_arg)");
	if (a->cmd == OPTEE_CMD_INVOKE_COMMAND && t->arg.func != a->func)
		breach(m, MONITOR_BREACH_ARG, t->arg.func,
		       "func is not the client's (struct optee_msg_arg)");
}

/* ---- memory of clients ---------------------------------------------------------- */

static bool is_registered_as(const struct shm_object *obj, u64 pa, u64 size)
{
	u64 offs;

	if (obj->kind != SHM_REGISTERED || obj->size < size)
		return false;
	for (offs = 0; offs < size; offs += OPTEE_PAGE_SIZE)
		if (shm_pa(obj, offs) != pa + offs)
			return false;
	return shm_pa(obj, size - 1) == pa + size - 1;
}

void monitor_check_shared(struct monitor *m, u64 pa, u64 size)
{
	const struct shm_object *obj;

	monitor_enter(m);
	/* Over FF-A whole pages are shared. */
	if (size && !m->front->registers) {
		size += pa % OPTEE_PAGE_SIZE;
		pa -= pa % OPTEE_PAGE_SIZE;
	}
	for (obj = m->objects; obj; obj = obj->next)
		if (is_registered_as(obj, pa, size))
			break;
	if (!obj && !m->kernel_gone && !m->lied_cookies.num && size &&
	    !in_static_shm(m, pa, size)) {
		m->now_step = m->num_events ? m->num_events - 1 : 0;
		m->now_func = OPTEE_CMD_REGISTER_SHM;
		breach(m, MONITOR_BREACH_PAGE_LIST, pa,
		       "a client's buffer is not what was registered for it (OPTEE_MSG_CMD_REGISTER_SHM)");
	}
	monitor_leave(m);
}

/* ---- pages ---------------------------------------------------------------------- */

bool has_page(const struct shm_object *obj, u64 page)
{
	u64 i;

	if (!obj->chunk)
		return obj->pa < page + OPTEE_PAGE_SIZE && page < obj->pa + obj->size;
	for (i = 0; i < obj->num_pages; i++)
		if (obj->chunk[i / PAGES_PER_CHUNK][i % PAGES_PER_CHUNK] == page)
			return true;
	return false;
}

/*
 * page_filter_count() - the secure world has a reference to the pages of @obj, or no more
 *
 * Freed pages are many and few of them were ever shared: most are told from those
 * that were by a look at the filter, which needs no lock.
 */
void page_filter_count(struct monitor *m, const struct shm_object *obj, bool on)
{
	u64 offs;

	for (offs = 0; offs < obj->size; offs += OPTEE_PAGE_SIZE)
		m->page_filter[PAGE_SLOT(shm_pa(obj, offs))] += on ? 1 : -1;
	if (obj->size && PAGE_SLOT(shm_pa(obj, obj->size - 1)) !=
			 PAGE_SLOT(shm_pa(obj, (obj->size - 1) & ~(OPTEE_PAGE_SIZE - 1ull))))
		m->page_filter[PAGE_SLOT(shm_pa(obj, obj->size - 1))] += on ? 1 : -1;
}

bool monitor_page_may_be_shared(const struct monitor *m, u64 pa)
{
	return m->page_filter[PAGE_SLOT(pa)];
}

void monitor_page_freed(struct monitor *m, u64 pa)
{
	const struct shm_object *obj;

	monitor_enter(m);
	for (obj = m->objects; obj; obj = obj->next)
		if (!obj->lied && !obj->old && !obj->given_back && has_page(obj, pa))
			break;
	if (obj) {
		m->now_step = m->num_events ? m->num_events - 1 : 0;
		m->now_caller = m->ops->caller ? m->ops->caller(m->host) : 0;
		m->now_func = MONITOR_ANY;
		breach(m, MONITOR_BREACH_COOKIE, obj->cookie, obj->kind == SHM_LENT ?
		       "a page is freed that is lent to the secure world (OPTEE_MSG_CMD_RECLAIM_PROTMEM)" :
		       "a page is freed that the secure world has a reference to (OPTEE_MSG_CMD_UNREGISTER_SHM)");
	}
	monitor_leave(m);
}

/* Objects that need a pin of this page; one that two RPCs gave needs but one. */
static u32 pins_needed(const struct monitor *m, u64 page)
{
	const struct shm_object *obj, *other;
	u32 n = 0;

	for (obj = m->objects; obj; obj = obj->next) {
		if (!obj->pinned || obj->lied || obj->old || obj->given_back ||
		    !has_page(obj, page))
			continue;
		for (other = m->objects; other != obj; other = other->next)
			if (other->cookie == obj->cookie && other->pinned && has_page(other, page))
				break;
		n += other == obj;
	}
	return n;
}

/* Is @obj's memory a user's, which stays where it is only while it is pinned? */
bool pages_pinned(struct monitor *m, const struct shm_object *obj)
{
	return obj->chunk && m->ops->pins && m->ops->pins(m->host, obj->chunk[0][0]);
}

/* pins_check() - the pages of @obj, about to be used or given up, are pinned still */
void pins_check(struct monitor *m, const struct shm_object *obj)
{
	u64 i, page;

	if (!obj->pinned || obj->lied || obj->old)
		return;
	for (i = 0; i < obj->num_pages; i++) {
		page = obj->chunk[i / PAGES_PER_CHUNK][i % PAGES_PER_CHUNK];
		if (m->ops->pins(m->host, page) >= pins_needed(m, page))
			continue;
		breach(m, MONITOR_BREACH_COOKIE, obj->cookie,
		       "a user's page is unpinned before OPTEE_MSG_CMD_UNREGISTER_SHM");
		return;
	}
}
