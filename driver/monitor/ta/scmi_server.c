// SPDX-License-Identifier: GPL-2.0-only
/*
 * An SCMI server: the base and the clock protocol, for several agents.
 *
 * Arm System Control and Management Interface, DEN 0056 version 3.2, sections 4.1.4
 * (status codes), 4.2 (base protocol) and 4.6 (clock management protocol). A clock is on
 * while any agent wants it on.
 */
#include "scmi.h"

enum { PROTOCOL_BASE = 0x10, PROTOCOL_CLOCK = 0x14 };

/* Each protocol begins with these. */
enum { VERSION, ATTRIBUTES, MESSAGE_ATTRIBUTES };

enum base_message {
	BASE_VENDOR = 3,
	BASE_SUB_VENDOR,
	BASE_IMPLEMENTATION,
	BASE_PROTOCOLS,
	BASE_AGENT,
};

enum clock_message {
	CLOCK_ATTRIBUTES = 3,
	CLOCK_RATES,
	CLOCK_RATE_SET,
	CLOCK_RATE_GET,
	CLOCK_CONFIG_SET,
};

#define PROTOCOL_VERSION	0x20000u
#define IMPLEMENTATION		0x10000u
#define NAME_SIZE		16
#define RATES			3

enum scmi_status {
	SCMI_SUCCESS = 0,
	SCMI_NOT_SUPPORTED = -1,
	SCMI_INVALID_PARAMETERS = -2,
	SCMI_NOT_FOUND = -4,
	SCMI_OUT_OF_RANGE = -5,
	SCMI_PROTOCOL_ERROR = -10,
};

static const u64 rates[RATES] = { 400000, 26000000, 200000000 };

static void put_u32(struct scmi_message *msg, u32 value)
{
	mem_copy(&msg->out[msg->out_size], &value, sizeof(value));
	msg->out_size += sizeof(value);
}

static void put_u64(struct scmi_message *msg, u64 value)
{
	put_u32(msg, (u32)value);
	put_u32(msg, (u32)(value >> 32));
}

/* A name with a number at its end, in NAME_SIZE bytes */
static void put_name(struct scmi_message *msg, const char *name, char number)
{
	u8 *to = &msg->out[msg->out_size];
	u32 i;

	mem_set(to, 0, NAME_SIZE);
	for (i = 0; name[i] && i < NAME_SIZE - 2; i++)
		to[i] = (u8)name[i];
	if (number)
		to[i] = (u8)number;
	msg->out_size += NAME_SIZE;
}

static u32 in_u32(const struct scmi_message *msg, u32 i)
{
	u32 value;

	mem_copy(&value, msg->in + i * sizeof(value), sizeof(value));
	return value;
}

static bool takes(const struct scmi_message *msg, u32 words)
{
	return msg->in_size == words * sizeof(u32);
}

/* ---- base protocol ------------------------------------------------------------- */

static s32 base_agent(struct scmi_message *msg)
{
	u32 agent;

	if (!takes(msg, 1))
		return SCMI_PROTOCOL_ERROR;
	agent = in_u32(msg, 0);
	/* the caller itself, agent 0 is the platform */
	if (agent == MONITOR_ANY)
		agent = msg->agent + 1;
	if (agent > MONITOR_SCMI_CHANNELS)
		return SCMI_NOT_FOUND;
	put_u32(msg, agent);
	put_name(msg, agent ? "agent" : "platform", agent ? (char)('0' + agent) : 0);
	return SCMI_SUCCESS;
}

/* Those beside the base protocol, from number @skip on: there is one. */
static s32 base_protocols(struct scmi_message *msg)
{
	if (!takes(msg, 1))
		return SCMI_PROTOCOL_ERROR;
	if (in_u32(msg, 0) > 1)
		return SCMI_INVALID_PARAMETERS;
	put_u32(msg, !in_u32(msg, 0));
	if (!in_u32(msg, 0))
		put_u32(msg, PROTOCOL_CLOCK);
	return SCMI_SUCCESS;
}

static s32 base(struct scmi_message *msg)
{
	switch (SCMI_MESSAGE(msg->header)) {
	case ATTRIBUTES:
		put_u32(msg, MONITOR_SCMI_CHANNELS << 8 | 1);
		return SCMI_SUCCESS;
	case MESSAGE_ATTRIBUTES:
		if (!takes(msg, 1))
			return SCMI_PROTOCOL_ERROR;
		if (in_u32(msg, 0) > BASE_AGENT)
			return SCMI_NOT_FOUND;
		put_u32(msg, 0);
		return SCMI_SUCCESS;
	case BASE_VENDOR:
		put_name(msg, "teeproof", 0);
		return SCMI_SUCCESS;
	case BASE_SUB_VENDOR:
		put_name(msg, "monitor", 0);
		return SCMI_SUCCESS;
	case BASE_IMPLEMENTATION:
		put_u32(msg, IMPLEMENTATION);
		return SCMI_SUCCESS;
	case BASE_PROTOCOLS:
		return base_protocols(msg);
	case BASE_AGENT:
		return base_agent(msg);
	}
	return SCMI_NOT_FOUND;
}

/* ---- clock protocol ------------------------------------------------------------ */

static bool is_on(const struct monitor *m, u32 clock)
{
	return m->scmi_clock[clock].agents;
}

static void clock_wanted(struct monitor *m, u32 agent, u32 clock, bool on)
{
	bool was = is_on(m, clock);

	if (on)
		m->scmi_clock[clock].agents |= 1u << agent;
	else
		m->scmi_clock[clock].agents &= ~(1u << agent);
	m->scmi_clock[clock].changes += was != is_on(m, clock);
}

static s32 describe_rates(struct scmi_message *msg)
{
	u32 first = in_u32(msg, 1), i;

	if (first >= RATES)
		return SCMI_OUT_OF_RANGE;
	put_u32(msg, RATES - first);
	for (i = first; i < RATES; i++)
		put_u64(msg, rates[i]);
	return SCMI_SUCCESS;
}

static s32 rate_set(struct monitor *m, struct scmi_message *msg)
{
	u64 rate = reg_pair(in_u32(msg, 3), in_u32(msg, 2));

	if (rate < rates[0] || rate > rates[RATES - 1])
		return SCMI_INVALID_PARAMETERS;
	m->scmi_clock[in_u32(msg, 1)].rate = rate;
	return SCMI_SUCCESS;
}

/* Which of a message's words names the clock, and how many it has; 0: no such message */
static u32 clock_words(u32 message, u32 *at)
{
	*at = 0;
	switch (message) {
	case CLOCK_ATTRIBUTES:
	case CLOCK_RATE_GET:
		return 1;
	case CLOCK_RATES:
	case CLOCK_CONFIG_SET:
		return 2;
	case CLOCK_RATE_SET:
		*at = 1;
		return 4;
	}
	return 0;
}

static s32 one_clock(struct monitor *m, struct scmi_message *msg)
{
	u32 message = SCMI_MESSAGE(msg->header), at, words = clock_words(message, &at), clock;

	if (!words)
		return SCMI_NOT_FOUND;
	if (!takes(msg, words))
		return SCMI_PROTOCOL_ERROR;
	clock = in_u32(msg, at);
	if (clock >= MONITOR_SCMI_CLOCKS)
		return SCMI_NOT_FOUND;
	switch (message) {
	case CLOCK_ATTRIBUTES:
		put_u32(msg, is_on(m, clock));
		put_name(msg, "teeproof-clk", (char)('0' + clock));
		put_u32(msg, 0);
		break;
	case CLOCK_RATES:
		return describe_rates(msg);
	case CLOCK_RATE_SET:
		return rate_set(m, msg);
	case CLOCK_RATE_GET:
		put_u64(msg, m->scmi_clock[clock].rate ? m->scmi_clock[clock].rate : rates[0]);
		break;
	case CLOCK_CONFIG_SET:
		clock_wanted(m, msg->agent, clock, in_u32(msg, 1) & 1);
		break;
	}
	return SCMI_SUCCESS;
}

static s32 clock(struct monitor *m, struct scmi_message *msg)
{
	switch (SCMI_MESSAGE(msg->header)) {
	case ATTRIBUTES:
		put_u32(msg, MONITOR_SCMI_CLOCKS);
		return SCMI_SUCCESS;
	case MESSAGE_ATTRIBUTES:
		if (!takes(msg, 1))
			return SCMI_PROTOCOL_ERROR;
		if (in_u32(msg, 0) > CLOCK_CONFIG_SET)
			return SCMI_NOT_FOUND;
		put_u32(msg, 0);
		return SCMI_SUCCESS;
	}
	return one_clock(m, msg);
}

/* ---- both ----------------------------------------------------------------------- */

/* scmi_serve() - answer @msg: a status and, if it is SUCCESS, results */
void scmi_serve(struct monitor *m, struct scmi_message *msg)
{
	u32 protocol = SCMI_PROTOCOL(msg->header);
	s32 status;

	m->scmi_messages++;
	msg->out_size = sizeof(status);
	if (SCMI_TYPE(msg->header)) {
		status = SCMI_PROTOCOL_ERROR;
	} else if (protocol != PROTOCOL_BASE && protocol != PROTOCOL_CLOCK) {
		status = SCMI_NOT_SUPPORTED;
	} else if (SCMI_MESSAGE(msg->header) == VERSION) {
		put_u32(msg, PROTOCOL_VERSION);
		status = SCMI_SUCCESS;
	} else {
		status = protocol == PROTOCOL_BASE ? base(msg) : clock(m, msg);
	}
	if (status)
		msg->out_size = sizeof(status);
	mem_copy(msg->out, &status, sizeof(status));
}

bool monitor_scmi_clock(struct monitor *m, u32 clock, u32 *changes)
{
	bool on = false;

	monitor_enter(m);
	if (clock < MONITOR_SCMI_CLOCKS) {
		on = is_on(m, clock);
		*changes = m->scmi_clock[clock].changes;
	}
	monitor_leave(m);
	return on;
}

u32 monitor_scmi_messages(struct monitor *m)
{
	u32 n;

	monitor_enter(m);
	n = m->scmi_messages;
	monitor_leave(m);
	return n;
}

void monitor_scmi_lie(struct monitor *m, enum monitor_scmi_lie lie, u32 times)
{
	monitor_enter(m);
	m->scmi_lie = lie;
	m->scmi_lies = times;
	monitor_leave(m);
}
