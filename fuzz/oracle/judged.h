/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each oracle has judged since the program started, and what it has left, with the
 * reason: that nothing passes which nobody looked at. The unit is a step that was
 * taken, of O4 one that makes a call; O2 and O3 judge the steps of a run at its end, and
 * have none in one that ended in a finding.
 */
#ifndef JUDGED_H
#define JUDGED_H

#include <stdio.h>
#include "host.h"
#include "sequence.h"

#define JUDGED_ORACLES	(HOST_O8_SECRET + 1)	/* O9 plays runs twice and leaves none */

void judged_begin(const struct sequence *s);
/** judged_step() - @oracle has judged a step, or left it; @left: why, a constant, NULL: it has not */
void judged_step(enum host_oracle oracle, const char *left);
/** judged_end() - the run has ended; @complete: by itself, with the driver removed */
void judged_end(bool complete);

/**
 * struct judged - of one oracle, or of O4 in runs with a system session (judged_system)
 * @steps:	judged, @left: not
 * @runs:	in which there were any, @whole: of them all judged
 */
struct judged {
	u64 steps, left, runs, whole;
};

extern struct judged judged[JUDGED_ORACLES], judged_system;
/** judged_print() - a table, with the reasons */
void judged_print(FILE *to);

#endif
