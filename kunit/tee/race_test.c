// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens when things happen at once. A thread is held at a known point, in
 * the driver or at the device's mutex, while another does the thing that must
 * not hurt it: each test has one outcome, however threads are scheduled.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/slab.h>

#include "support/fake_driver.h"
#include "support/thread.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

/* How long a thread gets to do what it must not do */
#define WRONGDOING_MS	200

#define STRESS_TASKS	4
#define STRESS_ROUNDS	50

struct tee_race_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
	struct tee_context *ctx;
	struct file *shm_file;
	int id;
	struct tee_shm *found;
	struct completion at_match;
	struct completion leave_match;
};

static int open_context(void *data)
{
	struct tee_race_priv *priv = data;
	struct tee_context *ctx;

	ctx = tee_client_open_context(NULL, tee_fake_match, priv->fake, NULL);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	priv->ctx = ctx;
	return 0;
}

static void close_context(struct tee_race_priv *priv)
{
	if (priv->ctx)
		tee_client_close_context(priv->ctx);
	priv->ctx = NULL;
}

static void open_file(struct tee_race_priv *priv)
{
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(priv->fake->test, IS_ERR(priv->file));
}

/* Shared memory of user space: its file, which somebody else will close */
static struct tee_context *shm_from_user(struct tee_race_priv *priv)
{
	struct tee_ioctl_shm_alloc_data data = { .size = PAGE_SIZE };
	int fd;

	open_file(priv);
	fd = tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_ALLOC, &data,
			     sizeof(data));
	KUNIT_ASSERT_GE(priv->fake->test, fd, 0);
	priv->id = data.id;
	priv->shm_file = file_close_fd(fd);
	return priv->fake->shm[0]->ctx;
}

static int find_shm(void *data)
{
	struct tee_race_priv *priv = data;

	priv->found = tee_shm_get_from_id(priv->ctx, priv->id);
	return PTR_ERR_OR_ZERO(priv->found);
}

static int close_shm(void *data)
{
	struct tee_race_priv *priv = data;

	tee_user_close(priv->shm_file);
	return 0;
}

struct tee_order_case {
	const char *what;
	bool lookup_first;
};

static const struct tee_order_case order_cases[] = {
	{ "lookup first", true },
	{ "last put first", false },
};

KUNIT_ARRAY_PARAM_DESC(tee_order, order_cases, what);

/*
 * A lookup by id that meets the last reference being given up gets an object
 * that stays alive, or an error; never one that is being freed. Both wait for
 * the device's mutex, in either order.
 */
static void tee_test_race_lookup_and_last_put(struct kunit *test)
{
	const struct tee_order_case *c = test->param_value;
	struct tee_race_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_task *lookup, *put;
	int rc;

	priv->ctx = shm_from_user(priv);
	mutex_lock(&fake->teedev->mutex);
	if (c->lookup_first) {
		lookup = tee_task_start(test, find_shm, priv);
		tee_task_settle(lookup);
	}
	put = tee_task_start(test, close_shm, priv);
	tee_task_settle(put);
	if (!c->lookup_first) {
		lookup = tee_task_start(test, find_shm, priv);
		tee_task_settle(lookup);
	}
	mutex_unlock(&fake->teedev->mutex);

	rc = tee_task_join(lookup);
	KUNIT_EXPECT_EQ(test, tee_task_join(put), 0);
	priv->ctx = NULL;
	KUNIT_EXPECT_TRUE(test, !rc || rc == -EINVAL);
	if (!rc) {
		KUNIT_ASSERT_EQ_MSG(test,
				    tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 0,
				    "found shared memory that is freed");
		tee_shm_put(priv->found);
	}
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 1);
}

/*
 * A driver's operation isn't running any more when tee_device_unregister()
 * returns, also get_version, which a search calls for devices that it has not
 * opened: the driver frees what the operation uses.
 */
static void tee_test_race_get_version_and_unregister(struct kunit *test)
{
	struct tee_race_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_task *search, *removal;

	tee_fake_park(fake, TEE_FAKE_GET_VERSION);
	search = tee_task_start(test, open_context, priv);
	KUNIT_EXPECT_TRUE(test, tee_fake_parked(fake, TEE_FAKE_GET_VERSION));
	removal = tee_task_start(test, tee_fake_remove, fake);
	KUNIT_EXPECT_FALSE_MSG(test, tee_task_wait_ms(removal, WRONGDOING_MS),
			       "removed with get_version running");
	tee_fake_unpark(fake, TEE_FAKE_GET_VERSION);
	tee_task_join(search);
	close_context(priv);
	KUNIT_EXPECT_EQ(test, tee_task_join(removal), 0);
}

static int match_slowly(struct tee_ioctl_version_data *vers, const void *data)
{
	struct tee_race_priv *priv = (void *)data;

	if (!tee_fake_match(vers, priv->fake))
		return 0;
	complete_all(&priv->at_match);
	wait_for_completion(&priv->leave_match);
	return 1;
}

static int search_slowly(void *data)
{
	struct tee_race_priv *priv = data;
	struct tee_context *ctx;

	ctx = tee_client_open_context(NULL, match_slowly, priv, NULL);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	priv->ctx = ctx;
	return 0;
}

/*
 * A device that is removed while a client's match function looks at it isn't
 * opened any more; the search goes on and ends.
 */
static void tee_test_race_match_and_unregister(struct kunit *test)
{
	struct tee_race_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_task *search, *removal;
	unsigned long left;
	int rc;

	search = tee_task_start(test, search_slowly, priv);
	left = wait_for_completion_timeout(&priv->at_match,
					   msecs_to_jiffies(TEE_WAIT_LIMIT_MS));
	KUNIT_EXPECT_GT(test, left, 0);
	removal = tee_task_start(test, tee_fake_remove, fake);
	/* It ends, or waits for the search; both are right */
	tee_task_wait_ms(removal, WRONGDOING_MS);
	complete_all(&priv->leave_match);
	rc = tee_task_join(search);
	KUNIT_EXPECT_TRUE(test, !rc || rc == -ENOENT);
	KUNIT_EXPECT_EQ(test, !rc, !!priv->ctx);
	close_context(priv);
	KUNIT_EXPECT_EQ(test, tee_task_join(removal), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(fake), 0);
}

/*
 * Removal waits for a context that is being opened, which then works and can be
 * closed.
 */
static void tee_test_race_open_and_unregister(struct kunit *test)
{
	struct tee_race_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_ioctl_invoke_arg arg = {};
	struct tee_task *search, *removal;

	tee_fake_park(fake, TEE_FAKE_OPEN);
	search = tee_task_start(test, open_context, priv);
	KUNIT_EXPECT_TRUE(test, tee_fake_parked(fake, TEE_FAKE_OPEN));
	removal = tee_task_start(test, tee_fake_remove, fake);
	KUNIT_EXPECT_FALSE(test, tee_task_wait_ms(removal, WRONGDOING_MS));
	tee_fake_unpark(fake, TEE_FAKE_OPEN);
	KUNIT_EXPECT_EQ(test, tee_task_join(search), 0);
	if (priv->ctx)
		KUNIT_EXPECT_EQ(test, tee_client_invoke_func(priv->ctx, &arg,
							     NULL), 0);
	KUNIT_EXPECT_FALSE(test, tee_task_done(removal));
	close_context(priv);
	KUNIT_EXPECT_EQ(test, tee_task_join(removal), 0);
}

static int alloc_shm_fd(void *data)
{
	struct tee_race_priv *priv = data;

	return tee_user_ioctl(priv->file, TEE_IOC_SHM_ALLOC, priv->user->rw);
}

/*
 * An object that is still being made isn't found by the id that it will have.
 */
static void tee_test_race_lookup_before_alloc_ends(struct kunit *test)
{
	struct tee_ioctl_shm_alloc_data data = { .size = PAGE_SIZE };
	struct tee_race_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_task *alloc;
	struct tee_shm *shm;
	int id, fd;

	open_file(priv);
	tee_user_write(priv->user, priv->user->rw, &data, sizeof(data));
	tee_fake_park(fake, TEE_FAKE_POOL_ALLOC);
	alloc = tee_task_start(test, alloc_shm_fd, priv);
	KUNIT_EXPECT_TRUE(test, tee_fake_parked(fake, TEE_FAKE_POOL_ALLOC));
	for (id = 0; id < 4; id++) {
		shm = tee_shm_get_from_id(fake->ctx[0], id);
		KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EINVAL);
	}
	tee_fake_unpark(fake, TEE_FAKE_POOL_ALLOC);
	fd = tee_task_join(alloc);
	KUNIT_ASSERT_GE(test, fd, 0);
	tee_user_read(priv->user, &data, priv->user->rw, sizeof(data));
	shm = tee_shm_get_from_id(fake->ctx[0], data.id);
	KUNIT_EXPECT_FALSE(test, IS_ERR(shm));
	tee_user_close_fd(fd);
	tee_shm_put(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 1);
}

static int cycle_shm(void *data)
{
	struct tee_race_priv *priv = data;
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE);

	if (IS_ERR(shm))
		return PTR_ERR(shm);
	tee_shm_free(shm);
	return 0;
}

struct tee_slow_case {
	const char *what;
	enum tee_fake_op op;
};

static const struct tee_slow_case slow_cases[] = {
	{ "pool alloc", TEE_FAKE_POOL_ALLOC },
	{ "pool free", TEE_FAKE_POOL_FREE },
	{ "shm_register", TEE_FAKE_SHM_REGISTER },
	{ "shm_unregister", TEE_FAKE_SHM_UNREGISTER },
};

KUNIT_ARRAY_PARAM_DESC(tee_slow, slow_cases, what);

/*
 * An operation on shared memory that takes long, in the driver, doesn't hold up
 * anyone else on the device: no lock of the core is held across it.
 */
static void tee_test_race_slow_shm_holds_up_none(struct kunit *test)
{
	const struct tee_slow_case *c = test->param_value;
	struct tee_race_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_task *slow, *other;

	KUNIT_ASSERT_EQ(test, open_context(priv), 0);
	tee_fake_park(fake, c->op);
	slow = tee_task_start(test, cycle_shm, priv);
	KUNIT_EXPECT_TRUE(test, tee_fake_parked(fake, c->op));
	other = tee_task_start(test, cycle_shm, priv);
	KUNIT_EXPECT_EQ(test, tee_task_join(other), 0);
	tee_client_close_context(tee_fake_open(fake));
	KUNIT_EXPECT_FALSE(test, tee_task_done(slow));
	tee_fake_unpark(fake, c->op);
	KUNIT_EXPECT_EQ(test, tee_task_join(slow), 0);
	close_context(priv);
}

static int close_it(void *data)
{
	tee_client_close_context(data);
	return 0;
}

/*
 * Releasing one context, however long the driver takes, holds up no other
 * context of the device.
 */
static void tee_test_race_slow_release_holds_up_none(struct kunit *test)
{
	struct tee_race_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx = tee_fake_open(fake);
	struct tee_task *slow;

	KUNIT_ASSERT_EQ(test, open_context(priv), 0);
	tee_fake_park(fake, TEE_FAKE_RELEASE);
	slow = tee_task_start(test, close_it, ctx);
	KUNIT_EXPECT_TRUE(test, tee_fake_parked(fake, TEE_FAKE_RELEASE));
	KUNIT_EXPECT_EQ(test, cycle_shm(priv), 0);
	close_context(priv);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
	KUNIT_EXPECT_FALSE(test, tee_task_done(slow));
	tee_fake_unpark(fake, TEE_FAKE_RELEASE);
	KUNIT_EXPECT_EQ(test, tee_task_join(slow), 0);
}

static int stress(void *data)
{
	struct tee_race_priv *priv = data;
	struct tee_context *ctx;
	struct tee_shm *shm;
	int rc = 0;
	int n;

	for (n = 0; n < STRESS_ROUNDS && !rc; n++) {
		ctx = tee_client_open_context(NULL, tee_fake_match, priv->fake,
					      NULL);
		if (IS_ERR(ctx))
			return PTR_ERR(ctx);
		shm = tee_shm_get_from_id(priv->ctx, priv->id);
		if (!IS_ERR(shm))
			tee_shm_put(shm);
		else
			rc = PTR_ERR(shm);
		shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
		tee_client_close_context(ctx);
		cond_resched();
		if (!IS_ERR(shm))
			tee_shm_free(shm);
		else
			rc = PTR_ERR(shm);
	}
	return rc;
}

/*
 * Many threads that open, look up, allocate, close and free at once leave the
 * device as they found it.
 */
static void tee_test_race_many_tasks(struct kunit *test)
{
	struct tee_race_priv *priv = test->priv;
	struct tee_task *task[STRESS_TASKS];
	int n;

	priv->ctx = shm_from_user(priv);
	for (n = 0; n < STRESS_TASKS; n++)
		task[n] = tee_task_start(test, stress, priv);
	for (n = 0; n < STRESS_TASKS; n++)
		KUNIT_EXPECT_EQ(test, tee_task_join(task[n]), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(priv->fake), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 1);
	KUNIT_EXPECT_EQ(test, refcount_read(&priv->fake->shm[0]->refcount), 1);
	priv->ctx = NULL;
	close_shm(priv);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE),
			STRESS_TASKS * STRESS_ROUNDS + 1);
}

static int tee_race_init(struct kunit *test)
{
	struct tee_race_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	init_completion(&priv->at_match);
	init_completion(&priv->leave_match);
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_new(test);
	test->priv = priv;
	tee_user_close_later(priv->user, &priv->file, NULL);
	return 0;
}

static struct kunit_case tee_race_cases[] = {
	KUNIT_CASE_PARAM(tee_test_race_lookup_and_last_put,
			 tee_order_gen_params),
	KUNIT_CASE(tee_test_race_get_version_and_unregister),
	KUNIT_CASE(tee_test_race_match_and_unregister),
	KUNIT_CASE(tee_test_race_open_and_unregister),
	KUNIT_CASE(tee_test_race_lookup_before_alloc_ends),
	KUNIT_CASE_PARAM(tee_test_race_slow_shm_holds_up_none,
			 tee_slow_gen_params),
	KUNIT_CASE(tee_test_race_slow_release_holds_up_none),
	KUNIT_CASE(tee_test_race_many_tasks),
	{}
};

static struct kunit_suite tee_race_suite = {
	.name = "tee_race",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_race_init,
	.test_cases = tee_race_cases,
};

kunit_test_suite(tee_race_suite);

MODULE_DESCRIPTION("KUnit suite for the TEE core under concurrency");
MODULE_LICENSE("GPL");
