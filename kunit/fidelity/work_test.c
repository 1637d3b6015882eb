// SPDX-License-Identifier: GPL-2.0-only
/*
 * Work queues: queueing once, order, waiting for work and taking it back.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/workqueue.h>

#include "../support/compat.h"
#include "fidelity.h"

#define RUN_MS		20
#define DELAY_MS	100
#define ITEMS		4

struct item {
	struct work_struct work;
	struct work_priv *priv;
	int id;
};

struct work_priv {
	struct item item[ITEMS];
	struct delayed_work later;
	struct fid_log log;
	struct completion begun;
	struct completion go_on;
	unsigned int runs;
	unsigned int inside;
	unsigned int most_inside;
	unsigned long ran_at;
	bool again;
};

/* Work that takes a while */
static void busy(struct work_struct *work)
{
	struct item *item = container_of(work, struct item, work);
	struct work_priv *priv = item->priv;

	priv->inside++;
	priv->most_inside = max(priv->most_inside, priv->inside);
	priv->runs++;
	fid_note(&priv->log, item->id);
	msleep(RUN_MS);
	priv->inside--;
}

/* Work that says that it has begun and goes on when it is told */
static void held(struct work_struct *work)
{
	struct item *item = container_of(work, struct item, work);

	item->priv->runs++;
	complete(&item->priv->begun);
	wait_for_completion(&item->priv->go_on);
}

static void requeues(struct work_struct *work)
{
	struct item *item = container_of(work, struct item, work);

	item->priv->runs++;
	if (item->priv->again) {
		item->priv->again = false;
		schedule_work(work);
	}
}

static void note_time(struct work_struct *work)
{
	struct work_priv *priv = container_of(to_delayed_work(work), struct work_priv, later);

	priv->runs++;
	priv->ran_at = jiffies;
}

static struct item *first(struct kunit *test, work_func_t fn)
{
	struct work_priv *priv = test->priv;

	INIT_WORK(&priv->item[0].work, fn);
	return &priv->item[0];
}

/* Work that is queued already is not queued again; it runs once */
static void fidelity_work_queued_once(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct workqueue_struct *wq = alloc_ordered_workqueue("fidelity", 0);
	struct item *blocker = &priv->item[1];
	struct item *item = first(test, busy);

	KUNIT_ASSERT_NOT_NULL(test, wq);
	INIT_WORK(&blocker->work, held);
	queue_work(wq, &blocker->work);
	wait_for_completion(&priv->begun);
	KUNIT_EXPECT_TRUE(test, queue_work(wq, &item->work));
	KUNIT_EXPECT_TRUE(test, work_pending(&item->work));
	KUNIT_EXPECT_FALSE(test, queue_work(wq, &item->work));
	complete(&priv->go_on);
	flush_work(&item->work);
	KUNIT_EXPECT_EQ(test, priv->runs, 2);
	KUNIT_EXPECT_FALSE(test, work_pending(&item->work));
	KUNIT_EXPECT_TRUE(test, queue_work(wq, &item->work));
	destroy_workqueue(wq);
	KUNIT_EXPECT_EQ(test, priv->runs, 3);
}

/* Work that runs may be queued: it runs again, afterwards */
static void fidelity_work_queued_while_running(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct item *item = first(test, held);

	KUNIT_EXPECT_TRUE(test, schedule_work(&item->work));
	wait_for_completion(&priv->begun);
	KUNIT_EXPECT_FALSE(test, work_pending(&item->work));
	KUNIT_EXPECT_TRUE(test, schedule_work(&item->work));
	msleep(RUN_MS);
	KUNIT_EXPECT_EQ(test, priv->runs, 1);
	complete(&priv->go_on);
	complete(&priv->go_on);
	flush_work(&item->work);
	KUNIT_EXPECT_EQ(test, priv->runs, 2);
}

/* Work may queue itself */
static void fidelity_work_queues_itself(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct item *item = first(test, requeues);

	priv->again = true;
	schedule_work(&item->work);
	while (flush_work(&item->work))
		;
	KUNIT_EXPECT_EQ(test, priv->runs, 2);
}

/* flush_work() waits; whether there was something to wait for is what it returns */
static void fidelity_work_flush(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct item *item = first(test, busy);

	KUNIT_EXPECT_FALSE(test, flush_work(&item->work));
	schedule_work(&item->work);
	KUNIT_EXPECT_TRUE(test, flush_work(&item->work));
	KUNIT_EXPECT_EQ(test, priv->runs, 1);
	KUNIT_EXPECT_EQ(test, priv->inside, 0);
	KUNIT_EXPECT_FALSE(test, flush_work(&item->work));
}

/* Work that is cancelled before its time does not run */
static void fidelity_work_cancel_pending(struct kunit *test)
{
	struct work_priv *priv = test->priv;

	schedule_delayed_work(&priv->later, msecs_to_jiffies(DELAY_MS));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&priv->later));
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&priv->later));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&priv->later));
	msleep(2 * DELAY_MS);
	KUNIT_EXPECT_EQ(test, priv->runs, 0);
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work_sync(&priv->later));
}

static int release_held(void *data)
{
	struct work_priv *priv = data;

	msleep(RUN_MS);
	complete(&priv->go_on);
	return 0;
}

/* cancel_work_sync() of work that runs waits for its end, and has cancelled nothing */
static void fidelity_work_cancel_running(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct item *item = first(test, held);
	struct tee_task *task;

	schedule_work(&item->work);
	wait_for_completion(&priv->begun);
	task = tee_task_start(test, release_held, priv);
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&item->work));
	KUNIT_EXPECT_TRUE(test, completion_done(&priv->go_on) || priv->runs == 1);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_FALSE(test, flush_work(&item->work));
	KUNIT_EXPECT_EQ(test, priv->runs, 1);
}

/* ... and cancels what was queued meanwhile */
static void fidelity_work_cancel_running_and_queued(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct item *item = first(test, held);
	struct tee_task *task;

	schedule_work(&item->work);
	wait_for_completion(&priv->begun);
	schedule_work(&item->work);
	task = tee_task_start(test, release_held, priv);
	KUNIT_EXPECT_TRUE(test, cancel_work_sync(&item->work));
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_EQ(test, priv->runs, 1);
}

/* An ordered queue runs one at a time, in the order of queueing */
static void fidelity_work_ordered(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct workqueue_struct *wq = alloc_ordered_workqueue("fidelity", 0);

	KUNIT_ASSERT_NOT_NULL(test, wq);
	for (int i = 0; i < ITEMS; i++)
		queue_work(wq, &priv->item[i].work);
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, priv->most_inside, 1);
	fid_expect_log(test, &priv->log, 0, 1, 2, 3);
	destroy_workqueue(wq);
}

/* Another queue runs several at a time when they sleep */
static void fidelity_work_unbound(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct workqueue_struct *wq = alloc_workqueue("fidelity", WQ_UNBOUND, 0);

	KUNIT_ASSERT_NOT_NULL(test, wq);
	for (int i = 0; i < ITEMS; i++)
		queue_work(wq, &priv->item[i].work);
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, priv->runs, ITEMS);
	KUNIT_EXPECT_GT(test, priv->most_inside, 1);
	destroy_workqueue(wq);
}

/* destroy_workqueue() runs what is queued first */
static void fidelity_work_destroy_runs_all(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct workqueue_struct *wq = alloc_workqueue("fidelity", compat_wq_percpu, 0);

	KUNIT_ASSERT_NOT_NULL(test, wq);
	for (int i = 0; i < ITEMS; i++)
		queue_work(wq, &priv->item[i].work);
	destroy_workqueue(wq);
	KUNIT_EXPECT_EQ(test, priv->runs, ITEMS);
	KUNIT_EXPECT_EQ(test, priv->inside, 0);
}

/* flush_workqueue() waits for what was queued there, not for what is queued elsewhere */
static void fidelity_work_flush_queue(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct workqueue_struct *wq = alloc_workqueue("fidelity", compat_wq_percpu, 0);
	struct item *item = first(test, held);

	KUNIT_ASSERT_NOT_NULL(test, wq);
	schedule_work(&item->work);
	wait_for_completion(&priv->begun);
	queue_work(wq, &priv->item[1].work);
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, priv->log.num, 1);
	complete(&priv->go_on);
	flush_work(&item->work);
	destroy_workqueue(wq);
}

static const struct work_delay {
	const char *name;
	unsigned int jiffies;
} work_delays[] = {
	{ "none", 0 },
	{ "one jiffy", 1 },
	{ "thirty jiffies", 30 },
};

KUNIT_ARRAY_PARAM_DESC(work_delays, work_delays, name);

/* Delayed work runs no sooner than it should */
static void fidelity_work_delayed(struct kunit *test)
{
	const struct work_delay *p = test->param_value;
	struct work_priv *priv = test->priv;
	unsigned long start = jiffies;

	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&priv->later, p->jiffies));
	msleep(jiffies_to_msecs(p->jiffies) + DELAY_MS);
	KUNIT_ASSERT_EQ(test, priv->runs, 1);
	KUNIT_EXPECT_GE(test, priv->ran_at - start, p->jiffies);
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work_sync(&priv->later));
}

/* Delayed work that is pending is not queued again */
static void fidelity_work_delayed_once(struct kunit *test)
{
	struct work_priv *priv = test->priv;

	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&priv->later, 10));
	KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&priv->later, 0));
	msleep(DELAY_MS + jiffies_to_msecs(10));
	KUNIT_EXPECT_EQ(test, priv->runs, 1);
}

struct dies {
	struct work_struct work;
	struct completion *gone;
};

static void frees_itself(struct work_struct *work)
{
	struct dies *dies = container_of(work, struct dies, work);
	struct completion *gone = dies->gone;

	kfree(dies);
	complete(gone);
}

/* Work may free the memory that it is in */
static void fidelity_work_frees_itself(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct dies *dies = kzalloc(sizeof(*dies), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dies);
	dies->gone = &priv->begun;
	INIT_WORK(&dies->work, frees_itself);
	schedule_work(&dies->work);
	KUNIT_EXPECT_TRUE(test, wait_for_completion_timeout(&priv->begun,
							    msecs_to_jiffies(FID_LIMIT_MS)));
}

static void look_at_context(struct work_struct *work)
{
	struct item *item = container_of(work, struct item, work);

	item->priv->runs = in_task() && !in_atomic() && !irqs_disabled() &&
			   (current->flags & PF_KTHREAD);
}

/* Work runs in a kernel thread that may sleep */
static void fidelity_work_context(struct kunit *test)
{
	struct work_priv *priv = test->priv;
	struct item *item = first(test, look_at_context);

	schedule_work(&item->work);
	flush_work(&item->work);
	KUNIT_EXPECT_EQ(test, priv->runs, 1);
}

static int fidelity_work_init(struct kunit *test)
{
	struct work_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	init_completion(&priv->begun);
	init_completion(&priv->go_on);
	INIT_DELAYED_WORK(&priv->later, note_time);
	for (int i = 0; i < ITEMS; i++) {
		priv->item[i].priv = priv;
		priv->item[i].id = i;
		INIT_WORK(&priv->item[i].work, busy);
	}
	test->priv = priv;
	return 0;
}

static struct kunit_case fidelity_work_cases[] = {
	KUNIT_CASE(fidelity_work_queued_once),
	KUNIT_CASE(fidelity_work_queued_while_running),
	KUNIT_CASE(fidelity_work_queues_itself),
	KUNIT_CASE(fidelity_work_flush),
	KUNIT_CASE(fidelity_work_cancel_pending),
	KUNIT_CASE(fidelity_work_cancel_running),
	KUNIT_CASE(fidelity_work_cancel_running_and_queued),
	KUNIT_CASE(fidelity_work_ordered),
	KUNIT_CASE(fidelity_work_unbound),
	KUNIT_CASE(fidelity_work_destroy_runs_all),
	KUNIT_CASE(fidelity_work_flush_queue),
	KUNIT_CASE_PARAM(fidelity_work_delayed, work_delays_gen_params),
	KUNIT_CASE(fidelity_work_delayed_once),
	KUNIT_CASE(fidelity_work_frees_itself),
	KUNIT_CASE(fidelity_work_context),
	{}
};

static struct kunit_suite fidelity_work_suite = {
	.name = "fidelity_work",
	.init = fidelity_work_init,
	.test_cases = fidelity_work_cases,
};
kunit_test_suite(fidelity_work_suite);

MODULE_DESCRIPTION("Fidelity of work queues");
MODULE_LICENSE("GPL");
