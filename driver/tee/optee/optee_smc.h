/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE SMC ABI: how a message enters the secure world by an SMC or HVC
 * instruction, and what comes back in registers.
 *
 * Sources: OP-TEE OS, core/arch/arm/include/sm/optee_smc.h (numbers and
 * registers), and the SMC Calling Convention, ARM DEN 0028 (how a function
 * number is made up). All registers are 32 bits wide.
 */
#ifndef OPTEE_SMC_H
#define OPTEE_SMC_H

#include <linux/arm-smccc.h>
#include <linux/bits.h>

/* Fast calls end without leaving a thread; yielding calls take a thread. */
#define OPTEE_SMC_FN(type, owner, number) \
	ARM_SMCCC_CALL_VAL(type, ARM_SMCCC_SMC_32, owner, number)
#define OPTEE_SMC_FAST(number) \
	OPTEE_SMC_FN(ARM_SMCCC_FAST_CALL, ARM_SMCCC_OWNER_TRUSTED_OS, number)
#define OPTEE_SMC_YIELDING(number) \
	OPTEE_SMC_FN(ARM_SMCCC_STD_CALL, ARM_SMCCC_OWNER_TRUSTED_OS, number)
#define OPTEE_SMC_SERVICE(number) \
	OPTEE_SMC_FN(ARM_SMCCC_FAST_CALL, ARM_SMCCC_OWNER_TRUSTED_OS_END, \
		     number)

/* Required of every service by SMCCC; a0-a3 hold the UID, a0-a1 the revision */
#define OPTEE_SMC_CALLS_UID		OPTEE_SMC_SERVICE(0xff01)
#define OPTEE_SMC_CALLS_REVISION	OPTEE_SMC_SERVICE(0xff03)

/* a1:a2 size, a3:a4 address of an image; out a0: 0 or an error */
#define OPTEE_SMC_CALL_LOAD_IMAGE	OPTEE_SMC_SERVICE(2)

/* Out a0, a1: major, minor revision of OP-TEE OS; a2: build id or 0 */
#define OPTEE_SMC_CALL_GET_OS_REVISION	OPTEE_SMC_FAST(1)

/* Out a1: address, a2: size, a3: cache settings of the reserved memory */
#define OPTEE_SMC_GET_SHM_CONFIG	OPTEE_SMC_FAST(7)
#define OPTEE_SMC_SHM_CACHED		1

/*
 * In a1: OPTEE_SMC_NSEC_CAP_*. Out a1: OPTEE_SMC_SEC_CAP_*, a2: the highest
 * notification value, a3 bits 7:0: parameters in a request to this side.
 */
#define OPTEE_SMC_EXCHANGE_CAPABILITIES	OPTEE_SMC_FAST(9)
#define OPTEE_SMC_NSEC_CAP_UNIPROCESSOR	BIT(0)
#define OPTEE_SMC_SEC_CAP_HAVE_RESERVED_SHM BIT(0)
#define OPTEE_SMC_SEC_CAP_DYNAMIC_SHM	BIT(2)
#define OPTEE_SMC_SEC_CAP_MEMREF_NULL	BIT(4)
#define OPTEE_SMC_SEC_CAP_ASYNC_NOTIF	BIT(5)
#define OPTEE_SMC_SEC_CAP_RPC_ARG	BIT(6)
#define OPTEE_SMC_SEC_CAP_RPMB_PROBE	BIT(7)
#define OPTEE_SMC_SEC_CAP_PROTMEM	BIT(8)
#define OPTEE_SMC_SEC_CAP_DYNAMIC_PROTMEM BIT(9)
#define OPTEE_SMC_RPC_PARAMS_MASK	GENMASK(7, 0)

/*
 * The secure world may keep memory that it got for requests. DISABLE gives
 * one piece back a call, its cookie in a1:a2, until it returns ENOTAVAIL.
 * Both return EBUSY while a thread is in use.
 */
#define OPTEE_SMC_DISABLE_SHM_CACHE	OPTEE_SMC_FAST(10)
#define OPTEE_SMC_ENABLE_SHM_CACHE	OPTEE_SMC_FAST(11)

/* Out a1: how many thread contexts there are */
#define OPTEE_SMC_GET_THREAD_COUNT	OPTEE_SMC_FAST(15)

/* Notifications: out a1: value, a2: OPTEE_SMC_NOTIF_* */
#define OPTEE_SMC_ENABLE_ASYNC_NOTIF	OPTEE_SMC_FAST(16)
#define OPTEE_SMC_GET_ASYNC_NOTIF_VALUE	OPTEE_SMC_FAST(17)
#define OPTEE_SMC_NOTIF_VALID		BIT(0)
#define OPTEE_SMC_NOTIF_PENDING		BIT(1)
/* This value asks for a call with OPTEE_MSG_CMD_DO_BOTTOM_HALF. */
#define OPTEE_SMC_NOTIF_DO_BOTTOM_HALF	0

/* Out a1: address, a2: size, a3: bits of an address of protected memory */
#define OPTEE_SMC_GET_PROTMEM_CONFIG	OPTEE_SMC_FAST(20)

/*
 * Enter with a message: by its address in a1:a2, the same with room for
 * requests right behind it, or by cookie in a1:a2 and offset in a3.
 * RETURN_FROM_RPC goes back into a thread that made a request: a1, a2 are the
 * answer (ALLOC also a4, a5), the other registers as they came.
 */
#define OPTEE_SMC_CALL_WITH_ARG		OPTEE_SMC_YIELDING(4)
#define OPTEE_SMC_CALL_WITH_RPC_ARG	OPTEE_SMC_YIELDING(18)
#define OPTEE_SMC_CALL_WITH_REGD_ARG	OPTEE_SMC_YIELDING(19)
#define OPTEE_SMC_CALL_RETURN_FROM_RPC	OPTEE_SMC_YIELDING(3)

/* What a0 holds on return, unless the secure world makes a request */
enum optee_smc_return {
	OPTEE_SMC_RETURN_OK = 0,
	OPTEE_SMC_RETURN_ETHREAD_LIMIT = 1,
	OPTEE_SMC_RETURN_EBUSY = 2,
	OPTEE_SMC_RETURN_ERESUME = 3,
	OPTEE_SMC_RETURN_EBADADDR = 4,
	OPTEE_SMC_RETURN_EBADCMD = 5,
	OPTEE_SMC_RETURN_ENOMEM = 6,
	OPTEE_SMC_RETURN_ENOTAVAIL = 7,
};

#define OPTEE_SMC_RETURN_UNKNOWN_FUNCTION 0xffffffffU

/*
 * Requests: 0xffff in the upper half of a0, and below it
 * ALLOC: a1 bytes; answer a1:a2 address, a4:a5 cookie, or zeroes
 * FREE: a1:a2 cookie
 * FOREIGN_INTR: take an interrupt, nothing else
 * CMD: a1:a2 cookie of a message, unless its place was given with the call
 */
enum optee_smc_rpc_func {
	OPTEE_SMC_RPC_FUNC_ALLOC = 0,
	OPTEE_SMC_RPC_FUNC_FREE = 2,
	OPTEE_SMC_RPC_FUNC_FOREIGN_INTR = 4,
	OPTEE_SMC_RPC_FUNC_CMD = 5,
};

static inline bool optee_smc_is_rpc(u32 a0)
{
	return a0 >> 16 == 0xffff && a0 != OPTEE_SMC_RETURN_UNKNOWN_FUNCTION;
}

static inline u32 optee_smc_rpc_func(u32 a0)
{
	return a0 & 0xffff;
}

#endif /* OPTEE_SMC_H */
