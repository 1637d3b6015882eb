// SPDX-License-Identifier: GPL-2.0-only
/*
 * Schedules: from a sequence, random, PCT (probabilistic concurrency testing,
 * Burckhardt et al. 2010), and the recorder that turns any of them into the list
 * of switches that plays the same run again.
 */
#include <string.h>
#include "host.h"
#include "task0.h"
#include "schedule.h"

bool schedule_keeps_time;

static struct {
	const struct sequence *seq;
	u32 next;		/* entry of the sequence's schedule */
	u64 next_point;		/* where it applies */
	enum schedule_kind kind;
	u64 seed;
	u32 one_in;
	u32 priority[HOST_MAX_TASKS];
	u64 change_point[SCHEDULE_PCT_DEPTH];
	u32 last;		/* task that ran before */
	bool on;
	bool record;
	u64 record_point;
	u32 num_made;
	struct seq_switch made[SEQ_MAX_SCHEDULE];
	bool too_many;
} sch;

static u32 usual(const struct host_choice *c)
{
	if (c->running != HOST_NONE)
		return c->running;
	for (u32 i = 0; i < c->n; i++)
		if (c->ready[i] > sch.last)
			return c->ready[i];
	return c->ready[0];
}

static bool can_run(const struct host_choice *c, u32 id)
{
	for (u32 i = 0; i < c->n; i++)
		if (c->ready[i] == id)
			return true;
	return id == HOST_CLOCK && c->ready[c->n] == HOST_CLOCK;
}

static u32 host_id(u8 task)
{
	if (task == SEQ_SWITCH_CLOCK)
		return HOST_CLOCK;
	return task < SEQ_MAX_TASKS ? host_play.first_task + task : task - SEQ_SWITCH_OTHER;
}

static u8 seq_task(u32 id)
{
	u32 first = host_play.first_task;

	if (id == HOST_CLOCK)
		return SEQ_SWITCH_CLOCK;
	if (id >= first && id < first + sch.seq->num_tasks)
		return id - first;
	return SEQ_SWITCH_OTHER + id;
}

static void next_entry(void)
{
	if (sch.next < sch.seq->num_schedule)
		sch.next_point += sch.seq->schedule[sch.next].after;
	else
		sch.next_point = HOST_FOREVER;
	host_next_choice = sch.next_point;
}

static u32 from_sequence(const struct host_choice *c)
{
	u32 id = usual(c);

	while (sch.next < sch.seq->num_schedule && c->point >= sch.next_point) {
		u32 wanted = host_id(sch.seq->schedule[sch.next].task);

		sch.next++;
		next_entry();
		if (can_run(c, wanted)) {
			id = wanted;
			break;
		}
	}
	return id;
}

static u32 at_random(const struct host_choice *c)
{
	if (c->running != HOST_NONE && seq_random(&sch.seed) % sch.one_in)
		return c->running;
	if (!schedule_keeps_time && c->ready[c->n] == HOST_CLOCK && !(seq_random(&sch.seed) % 64))
		return HOST_CLOCK;
	return c->ready[seq_random(&sch.seed) % c->n];
}

/* The ready task with the highest priority; at d - 1 points its priority drops to the lowest. */
static u32 by_priority(const struct host_choice *c)
{
	u32 best = c->ready[0];

	for (u32 i = 0; i < c->n; i++)
		if (sch.priority[c->ready[i]] > sch.priority[best])
			best = c->ready[i];
	for (u32 k = 0; k < SCHEDULE_PCT_DEPTH; k++) {
		if (c->point < sch.change_point[k])
			continue;
		sch.change_point[k] = HOST_FOREVER;
		sch.priority[best] = k;
		return by_priority(c);
	}
	return best;
}

static void note(const struct host_choice *c, u32 id)
{
	struct seq_switch *sw;

	if (!sch.record || id == usual(c))
		return;
	while (c->point - sch.record_point > 0xffff && sch.num_made < SEQ_MAX_SCHEDULE) {
		sch.made[sch.num_made].after = 0xffff;
		sch.made[sch.num_made++].task = SEQ_SWITCH_CLOCK - 1;	/* nobody */
		sch.record_point += 0xffff;
	}
	if (sch.num_made == SEQ_MAX_SCHEDULE) {
		sch.too_many = true;
		return;
	}
	sw = &sch.made[sch.num_made++];
	sw->after = c->point - sch.record_point;
	sw->task = seq_task(id);
	sch.record_point = c->point;
}

static u32 choose(void *arg, const struct host_choice *c)
{
	u32 id;

	if (!sch.on) {
		id = usual(c);
	} else {
		switch (sch.kind) {
		case SCHEDULE_RANDOM:
			id = at_random(c);
			break;
		case SCHEDULE_PCT:
			id = by_priority(c);
			break;
		case SCHEDULE_OTHER:
			id = schedule_other(c, usual(c));
			break;
		default:
			id = from_sequence(c);
		}
		note(c, id);
	}
	if (id != HOST_CLOCK)
		sch.last = id;
	return id;
}

u32 (*schedule_other)(const struct host_choice *c, u32 usual);

/* What a schedule that is made up depends on */
static void draw(void)
{
	sch.one_in = 4 + seq_random(&sch.seed) % 60;
	for (u32 i = 0; i < HOST_MAX_TASKS; i++)
		sch.priority[i] = SCHEDULE_PCT_DEPTH + seq_random(&sch.seed) % 1000;
	for (u32 k = 0; k < SCHEDULE_PCT_DEPTH; k++)
		sch.change_point[k] = seq_random(&sch.seed) % SCHEDULE_PCT_POINTS;
}

void schedule_set(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record)
{
	memset(&sch, 0, sizeof(sch));
	sch.seq = s;
	sch.kind = kind;
	sch.seed = seed;
	sch.record = record;
	if (kind == SCHEDULE_RANDOM || kind == SCHEDULE_PCT)
		draw();
	host_set_schedule(choose, NULL);
	host_next_choice = HOST_FOREVER;
}

void schedule_begin(void)
{
	sch.on = true;
	host_shared_watch(host_state_wanted);
	sch.record_point = host_points;
	if (sch.kind == SCHEDULE_SEQUENCE) {
		sch.next_point = host_points;
		next_entry();
		return;
	}
	for (u32 k = 0; k < SCHEDULE_PCT_DEPTH; k++)
		sch.change_point[k] += host_points;
	host_next_choice = 0;
}

void schedule_end(void)
{
	sch.on = false;
	host_shared_watch(false);
	host_next_choice = HOST_FOREVER;
}

bool schedule_recorded(struct sequence *s)
{
	memcpy(s->schedule, sch.made, sizeof(sch.made));
	s->num_schedule = sch.num_made;
	return !sch.too_many;
}
