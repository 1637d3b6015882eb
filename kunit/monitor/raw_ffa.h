/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Raw FF-A calls to a monitor of the test's own, with no driver and no FF-A core
 * between. What is here does everything right; the suites change one thing at a time.
 */
#ifndef RAW_FFA_H
#define RAW_FFA_H

#include "ffa_abi.h"
#include "raw_smc.h"

/**
 * struct raw_ffa - a secure partition manager and the normal world that calls it
 * @raw:	memory, the secure world, and how the monitor sees the caller
 * @config:	what it is like; raw_ffa_start() starts it
 * @call:	the call in progress; its a[] are what was passed last
 * @tx:		TX buffer, a page; raw->list is the RX buffer
 * @arg:	handle of the page of the call argument, raw->arg
 */
struct raw_ffa {
	struct raw *raw;
	struct monitor_config *config;
	struct monitor_ffa_call call;
	u8 *tx;
	u64 arg;
};

struct raw_ffa *raw_ffa_make(struct kunit *test);
void raw_ffa_start(struct raw_ffa *f);
void raw_ffa_boot(struct raw_ffa *f);

u64 raw_ffa_call(struct raw_ffa *f, u32 id, u64 a1, u64 a2, u64 a3, u64 a4);
u32 raw_ffa_code(const struct raw_ffa *f);
u64 raw_ffa_direct(struct raw_ffa *f, u32 w3, u64 w4, u64 w5, u64 w6, u64 w7);
u64 raw_ffa_again(struct raw_ffa *f);

u32 raw_ffa_describe(struct raw_ffa *f, const void *page, u32 pages);
struct ffa_region *raw_ffa_region(struct raw_ffa *f);
struct ffa_access *raw_ffa_access(struct raw_ffa *f);
struct ffa_composite *raw_ffa_composite(struct raw_ffa *f);
struct ffa_range *raw_ffa_range(struct raw_ffa *f);
u64 raw_ffa_send(struct raw_ffa *f, u32 id, u32 size);
u64 raw_ffa_share(struct raw_ffa *f, const void *page, u32 pages);
u64 raw_ffa_reclaim(struct raw_ffa *f, u64 handle);
u64 raw_ffa_unregister(struct raw_ffa *f, u64 handle);
u64 raw_ffa_with_arg(struct raw_ffa *f);
u32 raw_ffa_finish(struct raw_ffa *f);
u32 raw_ffa_open(struct raw_ffa *f, enum monitor_ta ta);

static inline bool raw_ffa_is_rpc(const struct raw_ffa *f)
{
	return !f->call.res[3] && f->call.res[4] != OPTEE_FFA_DONE;
}

#endif /* RAW_FFA_H */
