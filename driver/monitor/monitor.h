/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The mock SMC monitor: what a world provides to run one, and what a test or a
 * sequence uses to steer one and to ask what it saw.
 *
 * The core speaks the OP-TEE SMC ABI as the secure world does and trusts nothing
 * that the driver hands it. It has no kernel and no libc in it. One instance is
 * one secure world; every function takes it as its first argument and may be
 * called from any context in which the host's lock may be taken.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include "monitor_types.h"

struct monitor;

#define MONITOR_MAX_THREADS	64
#define MONITOR_MAX_SESSIONS	256
#define MONITOR_MAX_GATES	64
#define MONITOR_MAX_RULES	64
#define MONITOR_MAX_BREACHES	64
#define MONITOR_MAX_EVENTS	4096
#define MONITOR_MAX_DEVICES	64
#define MONITOR_SCMI_CHANNELS	2
/* A channel's handle is not its number, so that mistaking one for the other shows. */
#define MONITOR_SCMI_HANDLE(channel)	(0x5c0u + (channel))
#define MONITOR_SCMI_CLOCKS	4
#define MONITOR_PROTMEM_USES	3
#define MONITOR_PROTMEM_ATTRS	4
#define MONITOR_ANY		0xffffffffu
#define MONITOR_RES		5	/* registers of an answer */

/* ---- the world underneath ------------------------------------------------ */

/**
 * struct monitor_host - what the core needs from the world it runs in
 * @map:	address at which @size bytes of normal-world RAM at physical
 *		address @pa can be read and written, NULL when that is not RAM.
 *		The range never crosses a 4 KiB page.
 * @alloc:	zeroed memory, NULL when there is none; may be called with the
 *		lock held, so it must not sleep
 * @free:	gives it back
 * @lock:	enters the monitor's one critical section, from any context
 * @unlock:	leaves it
 * @raise_irq:	raises the notification interrupt (edge); called without the lock
 * @gate_opened: tells the world that callers parked at @gate may be retried;
 *		called without the lock
 * @caller:	identity of the calling task, for events and breaches
 * @may_sleep:	true when the calling context may sleep (a yielding call from a
 *		context that may not is a breach); called without the lock;
 *		NULL: don't check
 * @now_ns:	a clock that never goes back, in nanoseconds; NULL: there is none
 * @killed:	the calling task has been killed, which may cut a wait short; NULL: never
 * @pins:	how often the page at @pa, RAM, is pinned for a user (pin_user_pages()); NULL:
 *		nobody knows
 */
struct monitor_host {
	void *(*map)(void *host, u64 pa, size_t size);
	void *(*alloc)(void *host, size_t size);
	void (*free)(void *host, void *p);
	void (*lock)(void *host);
	void (*unlock)(void *host);
	void (*raise_irq)(void *host);
	void (*gate_opened)(void *host, u32 gate);
	u32 (*caller)(void *host);
	bool (*may_sleep)(void *host);
	u64 (*now_ns)(void *host);
	bool (*killed)(void *host);
	u32 (*pins)(void *host, u64 pa);
};

/* ---- what this secure world is like --------------------------------------- */

/**
 * struct monitor_device - an entry of the device PTA's list
 * @uuid:	UUID of the (pseudo) TA, as bytes in network order
 * @needs_supplicant: listed by PTA_CMD_GET_DEVICES_SUPP instead of
 *		PTA_CMD_GET_DEVICES; 2: listed by PTA_CMD_GET_DEVICES_RPMB
 */
struct monitor_device {
	u8 uuid[16];
	u8 needs_supplicant;
};

/**
 * struct monitor_protmem - how memory to be lent must be, for one use
 * @min_size:	bytes at least
 * @align:	alignment of size and start, in bytes
 * @pa_width:	bits of an address, 0: there is no such use
 * @num_attrs:	over FF-A: how many get access
 * @attrs:	who (bits 15:0), and which access (bits 23:16)
 */
struct monitor_protmem {
	u64 min_size, align;
	u32 pa_width, num_attrs;
	u32 attrs[MONITOR_PROTMEM_ATTRS];
};

/**
 * enum monitor_front - how the driver reaches this secure world
 * @MONITOR_SMC: by the OP-TEE SMC ABI, monitor_smc()
 * @MONITOR_FFA: by FF-A (Arm DEN 0077), monitor_ffa()
 */
enum monitor_front {
	MONITOR_SMC,
	MONITOR_FFA,
};

/**
 * struct monitor_ffa_config - what the secure partition manager is like
 * @version:	FF-A version, 0x10001 for 1.1
 * @api_major:	what OPTEE_FFA_GET_API_VERSION answers
 * @api_minor:	likewise
 * @no_arg_offset: no OPTEE_FFA_SEC_CAP_ARG_OFFSET: a message is at the start of its memory
 * @no_notif:	the SPM has no notifications
 * @info_regs:	FFA_PARTITION_INFO_GET_REGS is there
 * @no_uuids:	partition information without UUIDs, as in FF-A 1.0
 * @preempted:	a direct request is first answered so many times with FFA_INTERRUPT
 * @strict_owner: memory that is shared already is not shared again (DEN 0077, 1.9.1: "Owner-EA");
 *		else, as OP-TEE does, if it is a user's
 * @refused:	function that is not there, though it has to be, 0: none
 * @taken:	notifications that somebody else has bound, a bit each
 * @max_buffer_pages: RX and TX buffers of so many pages at most, 0: it does not say
 */
struct monitor_ffa_config {
	u32 version;
	u32 api_major, api_minor;
	bool no_arg_offset, no_notif, info_regs, no_uuids, strict_owner;
	u32 preempted;
	u32 refused;
	u64 taken;
	u32 max_buffer_pages;
};

/**
 * struct monitor_config - what the monitor tells the driver about itself
 *
 * @front:		how it is reached
 * @ffa:		with MONITOR_FFA
 * @thread_count:	contexts that really exist, 1..MONITOR_MAX_THREADS
 * @reported_threads:	what OPTEE_SMC_GET_THREAD_COUNT says; usually the same
 * @no_thread_count:	OPTEE_SMC_GET_THREAD_COUNT is an unknown function (T = 0)
 * @sec_caps:		OPTEE_SMC_SEC_CAP_* bits
 * @max_notif_value:	highest notification value, with ASYNC_NOTIF
 * @rpc_param_count:	parameters of the RPC argument, with RPC_ARG
 * @uid:		what OPTEE_SMC_CALLS_UID answers
 * @api_major:		what OPTEE_SMC_CALLS_REVISION answers
 * @api_minor:		likewise
 * @os_major:		what OPTEE_SMC_CALL_GET_OS_REVISION answers
 * @os_minor:		likewise
 * @os_build_id:	likewise
 * @shm_start:		physical address of reserved memory (static shm), 0: none
 * @shm_size:		its size in bytes
 * @shm_settings:	OPTEE_SMC_SHM_CACHED
 * @protmem_start:	physical address of memory that is protected from the beginning
 * @protmem_size:	its size in bytes, 0: none
 * @protmem_width:	bits of an address in it
 * @protmem:		for memory to be lent, by OPTEE_MSG_PROTMEM_* less 1
 * @rng_seed:		first state of the RNG pseudo-TA
 * @unique_key:		of this chip: what is sealed with one is not unsealed with another
 * @rtc_seconds:	time that the RTC pseudo-TA starts with, seconds since 1970
 * @scmi_smt:		physical addresses of the SCMI channels' shared memory, 0: has none
 * @num_devices:	entries in @devices
 * @devices:		what the device PTA lists
 */
struct monitor_config {
	enum monitor_front front;
	struct monitor_ffa_config ffa;
	u32 thread_count;
	u32 reported_threads;
	bool no_thread_count;
	u32 sec_caps;
	u32 max_notif_value;
	u32 rpc_param_count;
	u32 uid[4];
	u32 api_major, api_minor;
	u32 os_major, os_minor, os_build_id;
	u64 shm_start, shm_size;
	u32 shm_settings;
	u64 protmem_start, protmem_size;
	u32 protmem_width;
	struct monitor_protmem protmem[MONITOR_PROTMEM_USES];
	u64 rng_seed;
	u64 unique_key;
	u64 rtc_seconds;
	u64 scmi_smt[MONITOR_SCMI_CHANNELS];
	u32 num_devices;
	struct monitor_device devices[MONITOR_MAX_DEVICES];
};

/**
 * monitor_config_default() - the configuration of a recent, honest OP-TEE
 * @config:	is overwritten
 *
 * 4 threads, dynamic shared memory, RPC argument, asynchronous notifications,
 * NULL references; the RNG and RTC pseudo-TAs are listed as devices. If capabilities for
 * protected memory are added, 4 pages and more can be lent for video, 2 for trusted UI. Any
 * context.
 */
void monitor_config_default(struct monitor_config *config);

/**
 * monitor_size() - bytes that an instance needs
 *
 * Return: size in bytes; it does not change.
 */
size_t monitor_size(void);

/**
 * monitor_init() - make a secure world
 * @m:		monitor_size() bytes; what is in them is overwritten
 * @config:	what it is like; copied
 * @ops:	the world underneath; must outlive the instance
 * @host:	handed to @ops
 *
 * Allocates nothing. thread_count is brought into 1..MONITOR_MAX_THREADS.
 */
void monitor_init(struct monitor *m, const struct monitor_config *config,
		  const struct monitor_host *ops, void *host);

/**
 * monitor_exit() - give back what the monitor has allocated
 * @m:		no call may be in it, and none may come; it may be initialised again
 */
void monitor_exit(struct monitor *m);

/* ---- the conduit ----------------------------------------------------------- */

/**
 * enum monitor_verdict - what became of an SMC
 * @MONITOR_RETURN: the answer is in monitor_call.res
 * @MONITOR_PARK: wait until the gate opens, then monitor_smc_resume()
 */
enum monitor_verdict {
	MONITOR_RETURN,
	MONITOR_PARK,
};

/**
 * struct monitor_call - one SMC in progress
 * @a:		registers a0..a7 as the driver passed them
 * @res:	registers of the answer, a0..a3 of an SMC; while parked, the core's own
 * @gate:	with MONITOR_PARK: the gate that holds the call
 * @token:	the core's own
 */
struct monitor_call {
	u64 a[8];
	u64 res[MONITOR_RES];
	u32 gate;
	u32 token;
};

/**
 * monitor_smc() - an SMC or HVC arrives
 * @m:		the secure world
 * @call:	its a[] are set; the rest is set here
 *
 * SMCCC (ARM DEN 0028) and OP-TEE SMC ABI (optee_smc.h): 32-bit registers. Any
 * context; does not sleep.
 *
 * Return: MONITOR_RETURN or MONITOR_PARK; the latter never for a caller that may
 * not sleep.
 */
enum monitor_verdict monitor_smc(struct monitor *m, struct monitor_call *call);

/**
 * monitor_smc_resume() - go on with a parked call
 * @m:		the secure world
 * @call:	as monitor_smc() or this function left it with MONITOR_PARK
 *
 * May be called at any time, also when the gate has not opened. Does not sleep.
 *
 * Return: MONITOR_RETURN, or MONITOR_PARK again: at the same gate or at another.
 */
enum monitor_verdict monitor_smc_resume(struct monitor *m, struct monitor_call *call);

/* Registers of an FF-A call: w0 or x0, and so on */
#define MONITOR_FFA_REGS	18

/**
 * struct monitor_ffa_call - one FF-A call in progress
 * @a:		registers as the driver passed them
 * @res:	registers of the answer
 * @call:	what the core has of it; with MONITOR_PARK, @call.gate holds it
 * @direct:	it is a direct request to OP-TEE
 */
struct monitor_ffa_call {
	u64 a[MONITOR_FFA_REGS];
	u64 res[MONITOR_FFA_REGS];
	struct monitor_call call;
	bool direct;
};

/**
 * monitor_ffa() - an FF-A call arrives
 * @m:		the secure world
 * @ffa:	its a[] are set; the rest is set here
 *
 * Arm DEN 0077. Any context; does not sleep.
 *
 * Return: as monitor_smc().
 */
enum monitor_verdict monitor_ffa(struct monitor *m, struct monitor_ffa_call *ffa);

/**
 * monitor_ffa_resume() - go on with a parked FF-A call
 * @m:		the secure world
 * @ffa:	as monitor_ffa() or this function left it with MONITOR_PARK
 *
 * Return: as monitor_smc_resume().
 */
enum monitor_verdict monitor_ffa_resume(struct monitor *m, struct monitor_ffa_call *ffa);

/**
 * monitor_ffa_called() - an FF-A call as the SMC that does the same, for who watches
 * @ffa:	its a[] are set; once it is parked or answered, an FFA_RUN is what it ran
 * @a0:		function of the SMC
 *
 * Return: false: it makes, or goes on with, no yielding call.
 */
bool monitor_ffa_called(const struct monitor_ffa_call *ffa, u64 *a0);

/**
 * monitor_ffa_answered() - its answer likewise
 * @ffa:	as monitor_ffa() or monitor_ffa_resume() left it with MONITOR_RETURN
 * @a0:		OPTEE_SMC_RETURN_*; ETHREAD_LIMIT also when the SPM is busy
 *
 * Return: false: it is none to a yielding call, or one that leaves it where it was: it was
 * interrupted, or was to be gone on with and OP-TEE never heard of that.
 */
bool monitor_ffa_answered(const struct monitor_ffa_call *ffa, u64 *a0);

/* ---- scripting: rules, gates, notifications --------------------------------- */

/**
 * enum monitor_point - where in a call a rule looks
 * @MONITOR_AT_FAST: a fast call arrives; func: its function number
 * @MONITOR_AT_CALL: a yielding call arrives, no thread taken yet; func:
 *	OPTEE_MSG_CMD_*
 * @MONITOR_AT_ENTER: a thread was taken, before the command runs; func:
 *	OPTEE_MSG_CMD_*
 * @MONITOR_AT_INVOKE: a TA is about to run a command; func: the command
 * @MONITOR_AT_RPC: an RPC is about to leave; func: OPTEE_RPC_CMD_* or MONITOR_RPC_*
 * @MONITOR_AT_RESUME: the driver returned from an RPC; func: likewise
 * @MONITOR_AT_RETURN: a yielding call is about to return; func: OPTEE_MSG_CMD_*
 */
enum monitor_point {
	MONITOR_AT_FAST,
	MONITOR_AT_CALL,
	MONITOR_AT_ENTER,
	MONITOR_AT_INVOKE,
	MONITOR_AT_RPC,
	MONITOR_AT_RESUME,
	MONITOR_AT_RETURN,
};

/* Register-level RPCs as func of MONITOR_AT_RPC and MONITOR_AT_RESUME, and in events */
#define MONITOR_RPC_ALLOC	0x10000u
#define MONITOR_RPC_FREE	0x10002u
#define MONITOR_RPC_FOREIGN_INTR 0x10004u

/**
 * enum monitor_action - what a rule does
 * @MONITOR_DO_NOTHING: nothing; later rules do not act either
 * @MONITOR_DO_RETURN: answer a0 = value[0] (FAST, CALL); TEE result value[0] and
 *	origin value[1] (ENTER, INVOKE: instead of the command; RETURN: after it). Not
 *	at RPC and RESUME.
 * @MONITOR_DO_PARK: park at gate value[0]
 * @MONITOR_DO_RPC_CMD: first send RPC value[0] (OPTEE_RPC_CMD_*) with one value
 *	parameter {value[1], value[2], value[3]}, then go on. Not at FAST and CALL.
 * @MONITOR_DO_INTERRUPT: first answer FOREIGN_INTR value[0] times, then go on. Not
 *	at FAST and CALL.
 * @MONITOR_DO_POKE: lie: put value[1] at enum monitor_place value[0] of the answer,
 *	after it has been made; value[2]: parameter number. At ENTER and INVOKE it is
 *	the answer of the whole call. Not at CALL and RESUME.
 * @MONITOR_DO_PANIC: the TA panics: TEEC_ERROR_TARGET_DEAD now and for every later
 *	call of the session. Not at FAST and CALL.
 * @MONITOR_DO_NOTIFY: first send asynchronous notification value[0]
 *
 * RPCs and interrupts that a rule asked for are passed over by other rules that
 * would add RPCs or interrupts.
 */
enum monitor_action {
	MONITOR_DO_NOTHING,
	MONITOR_DO_RETURN,
	MONITOR_DO_PARK,
	MONITOR_DO_RPC_CMD,
	MONITOR_DO_INTERRUPT,
	MONITOR_DO_POKE,
	MONITOR_DO_PANIC,
	MONITOR_DO_NOTIFY,
};

/*
 * What MONITOR_DO_POKE can falsify: registers, fields of the argument, and of its
 * parameter value[2] the attribute and the three values. What a driver does because
 * of a lie is no breach, unless it is wrong whatever it was told.
 */
enum monitor_place {
	MONITOR_POKE_A0, MONITOR_POKE_A1, MONITOR_POKE_A2, MONITOR_POKE_A3,
	MONITOR_POKE_RET, MONITOR_POKE_ORIGIN, MONITOR_POKE_NUM_PARAMS,
	MONITOR_POKE_CMD, MONITOR_POKE_SESSION, MONITOR_POKE_PARAM_ATTR,
	MONITOR_POKE_PARAM_A, MONITOR_POKE_PARAM_B, MONITOR_POKE_PARAM_C,
};

/**
 * struct monitor_rule - at a point, do something else than usual
 * @point:	where
 * @func:	which function there, MONITOR_ANY: each
 * @session:	only calls of this session id, MONITOR_ANY: each
 * @caller:	only calls of this task (see monitor_host.caller), MONITOR_ANY: each
 * @skip:	pass over so many matches first
 * @count:	then act so many times, 0: always
 * @action:	what
 * @value:	see enum monitor_action
 *
 * Rules are looked at in the order in which they were added; the first that
 * matches and acts wins at that point.
 */
struct monitor_rule {
	enum monitor_point point;
	u32 func;
	u32 session;
	u32 caller;
	u32 skip;
	u32 count;
	enum monitor_action action;
	u64 value[4];
};

/**
 * monitor_rule_add() - add a rule behind those that there are
 * @m:		the secure world
 * @rule:	copied
 *
 * Return: the rule's number, or -1 when there are too many, when the action makes
 * no sense at the point, or the gate is none.
 */
int monitor_rule_add(struct monitor *m, const struct monitor_rule *rule);

/**
 * monitor_rule_acted() - how often a rule has acted so far
 * @m:		the secure world
 * @id:		what monitor_rule_add() returned; anything else has never acted
 *
 * Return: how often.
 */
u32 monitor_rule_acted(struct monitor *m, int id);

/**
 * monitor_rule_del() - forget a rule; calls already parked stay parked
 * @m:		the secure world
 * @id:		what monitor_rule_add() returned; anything else does nothing
 */
void monitor_rule_del(struct monitor *m, int id);

/**
 * monitor_rules_clear() - forget all rules; calls already parked stay parked
 * @m:		the secure world
 */
void monitor_rules_clear(struct monitor *m);

/**
 * monitor_gate_open() - let callers pass a gate, in the order in which they came
 * @m:		the secure world
 * @gate:	below MONITOR_MAX_GATES
 * @n:		how many more, those that come later included; MONITOR_ANY: it stays open
 */
void monitor_gate_open(struct monitor *m, u32 gate, u32 n);

/**
 * monitor_gate_close() - callers that come from now on park again
 * @m:		the secure world
 * @gate:	below MONITOR_MAX_GATES
 */
void monitor_gate_close(struct monitor *m, u32 gate);

/**
 * monitor_gate_waiting() - callers parked at a gate now
 * @m:		the secure world
 * @gate:	below MONITOR_MAX_GATES
 *
 * Return: how many; one that may pass counts until it has.
 */
u32 monitor_gate_waiting(struct monitor *m, u32 gate);

/**
 * monitor_notify() - the secure world sends an asynchronous notification
 * @m:		the secure world
 * @value:	OPTEE_SMC_ASYNC_NOTIF_VALUE_DO_BOTTOM_HALF (0), or any other
 *
 * It stays pending until it is fetched; the interrupt comes once the normal world
 * has called OPTEE_SMC_ENABLE_ASYNC_NOTIF (optee_smc.h).
 */
void monitor_notify(struct monitor *m, u32 value);

/**
 * monitor_steal_threads() - contexts are taken by another guest, or leaked
 * @m:		the secure world
 * @n:		how many from now on; 0 gives them back
 */
void monitor_steal_threads(struct monitor *m, u32 n);

/* ---- what the world knows ---------------------------------------------------- */

/**
 * monitor_announce() - the calling task is about to make a client's call
 * @m:		the secure world
 * @cmd:	OPTEE_MSG_CMD_OPEN_SESSION, _INVOKE_COMMAND, _CLOSE_SESSION or _CANCEL; MONITOR_ANY:
 *		that call is over
 * @session:	which the client names, not with OPEN_SESSION
 * @func:	likewise, with INVOKE_COMMAND
 * @cancel_id:	likewise, not with CLOSE_SESSION
 *
 * Until it is over, calls of this task with that command must have these values.
 */
void monitor_announce(struct monitor *m, u32 cmd, u32 session, u32 func, u32 cancel_id);

/**
 * monitor_check_shared() - a client has just got shared memory: is it what was registered?
 * @m:		the secure world
 * @pa:		physical address of the client's buffer, which is contiguous
 * @size:	in bytes
 *
 * Records a breach when neither the static memory nor an object has these pages.
 */
void monitor_check_shared(struct monitor *m, u64 pa, u64 size);

/**
 * monitor_page_may_be_shared() - does monitor_page_freed() have to be called?
 * @m:		the secure world
 * @pa:		physical address of a page that is being freed
 *
 * Any context, takes no lock.
 *
 * Return: false when the secure world has no reference to it; mostly right.
 */
bool monitor_page_may_be_shared(const struct monitor *m, u64 pa);

/**
 * monitor_page_freed() - a page goes back to the world's allocator
 * @m:		the secure world
 * @pa:		its physical address
 *
 * Records a breach when the secure world has a reference to it.
 */
void monitor_page_freed(struct monitor *m, u64 pa);

/* ---- what it saw ------------------------------------------------------------ */

/**
 * enum monitor_breach_kind - classes of what the driver did that the ABI forbids
 * @MONITOR_BREACH_FUNCTION: no such SMC function, or not offered by the capabilities
 * @MONITOR_BREACH_REGISTER: a register that is not used is not zero, or one that
 *	must be preserved was not
 * @MONITOR_BREACH_ADDRESS: not RAM, not aligned, outside the static memory
 * @MONITOR_BREACH_ARG: argument header: counts, reserved fields, size
 * @MONITOR_BREACH_ATTR: parameter attribute invalid here
 * @MONITOR_BREACH_PARAM: parameter out of its buffer's bounds, unused fields not zero
 * @MONITOR_BREACH_COOKIE: unknown, duplicate or stale shared memory reference
 * @MONITOR_BREACH_PAGE_LIST: page list malformed or too short; a page that is in it
 *	twice is legal, since user memory can be mapped twice
 * @MONITOR_BREACH_SESSION: a session id that was never given out, or closed twice;
 *	calls into one that has been closed are legal, since a client may close a session
 *	while another call of it is on the way
 * @MONITOR_BREACH_THREAD: resume of a thread that isn't suspended, or by another task
 * @MONITOR_BREACH_ATOMIC: yielding call in atomic context
 * @MONITOR_BREACH_RPC: an RPC answered wrongly: results, types, sizes
 * @MONITOR_BREACH_LEAK: something left at monitor_check_quiet()
 * @MONITOR_BREACH_ORDER: a call before the exchange of capabilities that it needs
 * @MONITOR_BREACH_KINDS: how many classes there are
 */
enum monitor_breach_kind {
	MONITOR_BREACH_FUNCTION,
	MONITOR_BREACH_REGISTER,
	MONITOR_BREACH_ADDRESS,
	MONITOR_BREACH_ARG,
	MONITOR_BREACH_ATTR,
	MONITOR_BREACH_PARAM,
	MONITOR_BREACH_COOKIE,
	MONITOR_BREACH_PAGE_LIST,
	MONITOR_BREACH_SESSION,
	MONITOR_BREACH_THREAD,
	MONITOR_BREACH_ATOMIC,
	MONITOR_BREACH_RPC,
	MONITOR_BREACH_LEAK,
	MONITOR_BREACH_ORDER,
	MONITOR_BREACH_KINDS
};

/**
 * struct monitor_breach - one breach
 * @kind:	class
 * @step:	number of the event (see monitor_event) that caused it
 * @caller:	task that made it
 * @func:	SMC function, message command or RPC during which it happened
 * @value:	the offending value
 * @text:	a sentence: what was expected, and where the ABI says so
 */
struct monitor_breach {
	enum monitor_breach_kind kind;
	u32 step;
	u32 caller;
	u32 func;
	u64 value;
	const char *text;
};

/**
 * monitor_breach_count() - breaches since monitor_init() or monitor_breaches_clear()
 * @m:		the secure world
 *
 * Return: how many, those that can't be read any more included.
 */
u32 monitor_breach_count(struct monitor *m);

/**
 * monitor_breach_get() - look at one breach
 * @m:		the secure world
 * @i:		its number, from 0; the first MONITOR_MAX_BREACHES are kept
 * @out:	the breach; its text is constant
 *
 * Return: false when there is no such breach.
 */
bool monitor_breach_get(struct monitor *m, u32 i, struct monitor_breach *out);

/**
 * monitor_breach_name() - a word for a class of breach
 * @kind:	class
 *
 * Return: a constant string.
 */
const char *monitor_breach_name(enum monitor_breach_kind kind);

/**
 * monitor_breaches_clear() - forget the breaches so far
 * @m:		the secure world
 */
void monitor_breaches_clear(struct monitor *m);

/**
 * enum monitor_event_kind - what happened at a step
 * @MONITOR_EV_FAST: func: function number; value: answer a0
 * @MONITOR_EV_CALL: a yielding call arrives; func: OPTEE_MSG_CMD_*, MONITOR_ANY when
 *	its argument can't be read; value: SMC function number
 * @MONITOR_EV_ENTER: it got a thread
 * @MONITOR_EV_LIMIT: it got OPTEE_SMC_RETURN_ETHREAD_LIMIT
 * @MONITOR_EV_RPC: an RPC leaves; func: OPTEE_RPC_CMD_* or MONITOR_RPC_*, as the driver
 *	takes it
 * @MONITOR_EV_RESUME: it comes back; value: ret of the RPC
 * @MONITOR_EV_PARK: value: gate
 * @MONITOR_EV_UNPARK: value: gate
 * @MONITOR_EV_RETURN: func: OPTEE_MSG_CMD_*; value: TEE result
 * @MONITOR_EV_NOTIFY: func and value: notification
 * @MONITOR_EV_BREACH: value: enum monitor_breach_kind
 */
enum monitor_event_kind {
	MONITOR_EV_FAST,
	MONITOR_EV_CALL,
	MONITOR_EV_ENTER,
	MONITOR_EV_LIMIT,
	MONITOR_EV_RPC,
	MONITOR_EV_RESUME,
	MONITOR_EV_PARK,
	MONITOR_EV_UNPARK,
	MONITOR_EV_RETURN,
	MONITOR_EV_NOTIFY,
	MONITOR_EV_BREACH,
};

/**
 * struct monitor_event - one step that the monitor saw, in order
 * @step:	number, from 0, never reused in one instance
 * @kind:	what happened
 * @caller:	task
 * @thread:	thread context, MONITOR_ANY: none
 * @session:	session id, MONITOR_ANY: none
 * @func:	see enum monitor_event_kind
 * @value:	likewise
 */
struct monitor_event {
	u32 step;
	enum monitor_event_kind kind;
	u32 caller;
	u32 thread;
	u32 session;
	u32 func;
	u64 value;
};

/**
 * monitor_event_count() - events since monitor_init()
 * @m:		the secure world
 *
 * Return: how many; the last MONITOR_MAX_EVENTS can be read.
 */
u32 monitor_event_count(struct monitor *m);

/**
 * monitor_event_get() - look at one event
 * @m:		the secure world
 * @step:	its number
 * @out:	the event
 *
 * Return: false when it can't be read, or not any more.
 */
bool monitor_event_get(struct monitor *m, u32 step, struct monitor_event *out);

/**
 * monitor_event_total() - how often something happened since monitor_init()
 * @m:		the secure world
 * @kind:	what
 * @func:	only with this function, MONITOR_ANY: with each; of functions that the
 *		ABI does not name (64 and more) all are counted together
 *
 * Return: how often, events that can't be read any more included.
 */
u32 monitor_event_total(struct monitor *m, enum monitor_event_kind kind, u32 func);

/**
 * monitor_event_name() - a word for a kind of event
 * @kind:	kind
 *
 * Return: a constant string.
 */
const char *monitor_event_name(enum monitor_event_kind kind);

/**
 * struct monitor_stats - what there is now, and how much there has been
 * @threads_busy:	contexts taken by calls, suspended or running
 * @threads_busy_max:	most at a time so far
 * @threads_stolen:	see monitor_steal_threads()
 * @sessions_open:	sessions
 * @shm_registered:	objects registered by OPTEE_MSG_CMD_REGISTER_SHM
 * @shm_rpc:		objects given by RPC ALLOC or SHM_ALLOC, not yet freed
 * @protmem_lent:	objects lent by OPTEE_MSG_CMD_LEND_PROTMEM, not reclaimed
 * @parked:		callers at any gate
 * @limits:		ETHREAD_LIMIT answers so far
 * @calls:		yielding calls that entered so far
 * @fast_calls:		fast calls so far
 * @rpcs:		RPCs so far
 * @excused:		what would have been breaches, but for a lie about the object
 * @notifications_pending: notifications not yet fetched
 * @async_notif_enabled: between OPTEE_SMC_ENABLE_ASYNC_NOTIF and STOP_ASYNC_NOTIF
 * @shm_cache_enabled:	between OPTEE_SMC_ENABLE_SHM_CACHE and the end of disabling
 */
struct monitor_stats {
	u32 threads_busy;
	u32 threads_busy_max;
	u32 threads_stolen;
	u32 sessions_open;
	u32 shm_registered;
	u32 shm_rpc;
	u32 protmem_lent;
	u32 parked;
	u32 limits;
	u32 calls;
	u32 fast_calls;
	u32 rpcs;
	u32 excused;
	u32 notifications_pending;
	bool async_notif_enabled;
	bool shm_cache_enabled;
};

/**
 * monitor_stats() - what there is now
 * @m:		the secure world
 * @out:	the numbers
 */
void monitor_stats(struct monitor *m, struct monitor_stats *out);

/**
 * monitor_give_up() - the driver has waited as long as it may: what it could not ask
 *	back stays here
 * @m:		the secure world
 *
 * From now on that is no leak for monitor_check_quiet().
 */
void monitor_give_up(struct monitor *m);

/**
 * monitor_client_frees() - a client frees a page of its own, which a driver that has given
 *	up could not ask back
 * @m:		the secure world
 * @pa:		the page
 * @gave_up:	the driver has; else only what it was refused over FF-A counts
 *
 * What refers to it is in use still, and no leak; that the page is freed is no breach.
 */
void monitor_client_frees(struct monitor *m, u64 pa, bool gave_up);

/**
 * monitor_kernel_gone() - the normal world's kernel has gone by kexec, and another one
 *	begins: this secure world stays as it is
 * @m:		the secure world
 * @gone:	false: the other one begins now
 *
 * What the kernel left here is no leak, its memory may be freed, and its references
 * stay in use. While it is gone, what is left of it registers memory with nobody
 * (monitor_check_shared()).
 */
void monitor_kernel_gone(struct monitor *m, bool gone);

/**
 * monitor_keeps_page() - after monitor_give_up(), or where the driver was refused what it
 *	asked for, is a page still used here?
 * @m:		the secure world
 * @pa:		physical address of the page
 *
 * Return: true if it is shared memory, or has the message of a call that was not
 * ended.
 */
bool monitor_keeps_page(struct monitor *m, u64 pa);

/**
 * monitor_check_quiet() - nothing may be open: records a MONITOR_BREACH_LEAK for
 * each thing that is
 * @m:		the secure world
 * @driver_gone: the driver has been removed, so that what it caches counts too, and
 *		what the clients of the RNG and RTC pseudo-TAs hold
 *
 * Return: how many things are open.
 */
u32 monitor_check_quiet(struct monitor *m, bool driver_gone);

/**
 * monitor_check_spm_quiet() - the kernel's FF-A core has gone: records a MONITOR_BREACH_LEAK for
 * each thing that it has left with the secure partition manager
 * @m:		the secure world
 */
void monitor_check_spm_quiet(struct monitor *m);

/* ---- trusted applications ---------------------------------------------------- */

/**
 * enum monitor_ta - the trusted applications
 * @MONITOR_TA_ECHO: all parameter types
 * @MONITOR_TA_STORAGE: FS and RPMB RPCs to the supplicant
 * @MONITOR_TA_SCMI: OP-TEE's SCMI pseudo-TA, for drivers/firmware/arm_scmi: answers at
 *	once: what a system session is for
 * @MONITOR_TA_SLOW: waits, can be cancelled
 * @MONITOR_TA_PANIC: panics on command, or while its session is opened when
 *	parameter 0 is a value that is not 0
 * @MONITOR_TA_RPC: makes the RPC that its caller asks for
 * @MONITOR_TA_SINGLE: single instance: a second session gets TEEC_ERROR_BUSY
 * @MONITOR_TA_LOADED: is first loaded from the supplicant: LOAD_TA RPC with no buffer
 *	for the size, SHM_ALLOC, LOAD_TA, SHM_FREE
 * @MONITOR_TA_RNG: for drivers/char/hw_random/optee-rng.c
 * @MONITOR_TA_RTC: for drivers/rtc/rtc-optee.c
 * @MONITOR_TA_DEVICE: the device PTA
 * @MONITOR_TA_TRUSTED: for security/keys/trusted-keys/trusted_tee.c
 * @MONITOR_TA_BNXT: for drivers/firmware/broadcom/tee_bnxt_fw.c
 * @MONITOR_TA_FTPM: for drivers/char/tpm/tpm_ftpm_tee.c
 * @MONITOR_TA_COUNT: how many there are
 *
 * The language of sequences has those up to MONITOR_TA_DEVICE (SEQ_TAS).
 */
enum monitor_ta {
	MONITOR_TA_ECHO,
	MONITOR_TA_STORAGE,
	MONITOR_TA_SCMI,
	MONITOR_TA_SLOW,
	MONITOR_TA_PANIC,
	MONITOR_TA_RPC,
	MONITOR_TA_SINGLE,
	MONITOR_TA_LOADED,
	MONITOR_TA_RNG,
	MONITOR_TA_RTC,
	MONITOR_TA_DEVICE,
	MONITOR_TA_TRUSTED,
	MONITOR_TA_BNXT,
	MONITOR_TA_FTPM,
	MONITOR_TA_COUNT
};

/**
 * monitor_ta_uuid() - which UUID names a TA
 * @ta:		the TA
 *
 * Return: 16 bytes in network order, constant; NULL when there is no such TA.
 */
const u8 *monitor_ta_uuid(enum monitor_ta ta);

/*
 * Commands of MONITOR_TA_ECHO
 *
 * COPY		each out value: {a ^ b, b ^ c, c + 1} of the value input before it, each
 *		inout value of itself; each out or inout memref: every byte ^ 0x5a
 * RETURN	param 0 value in: a = result, b = origin to return
 * SHORT	param 0 memref out, param 1 value in: b = size that is needed; SHORT_BUFFER
 *		when param 0 is smaller, and that size either way
 * FILL		param 0 memref out, param 1 value in: fill with byte a
 * SUM		param 0 memref in, param 1 value out: a = sum of the bytes
 * LOGIN	param 0 value out: a = login method of the session; param 1 memref out:
 *		client UUID
 * NULL		param 0 memref, param 1 value out: a = 1 when it is NULL, b = its size
 */
#define MONITOR_ECHO_COPY	0
#define MONITOR_ECHO_RETURN	1
#define MONITOR_ECHO_SHORT	2
#define MONITOR_ECHO_FILL	3
#define MONITOR_ECHO_SUM	4
#define MONITOR_ECHO_LOGIN	5
#define MONITOR_ECHO_NULL	6

/*
 * Commands of MONITOR_TA_STORAGE
 *
 * WRITE	param 0 memref in: a file of the supplicant's. RPCs: SHM_ALLOC (for
 *		applications), FS CREATE, FS WRITE, FS CLOSE, SHM_FREE
 * READ		param 0 memref out: likewise with FS OPEN and FS READ
 * RPMB		one access. With OPTEE_SMC_SEC_CAP_RPMB_PROBE by way of the kernel:
 *		RPMB_PROBE_RESET, SHM_ALLOC, RPMB_PROBE_NEXT, RPMB_FRAMES, SHM_FREE; else by
 *		way of the supplicant: SHM_ALLOC, RPMB, SHM_FREE; what the device answers is
 *		not looked at
 * PUT		param 0 value in: a = block; param 1 memref in, at most 256 bytes: written to
 *		RPMB with authenticated frames. RPCs as for RPMB, with READ_COUNTER and
 *		WRITE_DATA, before these PROGRAM_KEY for a device that has no key; a device
 *		that the kernel has found is not looked for again
 * GET		param 0 value in: a = block; param 1 memref out, at least 256 bytes: read by an
 *		authenticated READ_DATA
 */
#define MONITOR_STORAGE_WRITE	0
#define MONITOR_STORAGE_READ	1
#define MONITOR_STORAGE_RPMB	2
#define MONITOR_STORAGE_PUT	3
#define MONITOR_STORAGE_GET	4

/*
 * Commands of MONITOR_TA_SCMI: those of OP-TEE's SCMI pseudo-TA (ta_abi.h), and
 *
 * CLOCK	param 0 value inout: a = clock on (1) or off (0); out b = times it changed
 */
#define MONITOR_SCMI_CLOCK	0x80

/**
 * enum monitor_scmi_lie - what is wrong with an answer of the SCMI server
 * @MONITOR_SCMI_HONEST: nothing
 * @MONITOR_SCMI_OTHER_TOKEN: its header is that of another message
 * @MONITOR_SCMI_ERROR:	status NOT_SUPPORTED, whatever was done
 * @MONITOR_SCMI_SHORT:	it ends before its status
 * @MONITOR_SCMI_LONG:	it says that it is longer than its buffer
 * @MONITOR_SCMI_NOISE:	every byte behind the status is 0xa5
 * @MONITOR_SCMI_SILENT: there is none, though the call succeeds
 */
enum monitor_scmi_lie {
	MONITOR_SCMI_HONEST,
	MONITOR_SCMI_OTHER_TOKEN,
	MONITOR_SCMI_ERROR,
	MONITOR_SCMI_SHORT,
	MONITOR_SCMI_LONG,
	MONITOR_SCMI_NOISE,
	MONITOR_SCMI_SILENT,
};

/**
 * monitor_scmi_lie() - have the SCMI server lie
 * @m:		the secure world
 * @lie:	in which way
 * @times:	in so many answers, MONITOR_ANY: in all
 */
void monitor_scmi_lie(struct monitor *m, enum monitor_scmi_lie lie, u32 times);

/**
 * monitor_scmi_clock() - is a clock of the SCMI server on?
 * @m:		the secure world
 * @clock:	below MONITOR_SCMI_CLOCKS
 * @changes:	how often it was turned on or off
 *
 * Return: true while any agent wants it on.
 */
bool monitor_scmi_clock(struct monitor *m, u32 clock, u32 *changes);

/**
 * monitor_scmi_messages() - messages that the SCMI server has answered
 * @m:		the secure world
 *
 * Return: how many since monitor_init().
 */
u32 monitor_scmi_messages(struct monitor *m);

/*
 * Commands of MONITOR_TA_SLOW, param 0 value in; TEEC_ERROR_CANCEL when cancelled
 *
 * NOTIF	NOTIFICATION wait RPC for value a (timeout b ms, 0: none); the cancel request
 *		wakes it by a NOTIFICATION send RPC
 * SUSPEND	SUSPEND RPCs of b ms each, a times
 * SPIN		FOREIGN_INTR a times, 0: until cancelled
 * PARK		parks at gate a, which cancelling does not open
 */
#define MONITOR_SLOW_NOTIF	0
#define MONITOR_SLOW_SUSPEND	1
#define MONITOR_SLOW_SPIN	2
#define MONITOR_SLOW_PARK	3

/* Commands of MONITOR_TA_PANIC: at once, after a GET_TIME RPC */
#define MONITOR_PANIC_NOW	0
#define MONITOR_PANIC_AFTER_RPC	1

/*
 * Commands of MONITOR_TA_RPC. Results: param 1 value out a = ret of the RPC, b and
 * c = its first output value.
 *
 * SEND		param 0 value in: RPC command a with one value parameter {b, c, 0}
 * GET_TIME	GET_TIME
 * SHM		param 0 value in: a = OPTEE_RPC_SHM_TYPE_*, b = size, c = times: allocate,
 *		write, read, free; result b = times done, c = size got
 * I2C		param 0 value in: a = mode, b = bus, c = chip; param 2 value in: a = flags,
 *		b = length
 * RPMB		param 0 value in: a = OPTEE_RPC_CMD_RPMB_*: probe reset, probe next, frames
 * FS		param 0 value in: a = FS sub-command, b and c its values; to the supplicant
 * SOCKET	SHM_ALLOC, SOCKET open, SOCKET close, SHM_FREE; to the supplicant
 * ALLOC_FREE	param 0 value in: register-level ALLOC of a bytes and FREE, b times
 * NOTIF_SEND	param 0 value in: NOTIFICATION send of value b
 * RAW		param 0 value in: a = command, b = number of parameters (at most 8); params 2
 *		and 3 value in: {attribute, first, second value} of its parameters 0 and 1
 */
#define MONITOR_RPC_SEND	0
#define MONITOR_RPC_GET_TIME	1
#define MONITOR_RPC_SHM		2
#define MONITOR_RPC_I2C		3
#define MONITOR_RPC_RPMB	4
#define MONITOR_RPC_FS		5
#define MONITOR_RPC_SOCKET	6
#define MONITOR_RPC_ALLOC_FREE	7
#define MONITOR_RPC_NOTIF_SEND	8
#define MONITOR_RPC_RAW		9

/**
 * monitor_ta_calls() - invocations of a TA since monitor_init()
 * @m:		the secure world
 * @ta:		the TA
 *
 * Return: how many have ended, whatever their result.
 */
u32 monitor_ta_calls(struct monitor *m, enum monitor_ta ta);

/**
 * monitor_rng_next() - the next byte of the RNG pseudo-TA
 * @state:	starts as monitor_config.rng_seed
 *
 * Return: the byte. Takes no lock and no instance.
 */
u8 monitor_rng_next(u64 *state);

/**
 * monitor_rtc_get() - the RTC pseudo-TA's time
 * @m:		the secure world
 *
 * Return: seconds since 1970.
 */
u64 monitor_rtc_get(struct monitor *m);

/* Bytes of the core dump of Broadcom's TA */
#define MONITOR_BNXT_DUMP	(9u << 20)

/**
 * monitor_bnxt_dump() - a byte of the core dump of Broadcom's TA
 * @boots:	how often the firmware has been booted by then
 * @offset:	below MONITOR_BNXT_DUMP
 *
 * Return: the byte. Takes no lock and no instance.
 */
u8 monitor_bnxt_dump(u32 boots, u32 offset);

/**
 * enum monitor_ftpm_lie - what is wrong with a response of the firmware TPM
 * @MONITOR_FTPM_HONEST: nothing
 * @MONITOR_FTPM_SHORT:	it says that it is shorter than its header
 * @MONITOR_FTPM_LONG:	it says that it is a byte longer than its buffer
 * @MONITOR_FTPM_HUGE:	it says that it has as many bytes as the number has room for
 * @MONITOR_FTPM_CUT:	it ends behind its header, with success
 * @MONITOR_FTPM_INNER:	every byte behind its header is 0xff, those that count others too
 * @MONITOR_FTPM_SILENT: there is none, though the call succeeds
 */
enum monitor_ftpm_lie {
	MONITOR_FTPM_HONEST,
	MONITOR_FTPM_SHORT,
	MONITOR_FTPM_LONG,
	MONITOR_FTPM_HUGE,
	MONITOR_FTPM_CUT,
	MONITOR_FTPM_INNER,
	MONITOR_FTPM_SILENT,
};

/**
 * monitor_ftpm_lie() - have the firmware TPM lie
 * @m:		the secure world
 * @lie:	in which way
 * @times:	in so many responses, MONITOR_ANY: in all
 */
void monitor_ftpm_lie(struct monitor *m, enum monitor_ftpm_lie lie, u32 times);

#endif /* MONITOR_H */
