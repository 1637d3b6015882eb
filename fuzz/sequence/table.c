// SPDX-License-Identifier: GPL-2.0-only
/*
 * What there is in the sequence language: operations with their operands, and what
 * of it makes a valid sequence. words.c has the words for values. Everything else
 * (text, bytes, mutation, the reference in README.md) follows these two.
 */
#include "monitor.h"
#include "optee_abi.h"
#include "sequence.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define R(role) (1u << SEQ_##role)
#define ANY_CLIENT (R(CLIENT) | R(USER))
#define ANY_PROCESS (R(USER) | R(SUPPLICANT))
#define ANYONE (R(CLIENT) | R(USER) | R(SUPPLICANT) | R(MACHINE))

/* Operands that stand in their place, and those that are written NAME=VALUE and are 0 when they are not. */
#define CONTEXT { SEQ_CONTEXT, "context", false, "slot of a TEE context or of an open device" }
#define SESSION { SEQ_SESSION, "session", false, "slot of a session" }
#define MEMORY { SEQ_MEMORY, "memory", false, "slot of shared memory" }
#define TASK(what) { SEQ_TASK, "task", false, what }
#define OFFSET(what) { SEQ_SIZE, "offset", true, what ", bytes" }
#define SIZE(what) { SEQ_SIZE, "size", true, what ", bytes" }
#define THROUGH { SEQ_THROUGH, "through", true, "a user may name another context than that on which the session was opened" }
#define NO_OPERAND { { SEQ_NONE, "", false, "" } }
#define GATE { SEQ_U8, "gate", false, "a gate's number, modulo 64" }

const struct seq_op_info seq_op_info[SEQ_OPS] = {
	[SEQ_OP_OPEN_CONTEXT] = { "open-context", ANY_CLIENT, false, { CONTEXT },
		"open a TEE context; a user: /dev/tee0" },
	[SEQ_OP_CLOSE_CONTEXT] = { "close-context", ANY_CLIENT, false, { CONTEXT },
		"close it, with the sessions that are open" },
	[SEQ_OP_OPEN_SESSION] = { "open-session", ANY_CLIENT, true,
		{ SESSION, CONTEXT, { SEQ_TA, "ta", false, "which one" },
		  { SEQ_LOGIN, "login", true, "public when not given" } },
		"open a session with a trusted application" },
	[SEQ_OP_SYSTEM] = { "system", R(CLIENT), false, { SESSION },
		"ask for a thread context to be held for the session: tee_client_system_session()" },
	[SEQ_OP_INVOKE] = { "invoke", ANY_CLIENT, true,
		{ SESSION, { SEQ_COMMAND, "func", true, "a command, by word or number" },
		  { SEQ_U8, "cancel-id", true, "by which cancel names the call" }, THROUGH },
		"call a command of the session's trusted application" },
	[SEQ_OP_CANCEL] = { "cancel", ANY_CLIENT, false,
		{ SESSION, { SEQ_U8, "cancel-id", true, "of the call" }, THROUGH },
		"ask for a call or the opening of a session to be cancelled" },
	[SEQ_OP_CLOSE_SESSION] = { "close-session", ANY_CLIENT, false, { SESSION, THROUGH }, "close a session" },
	[SEQ_OP_SHM_ALLOC] = { "shm-alloc", ANY_CLIENT | R(SUPPLICANT), false,
		{ MEMORY, CONTEXT, SIZE("of the memory") }, "allocate shared memory" },
	[SEQ_OP_SHM_REGISTER] = { "shm-register", ANY_CLIENT | R(SUPPLICANT), false,
		{ MEMORY, CONTEXT, { SEQ_BUFFER, "buffer", false, "slot of a buffer of 4 pages, followed by an unmapped page" },
		  OFFSET("in the buffer"), SIZE("of the memory") }, "register a buffer as shared memory" },
	[SEQ_OP_SHM_FREE] = { "shm-free", ANY_CLIENT | R(SUPPLICANT), false, { MEMORY },
		"give shared memory back; a user: close its descriptor" },
	[SEQ_OP_SHM_MAP] = { "shm-map", ANY_PROCESS, false,
		{ MEMORY, OFFSET("in the memory"), SIZE("of the mapping, modulo 64 pages") }, "mmap() of shared memory" },
	[SEQ_OP_SHM_UNMAP] = { "shm-unmap", ANY_PROCESS, false, { MEMORY }, "munmap() it" },
	[SEQ_OP_VERSION] = { "version", ANY_CLIENT | R(SUPPLICANT), false, { CONTEXT }, "TEE_IOC_VERSION" },
	[SEQ_OP_IOCTL] = { "ioctl", ANY_PROCESS, false,
		{ CONTEXT, { SEQ_U8, "number", false, "of the command: 0 to 10 those of uapi/linux/tee.h, SHM_REGISTER, SHM_REGISTER_FD and OBJECT_INVOKE last" },
		  { SEQ_BUFFER, "buffer", false, "where the argument is" },
		  { SEQ_SIZE, "size", true, "that the argument claims for its own buffer, bytes" },
		  { SEQ_U32, "fill", true, "each byte of the argument; odd: it lies at the end of the mapping" } },
		"any ioctl() with any argument" },
	[SEQ_OP_SUPP_OPEN] = { "supp-open", R(SUPPLICANT), false, { CONTEXT }, "open /dev/teepriv0" },
	[SEQ_OP_SUPP_RECEIVE] = { "supp-receive", R(SUPPLICANT), true,
		{ CONTEXT, { SEQ_U8, "params", true, "room for this many parameters, modulo 7, the first of them META" } },
		"take a request: TEE_IOC_SUPPL_RECV; parameters are what it offers behind the META, references among them" },
	[SEQ_OP_SUPP_SEND] = { "supp-send", R(SUPPLICANT), true,
		{ CONTEXT, { SEQ_RESULT, "result", false, "of the request" },
		  { SEQ_U32, "id-offset", true, "added to the id of the request" },
		  { SEQ_U8, "back", true, "0: its own last request; N: the Nth last that any supplicant took" } },
		"answer a request: TEE_IOC_SUPPL_SEND" },
	[SEQ_OP_SUPP_SERVE] = { "supp-serve", R(SUPPLICANT), false,
		{ CONTEXT, { SEQ_U8, "count", true, "requests, 0: until there is an error" } },
		"take requests and answer them as tee-supplicant does" },
	[SEQ_OP_SUPP_CLOSE] = { "supp-close", R(SUPPLICANT), false, { CONTEXT }, "close /dev/teepriv0" },
	[SEQ_OP_GATE_OPEN] = { "gate-open", ANYONE, false,
		{ GATE, { SEQ_U8, "calls", true, "that may pass, 0: any number" } },
		"let calls that are parked in the secure world go on" },
	[SEQ_OP_GATE_CLOSE] = { "gate-close", ANYONE, false, { GATE }, "let no more calls pass" },
	[SEQ_OP_WAIT_PARKED] = { "wait-parked", ANYONE, false,
		{ GATE, { SEQ_U8, "calls", true, "to wait for" } }, "wait until calls are parked at a gate" },
	[SEQ_OP_NOTIFY] = { "notify", ANYONE, false,
		{ { SEQ_U32, "value", false, "of the notification; 0: do the bottom half" } },
		"the secure world sends an asynchronous notification" },
	[SEQ_OP_STEAL] = { "steal", ANYONE, false,
		{ { SEQ_U8, "contexts", false, "thread contexts that another guest has from now on" } },
		"another guest takes thread contexts, or gives them back" },
	[SEQ_OP_SIGNAL] = { "signal", ANYONE, false, { TASK("who gets it") }, "a signal that has a handler" },
	[SEQ_OP_KILL] = { "kill", ANYONE, false, { TASK("who gets it") }, "SIGKILL" },
	[SEQ_OP_JOIN] = { "join", ANYONE, false, { TASK("whose end is waited for") }, "wait until a task has ended" },
	[SEQ_OP_SLEEP] = { "sleep", ANYONE, false, { { SEQ_U32, "ms", false, "milliseconds, modulo 10000" } },
		"do nothing for a time" },
	[SEQ_OP_FREEZE] = { "freeze", R(MACHINE), false, { TASK("who is frozen") }, "freeze one task" },
	[SEQ_OP_THAW] = { "thaw", R(MACHINE), false, { TASK("who goes on") }, "thaw it" },
	[SEQ_OP_REMOVE] = { "remove", R(MACHINE), false, NO_OPERAND, "unbind the driver" },
	[SEQ_OP_PROBE] = { "probe", R(MACHINE), false, NO_OPERAND, "bind the driver" },
	[SEQ_OP_SHUTDOWN] = { "shutdown", R(MACHINE), false, NO_OPERAND, "call the driver's shutdown" },
	[SEQ_OP_KEXEC] = { "kexec", R(MACHINE), false, NO_OPERAND,
		"hosted: the driver is shut down, another kernel starts, and its driver is bound to the same secure world" },
	[SEQ_OP_FAULT] = { "fault", ANYONE, false,
		{ { SEQ_U8, "allocation", false, "of the next step that fails, from 1" } },
		"an allocation of the next step fails" },
	[SEQ_OP_FILL] = { "fill", ANY_CLIENT | R(SUPPLICANT), false,
		{ MEMORY, { SEQ_U8, "seed", false, "of a pattern that differs from byte to byte and from page to page" } },
		"write a pattern to the first 4 pages of shared memory" },
	[SEQ_OP_SUM] = { "sum", ANY_CLIENT | R(SUPPLICANT), false, { MEMORY },
		"read them: returns a checksum, which the model knows" },
	[SEQ_OP_CLOSE_FD] = { "close-fd", ANY_PROCESS, false,
		{ { SEQ_U8, "fd", false, "any descriptor of the process, whatever slot has it" } },
		"close() of a number: a guess, as soon as another thread's call installs it" },
	[SEQ_OP_DUP] = { "dup", ANY_PROCESS, false,
		{ { SEQ_CONTEXT, "to", false, "an empty slot" }, CONTEXT },
		"dup() of an open device" },
	[SEQ_OP_USE_FD] = { "use-fd", ANY_PROCESS, false,
		{ CONTEXT, { SEQ_U8, "fd", false, "any descriptor, also one of shared memory" } },
		"a number becomes a slot's open device, for any operation" },
	[SEQ_OP_USE_MEMORY] = { "use-memory", ANY_PROCESS, false,
		{ MEMORY, { SEQ_U8, "fd", false, "any descriptor, also one of a device" },
		  { SEQ_U32, "id", true, "by which parameters name it" } },
		"a number becomes a slot's shared memory, for any operation" },
	[SEQ_OP_CLOCK] = { "clock", R(CLIENT), false,
		{ { SEQ_U8, "clock", false, "its number" }, { SEQ_U8, "on", true, "0: off" } },
		"turn a clock of SCMI on or off, by the kernel's transport" },
	[SEQ_OP_SUSPEND] = { "suspend", R(MACHINE), false, { TASK("who is asked first, the others follow in their order") },
		"freeze all users and supplicants, as suspend does before it stops devices; -EBUSY: one could not be frozen in 20 s; in UML who is frozen and woken goes on to the end of the step" },
	[SEQ_OP_RESUME] = { "resume", R(MACHINE), false, NO_OPERAND, "thaw all that is frozen" },
	[SEQ_OP_GET_FD] = { "get-fd", ANY_PROCESS, false,
		{ { SEQ_CONTEXT, "to", false, "an empty slot" }, CONTEXT },
		"an open device of another process is this one's, too: pidfd_getfd(), or sent over a socket" },
	[SEQ_OP_GET_MEMORY] = { "get-memory", ANY_PROCESS, false,
		{ { SEQ_MEMORY, "to", false, "an empty slot" }, MEMORY },
		"the same of a descriptor of shared memory" },
	[SEQ_OP_FORK] = { "fork", ANY_PROCESS, false, NO_OPERAND,
		"hosted: fork(): the task goes on in the child, with all descriptors, mappings, and a copy of the buffers; what other threads its process has stay in the parent" },
	[SEQ_OP_RPMB_ADD] = { "rpmb-add", R(MACHINE), false, NO_OPERAND,
		"hosted: an RPMB device comes, with what it had stored before it went" },
	[SEQ_OP_RPMB_REMOVE] = { "rpmb-remove", R(MACHINE), false, NO_OPERAND,
		"hosted: the RPMB device goes, and its controller" },
	[SEQ_OP_HEAP_ALLOC] = { "heap-alloc", R(USER), false,
		{ MEMORY, { SEQ_HEAP, "heap", false, "of which use" }, SIZE("of the dma-buf, rounded up to pages") },
		"a dma-buf of protected memory, which only shm-register-fd makes memory that parameters can name; with a driver that has such heaps" },
	[SEQ_OP_SHM_REGISTER_FD] = { "shm-register-fd", R(USER), false,
		{ { SEQ_MEMORY, "to", false, "an empty slot" }, CONTEXT, { SEQ_MEMORY, "from", false, "whose descriptor it is" },
		  { SEQ_U32, "high", true, "upper half of the descriptor's number: no descriptor has one" } },
		"TEE_IOC_SHM_REGISTER_FD: a dma-buf becomes shared memory; with a driver that has such heaps" },
	[SEQ_OP_NOWAIT] = { "nowait", R(CLIENT), false, { CONTEXT },
		"do not wait for a supplicant, as clients in the kernel do not" },
};

bool seq_op_needs(const struct seq_operand *o)
{
	return !o->named || o->kind == SEQ_COMMAND;
}

bool seq_rule_lies(const struct seq_rule *r)
{
	if (r->action == MONITOR_DO_POKE ||
	    (r->action == MONITOR_DO_RPC_CMD && r->value[0] >= MONITOR_RPC_ALLOC))
		return true;
	switch (r->point) {
	case MONITOR_AT_FAST:
		return r->action != MONITOR_DO_NOTHING;
	case MONITOR_AT_CALL:
		return r->action != MONITOR_DO_NOTHING && r->action != MONITOR_DO_PARK;
	case MONITOR_AT_ENTER:
		/* it may refuse to open, to run and to register, not to end something */
		return r->action == MONITOR_DO_RETURN &&
		       (!(u32)r->value[0] || (r->func != OPTEE_CMD_OPEN_SESSION &&
			r->func != OPTEE_CMD_INVOKE_COMMAND && r->func != OPTEE_CMD_REGISTER_SHM &&
			r->func != OPTEE_CMD_LEND_PROTMEM && r->func != OPTEE_CMD_ASSIGN_PROTMEM));
	case MONITOR_AT_RETURN:
		return r->action == MONITOR_DO_RETURN;
	default:
		return false;
	}
}

static bool param_valid(const struct seq_param *p)
{
	unsigned int i;

	if (p->type >= SEQ_P_TYPES)
		return false;
	if (seq_is_memref(p->type) ? p->memory > SEQ_SLOTS : p->memory)
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
		ended = ended || info->arg[i].kind == SEQ_NONE;
		if (st->arg[i] > (ended ? 0 : seq_kind_max(info->arg[i].kind)))
			return false;
	}
	if (st->num_params > (info->params ? SEQ_MAX_PARAMS : 0))
		return false;
	for (i = 0; i < st->num_params; i++)
		if (!param_valid(&st->param[i]))
			return false;
	return true;
}

#define SMC_ONLY	(SEQ_F_NO_THREAD_COUNT | SEQ_F_NO_DYNAMIC_SHM | SEQ_F_NO_RPC_ARG | SEQ_F_NO_MEMREF_NULL | \
			 SEQ_F_HVC | SEQ_F_PERCPU_IRQ | SEQ_F_NO_CONDUIT | SEQ_F_UNCACHED_SHM | SEQ_F_IRQ_LATER | \
			 SEQ_F_PROTMEM_STATIC)
#define FFA_ONLY	(~((1u << SEQ_SMC_FLAGS) - 1))

u32 seq_settings(u8 transport)
{
	return SEQ_ALL_FLAGS & ~(transport == SEQ_FFA ? SMC_ONLY : FFA_ONLY);
}

u32 seq_thread_count(const struct sequence *s)
{
	/* a partition of FF-A has execution contexts, which are CPUs */
	return s->transport == SEQ_FFA || s->flags & SEQ_F_NO_THREAD_COUNT ? 0 : s->threads;
}

/* The result of asking for a system session is another one there. */
static bool system_session(const struct seq_step *st, const struct seq_result *stated)
{
	return st->op == SEQ_OP_SYSTEM && stated[SEQ_EVERYWHERE].kind && !stated[SEQ_OVER_FFA].kind;
}

const char *seq_over_ffa(struct sequence *s, const struct seq_about *about)
{
	const struct seq_claim *c = about ? seq_claim(about, SEQ_NOT_BY_FFA, false) : NULL;
	const u32 memory = SEQ_F_NO_DYNAMIC_SHM | SEQ_F_NO_RPC_ARG | SEQ_F_NO_MEMREF_NULL |
			   SEQ_F_NO_CONDUIT | SEQ_F_UNCACHED_SHM | SEQ_F_PROTMEM_STATIC;
	unsigned int i;

	if (s->transport == SEQ_FFA)
		return NULL;
	if (c)
		return c->text;
	if (s->flags & memory)
		return "it is about how memory or registers are passed";
	for (i = 0; i < s->num_rules; i++)
		if (s->rule[i].point == MONITOR_AT_FAST ||
		    (s->rule[i].action == MONITOR_DO_POKE && s->rule[i].value[0] <= MONITOR_POKE_A3))
			return "a rule is about fast calls or registers of SMCs";
	for (i = 0; i < s->num_steps; i++) {
		if (s->step[i].op == SEQ_OP_KEXEC)
			return "the FF-A core keeps its buffers over kexec";
		if (about && system_session(&s->step[i], about->result[i]))
			return "it asks for a system session, for which nothing can be held";
	}
	s->transport = SEQ_FFA;
	s->flags &= seq_settings(SEQ_FFA);
	return NULL;
}

bool seq_valid(const struct sequence *s)
{
	unsigned int i;

	if (s->transport >= SEQ_TRANSPORTS || s->flags & ~seq_settings(s->transport))
		return false;
	if (!s->threads || s->threads > MONITOR_MAX_THREADS)
		return false;
	if (!s->num_tasks || s->num_tasks > SEQ_MAX_TASKS ||
	    s->num_steps > SEQ_MAX_STEPS || s->num_rules > SEQ_MAX_RULES ||
	    s->num_schedule > SEQ_MAX_SCHEDULE)
		return false;
	for (i = 0; i < s->num_tasks; i++)
		if (s->role[i] >= SEQ_ROLES ||
		    s->process[i] >= (seq_in_process(s->role[i]) ? SEQ_PROCESSES : 1))
			return false;
	for (i = 0; i < s->num_steps; i++)
		if (!step_valid(s, &s->step[i]))
			return false;
	for (i = 0; i < s->num_rules; i++)
		if (s->rule[i].point >= seq_kind_count(SEQ_POINT) ||
		    s->rule[i].action >= seq_kind_count(SEQ_ACTION) ||
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

	if (a->transport != b->transport || a->threads != b->threads || a->flags != b->flags || a->fault != b->fault ||
	    a->num_tasks != b->num_tasks || a->num_steps != b->num_steps ||
	    a->num_rules != b->num_rules || a->num_schedule != b->num_schedule)
		return false;
	for (i = 0; i < a->num_tasks; i++)
		if (a->role[i] != b->role[i] || a->process[i] != b->process[i])
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
