// SPDX-License-Identifier: GPL-2.0-only
/*
 * The deadlock that system sessions are for, with the kernel's own parts: clients that
 * store objects fill every thread context with calls that wait for RPMB; the RPMB
 * device's host controller turns its clock on first; the clock is SCMI's; SCMI's
 * transport is OP-TEE; its call must get in.
 *
 * Each case prints what make deadlock makes a table and a timeline of, in lines that
 * begin with "deadlock:".
 */
#include <kunit/device.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/rpmb.h>
#include <linux/workqueue.h>
#include <rpmb.h>
#include "scmi.h"

#define MAX_CLIENTS	12
#define CID		"teeproof-cid-017"

enum { GATE = 1 };

/* ---- a host controller with an RPMB device and a clock ----------------------------------- */

/*
 * What a client waits for. It can be killed, the work cannot: the last of the two frees
 * it.
 */
struct request {
	struct work_struct work;
	struct completion done;
	refcount_t users;
	u8 req[RPMB_FRAME_SIZE], resp[RPMB_FRAME_SIZE];
	unsigned int req_len, resp_len;
	int rc;
};

static struct {
	struct workqueue_struct *wq;
	struct mutex lock;		/* of the device: a request at a time */
	struct rpmb_device *device;
	struct clk *clk;		/* NULL: it is always on */
	u32 served;
	atomic_t for_clock;		/* requests that wait for the clock */
} controller;

/*
 * When each client began to store and when it ended, 0: it has not. Time stands still in
 * this kernel while anything runs, so it is told in events of the secure world.
 */
static u32 began[MAX_CLIENTS], ended[MAX_CLIENTS];

static void request_put(struct request *r)
{
	if (refcount_dec_and_test(&r->users))
		kfree(r);
}

static int serve(struct request *r)
{
	int rc;

	atomic_inc(&controller.for_clock);
	rc = controller.clk ? clk_prepare_enable(controller.clk) : 0;
	atomic_dec(&controller.for_clock);
	if (rc)
		return rc;
	mutex_lock(&controller.lock);
	if (!rpmb_device_frames(controller.device, r->req, r->req_len, r->resp, r->resp_len))
		rc = -EINVAL;
	controller.served++;
	mutex_unlock(&controller.lock);
	if (controller.clk)
		clk_disable_unprepare(controller.clk);
	return rc;
}

static void serve_work(struct work_struct *work)
{
	struct request *r = container_of(work, struct request, work);

	r->rc = serve(r);
	complete(&r->done);
	request_put(r);
}

static int route(struct device *dev, u8 *req, unsigned int req_len, u8 *resp,
		 unsigned int resp_len)
{
	struct request *r;
	int rc;

	if (req_len > RPMB_FRAME_SIZE || resp_len > RPMB_FRAME_SIZE)
		return -EINVAL;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	INIT_WORK(&r->work, serve_work);
	init_completion(&r->done);
	refcount_set(&r->users, 2);
	memcpy(r->req, req, req_len);
	r->req_len = req_len;
	r->resp_len = resp_len;
	queue_work(controller.wq, &r->work);
	rc = wait_for_completion_killable(&r->done);
	if (!rc)
		rc = r->rc;
	if (!rc)
		memcpy(resp, r->resp, resp_len);
	request_put(r);
	return rc;
}

static void end_wq(void *wq)
{
	destroy_workqueue(wq);
}

static void end_rpmb(void *rdev)
{
	rpmb_dev_unregister(rdev);
}

static void controller_add(struct kunit *test)
{
	struct rpmb_descr descr = {
		.type = RPMB_TYPE_EMMC, .route_frames = route, .dev_id = (u8 *)CID,
		.dev_id_len = 16, .reliable_wr_count = 1, .capacity = RPMB_BLOCKS / 512 + 1,
	};
	struct rpmb_dev *rdev;
	struct device *dev;

	memset(&controller, 0, sizeof(controller));
	mutex_init(&controller.lock);
	controller.device = kunit_kzalloc(test, sizeof(*controller.device), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, controller.device);
	controller.wq = alloc_workqueue("teeproof_rpmb", WQ_UNBOUND, MAX_CLIENTS);
	KUNIT_ASSERT_NOT_NULL(test, controller.wq);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, end_wq, controller.wq), 0);
	dev = kunit_device_register(test, "teeproof-rpmb");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dev);
	rdev = rpmb_dev_register(dev, &descr);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rdev);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, end_rpmb, rdev), 0);
}

/* ---- clients that store objects ---------------------------------------------------------- */

static u8 pattern(u32 block, u32 i)
{
	return block * 37 + i * 11 + 5;
}

static int storage(struct optee_client *c, u32 func, u32 block)
{
	const struct tee_param param[] = {
		optee_value(VALUE_IN, block, 0, 0),
		optee_memref(func == MONITOR_STORAGE_PUT ? MEMREF_IN : MEMREF_OUT, c->shm, 0,
			     RPMB_BLOCK_SIZE),
	};
	int rc;

	optee_client_set(c, func, ARRAY_SIZE(param), param);
	rc = optee_op_invoke(&c->task);
	return rc ?: c->ret ? -EREMOTEIO : 0;
}

/* Writes an object and reads it back; its block is in the client's cancel_id. */
static int op_store(struct optee_task *task)
{
	struct optee_client *c = to_optee_client(task);
	u32 block = c->cancel_id, i;
	u8 *data = tee_shm_get_va(c->shm, 0);
	int rc;

	began[block] = optee_mark();
	ended[block] = 0;
	for (i = 0; i < RPMB_BLOCK_SIZE; i++)
		data[i] = pattern(block, i);
	rc = storage(c, MONITOR_STORAGE_PUT, block);
	if (rc)
		return rc;
	memset(data, 0, RPMB_BLOCK_SIZE);
	rc = storage(c, MONITOR_STORAGE_GET, block);
	for (i = 0; !rc && i < RPMB_BLOCK_SIZE; i++)
		if (data[i] != pattern(block, i))
			rc = -EILSEQ;
	if (!rc)
		ended[block] = optee_mark();
	return rc;
}

struct run {
	struct optee_client *client[MAX_CLIENTS];
	u32 threads, clients, in;
	bool system;
};

/* OP-TEE, SCMI with its clock, the RPMB device with a key, and clients that do nothing yet */
static void run_set_up(struct optee_setup *setup, struct run *r)
{
	struct kunit *test = setup->test;
	struct monitor_config *config = scmi_config(test, r->threads);
	struct scmi_clock *clock;
	u32 i;

	config->sec_caps |= OPTEE_CAP_RPMB_PROBE;
	scmi_system_sessions(r->system);
	memset(controller.device, 0, sizeof(*controller.device));
	controller.clk = NULL;
	optee_boot_ok(setup, config, NULL);
	scmi_add(setup, 0, SCMI_NO_CHANNEL);
	clock = scmi_clock_got(setup, 0);
	optee_crowd_in(setup, MONITOR_TA_STORAGE, r->client, r->clients);
	for (i = 0; i < r->clients; i++) {
		optee_client_alloc(r->client[i], RPMB_BLOCK_SIZE);
		r->client[i]->cancel_id = i;
	}
	KUNIT_ASSERT_EQ(test, optee_task_run(&r->client[0]->task, op_store), 0);
	controller.clk = clock->clk;
	controller.served = 0;
}

/* All store at once: as many as can are in the secure world with frames to be sent. */
static void run_start(struct optee_setup *setup, struct run *r)
{
	const struct monitor_rule park = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_RPMB_FRAMES, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_PARK, .value = { GATE },
	};
	struct kunit *test = setup->test;
	u32 i;

	r->in = min(r->threads - r->system, r->clients);
	optee_rule(test, &park);
	for (i = 0; i < r->clients; i++)
		optee_task_start(&r->client[i]->task, op_store);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, r->in, OPTEE_CALL_MS));
	monitor_rules_clear(monitor_current());
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
}

/* The run in a line, and of one in which some clients have no context, when each ran */
static void print(struct kunit *test, const struct run *r, const char *end)
{
	u32 i;

	kunit_info(test, "deadlock: threads=%u clients=%u system=%u %s frames=%u changes=%u\n",
		   r->threads, r->clients, r->system, end, controller.served, scmi_changes(0));
	if (r->clients != min(r->threads + 2, (u32)MAX_CLIENTS))
		return;
	for (i = 0; i < r->clients; i++)
		kunit_info(test, "deadlock: lane threads=%u system=%u client=%u begin=%u end=%d\n",
			   r->threads, r->system, i, began[i] - began[0],
			   ended[i] ? (int)(ended[i] - began[0]) : -1);
}

static void run_end(struct optee_setup *setup, struct run *r)
{
	u32 i;

	for (i = 0; i < r->clients; i++)
		optee_task_join(&r->client[i]->task);
	flush_workqueue(controller.wq);
	controller.clk = NULL;
	optee_halt(setup);
}

static const u32 thread_counts[] = { 2, 3, 4, 5, 6, 7, 8 };

static void threads_name(const u32 *threads, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "threads=%u", *threads);
}

KUNIT_ARRAY_PARAM(threads, thread_counts, threads_name);

/*
 * With the transport's system session all clients, one to twelve, end with success and
 * read back what they wrote.
 */
static void optee_test_scmi_deadlock_with(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct run r = { .threads = *(const u32 *)test->param_value, .system = true };
	u32 i;

	controller_add(test);
	for (r.clients = 1; r.clients <= MAX_CLIENTS; r.clients++) {
		run_set_up(setup, &r);
		KUNIT_EXPECT_EQ(test, scmi_system_result(), 0);
		run_start(setup, &r);
		for (i = 0; i < r.clients; i++)
			KUNIT_EXPECT_EQ(test, optee_task_join(&r.client[i]->task), 0);
		print(test, &r, "ended");
		run_end(setup, &r);
	}
}

/* Is this client's call in the normal world with frames for RPMB, and so holds a context? */
static bool has_frames_out(const struct run *r, u32 i)
{
	u32 caller = r->client[i]->task.caller;

	return optee_events(began[i], MONITOR_EV_RPC, OPTEE_RPC_RPMB_FRAMES, caller) >
	       optee_events(began[i], MONITOR_EV_RESUME, OPTEE_RPC_RPMB_FRAMES, caller);
}

/* Who waits for whom, a line each, as it is seen once nothing moves any more */
static void print_waits(struct kunit *test, const struct run *r, u32 messages)
{
	u32 i, busy = optee_stats().threads_busy;

	for (i = 0; i < r->clients; i++)
		if (optee_task_busy(&r->client[i]->task))
			kunit_info(test, "deadlock: wait client%u -> %s\n", i,
				   has_frames_out(r, i) ? "RPMB" : "a thread context");
	if (atomic_read(&controller.for_clock))
		kunit_info(test, "deadlock: wait RPMB -> clock 0\n");
	if (monitor_scmi_messages(monitor_current()) == messages)
		kunit_info(test, "deadlock: wait clock 0 -> SCMI channel 0 -> a thread context\n");
	for (i = 0; i < r->clients && busy == r->threads; i++)
		if (has_frames_out(r, i))
			kunit_info(test, "deadlock: wait a thread context -> client%u\n", i);
}

static bool all_want_clock(void *arg)
{
	const struct run *r = arg;

	return atomic_read(&controller.for_clock) == r->in;
}

/*
 * Without it there is a deadlock as soon as there are as many clients as contexts: each of
 * those waits for RPMB, and the clock's call for a context. It ends when they are killed.
 */
static void optee_test_scmi_deadlock_without(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct run r = { .threads = *(const u32 *)test->param_value, .system = false };
	u32 i, asleep, messages;
	bool halts;

	controller_add(test);
	for (r.clients = 1; r.clients <= MAX_CLIENTS; r.clients++) {
		halts = r.clients >= r.threads;
		run_set_up(setup, &r);
		messages = monitor_scmi_messages(monitor_current());
		run_start(setup, &r);
		if (!halts) {
			for (i = 0; i < r.clients; i++)
				KUNIT_EXPECT_EQ(test, optee_task_join(&r.client[i]->task), 0);
			print(test, &r, "ended");
			run_end(setup, &r);
			continue;
		}
		asleep = optee_crowd_state(r.client, r.clients, OPTEE_TASK_ASLEEP);
		KUNIT_EXPECT_EQ(test, asleep, r.clients);
		KUNIT_EXPECT_EQ(test, optee_stats().threads_busy, r.threads);
		KUNIT_EXPECT_EQ(test, scmi_changes(0), 0);
		KUNIT_EXPECT_EQ(test, controller.served, 0);
		KUNIT_EXPECT_EQ(test, monitor_scmi_messages(monitor_current()), messages);
		KUNIT_EXPECT_TRUE(test, optee_wait_true(all_want_clock, &r));
		print(test, &r, "halted");
		print_waits(test, &r, messages);
		for (i = 0; i < r.clients; i++)
			optee_task_kill(&r.client[i]->task);
		run_end(setup, &r);
	}
}

static struct kunit_case deadlock_tests[] = {
	KUNIT_CASE_PARAM(optee_test_scmi_deadlock_with, threads_gen_params),
	KUNIT_CASE_PARAM(optee_test_scmi_deadlock_without, threads_gen_params),
	{ }
};

static struct kunit_suite deadlock_suite = {
	.name = "optee_scmi_deadlock",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = deadlock_tests,
};

kunit_test_suite(deadlock_suite);

MODULE_DESCRIPTION("The deadlock behind an SCMI clock, with the kernel's own parts");
MODULE_LICENSE("GPL");
