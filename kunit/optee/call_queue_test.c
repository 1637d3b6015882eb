// SPDX-License-Identifier: GPL-2.0-only
/*
 * The call queue's promises P1 to P5 and P7 (README.md states them), seen from
 * outside: who enters the secure world, who waits in the driver, and in which order.
 * T is the number of thread contexts, S the number of system sessions, R the
 * contexts held for them: min(S, T - 1).
 *
 * Calls stay in the secure world because a gate holds them there, and wait in the
 * driver until a test opens one, so that each test chooses its own interleaving.
 */
#include <linux/module.h>
#include "client.h"

#define MAX_CROWD	16

/* Gates: where normal and system sessions park, and one for whoever is special. */
enum { GATE_NORMAL = 1, GATE_SYSTEM, GATE_OTHER, GATE_FIRST };

struct queue_case {
	u32 threads;	/* T */
	u32 systems;	/* S */
};

struct queue_priv {
	struct optee_setup setup;
	struct monitor *monitor;
	u32 held;	/* R */
	struct optee_client *normal[MAX_CROWD];
	struct optee_client *system[MAX_CROWD];
};

static int queue_init(struct kunit *test)
{
	struct queue_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, priv);
	test->priv = priv;
	return optee_setup_start(test, &priv->setup);
}

/* The driver counts contexts itself: an honest secure world never has to say there is none. */
static void queue_exit(struct kunit *test)
{
	struct queue_priv *priv = test->priv;

	if (priv && priv->setup.booted)
		KUNIT_EXPECT_EQ_MSG(test, optee_stats().limits, 0,
				    "more calls entered than the secure world has contexts");
	if (priv)
		optee_setup_stop(&priv->setup);
}

/* T contexts, S system sessions, and so many clients in normal sessions. */
static struct queue_priv *queue_boot(struct kunit *test, u32 threads, u32 systems, u32 normals)
{
	struct queue_priv *priv = test->priv;
	u32 i;

	optee_boot_threads(&priv->setup, threads);
	priv->monitor = monitor_current();
	priv->held = threads >= 2 ? min(systems, threads - 1) : 0;
	optee_crowd_in(&priv->setup, MONITOR_TA_SLOW, priv->normal, normals);
	optee_crowd_in(&priv->setup, MONITOR_TA_SLOW, priv->system, systems);
	for (i = 0; i < systems; i++)
		KUNIT_ASSERT_EQ(test, optee_task_run(&priv->system[i]->task,
						     optee_op_system_session), 0);
	return priv;
}

static void queue_case_name(const struct queue_case *c, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "threads=%u systems=%u", c->threads, c->systems);
}

/* ---- P1: a system session never waits for a normal session's call --------------- */

static const struct queue_case p1_cases[] = {
	{ 2, 1 }, { 3, 1 }, { 3, 2 }, { 4, 1 }, { 8, 1 },
};

KUNIT_ARRAY_PARAM(p1, p1_cases, queue_case_name);

/*
 * P1: however many normal calls fill the secure world and wait for it, a system
 * session invokes and closes.
 */
static void optee_test_call_queue_p1_normal_calls_everywhere(struct kunit *test)
{
	const struct queue_case *c = test->param_value;
	struct queue_priv *priv = queue_boot(test, c->threads, c->systems, c->threads + 3);
	struct optee_client *system = priv->system[0];

	optee_crowd_park(priv->normal, c->threads + 3, GATE_NORMAL);
	optee_client_parked(system, GATE_SYSTEM);
	monitor_gate_open(priv->monitor, GATE_SYSTEM, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&system->task), 0);
	KUNIT_EXPECT_EQ(test, system->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_task_run(&system->task, optee_op_close_session), 0);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(priv->normal, c->threads + 3, OPTEE_TASK_DONE), 0);
}

/*
 * P1: a system session whose call had to wait for that of another one gets in when
 * that ends; it is not sent to the end of the normal sessions.
 */
static void optee_test_call_queue_p1_after_a_system_session_call(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 2, 2, 3);

	optee_crowd_park(priv->normal, 3, GATE_NORMAL);
	optee_client_parked(priv->system[0], GATE_SYSTEM);
	optee_client_park(priv->system[1], GATE_OTHER);
	OPTEE_ASSERT_STATE(test, &priv->system[1]->task, OPTEE_TASK_ASLEEP);

	monitor_gate_open(priv->monitor, GATE_SYSTEM, 1);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_OTHER, 1, OPTEE_CALL_MS));
	KUNIT_EXPECT_EQ(test, optee_crowd_state(priv->normal, 3, OPTEE_TASK_DONE), 0);
}

/*
 * P1: normal calls that wait in an RPC, here for a notification, hold up a system
 * session no more than those that run.
 */
static void optee_test_call_queue_p1_normal_calls_in_rpc(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 4, 1, 6);
	struct tee_param key;
	u32 i;

	for (i = 0; i < 6; i++) {
		key = optee_value(VALUE_IN, 10 + i, 0, 0);
		optee_client_set(priv->normal[i], MONITOR_SLOW_NOTIF, 1, &key);
		optee_task_start(&priv->normal[i]->task, optee_op_invoke);
		OPTEE_ASSERT_STATE(test, &priv->normal[i]->task, OPTEE_TASK_ASLEEP);
	}
	optee_client_parked(priv->system[0], GATE_SYSTEM);
	monitor_gate_open(priv->monitor, GATE_SYSTEM, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&priv->system[0]->task), 0);

	for (i = 0; i < 6; i++)
		monitor_notify(priv->monitor, 10 + i);
	optee_crowd_join(priv->normal, 6);
}

/* ---- P2: each system session has a context at once ------------------------------- */

static const struct queue_case p2_cases[] = {
	{ 2, 1 }, { 3, 2 }, { 4, 2 }, { 4, 3 }, { 8, 5 }, { 8, 7 },
};

KUNIT_ARRAY_PARAM(p2, p2_cases, queue_case_name);

/*
 * P2: with S <= T - 1 and normal calls wherever they may be, one call of every
 * system session is in the secure world at the same time.
 */
static void optee_test_call_queue_p2_one_context_each(struct kunit *test)
{
	const struct queue_case *c = test->param_value;
	struct queue_priv *priv = queue_boot(test, c->threads, c->systems, c->threads);

	optee_crowd_park(priv->normal, c->threads, GATE_NORMAL);
	optee_crowd_park(priv->system, c->systems, GATE_SYSTEM);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(priv->system, c->systems, OPTEE_TASK_PARKED),
			c->systems);
}

static const struct queue_case p2_shared_cases[] = {
	{ 2, 2 }, { 2, 4 }, { 3, 5 },
};

KUNIT_ARRAY_PARAM(p2_shared, p2_shared_cases, queue_case_name);

/*
 * P2: sessions beyond T - 1 share the held contexts: those calls that find them
 * taken wait for one another, and all get in, with normal calls stuck all the time.
 */
static void optee_test_call_queue_p2_more_sessions_share(struct kunit *test)
{
	const struct queue_case *c = test->param_value;
	struct queue_priv *priv = queue_boot(test, c->threads, c->systems, c->threads);
	u32 i;

	optee_crowd_park(priv->normal, c->threads, GATE_NORMAL);
	optee_crowd_park(priv->system, c->systems, GATE_SYSTEM);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(priv->system, c->systems, OPTEE_TASK_PARKED),
			priv->held);
	for (i = 0; i < c->systems; i++)
		monitor_gate_open(priv->monitor, GATE_SYSTEM, 1);
	optee_crowd_join(priv->system, c->systems);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(priv->normal, c->threads, OPTEE_TASK_DONE), 0);
}

/* ---- P3: system sessions cannot starve normal ones -------------------------------- */

static const struct queue_case p3_cases[] = {
	{ 2, 1 }, { 2, 3 }, { 4, 3 }, { 4, 6 },
};

KUNIT_ARRAY_PARAM(p3, p3_cases, queue_case_name);

/*
 * P3: with a call of every system session under way, and more waiting, T - R normal
 * calls get in.
 */
static void optee_test_call_queue_p3_system_sessions_busy(struct kunit *test)
{
	const struct queue_case *c = test->param_value;
	struct queue_priv *priv = queue_boot(test, c->threads, c->systems, c->threads);

	optee_crowd_park(priv->system, c->systems, GATE_SYSTEM);
	optee_crowd_park(priv->normal, c->threads, GATE_NORMAL);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(priv->normal, c->threads, OPTEE_TASK_PARKED),
			c->threads - priv->held);
}

/*
 * P3: a system session that makes several calls at a time doesn't get the contexts
 * of normal sessions for them.
 */
static void optee_test_call_queue_p3_concurrent_system_session_calls(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 2, 1, 1);
	struct optee_client *twin = optee_client_twin(priv->system[0]);

	optee_client_parked(priv->system[0], GATE_SYSTEM);
	optee_client_park(twin, GATE_OTHER);
	optee_task_settle(&twin->task);
	optee_client_park(priv->normal[0], GATE_NORMAL);
	OPTEE_EXPECT_STATE(test, &priv->normal[0]->task, OPTEE_TASK_PARKED);

	monitor_gate_open(priv->monitor, GATE_SYSTEM, 1);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_OTHER, 1, OPTEE_CALL_MS));
}

/* ---- P4: no caller sleeps while a context that it may use is free ------------------ */

static const struct queue_case p4_cases[] = {
	{ 1, 0 }, { 2, 0 }, { 4, 0 }, { 2, 1 }, { 4, 2 },
};

KUNIT_ARRAY_PARAM(p4, p4_cases, queue_case_name);

struct done_count {
	struct optee_client **crowd;
	u32 size;
	u32 done;
};

static bool so_many_done(void *arg)
{
	struct done_count *count = arg;
	u32 i, done = 0;

	for (i = 0; i < count->size; i++)
		done += !optee_task_busy(&count->crowd[i]->task);
	return done == count->done;
}

/*
 * P4: each call that ends lets one waiting call in, until none waits; afterwards
 * as many calls fit in as before the queue formed.
 */
static void optee_test_call_queue_p4_one_out_one_in(struct kunit *test)
{
	const struct queue_case *c = test->param_value;
	u32 crowd = c->threads + 4;
	struct queue_priv *priv = queue_boot(test, c->threads, c->systems, crowd);
	struct done_count count = { .crowd = priv->normal, .size = crowd };
	u32 fit;

	optee_crowd_park(priv->normal, crowd, GATE_NORMAL);
	fit = optee_crowd_state(priv->normal, crowd, OPTEE_TASK_PARKED);
	KUNIT_EXPECT_GE(test, fit, c->threads - priv->held);
	for (count.done = 1; count.done <= crowd; count.done++) {
		u32 left = min(fit, crowd - count.done);

		monitor_gate_open(priv->monitor, GATE_NORMAL, 1);
		KUNIT_ASSERT_TRUE(test, optee_wait_true(so_many_done, &count));
		KUNIT_ASSERT_EQ(test, optee_crowd_state(priv->normal, crowd, OPTEE_TASK_PARKED),
				left);
	}
	optee_crowd_park(priv->normal, crowd, GATE_NORMAL);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(priv->normal, crowd, OPTEE_TASK_PARKED), fit);
}

/*
 * P4: a caller that waits only because a context is held for a system session gets
 * in when that session closes, without any normal call having ended.
 */
static void optee_test_call_queue_p4_close_of_a_system_session(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 2, 1, 2);

	optee_crowd_park(priv->normal, 2, GATE_NORMAL);
	OPTEE_ASSERT_STATE(test, &priv->normal[1]->task, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_EQ(test, optee_task_run(&priv->system[0]->task, optee_op_close_session), 0);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_NORMAL, 2, OPTEE_CALL_MS));
}

/* The only context is taken; the second caller, a user, waits for it, and a third behind. */
static struct queue_priv *three_in_line(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 1, 0, 3);

	priv->normal[1] = optee_client_user_in(&priv->setup, MONITOR_TA_SLOW);
	monitor_gate_open(priv->monitor, GATE_OTHER, MONITOR_ANY);
	optee_client_parked(priv->normal[0], GATE_NORMAL);
	optee_client_park(priv->normal[1], GATE_OTHER);
	OPTEE_ASSERT_STATE(test, &priv->normal[1]->task, OPTEE_TASK_ASLEEP);
	optee_client_park(priv->normal[2], GATE_SYSTEM);
	OPTEE_ASSERT_STATE(test, &priv->normal[2]->task, OPTEE_TASK_ASLEEP);
	return priv;
}

/*
 * P4: a caller that is killed while it waits takes no context with it: whoever
 * came after it gets in.
 */
static void optee_test_call_queue_p4_killed_waiter(struct kunit *test)
{
	struct queue_priv *priv = three_in_line(test);

	optee_task_kill(&priv->normal[1]->task);
	monitor_gate_open(priv->monitor, GATE_NORMAL, 1);
	optee_task_join(&priv->normal[0]->task);
	optee_task_join(&priv->normal[1]->task);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_SYSTEM, 1, OPTEE_CALL_MS));
}

/*
 * P4: a caller that is killed at the moment at which a context becomes free for it
 * takes no context with it either.
 */
static void optee_test_call_queue_p4_killed_when_its_turn_comes(struct kunit *test)
{
	struct queue_priv *priv = three_in_line(test);

	monitor_gate_open(priv->monitor, GATE_NORMAL, 1);
	optee_task_kill(&priv->normal[1]->task);
	optee_task_join(&priv->normal[0]->task);
	optee_task_join(&priv->normal[1]->task);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_SYSTEM, 1, OPTEE_CALL_MS));
}

static const u32 p4_answers[] = {
	OPTEE_RETURN_EBUSY, OPTEE_RETURN_ERESUME, OPTEE_RETURN_EBADADDR, OPTEE_RETURN_EBADCMD,
	OPTEE_RETURN_ENOMEM, OPTEE_RETURN_ENOTAVAIL, OPTEE_RETURN_UNKNOWN, 0x12345,
};

static void answer_name(const u32 *answer, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "a0=%#x", *answer);
}

KUNIT_ARRAY_PARAM(p4_answer, p4_answers, answer_name);

/*
 * P4: a call that the secure world turns down at its door, whatever it answers,
 * gives its context back, and its caller gets an error.
 */
static void optee_test_call_queue_p4_refused_call(struct kunit *test)
{
	const u32 *answer = test->param_value;
	struct queue_priv *priv = queue_boot(test, 1, 0, 2);
	struct monitor_rule refuse = {
		.point = MONITOR_AT_CALL, .func = OPTEE_CMD_INVOKE_COMMAND, .session = MONITOR_ANY,
		.caller = priv->normal[0]->task.caller, .action = MONITOR_DO_RETURN,
		.value = { *answer },
	};
	int rc, times;

	optee_rule(test, &refuse);
	for (times = 0; times < 3; times++) {
		rc = optee_client_value(priv->normal[0], MONITOR_SLOW_PARK, GATE_NORMAL, 0, 0);
		KUNIT_EXPECT_TRUE(test, rc < 0 || priv->normal[0]->ret != TEEC_SUCCESS);
	}
	optee_client_park(priv->normal[1], GATE_SYSTEM);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_SYSTEM, 1, OPTEE_CALL_MS));
}

/* ---- P5: in order of arrival -------------------------------------------------------- */

/* The order in which these clients' calls entered since @mark is that of the array. */
static void expect_order(struct kunit *test, u32 mark, struct optee_client **clients, u32 count)
{
	u32 i, step, last = 0;

	for (i = 0; i < count; i++) {
		step = optee_first_event(mark, MONITOR_EV_ENTER, OPTEE_CMD_INVOKE_COMMAND,
					 clients[i]->task.caller);
		KUNIT_ASSERT_NE_MSG(test, step, MONITOR_ANY, "client %u never entered", i);
		KUNIT_EXPECT_GT_MSG(test, step, last, "client %u entered before client %u", i,
				    i - 1);
		last = step;
	}
}

/*
 * P5: normal callers enter in the order in which they came.
 */
static void optee_test_call_queue_p5_normal_order(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 1, 0, 6);
	u32 mark, i;

	optee_client_parked(priv->normal[0], GATE_NORMAL);
	mark = optee_mark();
	optee_crowd_park(priv->normal + 1, 5, GATE_OTHER);
	KUNIT_ASSERT_EQ(test, optee_crowd_state(priv->normal + 1, 5, OPTEE_TASK_ASLEEP), 5);
	monitor_gate_open(priv->monitor, GATE_NORMAL, 1);
	for (i = 0; i < 5; i++) {
		KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE_OTHER, 1, OPTEE_CALL_MS));
		monitor_gate_open(priv->monitor, GATE_OTHER, 1);
		optee_task_join(&priv->normal[i + 1]->task);
	}
	expect_order(test, mark, priv->normal + 1, 5);
}

/*
 * P5: a signal that does not kill costs a caller that waits neither its call nor its
 * place in the line.
 */
static void optee_test_call_queue_p5_signalled_waiter(struct kunit *test)
{
	struct queue_priv *priv = three_in_line(test);
	u32 mark = optee_mark();

	optee_task_signal(&priv->normal[1]->task);
	OPTEE_ASSERT_STATE(test, &priv->normal[1]->task, OPTEE_TASK_ASLEEP);
	monitor_gate_open(priv->monitor, GATE_NORMAL, 1);
	optee_task_join(&priv->normal[0]->task);
	KUNIT_EXPECT_EQ(test, optee_task_join(&priv->normal[1]->task), 0);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_SYSTEM, 1, OPTEE_CALL_MS));
	expect_order(test, mark, priv->normal + 1, 2);
}

/*
 * P5: system callers that share a held context enter in the order in which they came.
 */
static void optee_test_call_queue_p5_system_order(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 2, 4, 1);
	u32 mark;

	optee_client_parked(priv->normal[0], GATE_NORMAL);
	optee_client_parked(priv->system[0], GATE_SYSTEM);
	mark = optee_mark();
	optee_crowd_park(priv->system + 1, 3, GATE_OTHER);
	KUNIT_ASSERT_EQ(test, optee_crowd_state(priv->system + 1, 3, OPTEE_TASK_ASLEEP), 3);
	monitor_gate_open(priv->monitor, GATE_OTHER, MONITOR_ANY);
	monitor_gate_open(priv->monitor, GATE_SYSTEM, 1);
	optee_crowd_join(priv->system + 1, 3);
	expect_order(test, mark, priv->system + 1, 3);
}

/* A call that parks at GATE_FIRST, and at once another that parks at GATE_OTHER. */
static int queue_op_two_calls(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	struct tee_param param = optee_value(VALUE_IN, GATE_OTHER, 0, 0);
	int rc = optee_op_invoke(task);

	if (rc)
		return rc;
	optee_client_set(client, MONITOR_SLOW_PARK, 1, &param);
	return optee_op_invoke(task);
}

/*
 * P5: whoever makes call after call doesn't pass by those who already wait.
 */
static void optee_test_call_queue_p5_newcomer_waits_its_turn(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 1, 0, 3);
	struct tee_param param = optee_value(VALUE_IN, GATE_FIRST, 0, 0);
	struct optee_client *order[3] = { priv->normal[1], priv->normal[2], priv->normal[0] };
	u32 mark;

	optee_client_set(priv->normal[0], MONITOR_SLOW_PARK, 1, &param);
	optee_task_start(&priv->normal[0]->task, queue_op_two_calls);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE_FIRST, 1, OPTEE_CALL_MS));
	optee_crowd_park(priv->normal + 1, 2, GATE_NORMAL);
	KUNIT_ASSERT_EQ(test, optee_crowd_state(priv->normal + 1, 2, OPTEE_TASK_ASLEEP), 2);

	mark = optee_mark();
	monitor_gate_open(priv->monitor, GATE_NORMAL, MONITOR_ANY);
	monitor_gate_open(priv->monitor, GATE_OTHER, MONITOR_ANY);
	monitor_gate_open(priv->monitor, GATE_FIRST, 1);
	optee_crowd_join(priv->normal, 3);
	expect_order(test, mark, order, 3);
}

/* ---- P7: cancel requests don't take held contexts ------------------------------------ */

/*
 * P7: a cancel request for a system session waits for a context of normal sessions,
 * while the session's own call has the held one.
 */
static void optee_test_call_queue_p7_cancel_in_a_system_session(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 2, 1, 1);
	struct optee_client *twin = optee_client_twin(priv->system[0]);

	optee_client_parked(priv->normal[0], GATE_NORMAL);
	optee_task_start(&twin->task, optee_op_cancel);
	OPTEE_EXPECT_STATE(test, &twin->task, OPTEE_TASK_ASLEEP);
	optee_client_park(priv->system[0], GATE_SYSTEM);
	OPTEE_EXPECT_STATE(test, &priv->system[0]->task, OPTEE_TASK_PARKED);

	monitor_gate_open(priv->monitor, GATE_NORMAL, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&twin->task), 0);
}

/*
 * P7: nor does a cancel request for a normal session.
 */
static void optee_test_call_queue_p7_cancel_in_a_normal_session(struct kunit *test)
{
	struct queue_priv *priv = queue_boot(test, 2, 1, 1);
	struct optee_client *twin = optee_client_twin(priv->normal[0]);

	optee_client_parked(priv->normal[0], GATE_NORMAL);
	optee_task_start(&twin->task, optee_op_cancel);
	OPTEE_EXPECT_STATE(test, &twin->task, OPTEE_TASK_ASLEEP);
	optee_client_park(priv->system[0], GATE_SYSTEM);
	OPTEE_EXPECT_STATE(test, &priv->system[0]->task, OPTEE_TASK_PARKED);

	monitor_gate_open(priv->monitor, GATE_NORMAL, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&twin->task), 0);
}

static struct kunit_case queue_tests[] = {
	KUNIT_CASE_PARAM(optee_test_call_queue_p1_normal_calls_everywhere, p1_gen_params),
	KUNIT_CASE(optee_test_call_queue_p1_after_a_system_session_call),
	KUNIT_CASE(optee_test_call_queue_p1_normal_calls_in_rpc),
	KUNIT_CASE_PARAM(optee_test_call_queue_p2_one_context_each, p2_gen_params),
	KUNIT_CASE_PARAM(optee_test_call_queue_p2_more_sessions_share, p2_shared_gen_params),
	KUNIT_CASE_PARAM(optee_test_call_queue_p3_system_sessions_busy, p3_gen_params),
	KUNIT_CASE(optee_test_call_queue_p3_concurrent_system_session_calls),
	KUNIT_CASE_PARAM(optee_test_call_queue_p4_one_out_one_in, p4_gen_params),
	KUNIT_CASE(optee_test_call_queue_p4_close_of_a_system_session),
	KUNIT_CASE(optee_test_call_queue_p4_killed_waiter),
	KUNIT_CASE(optee_test_call_queue_p4_killed_when_its_turn_comes),
	KUNIT_CASE_PARAM(optee_test_call_queue_p4_refused_call, p4_answer_gen_params),
	KUNIT_CASE(optee_test_call_queue_p5_normal_order),
	KUNIT_CASE(optee_test_call_queue_p5_signalled_waiter),
	KUNIT_CASE(optee_test_call_queue_p5_system_order),
	KUNIT_CASE(optee_test_call_queue_p5_newcomer_waits_its_turn),
	KUNIT_CASE(optee_test_call_queue_p7_cancel_in_a_system_session),
	KUNIT_CASE(optee_test_call_queue_p7_cancel_in_a_normal_session),
	{ }
};

static struct kunit_suite queue_suite = {
	.name = "optee_call_queue",
	.init = queue_init,
	.exit = queue_exit,
	.test_cases = queue_tests,
};

kunit_test_suite(queue_suite);

MODULE_DESCRIPTION("The call queue's promises P1 to P5 and P7");
MODULE_LICENSE("GPL");
