// SPDX-License-Identifier: GPL-2.0-only
/*
 * The SCMI pseudo-TA: channels, each that of an agent, by which SCMI messages reach
 * the server. It answers at once and makes no RPC, so that a call of a system session
 * that reaches the secure world always comes back.
 *
 * OP-TEE OS, lib/libutee/include/pta_scmi_client.h; its client in the kernel is
 * drivers/firmware/arm_scmi/transports/optee.c. Shared memory transport (SMT): Arm DEN
 * 0056, section 5.1.
 */
#include "scmi.h"

#define CAPS			(PTA_SCMI_CAPS_SMT_HEADER | PTA_SCMI_CAPS_MSG_HEADER)

/* The header of shared memory for messages */
struct smt {
	u32 reserved, status;
	u32 reserved1[2];
	u32 flags, length, header;
};

enum { SMT_FREE = 1, SMT_ERROR = 2 };

static enum step capabilities(struct thread *t)
{
	if (!ta_wants(t, OPTEE_ATTR_VALUE, OPTEE_DIR_OUT, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	t->p[0].a = CAPS;
	t->p[0].b = 0;
	return ta_result(t, TEEC_SUCCESS);
}

static enum step get_channel(struct monitor *m, struct thread *t)
{
	u32 channel = (u32)t->p[0].a, caps = (u32)t->p[0].b;

	if (!ta_wants(t, OPTEE_ATTR_VALUE, OPTEE_DIR_INOUT, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	if (caps != PTA_SCMI_CAPS_SMT_HEADER && caps != PTA_SCMI_CAPS_MSG_HEADER)
		return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
	if (channel >= MONITOR_SCMI_CHANNELS ||
	    (caps == PTA_SCMI_CAPS_SMT_HEADER && !m->config.scmi_smt[channel]))
		return ta_result(t, TEEC_ERROR_ITEM_NOT_FOUND);
	t->p[0].a = MONITOR_SCMI_HANDLE(channel);
	t->p[0].b = 0;
	return ta_result(t, TEEC_SUCCESS);
}

/* The channel of the handle in parameter 0; false: there is none */
static bool find_channel(const struct thread *t, u32 *channel)
{
	*channel = (u32)t->p[0].a - MONITOR_SCMI_HANDLE(0);
	return *channel < MONITOR_SCMI_CHANNELS;
}

/* A lie about an answer, if there is one to be told; @size: of the answer, header included */
static enum monitor_scmi_lie lie(struct monitor *m, struct scmi_message *msg, u64 *size)
{
	enum monitor_scmi_lie which = m->scmi_lies ? m->scmi_lie : MONITOR_SCMI_HONEST;

	if (m->scmi_lies && m->scmi_lies != MONITOR_ANY)
		m->scmi_lies--;
	switch (which) {
	case MONITOR_SCMI_OTHER_TOKEN:
		msg->header ^= 1u << 18;
		break;
	case MONITOR_SCMI_ERROR:
		mem_set(msg->out, 0xff, sizeof(u32));
		msg->out_size = sizeof(u32);
		*size = 2 * sizeof(u32);
		break;
	case MONITOR_SCMI_SHORT:
		*size = sizeof(u32) + 1;
		break;
	case MONITOR_SCMI_LONG:
		*size = 0xfffffff0u;
		break;
	case MONITOR_SCMI_NOISE:
		mem_set(msg->out + sizeof(u32), 0xa5, sizeof(msg->out) - 2 * sizeof(u32));
		msg->out_size = sizeof(msg->out) - sizeof(u32);
		*size = sizeof(msg->out);
		break;
	default:
		break;
	}
	return which;
}

/* The SMT buffer at the start of @buf: its message is answered in place. */
static u32 smt_process(struct monitor *m, u32 channel, const struct buffer *buf)
{
	struct scmi_message msg = { .agent = channel };
	u8 in[SCMI_MESSAGE_MAX];
	struct smt smt;
	u64 size;

	if (!buffer_read(m, buf, 0, &smt, sizeof(smt)))
		return TEEC_ERROR_BAD_PARAMETERS;
	/* It is the agent's until that has marked it busy. */
	if (smt.status & SMT_FREE || smt.length < sizeof(u32) ||
	    smt.length - sizeof(u32) > sizeof(in) ||
	    !buffer_read(m, buf, sizeof(smt), in, smt.length - sizeof(u32))) {
		smt.status = SMT_FREE | SMT_ERROR;
		buffer_write(m, buf, 0, &smt, sizeof(smt));
		return TEEC_SUCCESS;
	}
	msg.header = smt.header;
	msg.in = in;
	msg.in_size = smt.length - sizeof(u32);
	scmi_serve(m, &msg);
	size = sizeof(u32) + msg.out_size;
	if (lie(m, &msg, &size) == MONITOR_SCMI_SILENT)
		return TEEC_SUCCESS;
	smt.header = msg.header;
	smt.length = (u32)size;
	smt.status = SMT_FREE;
	if (!buffer_write(m, buf, sizeof(smt), msg.out, msg.out_size))
		smt.status |= SMT_ERROR;
	buffer_write(m, buf, 0, &smt, sizeof(smt));
	return TEEC_SUCCESS;
}

/* PROCESS_SMT_CHANNEL: in the memory that both sides know the channel to have */
static enum step process_smt(struct monitor *m, struct thread *t)
{
	struct buffer buf = { .size = sizeof(struct smt) + SCMI_MESSAGE_MAX };
	u32 channel;

	if (!ta_wants(t, OPTEE_ATTR_VALUE, OPTEE_DIR_IN, 0, 0) || !find_channel(t, &channel))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	buf.start = m->config.scmi_smt[channel];
	if (!buf.start)
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	return ta_result(t, smt_process(m, channel, &buf));
}

/* PROCESS_SMT_CHANNEL_MESSAGE: in parameter 1 */
static enum step process_smt_message(struct monitor *m, struct thread *t)
{
	u32 channel;

	if (!ta_wants(t, OPTEE_ATTR_VALUE, OPTEE_DIR_IN, OPTEE_ATTR_RMEM, OPTEE_DIR_INOUT) ||
	    !find_channel(t, &channel) || t->p[1].null || t->p[1].size < SCMI_MESSAGE_MAX)
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	return ta_result(t, smt_process(m, channel, &t->p[1].buf));
}

/* PROCESS_MSG_CHANNEL: a message in parameter 1, its answer to parameter 2 */
static enum step process_msg(struct monitor *m, struct thread *t)
{
	struct scmi_message msg = { 0 };
	u8 in[SCMI_MESSAGE_MAX];
	u64 size;

	if (t->num_p < 3 || !ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_IN) ||
	    !ta_has(t, 1, OPTEE_ATTR_RMEM, OPTEE_DIR_IN) ||
	    !ta_has(t, 2, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT) || !find_channel(t, &msg.agent) ||
	    t->p[1].size < sizeof(u32) || t->p[1].size > sizeof(in))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	/* both may be the same memory */
	if (!buffer_read(m, &t->p[1].buf, 0, in, t->p[1].size))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	mem_copy(&msg.header, in, sizeof(u32));
	msg.in = in + sizeof(u32);
	msg.in_size = (u32)t->p[1].size - sizeof(u32);
	scmi_serve(m, &msg);
	size = sizeof(u32) + msg.out_size;
	if (size > t->p[2].size) {
		t->p[2].size = size;
		return ta_result(t, TEEC_ERROR_SHORT_BUFFER);
	}
	if (lie(m, &msg, &size) == MONITOR_SCMI_SILENT)
		return ta_result(t, TEEC_SUCCESS);
	buffer_write(m, &t->p[2].buf, 0, &msg.header, sizeof(u32));
	buffer_write(m, &t->p[2].buf, sizeof(u32), msg.out, msg.out_size);
	t->p[2].size = size;
	return ta_result(t, TEEC_SUCCESS);
}

/* A short way to a clock, for sequences and suites: it is that of channel 0. */
static enum step clock(struct monitor *m, struct thread *t)
{
	bool on;

	if (!ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_INOUT))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	on = t->p[0].a;
	m->scmi_clock[0].changes += on != (bool)m->scmi_clock[0].agents;
	m->scmi_clock[0].agents = on;
	t->p[0].b = m->scmi_clock[0].changes;
	return ta_result(t, TEEC_SUCCESS);
}

/* Channels are for the kernel alone (OP-TEE OS, core/pta/scmi.c); what uses none, for all. */
static enum step invoke(struct monitor *m, struct thread *t)
{
	if (t->arg.func == PTA_SCMI_CAPABILITIES)
		return capabilities(t);
	if (t->arg.func == MONITOR_SCMI_CLOCK)
		return clock(m, t);
	if (t->session->login != OPTEE_LOGIN_REE_KERNEL)
		return ta_result(t, TEEC_ERROR_ACCESS_DENIED);
	switch (t->arg.func) {
	case PTA_SCMI_PROCESS_SMT_CHANNEL:
		return process_smt(m, t);
	case PTA_SCMI_PROCESS_SMT_CHANNEL_MESSAGE:
		return process_smt_message(m, t);
	case PTA_SCMI_GET_CHANNEL:
		return get_channel(m, t);
	case PTA_SCMI_PROCESS_MSG_CHANNEL:
		return process_msg(m, t);
	}
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_scmi = {
	.uuid = { 0xa8, 0xcf, 0xe4, 0x06, 0xd4, 0xf5, 0x4a, 0x2e,
		  0x9f, 0x8d, 0xa2, 0x5d, 0xc7, 0x54, 0xc0, 0x99 },
	.invoke = invoke,
};
