// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of an SCMI channel whose messages are in the shared memory transport's form
 * (SMT: Arm DEN 0056, section 5.1): a page that both worlds know, which arm_scmi maps as
 * a device's. In UML, where a driver stands behind each such mapping.
 *
 *	teeproof-shmem@5c000000 {
 *		compatible = "arm,scmi-shmem";
 *		reg = <0x5c000000 0x80>;
 *	};
 */
#include <linux/io.h>
#include <linux/logic_iomem.h>
#include <linux/of.h>
#include <linux/string.h>
#include "scmi.h"

#define START		0x5c000000u	/* nothing else is there */
#define SIZE		0x80u
#define PHANDLE		0x7e0eu		/* nor has this number */
#define STATUS		4u		/* channel status: bit 0, free */

static u8 memory[PAGE_SIZE] __aligned(PAGE_SIZE);

static unsigned long memory_read(void *priv, unsigned int offset, int size)
{
	unsigned long value = 0;

	memcpy(&value, &memory[offset], size);
	return value;
}

static void memory_write(void *priv, unsigned int offset, int size, unsigned long value)
{
	memcpy(&memory[offset], &value, size);
}

static const struct logic_iomem_ops memory_ops = {
	.read = memory_read,
	.write = memory_write,
};

static long memory_map(unsigned long offset, size_t size, const struct logic_iomem_ops **ops,
		       void **priv)
{
	*ops = &memory_ops;
	*priv = memory;
	return offset;
}

static const struct logic_iomem_region_ops region_ops = { .map = memory_map };
static struct resource region = DEFINE_RES_MEM_NAMED(START, SIZE, "teeproof-shmem");

u64 scmi_shmem(void)
{
	static bool known;

	if (!known)
		known = !logic_iomem_add_region(&region, &region_ops);
	memset(memory, 0, sizeof(memory));
	memory[STATUS] = 1;
	return known ? virt_to_phys(memory) : 0;
}

int scmi_shmem_node(struct of_changeset *changes, struct device_node *agent,
		    struct device_node **node)
{
	const u32 reg[] = { START, SIZE };
	u32 phandle = PHANDLE;

	*node = of_changeset_create_node(changes, of_root, "teeproof-shmem");
	if (!*node)
		return -ENOMEM;
	/* the changeset attaches the node before it has a property that says so */
	(*node)->phandle = PHANDLE;
	return of_changeset_add_prop_string(changes, *node, "compatible", "arm,scmi-shmem") ?:
	       of_changeset_add_prop_u32_array(changes, *node, "reg", reg, 2) ?:
	       of_changeset_add_prop_u32_array(changes, agent, "shmem", &phandle, 1);
}
