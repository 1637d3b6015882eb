// SPDX-License-Identifier: GPL-2.0-only
/* Registration and removal of TEE devices, and what they look like meanwhile. */
#include <kunit/test.h>
#include <linux/ctype.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "support/compat.h"
#include "support/fake_driver.h"
#include "support/thread.h"
#include "support/leak_watch.h"

/* TEE_NUM_DEVICES of the TEE core is 32, one half for privileged devices */
#define TEE_DEVICES_A_KIND	16

/* TEE_REVISION_STR_SIZE of linux/tee_core.h, which older ones don't have */
#define REVISION_SIZE		128

struct tee_device_priv {
	struct tee_fake *fake;
};

struct tee_desc_case {
	const char *what;
	size_t op_offset;
	bool no_name;
	bool no_ops;
};

static const struct tee_desc_case desc_cases[] = {
	{ "no name", 0, true, false },
	{ "no operations", 0, false, true },
	{ "no get_version", offsetof(struct tee_driver_ops, get_version) },
	{ "no open", offsetof(struct tee_driver_ops, open) },
	{ "no release", offsetof(struct tee_driver_ops, release) },
};

KUNIT_ARRAY_PARAM_DESC(tee_desc, desc_cases, what);

/*
 * A descriptor without a name, without operations or without one of the three
 * operations that each driver needs is refused.
 */
static void tee_test_device_alloc_refuses_bad_desc(struct kunit *test)
{
	const struct tee_desc_case *c = test->param_value;
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;

	if (c->no_name)
		fake->desc.name = NULL;
	else if (c->no_ops)
		fake->desc.ops = NULL;
	else
		*(void **)((void *)&fake->ops + c->op_offset) = NULL;

	KUNIT_EXPECT_EQ(test, tee_fake_register(fake), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(tee_device_alloc(NULL, NULL, NULL, NULL)),
			-EINVAL);
}

/*
 * All operations but get_version, open and release may be missing: the device
 * registers and contexts open.
 */
static void tee_test_device_register_needs_three_ops(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_driver_ops all = fake->ops;

	memset(&fake->ops, 0, sizeof(fake->ops));
	fake->ops.get_version = all.get_version;
	fake->ops.open = all.open;
	fake->ops.release = all.release;
	KUNIT_ASSERT_EQ(test, tee_fake_register(fake), 0);
	tee_client_close_context(tee_fake_open(fake));
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
}

/*
 * A device can be removed that was allocated and never registered, and NULL
 * can be removed.
 */
static void tee_test_device_unregister_before_register(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;

	fake->teedev = tee_device_alloc(&fake->desc, fake->parent, fake->pool,
					fake);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake->teedev);
	tee_fake_unregister(fake);
	KUNIT_EXPECT_NULL(test, fake->teedev);
	tee_device_unregister(NULL);
}

/*
 * A device that is allocated, but not registered yet, is found by no client.
 */
static void tee_test_device_hidden_before_register(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx;

	fake->teedev = tee_device_alloc(&fake->desc, fake->parent, fake->pool,
					fake);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake->teedev);
	ctx = tee_client_open_context(NULL, tee_fake_match, fake, NULL);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(ctx), -ENOENT);
	KUNIT_ASSERT_EQ(test, tee_device_register(fake->teedev), 0);
	tee_client_close_context(tee_fake_open(fake));
}

/*
 * A second registration of the same device is refused and does the first one
 * no harm.
 */
static void tee_test_device_register_twice(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;

	KUNIT_ASSERT_EQ(test, tee_fake_register(fake), 0);
	KUNIT_EXPECT_EQ(test, tee_device_register(fake->teedev), -EINVAL);
	tee_client_close_context(tee_fake_open(fake));
}

/*
 * The driver's data, given to tee_device_alloc(), comes back from
 * tee_get_drvdata() before and after registration.
 */
static void tee_test_device_keeps_driver_data(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;

	fake->teedev = tee_device_alloc(&fake->desc, fake->parent, fake->pool,
					fake);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake->teedev);
	KUNIT_EXPECT_PTR_EQ(test, tee_get_drvdata(fake->teedev), (void *)fake);
	KUNIT_ASSERT_EQ(test, tee_device_register(fake->teedev), 0);
	KUNIT_EXPECT_PTR_EQ(test, tee_get_drvdata(fake->teedev), (void *)fake);
}

/*
 * Client devices are named teeN, privileged ones teeprivN, and each name goes
 * back with its device.
 */
static void tee_test_device_names(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *client = priv->fake;
	struct tee_fake *supp = tee_fake_alloc(test);
	char name[TEE_MAX_DEV_NAME_LEN];

	supp->desc.flags = TEE_DESC_PRIVILEGED;
	KUNIT_ASSERT_EQ(test, tee_fake_register(client), 0);
	KUNIT_ASSERT_EQ(test, tee_fake_register(supp), 0);

	strscpy(name, dev_name(&client->teedev->dev));
	KUNIT_EXPECT_TRUE(test, str_has_prefix(name, "tee"));
	KUNIT_EXPECT_TRUE(test, isdigit(name[strlen("tee")]));
	KUNIT_EXPECT_TRUE(test, str_has_prefix(dev_name(&supp->teedev->dev),
					       "teepriv"));

	tee_fake_unregister(client);
	KUNIT_ASSERT_EQ(test, tee_fake_register(client), 0);
	KUNIT_EXPECT_STREQ(test, dev_name(&client->teedev->dev), name);
}

/* Allocate devices of one kind until none is left; how many there were */
static int alloc_all(struct tee_fake *fake, struct tee_device **devs)
{
	int num = 0;

	while (num < TEE_DEVICES_A_KIND) {
		devs[num] = tee_device_alloc(&fake->desc, fake->parent, NULL,
					     fake);
		if (IS_ERR(devs[num]))
			break;
		num++;
	}
	return num;
}

static void free_all(struct tee_device **devs, int num)
{
	while (num)
		tee_device_unregister(devs[--num]);
}

/*
 * There are numbers for a bounded count of client devices: the next one gets an
 * error, and the number of a device that went is given out again.
 */
static void tee_test_device_numbers_run_out(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_device *devs[TEE_DEVICES_A_KIND];
	struct tee_device *more;
	int num = alloc_all(fake, devs);
	int n;

	KUNIT_EXPECT_GT(test, num, 1);
	for (n = 1; n < num; n++)
		KUNIT_EXPECT_STRNEQ(test, dev_name(&devs[n - 1]->dev),
				    dev_name(&devs[n]->dev));
	more = tee_device_alloc(&fake->desc, fake->parent, NULL, fake);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(more), -ENOMEM);

	tee_device_unregister(devs[--num]);
	more = tee_device_alloc(&fake->desc, fake->parent, NULL, fake);
	KUNIT_EXPECT_FALSE(test, IS_ERR(more));
	if (!IS_ERR(more))
		tee_device_unregister(more);
	free_all(devs, num);
}

/*
 * Running out of numbers for client devices takes no number away from a
 * privileged device that is in use: no two devices ever have the same one.
 */
static void tee_test_device_numbers_stay_unique(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *client = priv->fake;
	struct tee_fake *supp = tee_fake_alloc(test);
	struct tee_device *devs[TEE_DEVICES_A_KIND];
	struct tee_device *first, *second;
	int num;

	supp->desc.flags = TEE_DESC_PRIVILEGED;
	first = tee_device_alloc(&supp->desc, supp->parent, NULL, supp);
	KUNIT_ASSERT_FALSE(test, IS_ERR(first));
	num = alloc_all(client, devs);
	KUNIT_EXPECT_TRUE(test, IS_ERR(tee_device_alloc(&client->desc,
							client->parent, NULL,
							client)));

	second = tee_device_alloc(&supp->desc, supp->parent, NULL, supp);
	KUNIT_EXPECT_FALSE(test, IS_ERR(second));
	if (!IS_ERR(second)) {
		KUNIT_EXPECT_STRNEQ(test, dev_name(&first->dev),
				    dev_name(&second->dev));
		KUNIT_EXPECT_NE(test, first->dev.devt, second->dev.devt);
		tee_device_unregister(second);
	}
	free_all(devs, num);
	tee_device_unregister(first);
}

/*
 * tee_device_unregister() waits for the last context, which works until it is
 * closed, while new clients find the device no more.
 */
static void tee_test_device_unregister_waits_for_context(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_ioctl_invoke_arg arg = { .func = 7 };
	struct tee_context *ctx, *late;
	struct tee_task *task;

	KUNIT_ASSERT_EQ(test, tee_fake_register(fake), 0);
	ctx = tee_fake_open(fake);
	task = tee_task_start(test, tee_fake_remove, fake);
	while (device_is_registered(&fake->teedev->dev) && tee_task_settle(task))
		;
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task));

	KUNIT_EXPECT_EQ(test, tee_client_invoke_func(ctx, &arg, NULL), 0);
	late = tee_client_open_context(NULL, tee_fake_match, fake, NULL);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(late), -ENOENT);
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task));

	tee_client_close_context(ctx);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
}

/*
 * Shared memory that outlives its context holds the device as well: the driver
 * can take it back before tee_device_unregister() returns.
 */
static void tee_test_device_unregister_waits_for_shm(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	struct tee_context *ctx;
	struct tee_task *task;
	struct tee_shm *shm;

	KUNIT_ASSERT_EQ(test, tee_fake_register(fake), 0);
	ctx = tee_fake_open(fake);
	shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	tee_client_close_context(ctx);
	KUNIT_ASSERT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);

	task = tee_task_start(test, tee_fake_remove, fake);
	while (device_is_registered(&fake->teedev->dev) && tee_task_settle(task))
		;
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task));
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 0);

	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_POOL_FREE), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
}

static ssize_t marker_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "marker\n");
}
static DEVICE_ATTR_RO(marker);

static struct attribute *tee_device_attrs[] = {
	&dev_attr_marker.attr,
	NULL
};
ATTRIBUTE_GROUPS(tee_device);

/* An attribute that the class gives to each device, NULL if there is none */
static struct device_attribute *find_attr(struct tee_fake *fake,
					  const char *name)
{
	const struct attribute_group *const *group;
	struct attribute **attr;

	group = fake->teedev->dev.class->dev_groups;
	for (; group && *group; group++)
		for (attr = (*group)->attrs; *attr; attr++)
			if (!strcmp((*attr)->name, name))
				return container_of(*attr,
						    struct device_attribute,
						    attr);
	return NULL;
}

static bool has_file(struct tee_fake *fake, const char *name)
{
	struct kernfs_node *node;

	node = sysfs_get_dirent(fake->teedev->dev.kobj.sd, name);
	sysfs_put(node);
	return node;
}

/*
 * Attribute groups that a driver sets before registration appear with the
 * device, beside those of the class.
 */
static void tee_test_device_dev_groups(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;

	fake->teedev = tee_device_alloc(&fake->desc, fake->parent, fake->pool,
					fake);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake->teedev);
	tee_device_set_dev_groups(fake->teedev, tee_device_groups);
	KUNIT_ASSERT_EQ(test, tee_device_register(fake->teedev), 0);

	KUNIT_EXPECT_TRUE(test, has_file(fake, "marker"));
	KUNIT_EXPECT_TRUE(test, has_file(fake, "implementation_id"));
}

/*
 * The attribute implementation_id shows, in decimal, what the driver's
 * get_version says.
 */
static void tee_test_device_implementation_id(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	char *page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	struct device_attribute *found;
	char want[16];

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, tee_fake_register(fake), 0);
	found = find_attr(fake, "implementation_id");
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_GT(test, found->show(&fake->teedev->dev, found, page), 0);
	snprintf(want, sizeof(want), "%d\n", fake->vers.impl_id);
	KUNIT_EXPECT_STREQ(test, page, want);
}

/*
 * The attribute revision shows what get_tee_revision writes, up to the longest
 * that there is room for, and gives its error.
 */
static void tee_test_device_revision(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	char *page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	char longest[REVISION_SIZE];
	struct device_attribute *found;

	KUNIT_ASSERT_NOT_NULL(test, page);
	if (!tee_fake_set_revision(fake, "4.5 (0x3c1f)"))
		kunit_skip(test, "this core doesn't ask for a revision");
	KUNIT_ASSERT_EQ(test, tee_fake_register(fake), 0);
	KUNIT_EXPECT_TRUE(test, has_file(fake, "revision"));
	found = find_attr(fake, "revision");
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_EQ(test, found->show(&fake->teedev->dev, found, page), 13);
	KUNIT_EXPECT_STREQ(test, page, "4.5 (0x3c1f)\n");

	memset(longest, 'r', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = 0;
	fake->revision = longest;
	KUNIT_EXPECT_EQ(test, found->show(&fake->teedev->dev, found, page),
			sizeof(longest));
	KUNIT_EXPECT_EQ(test, strspn(page, "r"), sizeof(longest) - 1);

	fake->result[TEE_FAKE_GET_REVISION] = -EAGAIN;
	KUNIT_EXPECT_EQ(test, found->show(&fake->teedev->dev, found, page),
			-EAGAIN);
}

/*
 * A device whose driver says no revision doesn't have that attribute, and has
 * the other.
 */
static void tee_test_device_no_revision(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;

	KUNIT_ASSERT_EQ(test, tee_fake_register(priv->fake), 0);
	KUNIT_EXPECT_FALSE(test, has_file(priv->fake, "revision"));
	KUNIT_EXPECT_TRUE(test, has_file(priv->fake, "implementation_id"));
}

/*
 * A device may have no pool: what has to be allocated is refused, in the kernel
 * and for user space, all else works, registered memory too.
 */
static void tee_test_device_without_pool(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	void *buf = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	struct tee_ioctl_invoke_arg arg = {};
	struct tee_context *ctx;
	struct tee_shm *shm;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	if (!compat_close_context(&fake->ops))
		kunit_skip(test, "this core wants a pool");
	fake->pool = NULL;
	KUNIT_ASSERT_EQ(test, tee_fake_register(fake), 0);
	ctx = tee_fake_open(fake);
	KUNIT_EXPECT_EQ(test, tee_client_invoke_func(ctx, &arg, NULL), 0);
	shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EINVAL);
	shm = tee_shm_alloc_priv_buf(ctx, 64);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EINVAL);

	shm = tee_shm_register_kernel_buf(ctx, buf, PAGE_SIZE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(test, tee_fake_shms(fake), 1);
	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_shms(fake), 0);
	tee_client_close_context(ctx);
}

/*
 * Registration and removal give back all that they took, however often they
 * are repeated.
 */
static void tee_test_device_leaves_nothing(struct kunit *test)
{
	struct tee_device_priv *priv = test->priv;
	struct tee_device *teedev;
	int rounds = 4;

	/* What the device model keeps for itself is there after the first */
	KUNIT_ASSERT_EQ(test, tee_fake_register(priv->fake), 0);
	tee_fake_unregister(priv->fake);

	while (rounds--) {
		tee_watch_begin(test);
		teedev = tee_device_alloc(&priv->fake->desc, priv->fake->parent,
					  priv->fake->pool, priv->fake);
		KUNIT_EXPECT_FALSE(test, IS_ERR(teedev));
		if (!IS_ERR(teedev)) {
			KUNIT_EXPECT_EQ(test, tee_device_register(teedev), 0);
			tee_device_unregister(teedev);
		}
		tee_watch_end(test);
	}
}

static int tee_device_init(struct kunit *test)
{
	struct tee_device_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->fake = tee_fake_alloc(test);
	test->priv = priv;
	return 0;
}

static struct kunit_case tee_device_cases[] = {
	KUNIT_CASE_PARAM(tee_test_device_alloc_refuses_bad_desc,
			 tee_desc_gen_params),
	KUNIT_CASE(tee_test_device_register_needs_three_ops),
	KUNIT_CASE(tee_test_device_unregister_before_register),
	KUNIT_CASE(tee_test_device_hidden_before_register),
	KUNIT_CASE(tee_test_device_register_twice),
	KUNIT_CASE(tee_test_device_keeps_driver_data),
	KUNIT_CASE(tee_test_device_names),
	KUNIT_CASE(tee_test_device_numbers_run_out),
	KUNIT_CASE(tee_test_device_numbers_stay_unique),
	KUNIT_CASE(tee_test_device_unregister_waits_for_context),
	KUNIT_CASE(tee_test_device_unregister_waits_for_shm),
	KUNIT_CASE(tee_test_device_dev_groups),
	KUNIT_CASE(tee_test_device_implementation_id),
	KUNIT_CASE(tee_test_device_revision),
	KUNIT_CASE(tee_test_device_no_revision),
	KUNIT_CASE(tee_test_device_without_pool),
	KUNIT_CASE(tee_test_device_leaves_nothing),
	{}
};

static struct kunit_suite tee_device_suite = {
	.name = "tee_device",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_device_init,
	.test_cases = tee_device_cases,
};

kunit_test_suite(tee_device_suite);

MODULE_DESCRIPTION("KUnit suite for TEE devices");
MODULE_LICENSE("GPL");
