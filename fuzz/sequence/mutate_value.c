// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random values of each kind for mutate.c: few slots, so that steps meet; numbers
 * at edges; rules that mean something to the monitor.
 */
#include "ffa_abi.h"
#include "monitor.h"
#include "mutate_private.h"

u32 seq_random(u64 *seed)
{
	/* SplitMix64, as in Steele, Lea, Flood: Fast splittable pseudorandom number generators */
	u64 z = *seed += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) >> 32;
}

u32 mutate_below(u64 *seed, u32 limit)
{
	return limit ? seq_random(seed) % limit : 0;
}

bool mutate_one_in(u64 *seed, u32 n)
{
	return !mutate_below(seed, n);
}

u64 mutate_number(u64 *seed, u64 max)
{
	static const u64 edge[] = {
		0, 1, 2, 3, 4, 7, 8, 16, 64, 100, 255, 256, 511, 512, 4095, 4096, 4097,
		8192, 65536, 2093056, 2097152, 2101248, 0x7fffffff, 0x80000000, 0xffffffff,
		0x7fffffffffffffff, 0xfffffffffffff000, 0xffffffffffffffff,
	};
	u64 v = mutate_one_in(seed, 4) ? edge[mutate_below(seed, sizeof(edge) / sizeof(edge[0]))] :
				  mutate_below(seed, 5);

	if (mutate_one_in(seed, 64))
		v = (u64)seq_random(seed) << 32 | seq_random(seed);
	return max == ~(u64)0 ? v : v % (max + 1);
}

u64 mutate_size(u64 *seed)
{
	static const u64 usual[] = { 0, 1, 8, 64, 4096, 4097, 8192, 100, 4000, 0x8000, 2097152 };

	return mutate_one_in(seed, 3) ? mutate_number(seed, ~(u64)0) :
				 usual[mutate_below(seed, sizeof(usual) / sizeof(usual[0]))];
}

u64 mutate_value(u64 *seed, const struct sequence *s, enum seq_kind kind)
{
	u32 count = seq_kind_count(kind);

	switch (kind) {
	case SEQ_TASK:
		return mutate_below(seed, s->num_tasks);
	case SEQ_CONTEXT:
	case SEQ_SESSION:
	case SEQ_MEMORY:
	case SEQ_BUFFER:
		/* few slots, so that steps meet */
		return mutate_one_in(seed, 8) ? mutate_below(seed, count) : mutate_below(seed, 2);
	case SEQ_THROUGH:
		return mutate_one_in(seed, 12) ? mutate_below(seed, count) : 0;
	case SEQ_SIZE:
		return mutate_size(seed);
	default:
		return count ? mutate_below(seed, count) : mutate_number(seed, seq_kind_max(kind));
	}
}

void mutate_param(u64 *seed, const struct sequence *s, struct seq_param *p)
{
	unsigned int i;

	*p = (struct seq_param){ .type = mutate_below(seed, SEQ_P_META) };
	if (mutate_one_in(seed, 32))
		p->type = mutate_below(seed, SEQ_P_TYPES);
	for (i = 0; i < seq_param_numbers(p->type); i++)
		p->v[i] = mutate_number(seed, ~(u64)0);
	if (!seq_is_memref(p->type))
		return;
	p->memory = mutate_one_in(seed, 8) ? SEQ_SLOTS : mutate_value(seed, s, SEQ_MEMORY);
	if (!mutate_one_in(seed, 4)) {
		p->v[0] = 0;
		p->v[1] = mutate_size(seed) % 4097;
	}
}

/* What a rule's first value is depends on its action. */
static u64 rule_value(u64 *seed, u8 action)
{
	static const u64 result[] = {
		0, 1, 5, 0xffffffff, 0xffff0000, 0xffff0002, 0xffff000c, 0xffff0010, 0xffff3024,
	};

	switch (action) {
	case MONITOR_DO_RETURN:
		return result[mutate_below(seed, sizeof(result) / sizeof(result[0]))];
	case MONITOR_DO_PARK:
		return mutate_below(seed, 4);
	case MONITOR_DO_RPC_CMD:
		return mutate_below(seed, 26);
	case MONITOR_DO_INTERRUPT:
		return 1 + mutate_below(seed, 3);
	case MONITOR_DO_POKE:
		return mutate_below(seed, MONITOR_POKE_PARAM_C + 1);
	default:
		return mutate_number(seed, ~(u64)0);
	}
}

/* Over FF-A, at fast: functions that the driver depends on, and OP-TEE's services */
static void mutate_ffa_rule(u64 *seed, struct seq_rule *rule)
{
	static const u32 func[] = {
		FFA_FN_DIRECT_REQ, FFA_FN_MEM_SHARE, FFA_FN_MEM_FRAG_TX, FFA_FN_MEM_RECLAIM,
		FFA_FN_NOTIFICATION_BIND, FFA_FN_NOTIFICATION_UNBIND, FFA_FN_NOTIFICATION_GET,
		FFA_FN_NOTIFICATION_INFO_GET, FFA_FN_RUN,
		MONITOR_FFA_SERVICE(OPTEE_FFA_GET_API_VERSION_NR),
		MONITOR_FFA_SERVICE(OPTEE_FFA_GET_OS_VERSION_NR),
		MONITOR_FFA_SERVICE(OPTEE_FFA_EXCHANGE_CAPABILITIES_NR),
		MONITOR_FFA_SERVICE(OPTEE_FFA_UNREGISTER_SHM_NR),
		MONITOR_FFA_SERVICE(OPTEE_FFA_ENABLE_ASYNC_NOTIF_NR),
	};

	if (mutate_one_in(seed, 2))
		rule->point = MONITOR_AT_FAST;
	if (rule->point != MONITOR_AT_FAST)
		return;
	rule->func = func[mutate_below(seed, sizeof(func) / sizeof(func[0]))];
	/* an error of the partition manager, or of OP-TEE */
	if (rule->action == MONITOR_DO_RETURN && !mutate_one_in(seed, 3))
		rule->value[0] = FFA_NOT_SUPPORTED - mutate_below(seed, 9);
}

void mutate_rule(u64 *seed, const struct sequence *s, struct seq_rule *rule)
{
	unsigned int i;

	*rule = (struct seq_rule){
		.point = mutate_below(seed, seq_kind_count(SEQ_POINT)),
		.action = mutate_below(seed, seq_kind_count(SEQ_ACTION)),
		.task = mutate_one_in(seed, 2) ? SEQ_MAX_TASKS : mutate_below(seed, s->num_tasks),
		.skip = mutate_one_in(seed, 2) ? 0 : mutate_below(seed, 4),
		.count = mutate_one_in(seed, 3) ? 0 : 1 + mutate_below(seed, 3),
		.func = mutate_one_in(seed, 2) ? MONITOR_ANY : mutate_below(seed, 25),
	};
	rule->value[0] = rule_value(seed, rule->action);
	for (i = 1; i < 4; i++)
		rule->value[i] = mutate_number(seed, ~(u64)0);
	if (s->transport == SEQ_FFA)
		mutate_ffa_rule(seed, rule);
}

