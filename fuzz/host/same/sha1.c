// SPDX-License-Identifier: GPL-2.0-only
/*
 * SHA-1 behind the crypto API, with the kernel's own code from lib/.
 *
 * The same: the digest, of data that comes at once or in parts.
 */
#include <crypto/hash.h>
#include <crypto/sha1.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include "compat.h"
#include "host_kernel.h"

static struct shash_alg sha1_alg = {
	.init = host_sha1_init,
	.descsize = HOST_SHA1_STATE_BYTES,
	.digestsize = SHA1_DIGEST_SIZE,
};

struct crypto_shash *crypto_alloc_shash(const char *alg_name, u32 type, u32 mask)
{
	struct crypto_shash *tfm;

	if (strcmp(alg_name, "sha1"))
		return ERR_PTR(-ENOENT);
	tfm = kzalloc(sizeof(*tfm), GFP_KERNEL);
	if (!tfm)
		return ERR_PTR(-ENOMEM);
	host_shash_set_descsize(tfm, HOST_SHA1_STATE_BYTES);
	tfm->base.__crt_alg = &sha1_alg.base;
	return tfm;
}

void crypto_destroy_tfm(void *mem, struct crypto_tfm *tfm)
{
	if (!IS_ERR_OR_NULL(mem))
		kfree(mem);
}

int crypto_shash_digest(struct shash_desc *desc, const u8 *data, unsigned int len, u8 *out)
{
	return crypto_shash_init(desc) ?: crypto_shash_update(desc, data, len) ?:
	       crypto_shash_final(desc, out);
}

int crypto_shash_tfm_digest(struct crypto_shash *tfm, const u8 *data, unsigned int len, u8 *out)
{
	u8 mem[sizeof(struct shash_desc) + HOST_SHA1_STATE_BYTES] __aligned(8);

	return crypto_shash_digest((struct shash_desc *)mem, data, len, out);
}
