/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE message protocol: what a yielding call carries in shared memory,
 * whichever way it enters the secure world.
 *
 * Source of every number and layout here: OP-TEE OS,
 * core/include/optee_msg.h, revision 2.0 of the protocol.
 */
#ifndef OPTEE_MSG_H
#define OPTEE_MSG_H

#include <linux/bits.h>
#include <linux/types.h>

/*
 * The low byte of a parameter's attribute is its type. Registered memory is
 * named by a cookie that the secure world knows already, temporary memory by
 * its address. FF-A calls the registered kind FMEM and lays it out its own
 * way, the size aside.
 */
enum optee_msg_attr_type {
	OPTEE_MSG_ATTR_TYPE_NONE = 0,
	OPTEE_MSG_ATTR_TYPE_VALUE_INPUT = 1,
	OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT = 2,
	OPTEE_MSG_ATTR_TYPE_VALUE_INOUT = 3,
	OPTEE_MSG_ATTR_TYPE_RMEM_INPUT = 5,
	OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT = 6,
	OPTEE_MSG_ATTR_TYPE_RMEM_INOUT = 7,
	OPTEE_MSG_ATTR_TYPE_TMEM_INPUT = 9,
	OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT = 10,
	OPTEE_MSG_ATTR_TYPE_TMEM_INOUT = 11,
};

#define OPTEE_MSG_ATTR_TYPE_MASK	GENMASK(7, 0)
/* The global_id of a reference to no memory */
#define OPTEE_MSG_FMEM_INVALID_GLOBAL_ID	0xffffffffffffffffULL
/* For OP-TEE itself, not for the trusted application */
#define OPTEE_MSG_ATTR_META		BIT(8)
/* Temporary memory: the address is that of a list of pages */
#define OPTEE_MSG_ATTR_NONCONTIG	BIT(9)
/* Bits 18:16 are cache attributes; 0 takes those agreed for the range. */

/*
 * A list of pages is a chain of 4 KiB pages; each holds the addresses of 511
 * pages of 4 KiB and, last, the address of the next page of the list.
 */
#define OPTEE_MSG_NONCONTIG_PAGE_SIZE	4096

/**
 * struct optee_msg_param - one parameter
 * @attr: type in the low byte, OPTEE_MSG_ATTR_* above it
 * @u: what the type says
 * @u.value: three numbers
 * @u.tmem: memory by physical address @u.tmem.buf_ptr
 * @u.rmem: memory by cookie @u.rmem.shm_ref, from @u.rmem.offs on
 * @u.fmem: memory by FF-A's handle @u.fmem.global_id; the offset has 48 bits, and
 *	@u.fmem.internal_offs is where in its first page of 4 KiB the memory begins
 * @u.octets: the same 24 bytes, as a string
 */
struct optee_msg_param {
	u64 attr;
	union {
		struct {
			u64 a, b, c;
		} value;
		struct {
			u64 buf_ptr;
			u64 size;
			u64 shm_ref;
		} tmem;
		struct {
			u64 offs;
			u64 size;
			u64 shm_ref;
		} rmem;
		struct {
			u32 offs_low;
			u16 offs_high;
			u16 internal_offs;
			u64 size;
			u64 global_id;
		} fmem;
		u8 octets[24];
	} u;
};

/**
 * struct optee_msg_arg - header of a message, and its parameters
 * @cmd: OPTEE_MSG_CMD_*, or OPTEE_RPC_CMD_* in a request to this side
 * @func: function of the trusted application, for INVOKE_COMMAND
 * @session: session called, or result of OPEN_SESSION
 * @cancel_id: chosen by the caller, names the call in CANCEL
 * @pad: none
 * @ret: TEEC_* or a code of the application
 * @ret_origin: who set @ret
 * @num_params: length of @params
 * @params: the parameters, those with META first
 */
struct optee_msg_arg {
	u32 cmd;
	u32 func;
	u32 session;
	u32 cancel_id;
	u32 pad;
	u32 ret;
	u32 ret_origin;
	u32 num_params;
	struct optee_msg_param params[];
};

/* Bytes that a message with n parameters takes */
#define OPTEE_MSG_GET_ARG_SIZE(n) \
	(sizeof(struct optee_msg_arg) + (n) * sizeof(struct optee_msg_param))

/*
 * Commands to the secure world.
 *
 * OPEN_SESSION: params[0] META value: a, b the application's UUID;
 *	params[1] META value: a, b the client's UUID, c its login class.
 * REGISTER_SHM: params[0] TMEM_OUTPUT | NONCONTIG: the list of pages (its low
 *	12 bits the offset into the first), the size, the cookie to be.
 * UNREGISTER_SHM: params[0] RMEM_INPUT: the cookie, offset and size 0.
 * DO_BOTTOM_HALF: do what a notification asked for, no parameters.
 * STOP_ASYNC_NOTIF: send no more notifications, no parameters.
 * LEND_PROTMEM: params[0] value: a OPTEE_MSG_PROTMEM_*; params[1] TMEM_INPUT:
 *	address, size, the cookie to be of memory that is protected from now on.
 * RECLAIM_PROTMEM: params[0] RMEM_INPUT: the cookie, offset and size 0 (a value
 *	in the document, but not in OP-TEE OS).
 * GET_PROTMEM_CONFIG: params[0] value, inout: in a OPTEE_MSG_PROTMEM_*, out
 *	a: least size, b: alignment of size and start, c: bits of an address;
 *	params[1] memory, output: attributes to lend it with, or none.
 * ASSIGN_PROTMEM: params[0] value: a the cookie, b OPTEE_MSG_PROTMEM_* of memory
 *	that was lent in FF-A's way. Only FF-A has it.
 */
enum optee_msg_cmd {
	OPTEE_MSG_CMD_OPEN_SESSION,
	OPTEE_MSG_CMD_INVOKE_COMMAND,
	OPTEE_MSG_CMD_CLOSE_SESSION,
	OPTEE_MSG_CMD_CANCEL,
	OPTEE_MSG_CMD_REGISTER_SHM,
	OPTEE_MSG_CMD_UNREGISTER_SHM,
	OPTEE_MSG_CMD_DO_BOTTOM_HALF,
	OPTEE_MSG_CMD_STOP_ASYNC_NOTIF,
	OPTEE_MSG_CMD_LEND_PROTMEM,
	OPTEE_MSG_CMD_RECLAIM_PROTMEM,
	OPTEE_MSG_CMD_GET_PROTMEM_CONFIG,
	OPTEE_MSG_CMD_ASSIGN_PROTMEM,
};

/* What protected memory is for */
enum optee_msg_protmem {
	OPTEE_MSG_PROTMEM_SECURE_VIDEO_PLAY = 1,
	OPTEE_MSG_PROTMEM_TRUSTED_UI,
	OPTEE_MSG_PROTMEM_SECURE_VIDEO_RECORD,
};

/* The protocol's own UID, 384fb3e0-e7f8-11e3-af63-0002a5d5c51b */
#define OPTEE_MSG_UID { 0x384fb3e0, 0xe7f811e3, 0xaf630002, 0xa5d5c51b }
/* UID while firmware still waits for an image of OP-TEE to be loaded */
#define OPTEE_MSG_IMAGE_LOAD_UID \
	{ 0xa3fbeab1, 0x1246315d, 0xc7c406b9, 0xc03cbea4 }

#define OPTEE_MSG_REVISION_MAJOR	2
#define OPTEE_MSG_REVISION_MINOR	0

#endif /* OPTEE_MSG_H */
