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
#define MONITOR_ANY		0xffffffffu

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
 * struct monitor_config - what the monitor tells the driver about itself
 *
 * monitor_config_default() gives a recent, honest OP-TEE: 4 threads, dynamic
 * shared memory, RPC argument, asynchronous notifications, MEMREF_NULL.
 *
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
 * @rng_seed:		first state of the RNG pseudo-TA
 * @rtc_seconds:	time that the RTC pseudo-TA starts with, seconds since 1970
 * @num_devices:	entries in @devices
 * @devices:		what the device PTA lists
 */
struct monitor_config {
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
	u64 rng_seed;
	u64 rtc_seconds;
	u32 num_devices;
	struct monitor_device devices[MONITOR_MAX_DEVICES];
};

void monitor_config_default(struct monitor_config *config);

/** monitor_size() - bytes that an instance needs */
size_t monitor_size(void);
/** monitor_init() - make a secure world in @m (monitor_size() bytes, zeroed) */
void monitor_init(struct monitor *m, const struct monitor_config *config,
		  const struct monitor_host *ops, void *host);
/** monitor_exit() - give back what the monitor allocated; it may be initialised again */
void monitor_exit(struct monitor *m);

/* ---- the conduit ----------------------------------------------------------- */

enum monitor_verdict {
	MONITOR_RETURN,	/* res holds the answer */
	MONITOR_PARK,	/* wait until the gate opens, then monitor_smc_resume() */
};

/**
 * struct monitor_call - one SMC in progress
 * @a:		registers a0..a7 as the driver passed them
 * @res:	registers a0..a3 of the answer
 * @gate:	with MONITOR_PARK: the gate that holds the call
 * @token:	the core's own
 */
struct monitor_call {
	u64 a[8];
	u64 res[4];
	u32 gate;
	u32 token;
};

/** monitor_smc() - an SMC or HVC arrives */
enum monitor_verdict monitor_smc(struct monitor *m, struct monitor_call *call);
/** monitor_smc_resume() - go on with a parked call (may answer MONITOR_PARK again) */
enum monitor_verdict monitor_smc_resume(struct monitor *m, struct monitor_call *call);

/* ---- scripting: rules, gates, notifications --------------------------------- */

/* Where in a call a rule looks. */
enum monitor_point {
	MONITOR_AT_FAST,	/* a fast call arrives; @func: its function number */
	MONITOR_AT_CALL,	/* a yielding call arrives, no thread taken yet; @func: OPTEE_MSG_CMD_* */
	MONITOR_AT_ENTER,	/* a thread was taken, before the command runs; @func: OPTEE_MSG_CMD_* */
	MONITOR_AT_INVOKE,	/* a TA is about to run a command; @func: the command */
	MONITOR_AT_RPC,		/* an RPC is about to leave; @func: OPTEE_RPC_CMD_*, or MONITOR_RPC_* */
	MONITOR_AT_RESUME,	/* the driver returned from an RPC; @func likewise */
	MONITOR_AT_RETURN,	/* a yielding call is about to return; @func: OPTEE_MSG_CMD_* */
};

/* Register-level RPCs as @func of MONITOR_AT_RPC and MONITOR_AT_RESUME */
#define MONITOR_RPC_ALLOC	0x10000u
#define MONITOR_RPC_FREE	0x10002u
#define MONITOR_RPC_FOREIGN_INTR 0x10004u

enum monitor_action {
	MONITOR_DO_NOTHING,
	MONITOR_DO_RETURN,	/* answer a0 = value[0] (fast, CALL); TEE result value[0],
				 * origin value[1] (ENTER, INVOKE, RETURN) */
	MONITOR_DO_PARK,	/* park at gate value[0] */
	MONITOR_DO_RPC_CMD,	/* first send RPC value[0] (OPTEE_RPC_CMD_*) with value
				 * parameter {value[1], value[2], value[3]}, then go on */
	MONITOR_DO_INTERRUPT,	/* first answer FOREIGN_INTR value[0] times, then go on */
	MONITOR_DO_POKE,	/* lie: put value[1] at enum monitor_place value[0] of the
				 * answer, after it has been made; value[2]: parameter number */
	MONITOR_DO_PANIC,	/* the TA panics: TARGET_DEAD now and for every later call */
	MONITOR_DO_NOTIFY,	/* first send asynchronous notification value[0] */
};

/* What MONITOR_DO_POKE can falsify. Poked answers are not counted as breaches. */
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

/** monitor_rule_add() - returns the rule's number, or -1 when there are too many */
int monitor_rule_add(struct monitor *m, const struct monitor_rule *rule);
/** monitor_rule_del() - forget rule @id; calls already parked stay parked */
void monitor_rule_del(struct monitor *m, int id);
void monitor_rules_clear(struct monitor *m);

/** monitor_gate_open() - let @n more callers pass @gate; MONITOR_ANY: it stays open */
void monitor_gate_open(struct monitor *m, u32 gate, u32 n);
/** monitor_gate_close() - callers that come from now on park again */
void monitor_gate_close(struct monitor *m, u32 gate);
/** monitor_gate_waiting() - callers parked at @gate now */
u32 monitor_gate_waiting(struct monitor *m, u32 gate);

/** monitor_notify() - the secure world sends an asynchronous notification (0: bottom half) */
void monitor_notify(struct monitor *m, u32 value);
/** monitor_steal_threads() - @n contexts are taken by another guest (or leaked); 0 gives them back */
void monitor_steal_threads(struct monitor *m, u32 n);

/* ---- what it saw ------------------------------------------------------------ */

/* Classes of breach: what the driver did that the ABI forbids. */
enum monitor_breach_kind {
	MONITOR_BREACH_FUNCTION,	/* no such SMC function, or not offered by the capabilities */
	MONITOR_BREACH_REGISTER,	/* a reserved register not zero, resume info not preserved */
	MONITOR_BREACH_ADDRESS,		/* not RAM, not aligned, outside the static memory, unregistered */
	MONITOR_BREACH_ARG,		/* argument header: counts, reserved fields, size */
	MONITOR_BREACH_ATTR,		/* parameter attribute invalid here */
	MONITOR_BREACH_PARAM,		/* parameter out of its buffer's bounds, bits left set in unused fields */
	MONITOR_BREACH_COOKIE,		/* unknown, duplicate or stale shared memory reference */
	MONITOR_BREACH_PAGE_LIST,	/* page list malformed, too short, page twice */
	MONITOR_BREACH_SESSION,		/* unknown session id */
	MONITOR_BREACH_THREAD,		/* resume of a thread that isn't suspended, or by another call */
	MONITOR_BREACH_CONTEXT,		/* yielding call from a context that may not sleep */
	MONITOR_BREACH_RPC,		/* an RPC answered wrongly: results, types, sizes */
	MONITOR_BREACH_LEAK,		/* something left at monitor_check_quiet() */
	MONITOR_BREACH_ORDER,		/* a call before the exchange that it needs, or after shutdown */
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

u32 monitor_breach_count(struct monitor *m);
/** monitor_breach_get() - false when there is no breach number @i (they stop at MONITOR_MAX_BREACHES) */
bool monitor_breach_get(struct monitor *m, u32 i, struct monitor_breach *out);
const char *monitor_breach_name(enum monitor_breach_kind kind);
void monitor_breaches_clear(struct monitor *m);

enum monitor_event_kind {
	MONITOR_EV_FAST,	/* func: function number; value: answer a0 */
	MONITOR_EV_CALL,	/* a yielding call arrives; func: OPTEE_MSG_CMD_* */
	MONITOR_EV_ENTER,	/* it got thread @thread */
	MONITOR_EV_LIMIT,	/* it got OPTEE_SMC_RETURN_ETHREAD_LIMIT */
	MONITOR_EV_RPC,		/* func: RPC; leaves */
	MONITOR_EV_RESUME,	/* comes back; value: ret of the RPC */
	MONITOR_EV_PARK,	/* value: gate */
	MONITOR_EV_UNPARK,
	MONITOR_EV_RETURN,	/* func: OPTEE_MSG_CMD_*; value: TEE result */
	MONITOR_EV_NOTIFY,	/* value: notification */
	MONITOR_EV_BREACH,	/* value: kind */
};

/**
 * struct monitor_event - one step that the monitor saw, in order
 * @step:	number, from 0, never reused in one instance
 */
struct monitor_event {
	u32 step;
	enum monitor_event_kind kind;
	u32 caller;
	u32 thread;	/* MONITOR_ANY: none */
	u32 session;	/* MONITOR_ANY: none */
	u32 func;
	u64 value;
};

/** monitor_event_count() - events since monitor_init(); the last MONITOR_MAX_EVENTS can be read */
u32 monitor_event_count(struct monitor *m);
bool monitor_event_get(struct monitor *m, u32 step, struct monitor_event *out);
/**
 * monitor_event_total() - how often @kind with @func (MONITOR_ANY: each) happened since
 * monitor_init(), also of events that can no longer be read
 */
u32 monitor_event_total(struct monitor *m, enum monitor_event_kind kind, u32 func);
const char *monitor_event_name(enum monitor_event_kind kind);

/* What is there now. */
struct monitor_stats {
	u32 threads_busy;	/* contexts taken by calls, suspended or running */
	u32 threads_busy_max;	/* most at a time so far */
	u32 threads_stolen;
	u32 sessions_open;
	u32 shm_registered;	/* by OPTEE_MSG_CMD_REGISTER_SHM */
	u32 shm_rpc;		/* given by RPC ALLOC or SHM_ALLOC, not yet freed */
	u32 parked;		/* callers at any gate */
	u32 limits;		/* ETHREAD_LIMIT answers */
	u32 calls;		/* yielding calls that entered */
	u32 fast_calls;
	u32 rpcs;
	u32 notifications_pending;
	bool async_notif_enabled;
	bool shm_cache_enabled;
};

void monitor_stats(struct monitor *m, struct monitor_stats *out);

/**
 * monitor_check_quiet() - nothing may be open: records a MONITOR_BREACH_LEAK for each thing that is
 * @driver_gone: the driver has been removed, so that cached shared memory counts too
 */
u32 monitor_check_quiet(struct monitor *m, bool driver_gone);

/* ---- trusted applications ---------------------------------------------------- */

/* Which TA a UUID names; monitor_ta_uuid() gives it as 16 bytes in network order. */
enum monitor_ta {
	MONITOR_TA_ECHO,	/* all parameter types */
	MONITOR_TA_STORAGE,	/* FS and RPMB RPCs to the supplicant */
	MONITOR_TA_SCMI,	/* answers at once: what a system session is for */
	MONITOR_TA_SLOW,	/* waits, can be cancelled */
	MONITOR_TA_PANIC,	/* panics on command, or while its session is opened */
	MONITOR_TA_RPC,		/* makes the RPC that its caller asks for */
	MONITOR_TA_SINGLE,	/* single instance: a second session gets TEEC_ERROR_BUSY */
	MONITOR_TA_LOADED,	/* must first be loaded from the supplicant (LOAD_TA RPC) */
	MONITOR_TA_RNG,		/* drivers/char/hw_random/optee-rng.c */
	MONITOR_TA_RTC,		/* drivers/rtc/rtc-optee.c */
	MONITOR_TA_DEVICE,	/* the device PTA */
	MONITOR_TA_COUNT
};

const u8 *monitor_ta_uuid(enum monitor_ta ta);

/* Commands of MONITOR_TA_ECHO */
#define MONITOR_ECHO_COPY	0	/* each out/inout value: a^b,b^c,c+1 of itself (inout) or of the value
					 * input before it; each out/inout memref: every byte ^ 0x5a */
#define MONITOR_ECHO_RETURN	1	/* param 0 value in: a = result, b = origin to return */
#define MONITOR_ECHO_SHORT	2	/* param 0 memref out: needs value b of param 1; SHORT_BUFFER and that size if smaller */
#define MONITOR_ECHO_FILL	3	/* param 0 memref out: fill with byte = value a of param 1 */
#define MONITOR_ECHO_SUM	4	/* param 0 memref in: value out a of param 1 = sum of bytes */
#define MONITOR_ECHO_LOGIN	5	/* param 0 value out: a = login method of the session; param 1 memref out: client UUID */
#define MONITOR_ECHO_NULL	6	/* param 0 memref: value out a of param 1 = 1 when NULL memref */

/* Commands of MONITOR_TA_STORAGE */
#define MONITOR_STORAGE_WRITE	0	/* param 0 memref in: FS RPC write through the supplicant */
#define MONITOR_STORAGE_READ	1	/* param 0 memref out: FS RPC read */
#define MONITOR_STORAGE_RPMB	2	/* one RPMB access: kernel routing when RPMB_PROBE is on, else RPMB RPC to the supplicant */

/* Commands of MONITOR_TA_SCMI */
#define MONITOR_SCMI_CAPABILITIES 0
#define MONITOR_SCMI_CLOCK	1	/* param 0 value inout: clock on (1) or off (0); out b = times it changed */
#define MONITOR_SCMI_MESSAGE	2	/* param 0 memref inout: an SCMI message, answered in place */

/* Commands of MONITOR_TA_SLOW */
#define MONITOR_SLOW_NOTIF	0	/* NOTIFICATION wait RPC for value a of param 0 (timeout b ms); cancel: TEEC_ERROR_CANCEL */
#define MONITOR_SLOW_SUSPEND	1	/* SUSPEND RPCs of value b ms each, a times, ends on cancel */
#define MONITOR_SLOW_SPIN	2	/* FOREIGN_INTR until cancelled or a times */
#define MONITOR_SLOW_PARK	3	/* parks at gate a */

/* Commands of MONITOR_TA_PANIC */
#define MONITOR_PANIC_NOW	0
#define MONITOR_PANIC_AFTER_RPC	1	/* after a GET_TIME RPC */

/*
 * Commands of MONITOR_TA_RPC. Results: param 1 value out a = ret of the RPC, b and c = its first output value.
 */
#define MONITOR_RPC_SEND	0	/* param 0 value in: RPC command a with one value parameter {b, c, 0} (type: see below) */
#define MONITOR_RPC_GET_TIME	1
#define MONITOR_RPC_SHM		2	/* param 0 value in: a = OPTEE_RPC_SHM_TYPE_*, b = size, c = times: alloc, write, read, free */
#define MONITOR_RPC_I2C		3	/* param 0: a = mode, b = bus, c = chip; param 2 value in: a = flags, b = length */
#define MONITOR_RPC_RPMB	4	/* param 0: a = OPTEE_RPC_CMD_RPMB_*: probe reset, probe next, frames */
#define MONITOR_RPC_FS		5	/* param 0: a = FS sub-command; to the supplicant */
#define MONITOR_RPC_SOCKET	6	/* to the supplicant */
#define MONITOR_RPC_ALLOC_FREE	7	/* register-level ALLOC and FREE, param 0: a = size, b = times */
#define MONITOR_RPC_NOTIF_SEND	8	/* NOTIFICATION send, value b of param 0 */
#define MONITOR_RPC_RAW		9	/* param 0: a = command, b = number of parameters; param 2, 3: their attribute and values: anything */

/** monitor_ta_calls() - completed invocations of @ta since monitor_init() */
u32 monitor_ta_calls(struct monitor *m, enum monitor_ta ta);
/** monitor_rng_next() - the next byte of the RNG pseudo-TA from @state, which starts as rng_seed */
u8 monitor_rng_next(u64 *state);
/** monitor_rtc_get() - the RTC pseudo-TA's time, seconds since 1970 */
u64 monitor_rtc_get(struct monitor *m);

#endif /* MONITOR_H */
