// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keys of the type "trusted", which the kernel has sealed by a TA of OP-TEE, on the
 * driver under test: what add_key(2) and keyctl(2) do with them, from the inside.
 */
#include <keys/trusted_tee.h>
#include <linux/hex.h>
#include <linux/key-type.h>
#include <linux/module.h>
#include "client.h"

#define SEED		0x0123456789abcdefULL
#define THREADS		4
#define KEY_SIZE	32
#define GATE		1

/* "load " and a blob in hexadecimal digits */
#define DATA_SIZE	(8 + 2 * MAX_BLOB_SIZE)

/**
 * struct trusted - a key, and the task that adds and reads it
 * @task:	that task
 * @ring:	the keyring that the key is in
 * @key:	the key, NULL: it was not added
 * @data:	what it is added with
 * @blob:	what was read, a string
 * @payload:	of no key: for calls of the client's own functions
 */
struct trusted {
	struct optee_task task;
	struct key *ring, *key;
	char data[DATA_SIZE];
	char blob[2 * MAX_BLOB_SIZE + 1];
	struct trusted_key_payload payload;
};

#define to_trusted(t) container_of(t, struct trusted, task)

static int op_release(struct optee_task *task)
{
	struct trusted *t = to_trusted(task);

	if (t->key)
		key_put(t->key);
	if (t->ring)
		key_put(t->ring);
	t->key = NULL;
	t->ring = NULL;
	return 0;
}

static struct trusted *trusted_new(struct optee_setup *setup)
{
	struct trusted *t = kzalloc(sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, t);
	t->task.release = op_release;
	optee_task_init(setup, &t->task, "optee_trusted");
	return t;
}

static int op_add(struct optee_task *task)
{
	struct trusted *t = to_trusted(task);
	key_ref_t ref;

	op_release(task);
	t->ring = keyring_alloc(".teeproof", GLOBAL_ROOT_UID, GLOBAL_ROOT_GID, current_cred(),
				KEY_POS_ALL, KEY_ALLOC_NOT_IN_QUOTA, NULL, NULL);
	if (IS_ERR(t->ring)) {
		int rc = PTR_ERR(t->ring);

		t->ring = NULL;
		return rc;
	}
	ref = key_create_or_update(make_key_ref(t->ring, true), "trusted", "teeproof", t->data,
				   strlen(t->data), KEY_POS_ALL, KEY_ALLOC_NOT_IN_QUOTA);
	if (IS_ERR(ref))
		return PTR_ERR(ref);
	t->key = key_ref_to_ptr(ref);
	return 0;
}

/* As keyctl_read_key() does, which knows that the key may be read */
static int op_read(struct optee_task *task)
{
	struct trusted *t = to_trusted(task);
	long len;

	memset(t->blob, 0, sizeof(t->blob));
	down_read(&t->key->sem);
	len = t->key->type->read(t->key, t->blob, sizeof(t->blob) - 1);
	up_read(&t->key->sem);
	return len;
}

/* The client's own functions, with no key: -EBADMSG when another one comes back */
static int op_seal_and_unseal(struct optee_task *task)
{
	struct trusted_key_payload *p = &to_trusted(task)->payload;
	u8 key[KEY_SIZE];
	int rc;

	rc = trusted_key_tee_ops.get_random(p->key, KEY_SIZE);
	if (rc != KEY_SIZE)
		return rc < 0 ? rc : -EIO;
	p->key_len = KEY_SIZE;
	memcpy(key, p->key, KEY_SIZE);
	rc = trusted_key_tee_ops.seal(p, NULL);
	if (rc)
		return rc;
	memset(p->key, 0, sizeof(p->key));
	rc = trusted_key_tee_ops.unseal(p, NULL);
	if (!rc && (p->key_len != KEY_SIZE || memcmp(p->key, key, KEY_SIZE)))
		rc = -EBADMSG;
	return rc;
}

/* Add a key of @size random bytes: 0 or an errno */
static int add_new(struct trusted *t, u32 size)
{
	snprintf(t->data, sizeof(t->data), "new %u", size);
	return optee_task_run(&t->task, op_add);
}

/* Add the key that @blob has in it: 0 or an errno */
static int add_blob(struct trusted *t, const char *blob)
{
	snprintf(t->data, sizeof(t->data), "load %s", blob);
	return optee_task_run(&t->task, op_add);
}

static const struct trusted_key_payload *payload(struct trusted *t)
{
	return t->key->payload.data[0];
}

/* A new key of @size bytes, whose blob was read; the test ends on failure */
static struct trusted *sealed(struct optee_setup *setup, u32 size)
{
	struct trusted *t = trusted_new(setup);

	KUNIT_ASSERT_EQ(setup->test, add_new(t, size), 0);
	KUNIT_ASSERT_EQ(setup->test, payload(t)->key_len, size);
	KUNIT_ASSERT_EQ(setup->test, optee_task_run(&t->task, op_read),
			2 * payload(t)->blob_len);
	return t;
}

static void expect_same_key(struct kunit *test, struct trusted *a, struct trusted *b)
{
	KUNIT_ASSERT_EQ(test, payload(a)->key_len, payload(b)->key_len);
	KUNIT_EXPECT_MEMEQ(test, payload(a)->key, payload(b)->key, payload(a)->key_len);
}

static void trusted_boot(struct kunit *test, u64 unique_key)
{
	struct monitor_config *config = optee_client_config(test, THREADS, MONITOR_TA_TRUSTED);

	config->rng_seed = SEED;
	config->unique_key = unique_key;
	optee_boot_ok(test->priv, config, NULL);
}

/* The TA answers a command with @ret, @times times, 0: always. */
static void refuse(struct kunit *test, u32 func, u32 ret, u32 times)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = func, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = times, .action = MONITOR_DO_RETURN,
		.value = { ret, TEEC_ORIGIN_TRUSTED_APP },
	};

	optee_rule(test, &rule);
}

/* The TA says, once, that what it put into parameter @param of a command has @size bytes. */
static void say_size(struct kunit *test, u32 func, u32 param, u32 size)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = func, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_PARAM_B, size, param },
	};

	optee_rule(test, &rule);
}

static const u32 key_sizes[] = { MIN_KEY_SIZE, MIN_KEY_SIZE + 1, 2 * MIN_KEY_SIZE, MAX_KEY_SIZE };

static void describe_size(const u32 *size, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u bytes", *size);
}

KUNIT_ARRAY_PARAM(key_sizes, key_sizes, describe_size);

/*
 * A new key is what the TA's generator gives. It is not in its blob, which gives the
 * same key when it is loaded.
 */
static void optee_test_trusted_seal_and_load(struct kunit *test)
{
	u32 i, size = *(const u32 *)test->param_value;
	struct trusted *made, *loaded;
	u8 stream[MAX_KEY_SIZE];
	u64 state = SEED;

	trusted_boot(test, 1);
	made = sealed(test->priv, size);
	for (i = 0; i < size; i++)
		stream[i] = monitor_rng_next(&state);
	KUNIT_EXPECT_MEMEQ(test, payload(made)->key, stream, size);
	KUNIT_ASSERT_GT(test, payload(made)->blob_len, size);
	for (i = 0; i + 8 <= payload(made)->blob_len; i++)
		KUNIT_EXPECT_MEMNEQ(test, payload(made)->blob + i, stream, 8);

	loaded = trusted_new(test->priv);
	KUNIT_ASSERT_EQ(test, add_blob(loaded, made->blob), 0);
	expect_same_key(test, made, loaded);
	KUNIT_EXPECT_EQ(test, monitor_ta_calls(monitor_current(), MONITOR_TA_TRUSTED), 3);
}

/*
 * Two keys differ, and so do two blobs of one size.
 */
static void optee_test_trusted_two_keys(struct kunit *test)
{
	struct trusted *a, *b;

	trusted_boot(test, 1);
	a = sealed(test->priv, KEY_SIZE);
	b = sealed(test->priv, KEY_SIZE);
	KUNIT_EXPECT_MEMNEQ(test, payload(a)->key, payload(b)->key, KEY_SIZE);
	KUNIT_EXPECT_STRNEQ(test, a->blob, b->blob);
}

/* A digit of a blob in hexadecimal, by its place from the start or, negative, from the end */
struct change {
	const char *name;
	int place;
};

static const struct change changes[] = {
	{ "nonce", 0 }, { "key", 2 * 20 }, { "code", -2 * 20 }, { "last bit", -1 },
};

KUNIT_ARRAY_PARAM_DESC(changes, changes, name);

/*
 * A blob of which one bit was changed is refused, and the blob itself still loads.
 */
static void optee_test_trusted_changed_blob(struct kunit *test)
{
	const struct change *change = test->param_value;
	struct trusted *made, *loaded;
	char *digit, was;

	trusted_boot(test, 1);
	made = sealed(test->priv, KEY_SIZE);
	digit = made->blob + change->place + (change->place < 0 ? strlen(made->blob) : 0);
	was = *digit;
	*digit = hex_asc_lo(hex_to_bin(was) ^ 1);
	loaded = trusted_new(test->priv);
	KUNIT_EXPECT_EQ(test, add_blob(loaded, made->blob), -EFAULT);
	KUNIT_EXPECT_NULL(test, loaded->key);
	*digit = was;
	KUNIT_EXPECT_EQ(test, add_blob(loaded, made->blob), 0);
}

/*
 * A blob that was cut, down to nothing, or to which something was added is refused.
 */
static void optee_test_trusted_other_length(struct kunit *test)
{
	struct trusted *made, *loaded;
	size_t len;

	trusted_boot(test, 1);
	made = sealed(test->priv, KEY_SIZE);
	loaded = trusted_new(test->priv);
	len = strlen(made->blob);
	strscpy(made->blob + len, "00", sizeof(made->blob) - len);
	KUNIT_EXPECT_EQ(test, add_blob(loaded, made->blob), -EFAULT);
	do {
		len -= 2;
		made->blob[len] = '\0';
		KUNIT_ASSERT_EQ(test, add_blob(loaded, made->blob), -EFAULT);
	} while (len);
	KUNIT_EXPECT_NULL(test, loaded->key);
}

/*
 * A blob is of the chip that has sealed it: another one refuses it, and the first takes it
 * when it is up again.
 */
static void optee_test_trusted_other_chip(struct kunit *test)
{
	struct trusted *loaded;
	u8 key[KEY_SIZE];
	char *blob;

	trusted_boot(test, 1);
	loaded = sealed(test->priv, KEY_SIZE);
	memcpy(key, payload(loaded)->key, sizeof(key));
	blob = kunit_kstrdup(test, loaded->blob, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, blob);
	optee_halt(test->priv);

	trusted_boot(test, 2);
	loaded = trusted_new(test->priv);
	KUNIT_EXPECT_EQ(test, add_blob(loaded, blob), -EFAULT);
	optee_halt(test->priv);

	trusted_boot(test, 1);
	loaded = trusted_new(test->priv);
	KUNIT_ASSERT_EQ(test, add_blob(loaded, blob), 0);
	KUNIT_EXPECT_MEMEQ(test, payload(loaded)->key, key, sizeof(key));
}

/*
 * As many keys as there are thread contexts are sealed at once, all in the client's one
 * session, and each comes back. (Of add_key(2) there is only one at a time.)
 */
static void optee_test_trusted_at_once(struct kunit *test)
{
	struct monitor_rule park = {
		.point = MONITOR_AT_INVOKE, .func = TA_TRUSTED_SEAL, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_PARK, .value = { GATE },
	};
	struct trusted *t[THREADS];
	int i;

	trusted_boot(test, 1);
	optee_rule(test, &park);
	for (i = 0; i < THREADS; i++) {
		t[i] = trusted_new(test->priv);
		optee_task_start(&t[i]->task, op_seal_and_unseal);
	}
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, THREADS, OPTEE_CALL_MS));
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	for (i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ(test, optee_task_join(&t[i]->task), 0);
}

/*
 * The TA refuses one of its commands: there is no key, and then there is when it works again.
 */
static void optee_test_trusted_refused(struct kunit *test)
{
	struct trusted *made, *t;
	u32 func;

	trusted_boot(test, 1);
	made = sealed(test->priv, KEY_SIZE);
	t = trusted_new(test->priv);
	for (func = TA_TRUSTED_GET_RANDOM; func <= TA_TRUSTED_SEAL; func++) {
		refuse(test, func, TEEC_ERROR_OUT_OF_MEMORY, 1);
		KUNIT_EXPECT_EQ(test, add_new(t, KEY_SIZE), -EFAULT);
		KUNIT_EXPECT_NULL(test, t->key);
		KUNIT_EXPECT_EQ(test, add_new(t, KEY_SIZE), 0);
	}
	refuse(test, TA_TRUSTED_UNSEAL, TEEC_ERROR_OUT_OF_MEMORY, 1);
	KUNIT_EXPECT_EQ(test, add_blob(t, made->blob), -EFAULT);
	KUNIT_EXPECT_NULL(test, t->key);
	KUNIT_EXPECT_EQ(test, add_blob(t, made->blob), 0);
}

/*
 * The TA panics: its session is dead, and all keys are refused until the client is bound
 * again. A key that there was is as it was until then.
 */
static void optee_test_trusted_panic(struct kunit *test)
{
	struct monitor_rule panic = {
		.point = MONITOR_AT_INVOKE, .func = TA_TRUSTED_SEAL, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_PANIC,
	};
	struct trusted *made, *t;

	trusted_boot(test, 1);
	made = sealed(test->priv, KEY_SIZE);
	t = trusted_new(test->priv);
	optee_rule(test, &panic);
	KUNIT_EXPECT_EQ(test, add_new(t, KEY_SIZE), -EFAULT);
	KUNIT_EXPECT_EQ(test, add_new(t, KEY_SIZE), -EFAULT);
	KUNIT_EXPECT_EQ(test, add_blob(t, made->blob), -EFAULT);
	KUNIT_EXPECT_EQ(test, optee_task_run(&made->task, op_read), strlen(made->blob));
	optee_unbind(test->priv);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	KUNIT_EXPECT_EQ(test, add_blob(t, made->blob), 0);
}

/*
 * The TA is not there: the client doesn't bind, there is no such type of key, and the
 * driver works.
 */
static void optee_test_trusted_without_ta(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	/* The first session is the driver's, with the device pseudo-TA. */
	struct monitor_rule rule = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_OPEN_SESSION, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .skip = 1, .count = 1, .action = MONITOR_DO_RETURN,
		.value = { TEEC_ERROR_ITEM_NOT_FOUND, TEEC_ORIGIN_TEE },
	};

	trusted_boot(test, 1);
	optee_unbind(setup);
	optee_rule(test, &rule);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_TRUE(test, optee_bus_has(monitor_ta_uuid(MONITOR_TA_TRUSTED)));
	KUNIT_EXPECT_EQ(test, add_new(trusted_new(setup), KEY_SIZE), -ENODEV);
	optee_client_alive(setup);
}

/*
 * The driver is removed: keys are dead, and new ones are not to be had. Bound again, it
 * gives the key back from its blob.
 */
static void optee_test_trusted_rebind(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct trusted *made, *t;

	trusted_boot(test, 1);
	made = sealed(setup, KEY_SIZE);
	t = trusted_new(setup);
	optee_unbind(setup);
	KUNIT_EXPECT_TRUE(test, test_bit(KEY_FLAG_DEAD, &made->key->flags));
	KUNIT_EXPECT_PTR_NE(test, made->key->type, &key_type_trusted);
	KUNIT_EXPECT_EQ(test, add_new(t, KEY_SIZE), -ENODEV);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, add_blob(t, made->blob), 0);
}

/*
 * The driver is removed while a key is being sealed: removal waits for the call, which
 * succeeds.
 */
static void optee_test_trusted_unbind_while_sealing(struct kunit *test)
{
	struct monitor_rule park = {
		.point = MONITOR_AT_INVOKE, .func = TA_TRUSTED_SEAL, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_PARK, .value = { GATE },
	};
	struct optee_setup *setup = test->priv;
	struct trusted *t;

	trusted_boot(test, 1);
	t = trusted_new(setup);
	optee_rule(test, &park);
	strscpy(t->data, "new 32", sizeof(t->data));
	optee_task_start(&t->task, op_add);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	optee_task_start(setup->control, optee_op_unbind);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(&t->task), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(setup->control), 0);
}

/*
 * The TA says that it gave more or fewer random bytes than it was asked for: there is no key.
 */
static void optee_test_trusted_random_size(struct kunit *test)
{
	static const u32 sizes[] = { 0, KEY_SIZE - 1, KEY_SIZE + 1, 0xffffffff };
	struct trusted *t;
	int i;

	trusted_boot(test, 1);
	t = trusted_new(test->priv);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		say_size(test, TA_TRUSTED_GET_RANDOM, 0, sizes[i]);
		KUNIT_EXPECT_LT(test, add_new(t, KEY_SIZE), 0);
		KUNIT_EXPECT_NULL(test, t->key);
	}
	KUNIT_EXPECT_EQ(test, add_new(t, KEY_SIZE), 0);
}

/*
 * The TA says that a blob has more bytes than there was room for: there is no key, whose
 * blob would be read with what lies behind it.
 */
static void optee_test_trusted_seal_size(struct kunit *test)
{
	struct trusted *t;

	trusted_boot(test, 1);
	t = trusted_new(test->priv);
	say_size(test, TA_TRUSTED_SEAL, 1, MAX_BLOB_SIZE + 1);
	KUNIT_EXPECT_LT(test, add_new(t, KEY_SIZE), 0);
	KUNIT_EXPECT_EQ(test, add_new(t, KEY_SIZE), 0);
}

/*
 * The same of a key that is unsealed.
 */
static void optee_test_trusted_unseal_size(struct kunit *test)
{
	struct trusted *made, *t;

	trusted_boot(test, 1);
	made = sealed(test->priv, KEY_SIZE);
	t = trusted_new(test->priv);
	say_size(test, TA_TRUSTED_UNSEAL, 1, sizeof(payload(made)->key) + 1);
	KUNIT_EXPECT_LT(test, add_blob(t, made->blob), 0);
	KUNIT_EXPECT_EQ(test, add_blob(t, made->blob), 0);
}

/*
 * The TA is the kernel's: who says that he is user space gets no session.
 */
static void optee_test_trusted_login(struct kunit *test)
{
	struct optee_client *client;

	trusted_boot(test, 1);
	client = optee_client_new(test->priv);
	optee_client_ta(client, MONITOR_TA_TRUSTED);
	client->login = TEE_IOCTL_LOGIN_PUBLIC;
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_open_session), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_ERROR_ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, client->origin, TEEC_ORIGIN_TRUSTED_APP);
}

static struct kunit_case trusted_tests[] = {
	KUNIT_CASE_PARAM(optee_test_trusted_seal_and_load, key_sizes_gen_params),
	KUNIT_CASE(optee_test_trusted_two_keys),
	KUNIT_CASE_PARAM(optee_test_trusted_changed_blob, changes_gen_params),
	KUNIT_CASE(optee_test_trusted_other_length),
	KUNIT_CASE(optee_test_trusted_other_chip),
	KUNIT_CASE(optee_test_trusted_at_once),
	KUNIT_CASE(optee_test_trusted_refused),
	KUNIT_CASE(optee_test_trusted_panic),
	KUNIT_CASE(optee_test_trusted_without_ta),
	KUNIT_CASE(optee_test_trusted_rebind),
	KUNIT_CASE(optee_test_trusted_unbind_while_sealing),
	KUNIT_CASE(optee_test_trusted_random_size),
	KUNIT_CASE(optee_test_trusted_seal_size),
	KUNIT_CASE(optee_test_trusted_unseal_size),
	KUNIT_CASE(optee_test_trusted_login),
	{ }
};

static struct kunit_suite trusted_suite = {
	.name = "optee_client_trusted",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = trusted_tests,
};

kunit_test_suite(trusted_suite);

MODULE_DESCRIPTION("Trusted keys on the driver under test");
MODULE_LICENSE("GPL");
