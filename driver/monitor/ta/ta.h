/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trusted application of the monitor, as its core sees it.
 *
 * A TA's function is called for a step of a command: it does what it can, and
 * returns STEP_DONE with the result in the thread, or STEP_RPC after rpc_begin(),
 * STEP_INTERRUPT, or STEP_AGAIN after it has set the thread's gate. Then it is
 * called again, with the answer in the thread's rpc. It keeps what it has to
 * remember in the thread's step and v.
 */
#ifndef TA_H
#define TA_H

#include "core/monitor_private.h"

/**
 * struct ta - a trusted application
 * @uuid:	in network order
 * @single:	one session at a time
 * @open:	steps of opening a session, NULL: nothing to do
 * @invoke:	steps of a command
 */
struct ta {
	u8 uuid[16];
	bool single;
	enum step (*open)(struct monitor *m, struct thread *t);
	enum step (*invoke)(struct monitor *m, struct thread *t);
};

extern const struct ta ta_echo, ta_storage, ta_scmi, ta_slow, ta_panic, ta_rpc, ta_single,
			ta_loaded, ta_rng, ta_rtc, ta_device, ta_trusted, ta_bnxt, ta_ftpm;

/* ta.c */
const struct ta *ta_of(enum monitor_ta ta);
bool ta_find(const u8 *uuid, enum monitor_ta *ta);
enum step ta_result(struct thread *t, u32 ret);
bool ta_has(const struct thread *t, u32 i, u32 class, u32 dirs);
bool ta_wants(const struct thread *t, u32 class0, u32 dir0, u32 class1, u32 dir1);
enum step ta_panics(struct thread *t);
enum step ta_alloc(struct thread *t, u32 type, u64 size);
enum step ta_free(struct thread *t);
enum step rpmb_block(struct monitor *m, struct thread *t);
bool ta_random(struct monitor *m, struct thread *t, u32 i);
bool ta_put(struct monitor *m, struct thread *t, u32 i, const void *from, u64 size);

#endif /* TA_H */
