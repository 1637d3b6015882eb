// SPDX-License-Identifier: GPL-2.0-only
/* A client that is killed and spins for ever. */
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include "../optee.h"

int demo_wait(struct completion *c, bool *there)
{
	while (wait_for_completion_interruptible(c)) { /* expect: driver_wait_signal */
		if (*there)
			continue;
		return -EINTR;
	}
	return 0;
}
