// SPDX-License-Identifier: GPL-2.0-only
/*
 * A small RPMB device. JEDEC eMMC (JESD84-B51), section 6.6.22.4: access to the RPMB.
 */
#include "core/monitor_private.h"
#include "rpmb.h"

static enum rpmb_result program_key(struct rpmb_device *dev, const struct rpmb_data_frame *req)
{
	if (dev->has_key)
		return RPMB_FAILURE;
	mem_copy(dev->key, req->mac, sizeof(dev->key));
	dev->has_key = true;
	return RPMB_OK;
}

static enum rpmb_result write_data(struct rpmb_device *dev, const struct rpmb_data_frame *req)
{
	u32 address = be_get16(req->address);

	if (!rpmb_signed(req, dev->key))
		return RPMB_BAD_MAC;
	if (be_get32(req->counter) != dev->counter)
		return RPMB_BAD_COUNTER;
	if (address >= RPMB_BLOCKS)
		return RPMB_BAD_ADDRESS;
	if (be_get16(req->blocks) != 1)
		return RPMB_WRITE_FAILURE;
	mem_copy(dev->block[address], req->data, RPMB_BLOCK_SIZE);
	dev->counter++;
	return RPMB_OK;
}

static enum rpmb_result read_data(const struct rpmb_device *dev, const struct rpmb_data_frame *req,
				  struct rpmb_data_frame *resp)
{
	u32 address = be_get16(req->address);

	if (address >= RPMB_BLOCKS)
		return RPMB_BAD_ADDRESS;
	mem_copy(resp->data, dev->block[address], RPMB_BLOCK_SIZE);
	be_put16(resp->blocks, 1);
	return RPMB_OK;
}

static enum rpmb_result serve(struct rpmb_device *dev, const struct rpmb_data_frame *req,
			      struct rpmb_data_frame *resp)
{
	u32 type = be_get16(req->type);

	if (type == RPMB_REQ_PROGRAM_KEY)
		return program_key(dev, req);
	if (!dev->has_key)
		return RPMB_NO_KEY;
	if (type == RPMB_REQ_WRITE_DATA)
		return write_data(dev, req);
	mem_copy(resp->nonce, req->nonce, sizeof(resp->nonce));
	return type == RPMB_REQ_READ_DATA ? read_data(dev, req, resp) : RPMB_OK;
}

bool rpmb_device_frames(struct rpmb_device *dev, const void *req, u64 req_size, void *resp,
			u64 resp_size)
{
	struct rpmb_data_frame in, *out = resp;
	enum rpmb_result result;
	u32 type;

	if (req_size != sizeof(in) || resp_size != sizeof(*out))
		return false;
	mem_copy(&in, req, sizeof(in));
	type = be_get16(in.type);
	if (type < RPMB_REQ_PROGRAM_KEY || type > RPMB_REQ_READ_DATA)
		return false;
	mem_set(out, 0, sizeof(*out));
	mem_copy(out->address, in.address, sizeof(out->address));
	result = serve(dev, &in, out);
	be_put16(out->type, RPMB_RESPONSE | type);
	be_put16(out->result, result);
	if (type != RPMB_REQ_READ_DATA)
		be_put32(out->counter, dev->counter);
	if (dev->has_key && type != RPMB_REQ_PROGRAM_KEY)
		rpmb_mac(out, dev->key, out->mac);
	return true;
}
