// SPDX-License-Identifier: GPL-2.0-only
/*
 * Spinlocks and the context that they make: preempt count, interrupts.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "fidelity.h"

#define THREADS		3
#define ROUNDS		20

struct spin_priv {
	spinlock_t lock;
	spinlock_t other;
	unsigned int total;
	unsigned int inside;
	unsigned int most_inside;
};

enum spin_kind { SPIN, SPIN_IRQ, SPIN_IRQSAVE, SPIN_BH, SPIN_TRY };

static const struct spin_context {
	const char *name;
	enum spin_kind kind;
	bool irqs_off;
	bool bh_off;
} spin_contexts[] = {
	{ "spin_lock", SPIN, false, false },
	{ "spin_lock_irq", SPIN_IRQ, true, false },
	{ "spin_lock_irqsave", SPIN_IRQSAVE, true, false },
	{ "spin_lock_bh", SPIN_BH, false, true },
	{ "spin_trylock", SPIN_TRY, false, false },
};

KUNIT_ARRAY_PARAM_DESC(spin_contexts, spin_contexts, name);

static void lock(struct kunit *test, spinlock_t *l, enum spin_kind kind,
		 unsigned long *flags)
{
	unsigned long f = 0;

	switch (kind) {
	case SPIN:
		spin_lock(l);
		break;
	case SPIN_IRQ:
		spin_lock_irq(l);
		break;
	case SPIN_IRQSAVE:
		spin_lock_irqsave(l, f);
		break;
	case SPIN_BH:
		spin_lock_bh(l);
		break;
	case SPIN_TRY:
		KUNIT_ASSERT_TRUE(test, spin_trylock(l));
		break;
	}
	*flags = f;
}

static void unlock(spinlock_t *l, enum spin_kind kind, unsigned long flags)
{
	switch (kind) {
	case SPIN:
	case SPIN_TRY:
		spin_unlock(l);
		break;
	case SPIN_IRQ:
		spin_unlock_irq(l);
		break;
	case SPIN_IRQSAVE:
		spin_unlock_irqrestore(l, flags);
		break;
	case SPIN_BH:
		spin_unlock_bh(l);
		break;
	}
}

/* What in_atomic(), irqs_disabled() and in_softirq() say under which lock */
static void fidelity_spinlock_context(struct kunit *test)
{
	const struct spin_context *p = test->param_value;
	struct spin_priv *priv = test->priv;
	bool atomic, irqs_off, bh_off, locked;
	unsigned long flags;

	KUNIT_EXPECT_FALSE(test, in_atomic());
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	lock(test, &priv->lock, p->kind, &flags);
	atomic = in_atomic();
	irqs_off = irqs_disabled();
	bh_off = in_softirq();
	locked = spin_is_locked(&priv->lock);
	unlock(&priv->lock, p->kind, flags);
	KUNIT_EXPECT_TRUE(test, atomic);
	KUNIT_EXPECT_EQ(test, irqs_off, p->irqs_off);
	KUNIT_EXPECT_EQ(test, bh_off, p->bh_off);
	KUNIT_EXPECT_TRUE(test, locked);
	KUNIT_EXPECT_FALSE(test, in_atomic());
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&priv->lock));
}

/* Of two that save the state of interrupts, the inner one leaves them off */
static void fidelity_spinlock_nested_irqsave(struct kunit *test)
{
	struct spin_priv *priv = test->priv;
	unsigned long outer, inner;
	bool between, after;

	spin_lock_irqsave(&priv->lock, outer);
	spin_lock_irqsave(&priv->other, inner);
	spin_unlock_irqrestore(&priv->other, inner);
	between = irqs_disabled();
	spin_unlock_irqrestore(&priv->lock, outer);
	after = irqs_disabled();
	KUNIT_EXPECT_TRUE(test, between);
	KUNIT_EXPECT_FALSE(test, after);
}

/* local_irq_save() nests as well, and is no matter of the preempt count */
static void fidelity_spinlock_local_irq(struct kunit *test)
{
	unsigned long outer, inner;
	bool off, still_off, counted;

	local_irq_save(outer);
	local_irq_save(inner);
	off = irqs_disabled();
	counted = preempt_count();
	local_irq_restore(inner);
	still_off = irqs_disabled();
	local_irq_restore(outer);
	KUNIT_EXPECT_TRUE(test, off);
	KUNIT_EXPECT_TRUE(test, still_off);
	KUNIT_EXPECT_FALSE(test, counted);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

/* Interrupts are off for the task that took them off, not for the next one */
static int look_at_irqs(void *data)
{
	return irqs_disabled() || in_atomic();
}

static void fidelity_spinlock_own_context(struct kunit *test)
{
	struct spin_priv *priv = test->priv;
	struct tee_task *task = tee_task_start(test, look_at_irqs, NULL);
	unsigned long flags;

	spin_lock_irqsave(&priv->lock, flags);
	priv->total++;
	spin_unlock_irqrestore(&priv->lock, flags);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
}

/* preempt_disable() counts */
static void fidelity_spinlock_preempt_count(struct kunit *test)
{
	int one, two, again;

	preempt_disable();
	one = preempt_count();
	preempt_disable();
	two = preempt_count();
	preempt_enable();
	again = preempt_count();
	preempt_enable();
	KUNIT_EXPECT_EQ(test, one, 1);
	KUNIT_EXPECT_EQ(test, two, 2);
	KUNIT_EXPECT_EQ(test, again, 1);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_TRUE(test, in_task());
}

static int count(void *data)
{
	struct spin_priv *priv = data;
	unsigned long flags;

	for (int i = 0; i < ROUNDS; i++) {
		spin_lock_irqsave(&priv->lock, flags);
		priv->inside++;
		priv->most_inside = max(priv->most_inside, priv->inside);
		/* an allocation is where another task could come in, were it let */
		kfree(kmalloc(8, GFP_ATOMIC));
		priv->total++;
		priv->inside--;
		spin_unlock_irqrestore(&priv->lock, flags);
		cond_resched();
	}
	return 0;
}

/* One task at a time */
static void fidelity_spinlock_excludes(struct kunit *test)
{
	struct spin_priv *priv = test->priv;
	struct tee_task *task[THREADS];

	for (int i = 0; i < THREADS; i++)
		task[i] = tee_task_start(test, count, priv);
	for (int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ(test, tee_task_join(task[i]), 0);
	KUNIT_EXPECT_EQ(test, priv->most_inside, 1);
	KUNIT_EXPECT_EQ(test, priv->total, THREADS * ROUNDS);
}

/*
 * A free lock is had by trying, and counts as one that was waited for. (That a
 * trylock fails is an error on one CPU, where nobody else can hold the lock.)
 */
static void fidelity_spinlock_trylock(struct kunit *test)
{
	struct spin_priv *priv = test->priv;
	int got, depth, after;

	got = spin_trylock(&priv->lock);
	depth = preempt_count();
	if (got)
		spin_unlock(&priv->lock);
	after = preempt_count();
	KUNIT_EXPECT_EQ(test, got, 1);
	KUNIT_EXPECT_EQ(test, depth, 1);
	KUNIT_EXPECT_EQ(test, after, 0);
}

static int fidelity_spinlock_init(struct kunit *test)
{
	struct spin_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	spin_lock_init(&priv->lock);
	spin_lock_init(&priv->other);
	test->priv = priv;
	return 0;
}

static struct kunit_case fidelity_spinlock_cases[] = {
	KUNIT_CASE_PARAM(fidelity_spinlock_context, spin_contexts_gen_params),
	KUNIT_CASE(fidelity_spinlock_nested_irqsave),
	KUNIT_CASE(fidelity_spinlock_local_irq),
	KUNIT_CASE(fidelity_spinlock_own_context),
	KUNIT_CASE(fidelity_spinlock_preempt_count),
	KUNIT_CASE(fidelity_spinlock_excludes),
	KUNIT_CASE(fidelity_spinlock_trylock),
	{}
};

static struct kunit_suite fidelity_spinlock_suite = {
	.name = "fidelity_spinlock",
	.init = fidelity_spinlock_init,
	.test_cases = fidelity_spinlock_cases,
};
kunit_test_suite(fidelity_spinlock_suite);

MODULE_DESCRIPTION("Fidelity of spinlocks");
MODULE_LICENSE("GPL");
