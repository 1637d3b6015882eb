// SPDX-License-Identifier: GPL-2.0-only
/*
 * The variables of the driver and of the library code: ci/hosted/build puts them in
 * sections of their own; here they are kept as they were when the program started
 * and put back before each run.
 */
#include <stdlib.h>
#include <string.h>
#include "host.h"
#include "os/driver_data.h"

/* host.ld */
extern char host_data_start[], host_data_end[], host_bss_start[], host_bss_end[];

static char *kept;

/* Word by word: the red zones between variables are poisoned, and memcpy() would be checked. */
static void copy(char *to, const char *from, size_t size)
{
	volatile char *t = to;

	while (size >= 8) {
		*(volatile u64 *)t = *(const u64 *)from;
		t += 8;
		from += 8;
		size -= 8;
	}
	while (size--)
		*t++ = *from++;
}

void state_keep(void)
{
	size_t data = host_data_end - host_data_start;

	kept = malloc(data + 1);
	if (!kept)
		host_panic("no memory");
	copy(kept, host_data_start, data);
}

void state_restore(void)
{
	copy(host_data_start, kept, host_data_end - host_data_start);
	for (volatile u64 *p = (u64 *)host_bss_start; p < (u64 *)host_bss_end; p++)
		*p = 0;
}
