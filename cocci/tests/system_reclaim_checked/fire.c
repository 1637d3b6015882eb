// SPDX-License-Identifier: GPL-2.0-only
/* Memory that goes back to the kernel, whatever the secure world says. */
#include "../protmem.h"

struct demo {
	const struct demo_protmem_abi *abi;
	struct tee_shm *shm;
};

void demo_put(struct demo *demo);
void demo_put(struct demo *demo)
{
	demo->abi->reclaim_protmem(demo, demo->shm); /* expect: system_reclaim_checked */
	tee_shm_put(demo->shm);
}

int demo_reclaim(struct demo *demo, u64 handle);
int demo_lend(struct demo *demo, u64 handle, int rc);
int demo_lend(struct demo *demo, u64 handle, int rc)
{
	if (rc)
		demo_reclaim(demo, handle); /* expect: system_reclaim_checked */

	return rc;
}
