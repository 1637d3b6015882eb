// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's TAs whose clients are in the kernel, beyond what those clients do: what
 * each refuses, and the TPM's commands, byte for byte.
 */
#include <linux/hex.h>
#include <linux/unaligned.h>
#include "raw_smc.h"
#include "ta_abi.h"

#define IN	0	/* where in the shared memory what goes in is */
#define OUT	1024	/* and what comes out */

/* A world with raw->buf as RAW_COOKIE, and a session of the kernel with @ta */
static struct raw *clients_raw(struct kunit *test, enum monitor_ta ta, u32 *session)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	KUNIT_ASSERT_EQ(test, raw_register(raw, RAW_COOKIE, RAW_BUF_PAGES), TEEC_SUCCESS);
	raw_open_arg(raw, ta, 0);
	raw->param[1].c = OPTEE_LOGIN_REE_KERNEL;
	KUNIT_ASSERT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	*session = raw->arg->session;
	return raw;
}

/* @func with @in bytes, and room for @out bytes in a parameter with @attr */
static u32 pass(struct raw *raw, u32 session, u32 func, u32 in, u32 out, u64 attr)
{
	raw_invoke_arg(raw, session, func, 4);
	raw_value(&raw->param[0], OPTEE_ATTR(RMEM, IN), IN, in, RAW_COOKIE);
	raw_value(&raw->param[1], attr, OUT, out, RAW_COOKIE);
	return raw_run(raw);
}

/* Keys have a size, and a blob that is too large for its memory says how large it is. */
static void optee_test_monitor_clients_trusted(struct kunit *test)
{
	const u64 out = OPTEE_ATTR(RMEM, OUT);
	u32 session, size;
	struct raw *raw = clients_raw(test, MONITOR_TA_TRUSTED, &session);

	memset(raw->buf, 0x5c, OUT);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_TRUSTED_SEAL, 0, 512, out),
			TEEC_ERROR_BAD_PARAMETERS);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_TRUSTED_SEAL, 257, 512, out),
			TEEC_ERROR_BAD_PARAMETERS);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_TRUSTED_SEAL, 32, 512, OPTEE_ATTR(RMEM, INOUT)),
			TEEC_ERROR_BAD_PARAMETERS);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_TRUSTED_UNSEAL + 1, 32, 512, out),
			TEEC_ERROR_NOT_SUPPORTED);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_TRUSTED_SEAL, 32, 33, out),
			TEEC_ERROR_SHORT_BUFFER);
	size = raw->param[1].b;
	KUNIT_ASSERT_GT(test, size, 33);
	KUNIT_EXPECT_NULL(test, memchr_inv(raw->buf + OUT, 0, size));
	KUNIT_ASSERT_EQ(test, pass(raw, session, TA_TRUSTED_SEAL, 32, size, out), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, raw->param[1].b, size);

	memcpy(raw->buf + IN, raw->buf + OUT, size);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_TRUSTED_UNSEAL, size, 31, out),
			TEEC_ERROR_SHORT_BUFFER);
	KUNIT_EXPECT_EQ(test, raw->param[1].b, 32);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_TRUSTED_UNSEAL, OUT, 512, out),
			TEEC_ERROR_BAD_PARAMETERS);
	KUNIT_ASSERT_EQ(test, pass(raw, session, TA_TRUSTED_UNSEAL, size, 32, out), TEEC_SUCCESS);
	KUNIT_EXPECT_NULL(test, memchr_inv(raw->buf + OUT, 0x5c, 32));
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* A session with it is the kernel's alone. */
static void optee_test_monitor_clients_trusted_login(struct kunit *test)
{
	struct raw *raw = raw_make(test);

	raw_boot(raw, RAW_CAPS);
	raw_open_arg(raw, MONITOR_TA_TRUSTED, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_ACCESS_DENIED);
}

/* Broadcom's TA copies no more than there is room for, and boots without parameters. */
static void optee_test_monitor_clients_bnxt(struct kunit *test)
{
	u32 session;
	struct raw *raw = clients_raw(test, MONITOR_TA_BNXT, &session);

	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_BNXT_FASTBOOT, 1, 1, OPTEE_ATTR(RMEM, OUT)),
			TEEC_ERROR_BAD_PARAMETERS);
	raw_invoke_arg(raw, session, TA_BNXT_FASTBOOT, 4);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_SUCCESS);
	raw_invoke_arg(raw, session, TA_BNXT_COPY_COREDUMP, 4);
	raw_value(&raw->param[0], OPTEE_ATTR(RMEM, INOUT), OUT, 15, RAW_COOKIE);
	raw_value(&raw->param[1], OPTEE_ATTR(VALUE, IN), 0, 16, 0);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_BAD_PARAMETERS);
	raw_invoke_arg(raw, session, TA_BNXT_FASTBOOT + 1, 4);
	KUNIT_EXPECT_EQ(test, raw_run(raw), TEEC_ERROR_NOT_SUPPORTED);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

#define STARTUP		"8001 0000000c 00000144 0000"

/**
 * struct tpm_case - a command and what becomes of it
 * @name:	of the case
 * @command:	in hexadecimal digits; zeros follow up to its size
 * @size:	in bytes
 * @rc:		response code
 * @started:	TPM2_Startup comes before it
 */
static const struct tpm_case {
	const char *name, *command;
	u32 size, rc;
	bool started;
} tpm_cases[] = {
	{ "shorter than a header", "8001 00000009 000001", 9, 0x142, true },
	{ "another size", "8001 0000000c 0000017b 0008", 13, 0x142, true },
	{ "another tag", "00c1 0000000c 0000017b 0008", 12, 0x01e, true },
	{ "before Startup", "8001 0000000c 0000017b 0008", 12, 0x100 },
	{ "Startup from a state", "8001 0000000c 00000144 0001", 12, 0x1c4 },
	{ "Startup", STARTUP, 12, 0 },
	{ "GetRandom with a session", "8002 0000000c 0000017b 0008", 12, 0x145, true },
	{ "PCR_Read of two banks", "8001 00000014 0000017e 00000002 000b 03 010000",
	  20, 0x1d5, true },
	{ "PCR_Read of SHA-1", "8001 00000014 0000017e 00000001 0004 03 010000",
	  20, 0x1c3, true },
	{ "PCR_Read of none", "8001 00000011 0000017e 00000001 000b 00", 17, 0, true },
	{ "PCR_Read, its bits cut", "8001 00000013 0000017e 00000001 000b 03 0100",
	  19, 0x09a, true },
	/* handle, authorization (size, TPM_RS_PW, nonce, attributes, password), digests */
	{ "PCR_Extend",
	  "8002 00000041 00000182 00000005 00000009 40000009 0000 01 0000 00000001 000b",
	  65, 0, true },
	{ "PCR_Extend of PCR 24",
	  "8002 00000041 00000182 00000018 00000009 40000009 0000 01 0000 00000001 000b",
	  65, 0x184, true },
	{ "PCR_Extend in a session",
	  "8002 00000041 00000182 00000005 00000009 02000000 0000 01 0000 00000001 000b",
	  65, 0x984, true },
	{ "PCR_Extend with a password",
	  "8002 00000041 00000182 00000005 00000009 40000009 0000 01 0001 00000001 000b",
	  65, 0x98e, true },
	{ "PCR_Extend, its password cut", "8002 00000018 00000182 00000005 00000009 40000009 0000",
	  24, 0x144, true },
	{ "PCR_Extend by SHA-1",
	  "8002 00000041 00000182 00000005 00000009 40000009 0000 01 0000 00000001 0004",
	  65, 0x1c3, true },
	{ "PCR_Extend, its digest cut",
	  "8002 00000040 00000182 00000005 00000009 40000009 0000 01 0000 00000001 000b",
	  64, 0x09a, true },
};

KUNIT_ARRAY_PARAM_DESC(tpm_cases, tpm_cases, name);

/* Submit a command, in hexadecimal digits as above: the response code */
static u32 submit(struct raw *raw, u32 session, const char *command, u32 size)
{
	u8 *to = raw->buf + IN;

	memset(to, 0, size);
	for (; *command; command += 2) {
		while (*command == ' ')
			command++;
		KUNIT_ASSERT_EQ(raw->test, hex2bin(to++, command, 1), 0);
	}
	KUNIT_ASSERT_EQ(raw->test, pass(raw, session, TA_FTPM_SUBMIT_COMMAND, size, TA_FTPM_BUFFER,
					OPTEE_ATTR(RMEM, INOUT)), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(raw->test, get_unaligned_be32(raw->buf + OUT + 2), raw->param[1].b);
	return get_unaligned_be32(raw->buf + OUT + 6);
}

/* The TPM's response code says what is wrong with a command. */
static void optee_test_monitor_clients_tpm(struct kunit *test)
{
	const struct tpm_case *c = test->param_value;
	u32 session;
	struct raw *raw = clients_raw(test, MONITOR_TA_FTPM, &session);

	if (c->started)
		KUNIT_ASSERT_EQ(test, submit(raw, session, STARTUP, 12), 0);
	KUNIT_EXPECT_EQ(test, submit(raw, session, c->command, c->size), c->rc);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* PCR_Read shows the first eight of the PCRs that it is asked for, and which they are. */
static void optee_test_monitor_clients_tpm_pcrs(struct kunit *test)
{
	/* one bank, SHA-256, three bytes of bits; eight digests, the first of 32 bytes */
	static const u8 shown[] = {
		0, 0, 0, 1, 0, 11, 3, 0xf1, 0x07, 0, 0, 0, 0, 8, 0, 32,
	};
	u32 session;
	struct raw *raw = clients_raw(test, MONITOR_TA_FTPM, &session);

	KUNIT_ASSERT_EQ(test, submit(raw, session, STARTUP, 12), 0);
	KUNIT_ASSERT_EQ(test, submit(raw, session, "8001 00000014 0000017e 00000001 000b 03 f1ffff",
				     20), 0);
	KUNIT_EXPECT_MEMEQ(test, raw->buf + OUT + 14, shown, sizeof(shown));
	KUNIT_EXPECT_EQ(test, raw->param[1].b, 14 + sizeof(shown) + 8 * 32 + 7 * 2);
}

/* What the TA refuses: a command too long for it, a response too long for its memory */
static void optee_test_monitor_clients_ftpm(struct kunit *test)
{
	const u64 inout = OPTEE_ATTR(RMEM, INOUT);
	u32 session;
	struct raw *raw = clients_raw(test, MONITOR_TA_FTPM, &session);

	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_FTPM_SUBMIT_COMMAND, 513, 4096, inout),
			TEEC_ERROR_BAD_PARAMETERS);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_FTPM_SUBMIT_COMMAND, 12, 4096,
				   OPTEE_ATTR(RMEM, OUT)), TEEC_ERROR_BAD_PARAMETERS);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_FTPM_EMULATE_PPI, 12, 4096, inout),
			TEEC_ERROR_NOT_SUPPORTED);
	KUNIT_EXPECT_EQ(test, pass(raw, session, TA_FTPM_SUBMIT_COMMAND, 12, 9, inout),
			TEEC_ERROR_SHORT_BUFFER);
	KUNIT_EXPECT_EQ(test, raw->param[1].b, 10);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

static struct kunit_case clients_tests[] = {
	KUNIT_CASE(optee_test_monitor_clients_trusted),
	KUNIT_CASE(optee_test_monitor_clients_trusted_login),
	KUNIT_CASE(optee_test_monitor_clients_bnxt),
	KUNIT_CASE_PARAM(optee_test_monitor_clients_tpm, tpm_cases_gen_params),
	KUNIT_CASE(optee_test_monitor_clients_tpm_pcrs),
	KUNIT_CASE(optee_test_monitor_clients_ftpm),
	{ }
};

static struct kunit_suite clients_suite = {
	.name = "optee_monitor_clients",
	.test_cases = clients_tests,
};

kunit_test_suite(clients_suite);
