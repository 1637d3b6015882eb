// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's SCMI pseudo-TA and RPMB, with raw calls: channels, messages in each of
 * the three ways, and frames as a device must answer them.
 */
#include "rpmb.h"
#include "raw_smc.h"
#include "ta_abi.h"

#define HEADER(protocol, message)	((u32)(protocol) << 10 | (message))
#define TOKEN				(5u << 18)
#define BASE				0x10
#define CLOCK				0x14

struct smt {
	u32 reserved, status, reserved1[2], flags, length, header;
	u32 payload[32];
};

/* A session of the kernel's with the pseudo-TA */
static u32 open_scmi(struct raw *raw)
{
	raw_open_arg(raw, MONITOR_TA_SCMI, 0);
	raw->param[1].c = OPTEE_LOGIN_REE_KERNEL;
	KUNIT_ASSERT_EQ(raw->test, raw_run(raw), TEEC_SUCCESS);
	return raw->arg->session;
}

static u32 one_value(struct raw *raw, u32 session, u32 func, u64 attr, u64 a, u64 b)
{
	raw_invoke_arg(raw, session, func, 1);
	raw_value(raw->param, attr, a, b, 0);
	return raw_run(raw);
}

static u32 want_channel(struct raw *raw, u32 session, u32 channel, u32 caps)
{
	return one_value(raw, session, PTA_SCMI_GET_CHANNEL, OPTEE_ATTR(VALUE, INOUT), channel,
			 caps);
}

static u64 get_channel(struct raw *raw, u32 session, u32 channel)
{
	KUNIT_ASSERT_EQ(raw->test, want_channel(raw, session, channel, PTA_SCMI_CAPS_MSG_HEADER),
			TEEC_SUCCESS);
	return raw->param[0].a;
}

/* Sends the message of @words words at the start of raw->buf; the answer is put in its place. */
static u32 message(struct raw *raw, u32 session, u64 handle, u32 words)
{
	u32 ret;

	raw_invoke_arg(raw, session, PTA_SCMI_PROCESS_MSG_CHANNEL, 3);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), handle, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(RMEM, IN), 0, words * sizeof(u32), RAW_COOKIE);
	raw_value(&raw->param[2], OPTEE_ATTR(RMEM, OUT), 0, 128, RAW_COOKIE);
	ret = raw_run(raw);
	KUNIT_EXPECT_EQ(raw->test, monitor_breach_count(raw->m), 0);
	return ret;
}

static struct raw *scmi_raw(struct kunit *test, u32 *session)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	KUNIT_ASSERT_EQ(test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	*session = open_scmi(raw);
	return raw;
}

/* Capabilities, and channels: a handle for each that there is, by a way that it has. */
static void optee_test_monitor_scmi_channels(struct kunit *test)
{
	u32 session;
	struct raw *raw = scmi_raw(test, &session);

	KUNIT_EXPECT_EQ(test, one_value(raw, session, PTA_SCMI_CAPABILITIES,
					OPTEE_ATTR(VALUE, OUT), 0, 0), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->param[0].a, PTA_SCMI_CAPS_SMT_HEADER | PTA_SCMI_CAPS_MSG_HEADER);
	KUNIT_EXPECT_NE(test, get_channel(raw, session, 0), get_channel(raw, session, 1));
	KUNIT_EXPECT_EQ(test, want_channel(raw, session, MONITOR_SCMI_CHANNELS,
					   PTA_SCMI_CAPS_MSG_HEADER), TEEC_ERROR_ITEM_NOT_FOUND);
	/* no channel has memory for SMT here */
	KUNIT_EXPECT_EQ(test, want_channel(raw, session, 0, PTA_SCMI_CAPS_SMT_HEADER),
			TEEC_ERROR_ITEM_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, want_channel(raw, session, 0, 4), TEEC_ERROR_NOT_SUPPORTED);
}

/* Channels are for the kernel: another login gets none. */
static void optee_test_monitor_scmi_login(struct kunit *test)
{
	u32 session;
	struct raw *raw = scmi_raw(test, &session);

	session = raw_open(raw, MONITOR_TA_SCMI);
	KUNIT_EXPECT_EQ(test, want_channel(raw, session, 0, PTA_SCMI_CAPS_MSG_HEADER),
			TEEC_ERROR_ACCESS_DENIED);
}

static const struct answer_case {
	const char *name;
	u32 header, in[4], words;	/* words of @in */
	s32 status;
	u32 size, first;		/* of the answer with its header; after its status */
} answer_cases[] = {
	{ "base version", HEADER(BASE, 0), { 0 }, 0, 0, 12, 0x20000 },
	{ "base attributes", HEADER(BASE, 1), { 0 }, 0, 0, 12, MONITOR_SCMI_CHANNELS << 8 | 1 },
	{ "protocols", HEADER(BASE, 6), { 0 }, 1, 0, 16, 1 },
	{ "protocols behind the last", HEADER(BASE, 6), { 1 }, 1, 0, 12, 0 },
	{ "the caller's agent", HEADER(BASE, 7), { ~0u }, 1, 0, 28, 1 },
	{ "no such agent", HEADER(BASE, 7), { 9 }, 1, -4, 8, 0 },
	{ "message without its parameter", HEADER(BASE, 7), { 0 }, 0, -10, 8, 0 },
	{ "no such base message", HEADER(BASE, 0x55), { 0 }, 0, -4, 8, 0 },
	{ "no such protocol", HEADER(0x19, 0), { 0 }, 0, -1, 8, 0 },
	{ "a delayed response", HEADER(BASE, 0) | 2 << 8, { 0 }, 0, -10, 8, 0 },
	{ "clock attributes", HEADER(CLOCK, 1), { 0 }, 0, 0, 12, MONITOR_SCMI_CLOCKS },
	{ "a clock", HEADER(CLOCK, 3), { 1 }, 1, 0, 32, 0 },
	{ "no such clock", HEADER(CLOCK, 3), { MONITOR_SCMI_CLOCKS }, 1, -4, 8, 0 },
	{ "rates", HEADER(CLOCK, 4), { 0, 0 }, 2, 0, 36, 3 },
	{ "rates behind the last", HEADER(CLOCK, 4), { 0, 3 }, 2, -5, 8, 0 },
	{ "a rate", HEADER(CLOCK, 5), { 0, 0, 26000000, 0 }, 4, 0, 8, 0 },
	{ "a rate that is too high", HEADER(CLOCK, 5), { 0, 0, 0, 1 }, 4, -2, 8, 0 },
};

KUNIT_ARRAY_PARAM_DESC(answer, answer_cases, name);

/* Each message gets the answer that the specification has for it, with its own header. */
static void optee_test_monitor_scmi_answer(struct kunit *test)
{
	const struct answer_case *c = test->param_value;
	u32 session;
	struct raw *raw = scmi_raw(test, &session);
	u32 *msg = (u32 *)raw->buf;
	u64 handle = get_channel(raw, session, 0);

	msg[0] = c->header | TOKEN;
	memcpy(&msg[1], c->in, sizeof(c->in));
	KUNIT_ASSERT_EQ(test, message(raw, session, handle, 1 + c->words), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->param[2].b, c->size);
	KUNIT_EXPECT_EQ(test, msg[0], c->header | TOKEN);
	KUNIT_EXPECT_EQ(test, (s32)msg[1], c->status);
	if (c->size > 8)
		KUNIT_EXPECT_EQ(test, msg[2], c->first);
}

static void clock_set(struct raw *raw, u32 session, u64 handle, u32 on)
{
	u32 *msg = (u32 *)raw->buf;

	msg[0] = HEADER(CLOCK, 7);
	msg[1] = 2;
	msg[2] = on;
	KUNIT_ASSERT_EQ(raw->test, message(raw, session, handle, 3), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(raw->test, msg[1], 0);
}

/* A clock is on while one of two agents wants it on. */
static void optee_test_monitor_scmi_two_agents(struct kunit *test)
{
	u32 session, changes;
	struct raw *raw = scmi_raw(test, &session);
	u64 a = get_channel(raw, session, 0), b = get_channel(raw, session, 1);

	clock_set(raw, session, a, 1);
	clock_set(raw, session, b, 1);
	clock_set(raw, session, a, 0);
	KUNIT_EXPECT_TRUE(test, monitor_scmi_clock(raw->m, 2, &changes));
	clock_set(raw, session, b, 0);
	KUNIT_EXPECT_FALSE(test, monitor_scmi_clock(raw->m, 2, &changes));
	KUNIT_EXPECT_EQ(test, changes, 2);
}

/* The two ways with an SMT buffer: in a parameter, and in the channel's own memory. */
static void optee_test_monitor_scmi_smt(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	struct monitor_config *config = raw_config(raw, RAW_CAPS);
	struct smt *smt = (void *)raw->shm_page;
	u32 session;
	u64 handle;

	config->scmi_smt[1] = raw_pa(smt);
	raw_boot_config(raw, config);
	session = open_scmi(raw);
	KUNIT_ASSERT_EQ(test, want_channel(raw, session, 1, PTA_SCMI_CAPS_SMT_HEADER),
			TEEC_SUCCESS);
	handle = raw->param[0].a;
	smt->length = sizeof(u32);
	smt->header = HEADER(CLOCK, 1);
	KUNIT_EXPECT_EQ(test, one_value(raw, session, PTA_SCMI_PROCESS_SMT_CHANNEL,
					OPTEE_ATTR(VALUE, IN), handle, 0), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, smt->status, 1);
	KUNIT_EXPECT_EQ(test, smt->length, 12);
	KUNIT_EXPECT_EQ(test, smt->payload[0], 0);
	KUNIT_EXPECT_EQ(test, smt->payload[1], MONITOR_SCMI_CLOCKS);
	/* now it is free: nobody has sent anything */
	KUNIT_EXPECT_EQ(test, one_value(raw, session, PTA_SCMI_PROCESS_SMT_CHANNEL,
					OPTEE_ATTR(VALUE, IN), handle, 0), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, smt->status, 3);

	KUNIT_ASSERT_EQ(test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	smt = (void *)raw->buf;
	smt->length = sizeof(u32);
	smt->header = HEADER(BASE, 0);
	raw_invoke_arg(raw, session, PTA_SCMI_PROCESS_SMT_CHANNEL_MESSAGE, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), handle, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(RMEM, INOUT), 0, sizeof(*smt), RAW_COOKIE);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, smt->status, 1);
	KUNIT_EXPECT_EQ(test, smt->payload[1], 0x20000);
}

/* ---- RPMB ---------------------------------------------------------------------------- */

/*
 * RFC 2104 with SHA-256 over the 284 bytes of a frame; the code is that of Python's
 * hmac module for bytes 0, 1, 2 ... and a key of bytes 0x0b.
 */
static void optee_test_monitor_rpmb_mac(struct kunit *test)
{
	static const u8 want[RPMB_KEY_SIZE] = {
		0xb9, 0x0a, 0xce, 0x42, 0x63, 0x13, 0x99, 0x93, 0xcf, 0x12, 0x4b, 0xae,
		0x51, 0xf5, 0x53, 0x0b, 0x51, 0x9c, 0x43, 0x6e, 0xbb, 0xcd, 0xd8, 0xf9,
		0xf0, 0xc8, 0x54, 0x67, 0xd4, 0x2c, 0x89, 0xb5,
	};
	struct rpmb_data_frame *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	u8 key[RPMB_KEY_SIZE], mac[RPMB_KEY_SIZE];
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, f);
	memset(key, 0x0b, sizeof(key));
	for (i = 0; i < sizeof(*f) - offsetof(struct rpmb_data_frame, data); i++)
		((u8 *)f)[offsetof(struct rpmb_data_frame, data) + i] = i;
	rpmb_mac(f, key, mac);
	KUNIT_EXPECT_MEMEQ(test, mac, want, sizeof(mac));
	memcpy(f->mac, mac, sizeof(mac));
	KUNIT_EXPECT_TRUE(test, rpmb_signed(f, key));
	f->counter[3] ^= 1;
	KUNIT_EXPECT_FALSE(test, rpmb_signed(f, key));
}

static u32 frames(struct kunit *test, struct rpmb_device *dev, struct rpmb_data_frame *f, u32 type)
{
	be_put16(f->type, type);
	KUNIT_ASSERT_TRUE(test, rpmb_device_frames(dev, f, sizeof(*f), f, sizeof(*f)));
	KUNIT_EXPECT_EQ(test, be_get16(f->type), RPMB_RESPONSE | type);
	return be_get16(f->result);
}

/* A device takes one key, and writes only what is signed, counted and in its range. */
static void optee_test_monitor_rpmb_device(struct kunit *test)
{
	struct rpmb_device *dev = kunit_kzalloc(test, sizeof(*dev), GFP_KERNEL);
	struct rpmb_data_frame *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	const u8 key[RPMB_KEY_SIZE] = { 1, 2, 3 };

	KUNIT_ASSERT_TRUE(test, dev && f);
	KUNIT_EXPECT_EQ(test, frames(test, dev, f, RPMB_REQ_READ_COUNTER), RPMB_NO_KEY);
	memcpy(f->mac, key, sizeof(key));
	KUNIT_EXPECT_EQ(test, frames(test, dev, f, RPMB_REQ_PROGRAM_KEY), RPMB_OK);
	KUNIT_EXPECT_EQ(test, frames(test, dev, f, RPMB_REQ_PROGRAM_KEY), RPMB_FAILURE);

	memset(f, 0, sizeof(*f));
	f->data[0] = 77;
	be_put16(f->address, 3);
	be_put16(f->blocks, 1);
	KUNIT_EXPECT_EQ(test, frames(test, dev, f, RPMB_REQ_WRITE_DATA), RPMB_BAD_MAC);

	memset(f, 0, sizeof(*f));
	f->data[0] = 77;
	be_put16(f->address, 3);
	be_put16(f->blocks, 1);
	be_put16(f->type, RPMB_REQ_WRITE_DATA);
	rpmb_mac(f, key, f->mac);
	KUNIT_EXPECT_EQ(test, frames(test, dev, f, RPMB_REQ_WRITE_DATA), RPMB_OK);
	KUNIT_EXPECT_EQ(test, be_get32(f->counter), 1);
	KUNIT_EXPECT_TRUE(test, rpmb_signed(f, key));

	/* the same once more: the counter has gone on */
	memset(f, 0, sizeof(*f));
	be_put16(f->address, 3);
	be_put16(f->blocks, 1);
	be_put16(f->type, RPMB_REQ_WRITE_DATA);
	rpmb_mac(f, key, f->mac);
	KUNIT_EXPECT_EQ(test, frames(test, dev, f, RPMB_REQ_WRITE_DATA), RPMB_BAD_COUNTER);

	memset(f, 0, sizeof(*f));
	f->nonce[5] = 9;
	be_put16(f->address, 3);
	KUNIT_EXPECT_EQ(test, frames(test, dev, f, RPMB_REQ_READ_DATA), RPMB_OK);
	KUNIT_EXPECT_EQ(test, f->data[0], 77);
	KUNIT_EXPECT_EQ(test, f->nonce[5], 9);
	KUNIT_EXPECT_TRUE(test, rpmb_signed(f, key));
	be_put16(f->address, RPMB_BLOCKS);
	KUNIT_EXPECT_EQ(test, frames(test, dev, f, RPMB_REQ_READ_DATA), RPMB_BAD_ADDRESS);
	KUNIT_EXPECT_FALSE(test, rpmb_device_frames(dev, f, sizeof(*f) - 1, f, sizeof(*f)));
}

static struct kunit_case scmi_tests[] = {
	KUNIT_CASE(optee_test_monitor_scmi_channels),
	KUNIT_CASE(optee_test_monitor_scmi_login),
	KUNIT_CASE_PARAM(optee_test_monitor_scmi_answer, answer_gen_params),
	KUNIT_CASE(optee_test_monitor_scmi_two_agents),
	KUNIT_CASE(optee_test_monitor_scmi_smt),
	KUNIT_CASE(optee_test_monitor_rpmb_mac),
	KUNIT_CASE(optee_test_monitor_rpmb_device),
	{ }
};

static struct kunit_suite scmi_suite = {
	.name = "optee_monitor_scmi",
	.test_cases = scmi_tests,
};

kunit_test_suite(scmi_suite);
