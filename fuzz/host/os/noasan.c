// SPDX-License-Identifier: GPL-2.0-only
/*
 * Builds without ASan (SANITIZER=undefined and coverage of ci/hosted/build): what
 * fuzz/host calls of ASan's runtime, over a shadow of its own for the arena, so that
 * the checks at the border to the hosted kernel stay. (noasan.h gives it names that
 * are not ASan's, with which this would only be there twice.) What is weak here other
 * runtimes have, too. A report of UBSan becomes a verdict.
 */
#include "os/noasan.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unwind.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include "host.h"
#include "os/report.h"

#define WEAK		__attribute__((weak))
#define SHADOW_SCALE	3
#define WHERE_BYTES	128

typedef unsigned long uptr;
void __asan_report_load_n_noabort(uptr addr, uptr size);
/* UBSan's interface for monitors (ubsan_monitor.h), which its headers do not declare. */
void __ubsan_on_report(void);
void __ubsan_get_current_report_data(const char **kind, const char **message, const char **file,
				     unsigned int *line, unsigned int *column, char **address) WEAK;

static char *shadow;

void __asan_get_shadow_mapping(size_t *scale, size_t *offset)
{
	if (!shadow) {
		shadow = mmap(NULL, HOST_ARENA_BYTES >> SHADOW_SCALE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (shadow == MAP_FAILED)
			host_panic("no room for the arena's shadow");
	}
	*scale = SHADOW_SCALE;
	*offset = (size_t)shadow - (HOST_ARENA_BASE >> SHADOW_SCALE);
}

static bool poisoned(u64 at)
{
	signed char s = shadow[(at - HOST_ARENA_BASE) >> SHADOW_SCALE];

	return s && (s < 0 || (signed char)(at & 7) >= s);
}

void *__asan_region_is_poisoned(void *from, size_t size)
{
	for (u64 at = (u64)from; shadow && at < (u64)from + size; at++)
		if (at >= HOST_ARENA_BASE && at < HOST_ARENA_BASE + HOST_ARENA_BYTES && poisoned(at))
			return (void *)at;
	return NULL;
}

void __asan_report_load_n_noabort(uptr addr, uptr size)
{
	char where[128] = "?";

	if (host_current)
		report_where(host_current, where, sizeof(where));
	host_fail(HOST_O1_MEMORY, "memory that is nobody's at %#lx, %lu bytes in %s", addr, size, where);
}

void __asan_unpoison_memory_region(void const volatile *from, size_t size)
{
	(void)from, (void)size;
}

void __asan_set_error_report_callback(void (*callback)(const char *))
{
	(void)callback;
}

void *__asan_get_report_pc(void)
{
	return NULL;
}

void *__asan_get_report_bp(void)
{
	return NULL;
}

void *__asan_get_report_address(void)
{
	return NULL;
}

int __asan_get_report_access_type(void)
{
	return 0;
}

size_t __asan_get_report_access_size(void)
{
	return 0;
}

const char *__asan_get_report_description(void)
{
	return "?";
}

WEAK void __sanitizer_start_switch_fiber(void **fake_stack, const void *bottom, size_t size)
{
	(void)fake_stack, (void)bottom, (void)size;
}

WEAK void __sanitizer_finish_switch_fiber(void *fake_stack, const void **bottom, size_t *size)
{
	(void)fake_stack, (void)bottom, (void)size;
}

WEAK void __sanitizer_set_report_fd(void *fd)
{
	(void)fd;
}

/* The coverage build has no symbolizer: its verdicts name addresses. */
WEAK void __sanitizer_symbolize_pc(void *pc, const char *fmt, char *out, size_t size)
{
	(void)fmt;
	snprintf(out, size, "%p", pc);
}

/* Stops at the innermost function of the driver; its name goes to @name. */
static _Unwind_Reason_Code driver_frame(struct _Unwind_Context *context, void *name)
{
	void *pc = (void *)(_Unwind_GetIP(context) - 1);

	report_function(&pc, 1, name, WHERE_BYTES);
	return strcmp(name, "?") ? _URC_NORMAL_STOP : _URC_NO_REASON;
}

/*
 * Called by UBSan's runtime after it has printed a report; ASan's has the same. The
 * runtime keeps no frame pointers, so report_where() would not get through it.
 */
void __ubsan_on_report(void)
{
	const char *kind, *message, *file;
	unsigned int line, column;
	char *address, where[WHERE_BYTES] = "?";

	if (!__ubsan_get_current_report_data)
		return;
	__ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
	if (host_current)
		_Unwind_Backtrace(driver_frame, where);
	host_fail(HOST_O1_MEMORY, "undefined behaviour, %s in %s", kind, where);
}
