// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's SCMI on the driver under test: an agent's device-tree nodes and device,
 * and tasks that use its clocks.
 *
 *	teeproof-scmi {
 *		compatible = "linaro,scmi-optee";
 *		linaro,optee-channel-id = <0>;
 *		protocol@14 {
 *			reg = <0x14>;
 *			#clock-cells = <1>;
 *		};
 *	};
 *
 * Documentation/devicetree/bindings/firmware/arm,scmi.yaml
 */
#include <linux/device/driver.h>
#include <linux/err.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include "scmi.h"
#include "support/compat.h"

#define CHANNEL	"linaro,optee-channel-id"

/* The agent that there is: one at a time */
static struct of_changeset changes;
static struct device_node *agent, *protocol;
static struct platform_device *device;

struct monitor_config *scmi_config(struct kunit *test, u32 threads)
{
	return optee_client_config(test, threads, MONITOR_TA_SCMI);
}

static int add_cell(struct device_node *np, const char *name, u32 value)
{
	return of_changeset_add_prop_u32_array(&changes, np, name, &value, 1);
}

static int add_agent(u32 channel)
{
	int rc;

	agent = of_changeset_create_node(&changes, of_root, "teeproof-scmi");
	if (!agent)
		return -ENOMEM;
	/* The device is made here and not when the node appears. */
	of_node_set_flag(agent, OF_POPULATED);
	rc = of_changeset_add_prop_string(&changes, agent, "compatible", "linaro,scmi-optee");
	return rc ?: add_cell(agent, "#address-cells", 1) ?: add_cell(agent, "#size-cells", 0) ?:
	       add_cell(agent, CHANNEL, channel);
}

static int add_protocol(u32 channel)
{
	int rc;

	protocol = of_changeset_create_node(&changes, agent, "protocol@14");
	if (!protocol)
		return -ENOMEM;
	rc = add_cell(protocol, "reg", 0x14) ?: add_cell(protocol, "#clock-cells", 1);
	if (!rc && channel != SCMI_NO_CHANNEL)
		rc = add_cell(protocol, CHANNEL, channel);
	return rc;
}

static void put_nodes(void)
{
	of_changeset_destroy(&changes);
	of_node_put(protocol);
	of_node_put(agent);
	protocol = NULL;
	agent = NULL;
}

static int add_device(void)
{
	int rc;

	device = platform_device_alloc("teeproof-scmi", PLATFORM_DEVID_NONE);
	if (!device)
		return -ENOMEM;
	device_set_node(&device->dev, of_fwnode_handle(of_node_get(agent)));
	rc = platform_device_add(device);
	if (rc) {
		platform_device_put(device);
		device = NULL;
	}
	return rc;
}

/* Clocks that are held: a clock is not to outlive its provider. */
static LIST_HEAD(held);

static void put_clock(struct scmi_clock *c)
{
	list_del(&c->held);
	clk_put(c->clk);
	c->clk = NULL;
}

/*
 * The transport makes a device with device_set_of_node_from_dev(). Where that loses the
 * reference to the agent's node, it is put here: a leak of the platform bus, on which no
 * other is to be blamed.
 */
static bool loses_node(void)
{
	struct device *child = device_find_any_child(&device->dev);
	bool loses = compat_platform_loses_node && child && child->of_node && !child->fwnode;

	put_device(child);
	return loses;
}

static int op_remove(struct optee_task *control)
{
	struct scmi_clock *c, *next;
	bool loses;

	list_for_each_entry_safe(c, next, &held, held)
		put_clock(c);
	if (!device)
		return 0;
	loses = loses_node();
	platform_device_unregister(device);
	if (loses)
		of_node_put(agent);
	device = NULL;
	of_changeset_revert(&changes);
	put_nodes();
	return 0;
}

static struct {
	u32 agent, clocks;
} channel_of;

static int op_add(struct optee_task *control)
{
	int rc;

	of_changeset_init(&changes);
	rc = add_agent(channel_of.agent) ?: add_protocol(channel_of.clocks) ?:
	     of_changeset_apply(&changes);
	if (rc) {
		put_nodes();
		return rc;
	}
	rc = add_device();
	if (rc) {
		of_changeset_revert(&changes);
		put_nodes();
	}
	return rc;
}

void scmi_remove(struct optee_setup *setup)
{
	optee_setup_run(setup, op_remove);
}

/* Nothing but the device, which goes at the end of a test, before the secure world */
static void scmi_keeper(struct optee_setup *setup)
{
	struct optee_task *task = kzalloc(sizeof(*task), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, task);
	optee_task_init(setup, task, "optee_scmi");
	task->release = op_remove;
}

void scmi_add(struct optee_setup *setup, u32 channel, u32 clocks)
{
	struct kunit *test = setup->test;

	channel_of.agent = channel;
	channel_of.clocks = clocks;
	KUNIT_ASSERT_NULL(test, device);
	scmi_keeper(setup);
	KUNIT_ASSERT_EQ(test, optee_setup_run(setup, op_add), 0);
}

void scmi_boot(struct optee_setup *setup, u32 threads)
{
	optee_boot_ok(setup, scmi_config(setup->test, threads), NULL);
	scmi_add(setup, 0, SCMI_NO_CHANNEL);
}

/* ---- clocks ----------------------------------------------------------------------------- */

#define to_scmi_clock(t) container_of(t, struct scmi_clock, task)

int scmi_op_get(struct optee_task *task)
{
	struct scmi_clock *c = to_scmi_clock(task);
	struct of_phandle_args spec = { .np = protocol, .args_count = 1, .args = { c->id } };
	struct clk *clk;

	/* newer kernels probe the agent in a work when OP-TEE's service is there */
	wait_for_device_probe();
	clk = of_clk_get_from_provider(&spec);
	if (IS_ERR(clk))
		return PTR_ERR(clk);
	c->clk = clk;
	list_add(&c->held, &held);
	return 0;
}

int scmi_op_put(struct optee_task *task)
{
	put_clock(to_scmi_clock(task));
	return 0;
}

int scmi_op_on(struct optee_task *task)
{
	return clk_prepare_enable(to_scmi_clock(task)->clk);
}

int scmi_op_off(struct optee_task *task)
{
	clk_disable_unprepare(to_scmi_clock(task)->clk);
	return 0;
}

int scmi_op_set_rate(struct optee_task *task)
{
	struct scmi_clock *c = to_scmi_clock(task);

	return clk_set_rate(c->clk, c->rate);
}

int scmi_op_get_rate(struct optee_task *task)
{
	struct scmi_clock *c = to_scmi_clock(task);

	c->rate = clk_get_rate(c->clk);
	return 0;
}

int scmi_op_on_and_off(struct optee_task *task)
{
	struct scmi_clock *c = to_scmi_clock(task);
	int rc;
	u32 i;

	for (i = 0; i < c->rounds; i++) {
		rc = clk_prepare_enable(c->clk);
		if (rc)
			return rc;
		clk_disable_unprepare(c->clk);
	}
	return 0;
}

static int clock_release(struct optee_task *task)
{
	return to_scmi_clock(task)->clk ? scmi_op_put(task) : 0;
}

struct scmi_clock *scmi_clock_new(struct optee_setup *setup, u32 id)
{
	struct scmi_clock *c = kzalloc(sizeof(*c), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, c);
	c->id = id;
	optee_task_init(setup, &c->task, "optee_scmi");
	c->task.release = clock_release;
	return c;
}

struct scmi_clock *scmi_clock_got(struct optee_setup *setup, u32 id)
{
	struct scmi_clock *c = scmi_clock_new(setup, id);

	KUNIT_ASSERT_EQ(setup->test, optee_task_run(&c->task, scmi_op_get), 0);
	return c;
}

bool scmi_is_on(u32 id)
{
	u32 changes;

	return monitor_scmi_clock(monitor_current(), id, &changes);
}

u32 scmi_changes(u32 id)
{
	u32 changes = 0;

	monitor_scmi_clock(monitor_current(), id, &changes);
	return changes;
}
