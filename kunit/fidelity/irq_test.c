// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts and CPU hotplug states: contexts, threads, waiting for handlers.
 */
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>

#include "fidelity.h"

#define SOON_MS		100

enum { HARD = 1, THREAD, UP, DOWN };

struct irq_priv {
	struct fid_log log;
	unsigned int irq;
	irqreturn_t hard_rc;
	bool hard_context;
	bool thread_context;
	bool thread_held;
	struct completion inside;
	struct completion go_on;
	struct hlist_node node;
	int up_rc;
};

static irqreturn_t hard(int irq, void *dev)
{
	struct irq_priv *priv = dev;

	fid_note(&priv->log, HARD);
	priv->hard_context = in_hardirq() && irqs_disabled() && in_atomic() && !in_task();
	return priv->hard_rc;
}

static irqreturn_t thread(int irq, void *dev)
{
	struct irq_priv *priv = dev;

	fid_note(&priv->log, THREAD);
	priv->thread_context = in_task() && !irqs_disabled() && !in_atomic() &&
			       (current->flags & PF_KTHREAD);
	if (priv->thread_held) {
		complete(&priv->inside);
		wait_for_completion(&priv->go_on);
	}
	return IRQ_HANDLED;
}

/* Once for each edge, in the context of an interrupt */
static void fidelity_irq_hard(struct kunit *test)
{
	struct irq_priv *priv = test->priv;

	priv->irq = fid_irq_new(test, false);
	KUNIT_ASSERT_EQ(test, request_irq(priv->irq, hard, 0, "fidelity", priv), 0);
	msleep(SOON_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	for (int i = 1; i <= 3; i++) {
		fid_irq_raise();
		msleep(SOON_MS);
		KUNIT_EXPECT_EQ(test, priv->log.num, i);
	}
	KUNIT_EXPECT_TRUE(test, priv->hard_context);
	free_irq(priv->irq, priv);
}

/* The thread runs after the handler, and may sleep */
static void fidelity_irq_thread(struct kunit *test)
{
	struct irq_priv *priv = test->priv;

	priv->hard_rc = IRQ_WAKE_THREAD;
	priv->irq = fid_irq_new(test, false);
	KUNIT_ASSERT_EQ(test, request_threaded_irq(priv->irq, hard, thread, 0, "fidelity", priv),
			0);
	fid_irq_raise();
	msleep(SOON_MS);
	fid_expect_log(test, &priv->log, HARD, THREAD);
	KUNIT_EXPECT_TRUE(test, priv->hard_context);
	KUNIT_EXPECT_TRUE(test, priv->thread_context);
	free_irq(priv->irq, priv);
}

/* The handler decides whether the thread runs */
static void fidelity_irq_thread_not_woken(struct kunit *test)
{
	struct irq_priv *priv = test->priv;

	priv->irq = fid_irq_new(test, false);
	KUNIT_ASSERT_EQ(test, request_threaded_irq(priv->irq, hard, thread, 0, "fidelity", priv),
			0);
	fid_irq_raise();
	msleep(SOON_MS);
	fid_expect_log(test, &priv->log, HARD);
	free_irq(priv->irq, priv);
}

/* Edges that come while the thread runs make it run once more */
static void fidelity_irq_while_thread_runs(struct kunit *test)
{
	struct irq_priv *priv = test->priv;

	priv->hard_rc = IRQ_WAKE_THREAD;
	priv->thread_held = true;
	priv->irq = fid_irq_new(test, false);
	KUNIT_ASSERT_EQ(test, request_threaded_irq(priv->irq, hard, thread, 0, "fidelity", priv),
			0);
	fid_irq_raise();
	wait_for_completion(&priv->inside);
	fid_irq_raise();
	msleep(SOON_MS);
	fid_irq_raise();
	msleep(SOON_MS);
	fid_expect_log(test, &priv->log, HARD, THREAD, HARD, HARD);
	priv->thread_held = false;
	complete(&priv->go_on);
	msleep(SOON_MS);
	fid_expect_log(test, &priv->log, HARD, THREAD, HARD, HARD, THREAD);
	free_irq(priv->irq, priv);
}

static int let_go(void *data)
{
	struct irq_priv *priv = data;

	msleep(SOON_MS);
	fid_note(&priv->log, 50);
	complete(&priv->go_on);
	return 0;
}

/* free_irq() waits for the thread */
static void fidelity_irq_free_waits(struct kunit *test)
{
	struct irq_priv *priv = test->priv;
	struct tee_task *task;

	priv->hard_rc = IRQ_WAKE_THREAD;
	priv->thread_held = true;
	priv->irq = fid_irq_new(test, false);
	KUNIT_ASSERT_EQ(test, request_threaded_irq(priv->irq, hard, thread, 0, "fidelity", priv),
			0);
	fid_irq_raise();
	wait_for_completion(&priv->inside);
	task = tee_task_start(test, let_go, priv);
	free_irq(priv->irq, priv);
	fid_note(&priv->log, 51);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	msleep(SOON_MS);
	fid_expect_log(test, &priv->log, HARD, THREAD, 50, 51);
}

/* An edge that comes while nobody listens is kept for the next one who does */
static void fidelity_irq_early_edge(struct kunit *test)
{
	struct irq_priv *priv = test->priv;

	priv->irq = fid_irq_new(test, false);
	fid_irq_raise();
	msleep(SOON_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	KUNIT_ASSERT_EQ(test, request_irq(priv->irq, hard, 0, "fidelity", priv), 0);
	msleep(SOON_MS);
	fid_expect_log(test, &priv->log, HARD);
	free_irq(priv->irq, priv);
}

/* synchronize_irq() waits as well, and leaves the handler in place */
static void fidelity_irq_synchronize(struct kunit *test)
{
	struct irq_priv *priv = test->priv;
	struct tee_task *task;

	priv->hard_rc = IRQ_WAKE_THREAD;
	priv->thread_held = true;
	priv->irq = fid_irq_new(test, false);
	KUNIT_ASSERT_EQ(test, request_threaded_irq(priv->irq, hard, thread, 0, "fidelity", priv),
			0);
	fid_irq_raise();
	wait_for_completion(&priv->inside);
	task = tee_task_start(test, let_go, priv);
	synchronize_irq(priv->irq);
	fid_note(&priv->log, 51);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	fid_expect_log(test, &priv->log, HARD, THREAD, 50, 51);
	priv->thread_held = false;
	fid_irq_raise();
	msleep(SOON_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 6);
	free_irq(priv->irq, priv);
}

/* A line has one owner at a time */
static void fidelity_irq_taken_again(struct kunit *test)
{
	struct irq_priv *priv = test->priv;

	priv->irq = fid_irq_new(test, false);
	for (int i = 1; i <= 2; i++) {
		KUNIT_ASSERT_EQ(test, request_irq(priv->irq, hard, 0, "fidelity", priv), 0);
		fid_irq_raise();
		msleep(SOON_MS);
		KUNIT_EXPECT_EQ(test, priv->log.num, i);
		free_irq(priv->irq, priv);
	}
}

/* An interrupt of each CPU comes when that CPU has enabled it */
static void fidelity_irq_percpu(struct kunit *test)
{
	struct irq_priv __percpu *mem = alloc_percpu(struct irq_priv);
	struct irq_priv *priv = test->priv;
	struct irq_priv *mine;

	KUNIT_ASSERT_NOT_NULL(test, (void *)mem);
	priv->irq = fid_irq_new(test, true);
	mine = raw_cpu_ptr(mem);
	mine->hard_rc = IRQ_HANDLED;
	KUNIT_EXPECT_TRUE(test, irq_is_percpu_devid(priv->irq));
	KUNIT_ASSERT_EQ(test, request_percpu_irq(priv->irq, hard, "fidelity", mem), 0);
	enable_percpu_irq(priv->irq, IRQ_TYPE_NONE);
	fid_irq_raise();
	msleep(SOON_MS);
	fid_expect_log(test, &mine->log, HARD);
	KUNIT_EXPECT_TRUE(test, mine->hard_context);
	disable_percpu_irq(priv->irq);
	free_percpu_irq(priv->irq, mem);
	free_percpu(mem);
}

static struct irq_priv *now;		/* of the test that runs */

static int up(unsigned int cpu)
{
	fid_note(&now->log, UP);
	return now->up_rc;
}

static int down(unsigned int cpu)
{
	fid_note(&now->log, DOWN);
	return 0;
}

/* A hotplug state is brought up on the CPU that is there, and down when it goes */
static void fidelity_irq_hotplug(struct kunit *test)
{
	struct irq_priv *priv = test->priv;
	int state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "fidelity", up, down);

	KUNIT_ASSERT_GT(test, state, 0);
	fid_expect_log(test, &priv->log, UP);
	cpuhp_remove_state(state);
	fid_expect_log(test, &priv->log, UP, DOWN);
}

/* ... quietly when it is asked to */
static void fidelity_irq_hotplug_no_calls(struct kunit *test)
{
	struct irq_priv *priv = test->priv;
	int state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "fidelity", up, down);

	KUNIT_ASSERT_GT(test, state, 0);
	cpuhp_remove_state_nocalls(state);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
}

static int node_up(unsigned int cpu, struct hlist_node *node)
{
	fid_note(&now->log, node == &now->node ? UP : -1);
	return now->up_rc;
}

static int node_down(unsigned int cpu, struct hlist_node *node)
{
	fid_note(&now->log, node == &now->node ? DOWN : -1);
	return 0;
}

/* A state of many instances calls for each that comes and goes */
static void fidelity_irq_hotplug_instances(struct kunit *test)
{
	struct irq_priv *priv = test->priv;
	int state = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, "fidelity", node_up, node_down);

	KUNIT_ASSERT_GT(test, state, 0);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	KUNIT_EXPECT_EQ(test, cpuhp_state_add_instance(state, &priv->node), 0);
	fid_expect_log(test, &priv->log, UP);
	KUNIT_EXPECT_EQ(test, cpuhp_state_remove_instance(state, &priv->node), 0);
	fid_expect_log(test, &priv->log, UP, DOWN);
	priv->up_rc = -EIO;
	KUNIT_EXPECT_EQ(test, cpuhp_state_add_instance(state, &priv->node), -EIO);
	cpuhp_remove_multi_state(state);
}

static int fidelity_irq_init(struct kunit *test)
{
	struct irq_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	priv->hard_rc = IRQ_HANDLED;
	init_completion(&priv->inside);
	init_completion(&priv->go_on);
	test->priv = priv;
	now = priv;
	return 0;
}

static struct kunit_case fidelity_irq_cases[] = {
	KUNIT_CASE(fidelity_irq_hard),
	KUNIT_CASE(fidelity_irq_thread),
	KUNIT_CASE(fidelity_irq_thread_not_woken),
	KUNIT_CASE(fidelity_irq_while_thread_runs),
	KUNIT_CASE(fidelity_irq_free_waits),
	KUNIT_CASE(fidelity_irq_early_edge),
	KUNIT_CASE(fidelity_irq_synchronize),
	KUNIT_CASE(fidelity_irq_taken_again),
	KUNIT_CASE(fidelity_irq_percpu),
	KUNIT_CASE(fidelity_irq_hotplug),
	KUNIT_CASE(fidelity_irq_hotplug_no_calls),
	KUNIT_CASE(fidelity_irq_hotplug_instances),
	{}
};

static struct kunit_suite fidelity_irq_suite = {
	.name = "fidelity_irq",
	.init = fidelity_irq_init,
	.test_cases = fidelity_irq_cases,
};
kunit_test_suite(fidelity_irq_suite);

MODULE_DESCRIPTION("Fidelity of interrupts");
MODULE_LICENSE("GPL");
