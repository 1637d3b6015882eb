/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the programs inside UML share: opening the TEE's device nodes, one call
 * of each ioctl of uapi/linux/tee.h, and what the monitor tells over debugfs.
 */
#ifndef TEE_DEV_H
#define TEE_DEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/tee.h>

#define TEE_CLIENT_DEV	"/dev/tee0"
#define TEE_PRIV_DEV	"/dev/teepriv0"
#define MAX_PARAMS	5	/* one more than OP-TEE takes */

/* TEEC_* of the GlobalPlatform TEE Client API v1.0, section 4.4.2 */
#define TEEC_SUCCESS			0x00000000u
#define TEEC_ERROR_CANCEL		0xffff0002u
#define TEEC_ERROR_BAD_PARAMETERS	0xffff0006u
#define TEEC_ERROR_ITEM_NOT_FOUND	0xffff0008u
#define TEEC_ERROR_NOT_IMPLEMENTED	0xffff0009u
#define TEEC_ERROR_NOT_SUPPORTED	0xffff000au
#define TEEC_ERROR_OUT_OF_MEMORY	0xffff000cu
#define TEEC_ERROR_BUSY			0xffff000du
#define TEEC_ERROR_COMMUNICATION	0xffff000eu
#define TEEC_ERROR_SHORT_BUFFER		0xffff0010u
#define TEEC_ERROR_TARGET_DEAD		0xffff3024u
#define TEEC_ORIGIN_COMMS		2u
#define TEEC_ORIGIN_TEE			3u
#define TEEC_ORIGIN_TRUSTED_APP		4u

/**
 * struct tee_call - a session to open or a command to invoke, and its outcome
 * @func:	command (invoke only)
 * @session:	session id (invoke: in, open: out)
 * @cancel_id:	name under which tee_cancel() finds it
 * @ret:	TEEC_* result
 * @origin:	TEEC_ORIGIN_*
 * @num_params:	entries used in @params
 * @params:	as the ioctl takes and returns them
 */
struct tee_call {
	uint32_t func, session, cancel_id, ret, origin, num_params;
	struct tee_ioctl_param params[MAX_PARAMS];
};

/* Each returns what the system call returns: -1 with errno set on failure. */
int tee_open_session(int fd, const uint8_t uuid[16], struct tee_call *call);
int tee_invoke(int fd, struct tee_call *call);
int tee_close_session(int fd, uint32_t session);
int tee_cancel(int fd, uint32_t session, uint32_t cancel_id);
int tee_shm_alloc(int fd, size_t size, int *id);
int tee_shm_register(int fd, void *addr, size_t size, int *id);

/* tee_value() and tee_memref() fill one parameter. */
void tee_value(struct tee_ioctl_param *p, uint64_t attr, uint64_t a, uint64_t b);
void tee_memref(struct tee_ioctl_param *p, uint64_t attr, int id, size_t offs,
		size_t size);

/* @text into the file at @path; 0 or the errno of open or write */
int write_text(const char *path, const char *text);

/* The monitor's trusted applications, by their index in enum monitor_ta. */
const uint8_t *tee_ta(unsigned int index);

/*
 * Is the secure world the monitor? With TEEPROOF_REAL_OPTEE in the environment it is a
 * real OP-TEE, in which nobody counts.
 */
bool monitor_here(void);

/*
 * A counter of the monitor ("sessions_open", "breaches", ...), -1: no such.
 * Sessions that were open before the program began are not counted.
 */
long monitor_stat(const char *name);
/* One command for the monitor ("gate 3 open"); 0, or -1 with errno set. */
int monitor_command(const char *command);
/* Waits until the counter has the value; 0, or -1 after @timeout_ms. */
int monitor_wait_stat(const char *name, long value, unsigned int timeout_ms);

/* In a test: what the monitor counts is @value, now or within some seconds. */
#define EXPECT_STAT(value, name) do { \
	if (monitor_here()) \
		EXPECT_EQ(value, monitor_stat(name)); \
} while (0)
#define EXPECT_STAT_SOON(value, name) do { \
	if (monitor_here()) \
		EXPECT_EQ(0, monitor_wait_stat(name, value, 5000)); \
} while (0)

/* Waits until a call is in the secure world; 0, or -1. */
int tee_wait_busy(void);

#endif /* TEE_DEV_H */
