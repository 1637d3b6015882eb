// SPDX-License-Identifier: GPL-2.0-only
/*
 * Probing OP-TEE: what the driver makes of each combination of capabilities, of
 * what it cannot work with, and of being removed and bound again.
 */
#include <linux/module.h>
#include "client.h"
#include "file.h"
#include "support/compat.h"

/* ---- capabilities ----------------------------------------------------------------- */

static const struct {
	u32 bit;
	const char *name;
} cap_names[] = {
	{ OPTEE_CAP_DYNAMIC_SHM, "dynamic" },
	{ OPTEE_CAP_RESERVED_SHM, "static" },
	{ OPTEE_CAP_RPC_ARG, "rpc_arg" },
	{ OPTEE_CAP_ASYNC_NOTIF, "async" },
	{ OPTEE_CAP_MEMREF_NULL, "null" },
	{ OPTEE_CAP_RPMB_PROBE, "rpmb" },
};

#define CAP_CASES	BIT(ARRAY_SIZE(cap_names))

static u32 cap_case[CAP_CASES];

/* Each set of capabilities: bit i of its number is cap_names[i]. */
static compat_generator(caps_gen_params)
{
	u32 n = prev ? (const u32 *)prev - cap_case + 1 : 0, i, len = 0;

	if (n == CAP_CASES)
		return NULL;
	strscpy(desc, "none", KUNIT_PARAM_DESC_SIZE);
	cap_case[n] = 0;
	for (i = 0; i < ARRAY_SIZE(cap_names); i++) {
		if (!(n & BIT(i)))
			continue;
		cap_case[n] |= cap_names[i].bit;
		len += scnprintf(desc + len, KUNIT_PARAM_DESC_SIZE - len, "%s%s", len ? "+" : "",
				 cap_names[i].name);
	}
	return &cap_case[n];
}

/* A use of everything that the capabilities are about. */
static void use_driver(struct kunit *test, u32 caps)
{
	struct optee_client *client = optee_client_in(test->priv, MONITOR_TA_RPC);
	struct tee_ioctl_version_data version;
	struct tee_param param[2] = {
		optee_value(VALUE_IN, OPTEE_RPC_SHM_KERNEL, 5000, 2),
		optee_value(VALUE_OUT, 0, 0, 0),
	};

	tee_client_get_version(client->ctx, &version);
	KUNIT_EXPECT_EQ(test, version.impl_id, TEE_IMPL_ID_OPTEE);
	KUNIT_EXPECT_EQ(test, version.impl_caps, TEE_OPTEE_CAP_TZ);
	KUNIT_EXPECT_EQ(test, version.gen_caps,
			TEE_GEN_CAP_GP | (caps & OPTEE_CAP_DYNAMIC_SHM ? TEE_GEN_CAP_REG_MEM : 0) |
			(caps & OPTEE_CAP_MEMREF_NULL ? TEE_GEN_CAP_MEMREF_NULL : 0));
	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_RPC_SHM, 2, param), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_stats().async_notif_enabled, !!(caps & OPTEE_CAP_ASYNC_NOTIF));
	KUNIT_EXPECT_TRUE(test, optee_tee_exists("tee0"));
	KUNIT_EXPECT_TRUE(test, optee_tee_exists("teepriv0"));
	optee_client_alive(test->priv);
}

/*
 * Any set of capabilities with a kind of shared memory in it gives a driver that
 * works and says what it can do; without shared memory it doesn't bind.
 */
static void optee_test_probe_capabilities(struct kunit *test)
{
	u32 caps = *(const u32 *)test->param_value;
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = 32 };

	config->sec_caps = caps;
	if (!(caps & (OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RESERVED_SHM))) {
		KUNIT_EXPECT_LT(test, optee_boot(test->priv, config, &dt), 0);
		KUNIT_EXPECT_FALSE(test, optee_tee_exists("tee"));
		return;
	}
	optee_boot_ok(test->priv, config, &dt);
	use_driver(test, caps);
}

/* ---- what it cannot work with ------------------------------------------------------- */

struct bad_case {
	const char *name;
	void (*spoil)(struct monitor_config *config, struct monitor_dt *dt);
	int rc;		/* 0: any error */
};

static void spoil_method(struct monitor_config *config, struct monitor_dt *dt)
{
	dt->method = "ffa";
}

static void spoil_no_method(struct monitor_config *config, struct monitor_dt *dt)
{
	dt->method = NULL;
}

static void spoil_uid_first(struct monitor_config *config, struct monitor_dt *dt)
{
	config->uid[0] ^= 1;
}

static void spoil_uid_last(struct monitor_config *config, struct monitor_dt *dt)
{
	config->uid[3] ^= 0x80000000;
}

static void spoil_revision_old(struct monitor_config *config, struct monitor_dt *dt)
{
	config->api_major = 1;
}

static void spoil_revision_new(struct monitor_config *config, struct monitor_dt *dt)
{
	config->api_major = 3;
}

static void spoil_no_irq(struct monitor_config *config, struct monitor_dt *dt)
{
	dt->no_irq = true;
}

static void spoil_shm_uncached(struct monitor_config *config, struct monitor_dt *dt)
{
	config->sec_caps = OPTEE_CAP_RESERVED_SHM;
	config->shm_settings = 0;
}

static const struct bad_case bad_cases[] = {
	{ "another method", spoil_method, -EINVAL },
	{ "no method", spoil_no_method, -ENXIO },
	{ "uid of another service", spoil_uid_first, -EINVAL },
	{ "uid that ends differently", spoil_uid_last, -EINVAL },
	{ "older message protocol", spoil_revision_old, -EINVAL },
	{ "newer message protocol", spoil_revision_new, -EINVAL },
	{ "notifications without interrupt", spoil_no_irq, 0 },
	{ "uncached static memory", spoil_shm_uncached, -EINVAL },
};

KUNIT_ARRAY_PARAM_DESC(bad, bad_cases, name);

/*
 * A secure world or device tree that the driver can't work with: probe fails with the
 * errno that says why, no TEE device stays, and nothing was left in the secure world.
 */
static void optee_test_probe_refuses(struct kunit *test)
{
	const struct bad_case *c = test->param_value;
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = 16 };
	int rc;

	c->spoil(config, &dt);
	rc = optee_boot(test->priv, config, &dt);
	if (c->rc)
		KUNIT_EXPECT_EQ(test, rc, c->rc);
	else
		KUNIT_EXPECT_LT(test, rc, 0);
	KUNIT_EXPECT_FALSE(test, optee_tee_exists("tee"));
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
}

/* Fast calls that fail while the driver probes */
static const struct fast_case {
	const char *name;
	u32 func;
	u32 answer;
	u32 caps;
	bool binds;
} fast_cases[] = {
	{ "capabilities refused", OPTEE_FAST_EXCHANGE_CAPABILITIES, OPTEE_RETURN_ENOTAVAIL,
	  OPTEE_CAP_DYNAMIC_SHM, false },
	{ "no uid", OPTEE_FAST_CALLS_UID, OPTEE_RETURN_UNKNOWN, OPTEE_CAP_DYNAMIC_SHM, false },
	{ "no revision", OPTEE_FAST_CALLS_REVISION, OPTEE_RETURN_UNKNOWN,
	  OPTEE_CAP_DYNAMIC_SHM, false },
	{ "no thread count", OPTEE_FAST_GET_THREAD_COUNT, OPTEE_RETURN_UNKNOWN,
	  OPTEE_CAP_DYNAMIC_SHM, true },
	{ "no OS revision", OPTEE_FAST_GET_OS_REVISION, OPTEE_RETURN_UNKNOWN, OPTEE_CAP_DYNAMIC_SHM,
	  true },
	{ "static memory refused", OPTEE_FAST_GET_SHM_CONFIG, OPTEE_RETURN_ENOTAVAIL,
	  OPTEE_CAP_RESERVED_SHM, false },
	{ "notifications refused", OPTEE_FAST_ENABLE_ASYNC_NOTIF, OPTEE_RETURN_ENOTAVAIL,
	  OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_ASYNC_NOTIF, true },
};

KUNIT_ARRAY_PARAM_DESC(fast, fast_cases, name);

static void fast_call_refused(struct kunit *test, const struct fast_case *c)
{
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = 16 };
	struct monitor_rule rule = {
		.point = MONITOR_AT_FAST, .func = c->func, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_RETURN, .value = { c->answer },
	};
	struct optee_setup *setup = test->priv;

	config->sec_caps = c->caps;
	optee_boot_ok(setup, config, &dt);
	optee_unbind(setup);
	optee_rule(test, &rule);
	if (c->binds)
		KUNIT_EXPECT_EQ(test, optee_bind(setup), 0);
	else
		KUNIT_EXPECT_LT(test, optee_bind(setup), 0);
	monitor_rules_clear(monitor_current());
	if (!c->binds)
		KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/*
 * A fast call of the exchange is refused: the driver does without where it can, else
 * its probe fails; once the secure world answers, it binds.
 */
static void optee_test_probe_fast_call_refused(struct kunit *test)
{
	fast_call_refused(test, test->param_value);
}

/*
 * The same of the call that lets the secure world cache shared memory, without which all
 * works.
 */
static void optee_test_probe_cache_refused(struct kunit *test)
{
	static const struct fast_case c = {
		"", OPTEE_FAST_ENABLE_SHM_CACHE, OPTEE_RETURN_ENOTAVAIL, OPTEE_CAP_DYNAMIC_SHM, true
	};

	fast_call_refused(test, &c);
}

/* What the secure world says of static shared memory when no page of that can be used */
static const struct no_room_case {
	const char *name;
	u64 place;
	u64 value;
} no_room_cases[] = {
	{ "empty", MONITOR_POKE_A2, 0 },
	{ "less than a page", MONITOR_POKE_A2, PAGE_SIZE - 1 },
	{ "start that is rounded up to 0", MONITOR_POKE_A1, U64_MAX - 1 },
	{ "end behind all memory", MONITOR_POKE_A1, U64_MAX - 2 * PAGE_SIZE + 1 },
};

KUNIT_ARRAY_PARAM_DESC(no_room, no_room_cases, name);

/*
 * The driver doesn't bind to memory in which there is no room; told the truth, it does.
 */
static void optee_test_probe_no_room_in_static_memory(struct kunit *test)
{
	const struct no_room_case *c = test->param_value;
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = 16 };
	struct monitor_rule lie = {
		.point = MONITOR_AT_FAST, .func = OPTEE_FAST_GET_SHM_CONFIG,
		.session = MONITOR_ANY, .caller = MONITOR_ANY,
		.action = MONITOR_DO_POKE, .value = { c->place, c->value },
	};
	struct optee_setup *setup = test->priv;

	config->sec_caps = OPTEE_CAP_RESERVED_SHM;
	optee_boot_ok(setup, config, &dt);
	optee_unbind(setup);
	optee_rule(test, &lie);
	KUNIT_EXPECT_LT(test, optee_bind(setup), 0);
	monitor_rules_clear(monitor_current());
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/* ---- the rest of a driver's life ------------------------------------------------------ */

static const u32 thread_counts[] = { 1, 2, 3, 16, 64 };

static void thread_count_name(const u32 *count, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%u threads", *count);
}

KUNIT_ARRAY_PARAM(thread_counts, thread_counts, thread_count_name);

/*
 * Any number of thread contexts; all of them can be in use.
 */
static void optee_test_probe_thread_counts(struct kunit *test)
{
	u32 threads = *(const u32 *)test->param_value, count = min(threads, 20u);
	struct optee_client *crowd[20];

	optee_boot_threads(test->priv, threads);
	optee_crowd_in(test->priv, MONITOR_TA_SLOW, crowd, count);
	optee_crowd_park(crowd, count, 1);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(crowd, count, OPTEE_TASK_PARKED), count);
}

/*
 * HVC as conduit, and a trusted OS whose revision has a build number.
 */
static void optee_test_probe_hvc(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "hvc" };

	config->os_build_id = 0x12345678;
	optee_boot_ok(test->priv, config, &dt);
	use_driver(test, config->sec_caps);
}

/*
 * Removed and bound again, with every kind of shared memory: each time the driver
 * works, and each time the secure world has back all that it was given.
 */
static void optee_test_probe_rebind(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	int i;

	optee_boot_kind(setup, 2);
	for (i = 0; i < 4; i++) {
		optee_client_alive(setup);
		optee_unbind(setup);
		KUNIT_EXPECT_FALSE(test, optee_tee_exists("tee"));
		KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
		KUNIT_EXPECT_EQ(test, optee_stats().shm_rpc, 0);
		KUNIT_EXPECT_FALSE(test, optee_stats().async_notif_enabled);
		KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	}
	optee_client_alive(setup);
}

/*
 * Shutdown, as before reboot and kexec: it returns, and where the secure world caches
 * shared memory it has given it back, so that the next kernel finds nothing.
 */
static void optee_test_probe_shutdown(struct kunit *test)
{
	struct optee_setup *setup = test->priv;

	optee_boot_kind(setup, 2);
	optee_client_alive(setup);
	optee_setup_run(setup, optee_op_shutdown);
	KUNIT_EXPECT_FALSE(test, optee_stats().shm_cache_enabled);
	KUNIT_EXPECT_EQ(test, optee_stats().threads_busy, 0);
}

/*
 * Shutdown while a call is in the secure world, which will not let go of it: it does not
 * wait for ever.
 */
static void optee_test_probe_shutdown_during_call(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_SLOW);
	optee_client_parked(client, 0);
	optee_setup_run(setup, optee_op_shutdown);
	KUNIT_EXPECT_EQ(test, optee_stats().threads_busy, 1);
	monitor_gate_open(monitor_current(), 0, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
}

/*
 * A kernel before this one left the cache of shared memory on (kexec without
 * shutdown): the driver empties it and doesn't touch what was in it.
 */
static void optee_test_probe_stale_cache(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	struct monitor_rule stale = {
		.point = MONITOR_AT_FAST, .func = OPTEE_FAST_DISABLE_SHM_CACHE, .count = 3,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { OPTEE_RETURN_OK },
	};

	config->sec_caps &= ~OPTEE_CAP_RPC_ARG;
	optee_boot_ok(setup, config, NULL);
	optee_unbind(setup);
	optee_rule(test, &stale);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/*
 * The secure world names no memory when the driver asks for what it has cached: the
 * driver frees nothing, at shutdown and when it is removed.
 */
static void optee_test_probe_cache_of_nothing(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	struct monitor_rule nothing = {
		.point = MONITOR_AT_FAST, .func = OPTEE_FAST_DISABLE_SHM_CACHE, .count = 2,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { OPTEE_RETURN_OK },
	};
	u32 mark;

	config->sec_caps &= ~OPTEE_CAP_RPC_ARG;
	optee_boot_ok(setup, config, NULL);
	optee_rule(test, &nothing);
	mark = optee_mark();
	optee_setup_run(setup, optee_op_shutdown);
	KUNIT_EXPECT_EQ(test, optee_events(mark, MONITOR_EV_FAST, OPTEE_FAST_DISABLE_SHM_CACHE,
					   MONITOR_ANY), 3);
	monitor_rules_clear(monitor_current());
	optee_unbind(setup);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_rule(test, &nothing);
	optee_unbind(setup);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

#ifdef HAVE_TEE_REVISION
static const struct revision_case {
	const char *name;
	u32 major, minor, build_id;
	const char *text;
} revision_cases[] = {
	{ "no build", 4, 9, 0, "4.9\n" },
	{ "build", 4, 10, 0x0badc0de, "4.10 (000000000badc0de)\n" },
	{ "largest", U32_MAX, U32_MAX, U32_MAX, "4294967295.4294967295 (00000000ffffffff)\n" },
};

KUNIT_ARRAY_PARAM_DESC(revision, revision_cases, name);

static void expect_revision(struct kunit *test, const char *prefix, const char *expected)
{
	char tee[OPTEE_NAME_SIZE], name[64], text[64];

	KUNIT_ASSERT_TRUE(test, optee_tee_name(prefix, tee));
	snprintf(name, sizeof(name), "class/tee/%s/revision", tee);
	KUNIT_ASSERT_GT(test, optee_sysfs_read(name, text, sizeof(text)), 0);
	KUNIT_EXPECT_STREQ(test, text, expected);
}

/*
 * Both devices show in sysfs which OP-TEE it is, with its build when it names one.
 */
static void optee_test_probe_revision(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	const struct revision_case *c = test->param_value;

	config->os_major = c->major;
	config->os_minor = c->minor;
	config->os_build_id = c->build_id;
	optee_boot_ok(test->priv, config, NULL);
	expect_revision(test, "tee", c->text);
	expect_revision(test, "teepriv", c->text);
}
#endif /* HAVE_TEE_REVISION */

static struct kunit_case probe_tests[] = {
	KUNIT_CASE_PARAM(optee_test_probe_capabilities, caps_gen_params),
	KUNIT_CASE_PARAM(optee_test_probe_refuses, bad_gen_params),
	KUNIT_CASE_PARAM(optee_test_probe_fast_call_refused, fast_gen_params),
	KUNIT_CASE(optee_test_probe_cache_refused),
	KUNIT_CASE_PARAM(optee_test_probe_no_room_in_static_memory, no_room_gen_params),
	KUNIT_CASE_PARAM(optee_test_probe_thread_counts, thread_counts_gen_params),
	KUNIT_CASE(optee_test_probe_hvc),
	KUNIT_CASE_PARAM(optee_test_probe_rebind, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_probe_shutdown, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_probe_shutdown_during_call),
	KUNIT_CASE(optee_test_probe_stale_cache),
	KUNIT_CASE(optee_test_probe_cache_of_nothing),
#ifdef HAVE_TEE_REVISION
	KUNIT_CASE_PARAM(optee_test_probe_revision, revision_gen_params),
#endif
	{ }
};

static struct kunit_suite probe_suite = {
	.name = "optee_probe",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = probe_tests,
};

kunit_test_suite(probe_suite);

MODULE_DESCRIPTION("Probing OP-TEE");
MODULE_LICENSE("GPL");
