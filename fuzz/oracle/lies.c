// SPDX-License-Identifier: GPL-2.0-only
/* No oracle by itself: what rules have done in the secure world, for oracles (lies.h). */
#include "lies.h"
#include "monitor.h"
#include "run.h"
#include "tasks.h"

static const struct sequence *seq;
static u32 kind[SEQ_MAX_RULES];

static u32 kind_of(const struct seq_rule *r)
{
	switch (r->action) {
	case MONITOR_DO_RETURN:
		return r->point == MONITOR_AT_FAST ? LIES_FAST : LIES_RESULT;
	case MONITOR_DO_PANIC:
		return LIES_RESULT;
	case MONITOR_DO_POKE:
		return r->point == MONITOR_AT_FAST ? LIES_FAST :
		       r->point == MONITOR_AT_RPC ? LIES_RPC : LIES_ANSWER;
	case MONITOR_DO_RPC_CMD:
		return r->value[0] >= MONITOR_RPC_ALLOC ? LIES_RPC : 0;
	default:
		return 0;
	}
}

void lies_begin(const struct sequence *s)
{
	seq = s;
	for (u32 i = 0; i < s->num_rules; i++)
		kind[i] = kind_of(&s->rule[i]);
}

bool lies_possible(void)
{
	for (u32 i = 0; i < seq->num_rules; i++)
		if (kind[i])
			return true;
	return false;
}

u32 lies_told(u32 task, u32 kinds)
{
	struct monitor *m = tasks_monitor();
	u32 n = 0;

	for (u32 i = 0; m && i < seq->num_rules; i++) {
		if (!(kind[i] & kinds))
			continue;
		for (u32 t = 0; t < seq->num_tasks; t++)
			if (t == task || task == SEQ_MAX_TASKS)
				n += run_rule_acted(m, i, t);
	}
	return n;
}
