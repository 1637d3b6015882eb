// SPDX-License-Identifier: GPL-2.0-only
/*
 * The code by which an RPMB frame is authenticated: HMAC-SHA256.
 */
#include "core/sha256.h"
#include "rpmb.h"

/* The code of a frame is over its data and all that follows. */
void rpmb_mac(const struct rpmb_data_frame *frame, const u8 *key, u8 *mac)
{
	struct hmac h;

	hmac_begin(&h, key, RPMB_KEY_SIZE);
	hmac_add(&h, frame->data, sizeof(*frame) - (u32)offsetof(struct rpmb_data_frame, data));
	hmac_end(&h, mac);
}

bool rpmb_signed(const struct rpmb_data_frame *frame, const u8 *key)
{
	u8 mac[RPMB_KEY_SIZE];

	rpmb_mac(frame, key, mac);
	return digest_equal(mac, frame->mac);
}
