// SPDX-License-Identifier: GPL-2.0-only
/* An error that becomes success at the end of the switch. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

void demo_free(struct optee_msg_arg *arg, struct tee_shm *shm, u64 type)
{
	switch (type) {
	case 1:
		tee_shm_free(shm);
		break;
	default:
		arg->ret = 0xFFFF0006; /* expect: driver_result_lost */
	}
	arg->ret = 0;
}
