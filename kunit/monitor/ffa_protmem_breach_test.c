// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's checks of protected memory over FF-A: to whom it is lent, what OP-TEE is
 * told of it, and how it is taken back.
 */
#include <linux/module.h>
#include "raw_ffa.h"

#define PLAY	OPTEE_PROTMEM_SECURE_VIDEO_PLAY
#define UI	OPTEE_PROTMEM_TRUSTED_UI
#define PAGES	RAW_BUF_PAGES

/* Describes @pages of the buffer, lent to OP-TEE and the video device; returns its bytes. */
static u32 describe(struct raw_ffa *f, u32 pages)
{
	u32 size = raw_ffa_describe(f, f->raw->buf, pages);
	struct ffa_access *access = raw_ffa_access(f);

	memmove(access + 2, access + 1, size - ((u8 *)(access + 1) - f->tx));
	raw_ffa_region(f)->attributes = 0;
	raw_ffa_region(f)->access_count = 2;
	access->composite += sizeof(*access);
	access[1] = access[0];
	access[1].receiver = FFA_ID_VIDEO;
	return size + sizeof(*access);
}

static u64 send(struct raw_ffa *f, u32 size)
{
	return raw_ffa_send(f, FFA_ID64(FFA_FN_MEM_LEND), size);
}

static u64 lend(struct raw_ffa *f)
{
	u64 handle = send(f, describe(f, PAGES));

	KUNIT_ASSERT_NE(f->raw->test, handle, 0);
	return handle;
}

static u32 assign(struct raw_ffa *f, u64 handle, u64 use)
{
	raw_arg(f->raw, OPTEE_CMD_ASSIGN_PROTMEM, 1);
	raw_value(f->raw->param, OPTEE_ATTR(VALUE, IN), handle, use, 0);
	raw_ffa_with_arg(f);
	return raw_ffa_finish(f);
}

static u64 lend_and_assign(struct raw_ffa *f)
{
	u64 handle = lend(f);

	KUNIT_ASSERT_EQ(f->raw->test, assign(f, handle, PLAY), TEEC_SUCCESS);
	return handle;
}

static u64 release(struct raw_ffa *f, u64 handle)
{
	return raw_ffa_direct(f, OPTEE_FFA_RELEASE_PROTMEM_NR, lower_32_bits(handle),
			      upper_32_bits(handle), 0, 0);
}

/* ---- to whom ------------------------------------------------------------------------- */

static void lent_to_one_less(struct raw_ffa *f)
{
	u32 size = describe(f, PAGES);

	raw_ffa_access(f)[1].receiver = FFA_ID_OPTEE;
	send(f, size);
}

static void lent_to_another(struct raw_ffa *f)
{
	u32 size = describe(f, PAGES);

	raw_ffa_access(f)[1].receiver = FFA_ID_VIDEO + 1;
	send(f, size);
}

static void lent_read_only(struct raw_ffa *f)
{
	u32 size = describe(f, PAGES);

	raw_ffa_access(f)[1].permissions = 1;
	send(f, size);
}

static void composites_differ(struct raw_ffa *f)
{
	u32 size = describe(f, PAGES);

	raw_ffa_access(f)[1].composite += 8;
	send(f, size);
}

static void access_outside(struct raw_ffa *f)
{
	u32 size = describe(f, PAGES);

	raw_ffa_region(f)->access_count = 200;
	send(f, size);
}

static void lent_with_memory_attributes(struct raw_ffa *f)
{
	u32 size = describe(f, PAGES);

	raw_ffa_region(f)->attributes = FFA_ATTR_NORMAL;
	send(f, size);
}

/* ---- for what ------------------------------------------------------------------------ */

static void assigned_unknown(struct raw_ffa *f)
{
	assign(f, 0x1234, PLAY);
}

static void assigned_shared(struct raw_ffa *f)
{
	assign(f, f->arg, PLAY);
}

static void assigned_twice(struct raw_ffa *f)
{
	assign(f, lend_and_assign(f), PLAY);
}

static void assigned_to_another_use(struct raw_ffa *f)
{
	assign(f, lend(f), UI);
}

static void assigned_to_no_use(struct raw_ffa *f)
{
	assign(f, lend(f), OPTEE_PROTMEM_SECURE_VIDEO_RECORD);
}

static void assigned_too_little(struct raw_ffa *f)
{
	assign(f, send(f, describe(f, 2)), PLAY);
}

static void assigned_attribute(struct raw_ffa *f)
{
	u64 handle = lend(f);

	raw_arg(f->raw, OPTEE_CMD_ASSIGN_PROTMEM, 1);
	raw_value(f->raw->param, OPTEE_ATTR(VALUE, OUT), handle, PLAY, 0);
	raw_ffa_with_arg(f);
}

static void lent_by_a_message(struct raw_ffa *f)
{
	raw_arg(f->raw, OPTEE_CMD_LEND_PROTMEM, 2);
	raw_value(&f->raw->param[0], OPTEE_ATTR(VALUE, IN), PLAY, 0, 0);
	raw_value(&f->raw->param[1], OPTEE_ATTR(TMEM, IN), raw_pa(f->raw->buf), PAGES * PAGE_SIZE,
		  RAW_COOKIE);
	raw_ffa_with_arg(f);
}

/* A call that has memory for a parameter, which no service has given to OP-TEE */
static void used_before_assigned(struct raw_ffa *f)
{
	u32 session = raw_ffa_open(f, MONITOR_TA_ECHO);
	u64 handle = lend(f);

	raw_invoke_arg(f->raw, session, MONITOR_ECHO_FILL, 2);
	raw_value(&f->raw->param[0], OPTEE_ATTR(RMEM, OUT), 0, 100, handle);
	raw_value(&f->raw->param[1], OPTEE_ATTR(VALUE, IN), 0x77, 0, 0);
	raw_ffa_with_arg(f);
}

/* ---- and back ------------------------------------------------------------------------ */

static void released_unknown(struct raw_ffa *f)
{
	release(f, 0x1234);
}

static void released_shared(struct raw_ffa *f)
{
	release(f, f->arg);
}

static void unregistered(struct raw_ffa *f)
{
	raw_ffa_unregister(f, lend_and_assign(f));
}

static void taken_back_in_use(struct raw_ffa *f)
{
	KUNIT_EXPECT_EQ(f->raw->test, (u32)raw_ffa_reclaim(f, lend_and_assign(f)), FFA_DENIED);
}

static void written_while_lent(struct raw_ffa *f)
{
	u64 handle = lend_and_assign(f);

	f->raw->buf[PAGE_SIZE] ^= 1;
	KUNIT_EXPECT_EQ(f->raw->test, release(f, handle), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(f->raw->test, raw_ffa_reclaim(f, handle), 0);
}

static void freed_while_lent(struct raw_ffa *f)
{
	lend(f);
	monitor_page_freed(f->raw->m, raw_pa(f->raw->buf));
}

static const struct ffa_case {
	const char *name;
	enum monitor_breach_kind kind;
	void (*commit)(struct raw_ffa *f);
} cases[] = {
	{ "lent to one of two", MONITOR_BREACH_PARAM, lent_to_one_less },
	{ "lent to another", MONITOR_BREACH_PARAM, lent_to_another },
	{ "lent with other access", MONITOR_BREACH_PARAM, lent_read_only },
	{ "two composite descriptors", MONITOR_BREACH_PARAM, composites_differ },
	{ "more access than descriptor", MONITOR_BREACH_PARAM, access_outside },
	{ "lent with memory attributes", MONITOR_BREACH_ATTR, lent_with_memory_attributes },
	{ "assigned what is not there", MONITOR_BREACH_COOKIE, assigned_unknown },
	{ "assigned what is shared", MONITOR_BREACH_COOKIE, assigned_shared },
	{ "assigned twice", MONITOR_BREACH_COOKIE, assigned_twice },
	{ "assigned to another use", MONITOR_BREACH_PARAM, assigned_to_another_use },
	{ "assigned to an unknown use", MONITOR_BREACH_PARAM, assigned_to_no_use },
	{ "assigned too little", MONITOR_BREACH_PARAM, assigned_too_little },
	{ "assigned as an output", MONITOR_BREACH_ATTR, assigned_attribute },
	{ "lent by a message", MONITOR_BREACH_FUNCTION, lent_by_a_message },
	{ "used before it is assigned", MONITOR_BREACH_COOKIE, used_before_assigned },
	{ "released what is not there", MONITOR_BREACH_COOKIE, released_unknown },
	{ "released what is shared", MONITOR_BREACH_COOKIE, released_shared },
	{ "unregistered what is lent", MONITOR_BREACH_COOKIE, unregistered },
	{ "taken back in use", MONITOR_BREACH_COOKIE, taken_back_in_use },
	{ "written while lent", MONITOR_BREACH_ADDRESS, written_while_lent },
	{ "freed while lent", MONITOR_BREACH_COOKIE, freed_while_lent },
};

KUNIT_ARRAY_PARAM_DESC(protmem, cases, name);

static struct raw_ffa *boot(struct kunit *test)
{
	struct raw_ffa *f = raw_ffa_make(test);

	f->config->sec_caps |= OPTEE_CAP_DYNAMIC_PROTMEM;
	raw_ffa_boot(f);
	return f;
}

/* Each misuse of protected memory is one breach, of its class. */
static void monitor_test_ffa_protmem_breach_is_seen(struct kunit *test)
{
	const struct ffa_case *c = test->param_value;
	struct raw_ffa *f = boot(test);
	struct monitor_breach b;

	KUNIT_ASSERT_EQ(test, monitor_breach_count(f->raw->m), 0);
	c->commit(f);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 1);
	KUNIT_ASSERT_TRUE(test, monitor_breach_get(f->raw->m, 0, &b));
	KUNIT_EXPECT_STREQ(test, monitor_breach_name(b.kind), monitor_breach_name(c->kind));
}

/*
 * The list is asked for, too short first; memory is lent as it says, assigned, used by a
 * TA, released and taken back with nothing of the TA's in it. It can be lent again then,
 * and memory that was not assigned can be taken back as it is.
 */
static void monitor_test_ffa_protmem_legal(struct kunit *test)
{
	struct raw_ffa *f = boot(test);
	u32 session = raw_ffa_open(f, MONITOR_TA_ECHO), round;
	struct raw *raw = f->raw;
	u64 handle;

	raw_arg(raw, OPTEE_CMD_GET_PROTMEM_CONFIG, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, INOUT), PLAY, 0, 0);
	raw_value(&raw->param[1], OPTEE_ATTR(RMEM, OUT), 0, 0, OPTEE_FMEM_NONE);
	raw_ffa_with_arg(f);
	KUNIT_EXPECT_EQ(test, raw_ffa_finish(f), TEEC_ERROR_SHORT_BUFFER);
	KUNIT_EXPECT_EQ(test, raw->param[0].a, 0x4000);
	KUNIT_EXPECT_EQ(test, raw->param[1].b, 2 * sizeof(u32));
	for (round = 0; round < 2; round++) {
		handle = lend_and_assign(f);
		raw_invoke_arg(raw, session, MONITOR_ECHO_FILL, 2);
		raw_value(&raw->param[0], OPTEE_ATTR(RMEM, OUT), 16, 100, handle);
		raw_value(&raw->param[1], OPTEE_ATTR(VALUE, IN), 0x77, 0, 0);
		raw_ffa_with_arg(f);
		KUNIT_EXPECT_EQ(test, raw_ffa_finish(f), TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, raw->buf[16], 0x77);
		KUNIT_EXPECT_EQ(test, release(f, handle), TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, raw_ffa_reclaim(f, handle), 0);
		KUNIT_EXPECT_NULL(test, memchr_inv(raw->buf, 0, PAGES * PAGE_SIZE));
	}
	KUNIT_EXPECT_EQ(test, raw_ffa_reclaim(f, lend(f)), 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

static struct kunit_case ffa_protmem_tests[] = {
	KUNIT_CASE_PARAM(monitor_test_ffa_protmem_breach_is_seen, protmem_gen_params),
	KUNIT_CASE(monitor_test_ffa_protmem_legal),
	{ }
};

static struct kunit_suite ffa_protmem_suite = {
	.name = "optee_monitor_ffa_protmem",
	.test_cases = ffa_protmem_tests,
};

kunit_test_suite(ffa_protmem_suite);

MODULE_DESCRIPTION("The monitor's checks of protected memory over FF-A");
MODULE_LICENSE("GPL");
