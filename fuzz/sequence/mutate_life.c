// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tasks usually do, into which mutation brings disorder: lives of clients,
 * supplicants and the machine, and calls that the trusted applications understand.
 */
#include "monitor.h"
#include "ta_abi.h"
#include "mutate_private.h"

#define LIFE_STEPS	9
#define R(role)		(1u << SEQ_##role)

static const struct {
	u8 roles;
	u8 steps;
	u8 op[LIFE_STEPS];
} lives[] = {
	{ R(CLIENT) | R(USER), 9, { SEQ_OP_OPEN_CONTEXT, SEQ_OP_OPEN_SESSION, SEQ_OP_SYSTEM, SEQ_OP_SHM_ALLOC,
	  SEQ_OP_INVOKE, SEQ_OP_INVOKE, SEQ_OP_SHM_FREE, SEQ_OP_CLOSE_SESSION, SEQ_OP_CLOSE_CONTEXT } },
	{ R(CLIENT) | R(USER), 5, { SEQ_OP_OPEN_CONTEXT, SEQ_OP_OPEN_SESSION, SEQ_OP_SHM_REGISTER,
	  SEQ_OP_INVOKE, SEQ_OP_SHM_FREE } },
	{ R(USER), 6, { SEQ_OP_OPEN_CONTEXT, SEQ_OP_SHM_ALLOC, SEQ_OP_SHM_MAP, SEQ_OP_CLOSE_CONTEXT,
	  SEQ_OP_SHM_FREE, SEQ_OP_SHM_UNMAP } },
	{ R(CLIENT) | R(USER), 8, { SEQ_OP_OPEN_CONTEXT, SEQ_OP_OPEN_SESSION, SEQ_OP_SHM_ALLOC, SEQ_OP_FILL,
	  SEQ_OP_INVOKE, SEQ_OP_SUM, SEQ_OP_INVOKE, SEQ_OP_SUM } },
	{ R(CLIENT) | R(USER), 2, { SEQ_OP_SLEEP, SEQ_OP_CANCEL } },
	{ R(USER), 6, { SEQ_OP_OPEN_CONTEXT, SEQ_OP_OPEN_SESSION, SEQ_OP_SHM_REGISTER, SEQ_OP_FORK,
	  SEQ_OP_INVOKE, SEQ_OP_CLOSE_CONTEXT } },
	{ R(USER) | R(SUPPLICANT), 4, { SEQ_OP_SLEEP, SEQ_OP_GET_FD, SEQ_OP_VERSION, SEQ_OP_CLOSE_CONTEXT } },
	{ R(USER), 8, { SEQ_OP_SLEEP, SEQ_OP_GET_FD, SEQ_OP_GET_MEMORY, SEQ_OP_OPEN_SESSION, SEQ_OP_INVOKE,
	  SEQ_OP_SHM_MAP, SEQ_OP_SHM_FREE, SEQ_OP_CLOSE_CONTEXT } },
	{ R(USER), 5, { SEQ_OP_OPEN_CONTEXT, SEQ_OP_DUP, SEQ_OP_CLOSE_CONTEXT, SEQ_OP_SHM_ALLOC, SEQ_OP_CLOSE_FD } },
	{ R(USER) | R(SUPPLICANT), 3, { SEQ_OP_CLOSE_FD, SEQ_OP_USE_FD, SEQ_OP_VERSION } },
	{ R(USER), 4, { SEQ_OP_USE_MEMORY, SEQ_OP_SHM_MAP, SEQ_OP_CLOSE_FD, SEQ_OP_SHM_FREE } },
	{ R(USER), 7, { SEQ_OP_OPEN_CONTEXT, SEQ_OP_OPEN_SESSION, SEQ_OP_HEAP_ALLOC, SEQ_OP_SHM_REGISTER_FD,
	  SEQ_OP_INVOKE, SEQ_OP_SHM_FREE, SEQ_OP_CLOSE_CONTEXT } },
	{ R(USER), 4, { SEQ_OP_HEAP_ALLOC, SEQ_OP_SHM_FREE, SEQ_OP_HEAP_ALLOC, SEQ_OP_SLEEP } },
	{ R(SUPPLICANT), 3, { SEQ_OP_SUPP_OPEN, SEQ_OP_SUPP_SERVE, SEQ_OP_SUPP_CLOSE } },
	{ R(SUPPLICANT), 6, { SEQ_OP_SUPP_OPEN, SEQ_OP_SUPP_RECEIVE, SEQ_OP_SUPP_SEND, SEQ_OP_SUPP_RECEIVE,
	  SEQ_OP_SUPP_SEND, SEQ_OP_SUPP_CLOSE } },
	{ R(MACHINE) | R(SUPPLICANT), 2, { SEQ_OP_SLEEP, SEQ_OP_KILL } },
	{ R(MACHINE), 3, { SEQ_OP_SLEEP, SEQ_OP_FREEZE, SEQ_OP_THAW } },
	{ R(MACHINE), 4, { SEQ_OP_SLEEP, SEQ_OP_SUSPEND, SEQ_OP_SLEEP, SEQ_OP_RESUME } },
	{ R(MACHINE), 3, { SEQ_OP_SLEEP, SEQ_OP_NOTIFY, SEQ_OP_NOTIFY } },
	{ R(MACHINE), 4, { SEQ_OP_SLEEP, SEQ_OP_REMOVE, SEQ_OP_PROBE, SEQ_OP_SHUTDOWN } },
	{ R(MACHINE), 3, { SEQ_OP_SLEEP, SEQ_OP_SHUTDOWN, SEQ_OP_KEXEC } },
	{ R(MACHINE), 4, { SEQ_OP_RPMB_ADD, SEQ_OP_SLEEP, SEQ_OP_RPMB_REMOVE, SEQ_OP_RPMB_ADD } },
	{ R(MACHINE), 4, { SEQ_OP_WAIT_PARKED, SEQ_OP_GATE_OPEN, SEQ_OP_STEAL, SEQ_OP_STEAL } },
};

#define LIVES (sizeof(lives) / sizeof(lives[0]))

/* monitor.h: commands of the trusted applications; values are below @limit */
static const struct {
	u8 ta, func;
	u8 type[3];
	u16 limit;
} calls[] = {
	{ MONITOR_TA_ECHO, MONITOR_ECHO_COPY, { SEQ_P_VALUE_INOUT, SEQ_P_MEMREF_INOUT }, 100 },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_COPY, { SEQ_P_MEMREF_IN, SEQ_P_MEMREF_OUT }, 100 },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_SHORT, { SEQ_P_MEMREF_OUT, SEQ_P_VALUE_IN }, 9000 },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_SUM, { SEQ_P_MEMREF_IN, SEQ_P_VALUE_OUT }, 10 },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_NULL, { SEQ_P_MEMREF_IN, SEQ_P_VALUE_OUT }, 10 },
	{ MONITOR_TA_STORAGE, MONITOR_STORAGE_WRITE, { SEQ_P_MEMREF_IN }, 10 },
	{ MONITOR_TA_STORAGE, MONITOR_STORAGE_READ, { SEQ_P_MEMREF_OUT }, 10 },
	{ MONITOR_TA_STORAGE, MONITOR_STORAGE_RPMB, { SEQ_P_NONE }, 10 },
	{ MONITOR_TA_SCMI, MONITOR_SCMI_CLOCK, { SEQ_P_VALUE_INOUT }, 2 },
	{ MONITOR_TA_SCMI, PTA_SCMI_CAPABILITIES, { SEQ_P_VALUE_OUT }, 5 },
	{ MONITOR_TA_SCMI, PTA_SCMI_GET_CHANNEL, { SEQ_P_VALUE_INOUT }, 5 },
	{ MONITOR_TA_SCMI, PTA_SCMI_PROCESS_MSG_CHANNEL,
	  { SEQ_P_VALUE_IN, SEQ_P_MEMREF_IN, SEQ_P_MEMREF_OUT }, 5 },
	{ MONITOR_TA_SLOW, MONITOR_SLOW_NOTIF, { SEQ_P_VALUE_IN }, 8 },
	{ MONITOR_TA_SLOW, MONITOR_SLOW_SUSPEND, { SEQ_P_VALUE_IN }, 4 },
	{ MONITOR_TA_SLOW, MONITOR_SLOW_PARK, { SEQ_P_VALUE_IN }, 4 },
	{ MONITOR_TA_PANIC, MONITOR_PANIC_AFTER_RPC, { SEQ_P_NONE }, 1 },
	{ MONITOR_TA_RPC, MONITOR_RPC_SEND, { SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT }, 26 },
	{ MONITOR_TA_RPC, MONITOR_RPC_SHM, { SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT }, 2 },
	{ MONITOR_TA_RPC, MONITOR_RPC_I2C, { SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT, SEQ_P_VALUE_IN }, 2 },
	{ MONITOR_TA_RPC, MONITOR_RPC_RPMB, { SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT }, 26 },
	{ MONITOR_TA_RPC, MONITOR_RPC_FS, { SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT }, 5 },
	{ MONITOR_TA_RPC, MONITOR_RPC_ALLOC_FREE, { SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT }, 9000 },
	{ MONITOR_TA_RPC, MONITOR_RPC_NOTIF_SEND, { SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT }, 300 },
	{ MONITOR_TA_RPC, MONITOR_RPC_RAW, { SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT, SEQ_P_VALUE_IN }, 26 },
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

/* A call that @ta understands, with a number at the edge of sense now and then. */
static void usual_call(u64 *seed, const struct sequence *s, u32 ta, struct seq_step *st)
{
	u32 at = mutate_below(seed, CALLS), n;
	unsigned int i, k;

	for (n = 0; n < CALLS && calls[at].ta != ta; n++)
		at = (at + 1) % CALLS;
	st->arg[1] = calls[at].func;
	for (i = 0; i < 3 && calls[at].type[i] != SEQ_P_NONE; i++) {
		struct seq_param *p = &st->param[i];

		do {
			mutate_param(seed, s, p);
		} while (p->type != calls[at].type[i]);
		st->num_params = i + 1;
		if (mutate_one_in(seed, 8) || p->type > SEQ_P_VALUE_INOUT)
			continue;
		p->v[0] = mutate_below(seed, calls[at].limit);
		for (k = 1; k < 3; k++)
			p->v[k] = mutate_number(seed, 8192);
	}
}

static u64 life_argument(u64 *seed, const struct sequence *s, enum seq_kind kind, u32 slot, u32 ta)
{
	switch (kind) {
	case SEQ_CONTEXT:
	case SEQ_SESSION:
	case SEQ_MEMORY:
	case SEQ_BUFFER:
		return slot;
	case SEQ_HEAP:
		/* the one that all drivers serve */
		return mutate_one_in(seed, 4) ? mutate_value(seed, s, kind) : 0;
	case SEQ_TA:
		return ta;
	case SEQ_LOGIN:
		return 0;
	default:
		return mutate_value(seed, s, kind);
	}
}

void mutate_insert_life(u64 *seed, struct sequence *s)
{
	u32 task = mutate_below(seed, s->num_tasks), slot = mutate_below(seed, 3);
	u32 life = mutate_below(seed, LIVES), ta = mutate_below(seed, SEQ_TAS);
	unsigned int i, at = mutate_below(seed, s->num_steps + 1);

	while (!(lives[life].roles & (1u << s->role[task])))
		life = (life + 1) % LIVES;
	for (i = 0; i < lives[life].steps; i++) {
		const struct seq_op_info *info = &seq_op_info[lives[life].op[i]];
		struct seq_step st = { .task = task, .op = lives[life].op[i] };
		unsigned int k;

		if (!(info->roles & (1u << s->role[task])) || mutate_one_in(seed, 8))
			continue;
		for (k = 0; info->arg[k].kind != SEQ_NONE; k++)
			st.arg[k] = life_argument(seed, s, info->arg[k].kind, slot, ta);
		/* into another slot */
		if (st.op == SEQ_OP_DUP || st.op == SEQ_OP_GET_FD || st.op == SEQ_OP_GET_MEMORY || st.op == SEQ_OP_SHM_REGISTER_FD)
			st.arg[0] = (slot + 1) % 3;
		if (st.op == SEQ_OP_SHM_REGISTER_FD && !mutate_one_in(seed, 8))
			st.arg[3] = 0;
		if (st.op == SEQ_OP_SUPP_RECEIVE)
			st.arg[1] = mutate_one_in(seed, 4) ? st.arg[1] : 6;
		if (st.op == SEQ_OP_INVOKE)
			usual_call(seed, s, ta, &st);
		mutate_insert(s, at, &st);
		at = at < s->num_steps ? at + 1 : s->num_steps;
		at += mutate_one_in(seed, 3) ? mutate_below(seed, s->num_steps - at + 1) : 0;
	}
}
