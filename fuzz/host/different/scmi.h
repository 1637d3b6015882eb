/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An SCMI agent whose transport is the kernel's, over OP-TEE. Plain types, so that the
 * executor need not know arm_scmi. All of these run in a task and may sleep.
 */
#ifndef HOST_SCMI_H
#define HOST_SCMI_H

#include <linux/types.h>

#define HOST_SCMI_AGENT	"scmi"

/**
 * host_scmi_add() - loads the transport; firmware has an agent on channel 0
 * @system: its call to tee_client_system_session() takes place
 */
void host_scmi_add(bool system);
/** host_scmi_retry() - probe was put off until OP-TEE is there: as the deferred-probe work does */
void host_scmi_retry(void);
/** host_scmi_remove() - the agent goes, and the transport is unloaded */
void host_scmi_remove(void);
/** host_scmi_clock() - turns clock @id on or off: 0 or an errno, -ENODEV: there is no channel */
int host_scmi_clock(u32 id, bool on);
/** host_scmi_system() - the channel's session is a system session */
bool host_scmi_system(void);
void host_scmi_reset(void);

#endif
