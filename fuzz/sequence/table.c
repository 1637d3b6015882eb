// SPDX-License-Identifier: GPL-2.0-only
/*
 * What there is in the sequence language: operations with their arguments, and
 * the words for values. Everything else (text, bytes, mutation) goes by these.
 */
#include "monitor.h"
#include "optee_abi.h"
#include "sequence.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define R(role) (1u << SEQ_##role)
#define ANY_CLIENT (R(CLIENT) | R(USER))
#define ANYONE (R(CLIENT) | R(USER) | R(SUPPLICANT) | R(WORLD))

const struct seq_op_info seq_op_info[SEQ_OPS] = {
	[SEQ_OP_OPEN_CONTEXT] = { "open-context", ANY_CLIENT, false, { SEQ_CONTEXT } },
	[SEQ_OP_CLOSE_CONTEXT] = { "close-context", ANY_CLIENT, false, { SEQ_CONTEXT } },
	[SEQ_OP_OPEN_SESSION] = { "open-session", ANY_CLIENT, true,
				  { SEQ_SESSION, SEQ_CONTEXT, SEQ_TA, SEQ_LOGIN } },
	[SEQ_OP_SYSTEM] = { "system", R(CLIENT), false, { SEQ_SESSION } },
	[SEQ_OP_INVOKE] = { "invoke", ANY_CLIENT, true, { SEQ_SESSION, SEQ_U32, SEQ_U8 } },
	[SEQ_OP_CANCEL] = { "cancel", ANY_CLIENT, false, { SEQ_SESSION, SEQ_U8 } },
	[SEQ_OP_CLOSE_SESSION] = { "close-session", ANY_CLIENT, false, { SEQ_SESSION } },
	[SEQ_OP_SHM_ALLOC] = { "shm-alloc", ANY_CLIENT | R(SUPPLICANT), false,
			       { SEQ_MEMORY, SEQ_CONTEXT, SEQ_SIZE } },
	[SEQ_OP_SHM_REGISTER] = { "shm-register", ANY_CLIENT | R(SUPPLICANT), false,
				  { SEQ_MEMORY, SEQ_CONTEXT, SEQ_BUFFER, SEQ_SIZE, SEQ_SIZE } },
	[SEQ_OP_SHM_FREE] = { "shm-free", ANY_CLIENT | R(SUPPLICANT), false, { SEQ_MEMORY } },
	[SEQ_OP_SHM_MAP] = { "shm-map", R(USER) | R(SUPPLICANT), false,
			     { SEQ_MEMORY, SEQ_SIZE, SEQ_SIZE } },
	[SEQ_OP_SHM_UNMAP] = { "shm-unmap", R(USER) | R(SUPPLICANT), false, { SEQ_MEMORY } },
	[SEQ_OP_VERSION] = { "version", ANY_CLIENT | R(SUPPLICANT), false, { SEQ_CONTEXT } },
	[SEQ_OP_IOCTL] = { "ioctl", R(USER) | R(SUPPLICANT), false,
			   { SEQ_CONTEXT, SEQ_U8, SEQ_BUFFER, SEQ_SIZE, SEQ_U32 } },
	[SEQ_OP_SUPP_OPEN] = { "supp-open", R(SUPPLICANT), false, { SEQ_CONTEXT } },
	[SEQ_OP_SUPP_RECEIVE] = { "supp-receive", R(SUPPLICANT), false, { SEQ_CONTEXT, SEQ_U8 } },
	[SEQ_OP_SUPP_SEND] = { "supp-send", R(SUPPLICANT), true, { SEQ_CONTEXT, SEQ_RESULT, SEQ_U32 } },
	[SEQ_OP_SUPP_SERVE] = { "supp-serve", R(SUPPLICANT), false, { SEQ_CONTEXT, SEQ_U8 } },
	[SEQ_OP_SUPP_CLOSE] = { "supp-close", R(SUPPLICANT), false, { SEQ_CONTEXT } },
	[SEQ_OP_GATE_OPEN] = { "gate-open", ANYONE, false, { SEQ_U8, SEQ_U8 } },
	[SEQ_OP_GATE_CLOSE] = { "gate-close", ANYONE, false, { SEQ_U8 } },
	[SEQ_OP_WAIT_PARKED] = { "wait-parked", ANYONE, false, { SEQ_U8, SEQ_U8 } },
	[SEQ_OP_NOTIFY] = { "notify", ANYONE, false, { SEQ_U32 } },
	[SEQ_OP_STEAL] = { "steal", ANYONE, false, { SEQ_U8 } },
	[SEQ_OP_SIGNAL] = { "signal", ANYONE, false, { SEQ_TASK } },
	[SEQ_OP_KILL] = { "kill", ANYONE, false, { SEQ_TASK } },
	[SEQ_OP_JOIN] = { "join", ANYONE, false, { SEQ_TASK } },
	[SEQ_OP_SLEEP] = { "sleep", ANYONE, false, { SEQ_U32 } },
	[SEQ_OP_FREEZE] = { "freeze", R(WORLD), false, { SEQ_TASK } },
	[SEQ_OP_THAW] = { "thaw", R(WORLD), false, { SEQ_TASK } },
	[SEQ_OP_REMOVE] = { "remove", R(WORLD), false, { SEQ_NONE } },
	[SEQ_OP_PROBE] = { "probe", R(WORLD), false, { SEQ_NONE } },
	[SEQ_OP_SHUTDOWN] = { "shutdown", R(WORLD), false, { SEQ_NONE } },
	[SEQ_OP_FAULT] = { "fault", ANYONE, false, { SEQ_U8 } },
	[SEQ_OP_NOWAIT] = { "nowait", R(CLIENT), false, { SEQ_CONTEXT } },
};

const char *const seq_role_name[SEQ_ROLES] = { "client", "user", "supplicant", "world" };

const char *const seq_param_name[SEQ_P_TYPES] = {
	"none", "value-in", "value-out", "value-inout",
	"memref-in", "memref-out", "memref-inout", "meta", "bad",
};

const char *const seq_flag_name[SEQ_FLAGS] = {
	"no-thread-count", "no-dynamic-shm", "no-rpc-arg", "no-async-notif",
	"no-memref-null", "rpmb-probe", "hvc", "not-probed",
	"must-end", "supplicant-device", "rpmb-device", "device-twice",
	"many-devices", "percpu-irq", "no-conduit", "uncached-shm",
};

static const char *const ta_name[MONITOR_TA_COUNT] = {
	[MONITOR_TA_ECHO] = "echo", [MONITOR_TA_STORAGE] = "storage",
	[MONITOR_TA_SCMI] = "scmi", [MONITOR_TA_SLOW] = "slow",
	[MONITOR_TA_PANIC] = "panic", [MONITOR_TA_RPC] = "rpc",
	[MONITOR_TA_SINGLE] = "single", [MONITOR_TA_LOADED] = "loaded",
	[MONITOR_TA_RNG] = "rng", [MONITOR_TA_RTC] = "rtc",
	[MONITOR_TA_DEVICE] = "device",
};

/* TEE_IOCTL_LOGIN_*, and one that no user may claim */
static const char *const login_name[] = {
	"public", "user", "group", "login-3", "application", "user-application",
	"group-application", "kernel",
};

/* GlobalPlatform TEE Client API v1.0, 4.4.2; the index is what is kept */
static const char *const result_name[] = {
	"success", "communication", "out-of-memory", "item-not-found", "bad-parameters",
	"short-buffer", "cancel", "busy", "target-dead", "not-supported", "generic",
	"timeout",
};

static const u32 result_code[COUNT(result_name)] = {
	0x00000000, 0xffff000e, 0xffff000c, 0xffff0008, 0xffff0006,
	0xffff0010, 0xffff0002, 0xffff000d, 0xffff3024, 0xffff000a, 0xffff0000,
	0xffff3001,
};

static const char *const point_name[] = {
	[MONITOR_AT_FAST] = "fast", [MONITOR_AT_CALL] = "call",
	[MONITOR_AT_ENTER] = "enter", [MONITOR_AT_INVOKE] = "invoke",
	[MONITOR_AT_RPC] = "rpc", [MONITOR_AT_RESUME] = "resume",
	[MONITOR_AT_RETURN] = "return",
};

static const char *const action_name[] = {
	[MONITOR_DO_NOTHING] = "nothing", [MONITOR_DO_RETURN] = "return",
	[MONITOR_DO_PARK] = "park", [MONITOR_DO_RPC_CMD] = "rpc",
	[MONITOR_DO_INTERRUPT] = "interrupt", [MONITOR_DO_POKE] = "poke",
	[MONITOR_DO_PANIC] = "panic", [MONITOR_DO_NOTIFY] = "notify",
};

const char *const seq_claim_name[SEQ_CLAIM_KINDS] = { "expect", "also", "verdict", "uml" };
const char *const seq_expected_name[SEQ_EXPECTED] = { "fine", "stuck", "finding" };
const char *const seq_uml_name[SEQ_UMLS] = { "fires", "does-not-show", "not-played" };
const char *const seq_where_name[SEQ_WHERES] = { "", "tree", "uml" };

const char *const seq_result_name[SEQ_RESULT_KINDS] = { "", "", "", "skipped", "waits", "never" };

/* include/uapi/asm-generic/errno-base.h, errno.h; the last three are linux/errno.h's */
static const struct {
	u16 nr;
	const char *name;
} errno_name[] = {
	{ 1, "EPERM" }, { 2, "ENOENT" }, { 3, "ESRCH" }, { 4, "EINTR" }, { 5, "EIO" }, { 6, "ENXIO" },
	{ 7, "E2BIG" }, { 9, "EBADF" }, { 11, "EAGAIN" }, { 12, "ENOMEM" }, { 13, "EACCES" },
	{ 14, "EFAULT" }, { 16, "EBUSY" }, { 17, "EEXIST" }, { 19, "ENODEV" }, { 22, "EINVAL" },
	{ 24, "EMFILE" }, { 25, "ENOTTY" }, { 28, "ENOSPC" }, { 34, "ERANGE" }, { 38, "ENOSYS" },
	{ 71, "EPROTO" }, { 74, "EBADMSG" }, { 75, "EOVERFLOW" }, { 95, "EOPNOTSUPP" },
	{ 105, "ENOBUFS" }, { 108, "ESHUTDOWN" }, { 110, "ETIMEDOUT" }, { 121, "EREMOTEIO" },
	{ 126, "ENOKEY" }, { 512, "ERESTARTSYS" }, { 517, "EPROBE_DEFER" }, { 524, "ENOTSUPP" },
};

static const struct {
	const char *const *names;
	u32 count;
} words[SEQ_KINDS] = {
	[SEQ_TA] = { ta_name, COUNT(ta_name) },
	[SEQ_LOGIN] = { login_name, COUNT(login_name) },
	[SEQ_RESULT] = { result_name, COUNT(result_name) },
	[SEQ_POINT] = { point_name, COUNT(point_name) },
	[SEQ_ACTION] = { action_name, COUNT(action_name) },
};

u32 seq_kind_count(enum seq_kind kind)
{
	switch (kind) {
	case SEQ_CONTEXT:
	case SEQ_SESSION:
	case SEQ_MEMORY:
	case SEQ_BUFFER:
		return SEQ_SLOTS;
	case SEQ_TASK:
		return SEQ_MAX_TASKS;
	default:
		return words[kind].count;
	}
}

u64 seq_kind_max(enum seq_kind kind)
{
	u32 count = seq_kind_count(kind);

	if (count)
		return count - 1;
	switch (kind) {
	case SEQ_NONE:
		return 0;
	case SEQ_U8:
		return 0xff;
	case SEQ_U32:
		return 0xffffffff;
	default:
		return ~(u64)0;
	}
}

const char *seq_kind_name(enum seq_kind kind, u64 value)
{
	return value < words[kind].count ? words[kind].names[value] : NULL;
}

const char *seq_errno_name(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < COUNT(errno_name); i++)
		if (errno_name[i].nr == nr)
			return errno_name[i].name;
	return NULL;
}

u32 seq_result_code(u64 value)
{
	return value < COUNT(result_code) ? result_code[value] : (u32)value;
}

const struct seq_claim *seq_claim(const struct seq_about *about, enum seq_claim_kind kind, bool tree)
{
	const struct seq_claim *found = NULL, *c;

	for (c = about->claim; c < about->claim + about->num_claims; c++)
		if (c->kind == kind && (!c->tree || tree) && (!found || (c->tree && !found->tree)))
			found = c;
	return found;
}

const struct seq_result *seq_stated(const struct seq_about *about, unsigned int step, bool tree, bool uml)
{
	const struct seq_result *r = about->result[step];

	if (uml && r[SEQ_IN_UML].kind)
		return &r[SEQ_IN_UML];
	return tree && r[SEQ_OF_TREE].kind ? &r[SEQ_OF_TREE] : &r[SEQ_EVERYWHERE];
}

unsigned int seq_param_numbers(enum seq_param_type type)
{
	switch (type) {
	case SEQ_P_NONE:
		return 0;
	case SEQ_P_MEMREF_IN:
	case SEQ_P_MEMREF_OUT:
	case SEQ_P_MEMREF_INOUT:
		return 2;
	default:
		return 3;
	}
}

bool seq_rule_lies(const struct seq_rule *r)
{
	if (r->action == MONITOR_DO_POKE ||
	    (r->action == MONITOR_DO_RPC_CMD && r->value[0] >= MONITOR_RPC_ALLOC))
		return true;
	switch (r->point) {
	case MONITOR_AT_FAST:
	case MONITOR_AT_CALL:
		return r->action != MONITOR_DO_NOTHING;
	case MONITOR_AT_ENTER:
		/* it may refuse to open, to run and to register, not to end something */
		return r->action == MONITOR_DO_RETURN &&
		       (!(u32)r->value[0] || (r->func != OPTEE_CMD_OPEN_SESSION &&
			r->func != OPTEE_CMD_INVOKE_COMMAND && r->func != OPTEE_CMD_REGISTER_SHM));
	case MONITOR_AT_RETURN:
		return r->action == MONITOR_DO_RETURN;
	default:
		return false;
	}
}

static bool is_memref(u8 type)
{
	return type >= SEQ_P_MEMREF_IN && type <= SEQ_P_MEMREF_INOUT;
}

static bool param_valid(const struct seq_param *p)
{
	unsigned int i;

	if (p->type >= SEQ_P_TYPES)
		return false;
	if (is_memref(p->type) ? p->memory > SEQ_SLOTS : p->memory)
		return false;
	for (i = seq_param_numbers(p->type); i < COUNT(p->v); i++)
		if (p->v[i])
			return false;
	return true;
}

static bool step_valid(const struct sequence *s, const struct seq_step *st)
{
	const struct seq_op_info *info;
	unsigned int i;
	bool ended = false;

	if (st->task >= s->num_tasks || st->op >= SEQ_OPS)
		return false;
	info = &seq_op_info[st->op];
	if (!(info->roles & (1u << s->role[st->task])))
		return false;
	for (i = 0; i < SEQ_MAX_ARGS; i++) {
		ended = ended || info->arg[i] == SEQ_NONE;
		if (st->arg[i] > (ended ? 0 : seq_kind_max(info->arg[i])))
			return false;
	}
	if (st->num_params > (info->params ? SEQ_MAX_PARAMS : 0))
		return false;
	for (i = 0; i < st->num_params; i++)
		if (!param_valid(&st->param[i]))
			return false;
	return true;
}

bool seq_valid(const struct sequence *s)
{
	unsigned int i;

	if (!s->threads || s->threads > MONITOR_MAX_THREADS)
		return false;
	if (!s->num_tasks || s->num_tasks > SEQ_MAX_TASKS ||
	    s->num_steps > SEQ_MAX_STEPS || s->num_rules > SEQ_MAX_RULES ||
	    s->num_schedule > SEQ_MAX_SCHEDULE)
		return false;
	for (i = 0; i < s->num_tasks; i++)
		if (s->role[i] >= SEQ_ROLES)
			return false;
	for (i = 0; i < s->num_steps; i++)
		if (!step_valid(s, &s->step[i]))
			return false;
	for (i = 0; i < s->num_rules; i++)
		if (s->rule[i].point >= COUNT(point_name) ||
		    s->rule[i].action >= COUNT(action_name) ||
		    s->rule[i].task > SEQ_MAX_TASKS)
			return false;
	for (i = 0; i < s->num_schedule; i++)
		if (s->schedule[i].task > SEQ_SWITCH_CLOCK)
			return false;
	return true;
}

static bool step_equal(const struct seq_step *a, const struct seq_step *b)
{
	unsigned int i, k;

	if (a->task != b->task || a->op != b->op || a->num_params != b->num_params)
		return false;
	for (i = 0; i < SEQ_MAX_ARGS; i++)
		if (a->arg[i] != b->arg[i])
			return false;
	for (i = 0; i < a->num_params; i++) {
		if (a->param[i].type != b->param[i].type ||
		    a->param[i].memory != b->param[i].memory)
			return false;
		for (k = 0; k < COUNT(a->param[i].v); k++)
			if (a->param[i].v[k] != b->param[i].v[k])
				return false;
	}
	return true;
}

static bool rule_equal(const struct seq_rule *a, const struct seq_rule *b)
{
	unsigned int i;

	for (i = 0; i < COUNT(a->value); i++)
		if (a->value[i] != b->value[i])
			return false;
	return a->point == b->point && a->action == b->action && a->task == b->task &&
	       a->skip == b->skip && a->count == b->count && a->func == b->func;
}

bool seq_equal(const struct sequence *a, const struct sequence *b)
{
	unsigned int i;

	if (a->threads != b->threads || a->flags != b->flags || a->fault != b->fault ||
	    a->num_tasks != b->num_tasks || a->num_steps != b->num_steps ||
	    a->num_rules != b->num_rules || a->num_schedule != b->num_schedule)
		return false;
	for (i = 0; i < a->num_tasks; i++)
		if (a->role[i] != b->role[i])
			return false;
	for (i = 0; i < a->num_steps; i++)
		if (!step_equal(&a->step[i], &b->step[i]))
			return false;
	for (i = 0; i < a->num_rules; i++)
		if (!rule_equal(&a->rule[i], &b->rule[i]))
			return false;
	for (i = 0; i < a->num_schedule; i++)
		if (a->schedule[i].after != b->schedule[i].after ||
		    a->schedule[i].task != b->schedule[i].task)
			return false;
	return true;
}
