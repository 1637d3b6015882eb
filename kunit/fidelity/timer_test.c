// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time: clocks, sleeping, conversions, timers.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>

#include "../support/compat.h"
#include "fidelity.h"

#define SOON_MS		100
#define TIMERS		3

struct slot {
	struct timer_list timer;
	struct timer_priv *priv;
	int id;
};

struct timer_priv {
	struct slot slot[TIMERS];
	struct fid_log log;
	unsigned long ran_at;
	int again;
	bool softirq;
	bool atomic;
};

static void note(struct timer_list *t)
{
	struct slot *slot = timer_container_of(slot, t, timer);
	struct timer_priv *priv = slot->priv;

	fid_note(&priv->log, slot->id);
	priv->ran_at = jiffies;
	priv->softirq = in_softirq() && !in_task();
	priv->atomic = in_atomic();
	if (priv->again-- > 0)
		mod_timer(t, jiffies + 1);
}

static unsigned long soon(void)
{
	return jiffies + msecs_to_jiffies(SOON_MS);
}

/* A timer runs its function once, no sooner than it should, and is pending until then */
static void fidelity_timer_expires(struct kunit *test)
{
	struct timer_priv *priv = test->priv;
	struct timer_list *t = &priv->slot[0].timer;
	unsigned long at = soon();

	KUNIT_EXPECT_FALSE(test, timer_pending(t));
	t->expires = at;
	add_timer(t);
	KUNIT_EXPECT_TRUE(test, timer_pending(t));
	msleep(3 * SOON_MS);
	KUNIT_EXPECT_FALSE(test, timer_pending(t));
	KUNIT_EXPECT_EQ(test, priv->log.num, 1);
	KUNIT_EXPECT_FALSE(test, time_before(priv->ran_at, at));
}

/* Its function runs in softirq context, where nothing sleeps */
static void fidelity_timer_context(struct kunit *test)
{
	struct timer_priv *priv = test->priv;

	mod_timer(&priv->slot[0].timer, jiffies + 1);
	msleep(SOON_MS);
	KUNIT_ASSERT_EQ(test, priv->log.num, 1);
	KUNIT_EXPECT_TRUE(test, priv->softirq);
	KUNIT_EXPECT_TRUE(test, priv->atomic);
}

/* Timers run in the order of their time, whatever the order of starting */
static void fidelity_timer_order(struct kunit *test)
{
	struct timer_priv *priv = test->priv;
	unsigned long now = jiffies;

	mod_timer(&priv->slot[0].timer, now + 30);
	mod_timer(&priv->slot[1].timer, now + 10);
	mod_timer(&priv->slot[2].timer, now + 20);
	msleep(jiffies_to_msecs(40));
	fid_expect_log(test, &priv->log, 1, 2, 0);
}

/* mod_timer() says whether the timer was pending, and moves it */
static void fidelity_timer_modified(struct kunit *test)
{
	struct timer_priv *priv = test->priv;
	struct timer_list *t = &priv->slot[0].timer;
	unsigned long at;

	KUNIT_EXPECT_EQ(test, mod_timer(t, jiffies + 10), 0);
	at = jiffies + 30;
	KUNIT_EXPECT_EQ(test, mod_timer(t, at), 1);
	msleep(jiffies_to_msecs(60));
	KUNIT_EXPECT_EQ(test, priv->log.num, 1);
	KUNIT_EXPECT_FALSE(test, time_before(priv->ran_at, at));
	KUNIT_EXPECT_EQ(test, mod_timer(t, jiffies + 1), 0);
	msleep(SOON_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 2);
}

/* Deleting says whether the timer was pending; it doesn't run then */
static void fidelity_timer_deleted(struct kunit *test)
{
	struct timer_priv *priv = test->priv;
	struct timer_list *t = &priv->slot[0].timer;

	KUNIT_EXPECT_EQ(test, timer_delete(t), 0);
	mod_timer(t, soon());
	KUNIT_EXPECT_EQ(test, timer_delete(t), 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(t));
	mod_timer(t, soon());
	KUNIT_EXPECT_EQ(test, timer_delete_sync(t), 1);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(t), 0);
	msleep(2 * SOON_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
}

/* A timer may start itself again; deleting it for good ends that */
static void fidelity_timer_restarts_itself(struct kunit *test)
{
	struct timer_priv *priv = test->priv;
	struct timer_list *t = &priv->slot[0].timer;

	priv->again = 2;
	mod_timer(t, jiffies + 1);
	msleep(SOON_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 3);
	priv->again = INT_MAX;
	mod_timer(t, jiffies + 1);
	msleep(SOON_MS);
	timer_delete_sync(t);
	priv->again = 0;
	priv->log.num = 0;
	msleep(SOON_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
}

/* A timer that was shut down is not started again */
static void fidelity_timer_shut_down(struct kunit *test)
{
	struct timer_priv *priv = test->priv;
	struct timer_list *t = &priv->slot[0].timer;

	mod_timer(t, soon());
	KUNIT_EXPECT_EQ(test, timer_shutdown_sync(t), 1);
	KUNIT_EXPECT_EQ(test, mod_timer(t, jiffies + 1), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(t));
	msleep(SOON_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
}

static const struct timer_sleep {
	const char *name;
	unsigned int ms;
} timer_sleeps[] = {
	{ "1 ms", 1 },
	{ "10 ms", 10 },
	{ "55 ms", 55 },
	{ "2 s", 2000 },
};

KUNIT_ARRAY_PARAM_DESC(timer_sleeps, timer_sleeps, name);

/* msleep() sleeps no shorter than it should, by every clock */
static void fidelity_timer_msleep(struct kunit *test)
{
	const struct timer_sleep *p = test->param_value;
	unsigned long start = jiffies;
	ktime_t from = ktime_get();
	struct timespec64 real, after;

	ktime_get_real_ts64(&real);
	msleep(p->ms);
	ktime_get_real_ts64(&after);
	KUNIT_EXPECT_GE(test, jiffies_to_msecs(jiffies - start) + jiffies_to_msecs(1), p->ms);
	/* within the clock's own step */
	KUNIT_EXPECT_GE(test, ktime_to_ms(ktime_sub(ktime_get(), from)) + jiffies_to_msecs(1),
			p->ms);
	KUNIT_EXPECT_GE(test, timespec64_to_ns(&after) - timespec64_to_ns(&real) +
			NSEC_PER_MSEC * jiffies_to_msecs(1), (s64)p->ms * NSEC_PER_MSEC);
}

/* usleep_range() takes its least */
static void fidelity_timer_usleep(struct kunit *test)
{
	ktime_t from = ktime_get();

	usleep_range(20000, 30000);
	KUNIT_EXPECT_GE(test, ktime_to_us(ktime_sub(ktime_get(), from)), 20000);
}

/* Clocks do not run backwards */
static void fidelity_timer_monotonic(struct kunit *test)
{
	unsigned long last = jiffies;
	ktime_t last_ktime = ktime_get();

	for (int i = 0; i < 20; i++) {
		unsigned long now = jiffies;
		ktime_t now_ktime = ktime_get();

		KUNIT_EXPECT_FALSE(test, time_before(now, last));
		KUNIT_EXPECT_GE(test, now_ktime, last_ktime);
		last = now;
		last_ktime = now_ktime;
		if (i & 1)
			msleep(1);
	}
}

static const struct timer_conversion {
	const char *name;
	unsigned int ms;
	unsigned long jiffies;
} timer_conversions[] = {
	{ "0", 0, 0 },
	{ "1", 1, 1 },
	{ "10", 10, HZ / 100 },
	{ "11", 11, HZ / 100 + 1 },
	{ "1000", 1000, HZ },
	{ "more than fits", 0x80000000, MAX_JIFFY_OFFSET },
};

KUNIT_ARRAY_PARAM_DESC(timer_conversions, timer_conversions, name);

/* Milliseconds to jiffies: rounded up */
static void fidelity_timer_conversion(struct kunit *test)
{
	const struct timer_conversion *p = test->param_value;

	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(p->ms), p->jiffies);
	if (p->jiffies < HZ * 10)
		KUNIT_EXPECT_GE(test, jiffies_to_msecs(p->jiffies), p->ms);
}

static void stop(void *data)
{
	struct timer_priv *priv = data;

	for (int i = 0; i < TIMERS; i++)
		timer_shutdown_sync(&priv->slot[i].timer);
}

static int fidelity_timer_init(struct kunit *test)
{
	struct timer_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	for (int i = 0; i < TIMERS; i++) {
		priv->slot[i].priv = priv;
		priv->slot[i].id = i;
		timer_setup(&priv->slot[i].timer, note, 0);
	}
	test->priv = priv;
	return kunit_add_action_or_reset(test, stop, priv);
}

static struct kunit_case fidelity_timer_cases[] = {
	KUNIT_CASE(fidelity_timer_expires),
	KUNIT_CASE(fidelity_timer_context),
	KUNIT_CASE(fidelity_timer_order),
	KUNIT_CASE(fidelity_timer_modified),
	KUNIT_CASE(fidelity_timer_deleted),
	KUNIT_CASE(fidelity_timer_restarts_itself),
	KUNIT_CASE(fidelity_timer_shut_down),
	KUNIT_CASE_PARAM(fidelity_timer_msleep, timer_sleeps_gen_params),
	KUNIT_CASE(fidelity_timer_usleep),
	KUNIT_CASE(fidelity_timer_monotonic),
	KUNIT_CASE_PARAM(fidelity_timer_conversion, timer_conversions_gen_params),
	{}
};

static struct kunit_suite fidelity_timer_suite = {
	.name = "fidelity_timer",
	.init = fidelity_timer_init,
	.test_cases = fidelity_timer_cases,
};
kunit_test_suite(fidelity_timer_suite);

MODULE_DESCRIPTION("Fidelity of time and timers");
MODULE_LICENSE("GPL");
