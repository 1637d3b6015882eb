// SPDX-License-Identifier: GPL-2.0-only
/*
 * SHA-1 behind the crypto API, with the kernel's own transform.
 *
 * The same: the digest, of data that comes at once or in parts.
 */
#include <crypto/hash.h>
#include <crypto/sha1.h>
#include <crypto/sha1_base.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include "host_kernel.h"

static struct shash_alg sha1_alg = { .init = sha1_base_init, .digestsize = SHA1_DIGEST_SIZE };

struct crypto_shash *crypto_alloc_shash(const char *alg_name, u32 type, u32 mask)
{
	struct crypto_shash *tfm;

	if (strcmp(alg_name, "sha1"))
		return ERR_PTR(-ENOENT);
	tfm = kzalloc(sizeof(*tfm), GFP_KERNEL);
	if (!tfm)
		return ERR_PTR(-ENOMEM);
	tfm->descsize = sizeof(struct sha1_state);
	tfm->base.__crt_alg = &sha1_alg.base;
	return tfm;
}

void crypto_destroy_tfm(void *mem, struct crypto_tfm *tfm)
{
	if (!IS_ERR_OR_NULL(mem))
		kfree(mem);
}

static void sha1_blocks(struct sha1_state *sst, const u8 *src, int blocks)
{
	u32 temp[SHA1_WORKSPACE_WORDS];

	while (blocks--) {
		sha1_transform(sst->state, src, temp);
		src += SHA1_BLOCK_SIZE;
	}
}

int crypto_shash_update(struct shash_desc *desc, const u8 *data, unsigned int len)
{
	return sha1_base_do_update(desc, data, len, sha1_blocks);
}

int crypto_shash_final(struct shash_desc *desc, u8 *out)
{
	sha1_base_do_finalize(desc, sha1_blocks);
	return sha1_base_finish(desc, out);
}

int crypto_shash_digest(struct shash_desc *desc, const u8 *data, unsigned int len, u8 *out)
{
	return crypto_shash_init(desc) ?: crypto_shash_update(desc, data, len) ?:
	       crypto_shash_final(desc, out);
}

int crypto_shash_tfm_digest(struct crypto_shash *tfm, const u8 *data, unsigned int len, u8 *out)
{
	u8 mem[sizeof(struct shash_desc) + sizeof(struct sha1_state)] __aligned(8);

	return crypto_shash_digest((struct shash_desc *)mem, data, len, out);
}
