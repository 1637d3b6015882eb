// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes of a sequence: threads share memory and descriptors, processes have their
 * own. A descriptor gets into another process by get-fd and get-memory, which do as
 * sending it does, and into a child by fork. Slots name descriptors: which processes
 * have that of a slot, under the same number, is kept in masks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "run_private.h"

void run_process_begin(struct run_task *t, u32 nr)
{
	struct run_process *p = &run.process[nr];

	p->nr = nr;
	if (!p->world)
		p->world = world_process_new();
	p->tasks++;
	t->process = p;
	world_process_hold(p->world);
}

bool run_drop(u32 *holders, u32 bits)
{
	bool had = *holders & bits;

	*holders &= ~bits;
	return had && !*holders;
}

void run_close_slot(struct run_context *c)
{
	c->open = false;
	for (u32 i = 0; i < SEQ_SLOTS; i++)
		if (&run.context[run.session[i].context] == c)
			run.session[i].open = false;
}

static void forget(u32 bit)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		struct run_context *c = &run.context[i];
		struct run_memory *m = &run.memory[i];

		if (c->open && !c->ctx && run_drop(&c->holders, bit))
			run_close_slot(c);
		if (run_drop(&m->mappers, bit))
			m->mapped = 0;
		if (m->live && !m->shm && run_drop(&m->holders, bit))
			m->live = false;
	}
}

/* Of processes that have nothing in common the others notice nothing. */
void run_process_ended(void)
{
	run.ends += run.shared;
}

void run_process_leaves(struct run_process *p)
{
	run_process_ended();
	if (!--p->tasks)
		forget(1u << p->nr);
}

static void inherit(u32 parent, u32 child)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		struct run_context *c = &run.context[i];
		struct run_memory *m = &run.memory[i];

		if (c->holders & parent)
			c->holders |= child;
		if (m->holders & parent)
			m->holders |= child;
		if (m->buffers & parent)
			m->buffers |= child;
		if (m->mappers & parent)
			m->mappers |= child;
	}
}

s64 run_fork(struct run_task *t, struct run_step_result *r)
{
	u32 nr = 2 * SEQ_PROCESSES + run.forks;
	struct run_process *parent = t->process, *child = &run.process[nr];

	if (nr == RUN_MAX_PROCESSES)
		return RUN_SKIPPED;
	run.forks++;
	run_begin(t, RUN_OTHER_CALL, false);
	child->world = world_fork();
	if (!child->world)
		return RUN_SKIPPED;
	memcpy(child->buffer, parent->buffer, sizeof(child->buffer));
	child->nr = nr;
	child->tasks = 1;
	inherit(1u << parent->nr, 1u << child->nr);
	run.shared = true;
	t->process = child;
	r->process = child->nr;
	run_process_leaves(parent);
	world_process_move(child->world);
	run_process_ended();
	run_end(t);
	return 0;
}

/* ---- for the oracles ---------------------------------------------------------------- */

u32 run_process_of(u32 task)
{
	return run.s && run.task[task].process ? run.task[task].process->nr : 0;
}

u32 run_context_holders(u32 slot)
{
	return run.context[slot].ctx ? 0 : run.context[slot].holders;
}

u32 run_memory_holders(u32 slot)
{
	return run.memory[slot].shm ? 0 : run.memory[slot].holders;
}

bool run_process_lives(u32 nr)
{
	return run.process[nr].tasks;
}

u32 run_ends(void)
{
	return run.ends;
}
