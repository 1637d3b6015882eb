// SPDX-License-Identifier: GPL-2.0-only
/*
 * The RNG pseudo-TA: what drivers/char/hw_random/optee-rng.c talks to. The bytes
 * come from a generator whose seed is in the configuration, so a test can tell
 * what /dev/hwrng must give.
 *
 * OP-TEE OS, lib/libutee/include/pta_rng.h.
 */
#include "ta.h"
#include "ta_abi.h"

u8 monitor_rng_next(u64 *state)
{
	/* xorshift64 (Marsaglia 2003) */
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (u8)(*state >> 32);
}

/* Fills memory reference @i with random bytes; false: that is no memory of the normal world. */
bool ta_random(struct monitor *m, struct thread *t, u32 i)
{
	u64 offs, len, n;
	u8 *bytes;

	for (offs = 0; offs < t->p[i].buf.size; offs += len) {
		bytes = buffer_map(m, &t->p[i].buf, offs, &len);
		if (!bytes)
			return false;
		for (n = 0; n < len; n++)
			bytes[n] = monitor_rng_next(&m->rng_state);
	}
	return true;
}

static enum step get_entropy(struct monitor *m, struct thread *t)
{
	if (!ta_wants(t, OPTEE_ATTR_RMEM, OPTEE_DIR_INOUT, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	if (t->p[0].size > PTA_RNG_POOL_SIZE)
		return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
	return ta_result(t, ta_random(m, t, 0) ? TEEC_SUCCESS : TEEC_ERROR_GENERIC);
}

static enum step get_info(struct thread *t)
{
	if (!ta_wants(t, OPTEE_ATTR_VALUE, OPTEE_DIR_OUT, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	t->p[0].a = PTA_RNG_RATE;
	t->p[0].b = PTA_RNG_QUALITY;
	t->p[0].c = 0;
	return ta_result(t, TEEC_SUCCESS);
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	if (t->arg.func == PTA_RNG_GET_ENTROPY)
		return get_entropy(m, t);
	if (t->arg.func == PTA_RNG_GET_INFO)
		return get_info(t);
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_rng = {
	.uuid = { 0xab, 0x7a, 0x61, 0x7c, 0xb8, 0xe7, 0x4d, 0x8f,
		  0x83, 0x01, 0xd0, 0x9b, 0x61, 0x03, 0x6b, 0x64 },
	.invoke = invoke,
};
