// SPDX-License-Identifier: GPL-2.0-only
/* No oracle by itself: counts what the others judge and leave (judged.h). */
#include <string.h>
#include "judged.h"
#include "oracle.h"
#include "run.h"

#define REASONS	64

static struct {
	enum host_oracle oracle;
	const char *text;
	u64 steps;
} reason[REASONS];
static u32 num_reasons;

struct judged judged[JUDGED_ORACLES], judged_system;
static struct {
	u32 steps, left;
} now[JUDGED_ORACLES];
static const struct sequence *seq;

void judged_begin(const struct sequence *s)
{
	seq = s;
	memset(now, 0, sizeof(now));
}

static void count_reason(enum host_oracle oracle, const char *text, u32 steps)
{
	u32 i = 0;

	while (i < num_reasons && (reason[i].oracle != oracle || strcmp(reason[i].text, text)))
		i++;
	if (i == REASONS)
		host_panic("an oracle has more reasons than there is room for");
	if (i == num_reasons)
		num_reasons++;
	reason[i].oracle = oracle;
	reason[i].text = text;
	reason[i].steps += steps;
}

void judged_step(enum host_oracle oracle, const char *left)
{
	if (left) {
		now[oracle].left++;
		count_reason(oracle, left, 1);
	} else {
		now[oracle].steps++;
	}
}

static bool system_session_was_granted(void)
{
	for (u32 i = 0; i < seq->num_steps; i++)
		if (seq->step[i].op == SEQ_OP_SYSTEM && run_report.step[i].done &&
		    !run_report.step[i].rc)
			return true;
	return false;
}

static void add(struct judged *to, u32 steps, u32 left)
{
	if (!steps && !left)
		return;
	to->steps += steps;
	to->left += left;
	to->runs++;
	to->whole += !left;
}

void judged_end(bool complete)
{
	u32 steps = now[HOST_O7_ATOMIC].steps;

	/* what is left shows when nothing else is; a run that has ended in a finding passes nothing */
	for (u32 o = HOST_O2_LEFT; o <= HOST_O3_DEADLOCK; o++) {
		if (!complete && host_failed())
			continue;
		now[o].steps = complete ? steps : 0;
		now[o].left = complete ? 0 : steps;
		if (!complete && steps)
			count_reason(o, "the run was given up", steps);
	}
	for (u32 o = 1; o < JUDGED_ORACLES; o++)
		add(&judged[o], now[o].steps, now[o].left);
	if (system_session_was_granted())
		add(&judged_system, now[HOST_O4_PROMISE].steps, now[HOST_O4_PROMISE].left);
}

static double share(u64 part, u64 rest)
{
	return part + rest ? 100.0 * part / (part + rest) : 0;
}

static void print_line(FILE *to, const char *name, const struct judged *j)
{
	fprintf(to, "%-28s %9llu of %9llu steps %6.2f %%, all of %8llu of %8llu sequences %6.2f %%\n", name,
		(unsigned long long)j->steps, (unsigned long long)(j->steps + j->left),
		share(j->steps, j->left), (unsigned long long)j->whole,
		(unsigned long long)j->runs, share(j->whole, j->runs - j->whole));
}

void judged_print(FILE *to)
{
	static const char *const name[JUDGED_ORACLES] = {
		[HOST_O1_MEMORY] = "O1 memory", [HOST_O2_LEFT] = "O2 nothing left",
		[HOST_O3_DEADLOCK] = "O3 deadlock", [HOST_O4_PROMISE] = "O4 promises",
		[HOST_O5_MONITOR] = "O5 ABI", [HOST_O6_MODEL] = "O6 model",
		[HOST_O7_ATOMIC] = "O7 atomic context", [HOST_O8_SECRET] = "O8 secrets",
	};

	for (u32 o = 1; o < JUDGED_ORACLES; o++) {
		print_line(to, name[o], &judged[o]);
		if (o == HOST_O4_PROMISE)
			print_line(to, "   with a system session", &judged_system);
		for (u32 i = 0; i < num_reasons; i++)
			if (reason[i].oracle == o)
				fprintf(to, "   %9llu left: %s\n", (unsigned long long)reason[i].steps,
					reason[i].text);
	}
}
