// SPDX-License-Identifier: GPL-2.0-only
/*
 * FF-A notifications: one bit, which OP-TEE sends to ask for its bottom half, and the
 * schedule receiver interrupt that says that it is pending. Values that OP-TEE has for
 * calls that wait are sent by the bottom half, in RPCs.
 *
 * Arm DEN 0077 (FF-A 1.1) section 16; OP-TEE over FF-A (optee_ffa.h),
 * OPTEE_FFA_ENABLE_ASYNC_NOTIF.
 */
#include "ffa/ffa_private.h"

#define ENDPOINTS	FFA_ENDPOINTS(FFA_ID_OPTEE, FFA_ID_KERNEL)

static bool bitmap_is_there(struct monitor *m, struct monitor_ffa_call *ffa)
{
	if (m->ffa.bitmap_created)
		return true;
	breach(m, MONITOR_BREACH_ORDER, ffa->a[0],
	       "there is no bitmap of notifications (DEN 0077 16.1, FFA_NOTIFICATION_BITMAP_CREATE)");
	ffa_error(ffa, FFA_INVALID_PARAMETERS);
	return false;
}

void ffa_bitmap_create(struct monitor *m, struct monitor_ffa_call *ffa)
{
	if (ffa->a[1] != FFA_ID_KERNEL || !ffa->a[2]) {
		breach(m, MONITOR_BREACH_REGISTER, ffa->a[1],
		       "another endpoint's bitmap, or one for no CPU (DEN 0077 16.1, FFA_NOTIFICATION_BITMAP_CREATE)");
		ffa_error(ffa, FFA_INVALID_PARAMETERS);
		return;
	}
	if (m->ffa.bitmap_created) {
		breach(m, MONITOR_BREACH_ORDER, ffa->a[1],
		       "the bitmap is there already (DEN 0077 16.1, FFA_NOTIFICATION_BITMAP_CREATE)");
		ffa_error(ffa, FFA_DENIED);
		return;
	}
	m->ffa.bitmap_created = true;
	ffa_success(ffa, 0, 0);
}

void ffa_bitmap_destroy(struct monitor *m, struct monitor_ffa_call *ffa)
{
	if (!bitmap_is_there(m, ffa))
		return;
	if (m->ffa.bound && !m->ffa.unbind_refused)
		breach(m, MONITOR_BREACH_ORDER, m->ffa.bound,
		       "notifications are still bound (DEN 0077 16.2, FFA_NOTIFICATION_BITMAP_DESTROY)");
	m->ffa.bitmap_created = false;
	m->ffa.bound = 0;
	m->ffa.pending = 0;
	m->ffa.told = false;
	m->notif_enabled = false;
	ffa_success(ffa, 0, 0);
}

/* What BIND and UNBIND have in common; the bits, 0: they have failed */
static u64 bits_of(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u64 bits = ffa_pair(ffa->a[3], ffa->a[4]);

	if (!bitmap_is_there(m, ffa))
		return 0;
	if (ffa->a[1] == ENDPOINTS && bits)
		return bits;
	breach(m, MONITOR_BREACH_REGISTER, ffa->a[1],
	       "no notification, or of endpoints that there are not (DEN 0077 16.3, FFA_NOTIFICATION_BIND)");
	ffa_error(ffa, FFA_INVALID_PARAMETERS);
	return 0;
}

void ffa_bind(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u64 bits = bits_of(m, ffa);

	if (!bits)
		return;
	if (ffa->a[2]) {
		breach(m, MONITOR_BREACH_REGISTER, ffa->a[2],
		       "OP-TEE's notification is a global one (DEN 0077 16.3, FFA_NOTIFICATION_BIND)");
		ffa_error(ffa, FFA_INVALID_PARAMETERS);
		return;
	}
	if (bits & (m->ffa.bound | m->config.ffa.taken)) {
		ffa_error(ffa, FFA_DENIED);
		return;
	}
	m->ffa.bound |= bits;
	ffa_success(ffa, 0, 0);
}

void ffa_unbind(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u64 bits = bits_of(m, ffa);

	if (!bits)
		return;
	if (bits & ~m->ffa.bound) {
		if (bits & ~(m->ffa.bound | m->ffa.lied_bound))
			breach(m, MONITOR_BREACH_ORDER, bits,
			       "a notification that is not bound (DEN 0077 16.4, FFA_NOTIFICATION_UNBIND)");
		ffa_error(ffa, FFA_DENIED);
		return;
	}
	m->ffa.bound &= ~bits;
	m->ffa.pending &= ~bits;
	if (m->notif_enabled && bits & 1ull << m->ffa.bottom_half)
		m->notif_enabled = false;
	ffa_success(ffa, 0, 0);
}

void ffa_notification_get(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u64 bits = 0;

	if (!bitmap_is_there(m, ffa))
		return;
	if ((ffa->a[1] & 0xffff) != FFA_ID_KERNEL || !(ffa->a[2] & 0xf) || ffa->a[2] & ~0xfull) {
		breach(m, MONITOR_BREACH_REGISTER, ffa->a[2],
		       "another endpoint's notifications, or of nobody (DEN 0077 16.6, FFA_NOTIFICATION_GET)");
		ffa_error(ffa, FFA_INVALID_PARAMETERS);
		return;
	}
	if (ffa->a[2] & FFA_NOTIF_FROM_SP) {
		bits = m->ffa.pending;
		m->ffa.pending = 0;
	}
	ffa_success(ffa, bits & 0xffffffffu, bits >> 32);
}

/* One list of one id: that of the kernel, which has a global notification */
void ffa_notification_info_get(struct monitor *m, struct monitor_ffa_call *ffa)
{
	if (!m->ffa.pending || m->ffa.told) {
		ffa_error(ffa, FFA_NO_DATA);
		return;
	}
	m->ffa.told = true;
	ffa_success(ffa, 1ull << 7, FFA_ID_KERNEL);
	if (ffa->a[0] & 0x40000000u)
		ffa->res[0] = FFA_ID64(FFA_FN_SUCCESS);
}

/* struct front: values wait, so OP-TEE asks for its bottom half. */
void ffa_notify(struct monitor *m)
{
	if (!m->notif_enabled)
		return;
	m->ffa.pending |= 1ull << m->ffa.bottom_half;
	m->ffa.told = false;
	m->irq_wanted = true;
}
