/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RPMB: data frames, and a small device that keeps what it is given. The storage TA
 * makes and checks frames; the device is for those who stand for a host controller or
 * the supplicant.
 *
 * JEDEC eMMC (JESD84-B51), section 6.6.22: Replay Protected Memory Block; numbers in a
 * frame are big endian. HMAC: RFC 2104, SHA-256: FIPS 180-4.
 */
#ifndef RPMB_H
#define RPMB_H

#include "big_endian.h"
#include "monitor_types.h"

enum { RPMB_FRAME_SIZE = 512, RPMB_BLOCK_SIZE = 256, RPMB_KEY_SIZE = 32, RPMB_NONCE_SIZE = 16 };
enum { RPMB_BLOCKS = 64 };

/* Request types, those of responses have RPMB_RESPONSE as well; RPMB_REQ_RESULT_READ has none. */
enum rpmb_type_of_frame {
	RPMB_REQ_PROGRAM_KEY = 1,
	RPMB_REQ_READ_COUNTER,
	RPMB_REQ_WRITE_DATA,
	RPMB_REQ_READ_DATA,
	RPMB_REQ_RESULT_READ,
	RPMB_RESPONSE = 0x100,
};

enum rpmb_result {
	RPMB_OK,
	RPMB_FAILURE,
	RPMB_BAD_MAC,
	RPMB_BAD_COUNTER,
	RPMB_BAD_ADDRESS,
	RPMB_WRITE_FAILURE,
	RPMB_READ_FAILURE,
	RPMB_NO_KEY,
};

struct rpmb_data_frame {
	u8 stuff[196];
	u8 mac[RPMB_KEY_SIZE];		/* or the key */
	u8 data[RPMB_BLOCK_SIZE];
	u8 nonce[RPMB_NONCE_SIZE];
	u8 counter[4];
	u8 address[2], blocks[2];
	u8 result[2], type[2];
};

/**
 * rpmb_mac() - the message authentication code of a frame
 * @frame:	from its data on to its end
 * @key:	RPMB_KEY_SIZE bytes
 * @mac:	as many
 */
void rpmb_mac(const struct rpmb_data_frame *frame, const u8 *key, u8 *mac);
/** rpmb_signed() - does the frame have the code that it should have with this key? */
bool rpmb_signed(const struct rpmb_data_frame *frame, const u8 *key);

/**
 * struct rpmb_device - an RPMB partition; zeroed, it is as from the factory
 * @has_key:	a key was programmed, which can be done once
 * @key:	that key
 * @counter:	writes so far
 * @block:	what is stored
 */
struct rpmb_device {
	bool has_key;
	u8 key[RPMB_KEY_SIZE];
	u32 counter;
	u8 block[RPMB_BLOCKS][RPMB_BLOCK_SIZE];
};

/**
 * rpmb_device_frames() - a request arrives at the device, its response is read
 * @dev:	the device; the caller sees to it that there is one request at a time
 * @req:	one frame
 * @req_size:	in bytes
 * @resp:	one frame
 * @resp_size:	in bytes
 *
 * A write is followed by reading its result, as a host does. Any context.
 *
 * Return: false when these are not one frame each, or of no type of request.
 */
bool rpmb_device_frames(struct rpmb_device *dev, const void *req, u64 req_size, void *resp,
			u64 resp_size);

#endif /* RPMB_H */
