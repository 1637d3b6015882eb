// SPDX-License-Identifier: GPL-2.0-only
/*
 * The C library's own memset() and relatives for the code that stands around the
 * driver. Where ASan's runtime is linked those names are its interceptors, which look
 * at the shadow of all that is touched, and report to the fuzzing engine what is
 * compared: right for the driver, a fifth of the time of a run for the rest, whose
 * memory is never poisoned. ci/hosted/build renames these calls in the objects of
 * os/, of fuzz/play, of the oracles and of the monitor. The kernel side keeps the
 * interceptors, since it copies for the driver; it clears memory of its own with
 * host_clear().
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include "host.h"

void *plain_memset(void *to, int value, size_t size);
void *plain_memcpy(void *to, const void *from, size_t size);
void *plain_memmove(void *to, const void *from, size_t size);
int plain_memcmp(const void *a, const void *b, size_t size);

static void *(*set)(void *to, int value, size_t size);
static void *(*copy)(void *to, const void *from, size_t size);
static void *(*move)(void *to, const void *from, size_t size);
static int (*compare)(const void *a, const void *b, size_t size);

static void *next(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (!found)
		host_panic("the C library lacks one of its functions");
	return found;
}

/* Before main(), and before constructors of the driver's objects (ASan's and the engine's). */
__attribute__((constructor(101))) static void find(void)
{
	set = next("memset");
	copy = next("memcpy");
	move = next("memmove");
	compare = next("memcmp");
}

void *plain_memset(void *to, int value, size_t size)
{
	return set(to, value, size);
}

void *plain_memcpy(void *to, const void *from, size_t size)
{
	return copy(to, from, size);
}

void *plain_memmove(void *to, const void *from, size_t size)
{
	return move(to, from, size);
}

int plain_memcmp(const void *a, const void *b, size_t size)
{
	return compare(a, b, size);
}

void host_clear(void *p, size_t size)
{
	set(p, 0, size);
}
