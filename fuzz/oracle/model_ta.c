// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O6, what trusted applications answer: results of sessions and commands,
 * and the parameters of the echo TA (its commands are in monitor.h).
 */
#include "host.h"
#include "model.h"

/* GlobalPlatform TEE Client API v1.0, 4.4.2 and 4.4.3 */
#define TEEC_ERROR_BAD_PARAMETERS	0xffff0006u
#define TEEC_ERROR_NOT_SUPPORTED	0xffff000au
#define TEEC_ERROR_SHORT_BUFFER		0xffff0010u
#define ORIGIN_TRUSTED_APP		4u

#define CLIENT_UUID_BYTES	16u
#define LOGIN_KERNEL		7u	/* as the sequence language numbers it */
#define LOGIN_REE_KERNEL	0x80000000u	/* uapi/linux/tee.h */

static void result(struct model_expect *e, u32 ret, u32 origin)
{
	e->ret_known = true;
	e->ret = ret;
	e->origin = origin;
}

static bool is_value(const struct seq_param *p)
{
	return p->type >= SEQ_P_VALUE_IN && p->type <= SEQ_P_VALUE_INOUT;
}

static bool is_in(const struct seq_param *p)
{
	return p->type == SEQ_P_VALUE_IN || p->type == SEQ_P_VALUE_INOUT ||
	       p->type == SEQ_P_MEMREF_IN || p->type == SEQ_P_MEMREF_INOUT;
}

static bool is_out(const struct seq_param *p)
{
	return (is_value(p) || seq_is_memref(p->type)) && p->type != SEQ_P_VALUE_IN &&
	       p->type != SEQ_P_MEMREF_IN;
}

/* Parameters whose meaning to the TA is not certain: wrong ones, NULL references. */
static bool plain(const struct seq_step *st)
{
	for (u32 i = 0; i < st->num_params; i++)
		if (st->param[i].type == SEQ_P_BAD || st->param[i].type == SEQ_P_META ||
		    (seq_is_memref(st->param[i].type) && st->param[i].memory == SEQ_SLOTS))
			return false;
	return true;
}

static bool has(const struct seq_step *st, u32 i, bool value, bool in, bool out)
{
	const struct seq_param *p = &st->param[i];

	return i < st->num_params && (value ? is_value(p) : seq_is_memref(p->type)) &&
	       (!in || is_in(p)) && (!out || is_out(p));
}

void model_ta_open(u32 step, struct model_expect *e)
{
	const struct seq_step *st = &model.seq->step[step];

	if (!plain(st))
		return;
	switch (st->arg[2]) {
	case MONITOR_TA_SINGLE:
	case MONITOR_TA_PANIC:
	case MONITOR_TA_LOADED:
		break;
	default:
		result(e, 0, 0);
	}
}

static void echo(u32 step, struct model_expect *e)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct run_value *in = run_report.step[step].in;
	u32 bad = TEEC_ERROR_BAD_PARAMETERS, app = ORIGIN_TRUSTED_APP;

	switch (st->arg[1]) {
	case MONITOR_ECHO_COPY:
		result(e, 0, 0);
		break;
	case MONITOR_ECHO_RETURN:
		if (has(st, 0, true, true, false))
			result(e, (u32)in[0].a, (u32)in[0].b);
		else
			result(e, bad, app);
		break;
	case MONITOR_ECHO_SHORT:
		if (!has(st, 0, false, false, true) || !has(st, 1, true, true, false))
			result(e, bad, app);
		else
			result(e, in[0].b < in[1].b ? TEEC_ERROR_SHORT_BUFFER : 0, app);
		break;
	case MONITOR_ECHO_FILL:
		if (has(st, 0, false, false, true) && has(st, 1, true, true, false))
			result(e, 0, 0);
		else
			result(e, bad, app);
		break;
	case MONITOR_ECHO_SUM:
		if (has(st, 0, false, true, false) && has(st, 1, true, false, true))
			result(e, 0, 0);
		else
			result(e, bad, app);
		break;
	case MONITOR_ECHO_LOGIN:
		if (!has(st, 0, true, false, true) || !has(st, 1, false, false, true))
			result(e, bad, app);
		else
			result(e, in[1].b < CLIENT_UUID_BYTES ? TEEC_ERROR_SHORT_BUFFER : 0, app);
		break;
	case MONITOR_ECHO_NULL:
		break;
	default:
		result(e, TEEC_ERROR_NOT_SUPPORTED, app);
	}
}

void model_ta_invoke(u32 step, struct model_expect *e)
{
	const struct seq_step *st = &model.seq->step[step];

	if (plain(st) && model.step[step].session.ta == MONITOR_TA_ECHO)
		echo(step, e);
}

/* ---- parameters that came back --------------------------------------------------- */

static bool same(const struct run_value *a, const struct run_value *b)
{
	return a->a == b->a && a->b == b->b && a->c == b->c;
}

/* The echo TA's COPY: each output is made from the last input before it. */
static const char *copied(u32 step, u32 *param)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct run_step_result *r = &run_report.step[step];
	struct run_value last = { };

	for (*param = 0; *param < st->num_params; (*param)++) {
		const struct seq_param *p = &st->param[*param];
		struct run_value right = r->in[*param];

		if (is_value(p) && is_in(p))
			last = right;
		if (is_value(p) && is_out(p)) {
			right.a = last.a ^ last.b;
			right.b = last.b ^ last.c;
			right.c = last.c + 1;
		}
		if (!same(&right, &r->out[*param]))
			return is_value(p) ? "a wrong value" : "another reference";
	}
	return NULL;
}

/* What is no output never changes; of a reference only the size may. */
static const char *kept(const struct seq_step *st, const struct run_step_result *r, u32 *param)
{
	for (*param = 0; *param < st->num_params; (*param)++) {
		const struct seq_param *p = &st->param[*param];
		struct run_value right = r->in[*param];

		if (is_value(p) && is_out(p))
			continue;
		if (seq_is_memref(p->type) && is_out(p))
			right.b = r->out[*param].b;
		if (!same(&right, &r->out[*param]))
			return is_out(p) ? "another reference" : "a change of what is no output";
	}
	return NULL;
}

const char *model_ta_values(u32 step, bool ret_known, u32 *param)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct run_step_result *r = &run_report.step[step];
	const char *wrong;

	if (!plain(st) || (st->op != SEQ_OP_INVOKE && st->op != SEQ_OP_OPEN_SESSION))
		return NULL;
	wrong = kept(st, r, param);
	if (wrong || !ret_known || st->op == SEQ_OP_OPEN_SESSION)
		return wrong;
	if (st->arg[1] == MONITOR_ECHO_COPY)
		return copied(step, param);
	*param = 0;
	if (st->arg[1] == MONITOR_ECHO_LOGIN && !r->ret && has(st, 0, true, false, true)) {
		u64 login = model.step[step].session.login;

		if (r->out[0].a != (login == LOGIN_KERNEL ? LOGIN_REE_KERNEL : login))
			return "another login than the session was opened with";
	}
	if (st->arg[1] == MONITOR_ECHO_SHORT && has(st, 0, false, false, true) &&
	    has(st, 1, true, true, false) && r->out[0].b != r->in[1].b)
		return "another size than the one that is needed";
	return NULL;
}
