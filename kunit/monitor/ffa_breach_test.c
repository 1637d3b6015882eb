// SPDX-License-Identifier: GPL-2.0-only
/*
 * Breaches of FF-A: each thing that a kernel must not do to a secure partition manager
 * and to OP-TEE in it is done once here, and the monitor has to call it by its name. And
 * what it may do is none.
 */
#include <linux/module.h>
#include "raw_ffa.h"

/**
 * struct ffa_case - something that a kernel must not do
 * @name:	of the case
 * @kind:	what the monitor shall call it
 * @commit:	does it
 */
struct ffa_case {
	const char *name;
	enum monitor_breach_kind kind;
	void (*commit)(struct raw_ffa *f);
};

static void case_name(const struct ffa_case *c, char *name)
{
	strscpy(name, c->name, KUNIT_PARAM_DESC_SIZE);
}

/* One breach, of that kind, and nothing before it */
static void expect_breach(struct kunit *test, const struct ffa_case *c)
{
	struct raw_ffa *f = raw_ffa_make(test);
	struct monitor_breach b;

	raw_ffa_boot(f);
	KUNIT_ASSERT_EQ(test, monitor_breach_count(f->raw->m), 0);
	c->commit(f);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 1);
	KUNIT_ASSERT_TRUE(test, monitor_breach_get(f->raw->m, 0, &b));
	KUNIT_EXPECT_STREQ(test, monitor_breach_name(b.kind), monitor_breach_name(c->kind));
	KUNIT_EXPECT_EQ(test, b.caller, f->raw->caller);
}

/* ---- setup ------------------------------------------------------------------------ */

static void setup_unknown(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(0x9f), 0, 0, 0, 0);
}

static void setup_unused_register(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_ID_GET), 0, 1, 0, 0);
}

static void setup_upper_half(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_FEATURES), 1ull << 32 | FFA_ID32(FFA_FN_VERSION), 0, 0, 0);
}

static void setup_version_bit(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_VERSION), 0x80010001, 0, 0, 0);
}

static void setup_map_twice(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID64(FFA_FN_RXTX_MAP), raw_pa(f->raw->buf),
		     raw_pa(f->raw->buf + PAGE_SIZE), 1, 0);
}

static void unmap(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_RXTX_UNMAP), 0, 0, 0, 0);
	KUNIT_ASSERT_EQ(f->raw->test, raw_ffa_code(f), 0);
}

static void setup_map_same(struct raw_ffa *f)
{
	unmap(f);
	raw_ffa_call(f, FFA_ID64(FFA_FN_RXTX_MAP), raw_pa(f->raw->buf), raw_pa(f->raw->buf), 1, 0);
}

static void setup_map_no_pages(struct raw_ffa *f)
{
	unmap(f);
	raw_ffa_call(f, FFA_ID64(FFA_FN_RXTX_MAP), raw_pa(f->raw->buf),
		     raw_pa(f->raw->buf + PAGE_SIZE), 0, 0);
}

static void setup_map_unaligned(struct raw_ffa *f)
{
	unmap(f);
	raw_ffa_call(f, FFA_ID64(FFA_FN_RXTX_MAP), raw_pa(f->raw->buf) + 8,
		     raw_pa(f->raw->buf + 2 * PAGE_SIZE), 1, 0);
}

static void setup_unmap_twice(struct raw_ffa *f)
{
	unmap(f);
	raw_ffa_call(f, FFA_ID32(FFA_FN_RXTX_UNMAP), 0, 0, 0, 0);
}

static void setup_release_empty(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_RX_RELEASE), 0, 0, 0, 0);
}

static void setup_info_while_full(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_PARTITION_INFO_GET), 0, 0, 0, 0);
	KUNIT_ASSERT_EQ(f->raw->test, raw_ffa_code(f), 0);
	raw_ffa_call(f, FFA_ID32(FFA_FN_PARTITION_INFO_GET), 0, 0, 0, 0);
}

static void setup_info_flags(struct raw_ffa *f)
{
	memset(&f->call, 0, sizeof(f->call));
	f->call.a[0] = FFA_ID32(FFA_FN_PARTITION_INFO_GET);
	f->call.a[5] = 2;
	raw_ffa_again(f);
}

static void setup_run_nothing(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_RUN), FFA_ENDPOINTS(FFA_ID_OPTEE, 0), 0, 0, 0);
}

static const struct ffa_case setup_cases[] = {
	{ "a function that is not offered", MONITOR_BREACH_FUNCTION, setup_unknown },
	{ "unused register", MONITOR_BREACH_REGISTER, setup_unused_register },
	{ "upper half of a 32-bit call", MONITOR_BREACH_REGISTER, setup_upper_half },
	{ "bit 31 of a version", MONITOR_BREACH_REGISTER, setup_version_bit },
	{ "buffers mapped twice", MONITOR_BREACH_ORDER, setup_map_twice },
	{ "RX buffer is TX buffer", MONITOR_BREACH_REGISTER, setup_map_same },
	{ "buffers of no pages", MONITOR_BREACH_REGISTER, setup_map_no_pages },
	{ "a buffer that is no page", MONITOR_BREACH_ADDRESS, setup_map_unaligned },
	{ "buffers unmapped twice", MONITOR_BREACH_ORDER, setup_unmap_twice },
	{ "RX buffer released while empty", MONITOR_BREACH_ORDER, setup_release_empty },
	{ "RX buffer not released", MONITOR_BREACH_ORDER, setup_info_while_full },
	{ "unknown flags", MONITOR_BREACH_REGISTER, setup_info_flags },
	{ "run of nothing", MONITOR_BREACH_ORDER, setup_run_nothing },
};

KUNIT_ARRAY_PARAM(setup, setup_cases, case_name);

/*
 * Setting FF-A up in a wrong way.
 */
static void monitor_test_ffa_setup(struct kunit *test)
{
	expect_breach(test, test->param_value);
}

/*
 * Anything before FFA_VERSION.
 */
static void monitor_test_ffa_version_first(struct kunit *test)
{
	struct raw_ffa *f = raw_ffa_make(test);

	raw_ffa_start(f);
	raw_ffa_call(f, FFA_ID32(FFA_FN_ID_GET), 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 1);
}

/* ---- memory ----------------------------------------------------------------------- */

/* A descriptor of two pages of raw->buf with one thing wrong in it, then sent */
static void send(struct raw_ffa *f)
{
	u32 size = (u8 *)(raw_ffa_range(f) + 1) - f->tx;

	KUNIT_EXPECT_EQ(f->raw->test, raw_ffa_send(f, FFA_ID64(FFA_FN_MEM_SHARE), size), 0);
}

#define SPOIL(what, change)							\
	static void memory_##what(struct raw_ffa *f)				\
	{									\
		raw_ffa_describe(f, f->raw->buf, 2);				\
		change;								\
		send(f);							\
	}

SPOIL(sender, raw_ffa_region(f)->sender = 3)
SPOIL(attributes, raw_ffa_region(f)->attributes = 0x1f)
SPOIL(flags, raw_ffa_region(f)->flags = 1)
SPOIL(handle, raw_ffa_region(f)->handle = 1)
SPOIL(reserved, raw_ffa_region(f)->reserved[2] = 1)
SPOIL(access_size, raw_ffa_region(f)->access_size = 32)
SPOIL(no_access, raw_ffa_region(f)->access_count = 0)
SPOIL(access_far, raw_ffa_region(f)->access_offset = 4096)
SPOIL(receiver, raw_ffa_access(f)->receiver = 0x8002)
SPOIL(read_only, raw_ffa_access(f)->permissions = 1)
SPOIL(executable, raw_ffa_access(f)->permissions |= 8)
SPOIL(access_flags, raw_ffa_access(f)->flags = 1)
SPOIL(composite_far, raw_ffa_access(f)->composite = 4000)
SPOIL(composite_early, raw_ffa_access(f)->composite = 8)
SPOIL(page_sum, raw_ffa_composite(f)->pages = 3)
SPOIL(range_count, raw_ffa_composite(f)->ranges = 2)
SPOIL(no_ranges, raw_ffa_composite(f)->ranges = 0)
SPOIL(unaligned, raw_ffa_range(f)->address += 16)
SPOIL(no_ram, raw_ffa_range(f)->address = 1ull << 50)
SPOIL(range_reserved, raw_ffa_range(f)->reserved = 1)

static void memory_overlap(struct raw_ffa *f)
{
	struct ffa_range *range;

	raw_ffa_describe(f, f->raw->buf, 2);
	range = raw_ffa_range(f);
	range[1] = (struct ffa_range){ .address = range->address + PAGE_SIZE, .pages = 1 };
	raw_ffa_composite(f)->ranges = 2;
	raw_ffa_composite(f)->pages = 3;
	raw_ffa_send(f, FFA_ID64(FFA_FN_MEM_SHARE), (u8 *)(range + 2) - f->tx);
}

static void memory_own_buffer(struct raw_ffa *f)
{
	u32 size = raw_ffa_describe(f, f->raw->buf, 1);

	raw_ffa_call(f, FFA_ID64(FFA_FN_MEM_SHARE), size, size, raw_pa(f->tx), 1);
}

static void memory_lengths(struct raw_ffa *f)
{
	u32 size = raw_ffa_describe(f, f->raw->buf, 1);

	raw_ffa_call(f, FFA_ID64(FFA_FN_MEM_SHARE), size, size + 16, 0, 0);
}

static void memory_buffer_shared(struct raw_ffa *f)
{
	KUNIT_EXPECT_EQ(f->raw->test, raw_ffa_share(f, f->tx, 1), 0);
}

static void memory_lent_and_shared(struct raw_ffa *f)
{
	KUNIT_ASSERT_NE(f->raw->test, raw_ffa_share(f, f->raw->buf, 1), 0);
	raw_ffa_describe(f, f->raw->buf, 2);
	raw_ffa_region(f)->attributes = 0;
	raw_ffa_send(f, FFA_ID64(FFA_FN_MEM_LEND), (u8 *)(raw_ffa_range(f) + 1) - f->tx);
}

static void memory_fragment_of_nothing(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_MEM_FRAG_TX), 0x1234, 0, 16, 0);
}

/* The first fragment has gone; returns the handle of what is not complete. */
static u64 first_fragment(struct raw_ffa *f, u32 size)
{
	u32 all = raw_ffa_describe(f, f->raw->buf, 2);

	raw_ffa_call(f, FFA_ID64(FFA_FN_MEM_SHARE), all, size, 0, 0);
	KUNIT_ASSERT_EQ(f->raw->test, (u32)f->call.res[0], FFA_ID32(FFA_FN_MEM_FRAG_RX));
	KUNIT_EXPECT_EQ(f->raw->test, f->call.res[3], size);
	return f->call.res[2] << 32 | f->call.res[1];
}

static void memory_fragment_too_long(struct raw_ffa *f)
{
	u64 handle = first_fragment(f, 64);

	raw_ffa_call(f, FFA_ID32(FFA_FN_MEM_FRAG_TX), lower_32_bits(handle), upper_32_bits(handle),
		     4096, 0);
}

static void memory_reclaim_unknown(struct raw_ffa *f)
{
	raw_ffa_reclaim(f, 0x1234);
}

static void memory_reclaim_twice(struct raw_ffa *f)
{
	u64 handle = raw_ffa_share(f, f->raw->buf, 1);

	KUNIT_ASSERT_EQ(f->raw->test, raw_ffa_reclaim(f, handle), 0);
	raw_ffa_reclaim(f, handle);
}

static void memory_reclaim_flags(struct raw_ffa *f)
{
	u64 handle = raw_ffa_share(f, f->raw->buf, 1);

	raw_ffa_call(f, FFA_ID32(FFA_FN_MEM_RECLAIM), lower_32_bits(handle), upper_32_bits(handle),
		     1, 0);
}

static void memory_reclaim_used(struct raw_ffa *f)
{
	raw_ffa_open(f, MONITOR_TA_ECHO);
	KUNIT_EXPECT_EQ(f->raw->test, (u32)raw_ffa_reclaim(f, f->arg), FFA_DENIED);
}

static const struct ffa_case memory_cases[] = {
	{ "sender", MONITOR_BREACH_PARAM, memory_sender },
	{ "attributes", MONITOR_BREACH_ATTR, memory_attributes },
	{ "flags", MONITOR_BREACH_PARAM, memory_flags },
	{ "handle", MONITOR_BREACH_PARAM, memory_handle },
	{ "reserved field", MONITOR_BREACH_PARAM, memory_reserved },
	{ "size of an access descriptor", MONITOR_BREACH_PARAM, memory_access_size },
	{ "no access descriptor", MONITOR_BREACH_PARAM, memory_no_access },
	{ "access descriptor outside", MONITOR_BREACH_PARAM, memory_access_far },
	{ "receiver", MONITOR_BREACH_PARAM, memory_receiver },
	{ "read only", MONITOR_BREACH_ATTR, memory_read_only },
	{ "executable", MONITOR_BREACH_ATTR, memory_executable },
	{ "flags of access", MONITOR_BREACH_PARAM, memory_access_flags },
	{ "composite descriptor outside", MONITOR_BREACH_PARAM, memory_composite_far },
	{ "composite descriptor in another", MONITOR_BREACH_PARAM, memory_composite_early },
	{ "sum of pages", MONITOR_BREACH_PARAM, memory_page_sum },
	{ "number of constituents", MONITOR_BREACH_PARAM, memory_range_count },
	{ "no constituents", MONITOR_BREACH_PARAM, memory_no_ranges },
	{ "constituent not aligned", MONITOR_BREACH_ADDRESS, memory_unaligned },
	{ "constituent is no RAM", MONITOR_BREACH_ADDRESS, memory_no_ram },
	{ "reserved field of a constituent", MONITOR_BREACH_ADDRESS, memory_range_reserved },
	{ "constituents overlap", MONITOR_BREACH_ADDRESS, memory_overlap },
	{ "a buffer that is not offered", MONITOR_BREACH_ADDRESS, memory_own_buffer },
	{ "fragment longer than all", MONITOR_BREACH_PARAM, memory_lengths },
	{ "TX buffer shared", MONITOR_BREACH_ADDRESS, memory_buffer_shared },
	{ "shared memory lent", MONITOR_BREACH_ADDRESS, memory_lent_and_shared },
	{ "fragment of nothing", MONITOR_BREACH_COOKIE, memory_fragment_of_nothing },
	{ "fragment too long", MONITOR_BREACH_PARAM, memory_fragment_too_long },
	{ "unknown handle reclaimed", MONITOR_BREACH_COOKIE, memory_reclaim_unknown },
	{ "reclaimed twice", MONITOR_BREACH_COOKIE, memory_reclaim_twice },
	{ "reclaimed with flags", MONITOR_BREACH_REGISTER, memory_reclaim_flags },
	{ "reclaimed while in use", MONITOR_BREACH_COOKIE, memory_reclaim_used },
};

KUNIT_ARRAY_PARAM(memory, memory_cases, case_name);

/*
 * A memory transaction that is not what it should be.
 */
static void monitor_test_ffa_memory(struct kunit *test)
{
	expect_breach(test, test->param_value);
}

/*
 * Two fragments make one transaction, and the memory can be had back.
 */
static void monitor_test_ffa_fragments(struct kunit *test)
{
	struct raw_ffa *f = raw_ffa_make(test);
	u64 handle;
	u32 all;

	raw_ffa_boot(f);
	handle = first_fragment(f, 64);
	all = raw_ffa_describe(f, f->raw->buf, 2);
	memmove(f->tx, f->tx + 64, all - 64);
	raw_ffa_call(f, FFA_ID32(FFA_FN_MEM_FRAG_TX), lower_32_bits(handle), upper_32_bits(handle),
		     all - 64, 0);
	KUNIT_ASSERT_EQ(test, raw_ffa_code(f), 0);
	KUNIT_EXPECT_EQ(test, raw_ffa_reclaim(f, f->call.res[3] << 32 | f->call.res[2]), 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 0);
}

/*
 * A strict SPM refuses memory that is shared already. That is the kernel's doing; a
 * user's is not, and is refused only.
 */
static void monitor_test_ffa_shared_twice(struct kunit *test)
{
	struct raw_ffa *f = raw_ffa_make(test);

	f->config->ffa.strict_owner = true;
	raw_ffa_boot(f);
	KUNIT_EXPECT_NE(test, raw_ffa_share(f, f->raw->buf, 2), 0);
	f->raw->pins = 1;
	KUNIT_EXPECT_EQ(test, raw_ffa_share(f, f->raw->buf + PAGE_SIZE, 2), 0);
	KUNIT_EXPECT_EQ(test, raw_ffa_code(f), FFA_DENIED);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 0);
	f->raw->pins = 0;
	KUNIT_EXPECT_EQ(test, raw_ffa_share(f, f->raw->buf + PAGE_SIZE, 2), 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 1);
}

/* ---- direct requests and notifications ---------------------------------------------- */

static void direct_sender(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_DIRECT_REQ), FFA_ENDPOINTS(1, FFA_ID_OPTEE), 0, 0, 0);
}

static void direct_64(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID64(FFA_FN_DIRECT_REQ), FFA_ENDPOINTS(FFA_ID_KERNEL, FFA_ID_OPTEE), 0,
		     0, 0);
}

static void direct_reserved(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_DIRECT_REQ), FFA_ENDPOINTS(FFA_ID_KERNEL, FFA_ID_OPTEE), 1,
		     0, 0);
}

static void direct_service(struct raw_ffa *f)
{
	raw_ffa_direct(f, 77, 0, 0, 0, 0);
}

static void direct_service_register(struct raw_ffa *f)
{
	raw_ffa_direct(f, OPTEE_FFA_GET_OS_VERSION_NR, 0, 0, 0, 5);
}

static void direct_unregister_unknown(struct raw_ffa *f)
{
	raw_ffa_unregister(f, 0x1234);
}

static void direct_yielding(struct raw_ffa *f)
{
	raw_ffa_direct(f, OPTEE_FFA_YIELDING | 7, 0, 0, 0, 0);
}

static void direct_arg_handle(struct raw_ffa *f)
{
	f->arg++;
	raw_ffa_with_arg(f);
}

static void direct_arg_offset(struct raw_ffa *f)
{
	raw_ffa_direct(f, OPTEE_FFA_YIELDING | OPTEE_FFA_WITH_ARG, lower_32_bits(f->arg),
		       upper_32_bits(f->arg), 4096, 0);
}

static void direct_arg_unused(struct raw_ffa *f)
{
	raw_open_arg(f->raw, MONITOR_TA_ECHO, 0);
	raw_ffa_direct(f, OPTEE_FFA_YIELDING | OPTEE_FFA_WITH_ARG, lower_32_bits(f->arg),
		       upper_32_bits(f->arg), 0, 1);
}

static void direct_resume_unknown(struct raw_ffa *f)
{
	raw_ffa_direct(f, OPTEE_FFA_YIELDING | OPTEE_FFA_RESUME, 0, 0, 0, 0x77);
}

/* A session of the RPC TA whose call is in a request */
static void in_request(struct raw_ffa *f)
{
	u32 session = raw_ffa_open(f, MONITOR_TA_RPC);

	raw_invoke_arg(f->raw, session, MONITOR_RPC_GET_TIME, 2);
	raw_value(&f->raw->param[0], OPTEE_ATTR(VALUE, IN), 0, 0, 0);
	raw_value(&f->raw->param[1], OPTEE_ATTR(VALUE, OUT), 0, 0, 0);
	raw_ffa_with_arg(f);
	KUNIT_ASSERT_TRUE(f->raw->test, raw_ffa_is_rpc(f));
}

static void direct_resume_register(struct raw_ffa *f)
{
	in_request(f);
	raw_rpc(f->raw)->ret = TEEC_ERROR_GENERIC;
	raw_ffa_direct(f, OPTEE_FFA_YIELDING | OPTEE_FFA_RESUME, 1, 0, 0, f->call.res[7]);
}

static void direct_unregister_used(struct raw_ffa *f)
{
	in_request(f);
	raw_ffa_unregister(f, f->arg);
}

static void direct_atomic(struct raw_ffa *f)
{
	raw_open_arg(f->raw, MONITOR_TA_ECHO, 0);
	f->raw->may_sleep = false;
	raw_ffa_with_arg(f);
}

/* A parameter of type FMEM_INPUT in an invocation */
static void pass_memory(struct raw_ffa *f, u64 attr, u64 a, u64 size, u64 handle)
{
	u32 session = raw_ffa_open(f, MONITOR_TA_ECHO);

	raw_invoke_arg(f->raw, session, MONITOR_ECHO_SUM, 2);
	raw_value(&f->raw->param[0], attr, a, size, handle);
	raw_value(&f->raw->param[1], OPTEE_ATTR(VALUE, OUT), 0, 0, 0);
	raw_ffa_with_arg(f);
}

static void param_handle(struct raw_ffa *f)
{
	pass_memory(f, OPTEE_ATTR(RMEM, IN), 0, 16, 0x1234);
}

static void param_temporary(struct raw_ffa *f)
{
	pass_memory(f, OPTEE_ATTR(TMEM, IN), raw_pa(f->raw->buf), 16, 1);
}

static void param_too_large(struct raw_ffa *f)
{
	pass_memory(f, OPTEE_ATTR(RMEM, IN), 100ull << 48, PAGE_SIZE - 99,
		    raw_ffa_share(f, f->raw->buf, 1));
}

static void param_internal_offset(struct raw_ffa *f)
{
	pass_memory(f, OPTEE_ATTR(RMEM, IN), 4096ull << 48, 16, raw_ffa_share(f, f->raw->buf, 2));
}

static void notif_create_twice(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_BITMAP_CREATE), FFA_ID_KERNEL, 1, 0, 0);
}

#define FROM_OPTEE	FFA_ENDPOINTS(FFA_ID_OPTEE, FFA_ID_KERNEL)

static void notif_unbind_unbound(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_UNBIND), FROM_OPTEE, 0, 1, 0);
}

static void notif_bind_nothing(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_BIND), FROM_OPTEE, 0, 0, 0);
}

static void notif_bind_per_vcpu(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_BIND), FROM_OPTEE, FFA_NOTIF_PER_VCPU, 1, 0);
}

static void notif_enable_unbound(struct raw_ffa *f)
{
	raw_ffa_direct(f, OPTEE_FFA_ENABLE_ASYNC_NOTIF_NR, 3, 0, 0, 0);
}

static void notif_enable(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_BIND), FROM_OPTEE, 0, BIT(3), 0);
	raw_ffa_direct(f, OPTEE_FFA_ENABLE_ASYNC_NOTIF_NR, 3, 0, 0, 0);
	KUNIT_ASSERT_EQ(f->raw->test, f->call.res[3], 0);
}

static void notif_enable_twice(struct raw_ffa *f)
{
	notif_enable(f);
	raw_ffa_direct(f, OPTEE_FFA_ENABLE_ASYNC_NOTIF_NR, 3, 0, 0, 0);
}

static void notif_get_of_nobody(struct raw_ffa *f)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_GET), FFA_ID_KERNEL, 0, 0, 0);
}

static void notif_destroy_bound(struct raw_ffa *f)
{
	notif_enable(f);
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_BITMAP_DESTROY), FFA_ID_KERNEL, 0, 0, 0);
}

static const struct ffa_case direct_cases[] = {
	{ "sender of a request", MONITOR_BREACH_REGISTER, direct_sender },
	{ "64-bit request", MONITOR_BREACH_REGISTER, direct_64 },
	{ "reserved register", MONITOR_BREACH_REGISTER, direct_reserved },
	{ "unknown service", MONITOR_BREACH_FUNCTION, direct_service },
	{ "unused register of a service", MONITOR_BREACH_REGISTER, direct_service_register },
	{ "unknown memory unregistered", MONITOR_BREACH_COOKIE, direct_unregister_unknown },
	{ "memory unregistered while in use", MONITOR_BREACH_COOKIE, direct_unregister_used },
	{ "unknown yielding call", MONITOR_BREACH_FUNCTION, direct_yielding },
	{ "argument in unknown memory", MONITOR_BREACH_COOKIE, direct_arg_handle },
	{ "argument behind its memory", MONITOR_BREACH_ADDRESS, direct_arg_offset },
	{ "unused register of a call", MONITOR_BREACH_REGISTER, direct_arg_unused },
	{ "resumption of nothing", MONITOR_BREACH_THREAD, direct_resume_unknown },
	{ "unused register of a resumption", MONITOR_BREACH_REGISTER, direct_resume_register },
	{ "call in atomic context", MONITOR_BREACH_ATOMIC, direct_atomic },
	{ "parameter in unknown memory", MONITOR_BREACH_COOKIE, param_handle },
	{ "parameter by address", MONITOR_BREACH_ATTR, param_temporary },
	{ "parameter beyond its memory", MONITOR_BREACH_PARAM, param_too_large },
	{ "internal offset beyond a page", MONITOR_BREACH_PARAM, param_internal_offset },
	{ "bitmap created twice", MONITOR_BREACH_ORDER, notif_create_twice },
	{ "notification not bound", MONITOR_BREACH_ORDER, notif_unbind_unbound },
	{ "no notification bound", MONITOR_BREACH_REGISTER, notif_bind_nothing },
	{ "notification bound to a CPU", MONITOR_BREACH_REGISTER, notif_bind_per_vcpu },
	{ "enabled and not bound", MONITOR_BREACH_ORDER, notif_enable_unbound },
	{ "enabled twice", MONITOR_BREACH_ORDER, notif_enable_twice },
	{ "notifications of nobody", MONITOR_BREACH_REGISTER, notif_get_of_nobody },
	{ "bitmap destroyed while bound", MONITOR_BREACH_ORDER, notif_destroy_bound },
};

KUNIT_ARRAY_PARAM(direct, direct_cases, case_name);

/*
 * Direct requests and notifications in a wrong way.
 */
static void monitor_test_ffa_direct(struct kunit *test)
{
	expect_breach(test, test->param_value);
}

/*
 * A notification goes its way: the interrupt, who has some, which, and no more then.
 */
static void monitor_test_ffa_notification(struct kunit *test)
{
	struct raw_ffa *f = raw_ffa_make(test);

	raw_ffa_boot(f);
	notif_enable(f);
	monitor_notify(f->raw->m, OPTEE_NOTIF_BOTTOM_HALF);
	KUNIT_EXPECT_EQ(test, f->raw->irqs, 1);
	raw_ffa_call(f, FFA_ID64(FFA_FN_NOTIFICATION_INFO_GET), 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, (u32)f->call.res[0], FFA_ID64(FFA_FN_SUCCESS));
	raw_ffa_call(f, FFA_ID64(FFA_FN_NOTIFICATION_INFO_GET), 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, raw_ffa_code(f), FFA_NO_DATA);
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_GET), FFA_ID_KERNEL, FFA_NOTIF_FROM_SP, 0, 0);
	KUNIT_EXPECT_EQ(test, f->call.res[2], BIT(3));
	raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_GET), FFA_ID_KERNEL, FFA_NOTIF_FROM_SP, 0, 0);
	KUNIT_EXPECT_EQ(test, f->call.res[2], 0);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 0);
}

/*
 * A request that is interrupted is answered when it has been run so often.
 */
static void monitor_test_ffa_preempted(struct kunit *test)
{
	struct raw_ffa *f = raw_ffa_make(test);

	f->config->ffa.preempted = 2;
	raw_ffa_start(f);
	raw_ffa_call(f, FFA_ID32(FFA_FN_VERSION), f->config->ffa.version, 0, 0, 0);
	raw_ffa_direct(f, OPTEE_FFA_GET_API_VERSION_NR, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, (u32)f->call.res[0], FFA_ID32(FFA_FN_INTERRUPT));
	raw_ffa_call(f, FFA_ID32(FFA_FN_RUN), f->call.res[1], 0, 0, 0);
	KUNIT_EXPECT_EQ(test, (u32)f->call.res[0], FFA_ID32(FFA_FN_INTERRUPT));
	raw_ffa_call(f, FFA_ID32(FFA_FN_RUN), f->call.res[1], 0, 0, 0);
	KUNIT_EXPECT_EQ(test, (u32)f->call.res[0], FFA_ID32(FFA_FN_DIRECT_RESP));
	KUNIT_EXPECT_EQ(test, f->call.res[3], OPTEE_FFA_REVISION_MAJOR);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 0);
}

/*
 * What is left when kernel and driver have gone: buffers, the bitmap, a binding, memory.
 */
static void monitor_test_ffa_left(struct kunit *test)
{
	struct raw_ffa *f = raw_ffa_make(test);

	raw_ffa_boot(f);
	notif_enable(f);
	KUNIT_EXPECT_EQ(test, monitor_check_quiet(f->raw->m, true), 2);
	monitor_breaches_clear(f->raw->m);
	monitor_check_spm_quiet(f->raw->m);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(f->raw->m), 2);
}

static struct kunit_case ffa_breach_tests[] = {
	KUNIT_CASE_PARAM(monitor_test_ffa_setup, setup_gen_params),
	KUNIT_CASE(monitor_test_ffa_version_first),
	KUNIT_CASE_PARAM(monitor_test_ffa_memory, memory_gen_params),
	KUNIT_CASE(monitor_test_ffa_fragments),
	KUNIT_CASE(monitor_test_ffa_shared_twice),
	KUNIT_CASE_PARAM(monitor_test_ffa_direct, direct_gen_params),
	KUNIT_CASE(monitor_test_ffa_notification),
	KUNIT_CASE(monitor_test_ffa_preempted),
	KUNIT_CASE(monitor_test_ffa_left),
	{ }
};

static struct kunit_suite ffa_breach_suite = {
	.name = "optee_monitor_ffa",
	.test_cases = ffa_breach_tests,
};

kunit_test_suite(ffa_breach_suite);

MODULE_DESCRIPTION("Breaches of FF-A, by the monitor");
MODULE_LICENSE("GPL");
