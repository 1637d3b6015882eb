// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures calls into a real OP-TEE: how long an invoke takes, how many a second
 * 1 to 8 clients make, and how long a call of a system session waits while 8
 * normal clients keep every thread context busy. One "measure: NAME VALUE" a line;
 * ci/kernel/optee makes ratios of two drivers' values.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "guest.h"
#include "tee_dev.h"

#define INVOKES		1000
#define SECONDS		4
#define CLIENTS		8
#define LONG_SPIN	200
/* tee_system_load.c: reading it makes the calls */
#define SYSTEM_SESSION_CALLS	"/sys/kernel/debug/tee_system_load/calls"

static int by_size(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int measure_invoke(void)
{
	static uint64_t taken[INVOKES];
	struct client c;

	if (client_open(&c))
		return -1;
	for (unsigned int i = 0; i < INVOKES; i++) {
		uint64_t begin = now_ns();

		if (client_spin(&c, 0))
			return -1;
		taken[i] = now_ns() - begin;
	}
	client_close(&c);
	qsort(taken, INVOKES, sizeof(*taken), by_size);
	printf("measure: invoke_ns %llu\n", (unsigned long long)taken[INVOKES / 2]);
	return 0;
}

static int measure_throughput(unsigned int clients)
{
	load_start(clients, 0, true);
	usleep(500000);

	uint64_t before = load_calls(), begin = now_ns();

	sleep(SECONDS);
	printf("measure: invokes_per_s_%u %llu\n", clients,
	       (unsigned long long)((load_calls() - before) * 1000000000ull / (now_ns() - begin)));
	return load_stop(30) ? 0 : -1;
}

static int measure_system(void)
{
	char line[128];
	int error = -1;
	FILE *f;

	load_start(CLIENTS, LONG_SPIN, true);
	usleep(500000);
	f = fopen(SYSTEM_SESSION_CALLS, "r");
	while (f && fgets(line, sizeof(line), f)) {
		printf("measure: %s", line);
		error = 0;
	}
	if (f)
		fclose(f);
	return load_stop(60) ? error : -1;
}

int main(void)
{
	pid_t supplicant = supplicant_start();
	int error;

	setvbuf(stdout, NULL, _IOLBF, 0);
	sleep(1);
	error = measure_invoke();
	for (unsigned int clients = 1; clients <= CLIENTS && !error; clients *= 2)
		error = measure_throughput(clients);
	if (!error)
		error = measure_system();
	supplicant_kill(supplicant, 10);
	return error ? 1 : 0;
}
