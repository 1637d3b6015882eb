// SPDX-License-Identifier: GPL-2.0-only
/*
 * FF-A: versions, features, identities, the RX and TX buffers, and which partitions there
 * are. OP-TEE is the one.
 *
 * Arm DEN 0077 (FF-A 1.1) sections 6.2, 7.2, 13.
 */
#include "ffa/ffa_private.h"

/* Of OP-TEE, as its bytes stand in memory */
static const u8 optee_uuid[16] = { 0x48, 0x61, 0x78, 0xe0, 0xe7, 0xf8, 0x11, 0xe3,
				   0xbc, 0x5e, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b };

void ffa_version(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u32 asked = (u32)ffa->a[1], ours = m->config.ffa.version;

	if (asked & 0x80000000u)
		breach(m, MONITOR_BREACH_REGISTER, asked,
		       "bit 31 of a version is 0 (DEN 0077 13.2, FFA_VERSION)");
	m->ffa.version = 0;
	if (asked >> 16 != ours >> 16) {
		ffa->res[0] = FFA_NOT_SUPPORTED;
		return;
	}
	m->ffa.version = asked < ours ? asked : ours;
	ffa->res[0] = ours;
}

void ffa_features(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u32 id = (u32)ffa->a[1];

	if (ffa->a[2])
		breach(m, MONITOR_BREACH_REGISTER, ffa->a[2],
		       "input properties that this feature does not have (DEN 0077 13.3, FFA_FEATURES)");
	if (id == FFA_FEATURE_SRI && !m->config.ffa.no_notif)
		ffa_success(ffa, FFA_SRI_INTID, 0);
	else if (id & 0x80000000u && ffa_offers(m, id))
		ffa_success(ffa, (id & 0xffff) == FFA_FN_RXTX_MAP ?
			    (u64)m->config.ffa.max_buffer_pages << 16 : 0, 0);
	else
		ffa_error(ffa, FFA_NOT_SUPPORTED);
}

void ffa_id_get(struct monitor *m, struct monitor_ffa_call *ffa)
{
	(void)m;
	ffa_success(ffa, FFA_ID_KERNEL, 0);
}

void ffa_spm_id_get(struct monitor *m, struct monitor_ffa_call *ffa)
{
	(void)m;
	ffa_success(ffa, FFA_ID_SPM, 0);
}

/* ---- RX and TX buffers ---------------------------------------------------------- */

static struct shm_object *map_buffer(struct monitor *m, u64 pa, u64 size)
{
	struct shm_object *obj;

	if (pa % OPTEE_PAGE_SIZE || !nw_is_ram(m, pa, size)) {
		breach(m, MONITOR_BREACH_ADDRESS, pa,
		       "an RX or TX buffer that is no pages of RAM (DEN 0077 7.2.2, FFA_RXTX_MAP)");
		return NULL;
	}
	obj = shm_contiguous(m, SHM_RXTX, 0, pa, size);
	if (obj)
		shm_add(m, obj);
	return obj;
}

static void unmap_buffers(struct monitor *m)
{
	if (m->ffa.tx)
		shm_drop(m, m->ffa.tx);
	if (m->ffa.rx)
		shm_drop(m, m->ffa.rx);
	m->ffa.tx = NULL;
	m->ffa.rx = NULL;
	m->ffa.rx_full = false;
}

void ffa_rxtx_map(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u64 pages = ffa->a[3] & 0x3f, size = pages * OPTEE_PAGE_SIZE;
	u64 tx = ffa->a[1], rx = ffa->a[2];

	ffa_error(ffa, FFA_INVALID_PARAMETERS);
	if (m->ffa.tx) {
		breach(m, MONITOR_BREACH_ORDER, tx,
		       "RX and TX buffers are mapped already (DEN 0077 13.4, FFA_RXTX_MAP)");
		ffa_error(ffa, FFA_DENIED);
		return;
	}
	if (!pages || ffa->a[3] != pages || (tx < rx + size && rx < tx + size)) {
		breach(m, MONITOR_BREACH_REGISTER, ffa->a[3],
		       "RX and TX buffers of no pages, too many, or the same (DEN 0077 13.4, FFA_RXTX_MAP)");
		return;
	}
	if (m->config.ffa.max_buffer_pages && pages > m->config.ffa.max_buffer_pages)
		return;
	m->ffa.tx = map_buffer(m, tx, size);
	m->ffa.rx = map_buffer(m, rx, size);
	if (m->ffa.tx && m->ffa.rx)
		ffa_success(ffa, 0, 0);
	else
		unmap_buffers(m);
}

void ffa_rxtx_unmap(struct monitor *m, struct monitor_ffa_call *ffa)
{
	if (!m->ffa.tx) {
		breach(m, MONITOR_BREACH_ORDER, 0,
		       "no RX and TX buffers are mapped (DEN 0077 13.5, FFA_RXTX_UNMAP)");
		ffa_error(ffa, FFA_INVALID_PARAMETERS);
		return;
	}
	unmap_buffers(m);
	ffa_forget_transfers(m);
	ffa_success(ffa, 0, 0);
}

void ffa_rx_release(struct monitor *m, struct monitor_ffa_call *ffa)
{
	if (!m->ffa.rx_full) {
		breach(m, MONITOR_BREACH_ORDER, 0,
		       "the RX buffer is not the caller's to release (DEN 0077 7.2.2.4, FFA_RX_RELEASE)");
		ffa_error(ffa, FFA_DENIED);
		return;
	}
	m->ffa.rx_full = false;
	ffa_success(ffa, 0, 0);
}

/* ---- partitions ----------------------------------------------------------------- */

static bool has_uuid(const u8 *uuid, bool *nil)
{
	u32 i, same = 0, zero = 0;

	for (i = 0; i < 16; i++) {
		same += uuid[i] == optee_uuid[i];
		zero += !uuid[i];
	}
	*nil = zero == 16;
	return *nil || same == 16;
}

/* DEN 0077 table 6.1: the partition information descriptor; the UUID if none was asked for */
static u32 describe(const struct monitor *m, bool nil, u8 *to)
{
	const u16 ids[2] = { FFA_ID_OPTEE, 1 };
	const u32 properties = FFA_PROPERTY_DIRECT_RECV | FFA_PROPERTY_AARCH64;

	mem_set(to, 0, FFA_PARTITION_SIZE);
	mem_copy(to, ids, sizeof(ids));
	mem_copy(to + sizeof(ids), &properties, sizeof(properties));
	if (m->ffa.version < 0x10001)
		return FFA_PARTITION_SIZE_1_0;
	if (nil && !m->config.ffa.no_uuids)
		mem_copy(to + FFA_PARTITION_SIZE_1_0, optee_uuid, sizeof(optee_uuid));
	return FFA_PARTITION_SIZE;
}

void ffa_partition_info_get(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u32 uuid[4] = { (u32)ffa->a[1], (u32)ffa->a[2], (u32)ffa->a[3], (u32)ffa->a[4] };
	u8 info[FFA_PARTITION_SIZE];
	struct buffer rx = { 0 };
	bool nil;
	u32 size;

	ffa_error(ffa, FFA_INVALID_PARAMETERS);
	if (ffa->a[5] & ~(u64)FFA_COUNT_ONLY || (ffa->a[5] && m->ffa.version < 0x10001)) {
		breach(m, MONITOR_BREACH_REGISTER, ffa->a[5],
		       "flags that there are not in this version (DEN 0077 13.8, FFA_PARTITION_INFO_GET)");
		return;
	}
	if (!has_uuid((const u8 *)uuid, &nil))
		return;
	size = describe(m, nil, info);
	if (ffa->a[5] & FFA_COUNT_ONLY) {
		ffa_success(ffa, 1, 0);
		return;
	}
	if (!m->ffa.rx || m->ffa.rx_full) {
		breach(m, MONITOR_BREACH_ORDER, 0,
		       "the RX buffer is not mapped, or not released (DEN 0077 13.8, FFA_PARTITION_INFO_GET)");
		ffa_error(ffa, FFA_BUSY);
		return;
	}
	rx.obj = m->ffa.rx;
	rx.size = m->ffa.rx->size;
	buffer_write(m, &rx, 0, info, size);
	m->ffa.rx_full = true;
	ffa_success(ffa, 1, m->ffa.version < 0x10001 ? 0 : size);
}

void ffa_partition_info_get_regs(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u8 info[FFA_PARTITION_SIZE];
	bool nil;

	ffa_error(ffa, FFA_INVALID_PARAMETERS);
	if (ffa->a[3]) {
		breach(m, MONITOR_BREACH_REGISTER, ffa->a[3],
		       "a start index or tag of which nothing was told (DEN 0077 13.9, FFA_PARTITION_INFO_GET_REGS)");
		return;
	}
	if (!has_uuid((const u8 *)&ffa->a[1], &nil))
		return;
	describe(m, nil, info);
	ffa_success(ffa, (u64)FFA_PARTITION_SIZE << 48, 0);
	ffa->res[0] = FFA_ID64(FFA_FN_SUCCESS);
	mem_copy(&ffa->res[3], info, sizeof(info));
}
