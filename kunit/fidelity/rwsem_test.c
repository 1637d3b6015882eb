// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read-write semaphores: who shares, who excludes, who waits behind whom.
 */
#include <linux/delay.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>

#include "fidelity.h"

#define HOLD_MS		20

struct rwsem_priv {
	struct rw_semaphore sem;
	struct fid_log log;
};

struct sem_user {
	struct rwsem_priv *priv;
	int id;
};

static int read_once(void *data)
{
	struct sem_user *u = data;

	down_read(&u->priv->sem);
	fid_note(&u->priv->log, u->id);
	msleep(HOLD_MS);
	up_read(&u->priv->sem);
	return 0;
}

static int write_once(void *data)
{
	struct sem_user *u = data;

	down_write(&u->priv->sem);
	fid_note(&u->priv->log, u->id);
	msleep(HOLD_MS);
	up_write(&u->priv->sem);
	return 0;
}

static int read_killable(void *data)
{
	struct sem_user *u = data;
	int rc = down_read_killable(&u->priv->sem);

	if (!rc)
		up_read(&u->priv->sem);
	return rc;
}

static int write_killable(void *data)
{
	struct sem_user *u = data;
	int rc = down_write_killable(&u->priv->sem);

	if (!rc)
		up_write(&u->priv->sem);
	return rc;
}

/* Readers share */
static void fidelity_rwsem_readers_share(struct kunit *test)
{
	struct rwsem_priv *priv = test->priv;
	struct sem_user u = { priv, 1 };

	down_read(&priv->sem);
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, read_once, &u)), 0);
	up_read(&priv->sem);
	KUNIT_EXPECT_EQ(test, priv->log.num, 1);
}

/* A writer waits for all readers, and keeps everybody out */
static void fidelity_rwsem_writer_excludes(struct kunit *test)
{
	struct rwsem_priv *priv = test->priv;
	struct sem_user writer = { priv, 1 }, other = { priv, 2 };
	struct tee_task *one, *two;

	down_read(&priv->sem);
	one = tee_task_start_asleep(test, write_once, &writer);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	up_read(&priv->sem);
	KUNIT_EXPECT_EQ(test, tee_task_join(one), 0);
	down_write(&priv->sem);
	one = tee_task_start_asleep(test, write_once, &writer);
	two = tee_task_start_asleep(test, read_once, &other);
	KUNIT_EXPECT_EQ(test, priv->log.num, 1);
	up_write(&priv->sem);
	KUNIT_EXPECT_EQ(test, tee_task_join(one), 0);
	KUNIT_EXPECT_EQ(test, tee_task_join(two), 0);
	fid_expect_log(test, &priv->log, 1, 1, 2);
}

/* A reader that comes after a waiting writer goes in after it */
static void fidelity_rwsem_reader_behind_writer(struct kunit *test)
{
	struct rwsem_priv *priv = test->priv;
	struct sem_user writer = { priv, 1 }, reader = { priv, 2 };
	struct tee_task *one, *two;

	down_read(&priv->sem);
	one = tee_task_start_asleep(test, write_once, &writer);
	two = tee_task_start(test, read_once, &reader);
	msleep(2 * HOLD_MS);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	up_read(&priv->sem);
	KUNIT_EXPECT_EQ(test, tee_task_join(one), 0);
	KUNIT_EXPECT_EQ(test, tee_task_join(two), 0);
	fid_expect_log(test, &priv->log, 1, 2);
}

/* SIGKILL ends a killable wait, for reading and for writing */
static void fidelity_rwsem_killable(struct kunit *test)
{
	struct rwsem_priv *priv = test->priv;
	struct sem_user u = { priv, 1 };
	struct tee_task *task;

	down_write(&priv->sem);
	task = tee_task_start_asleep(test, read_killable, &u);
	tee_task_signal(task, SIGUSR1);
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task));
	tee_task_signal(task, SIGKILL);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), -EINTR);
	task = tee_task_start_asleep(test, write_killable, &u);
	tee_task_signal(task, SIGKILL);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), -EINTR);
	up_write(&priv->sem);
	KUNIT_EXPECT_EQ(test, tee_task_join(tee_task_start(test, write_killable, &u)), 0);
}

static int fidelity_rwsem_init(struct kunit *test)
{
	struct rwsem_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	init_rwsem(&priv->sem);
	test->priv = priv;
	return 0;
}

static struct kunit_case fidelity_rwsem_cases[] = {
	KUNIT_CASE(fidelity_rwsem_readers_share),
	KUNIT_CASE(fidelity_rwsem_writer_excludes),
	KUNIT_CASE(fidelity_rwsem_reader_behind_writer),
	KUNIT_CASE(fidelity_rwsem_killable),
	{}
};

static struct kunit_suite fidelity_rwsem_suite = {
	.name = "fidelity_rwsem",
	.init = fidelity_rwsem_init,
	.test_cases = fidelity_rwsem_cases,
};
kunit_test_suite(fidelity_rwsem_suite);

MODULE_DESCRIPTION("Fidelity of read-write semaphores");
MODULE_LICENSE("GPL");
