// SPDX-License-Identifier: GPL-2.0-only
/*
 * A small TPM 2.0. It knows what Linux needs to register one, and to use it a little:
 * Startup, Shutdown, SelfTest, GetCapability (commands, banks of PCRs, and of the
 * properties the number of commands), GetRandom, PCR_Read and PCR_Extend, with one bank,
 * SHA-256, and with no authorization but an empty password. Any other command is
 * TPM_RC_COMMAND_CODE. Nothing is lost when it is shut down, and nothing but a new secure
 * world resets it.
 *
 * TCG, Trusted Platform Module Library: part 1 Architecture, 2 Structures, 3 Commands.
 */
#include "big_endian.h"
#include "core/sha256.h"
#include "ta.h"
#include "tpm.h"

enum { ST_NO_SESSIONS = 0x8001, ST_SESSIONS = 0x8002 };
enum { SU_CLEAR, SU_STATE };
enum { CAP_COMMANDS = 2, CAP_PCRS = 5, CAP_TPM_PROPERTIES = 6, PT_TOTAL_COMMANDS = 0x129 };
enum { ALG_SHA256 = 0x000b, PCR_BYTES = TPM_PCRS / 8, PCRS_A_TIME = 8 };
#define RS_PW		0x40000009u

/* TPM_CC_*, and attributes as TPMA_CC has them: part 2, sections 6.5 and 8.9 */
enum {
	CC_SELF_TEST = 0x143,
	CC_STARTUP = 0x144,
	CC_SHUTDOWN = 0x145,
	CC_GET_CAPABILITY = 0x17a,
	CC_GET_RANDOM = 0x17b,
	CC_PCR_READ = 0x17e,
	CC_PCR_EXTEND = 0x182,
};

enum { CC_NV = 1 << 22, CC_ONE_HANDLE = 1 << 25 };

/* Response codes: part 2, section 6.6 */
enum {
	RC_BAD_TAG = 0x01e,
	RC_INITIALIZE = 0x100,
	RC_AUTH_MISSING = 0x125,
	RC_COMMAND_SIZE = 0x142,
	RC_COMMAND_CODE = 0x143,
	RC_AUTHSIZE = 0x144,
	RC_AUTH_CONTEXT = 0x145,
	/* and of a parameter, a handle or a session */
	RC_HASH = 0x083,
	RC_VALUE = 0x084,
	RC_AUTH_FAIL = 0x08e,
	RC_SIZE = 0x095,
	RC_INSUFFICIENT = 0x09a,
};

/* Which one: the first is 1. */
#define OF_PARAMETER(n)	(0x40 | (n) << 8)
#define OF_HANDLE(n)	((n) << 8)
#define OF_SESSION(n)	(0x800 | (n) << 8)

/**
 * struct tpm_command - a command, as it is read and answered
 * @m:		the secure world
 * @in:		what has not been read
 * @left:	bytes of it
 * @ended:	it ended before all was read
 * @out:	the response
 * @size:	bytes of it so far
 */
struct tpm_command {
	struct monitor *m;
	const u8 *in;
	u32 left;
	bool ended;
	u8 *out;
	u32 size;
};

/* The next @size bytes, NULL when there are not so many */
static const u8 *take_bytes(struct tpm_command *c, u32 size)
{
	const u8 *bytes = c->in;

	if (c->left < size) {
		c->ended = true;
		c->left = 0;
		return NULL;
	}
	c->in += size;
	c->left -= size;
	return bytes;
}

/* The next number of 1, 2 or 4 bytes; 0 when it is not there */
static u32 take(struct tpm_command *c, u32 size)
{
	const u8 *bytes = take_bytes(c, size);

	if (!bytes)
		return 0;
	return size == 4 ? be_get32(bytes) : size == 2 ? be_get16(bytes) : bytes[0];
}

/* All was to be read and is: 0, else a response code */
static u32 all_taken(const struct tpm_command *c)
{
	return c->ended ? RC_INSUFFICIENT : c->left ? RC_SIZE : 0;
}

static void give(struct tpm_command *c, u32 value, u32 size)
{
	u8 *to = c->out + c->size;

	if (size == 4)
		be_put32(to, value);
	else if (size == 2)
		be_put16(to, value);
	else
		to[0] = (u8)value;
	c->size += size;
}

static void give_bytes(struct tpm_command *c, const u8 *bytes, u32 size)
{
	mem_copy(c->out + c->size, bytes, size);
	c->size += size;
}

static u32 start_up(struct tpm_command *c)
{
	u32 type = take(c, 2), rc = all_taken(c);
	struct tpm *tpm = &c->m->tpm;

	if (rc)
		return rc;
	if (tpm->started)
		return RC_INITIALIZE;
	/* No state was saved. */
	if (type != SU_CLEAR)
		return RC_VALUE | OF_PARAMETER(1);
	mem_set(tpm, 0, sizeof(*tpm));
	tpm->started = true;
	return 0;
}

static u32 shutdown(struct tpm_command *c)
{
	u32 type = take(c, 2), rc = all_taken(c);

	return rc ? rc : type > SU_STATE ? RC_VALUE | OF_PARAMETER(1) : 0;
}

static u32 self_test(struct tpm_command *c)
{
	u32 full = take(c, 1), rc = all_taken(c);

	return rc ? rc : full > 1 ? RC_VALUE | OF_PARAMETER(1) : 0;
}

static u32 get_random(struct tpm_command *c)
{
	u32 n = take(c, 2), rc = all_taken(c);

	if (rc)
		return rc;
	/* No more than the largest digest has */
	if (n > SHA256_SIZE)
		n = SHA256_SIZE;
	give(c, n, 2);
	while (n--)
		give(c, monitor_rng_next(&c->m->rng_state), 1);
	return 0;
}

/* The number of the first PCR that the bits name and that is not below @from, or TPM_PCRS */
static u32 next_pcr(const u8 *bits, u32 size, u32 from)
{
	while (from < TPM_PCRS && (from / 8 >= size || !(bits[from / 8] & 1u << from % 8)))
		from++;
	return from;
}

/* Of one bank, as many PCRs as a list of digests has room for */
static u32 pcr_read(struct tpm_command *c)
{
	u32 banks = take(c, 4), alg = take(c, 2), size = take(c, 1), n = 0, i, rc;
	const u8 *bits = take_bytes(c, size);
	u8 shown[PCR_BYTES] = { 0 };

	rc = all_taken(c);
	if (rc || banks != 1)
		return rc ? rc : RC_SIZE | OF_PARAMETER(1);
	if (alg != ALG_SHA256 || size > PCR_BYTES)
		return (alg != ALG_SHA256 ? RC_HASH : RC_VALUE) | OF_PARAMETER(1);
	for (i = next_pcr(bits, size, 0); i < TPM_PCRS && n < PCRS_A_TIME;
	     i = next_pcr(bits, size, i + 1), n++)
		shown[i / 8] |= (u8)(1u << i % 8);
	give(c, c->m->tpm.updates, 4);
	give(c, 1, 4);
	give(c, ALG_SHA256, 2);
	give(c, PCR_BYTES, 1);
	give_bytes(c, shown, PCR_BYTES);
	give(c, n, 4);
	for (i = next_pcr(shown, PCR_BYTES, 0); i < TPM_PCRS;
	     i = next_pcr(shown, PCR_BYTES, i + 1)) {
		give(c, SHA256_SIZE, 2);
		give_bytes(c, c->m->tpm.pcr[i], SHA256_SIZE);
	}
	return 0;
}

/* The authorization of a command with one handle: an empty password. Part 1, section 18. */
static u32 take_password(struct tpm_command *c)
{
	u32 size = take(c, 4), handle = take(c, 4), nonce = take(c, 2);
	u32 rc, auth;

	take(c, 1);
	auth = take(c, 2);
	if (c->ended || size != 9)
		rc = RC_AUTHSIZE;
	else if (handle != RS_PW || nonce)
		rc = RC_VALUE | OF_SESSION(1);
	else
		rc = auth ? RC_AUTH_FAIL | OF_SESSION(1) : 0;
	return rc;
}

static u32 pcr_extend(struct tpm_command *c)
{
	u32 pcr = take(c, 4), rc = take_password(c), count = take(c, 4), alg = take(c, 2);
	const u8 *digest = take_bytes(c, SHA256_SIZE);
	struct tpm *tpm = &c->m->tpm;
	struct sha256 s;

	if (pcr >= TPM_PCRS)
		return RC_VALUE | OF_HANDLE(1);
	if (rc)
		return rc;
	rc = all_taken(c);
	if (rc || count != 1)
		return rc ? rc : RC_SIZE | OF_PARAMETER(1);
	if (alg != ALG_SHA256)
		return RC_HASH | OF_PARAMETER(1);
	sha256_begin(&s);
	sha256_add(&s, tpm->pcr[pcr], SHA256_SIZE);
	sha256_add(&s, digest, SHA256_SIZE);
	sha256_end(&s, tpm->pcr[pcr]);
	tpm->updates++;
	/* No parameters, and a session: no nonce, continued, no code */
	give(c, 0, 4);
	give(c, 0, 2);
	give(c, 1, 1);
	give(c, 0, 2);
	return 0;
}

static u32 get_capability(struct tpm_command *c);

/* In the order of their codes */
static const struct {
	u32 code, attributes;
	bool sessions;
	u32 (*run)(struct tpm_command *c);
} commands[] = {
	{ CC_SELF_TEST, CC_NV, false, self_test },
	{ CC_STARTUP, CC_NV, false, start_up },
	{ CC_SHUTDOWN, CC_NV, false, shutdown },
	{ CC_GET_CAPABILITY, 0, false, get_capability },
	{ CC_GET_RANDOM, 0, false, get_random },
	{ CC_PCR_READ, 0, false, pcr_read },
	{ CC_PCR_EXTEND, CC_NV | CC_ONE_HANDLE, true, pcr_extend },
};

enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

static void give_commands(struct tpm_command *c, u32 from, u32 count)
{
	u32 first = 0, i;

	while (first < COMMANDS && commands[first].code < from)
		first++;
	if (count > COMMANDS - first)
		count = COMMANDS - first;
	give(c, first + count < COMMANDS, 1);
	give(c, CAP_COMMANDS, 4);
	give(c, count, 4);
	for (i = first; i < first + count; i++)
		give(c, commands[i].code | commands[i].attributes, 4);
}

static void give_banks(struct tpm_command *c)
{
	u32 i;

	give(c, 0, 1);
	give(c, CAP_PCRS, 4);
	give(c, 1, 4);
	give(c, ALG_SHA256, 2);
	give(c, PCR_BYTES, 1);
	for (i = 0; i < PCR_BYTES; i++)
		give(c, 0xff, 1);
}

static void give_properties(struct tpm_command *c, u32 from, u32 count)
{
	bool any = from <= PT_TOTAL_COMMANDS && count;

	give(c, from <= PT_TOTAL_COMMANDS && !count, 1);
	give(c, CAP_TPM_PROPERTIES, 4);
	give(c, any, 4);
	if (any) {
		give(c, PT_TOTAL_COMMANDS, 4);
		give(c, COMMANDS, 4);
	}
}

static u32 get_capability(struct tpm_command *c)
{
	u32 capability = take(c, 4), property = take(c, 4), count = take(c, 4);
	u32 rc = all_taken(c);

	if (rc)
		return rc;
	switch (capability) {
	case CAP_COMMANDS:
		give_commands(c, property, count);
		return 0;
	case CAP_PCRS:
		give_banks(c);
		return property ? RC_VALUE | OF_PARAMETER(2) : 0;
	case CAP_TPM_PROPERTIES:
		give_properties(c, property, count);
		return 0;
	}
	return RC_VALUE | OF_PARAMETER(1);
}

/* Part 3, section 5.2: what is looked at before a command runs, in this order */
static u32 serve(struct tpm_command *c, u32 size, bool *sessions)
{
	u32 tag = take(c, 2), said = take(c, 4), code = take(c, 4), i;

	*sessions = tag == ST_SESSIONS;
	if (tag != ST_NO_SESSIONS && tag != ST_SESSIONS)
		return RC_BAD_TAG;
	if (c->ended || said != size)
		return RC_COMMAND_SIZE;
	for (i = 0; i < COMMANDS && commands[i].code != code; i++)
		;
	if (i == COMMANDS)
		return RC_COMMAND_CODE;
	if (!c->m->tpm.started && code != CC_STARTUP)
		return RC_INITIALIZE;
	if (*sessions != commands[i].sessions)
		return *sessions ? RC_AUTH_CONTEXT : RC_AUTH_MISSING;
	return commands[i].run(c);
}

u32 tpm_serve(struct monitor *m, const u8 *in, u32 size, u8 *out)
{
	struct tpm_command c = {
		.m = m, .in = in, .left = size, .out = out, .size = TPM_HEADER_SIZE,
	};
	bool sessions;
	u32 rc = serve(&c, size, &sessions);

	/* An error has a header alone. */
	if (rc)
		c.size = TPM_HEADER_SIZE;
	be_put16(out, !rc && sessions ? ST_SESSIONS : ST_NO_SESSIONS);
	be_put32(out + 2, c.size);
	be_put32(out + 6, rc);
	return c.size;
}
