// SPDX-License-Identifier: GPL-2.0-only
/*
 * Raw SMCs to a monitor of the test's own. What is here does everything right;
 * the suites change one thing at a time.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/time64.h>
#include <linux/vmalloc.h>
#include "raw_smc.h"

/* ---- the host: memory of the kernel, and what the test says ------------------------- */

static void *raw_map(void *host, u64 pa, size_t size)
{
	if (pa != (phys_addr_t)pa || !pfn_valid(PHYS_PFN(pa)))
		return NULL;
	return page_to_virt(pfn_to_page(PHYS_PFN(pa))) + offset_in_page(pa);
}

static void *raw_alloc(void *host, size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

static void raw_free(void *host, void *p)
{
	kfree(p);
}

static void raw_lock(void *host)
{
}

static void raw_raise_irq(void *host)
{
	struct raw *raw = host;

	raw->irqs++;
}

static u32 raw_caller(void *host)
{
	struct raw *raw = host;

	return raw->caller;
}

static bool raw_may_sleep(void *host)
{
	struct raw *raw = host;

	return raw->may_sleep;
}

static u64 raw_now_ns(void *host)
{
	struct raw *raw = host;

	return raw->now_ns;
}

static bool raw_killed(void *host)
{
	struct raw *raw = host;

	return raw->signalled;
}

static u32 raw_pins(void *host, u64 pa)
{
	struct raw *raw = host;

	return raw->pins;
}

static const struct monitor_host raw_host = {
	.map = raw_map,
	.alloc = raw_alloc,
	.free = raw_free,
	.lock = raw_lock,
	.unlock = raw_lock,
	.raise_irq = raw_raise_irq,
	.caller = raw_caller,
	.may_sleep = raw_may_sleep,
	.now_ns = raw_now_ns,
	.killed = raw_killed,
	.pins = raw_pins,
};

KUNIT_DEFINE_ACTION_WRAPPER(raw_vfree, vfree, const void *);
KUNIT_DEFINE_ACTION_WRAPPER(raw_exit, monitor_exit, struct monitor *);

struct raw_pages {
	void *p;
	size_t size;
};

static void raw_free_pages(void *arg)
{
	struct raw_pages *pages = arg;

	free_pages_exact(pages->p, pages->size);
}

static void *raw_get_pages(struct kunit *test, size_t size)
{
	struct raw_pages *pages = kunit_kzalloc(test, sizeof(*pages), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pages);
	pages->size = size;
	pages->p = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, pages->p);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, raw_free_pages, pages), 0);
	return pages->p;
}

/* Another page for arguments: that of a call in progress is the secure world's. */
void raw_new_arg(struct raw *raw)
{
	raw->arg = raw_get_pages(raw->test, PAGE_SIZE);
	raw->param = (void *)(raw->arg + 1);
}

/* Memory for a secure world and its normal world; raw_boot() starts it. */
struct raw *raw_make(struct kunit *test)
{
	struct raw *raw = kunit_kzalloc(test, sizeof(*raw), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, raw);
	raw->test = test;
	raw->caller = 1;
	raw->may_sleep = true;
	raw->m = vzalloc(monitor_size());
	KUNIT_ASSERT_NOT_NULL(test, raw->m);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, raw_vfree, raw->m), 0);
	raw_new_arg(raw);
	raw->list = raw_get_pages(test, PAGE_SIZE);
	raw->buf = raw_get_pages(test, RAW_BUF_PAGES * PAGE_SIZE);
	raw->rpc_page = raw_get_pages(test, PAGE_SIZE);
	raw->shm_page = raw_get_pages(test, PAGE_SIZE);
	raw->fixed = raw_get_pages(test, RAW_STATIC_SIZE);
	return raw;
}

u64 raw_pa(const void *p)
{
	return virt_to_phys((void *)p);
}

/* Starts the secure world; it does not know yet who calls. */
void raw_start(struct raw *raw, const struct monitor_config *config)
{
	raw->with = config->sec_caps & OPTEE_CAP_RPC_ARG ? OPTEE_YIELD_CALL_WITH_RPC_ARG :
							   OPTEE_YIELD_CALL_WITH_ARG;
	monitor_init(raw->m, config, &raw_host, raw);
	KUNIT_ASSERT_EQ(raw->test, kunit_add_action_or_reset(raw->test, raw_exit, raw->m), 0);
}

/* Starts it and exchanges capabilities. */
void raw_boot_config(struct raw *raw, const struct monitor_config *config)
{
	raw_start(raw, config);
	raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_EXCHANGE_CAPABILITIES), 0, 0);
	KUNIT_ASSERT_EQ(raw->test, raw->call.res[0], OPTEE_RETURN_OK);
	if (config->sec_caps & OPTEE_CAP_RESERVED_SHM)
		raw_fast(raw, OPTEE_FAST_ID(OPTEE_FAST_GET_SHM_CONFIG), 0, 0);
}

/* A configuration to change; it has the static memory if @caps say so. */
struct monitor_config *raw_config(struct raw *raw, u32 caps)
{
	struct monitor_config *config = kunit_kzalloc(raw->test, sizeof(*config), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(raw->test, config);
	monitor_config_default(config);
	config->sec_caps = caps;
	if (caps & OPTEE_CAP_RESERVED_SHM) {
		config->shm_start = raw_pa(raw->fixed);
		config->shm_size = RAW_STATIC_SIZE;
	}
	return config;
}

void raw_boot(struct raw *raw, u32 caps)
{
	raw_boot_config(raw, raw_config(raw, caps));
}

/* ---- calls ---------------------------------------------------------------------------- */

u64 raw_fast(struct raw *raw, u32 id, u64 a1, u64 a2)
{
	memset(&raw->call, 0, sizeof(raw->call));
	raw->call.a[0] = id;
	raw->call.a[1] = a1;
	raw->call.a[2] = a2;
	monitor_smc(raw->m, &raw->call);
	return raw->call.res[0];
}

/* An empty argument for @cmd */
void raw_arg(struct raw *raw, u32 cmd, u32 num_params)
{
	memset(raw->arg, 0, PAGE_SIZE);
	raw->arg->cmd = cmd;
	raw->arg->num_params = num_params;
}

u64 raw_call_at(struct raw *raw, u32 function, u64 pa)
{
	memset(&raw->call, 0, sizeof(raw->call));
	raw->call.a[0] = OPTEE_YIELD_ID(function);
	raw->call.a[1] = pa >> 32;
	raw->call.a[2] = lower_32_bits(pa);
	monitor_smc(raw->m, &raw->call);
	return raw->call.res[0];
}

/* Makes the call in raw->arg; the RPC argument is behind it, if there is one. */
u64 raw_call(struct raw *raw)
{
	return raw_call_at(raw, raw->with, raw_pa(raw->arg));
}

/* Comes back from an RPC; what the answer has in registers is in raw->call.a already. */
u64 raw_resume(struct raw *raw)
{
	raw->call.a[0] = OPTEE_YIELD_ID(OPTEE_YIELD_RETURN_FROM_RPC);
	monitor_smc(raw->m, &raw->call);
	return raw->call.res[0];
}

/* The RPC argument that the secure world means now */
struct optee_header *raw_rpc(struct raw *raw)
{
	if (raw->call.res[1] || raw->call.res[2])
		return (void *)raw->rpc_page;
	return (void *)(raw->param + raw->arg->num_params);
}

struct optee_param *raw_rpc_param(struct raw *raw)
{
	return (void *)(raw_rpc(raw) + 1);
}

static void raw_answer_alloc(struct raw *raw)
{
	u64 pa = raw_pa(raw->rpc_page);

	raw->call.a[1] = pa >> 32;
	raw->call.a[2] = lower_32_bits(pa);
	raw->call.a[4] = RAW_RPC_COOKIE >> 32;
	raw->call.a[5] = lower_32_bits(RAW_RPC_COOKIE);
}

static void raw_answer_cmd(struct raw *raw)
{
	struct optee_header *head = raw_rpc(raw);
	struct optee_param *p = raw_rpc_param(raw);

	head->ret = TEEC_SUCCESS;
	if (head->cmd == OPTEE_RPC_SHM_ALLOC) {
		raw->list[0] = raw_pa(raw->shm_page);
		raw_value(p, OPTEE_ATTR(TMEM, OUT) | OPTEE_ATTR_NONCONTIG, raw_pa(raw->list),
			  PAGE_SIZE, RAW_SHM_COOKIE);
	} else if (head->cmd == OPTEE_RPC_GET_TIME) {
		p->a = 1700000000;
		p->b = 999999999;
	} else if (head->cmd == OPTEE_RPC_SUSPEND) {
		raw->now_ns += p->a * NSEC_PER_MSEC;
	} else if (head->cmd == OPTEE_RPC_I2C_TRANSFER) {
		p[3].a = p[2].b;
	} else if (head->cmd == OPTEE_RPC_RPMB_PROBE_RESET ||
		   head->cmd == OPTEE_RPC_RPMB_PROBE_NEXT) {
		p->a = OPTEE_RPC_SHM_KERNEL;
	}
}

/* Answers the RPC in raw->call as a driver should; raw_resume() sends it. */
void raw_answer(struct raw *raw)
{
	memcpy(&raw->call.a[1], &raw->call.res[1], 3 * sizeof(u64));
	switch (raw->call.res[0] & 0xffff) {
	case OPTEE_RPC_FUNC_ALLOC:
		raw_answer_alloc(raw);
		break;
	case OPTEE_RPC_FUNC_CMD:
		raw_answer_cmd(raw);
		break;
	}
}

/* Serves RPCs until the call returns; returns its TEE result. */
u32 raw_finish(struct raw *raw)
{
	u32 i;

	for (i = 0; raw_is_rpc(raw); i++) {
		KUNIT_ASSERT_LT_MSG(raw->test, i, 100, "the call makes RPCs without end");
		raw_answer(raw);
		raw_resume(raw);
	}
	KUNIT_EXPECT_EQ(raw->test, raw->call.res[0], OPTEE_RETURN_OK);
	return raw->arg->ret;
}

/* ---- commands -------------------------------------------------------------------------- */

void raw_value(struct optee_param *p, u64 attr, u64 a, u64 b, u64 c)
{
	p->attr = attr;
	p->a = a;
	p->b = b;
	p->c = c;
}

u32 raw_run(struct raw *raw)
{
	raw_call(raw);
	return raw_finish(raw);
}

/* An argument that opens a session, with @num_params of the TA's own */
void raw_open_arg(struct raw *raw, enum monitor_ta ta, u32 num_params)
{
	raw_arg(raw, OPTEE_CMD_OPEN_SESSION, num_params + 2);
	raw->param[0].attr = OPTEE_ATTR(VALUE, IN) | OPTEE_ATTR_META;
	raw->param[1].attr = OPTEE_ATTR(VALUE, IN) | OPTEE_ATTR_META;
	memcpy(&raw->param[0].a, monitor_ta_uuid(ta), 16);
}

u32 raw_open(struct raw *raw, enum monitor_ta ta)
{
	raw_open_arg(raw, ta, 0);
	KUNIT_ASSERT_EQ(raw->test, raw_run(raw), TEEC_SUCCESS);
	return raw->arg->session;
}

void raw_invoke_arg(struct raw *raw, u32 session, u32 func, u32 num_params)
{
	raw_arg(raw, OPTEE_CMD_INVOKE_COMMAND, num_params);
	raw->arg->session = session;
	raw->arg->func = func;
}

/* raw->list lists the first @pages of raw->buf. */
void raw_page_list(struct raw *raw, u32 pages)
{
	u32 i;

	for (i = 0; i < pages; i++)
		raw->list[i] = raw_pa(raw->buf + i * PAGE_SIZE);
}

/* Registers the first @pages of raw->buf; returns the TEE result. */
u32 raw_register(struct raw *raw, u64 cookie, u32 pages)
{
	raw_page_list(raw, pages);
	raw_arg(raw, OPTEE_CMD_REGISTER_SHM, 1);
	raw_value(raw->param, OPTEE_ATTR(TMEM, OUT) | OPTEE_ATTR_NONCONTIG, raw_pa(raw->list),
		  pages * PAGE_SIZE, cookie);
	return raw_run(raw);
}

/* A session of the RPC TA whose call is in the RPC @func now */
void raw_in_rpc(struct raw *raw, u32 func, u64 a, u64 b, u64 c)
{
	raw_invoke_arg(raw, raw_open(raw, MONITOR_TA_RPC), func, 2);
	raw_value(&raw->param[0], OPTEE_ATTR(VALUE, IN), a, b, c);
	raw_value(&raw->param[1], OPTEE_ATTR(VALUE, OUT), 0, 0, 0);
	raw_call(raw);
	KUNIT_ASSERT_TRUE(raw->test, raw_is_rpc(raw));
}

/* The same in SHM_ALLOC of 256 bytes, with a right answer that has not gone out yet */
void raw_in_shm_alloc(struct raw *raw, u32 type)
{
	raw_in_rpc(raw, MONITOR_RPC_SHM, type, 256, 1);
	raw_answer(raw);
}

/* ---- breaches ---------------------------------------------------------------------------- */

/*
 * @c's deed is one breach, of its class, at the step that made it; what comes before
 * it is none.
 */
void raw_expect_breach(struct kunit *test, const struct raw_breach *c)
{
	struct raw *raw = raw_make(test);
	struct monitor_event event;
	struct monitor_breach b;

	raw_boot(raw, c->caps);
	KUNIT_ASSERT_EQ(test, monitor_breach_count(raw->m), 0);
	c->commit(raw);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(raw->m), 1);
	KUNIT_ASSERT_TRUE(test, monitor_breach_get(raw->m, 0, &b));
	KUNIT_EXPECT_STREQ(test, monitor_breach_name(b.kind), monitor_breach_name(c->kind));
	KUNIT_EXPECT_EQ(test, b.caller, raw->caller);
	KUNIT_EXPECT_NOT_NULL(test, b.text);
	KUNIT_ASSERT_TRUE(test, monitor_event_get(raw->m, b.step, &event));
	/* what the world says is about the call that has just returned */
	KUNIT_EXPECT_TRUE(test, event.kind == MONITOR_EV_FAST || event.kind == MONITOR_EV_CALL ||
			  event.kind == MONITOR_EV_RESUME || event.kind == MONITOR_EV_RETURN);
}
