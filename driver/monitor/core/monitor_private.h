/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the monitor core share: the state of one secure world and
 * the functions between its parts. Everything here runs inside the host's lock
 * unless it says otherwise.
 */
#ifndef MONITOR_PRIVATE_H
#define MONITOR_PRIVATE_H

#include "monitor.h"
#include "optee_abi.h"

/* Parameters of a call: two meta parameters and four for the TA (TEE_NUM_PARAMS) */
#define TA_PARAMS	4
#define CALL_PARAMS	(TA_PARAMS + 2)
/* Most parameters that an RPC of this monitor has */
#define RPC_PARAMS	8
#define MAX_PENDING	1024
#define MAX_OBJECT_PAGES 0x40000ull
#define PAGES_PER_CHUNK	512
#define FUNC_SLOTS	80
#define MAX_ANNOUNCED	32
#define PAGE_SLOTS	256
#define PAGE_SLOT(pa)	((u32)((pa) / OPTEE_PAGE_SIZE % PAGE_SLOTS))
/* Preset in the ret field of an RPC argument; an answer that leaves it there set no result */
#define RPC_RET_UNSET	0x5ec0de5fu
/* Likewise in the values that the driver has to set */
#define RPC_VALUE_UNSET	0x5ec0de5f5ec0de5full
#define NO_GATE		MONITOR_ANY

/* ---- shared memory (shm.c) --------------------------------------------------- */

enum shm_kind {
	SHM_REGISTERED,		/* OPTEE_MSG_CMD_REGISTER_SHM */
	SHM_RPC_ARG,		/* register-level RPC ALLOC */
	SHM_RPC_KERNEL,		/* SHM_ALLOC RPC, OPTEE_RPC_SHM_TYPE_KERNEL */
	SHM_RPC_APPL,		/* SHM_ALLOC RPC, OPTEE_RPC_SHM_TYPE_APPL */
	SHM_TEMPORARY,		/* a page list in a parameter, for one call */
	SHM_LENT,		/* OPTEE_MSG_CMD_LEND_PROTMEM */
	SHM_RXTX,		/* FFA_RXTX_MAP */
};

/**
 * struct shm_object - normal-world memory that the secure world has a reference to
 * @next:	in monitor.objects
 * @cookie:	the normal world's name for it
 * @size:	in bytes
 * @pa:		address of the first byte, when the memory is contiguous (@chunk is NULL)
 * @chunk:	addresses of the pages, in arrays of PAGES_PER_CHUNK
 * @num_pages:	pages in @chunk
 * @page_offs:	offset of the first byte in its first page
 * @kind:	where it is from
 * @users:	calls that refer to it now
 * @lied:	the driver was misled about it: its fate is no breach
 * @holds_arg:	call arguments were passed in it: the driver's cache of arguments
 * @bus_client:	a client driver of the RNG or RTC pseudo-TA uses it
 * @base:	the shared memory that an RPC has named, whose pages these are; NULL: its own
 * @retrieved:	the secure world has mapped it (FF-A)
 * @internal_offs: where in its first page it begins, as it was named (FF-A)
 * @pinned:	its pages are a user's
 * @given_back:	an RPC has asked the driver to free it
 * @old:	of a kernel before this one, or in static memory and of a driver that gave up
 * @used_by_ta: it is lent, and a TA was given it
 * @kept:	it is lent, shared over FF-A, or in the cache of shared memory, and the driver was
 *		refused when it asked for it
 * @owner:	thread whose SHM_ALLOC RPC gave it: it goes back before the call ends
 */
struct shm_object {
	struct shm_object *next;
	u64 cookie;
	u64 size;
	u64 pa;
	u64 **chunk;
	u64 num_pages;
	u32 page_offs;
	enum shm_kind kind;
	u32 users;
	struct shm_object *base;
	u32 internal_offs;
	bool lied, holds_arg, bus_client, pinned, given_back, old, retrieved;
	bool used_by_ta, kept;
	u32 owner;
	u32 uses;	/* over FF-A: bit n: lent as use n + 1 wants it */
};

/**
 * struct buffer - a range of normal-world memory
 * @obj:	the object it lies in, NULL: contiguous memory
 * @start:	offset in @obj, or physical address
 * @size:	in bytes
 */
struct buffer {
	struct shm_object *obj;
	u64 start;
	u64 size;
};

/* ---- RPC (rpc.c) ------------------------------------------------------------- */

/**
 * struct rpc - a request to the normal world and its answer
 * @func:	OPTEE_RPC_* or MONITOR_RPC_*
 * @num_params:	of a command
 * @param:	its parameters; outputs are taken over from the answer
 * @size:	MONITOR_RPC_ALLOC: bytes wanted
 * @cookie:	MONITOR_RPC_FREE: what is given back
 * @wanted:	waits to be sent
 * @ruled:	rules at MONITOR_AT_RPC have been looked at
 * @lied:	what was sent has been falsified
 * @obj:	answer of an allocation
 * @ret:	result
 * @dirs:	attributes as sent, to judge the answer by
 */
struct rpc {
	u32 func;
	u32 num_params;
	struct optee_param param[RPC_PARAMS];
	u64 size, cookie;
	bool wanted, ruled, lied;
	struct shm_object *obj;
	u32 ret;
	u64 dirs[RPC_PARAMS];
};

/* What is to be falsified, and when it was asked for */
enum { POKE_EARLY, POKE_RETURN, POKE_RPC, POKES };

struct poke {
	bool set;
	u32 place;
	u64 value;
	u32 param;
};

/* ---- sessions and threads ---------------------------------------------------- */

/**
 * struct session - an open session
 * @used:	it exists
 * @id:		session id, never given out twice
 * @ta:		to which TA
 * @client:	UUID of the client, in network order
 * @login:	its login method
 * @users:	calls in it now
 * @closing:	closed by the client while calls are in it
 * @dead:	its TA has panicked
 * @lied:	the driver was misled about it
 */
struct session {
	bool used;
	u32 id;
	enum monitor_ta ta;
	u8 client[16];
	u32 login;
	u32 users;
	bool closing, dead, lied;
};

/**
 * struct ta_param - a parameter as a TA sees it
 * @class:	OPTEE_ATTR_NONE, _VALUE or _RMEM
 * @dir:	OPTEE_DIR_*, 0: no parameter
 * @null:	a memory reference to nothing (OPTEE_SMC_SEC_CAP_MEMREF_NULL)
 * @a:		first value
 * @b:		second value
 * @c:		third value
 * @buf:	of a memory reference
 * @cookie:	of one to memory that is not registered: its name
 * @size:	of a memory reference, in and out
 */
struct ta_param {
	u8 class;
	u8 dir;
	bool null;
	u64 a, b, c;
	struct buffer buf;
	u64 cookie;
	u64 size;
};

enum thread_state { THREAD_FREE, THREAD_RUNNING, THREAD_SUSPENDED, THREAD_PARKED };

/* Where in its life a call is; thread_run() goes from one to the next. */
enum call_phase { PHASE_ENTER, PHASE_COMMAND, PHASE_RETURN, PHASE_LEAVE };

/* What a step of a command asks for */
enum step { STEP_DONE, STEP_RPC, STEP_INTERRUPT, STEP_AGAIN };

/**
 * struct thread - one thread context and the call in it
 * @state:	what it does
 * @index:	its number
 * @generation:	goes into the resume information, so that a stale one shows
 * @caller:	task that made the call
 * @last:	registers as the driver passed them when it last entered
 * @told:	registers of the answer as the driver was told at the last RPC
 * @info:	its resume information
 * @left_ns:	time of the last RPC, if the host has a clock
 * @arg_buf:	the call argument
 * @rpc_buf:	the RPC argument, size 0: none yet
 * @arg:	private copy of the argument
 * @param:	and of its parameters
 * @phase:	where in its life the call is
 * @started:	the command has begun: its checks have been made
 * @invoke_ruled: rules at MONITOR_AT_INVOKE have been looked at
 * @intr_ruled:	rules have been looked at for the next interrupt
 * @no_rpc_arg:	the normal world gave no memory for the RPC argument
 * @step:	of the command, which counts it up as it goes
 * @v:		the command's own variables
 * @p:		parameters of the TA
 * @num_p:	how many
 * @session:	session of the call, NULL: none
 * @session_id:	its id, MONITOR_ANY: none
 * @ret:	TEE result
 * @origin:	where it is from
 * @cancelled:	a cancel request has come for this call
 * @old:	the call is of a kernel before this one, or of a driver that gave up: nobody
 *		goes on with it
 * @waits_key:	an RPC waits for notification @rpc_key
 * @rpc_key:	notification
 * @shm:	memory that the TA got by an RPC
 * @rpc_arg:	memory for the RPC argument that this thread got by RPC ALLOC
 * @rpc:	the command's RPC
 * @extra:	an RPC that a rule asked for
 * @house:	an RPC for @rpc_arg
 * @inflight:	which of these three the normal world serves now, NULL: an interrupt
 * @misled:	what was told with it has been falsified
 * @cut_off:	the driver was refused when it came back, and has not done so since
 * @interrupts:	foreign interrupts to be delivered first
 * @gate:	gate to be passed first, or NO_GATE
 * @ticket:	place in the row at that gate
 * @poke:	lies to be told
 */
struct thread {
	enum thread_state state;
	u32 index, generation;
	u32 caller;
	u64 last[8], told[MONITOR_RES], info;
	u64 left_ns;
	struct buffer arg_buf, rpc_buf;
	struct optee_header arg;
	enum call_phase phase;
	bool started, invoke_ruled, intr_ruled, no_rpc_arg;
	u32 step;
	u64 v[8];
	u32 num_p;
	struct session *session;
	u32 session_id;
	u32 ret, origin;
	bool cancelled, waits_key, old;
	bool unregisters;	/* memory, which is no longer used when it returns: */
	u64 cookie;
	u32 rpc_key;
	struct shm_object *shm;
	struct shm_object *rpc_arg;
	u64 page_list;	/* where the list of pages is that an RPC gave it last, 0: none */
	u64 listed;	/* pages in that list */
	struct rpc *inflight;
	bool misled, cut_off;
	u32 interrupts;
	u32 gate;
	u64 ticket;
	struct poke poke[POKES];

	/* From here on a new call finds what the last one left, and clears what it uses. */
	struct optee_param param[CALL_PARAMS];
	struct ta_param p[TA_PARAMS];
	struct rpc rpc, extra, house;
};

/**
 * struct gate - where calls wait until a test lets them go on
 * @open:	everybody may pass
 * @next:	ticket of the next caller
 * @granted:	callers whose ticket is below this may pass
 * @waiting:	callers that wait
 */
struct gate {
	bool open;
	u64 next, granted;
	u32 waiting;
};

struct rule_slot {
	bool used;
	struct monitor_rule rule;
	u32 seen, acted;
};

/* A clock of the SCMI server: which agents want it on, a bit each, and how often it changed */
struct scmi_clock {
	u32 agents, changes;
	u64 rate;
};

#define TPM_PCRS 24

/**
 * struct tpm - the firmware TPM (ta/tpm.c)
 * @started:	TPM2_Startup has been
 * @updates:	how often a PCR was extended since
 * @pcr:	the one bank, SHA-256
 */
struct tpm {
	bool started;
	u32 updates;
	u8 pcr[TPM_PCRS][32];
};

/* A call that a client's task is about to make */
struct announced {
	bool used;
	u32 caller, cmd, session, func, cancel_id;
};

#define MAX_LIED_NAMES 16

/** struct lied_names - what the driver was misled about; @num may be more than there is room for */
struct lied_names {
	u32 num;
	u64 name[MAX_LIED_NAMES];
};

struct arg_place;

/**
 * struct front - a way in: how calls and memory come to the core, which knows no register
 * @check_arrival: a yielding call has come, with function @id: what holds for each of them
 * @park:	parks a call at @gate before it has a thread; false when it may pass
 * @locate:	finds the argument that @a names; OPTEE_RETURN_*, breaches are recorded
 * @answer:	a call ends, or gets no thread, with OPTEE_RETURN_*: what the driver is told
 * @send:	an RPC leaves: what the driver is told, with the resume information
 * @is_rpc:	does the driver take this answer for an RPC?
 * @is_cmd:	and for one with an argument?
 * @resume_info: what a call that comes back from an RPC names its thread by
 * @check_resume: it has come back: are its registers as they must be?
 * @param:	a memory reference of the driver's: the memory, or a TEE result
 * @memref:	describes a part of @obj (NULL: a reference to nothing) to the driver
 * @allocated:	an object of the memory that answers SHM_ALLOC, not yet added; NULL: it is none
 * @given:	address and cookie of what answers an RPC by registers that asks for memory for
 *		the RPC argument, address 0: none; NULL: there are no such RPCs
 * @notify:	notifications wait to be fetched: how the driver learns of it
 * @exit:	the secure world ends: gives memory back; NULL: it has none
 * @alloc_attr:	attribute of an answer to SHM_ALLOC, less OPTEE_ATTR_NONCONTIG
 * @registers:	memory is registered by a call (OPTEE_MSG_CMD_REGISTER_SHM)
 * @lends:	memory is lent by a call (OPTEE_MSG_CMD_LEND_PROTMEM)
 * @stops:	notifications have to be turned off by a call (OPTEE_MSG_CMD_STOP_ASYNC_NOTIF)
 * @sends:	values are sent by RPCs of the bottom half
 */
struct front {
	void (*check_arrival)(struct monitor *m, u32 id);
	bool (*park)(struct monitor *m, struct monitor_call *call, u32 gate);
	u32 (*locate)(struct monitor *m, const u64 *a, struct arg_place *place);
	void (*answer)(struct monitor_call *call, u32 ret);
	void (*send)(const struct thread *t, const struct rpc *r, u64 info,
		     struct monitor_call *call);
	bool (*is_rpc)(const u64 *res);
	bool (*is_cmd)(const u64 *res);
	u64 (*resume_info)(const u64 *a);
	void (*check_resume)(struct monitor *m, const struct thread *t, const u64 *a);
	u32 (*param)(struct monitor *m, const struct optee_param *p, struct ta_param *tp);
	void (*memref)(const struct monitor *m, struct optee_param *p, u32 dir,
		       const struct shm_object *obj, u64 offs, u64 size);
	struct shm_object *(*allocated)(struct monitor *m, const struct rpc *r, enum shm_kind kind,
					const struct optee_param *p);
	u64 (*given)(const struct thread *t, const u64 *a, u64 *cookie);
	void (*notify)(struct monitor *m);
	void (*exit)(struct monitor *m);
	u64 alloc_attr;
	bool registers, lends, stops, sends;
};

extern const struct front smc_front, ffa_front;

/* Descriptors of memory whose parts are on their way (FFA_MEM_FRAG_TX) */
#define FFA_TRANSFERS	4

struct ffa_transfer {
	u64 handle;
	u8 *copy;
	u32 size, got, function;
};

/* Direct requests that wait for FFA_RUN */
#define FFA_PREEMPTED	8

struct ffa_preempted {
	u32 caller, left;
	u64 a[MONITOR_FFA_REGS];
};

/**
 * struct ffa_state - the secure partition manager
 * @version:	agreed on, 0: not yet
 * @tx:		TX buffer of the kernel, NULL: none is mapped
 * @rx:		likewise
 * @rx_full:	the RX buffer is the kernel's until it releases it
 * @handles:	given out so far
 * @transfers:	descriptors that are not complete
 * @preempted:	direct requests that were interrupted
 * @bitmap_created: the kernel takes notifications
 * @bound:	which OP-TEE may send
 * @pending:	sent and not fetched
 * @told:	that they are pending
 * @unbind_refused: a rule has kept a binding, whatever the kernel was told
 * @lost:	the driver was refused when it came back with a call that was over already
 * @misnamed:	a call was lost: its message was in memory that the kernel had by another name
 * @lied_bound:	notifications of which the kernel was told that they are bound
 * @bottom_half: which of them asks for the bottom half
 */
struct ffa_state {
	u32 version;
	struct shm_object *tx, *rx;
	bool rx_full;
	u32 handles;
	struct ffa_transfer transfers[FFA_TRANSFERS];
	struct ffa_preempted preempted[FFA_PREEMPTED];
	bool bitmap_created;
	u64 bound, pending, lied_bound;
	bool told, unbind_refused, misnamed, lost;
	u32 bottom_half;
};

struct monitor {
	const struct monitor_host *ops;
	const struct front *front;
	void *host;
	struct monitor_config config;

	/* what the driver was told, which a lie may make different from @config */
	bool exchanged, image_loaded;
	u32 caps, max_notif, rpc_params;
	u64 shm_start, shm_size;
	u64 protmem_start, protmem_size;
	bool lied_cache;
	/* how memory to be lent must be, the driver was told another way */
	bool lied_protmem;
	/* since it enabled notifications, a call was lost: a lie about its argument's memory */
	bool lied_arg;
	/* the driver has asked for the end of notifications, whatever it was told */
	bool notif_stopped;
	/* a call was refused a context, and none has got one since */
	bool notif_denied;
	/* the driver goes without what it could not ask back in time */
	bool gave_up;
	/* one kernel has gone by kexec, and the next has not begun */
	bool kernel_gone;

	/* sessions and memory that it may believe in without reason, resumes it was led into */
	struct lied_names lied_sessions, lied_cookies;
	/* callers (bits) to whose messages a lie has written, and who may send them again */
	u64 messages_lied;
	u32 bogus_resumes;

	u32 next_session;
	struct shm_object *objects;
	bool cache_enabled, notif_enabled;
	u32 num_pending;
	/* how often a value was sent, less how often it was waited for */
	u8 notif_sent[MAX_PENDING];
	struct announced announced[MAX_ANNOUNCED];
	/* objects that have a page of this slot */
	u16 page_filter[PAGE_SLOTS];
	/* entries from here on have not been in use yet */
	u32 threads_end, sessions_end, rules_end, announced_end;
	struct gate gates[MONITOR_MAX_GATES];

	/* for the host, once the lock is left */
	bool irq_wanted;
	u64 gates_opened;

	/* what happens now, for events and breaches, and how it came */
	u32 now_step, now_caller, now_func;
	bool now_may_sleep;
	u64 now_upper;
	u32 num_breaches, breaches_seen, num_events;
	u32 event_total[MONITOR_EV_BREACH + 1][FUNC_SLOTS];
	struct monitor_stats stats;

	struct ffa_state ffa;

	/* trusted applications */
	u32 ta_calls[MONITOR_TA_COUNT];
	struct scmi_clock scmi_clock[MONITOR_SCMI_CLOCKS];
	u32 scmi_messages, scmi_lies;
	enum monitor_scmi_lie scmi_lie;
	/* the driver has found an RPMB device and has it in use; the last nonce */
	bool rpmb_found;
	u32 rpmb_nonce;
	u64 rng_state;
	u64 rtc_seconds;
	u64 rtc_offset;
	/* how often Broadcom's TA has booted its firmware */
	u32 bnxt_boots;
	struct tpm tpm;
	u32 ftpm_lies;
	enum monitor_ftpm_lie ftpm_lie;

	/*
	 * From here on monitor_init() clears nothing, and no loop goes beyond what has
	 * been in use: a fuzzer starts a world for each input.
	 */
	struct thread threads[MONITOR_MAX_THREADS];
	struct session sessions[MONITOR_MAX_SESSIONS];
	struct rule_slot rules[MONITOR_MAX_RULES];
	u32 pending[MAX_PENDING];
	struct monitor_breach breaches[MONITOR_MAX_BREACHES];
	struct monitor_event events[MONITOR_MAX_EVENTS];
};

/* lock.c */
void monitor_enter(struct monitor *m) __acquires(m);
void monitor_leave(struct monitor *m) __releases(m);

/* record.c */
void breach(struct monitor *m, enum monitor_breach_kind kind, u64 value, const char *text);
u32 event(struct monitor *m, enum monitor_event_kind kind, const struct thread *t, u32 func,
	  u64 value);
void event_name(struct monitor *m, u32 step, u32 func, u32 session);
void driver_begins(struct monitor *m);

/* rule.c */
const struct monitor_rule *rule_find(struct monitor *m, enum monitor_point point, u32 func,
				     u32 session, u32 caller, bool extra);
bool rule_at_thread(struct monitor *m, struct thread *t, enum monitor_point point, u32 func,
		    bool extra);
bool gate_pass(struct monitor *m, u32 gate, u64 *ticket);
bool gate_retry(struct monitor *m, u32 gate, u64 ticket);
u64 *poke_register(struct monitor_call *call, u32 place);

/* lies.c */
void lied_about(struct lied_names *l, u64 name);
u32 session_id_next(struct monitor *m);
bool was_lied_about(struct monitor *m, const struct lied_names *l, u64 name);
void lie_told(struct monitor *m, u32 cmd, u32 session, u64 cookie);
void lie_in_registers(struct monitor *m, const u64 *res);
void lie_in_rpc(struct monitor *m, struct rpc *r);
void lie_at_return(struct monitor *m, struct thread *t, const u64 *res);
void lie_by_panic(struct monitor *m, struct thread *t);
void lie_ends_call(struct monitor *m, struct thread *t);
bool resume_is_bogus(struct monitor *m);

/* notif.c */
void notif_post(struct monitor *m, u32 value);
bool notif_take(struct monitor *m, u32 *value);
void notif_told(struct monitor *m, u64 value);

/* shm.c */
void *nw_map(struct monitor *m, u64 pa, u64 size);
bool nw_is_ram(struct monitor *m, u64 pa, u64 size);
bool in_static_shm(const struct monitor *m, u64 pa, u64 size);
void *buffer_map(struct monitor *m, const struct buffer *buf, u64 offs, u64 *len);
bool buffer_read(struct monitor *m, const struct buffer *buf, u64 offs, void *to, u64 len);
bool buffer_write(struct monitor *m, const struct buffer *buf, u64 offs, const void *from,
		  u64 len);
struct shm_object *shm_find(struct monitor *m, u64 cookie, bool registered);
struct shm_object *shm_contiguous(struct monitor *m, enum shm_kind kind, u64 cookie, u64 pa,
				  u64 size);
u64 list_page(const struct optee_param *p);
u64 listed_pages(const struct optee_param *p);
struct shm_object *shm_page_list(struct monitor *m, enum shm_kind kind, u64 cookie, u64 buf_ptr,
				 u64 size, u32 *result);
bool shm_alloc_chunks(struct monitor *m, struct shm_object *obj);
u64 shm_pa(const struct shm_object *obj, u64 offs);
bool shm_same_pages(const struct shm_object *a, const struct shm_object *b);
void shm_add(struct monitor *m, struct shm_object *obj);
void shm_drop(struct monitor *m, struct shm_object *obj);
void shm_disown(struct monitor *m, struct shm_object *obj);
u32 shm_register(struct monitor *m, const struct optee_param *p);
u32 shm_unregister(struct monitor *m, const struct optee_param *p);

/* protmem.c */
struct shm_object *lent_find(struct monitor *m, u64 cookie);
bool in_static_protmem(const struct monitor *m, u64 pa, u64 size);
bool protmem_offered(const struct monitor *m, u32 cmd);
u32 protmem_command(struct monitor *m, struct thread *t);
void protmem_refused(struct monitor *m, u64 cookie);
bool lent_begin(struct monitor *m, struct shm_object *obj);
void lent_end(struct monitor *m, struct shm_object *obj);

/* arg.c */
struct arg_place {
	struct buffer arg, rpc;
	struct optee_header head;
};

u32 arg_measure(struct monitor *m, struct arg_place *place, bool with_rpc);
void arg_read(struct monitor *m, struct thread *t);
u64 arg_cookie(u32 cmd, const struct optee_param *param);
u32 arg_check(struct monitor *m, struct thread *t);
bool attr_check(struct monitor *m, u64 attr, u64 allowed);
u32 arg_params(struct monitor *m, struct thread *t, u32 first);
u32 bad_param(struct monitor *m, enum monitor_breach_kind kind, u64 value, const char *text);
u32 null_memref(struct monitor *m, struct ta_param *tp);
u32 memref_in_object(struct monitor *m, struct shm_object *obj, u64 offs, u64 size,
		     struct ta_param *tp);
void arg_write_back(struct monitor *m, struct thread *t);
void params_release(struct monitor *m, struct thread *t);

/* witness.c */
void announced_check(struct monitor *m, const struct thread *t);
void page_filter_count(struct monitor *m, const struct shm_object *obj, bool on);
bool has_page(const struct shm_object *obj, u64 page);
bool pages_pinned(struct monitor *m, const struct shm_object *obj);
void pins_check(struct monitor *m, const struct shm_object *obj);

/* overlap.c */
void check_overlap(struct monitor *m, struct thread *t);
void check_object_overlap(struct monitor *m, const struct shm_object *obj);
void check_param_overlap(struct monitor *m, const struct thread *t, u32 i, u64 cookie);

/* call.c */
bool call_passes(struct monitor *m, struct monitor_call *call);
enum monitor_verdict call_goes_on(struct monitor *m, struct monitor_call *call);
bool call_park(struct monitor *m, struct monitor_call *call, u32 gate, u32 token);
enum monitor_verdict yielding_call(struct monitor *m, struct monitor_call *call, bool ruled);
enum monitor_verdict thread_run(struct monitor *m, struct thread *t, struct monitor_call *call);
void thread_release(struct monitor *m, struct thread *t);

/* command.c */
struct session *session_find(struct monitor *m, u32 id);
enum step command_step(struct monitor *m, struct thread *t);
void command_not_run(struct monitor *m, struct thread *t);
void command_done(struct monitor *m, struct thread *t, bool overruled);

/* rpc.c */
struct rpc *rpc_begin(struct thread *t, u32 func, u32 num_params);
void rpc_value(struct rpc *r, u32 i, u32 dir, u64 a, u64 b, u64 c);
void rpc_memref(const struct monitor *m, struct rpc *r, u32 i, u32 dir,
		const struct shm_object *obj, u64 offs, u64 size);
bool rpc_send(struct monitor *m, struct thread *t, struct rpc *r, struct monitor_call *call);
void use_rpc_arg(struct thread *t);
bool rpc_by_driver(const struct monitor *m, u32 func);
bool rpc_interrupt(struct monitor *m, struct thread *t, struct monitor_call *call);
enum monitor_verdict rpc_resume(struct monitor *m, struct monitor_call *call);
void rpc_cut_off(struct monitor *m, const struct monitor_call *call);

/* rpc_answer.c */
void rpc_gives_back(struct monitor *m, const struct rpc *r);
void rpc_answer_alloc(struct monitor *m, struct rpc *r, u64 pa, u64 cookie);
void rpc_breach(struct monitor *m, const struct rpc *r, enum monitor_breach_kind kind, u64 value,
		const char *text);
void rpc_answer_free(struct monitor *m, struct rpc *r);
void rpc_answer_cmd(struct monitor *m, struct thread *t, struct rpc *r);

/* Both worlds have memset() and memcpy() for what the compiler makes of these. */
static inline void mem_set(void *to, u8 value, u64 len)
{
	__builtin_memset(to, value, (size_t)len);
}

static inline void mem_copy(void *to, const void *from, u64 len)
{
	__builtin_memcpy(to, from, (size_t)len);
}

static inline u64 reg_pair(u64 high, u64 low)
{
	return high << 32 | (low & 0xffffffffu);
}

#endif /* MONITOR_PRIVATE_H */
