// SPDX-License-Identifier: GPL-2.0-only
/* A signal ends the wait, and the function. */
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

int demo_wait(struct completion *c, bool *ready)
{
	while (!*ready) {
		if (wait_for_completion_killable(c))
			return -EINTR;
	}
	return 0;
}
