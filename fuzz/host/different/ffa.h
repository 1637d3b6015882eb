/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's FF-A core in a secure world that is reached by FF-A. In a task; may sleep. */
#ifndef HOST_FFA_H
#define HOST_FFA_H

struct device;

/** host_ffa_begin() - the core begins; OP-TEE's device, bound to no driver */
struct device *host_ffa_begin(void);
/** host_ffa_end() - @dev's driver goes, and then the core, which takes notifications down before it removes devices */
void host_ffa_end(struct device *dev);

#endif
