/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 and HMAC of the monitor's own.
 */
#ifndef SHA256_H
#define SHA256_H

#include "monitor_types.h"

enum { SHA256_BLOCK = 64, SHA256_WORDS = 8, SHA256_SIZE = 32 };

/**
 * struct sha256 - a digest in progress
 * @h:		hash value of the blocks so far
 * @block:	the block that is not full
 * @used:	bytes in @block
 * @bytes:	altogether
 */
struct sha256 {
	u32 h[SHA256_WORDS];
	u8 block[SHA256_BLOCK];
	u32 used;
	u64 bytes;
};

/**
 * struct hmac - a message authentication code in progress
 * @inner:	digest of the key and the message
 * @key:	filled up with zeros
 */
struct hmac {
	struct sha256 inner;
	u8 key[SHA256_BLOCK];
};

/** sha256_begin() - a digest of nothing yet */
void sha256_begin(struct sha256 *s);
/** sha256_add() - @size more bytes */
void sha256_add(struct sha256 *s, const void *data, u32 size);
/** sha256_end() - SHA256_SIZE bytes go to @digest */
void sha256_end(struct sha256 *s, u8 *digest);

/** hmac_begin() - a code with a key of @size bytes, SHA256_BLOCK at most */
void hmac_begin(struct hmac *h, const u8 *key, u32 size);
/** hmac_add() - @size more bytes of the message */
void hmac_add(struct hmac *h, const void *data, u32 size);
/** hmac_end() - SHA256_SIZE bytes go to @mac */
void hmac_end(struct hmac *h, u8 *mac);

/** digest_equal() - are two digests the same? Takes as long whether they are or not. */
bool digest_equal(const u8 *a, const u8 *b);

#endif /* SHA256_H */
