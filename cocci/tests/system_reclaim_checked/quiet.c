// SPDX-License-Identifier: GPL-2.0-only
/* Memory that the secure world keeps is lost, and nobody else's. */
#include "../protmem.h"

struct demo {
	const struct demo_protmem_abi *abi;
	struct tee_shm *shm;
};

void demo_put(struct demo *demo);
void demo_put(struct demo *demo)
{
	if (demo->abi->reclaim_protmem(demo, demo->shm))
		pr_err("protected memory is lost\n");
	else
		tee_shm_put(demo->shm);
	demo->shm = NULL;
}

int demo_try(struct demo *demo);
int demo_try(struct demo *demo)
{
	int rc;

	rc = demo->abi->reclaim_protmem(demo, demo->shm);
	if (!rc)
		tee_shm_put(demo->shm);

	return rc;
}

/* Keeps by itself what it does not get back */
static int demo_take_back(struct demo *demo)
{
	int rc = demo->abi->reclaim_protmem(demo, demo->shm);

	if (rc)
		demo->shm = NULL;

	return rc;
}

int demo_lend(struct demo *demo, int rc);
int demo_lend(struct demo *demo, int rc)
{
	if (rc)
		demo_take_back(demo);

	return rc;
}
