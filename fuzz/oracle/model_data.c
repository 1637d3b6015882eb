// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O6, the bytes in shared memory: what clients write (fill), what trusted
 * applications make of it, what clients read (sum). Of memory that two steps change
 * at a time, that a step changed of which nothing is known, or that lies in another's
 * pages, nothing is known until it is filled again.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "host.h"
#include "model.h"

static struct data {
	bool known, registered, alias;
	u32 process;	/* whose buffer it is, when registered */
	u32 writers;
	u64 size;
	u64 changed;
	u8 byte[RUN_DATA_BYTES];
} data[SEQ_SLOTS];

static u64 began[SEQ_MAX_STEPS];
static u8 changing[SEQ_MAX_STEPS];	/* slots that a step may change, from its beginning on */
static u64 moment;

#define EVERY_SLOT	((u8)((1u << SEQ_SLOTS) - 1))

/* Slots of @slots, a bit each, in their order */
#define for_each_slot(i, slots)	\
	for (u32 left_ = (slots), i; left_ && (i = __builtin_ctz(left_), true); left_ &= left_ - 1)

/* Slots (bits) whose bytes a step may change. */
static u8 changes(const struct seq_step *st)
{
	u8 slots = 0;

	switch (st->op) {
	case SEQ_OP_FILL:
	case SEQ_OP_SHM_ALLOC:
	case SEQ_OP_SHM_REGISTER:
	case SEQ_OP_SHM_REGISTER_FD:
	case SEQ_OP_HEAP_ALLOC:
	case SEQ_OP_SHM_FREE:
	case SEQ_OP_USE_MEMORY:
	case SEQ_OP_GET_MEMORY:
		return 1u << st->arg[0];
	case SEQ_OP_IOCTL:
	case SEQ_OP_SUPP_SEND:
	case SEQ_OP_SUPP_SERVE:
		return EVERY_SLOT;
	default:
		for (u32 i = 0; i < st->num_params; i++)
			if (seq_names_memory(&st->param[i]) && st->param[i].type != SEQ_P_MEMREF_IN)
				slots |= 1u << st->param[i].memory;
		return slots;
	}
}

void model_data_begin(void)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		data[i].known = false;
		data[i].writers = 0;
		data[i].changed = 0;
		data[i].size = 0;
		data[i].alias = false;
	}
	moment = 0;
}

/* What is written to one is in the other: of neither anything is known any more. */
void model_data_alias(u32 a, u32 b)
{
	data[a].alias = data[b].alias = true;
	data[a].known = data[b].known = false;
	data[a].registered = data[b].registered;
	data[a].process = data[b].process;
	data[a].size = data[b].size;
}

/* The task's own memory is that which is registered: not after a fork. */
static bool in_reach(u32 step, u32 slot)
{
	return !data[slot].registered || data[slot].process == model.step[step].process;
}

/* An id that outlives its memory may name other memory by now, whichever that is. */
static bool names_late_id(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];

	for (u32 i = 0; i < st->num_params; i++)
		if (seq_names_memory(&st->param[i]) && st->param[i].type != SEQ_P_MEMREF_IN &&
		    !model.memory[st->param[i].memory].slot.open && model.memory[st->param[i].memory].id_known)
			return true;
	return false;
}

void model_data_begins(u32 step)
{
	u8 slots = changing[step] = names_late_id(step) ? EVERY_SLOT : changes(&model.seq->step[step]);

	began[step] = ++moment;
	for_each_slot(i, slots)
		data[i].writers++;
}

/* Nobody else changed the slot's bytes since the step began. */
static bool alone(u32 step, u32 slot)
{
	u8 own = changing[step] >> slot & 1;

	return data[slot].writers == own && data[slot].changed <= began[step];
}

static void filled(struct data *d, const struct seq_step *st)
{
	d->known = d->size > 0 && !d->alias;
	for (u64 i = 0; i < d->size; i++)
		d->byte[i] = run_pattern(st->arg[1], i);
}

/* A range of a reference that is known; false: it reaches beyond. */
static bool range(const struct data *d, const struct run_value *v)
{
	return d->known && v->a <= d->size && v->b <= d->size - v->a;
}

/* A user's descriptor may have been closed by its number, which is other memory's then. */
static bool may_be_other(u32 step, u32 slot)
{
	return model_owner(step) != MODEL_KERNEL && model.memory[slot].slot.unsure;
}

/* The echo TA's commands, on the memory that it was given. */
static void echoed(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct run_step_result *r = &run_report.step[step];

	for (u32 i = 0; i < st->num_params; i++) {
		const struct seq_param *p = &st->param[i];
		struct data *d;

		if (!seq_names_memory(p) || p->type == SEQ_P_MEMREF_IN)
			continue;
		d = &data[p->memory];
		if (!range(d, &r->in[i])) {
			d->known = false;
			continue;
		}
		for (u64 at = r->in[i].a; at < r->in[i].a + r->in[i].b; at++) {
			if (st->arg[1] == MONITOR_ECHO_COPY)
				d->byte[at] ^= 0x5a;
			else if (st->arg[1] == MONITOR_ECHO_FILL && !i)
				d->byte[at] = (u8)r->in[1].a;
			else
				d->known = false;
		}
	}
}

static bool echo_succeeded(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct model_step *m = &model.step[step];
	const struct run_step_result *r = &run_report.step[step];

	return st->op == SEQ_OP_INVOKE && !m->left && !m->lied_to && !r->rc && !r->ret &&
	       m->session.ta == MONITOR_TA_ECHO;
}

static void judge_sum(u32 step)
{
	u32 slot = model.seq->step[step].arg[0], sum = 0;
	const struct data *d = &data[slot];
	long rc = run_report.step[step].rc;

	if (!d->known || !in_reach(step, slot) || !alone(step, slot) || rc < 0 || may_be_other(step, slot))
		return;
	/* another slot may have become the same memory by its number */
	if (model_owner(step) != MODEL_KERNEL && model.loose >> model.step[step].process & 1)
		return;
	for (u64 i = 0; i < d->size; i++)
		sum = run_sum(sum, d->byte[i]);
	if (rc != sum)
		host_fail(HOST_O6_MODEL, "sum: the memory does not hold what was written there: checksum %ld, %u is right (step %u)",
			  rc, sum, step);
}

static void judge_echo_sum(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct run_step_result *r = &run_report.step[step];
	const struct data *d = &data[st->param[0].memory % SEQ_SLOTS];
	u64 sum = 0;

	if (st->arg[1] != MONITOR_ECHO_SUM || st->num_params < 2 || !seq_names_memory(&st->param[0]) ||
	    !range(d, &r->in[0]) || !alone(step, st->param[0].memory) || may_be_other(step, st->param[0].memory))
		return;
	for (u64 at = r->in[0].a; at < r->in[0].a + r->in[0].b; at++)
		sum += d->byte[at];
	if (r->out[1].a != sum)
		host_fail(HOST_O6_MODEL, "invoke: the trusted application read other bytes than were written: their sum is %llu, %llu is right (step %u)",
			  (unsigned long long)r->out[1].a, (unsigned long long)sum, step);
}

/* What user buffers share pages with can't be told: what is registered is known one at a time. */
static void forget_others(u8 slots, u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	bool any = st->op == SEQ_OP_IOCTL;

	for_each_slot(i, slots)
		any |= data[i].registered;
	for (u32 i = 0; i < SEQ_SLOTS && any; i++)
		if (data[i].registered && !(slots >> i & 1))
			data[i].known = false;
}

/* The user's buffer that @step registers is, or has been, in other slots too: what is written to one is in the others. */
static void share_buffer(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];

	for (u32 i = 0; i < model.seq->num_steps; i++) {
		const struct seq_step *other = &model.seq->step[i];

		if (other->op != SEQ_OP_SHM_REGISTER || !run_report.step[i].begun || other->arg[2] != st->arg[2] ||
		    other->arg[0] == st->arg[0])
			continue;
		data[st->arg[0]].alias = true;
		if (data[other->arg[0]].registered)
			data[other->arg[0]].alias = true;
	}
	for (u32 i = 0; i < SEQ_SLOTS; i++)
		data[i].known &= !data[i].alias;
}

static void came_about(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct run_step_result *r = &run_report.step[step];
	struct data *d = &data[st->arg[0]];
	bool kernel = model_owner(step) == MODEL_KERNEL;

	d->known = false;
	if (r->rc || (st->op != SEQ_OP_SHM_ALLOC && st->op != SEQ_OP_SHM_REGISTER))
		return;
	d->registered = st->op == SEQ_OP_SHM_REGISTER && !kernel;
	d->process = model.step[step].process;
	d->alias = false;
	if (d->registered)
		share_buffer(step);
	d->size = st->op == SEQ_OP_SHM_ALLOC && kernel ? st->arg[2] : r->size;
	if (d->size > RUN_DATA_BYTES)
		d->size = RUN_DATA_BYTES;
	/* a supplicant's may be the secure world's at any time */
	if (model_owner(step) == MODEL_SUPPLICANT)
		d->size = 0;
}

void model_data_ends(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct run_step_result *r = &run_report.step[step];
	u8 slots = changing[step];
	/* one that names memory by an id that names none does nothing */
	bool skipped = r->rc == RUN_SKIPPED || (r->rc == -EINVAL && st->num_params && slots == EVERY_SLOT);

	if (st->op == SEQ_OP_SUM && !skipped)
		judge_sum(step);
	if (echo_succeeded(step))
		judge_echo_sum(step);
	for_each_slot(i, skipped ? 0 : slots)
		if (!alone(step, i))
			data[i].known = false;
	if (!skipped && st->op == SEQ_OP_FILL && !r->rc && alone(step, st->arg[0]) && in_reach(step, st->arg[0]))
		filled(&data[st->arg[0]], st);
	else if (!skipped && slots != EVERY_SLOT && echo_succeeded(step))
		echoed(step);
	else if (!skipped && slots == 1u << st->arg[0] && st->op != SEQ_OP_INVOKE && st->op != SEQ_OP_OPEN_SESSION)
		came_about(step);
	else if (!skipped)
		for_each_slot(i, slots)
			data[i].known = false;
	if (!skipped)
		forget_others(slots, step);
	moment++;
	for_each_slot(i, slots) {
		data[i].writers--;
		data[i].changed = skipped ? data[i].changed : moment;
	}
}
