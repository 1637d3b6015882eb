/* SPDX-License-Identifier: GPL-2.0-only */
/* Loading and unloading the modules of the hosted kernel; both run in task 0. */
#ifndef HOST_BOOT_H
#define HOST_BOOT_H

/** host_boot() - runs the initcalls; the first errno, or 0 */
int host_boot(void);
/** host_unload() - runs the exit calls and ends the workers */
void host_unload(void);

#endif
