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

static int demo_take_back(struct demo *demo)
{
	return demo->abi->reclaim_protmem(demo, demo->shm);
}

int demo_lend(struct demo *demo, int rc);
int demo_lend(struct demo *demo, int rc)
{
	if (rc)
		demo_take_back(demo); /* expect: system_reclaim_checked */
	if (rc == -EINTR)
		(void)demo->abi->reclaim_protmem(demo, demo->shm); /* expect: system_reclaim_checked */

	return rc;
}
