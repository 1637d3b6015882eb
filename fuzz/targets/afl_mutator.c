// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mutations of fuzz/sequence as a custom mutator of AFL++, one shared library a
 * target (AFL_CUSTOM_MUTATOR_LIBRARY). AFL++'s own mutations of bytes go on beside
 * it: any bytes are a valid sequence.
 */
#include <stdlib.h>
#include <string.h>
#include "target.h"

#define MAX_BYTES	8192u

struct mutator {
	u64 seed;
	u8 out[MAX_BYTES];
};

/* AFL++'s interface (its custom_mutator.md); afl_state_t is opaque here. */
void *afl_custom_init(void *afl, unsigned int seed);
size_t afl_custom_fuzz(void *data, u8 *buf, size_t size, u8 **out, u8 *other, size_t other_size,
		       size_t max_size);
void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned int seed)
{
	struct mutator *m = calloc(1, sizeof(*m));

	(void)afl;
	if (m)
		m->seed = seed;
	return m;
}

size_t afl_custom_fuzz(void *data, u8 *buf, size_t size, u8 **out, u8 *other, size_t other_size,
		       size_t max_size)
{
	struct mutator *m = data;
	size_t room = max_size < MAX_BYTES ? max_size : MAX_BYTES, n = 0;

	*out = m->out;
	if (other && other_size && !(seq_random(&m->seed) % 8))
		n = target_cross(buf, size, other, other_size, m->out, room, &m->seed);
	if (n)
		return n;
	n = size < room ? size : room;
	memcpy(m->out, buf, n);
	return target_mutate(m->out, n, room, &m->seed);
}

void afl_custom_deinit(void *data)
{
	free(data);
}
