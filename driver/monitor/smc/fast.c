// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fast calls: OP-TEE SMC ABI (optee_smc.h), one function below for each.
 */
#include "smc/smc_private.h"

struct fast_function {
	u32 id;
	u32 args;	/* bit n: register an is an argument */
	u32 cap;	/* capability that it needs, 0: none */
	void (*answer)(struct monitor *m, struct monitor_call *call);
};

static const u32 image_load_uid[4] = OPTEE_IMAGE_LOAD_UID_WORDS;
static const u32 optee_uid[4] = OPTEE_UID_WORDS;
static const u32 os_uuid[4] = OPTEE_OS_UUID_WORDS;

static void answer_words(struct monitor_call *call, const u32 *words)
{
	u32 i;

	for (i = 0; i < 4; i++)
		call->res[i] = words[i];
}

/* Does the service that loads the image answer in place of OP-TEE? */
static bool image_awaited(const struct monitor *m)
{
	u32 i;

	for (i = 0; i < 4; i++)
		if (m->config.uid[i] != image_load_uid[i])
			return false;
	return !m->image_loaded;
}

static void calls_uid(struct monitor *m, struct monitor_call *call)
{
	answer_words(call, m->image_loaded ? optee_uid : m->config.uid);
}

static void calls_revision(struct monitor *m, struct monitor_call *call)
{
	call->res[0] = m->config.api_major;
	call->res[1] = m->config.api_minor;
}

static void get_os_uuid(struct monitor *m, struct monitor_call *call)
{
	(void)m;
	answer_words(call, os_uuid);
}

static void get_os_revision(struct monitor *m, struct monitor_call *call)
{
	call->res[0] = m->config.os_major;
	call->res[1] = m->config.os_minor;
	call->res[2] = m->config.os_build_id;
}

/* Size and address 0 say that there is no image, and close the service. */
static void load_image(struct monitor *m, struct monitor_call *call)
{
	u64 size = reg_pair(call->a[1], call->a[2]), pa = reg_pair(call->a[3], call->a[4]);

	if (!image_awaited(m)) {
		breach(m, MONITOR_BREACH_FUNCTION, call->a[0],
		       "OPTEE_SMC_CALL_LOAD_IMAGE where no image is awaited (OPTEE_SMC_CALLS_UID)");
		call->res[0] = OPTEE_RETURN_UNKNOWN;
		return;
	}
	call->res[0] = OPTEE_RETURN_ENOTAVAIL;
	if (!size && !pa)
		return;
	if (!size || !nw_is_ram(m, pa, size)) {
		breach(m, MONITOR_BREACH_ADDRESS, pa,
		       "OPTEE_SMC_CALL_LOAD_IMAGE of what is not RAM");
		return;
	}
	m->image_loaded = true;
	call->res[0] = OPTEE_RETURN_OK;
}

static void get_shm_config(struct monitor *m, struct monitor_call *call)
{
	if (!m->config.shm_size || !(m->config.sec_caps & OPTEE_CAP_RESERVED_SHM)) {
		call->res[0] = OPTEE_RETURN_ENOTAVAIL;
		return;
	}
	call->res[1] = m->config.shm_start;
	call->res[2] = m->config.shm_size;
	call->res[3] = m->config.shm_settings;
}

static void exchange_capabilities(struct monitor *m, struct monitor_call *call)
{
	if (call->a[1] & ~(u64)OPTEE_NSEC_CAP_UNIPROCESSOR) {
		breach(m, MONITOR_BREACH_REGISTER, call->a[1],
		       "a1 of OPTEE_SMC_EXCHANGE_CAPABILITIES has bits that are no OPTEE_SMC_NSEC_CAP_*");
		call->res[0] = OPTEE_RETURN_ENOTAVAIL;
	}
	call->res[1] = m->config.sec_caps;
	if (call->res[0])
		return;
	if (m->config.sec_caps & OPTEE_CAP_ASYNC_NOTIF)
		call->res[2] = m->config.max_notif_value;
	if (m->config.sec_caps & OPTEE_CAP_RPC_ARG)
		call->res[3] = m->config.rpc_param_count & 0xff;
}

/* A lie of a rule is what the driver was told, so it is what the driver is held to. */
static void note_capabilities(struct monitor *m, const struct monitor_call *call)
{
	if (call->res[0])
		return;
	m->exchanged = true;
	driver_begins(m);
	/* A new driver: its predecessor was refused the end of notifications. */
	m->notif_stopped |= m->notif_denied;
	m->notif_denied = false;
	m->caps = (u32)call->res[1];
	m->max_notif = m->caps & OPTEE_CAP_ASYNC_NOTIF ? (u32)call->res[2] : 0;
	m->rpc_params = m->caps & OPTEE_CAP_RPC_ARG ? (u32)call->res[3] & 0xff : 0;
	/* With no room for parameters a driver passes no RPC argument. */
	if (!m->rpc_params)
		m->caps &= ~OPTEE_CAP_RPC_ARG;
}

static void note_shm_config(struct monitor *m, const struct monitor_call *call)
{
	if (call->res[0])
		return;
	m->shm_start = call->res[1];
	m->shm_size = call->res[2];
}

static void disable_shm_cache(struct monitor *m, struct monitor_call *call)
{
	struct thread *t;
	u32 i;

	if (m->stats.threads_busy) {
		call->res[0] = OPTEE_RETURN_EBUSY;
		return;
	}
	for (i = 0; i < m->threads_end; i++) {
		t = &m->threads[i];
		if (!t->rpc_arg)
			continue;
		call->res[1] = t->rpc_arg->cookie >> 32;
		call->res[2] = t->rpc_arg->cookie & 0xffffffffu;
		/* a driver that was refused before may have written it off */
		if (t->rpc_arg->kept)
			t->rpc_arg->lied = true;
		else
			shm_drop(m, t->rpc_arg);
		t->rpc_arg = NULL;
		return;
	}
	m->cache_enabled = false;
	call->res[0] = OPTEE_RETURN_ENOTAVAIL;
}

static void enable_shm_cache(struct monitor *m, struct monitor_call *call)
{
	if (m->cache_enabled && !m->lied_cache)
		breach(m, MONITOR_BREACH_ORDER, call->a[0],
		       "OPTEE_SMC_ENABLE_SHM_CACHE when the cache is enabled already");
	if (m->stats.threads_busy)
		call->res[0] = OPTEE_RETURN_EBUSY;
	else
		m->cache_enabled = true;
}

static void get_thread_count(struct monitor *m, struct monitor_call *call)
{
	if (m->config.no_thread_count)
		call->res[0] = OPTEE_RETURN_UNKNOWN;
	else
		call->res[1] = m->config.reported_threads;
}

static void enable_async_notif(struct monitor *m, struct monitor_call *call)
{
	if (m->notif_enabled && !m->notif_stopped && !m->lied_arg)
		breach(m, MONITOR_BREACH_ORDER, call->a[0],
		       "OPTEE_SMC_ENABLE_ASYNC_NOTIF when notifications are enabled already");
	m->notif_enabled = true;
	m->notif_stopped = false;
	m->lied_arg = false;
	if (m->num_pending)
		m->irq_wanted = true;
}

static void get_async_notif_value(struct monitor *m, struct monitor_call *call)
{
	u32 value;

	if (!notif_take(m, &value))
		return;
	call->res[1] = value;
	call->res[2] = OPTEE_NOTIF_VALUE_VALID;
	if (m->num_pending)
		call->res[2] |= OPTEE_NOTIF_VALUE_PENDING;
}

static void get_protmem_config(struct monitor *m, struct monitor_call *call)
{
	if (!m->config.protmem_size) {
		call->res[0] = OPTEE_RETURN_ENOTAVAIL;
		return;
	}
	call->res[1] = m->config.protmem_start;
	call->res[2] = m->config.protmem_size;
	call->res[3] = m->config.protmem_width;
}

static void note_protmem_config(struct monitor *m, const struct monitor_call *call)
{
	if (call->res[0])
		return;
	m->protmem_start = call->res[1];
	m->protmem_size = call->res[2];
}

static void calls_count(struct monitor *m, struct monitor_call *call);

#define NUM_FUNCTIONS 14

static const struct fast_function functions[NUM_FUNCTIONS] = {
	{ OPTEE_FAST_END_ID(OPTEE_FAST_CALLS_COUNT), 0, 0, calls_count },
	{ OPTEE_FAST_END_ID(OPTEE_FAST_CALLS_UID), 0, 0, calls_uid },
	{ OPTEE_FAST_END_ID(OPTEE_FAST_CALLS_REVISION), 0, 0, calls_revision },
	{ OPTEE_FAST_END_ID(OPTEE_FAST_LOAD_IMAGE), 0x1e, 0, load_image },
	{ OPTEE_FAST_ID(OPTEE_FAST_GET_OS_UUID), 0, 0, get_os_uuid },
	{ OPTEE_FAST_ID(OPTEE_FAST_GET_OS_REVISION), 0, 0, get_os_revision },
	{ OPTEE_FAST_ID(OPTEE_FAST_GET_SHM_CONFIG), 0, 0, get_shm_config },
	{ OPTEE_FAST_ID(OPTEE_FAST_EXCHANGE_CAPABILITIES), 0x02, 0, exchange_capabilities },
	{ OPTEE_FAST_ID(OPTEE_FAST_DISABLE_SHM_CACHE), 0, 0, disable_shm_cache },
	{ OPTEE_FAST_ID(OPTEE_FAST_ENABLE_SHM_CACHE), 0, 0, enable_shm_cache },
	{ OPTEE_FAST_ID(OPTEE_FAST_GET_THREAD_COUNT), 0, 0, get_thread_count },
	{ OPTEE_FAST_ID(OPTEE_FAST_ENABLE_ASYNC_NOTIF), 0, OPTEE_CAP_ASYNC_NOTIF,
	  enable_async_notif },
	{ OPTEE_FAST_ID(OPTEE_FAST_GET_ASYNC_NOTIF_VALUE), 0, OPTEE_CAP_ASYNC_NOTIF,
	  get_async_notif_value },
	{ OPTEE_FAST_ID(OPTEE_FAST_GET_PROTMEM_CONFIG), 0, OPTEE_CAP_PROTMEM, get_protmem_config },
};

static void calls_count(struct monitor *m, struct monitor_call *call)
{
	(void)m;
	call->res[0] = NUM_FUNCTIONS;
}

static const struct fast_function *find_function(u32 id)
{
	u32 i;

	for (i = 0; i < NUM_FUNCTIONS; i++)
		if (functions[i].id == id)
			return &functions[i];
	return NULL;
}

/* SMCCC (ARM DEN 0028) and optee_smc.h: "Not used" is 0 from a driver that initialises it. */
static void check_registers(struct monitor *m, const u64 *a, u32 args)
{
	u32 i;

	for (i = 1; i < 8; i++)
		if (a[i] && !(args & 1u << i))
			breach(m, MONITOR_BREACH_REGISTER, a[i],
			       "a register that this fast call does not use is not 0");
}

/* The answer to a fast call goes to @call->res. */
void fast_call(struct monitor *m, struct monitor_call *call)
{
	const struct fast_function *f = find_function((u32)call->a[0]);

	if (!f) {
		breach(m, MONITOR_BREACH_FUNCTION, call->a[0], "no such fast call (optee_smc.h)");
		call->res[0] = OPTEE_RETURN_UNKNOWN;
		return;
	}
	check_registers(m, call->a, f->args);
	if (f->cap && !m->exchanged)
		breach(m, MONITOR_BREACH_ORDER, call->a[0],
		       "a call that needs a capability before OPTEE_SMC_EXCHANGE_CAPABILITIES");
	else if (f->cap && !(m->caps & f->cap))
		breach(m, MONITOR_BREACH_FUNCTION, call->a[0],
		       "a fast call that the capabilities of the secure world do not offer");
	if (f->cap && !(m->caps & f->cap)) {
		call->res[0] = OPTEE_RETURN_ENOTAVAIL;
		return;
	}
	f->answer(m, call);
}

/* What the driver has been told by a fast call, lies of rules included */
void fast_note(struct monitor *m, const struct monitor_call *call)
{
	switch ((u32)call->a[0]) {
	case OPTEE_FAST_ID(OPTEE_FAST_EXCHANGE_CAPABILITIES):
		note_capabilities(m, call);
		break;
	case OPTEE_FAST_ID(OPTEE_FAST_GET_SHM_CONFIG):
		note_shm_config(m, call);
		break;
	case OPTEE_FAST_ID(OPTEE_FAST_GET_PROTMEM_CONFIG):
		note_protmem_config(m, call);
		break;
	case OPTEE_FAST_ID(OPTEE_FAST_GET_ASYNC_NOTIF_VALUE):
		if (call->res[2] & OPTEE_NOTIF_VALUE_VALID)
			notif_told(m, call->res[1]);
		break;
	}
}
