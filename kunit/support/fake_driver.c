// SPDX-License-Identifier: GPL-2.0-only
/*
 * The recording TEE driver of the TEE core suites: its life, its account of
 * what is open, and what a test steers it with. The operations themselves are
 * in fake_driver_ops.c.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/slab.h>

#include "fake_driver.h"
#include "fake_driver_ops.h"
#include "thread.h"

/* Implementation ids of fakes: a range that no TEE uses */
#define TEE_FAKE_IMPL_ID	0x7eef0000
#define TEE_FAKE_IMPL_MASK	0x0000ffff

/* One step of a wait for something that other threads do */
#define TEE_FAKE_POLL_MS	1

static atomic_t tee_fake_serial;

static int count_used(void **slot, size_t stride)
{
	int used = 0;
	int n;

	for (n = 0; n < TEE_FAKE_MAX_OBJECTS; n++) {
		if (*slot)
			used++;
		slot = (void *)slot + stride;
	}
	return used;
}

int tee_fake_calls(struct tee_fake *fake, enum tee_fake_op op)
{
	return atomic_read(&fake->calls[op]);
}

int tee_fake_contexts(struct tee_fake *fake)
{
	return count_used((void **)fake->ctx, sizeof(fake->ctx[0]));
}

int tee_fake_sessions(struct tee_fake *fake)
{
	return count_used((void **)&fake->session[0].ctx,
			  sizeof(fake->session[0]));
}

int tee_fake_shms(struct tee_fake *fake)
{
	return count_used((void **)fake->shm, sizeof(fake->shm[0]));
}

bool tee_fake_wait_calls(struct tee_fake *fake, enum tee_fake_op op, int n)
{
	unsigned long end = jiffies + msecs_to_jiffies(TEE_WAIT_LIMIT_MS);

	while (tee_fake_calls(fake, op) < n) {
		if (time_after(jiffies, end))
			return false;
		msleep(TEE_FAKE_POLL_MS);
	}
	return true;
}

void tee_fake_park(struct tee_fake *fake, enum tee_fake_op op)
{
	struct tee_fake_gate *gate = &fake->gate[op];

	reinit_completion(&gate->entered);
	reinit_completion(&gate->leave);
	WRITE_ONCE(gate->armed, true);
}

bool tee_fake_parked(struct tee_fake *fake, enum tee_fake_op op)
{
	return wait_for_completion_timeout(&fake->gate[op].entered,
					   msecs_to_jiffies(TEE_WAIT_LIMIT_MS));
}

void tee_fake_unpark(struct tee_fake *fake, enum tee_fake_op op)
{
	WRITE_ONCE(fake->gate[op].armed, false);
	complete_all(&fake->gate[op].leave);
}

int tee_fake_match(struct tee_ioctl_version_data *vers, const void *data)
{
	const struct tee_fake *fake = data;

	return vers->impl_id == fake->vers.impl_id;
}

struct tee_context *tee_fake_open(struct tee_fake *fake)
{
	struct tee_context *ctx;

	ctx = tee_client_open_context(NULL, tee_fake_match, fake, NULL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(fake->test, ctx);
	KUNIT_ASSERT_PTR_EQ(fake->test, ctx->teedev, fake->teedev);
	return ctx;
}

int tee_fake_remove(void *data)
{
	struct tee_fake *fake = data;

	tee_device_unregister(fake->teedev);
	fake->teedev = NULL;
	return 0;
}

void tee_fake_unregister(struct tee_fake *fake)
{
	struct tee_task *task;

	if (!fake->teedev)
		return;

	/* In a thread of its own: a lost reference makes it wait for ever */
	task = tee_task_start(fake->test, tee_fake_remove, fake);
	if (tee_task_wait(task)) {
		tee_task_join(task);
		return;
	}
	KUNIT_FAIL(fake->test, "tee_device_unregister() still waits: %d contexts, %d shm open",
		   tee_fake_contexts(fake), tee_fake_shms(fake));
	tee_task_abandon(task);
}

static void destroy_fake(void *data)
{
	struct tee_fake *fake = data;
	struct kunit *test = fake->test;
	enum tee_fake_op op;

	for (op = 0; op < TEE_FAKE_NUM_OPS; op++)
		tee_fake_unpark(fake, op);

	tee_fake_unregister(fake);
	KUNIT_EXPECT_EQ_MSG(test, tee_fake_contexts(fake), 0, "contexts left");
	KUNIT_EXPECT_EQ_MSG(test, tee_fake_sessions(fake), 0, "sessions left");
	KUNIT_EXPECT_EQ_MSG(test, tee_fake_shms(fake), 0,
			    "shared memory left registered");
	/* With the device stuck, whoever holds it may still call the fake */
	if (fake->teedev)
		return;
	root_device_unregister(fake->parent);
	kfree(fake);
}

struct tee_fake *tee_fake_alloc(struct kunit *test)
{
	u32 serial = atomic_inc_return(&tee_fake_serial) & TEE_FAKE_IMPL_MASK;
	struct tee_fake *fake = kzalloc(sizeof(*fake), GFP_KERNEL);
	char name[32];
	int n;

	KUNIT_ASSERT_NOT_NULL(test, fake);
	snprintf(name, sizeof(name), "tee-fake-%u", serial);
	fake->parent = root_device_register(name);
	if (IS_ERR(fake->parent)) {
		kfree(fake);
		KUNIT_FAIL_AND_ABORT(test, "no parent device");
	}

	fake->test = test;
	fake->ops = tee_fake_ops;
	fake->desc.name = "tee-fake";
	fake->desc.ops = &fake->ops;
	fake->dyn_pool.ops = &tee_fake_pool_ops;
	fake->dyn_pool.private_data = fake;
	fake->pool = &fake->dyn_pool;
	fake->vers.impl_id = TEE_FAKE_IMPL_ID | serial;
	fake->vers.gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM;
	fake->session_id = 1;
	spin_lock_init(&fake->lock);
	for (n = 0; n < TEE_FAKE_NUM_OPS; n++) {
		init_completion(&fake->gate[n].entered);
		init_completion(&fake->gate[n].leave);
	}

	n = kunit_add_action_or_reset(test, destroy_fake, fake);
	KUNIT_ASSERT_EQ(test, n, 0);
	return fake;
}

int tee_fake_register(struct tee_fake *fake)
{
	struct tee_device *teedev;
	int rc;

	teedev = tee_device_alloc(&fake->desc, fake->parent, fake->pool, fake);
	if (IS_ERR(teedev))
		return PTR_ERR(teedev);

	rc = tee_device_register(teedev);
	if (rc) {
		tee_device_unregister(teedev);
		return rc;
	}
	fake->teedev = teedev;
	return 0;
}

struct tee_fake *tee_fake_new(struct kunit *test)
{
	struct tee_fake *fake = tee_fake_alloc(test);

	KUNIT_ASSERT_EQ(test, tee_fake_register(fake), 0);
	return fake;
}
