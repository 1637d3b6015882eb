// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace of a run: a hash of every event (always), its text (when asked), and
 * the hash of the happens-before relation, by which equivalent interleavings are
 * told from new ones (when asked).
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

void host_trace_mix(const char *what, u64 a, u64 b)
{
	u64 word = 0;

	for (const char *c = what; *c; c++)
		word = word * 31 + (u8)*c;
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

/*
 * Happens-before, as a hash: each task and each object carries the hash of all
 * that is known to come before. Two runs with equal hashes differ only in the
 * order of events that do not touch a common object.
 */
#define OBJECTS		65536u
#define PROBES		32u
static struct {
	const void *obj;
	u64 run;
	u64 hash;
} objects[OBJECTS];
static u64 run_number;
static u64 state_sum;
bool host_state_wanted;

static u64 *object_hash(const void *obj)
{
	u32 i = (u32)(((u64)obj >> 3) * 0x9e3779b1u) % OBJECTS;

	for (u32 n = 0; n < PROBES; n++, i = (i + 1) % OBJECTS) {
		if (objects[i].run != run_number) {
			objects[i].run = run_number;
			objects[i].obj = obj;
			objects[i].hash = (u64)obj;
			return &objects[i].hash;
		}
		if (objects[i].obj == obj)
			return &objects[i].hash;
	}
	return &objects[i].hash;	/* full: coarser, still sound */
}

/* Of no other task's interest, in whatever order they come: memory that is nobody's yet, a call that has returned. */
static bool own(u32 what)
{
	return what == HOST_AT_ALLOC || what == HOST_AT_RESCHED || what == HOST_AT_SMC_RETURN;
}

static void happens(struct host_task *t, u32 what, const void *obj)
{
	u64 *o;

	if (!host_state_wanted)
		return;
	state_sum -= trace_mix(t->hash, t->id + 1);
	if (own(what)) {
		t->hash = trace_mix(t->hash, what * 64 + t->id);
	} else {
		o = object_hash(obj);
		t->hash = trace_mix(trace_mix(t->hash, *o), what * 64 + t->id);
		*o = t->hash;
	}
	state_sum += trace_mix(t->hash, t->id + 1);
}

u64 host_state_hash(void)
{
	return state_sum;
}

void trace_reset(void)
{
	trace_hash = 0x7465657072666f6full;
	state_sum = 0;
	run_number++;
}

void trace_spawn(struct host_task *t)
{
	t->hash = host_current ? trace_mix(host_current->hash, t->id) : t->id;
	state_sum += trace_mix(t->hash, t->id + 1);
	if (trace_fd >= 0)
		event(t->name, "spawn", t->id);
}

void trace_more(struct host_task *t, enum host_point kind, const void *obj)
{
	happens(t, kind, obj);
	if (trace_fd >= 0)
		event(t->name, host_point_name(kind), (u64)obj);
}

void trace_wait(struct host_task *t, enum host_point why, const void *chan)
{
	trace_hash = trace_mix(trace_hash, (u64)chan * 64 + why + 0x1000);
	happens(t, why + HOST_POINTS, chan);
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
