/* SPDX-License-Identifier: GPL-2.0-only */
/* An RPMB device that the kernel's RPMB core knows. */
#ifndef HOST_RPMB_H
#define HOST_RPMB_H

/** host_rpmb_add() - the device is there, as from the factory; in a task, may sleep */
void host_rpmb_add(void);
/** host_rpmb_remove() - it goes, if it was there; in a task, may sleep */
void host_rpmb_remove(void);
/** host_rpmb_reset() - another run begins: there is none */
void host_rpmb_reset(void);

#endif
