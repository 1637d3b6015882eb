// SPDX-License-Identifier: GPL-2.0-only
/*
 * The slow TA: its commands take long, each in another way, and can be cancelled.
 *
 * GlobalPlatform TEE Internal Core API v1.1 section 4.10: a command learns that it
 * has been cancelled when it waits; it returns TEEC_ERROR_CANCEL.
 */
#include "ta.h"

static enum step ended(struct thread *t, u32 ret)
{
	return ta_result(t, t->cancelled ? TEEC_ERROR_CANCEL : ret);
}

/* OP-TEE RPC commands (optee_rpc_cmd.h): OPTEE_RPC_CMD_NOTIFICATION, wait */
static enum step notif(struct thread *t)
{
	if (t->step++ || t->cancelled) {
		t->waits_key = false;
		return ended(t, t->rpc.ret);
	}
	t->waits_key = true;
	t->rpc_key = (u32)t->p[0].a;
	rpc_value(rpc_begin(t, OPTEE_RPC_NOTIFICATION, 1), 0, OPTEE_DIR_IN, OPTEE_RPC_NOTIF_WAIT,
		  t->p[0].a, t->p[0].b);
	return STEP_RPC;
}

static enum step suspend(struct thread *t)
{
	if (t->step && t->rpc.ret)
		return ended(t, t->rpc.ret);
	if (t->cancelled || t->step == t->p[0].a)
		return ended(t, TEEC_SUCCESS);
	t->step++;
	rpc_value(rpc_begin(t, OPTEE_RPC_SUSPEND, 1), 0, OPTEE_DIR_IN, t->p[0].b, 0, 0);
	return STEP_RPC;
}

/* Runs in the secure world all the time, but for interrupts; 0 times: until cancelled */
static enum step spin(struct thread *t)
{
	if (t->cancelled || (t->p[0].a && t->step == t->p[0].a))
		return ended(t, TEEC_SUCCESS);
	t->step++;
	t->interrupts = 1;
	return STEP_INTERRUPT;
}

static enum step park(struct thread *t)
{
	if (t->step++)
		return ended(t, TEEC_SUCCESS);
	if (t->p[0].a >= MONITOR_MAX_GATES)
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	t->gate = (u32)t->p[0].a;
	return STEP_AGAIN;
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	(void)m;
	if (!ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_IN))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	switch (t->arg.func) {
	case MONITOR_SLOW_NOTIF:
		return notif(t);
	case MONITOR_SLOW_SUSPEND:
		return suspend(t);
	case MONITOR_SLOW_SPIN:
		return spin(t);
	case MONITOR_SLOW_PARK:
		return park(t);
	}
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_slow = {
	.uuid = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0x4c, 0x1a,
		  0x9a, 0x11, 0x73, 0x6c, 0x6f, 0x77, 0x00, 0x04 },
	.invoke = invoke,
};
