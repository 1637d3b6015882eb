// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time in UML while a sequence runs. The suites run with UML's time travel, in
 * which clocks skip forward when nothing can run but otherwise go on as the host's
 * do. Here they stand still while anything runs: a timer that is due first fires
 * first, however slow the host is, and a run is the same each time.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/time-internal.h>
#include <os.h>
#include "support/compat.h"
#include "world.h"

#ifdef CONFIG_UML_TIME_TRAVEL_SUPPORT
static bool stands_still;

void sequence_time_begin(void)
{
	unsigned long flags;

	local_irq_save(flags);
	if (time_travel_mode == TT_MODE_BASIC) {
		/* the timer event stays, nothing but idleness leads to it now */
		compat_os_timer_disable();
		time_travel_mode = TT_MODE_INFCPU;
		stands_still = true;
	}
	local_irq_restore(flags);
}

void sequence_time_end(void)
{
	if (!stands_still)
		return;
	stands_still = false;
	time_travel_mode = TT_MODE_BASIC;
	/* being idle sets the host's timer again */
	usleep_range(10, 20);
}
#else
void sequence_time_begin(void)
{
}

void sequence_time_end(void)
{
}
#endif
