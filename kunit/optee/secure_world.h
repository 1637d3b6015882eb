/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the OP-TEE suites share: a secure world for each test, tasks that make
 * calls into the driver, and ways to see what those calls and the secure world
 * do. Everything is in process context and may sleep, from the test's own thread
 * unless said otherwise.
 *
 * A call into the driver is made by a task of its own, never by the test's
 * thread, so that a call that does not return fails the test and not the run.
 */
#ifndef OPTEE_WORLD_H
#define OPTEE_WORLD_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/tee_drv.h>
#include <monitor_kernel.h>
#include <optee_abi.h>
#include <ta_abi.h>
#include "support/compat.h"

/* Bounds for failure, in milliseconds; no result depends on how long they are. */
#define OPTEE_CALL_MS		4000	/* for a call that nothing holds up */
#define OPTEE_RESCUE_MS		1000	/* for calls to end once everything is released */
#define OPTEE_BOOT_MS		40000	/* to boot or halt a secure world, busy twice 10 s */

#define OPTEE_MAX_PARAMS	8
#define OPTEE_MAX_NOTIF		63	/* highest notification value of optee_config() */

struct optee_setup;
struct tee_task;

/**
 * struct optee_task - a worker (support/thread.h) that runs operations
 *
 * First member of what embeds it, which comes from kzalloc() and ends with the
 * setup.
 *
 * @node:	in optee_setup.tasks
 * @setup:	the setup it belongs to
 * @worker:	its thread; it may be killed, which ends no more than its operation
 * @caller:	how the monitor knows it
 * @op:		the operation
 * @release:	gives back what the task holds, run at the end of the test; NULL: nothing
 * @serves:	its operation waits for work: at the end of the test it is killed
 * @rc:		what @op returned
 * @fail_nth:	the allocation of the next operation that fails, 0: none
 * @failed:	that allocation has been reached
 * @fail_late:	memory ends for the next operation, see tee_fault_ends_after()
 * @watch:	account for what the next operation allocates (tee_watch_end() tells what is left)
 */
struct optee_task {
	struct list_head node;
	struct optee_setup *setup;
	struct tee_task *worker;
	u32 caller;
	int (*op)(struct optee_task *task);
	int (*release)(struct optee_task *task);
	bool serves;
	int rc;
	unsigned int fail_nth;
	bool failed;
	bool fail_late;
	bool watch;
};

/* What a task is doing. */
enum optee_task_state {
	OPTEE_TASK_DONE,	/* its operation has returned */
	OPTEE_TASK_PARKED,	/* its call is parked in the secure world */
	OPTEE_TASK_ASLEEP,	/* it sleeps anywhere else: the driver makes it wait */
	OPTEE_TASK_UNSETTLED,	/* it was still running after OPTEE_CALL_MS */
};

/**
 * struct optee_setup - a secure world and what a test has put around it
 * @test:	the test
 * @tasks:	every task that the test made
 * @control:	the task that boots and halts
 * @booted:	monitor_boot() was called, monitor_halt() has not been
 * @config:	what it was booted with
 * @dt:		likewise
 * @breaches:	what monitor_halt() returned
 */
struct optee_setup {
	struct kunit *test;
	struct list_head tasks;
	struct optee_task *control;
	bool booted;
	const struct monitor_config *config;
	const struct monitor_dt *dt;
	u32 breaches;
};

/* ---- the setup ---------------------------------------------------------------- */

/* .init and .exit of a suite whose test->priv is the setup */
int optee_setup_init(struct kunit *test);
void optee_setup_exit(struct kunit *test);

/*
 * The same for the suite whose cases run over FF-A. They are those of the suite beside
 * it, less those that are about the SMC ABI:
 *
 *	static struct kunit_case notif_ffa_tests[ARRAY_SIZE(notif_tests)];
 *	OPTEE_OVER_FFA(notif_ffa_tests, notif_tests,
 *		       KUNIT_CASE(optee_test_notif_spurious_interrupt),
 *		       { });
 *	optee_test_suites(&notif_suite, &notif_ffa_suite);
 */
int optee_ffa_setup_init(struct kunit *test);
void optee_copy_cases(struct kunit_case *to, const struct kunit_case *from,
		      const struct kunit_case *left_out);

#define OPTEE_OVER_FFA(to, from, ...)						\
	static int __init copy_##to(void)					\
	{									\
		static const struct kunit_case left_out[] = { __VA_ARGS__ };	\
										\
		optee_copy_cases(to, from, left_out);				\
		return 0;							\
	}									\
	device_initcall(copy_##to)

#ifdef CONFIG_OPTEE_FFA_KUNIT_TEST
#define optee_test_suites(suite, ffa_suite) kunit_test_suites(suite, ffa_suite)
#else
#define optee_test_suites(suite, ffa_suite)					\
	static const void *const __maybe_unused optee_no_suite = ffa_suite;	\
	kunit_test_suites(suite)
#endif

/* For suites whose priv has more in it than the setup */
int optee_setup_start(struct kunit *test, struct optee_setup *setup);
void optee_setup_stop(struct optee_setup *setup);

/**
 * optee_config() - an honest OP-TEE that lists no devices
 * @threads:	thread contexts, all of them reported
 *
 * Without devices no kernel client makes calls of its own behind a test's back.
 * Returns memory that ends with the test.
 */
struct monitor_config *optee_config(struct kunit *test, u32 threads);

/** optee_client_config() - the same, and it lists @ta, for the kernel's own client of that */
struct monitor_config *optee_client_config(struct kunit *test, u32 threads, enum monitor_ta ta);

/** optee_boot() - monitor_boot(), bounded; returns what it returned */
int optee_boot(struct optee_setup *setup, const struct monitor_config *config,
	       const struct monitor_dt *dt);
/** optee_boot_ok() - the same, and the test ends when the driver doesn't bind */
void optee_boot_ok(struct optee_setup *setup, const struct monitor_config *config,
		   const struct monitor_dt *dt);
/** optee_boot_threads() - boot optee_config(@threads) with the default device tree */
void optee_boot_threads(struct optee_setup *setup, u32 threads);
/**
 * struct optee_kind - how the secure world shares memory and gets RPC arguments
 * @name:	for names of parameters
 * @caps:	OPTEE_CAP_*
 * @static_pages: pages of reserved memory
 * @ffa:	over FF-A: what the SPM is like
 */
struct optee_kind {
	const char *name;
	u32 caps;
	unsigned int static_pages;
	struct monitor_ffa_config ffa;
};

/* All kinds, for KUNIT_CASE_PARAM(..., optee_kinds_gen_params); over FF-A it has others. */
compat_generator(optee_kinds_gen_params);
compat_generator(optee_ffa_kinds_gen_params);
/** optee_boot_kind() - boot the kind that is the test's parameter */
void optee_boot_kind(struct optee_setup *setup, u32 threads);

/**
 * optee_halt() - close every context, remove the driver, end the secure world
 *
 * Fails the test on a breach, on what is left open, and on calls that do not
 * return once every gate is open. The suites' exit does it for every test.
 */
void optee_halt(struct optee_setup *setup);

/** optee_setup_run() - @fn() in the control task; the test ends when it takes OPTEE_BOOT_MS */
int optee_setup_run(struct optee_setup *setup, int (*fn)(struct optee_task *control));
/** optee_op_unbind() - removes the driver, for optee_task_start() of the setup's control task */
int optee_op_unbind(struct optee_task *control);
/** optee_op_shutdown() - shuts it down as reboot and kexec do, likewise */
int optee_op_shutdown(struct optee_task *control);
/** optee_unbind() - remove the driver, keep the secure world; ends the test when that hangs */
void optee_unbind(struct optee_setup *setup);
/** optee_bind() - the driver's probe again; returns what it returned */
int optee_bind(struct optee_setup *setup);

/** optee_bus_devices() - devices that there are on the TEE bus */
unsigned int optee_bus_devices(void);
/** optee_bus_has() - is there a device for this TA on the TEE bus? */
bool optee_bus_has(const u8 *uuid);

/* ---- tasks -------------------------------------------------------------------- */

/** optee_task_init() - start the kthread of @task and add it to the setup */
void optee_task_init(struct optee_setup *setup, struct optee_task *task, const char *name);
/** optee_task_start() - let @task run @op, return at once */
void optee_task_start(struct optee_task *task, int (*op)(struct optee_task *task));
/** optee_task_wait() - wait for the end of its operation; false: not within @timeout_ms */
bool optee_task_wait(struct optee_task *task, unsigned int timeout_ms);
/**
 * optee_task_join() - the same with OPTEE_CALL_MS; the test ends on failure
 *
 * Returns what the operation returned.
 */
int optee_task_join(struct optee_task *task);
/** optee_task_run() - start and join */
int optee_task_run(struct optee_task *task, int (*op)(struct optee_task *task));
/** optee_task_kill() - SIGKILL, as for a process that makes the call */
void optee_task_kill(struct optee_task *task);
/** optee_task_signal() - a signal that a process may handle, and go on: it ends no call */
void optee_task_signal(struct optee_task *task);
/** optee_task_busy() - has its operation not returned? */
bool optee_task_busy(struct optee_task *task);
/** optee_task_settle() - wait until @task has returned or sleeps, say which */
enum optee_task_state optee_task_settle(struct optee_task *task);
const char *optee_task_state_name(enum optee_task_state state);

#define OPTEE_EXPECT_STATE(test, task, state) \
	KUNIT_EXPECT_STREQ(test, optee_task_state_name(optee_task_settle(task)), \
			   optee_task_state_name(state))
#define OPTEE_ASSERT_STATE(test, task, state) \
	KUNIT_ASSERT_STREQ(test, optee_task_state_name(optee_task_settle(task)), \
			   optee_task_state_name(state))

/* ---- what the secure world saw -------------------------------------------------- */

/** optee_mark() - number of the next event */
u32 optee_mark(void);
/**
 * optee_events() - count events
 * @since:	from this event on
 * @kind:	of this kind
 * @func:	of this function, MONITOR_ANY: any
 * @caller:	of this task, MONITOR_ANY: any
 */
u32 optee_events(u32 since, enum monitor_event_kind kind, u32 func, u32 caller);
/** optee_wait_events() - wait until there are @times of them; false: not within OPTEE_CALL_MS */
bool optee_wait_events(u32 since, enum monitor_event_kind kind, u32 func, u32 caller, u32 times);
/** optee_first_event() - step of the first such event, MONITOR_ANY: none */
u32 optee_first_event(u32 since, enum monitor_event_kind kind, u32 func, u32 caller);
/** optee_stats() - monitor_stats() of the secure world that runs */
struct monitor_stats optee_stats(void);
/** optee_rule() - monitor_rule_add(), which must succeed; returns the rule's number */
int optee_rule(struct kunit *test, const struct monitor_rule *rule);

/** optee_over_ffa() - is the secure world of this test reached by FF-A? */
bool optee_over_ffa(void);
/**
 * optee_fast_rule() - a rule for all calls of a fast function, over FF-A for all but
 * yielding calls
 * @func:	its number, as monitor.h has it
 * @action:	what is done
 * @a:		value of it
 * @b:		likewise
 */
struct monitor_rule optee_fast_rule(u32 func, enum monitor_action action, u64 a, u64 b);
/** optee_refuse() - such a function fails with @code, @times times, 0: always */
void optee_refuse(struct kunit *test, u32 func, u32 code, u32 times);
/* Errors that the partition manager can answer with, a u32, for KUNIT_CASE_PARAM() */
compat_generator(optee_ffa_errors_gen_params);
/** optee_no_memory() - the rule with which the secure world takes no more shared memory */
struct monitor_rule optee_no_memory(void);

/** optee_wait_true() - wait until @cond is true; false: not within OPTEE_CALL_MS */
bool optee_wait_true(bool (*cond)(void *arg), void *arg);

#endif /* OPTEE_WORLD_H */
