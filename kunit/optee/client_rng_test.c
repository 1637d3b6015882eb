// SPDX-License-Identifier: GPL-2.0-only
/*
 * optee-rng, the kernel's own client of the RNG pseudo-TA, on the driver under test:
 * it binds, and /dev/hwrng gives what the secure world's generator gives.
 */
#include <linux/module.h>
#include <linux/uaccess.h>
#include "client.h"
#include "file.h"

#define SEED		0x0123456789abcdefULL
#define READ_SIZE	64
/* The hwrng core feeds the kernel's own pool too: bytes that a reader doesn't see. */
#define STREAM_SIZE	65536

static struct monitor_config *rng_config(struct kunit *test)
{
	struct monitor_config *config = optee_client_config(test, 4, MONITOR_TA_RNG);

	config->rng_seed = SEED;
	return config;
}

/* xorshift64 (Marsaglia 2003), a byte from the middle of each state */
static u8 rng_next(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state >> 32;
}

static bool in_stream(struct kunit *test, const u8 *bytes, size_t len)
{
	u8 *stream = kunit_kzalloc(test, STREAM_SIZE, GFP_KERNEL);
	u64 state = SEED;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, stream);
	for (i = 0; i < STREAM_SIZE; i++)
		stream[i] = rng_next(&state);
	for (i = 0; i + len <= STREAM_SIZE; i++)
		if (!memcmp(stream + i, bytes, len))
			return true;
	return false;
}

struct rng_reader {
	struct optee_task task;
	u8 bytes[READ_SIZE];
};

static int rng_op_read(struct optee_task *task)
{
	struct rng_reader *reader = container_of(task, struct rng_reader, task);
	u8 __user *mem = optee_user_alloc(PAGE_SIZE);
	struct file *file;
	loff_t pos = 0;
	ssize_t len;

	if (!mem)
		return -ENOMEM;
	file = optee_file_open("hwrng", O_RDONLY);
	if (IS_ERR(file))
		return PTR_ERR(file);
	len = file->f_op->read(file, mem, READ_SIZE, &pos);
	if (len > 0 && copy_from_user(reader->bytes, mem, READ_SIZE))
		len = -EFAULT;
	optee_file_close(file);
	return len;
}

static struct rng_reader *rng_reader(struct optee_setup *setup)
{
	struct rng_reader *reader = kzalloc(sizeof(*reader), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, reader);
	optee_task_init(setup, &reader->task, "optee_rng");
	return reader;
}

static bool rng_bound(void)
{
	struct device *dev = bus_find_next_device(&tee_bus_type, NULL);
	bool bound = dev && dev->driver;

	put_device(dev);
	return bound;
}

/*
 * The client binds to its TA's device, and what is read from /dev/hwrng is a piece of
 * the generator's stream.
 */
static void optee_test_rng_gives_the_stream(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct rng_reader *reader;

	optee_boot_ok(setup, rng_config(test), NULL);
	KUNIT_ASSERT_TRUE(test, rng_bound());
	reader = rng_reader(setup);
	KUNIT_ASSERT_EQ(test, optee_task_run(&reader->task, rng_op_read), READ_SIZE);
	KUNIT_EXPECT_TRUE(test, in_stream(test, reader->bytes, READ_SIZE));
}

/*
 * The same after the driver was removed and bound again; in between there is no /dev/hwrng
 * that gives anything.
 */
static void optee_test_rng_rebind(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct rng_reader *reader;

	optee_boot_ok(setup, rng_config(test), NULL);
	reader = rng_reader(setup);
	optee_unbind(setup);
	KUNIT_EXPECT_LT(test, optee_task_run(&reader->task, rng_op_read), 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_ASSERT_TRUE(test, rng_bound());
	KUNIT_ASSERT_EQ(test, optee_task_run(&reader->task, rng_op_read), READ_SIZE);
	KUNIT_EXPECT_TRUE(test, in_stream(test, reader->bytes, READ_SIZE));
}

/*
 * The TA isn't there: the client's probe fails, the driver's doesn't.
 */
static void optee_test_rng_without_ta(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = PTA_RNG_GET_INFO, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { TEEC_ERROR_NOT_SUPPORTED, TEEC_ORIGIN_TRUSTED_APP },
	};

	optee_boot_ok(setup, rng_config(test), NULL);
	optee_unbind(setup);
	optee_rule(test, &rule);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_FALSE(test, rng_bound());
	monitor_rules_clear(monitor_current());
	optee_client_alive(setup);
}

static struct kunit_case rng_tests[] = {
	KUNIT_CASE(optee_test_rng_gives_the_stream),
	KUNIT_CASE(optee_test_rng_rebind),
	KUNIT_CASE(optee_test_rng_without_ta),
	{ }
};

static struct kunit_suite rng_suite = {
	.name = "optee_rng",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = rng_tests,
};

kunit_test_suite(rng_suite);

MODULE_DESCRIPTION("optee-rng on the driver under test");
MODULE_LICENSE("GPL");
