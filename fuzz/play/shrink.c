// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shrinking: the shortest sequence and schedule that still has a finding. A
 * candidate is kept when its verdict is of the same cause (play_cause()). Bounded
 * in scheduling points, so that it is the same on a slow machine; what is
 * there when they are used up is kept.
 */
#include <stdio.h>
#include <string.h>
#include "host.h"
#include "play.h"

/* What a run costs beside its scheduling points, in such points */
#define RUN_POINTS	500

static char wanted[600];
static unsigned int tries;
static u64 used, most;

static bool still(const struct sequence *s)
{
	enum play_verdict verdict;

	if (used >= most)
		return false;
	tries++;
	verdict = play(s, SCHEDULE_SEQUENCE, 0, false);
	used += host_points + RUN_POINTS;
	return verdict == PLAY_FAILED && !strcmp(play_cause(), wanted);
}

static bool drop_steps(struct sequence *s)
{
	bool any = false;

	for (u32 size = s->num_steps / 2 ? s->num_steps / 2 : 1; size; size /= 2) {
		for (u32 at = 0; at < s->num_steps;) {
			struct sequence t = *s;

			seq_drop_steps(&t, at, size);
			if (still(&t)) {
				*s = t;
				any = true;
			} else {
				at += size;
			}
		}
	}
	return any;
}

static bool drop_schedule(struct sequence *s)
{
	bool any = false;

	for (u32 at = s->num_schedule; at-- > 0;) {
		struct sequence t = *s;
		u32 k;

		/* without this switch, the next one at the same point as before */
		if (at + 1 < t.num_schedule && t.schedule[at + 1].after + t.schedule[at].after <= 0xffff)
			t.schedule[at + 1].after += t.schedule[at].after;
		for (k = at; k + 1 < t.num_schedule; k++)
			t.schedule[k] = t.schedule[k + 1];
		t.num_schedule--;
		if (still(&t)) {
			*s = t;
			any = true;
		}
	}
	return any;
}

static bool drop_rest(struct sequence *s)
{
	struct sequence t;
	bool any = false;

	for (u32 i = s->num_tasks; i-- > 0 && s->num_tasks > 1;) {
		t = *s;
		seq_drop_task(&t, i);
		if (seq_valid(&t) && still(&t)) {
			*s = t;
			any = true;
		}
	}
	for (u32 i = s->num_rules; i-- > 0;) {
		t = *s;
		seq_drop_rule(&t, i);
		if (still(&t)) {
			*s = t;
			any = true;
		}
	}
	for (u32 i = 0; i < SEQ_FLAGS; i++) {
		t = *s;
		t.flags &= ~(1u << i);
		if (t.flags != s->flags && still(&t)) {
			*s = t;
			any = true;
		}
	}
	t = *s;
	t.fault = 0;
	if (s->fault && still(&t)) {
		*s = t;
		any = true;
	}
	return any;
}

static bool simplify_arguments(struct sequence *s)
{
	bool any = false;

	for (u32 i = 0; i < s->num_steps; i++) {
		struct sequence t = *s;

		t.step[i].num_params = 0;
		memset(t.step[i].param, 0, sizeof(t.step[i].param));
		if (s->step[i].num_params && seq_valid(&t) && still(&t)) {
			*s = t;
			any = true;
		}
	}
	return any;
}

unsigned int play_shrink(struct sequence *s, u64 points)
{
	bool any, whole;

	tries = 0;
	used = 0;
	most = points;
	if (play(s, SCHEDULE_SEQUENCE, 0, false) != PLAY_FAILED)
		return 0;
	snprintf(wanted, sizeof(wanted), "%s", play_cause());
	/* that it must end is said of the whole sequence: any part of it may end in a deadlock */
	whole = (s->flags & SEQ_F_MUST_END) && strstr(wanted, " halt:");
	do {
		any = drop_schedule(s);
		if (whole)
			continue;
		any |= drop_steps(s);
		any |= drop_rest(s);
		any |= simplify_arguments(s);
	} while (any && used < most);
	play(s, SCHEDULE_SEQUENCE, 0, false);
	return tries + 1;
}
