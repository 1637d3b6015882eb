/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The numbers of the OP-TEE ABI, arranged for the monitor and for those who test
 * against it. They are independent of the headers of the driver under test, so
 * that a wrong number there shows. Each group names the document that it is from;
 * the names are the document's own.
 */
#ifndef OPTEE_ABI_H
#define OPTEE_ABI_H

#include "monitor_types.h"

/*
 * SMCCC (ARM DEN 0028), section 2.5: a function identifier is bit 31 fast call,
 * bit 30 64-bit convention, bits 29:24 owner, bits 15:0 function number.
 */
#define SMCCC_FAST(owner, function)	(0x80000000u | (owner) << 24 | (function))
#define SMCCC_YIELDING(owner, function)	((owner) << 24 | (function))
enum { SMCCC_OWNER_TOS = 50, SMCCC_OWNER_TOS_END = 63 };

/*
 * OP-TEE SMC ABI (optee_smc.h): function numbers, the values of @func in rules and
 * events of fast calls
 */
enum optee_fast_function {
	OPTEE_FAST_GET_OS_UUID = 0x0000,
	OPTEE_FAST_GET_OS_REVISION = 0x0001,
	OPTEE_FAST_LOAD_IMAGE = 0x0002,
	OPTEE_FAST_GET_SHM_CONFIG = 0x0007,
	OPTEE_FAST_EXCHANGE_CAPABILITIES = 0x0009,
	OPTEE_FAST_DISABLE_SHM_CACHE = 0x000a,
	OPTEE_FAST_ENABLE_SHM_CACHE = 0x000b,
	OPTEE_FAST_GET_THREAD_COUNT = 0x000f,
	OPTEE_FAST_ENABLE_ASYNC_NOTIF = 0x0010,
	OPTEE_FAST_GET_ASYNC_NOTIF_VALUE = 0x0011,
	OPTEE_FAST_GET_PROTMEM_CONFIG = 0x0014,
	OPTEE_FAST_CALLS_COUNT = 0xff00,
	OPTEE_FAST_CALLS_UID = 0xff01,
	OPTEE_FAST_CALLS_REVISION = 0xff03,
};

enum optee_yielding_function {
	OPTEE_YIELD_RETURN_FROM_RPC = 3,
	OPTEE_YIELD_CALL_WITH_ARG = 4,
	OPTEE_YIELD_CALL_WITH_RPC_ARG = 18,
	OPTEE_YIELD_CALL_WITH_REGD_ARG = 19,
};

/* OP-TEE SMC ABI (optee_smc.h): complete identifiers, for those who make raw calls */
#define OPTEE_FAST_ID(number)		SMCCC_FAST(SMCCC_OWNER_TOS, (u32)(number))
#define OPTEE_FAST_END_ID(number)	SMCCC_FAST(SMCCC_OWNER_TOS_END, (u32)(number))
#define OPTEE_YIELD_ID(number)		SMCCC_YIELDING(SMCCC_OWNER_TOS, (u32)(number))

/* OP-TEE SMC ABI (optee_smc.h): OPTEE_SMC_RETURN_*, the answers in a0 */
enum {
	OPTEE_RETURN_OK = 0,
	OPTEE_RETURN_ETHREAD_LIMIT = 1,
	OPTEE_RETURN_EBUSY = 2,
	OPTEE_RETURN_ERESUME = 3,
	OPTEE_RETURN_EBADADDR = 4,
	OPTEE_RETURN_EBADCMD = 5,
	OPTEE_RETURN_ENOMEM = 6,
	OPTEE_RETURN_ENOTAVAIL = 7,
};

#define OPTEE_RETURN_UNKNOWN		0xffffffffu
#define OPTEE_RETURN_RPC		0xffff0000u	/* OPTEE_SMC_RETURN_RPC_PREFIX */

enum optee_rpc_func {
	OPTEE_RPC_FUNC_ALLOC = 0,
	OPTEE_RPC_FUNC_FREE = 2,
	OPTEE_RPC_FUNC_INTR = 4,
	OPTEE_RPC_FUNC_CMD = 5,
};

/* OP-TEE SMC ABI (optee_smc.h): OPTEE_SMC_EXCHANGE_CAPABILITIES */
#define OPTEE_NSEC_CAP_UNIPROCESSOR	0x1u
#define OPTEE_CAP_RESERVED_SHM		0x01u
#define OPTEE_CAP_UNREGISTERED_SHM	0x02u
#define OPTEE_CAP_DYNAMIC_SHM		0x04u
#define OPTEE_CAP_VIRTUALIZATION	0x08u
#define OPTEE_CAP_MEMREF_NULL		0x10u
#define OPTEE_CAP_ASYNC_NOTIF		0x20u
#define OPTEE_CAP_RPC_ARG		0x40u
#define OPTEE_CAP_RPMB_PROBE		0x80u
#define OPTEE_CAP_PROTMEM		0x100u
#define OPTEE_CAP_DYNAMIC_PROTMEM	0x200u

/* OP-TEE SMC ABI (optee_smc.h): OPTEE_SMC_GET_SHM_CONFIG, OPTEE_SMC_GET_ASYNC_NOTIF_VALUE */
#define OPTEE_SHM_CACHED		1u
#define OPTEE_NOTIF_VALUE_VALID		1u
#define OPTEE_NOTIF_VALUE_PENDING	2u
#define OPTEE_NOTIF_BOTTOM_HALF		0u

/* OP-TEE message protocol (optee_msg.h): OPTEE_MSG_UID_*, OPTEE_MSG_IMAGE_LOAD_UID_* */
#define OPTEE_UID_WORDS			{ 0x384fb3e0, 0xe7f811e3, 0xaf630002, 0xa5d5c51b }
#define OPTEE_IMAGE_LOAD_UID_WORDS	{ 0xa3fbeab1, 0x1246315d, 0xc7c406b9, 0xc03cbea4 }
#define OPTEE_OS_UUID_WORDS		{ 0x486178e0, 0xe7f811e3, 0xbc5e0002, 0xa5d5c51b }
enum { OPTEE_REVISION_MAJOR = 2, OPTEE_REVISION_MINOR = 0 };

/* OP-TEE message protocol (optee_msg.h): OPTEE_MSG_CMD_* */
enum optee_msg_cmd {
	OPTEE_CMD_OPEN_SESSION,
	OPTEE_CMD_INVOKE_COMMAND,
	OPTEE_CMD_CLOSE_SESSION,
	OPTEE_CMD_CANCEL,
	OPTEE_CMD_REGISTER_SHM,
	OPTEE_CMD_UNREGISTER_SHM,
	OPTEE_CMD_DO_BOTTOM_HALF,
	OPTEE_CMD_STOP_ASYNC_NOTIF,
	OPTEE_CMD_LEND_PROTMEM,
	OPTEE_CMD_RECLAIM_PROTMEM,
	OPTEE_CMD_GET_PROTMEM_CONFIG,
	OPTEE_CMD_ASSIGN_PROTMEM,
};

/* OP-TEE message protocol (optee_msg.h): OPTEE_MSG_PROTMEM_* */
enum optee_protmem_use {
	OPTEE_PROTMEM_SECURE_VIDEO_PLAY = 1,
	OPTEE_PROTMEM_TRUSTED_UI,
	OPTEE_PROTMEM_SECURE_VIDEO_RECORD,
};

/*
 * OP-TEE message protocol (optee_msg.h): OPTEE_MSG_ATTR_*. The low byte is a
 * class (value, registered or temporary memory) plus a direction.
 */
enum { OPTEE_DIR_IN = 1, OPTEE_DIR_OUT = 2, OPTEE_DIR_INOUT = 3 };
enum { OPTEE_ATTR_NONE = 0, OPTEE_ATTR_VALUE = 0x0, OPTEE_ATTR_RMEM = 0x4, OPTEE_ATTR_TMEM = 0x8 };
#define OPTEE_ATTR(class, dir)		((u64)(OPTEE_ATTR_##class | OPTEE_DIR_##dir))
#define OPTEE_ATTR_TYPE_MASK		0xffull
#define OPTEE_ATTR_META			0x100ull
#define OPTEE_ATTR_NONCONTIG		0x200ull
#define OPTEE_ATTR_CACHE_SHIFT		16
#define OPTEE_ATTR_CACHE_BITS		(7ull << OPTEE_ATTR_CACHE_SHIFT)

/*
 * OP-TEE message protocol (optee_msg.h): struct optee_msg_param. What @a, @b and
 * @c are depends on @attr: value {a, b, c}; temporary memory {buf_ptr, size, shm_ref};
 * registered memory {offs, size, shm_ref}.
 */
struct optee_param {
	u64 attr;
	u64 a, b, c;
};

/* OP-TEE message protocol (optee_msg.h): struct optee_msg_arg without its parameters */
struct optee_header {
	u32 cmd, func;
	u32 session, cancel_id;
	u32 pad;
	u32 ret, ret_origin;
	u32 num_params;
};

/* OP-TEE message protocol (optee_msg.h): OPTEE_MSG_GET_ARG_SIZE() */
#define OPTEE_ARG_SIZE(num_params) \
	((u64)sizeof(struct optee_header) + (u64)sizeof(struct optee_param) * (num_params))

/* OP-TEE message protocol (optee_msg.h): OPTEE_MSG_ATTR_NONCONTIG */
enum { OPTEE_PAGE_SIZE = 4096, OPTEE_LIST_ENTRIES = OPTEE_PAGE_SIZE / 8 - 1 };

/*
 * OP-TEE message protocol (optee_msg.h): OPTEE_MSG_LOGIN_*; the kernel's own is
 * TEE_IOCTL_LOGIN_REE_KERNEL (uapi/linux/tee.h)
 */
enum optee_login {
	OPTEE_LOGIN_PUBLIC = 0,
	OPTEE_LOGIN_USER = 1,
	OPTEE_LOGIN_GROUP = 2,
	OPTEE_LOGIN_APPLICATION = 4,
	OPTEE_LOGIN_APPLICATION_USER = 5,
	OPTEE_LOGIN_APPLICATION_GROUP = 6,
};

#define OPTEE_LOGIN_REE_KERNEL		0x80000000u

/*
 * OP-TEE RPC commands. Those which the driver itself serves are in
 * optee_rpc_cmd.h; LOAD_TA, RPMB, FS, SOCKET and what follows them go to the
 * supplicant and are from OP-TEE OS, core/include/optee_rpc_cmd.h.
 */
enum optee_rpc_cmd {
	OPTEE_RPC_LOAD_TA = 0,
	OPTEE_RPC_RPMB = 1,
	OPTEE_RPC_FS = 2,
	OPTEE_RPC_GET_TIME = 3,
	OPTEE_RPC_NOTIFICATION = 4,
	OPTEE_RPC_SUSPEND = 5,
	OPTEE_RPC_SHM_ALLOC = 6,
	OPTEE_RPC_SHM_FREE = 7,
	OPTEE_RPC_GPROF = 9,
	OPTEE_RPC_SOCKET = 10,
	OPTEE_RPC_BENCH_REG = 20,
	OPTEE_RPC_I2C_TRANSFER = 21,
	OPTEE_RPC_RPMB_PROBE_RESET = 22,
	OPTEE_RPC_RPMB_PROBE_NEXT = 23,
	OPTEE_RPC_RPMB_FRAMES = 24,
};

/* OP-TEE RPC commands (optee_rpc_cmd.h): sub-functions and types */
enum { OPTEE_RPC_NOTIF_WAIT = 0, OPTEE_RPC_NOTIF_SEND = 1 };
enum { OPTEE_RPC_SHM_APPL = 0, OPTEE_RPC_SHM_KERNEL = 1 };

/* OP-TEE OS, core/include/optee_rpc_cmd.h: OPTEE_RPC_FS_*, OPTEE_RPC_SOCKET_* */
enum optee_rpc_fs {
	OPTEE_RPC_FS_OPEN,
	OPTEE_RPC_FS_CREATE,
	OPTEE_RPC_FS_CLOSE,
	OPTEE_RPC_FS_READ,
	OPTEE_RPC_FS_WRITE,
};

enum { OPTEE_RPC_SOCKET_OPEN = 0, OPTEE_RPC_SOCKET_CLOSE = 1 };

/*
 * GlobalPlatform TEE Client API v1.0 section 4.4.2 (result codes), TEE Internal
 * Core API v1.1 section 3.3.1 (the same and more), OP-TEE OS tee_api_defines.h
 */
#define TEEC_SUCCESS			0x00000000u
#define TEEC_ERROR_GENERIC		0xffff0000u
#define TEEC_ERROR_ACCESS_DENIED	0xffff0001u
#define TEEC_ERROR_CANCEL		0xffff0002u
#define TEEC_ERROR_BAD_PARAMETERS	0xffff0006u
#define TEEC_ERROR_ITEM_NOT_FOUND	0xffff0008u
#define TEEC_ERROR_NOT_IMPLEMENTED	0xffff0009u
#define TEEC_ERROR_NOT_SUPPORTED	0xffff000au
#define TEEC_ERROR_OUT_OF_MEMORY	0xffff000cu
#define TEEC_ERROR_BUSY			0xffff000du
#define TEEC_ERROR_COMMUNICATION	0xffff000eu
#define TEEC_ERROR_SECURITY		0xffff000fu
#define TEEC_ERROR_SHORT_BUFFER		0xffff0010u
#define TEEC_ERROR_TARGET_DEAD		0xffff3024u
#define TEE_ERROR_MAC_INVALID		0xffff3071u
#define TEE_ERROR_TIMEOUT		0xffff3001u
#define TEE_ERROR_STORAGE_NOT_AVAILABLE	0xf0100003u

/* GlobalPlatform TEE Client API v1.0 section 4.4.3: return code origins */
enum { TEEC_ORIGIN_API = 1, TEEC_ORIGIN_COMMS, TEEC_ORIGIN_TEE, TEEC_ORIGIN_TRUSTED_APP };

#endif /* OPTEE_ABI_H */
