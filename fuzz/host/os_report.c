// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts and what people read about them: the first oracle that fired, ASan's
 * report with the history of the object it names, stacks of the tasks, the log.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include "host.h"
#include "os_arena.h"
#include "os_report.h"

int host_log_level;

static char verdict[512];
static enum host_oracle verdict_oracle;

void report_reset(void)
{
	verdict[0] = 0;
	verdict_oracle = 0;
}

const char *host_failed(void)
{
	return verdict[0] ? verdict : NULL;
}

enum host_oracle host_failed_oracle(void)
{
	return verdict_oracle;
}

void host_fail(enum host_oracle oracle, const char *fmt, ...)
{
	va_list ap;

	if (verdict[0])
		return;
	va_start(ap, fmt);
	vsnprintf(verdict, sizeof(verdict), fmt, ap);
	va_end(ap);
	verdict_oracle = oracle;
	host_trace_line(verdict);
}

void host_panic(const char *what)
{
	fprintf(stderr, "hosted kernel: %s\n", what);
	_exit(70);
}

/* os_absent.S comes here. */
void host_absent(const char *name);
void host_absent(const char *name)
{
	fprintf(stderr, "hosted kernel: %s() was called, but fuzz/host has none (os_absent.S)\n",
		name);
	abort();
}

void *host_os_alloc(size_t size)
{
	return calloc(1, size);
}

/* The secure world's memory: ended with the run, so nothing in it is freed by itself. */
#define SCRATCH_BYTES	(4ul << 20)
static char scratch[SCRATCH_BYTES] __attribute__((aligned(16)));
static size_t scratch_used;

void *host_scratch_alloc(size_t size)
{
	char *p = scratch + scratch_used;

	size = (size + 15) & ~15ul;
	if (size > SCRATCH_BYTES - scratch_used)
		return NULL;
	scratch_used += size;
	memset(p, 0, size);
	return p;
}

void host_scratch_reset(void)
{
	scratch_used = 0;
}

/* A warning is a finding: kernels with panic_on_warn stop at it. */
void host_warned(const char *file, int line, const char *text)
{
	void *pc[4];
	char where[256] = "?";
	u32 n;

	if (host_failed())
		return;
	n = host_backtrace(pc, 4);
	if (n > 2)
		host_symbol(pc[2], where, sizeof(where));
	host_fail(HOST_O7_CONTEXT, "WARNING: %s:%d %s in %s", file, line, text, where);
}

void host_print(const char *text, size_t len)
{
	if (host_log_level < 1)
		return;
	fprintf(stderr, "[%s] %.*s", host_current ? host_current->name : "-", (int)len, text);
	if (!len || text[len - 1] != '\n')
		fputc('\n', stderr);
}

/* Frames are linked through the frame pointer; a task's stack ends in a NULL. */
__attribute__((noinline)) u32 host_backtrace(void **pc, u32 max)
{
	void **fp = __builtin_frame_address(0);
	u32 n = 0;

	if (!host_current)
		return 0;
	while (n < max && (char *)fp >= host_current->stack &&
	       (char *)fp < host_current->stack + HOST_STACK_BYTES - 16) {
		if (!fp[1])
			break;
		pc[n++] = (char *)fp[1] - 1;
		if ((void **)fp[0] <= fp)
			break;
		fp = fp[0];
	}
	return n;
}

void host_symbol(const void *pc, char *buf, size_t size)
{
	__sanitizer_symbolize_pc((void *)pc, "%f %s:%l", buf, size);
}

static const char *task_name(u32 id)
{
	struct host_task *t = host_task(id);

	return t ? t->name : "?";
}

static void print_stack(void *const *pc, u32 frames)
{
	char buf[256];

	for (u32 i = 0; i < frames; i++) {
		host_symbol(pc[i], buf, sizeof(buf));
		fprintf(stderr, "    #%u %s\n", i, buf);
	}
}

void arena_note(const void *p)
{
	const struct arena_object *o = arena_find(p);

	if (!o)
		return;
	fprintf(stderr, "%p is %ld bytes into an object of %zu bytes\n", p,
		(long)((char *)p - o->start), o->size);
	fprintf(stderr, "  allocated by task %s at point %llu:\n", task_name(o->task),
		(unsigned long long)o->point);
	print_stack(o->pc, o->frames);
	if (o->live)
		return;
	fprintf(stderr, "  freed by task %s at point %llu:\n", task_name(o->free_task),
		(unsigned long long)o->free_point);
	print_stack(o->free_pc, o->free_frames);
}

void (*report_on_asan)(const char *what);

static void on_asan_error(const char *text)
{
	if (__asan_get_report_address())
		arena_note(__asan_get_report_address());
	fprintf(stderr, "in task %s at point %llu\n",
		host_current ? host_current->name : "-", (unsigned long long)host_points);
	if (report_on_asan)
		report_on_asan(__asan_get_report_description());
}

void report_init(void)
{
	__asan_set_error_report_callback(on_asan_error);
}
