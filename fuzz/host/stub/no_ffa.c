// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instead of different/ffa.c for a kernel whose FF-A core is left out (ci/hosted/build):
 * no sequence over FF-A is played there.
 */
#include "host_kernel.h"
#include "different/ffa.h"

struct device *host_ffa_begin(void)
{
	host_panic("this kernel's FF-A core is not part of the hosted world");
	return NULL;
}

void host_ffa_end(struct device *dev)
{
}
