// SPDX-License-Identifier: GPL-2.0-only
/*
 * A step's result, against what its text states ("=> 0").
 */
#include "run.h"

void run_result(const struct run_step_result *got, struct seq_result *r)
{
	r->rc = 0;
	r->ret = 0;
	if (got->waited || (got->begun && !got->done)) {
		r->kind = SEQ_RESULT_WAITS;
	} else if (!got->begun) {
		r->kind = SEQ_RESULT_NEVER;
	} else if (got->rc == RUN_SKIPPED) {
		r->kind = SEQ_RESULT_SKIPPED;
	} else if (!got->rc && got->ret) {
		r->kind = SEQ_RESULT_TEE;
		r->ret = got->ret;
	} else {
		r->kind = SEQ_RESULT_RC;
		r->rc = (int)got->rc;
	}
}

bool run_result_is(const struct run_step_result *got, const struct seq_result *stated)
{
	struct seq_result r;

	run_result(got, &r);
	return stated->kind == SEQ_RESULT_ANY ||
	       (r.kind == stated->kind && r.rc == stated->rc && r.ret == stated->ret);
}
