// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O6, the driver as a whole: whether a probe has to succeed, and that there
 * is a device to open from a good probe to the next removal, and none otherwise. A
 * driver that refuses to bind passes nothing.
 */
#include <errno.h>
#include "host.h"
#include "lies.h"
#include "model.h"
#include "optee_abi.h"
#include "oracle.h"

/* Firmware says how to call, and there is shared memory that the driver can use. */
static bool machine_is_fit(const struct sequence *s)
{
	bool uncached = s->flags & SEQ_F_UNCACHED_SHM;

	return !(s->flags & SEQ_F_NO_CONDUIT) && !(uncached && (s->flags & SEQ_F_NO_DYNAMIC_SHM));
}

static void expect_probe(struct model_expect *e, bool fault)
{
	/* a list of devices that can't be is no reason to work, nor one to give up */
	if (fault)
		e->any = "an allocation fails";
	else if (model.seq->flags & SEQ_F_DEVICE_TWICE)
		e->any = "a device is listed twice";
	else if (!machine_is_fit(model.seq))
		e->failure = true;
}

void model_expect_probe(u32 step, struct model_expect *e)
{
	const struct model_step *m = &model.step[step];

	expect_probe(e, m->fault);
	if (bound_probe_took_long())
		e->any = "the secure world kept it waiting for so long that it may have been given up";
	/* it opens sessions of its own, which a signal ends; calls of an earlier binding may be under way */
	if (model.seq->step[step].op == SEQ_OP_KEXEC && (model.seq->flags & SEQ_F_NO_RPC_ARG))
		e->any = "the secure world may keep memory of the kernel before in its cache";
	else if (m->disturbed)
		e->any = "a signal may end the probe";
	else if (!m->steady)
		e->any = "others change its objects meanwhile";
	else if (m->lied_to)
		e->any = "the secure world lied to it, or refused";
}

/* The first probe has no step; its faults are not those of a step either. */
void model_first_probe(int rc, bool fault)
{
	struct model_expect e = { };
	char text[MODEL_RC_TEXT];

	if (model.seq->flags & SEQ_F_NOT_PROBED)
		return;
	expect_probe(&e, fault);
	if (!model_admissible(&e, rc))
		host_fail(HOST_O6_MODEL, "the driver's probe returned errno %d, %s is right", -rc,
			  model_rc_text(&e, text, sizeof(text)));
	model.driver.open = !rc;
	model.driver.number++;
	model.heaps_unsure = fault;
}

void model_follow_driver(u32 step, const struct run_step_result *r)
{
	struct model_slot *d = &model.driver;

	switch (model.seq->step[step].op) {
	case SEQ_OP_PROBE:
	case SEQ_OP_KEXEC:
		d->open = !r->rc;
		d->number++;
		/* memory for messages that the secure world did not take, as it said, has each call fail that uses it */
		d->unsure = !model.step[step].steady || model.step[step].lied_to;
		model.heaps_unsure = model.step[step].fault || model.step[step].disturbed;
		break;
	case SEQ_OP_REMOVE:
		d->open = false;
		d->unsure = !model.step[step].steady;
		break;
	case SEQ_OP_SHUTDOWN:
		/* the machine goes down: what still works is the driver's own choice */
		d->unsure = true;
		break;
	default:
		break;
	}
}

/* Opening a device succeeds with a driver and fails without. */
void model_expect_device(u32 step, struct model_expect *e)
{
	const struct model_slot *d = &model.step[step].driver;

	if (d->unsure)
		e->any = "the driver was being bound or removed, or was shut down";
	else if (!d->open)
		e->failure = true;
}

/* Bytes of protected memory for a use: monitor_config_default(), RUN_PROTMEM_PAGES; 0: there is none */
static u64 heap_size(u64 heap)
{
	bool is_static = model.seq->flags & SEQ_F_PROTMEM_STATIC;

	if (heap == OPTEE_PROTMEM_SECURE_VIDEO_PLAY - 1 && is_static)
		return RUN_PROTMEM_PAGES * HOST_PAGE_BYTES;
	if (!(model.seq->flags & SEQ_F_PROTMEM))
		return 0;
	return heap == OPTEE_PROTMEM_SECURE_VIDEO_PLAY - 1 ? 4 * HOST_PAGE_BYTES :
	       heap == OPTEE_PROTMEM_TRUSTED_UI - 1 ? 2 * HOST_PAGE_BYTES : 0;
}

/* Another step has had a part of the same heap, and may have it still. */
static bool others_allocate(u32 step)
{
	const struct seq_step *st = model.seq->step;

	for (u32 i = 0; i < model.seq->num_steps; i++)
		if (i != step && st[i].op == SEQ_OP_HEAP_ALLOC && st[i].arg[1] == st[step].arg[1] &&
		    run_report.step[i].begun)
			return true;
	return false;
}

void model_expect_heap(u32 step, struct model_expect *e)
{
	const struct seq_step *st = &model.seq->step[step];
	u64 size = (st->arg[2] + HOST_PAGE_BYTES - 1) & ~(HOST_PAGE_BYTES - 1);

	if (model.step[step].driver.unsure || model.heaps_unsure)
		e->any = "the driver was being bound or removed, or was shut down, or its probe was disturbed";
	else if (lies_told(SEQ_MAX_TASKS, LIES_ALL))
		e->any = "the secure world lied, or refused, and may have kept memory that was lent";
	else if (!model.step[step].driver.open || !size || size > heap_size(st->arg[1]))
		e->failure = true;
	else if (!run_report.step[step].rc && run_report.step[step].size != size)
		e->failure = true;
	else if (st->arg[1] == OPTEE_PROTMEM_TRUSTED_UI - 1)
		model_may(e, -ENOENT);	/* a driver need not serve each use that the secure world knows */
	if (e->any || e->failure)
		return;
	model_may(e, 0);
	if (others_allocate(step))
		model_may(e, -ENOMEM);
}

/* uapi/linux/tee.h */
#define IMPL_ID_OPTEE		1u
#define OPTEE_CAP_TZ		1u
#define GEN_CAP_GP		1u
#define GEN_CAP_PRIVILEGED	2u
#define GEN_CAP_REG_MEM		4u
#define GEN_CAP_MEMREF_NULL	8u

const char *model_version(u32 step)
{
	const struct run_value *v = &run_report.step[step].out[0];
	u32 caps = GEN_CAP_GP;

	if (model_owner(step) == MODEL_SUPPLICANT)
		caps |= GEN_CAP_PRIVILEGED;
	if (!(model.seq->flags & SEQ_F_NO_DYNAMIC_SHM))
		caps |= GEN_CAP_REG_MEM;
	if (!(model.seq->flags & SEQ_F_NO_MEMREF_NULL))
		caps |= GEN_CAP_MEMREF_NULL;
	if (v->a != IMPL_ID_OPTEE)
		return "it is another TEE";
	if (v->b != OPTEE_CAP_TZ)
		return "other capabilities of the implementation than it has";
	/* later kernels have more of them */
	if ((v->c & (GEN_CAP_GP | GEN_CAP_PRIVILEGED | GEN_CAP_REG_MEM | GEN_CAP_MEMREF_NULL)) != caps)
		return "other general capabilities than the secure world has";
	return NULL;
}
