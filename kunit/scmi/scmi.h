/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's SCMI on the driver under test: its device-tree nodes and device, its
 * clocks, and its call for a system session, which a test can take out.
 */
#ifndef KUNIT_SCMI_H
#define KUNIT_SCMI_H

#include <linux/clk.h>
#include "optee/client.h"

#define SCMI_NO_CHANNEL	0xffffffffu

/**
 * struct scmi_clock - a task that uses a clock of SCMI
 * @task:	makes its calls
 * @held:	while it has its clock
 * @id:		number of the clock
 * @clk:	after scmi_op_get()
 * @rate:	in Hz: what scmi_op_set_rate() wants, what scmi_op_get_rate() got
 * @rounds:	of scmi_op_on_and_off()
 */
struct scmi_clock {
	struct optee_task task;
	struct list_head held;
	u32 id;
	struct clk *clk;
	unsigned long rate;
	u32 rounds;
};

/** scmi_config() - optee_config() that lists the SCMI pseudo-TA */
struct monitor_config *scmi_config(struct kunit *test, u32 threads);

/**
 * scmi_add() - the device of an SCMI agent, until scmi_remove() or the end of the test
 * @channel:	of the agent
 * @clocks:	of the clock protocol, SCMI_NO_CHANNEL: the agent's
 *
 * With OP-TEE there it probes at once, else when OP-TEE comes. The test ends on failure.
 */
void scmi_add(struct optee_setup *setup, u32 channel, u32 clocks);
/** scmi_remove() - puts all clocks, then removes that device */
void scmi_remove(struct optee_setup *setup);
/** scmi_boot() - the usual: OP-TEE with @threads contexts, and an agent on channel 0 */
void scmi_boot(struct optee_setup *setup, u32 threads);

/** scmi_clock_new() - a task for clock @id; the test ends on failure */
struct scmi_clock *scmi_clock_new(struct optee_setup *setup, u32 id);
/** scmi_clock_got() - the same that has its clock */
struct scmi_clock *scmi_clock_got(struct optee_setup *setup, u32 id);

/* Operations, for optee_task_start() and optee_task_run(); each returns an errno */
int scmi_op_get(struct optee_task *task);
int scmi_op_put(struct optee_task *task);
int scmi_op_on(struct optee_task *task);
int scmi_op_off(struct optee_task *task);
int scmi_op_set_rate(struct optee_task *task);
int scmi_op_get_rate(struct optee_task *task);
int scmi_op_on_and_off(struct optee_task *task);

/** scmi_is_on() - is the clock on, in the secure world? */
bool scmi_is_on(u32 id);
/** scmi_changes() - how often it was turned on or off there */
u32 scmi_changes(u32 id);

/* transport.c */

/** teeproof_system_session() - what the transport calls for tee_client_system_session() */
int teeproof_system_session(struct tee_context *ctx, u32 session);
/** scmi_system_sessions() - does the transport ask for a system session? It does at first. */
void scmi_system_sessions(bool on);
/** scmi_system_result() - what it was told when it last asked, 1: it has not */
int scmi_system_result(void);

#endif /* KUNIT_SCMI_H */
