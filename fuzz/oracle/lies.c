// SPDX-License-Identifier: GPL-2.0-only
/* No oracle by itself: what rules have done in the secure world, for oracles (lies.h). */
#include "lies.h"
#include "ffa_abi.h"
#include "monitor.h"
#include "run.h"
#include "tasks.h"

static const struct sequence *seq;
static u32 kind[SEQ_MAX_RULES], then[SEQ_MAX_RULES][SEQ_MAX_TASKS];
static u32 told;
static bool kept;

/* It is told that memory is shared when it is not, or by another handle. */
static u32 about_memory(const struct seq_rule *r)
{
	bool lies = r->action == MONITOR_DO_POKE || !r->value[0];

	if (seq->transport != SEQ_FFA || !lies)
		return 0;
	return r->func == MONITOR_ANY || r->func == FFA_FN_MEM_SHARE || r->func == FFA_FN_MEM_FRAG_TX ?
	       LIES_SHARED : 0;
}

static u32 kind_of(const struct seq_rule *r)
{
	switch (r->action) {
	case MONITOR_DO_RETURN:
		return r->point == MONITOR_AT_FAST ? LIES_FAST | about_memory(r) :
		       r->point == MONITOR_AT_INVOKE ? LIES_TA : LIES_RESULT;
	case MONITOR_DO_PANIC:
		return LIES_TA | LIES_RESULT;
	case MONITOR_DO_POKE:
		return r->point == MONITOR_AT_FAST ? LIES_FAST | about_memory(r) :
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
	told = 0;
	kept = false;
	for (u32 i = 0; i < s->num_rules; i++)
		kind[i] = kind_of(&s->rule[i]);
}

void lies_step_begins(u32 step)
{
	u32 task = seq->step[step].task;

	for (u32 i = 0; i < seq->num_rules; i++)
		then[i][task] = run_rule_acted(tasks_monitor(), i, task);
}

u32 lies_in_step(u32 task)
{
	struct monitor *m = tasks_monitor();
	u32 kinds = 0;

	for (u32 i = 0; m && i < seq->num_rules; i++)
		if (run_rule_acted(m, i, task) != then[i][task])
			kinds |= kind[i];
	return kinds;
}

/* Where no sequence is played, as in the fidelity suites, nobody lies. */
bool lies_possible(void)
{
	for (u32 i = 0; seq && i < seq->num_rules; i++)
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
		if (task == SEQ_MAX_TASKS)
			n += run_rule_acted_on_others(m, i);
	}
	return n;
}

void lies_keep(void)
{
	if (kept)
		return;
	told = lies_told(SEQ_MAX_TASKS, LIES_ALL);
	kept = true;
}

u32 lies_told_in_run(void)
{
	return kept ? told : lies_told(SEQ_MAX_TASKS, LIES_ALL);
}
