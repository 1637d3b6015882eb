// SPDX-License-Identifier: GPL-2.0-only
/*
 * Raw FF-A calls to a monitor of the test's own.
 */
#include <linux/slab.h>
#include "raw_ffa.h"

/* Memory for an SPM and its normal world; the configuration may be changed yet. */
struct raw_ffa *raw_ffa_make(struct kunit *test)
{
	struct raw_ffa *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	f->raw = raw_make(test);
	f->config = raw_config(f->raw, RAW_CAPS);
	f->config->front = MONITOR_FFA;
	f->tx = f->raw->rpc_page;
	return f;
}

/* Starts it; nothing has been agreed on. */
void raw_ffa_start(struct raw_ffa *f)
{
	raw_start(f->raw, f->config);
}

/* Starts it and does what a kernel does: version, buffers, notifications, capabilities. */
void raw_ffa_boot(struct raw_ffa *f)
{
	struct kunit *test = f->raw->test;

	raw_ffa_start(f);
	KUNIT_ASSERT_EQ(test, raw_ffa_call(f, FFA_ID32(FFA_FN_VERSION), f->config->ffa.version,
					   0, 0, 0), f->config->ffa.version);
	raw_ffa_call(f, FFA_ID64(FFA_FN_RXTX_MAP), raw_pa(f->tx), raw_pa(f->raw->list), 1, 0);
	KUNIT_ASSERT_EQ(test, raw_ffa_code(f), 0);
	if (!f->config->ffa.no_notif)
		raw_ffa_call(f, FFA_ID32(FFA_FN_NOTIFICATION_BITMAP_CREATE), FFA_ID_KERNEL, 1, 0,
			     0);
	KUNIT_ASSERT_EQ(test, raw_ffa_code(f), 0);
	raw_ffa_direct(f, OPTEE_FFA_EXCHANGE_CAPABILITIES_NR, 0, 0, 0, 0);
	KUNIT_ASSERT_EQ(test, f->call.res[3], 0);
	f->arg = raw_ffa_share(f, f->raw->arg, 1);
	KUNIT_ASSERT_NE(test, f->arg, 0);
}

/* Makes the call in f->call.a, which may be one that was made before. */
u64 raw_ffa_again(struct raw_ffa *f)
{
	monitor_ffa(f->raw->m, &f->call);
	return f->call.res[0];
}

u64 raw_ffa_call(struct raw_ffa *f, u32 id, u64 a1, u64 a2, u64 a3, u64 a4)
{
	memset(&f->call, 0, sizeof(f->call));
	f->call.a[0] = id;
	f->call.a[1] = a1;
	f->call.a[2] = a2;
	f->call.a[3] = a3;
	f->call.a[4] = a4;
	return raw_ffa_again(f);
}

/* The error code of the last call, 0: none */
u32 raw_ffa_code(const struct raw_ffa *f)
{
	return (u32)f->call.res[0] == FFA_ID32(FFA_FN_ERROR) ? (u32)f->call.res[2] : 0;
}

/* A direct request; returns w3 of the response. */
u64 raw_ffa_direct(struct raw_ffa *f, u32 w3, u64 w4, u64 w5, u64 w6, u64 w7)
{
	memset(&f->call, 0, sizeof(f->call));
	f->call.a[0] = FFA_ID32(FFA_FN_DIRECT_REQ);
	f->call.a[1] = FFA_ENDPOINTS(FFA_ID_KERNEL, FFA_ID_OPTEE);
	f->call.a[3] = w3;
	f->call.a[4] = w4;
	f->call.a[5] = w5;
	f->call.a[6] = w6;
	f->call.a[7] = w7;
	raw_ffa_again(f);
	return f->call.res[3];
}

/* ---- memory ------------------------------------------------------------------------- */

struct ffa_region *raw_ffa_region(struct raw_ffa *f)
{
	return (void *)f->tx;
}

struct ffa_access *raw_ffa_access(struct raw_ffa *f)
{
	return (void *)(raw_ffa_region(f) + 1);
}

struct ffa_composite *raw_ffa_composite(struct raw_ffa *f)
{
	return (void *)(raw_ffa_access(f) + 1);
}

struct ffa_range *raw_ffa_range(struct raw_ffa *f)
{
	return (void *)(raw_ffa_composite(f) + 1);
}

/* Describes pages in the TX buffer, in one range, as of FF-A 1.1; returns its bytes. */
u32 raw_ffa_describe(struct raw_ffa *f, const void *page, u32 pages)
{
	struct ffa_region *region = raw_ffa_region(f);
	struct ffa_access *access = raw_ffa_access(f);

	memset(f->tx, 0, PAGE_SIZE);
	region->attributes = FFA_ATTR_NORMAL;
	region->access_size = FFA_ACCESS_SIZE;
	region->access_count = 1;
	region->access_offset = sizeof(*region);
	access->receiver = FFA_ID_OPTEE;
	access->permissions = FFA_PERM_RW;
	access->composite = (u8 *)raw_ffa_composite(f) - f->tx;
	raw_ffa_composite(f)->pages = pages;
	raw_ffa_composite(f)->ranges = 1;
	raw_ffa_range(f)->address = raw_pa(page);
	raw_ffa_range(f)->pages = pages;
	return (u8 *)(raw_ffa_range(f) + 1) - f->tx;
}

/* Shares or lends what is described, all at once; returns the handle, 0: refused. */
u64 raw_ffa_send(struct raw_ffa *f, u32 id, u32 size)
{
	raw_ffa_call(f, id, size, size, 0, 0);
	if ((u32)f->call.res[0] != FFA_ID32(FFA_FN_SUCCESS))
		return 0;
	return f->call.res[3] << 32 | f->call.res[2];
}

u64 raw_ffa_share(struct raw_ffa *f, const void *page, u32 pages)
{
	return raw_ffa_send(f, FFA_ID64(FFA_FN_MEM_SHARE), raw_ffa_describe(f, page, pages));
}

u64 raw_ffa_reclaim(struct raw_ffa *f, u64 handle)
{
	raw_ffa_call(f, FFA_ID32(FFA_FN_MEM_RECLAIM), lower_32_bits(handle), upper_32_bits(handle),
		     0, 0);
	return raw_ffa_code(f);
}

u64 raw_ffa_unregister(struct raw_ffa *f, u64 handle)
{
	return raw_ffa_direct(f, OPTEE_FFA_UNREGISTER_SHM_NR, lower_32_bits(handle),
			      upper_32_bits(handle), 0, 0);
}

/* ---- yielding calls ----------------------------------------------------------------- */

/* Makes the call in raw->arg; the RPC argument is behind it. Returns w3. */
u64 raw_ffa_with_arg(struct raw_ffa *f)
{
	return raw_ffa_direct(f, OPTEE_FFA_YIELDING | OPTEE_FFA_WITH_ARG, lower_32_bits(f->arg),
			      upper_32_bits(f->arg), 0, 0);
}

/* Serves requests, with success, until the call returns; returns its TEE result. */
u32 raw_ffa_finish(struct raw_ffa *f)
{
	struct kunit *test = f->raw->test;
	u32 i;

	for (i = 0; raw_ffa_is_rpc(f); i++) {
		KUNIT_ASSERT_LT_MSG(test, i, 100, "the call makes requests without end");
		if (f->call.res[4] == OPTEE_FFA_RPC_CMD)
			raw_rpc(f->raw)->ret = TEEC_SUCCESS;
		raw_ffa_direct(f, OPTEE_FFA_YIELDING | OPTEE_FFA_RESUME, 0, 0, 0, f->call.res[7]);
	}
	KUNIT_EXPECT_EQ(test, f->call.res[3], 0);
	return f->raw->arg->ret;
}

u32 raw_ffa_open(struct raw_ffa *f, enum monitor_ta ta)
{
	raw_open_arg(f->raw, ta, 0);
	raw_ffa_with_arg(f);
	KUNIT_ASSERT_EQ(f->raw->test, raw_ffa_finish(f), TEEC_SUCCESS);
	return f->raw->arg->session;
}
