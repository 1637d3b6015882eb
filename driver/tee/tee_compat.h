/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this driver uses of newer kernels and older ones, 6.12 being the oldest,
 * have in another way. Each is recognised by a macro of its own header.
 */
#ifndef TEE_COMPAT_H
#define TEE_COMPAT_H

#include <crypto/sha1.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/unaligned.h>
#include <linux/workqueue.h>

#ifndef timer_container_of
#define timer_container_of(var, callback_timer, field) \
	from_timer(var, callback_timer, field)
#endif

/* The workqueue of no processor in particular; newer kernels complain of its old name */
#ifndef alloc_workqueue
#define system_dfl_wq system_unbound_wq
#endif

/* Zeroed memory for one object, by a variable or its type; may sleep */
#ifndef kzalloc_obj
#define kzalloc_obj(p) kzalloc(sizeof(p), GFP_KERNEL)
#endif

/* The longest message of one block: behind it come a byte and its length */
#define TEE_SHA1_MAX_LEN (SHA1_BLOCK_SIZE - 1 - sizeof(u64))

/**
 * tee_sha1() - SHA-1 of a short message (FIPS 180-4)
 * @data:	the message
 * @len:	its length in bytes, at most TEE_SHA1_MAX_LEN
 * @out:	receives the digest, SHA1_DIGEST_SIZE bytes
 *
 * Context: Any.
 */
static inline void tee_sha1(const u8 *data, size_t len, u8 *out)
{
#ifdef SHA1_WORKSPACE_WORDS
	/* The library has only the function for one block: pad by hand */
	u32 workspace[SHA1_WORKSPACE_WORDS];
	u32 digest[SHA1_DIGEST_WORDS];
	u8 block[SHA1_BLOCK_SIZE] = {};
	size_t i;

	memcpy(block, data, len);
	block[len] = 0x80;
	put_unaligned_be64((u64)len * 8, block + sizeof(block) - sizeof(u64));
	sha1_init(digest);
	sha1_transform(digest, block, workspace);

	for (i = 0; i < SHA1_DIGEST_WORDS; i++)
		put_unaligned_be32(digest[i], out + i * sizeof(u32));
#else
	sha1(data, len, out);
#endif
}

#endif /* TEE_COMPAT_H */
