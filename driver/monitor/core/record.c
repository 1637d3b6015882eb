// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the monitor saw: events, breaches, counts.
 */
#include "monitor_private.h"

static u32 func_slot(u32 func)
{
	if (func < 64)
		return func;
	if (func >= MONITOR_RPC_ALLOC && func <= MONITOR_RPC_FOREIGN_INTR)
		return 64 + (func - MONITOR_RPC_ALLOC);
	if (func >= OPTEE_FAST_CALLS_COUNT && func <= OPTEE_FAST_CALLS_REVISION)
		return 70 + (func - OPTEE_FAST_CALLS_COUNT);
	return FUNC_SLOTS - 1;
}

/* Records a step; returns its number. @t: the thread it is about, NULL: none. */
u32 event(struct monitor *m, enum monitor_event_kind kind, const struct thread *t, u32 func,
	  u64 value)
{
	u32 step = m->num_events++;
	struct monitor_event *e = &m->events[step % MONITOR_MAX_EVENTS];

	e->step = step;
	e->kind = kind;
	e->caller = m->now_caller;
	e->thread = t ? t->index : MONITOR_ANY;
	e->session = t ? t->session_id : MONITOR_ANY;
	e->func = func;
	e->value = value;
	m->event_total[kind][func_slot(func)]++;
	return step;
}

/* Says which function and session step @step was about, once that is known. */
void event_name(struct monitor *m, u32 step, u32 func, u32 session)
{
	struct monitor_event *e = &m->events[step % MONITOR_MAX_EVENTS];

	m->event_total[e->kind][func_slot(e->func)]--;
	m->event_total[e->kind][func_slot(func)]++;
	e->func = func;
	e->session = session;
}

/* Records what the driver did wrong, at the step that is going on. */
void breach(struct monitor *m, enum monitor_breach_kind kind, u64 value, const char *text)
{
	struct monitor_breach *b;

	/* a message that a lie has written to: lies.c */
	if (kind == MONITOR_BREACH_ARG && m->messages_lied >> m->now_caller % 64 & 1) {
		m->stats.excused++;
		return;
	}
	m->breaches_seen++;
	event(m, MONITOR_EV_BREACH, NULL, m->now_func, kind);
	if (m->num_breaches == MONITOR_MAX_BREACHES)
		return;
	b = &m->breaches[m->num_breaches++];
	b->kind = kind;
	b->step = m->now_step;
	b->caller = m->now_caller;
	b->func = m->now_func;
	b->value = value;
	b->text = text;
}

u32 monitor_breach_count(struct monitor *m)
{
	u32 n;

	monitor_enter(m);
	n = m->breaches_seen;
	monitor_leave(m);
	return n;
}

bool monitor_breach_get(struct monitor *m, u32 i, struct monitor_breach *out)
{
	bool found;

	monitor_enter(m);
	found = i < m->num_breaches;
	if (found)
		*out = m->breaches[i];
	monitor_leave(m);
	return found;
}

void monitor_breaches_clear(struct monitor *m)
{
	monitor_enter(m);
	m->num_breaches = 0;
	m->breaches_seen = 0;
	monitor_leave(m);
}

const char *monitor_breach_name(enum monitor_breach_kind kind)
{
	static const char *const names[MONITOR_BREACH_KINDS] = {
		[MONITOR_BREACH_FUNCTION] = "function",
		[MONITOR_BREACH_REGISTER] = "register",
		[MONITOR_BREACH_ADDRESS] = "address",
		[MONITOR_BREACH_ARG] = "argument",
		[MONITOR_BREACH_ATTR] = "attribute",
		[MONITOR_BREACH_PARAM] = "parameter",
		[MONITOR_BREACH_COOKIE] = "cookie",
		[MONITOR_BREACH_PAGE_LIST] = "page list",
		[MONITOR_BREACH_SESSION] = "session",
		[MONITOR_BREACH_THREAD] = "thread",
		[MONITOR_BREACH_ATOMIC] = "atomic context",
		[MONITOR_BREACH_RPC] = "RPC",
		[MONITOR_BREACH_LEAK] = "leak",
		[MONITOR_BREACH_ORDER] = "order",
	};

	return (u32)kind < MONITOR_BREACH_KINDS ? names[kind] : "?";
}

u32 monitor_event_count(struct monitor *m)
{
	u32 n;

	monitor_enter(m);
	n = m->num_events;
	monitor_leave(m);
	return n;
}

u32 monitor_event_total(struct monitor *m, enum monitor_event_kind kind, u32 func)
{
	u32 i, n = 0;

	if ((u32)kind > MONITOR_EV_BREACH)
		return 0;
	monitor_enter(m);
	for (i = 0; i < FUNC_SLOTS; i++)
		if (func == MONITOR_ANY || func_slot(func) == i)
			n += m->event_total[kind][i];
	monitor_leave(m);
	return n;
}

bool monitor_event_get(struct monitor *m, u32 step, struct monitor_event *out)
{
	const struct monitor_event *e = &m->events[step % MONITOR_MAX_EVENTS];
	bool found;

	monitor_enter(m);
	found = step < m->num_events && e->step == step;
	if (found)
		*out = *e;
	monitor_leave(m);
	return found;
}

const char *monitor_event_name(enum monitor_event_kind kind)
{
	static const char *const names[MONITOR_EV_BREACH + 1] = {
		[MONITOR_EV_FAST] = "fast",
		[MONITOR_EV_CALL] = "call",
		[MONITOR_EV_ENTER] = "enter",
		[MONITOR_EV_LIMIT] = "limit",
		[MONITOR_EV_RPC] = "rpc",
		[MONITOR_EV_RESUME] = "resume",
		[MONITOR_EV_PARK] = "park",
		[MONITOR_EV_UNPARK] = "unpark",
		[MONITOR_EV_RETURN] = "return",
		[MONITOR_EV_NOTIFY] = "notify",
		[MONITOR_EV_BREACH] = "breach",
	};

	return (u32)kind <= MONITOR_EV_BREACH ? names[kind] : "?";
}

void monitor_stats(struct monitor *m, struct monitor_stats *out)
{
	monitor_enter(m);
	*out = m->stats;
	out->notifications_pending = m->num_pending;
	out->async_notif_enabled = m->notif_enabled;
	out->shm_cache_enabled = m->cache_enabled;
	monitor_leave(m);
}

void monitor_give_up(struct monitor *m)
{
	monitor_enter(m);
	m->gave_up = true;
	/* a driver that comes enables them anew */
	m->notif_enabled = false;
	monitor_leave(m);
}

void monitor_kernel_gone(struct monitor *m, bool gone)
{
	struct shm_object *obj;
	u32 i;

	monitor_enter(m);
	m->kernel_gone = gone;
	for (obj = m->objects; gone && obj; obj = obj->next)
		obj->old = true;
	for (i = 0; gone && i < m->sessions_end; i++)
		m->sessions[i].lied = true;
	for (i = 0; gone && i < m->threads_end; i++)
		m->threads[i].old = m->threads[i].state != THREAD_FREE;
	if (gone)
		m->notif_enabled = false;
	monitor_leave(m);
}

/* The message of a call: contiguous memory, or in an object */
static bool holds_page(const struct buffer *b, u64 page)
{
	return !b->obj && b->size && b->start < page + OPTEE_PAGE_SIZE &&
	       page < b->start + b->size;
}

/*
 * Is @page one of those that hold a list of @num addresses at @list, or, if they are
 * @named, one of these?
 */
static bool list_has_page(struct monitor *m, u64 list, u64 num, bool named, u64 page)
{
	const u64 *entry;
	u64 i, n;

	for (; list && num; num -= n) {
		if (list == page)
			return true;
		entry = list & (OPTEE_PAGE_SIZE - 1) ? NULL : nw_map(m, list, OPTEE_PAGE_SIZE);
		if (!entry)
			return false;
		n = num < OPTEE_LIST_ENTRIES ? num : OPTEE_LIST_ENTRIES;
		for (i = 0; i < n && named; i++)
			if (entry[i] == page)
				return true;
		list = entry[OPTEE_LIST_ENTRIES];
	}
	return false;
}

/*
 * What a call that was not ended may still use: its messages, and lists of pages. The
 * driver can't know how far it has got: memory to be registered may be registered by now.
 */
static bool call_keeps_page(struct monitor *m, const struct thread *t, u64 page)
{
	const struct optee_param *p = &t->param[0];

	return holds_page(&t->arg_buf, page) || holds_page(&t->rpc_buf, page) ||
	       list_has_page(m, t->page_list, t->listed, false, page) ||
	       (t->arg.cmd == OPTEE_CMD_REGISTER_SHM &&
		list_has_page(m, list_page(p), listed_pages(p), true, page));
}

/* The driver has given up, or lost a call that it could not go on with. */
static bool has_given_up(const struct monitor *m)
{
	u32 i;

	for (i = 0; i < m->threads_end; i++)
		if (m->threads[i].state == THREAD_SUSPENDED && m->threads[i].cut_off)
			return true;
	return m->gave_up || m->ffa.lost;
}

/*
 * driver_begins() - one has been bound; the one before it may have given up
 *
 * Nobody goes on with calls that are still in the secure world then. Their messages, and
 * what they were given, are lost with that driver, but for the static memory, which
 * begins anew with each driver.
 */
void driver_begins(struct monitor *m)
{
	struct shm_object *obj;
	u32 i;

	if (!has_given_up(m))
		return;
	for (i = 0; i < m->threads_end; i++)
		m->threads[i].old |= m->threads[i].state == THREAD_SUSPENDED;
	for (obj = m->objects; obj; obj = obj->next)
		obj->old |= !obj->chunk && in_static_shm(m, obj->pa, obj->size);
}

/* The driver was refused when it asked for it. Over FF-A it asks for all of its memory. */
static bool keeps_object(const struct monitor *m, const struct shm_object *obj)
{
	return has_given_up(m) || obj->kept || (!m->front->registers && obj->lied);
}

void monitor_client_frees(struct monitor *m, u64 pa, bool gave_up)
{
	struct shm_object *obj;

	monitor_enter(m);
	for (obj = m->objects; obj; obj = obj->next)
		if (obj->kind == SHM_REGISTERED && has_page(obj, pa) &&
		    (gave_up || keeps_object(m, obj)))
			obj->old = true;
	monitor_leave(m);
}

bool monitor_keeps_page(struct monitor *m, u64 pa)
{
	const struct shm_object *obj;
	bool keeps = false;
	u32 i;

	monitor_enter(m);
	for (obj = m->objects; obj && !keeps; obj = obj->next)
		keeps = keeps_object(m, obj) && has_page(obj, pa);
	for (i = 0; has_given_up(m) && i < m->threads_end && !keeps; i++)
		keeps = m->threads[i].state == THREAD_SUSPENDED &&
			call_keeps_page(m, &m->threads[i], pa);
	monitor_leave(m);
	return keeps;
}

/* Memory that the driver has shared for what is to come (FF-A), and not used yet */
static bool is_spare(const struct monitor *m, const struct shm_object *obj)
{
	return !m->front->registers && !obj->retrieved && !obj->pinned;
}

/* Is memory that is still referred to no leak? */
static bool shm_may_stay(const struct monitor *m, const struct shm_object *obj, bool driver_gone)
{
	if (obj->lied || obj->old || obj->kept || obj->kind == SHM_TEMPORARY ||
	    obj->kind == SHM_RXTX)
		return true;
	if (driver_gone)
		return false;
	/* it asks for what nobody uses any more when it likes */
	if (obj->kind == SHM_LENT)
		return true;
	/* the driver's caches, and what client drivers on the TEE bus hold while bound */
	return obj->holds_arg || obj->bus_client || obj->kind == SHM_RPC_ARG || is_spare(m, obj);
}

/*
 * What a driver turns off before it goes. OP-TEE SMC ABI (optee_smc.h),
 * OPTEE_SMC_ENABLE_ASYNC_NOTIF: "normal world is able to receive" them, until
 * OPTEE_MSG_CMD_STOP_ASYNC_NOTIF (optee_msg.h), which needs a thread context: it
 * may go without where its last call was refused one.
 * OPTEE_SMC_DISABLE_SHM_CACHE.
 */
static void check_turned_off(struct monitor *m)
{
	if (m->front->stops && m->notif_enabled && !m->notif_stopped && !m->notif_denied &&
	    !m->lied_arg)
		breach(m, MONITOR_BREACH_LEAK, 0,
		       "notifications are still enabled (OPTEE_MSG_CMD_STOP_ASYNC_NOTIF)");
	if (m->cache_enabled && !m->lied_cache && !m->stats.threads_busy)
		breach(m, MONITOR_BREACH_LEAK, 0,
		       "the cache of shared memory is still enabled (OPTEE_SMC_DISABLE_SHM_CACHE)");
}

void monitor_check_spm_quiet(struct monitor *m)
{
	monitor_enter(m);
	m->now_func = MONITOR_ANY;
	if (m->ffa.tx)
		breach(m, MONITOR_BREACH_LEAK, m->ffa.tx->pa,
		       "RX and TX buffers are still mapped (DEN 0077 13.5, FFA_RXTX_UNMAP)");
	if (m->ffa.bitmap_created)
		breach(m, MONITOR_BREACH_LEAK, 0,
		       "the bitmap is still there (DEN 0077 16.2, FFA_NOTIFICATION_BITMAP_DESTROY)");
	monitor_leave(m);
}

u32 monitor_check_quiet(struct monitor *m, bool driver_gone)
{
	const struct shm_object *obj;
	const struct session *s;
	bool gave_up;
	u32 i, before;

	monitor_enter(m);
	gave_up = has_given_up(m);
	before = m->breaches_seen;
	m->now_step = m->num_events ? m->num_events - 1 : 0;
	m->now_func = MONITOR_ANY;
	for (i = 0; i < m->threads_end; i++)
		if (m->threads[i].state != THREAD_FREE && !m->threads[i].old &&
		    !(gave_up && m->threads[i].state == THREAD_SUSPENDED))
			breach(m, MONITOR_BREACH_LEAK, i, "a call is still in a thread context");
	for (i = 0; i < m->sessions_end; i++) {
		s = &m->sessions[i];
		if (!s->used || s->closing || s->lied || gave_up || m->ffa.misnamed)
			continue;
		if (!driver_gone && (s->ta == MONITOR_TA_RNG || s->ta == MONITOR_TA_RTC))
			continue;
		breach(m, MONITOR_BREACH_LEAK, s->id, "a session is still open");
	}
	for (obj = m->objects; obj; obj = obj->next) {
		if (shm_may_stay(m, obj, driver_gone) || gave_up)
			continue;
		if (obj->kind == SHM_REGISTERED)
			breach(m, MONITOR_BREACH_LEAK, obj->cookie,
			       "shared memory is still registered (OPTEE_MSG_CMD_REGISTER_SHM)");
		else if (obj->kind == SHM_LENT)
			breach(m, MONITOR_BREACH_LEAK, obj->cookie,
			       "memory is still lent (OPTEE_MSG_CMD_RECLAIM_PROTMEM)");
		else
			breach(m, MONITOR_BREACH_LEAK, obj->cookie,
			       "shared memory from an RPC has not been given back");
	}
	if (driver_gone && !gave_up)
		check_turned_off(m);
	if (driver_gone && m->ffa.bound && !m->ffa.unbind_refused)
		breach(m, MONITOR_BREACH_LEAK, m->ffa.bound,
		       "a notification is still bound (DEN 0077 16.4, FFA_NOTIFICATION_UNBIND)");
	before = m->breaches_seen - before;
	monitor_leave(m);
	return before;
}
