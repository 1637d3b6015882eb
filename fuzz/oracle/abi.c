// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O5: the monitor's verdict on what the driver sent, and that it keeps
 * nothing there when it is gone.
 */
#include <stdio.h>
#include "host.h"
#include "different/smc.h"
#include "lies.h"
#include "oracle.h"

void abi_check(bool driver_gone)
{
	struct monitor *m = host_monitor();
	struct monitor_breach b;

	/* what a driver sends because of a lie is no breach: the monitor knows of which object */
	if (!m)
		return;
	if (driver_gone) {
		monitor_check_spm_quiet(m);
		monitor_check_quiet(m, true);
	}
	if (!monitor_breach_get(m, 0, &b))
		return;
	host_fail(b.kind == MONITOR_BREACH_LEAK ? HOST_O2_LEFT : HOST_O5_MONITOR,
		  "breach %s in step %u of the secure world, func %#x, value %#llx: %s",
		  monitor_breach_name(b.kind), b.step, b.func,
		  (unsigned long long)b.value, b.text ? b.text : "");
}

static u32 excused;

const char *abi_left(void)
{
	struct monitor_stats st = { };
	u32 before = excused;

	if (!lies_possible())
		return NULL;
	if (host_monitor())
		monitor_stats(host_monitor(), &st);
	excused = st.excused;
	/* each run begins with none */
	return excused > before ? "what would be a breach came of a lie about the object" : NULL;
}

bool secure_keeps_asking(void)
{
	struct monitor_stats st = { };

	if (host_monitor())
		monitor_stats(host_monitor(), &st);
	return st.rpcs > 1000;
}
