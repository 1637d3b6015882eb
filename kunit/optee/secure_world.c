// SPDX-License-Identifier: GPL-2.0-only
/*
 * A secure world for each test: boot, halt, and the release of everything that a
 * failed test leaves waiting, so that the next test starts from nothing.
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include "client.h"
#include "ffa_abi.h"
#include "support/compat.h"
#include "secure_world.h"
#include "support/tee_skip.h"
#include "support/thread.h"

#define WORLD_FOREIGN_US 100

/* How the secure worlds of the test that runs are reached */
static enum monitor_front optee_front;

/* The test that left a call in the driver which nothing ends; nothing can run after it. */
static char optee_wedged_by[64];

static void setup_wedge(struct optee_setup *setup)
{
	if (!optee_wedged_by[0])
		strscpy(optee_wedged_by, setup->test->name, sizeof(optee_wedged_by));
}

/*
 * A foreign interrupt is most often the timer's. In UML no time goes by while anything
 * runs: without some for each, a call that is interrupted again and again is never preempted.
 */
static void setup_answered(u64 a0)
{
	if (a0 == (OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_INTR) && !irqs_disabled())
		udelay(WORLD_FOREIGN_US);
}

static int setup_start(struct kunit *test, struct optee_setup *setup, enum monitor_front front)
{
	static const struct monitor_observer observer = { .answered = setup_answered };

	tee_skip(test, front == MONITOR_FFA ? "ffa." : "");
	if (optee_wedged_by[0]) {
		kunit_err(test, "not run: %s left the driver hanging", optee_wedged_by);
		return -EBUSY;
	}
	optee_front = front;
	setup->test = test;
	INIT_LIST_HEAD(&setup->tasks);
	setup->control = kzalloc(sizeof(*setup->control), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, setup->control);
	optee_task_init(setup, setup->control, "optee_control");
	monitor_observe(&observer);
	return 0;
}

int optee_setup_start(struct kunit *test, struct optee_setup *setup)
{
	return setup_start(test, setup, MONITOR_SMC);
}

static int setup_init(struct kunit *test, enum monitor_front front)
{
	struct optee_setup *setup = kunit_kzalloc(test, sizeof(*setup), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, setup);
	test->priv = setup;
	return setup_start(test, setup, front);
}

int optee_setup_init(struct kunit *test)
{
	return setup_init(test, MONITOR_SMC);
}

int optee_ffa_setup_init(struct kunit *test)
{
	return setup_init(test, MONITOR_FFA);
}

void optee_copy_cases(struct kunit_case *to, const struct kunit_case *from,
		      const struct kunit_case *left_out)
{
	const struct kunit_case *out;

	for (; from->run_case; from++) {
		for (out = left_out; out->run_case && out->run_case != from->run_case; out++)
			;
		if (out->run_case)
			continue;
		*to = *from;
		if (to->generate_params == optee_kinds_gen_params)
			to->generate_params = optee_ffa_kinds_gen_params;
		to++;
	}
}

bool optee_over_ffa(void)
{
	return optee_front == MONITOR_FFA;
}

struct monitor_config *optee_config(struct kunit *test, u32 threads)
{
	struct monitor_config *config = kunit_kzalloc(test, sizeof(*config), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, config);
	monitor_config_default(config);
	config->front = optee_front;
	config->thread_count = threads;
	config->reported_threads = threads;
	config->num_devices = 0;
	config->max_notif_value = OPTEE_MAX_NOTIF;
	return config;
}

struct monitor_config *optee_client_config(struct kunit *test, u32 threads, enum monitor_ta ta)
{
	struct monitor_config *config = optee_config(test, threads);

	memcpy(config->devices[0].uuid, monitor_ta_uuid(ta), sizeof(config->devices[0].uuid));
	config->num_devices = 1;
	return config;
}

int optee_setup_run(struct optee_setup *setup, int (*fn)(struct optee_task *control))
{
	optee_task_start(setup->control, fn);
	if (!optee_task_wait(setup->control, OPTEE_BOOT_MS)) {
		setup_wedge(setup);
		KUNIT_FAIL_AND_ABORT(setup->test,
				     "the driver's probe, remove or shutdown does not return");
	}
	return setup->control->rc;
}

static int setup_op_boot(struct optee_task *control)
{
	return monitor_boot(control->setup->config, control->setup->dt);
}

int optee_boot(struct optee_setup *setup, const struct monitor_config *config,
	       const struct monitor_dt *dt)
{
	setup->config = config;
	setup->dt = dt;
	setup->booted = true;
	return optee_setup_run(setup, setup_op_boot);
}

void optee_boot_ok(struct optee_setup *setup, const struct monitor_config *config,
		   const struct monitor_dt *dt)
{
	KUNIT_ASSERT_EQ_MSG(setup->test, optee_boot(setup, config, dt), 0,
			    "the driver does not bind");
}

void optee_boot_threads(struct optee_setup *setup, u32 threads)
{
	optee_boot_ok(setup, optee_config(setup->test, threads), NULL);
}

static const struct optee_kind optee_kinds[] = {
	{ "dynamic, RPC argument", OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RPC_ARG, 0 },
	{ "dynamic", OPTEE_CAP_DYNAMIC_SHM, 0 },
	{ "static, RPC argument", OPTEE_CAP_RESERVED_SHM | OPTEE_CAP_RPC_ARG, 64 },
	{ "static", OPTEE_CAP_RESERVED_SHM, 64 },
	{ "both", OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RESERVED_SHM, 64 },
};

static const struct optee_kind optee_ffa_kinds[] = {
	{ "FF-A 1.1", .ffa = { .version = 0x10001 } },
	{ "FF-A 1.0", .ffa = { .version = 0x10000 } },
	{ "one message a page", .ffa = { .version = 0x10001, .no_arg_offset = true } },
	{ "preempted", .ffa = { .version = 0x10001, .preempted = 2 } },
};

static const struct optee_kind *next_kind(const struct optee_kind *kinds, size_t num,
					  const struct optee_kind *kind, char *desc)
{
	kind = kind ? kind + 1 : kinds;
	if (kind == kinds + num)
		return NULL;
	strscpy(desc, kind->name, KUNIT_PARAM_DESC_SIZE);
	return kind;
}

compat_generator(optee_kinds_gen_params)
{
	return next_kind(optee_kinds, ARRAY_SIZE(optee_kinds), prev, desc);
}

compat_generator(optee_ffa_kinds_gen_params)
{
	return next_kind(optee_ffa_kinds, ARRAY_SIZE(optee_ffa_kinds), prev, desc);
}

void optee_boot_kind(struct optee_setup *setup, u32 threads)
{
	const struct optee_kind *kind = setup->test->param_value;
	struct monitor_config *config = optee_config(setup->test, threads);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = kind->static_pages };

	config->sec_caps = kind->caps | OPTEE_CAP_MEMREF_NULL | OPTEE_CAP_ASYNC_NOTIF;
	if (optee_over_ffa()) {
		config->ffa = kind->ffa;
		config->ffa.api_major = OPTEE_FFA_REVISION_MAJOR;
	}
	optee_boot_ok(setup, config, &dt);
}

struct monitor_rule optee_fast_rule(u32 func, enum monitor_action action, u64 a, u64 b)
{
	return (struct monitor_rule) {
		.point = MONITOR_AT_FAST, .func = func, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = action, .value = { a, b },
	};
}

void optee_refuse(struct kunit *test, u32 func, u32 code, u32 times)
{
	struct monitor_rule rule = optee_fast_rule(func, MONITOR_DO_RETURN, code, 0);

	rule.count = times;
	optee_rule(test, &rule);
}

static const u32 ffa_errors[] = {
	FFA_NOT_SUPPORTED, FFA_INVALID_PARAMETERS, FFA_NO_MEMORY, FFA_DENIED, FFA_ABORTED,
};

compat_generator(optee_ffa_errors_gen_params)
{
	const u32 *code = prev ? (const u32 *)prev + 1 : ffa_errors;

	if (code == ffa_errors + ARRAY_SIZE(ffa_errors))
		return NULL;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%d", (int)*code);
	return code;
}

struct monitor_rule optee_no_memory(void)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_REGISTER_SHM, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { TEEC_ERROR_OUT_OF_MEMORY },
	};

	if (optee_over_ffa()) {
		rule.point = MONITOR_AT_FAST;
		rule.func = FFA_FN_MEM_SHARE;
		rule.value[0] = FFA_NO_MEMORY;
	}
	return rule;
}

int optee_op_unbind(struct optee_task *control)
{
	monitor_unbind();
	return 0;
}

int optee_op_shutdown(struct optee_task *control)
{
	monitor_shutdown();
	return 0;
}

void optee_unbind(struct optee_setup *setup)
{
	optee_setup_run(setup, optee_op_unbind);
}

static int setup_op_bind(struct optee_task *control)
{
	return monitor_bind();
}

int optee_bind(struct optee_setup *setup)
{
	return optee_setup_run(setup, setup_op_bind);
}

/* ---- the bus -------------------------------------------------------------------- */

static int bus_count(struct device *dev, void *data)
{
	++*(unsigned int *)data;
	return 0;
}

unsigned int optee_bus_devices(void)
{
	unsigned int count = 0;

	bus_for_each_dev(&tee_bus_type, NULL, &count, bus_count);
	return count;
}

static int bus_match(struct device *dev, const void *uuid)
{
	return !memcmp(&to_tee_client_device(dev)->id.uuid, uuid, sizeof(uuid_t));
}

bool optee_bus_has(const u8 *uuid)
{
	struct device *dev = bus_find_device(&tee_bus_type, NULL, uuid, bus_match);

	put_device(dev);
	return dev;
}

static int bus_remove_one(struct device *dev, void *data)
{
	if (strstarts(dev_name(dev), "optee-ta"))
		device_unregister(dev);
	return 0;
}

/* ---- the end of a test ------------------------------------------------------------ */

/* Supplicants last, they may be what a client waits for. */
static bool setup_wait_some(struct optee_setup *setup, bool serves, unsigned int timeout_ms)
{
	unsigned long end = jiffies + msecs_to_jiffies(timeout_ms);
	struct optee_task *task;

	list_for_each_entry(task, &setup->tasks, node) {
		unsigned int left = time_after(end, jiffies) ? jiffies_to_msecs(end - jiffies) : 0;

		if (task->serves != serves)
			continue;
		if (serves && optee_task_busy(task))
			optee_task_kill(task);
		if (!optee_task_wait(task, left))
			return false;
	}
	return true;
}

static bool setup_wait_idle(struct optee_setup *setup, unsigned int timeout_ms)
{
	return setup_wait_some(setup, false, timeout_ms) &&
	       setup_wait_some(setup, true, timeout_ms);
}

static void setup_release_monitor(void)
{
	struct monitor *m = monitor_current();
	u32 gate;

	if (!m)
		return;
	monitor_rules_clear(m);
	monitor_steal_threads(m, 0);
	for (gate = 0; gate < MONITOR_MAX_GATES; gate++)
		monitor_gate_open(m, gate, MONITOR_ANY);
}

static void setup_kill_all(struct optee_setup *setup)
{
	struct optee_task *task;

	list_for_each_entry(task, &setup->tasks, node)
		if (optee_task_busy(task))
			optee_task_kill(task);
}

static void setup_report_busy(struct optee_setup *setup)
{
	struct optee_task *task;

	list_for_each_entry(task, &setup->tasks, node)
		if (optee_task_busy(task))
			KUNIT_FAIL(setup->test, "%s: its call does not return with every gate open",
				   tee_task_thread(task->worker)->comm);
}

/*
 * Lets every call end: opens the gates; then kills what still waits (for a
 * supplicant, say); then makes calls of another client, whose end wakes up a
 * waiter that nobody else will wake up. Only the first may be needed by a test
 * that has passed.
 */
static bool setup_release(struct optee_setup *setup)
{
	int tries;

	setup_release_monitor();
	if (setup_wait_idle(setup, OPTEE_RESCUE_MS))
		return true;
	setup_report_busy(setup);
	setup_kill_all(setup);
	if (setup_wait_idle(setup, OPTEE_RESCUE_MS))
		return true;
	for (tries = 0; tries < 4; tries++) {
		if (!optee_client_ping(setup))
			break;
		if (setup_wait_idle(setup, OPTEE_RESCUE_MS))
			return true;
	}
	return false;
}

static void setup_stop_tasks(struct optee_setup *setup)
{
	struct optee_task *task, *next;

	list_for_each_entry_safe(task, next, &setup->tasks, node) {
		list_del(&task->node);
		tee_task_end(task->worker);
		kfree(task);
	}
}

static int setup_op_halt(struct optee_task *control)
{
	/*
	 * Opening the supplicant's device makes the driver look for devices in
	 * work of its own. Here it is given the time to end: what happens when
	 * the driver goes before is a test of suite optee_device, not chance.
	 */
	compat_flush_scheduled_work();
	control->setup->breaches = monitor_halt();
	return 0;
}

void optee_halt(struct optee_setup *setup)
{
	struct kunit *test = setup->test;
	struct optee_task *task;

	if (!setup->booted)
		return;
	if (!setup_release(setup)) {
		setup_wedge(setup);
		KUNIT_FAIL_AND_ABORT(test, "calls are left in the driver which nothing ends");
	}
	list_for_each_entry(task, &setup->tasks, node)
		if (task->release)
			optee_task_run(task, task->release);
	optee_setup_run(setup, setup_op_halt);
	setup->booted = false;
	KUNIT_EXPECT_EQ_MSG(test, setup->breaches, 0,
			    "breaches of the ABI (the monitor's lines above name them)");
	KUNIT_EXPECT_EQ_MSG(test, optee_bus_devices(), 0,
			    "devices left on the TEE bus after remove");
	bus_for_each_dev(&tee_bus_type, NULL, NULL, bus_remove_one);
}

void optee_setup_stop(struct optee_setup *setup)
{
	if (!setup || !setup->control)
		return;
	optee_halt(setup);
	setup_stop_tasks(setup);
	monitor_observe(NULL);
}

void optee_setup_exit(struct kunit *test)
{
	optee_setup_stop(test->priv);
}

/* ---- what the secure world saw ------------------------------------------------------ */

u32 optee_mark(void)
{
	return monitor_event_count(monitor_current());
}

static bool event_matches(const struct monitor_event *ev, enum monitor_event_kind kind, u32 func,
			  u32 caller)
{
	return ev->kind == kind && (func == MONITOR_ANY || ev->func == func) &&
	       (caller == MONITOR_ANY || ev->caller == caller);
}

u32 optee_events(u32 since, enum monitor_event_kind kind, u32 func, u32 caller)
{
	struct monitor *m = monitor_current();
	u32 end = monitor_event_count(m);
	struct monitor_event ev;
	u32 step, count = 0;

	for (step = since; step < end; step++)
		if (monitor_event_get(m, step, &ev) && event_matches(&ev, kind, func, caller))
			count++;
	return count;
}

u32 optee_first_event(u32 since, enum monitor_event_kind kind, u32 func, u32 caller)
{
	struct monitor *m = monitor_current();
	u32 end = monitor_event_count(m);
	struct monitor_event ev;
	u32 step;

	for (step = since; step < end; step++)
		if (monitor_event_get(m, step, &ev) && event_matches(&ev, kind, func, caller))
			return step;
	return MONITOR_ANY;
}

bool optee_wait_events(u32 since, enum monitor_event_kind kind, u32 func, u32 caller, u32 times)
{
	unsigned long end = jiffies + msecs_to_jiffies(OPTEE_CALL_MS);

	while (optee_events(since, kind, func, caller) < times) {
		if (time_after(jiffies, end))
			return false;
		usleep_range(100, 300);
	}
	return true;
}

bool optee_wait_true(bool (*cond)(void *arg), void *arg)
{
	unsigned long end = jiffies + msecs_to_jiffies(OPTEE_CALL_MS);

	while (!cond(arg)) {
		if (time_after(jiffies, end))
			return false;
		usleep_range(100, 300);
	}
	return true;
}

struct monitor_stats optee_stats(void)
{
	struct monitor_stats stats = { };

	monitor_stats(monitor_current(), &stats);
	return stats;
}

int optee_rule(struct kunit *test, const struct monitor_rule *rule)
{
	int id = monitor_rule_add(monitor_current(), rule);

	KUNIT_ASSERT_GE_MSG(test, id, 0, "too many rules");
	return id;
}
