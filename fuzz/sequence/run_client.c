// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps of kernel clients: the client API of linux/tee_drv.h. None uses a session
 * through another context.
 */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>
#include "optee_abi.h"
#include "run_private.h"

static int match_optee(struct tee_ioctl_version_data *v, const void *data)
{
	return v->impl_id == TEE_IMPL_ID_OPTEE;
}

static struct run_context *context_of(u64 slot)
{
	struct run_context *c = &run.context[slot];

	return c->open && c->ctx ? c : NULL;
}

static s64 open_context(struct run_task *t, struct run_context *c)
{
	struct tee_context *ctx;

	if (c->open || c->busy || run.kexec)
		return RUN_SKIPPED;
	c->busy++;
	run_begin(t, RUN_OTHER_CALL, false);
	ctx = tee_client_open_context(NULL, match_optee, NULL, NULL);
	run_end(t);
	c->busy--;
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	if (c->open) {		/* another task took the slot meanwhile */
		run_begin(t, RUN_OTHER_CALL, false);
		tee_client_close_context(ctx);
		run_end(t);
		return RUN_SKIPPED;
	}
	c->ctx = ctx;
	c->open = true;
	/* wait for the supplicant, as the user interface does */
	ctx->supp_nowait = false;
	return 0;
}

/* As clients in the kernel are unless they ask for something else */
static s64 nowait(struct run_context *c)
{
	if (!c || !c->ctx)
		return RUN_SKIPPED;
	c->ctx->supp_nowait = true;
	return 0;
}

/* Their slots are free at once, they count until the driver has let them go: how many. */
static u32 forget_sessions(struct run_context *c)
{
	u32 system = 0;

	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		struct run_session *s = &run.session[i];

		if (!s->open || &run.context[s->context] != c)
			continue;
		system += s->system;
		s->open = false;
	}
	return system;
}

/* The driver lets go of a context, and of its sessions, with the last memory of it. */
static void note_outliving(const struct run_context *c)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		struct run_memory *m = &run.memory[i];

		if ((!m->live && !m->busy) || m->context != c || m->outlives)
			continue;
		m->outlives = true;
		run_report.outliving++;
	}
}

static s64 close_context(struct run_task *t, struct run_context *c)
{
	u32 system;

	if (!c || c->busy)
		return RUN_SKIPPED;
	c->open = false;
	system = forget_sessions(c);
	if (system)
		note_outliving(c);
	run_begin(t, RUN_OTHER_CALL, false);
	t->now.ends = system;
	tee_client_close_context(c->ctx);
	run_report.system_sessions -= system;	/* whoever looks as the call ends has to see it */
	run_end(t);
	return 0;
}

/* NULL references are for a secure world that takes them (TEE_GEN_CAP_MEMREF_NULL). */
static bool may_refer(const struct seq_param *p)
{
	if (!seq_is_memref(p->type))
		return true;
	if (p->memory == SEQ_SLOTS)
		return !(run.s->flags & SEQ_F_NO_MEMREF_NULL);
	return run.memory[p->memory].live && run.memory[p->memory].shm;
}

/* Memory references are counted: no other task may free them until they are counted off. */
static void count_params(const struct seq_step *st, int by)
{
	for (u32 i = 0; i < st->num_params; i++)
		if (seq_names_memory(&st->param[i]))
			run.memory[st->param[i].memory].busy += by;
}

/* True: the references are counted. */
static bool set_params(const struct seq_step *st, struct tee_param *param)
{
	for (u32 i = 0; i < st->num_params; i++)
		if (!may_refer(&st->param[i]))
			return false;
	count_params(st, 1);
	for (u32 i = 0; i < st->num_params; i++) {
		const struct seq_param *p = &st->param[i];

		param[i].attr = run_param_attr(p);
		if (!seq_is_memref(p->type)) {
			/* a client's own mistake in the kind of reference would be a wild pointer */
			if (p->type == SEQ_P_BAD)
				param[i].attr |= 0x100;
			param[i].u.value.a = p->v[0];
			param[i].u.value.b = p->v[1];
			param[i].u.value.c = p->v[2];
			continue;
		}
		if (p->memory < SEQ_SLOTS) {
			struct run_memory *m = &run.memory[p->memory];
			u64 size = tee_shm_get_size(m->shm);

			/* a client stays within its memory */
			param[i].u.memref.shm_offs = p->v[0] % size;
			param[i].u.memref.size = min(p->v[1], size - param[i].u.memref.shm_offs);
			param[i].u.memref.shm = m->shm;
		} else {
			param[i].u.memref.size = p->v[1];
		}
	}
	return true;
}

static void note_params(struct run_value *to, const struct seq_step *st,
			const struct tee_param *param)
{
	for (u32 i = 0; i < st->num_params; i++) {
		if (seq_is_memref(st->param[i].type))
			to[i] = (struct run_value){ param[i].u.memref.shm_offs,
						    param[i].u.memref.size, 0 };
		else
			to[i] = (struct run_value){ param[i].u.value.a, param[i].u.value.b,
						    param[i].u.value.c };
	}
}

static s64 open_session(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_session *s = &run.session[st->arg[0]];
	struct run_context *c = context_of(st->arg[1]);
	struct tee_param param[SEQ_MAX_PARAMS] = { };
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	if (!c || s->open)
		return RUN_SKIPPED;
	c->busy++;
	if (!set_params(st, param)) {
		c->busy--;
		return RUN_SKIPPED;
	}
	memcpy(arg.uuid, monitor_ta_uuid(st->arg[2]), sizeof(arg.uuid));
	arg.clnt_login = run_login(st->arg[3]);
	arg.num_params = st->num_params;
	run_begin(t, RUN_OPEN_SESSION, false);
	note_params(r->in, st, param);
	run_announce(OPTEE_CMD_OPEN_SESSION, 0, 0, 0);
	rc = tee_client_open_session(c->ctx, &arg, st->num_params ? param : NULL);
	note_params(r->out, st, param);
	run_end(t);
	count_params(st, -1);
	r->ret = arg.ret;
	r->origin = arg.ret_origin;
	r->session = arg.session;
	if (!rc && !arg.ret && s->open) {	/* another task took the slot meanwhile */
		run_begin(t, RUN_OTHER_CALL, false);
		tee_client_close_session(c->ctx, arg.session);
		run_end(t);
		rc = RUN_SKIPPED;
	}
	c->busy--;
	if (rc || arg.ret)
		return rc;
	s->open = true;
	s->system = false;
	s->context = st->arg[1];
	s->ta = st->arg[2];
	s->id = arg.session;
	return 0;
}

static s64 system_session(struct run_task *t, struct run_session *s)
{
	struct run_context *c = s->open ? context_of(s->context) : NULL;
	u32 id = s->id;
	int rc;

	if (!c)
		return RUN_SKIPPED;
	c->busy++;
	run_begin(t, RUN_SYSTEM, false);
	t->now.context = s->context;
	t->now.session = id;
	rc = tee_client_system_session(c->ctx, id);
	run_end(t);
	c->busy--;
	if (!rc && s->open && s->id == id && !s->system) {
		s->system = true;
		run_report.system_sessions++;
	}
	return rc;
}

static s64 invoke(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_session *s = &run.session[st->arg[0]];
	struct run_context *c = s->open ? context_of(s->context) : NULL;
	struct tee_param param[SEQ_MAX_PARAMS] = { };
	struct tee_ioctl_invoke_arg arg = { };
	int rc;

	if (!c || st->arg[3])
		return RUN_SKIPPED;
	c->busy++;
	arg.session = s->id;
	if (!set_params(st, param)) {
		c->busy--;
		return RUN_SKIPPED;
	}
	arg.func = st->arg[1];
	arg.cancel_id = st->arg[2];
	arg.num_params = st->num_params;
	run_begin(t, RUN_INVOKE, s->system);
	t->now.context = s->context;
	t->now.session = arg.session;
	note_params(r->in, st, param);
	run_announce(OPTEE_CMD_INVOKE_COMMAND, arg.session, arg.func, arg.cancel_id);
	rc = tee_client_invoke_func(c->ctx, &arg, st->num_params ? param : NULL);
	note_params(r->out, st, param);
	run_end(t);
	c->busy--;
	count_params(st, -1);
	r->ret = arg.ret;
	r->origin = arg.ret_origin;
	return rc;
}

static s64 cancel(struct run_task *t, const struct seq_step *st)
{
	struct run_session *s = &run.session[st->arg[0]];
	struct run_context *c = s->open ? context_of(s->context) : NULL;
	struct tee_ioctl_cancel_arg arg = { };
	int rc;

	if (!c || st->arg[2])
		return RUN_SKIPPED;
	arg.session = s->id;
	arg.cancel_id = st->arg[1];
	c->busy++;
	run_begin(t, RUN_CANCEL, false);
	run_announce(OPTEE_CMD_CANCEL, arg.session, 0, arg.cancel_id);
	rc = tee_client_cancel_req(c->ctx, &arg);
	run_end(t);
	c->busy--;
	return rc;
}

/* The slot stays taken until the call is back: another task may use the session meanwhile. */
static s64 close_session(struct run_task *t, struct run_session *s)
{
	struct run_context *c = s->open ? context_of(s->context) : NULL;
	u32 id = s->id;
	int rc;

	if (!c)
		return RUN_SKIPPED;
	c->busy++;
	run_begin(t, RUN_CLOSE_SESSION, s->system);
	t->now.context = s->context;
	t->now.session = id;
	run_announce(OPTEE_CMD_CLOSE_SESSION, id, 0, 0);
	rc = tee_client_close_session(c->ctx, id);
	if (!rc && s->open && s->id == id) {
		run_report.system_sessions -= s->system;
		s->open = false;
	}
	run_end(t);
	c->busy--;
	return rc;
}

/* A buffer that a client has just got, at @p in the kernel's linear map */
static void check_shared(const void *p, u64 size)
{
	if (world_monitor())
		monitor_check_shared(world_monitor(), virt_to_phys((void *)p), size);
}

static s64 shm_alloc(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_memory *m = &run.memory[st->arg[0]];
	struct run_context *c = context_of(st->arg[1]);
	struct tee_shm *shm;

	/* larger ones are the client's mistake, which the page allocator warns about */
	if (!c || m->live || m->busy || st->arg[2] > RUN_CLIENT_MAX_BYTES)
		return RUN_SKIPPED;
	c->busy++;
	m->busy++;
	run_begin(t, RUN_OTHER_CALL, false);
	shm = tee_shm_alloc_kernel_buf(c->ctx, st->arg[2]);
	if (!IS_ERR(shm))
		check_shared(tee_shm_get_va(shm, 0), tee_shm_get_size(shm));
	run_end(t);
	/* busy until the slot is whole: what asks the driver may lose the processor */
	if (!IS_ERR(shm)) {
		r->size = tee_shm_get_size(shm);
		m->va = tee_shm_get_va(shm, 0);
		m->shm = shm;
		m->size = st->arg[2];
		m->context = c;
		m->live = true;
	}
	m->busy--;
	c->busy--;
	return PTR_ERR_OR_ZERO(shm);
}

static s64 shm_register(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_memory *m = &run.memory[st->arg[0]];
	struct run_context *c = context_of(st->arg[1]);
	u64 offset = st->arg[3] % PAGE_SIZE, size = st->arg[4];
	struct tee_shm *shm;

	/* a client registers memory that it has, with a secure world that takes it (TEE_GEN_CAP_REG_MEM) */
	if (!c || m->live || m->busy || !size || size > RUN_USER_PAGES * PAGE_SIZE ||
	    (run.s->flags & SEQ_F_NO_DYNAMIC_SHM))
		return RUN_SKIPPED;
	c->busy++;
	m->busy++;
	m->num_pages = DIV_ROUND_UP(offset + size, PAGE_SIZE);
	m->pages = world_kernel_pages(m->num_pages);
	if (!m->pages) {
		m->busy--;
		c->busy--;
		return -ENOMEM;
	}
	run_begin(t, RUN_OTHER_CALL, false);
	shm = tee_shm_register_kernel_buf(c->ctx, m->pages + offset, size);
	if (!IS_ERR(shm))
		check_shared(m->pages + offset, size);
	run_end(t);
	if (IS_ERR(shm)) {
		world_kernel_pages_free(m->pages, m->num_pages);
		m->pages = NULL;
	} else {
		r->size = tee_shm_get_size(shm);
		m->va = m->pages + offset;
		m->shm = shm;
		m->size = size;
		m->context = c;
		m->live = true;
	}
	m->busy--;
	c->busy--;
	return PTR_ERR_OR_ZERO(shm);
}

static s64 shm_free(struct run_task *t, struct run_memory *m)
{
	if (!m->live || !m->shm || m->busy)
		return RUN_SKIPPED;
	m->live = false;
	m->busy++;
	run_begin(t, RUN_OTHER_CALL, false);
	tee_shm_free(m->shm);
	run_report.outliving -= m->outlives;
	m->outlives = false;
	run_end(t);
	m->context = NULL;
	m->shm = NULL;
	if (m->pages)
		world_kernel_pages_free(m->pages, m->num_pages);
	m->pages = NULL;
	m->busy--;
	return 0;
}

static s64 version(struct run_task *t, struct run_context *c, struct run_step_result *r)
{
	struct tee_ioctl_version_data v = { };

	if (!c)
		return RUN_SKIPPED;
	c->busy++;
	tee_client_get_version(c->ctx, &v);
	c->busy--;
	r->out[0] = (struct run_value){ v.impl_id, v.impl_caps, v.gen_caps };
	return 0;
}

s64 run_client_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	switch (st->op) {
	case SEQ_OP_OPEN_CONTEXT:
		return open_context(t, &run.context[st->arg[0]]);
	case SEQ_OP_CLOSE_CONTEXT:
		return close_context(t, context_of(st->arg[0]));
	case SEQ_OP_OPEN_SESSION:
		return open_session(t, st, r);
	case SEQ_OP_SYSTEM:
		return system_session(t, &run.session[st->arg[0]]);
	case SEQ_OP_INVOKE:
		return invoke(t, st, r);
	case SEQ_OP_CANCEL:
		return cancel(t, st);
	case SEQ_OP_CLOSE_SESSION:
		return st->arg[1] ? RUN_SKIPPED : close_session(t, &run.session[st->arg[0]]);
	case SEQ_OP_SHM_ALLOC:
		return shm_alloc(t, st, r);
	case SEQ_OP_SHM_REGISTER:
		return shm_register(t, st, r);
	case SEQ_OP_SHM_FREE:
		return shm_free(t, &run.memory[st->arg[0]]);
	case SEQ_OP_VERSION:
		return version(t, context_of(st->arg[0]), r);
	case SEQ_OP_NOWAIT:
		return nowait(context_of(st->arg[0]));
	default:
		return RUN_SKIPPED;
	}
}
