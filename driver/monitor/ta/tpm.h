/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small TPM 2.0: what the firmware TPM's TA has behind it.
 */
#ifndef TPM_H
#define TPM_H

#include "core/monitor_private.h"

enum { TPM_HEADER_SIZE = 10, TPM_COMMAND_MAX = 512, TPM_RESPONSE_MAX = 512 };

/**
 * tpm_serve() - run a command
 * @m:		the secure world
 * @in:		the command
 * @size:	in bytes, TPM_COMMAND_MAX at most
 * @out:	TPM_RESPONSE_MAX bytes for the response
 *
 * Return: bytes of the response, TPM_HEADER_SIZE at least.
 */
u32 tpm_serve(struct monitor *m, const u8 *in, u32 size, u8 *out);

#endif /* TPM_H */
