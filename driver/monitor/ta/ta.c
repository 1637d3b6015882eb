// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trusted applications' common ground: which there are, and what several of
 * them need.
 */
#include "ta.h"

static const struct ta *const tas[MONITOR_TA_COUNT] = {
	[MONITOR_TA_ECHO] = &ta_echo,
	[MONITOR_TA_STORAGE] = &ta_storage,
	[MONITOR_TA_SCMI] = &ta_scmi,
	[MONITOR_TA_SLOW] = &ta_slow,
	[MONITOR_TA_PANIC] = &ta_panic,
	[MONITOR_TA_RPC] = &ta_rpc,
	[MONITOR_TA_SINGLE] = &ta_single,
	[MONITOR_TA_LOADED] = &ta_loaded,
	[MONITOR_TA_RNG] = &ta_rng,
	[MONITOR_TA_RTC] = &ta_rtc,
	[MONITOR_TA_DEVICE] = &ta_device,
	[MONITOR_TA_TRUSTED] = &ta_trusted,
	[MONITOR_TA_BNXT] = &ta_bnxt,
	[MONITOR_TA_FTPM] = &ta_ftpm,
};

const struct ta *ta_of(enum monitor_ta ta)
{
	return tas[ta];
}

const u8 *monitor_ta_uuid(enum monitor_ta ta)
{
	return (u32)ta < MONITOR_TA_COUNT ? tas[ta]->uuid : NULL;
}

static bool same_uuid(const u8 *a, const u8 *b)
{
	u32 i;

	for (i = 0; i < 16; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/* Which TA has this UUID? */
bool ta_find(const u8 *uuid, enum monitor_ta *ta)
{
	u32 i;

	for (i = 0; i < MONITOR_TA_COUNT; i++) {
		if (same_uuid(tas[i]->uuid, uuid)) {
			*ta = i;
			return true;
		}
	}
	return false;
}

/* Ends a command with a result that the TA itself gives. */
enum step ta_result(struct thread *t, u32 ret)
{
	t->ret = ret;
	t->origin = TEEC_ORIGIN_TRUSTED_APP;
	return STEP_DONE;
}

/* Is parameter @i of this class, with a direction that has all of @dirs? */
bool ta_has(const struct thread *t, u32 i, u32 class, u32 dirs)
{
	return i < t->num_p && t->p[i].dir && t->p[i].class == class &&
	       (t->p[i].dir & dirs) == dirs;
}

/* Are these the parameters, and no more? A direction of 0 means: none. */
bool ta_wants(const struct thread *t, u32 class0, u32 dir0, u32 class1, u32 dir1)
{
	u32 i;

	for (i = 0; i < t->num_p; i++) {
		u32 dir = i == 0 ? dir0 : i == 1 ? dir1 : 0;
		u32 class = i == 0 ? class0 : class1;

		if (t->p[i].dir != dir || (dir && t->p[i].class != class))
			return false;
	}
	return t->num_p >= (dir1 ? 2u : dir0 ? 1u : 0u);
}

/* The TA panics: its session is dead from now on. */
enum step ta_panics(struct thread *t)
{
	t->session->dead = true;
	t->ret = TEEC_ERROR_TARGET_DEAD;
	t->origin = TEEC_ORIGIN_TEE;
	return STEP_DONE;
}

/* Asks for shared memory: OPTEE_RPC_CMD_SHM_ALLOC. It comes back as t->rpc.obj. */
enum step ta_alloc(struct thread *t, u32 type, u64 size)
{
	rpc_value(rpc_begin(t, OPTEE_RPC_SHM_ALLOC, 1), 0, OPTEE_DIR_IN, type, size, 8);
	return STEP_RPC;
}

/* Gives t->shm back: OPTEE_RPC_CMD_SHM_FREE. */
enum step ta_free(struct thread *t)
{
	u32 type = t->shm->kind == SHM_RPC_APPL ? OPTEE_RPC_SHM_APPL : OPTEE_RPC_SHM_KERNEL;

	rpc_value(rpc_begin(t, OPTEE_RPC_SHM_FREE, 1), 0, OPTEE_DIR_IN, type, t->shm->cookie, 0);
	t->rpc.obj = t->shm;
	t->shm = NULL;
	return STEP_RPC;
}

/*
 * Puts @size bytes into memory reference @i and its size; false when it is too
 * small, then its size says what is needed (TEEC_ERROR_SHORT_BUFFER).
 */
bool ta_put(struct monitor *m, struct thread *t, u32 i, const void *from, u64 size)
{
	bool fits = !t->p[i].null && t->p[i].size >= size;

	if (fits)
		buffer_write(m, &t->p[i].buf, 0, from, size);
	t->p[i].size = size;
	return fits;
}

u32 monitor_ta_calls(struct monitor *m, enum monitor_ta ta)
{
	u32 n = 0;

	monitor_enter(m);
	if ((u32)ta < MONITOR_TA_COUNT)
		n = m->ta_calls[ta];
	monitor_leave(m);
	return n;
}
