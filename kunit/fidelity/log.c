// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fidelity suites' log of what happened in which order.
 */
#include "fidelity.h"

void fid_note(struct fid_log *log, int id)
{
	if (log->num < ARRAY_SIZE(log->id))
		log->id[log->num] = id;
	log->num++;
}
