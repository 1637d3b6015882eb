// SPDX-License-Identifier: GPL-2.0-only
/*
 * tee_bnxt_fw, by which the driver of Broadcom's network cards has a card's firmware
 * booted and its core dump read, on the driver under test: the two functions that it
 * exports, with Broadcom's TA behind them. There is no card.
 */
#include <linux/firmware/broadcom/tee_bnxt_fw.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>
#include "client.h"

#define ROOM	SZ_4M	/* the client's memory, in pieces of which it copies */
#define GUARD	16
#define ROUNDS	100	/* calls of the TA for nothing, then it ends */
#define UNTOUCHED 0xc5

/**
 * struct bnxt - the network driver, as far as it calls the client
 * @task:	makes its calls
 * @buf:	where a dump goes, with GUARD bytes behind it
 * @offset:	from where
 * @size:	of how many bytes
 */
struct bnxt {
	struct optee_task task;
	u8 *buf;
	u32 offset, size;
};

#define to_bnxt(t) container_of(t, struct bnxt, task)

static int op_load(struct optee_task *task)
{
	return tee_bnxt_fw_load();
}

static int op_dump(struct optee_task *task)
{
	struct bnxt *b = to_bnxt(task);

	return tee_bnxt_copy_coredump(b->buf, b->offset, b->size);
}

static int op_release(struct optee_task *task)
{
	struct bnxt *b = to_bnxt(task);

	vfree(b->buf);
	b->buf = NULL;
	return 0;
}

static struct bnxt *bnxt_new(struct optee_setup *setup)
{
	struct bnxt *b = kzalloc(sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, b);
	b->task.release = op_release;
	optee_task_init(setup, &b->task, "optee_bnxt");
	return b;
}

static struct bnxt *bnxt_boot(struct kunit *test)
{
	optee_boot_ok(test->priv, optee_client_config(test, 4, MONITOR_TA_BNXT), NULL);
	return bnxt_new(test->priv);
}

static int load(struct bnxt *b)
{
	return optee_task_run(&b->task, op_load);
}

/* Copy @size bytes from @offset of the core dump: 0 or an errno. What is behind them stays. */
static int dump(struct bnxt *b, u32 offset, u32 size)
{
	struct kunit *test = b->task.setup->test;
	int rc;

	vfree(b->buf);
	b->buf = vmalloc(size + GUARD);
	KUNIT_ASSERT_NOT_NULL(test, b->buf);
	memset(b->buf, UNTOUCHED, size + GUARD);
	b->offset = offset;
	b->size = size;
	rc = optee_task_run(&b->task, op_dump);
	KUNIT_EXPECT_NULL(test, memchr_inv(b->buf + size, UNTOUCHED, GUARD));
	return rc;
}

/* The first byte that is not that of the dump after so many boots, or @b->size */
static u32 first_wrong(const struct bnxt *b, u32 boots)
{
	u32 i;

	for (i = 0; i < b->size; i++)
		if (b->buf[i] != monitor_bnxt_dump(boots, b->offset + i))
			break;
	return i;
}

/* Of the calls of @func, after @skip of them, one does @action. */
static void once(struct kunit *test, u32 func, u32 skip, enum monitor_action action, u64 a, u64 b)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = func, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .skip = skip, .count = 1, .action = action,
		.value = { a, b },
	};

	optee_rule(test, &rule);
}

/*
 * The firmware is booted by one call of the TA, each time that it is asked for.
 */
static void optee_test_bnxt_load(struct kunit *test)
{
	struct bnxt *b = bnxt_boot(test);

	KUNIT_EXPECT_EQ(test, load(b), 0);
	KUNIT_EXPECT_EQ(test, load(b), 0);
	KUNIT_EXPECT_EQ(test, monitor_ta_calls(monitor_current(), MONITOR_TA_BNXT), 2);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 1), 0);
	KUNIT_EXPECT_EQ(test, first_wrong(b, 2), 1);
}

/*
 * The TA finds no firmware: an error, and none when there is one.
 */
static void optee_test_bnxt_load_refused(struct kunit *test)
{
	struct bnxt *b = bnxt_boot(test);

	once(test, TA_BNXT_FASTBOOT, 0, MONITOR_DO_RETURN, TEEC_ERROR_ITEM_NOT_FOUND,
	     TEEC_ORIGIN_TRUSTED_APP);
	KUNIT_EXPECT_EQ(test, load(b), -EINVAL);
	KUNIT_EXPECT_EQ(test, load(b), 0);
}

static const struct piece {
	const char *name;
	u32 offset, size;
} pieces[] = {
	{ "nothing", 5, 0 },
	{ "a byte", 4095, 1 },
	{ "across a page", 4095, 4098 },
	{ "the client's memory", 0, ROOM },
	{ "a byte more than that", 3, ROOM + 1 },
	{ "the last bytes", MONITOR_BNXT_DUMP - 9, 9 },
	{ "all", 0, MONITOR_BNXT_DUMP },
};

KUNIT_ARRAY_PARAM_DESC(pieces, pieces, name);

/*
 * A piece of the core dump is what the TA has there, in as many calls as the client's
 * memory is too small for it, and nothing is written behind it.
 */
static void optee_test_bnxt_dump(struct kunit *test)
{
	const struct piece *piece = test->param_value;
	struct bnxt *b = bnxt_boot(test);

	KUNIT_ASSERT_EQ(test, load(b), 0);
	KUNIT_ASSERT_EQ(test, dump(b, piece->offset, piece->size), 0);
	KUNIT_EXPECT_EQ(test, first_wrong(b, 1), piece->size);
	KUNIT_EXPECT_EQ(test, monitor_ta_calls(monitor_current(), MONITOR_TA_BNXT),
			1 + DIV_ROUND_UP(piece->size, ROOM));
}

/*
 * There is no dump before firmware has run, and none behind its end.
 */
static void optee_test_bnxt_no_dump(struct kunit *test)
{
	struct bnxt *b = bnxt_boot(test);

	KUNIT_EXPECT_EQ(test, dump(b, 0, 16), -EINVAL);
	KUNIT_ASSERT_EQ(test, load(b), 0);
	KUNIT_EXPECT_EQ(test, dump(b, MONITOR_BNXT_DUMP - 9, 10), -EINVAL);
	KUNIT_EXPECT_EQ(test, dump(b, 0xfffffff0, 32), -EINVAL);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 16), 0);
}

/*
 * The TA fails at the second of three pieces: an error, and the dump when it works again.
 */
static void optee_test_bnxt_dump_fails_late(struct kunit *test)
{
	struct bnxt *b = bnxt_boot(test);

	KUNIT_ASSERT_EQ(test, load(b), 0);
	once(test, TA_BNXT_COPY_COREDUMP, 1, MONITOR_DO_RETURN, TEEC_ERROR_GENERIC,
	     TEEC_ORIGIN_TRUSTED_APP);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 2 * ROOM + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 2 * ROOM + 1), 0);
	KUNIT_EXPECT_EQ(test, first_wrong(b, 1), 2 * ROOM + 1);
}

/*
 * The TA panics: its session is dead, and the client's calls fail until it is bound again.
 * What the TA kept lasts.
 */
static void optee_test_bnxt_panic(struct kunit *test)
{
	struct bnxt *b = bnxt_boot(test);

	KUNIT_ASSERT_EQ(test, load(b), 0);
	once(test, TA_BNXT_COPY_COREDUMP, 0, MONITOR_DO_PANIC, 0, 0);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 16), -EINVAL);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 16), -EINVAL);
	KUNIT_EXPECT_EQ(test, load(b), -EINVAL);
	optee_unbind(test->priv);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 16), 0);
	KUNIT_EXPECT_EQ(test, first_wrong(b, 1), 16);
}

/*
 * Without the driver the client's functions say that there is no device; bound again, they work.
 */
static void optee_test_bnxt_rebind(struct kunit *test)
{
	struct bnxt *b = bnxt_boot(test);

	optee_unbind(test->priv);
	KUNIT_EXPECT_EQ(test, load(b), -ENODEV);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 16), -ENODEV);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_EQ(test, load(b), 0);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 16), 0);
}

/*
 * OP-TEE lists no such TA: there is no device, and the driver works.
 */
static void optee_test_bnxt_without_ta(struct kunit *test)
{
	struct bnxt *b;

	optee_boot_threads(test->priv, 4);
	b = bnxt_new(test->priv);
	KUNIT_EXPECT_EQ(test, load(b), -ENODEV);
	KUNIT_EXPECT_EQ(test, dump(b, 0, 16), -ENODEV);
	optee_client_alive(test->priv);
}

/*
 * The TA is there and fails as the client opens a session: the client doesn't bind, its
 * functions say so, and they work when it is bound later.
 */
static void optee_test_bnxt_failed_probe(struct kunit *test)
{
	struct bnxt *b = bnxt_boot(test);
	/* The first session is the driver's, with the device pseudo-TA. */
	struct monitor_rule rule = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_OPEN_SESSION, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .skip = 1, .count = 1, .action = MONITOR_DO_RETURN,
		.value = { TEEC_ERROR_OUT_OF_MEMORY, TEEC_ORIGIN_TEE },
	};

	optee_unbind(test->priv);
	optee_rule(test, &rule);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_EQ(test, load(b), -ENODEV);
	optee_unbind(test->priv);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_EQ(test, load(b), 0);
}

/*
 * The TA says of the first of two pieces that it has put nothing into the memory: the call
 * ends by itself, with no more calls of the TA than there are pieces.
 */
static void optee_test_bnxt_no_progress(struct kunit *test)
{
	struct monitor_rule empty = {
		.point = MONITOR_AT_INVOKE, .func = TA_BNXT_COPY_COREDUMP, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_PARAM_B, 0, 0 },
	};
	struct bnxt *b = bnxt_boot(test);
	u32 calls;

	KUNIT_ASSERT_EQ(test, load(b), 0);
	optee_rule(test, &empty);
	/* An error ends it for certain. */
	once(test, TA_BNXT_COPY_COREDUMP, ROUNDS, MONITOR_DO_RETURN, TEEC_ERROR_GENERIC,
	     TEEC_ORIGIN_TRUSTED_APP);
	calls = monitor_ta_calls(monitor_current(), MONITOR_TA_BNXT);
	dump(b, 0, 2 * ROOM);
	calls = monitor_ta_calls(monitor_current(), MONITOR_TA_BNXT) - calls;
	KUNIT_EXPECT_LE(test, calls, 2);
}

static struct kunit_case bnxt_tests[] = {
	KUNIT_CASE(optee_test_bnxt_load),
	KUNIT_CASE(optee_test_bnxt_load_refused),
	KUNIT_CASE_PARAM(optee_test_bnxt_dump, pieces_gen_params),
	KUNIT_CASE(optee_test_bnxt_no_dump),
	KUNIT_CASE(optee_test_bnxt_dump_fails_late),
	KUNIT_CASE(optee_test_bnxt_panic),
	KUNIT_CASE(optee_test_bnxt_rebind),
	KUNIT_CASE(optee_test_bnxt_without_ta),
	KUNIT_CASE(optee_test_bnxt_no_progress),
	KUNIT_CASE(optee_test_bnxt_failed_probe),
	{ }
};

static struct kunit_suite bnxt_suite = {
	.name = "optee_client_bnxt",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = bnxt_tests,
};

kunit_test_suite(bnxt_suite);

MODULE_DESCRIPTION("tee_bnxt_fw on the driver under test");
MODULE_LICENSE("GPL");
