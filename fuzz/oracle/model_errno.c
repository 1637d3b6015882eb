// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O6, what steps return: errnos of the client interfaces, as
 * uapi/linux/tee.h and linux/tee_drv.h have them.
 */
#include <errno.h>
#include "host.h"
#include "lies.h"
#include "model.h"
#include "oracle.h"

#define ERESTARTSYS	512	/* the kernel's own */
#define USER_PAGES	4u	/* of a user buffer; a hole lies behind it */
#define LOGIN_GROUP	2u
#define LOGIN_KERNEL	7u	/* as the sequence language numbers them */

/* Sizes that must be there: up to here allocations succeed (the world's arena has 64 MiB). */
#define SURE_BYTES	(1u << 20)
#define SURE_SUM	(16u << 20)

const char model_by_promises[] = "O4 judges it";

void model_may(struct model_expect *e, long rc)
{
	for (u32 i = 0; i < e->num; i++)
		if (e->rc[i] == rc)
			return;
	if (e->num < MODEL_RCS)
		e->rc[e->num++] = rc;
}

#define USER_END	(1ull << 46)	/* nothing of user space is mapped behind it */

/* Attributes of uapi/linux/tee.h: 0 none, 1..3 values, 5..7 references, 8..10 a range of user space where they are known */
static void expect_attr(struct model_expect *e, u64 attr, u64 size)
{
	if (attr >= 8 && attr <= 10 && size >= USER_END)
		model_may(e, -EFAULT);
	if (attr <= 3)
		return;
	if (attr >= 5 && attr <= 7)
		e->any = "a reference to whatever the numbers say";
	else
		model_may(e, -EINVAL);
}

static void expect_reference(struct model_expect *e, const struct model_step *m, u32 i,
			     const struct seq_param *p)
{
	const struct model_memory *ref = &m->ref[i];

	if (p->memory == SEQ_SLOTS) {
		if (model.seq->flags & SEQ_F_NO_MEMREF_NULL)
			model_may(e, -EINVAL);
		return;
	}
	if (!ref->slot.open || ref->slot.owner == MODEL_KERNEL) {
		/* 0 is no id; an id of before may name memory that is mapped still, or another's */
		if (ref->id_known)
			e->any = "a reference by a number that is free, or another's";
		else
			model_may(e, -EINVAL);
		return;
	}
	if (ref->dma_buf)
		model_may(e, -EINVAL);
	else if (ref->slot.unsure || ref->slot.owner != m->context.slot.owner)
		e->any = "a reference to memory that is not sure, or of the other device";
	else if (ref->slot.number == MODEL_SOME)
		e->gone = true;
	else if (ref->slot.number != m->context.slot.number)
		model_may(e, -EINVAL);
	else if (p->v[0] + p->v[1] < p->v[0] || p->v[0] + p->v[1] > ref->size)
		model_may(e, -EINVAL);
	else if (model_guessed(m, m->process))
		e->gone = true;
}

static void expect_params(struct model_expect *e, u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	bool user = model_owner(step) != MODEL_KERNEL;

	for (u32 i = 0; i < st->num_params; i++) {
		const struct seq_param *p = &st->param[i];

		switch (p->type) {
		case SEQ_P_MEMREF_IN:
		case SEQ_P_MEMREF_OUT:
		case SEQ_P_MEMREF_INOUT:
			if (user)
				expect_reference(e, &model.step[step], i, p);
			else if (p->memory < SEQ_SLOTS && model.step[step].ref[i].slot.unsure)
				e->any = "a reference to memory that is not sure, or of the other device";
			break;
		case SEQ_P_META:
			model_may(e, -EINVAL);
			break;
		case SEQ_P_BAD:
			if (user)
				expect_attr(e, p->v[0], p->v[1]);
			else
				model_may(e, -EINVAL);
			break;
		default:
			break;
		}
	}
}

static void expect_login(struct model_expect *e, u32 step)
{
	u64 login = model.seq->step[step].arg[3];

	if (login == LOGIN_KERNEL && model_owner(step) != MODEL_KERNEL)
		model_may(e, -EPERM);
	else if (login > LOGIN_GROUP && login != LOGIN_KERNEL)
		model_may(e, -EINVAL);
}

/* A file of another process has a number here that may be anybody's. */
static bool own_file(u32 step, const struct model_slot *slot)
{
	return slot->open && !slot->unsure && slot->owner == model_owner(step) &&
	       (slot->owner == MODEL_KERNEL || model_holds(step));
}

/* One whose driver is there, and has been all the time. */
static bool own_context(u32 step)
{
	const struct model_step *m = &model.step[step];

	return own_file(step, &m->context.slot) && m->driver.open && !m->driver.unsure &&
	       m->context.binding == m->driver.number;
}

/* A step on a context that is none of these is not modelled. */
static bool of_own_context(struct model_expect *e, u32 step)
{
	if (own_context(step))
		return true;
	e->any = "its context is another process's, not sure, or of a driver that has gone";
	return false;
}

/* One that was opened with a lie may have any number, also that of a slot in which there is none. */
static bool has_doubtful_session(const struct model_context *c)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++)
		if (model.session[i].slot.open && model.session[i].slot.unsure &&
		    model.session[i].slot.number == c->slot.number)
			return true;
	return false;
}

static void expect_session(struct model_expect *e, u32 step)
{
	const struct model_step *m = &model.step[step];

	if (!of_own_context(e, step))
		return;
	if (m->session.slot.unsure || (!m->session.slot.open && has_doubtful_session(&m->context)))
		e->any = "its session came about while others changed it, or with a lie";
	else if (m->context.wild)
		e->any = "an ioctl of anything may have closed its session";
	else if (m->session.slot.open && m->session.slot.number == MODEL_SOME)
		e->gone = true;
	else if (!m->session.slot.open || m->session.slot.number != m->context.slot.number)
		model_may(e, -EINVAL);
}

static bool scarce(u64 size)
{
	return size > SURE_BYTES || model.bytes + size > SURE_SUM ||
	       (model.seq->flags & SEQ_F_NO_DYNAMIC_SHM);
}

static void expect_alloc(struct model_expect *e, u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	u64 size = st->arg[2], got = run_report.step[step].size;

	if (!of_own_context(e, step))
		return;
	if (!size)
		e->failure = true;
	else if (scarce(size))
		e->any = "there may be no memory of this size";
	else if (!run_report.step[step].rc && (got < size || got - size >= HOST_PAGE_BYTES))
		e->failure = true;	/* success with memory of another size is none */
}

/* Another step has registered some of these pages, and may have them still. */
static bool shared_before(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	u64 first = st->arg[3] / HOST_PAGE_BYTES, last = (st->arg[3] + st->arg[4] - 1) / HOST_PAGE_BYTES;

	for (u32 i = 0; i < model.seq->num_steps; i++) {
		const struct seq_step *other = &model.seq->step[i];

		if (i == step || other->op != SEQ_OP_SHM_REGISTER || !run_report.step[i].begun ||
		    other->arg[2] != st->arg[2])
			continue;
		if (other->arg[3] / HOST_PAGE_BYTES <= last &&
		    first <= (other->arg[3] + other->arg[4] - 1) / HOST_PAGE_BYTES)
			return true;
	}
	return false;
}

static void expect_register(struct model_expect *e, u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	u64 offset = st->arg[3], size = st->arg[4], all = USER_PAGES * HOST_PAGE_BYTES;

	if (!of_own_context(e, step))
		return;
	if (model.seq->flags & SEQ_F_SPM_ONE_OWNER && model.seq->transport == SEQ_FFA && shared_before(step)) {
		model_may(e, 0);
		model_may(e, -EACCES);	/* FFA_MEM_SHARE: DENIED */
	}
	/* a supplicant's is not registered with the secure world: a driver may offer that to all */
	if (model.seq->flags & SEQ_F_NO_DYNAMIC_SHM && model_owner(step) == MODEL_SUPPLICANT)
		e->any = "a supplicant's memory needs no secure world that takes it";
	else if (model.seq->flags & SEQ_F_NO_DYNAMIC_SHM)
		e->failure = true;
	else if (model_owner(step) == MODEL_KERNEL)
		return;
	else if (offset >= all)
		e->any = "an address beyond the buffer, where another may be";
	else if (!size || size > all - offset)
		e->failure = true;
	else if (!run_report.step[step].rc && run_report.step[step].size != size)
		e->failure = true;
}

/* A dma-buf of this device's, by whoever has its descriptor */
static void expect_register_fd(struct model_expect *e, u32 step)
{
	const struct model_step *m = &model.step[step];
	const struct model_memory *from = &m->memory;

	if (!of_own_context(e, step))
		return;
	if (!from->slot.open || from->slot.unsure ||
	    !(run_memory_holders(model.seq->step[step].arg[2]) >> m->process & 1))
		e->any = "its descriptor may have been closed, or is another process's";
	else if (!from->dma_buf || from->binding != m->driver.number || model.seq->step[step].arg[3])
		e->failure = true;
	else if (!run_report.step[step].rc && run_report.step[step].size != from->size)
		e->failure = true;
}

static bool of_own_memory(struct model_expect *e, u32 step)
{
	if (own_file(step, &model.step[step].memory.slot))
		return true;
	e->any = "its memory is another process's, or not sure";
	return false;
}

static void expect_map(struct model_expect *e, u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct model_memory *m = &model.step[step].memory;
	u64 pages = (st->arg[2] % (64 * HOST_PAGE_BYTES) + HOST_PAGE_BYTES - 1) / HOST_PAGE_BYTES;
	u64 first = st->arg[1] / HOST_PAGE_BYTES, all = m->size / HOST_PAGE_BYTES;

	if (!of_own_memory(e, step))
		return;
	if (!pages || m->registered || first > all || pages > all - first) {
		e->failure = true;
	} else {
		model_may(e, 0);
		model_may(e, -ENOMEM);	/* the process has too many mappings */
	}
}

/* Another file of the supplicant's device is open all the time. */
static bool supplicant_is_there(u32 step)
{
	const struct model_step *m = &model.step[step];

	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		const struct model_context *c = &model.context[i];

		if (i != model.seq->step[step].arg[0] && c->slot.open && !c->slot.unsure &&
		    run_context_holders(i) >> m->process & 1 &&
		    c->slot.owner == MODEL_SUPPLICANT && !c->slot.writers &&
		    c->slot.changed <= m->began && c->binding == m->driver.number)
			return true;
	}
	return false;
}

/* One at a time, but a file that is closed may be in use still. */
static void expect_supplicant(struct model_expect *e, u32 step)
{
	if (!supplicant_is_there(step))
		model_may(e, 0);
	if (model.supplicants > 1)
		model_may(e, -EBUSY);
}

/* Who asks for no parameter gets no request; who has too little room for one is told so. */
static void expect_receive(struct model_expect *e, u32 step)
{
	const struct model_step *m = &model.step[step];

	if (!of_own_context(e, step))
		return;
	model_may(e, -EINVAL);
	if (!(model.seq->step[step].arg[1] % 7))
		return;
	model_may(e, 0);
	/* who waits and is frozen or gets a signal begins anew, with what has the number then */
	if (model_guessed(m, m->process)) {
		model_may(e, -EBADF);
		model_may(e, -ENOTTY);
	}
}

static void expect_send(struct model_expect *e, u32 step)
{
	if (!of_own_context(e, step))
		return;
	if (!model.received) {
		e->failure = true;
		return;
	}
	model_may(e, 0);
	model_may(e, -EINVAL);
	model_may(e, -ENOENT);
	/* 0 too when who asked has gone: tee-supplicant exits on an error, and serves nobody any more */
}

/* From a process that is there all the time. */
static void expect_get(struct model_expect *e, u32 step, const struct model_slot *slot)
{
	const struct model_step *m = &model.step[step];
	u32 from = model_from(step);

	if (!slot->open || slot->unsure || !m->holds ||
	    (!model_holds(step) && !run_process_lives(from))) {
		e->any = "the descriptor may have been closed";
	} else if (!model_holds(step) && model_guessed(m, from)) {
		model_may(e, 0);
		model_may(e, -EBADF);
	}
}

static void expect_own(struct model_expect *e, u32 step)
{
	switch (model.seq->step[step].op) {
	case SEQ_OP_OPEN_CONTEXT:
		model_expect_device(step, e);
		break;
	case SEQ_OP_CLOSE_CONTEXT:
	case SEQ_OP_SUPP_CLOSE:
		if (!own_file(step, &model.step[step].context.slot))
			e->any = "its file is another process's, or not sure";
		break;
	case SEQ_OP_VERSION:
		of_own_context(e, step);
		break;
	case SEQ_OP_SHM_FREE:
		of_own_memory(e, step);
		break;
	case SEQ_OP_OPEN_SESSION:
		of_own_context(e, step);
		expect_params(e, step);
		expect_login(e, step);
		model_ta_open(step, e);
		break;
	case SEQ_OP_INVOKE:
		expect_session(e, step);
		expect_params(e, step);
		model_ta_invoke(step, e);
		break;
	case SEQ_OP_CANCEL:
	case SEQ_OP_CLOSE_SESSION:
		expect_session(e, step);
		break;
	case SEQ_OP_SYSTEM:
		expect_session(e, step);
		if (promises_contexts() < 2)
			e->any = model_by_promises;
		break;
	case SEQ_OP_SHM_ALLOC:
		expect_alloc(e, step);
		break;
	case SEQ_OP_SHM_REGISTER:
		expect_register(e, step);
		break;
	case SEQ_OP_SHM_REGISTER_FD:
		expect_register_fd(e, step);
		break;
	case SEQ_OP_HEAP_ALLOC:
		model_expect_heap(step, e);
		break;
	case SEQ_OP_SHM_MAP:
		expect_map(e, step);
		break;
	case SEQ_OP_SUPP_OPEN:
		expect_supplicant(e, step);
		model_expect_device(step, e);
		break;
	case SEQ_OP_SUPP_RECEIVE:
		expect_receive(e, step);
		break;
	case SEQ_OP_SUPP_SEND:
		expect_send(e, step);
		break;
	case SEQ_OP_GET_FD:
		expect_get(e, step, &model.step[step].context.slot);
		break;
	case SEQ_OP_GET_MEMORY:
		expect_get(e, step, &model.step[step].memory.slot);
		break;
	case SEQ_OP_FORK:
		break;
	case SEQ_OP_PROBE:
	case SEQ_OP_KEXEC:
		model_expect_probe(step, e);
		break;
	case SEQ_OP_REMOVE:
	case SEQ_OP_SHUTDOWN:
	case SEQ_OP_RPMB_ADD:
	case SEQ_OP_RPMB_REMOVE:
		break;
	default:
		e->any = "not modelled";
	}
}

void model_errno(u32 step, struct model_expect *e)
{
	const struct model_step *m = &model.step[step];
	bool user = model_owner(step) != MODEL_KERNEL;
	u32 from = model_from(step);

	expect_own(e, step);
	if (user && (model.loose >> m->process | model.loose >> from) & 1)
		e->any = "its process, or the one that it takes something from, closes or takes descriptors by their numbers";
	else if (user && (model_guessed(m, m->process) || model_guessed(m, from)))
		e->any = "a file of its process, or of the one that it takes something from, may have been closed meanwhile";
	else if (!m->steady)
		e->any = "others change its objects meanwhile";
	else if (m->ends != run_ends() && model.seq->step[step].op != SEQ_OP_FORK)
		e->any = "a process that shares descriptors with others ends meanwhile";
	else if (m->fault)
		e->any = "an allocation fails";
	else if (m->lied_to & ~LIES_TA)
		e->any = "the secure world lied to it, or refused";
	if (m->lied_to)
		e->ret_known = false;
	if (e->gone && !e->any && !e->failure) {
		if (!e->num)
			model_may(e, 0);
		model_may(e, -EINVAL);
	}
	if (!m->disturbed || e->any || e->failure)
		return;
	/*
	 * What would succeed may be interrupted. A request of the secure world may be, too, but
	 * what a trusted application that makes some returns is not modelled (model_ta.c).
	 */
	if (!e->num)
		model_may(e, 0);
	/* a client in the kernel never fails because of a signal, unless it waits for a context to be held */
	if (model_owner(step) != MODEL_KERNEL || model.seq->step[step].op == SEQ_OP_SYSTEM)
		model_may(e, -EINTR);
	/* the kernel begins the ioctl anew then, unless a handler ends it: hosted supplicants see it */
	if (model.seq->step[step].op == SEQ_OP_SUPP_RECEIVE)
		model_may(e, -ERESTARTSYS);
}
