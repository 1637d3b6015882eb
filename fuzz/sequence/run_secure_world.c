// SPDX-License-Identifier: GPL-2.0-only
/*
 * What sort of secure world and firmware a sequence's settings make, and what its
 * rules make of that secure world.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "optee_abi.h"
#include "run.h"
#include "world.h"

/* What is listed besides the RNG and the RTC. */
static void list_devices(const struct sequence *s, struct monitor_config *c)
{
	static const struct { u32 flag; enum monitor_ta ta; u8 needs; } more[] = {
		{ SEQ_F_SUPP_DEVICE, MONITOR_TA_STORAGE, 1 },
		{ SEQ_F_RPMB_DEVICE, MONITOR_TA_ECHO, 2 },
		{ SEQ_F_SCMI, MONITOR_TA_SCMI, 0 },
		{ SEQ_F_DEVICE_TWICE, MONITOR_TA_RTC, 0 },
		{ SEQ_F_DEVICE_TWICE, MONITOR_TA_RTC, 1 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(more); i++) {
		struct monitor_device *d = &c->devices[c->num_devices];

		if (!(s->flags & more[i].flag))
			continue;
		memcpy(d->uuid, monitor_ta_uuid(more[i].ta), sizeof(d->uuid));
		d->needs_supplicant = more[i].needs;
		c->num_devices++;
	}
	while ((s->flags & SEQ_F_MANY_DEVICES) && c->num_devices < MONITOR_MAX_DEVICES) {
		memcpy(c->devices[c->num_devices].uuid, monitor_ta_uuid(MONITOR_TA_SCMI), 16);
		c->devices[c->num_devices].uuid[0] += c->num_devices;
		c->num_devices++;
	}
}

/* The partition manager, and what OP-TEE says of itself as its partition */
static void configure_spm(const struct sequence *s, struct monitor_config *c)
{
	c->front = MONITOR_FFA;
	c->ffa.version = s->flags & SEQ_F_SPM_1_0 ? 0x10000 : 0x10001;
	c->ffa.info_regs = s->flags & SEQ_F_SPM_REGISTERS;
	c->ffa.no_notif = s->flags & SEQ_F_SPM_NO_NOTIF;
	c->ffa.preempted = s->flags & SEQ_F_SPM_PREEMPTS ? 2 : 0;
	c->ffa.strict_owner = s->flags & SEQ_F_SPM_ONE_OWNER;
	c->ffa.no_arg_offset = s->flags & SEQ_F_ARG_PAGES;
}

void run_configure(const struct sequence *s, struct monitor_config *c)
{
	monitor_config_default(c);
	c->thread_count = s->threads;
	c->reported_threads = s->threads;
	c->no_thread_count = !seq_thread_count(s);
	if (s->flags & SEQ_F_NO_RPC_ARG)
		c->sec_caps &= ~OPTEE_CAP_RPC_ARG;
	if (s->flags & SEQ_F_NO_ASYNC_NOTIF)
		c->sec_caps &= ~OPTEE_CAP_ASYNC_NOTIF;
	if (s->flags & SEQ_F_NO_MEMREF_NULL)
		c->sec_caps &= ~OPTEE_CAP_MEMREF_NULL;
	if (s->flags & SEQ_F_RPMB_PROBE)
		c->sec_caps |= OPTEE_CAP_RPMB_PROBE;
	if (s->flags & SEQ_F_NO_DYNAMIC_SHM)
		c->sec_caps = (c->sec_caps & ~OPTEE_CAP_DYNAMIC_SHM) | OPTEE_CAP_RESERVED_SHM;
	if (s->flags & SEQ_F_PROTMEM)
		c->sec_caps |= OPTEE_CAP_DYNAMIC_PROTMEM;
	if (s->flags & SEQ_F_PROTMEM_STATIC)
		c->sec_caps |= OPTEE_CAP_PROTMEM;
	c->shm_settings = s->flags & SEQ_F_UNCACHED_SHM ? 0 : OPTEE_SHM_CACHED;
	list_devices(s, c);
	if (s->transport == SEQ_FFA)
		configure_spm(s, c);
}

const char *run_conduit(const struct sequence *s)
{
	if (s->flags & SEQ_F_NO_CONDUIT)
		return s->flags & SEQ_F_HVC ? "magic" : NULL;
	return s->flags & SEQ_F_HVC ? "hvc" : "smc";
}

static bool is_for(const struct sequence *s, const struct seq_rule *r, u32 nth)
{
	if (r->task < SEQ_MAX_TASKS)
		return r->task == nth;
	return nth < s->num_tasks ||
	       (r->point == MONITOR_AT_FAST && r->action != MONITOR_DO_NOTIFY);
}

#define MAX_OTHERS	64	/* callers that are none of its tasks */

/* By rule and task: the rule's number with the monitor, below 0: none */
static int rule_id[SEQ_MAX_RULES][SEQ_MAX_TASKS];
static int others_id[SEQ_MAX_RULES][MAX_OTHERS];
static u32 num_others;

/* Memory that is lent is asked back by a worker, when nobody uses it any more. */
static bool is_for_workers(const struct seq_rule *r)
{
	return r->task == SEQ_MAX_TASKS && r->func == OPTEE_CMD_RECLAIM_PROTMEM &&
	       (r->point == MONITOR_AT_ENTER || r->point == MONITOR_AT_RETURN);
}

/* A rule for all counts for each by itself, but for one that workers are to meet. */
void run_rules(const struct sequence *s, struct monitor *m, const u32 *caller, u32 num_callers)
{
	num_others = min_t(u32, num_callers - s->num_tasks, MAX_OTHERS);
	for (u32 i = 0; i < s->num_rules; i++) {
		const struct seq_rule *r = &s->rule[i];
		struct monitor_rule rule = {
			.point = r->point, .action = r->action, .func = r->func,
			.session = MONITOR_ANY, .skip = r->skip, .count = r->count,
		};

		memcpy(rule.value, r->value, sizeof(rule.value));
		if (is_for_workers(r)) {
			rule.caller = MONITOR_ANY;
			rule_id[i][0] = monitor_rule_add(m, &rule);
			for (u32 nth = 1; nth < s->num_tasks; nth++)
				rule_id[i][nth] = rule_id[i][0];
			for (u32 nth = 0; nth < num_others; nth++)
				others_id[i][nth] = -1;
			continue;
		}
		for (u32 nth = 0; nth < num_callers; nth++) {
			int id = -1;

			rule.caller = caller[nth];
			if (is_for(s, r, nth))
				id = monitor_rule_add(m, &rule);
			if (nth < s->num_tasks)
				rule_id[i][nth] = id;
			else if (nth - s->num_tasks < num_others)
				others_id[i][nth - s->num_tasks] = id;
		}
	}
}

u32 run_rule_acted(struct monitor *m, u32 rule, u32 task)
{
	return monitor_rule_acted(m, rule_id[rule][task]);
}

u32 run_rule_acted_on_others(struct monitor *m, u32 rule)
{
	u32 n = 0;

	for (u32 nth = 0; nth < num_others; nth++)
		n += monitor_rule_acted(m, others_id[rule][nth]);
	return n;
}
