// SPDX-License-Identifier: GPL-2.0-only
/*
 * RPCs that the driver serves itself: time, suspension, memory, I2C, foreign
 * interrupts; well formed and not. (The supplicant's: supp_test.c; notifications:
 * notif_test.c; RPMB: rpmb_test.c.)
 */
#include <linux/i2c.h>
#include <linux/module.h>
#include <linux/timekeeping.h>
#include "client.h"
#include "supplicant.h"

static struct optee_client *rpc_boot(struct kunit *test)
{
	optee_boot_threads(test->priv, 4);
	return optee_client_in(test->priv, MONITOR_TA_RPC);
}

/* Let the TA make an RPC. Its result comes back as param[1].a, its first output as b and c. */
static u32 make_rpc(struct optee_client *client, u32 func, u64 a, u64 b, u64 c)
{
	struct kunit *test = client->task.setup->test;
	struct tee_param param[2] = {
		optee_value(VALUE_IN, a, b, c),
		optee_value(VALUE_OUT, TEEC_ERROR_GENERIC, 0, 0),
	};

	KUNIT_ASSERT_EQ(test, optee_client_invoke(client, func, 2, param), 0);
	KUNIT_ASSERT_EQ(test, client->ret, TEEC_SUCCESS);
	return client->param[1].u.value.a;
}

/* ---- well formed ------------------------------------------------------------------- */

/*
 * GET_TIME gives the time of the normal world.
 */
static void optee_test_rpc_get_time(struct kunit *test)
{
	struct timespec64 before, after;
	struct optee_client *client;

	optee_boot_kind(test->priv, 2);
	client = optee_client_in(test->priv, MONITOR_TA_RPC);
	/* Seconds alone are those of the last tick. */
	ktime_get_real_ts64(&before);
	KUNIT_EXPECT_EQ(test, make_rpc(client, MONITOR_RPC_GET_TIME, 0, 0, 0), TEEC_SUCCESS);
	ktime_get_real_ts64(&after);
	KUNIT_EXPECT_GE(test, client->param[1].u.value.b, before.tv_sec);
	KUNIT_EXPECT_LE(test, client->param[1].u.value.b, after.tv_sec);
	KUNIT_EXPECT_LT(test, client->param[1].u.value.c, NSEC_PER_SEC);
}

/*
 * SUSPEND keeps the call away from the secure world at least that long.
 */
static void optee_test_rpc_suspend(struct kunit *test)
{
	struct optee_client *client = rpc_boot(test);
	ktime_t start = ktime_get();

	KUNIT_EXPECT_EQ(test, make_rpc(client, MONITOR_RPC_SEND, OPTEE_RPC_SUSPEND, 30, 0),
			TEEC_SUCCESS);
	KUNIT_EXPECT_GE(test, ktime_ms_delta(ktime_get(), start), 30);
}

/*
 * SUSPEND ends early for a client that gets a signal, and its call goes on.
 */
static void optee_test_rpc_suspend_and_signal(struct kunit *test)
{
	struct optee_client *client = rpc_boot(test);
	struct tee_param param = optee_value(VALUE_IN, OPTEE_RPC_SUSPEND, 10 * 60 * 1000, 0);

	optee_client_set(client, MONITOR_RPC_SEND, 1, &param);
	optee_task_start(&client->task, optee_op_invoke);
	OPTEE_ASSERT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	optee_task_kill(&client->task);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
}

static const u32 shm_sizes[] = { 1, 4095, 4096, 4097, 100000 };

/*
 * SHM_ALLOC and SHM_FREE of kernel memory: of all sizes, of every kind, several times.
 */
static void optee_test_rpc_kernel_memory(struct kunit *test)
{
	struct optee_client *client;
	u32 i;

	optee_boot_kind(test->priv, 2);
	client = optee_client_in(test->priv, MONITOR_TA_RPC);
	for (i = 0; i < ARRAY_SIZE(shm_sizes); i++) {
		KUNIT_EXPECT_EQ(test, make_rpc(client, MONITOR_RPC_SHM, OPTEE_RPC_SHM_KERNEL,
					       shm_sizes[i], 3), TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, client->param[1].u.value.b, 3);
		KUNIT_EXPECT_GE(test, client->param[1].u.value.c, shm_sizes[i]);
	}
	/* A thread without an RPC argument behind its message keeps memory for one. */
	KUNIT_EXPECT_LE(test, optee_stats().shm_rpc, 1);
}

/*
 * Kernel memory of no bytes is refused, and of more than the static pool has.
 */
static void optee_test_rpc_kernel_memory_refused(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = 16 };
	struct optee_client *client;

	config->sec_caps = OPTEE_CAP_RESERVED_SHM | OPTEE_CAP_RPC_ARG;
	optee_boot_ok(test->priv, config, &dt);
	client = optee_client_in(test->priv, MONITOR_TA_RPC);
	KUNIT_EXPECT_NE(test, make_rpc(client, MONITOR_RPC_SHM, OPTEE_RPC_SHM_KERNEL, 0, 1),
			TEEC_SUCCESS);
	KUNIT_EXPECT_NE(test, make_rpc(client, MONITOR_RPC_SHM, OPTEE_RPC_SHM_KERNEL,
				       17 * PAGE_SIZE, 1), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_rpc, 0);
	optee_client_alive(test->priv);
}

/*
 * The register-level RPCs ALLOC and FREE, of every kind.
 */
static void optee_test_rpc_alloc_free(struct kunit *test)
{
	struct optee_client *client;
	u32 i;

	optee_boot_kind(test->priv, 2);
	client = optee_client_in(test->priv, MONITOR_TA_RPC);
	for (i = 0; i < ARRAY_SIZE(shm_sizes); i++)
		KUNIT_EXPECT_EQ(test, make_rpc(client, MONITOR_RPC_ALLOC_FREE, shm_sizes[i], 3, 0),
				TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, make_rpc(client, MONITOR_RPC_ALLOC_FREE, 0, 1, 0),
			TEEC_ERROR_OUT_OF_MEMORY);
	optee_client_alive(test->priv);
}

/*
 * A call interrupted over and over ends, with its parameters intact.
 */
static void optee_test_rpc_foreign_interrupts(struct kunit *test)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = MONITOR_ANY, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_INTERRUPT, .value = { 500 },
	};
	struct optee_client *client;

	optee_boot_kind(test->priv, 2);
	client = optee_client_in(test->priv, MONITOR_TA_ECHO);
	optee_rule(test, &rule);
	KUNIT_EXPECT_EQ(test, optee_client_value(client, MONITOR_ECHO_COPY, 5, 6, 7), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[0].u.value.a, 5 ^ 6);
	KUNIT_EXPECT_EQ(test, client->param[0].u.value.c, 8);
	KUNIT_EXPECT_GE(test, optee_stats().rpcs, 500);
}

/*
 * A register-level RPC that doesn't exist: the call goes on and ends.
 */
static void optee_test_rpc_unknown_function(struct kunit *test)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_GET_TIME, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_A0, OPTEE_RETURN_RPC | 0x99 },
	};
	struct optee_client *client = rpc_boot(test);

	optee_rule(test, &rule);
	make_rpc(client, MONITOR_RPC_GET_TIME, 0, 0, 0);
	optee_client_alive(test->priv);
}

/* ---- not well formed ------------------------------------------------------------------ */

static const struct bad_rpc {
	const char *name;
	u32 cmd;
	u32 num_params;
	u64 attr, a, b;		/* of the first parameter */
} bad_rpcs[] = {
	{ "GET_TIME without parameter", OPTEE_RPC_GET_TIME, 0, },
	{ "GET_TIME with two", OPTEE_RPC_GET_TIME, 2, OPTEE_ATTR(VALUE, OUT), },
	{ "GET_TIME into an input", OPTEE_RPC_GET_TIME, 1, OPTEE_ATTR(VALUE, IN), },
	{ "SUSPEND without parameter", OPTEE_RPC_SUSPEND, 0, },
	{ "SUSPEND with an output", OPTEE_RPC_SUSPEND, 1, OPTEE_ATTR(VALUE, OUT), 1, },
	{ "NOTIFICATION without parameter", OPTEE_RPC_NOTIFICATION, 0, },
	{ "NOTIFICATION with an output", OPTEE_RPC_NOTIFICATION, 1, OPTEE_ATTR(VALUE, OUT), },
	{ "NOTIFICATION of no kind", OPTEE_RPC_NOTIFICATION, 1, OPTEE_ATTR(VALUE, IN), 2, 1, },
	{ "SHM_ALLOC without parameter", OPTEE_RPC_SHM_ALLOC, 0, },
	{ "SHM_ALLOC with an output", OPTEE_RPC_SHM_ALLOC, 1, OPTEE_ATTR(VALUE, OUT), 1, 10, },
	{ "SHM_ALLOC with two", OPTEE_RPC_SHM_ALLOC, 2, OPTEE_ATTR(VALUE, IN), 1, 10, },
	{ "SHM_ALLOC of no type", OPTEE_RPC_SHM_ALLOC, 1, OPTEE_ATTR(VALUE, IN), 2, 10, },
	{ "SHM_FREE without parameter", OPTEE_RPC_SHM_FREE, 0, },
	{ "SHM_FREE with two", OPTEE_RPC_SHM_FREE, 2, OPTEE_ATTR(VALUE, IN), 1, },
	{ "SHM_FREE of no type", OPTEE_RPC_SHM_FREE, 1, OPTEE_ATTR(VALUE, IN), 2, },
	{ "I2C_TRANSFER without parameter", OPTEE_RPC_I2C_TRANSFER, 0, },
	{ "I2C_TRANSFER with one", OPTEE_RPC_I2C_TRANSFER, 1, OPTEE_ATTR(VALUE, IN), },
};

KUNIT_ARRAY_PARAM_DESC(bad_rpcs, bad_rpcs, name);

/*
 * An RPC that isn't well formed is an error for the secure world (of parameters, or
 * because there is no such service), and nothing else happens.
 */
static void optee_test_rpc_bad(struct kunit *test)
{
	const struct bad_rpc *c = test->param_value;
	struct optee_client *client = rpc_boot(test);
	struct tee_param param[4] = {
		optee_value(VALUE_IN, c->cmd, c->num_params, 0),
		optee_value(VALUE_OUT, TEEC_SUCCESS, 0, 0),
		optee_value(VALUE_IN, c->attr, c->a, c->b),
		optee_value(VALUE_IN, c->attr, c->a, c->b),
	};

	KUNIT_ASSERT_EQ(test, optee_client_invoke(client, MONITOR_RPC_RAW, 4, param), 0);
	KUNIT_ASSERT_EQ(test, client->ret, TEEC_SUCCESS);
	if (client->param[1].u.value.a != TEEC_ERROR_NOT_SUPPORTED)
		KUNIT_EXPECT_EQ(test, client->param[1].u.value.a, TEEC_ERROR_BAD_PARAMETERS);
	optee_client_alive(test->priv);
}

/*
 * SHM_FREE of a reference to nothing is not followed.
 */
static void optee_test_rpc_free_of_nothing(struct kunit *test)
{
	struct optee_client *client = rpc_boot(test);
	struct tee_param param[4] = {
		optee_value(VALUE_IN, OPTEE_RPC_SHM_FREE, 1, 0),
		optee_value(VALUE_OUT, 0, 0, 0),
		optee_value(VALUE_IN, OPTEE_ATTR(VALUE, IN), OPTEE_RPC_SHM_KERNEL, 0),
	};

	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_RPC_RAW, 3, param), 0);
	optee_client_alive(test->priv);
}

/* ---- I2C --------------------------------------------------------------------------------- */

#define CHIP	0x50

/* A chip that keeps what was written last, on an adapter of the test's own */
struct fake_i2c {
	struct i2c_adapter adapter;
	u8 data[64];
	u16 len, flags, addr;
	u32 transfers;
};

static int fake_i2c_xfer(struct i2c_adapter *adapter, struct i2c_msg *msgs, int num)
{
	struct fake_i2c *fake = i2c_get_adapdata(adapter);

	if (num != 1 || msgs->addr != CHIP || msgs->len > sizeof(fake->data))
		return -ENXIO;
	fake->transfers++;
	fake->flags = msgs->flags;
	fake->addr = msgs->addr;
	fake->len = msgs->len;
	if (msgs->flags & I2C_M_RD)
		memcpy(msgs->buf, fake->data, msgs->len);
	else
		memcpy(fake->data, msgs->buf, msgs->len);
	return num;
}

static u32 fake_i2c_functions(struct i2c_adapter *adapter)
{
	return I2C_FUNC_I2C;
}

static const struct i2c_algorithm fake_i2c_algorithm = {
	.master_xfer = fake_i2c_xfer,
	.functionality = fake_i2c_functions,
};

static void fake_i2c_remove(void *adapter)
{
	i2c_del_adapter(adapter);
}

static struct fake_i2c *fake_i2c_add(struct kunit *test)
{
	struct fake_i2c *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fake);
	strscpy(fake->adapter.name, "teeproof", sizeof(fake->adapter.name));
	fake->adapter.owner = THIS_MODULE;
	fake->adapter.algo = &fake_i2c_algorithm;
	i2c_set_adapdata(&fake->adapter, fake);
	KUNIT_ASSERT_EQ(test, i2c_add_adapter(&fake->adapter), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fake_i2c_remove, &fake->adapter), 0);
	return fake;
}

static u32 i2c_rpc(struct optee_client *client, u32 mode, u32 bus, u32 chip, u32 flags, u32 len)
{
	struct tee_param param[3] = {
		optee_value(VALUE_IN, mode, bus, chip),
		optee_value(VALUE_OUT, 0, 0, 0),
		optee_value(VALUE_IN, flags, len, 0),
	};

	KUNIT_ASSERT_EQ(client->task.setup->test,
			optee_client_invoke(client, MONITOR_RPC_I2C, 3, param), 0);
	return client->param[1].u.value.a;
}

/*
 * I2C_TRANSFER reads and writes a chip, of every kind of shared memory, and says how
 * many bytes it moved.
 */
static void optee_test_rpc_i2c(struct kunit *test)
{
	struct fake_i2c *fake = fake_i2c_add(test);
	struct optee_client *client;

	optee_boot_kind(test->priv, 2);
	client = optee_client_in(test->priv, MONITOR_TA_RPC);
	KUNIT_EXPECT_EQ(test, i2c_rpc(client, 1, fake->adapter.nr, CHIP, 0, 7), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.b, 7);
	KUNIT_EXPECT_EQ(test, fake->len, 7);
	KUNIT_EXPECT_FALSE(test, fake->flags & I2C_M_RD);
	KUNIT_EXPECT_EQ(test, i2c_rpc(client, 0, fake->adapter.nr, CHIP, 0, 64), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.b, 64);
	KUNIT_EXPECT_TRUE(test, fake->flags & I2C_M_RD);
	KUNIT_EXPECT_EQ(test, fake->transfers, 2);
}

/*
 * A chip that doesn't answer, a bus that doesn't exist, a mode that doesn't exist and
 * ten-bit addresses where the adapter has none: errors, and no transfer.
 */
static void optee_test_rpc_i2c_refused(struct kunit *test)
{
	struct fake_i2c *fake = fake_i2c_add(test);
	struct optee_client *client = rpc_boot(test);

	KUNIT_EXPECT_NE(test, i2c_rpc(client, 0, fake->adapter.nr, CHIP + 1, 0, 4), TEEC_SUCCESS);
	KUNIT_EXPECT_NE(test, i2c_rpc(client, 0, fake->adapter.nr + 100, CHIP, 0, 4), TEEC_SUCCESS);
	KUNIT_EXPECT_NE(test, i2c_rpc(client, 2, fake->adapter.nr, CHIP, 0, 4), TEEC_SUCCESS);
	KUNIT_EXPECT_NE(test, i2c_rpc(client, 0, fake->adapter.nr, CHIP, 1, 4), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->transfers, 0);
	KUNIT_EXPECT_EQ(test, i2c_rpc(client, 0, fake->adapter.nr, CHIP, 0, 4), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->transfers, 1);
}

/* Lies about the 7 bytes for a chip, which lie in a page of kernel memory */
static const struct chip_case {
	const char *name;
	enum monitor_place place;
	u64 value;
} chip_cases[] = {
	{ "one byte behind the end", MONITOR_POKE_PARAM_A, PAGE_SIZE - 6 },
	{ "offset behind the end", MONITOR_POKE_PARAM_A, PAGE_SIZE + 1 },
	{ "size", MONITOR_POKE_PARAM_B, PAGE_SIZE + 1 },
	{ "size of 17 bits", MONITOR_POKE_PARAM_B, 0x10007 },
};

KUNIT_ARRAY_PARAM_DESC(chip_cases, chip_cases, name);

/*
 * A secure world that lies about the memory of an I2C transfer: none takes place, whatever
 * the adapter makes of its size.
 */
static void optee_test_rpc_i2c_out_of_bounds(struct kunit *test)
{
	const struct chip_case *c = test->param_value;
	struct fake_i2c *fake = fake_i2c_add(test);
	struct optee_client *client = rpc_boot(test);
	struct monitor_rule rule = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_I2C_TRANSFER, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_POKE,
		.value = { c->place, c->value, 2 },
	};

	optee_rule(test, &rule);
	KUNIT_EXPECT_NE(test, i2c_rpc(client, 1, fake->adapter.nr, CHIP, 0, 7), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->transfers, 0);
	optee_client_alive(test->priv);
}

static struct kunit_case rpc_tests[] = {
	KUNIT_CASE_PARAM(optee_test_rpc_get_time, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_rpc_suspend),
	KUNIT_CASE(optee_test_rpc_suspend_and_signal),
	KUNIT_CASE_PARAM(optee_test_rpc_kernel_memory, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_rpc_kernel_memory_refused),
	KUNIT_CASE_PARAM(optee_test_rpc_alloc_free, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_rpc_foreign_interrupts, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_rpc_unknown_function),
	KUNIT_CASE_PARAM(optee_test_rpc_bad, bad_rpcs_gen_params),
	KUNIT_CASE(optee_test_rpc_free_of_nothing),
	KUNIT_CASE_PARAM(optee_test_rpc_i2c, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_rpc_i2c_refused),
	KUNIT_CASE_PARAM(optee_test_rpc_i2c_out_of_bounds, chip_cases_gen_params),
	{ }
};

static struct kunit_suite rpc_suite = {
	.name = "optee_rpc",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = rpc_tests,
};

static struct kunit_case rpc_ffa_tests[ARRAY_SIZE(rpc_tests)];

OPTEE_OVER_FFA(rpc_ffa_tests, rpc_tests,
	       KUNIT_CASE(optee_test_rpc_kernel_memory_refused),
	       KUNIT_CASE(optee_test_rpc_alloc_free),
	       KUNIT_CASE(optee_test_rpc_unknown_function),
	       { });

static struct kunit_suite rpc_ffa_suite = {
	.name = "optee_ffa_rpc",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = rpc_ffa_tests,
};

optee_test_suites(&rpc_suite, &rpc_ffa_suite);

MODULE_DESCRIPTION("RPCs that the driver serves itself");
MODULE_LICENSE("GPL");
