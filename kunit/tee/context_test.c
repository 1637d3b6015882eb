// SPDX-License-Identifier: GPL-2.0-only
/* Contexts of kernel clients: how they find a device, and how long they live. */
#include <kunit/test.h>
#include <linux/slab.h>

#include "support/compat.h"
#include "support/fake_driver.h"
#include "support/thread.h"
#include "support/leak_watch.h"

struct tee_context_priv {
	struct tee_fake *fake;
};

/* Matches any fake of a pair, and nothing else */
static int match_pair(struct tee_ioctl_version_data *vers, const void *data)
{
	struct tee_fake *const *pair = data;

	return tee_fake_match(vers, pair[0]) || tee_fake_match(vers, pair[1]);
}

static int match_nothing(struct tee_ioctl_version_data *vers, const void *data)
{
	int *asked = (int *)data;

	(*asked)++;
	return 0;
}

/*
 * A context is opened once in the driver when a client opens it and released
 * once when the client closes it.
 */
static void tee_test_context_open_close(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx = tee_fake_open(fake);

	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_OPEN), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(fake), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);
	tee_client_close_context(ctx);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(fake), 0);
}

/*
 * Two contexts of one device are distinct, and closing one leaves the other
 * usable.
 */
static void tee_test_context_two_of_a_device(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_context *one = tee_fake_open(priv->fake);
	struct tee_context *two = tee_fake_open(priv->fake);
	struct tee_ioctl_invoke_arg arg = { .func = 1 };

	KUNIT_EXPECT_PTR_NE(test, one, two);
	tee_client_close_context(one);
	KUNIT_EXPECT_EQ(test, tee_client_invoke_func(two, &arg, NULL), 0);
	tee_client_close_context(two);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(priv->fake), 0);
}

/*
 * The version of the device that was opened goes to the caller, and the same is
 * answered to tee_client_get_version().
 */
static void tee_test_context_version(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_ioctl_version_data vers = {};
	struct tee_context *ctx;

	fake->vers.impl_caps = 0x5a;
	ctx = tee_client_open_context(NULL, tee_fake_match, fake, &vers);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ctx));
	KUNIT_EXPECT_MEMEQ(test, &vers, &fake->vers, sizeof(vers));
	memset(&vers, 0xff, sizeof(vers));
	tee_client_get_version(ctx, &vers);
	KUNIT_EXPECT_MEMEQ(test, &vers, &fake->vers, sizeof(vers));
	tee_client_close_context(ctx);
}

/*
 * When no device matches, -ENOENT comes back after the match function was asked
 * about each device, and no context was opened.
 */
static void tee_test_context_no_match(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_context *ctx;
	int asked = 0;

	tee_fake_new(test);
	ctx = tee_client_open_context(NULL, match_nothing, &asked, NULL);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(ctx), -ENOENT);
	KUNIT_EXPECT_GE(test, asked, 2);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_OPEN), 0);
}

/*
 * A search that starts after a context goes on with the devices behind it: each
 * matching device is found exactly once.
 */
static void tee_test_context_start_iterates(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *pair[] = { priv->fake, tee_fake_new(test) };
	struct tee_context *one, *two, *three;

	one = tee_client_open_context(NULL, match_pair, pair, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(one));
	two = tee_client_open_context(one, match_pair, pair, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(two));
	KUNIT_EXPECT_PTR_NE(test, one->teedev, two->teedev);
	three = tee_client_open_context(two, match_pair, pair, NULL);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(three), -ENOENT);
	tee_client_close_context(two);
	tee_client_close_context(one);
}

/*
 * A device that matches but can't be opened is passed over in favour of the
 * next one that matches.
 */
static void tee_test_context_skips_device_that_fails(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *pair[] = { priv->fake, tee_fake_new(test) };
	struct tee_context *ctx;
	int n;

	for (n = 0; n < ARRAY_SIZE(pair); n++) {
		pair[n]->result[TEE_FAKE_OPEN] = -EBUSY;
		ctx = tee_client_open_context(NULL, match_pair, pair, NULL);
		KUNIT_ASSERT_FALSE(test, IS_ERR(ctx));
		KUNIT_EXPECT_PTR_EQ(test, ctx->teedev, pair[!n]->teedev);
		tee_client_close_context(ctx);
		pair[n]->result[TEE_FAKE_OPEN] = 0;
	}
}

/*
 * An open that the driver refuses opens nothing: no context stays, none is
 * released, the device can be removed.
 */
static void tee_test_context_open_fails(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx;

	fake->result[TEE_FAKE_OPEN] = -EPERM;
	ctx = tee_client_open_context(NULL, tee_fake_match, fake, NULL);
	KUNIT_EXPECT_TRUE(test, IS_ERR(ctx));
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_OPEN), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);

	fake->result[TEE_FAKE_OPEN] = 0;
	tee_client_close_context(tee_fake_open(fake));
}

/*
 * -ENOMEM ends a search at once: what is short of memory is not the device, and
 * the next one is not tried.
 */
static void tee_test_context_open_no_memory(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *pair[] = { priv->fake, tee_fake_new(test) };
	struct tee_context *ctx;

	pair[0]->result[TEE_FAKE_OPEN] = -ENOMEM;
	pair[1]->result[TEE_FAKE_OPEN] = -ENOMEM;
	ctx = tee_client_open_context(NULL, match_pair, pair, NULL);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(ctx), -ENOMEM);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(pair[0], TEE_FAKE_OPEN) +
			      tee_fake_calls(pair[1], TEE_FAKE_OPEN), 1);
}

/*
 * Kernel clients don't wait for a supplicant that isn't there, unless they ask
 * for it.
 */
static void tee_test_context_kernel_supp_nowait(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_context *ctx = tee_fake_open(priv->fake);

	KUNIT_EXPECT_TRUE(test, ctx->supp_nowait);
	tee_client_close_context(ctx);
}

/*
 * teedev_open() gives a driver a context of its own device, counted like any
 * other, which teedev_close_context() releases.
 */
static void tee_test_context_of_the_driver(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx = teedev_open(fake->teedev);

	KUNIT_ASSERT_FALSE(test, IS_ERR(ctx));
	KUNIT_EXPECT_PTR_EQ(test, ctx->teedev, fake->teedev);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(fake), 1);
	teedev_close_context(ctx);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);

	fake->result[TEE_FAKE_OPEN] = -EACCES;
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(teedev_open(fake->teedev)),
			-EACCES);
}

/*
 * Each shared memory object holds its context: the driver releases the context
 * after the last of them is gone, whatever the order of closing.
 */
static void tee_test_context_outlived_by_shm(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx = tee_fake_open(fake);
	void *buf = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	struct tee_shm *shm[3];
	int n;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	shm[0] = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
	shm[1] = tee_shm_alloc_priv_buf(ctx, 128);
	shm[2] = tee_shm_register_kernel_buf(ctx, buf, PAGE_SIZE);
	for (n = 0; n < ARRAY_SIZE(shm); n++)
		KUNIT_ASSERT_FALSE(test, IS_ERR(shm[n]));

	tee_client_close_context(ctx);
	for (n = 0; n < ARRAY_SIZE(shm); n++) {
		/* Otherwise the objects have a context that is freed */
		KUNIT_ASSERT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);
		KUNIT_EXPECT_EQ(test, tee_fake_contexts(fake), 1);
		tee_shm_free(shm[n]);
	}
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(fake), 0);
}

/* The context is as good as before: the driver may use it for what it ends */
static void alloc_in_close(struct tee_fake *fake, struct tee_context *ctx)
{
	struct tee_shm *shm = tee_shm_alloc_priv_buf(ctx, 64);

	KUNIT_EXPECT_FALSE(fake->test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(fake->test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);
	if (!IS_ERR(shm))
		tee_shm_free(shm);
}

/*
 * The driver hears at once, and once, that a client has closed its context,
 * though shared memory still keeps the release away.
 */
static void tee_test_context_closed_before_release(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx;
	struct tee_shm *shm;

	if (!compat_close_context(&fake->ops))
		kunit_skip(test, "this core doesn't tell");
	fake->close_hook = alloc_in_close;
	ctx = tee_fake_open(fake);
	shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_CLOSE_CONTEXT), 0);

	tee_client_close_context(ctx);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_CLOSE_CONTEXT), 1);
	KUNIT_ASSERT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);
	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_CLOSE_CONTEXT), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
}

/*
 * A context that could not be opened, or that the driver itself opened and
 * closed, is closed no more and no less often than that.
 */
static void tee_test_context_closed_once(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx;

	if (!compat_close_context(&fake->ops))
		kunit_skip(test, "this core doesn't tell");
	fake->result[TEE_FAKE_OPEN] = -EBUSY;
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(teedev_open(fake->teedev)),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_CLOSE_CONTEXT), 0);

	fake->result[TEE_FAKE_OPEN] = 0;
	ctx = teedev_open(fake->teedev);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ctx));
	teedev_close_context(ctx);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_CLOSE_CONTEXT), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
}

/*
 * A driver that holds a client's context has it until it lets go, however long
 * the client has closed it: then it is released.
 */
static void tee_test_context_held_by_driver(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx = tee_fake_open(fake);
	bool held = compat_ctx_get(ctx);
	struct tee_shm *shm;

	tee_client_close_context(ctx);
	if (!held)
		kunit_skip(test, "this core's drivers can't");
	KUNIT_ASSERT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);
	shm = tee_shm_alloc_priv_buf(ctx, 64);
	KUNIT_EXPECT_FALSE(test, IS_ERR(shm));
	if (!IS_ERR(shm))
		tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);
	compat_ctx_put(ctx);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(fake), 0);
}

static void alloc_in_release(struct tee_fake *fake, struct tee_context *ctx)
{
	struct tee_shm *shm = tee_shm_alloc_priv_buf(ctx, 64);

	KUNIT_EXPECT_FALSE(fake->test, IS_ERR(shm));
	if (!IS_ERR(shm))
		tee_shm_free(shm);
}

/*
 * While a context is released, the driver may still allocate shared memory for
 * it and free it (it closes sessions so): release is not entered a second time.
 */
static void tee_test_context_shm_in_release(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;

	fake->release_hook = alloc_in_release;
	tee_client_close_context(tee_fake_open(fake));
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 1);
}

/*
 * Opening and closing contexts, with and without success, leaves no memory
 * behind.
 */
static void tee_test_context_leaves_nothing(struct kunit *test)
{
	struct tee_context_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx;

	tee_watch_begin(test);
	tee_client_close_context(tee_fake_open(fake));
	fake->result[TEE_FAKE_OPEN] = -EIO;
	ctx = tee_client_open_context(NULL, tee_fake_match, fake, NULL);
	KUNIT_EXPECT_TRUE(test, IS_ERR(ctx));
	fake->release_hook = alloc_in_release;
	fake->result[TEE_FAKE_OPEN] = 0;
	tee_client_close_context(tee_fake_open(fake));
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
}

static int tee_context_init(struct kunit *test)
{
	struct tee_context_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->fake = tee_fake_new(test);
	test->priv = priv;
	return 0;
}

static struct kunit_case tee_context_cases[] = {
	KUNIT_CASE(tee_test_context_open_close),
	KUNIT_CASE(tee_test_context_two_of_a_device),
	KUNIT_CASE(tee_test_context_version),
	KUNIT_CASE(tee_test_context_no_match),
	KUNIT_CASE(tee_test_context_start_iterates),
	KUNIT_CASE(tee_test_context_skips_device_that_fails),
	KUNIT_CASE(tee_test_context_open_fails),
	KUNIT_CASE(tee_test_context_open_no_memory),
	KUNIT_CASE(tee_test_context_kernel_supp_nowait),
	KUNIT_CASE(tee_test_context_of_the_driver),
	KUNIT_CASE(tee_test_context_outlived_by_shm),
	KUNIT_CASE(tee_test_context_closed_before_release),
	KUNIT_CASE(tee_test_context_closed_once),
	KUNIT_CASE(tee_test_context_held_by_driver),
	KUNIT_CASE(tee_test_context_shm_in_release),
	KUNIT_CASE(tee_test_context_leaves_nothing),
	{}
};

static struct kunit_suite tee_context_suite = {
	.name = "tee_context",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_context_init,
	.test_cases = tee_context_cases,
};

kunit_test_suite(tee_context_suite);

MODULE_DESCRIPTION("KUnit suite for TEE contexts");
MODULE_LICENSE("GPL");
