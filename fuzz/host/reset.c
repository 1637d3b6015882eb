// SPDX-License-Identifier: GPL-2.0-only
/*
 * A run begins with a kernel in which nothing has happened.
 */
#include <linux/kernel.h>
#include "host_kernel.h"
#include "different/rpmb_device.h"
#include "different/scmi.h"
#include "stub/dma_buf.h"

void host_kernel_reset(void)
{
	host_mutex_reset();
	host_rwsem_reset();
	host_page_reset();
	host_user_reset();
	host_device_reset();
	host_node_reset();
	host_rpmb_reset();
	host_scmi_reset();
	host_file_reset();
	host_dma_reset();
	host_irq_reset();
	host_work_reset();
	host_time_reset();
	host_thread_reset();
	host_rcu_reset();
	host_random_reset();
}
