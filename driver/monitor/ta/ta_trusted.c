// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trusted keys' TA: what security/keys/trusted-keys/trusted_tee.c has its keys
 * sealed by. A blob is a nonce, the key, encrypted, and a code over both:
 *
 *	nonce (16)  |  key ^ stream  |  HMAC-SHA256 (32)
 *
 * with a block of the stream for each 32 bytes of the key: HMAC-SHA256 of the nonce and
 * the block's number. Both HMACs have a key of their own, derived from the chip's. What
 * OP-TEE's TA has in its place is AES-GCM; to its clients a blob is opaque.
 *
 * OP-TEE OS, ta/trusted_keys/entry.c.
 */
#include "big_endian.h"
#include "core/sha256.h"
#include "ta.h"
#include "ta_abi.h"

enum { NONCE_SIZE = 16, KEY_MAX = 256, OVERHEAD = NONCE_SIZE + SHA256_SIZE };

/* Which of the derived keys */
enum purpose { TO_ENCRYPT = 1, TO_AUTHENTICATE };

struct blob {
	u8 bytes[OVERHEAD + KEY_MAX];
};

static void begin(const struct monitor *m, struct hmac *h, enum purpose purpose)
{
	u8 unique[8], key[SHA256_SIZE], label = (u8)purpose;

	be_put32(unique, (u32)(m->config.unique_key >> 32));
	be_put32(unique + 4, (u32)m->config.unique_key);
	hmac_begin(h, unique, sizeof(unique));
	hmac_add(h, &label, sizeof(label));
	hmac_end(h, key);
	hmac_begin(h, key, sizeof(key));
}

/* Encrypts the key in @blob, or decrypts it: the stream of its nonce is added. */
static void add_stream(const struct monitor *m, struct blob *blob, u32 size)
{
	u8 stream[SHA256_SIZE], number[4];
	struct hmac h;
	u32 i;

	for (i = 0; i < size; i++) {
		if (i % SHA256_SIZE == 0) {
			be_put32(number, i / SHA256_SIZE);
			begin(m, &h, TO_ENCRYPT);
			hmac_add(&h, blob->bytes, NONCE_SIZE);
			hmac_add(&h, number, sizeof(number));
			hmac_end(&h, stream);
		}
		blob->bytes[NONCE_SIZE + i] ^= stream[i % SHA256_SIZE];
	}
}

static void code_of(const struct monitor *m, const struct blob *blob, u32 size, u8 *code)
{
	struct hmac h;

	begin(m, &h, TO_AUTHENTICATE);
	hmac_add(&h, blob->bytes, NONCE_SIZE + size);
	hmac_end(&h, code);
}

static enum step get_random(struct monitor *m, struct thread *t)
{
	if (!ta_wants(t, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	return ta_result(t, ta_random(m, t, 0) ? TEEC_SUCCESS : TEEC_ERROR_GENERIC);
}

static enum step put(struct monitor *m, struct thread *t, const void *from, u32 size)
{
	return ta_result(t, ta_put(m, t, 1, from, size) ? TEEC_SUCCESS : TEEC_ERROR_SHORT_BUFFER);
}

static enum step seal(struct monitor *m, struct thread *t)
{
	u32 i, size = (u32)t->p[0].size;
	struct blob blob;

	if (!size || t->p[0].size > KEY_MAX ||
	    !buffer_read(m, &t->p[0].buf, 0, blob.bytes + NONCE_SIZE, size))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	for (i = 0; i < NONCE_SIZE; i++)
		blob.bytes[i] = monitor_rng_next(&m->rng_state);
	add_stream(m, &blob, size);
	code_of(m, &blob, size, blob.bytes + NONCE_SIZE + size);
	return put(m, t, blob.bytes, OVERHEAD + size);
}

static enum step unseal(struct monitor *m, struct thread *t)
{
	u32 size = (u32)t->p[0].size - OVERHEAD;
	u8 code[SHA256_SIZE];
	struct blob blob;

	/* Read once: the normal world may write while it is checked. */
	if (t->p[0].size <= OVERHEAD || t->p[0].size > sizeof(blob.bytes) ||
	    !buffer_read(m, &t->p[0].buf, 0, blob.bytes, t->p[0].size))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	code_of(m, &blob, size, code);
	if (!digest_equal(code, blob.bytes + NONCE_SIZE + size))
		return ta_result(t, TEE_ERROR_MAC_INVALID);
	add_stream(m, &blob, size);
	return put(m, t, blob.bytes + NONCE_SIZE, size);
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	bool sealing = t->arg.func == TA_TRUSTED_SEAL;

	if (t->arg.func == TA_TRUSTED_GET_RANDOM)
		return get_random(m, t);
	if (!sealing && t->arg.func != TA_TRUSTED_UNSEAL)
		return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
	if (!ta_wants(t, OPTEE_ATTR_RMEM, OPTEE_DIR_IN, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	return sealing ? seal(m, t) : unseal(m, t);
}

/* For the kernel alone */
static enum step open(struct monitor *m, struct thread *t)
{
	(void)m;
	return ta_result(t, t->session->login == OPTEE_LOGIN_REE_KERNEL ?
			 TEEC_SUCCESS : TEEC_ERROR_ACCESS_DENIED);
}

const struct ta ta_trusted = {
	.uuid = { 0xf0, 0x4a, 0x0f, 0xe7, 0x1f, 0x5d, 0x4b, 0x9b,
		  0xab, 0xf7, 0x61, 0x9b, 0x85, 0xb4, 0xce, 0x8c },
	.open = open,
	.invoke = invoke,
};
