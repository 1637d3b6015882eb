// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes a sequence one of a target's, and the mutations that keep it so: the
 * same for each engine. No kernel and no libc, as in fuzz/sequence.
 */
#include "monitor.h"
#include "target.h"

bool target_allows_op(u8 op)
{
	bool removes = op == SEQ_OP_REMOVE || op == SEQ_OP_PROBE || op == SEQ_OP_SHUTDOWN ||
		       op == SEQ_OP_KEXEC;

	return (seq_op_info[op].roles & target.roles) && (target.removes || !removes);
}

/* An honest secure world makes RPCs inside a command, not after it. */
static bool honest(const struct seq_rule *r)
{
	if (r->action == MONITOR_DO_RPC_CMD && r->point != MONITOR_AT_INVOKE)
		return false;
	return r->action != MONITOR_DO_PANIC &&
	       (!seq_rule_lies(r) || r->action == MONITOR_DO_PARK || r->action == MONITOR_DO_NOTIFY);
}

bool target_allows_rule(const struct seq_rule *r)
{
	return target.lies || honest(r);
}

void target_restrict(struct sequence *s)
{
	u8 first = __builtin_ctz(target.roles);

	s->transport = target.transport;
	s->flags &= target.flags & seq_settings(target.transport);
	if (!target.fault)
		s->fault = 0;
	for (u32 i = 0; i < s->num_tasks; i++)
		if (!(target.roles & (1u << s->role[i])))
			s->role[i] = first;
	for (u32 i = 0; i < s->num_tasks; i++)
		if (!seq_in_process(s->role[i]))
			s->process[i] = 0;
	for (u32 i = s->num_steps; i-- > 0;)
		if (!(seq_op_info[s->step[i].op].roles & (1u << s->role[s->step[i].task])) ||
		    !target_allows_op(s->step[i].op))
			seq_drop_steps(s, i, 1);
	for (u32 i = s->num_rules; i-- > 0;)
		if (!target_allows_rule(&s->rule[i]))
			seq_drop_rule(s, i);
}

static void target_generate(struct sequence *s, u64 *seed)
{
	seq_generate(s, target.roles, seed);
	s->transport = target.transport;
	s->flags &= seq_settings(target.transport);
}

size_t target_mutate(u8 *data, size_t size, size_t max_size, u64 *seed)
{
	static struct sequence s;
	size_t n;

	if (size < 8 || !(seq_random(seed) % 64))
		target_generate(&s, seed);
	else
		seq_decode(&s, data, size);
	for (u32 i = seq_random(seed) % 4 + 1; i; i--)
		seq_mutate(&s, target.roles, seed);
	target_restrict(&s);
	n = seq_encode(&s, data, max_size);
	return n ? n : size;
}

size_t target_cross(const u8 *data1, size_t size1, const u8 *data2, size_t size2, u8 *out,
		    size_t max_out, u64 *seed)
{
	static struct sequence a, b, to;

	seq_decode(&a, data1, size1);
	seq_decode(&b, data2, size2);
	seq_cross(&to, &a, &b, seed);
	target_restrict(&to);
	return seq_encode(&to, out, max_out);
}
