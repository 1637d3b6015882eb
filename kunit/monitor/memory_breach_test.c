// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's checks of memory: page lists, memory types, memory that is used for
 * two things at a time, and what the world knows of calls, buffers and pages.
 */
#include "raw_smc.h"

#define CAPS_STATIC	(OPTEE_CAP_RESERVED_SHM | OPTEE_CAP_RPC_ARG)
#define CAPS_BOTH	(RAW_CAPS | OPTEE_CAP_RESERVED_SHM)
/* No RAM is there: UML and virtual machines have far less. */
#define NO_RAM		0xfff0000000ull
#define MEMORY_TYPE(n)	((u64)(n) << OPTEE_ATTR_CACHE_SHIFT)
#define LIST_ATTR	(OPTEE_ATTR(TMEM, OUT) | OPTEE_ATTR_NONCONTIG)

/* ---- page lists ------------------------------------------------------------------------ */

static void register_as(struct raw *raw, u64 attr, u64 list, u64 size)
{
	raw_arg(raw, OPTEE_CMD_REGISTER_SHM, 1);
	raw_value(raw->param, attr, list, size, RAW_COOKIE);
	raw_call(raw);
}

static void list_no_ram(struct raw *raw)
{
	register_as(raw, LIST_ATTR, NO_RAM, 4096);
}

static void list_entry_not_aligned(struct raw *raw)
{
	raw_page_list(raw, 2);
	raw->list[1] += 8;
	register_as(raw, LIST_ATTR, raw_pa(raw->list), 2 * PAGE_SIZE);
}

/* The offset makes the buffer reach into a third page, which the list lacks. */
static void list_too_short(struct raw *raw)
{
	raw_page_list(raw, 2);
	raw->list[2] = NO_RAM;
	register_as(raw, LIST_ATTR, raw_pa(raw->list) + 16, 2 * PAGE_SIZE);
}

/* A list whose last entry is a link to @link, for one page more than it has room for */
static void list_with_link(struct raw *raw, u64 link)
{
	u32 i;

	for (i = 0; i < OPTEE_LIST_ENTRIES; i++)
		raw->list[i] = raw_pa(raw->buf);
	raw->list[OPTEE_LIST_ENTRIES] = link;
	register_as(raw, LIST_ATTR, raw_pa(raw->list), (OPTEE_LIST_ENTRIES + 1) * PAGE_SIZE);
}

static void list_link_no_ram(struct raw *raw)
{
	list_with_link(raw, NO_RAM);
}

static void list_link_back(struct raw *raw)
{
	list_with_link(raw, raw_pa(raw->list));
}

static void list_link_not_aligned(struct raw *raw)
{
	list_with_link(raw, raw_pa(raw->buf) + 8);
}

static void list_shares_itself(struct raw *raw)
{
	raw_page_list(raw, 2);
	raw->list[1] = raw_pa(raw->list);
	register_as(raw, LIST_ATTR, raw_pa(raw->list), 2 * PAGE_SIZE);
}

static void list_empty_buffer(struct raw *raw)
{
	raw_page_list(raw, 1);
	register_as(raw, LIST_ATTR, raw_pa(raw->list), 0);
}

/* ---- attributes ------------------------------------------------------------------------ */

static void register_memory_type(struct raw *raw)
{
	raw_page_list(raw, 1);
	register_as(raw, LIST_ATTR | MEMORY_TYPE(2), raw_pa(raw->list), PAGE_SIZE);
}

static void register_reserved_bit(struct raw *raw)
{
	raw_page_list(raw, 1);
	register_as(raw, LIST_ATTR | 1ull << 40, raw_pa(raw->list), PAGE_SIZE);
}

/* In the static memory: the argument of a call of the echo TA, with @num_params more */
static struct optee_param *static_invoke(struct raw *raw, u32 num_params)
{
	struct optee_header *arg = (void *)raw->fixed;
	struct optee_param *p = (void *)(arg + 1);

	memset(arg, 0, PAGE_SIZE);
	arg->cmd = OPTEE_CMD_OPEN_SESSION;
	arg->num_params = 2;
	raw_value(&p[0], OPTEE_ATTR(VALUE, IN) | OPTEE_ATTR_META, 0, 0, 0);
	raw_value(&p[1], OPTEE_ATTR(VALUE, IN) | OPTEE_ATTR_META, 0, 0, 0);
	memcpy(&p[0].a, monitor_ta_uuid(MONITOR_TA_ECHO), 16);
	raw_call_at(raw, raw->with, raw_pa(arg));
	KUNIT_ASSERT_EQ(raw->test, arg->ret, TEEC_SUCCESS);
	arg->cmd = OPTEE_CMD_INVOKE_COMMAND;
	arg->num_params = num_params;
	memset(p, 0, num_params * sizeof(*p));
	return p;
}

/* An echo of one reference to static memory behind the page of the argument */
static void static_echo(struct raw *raw, u64 attr, u64 offs)
{
	raw_value(static_invoke(raw, 1), attr, raw_pa(raw->fixed) + offs, 64, 1);
	raw_call_at(raw, raw->with, raw_pa(raw->fixed));
}

static void tmem_memory_type(struct raw *raw)
{
	static_echo(raw, OPTEE_ATTR(TMEM, INOUT) | MEMORY_TYPE(3), PAGE_SIZE);
}

/* ---- used for two things --------------------------------------------------------------- */

/* A call that has left for an interrupt, its argument in raw->arg */
static void in_progress(struct raw *raw)
{
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_SLOW), MONITOR_SLOW_SPIN, 1);
	raw_value(raw->param, OPTEE_ATTR(VALUE, IN), 2, 0, 0);
	raw_call(raw);
	KUNIT_ASSERT_TRUE(raw->test, raw_is_rpc(raw));
}

static void argument_twice(struct raw *raw)
{
	in_progress(raw);
	raw_arg(raw, OPTEE_CMD_DO_BOTTOM_HALF, 0);
	raw_call(raw);
}

static void argument_shared(struct raw *raw)
{
	struct optee_header *arg = (void *)raw->buf;

	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	memset(arg, 0, PAGE_SIZE);
	arg->cmd = OPTEE_CMD_DO_BOTTOM_HALF;
	raw_call_at(raw, raw->with, raw_pa(arg));
}

static void param_in_argument(struct raw *raw)
{
	static_echo(raw, OPTEE_ATTR(TMEM, IN), 8);
}

static void two_names(struct raw *raw)
{
	struct optee_param *p = static_invoke(raw, 2);
	u64 pa = raw_pa(raw->fixed) + PAGE_SIZE;

	raw_value(&p[0], OPTEE_ATTR(TMEM, IN), pa, 64, 1);
	raw_value(&p[1], OPTEE_ATTR(TMEM, IN), pa + 63, 64, 2);
	raw_call_at(raw, raw->with, raw_pa(raw->fixed));
}

static void shm_alloc_gives(struct raw *raw, const void *page)
{
	raw_in_shm_alloc(raw, OPTEE_RPC_SHM_KERNEL);
	raw->list[0] = raw_pa(page);
	raw_resume(raw);
}

static void shm_alloc_argument(struct raw *raw)
{
	shm_alloc_gives(raw, raw->arg);
}

static void shm_alloc_in_use(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	shm_alloc_gives(raw, raw->buf);
}

/* ---- what the world knows -------------------------------------------------------------- */

static void announced_invoke(struct raw *raw, u32 session, u32 func, u32 cancel_id)
{
	u32 given = raw_open(raw, MONITOR_TA_ECHO);

	monitor_announce(raw->m, OPTEE_CMD_INVOKE_COMMAND, given + session, func, cancel_id);
	raw_invoke_arg(raw, given, MONITOR_ECHO_COPY, 0);
	raw->arg->cancel_id = 7;
	raw_call(raw);
}

static void cancel_id_lost(struct raw *raw)
{
	announced_invoke(raw, 0, MONITOR_ECHO_COPY, 8);
}

static void session_mistaken(struct raw *raw)
{
	announced_invoke(raw, 1, MONITOR_ECHO_COPY, 7);
}

static void func_mistaken(struct raw *raw)
{
	announced_invoke(raw, 0, MONITOR_ECHO_SUM, 7);
}

static void buffer_elsewhere(struct raw *raw)
{
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 2), TEEC_SUCCESS);
	monitor_check_shared(raw->m, raw_pa(raw->buf), 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(raw->test, monitor_breach_count(raw->m), 0);
	monitor_check_shared(raw->m, raw_pa(raw->buf) + PAGE_SIZE, 2 * PAGE_SIZE);
}

static void page_freed(struct raw *raw)
{
	KUNIT_EXPECT_FALSE(raw->test, monitor_page_may_be_shared(raw->m, raw_pa(raw->buf)));
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 2), TEEC_SUCCESS);
	KUNIT_EXPECT_TRUE(raw->test, monitor_page_may_be_shared(raw->m, raw_pa(raw->buf)));
	monitor_page_freed(raw->m, raw_pa(raw->arg));
	KUNIT_EXPECT_EQ(raw->test, monitor_breach_count(raw->m), 0);
	monitor_page_freed(raw->m, raw_pa(raw->buf) + PAGE_SIZE);
}

static void unregister(struct raw *raw)
{
	raw_arg(raw, OPTEE_CMD_UNREGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(RMEM, IN), 0, 0, RAW_COOKIE);
	raw_run(raw);
}

static void page_unpinned(struct raw *raw)
{
	raw->pins = 1;
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 2), TEEC_SUCCESS);
	raw->pins = 0;
	unregister(raw);
}

/* Of two registrations of the same page one has lost its pin. */
static void page_unpinned_once(struct raw *raw)
{
	raw->pins = 2;
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE + 16, 1), TEEC_SUCCESS);
	KUNIT_ASSERT_EQ(raw->test, raw_register(raw, RAW_COOKIE, 1), TEEC_SUCCESS);
	raw->pins = 1;
	unregister(raw);
}

static const struct raw_breach memory_cases[] = {
	{ "page list not in RAM", MONITOR_BREACH_PAGE_LIST, RAW_CAPS, list_no_ram },
	{ "entry that is no page", MONITOR_BREACH_PAGE_LIST, RAW_CAPS, list_entry_not_aligned },
	{ "page list too short", MONITOR_BREACH_PAGE_LIST, RAW_CAPS, list_too_short },
	{ "link to no page", MONITOR_BREACH_PAGE_LIST, RAW_CAPS, list_link_no_ram },
	{ "link into a page", MONITOR_BREACH_PAGE_LIST, RAW_CAPS, list_link_not_aligned },
	{ "link that leads back", MONITOR_BREACH_PAGE_LIST, RAW_CAPS, list_link_back },
	{ "page list that shares itself", MONITOR_BREACH_PAGE_LIST, RAW_CAPS,
	  list_shares_itself },
	{ "page list of nothing", MONITOR_BREACH_PAGE_LIST, RAW_CAPS, list_empty_buffer },

	{ "registered memory of an unknown type", MONITOR_BREACH_ATTR, RAW_CAPS,
	  register_memory_type },
	{ "reserved bit of registered memory", MONITOR_BREACH_ATTR, RAW_CAPS,
	  register_reserved_bit },
	{ "temporary memory of an unknown type", MONITOR_BREACH_ATTR, CAPS_STATIC,
	  tmem_memory_type },

	{ "two calls with one argument", MONITOR_BREACH_ADDRESS, RAW_CAPS, argument_twice },
	{ "argument in shared memory", MONITOR_BREACH_ADDRESS, RAW_CAPS, argument_shared },
	{ "parameter where the argument is", MONITOR_BREACH_ADDRESS, CAPS_STATIC,
	  param_in_argument },
	{ "two names for static memory", MONITOR_BREACH_COOKIE, CAPS_STATIC, two_names },
	{ "SHM_ALLOC gives an argument", MONITOR_BREACH_ADDRESS, RAW_CAPS, shm_alloc_argument },
	{ "SHM_ALLOC gives what is in use", MONITOR_BREACH_ADDRESS, RAW_CAPS, shm_alloc_in_use },

	{ "another cancel_id than the client's", MONITOR_BREACH_ARG, RAW_CAPS, cancel_id_lost },
	{ "another session than the client's", MONITOR_BREACH_ARG, RAW_CAPS, session_mistaken },
	{ "another func than the client's", MONITOR_BREACH_ARG, RAW_CAPS, func_mistaken },
	{ "buffer registered with other pages", MONITOR_BREACH_PAGE_LIST, RAW_CAPS,
	  buffer_elsewhere },
	{ "page freed while registered", MONITOR_BREACH_COOKIE, RAW_CAPS, page_freed },
	{ "page unpinned while registered", MONITOR_BREACH_COOKIE, RAW_CAPS, page_unpinned },
	{ "page registered twice and pinned once", MONITOR_BREACH_COOKIE, RAW_CAPS,
	  page_unpinned_once },
};

KUNIT_ARRAY_PARAM_DESC(memory, memory_cases, name);

/* Each misuse of memory is one breach, of its class, at the step that made it. */
static void optee_test_monitor_memory_breach_is_seen(struct kunit *test)
{
	raw_expect_breach(test, test->param_value);
}

/* Predefined and cached memory, a list that fills its page, a pinned page: no breach. */
static void optee_test_monitor_memory_legal(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	u32 i;

	raw_boot(raw, CAPS_BOTH);
	raw->pins = 1;
	for (i = 0; i < OPTEE_LIST_ENTRIES; i++)
		raw->list[i] = raw_pa(raw->buf);
	raw->list[OPTEE_LIST_ENTRIES] = NO_RAM;	/* behind the last entry: not looked at */
	register_as(raw, LIST_ATTR | MEMORY_TYPE(OPTEE_SHM_CACHED), raw_pa(raw->list),
		    OPTEE_LIST_ENTRIES * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, raw->arg->ret, TEEC_SUCCESS);
	static_echo(raw, OPTEE_ATTR(TMEM, INOUT) | MEMORY_TYPE(OPTEE_SHM_CACHED), PAGE_SIZE);
	unregister(raw);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

/* What a client announces holds for its own call of that command, until it is over. */
static void optee_test_monitor_memory_announced_once(struct kunit *test)
{
	struct raw *raw = raw_make(test);
	u32 session;

	raw_boot(raw, RAW_CAPS);
	session = raw_open(raw, MONITOR_TA_ECHO);
	monitor_announce(raw->m, OPTEE_CMD_INVOKE_COMMAND, session, MONITOR_ECHO_SUM, 1);
	raw->caller = 2;
	raw_invoke_arg(raw, session, MONITOR_ECHO_COPY, 0);
	raw_run(raw);
	raw->caller = 1;
	raw_arg(raw, OPTEE_CMD_DO_BOTTOM_HALF, 0);
	raw_run(raw);
	monitor_announce(raw->m, MONITOR_ANY, 0, 0, 0);
	raw_invoke_arg(raw, session, MONITOR_ECHO_COPY, 0);
	raw_run(raw);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 0);
}

static struct kunit_case memory_tests[] = {
	KUNIT_CASE_PARAM(optee_test_monitor_memory_breach_is_seen, memory_gen_params),
	KUNIT_CASE(optee_test_monitor_memory_legal),
	KUNIT_CASE(optee_test_monitor_memory_announced_once),
	{ }
};

static struct kunit_suite memory_suite = {
	.name = "optee_monitor_memory",
	.test_cases = memory_tests,
};

kunit_test_suite(memory_suite);
