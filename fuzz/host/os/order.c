// SPDX-License-Identifier: GPL-2.0-only
/*
 * The happens-before relation of a run as a hash, by which fuzz/tools/explore.c tells
 * equivalent interleavings from new ones.
 *
 * Between two scheduling points a task runs alone. What it does there is about the
 * object of the point that it comes from, or of the one that it comes to (when[]
 * below says which, by kind), and about what it names by host_touch() and
 * host_reads(). Each task and each object carries the hash of all that came before.
 * Reads of an object commute, everything else on it does not. Two states with equal
 * hashes are reached by runs that differ only in the order of what commutes.
 *
 * An object is named by who allocated it, after what, and not by its address, which
 * depends on what others have allocated meanwhile.
 */
#include <string.h>
#include "os/arena.h"
#include "os/order.h"
#include "os/trace.h"

/* Where what a point is about takes place */
enum { BOTH, AFTER, BEFORE, OWN };

static const u8 when[HOST_POINTS] = {
	[HOST_AT_LOCK] = AFTER, [HOST_AT_SPIN] = AFTER, [HOST_AT_READ_LOCK] = AFTER,
	[HOST_AT_WAIT] = AFTER, [HOST_AT_COMPLETE] = AFTER, [HOST_AT_QUEUE] = AFTER,
	[HOST_AT_WAKE] = AFTER, [HOST_AT_ATOMIC] = AFTER, [HOST_AT_RELEASE] = AFTER,
	[HOST_AT_USER] = AFTER, [HOST_AT_SMC] = AFTER, [HOST_AT_SIGNAL] = AFTER,
	[HOST_AT_MEMORY] = AFTER, [HOST_AT_LOAD] = AFTER,
	[HOST_AT_UNLOCK] = BEFORE, [HOST_AT_SPIN_UNLOCK] = BEFORE, [HOST_AT_READ_UNLOCK] = BEFORE,
	/* memory that is nobody's yet; a call that has returned; a step says itself what it is about */
	[HOST_AT_ALLOC] = OWN, [HOST_AT_RESCHED] = OWN, [HOST_AT_SMC_RETURN] = OWN,
	[HOST_AT_STEP] = OWN,
};

/*
 * ---- who shares what ----
 *
 * Over all runs of one sequence: an object that only one task touches, or that nobody
 * changes, decides nothing between tasks. What it is about is said by its name, which
 * is the same in most runs; that it becomes shared in a later one is reported.
 */
#define NAMES		(1u << 20)
static struct {
	u64 name;
	u8 task;	/* who touched it, + 1 */
	bool many, written;
} shared[NAMES];
static u32 names_used, name_slots[NAMES / 2];
static bool watched;
static u64 segment[HOST_SEGMENT_MAX];
static u32 segment_names;
void (*host_on_shared)(u64 name);

static u32 slot_of(u64 name)
{
	u32 i = (u32)(name >> 24) % NAMES;

	while (shared[i].name && shared[i].name != name)
		i = (i + 1) % NAMES;
	return i;
}

static void touched(const struct host_task *t, u64 name, bool write)
{
	u32 i = slot_of(name);
	bool before = shared[i].many && shared[i].written;

	if (!name || names_used == NAMES / 2)
		return;
	if (segment_names < HOST_SEGMENT_MAX)
		segment[segment_names++] = name;
	if (!shared[i].name) {
		shared[i].name = name;
		name_slots[names_used++] = i;
	}
	if (shared[i].task && shared[i].task != t->id + 1)
		shared[i].many = true;
	shared[i].task = t->id + 1;
	shared[i].written |= write;
	if (!before && shared[i].many && shared[i].written && host_on_shared)
		host_on_shared(name);
}

bool host_shared(u64 name)
{
	u32 i = slot_of(name);

	/* with no place left for names, nothing is known to be a task's own */
	return names_used == NAMES / 2 || (shared[i].many && shared[i].written);
}

u32 host_segment(const u64 **names)
{
	*names = segment;
	return segment_names;
}

void host_shared_watch(bool on)
{
	watched = on;
	segment_names = 0;
}

void host_shared_forget(void)
{
	while (names_used)
		memset(&shared[name_slots[--names_used]], 0, sizeof(shared[0]));
}

/* ---- what happened before what ---- */

#define OBJECTS		65536u
#define PROBES		32u
static struct object {
	u64 name;
	u64 run;
	u64 written;	/* all up to the last event that is no read */
	u64 read;	/* the reads since, in any order */
} objects[OBJECTS];
static u64 run_number;
static const char no_object[HOST_POINTS];
bool host_state_wanted;

static struct object *object_of(u64 name)
{
	u32 i = (u32)(name >> 16) % OBJECTS;

	for (u32 n = 0; n < PROBES; n++, i = (i + 1) % OBJECTS) {
		if (objects[i].run != run_number) {
			objects[i] = (struct object){ .name = name, .run = run_number, .written = name };
			return &objects[i];
		}
		if (objects[i].name == name)
			return &objects[i];
	}
	return &objects[i];	/* full: coarser, still sound */
}

static void read_of(struct host_task *t, u64 name, u32 what)
{
	struct object *o = object_of(name);

	if (watched)
		touched(t, name, false);
	t->hash = trace_mix(trace_mix(t->hash, o->written), what);
	o->read += trace_mix(t->hash, t->id + 1);
}

static void write_of(struct host_task *t, u64 name, u32 what)
{
	struct object *o = object_of(name);

	if (watched)
		touched(t, name, true);
	t->hash = trace_mix(trace_mix(trace_mix(t->hash, o->written), o->read), what);
	o->written = t->hash;
	o->read = 0;
}

/* An object of its kind for points that have none; memory of one process is its tasks' only. */
static const void *object_at(const struct host_task *t, u32 kind, const void *obj)
{
	if (obj)
		return obj;
	return kind == HOST_AT_USER && t->user ? t->user : &no_object[kind % HOST_POINTS];
}

static void access(struct host_task *t, u32 what, const void *obj, bool write)
{
	u64 owner = 0, place = arena_place(obj, &owner);

	/* whatever is in an object comes before or after its end */
	if (what == HOST_AT_RELEASE)
		write_of(t, owner, what);
	else if (owner)
		read_of(t, owner, what);
	if (write)
		write_of(t, place, what);
	else
		read_of(t, place, what);
}

void order_arrives(struct host_task *t, enum host_point kind, const void *obj)
{
	obj = object_at(t, kind, obj);
	if (when[kind] == BEFORE || when[kind] == BOTH)
		access(t, kind, obj, true);
	t->at = trace_mix(arena_place(obj, NULL), kind);
}

void order_goes_on(struct host_task *t, enum host_point kind, const void *obj)
{
	segment_names = 0;
	if (when[kind] == OWN)
		t->hash = trace_mix(t->hash, kind);
	else if (when[kind] != BEFORE)
		access(t, kind + HOST_POINTS * (when[kind] == BOTH), object_at(t, kind, obj), kind != HOST_AT_LOAD);
	t->at = 0;
}

/* What the oracle of the call queue's promises judges, when a client begins to wait: who else is in the secure world. */
static bool is_judged(const struct host_task *t, enum host_point why)
{
	return t->kind == HOST_TASK_CLIENT &&
	       (why == HOST_AT_WAIT || why == HOST_AT_QUEUE || why == HOST_AT_SLEEP);
}

void order_waits(struct host_task *t, enum host_point why, const void *chan)
{
	access(t, why + 2 * HOST_POINTS, chan, true);
	if (is_judged(t, why))
		access(t, why, host_secure_world, true);
	t->at = trace_mix(arena_place(chan, NULL), why + HOST_POINTS);
}

void order_woken(struct host_task *t, enum host_wait_result result)
{
	bool by_task = host_current && host_current->state == HOST_READY;

	if (by_task)
		access(host_current, result + 3 * HOST_POINTS, t->chan, true);
	t->hash = trace_mix(trace_mix(t->hash, by_task ? host_current->hash : host_clock_ns), result);
	t->at = 0;
}

void order_looks(struct host_task *t, const void *chan)
{
	access(t, 4 * HOST_POINTS, chan, true);
}

void order_wakes_nobody(const void *chan)
{
	if (host_current && host_current->state == HOST_READY)
		access(host_current, 5 * HOST_POINTS, chan, false);
}

/* Where it is does not show whether it has seen that: all that it does from now on may depend on it. */
void order_signals(struct host_task *t)
{
	if (!host_current || host_current->state != HOST_READY)
		return;
	access(host_current, HOST_AT_SIGNAL, &t->signal, true);
	t->hash = trace_mix(t->hash, host_current->hash);
}

/* Tasks have numbers in the order in which they are made. */
void order_spawn(struct host_task *t)
{
	static const char numbers;

	if (host_current && host_current->state == HOST_READY)
		access(host_current, HOST_AT_SPAWN, &numbers, true);
	t->hash = host_current ? trace_mix(host_current->hash, t->id) : t->id;
}

u64 order_key(void)
{
	struct host_task *t = host_current;

	return t ? trace_mix(t->id + 1, ++t->made) : 0;
}

const void *const host_secure_world = &no_object[HOST_AT_SMC];

static __attribute__((noinline)) void look_at_touch(struct host_task *t, const void *obj)
{
	if (trace_fd >= 0)
		trace_more(t, HOST_AT_MEMORY, obj);
	if (host_state_wanted)
		access(t, HOST_AT_MEMORY, obj, true);
}

void host_touch(const void *obj)
{
	struct host_task *t = host_current;

	if (!t || t->state != HOST_READY)
		return;
	trace_hash_point(HOST_AT_MEMORY, obj);
	if (trace_fd >= 0 || host_state_wanted)
		look_at_touch(t, obj);
}

void host_about(const void *obj, bool write)
{
	if (host_state_wanted && host_current)
		access(host_current, HOST_AT_STEP, obj, write);
}

u64 host_state_hash(void)
{
	const struct host_task *t;
	u64 sum = host_clock_ns;

	for (u32 i = 0; (t = host_task(i)); i++)
		sum = trace_mix(trace_mix(trace_mix(sum, t->hash), t->at), t->state * 4 + t->result);
	return sum;
}

void order_reset(void)
{
	run_number++;
}
