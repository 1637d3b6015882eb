// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof shrink: makes a finding as short as it gets. A candidate is kept when
 * its verdict is of the same cause (play_cause()).
 */
#include <stdio.h>
#include <string.h>
#include "tool.h"

static char wanted[600];
static unsigned int tries;

static bool still(const struct sequence *s)
{
	tries++;
	return play(s, SCHEDULE_SEQUENCE, 0, false) == PLAY_FAILED && !strcmp(play_cause(), wanted);
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

int tool_shrink(int argc, char **argv)
{
	static struct sequence s;
	FILE *out;
	bool any;

	if (argc != 3)
		return 2;
	tool_read(argv[1], &s);
	play_quiet();
	if (play(&s, SCHEDULE_SEQUENCE, 0, false) != PLAY_FAILED) {
		fprintf(stderr, "%s: no oracle fires\n", argv[1]);
		return 1;
	}
	snprintf(wanted, sizeof(wanted), "%s", play_cause());
	do {
		any = drop_steps(&s);
		any |= drop_schedule(&s);
		any |= drop_rest(&s);
		any |= simplify_arguments(&s);
	} while (any && tries < 20000);
	out = fopen(argv[2], "w");
	if (!out) {
		perror(argv[2]);
		return 2;
	}
	play(&s, SCHEDULE_SEQUENCE, 0, false);
	fprintf(out, "# expect: finding\n");
	fflush(out);
	play_print_finding(fileno(out), &s);
	fclose(out);
	printf("%s: %u steps, %u switches after %u runs: %s\n", argv[2], s.num_steps,
	       s.num_schedule, tries, wanted);
	return 0;
}
