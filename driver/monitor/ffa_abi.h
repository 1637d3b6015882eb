/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The numbers of FF-A (Arm DEN 0077, versions 1.0 to 1.2) and of OP-TEE's calls over it
 * (optee_ffa.h), arranged for the monitor and for those who test against it. They are
 * independent of the headers of the driver under test, as those of optee_abi.h are.
 */
#ifndef FFA_ABI_H
#define FFA_ABI_H

#include "optee_abi.h"

/* SMCCC (ARM DEN 0028) section 2.5, DEN 0077 section 11.1: the standard secure service */
enum { SMCCC_OWNER_STANDARD = 4 };
#define FFA_ID32(number)	SMCCC_FAST(SMCCC_OWNER_STANDARD, (u32)(number))
#define FFA_ID64(number)	(FFA_ID32(number) | 0x40000000u)

/* DEN 0077 table 11.1: function numbers, the values of @func in rules and events */
enum ffa_function {
	FFA_FN_ERROR = 0x60,
	FFA_FN_SUCCESS = 0x61,
	FFA_FN_INTERRUPT = 0x62,
	FFA_FN_VERSION = 0x63,
	FFA_FN_FEATURES = 0x64,
	FFA_FN_RX_RELEASE = 0x65,
	FFA_FN_RXTX_MAP = 0x66,
	FFA_FN_RXTX_UNMAP = 0x67,
	FFA_FN_PARTITION_INFO_GET = 0x68,
	FFA_FN_ID_GET = 0x69,
	FFA_FN_RUN = 0x6d,
	FFA_FN_DIRECT_REQ = 0x6f,
	FFA_FN_DIRECT_RESP = 0x70,
	FFA_FN_MEM_LEND = 0x72,
	FFA_FN_MEM_SHARE = 0x73,
	FFA_FN_MEM_RECLAIM = 0x77,
	FFA_FN_MEM_FRAG_RX = 0x7a,
	FFA_FN_MEM_FRAG_TX = 0x7b,
	FFA_FN_NOTIFICATION_BITMAP_CREATE = 0x7d,
	FFA_FN_NOTIFICATION_BITMAP_DESTROY = 0x7e,
	FFA_FN_NOTIFICATION_BIND = 0x7f,
	FFA_FN_NOTIFICATION_UNBIND = 0x80,
	FFA_FN_NOTIFICATION_GET = 0x82,
	FFA_FN_NOTIFICATION_INFO_GET = 0x83,
	FFA_FN_SPM_ID_GET = 0x85,
	FFA_FN_PARTITION_INFO_GET_REGS = 0x8b,
};

/* DEN 0077 table 11.2: error codes, in w2 of FFA_ERROR */
#define FFA_NOT_SUPPORTED	((u32)-1)
#define FFA_INVALID_PARAMETERS	((u32)-2)
#define FFA_NO_MEMORY		((u32)-3)
#define FFA_BUSY		((u32)-4)
#define FFA_INTERRUPTED		((u32)-5)
#define FFA_DENIED		((u32)-6)
#define FFA_RETRY		((u32)-7)
#define FFA_ABORTED		((u32)-8)
#define FFA_NO_DATA		((u32)-9)

/* DEN 0077 section 6.1: endpoint ids; bit 15 says that it is a secure partition */
enum { FFA_ID_KERNEL = 0, FFA_ID_SPM = 0x8000, FFA_ID_OPTEE = 0x8001 };
/* A device that memory is lent to, with no partition behind it */
enum { FFA_ID_VIDEO = 0x8004 };
#define FFA_ENDPOINTS(sender, receiver)	((u32)(sender) << 16 | (u32)(receiver))

/* DEN 0077 section 13.3: features that are no functions */
enum { FFA_FEATURE_NPI = 1, FFA_FEATURE_SRI = 2 };
/* The interrupt of FFA_FEATURE_SRI, one of those that the secure world donates (SGI) */
enum { FFA_SRI_INTID = 8 };

/* DEN 0077 section 6.2.1: properties of a partition; a descriptor's sizes */
#define FFA_PROPERTY_DIRECT_RECV	0x1u
#define FFA_PROPERTY_AARCH64		0x100u
enum { FFA_PARTITION_SIZE_1_0 = 8, FFA_PARTITION_SIZE = 24 };
#define FFA_COUNT_ONLY			0x1u

/* DEN 0077 section 1.11 (memory management): memory transaction descriptor from 1.1 on */
struct ffa_region {
	u16 sender;
	u16 attributes;
	u32 flags;
	u64 handle, tag;
	u32 access_size, access_count, access_offset;
	u32 reserved[3];
};

/* The same in 1.0 */
struct ffa_region_1_0 {
	u16 sender;
	u8 attributes, reserved;
	u32 flags;
	u64 handle, tag;
	u32 reserved2, access_count;
};

/* Endpoint memory access descriptor, before 1.2 */
struct ffa_access {
	u16 receiver;
	u8 permissions, flags;
	u32 composite;
	u64 reserved;
};

/* From 1.2 on it has 16 bytes more, before @reserved. */
enum { FFA_ACCESS_SIZE = 16, FFA_ACCESS_SIZE_1_2 = 32 };

struct ffa_composite {
	u32 pages, ranges;
	u64 reserved;
};

struct ffa_range {
	u64 address;
	u32 pages, reserved;
};

/* Normal, write-back, inner shareable memory; read and write access, the rest not said */
#define FFA_ATTR_NORMAL		0x2fu
#define FFA_PERM_RW		0x2u
/* An attribute of OP-TEE's (OPTEE_MSG_CMD_GET_PROTMEM_CONFIG): read and write access */
#define FFA_ATTR_OF(id)		(FFA_PERM_RW << 16 | (u32)(id))

/* DEN 0077 section 16: flags of FFA_NOTIFICATION_BIND and _GET */
#define FFA_NOTIF_PER_VCPU	0x1u
#define FFA_NOTIF_FROM_SP	0x1u

/* OP-TEE over FF-A (optee_ffa.h): services in w3 of a direct request */
enum optee_ffa_service {
	OPTEE_FFA_GET_API_VERSION_NR = 0,
	OPTEE_FFA_GET_OS_VERSION_NR = 1,
	OPTEE_FFA_EXCHANGE_CAPABILITIES_NR = 2,
	OPTEE_FFA_UNREGISTER_SHM_NR = 3,
	OPTEE_FFA_ENABLE_ASYNC_NOTIF_NR = 5,
	OPTEE_FFA_RELEASE_PROTMEM_NR = 8,
};

#define OPTEE_FFA_YIELDING	0x80000000u
enum { OPTEE_FFA_WITH_ARG = 0, OPTEE_FFA_RESUME = 1 };
/* In w4 when a yielding call comes back */
enum { OPTEE_FFA_DONE = 0, OPTEE_FFA_RPC_CMD = 1, OPTEE_FFA_INTERRUPT = 2 };
/* OPTEE_FFA_SEC_CAP_* */
#define OPTEE_FFA_CAP_ARG_OFFSET	0x1u
#define OPTEE_FFA_CAP_ASYNC_NOTIF	0x2u
#define OPTEE_FFA_CAP_RPMB_PROBE	0x4u
#define OPTEE_FFA_CAP_PROTMEM		0x8u
enum { OPTEE_FFA_REVISION_MAJOR = 1, OPTEE_FFA_REVISION_MINOR = 0, OPTEE_FFA_MAX_NOTIF = 64 };

/* Blocking services as @func in rules and events */
#define MONITOR_FFA_SERVICE(number)	(0x100u + (u32)(number))

/* OP-TEE message protocol (optee_msg.h), struct optee_msg_param_fmem */
#define OPTEE_FMEM_NONE		0xffffffffffffffffull
#define OPTEE_FMEM_OFFS(a)	((a) & 0xffffffffffffull)
#define OPTEE_FMEM_INTERNAL(a)	((u32)((a) >> 48))

#endif /* FFA_ABI_H */
