// SPDX-License-Identifier: GPL-2.0-only
/*
 * tpm_ftpm_tee, the firmware TPM, on the driver under test: the kernel's own interface
 * to a TPM, and /dev/tpm0, with a TA behind them that is a small TPM.
 */
#include <crypto/sha2.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/tpm.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>
#include "client.h"
#include "file.h"

#define SEED		0x0123456789abcdefULL
#define PCR		5
#define GATE		1
#define RANDOM_MAX	128	/* bytes that the kernel asks a TPM for at once */
#define HEADER		10	/* tag, size, and command or response code */

/**
 * struct ftpm_user - who uses the TPM
 * @task:	makes the calls
 * @bytes:	random bytes, or a command and its response
 * @size:	how many are asked for, or in the command
 * @digest:	to extend a PCR by, or its value
 * @file:	/dev/tpm0, NULL: it is opened for each command
 */
struct ftpm_user {
	struct optee_task task;
	u8 bytes[RANDOM_MAX];
	size_t size;
	struct tpm_digest digest;
	struct file *file;
};

#define to_user(t) container_of(t, struct ftpm_user, task)

/* @fn on the kernel's default TPM, which newer kernels do not look for themselves */
static int on_default_chip(struct ftpm_user *user,
			   int (*fn)(struct tpm_chip *chip, struct ftpm_user *user))
{
	struct tpm_chip *chip = tpm_default_chip();
	int rc;

	if (!chip)
		return -ENODEV;
	rc = fn(chip, user);
	put_device(&chip->dev);
	return rc;
}

static int get_bytes(struct tpm_chip *chip, struct ftpm_user *user)
{
	return tpm_get_random(chip, user->bytes, user->size);
}

static int read_pcr(struct tpm_chip *chip, struct ftpm_user *user)
{
	return tpm_pcr_read(chip, PCR, &user->digest);
}

static int extend_pcr(struct tpm_chip *chip, struct ftpm_user *user)
{
	return tpm_pcr_extend(chip, PCR, &user->digest);
}

static int op_random(struct optee_task *task)
{
	return on_default_chip(to_user(task), get_bytes);
}

static int op_read_pcr(struct optee_task *task)
{
	return on_default_chip(to_user(task), read_pcr);
}

static int op_extend_pcr(struct optee_task *task)
{
	return on_default_chip(to_user(task), extend_pcr);
}

static int op_open(struct optee_task *task)
{
	struct ftpm_user *user = to_user(task);
	struct file *file = optee_file_open("tpm0", O_RDWR);

	if (IS_ERR(file))
		return PTR_ERR(file);
	user->file = file;
	return 0;
}

static int op_close(struct optee_task *task)
{
	struct ftpm_user *user = to_user(task);

	if (user->file)
		optee_file_close(user->file);
	user->file = NULL;
	return 0;
}

/* The response's size, or what write() or read() failed with */
static int write_and_read(struct ftpm_user *user)
{
	u8 __user *mem = optee_user_alloc(PAGE_SIZE);
	struct file *file = user->file;
	loff_t pos = 0;
	ssize_t len;

	if (!mem || copy_to_user(mem, user->bytes, user->size))
		return -ENOMEM;
	len = file->f_op->write(file, mem, user->size, &pos);
	if (len > 0)
		len = file->f_op->read(file, mem, sizeof(user->bytes), &pos);
	if (len > 0 && copy_from_user(user->bytes, mem, len))
		len = -EFAULT;
	optee_user_free(mem, PAGE_SIZE);
	return len;
}

/* As a program does with /dev/tpm0 */
static int op_command(struct optee_task *task)
{
	struct ftpm_user *user = to_user(task);
	int rc;

	if (user->file)
		return write_and_read(user);
	rc = op_open(task);
	if (!rc)
		rc = write_and_read(user);
	op_close(task);
	return rc;
}

static struct ftpm_user *user_new(struct optee_setup *setup)
{
	struct ftpm_user *user = kzalloc(sizeof(*user), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, user);
	user->digest.alg_id = TPM_ALG_SHA256;
	user->task.release = op_close;
	optee_task_init(setup, &user->task, "optee_ftpm");
	return user;
}

static struct ftpm_user *ftpm_boot(struct kunit *test)
{
	struct monitor_config *config = optee_client_config(test, 4, MONITOR_TA_FTPM);

	config->rng_seed = SEED;
	optee_boot_ok(test->priv, config, NULL);
	return user_new(test->priv);
}

/* Ask for @size random bytes: how many there were, or an errno */
static int get_random(struct ftpm_user *user, size_t size)
{
	user->size = size;
	return optee_task_run(&user->task, op_random);
}

/* Send a command of a header and @size bytes 0: as op_command() */
static int command(struct ftpm_user *user, u32 code, u32 size)
{
	memset(user->bytes, 0, sizeof(user->bytes));
	put_unaligned_be16(0x8001, user->bytes);
	put_unaligned_be32(HEADER + size, user->bytes + 2);
	put_unaligned_be32(code, user->bytes + 6);
	user->size = HEADER + size;
	return optee_task_run(&user->task, op_command);
}

static void extend(struct kunit *test, struct ftpm_user *user, u8 byte)
{
	memset(user->digest.digest, byte, SHA256_DIGEST_SIZE);
	KUNIT_ASSERT_EQ(test, optee_task_run(&user->task, op_extend_pcr), 0);
}

static const u8 *pcr(struct kunit *test, struct ftpm_user *user)
{
	KUNIT_ASSERT_EQ(test, optee_task_run(&user->task, op_read_pcr), 0);
	return user->digest.digest;
}

/* Of the commands that reach the TA, one does @action. */
static void once(struct kunit *test, enum monitor_action action, u64 a, u64 b)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = TA_FTPM_SUBMIT_COMMAND,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .count = 1, .action = action,
		.value = { a, b },
	};

	optee_rule(test, &rule);
}

/*
 * The client binds, and the chip is a TPM 2.0, started, with one bank of PCRs.
 */
static void optee_test_ftpm_probe(struct kunit *test)
{
	struct tpm_chip *chip;

	ftpm_boot(test);
	chip = tpm_default_chip();
	KUNIT_ASSERT_NOT_NULL(test, chip);
	KUNIT_EXPECT_EQ(test, tpm_is_tpm2(chip), 1);
	KUNIT_EXPECT_EQ(test, chip->nr_allocated_banks, 1);
	KUNIT_EXPECT_EQ(test, chip->allocated_banks[0].alg_id, TPM_ALG_SHA256);
	KUNIT_EXPECT_EQ(test, chip->allocated_banks[0].digest_size, SHA256_DIGEST_SIZE);
	put_device(&chip->dev);
}

static const size_t random_sizes[] = { 1, SHA256_DIGEST_SIZE, SHA256_DIGEST_SIZE + 1, RANDOM_MAX };

static void describe_size(const size_t *size, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu bytes", *size);
}

KUNIT_ARRAY_PARAM(random_sizes, random_sizes, describe_size);

/*
 * Random bytes are those of the TPM's generator, in as many commands as it takes.
 */
static void optee_test_ftpm_random(struct kunit *test)
{
	size_t i, size = *(const size_t *)test->param_value;
	struct ftpm_user *user = ftpm_boot(test);
	u64 state = SEED;
	u8 stream[RANDOM_MAX];
	u32 calls;

	calls = monitor_ta_calls(monitor_current(), MONITOR_TA_FTPM);
	KUNIT_ASSERT_EQ(test, get_random(user, size), size);
	for (i = 0; i < size; i++)
		stream[i] = monitor_rng_next(&state);
	KUNIT_EXPECT_MEMEQ(test, user->bytes, stream, size);
	KUNIT_EXPECT_EQ(test, monitor_ta_calls(monitor_current(), MONITOR_TA_FTPM) - calls,
			DIV_ROUND_UP(size, SHA256_DIGEST_SIZE));
}

/*
 * A PCR begins with zeros, and becomes the digest of what it was and what it is extended by.
 */
static void optee_test_ftpm_extend(struct kunit *test)
{
	struct ftpm_user *user = ftpm_boot(test);
	u8 both[2 * SHA256_DIGEST_SIZE] = { 0 };
	u8 byte;

	KUNIT_EXPECT_MEMEQ(test, pcr(test, user), both, SHA256_DIGEST_SIZE);
	for (byte = 1; byte < 4; byte++) {
		memset(both + SHA256_DIGEST_SIZE, byte, SHA256_DIGEST_SIZE);
		sha256(both, sizeof(both), both);
		extend(test, user, byte);
		KUNIT_EXPECT_MEMEQ(test, pcr(test, user), both, SHA256_DIGEST_SIZE);
	}
}

/*
 * A TPM outlives its driver, which does not start it twice: a PCR is as it was when the
 * driver is bound again, and zero in another secure world.
 */
static void optee_test_ftpm_rebind(struct kunit *test)
{
	struct ftpm_user *user = ftpm_boot(test);
	u8 was[SHA256_DIGEST_SIZE];

	extend(test, user, 1);
	memcpy(was, pcr(test, user), sizeof(was));
	optee_unbind(test->priv);
	KUNIT_EXPECT_EQ(test, get_random(user, 8), -ENODEV);
	KUNIT_EXPECT_EQ(test, command(user, 0x17b, 2), -ENOENT);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_MEMEQ(test, pcr(test, user), was, sizeof(was));
	optee_halt(test->priv);

	user = ftpm_boot(test);
	memset(was, 0, sizeof(was));
	KUNIT_EXPECT_MEMEQ(test, pcr(test, user), was, sizeof(was));
}

static const struct raw_command {
	const char *name;
	u32 code, size, rc;
} raw_commands[] = {
	{ "SelfTest", 0x143, 1, 0 },
	{ "SelfTest, cut", 0x143, 0, 0x09a },
	{ "SelfTest, and more", 0x143, 2, 0x095 },
	{ "Startup again", 0x144, 2, 0x100 },
	{ "Shutdown", 0x145, 2, 0 },
	{ "GetCapability of algorithms", 0x17a, 12, 0x1c4 },
	{ "GetRandom of none", 0x17b, 2, 0 },
	{ "PCR_Extend without password", 0x182, 4, 0x125 },
	{ "ReadClock", 0x181, 0, 0x143 },
};

KUNIT_ARRAY_PARAM_DESC(raw_commands, raw_commands, name);

/*
 * What a program writes to /dev/tpm0 is a command, and what it reads the TPM's response:
 * to commands that the TPM has and to those that it hasn't.
 */
static void optee_test_ftpm_command(struct kunit *test)
{
	const struct raw_command *raw = test->param_value;
	struct ftpm_user *user = ftpm_boot(test);
	int len = command(user, raw->code, raw->size);

	KUNIT_ASSERT_GE(test, len, HEADER);
	KUNIT_EXPECT_EQ(test, get_unaligned_be16(user->bytes), 0x8001);
	KUNIT_EXPECT_EQ(test, get_unaligned_be32(user->bytes + 2), len);
	KUNIT_EXPECT_EQ(test, get_unaligned_be32(user->bytes + 6), raw->rc);
}

/*
 * The driver is removed while the TPM is busy: removal waits for the command, which succeeds,
 * and then there is no TPM.
 */
static void optee_test_ftpm_unbind_while_busy(struct kunit *test)
{
	struct ftpm_user *user = ftpm_boot(test);
	struct optee_setup *setup = test->priv;

	once(test, MONITOR_DO_PARK, GATE, 0);
	user->size = 8;
	optee_task_start(&user->task, op_random);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	optee_task_start(setup->control, optee_op_unbind);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(&user->task), 8);
	KUNIT_EXPECT_EQ(test, optee_task_join(setup->control), 0);
	KUNIT_EXPECT_EQ(test, get_random(user, 8), -ENODEV);
}

/*
 * The driver is removed while a program has /dev/tpm0 open: the program's commands fail, also
 * when the driver is bound again, and a file that it opens then works.
 */
static void optee_test_ftpm_unbind_with_file(struct kunit *test)
{
	struct ftpm_user *user = ftpm_boot(test);

	KUNIT_ASSERT_EQ(test, optee_task_run(&user->task, op_open), 0);
	KUNIT_EXPECT_GT(test, command(user, 0x17b, 2), 0);
	optee_unbind(test->priv);
	KUNIT_EXPECT_LT(test, command(user, 0x17b, 2), 0);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_LT(test, command(user, 0x17b, 2), 0);
	KUNIT_EXPECT_EQ(test, get_random(user, 8), 8);
	optee_task_run(&user->task, op_close);
	optee_unbind(test->priv);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_GT(test, command(user, 0x17b, 2), 0);
}

static const struct ftpm_lie {
	const char *name;
	enum monitor_ftpm_lie lie;
} lies[] = {
	{ "shorter than its header", MONITOR_FTPM_SHORT },
	{ "longer than its buffer", MONITOR_FTPM_LONG },
	{ "4 GiB", MONITOR_FTPM_HUGE },
	{ "nothing but a header", MONITOR_FTPM_CUT },
	{ "more random bytes than there are", MONITOR_FTPM_INNER },
	{ "no response", MONITOR_FTPM_SILENT },
};

KUNIT_ARRAY_PARAM_DESC(lies, lies, name);

/*
 * The TPM's response is not as long as it or what is in it says: an error, and random bytes
 * again from the next one.
 */
static void optee_test_ftpm_lie(struct kunit *test)
{
	const struct ftpm_lie *l = test->param_value;
	struct ftpm_user *user = ftpm_boot(test);

	monitor_ftpm_lie(monitor_current(), l->lie, 1);
	KUNIT_EXPECT_LT(test, get_random(user, 40), 0);
	KUNIT_EXPECT_EQ(test, get_random(user, 40), 40);
}

/*
 * The same of every response, from the first on: there are no random bytes, the driver works,
 * and the TPM does when it is bound again to an honest one.
 */
static void optee_test_ftpm_lies_at_probe(struct kunit *test)
{
	const struct ftpm_lie *l = test->param_value;
	struct ftpm_user *user = ftpm_boot(test);
	struct optee_setup *setup = test->priv;

	optee_unbind(setup);
	monitor_ftpm_lie(monitor_current(), l->lie, MONITOR_ANY);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_LT(test, get_random(user, 40), 0);
	optee_client_alive(setup);
	optee_unbind(setup);
	monitor_ftpm_lie(monitor_current(), MONITOR_FTPM_HONEST, 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, get_random(user, 40), 40);
}

/*
 * The TA says that its response has another size than the response says: the latter counts.
 */
static void optee_test_ftpm_other_size(struct kunit *test)
{
	static const u32 sizes[] = { 0, 1, 4097, 0xffffffff };
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = TA_FTPM_SUBMIT_COMMAND,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .count = 1,
		.action = MONITOR_DO_POKE, .value = { MONITOR_POKE_PARAM_B, 0, 1 },
	};
	struct ftpm_user *user = ftpm_boot(test);
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		rule.value[1] = sizes[i];
		optee_rule(test, &rule);
		KUNIT_EXPECT_EQ(test, get_random(user, 8), 8);
	}
}

/*
 * The TA refuses a command: an error, and the next command succeeds.
 */
static void optee_test_ftpm_refused(struct kunit *test)
{
	struct ftpm_user *user = ftpm_boot(test);

	once(test, MONITOR_DO_RETURN, TEEC_ERROR_OUT_OF_MEMORY, TEEC_ORIGIN_TRUSTED_APP);
	KUNIT_EXPECT_LT(test, get_random(user, 8), 0);
	KUNIT_EXPECT_EQ(test, get_random(user, 8), 8);
}

/*
 * Likewise a program that writes the command to /dev/tpm0 gets an errno.
 */
static void optee_test_ftpm_errno(struct kunit *test)
{
	struct ftpm_user *user = ftpm_boot(test);
	int rc;

	once(test, MONITOR_DO_RETURN, TEEC_ERROR_OUT_OF_MEMORY, TEEC_ORIGIN_TRUSTED_APP);
	rc = command(user, 0x17b, 2);
	KUNIT_EXPECT_LT(test, rc, 0);
	KUNIT_EXPECT_GE(test, rc, -MAX_ERRNO);
	KUNIT_EXPECT_GT(test, command(user, 0x17b, 2), 0);
}

/*
 * The TA panics: its session is dead, and so is the TPM until the driver is bound again.
 */
static void optee_test_ftpm_panic(struct kunit *test)
{
	struct ftpm_user *user = ftpm_boot(test);

	once(test, MONITOR_DO_PANIC, 0, 0);
	KUNIT_EXPECT_LT(test, get_random(user, 8), 0);
	KUNIT_EXPECT_LT(test, get_random(user, 8), 0);
	optee_unbind(test->priv);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_EQ(test, get_random(user, 8), 8);
}

/*
 * The TA is not there: there is no TPM, and the driver works.
 */
static void optee_test_ftpm_without_ta(struct kunit *test)
{
	struct ftpm_user *user = ftpm_boot(test);
	struct optee_setup *setup = test->priv;
	/* The first session is the driver's, with the device pseudo-TA. */
	struct monitor_rule rule = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_OPEN_SESSION, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .skip = 1, .count = 1, .action = MONITOR_DO_RETURN,
		.value = { TEEC_ERROR_ITEM_NOT_FOUND, TEEC_ORIGIN_TEE },
	};

	optee_unbind(setup);
	optee_rule(test, &rule);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_TRUE(test, optee_bus_has(monitor_ta_uuid(MONITOR_TA_FTPM)));
	KUNIT_EXPECT_EQ(test, get_random(user, 8), -ENODEV);
	optee_client_alive(setup);
}

static struct kunit_case ftpm_tests[] = {
	KUNIT_CASE(optee_test_ftpm_probe),
	KUNIT_CASE_PARAM(optee_test_ftpm_random, random_sizes_gen_params),
	KUNIT_CASE(optee_test_ftpm_extend),
	KUNIT_CASE(optee_test_ftpm_rebind),
	KUNIT_CASE_PARAM(optee_test_ftpm_command, raw_commands_gen_params),
	KUNIT_CASE(optee_test_ftpm_unbind_while_busy),
	KUNIT_CASE(optee_test_ftpm_unbind_with_file),
	KUNIT_CASE_PARAM(optee_test_ftpm_lie, lies_gen_params),
	KUNIT_CASE_PARAM(optee_test_ftpm_lies_at_probe, lies_gen_params),
	KUNIT_CASE(optee_test_ftpm_other_size),
	KUNIT_CASE(optee_test_ftpm_refused),
	KUNIT_CASE(optee_test_ftpm_errno),
	KUNIT_CASE(optee_test_ftpm_panic),
	KUNIT_CASE(optee_test_ftpm_without_ta),
	{ }
};

static struct kunit_suite ftpm_suite = {
	.name = "optee_client_ftpm",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = ftpm_tests,
};

kunit_test_suite(ftpm_suite);

MODULE_DESCRIPTION("tpm_ftpm_tee on the driver under test");
MODULE_LICENSE("GPL");
