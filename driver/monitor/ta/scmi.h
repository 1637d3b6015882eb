/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SCMI server behind the SCMI pseudo-TA: what its two files share.
 */
#ifndef SCMI_H
#define SCMI_H

#include "ta.h"
#include "ta_abi.h"

/* Arm DEN 0056, section 4.1.2: message headers */
#define SCMI_MESSAGE(header)	((header) & 0xff)
#define SCMI_TYPE(header)	((header) >> 8 & 3)
#define SCMI_PROTOCOL(header)	((header) >> 10 & 0xff)

enum { SCMI_MESSAGE_MAX = 128 };

/**
 * struct scmi_message - a message and its answer
 * @agent:	who sent it: the number of the channel
 * @header:	of both
 * @in:		parameters
 * @in_size:	their size in bytes
 * @out:	the answer behind the header: status and results
 * @out_size:	size in bytes
 */
struct scmi_message {
	u32 agent;
	u32 header;
	const u8 *in;
	u32 in_size;
	u8 out[SCMI_MESSAGE_MAX];
	u32 out_size;
};

/* scmi_server.c */
void scmi_serve(struct monitor *m, struct scmi_message *msg);

#endif /* SCMI_H */
