// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's SCMI transport over OP-TEE runs under: the transport and its message
 * format are the kernel's objects, compiled from arm_scmi.
 *
 * The same: when the transport's driver, the agent's and the core's are probed and
 * removed; the messages that turn a clock on and off; which of the transport's
 * operations are called for one, in which order.
 * Different: of arm_scmi's core only what a transport sees of it, with one protocol and
 * one channel; of the clock framework its prepare lock, which each use of a clock takes
 * and the end of the clocks' provider too.
 */
#include <linux/device.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>
#include <common.h>
#include "compat.h"
#include "host_kernel.h"
#include "different/scmi.h"

#define PROTOCOL_CLOCK		0x14	/* Arm DEN 0056, section 4.6 */
#define CLOCK_CONFIG_SET	0x07
#define CHANNEL			0
#define ANSWER_BYTES		64

/* The transport's module_init() and module_exit(), which ci/hosted/build puts into sections of their own */
extern initcall_entry_t __start_host_scmi_init[];
extern exitcall_t __start_host_scmi_exit[];

static struct {
	struct platform_device *agent;
	bool loaded, ask, system;
	struct mutex prepare_lock;
	struct scmi_chan_info *channel;		/* the prepare lock protects it */
	const struct scmi_transport_ops *ops;
	u32 token;
} scmi;

static struct device_node node;
static struct scmi_handle handle;
static struct scmi_transport_core_operations core_ops;

/* ---- the device tree: the agent's node ---- */

int of_property_read_u32_index(const struct device_node *np, const char *name, u32 index, u32 *value)
{
	if (np != &node || strcmp(name, "linaro,optee-channel-id") || index)
		return -EINVAL;
	*value = CHANNEL;
	return 0;
}

/* "shmem" is asked for: its messages are in OP-TEE's shared memory. */
struct property *of_find_property(const struct device_node *np, const char *name, int *size)
{
	return NULL;
}

void device_set_of_node_from_dev(struct device *dev, const struct device *from)
{
	dev->of_node = from->of_node;
}

/* ---- the transport's call for a system session ---- */

int teeproof_system_session(struct tee_context *ctx, u32 session)
{
	int rc;

	if (!scmi.ask)
		return 0;
	rc = tee_client_system_session(ctx, session);
	scmi.system = !rc;
	return rc;
}

/* ---- arm_scmi's core: drivers/firmware/arm_scmi/driver.c ---- */

static void channel_free(struct scmi_chan_info *channel)
{
	scmi.ops->chan_free(PROTOCOL_CLOCK, channel, NULL);
	scmi.system = false;
	kfree(channel);
}

static int core_probe(struct platform_device *pdev)
{
	struct scmi_transport *strans = dev_get_platdata(&pdev->dev);
	struct scmi_chan_info *channel;
	int rc;

	core_ops.msg = scmi_message_operations_get();
	*strans->core_ops = &core_ops;
	if (!device_link_add(&pdev->dev, strans->supplier, DL_FLAG_AUTOREMOVE_CONSUMER))
		return -EINVAL;
	scmi.ops = host_scmi_ops(strans);
	channel = kzalloc(sizeof(*channel), GFP_KERNEL);
	if (!channel)
		return -ENOMEM;
	channel->id = PROTOCOL_CLOCK;
	channel->dev = &pdev->dev;
	channel->handle = &handle;
	rc = scmi.ops->chan_available(pdev->dev.of_node, 0) ?
	     scmi.ops->chan_setup(channel, &pdev->dev, true) : -ENODEV;
	if (rc) {
		scmi.system = false;
		kfree(channel);
		return rc;
	}
	mutex_lock(&scmi.prepare_lock);
	scmi.channel = channel;
	mutex_unlock(&scmi.prepare_lock);
	return 0;
}

static void core_remove(struct platform_device *pdev)
{
	struct scmi_chan_info *channel;

	mutex_lock(&scmi.prepare_lock);
	channel = scmi.channel;
	scmi.channel = NULL;
	mutex_unlock(&scmi.prepare_lock);
	channel_free(channel);
}

static struct platform_driver core_driver = {
	.driver = { .name = "arm-scmi" },
	.probe = core_probe,
	.remove = core_remove,
};

/* do_xfer() of a message whose answer is there when sending it returns */
static int transfer(struct scmi_chan_info *channel, u8 message, const void *data, size_t size)
{
	u8 answer[ANSWER_BYTES];
	struct scmi_xfer xfer = {
		.hdr = {
			.id = message, .protocol_id = PROTOCOL_CLOCK,
			.seq = scmi.token++ % MSG_TOKEN_MAX, .poll_completion = true,
		},
		.tx = { .buf = (void *)data, .len = size },
		.rx = { .buf = answer, .len = sizeof(answer) },
	};
	int rc = scmi.ops->send_message(channel, &xfer);

	if (rc < 0)
		return rc;
	scmi.ops->fetch_response(channel, &xfer);
	if (xfer.hdr.status)
		rc = scmi_to_linux_errno(xfer.hdr.status);
	if (scmi.ops->mark_txdone)
		scmi.ops->mark_txdone(channel, rc, &xfer);
	return rc;
}

int host_scmi_clock(u32 id, bool on)
{
	__le32 config[] = { cpu_to_le32(id), cpu_to_le32(on) };
	int rc = -ENODEV;

	mutex_lock(&scmi.prepare_lock);
	if (scmi.channel)
		rc = transfer(scmi.channel, CLOCK_CONFIG_SET, config, sizeof(config));
	mutex_unlock(&scmi.prepare_lock);
	return rc;
}

bool host_scmi_system(void)
{
	return scmi.system;
}

/* ---- loading and unloading ---- */

static void agent_release(struct device *dev)
{
	kfree(to_platform_device(dev));
}

static void agent_add(void)
{
	scmi.agent = kzalloc(sizeof(*scmi.agent), GFP_KERNEL | __GFP_NOFAIL);
	scmi.agent->name = HOST_SCMI_AGENT;
	scmi.agent->dev.release = agent_release;
	scmi.agent->dev.of_node = &node;
	scmi.agent->dev.bus = &platform_bus_type;
	device_initialize(&scmi.agent->dev);
	if (dev_set_name(&scmi.agent->dev, "firmware:scmi") || device_add(&scmi.agent->dev))
		host_panic("cannot add the SCMI agent's node");
}

void host_scmi_add(bool system)
{
	mutex_init(&scmi.prepare_lock);
	scmi.ask = system;
	if (host_platform_register(&core_driver, NULL) || initcall_from_entry(__start_host_scmi_init)())
		host_panic("the SCMI transport does not load");
	scmi.loaded = true;
	agent_add();
}

void host_scmi_retry(void)
{
	if (scmi.agent && !scmi.agent->dev.driver)
		host_device_bind(&scmi.agent->dev);
}

void host_scmi_remove(void)
{
	if (!scmi.loaded)
		return;
	device_unregister(&scmi.agent->dev);
	(*__start_host_scmi_exit)();
	platform_driver_unregister(&core_driver);
	scmi.loaded = false;
	scmi.agent = NULL;
}

void host_scmi_reset(void)
{
	host_clear(&scmi, sizeof(scmi));
	host_clear(&core_ops, sizeof(core_ops));
}
