/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE over FF-A: direct requests, in the 32-bit convention. The service is in
 * w3, its arguments from w4 on; results come back from w3 on.
 *
 * Source of every number here: OP-TEE OS, core/arch/arm/include/optee_ffa.h,
 * version 1.0 of the interface.
 */
#ifndef OPTEE_FFA_H
#define OPTEE_FFA_H

#include <linux/bits.h>

#define OPTEE_FFA_VERSION_MAJOR		1
#define OPTEE_FFA_VERSION_MINOR		0

/*
 * Blocking services.
 *
 * GET_API_VERSION: w3 major, w4 minor number of this interface.
 * GET_OS_VERSION: w3 major, w4 minor number of OP-TEE, w5 which build or 0.
 * EXCHANGE_CAPABILITIES: w3 0 or an error, w4 bits 7:0 parameters of the request
 *	behind a message, w5 OPTEE_FFA_SEC_CAP_*, w6 the highest notification.
 * UNREGISTER_SHM: w4, w5 handle; w3 0 or an error.
 * ENABLE_ASYNC_NOTIF: w4 the FF-A notification that asks for the bottom half; w3 0
 *	or an error.
 * RELEASE_PROTMEM: w4, w5 handle of memory that was lent; w3 0 or an error.
 */
#define OPTEE_FFA_GET_API_VERSION	0
#define OPTEE_FFA_GET_OS_VERSION	1
#define OPTEE_FFA_EXCHANGE_CAPABILITIES	2
#define OPTEE_FFA_UNREGISTER_SHM	3
#define OPTEE_FFA_ENABLE_ASYNC_NOTIF	5
#define OPTEE_FFA_RELEASE_PROTMEM	8

#define OPTEE_FFA_RPC_PARAMS_MASK	GENMASK(7, 0)
/* A message can be anywhere in its memory, else it is at the start. */
#define OPTEE_FFA_SEC_CAP_ARG_OFFSET	BIT(0)
#define OPTEE_FFA_SEC_CAP_ASYNC_NOTIF	BIT(1)
#define OPTEE_FFA_SEC_CAP_RPMB_PROBE	BIT(2)
#define OPTEE_FFA_SEC_CAP_PROTMEM	BIT(3)

/* Notifications of FF-A, of which one asks for the bottom half */
#define OPTEE_FFA_MAX_ASYNC_NOTIF_VALUE	64

/*
 * Yielding calls.
 *
 * WITH_ARG: w4, w5 handle, w6 offset of the message.
 * RESUME: w7 resume information.
 *
 * Both come back with an error in w3, TEEC_ERROR_BUSY when there is no thread; else
 * with 0, and why in w4. A request has its resume information in w7.
 */
#define OPTEE_FFA_YIELDING_CALL(n)	((n) | BIT(31))
#define OPTEE_FFA_YIELDING_CALL_WITH_ARG OPTEE_FFA_YIELDING_CALL(0)
#define OPTEE_FFA_YIELDING_CALL_RESUME	OPTEE_FFA_YIELDING_CALL(1)

#define OPTEE_FFA_YIELDING_CALL_RETURN_DONE	0
#define OPTEE_FFA_YIELDING_CALL_RETURN_RPC_CMD	1
#define OPTEE_FFA_YIELDING_CALL_RETURN_INTERRUPT 2

#endif /* OPTEE_FFA_H */
