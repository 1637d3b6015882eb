/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sequence language: what clients, supplicant and monitor do, one step a line,
 * and which task runs at each scheduling point. One data model, two forms:
 * text for people (print.c, parse.c) and bytes for engines (binary.c), each of
 * which converts to the other without loss; mutate.c changes the model, never the
 * bytes. The tables in table.c say what there is; all else follows them.
 *
 * No kernel and no libc in these files: they run in a fuzzer, in KUnit and in tools.
 */
#ifndef SEQUENCE_H
#define SEQUENCE_H

#include "monitor_types.h"

#define SEQ_MAX_TASKS		8
#define SEQ_MAX_STEPS		96
#define SEQ_MAX_RULES		8
#define SEQ_MAX_SCHEDULE	128
#define SEQ_MAX_PARAMS		4
#define SEQ_MAX_ARGS		5
#define SEQ_SLOTS		8	/* of each kind that a step may name */
/* Trusted applications that it names, the first of enum monitor_ta: the kernel's clients have more. */
#define SEQ_TAS		(MONITOR_TA_DEVICE + 1)
#define SEQ_PROCESSES		4	/* of users, and as many of supplicants */

/* What an argument of a step or of a rule is, and so what values it may have. */
enum seq_kind {
	SEQ_NONE,	/* no further argument */
	SEQ_CONTEXT,	/* c0..: a TEE context or an open /dev/tee0 */
	SEQ_SESSION,	/* s0.. */
	SEQ_MEMORY,	/* m0..: shared memory */
	SEQ_BUFFER,	/* b0..: a user or kernel buffer to register */
	SEQ_TASK,	/* a..h */
	SEQ_TA,		/* a trusted application, by name */
	SEQ_LOGIN,	/* a login method, by name */
	SEQ_THROUGH,	/* through which context a session is used: its own, c0.. */
	SEQ_COMMAND,	/* a command of a trusted application, by word or number, below 2^32 */
	SEQ_U8,		/* a number below 256 */
	SEQ_U32,
	SEQ_U64,
	SEQ_SIZE,	/* bytes, any u64, small and page-near ones preferred */
	SEQ_RESULT,	/* a TEEC_* result, by name or number */
	SEQ_POINT,	/* enum monitor_point, by name */
	SEQ_ACTION,	/* enum monitor_action, by name */
	SEQ_HEAP,	/* a dma-buf heap of protected memory, by name */
	SEQ_KINDS
};

/* Who a task is. */
enum seq_role {
	SEQ_CLIENT,	/* kernel client: tee_client_*() */
	SEQ_USER,	/* a thread of a process with /dev/tee0 */
	SEQ_SUPPLICANT,	/* one with /dev/teepriv0 */
	SEQ_MACHINE,	/* interrupts, gates, signals, driver removal; earlier: world */
	SEQ_ROLES
};

enum seq_op {
	SEQ_OP_OPEN_CONTEXT, SEQ_OP_CLOSE_CONTEXT,
	SEQ_OP_OPEN_SESSION, SEQ_OP_SYSTEM, SEQ_OP_INVOKE, SEQ_OP_CANCEL, SEQ_OP_CLOSE_SESSION,
	SEQ_OP_SHM_ALLOC, SEQ_OP_SHM_REGISTER, SEQ_OP_SHM_FREE, SEQ_OP_SHM_MAP, SEQ_OP_SHM_UNMAP,
	SEQ_OP_VERSION, SEQ_OP_IOCTL,
	SEQ_OP_SUPP_OPEN, SEQ_OP_SUPP_RECEIVE, SEQ_OP_SUPP_SEND, SEQ_OP_SUPP_SERVE, SEQ_OP_SUPP_CLOSE,
	SEQ_OP_GATE_OPEN, SEQ_OP_GATE_CLOSE, SEQ_OP_WAIT_PARKED, SEQ_OP_NOTIFY, SEQ_OP_STEAL,
	SEQ_OP_SIGNAL, SEQ_OP_KILL, SEQ_OP_JOIN, SEQ_OP_SLEEP, SEQ_OP_FREEZE, SEQ_OP_THAW,
	SEQ_OP_REMOVE, SEQ_OP_PROBE, SEQ_OP_SHUTDOWN, SEQ_OP_FAULT,
	SEQ_OP_NOWAIT,
	SEQ_OP_FILL, SEQ_OP_SUM,
	SEQ_OP_CLOSE_FD, SEQ_OP_DUP, SEQ_OP_USE_FD, SEQ_OP_USE_MEMORY,
	SEQ_OP_CLOCK,
	SEQ_OP_KEXEC,
	SEQ_OP_SUSPEND, SEQ_OP_RESUME,
	SEQ_OP_GET_FD, SEQ_OP_GET_MEMORY, SEQ_OP_FORK,
	SEQ_OP_RPMB_ADD, SEQ_OP_RPMB_REMOVE,
	SEQ_OP_HEAP_ALLOC, SEQ_OP_SHM_REGISTER_FD,
	SEQ_OPS
};

/* The type of a parameter: enough to name every attribute of uapi/linux/tee.h and wrong ones. */
enum seq_param_type {
	SEQ_P_NONE, SEQ_P_VALUE_IN, SEQ_P_VALUE_OUT, SEQ_P_VALUE_INOUT,
	SEQ_P_MEMREF_IN, SEQ_P_MEMREF_OUT, SEQ_P_MEMREF_INOUT,
	SEQ_P_META, SEQ_P_BAD,
	SEQ_P_TYPES
};

/**
 * struct seq_param - one parameter of a session or command
 * @type:	enum seq_param_type
 * @memory:	slot of shared memory, for a memref; SEQ_SLOTS: the NULL reference
 * @v:		a, b, c of a value; offset and size of a memref; SEQ_P_BAD: attr first
 */
struct seq_param {
	u8 type;
	u8 memory;
	u64 v[3];
};

/**
 * struct seq_step - one step
 * @task:	index of the task that takes it
 * @op:		enum seq_op
 * @num_params:	entries used in @param, for operations that take them
 * @arg:	arguments, as the operation's row in table.c says
 */
struct seq_step {
	u8 task;
	u8 op;
	u8 num_params;
	u64 arg[SEQ_MAX_ARGS];
	struct seq_param param[SEQ_MAX_PARAMS];
};

/**
 * struct seq_rule - what the monitor does instead of the usual; see struct monitor_rule
 * @task:	only calls of this task; SEQ_MAX_TASKS: of any
 * @func:	MONITOR_ANY: any
 */
struct seq_rule {
	u8 point;
	u8 action;
	u8 task;
	u8 skip;
	u8 count;
	u32 func;
	u64 value[4];
};

/**
 * struct seq_switch - one decision of the schedule
 * @after:	scheduling points since the decision before (since the first step)
 * @task:	which task runs then, if it can: one of the sequence, SEQ_SWITCH_OTHER
 *		and above: another task of the world (interrupts, workers) by its
 *		number there, SEQ_SWITCH_CLOCK: time passes up to the next deadline
 */
#define SEQ_SWITCH_OTHER	SEQ_MAX_TASKS
#define SEQ_SWITCH_CLOCK	63
struct seq_switch {
	u16 after;
	u8 task;
};

struct seq_about;

/* How the driver reaches the secure world. */
enum seq_transport { SEQ_SMC, SEQ_FFA, SEQ_TRANSPORTS };

/* Bits of struct sequence::flags; of those that have to do with one transport the other has none: seq_settings() */
#define SEQ_F_NO_THREAD_COUNT	(1u << 0)	/* T = 0 */
#define SEQ_F_NO_DYNAMIC_SHM	(1u << 1)	/* only static shared memory */
#define SEQ_F_NO_RPC_ARG	(1u << 2)
#define SEQ_F_NO_ASYNC_NOTIF	(1u << 3)
#define SEQ_F_NO_MEMREF_NULL	(1u << 4)
#define SEQ_F_RPMB_PROBE	(1u << 5)
#define SEQ_F_HVC		(1u << 6)
#define SEQ_F_NOT_PROBED	(1u << 7)	/* the sequence probes the driver itself */
#define SEQ_F_MUST_END		(1u << 8)	/* a deadlock on the way is a finding */
#define SEQ_F_SUPP_DEVICE	(1u << 9)	/* a device that needs the supplicant is listed */
#define SEQ_F_RPMB_DEVICE	(1u << 10)	/* one that needs RPMB */
#define SEQ_F_DEVICE_TWICE	(1u << 11)	/* one is listed twice */
#define SEQ_F_MANY_DEVICES	(1u << 12)	/* as many as the monitor can list */
#define SEQ_F_PERCPU_IRQ	(1u << 13)	/* the notification interrupt is a per-CPU one */
#define SEQ_F_NO_CONDUIT	(1u << 14)	/* firmware does not say how to call */
#define SEQ_F_UNCACHED_SHM	(1u << 15)	/* with static shared memory: it is not cached */
#define SEQ_F_POINTS_AFTER	(1u << 16)	/* hosted: a wake-up and an atomic operation are scheduling points after as well */
#define SEQ_F_RECYCLE		(1u << 17)	/* hosted: memory that was freed is used again at once */
#define SEQ_F_RCU_LATER		(1u << 18)	/* hosted: RCU callbacks run some time later */
#define SEQ_F_SCMI		(1u << 19)	/* the kernel's SCMI transport, and an agent on channel 0 */
#define SEQ_F_SCMI_NO_SYSTEM	(1u << 20)	/* its call for a system session is taken out */
#define SEQ_F_MUTEX_SPIN	(1u << 21)	/* hosted: who came last for a mutex gets it first */
#define SEQ_F_IRQ_LATER		(1u << 22)	/* hosted: the interrupt's controller comes after the first probe */
#define SEQ_F_RPMB		(1u << 23)	/* hosted: there is an RPMB device */
#define SEQ_F_PROTMEM		(1u << 24)	/* memory can be lent, which the secure world protects */
#define SEQ_F_PROTMEM_STATIC	(1u << 25)	/* there is memory that it protects from the beginning */
#define SEQ_SMC_FLAGS		26	/* from here on with FF-A only */
#define SEQ_F_SPM_1_0		(1u << 26)	/* the partition manager speaks FF-A 1.0 */
#define SEQ_F_SPM_REGISTERS	(1u << 27)	/* it tells of partitions in registers */
#define SEQ_F_SPM_NO_NOTIF	(1u << 28)	/* it has no notifications */
#define SEQ_F_SPM_PREEMPTS	(1u << 29)	/* it interrupts direct requests */
#define SEQ_F_SPM_ONE_OWNER	(1u << 30)	/* memory that is shared is not shared again */
#define SEQ_F_ARG_PAGES		(1u << 31)	/* a message is at the start of its memory */
#define SEQ_FLAGS		32
#define SEQ_ALL_FLAGS		0xffffffffu

/**
 * struct sequence - one whole run
 * @transport:	enum seq_transport
 * @threads:	thread contexts of the secure world, 1..64
 * @flags:	SEQ_F_*
 * @fault:	fail the allocation of this number from the start, 0: none
 * @role:	enum seq_role of each task
 * @process:	of a user or supplicant: which of its role's processes it is a thread of; else 0
 * @schedule:	where another task than usual runs next. Usually a task goes on until
 *		it has to wait; then the next one by number that can run does
 */
struct sequence {
	u8 transport;
	u8 threads;
	u32 flags;
	u16 fault;
	u8 num_tasks;
	u8 num_steps;
	u8 num_rules;
	u16 num_schedule;
	u8 role[SEQ_MAX_TASKS];
	u8 process[SEQ_MAX_TASKS];
	struct seq_step step[SEQ_MAX_STEPS];
	struct seq_rule rule[SEQ_MAX_RULES];
	struct seq_switch schedule[SEQ_MAX_SCHEDULE];
};

/* ---- what a text says of its run ------------------------------------------------ */

#define SEQ_MAX_CLAIMS	40
#define SEQ_CLAIM_BYTES	320
#define SEQ_PROMISES	10

/* A line of the header: the result of a run of the sequence, and where. */
enum seq_claim_kind {
	SEQ_EXPECT,	/* expect [driver=tree] fine|stuck|finding [CAUSE] */
	SEQ_ALSO,	/* also [with=WORD] [stack=FUNCTION<FUNCTION...] CAUSE: another cause of the same fault */
	SEQ_VERDICT,	/* verdict REGEX: of a planted bug, what its oracle says */
	SEQ_UML,	/* uml fires|does-not-show|not-played [, WHY]: of a finding, in a real kernel */
	SEQ_NOT_BY_FFA,	/* ffa not-played, WHY: it makes no sense over FF-A */
	SEQ_KERNELS,	/* kernels VERSION...: of a finding, the versions of Linux in which it was replayed */
	SEQ_FAULT,	/* fault CLASS (WHO): SENTENCE: of a finding, what goes wrong, and who can bring it about */
	SEQ_PROMISE,	/* promise P4 [P5...]: those of README.md that the file checks */
	SEQ_FOUND,	/* found TITLE: what the oracle said when a search found the sequence; not checked */
	SEQ_BY,		/* by WHAT: which search that was, or from which file it began */
	SEQ_CLAIM_KINDS
};

enum seq_expected { SEQ_EXPECT_FINE, SEQ_EXPECT_STUCK, SEQ_EXPECT_FINDING, SEQ_EXPECTED };
enum seq_who { SEQ_BY_USER, SEQ_BY_SUPPLICANT, SEQ_BY_SECURE_WORLD, SEQ_BY_KERNEL, SEQ_BY_NONE, SEQ_WHOS };
enum seq_uml { SEQ_UML_FIRES, SEQ_UML_HIDDEN, SEQ_UML_NOT_PLAYED, SEQ_UMLS };

/**
 * struct seq_claim - one line of the header
 * @kind:	enum seq_claim_kind
 * @tree:	it holds for the kernel tree's own driver, before those that do not say so
 * @word:	enum seq_expected, enum seq_uml
 * @with:	of SEQ_ALSO: an operation, or "lie", that a sequence has to have; else empty
 * @stack:	of SEQ_ALSO: functions that have called each other on a stack at the verdict, the innermost first;
 *		else empty
 * @text:	the rest of the line: a cause, as teeproof cause prints it, with * for any text; a
 *		regular expression; a reason; versions; a fault; promises
 */
struct seq_claim {
	u8 kind;
	bool tree;
	u8 word;
	char with[24];
	char stack[128];
	char text[SEQ_CLAIM_BYTES];
};

/* The expected result of a step. */
enum seq_result_kind {
	SEQ_RESULT_ANY,		/* nothing is said */
	SEQ_RESULT_RC,		/* 0, -EINTR, -524: what the call returned */
	SEQ_RESULT_TEE,		/* bad-parameters, 0xffff0009, tee(7): it returned 0 and this TEE result */
	SEQ_RESULT_SKIPPED,	/* it made no sense when its turn came */
	SEQ_RESULT_WAITS,	/* it had begun and not ended at the deadlock */
	SEQ_RESULT_NEVER,	/* it never begins */
	SEQ_RESULT_KINDS
};

struct seq_result {
	u8 kind;
	int rc;
	u32 ret;
};

/* Where a result holds: of those that apply and are stated with the tree, else over FF-A, else in UML. */
enum seq_where { SEQ_EVERYWHERE, SEQ_OF_TREE, SEQ_IN_UML, SEQ_OVER_FFA, SEQ_WHERES };

/**
 * struct seq_about - what a text says beside the sequence
 * @line:	of each step, from 1
 * @order:	numbers of steps in the order in which they begin, for a world without schedules
 * @result:	the expected result of each step
 */
struct seq_about {
	u8 num_claims;
	u8 num_order;
	u16 line[SEQ_MAX_STEPS];
	u8 order[SEQ_MAX_STEPS];
	struct seq_result result[SEQ_MAX_STEPS][SEQ_WHERES];
	struct seq_claim claim[SEQ_MAX_CLAIMS];
};

extern const char *const seq_claim_name[SEQ_CLAIM_KINDS];
extern const char *const seq_who_name[SEQ_WHOS];
extern const char *const seq_promise_name[SEQ_PROMISES];
extern const char *const seq_expected_name[SEQ_EXPECTED];
extern const char *const seq_uml_name[SEQ_UMLS];
extern const char *const seq_where_name[SEQ_WHERES];
extern const char *const seq_result_name[SEQ_RESULT_KINDS];	/* of those that are words */
/** seq_errno_name() - "EINTR" for 4, NULL: it has no name here */
const char *seq_errno_name(unsigned int nr);
/** seq_result_code() - the TEEC_* code of the result that is called seq_kind_name(SEQ_RESULT, @value) */
u32 seq_result_code(u64 value);
/** seq_claim() - the first claim of @kind that holds for the driver, NULL: none */
const struct seq_claim *seq_claim(const struct seq_about *about, enum seq_claim_kind kind, bool tree);
/** seq_stated() - the result stated for a step; bit 1 << SEQ_OF_TREE, ... of @where: what applies */
const struct seq_result *seq_stated(const struct seq_about *about, unsigned int step, u8 where);

/* ---- table.c ---------------------------------------------------------------- */

/**
 * struct seq_operand - an operand of an operation
 * @kind:	enum seq_kind
 * @name:	by which a text may give it: NAME=VALUE
 * @named:	it is printed by its name, and left out when it is 0
 * @help:	what it is, with its unit
 */
struct seq_operand {
	u8 kind;
	const char *name;
	bool named;
	const char *help;
};

/**
 * struct seq_op_info - an operation
 * @name:	as in text
 * @roles:	bit r: tasks of role r may do it
 * @params:	it takes parameters
 * @arg:	its operands, ended by one of kind SEQ_NONE
 * @help:	what it does
 */
struct seq_op_info {
	const char *name;
	u8 roles;
	bool params;
	struct seq_operand arg[SEQ_MAX_ARGS + 1];
	const char *help;
};

extern const struct seq_op_info seq_op_info[SEQ_OPS];
/** seq_op_needs() - whether a text has to give this operand */
bool seq_op_needs(const struct seq_operand *o);

/* ---- words.c ---------------------------------------------------------------- */

/** struct seq_word - a word of the language, and what it means */
struct seq_word {
	const char *name, *help;
};

extern const struct seq_word seq_role_word[SEQ_ROLES];
extern const struct seq_word seq_param_word[SEQ_P_TYPES];
extern const struct seq_word seq_flag_word[SEQ_FLAGS];
extern const struct seq_word seq_transport_word[SEQ_TRANSPORTS];

/** seq_kind_count() - values that an argument of @kind may have (0..count-1), 0: any u64 up to seq_kind_max() */
u32 seq_kind_count(enum seq_kind kind);
u64 seq_kind_max(enum seq_kind kind);
/** seq_kind_name() - the word for a value of an enumerated kind, NULL when it is written as a number */
const char *seq_kind_name(enum seq_kind kind, u64 value);
/** seq_kind_word() - the same with what it means */
const struct seq_word *seq_kind_word(enum seq_kind kind, u64 value);
/** seq_command() - the word of the @nth command of all trusted applications ("slow.park"), NULL: there are no more */
const struct seq_word *seq_command(unsigned int nth, u64 *ta, u64 *func);
/** seq_param_numbers() - numbers of v[] that a parameter of this type has */
unsigned int seq_param_numbers(enum seq_param_type type);
/**
 * seq_rule_lies() - whether a rule makes the secure world say what is not so: a result
 * that is not the command's, or success of what has not been done
 */
bool seq_rule_lies(const struct seq_rule *r);
/** seq_settings() - flags that there are with a transport */
u32 seq_settings(u8 transport);
/** seq_thread_count() - T: the number of thread contexts that the driver is told, 0: nobody says it */
u32 seq_thread_count(const struct sequence *s);
/**
 * seq_over_ffa() - has @s reach the secure world by FF-A
 * @about: what its text says, NULL: nothing
 *
 * Return: why that makes no sense, NULL: it is done.
 */
const char *seq_over_ffa(struct sequence *s, const struct seq_about *about);
/** seq_valid() - every count and value is in its range; all functions here keep it so */
bool seq_valid(const struct sequence *s);
/** seq_is_memref() - whether a parameter of @type refers to memory */
static inline bool seq_is_memref(u8 type)
{
	return type >= SEQ_P_MEMREF_IN && type <= SEQ_P_MEMREF_INOUT;
}

/** seq_names_memory() - whether parameter @p refers to memory in a slot, and is no NULL reference */
static inline bool seq_names_memory(const struct seq_param *p)
{
	return seq_is_memref(p->type) && p->memory < SEQ_SLOTS;
}

/** seq_in_process() - whether tasks of @role are threads of processes */
static inline bool seq_in_process(u8 role)
{
	return role == SEQ_USER || role == SEQ_SUPPLICANT;
}

/** seq_equal() - the same run */
bool seq_equal(const struct sequence *a, const struct sequence *b);

/* ---- binary.c ---------------------------------------------------------------- */

/** seq_encode() - @s as bytes; returns the length, 0 when @room is too small */
size_t seq_encode(const struct sequence *s, u8 *to, size_t room);
/** seq_decode() - any bytes make a valid sequence; what seq_encode() wrote makes the same again */
void seq_decode(struct sequence *s, const u8 *from, size_t size);

/* ---- print.c, parse.c --------------------------------------------------------- */

/** seq_print() - @s as text, with a final 0; returns its length without it, 0 when @room is too small */
size_t seq_print(const struct sequence *s, char *to, size_t room);
/** seq_print_step() - one step as its line has it, without the newline */
size_t seq_print_step(const struct sequence *s, unsigned int step, char *to, size_t room);
/** seq_print_text() - @s with what @about says, as text; seq_print() when @about is NULL */
size_t seq_print_text(const struct sequence *s, const struct seq_about *about, char *to, size_t room);
/** seq_print_header() - the lines of @about's header */
size_t seq_print_header(const struct seq_about *about, char *to, size_t room);
/** seq_print_result() - a step's result as a text states it */
size_t seq_print_result(const struct seq_result *r, char *to, size_t room);

/**
 * struct seq_error - what is wrong in a text
 * @what:	a sentence
 * @line:	from 1
 * @column:	from 1, a tab counts as one
 * @word:	what stands there
 */
struct seq_error {
	const char *what;
	unsigned int line, column;
	char word[40];
};

/**
 * seq_parse() - read text into @s
 * @about:	what else the text says; NULL: not wanted
 * @error:	set when false is returned
 */
bool seq_parse(struct sequence *s, struct seq_about *about, const char *text, struct seq_error *error);

/* ---- mutate.c ------------------------------------------------------------------ */

/** seq_random() - the next number of a generator whose state is @seed */
u32 seq_random(u64 *seed);
/** seq_generate() - a new valid sequence for tasks of the roles in @roles (bits) */
void seq_generate(struct sequence *s, u8 roles, u64 *seed);
/**
 * seq_generate_plain() - the sequence of number @seed, without faults and schedule
 * @single:	of one task: its results are the same in every world
 */
void seq_generate_plain(struct sequence *s, u64 seed, bool single);
/** seq_mutate() - change @s a little; it stays valid */
void seq_mutate(struct sequence *s, u8 roles, u64 *seed);
/** seq_cross() - steps, rules and schedule of @a and @b in one */
void seq_cross(struct sequence *to, const struct sequence *a, const struct sequence *b, u64 *seed);

/* ---- for shrinking ---------------------------------------------------------------- */

/** seq_drop_steps() - @s without @count steps from @first */
void seq_drop_steps(struct sequence *s, unsigned int first, unsigned int count);
/** seq_drop_task() - @s without a task and its steps; rules of it apply to none */
void seq_drop_task(struct sequence *s, unsigned int task);
void seq_drop_rule(struct sequence *s, unsigned int rule);

#endif /* SEQUENCE_H */
