// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts and what people read about them: the first oracle that fired, the history
 * of an object, stacks of the tasks, the log.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sanitizer/common_interface_defs.h>
#include "host.h"
#include "observer.h"
#include "os/arena.h"
#include "os/report.h"

int host_log_level;

static char verdict[512];
static enum host_oracle verdict_oracle;
#define VERDICT_FRAMES	14u
static void *verdict_pc[VERDICT_FRAMES];
static u32 verdict_frames, verdict_task;
static u64 verdict_point;

bool (*report_past)(void);

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
	/* after the others the run can't go on */
	if (report_past && oracle != HOST_O1_MEMORY && oracle != HOST_O3_DEADLOCK && report_past()) {
		report_reset();
		return;
	}
	verdict_task = host_current ? host_current->id : HOST_NONE;
	verdict_frames = host_backtrace(verdict_pc, VERDICT_FRAMES);
	verdict_point = host_points;
	host_trace_line(verdict);
}

void host_broken(const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	host_tell(breaks, text);
}

void host_panic(const char *what)
{
	fprintf(stderr, "hosted kernel: %s\n", what);
	_exit(70);
}

/* stub/absent.S comes here. */
void host_absent(const char *name);
void host_absent(const char *name)
{
	fprintf(stderr, "hosted kernel: %s() was called, but fuzz/host has none (stub/absent.S)\n",
		name);
	abort();
}

void *host_os_alloc(size_t size)
{
	return calloc(1, size);
}

/* The secure world's memory. What is freed is used again for the same size: a run may take long. */
#define SCRATCH_BYTES	(4ul << 20)
#define SCRATCH_SIZES	257	/* in 16 bytes; larger ones end with the run */
struct scratch {
	size_t size;
	struct scratch *next;
};
static char scratch[SCRATCH_BYTES] __attribute__((aligned(16)));
static size_t scratch_used;
static struct scratch *scratch_free[SCRATCH_SIZES];

void *host_scratch_alloc(size_t size)
{
	struct scratch *s = NULL;

	size = (size + 15) & ~15ul;
	if (size / 16 < SCRATCH_SIZES)
		s = scratch_free[size / 16];
	if (s) {
		scratch_free[size / 16] = s->next;
	} else {
		if (size + sizeof(*s) > SCRATCH_BYTES - scratch_used)
			return NULL;
		s = (void *)(scratch + scratch_used);
		scratch_used += size + sizeof(*s);
		s->size = size;
	}
	memset(s + 1, 0, size);
	return s + 1;
}

void host_scratch_free(void *p)
{
	struct scratch *s = (struct scratch *)p - 1;

	if (!p || s->size / 16 >= SCRATCH_SIZES)
		return;
	s->next = scratch_free[s->size / 16];
	scratch_free[s->size / 16] = s;
}

void host_scratch_reset(void)
{
	scratch_used = 0;
	memset(scratch_free, 0, sizeof(scratch_free));
}

void (*host_print_to)(const char *text, size_t len);

void host_print(const char *text, size_t len)
{
	if (host_log_level < 1)
		return;
	if (host_print_to) {
		host_print_to(text, len);
		if (!len || text[len - 1] != '\n')
			host_print_to("\n", 1);
		return;
	}
	fprintf(stderr, "[%s] %.*s", host_current ? host_current->name : "-", (int)len, text);
	if (!len || text[len - 1] != '\n')
		fputc('\n', stderr);
}

static const char *task_name(u32 id)
{
	struct host_task *t = host_task(id);

	return t ? t->name : "?";
}

/* Frames are linked through the frame pointer; a task's stack ends in a NULL. */
static u32 walk(const struct host_task *t, void **fp, void **pc, u32 max)
{
	void **const end = (void **)(t->stack + HOST_STACK_BYTES - 16);
	void **at = pc, **const last = pc + max;
	void **from = (void **)t->stack;

	/* each further up than the one before: each allocation and each free comes here, and asks little */
	while (at < last && fp >= from && fp < end) {
		char *back = fp[1];

		if (!back)
			break;
		*at++ = back - 1;
		from = fp + 1;
		fp = *fp;
	}
	return at - pc;
}

__attribute__((noinline)) u32 host_backtrace(void **pc, u32 max)
{
	return host_current ? walk(host_current, __builtin_frame_address(0), pc, max) : 0;
}

u32 report_backtrace(const struct host_task *t, void **pc, u32 max)
{
	if (t == host_current)
		return host_backtrace(pc, max);
	/* fiber_swap() left the frame pointer above five other registers */
	return walk(t, ((void **)t->sp)[5], pc, max);
}

/* Symbols of the places that verdicts name: asking the symbolizer takes long. */
#define NAMES	1024u
static struct {
	const void *pc;
	char text[192];
} names[NAMES];

static const char *name_of(const void *pc)
{
	u32 i = (u32)(((u64)pc * 0x9e3779b97f4a7c15ull) >> 40) % NAMES;

	if (names[i].pc != pc) {
		host_symbol(pc, names[i].text, sizeof(names[i].text));
		names[i].pc = pc;
	}
	return names[i].text;
}

/* Where in "FUNCTION PATH:LINE" the driver's own path begins: in a kernel tree, or in this project; NULL if it is none of it. */
static const char *driver_path(const char *text)
{
	const char *path = strstr(text, "/drivers/tee/");

	return path ? path : strstr(text, "/driver/tee/");
}

/* The innermost function of the driver among @n frames; its helpers in headers are not it. */
static void driver_function(void *const *pc, u32 n, char *name, size_t size)
{
	snprintf(name, size, "?");
	for (u32 i = 0; i < n; i++) {
		const char *text = name_of(pc[i]);

		if (!driver_path(text))
			continue;
		snprintf(name, size, "%.*s()", (int)strcspn(text, " "), text);
		return;
	}
}

/* The outermost one, through which the driver was entered. */
static void driver_entry(void *const *pc, u32 n, char *name, size_t size)
{
	while (n && !driver_path(name_of(pc[n - 1])))
		n--;
	driver_function(pc + (n ? n - 1 : 0), n ? 1 : 0, name, size);
}

void report_where(const struct host_task *t, char *name, size_t size)
{
	void *pc[32];

	driver_function(pc, report_backtrace(t, pc, 32), name, size);
}

/* Files as the kernel tree has them, not as this machine does. */
static void print_frames(int fd, void *const *pc, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		const char *text = name_of(pc[i]), *path = strchr(text, ' '), *file;

		if (!path)
			continue;
		file = driver_path(path);
		if (!file)
			file = strrchr(path, '/');
		dprintf(fd, "#     %.*s %s\n", (int)(path - text), text, file ? file + 1 : path + 1);
	}
}

u64 report_verdict_point(void)
{
	return verdict_point;
}

void report_verdict_at(void *pc, void *bp)
{
	verdict_pc[0] = pc;
	verdict_frames = 1 + walk(host_current, bp, verdict_pc + 1, VERDICT_FRAMES - 1);
}

void report_verdict_stack(int fd)
{
	if (!verdict_frames)
		return;
	dprintf(fd, "# stack of task %s:\n", task_name(verdict_task));
	print_frames(fd, verdict_pc, verdict_frames);
}

void report_waiting_stacks(int fd)
{
	void *pc[VERDICT_FRAMES];
	char where[128];

	for (u32 i = 0; i < host_tasks(); i++) {
		const struct host_task *t = host_task(i);

		if (t->state != HOST_WAITING || t->flags & HOST_IDLE)
			continue;
		/* it waits for the others, or in the driver's removal */
		report_where(t, where, sizeof(where));
		if (t->kind == HOST_TASK_INIT && !strcmp(where, "?"))
			continue;
		dprintf(fd, "# stack of task %s:\n", t->name);
		print_frames(fd, pc, report_backtrace(t, pc, VERDICT_FRAMES));
	}
}

void host_symbol(const void *pc, char *buf, size_t size)
{
	__sanitizer_symbolize_pc((void *)pc, "%f %s:%l", buf, size);
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

/* ---- for the oracles ---- */

static bool quiet;

void report_quiet(void)
{
	quiet = true;
}

void report_function(void *const *pc, u32 n, char *name, size_t size)
{
	driver_function(pc, n, name, size);
}

void report_entry(const struct host_task *t, char *name, size_t size)
{
	void *pc[32];

	driver_entry(pc, report_backtrace(t, pc, 32), name, size);
}

void report_freed(const struct arena_object *o, char *text, size_t size)
{
	char where[128], entry[128];

	driver_function(o->free_pc, o->free_frames, where, sizeof(where));
	driver_entry(o->free_pc, o->free_frames, entry, sizeof(entry));
	if (!strcmp(where, entry))
		snprintf(text, size, "freed in %s", where);
	else
		snprintf(text, size, "freed in %s by %s", where, entry);
}

void report_where_at(void *pc, void *bp, char *name, size_t size)
{
	void *all[24] = { pc };

	driver_function(all, 1 + walk(host_current, bp, all + 1, 23), name, size);
}

/* The file of the driver that a place lies in, "" when it is none. */
static void driver_file(const void *pc, char *file, size_t size)
{
	const char *path = driver_path(name_of(pc));

	snprintf(file, size, "%.*s", path ? (int)strcspn(path, ":") : 0, path ? path : "");
}

void report_call_at(void *pc, void *bp, char *text, size_t size)
{
	void *all[24] = { pc };
	u32 n = 1 + walk(host_current, bp, all + 1, 23), i = 0;
	char where[128], from[128], first[128] = "", file[128];

	driver_function(all, n, where, sizeof(where));
	for (; i < n; i++) {
		driver_file(all[i], file, sizeof(file));
		if (*file && *first && strcmp(file, first))
			break;
		if (!*first)
			snprintf(first, sizeof(first), "%s", file);
	}
	driver_function(all + i, n - i, from, sizeof(from));
	snprintf(text, size, i < n ? "%s from %s" : "%s", where, from);
}

void report_asan_details(const void *address)
{
	if (quiet)
		return;
	if (address)
		arena_note(address);
	fprintf(stderr, "in task %s at point %llu\n", host_current ? host_current->name : "-",
		(unsigned long long)host_points);
}

void (*report_at_end)(void);
