// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace of a run: a hash of every event (always), and its text (when asked).
 *
 * One line of text an event, columns separated by one space:
 *   number of the scheduling point, task, event, object (hexadecimal address)
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "os/trace.h"

u64 trace_hash;
int trace_fd = -1;

static const char *const names[HOST_POINTS] = {
	[HOST_AT_SPAWN] = "spawn", [HOST_AT_EXIT] = "exit", [HOST_AT_LOCK] = "lock",
	[HOST_AT_UNLOCK] = "unlock", [HOST_AT_SPIN] = "spin_lock",
	[HOST_AT_SPIN_UNLOCK] = "spin_unlock", [HOST_AT_READ_LOCK] = "read_lock",
	[HOST_AT_READ_UNLOCK] = "read_unlock", [HOST_AT_WAIT] = "wait",
	[HOST_AT_COMPLETE] = "complete", [HOST_AT_QUEUE] = "wait_queue",
	[HOST_AT_WAKE] = "wake_up", [HOST_AT_ATOMIC] = "atomic",
	[HOST_AT_ALLOC] = "alloc", [HOST_AT_RELEASE] = "free", [HOST_AT_USER] = "user_copy",
	[HOST_AT_SMC] = "smc", [HOST_AT_SMC_RETURN] = "smc_return",
	[HOST_AT_PARK] = "park", [HOST_AT_IRQ] = "irq", [HOST_AT_WORK] = "work",
	[HOST_AT_SLEEP] = "sleep", [HOST_AT_SIGNAL] = "signal",
	[HOST_AT_RESCHED] = "resched", [HOST_AT_DEVICE] = "device",
	[HOST_AT_FILE] = "file", [HOST_AT_STEP] = "step", [HOST_AT_JOIN] = "join",
	[HOST_AT_IDLE] = "idle", [HOST_AT_MEMORY] = "memory",
	[HOST_AT_LOAD] = "load",
};

const char *host_point_name(enum host_point kind)
{
	return kind < HOST_POINTS && names[kind] ? names[kind] : "?";
}

u64 host_trace_hash(void)
{
	return trace_hash;
}

void host_trace_open(int fd)
{
	trace_fd = fd;
}

bool host_trace_on(void)
{
	return trace_fd >= 0;
}

static void out(const char *s, size_t n)
{
	while (n) {
		ssize_t done = write(trace_fd, s, n);

		if (done <= 0)
			return;
		s += done;
		n -= done;
	}
}

__attribute__((noinline)) static void event(const char *task, const char *what, u64 value)
{
	char line[128];
	int n = snprintf(line, sizeof(line), "%llu %s %s %llx\n",
			 (unsigned long long)host_points, task, what,
			 (unsigned long long)value);

	out(line, n < (int)sizeof(line) ? n : (int)sizeof(line) - 1);
}

void host_trace_line(const char *line)
{
	if (trace_fd < 0)
		return;
	out("# ", 2);
	out(line, strlen(line));
	out("\n", 1);
}

void host_trace_event(const char *what, u64 word, u64 a, u64 b)
{
	trace_hash = trace_mix(trace_mix(trace_mix(trace_hash, word), a), b);
	if (trace_fd >= 0) {
		char line[128];
		int n = snprintf(line, sizeof(line), "%llu %s %s %llx %llx\n",
				 (unsigned long long)host_points,
				 host_current ? host_current->name : "-", what,
				 (unsigned long long)a, (unsigned long long)b);

		out(line, n < (int)sizeof(line) ? n : (int)sizeof(line) - 1);
	}
}

void trace_reset(void)
{
	trace_hash = 0x7465657072666f6full;
}

void trace_spawn(struct host_task *t)
{
	if (trace_fd >= 0)
		event(t->name, "spawn", t->id);
}

void trace_more(struct host_task *t, enum host_point kind, const void *obj)
{
	event(t->name, host_point_name(kind), (u64)obj);
}

void trace_wait(struct host_task *t, enum host_point why, const void *chan)
{
	trace_hash = trace_mix(trace_hash, (u64)chan * 64 + why + 0x1000);
	if (trace_fd >= 0)
		event(t->name, why == HOST_AT_WAIT ? "wait" : host_point_name(why),
		      (u64)chan);
}

void trace_switch(u32 from, u32 to)
{
	trace_hash = trace_mix(trace_hash, to + 0x2000);
	if (trace_fd >= 0)
		event("-", "run", to);
}

void trace_time(u64 ns)
{
	trace_hash = trace_mix(trace_hash, ns);
	if (trace_fd >= 0)
		event("-", "time", ns);
}
