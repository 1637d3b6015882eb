// SPDX-License-Identifier: GPL-2.0-only
/*
 * The variables of the driver and of the library code: ci/hosted/build puts them in
 * sections of their own; here they are kept as they were when the program started
 * and put back before each run, red zones included (os/plain_string.c).
 */
#include <stdlib.h>
#include <string.h>
#include "host.h"
#include "os/driver_data.h"

/* host.ld */
extern char host_data_start[], host_data_end[], host_bss_start[], host_bss_end[];

static char *kept;

void state_keep(void)
{
	size_t data = host_data_end - host_data_start;

	kept = malloc(data + 1);
	if (!kept)
		host_panic("no memory");
	memcpy(kept, host_data_start, data);
}

void state_restore(void)
{
	memcpy(host_data_start, kept, host_data_end - host_data_start);
	memset(host_bss_start, 0, host_bss_end - host_bss_start);
}

const u64 *state_range(u32 nr, size_t *words)
{
	char *start = nr ? host_bss_start : host_data_start;

	*words = ((nr ? host_bss_end : host_data_end) - start) / sizeof(u64);
	return (const u64 *)start;
}
