// SPDX-License-Identifier: GPL-2.0-only
/*
 * A request to move data to or from a chip on an I2C bus.
 *
 * Source: OP-TEE OS, optee_rpc_cmd.h, OPTEE_RPC_CMD_I2C_TRANSFER.
 */

#include <linux/i2c.h>
#include <linux/kconfig.h>
#include <linux/limits.h>

#include "optee_private.h"
#include "optee_rpc_cmd.h"

#if IS_REACHABLE(CONFIG_I2C)
/* What the request says in struct i2c_msg, or false if it makes no sense */
static bool fill_msg(struct i2c_msg *msg, const struct tee_param *p)
{
	*msg = (struct i2c_msg){
		.addr = p[0].u.value.c,
		.buf = optee_memref_va(p + 2),
		.len = p[2].u.memref.size,
	};
	if (p[0].u.value.c > U16_MAX || p[2].u.memref.size > U16_MAX ||
	    !msg->buf)
		return false;

	if (p[1].u.value.a & OPTEE_RPC_I2C_FLAGS_TEN_BIT)
		msg->flags |= I2C_M_TEN;
	switch (p[0].u.value.a) {
	case OPTEE_RPC_I2C_TRANSFER_RD:
		msg->flags |= I2C_M_RD;
		return true;
	case OPTEE_RPC_I2C_TRANSFER_WR:
		return true;
	default:
		return false;
	}
}

/**
 * optee_rpc_i2c_transfer() - answers a request for an I2C transfer
 * @rpc: the call that it came in
 * @p: the four parameters, of the right types
 *
 * Context: process context, sleeps.
 * Return: a TEEC code.
 */
u32 optee_rpc_i2c_transfer(struct optee_rpc *rpc, struct tee_param *p)
{
	struct i2c_adapter *adapter;
	u32 ret = TEEC_ERROR_BAD_PARAMETERS;
	struct i2c_msg msg;

	if (!fill_msg(&msg, p) || p[0].u.value.b > INT_MAX)
		return ret;

	adapter = i2c_get_adapter(p[0].u.value.b);
	if (!adapter)
		return ret;
	if (msg.flags & I2C_M_TEN &&
	    !i2c_check_functionality(adapter, I2C_FUNC_10BIT_ADDR))
		goto out;
	if (i2c_transfer(adapter, &msg, 1) < 0) {
		ret = TEEC_ERROR_COMMUNICATION;
		goto out;
	}
	p[3].u.value.a = msg.len;
	ret = TEEC_SUCCESS;
out:
	i2c_put_adapter(adapter);
	return ret;
}
#else
u32 optee_rpc_i2c_transfer(struct optee_rpc *rpc, struct tee_param *p)
{
	return TEEC_ERROR_NOT_SUPPORTED;
}
#endif
