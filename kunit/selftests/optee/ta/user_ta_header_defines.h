/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the SDK wants to know of a trusted application. The UUIDs are the monitor's:
 * driver/monitor/ta.
 */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#define MONITOR_UUID(...)	{ 0x7e0ec400, 0x5101, 0x4c1a, { 0x9a, 0x11, __VA_ARGS__ } }

#if defined(TA_echo)
#define TA_UUID		MONITOR_UUID(0x65, 0x63, 0x68, 0x6f, 0x00, 0x01)
#define TA_FLAGS	0
#elif defined(TA_slow)
#define TA_UUID		MONITOR_UUID(0x73, 0x6c, 0x6f, 0x77, 0x00, 0x04)
#define TA_FLAGS	0
#elif defined(TA_panic)
#define TA_UUID		MONITOR_UUID(0x70, 0x61, 0x6e, 0x69, 0x00, 0x05)
#define TA_FLAGS	0
#elif defined(TA_single)
#define TA_UUID		MONITOR_UUID(0x73, 0x69, 0x6e, 0x67, 0x00, 0x07)
#define TA_FLAGS	TA_FLAG_SINGLE_INSTANCE
#endif

#define TA_STACK_SIZE	(8 * 1024)
#define TA_DATA_SIZE	(32 * 1024)

#endif /* USER_TA_HEADER_DEFINES_H */
