/* SPDX-License-Identifier: GPL-2.0-only */
/* An RPMB device that the kernel's RPMB core knows. */
#ifndef HOST_RPMB_H
#define HOST_RPMB_H

/**
 * host_rpmb_add() - the device comes, with what it had stored; in a task, may sleep
 * @rc:	0 or a negative errno
 * Return: false when there is one, or one comes or goes.
 */
bool host_rpmb_add(int *rc);
/** host_rpmb_remove() - it goes, and its controller; likewise, false when there is none */
bool host_rpmb_remove(int *rc);
/** host_rpmb_reset() - another run begins: there is none, and it is as from the factory */
void host_rpmb_reset(void);

#endif
