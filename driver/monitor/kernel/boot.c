// SPDX-License-Identifier: GPL-2.0-only
/*
 * One secure world a kernel: starting it with a device for the driver, binding
 * and unbinding the driver, and ending it.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "kernel_private.h"

#define HALT_TIMEOUT_MS	60000

/* world_lock protects what follows. */
static DEFINE_MUTEX(world_lock);
static struct monitor *world;
static struct device *device;
static bool by_ffa;
static void *static_shm;
static size_t static_shm_bytes;
static struct resource *static_shm_ram;
static void *static_protmem;
static size_t static_protmem_bytes;

/*
 * Reserved memory for static shared memory. The driver maps it with memremap(),
 * which takes memory for RAM only when a resource says so; UML has none that does.
 */
static int static_shm_alloc(struct monitor_config *config, unsigned int pages)
	__must_hold(&world_lock)
{
	phys_addr_t pa;

	static_shm_bytes = (size_t)pages * PAGE_SIZE;
	static_shm = alloc_pages_exact(static_shm_bytes, GFP_KERNEL | __GFP_ZERO);
	if (!static_shm)
		return -ENOMEM;
	pa = virt_to_phys(static_shm);
	if (region_intersects(pa, static_shm_bytes, IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) ==
	    REGION_DISJOINT) {
		static_shm_ram = kzalloc(sizeof(*static_shm_ram), GFP_KERNEL);
		if (!static_shm_ram)
			goto err;
		static_shm_ram->name = "System RAM (teeproof static shm)";
		static_shm_ram->start = pa;
		static_shm_ram->end = pa + static_shm_bytes - 1;
		static_shm_ram->flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
		if (insert_resource(&iomem_resource, static_shm_ram)) {
			kfree(static_shm_ram);
			goto err;
		}
	}
	config->shm_start = pa;
	config->shm_size = static_shm_bytes;
	return 0;
err:
	static_shm_ram = NULL;
	free_pages_exact(static_shm, static_shm_bytes);
	static_shm = NULL;
	return -ENOMEM;
}

static void static_shm_free(void)
	__must_hold(&world_lock)
{
	if (static_shm_ram) {
		remove_resource(static_shm_ram);
		kfree(static_shm_ram);
		static_shm_ram = NULL;
	}
	if (static_shm)
		free_pages_exact(static_shm, static_shm_bytes);
	static_shm = NULL;
}

/* Memory that is protected from the beginning: whole pages that nobody has mapped */
static int static_protmem_alloc(struct monitor_config *config, unsigned int pages)
	__must_hold(&world_lock)
{
	if (!pages)
		return 0;
	static_protmem_bytes = (size_t)pages * PAGE_SIZE;
	static_protmem = alloc_pages_exact(static_protmem_bytes, GFP_KERNEL);
	if (!static_protmem)
		return -ENOMEM;
	config->protmem_start = virt_to_phys(static_protmem);
	config->protmem_size = static_protmem_bytes;
	return 0;
}

static void static_memory_free(void)
	__must_hold(&world_lock)
{
	static_shm_free();
	if (static_protmem)
		free_pages_exact(static_protmem, static_protmem_bytes);
	static_protmem = NULL;
}

/* What a secure world has, and it itself */
static void world_free(void)
	__must_hold(&world_lock)
{
	monitor_watch_pages(false);
	monitor_set_current(NULL);
	monitor_exit(world);
	vfree(world);
	world = NULL;
	static_memory_free();
}

/* Lets calls come to @m, and makes the device, which may make some. */
static int world_run(struct monitor *m, const struct monitor_dt *dt)
	__must_hold(&world_lock)
{
	world = m;
	monitor_set_current(m);
	monitor_watch_pages(true);
	device = by_ffa ? monitor_ffa_create() : monitor_dt_create(dt);
	if (!IS_ERR(device))
		return 0;
	return PTR_ERR(device);
}

static int world_start(const struct monitor_config *config, const struct monitor_dt *dt)
	__must_hold(&world_lock)
{
	struct monitor_config *c = kmalloc(sizeof(*c), GFP_KERNEL);
	struct monitor *m = vzalloc(monitor_size());
	int rc = -ENOMEM;

	if (!c || !m)
		goto out;
	if (config)
		*c = *config;
	else
		monitor_config_default(c);
	rc = dt->static_shm_pages ? static_shm_alloc(c, dt->static_shm_pages) : 0;
	if (!rc)
		rc = static_protmem_alloc(c, dt->static_protmem_pages);
	if (rc) {
		static_memory_free();
		goto out;
	}
	monitor_init(m, c, &monitor_kernel_host, NULL);
	by_ffa = c->front == MONITOR_FFA;
	rc = world_run(m, dt);
	m = NULL;
	if (rc) {
		device = NULL;
		/* What the FF-A core did is there to be looked at, until monitor_halt(). */
		if (!by_ffa)
			world_free();
	}
out:
	kfree(c);
	vfree(m);
	return rc;
}

static int bind(void)
	__must_hold(&world_lock)
{
	struct device_driver *driver = by_ffa ? monitor_ffa_driver() :
						driver_find("optee", &platform_bus_type);

	if (!driver)
		return -ENODEV;
	return device_driver_attach(driver, device);
}

int monitor_start(const struct monitor_config *config, const struct monitor_dt *dt)
{
	const struct monitor_dt usual = { .method = "smc" };
	int rc;

	mutex_lock(&world_lock);
	if (world)
		rc = -EBUSY;
	else
		rc = world_start(config, dt ? dt : &usual);
	mutex_unlock(&world_lock);
	return rc;
}
EXPORT_SYMBOL_GPL(monitor_start);

int monitor_boot(const struct monitor_config *config, const struct monitor_dt *dt)
{
	int rc = monitor_start(config, dt);

	return rc ?: monitor_bind();
}
EXPORT_SYMBOL_GPL(monitor_boot);

static u32 print_breaches(struct monitor *m)
{
	struct monitor_breach b;
	u32 i;

	for (i = 0; monitor_breach_get(m, i, &b); i++)
		pr_err("teeproof: breach (%s) at step %u by task %u in function %#x, value %#llx: %s\n",
		       monitor_breach_name(b.kind), b.step, b.caller, b.func, b.value, b.text);
	return monitor_breach_count(m);
}

static bool nobody_parked(struct monitor *m, void *arg)
{
	struct monitor_stats stats;

	monitor_stats(m, &stats);
	return !stats.parked;
}

static bool nobody_inside(struct monitor *m, void *arg)
{
	return monitor_idle();
}

u32 monitor_halt(void)
{
	u32 gate, breaches = 0;

	mutex_lock(&world_lock);
	if (!world)
		goto out;
	for (gate = 0; gate < MONITOR_MAX_GATES; gate++)
		monitor_gate_open(world, gate, MONITOR_ANY);
	if (!monitor_wait(nobody_parked, NULL, HALT_TIMEOUT_MS))
		pr_err("teeproof: calls are still parked\n");
	if (device && by_ffa)
		monitor_ffa_destroy(device);
	else if (device)
		monitor_dt_destroy(device);
	device = NULL;
	if (by_ffa)
		monitor_check_spm_quiet(world);
	monitor_check_quiet(world, true);
	breaches = print_breaches(world);
	monitor_wait(nobody_inside, NULL, HALT_TIMEOUT_MS);
	world_free();
out:
	mutex_unlock(&world_lock);
	return breaches;
}
EXPORT_SYMBOL_GPL(monitor_halt);

void monitor_unbind(void)
{
	mutex_lock(&world_lock);
	if (device)
		device_release_driver(device);
	mutex_unlock(&world_lock);
}
EXPORT_SYMBOL_GPL(monitor_unbind);

int monitor_bind(void)
{
	int rc;

	mutex_lock(&world_lock);
	rc = device ? bind() : -ENODEV;
	mutex_unlock(&world_lock);
	return rc;
}
EXPORT_SYMBOL_GPL(monitor_bind);

/* As device_shutdown() does */
static void shut_down(struct device *dev)
{
	device_lock(dev);
	if (dev->driver && dev->bus->shutdown)
		dev->bus->shutdown(dev);
	else if (dev->driver && dev->driver->shutdown)
		dev->driver->shutdown(dev);
	device_unlock(dev);
}

void monitor_shutdown(void)
{
	mutex_lock(&world_lock);
	if (device)
		shut_down(device);
	mutex_unlock(&world_lock);
}
EXPORT_SYMBOL_GPL(monitor_shutdown);

struct device *monitor_device(void)
{
	return device;
}
EXPORT_SYMBOL_GPL(monitor_device);
