// SPDX-License-Identifier: GPL-2.0-only
/*
 * Client UUIDs: what tee_session_calc_client_uuid() makes of login method, user
 * and group. Client UUIDs of users and groups are UUIDv5 (RFC 4122, 4.3) of
 * "uid=%x" and "gid=%x" in a name space of the TEE subsystem.
 */
#include <crypto/hash.h>
#include <crypto/sha1.h>
#include <kunit/test.h>
#include <linux/cred.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uuid.h>

#include "support/leak_watch.h"

/* The name space of client UUIDs */
static const uuid_t tee_ns = UUID_INIT(0x58ac9ca0, 0x2086, 0x4683, 0xa1, 0xb8,
				       0xec, 0x4b, 0xc0, 0x8e, 0x01, 0xb6);

/* RFC 4122, appendix C: the name space of domain names */
static const uuid_t dns_ns = UUID_INIT(0x6ba7b810, 0x9dad, 0x11d1, 0x80, 0xb4,
				       0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8);

struct tee_login_priv {
	struct crypto_shash *sha1;
	u8 data[TEE_IOCTL_UUID_LEN];
};

/* UUIDv5 as RFC 4122 describes it, to compare with */
static uuid_t reference_uuid(struct kunit *test, const uuid_t *ns,
			     const char *name)
{
	struct tee_login_priv *priv = test->priv;
	u8 text[64], hash[SHA1_DIGEST_SIZE];
	uuid_t uuid;
	int rc;

	memcpy(text, ns, sizeof(*ns));
	strscpy(text + sizeof(*ns), name, sizeof(text) - sizeof(*ns));
	rc = crypto_shash_tfm_digest(priv->sha1, text,
				     sizeof(*ns) + strlen(name), hash);
	KUNIT_ASSERT_EQ(test, rc, 0);
	hash[6] = 5 << 4 | (hash[6] & 0x0f);
	hash[8] = 2 << 6 | (hash[8] & 0x3f);
	memcpy(&uuid, hash, sizeof(uuid));
	return uuid;
}

static void expect_uuid(struct kunit *test, const uuid_t *uuid,
			const char *want)
{
	char text[UUID_STRING_LEN + 1];

	snprintf(text, sizeof(text), "%pUb", uuid);
	KUNIT_EXPECT_STREQ(test, text, want);
}

/* Give the test's thread other credentials; they end with it */
static void become(struct kunit *test, u32 uid, u32 gid, int num_groups,
		   const u32 *groups)
{
	struct group_info *info = groups_alloc(num_groups);
	struct cred *cred = prepare_creds();
	int n;

	KUNIT_ASSERT_NOT_NULL(test, info);
	KUNIT_ASSERT_NOT_NULL(test, cred);
	for (n = 0; n < num_groups; n++)
		info->gid[n] = KGIDT_INIT(groups[n]);
	groups_sort(info);
	set_groups(cred, info);
	put_group_info(info);
	cred->euid = KUIDT_INIT(uid);
	cred->egid = KGIDT_INIT(gid);
	commit_creds(cred);
}

struct tee_vector {
	const char *name;
	const char *uuid;
};

/* Python's documentation of uuid.uuid5(); RFC 9562, A.4 */
static const struct tee_vector dns_vectors[] = {
	{ "python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d" },
	{ "www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2" },
};

KUNIT_ARRAY_PARAM_DESC(tee_dns, dns_vectors, name);

/*
 * The reference that this suite compares with gives the published UUIDs.
 */
static void tee_test_login_reference_vectors(struct kunit *test)
{
	const struct tee_vector *v = test->param_value;
	uuid_t uuid = reference_uuid(test, &dns_ns, v->name);

	expect_uuid(test, &uuid, v->uuid);
}

struct tee_id_case {
	u32 id;
	const char *uuid;
};

/* Calculated by uuid.uuid5() of Python 3.11 */
static const struct tee_id_case user_cases[] = {
	{ 0, "ef0180a3-13f3-5d1c-b7f5-888c0e21059a" },
	{ 1000, "fc34275c-d8dd-5ba7-968b-504718363b87" },
	{ 65534, "38a74241-5cff-5d47-aadb-674ee89bf466" },
	{ U32_MAX - 1, "e29bab5f-b451-5af4-8795-a7a30b1f6d43" },
};

static const struct tee_id_case group_cases[] = {
	{ 0, "d93bc168-f863-58d3-a1fe-bb2039421b99" },
	{ 27, "30b6f4b2-b509-51da-afb7-5ef7d73dd901" },
	{ 1000, "0ece43ed-001d-51bd-bab7-480c8954c3cf" },
	{ U32_MAX - 1, "8375c01c-968e-5872-b871-171afa317cee" },
};

static void id_to_desc(const struct tee_id_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u", c->id);
}

KUNIT_ARRAY_PARAM(tee_user, user_cases, id_to_desc);
KUNIT_ARRAY_PARAM(tee_group, group_cases, id_to_desc);

/*
 * A user's UUID is that of "uid=", the effective user id in hexadecimal, as
 * calculated elsewhere, whatever the connection data are.
 */
static void tee_test_login_user(struct kunit *test)
{
	const struct tee_id_case *c = test->param_value;
	struct tee_login_priv *priv = test->priv;
	char name[16];
	uuid_t uuid, want;

	snprintf(name, sizeof(name), "uid=%x", c->id);
	want = reference_uuid(test, &tee_ns, name);
	become(test, c->id, 5, 0, NULL);
	memset(priv->data, 0xff, sizeof(priv->data));
	KUNIT_EXPECT_EQ(test,
			tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_USER,
						     priv->data), 0);
	expect_uuid(test, &uuid, c->uuid);
	KUNIT_EXPECT_TRUE(test, uuid_equal(&uuid, &want));
}

/*
 * A group's UUID is that of "gid=" and the group in the connection data, for a
 * member by effective group id.
 */
static void tee_test_login_group_effective(struct kunit *test)
{
	const struct tee_id_case *c = test->param_value;
	struct tee_login_priv *priv = test->priv;
	uuid_t uuid;

	become(test, 1, c->id, 0, NULL);
	memcpy(priv->data, &c->id, sizeof(c->id));
	KUNIT_EXPECT_EQ(test,
			tee_session_calc_client_uuid(&uuid,
						     TEE_IOCTL_LOGIN_GROUP,
						     priv->data), 0);
	expect_uuid(test, &uuid, c->uuid);
}

/*
 * Supplementary groups count, each with its own UUID; a group of which the
 * caller is no member, and an invalid one, are refused, also for root.
 */
static void tee_test_login_group_membership(struct kunit *test)
{
	static const u32 groups[] = { 27, 1000, 70000 };
	static const u32 others[] = { 0, 26, 28, 1000 << 8, U32_MAX };
	struct tee_login_priv *priv = test->priv;
	uuid_t uuid, want;
	char name[16];
	int n, rc;

	become(test, 0, 5, ARRAY_SIZE(groups), groups);
	for (n = 0; n < ARRAY_SIZE(groups); n++) {
		snprintf(name, sizeof(name), "gid=%x", groups[n]);
		want = reference_uuid(test, &tee_ns, name);
		memcpy(priv->data, &groups[n], sizeof(groups[n]));
		rc = tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_GROUP,
						  priv->data);
		KUNIT_EXPECT_EQ(test, rc, 0);
		KUNIT_EXPECT_TRUE(test, uuid_equal(&uuid, &want));
	}
	for (n = 0; n < ARRAY_SIZE(others); n++) {
		memcpy(priv->data, &others[n], sizeof(others[n]));
		rc = tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_GROUP,
						  priv->data);
		KUNIT_EXPECT_EQ_MSG(test, rc, -EPERM, "group %u", others[n]);
	}
}

struct tee_method_case {
	const char *what;
	u32 method;
	int rc;
};

static const struct tee_method_case method_cases[] = {
	{ "public", TEE_IOCTL_LOGIN_PUBLIC, 0 },
	{ "kernel", TEE_IOCTL_LOGIN_REE_KERNEL, 0 },
	{ "3, which is none", 3, -EINVAL },
	{ "application", TEE_IOCTL_LOGIN_APPLICATION, -EINVAL },
	{ "user application", TEE_IOCTL_LOGIN_USER_APPLICATION, -EINVAL },
	{ "group application", TEE_IOCTL_LOGIN_GROUP_APPLICATION, -EINVAL },
	{ "other kernel method", TEE_IOCTL_LOGIN_REE_KERNEL + 1, -EINVAL },
	{ "largest", U32_MAX, -EINVAL },
};

KUNIT_ARRAY_PARAM_DESC(tee_method, method_cases, what);

/*
 * Public and kernel logins have the nil UUID; methods that Linux can't vouch for
 * are refused.
 */
static void tee_test_login_other_methods(struct kunit *test)
{
	const struct tee_method_case *c = test->param_value;
	struct tee_login_priv *priv = test->priv;
	uuid_t uuid;

	memset(&uuid, 0xff, sizeof(uuid));
	KUNIT_EXPECT_EQ(test, tee_session_calc_client_uuid(&uuid, c->method,
							   priv->data), c->rc);
	if (!c->rc)
		KUNIT_EXPECT_TRUE(test, uuid_is_null(&uuid));
}

/*
 * Calculating a UUID, and being refused one, leaves no memory behind.
 */
static void tee_test_login_leaves_nothing(struct kunit *test)
{
	struct tee_login_priv *priv = test->priv;
	const u32 other = 4711;
	uuid_t uuid;

	KUNIT_ASSERT_EQ(test,
			tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_USER,
						     priv->data), 0);
	memcpy(priv->data, &other, sizeof(other));
	tee_watch_begin(test);
	KUNIT_EXPECT_EQ(test,
			tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_USER,
						     priv->data), 0);
	KUNIT_EXPECT_EQ(test,
			tee_session_calc_client_uuid(&uuid,
						     TEE_IOCTL_LOGIN_GROUP,
						     priv->data), -EPERM);
	KUNIT_EXPECT_EQ(test, tee_session_calc_client_uuid(&uuid, 3, priv->data),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
}

static void free_sha1(void *sha1)
{
	crypto_free_shash(sha1);
}

static int tee_login_init(struct kunit *test)
{
	struct tee_login_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->sha1 = crypto_alloc_shash("sha1", 0, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->sha1));
	test->priv = priv;
	return kunit_add_action_or_reset(test, free_sha1, priv->sha1);
}

static struct kunit_case tee_login_cases[] = {
	KUNIT_CASE_PARAM(tee_test_login_reference_vectors, tee_dns_gen_params),
	KUNIT_CASE_PARAM(tee_test_login_user, tee_user_gen_params),
	KUNIT_CASE_PARAM(tee_test_login_group_effective, tee_group_gen_params),
	KUNIT_CASE(tee_test_login_group_membership),
	KUNIT_CASE_PARAM(tee_test_login_other_methods, tee_method_gen_params),
	KUNIT_CASE(tee_test_login_leaves_nothing),
	{}
};

static struct kunit_suite tee_login_suite = {
	.name = "tee_login",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_login_init,
	.test_cases = tee_login_cases,
};

kunit_test_suite(tee_login_suite);

MODULE_DESCRIPTION("KUnit suite for client UUIDs");
MODULE_LICENSE("GPL");
