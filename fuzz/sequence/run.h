/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The executor: plays a sequence on the driver under test. run.c has the tasks
 * and the slots, run_client.c kernel clients, run_user.c user clients,
 * run_supplicant.c the supplicant, run_machine.c the rest.
 */
#ifndef SEQUENCE_RUN_H
#define SEQUENCE_RUN_H

#include "sequence.h"

#define RUN_SKIPPED	0x7fffffff	/* the step made no sense then: an empty slot, ... */

/* What a task is doing, for the oracles. */
enum run_call {
	RUN_NO_CALL,
	RUN_OPEN_SESSION,
	RUN_SYSTEM,
	RUN_INVOKE,
	RUN_CANCEL,
	RUN_CLOSE_SESSION,
	RUN_OTHER_CALL,
};

/** struct run_value - a parameter: the three numbers of a value; offset, size and id of a reference */
struct run_value {
	u64 a, b, c;
};

/**
 * struct run_step_result - the result of a step
 * @begun:	it was taken
 * @done:	it ended
 * @waited:	it had begun and not ended at the deadlock
 * @rc:		errno or what the call returned, RUN_SKIPPED
 * @ret:	TEE result, of sessions and commands
 * @origin:	its origin
 * @nth:	how many-th of all steps it was to begin, from 1
 * @session:	id of the session that was opened
 * @size:	of the shared memory that came about
 * @process:	the process that the task goes on in, of a fork
 * @in:		parameters as they went to the driver
 * @out:	and as they came back; of a version: implementation, its and general capabilities
 * @begin_point: scheduling points, in worlds that count them
 */
struct run_step_result {
	bool begun, done, waited;
	long rc;
	u32 ret, origin;
	u32 nth;
	u32 session;
	u64 size;
	u32 process;
	struct run_value in[SEQ_MAX_PARAMS], out[SEQ_MAX_PARAMS];
	u64 begin_point, end_point;
};

/**
 * struct run_activity - what task @task of the sequence does now
 * @call:	the kind of call into the driver
 * @system:	the call's session is a system session
 * @context:	slot of the context that the session belongs to
 * @session:	the session's id
 * @step:	number of the step, for people
 * @turned:	the call's session has become a system session since the call began, or has
 *		ended as one
 * @has_turned:	... or had, at some time since: which class the call got its context in is not known
 * @ends:	system sessions that end with the context that is being closed
 * @order:	when the call began, in order over all tasks
 */
struct run_activity {
	enum run_call call;
	bool system;
	bool turned, has_turned;
	u8 context;
	u32 session;
	u32 step;
	u32 ends;
	u64 order;
	u32 caller;
	bool ended;
};

struct run_report {
	int probe;		/* what the first probe returned */
	u32 system_sessions;	/* held now, in all contexts */
	u64 calls;		/* calls into the driver so far */
	u32 outliving;		/* kernel memory whose context was closed with system sessions, which it may keep */
	struct run_step_result step[SEQ_MAX_STEPS];	/* as many as the sequence has */
};

extern struct run_report run_report;

#define RUN_PROTMEM_PAGES	8	/* that are protected from the beginning, with protmem-static */
#define RUN_DATA_BYTES	16384	/* of shared memory that is filled and summed */

/** run_pattern() - byte @at of the pattern @seed */
static inline u8 run_pattern(u8 seed, u64 at)
{
	return seed + at * 7 + (at >> 12) * 13;
}

/** run_sum() - a checksum that the order of bytes matters to, below 2^31 */
static inline u32 run_sum(u32 sum, u8 byte)
{
	return ((sum << 5) - sum + byte + 1) & 0x7fffffff;
}

/* ---- result.c ---- */

/** run_result() - the result of a step, as a text states it */
void run_result(const struct run_step_result *got, struct seq_result *r);
/** run_result_is() - whether a step has the result that is stated */
bool run_result_is(const struct run_step_result *got, const struct seq_result *stated);

/* ---- run.c ---- */

/** run_sequence() - plays @s; returns when all its tasks have ended and all was given back */
void run_sequence(const struct sequence *s);
struct monitor;
struct monitor_config;
/** run_configure() - the secure world of @s, but for where its static shared memory is */
void run_configure(const struct sequence *s, struct monitor_config *c);
/**
 * run_rules() - adds the rules of @s to its secure world @m
 * @caller:	its tasks' numbers with the monitor, in their order; behind them those of others, who
 *		get no more than the answers to fast calls that are for all
 * @num_callers: entries in @caller
 */
void run_rules(const struct sequence *s, struct monitor *m, const u32 *caller, u32 num_callers);
/** run_rule_acted() - how often rule @rule of the sequence has acted in calls of its task @task */
u32 run_rule_acted(struct monitor *m, u32 rule, u32 task);
/** run_rule_acted_on_others() - in calls of the kernel's own tasks: workers, the probe's */
u32 run_rule_acted_on_others(struct monitor *m, u32 rule);
/** run_conduit() - what firmware says of how to call it, NULL: nothing */
const char *run_conduit(const struct sequence *s);
/** run_session_open() - there is a session in slot @slot */
bool run_session_open(u32 slot);
/** run_process_of() - number of the process that task @task lives in */
u32 run_process_of(u32 task);
/** run_context_holders() - bit n: process n has the open device in slot @slot by its number */
u32 run_context_holders(u32 slot);
/** run_memory_holders() - the same of a descriptor of shared memory */
u32 run_memory_holders(u32 slot);
/** run_process_lives() - a task lives in process @nr that has not ended */
bool run_process_lives(u32 nr);
/** run_ends() - changes as a process that shares descriptors with others begins and ends to end */
u32 run_ends(void);
/** run_anything_open() - a client has a context or memory open */
bool run_anything_open(void);
/** run_activity() - of task @task, false: no such task (yet) */
bool run_activity(u32 task, struct run_activity *out);
/** run_activity_of() - of the task whose number with the oracles is @caller, false: it is none of the sequence's */
bool run_activity_of(u32 caller, struct run_activity *out);
/** run_suspending() - a step waits for tasks to freeze */
bool run_suspending(void);

/* ---- run_help.c ---- */

/* In this order, each once; before each but the first, parked calls and stolen threads are released. */
enum run_help {
	RUN_HELP_DRAIN,		/* who waits for another task of the sequence gives up */
	RUN_HELP_NOTIFY,	/* every notification is sent */
	RUN_HELP_KILL,		/* every task of the sequence is killed */
	RUN_HELP_NONE,
};

/**
 * run_help() - does what can be done next from outside in a deadlock
 * @next:	what it is, RUN_HELP_DRAIN at first; moves on
 * @releases:	parked calls and stolen threads are released, which a sequence may undo for ever
 *
 * Return: something was done; false: nothing is left to do.
 */
bool run_help(enum run_help *next, bool releases);

#endif
