// SPDX-License-Identifier: GPL-2.0-only
/*
 * SHA-256 (FIPS 180-4, section 6.2) and HMAC with it (RFC 2104), for RPMB's frames and
 * for the trusted applications that seal and measure.
 *
 * The monitor has no library under it, and no kernel's is asked: who makes something
 * and who checks it shall not share a mistake with the kernel.
 */
#include "big_endian.h"
#include "monitor_private.h"
#include "sha256.h"

static const u32 round_constant[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static u32 rotate(u32 x, u32 n)
{
	return x >> n | x << (32 - n);
}

/* Section 6.2.2, steps 1 to 4, for one block */
static void sha256_block(struct sha256 *s)
{
	u32 w[64], v[SHA256_WORDS], i, t1, t2;

	for (i = 0; i < 16; i++)
		w[i] = be_get32(&s->block[4 * i]);
	for (; i < 64; i++)
		w[i] = (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10) + w[i - 7] +
		       (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 16];
	mem_copy(v, s->h, sizeof(v));
	for (i = 0; i < 64; i++) {
		t1 = v[7] + (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)) +
		     ((v[4] & v[5]) ^ (~v[4] & v[6])) + round_constant[i] + w[i];
		t2 = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) +
		     ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		__builtin_memmove(&v[1], &v[0], 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (i = 0; i < SHA256_WORDS; i++)
		s->h[i] += v[i];
	s->used = 0;
}

void sha256_begin(struct sha256 *s)
{
	static const u32 start[SHA256_WORDS] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	mem_set(s, 0, sizeof(*s));
	mem_copy(s->h, start, sizeof(start));
}

void sha256_add(struct sha256 *s, const void *data, u32 size)
{
	const u8 *p = data;

	s->bytes += size;
	while (size--) {
		s->block[s->used++] = *p++;
		if (s->used == SHA256_BLOCK)
			sha256_block(s);
	}
}

void sha256_end(struct sha256 *s, u8 *digest)
{
	u64 bits = 8 * s->bytes;
	u8 byte = 0x80, length[8];
	u32 i;

	sha256_add(s, &byte, 1);
	byte = 0;
	while (s->used != SHA256_BLOCK - sizeof(length))
		sha256_add(s, &byte, 1);
	be_put32(length, (u32)(bits >> 32));
	be_put32(length + 4, (u32)bits);
	sha256_add(s, length, sizeof(length));
	for (i = 0; i < SHA256_WORDS; i++)
		be_put32(&digest[4 * i], s->h[i]);
}

/* RFC 2104, section 2: H(K ^ opad, H(K ^ ipad, text)) */
void hmac_begin(struct hmac *h, const u8 *key, u32 size)
{
	u8 pad[SHA256_BLOCK];
	u32 i;

	for (i = 0; i < SHA256_BLOCK; i++) {
		h->key[i] = i < size ? key[i] : 0;
		pad[i] = h->key[i] ^ 0x36;
	}
	sha256_begin(&h->inner);
	sha256_add(&h->inner, pad, sizeof(pad));
}

void hmac_add(struct hmac *h, const void *data, u32 size)
{
	sha256_add(&h->inner, data, size);
}

void hmac_end(struct hmac *h, u8 *mac)
{
	u8 pad[SHA256_BLOCK], inner[SHA256_SIZE];
	struct sha256 outer;
	u32 i;

	sha256_end(&h->inner, inner);
	for (i = 0; i < SHA256_BLOCK; i++)
		pad[i] = h->key[i] ^ 0x5c;
	sha256_begin(&outer);
	sha256_add(&outer, pad, sizeof(pad));
	sha256_add(&outer, inner, sizeof(inner));
	sha256_end(&outer, mac);
}

bool digest_equal(const u8 *a, const u8 *b)
{
	u32 i, different = 0;

	for (i = 0; i < SHA256_SIZE; i++)
		different |= a[i] ^ b[i];
	return !different;
}
