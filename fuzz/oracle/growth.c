// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O2, continued: no growth. A driver that is asked for the same again and again
 * needs no more memory for the tenth time than for the first. Steps of one task that
 * are alike are compared when they end: where each of a number of rounds leaves more
 * memory allocated than the one before, while as many contexts, sessions and pieces of
 * memory are open, memory grows for as long as the driver lives.
 */
#include <string.h>
#include "host.h"
#include "lies.h"
#include "oracle.h"
#include "os/arena.h"
#include "os/report.h"
#include "run.h"

#define ROUNDS		8	/* more than the places that a cache may take at first */

/* What clients have open, by kind */
struct open_count {
	int contexts, sessions, memory, mappings;
};

/* Steps that are alike, by the first of them; @like: of each step, the first one plus 1, 0: not looked for yet */
struct rounds {
	u32 like, times;
	u32 grown;		/* rounds in a row after which more was allocated */
	u64 bytes, first_bytes;
	struct open_count open;
	u32 epoch;
	bool begun;
};

static const struct sequence *seq;
static struct rounds rounds[SEQ_MAX_STEPS];
static u8 with_op[SEQ_OPS];	/* steps of each operation */

void growth_begin(const struct sequence *s)
{
	seq = s;
	memset(rounds, 0, s->num_steps * sizeof(rounds[0]));
	memset(with_op, 0, sizeof(with_op));
	for (u32 i = 0; i < s->num_steps; i++)
		with_op[s->step[i].op]++;
}

static bool alike(const struct seq_step *a, const struct seq_step *b)
{
	return a->op == b->op && a->task == b->task && !memcmp(a, b, sizeof(*a));
}

/* The first step like @step, with how many there are: looked for once. */
static struct rounds *rounds_of(u32 step)
{
	u32 first = step, times = 0;

	if (rounds[step].like)
		return &rounds[rounds[step].like - 1];
	for (u32 i = seq->num_steps; i-- > 0;) {
		if (!alike(&seq->step[i], &seq->step[step]))
			continue;
		first = i;
		times++;
	}
	rounds[step].like = first + 1;
	rounds[first].times = times;
	return &rounds[first];
}

static struct open_count count_open(void)
{
	struct open_count n = { };

	for (u32 i = 0; i < seq->num_steps; i++) {
		const struct run_step_result *r = &run_report.step[i];
		int begun = r->begun, done = r->done && r->rc >= 0;

		switch (seq->step[i].op) {
		case SEQ_OP_OPEN_CONTEXT: case SEQ_OP_SUPP_OPEN:
			n.contexts += done;
			break;
		case SEQ_OP_CLOSE_CONTEXT: case SEQ_OP_SUPP_CLOSE:
			n.contexts -= begun;
			break;
		case SEQ_OP_OPEN_SESSION:
			n.sessions += done;
			break;
		case SEQ_OP_CLOSE_SESSION:
			n.sessions -= begun;
			break;
		case SEQ_OP_SHM_ALLOC: case SEQ_OP_SHM_REGISTER: case SEQ_OP_SHM_REGISTER_FD: case SEQ_OP_HEAP_ALLOC:
			n.memory += done;
			break;
		case SEQ_OP_SHM_FREE:
			n.memory -= begun;
			break;
		case SEQ_OP_SHM_MAP:
			n.mappings += done;
			break;
		case SEQ_OP_SHM_UNMAP:
			n.mappings -= begun;
			break;
		}
	}
	return n;
}

static void add(void *arg, const void *p, size_t size, u32 task)
{
	*(u64 *)arg += size;
}

static const void *newest;

static void look_at(void *arg, const void *p, size_t size, u32 task)
{
	const struct arena_object *o = arena_find(p);

	if (o && (!newest || o->point > arena_find(newest)->point))
		newest = p;
}

static void tell(const struct rounds *r, u32 step)
{
	char where[128] = "?";
	const struct arena_object *o;

	newest = NULL;
	host_mem_live(look_at, NULL);
	o = newest ? arena_find(newest) : NULL;
	if (o)
		report_function(o->pc, o->frames, where, sizeof(where));
	host_fail(HOST_O2_LEFT,
		  "memory grows: %llu bytes more after %u times the same step, with as much open; the newest is of %s (step %u)",
		  (unsigned long long)(r->bytes - r->first_bytes), r->grown, where, step);
}

/* Another client that is just in a call has memory for it. */
static bool others_in_call(void)
{
	struct run_activity a;

	for (u32 i = 0; run_activity(i, &a); i++)
		if (!a.ended && a.caller != host_current->id && a.call != RUN_NO_CALL &&
		    a.call != RUN_OTHER_CALL)
			return true;
	return false;
}

/* A raw ioctl may open what count_open() does not see, and an allocation that fails what is kept for later. */
static bool unsettles(u32 step)
{
	if (seq->step[step].op == SEQ_OP_IOCTL || seq->step[step].op == SEQ_OP_FAULT)
		return true;
	for (u32 i = step; i--;)
		if (seq->step[i].task == seq->step[step].task)
			return seq->step[i].op == SEQ_OP_FAULT;
	return false;
}

/* Between such steps rounds are compared with each other. False: one is under way. */
static bool same_epoch(struct rounds *r)
{
	u32 epoch = 0;

	if (!with_op[SEQ_OP_IOCTL] && !with_op[SEQ_OP_FAULT])
		return true;
	for (u32 i = 0; i < seq->num_steps; i++) {
		if (!run_report.step[i].begun || !unsettles(i))
			continue;
		if (!run_report.step[i].done)
			return false;
		epoch++;
	}
	r->begun &= r->epoch == epoch;
	r->epoch = epoch;
	return true;
}

/* What the secure world never asks to be freed is the driver's to keep, and what FF-A does not give back is lost. */
static bool keeps_by_lies(void)
{
	return lies_told(SEQ_MAX_TASKS, LIES_RPC) || (seq->transport == SEQ_FFA && lies_told(SEQ_MAX_TASKS, LIES_FAST));
}

void growth_step_ends(u32 step)
{
	struct open_count open;
	struct rounds *r;
	u64 bytes = 0;

	if (with_op[seq->step[step].op] < ROUNDS)
		return;
	r = rounds_of(step);
	if (r->times < ROUNDS)
		return;
	open = count_open();
	if (!same_epoch(r) || others_in_call() || host_rcu_pending() || keeps_by_lies())
		return;
	host_mem_live(add, &bytes);
	if (!r->begun || bytes <= r->bytes || memcmp(&open, &r->open, sizeof(open))) {
		r->grown = 0;
		r->first_bytes = bytes;
	} else {
		r->grown++;
	}
	r->begun = true;
	r->bytes = bytes;
	r->open = open;
	if (r->grown >= ROUNDS)
		tell(r, step);
}
