/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands and layouts of the pseudo-TAs whose clients are in the kernel.
 */
#ifndef TA_ABI_H
#define TA_ABI_H

#include "monitor_types.h"

/* OP-TEE OS, lib/libutee/include/pta_device.h; drivers/tee/optee/device.c is its client */
enum { PTA_DEVICE_GET_DEVICES, PTA_DEVICE_GET_DEVICES_SUPP, PTA_DEVICE_GET_DEVICES_RPMB };

/* OP-TEE OS, lib/libutee/include/pta_rng.h; drivers/char/hw_random/optee-rng.c is its client */
enum { PTA_RNG_GET_ENTROPY, PTA_RNG_GET_INFO };
enum { PTA_RNG_POOL_SIZE = 4096, PTA_RNG_RATE = 0, PTA_RNG_QUALITY = 1024 };

/* OP-TEE OS, lib/libutee/include/pta_scmi_client.h; arm_scmi/transports/optee.c is its client */
enum pta_scmi_cmd {
	PTA_SCMI_CAPABILITIES,
	PTA_SCMI_PROCESS_SMT_CHANNEL,
	PTA_SCMI_PROCESS_SMT_CHANNEL_MESSAGE,
	PTA_SCMI_GET_CHANNEL,
	PTA_SCMI_PROCESS_MSG_CHANNEL,
};

enum { PTA_SCMI_CAPS_SMT_HEADER = 1, PTA_SCMI_CAPS_MSG_HEADER = 2 };

/* OP-TEE OS, lib/libutee/include/pta_rtc.h; drivers/rtc/rtc-optee.c is its client */
enum pta_rtc_cmd {
	PTA_RTC_GET_INFO,
	PTA_RTC_GET_TIME,
	PTA_RTC_SET_TIME,
	PTA_RTC_GET_OFFSET,
	PTA_RTC_SET_OFFSET,
};

enum { PTA_RTC_VERSION = 1, PTA_RTC_FEATURE_CORRECTION = 1 };

struct pta_rtc_time {
	u32 sec, min, hour, mday;
	u32 mon;	/* 0: January, as struct tm has it */
	u32 year, wday;
};

struct pta_rtc_info {
	u64 version, features;
	struct pta_rtc_time range_min, range_max;
};

/* OP-TEE OS, ta/trusted_keys/entry.c; security/keys/trusted-keys/trusted_tee.c is its client */
enum ta_trusted_cmd { TA_TRUSTED_GET_RANDOM, TA_TRUSTED_SEAL, TA_TRUSTED_UNSEAL };

/* Commands of Broadcom's TA as drivers/firmware/broadcom/tee_bnxt_fw.c, its client, has them */
enum ta_bnxt_cmd { TA_BNXT_FASTBOOT = 0, TA_BNXT_COPY_COREDUMP = 3 };

/* Microsoft, ms-tpm-20-ref; drivers/char/tpm/tpm_ftpm_tee.c is its client */
enum ta_ftpm_cmd { TA_FTPM_SUBMIT_COMMAND, TA_FTPM_EMULATE_PPI };
enum { TA_FTPM_BUFFER = 4096 };

#endif /* TA_ABI_H */
