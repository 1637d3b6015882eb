/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests of the secure world that the kernel answers itself. Any other goes
 * to tee-supplicant.
 *
 * Source: OP-TEE OS, core/include/optee_rpc_cmd.h. "v0.a" is field a of
 * parameter 0, a value; "m1" is parameter 1, a memory reference.
 */
#ifndef OPTEE_RPC_CMD_H
#define OPTEE_RPC_CMD_H

#include <linux/bits.h>

enum optee_rpc_cmd {
	/* out v0.a seconds, v0.b nanoseconds since 1970 (UTC) */
	OPTEE_RPC_CMD_GET_TIME = 3,
	/* in v0.a WAIT or SEND, v0.b value, v0.c timeout in ms, 0: none */
	OPTEE_RPC_CMD_NOTIFICATION = 4,
	/* in v0.a milliseconds to sleep */
	OPTEE_RPC_CMD_SUSPEND = 5,
	/* in v0.a OPTEE_RPC_SHM_TYPE_*, v0.b bytes, v0.c alignment; out m0 */
	OPTEE_RPC_CMD_SHM_ALLOC = 6,
	/* in v0.a OPTEE_RPC_SHM_TYPE_*, v0.b cookie */
	OPTEE_RPC_CMD_SHM_FREE = 7,
	/*
	 * in v0.a direction, v0.b bus, v0.c chip, v1.a flags; in/out m2;
	 * out v3.a bytes moved
	 */
	OPTEE_RPC_CMD_I2C_TRANSFER = 21,
	/* out v0.a OPTEE_RPC_SHM_TYPE_* to use; forget the device in use */
	OPTEE_RPC_CMD_RPMB_PROBE_RESET = 22,
	/*
	 * out v0.a OPTEE_RPC_RPMB_*, v0.b size in 128 KiB, v0.c reliable
	 * write sector count, m1 device id
	 */
	OPTEE_RPC_CMD_RPMB_PROBE_NEXT = 23,
	/* in m0 frames to the device; out m1 frames from it */
	OPTEE_RPC_CMD_RPMB_FRAMES = 24,
};

enum optee_rpc_notification {
	OPTEE_RPC_NOTIFICATION_WAIT,
	OPTEE_RPC_NOTIFICATION_SEND,
};

/* Memory of tee-supplicant, or of the kernel alone */
enum optee_rpc_shm_type {
	OPTEE_RPC_SHM_TYPE_APPL,
	OPTEE_RPC_SHM_TYPE_KERNEL,
};

enum optee_rpc_i2c_transfer {
	OPTEE_RPC_I2C_TRANSFER_RD,
	OPTEE_RPC_I2C_TRANSFER_WR,
};

#define OPTEE_RPC_I2C_FLAGS_TEN_BIT	BIT(0)

enum optee_rpc_rpmb {
	OPTEE_RPC_RPMB_EMMC,
	OPTEE_RPC_RPMB_UFS,
	OPTEE_RPC_RPMB_NVME,
};

#endif /* OPTEE_RPC_CMD_H */
