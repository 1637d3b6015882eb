// SPDX-License-Identifier: GPL-2.0-only
/*
 * SHA-1 by the crypto API, on the examples of FIPS 180.
 */
#include <crypto/hash.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fidelity.h"

#define DIGEST_BYTES	20

struct sha1_example {
	const char *text;
	u8 digest[DIGEST_BYTES];
};

static const struct sha1_example sha1_examples[] = {
	{ "abc", {
		0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
		0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d,
	} },
	/* its padding takes a block of its own */
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", {
		0x84, 0x98, 0x3e, 0x44, 0x1c, 0x3b, 0xd2, 0x6e, 0xba, 0xae,
		0x4a, 0xa1, 0xf9, 0x51, 0x29, 0xe5, 0xe5, 0x46, 0x70, 0xf1,
	} },
};

static struct shash_desc *sha1_new(struct kunit *test)
{
	struct crypto_shash *tfm = crypto_alloc_shash("sha1", 0, 0);
	struct shash_desc *desc;

	KUNIT_ASSERT_FALSE(test, IS_ERR(tfm));
	KUNIT_EXPECT_EQ(test, crypto_shash_digestsize(tfm), DIGEST_BYTES);
	desc = kzalloc(sizeof(*desc) + crypto_shash_descsize(tfm), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, desc);
	desc->tfm = tfm;
	return desc;
}

static void sha1_drop(struct shash_desc *desc)
{
	crypto_free_shash(desc->tfm);
	kfree(desc);
}

/* Data that comes at once */
static void fidelity_sha1_at_once(struct kunit *test)
{
	struct shash_desc *desc = sha1_new(test);

	for (int i = 0; i < ARRAY_SIZE(sha1_examples); i++) {
		const struct sha1_example *e = &sha1_examples[i];
		u8 got[DIGEST_BYTES];

		KUNIT_EXPECT_EQ(test, crypto_shash_digest(desc, e->text, strlen(e->text), got), 0);
		KUNIT_EXPECT_MEMEQ(test, got, e->digest, DIGEST_BYTES);
	}
	sha1_drop(desc);
}

/* Data that comes in two parts, wherever it is cut */
static void fidelity_sha1_in_parts(struct kunit *test)
{
	const struct sha1_example *e = &sha1_examples[1];
	struct shash_desc *desc = sha1_new(test);
	u8 got[DIGEST_BYTES];

	for (size_t cut = 0; cut <= strlen(e->text); cut++) {
		KUNIT_EXPECT_EQ(test, crypto_shash_init(desc), 0);
		KUNIT_EXPECT_EQ(test, crypto_shash_update(desc, e->text, cut), 0);
		KUNIT_EXPECT_EQ(test, crypto_shash_update(desc, e->text + cut,
							  strlen(e->text) - cut), 0);
		KUNIT_EXPECT_EQ(test, crypto_shash_final(desc, got), 0);
		KUNIT_EXPECT_MEMEQ(test, got, e->digest, DIGEST_BYTES);
	}
	sha1_drop(desc);
}

/* A hash that nobody has */
static void fidelity_sha1_unknown(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, IS_ERR(crypto_alloc_shash("no-such-hash", 0, 0)));
}

static struct kunit_case fidelity_sha1_cases[] = {
	KUNIT_CASE(fidelity_sha1_at_once),
	KUNIT_CASE(fidelity_sha1_in_parts),
	KUNIT_CASE(fidelity_sha1_unknown),
	{}
};

static struct kunit_suite fidelity_sha1_suite = {
	.name = "fidelity_sha1",
	.test_cases = fidelity_sha1_cases,
};
kunit_test_suite(fidelity_sha1_suite);

MODULE_DESCRIPTION("Fidelity of SHA-1");
MODULE_LICENSE("GPL");
