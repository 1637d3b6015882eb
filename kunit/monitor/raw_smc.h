/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Raw SMCs to a monitor of the test's own, with no driver between: what the suites
 * of the monitor itself are made with.
 */
#ifndef RAW_SMC_H
#define RAW_SMC_H

#include <kunit/test.h>
#include <linux/io.h>
#include "monitor.h"
#include "optee_abi.h"

#define RAW_COOKIE	0xc0010000ull	/* of raw_register() */
#define RAW_RPC_COOKIE	0xc0020000ull	/* of what RPC ALLOC answers */
#define RAW_SHM_COOKIE	0xc0030000ull	/* of what SHM_ALLOC answers */
#define RAW_STATIC_SIZE	(2 * PAGE_SIZE)
#define RAW_BUF_PAGES	4

/**
 * struct raw - one secure world and the normal world that calls it
 * @call:	the SMC in progress; its a[] are what was passed last
 * @arg:	page of the call argument, @param its parameters; behind them the RPC argument
 * @list:	page for page lists
 * @buf:	RAW_BUF_PAGES pages of shared memory
 * @rpc_page:	page that answers RPC ALLOC
 * @shm_page:	page that answers SHM_ALLOC
 * @fixed:	RAW_STATIC_SIZE bytes of static shared memory
 * @caller:	which task the monitor takes the caller for
 * @may_sleep:	whether it takes it for one that may sleep
 * @now_ns:	the time that the monitor is told
 * @signalled:	whether the caller has a signal pending
 * @pins:	how often pages are pinned, all of them
 * @irqs:	interrupts raised so far
 * @with:	how calls are made: OPTEE_YIELD_CALL_WITH_*ARG
 */
struct raw {
	struct kunit *test;
	struct monitor *m;
	struct monitor_call call;
	struct optee_header *arg;
	struct optee_param *param;
	u64 *list;
	u8 *buf, *rpc_page, *shm_page, *fixed;
	u32 caller;
	bool may_sleep, signalled;
	u64 now_ns;
	u32 pins;
	u32 irqs;
	u32 with;
};

#define RAW_CAPS	(OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RPC_ARG | OPTEE_CAP_ASYNC_NOTIF | \
			 OPTEE_CAP_MEMREF_NULL)

struct raw *raw_make(struct kunit *test);
struct monitor_config *raw_config(struct raw *raw, u32 caps);
void raw_start(struct raw *raw, const struct monitor_config *config);
void raw_boot(struct raw *raw, u32 caps);
void raw_boot_config(struct raw *raw, const struct monitor_config *config);
u64 raw_pa(const void *p);

u64 raw_fast(struct raw *raw, u32 id, u64 a1, u64 a2);
void raw_new_arg(struct raw *raw);
void raw_arg(struct raw *raw, u32 cmd, u32 num_params);
u64 raw_call_at(struct raw *raw, u32 function, u64 pa);
u64 raw_call(struct raw *raw);
u64 raw_resume(struct raw *raw);
struct optee_header *raw_rpc(struct raw *raw);
struct optee_param *raw_rpc_param(struct raw *raw);
void raw_answer(struct raw *raw);
u32 raw_finish(struct raw *raw);

u32 raw_open(struct raw *raw, enum monitor_ta ta);
void raw_open_arg(struct raw *raw, enum monitor_ta ta, u32 num_params);
void raw_invoke_arg(struct raw *raw, u32 session, u32 func, u32 num_params);
u32 raw_run(struct raw *raw);
void raw_page_list(struct raw *raw, u32 pages);
u32 raw_register(struct raw *raw, u64 cookie, u32 pages);
void raw_value(struct optee_param *p, u64 attr, u64 a, u64 b, u64 c);

/**
 * struct raw_breach - something that a driver must not do
 * @name:	of the case
 * @kind:	what the monitor shall call it
 * @caps:	capabilities of the secure world
 * @commit:	does it
 */
struct raw_breach {
	const char *name;
	enum monitor_breach_kind kind;
	u32 caps;
	void (*commit)(struct raw *raw);
};

void raw_in_rpc(struct raw *raw, u32 func, u64 a, u64 b, u64 c);
void raw_in_shm_alloc(struct raw *raw, u32 type);
void raw_expect_breach(struct kunit *test, const struct raw_breach *c);

static inline bool raw_is_rpc(const struct raw *raw)
{
	return raw->call.res[0] != OPTEE_RETURN_UNKNOWN &&
	       (raw->call.res[0] & OPTEE_RETURN_RPC) == OPTEE_RETURN_RPC;
}

#endif /* RAW_SMC_H */
