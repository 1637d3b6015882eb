// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor in a kernel: the device that the driver binds to, the interrupt,
 * the memory, and who calls.
 */
#include <kunit/test.h>
#include <linux/arm-smccc.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/page_ref.h>
#include <linux/tee_drv.h>
#include <monitor_kernel.h>
#include <optee_abi.h>

/* A bound for failure */
#define WAIT_MS		4000

static void kernel_exit(struct kunit *test)
{
	monitor_halt();
}

/* No clients on the TEE bus, whose calls would come in between */
static struct monitor_config *quiet_config(struct kunit *test)
{
	struct monitor_config *config = kunit_kzalloc(test, sizeof(*config), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, config);
	monitor_config_default(config);
	config->num_devices = 0;
	return config;
}

/* The driver binds to the usual secure world and leaves it as it found it. */
static void optee_test_monitor_kernel_boot(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, monitor_current());
	KUNIT_ASSERT_EQ(test, monitor_boot(NULL, NULL), 0);
	KUNIT_EXPECT_NOT_NULL(test, monitor_current());
	KUNIT_EXPECT_NOT_NULL(test, monitor_device()->driver);
	KUNIT_EXPECT_EQ(test, monitor_boot(NULL, NULL), -EBUSY);
	KUNIT_EXPECT_EQ(test, monitor_halt(), 0);
	KUNIT_EXPECT_NULL(test, monitor_current());
	KUNIT_EXPECT_EQ(test, monitor_halt(), 0);
}

/* A raw REGISTER_SHM of a page, or UNREGISTER_SHM of it; the message goes to the page at @msg. */
static void shm_command(void *msg, u64 *list, u32 cmd, struct page *page)
{
	struct optee_header *arg = msg;
	struct optee_param *p = (void *)(arg + 1);
	phys_addr_t pa = virt_to_phys(msg);
	struct arm_smccc_res res;

	memset(msg, 0, PAGE_SIZE);
	arg->cmd = cmd;
	arg->num_params = 1;
	p->c = 0x1000;
	if (cmd == OPTEE_CMD_REGISTER_SHM) {
		list[0] = page_to_phys(page);
		p->attr = OPTEE_ATTR(TMEM, OUT) | OPTEE_ATTR_NONCONTIG;
		p->a = virt_to_phys(list);
		p->b = PAGE_SIZE;
	} else {
		p->attr = OPTEE_ATTR(RMEM, IN);
	}
	arm_smccc_smc(OPTEE_YIELD_ID(OPTEE_YIELD_CALL_WITH_ARG), upper_32_bits(pa),
		      lower_32_bits(pa), 0, 0, 0, 0, 0, &res);
}

/* The kernel's allocator and its pins tell of a page that goes too early. */
static void optee_test_monitor_kernel_page_given_back(struct kunit *test)
{
	void *msg = (void *)get_zeroed_page(GFP_KERNEL);
	void *list = (void *)get_zeroed_page(GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct arm_smccc_res res;

	KUNIT_ASSERT_TRUE(test, msg && list && page);
	KUNIT_ASSERT_EQ(test, monitor_start(quiet_config(test), NULL), 0);
	arm_smccc_smc(OPTEE_FAST_ID(OPTEE_FAST_EXCHANGE_CAPABILITIES), 0, 0, 0, 0, 0, 0, 0, &res);

	/* as pin_user_pages() does */
	page_ref_add(page, GUP_PIN_COUNTING_BIAS);
	shm_command(msg, list, OPTEE_CMD_REGISTER_SHM, page);
	page_ref_sub(page, GUP_PIN_COUNTING_BIAS);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(monitor_current()), 0);
	shm_command(msg, list, OPTEE_CMD_UNREGISTER_SHM, page);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(monitor_current()), 1);

	shm_command(msg, list, OPTEE_CMD_REGISTER_SHM, page);
	shm_command(msg, list, OPTEE_CMD_UNREGISTER_SHM, page);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(monitor_current()), 1);
	shm_command(msg, list, OPTEE_CMD_REGISTER_SHM, page);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, monitor_breach_count(monitor_current()), 2);
	shm_command(msg, list, OPTEE_CMD_UNREGISTER_SHM, page);
	KUNIT_EXPECT_EQ(test, monitor_halt(), 2);
	free_page((unsigned long)list);
	free_page((unsigned long)msg);
}

struct probe_case {
	const char *name;
	struct monitor_dt dt;
	int rc;
};

static const struct probe_case probe_cases[] = {
	{ "smc", { .method = "smc" }, 0 },
	{ "hvc", { .method = "hvc" }, 0 },
	{ "no method", { .method = NULL }, -ENXIO },
	{ "a method that is none", { .method = "abc" }, -EINVAL },
	{ "an interrupt of each CPU", { .method = "smc", .percpu_irq = true }, 0 },
	{ "no interrupt", { .method = "smc", .no_irq = true }, -ENXIO },
	{ "static memory beside dynamic", { .method = "smc", .static_shm_pages = 16 }, 0 },
};

KUNIT_ARRAY_PARAM_DESC(probe, probe_cases, name);

/* What the driver's probe returns is what monitor_boot() returns. */
static void optee_test_monitor_kernel_probe(struct kunit *test)
{
	const struct probe_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, monitor_boot(quiet_config(test), &c->dt), c->rc);
	KUNIT_EXPECT_EQ(test, !!monitor_device()->driver, !c->rc);
	KUNIT_EXPECT_EQ(test, monitor_halt(), 0);
}

/* Static memory alone is enough. */
static void optee_test_monitor_kernel_static_memory(struct kunit *test)
{
	const struct monitor_dt dt = { .method = "smc", .static_shm_pages = 32 };
	struct monitor_config *config = quiet_config(test);
	struct monitor_stats stats;

	config->sec_caps = OPTEE_CAP_RESERVED_SHM;
	KUNIT_ASSERT_EQ(test, monitor_boot(config, &dt), 0);
	monitor_stats(monitor_current(), &stats);
	KUNIT_EXPECT_EQ(test, stats.shm_registered, 0);
	KUNIT_EXPECT_GT(test, stats.calls, 0);
	KUNIT_EXPECT_EQ(test, monitor_halt(), 0);
}

/* The driver can be taken off the device and put on again. */
static void optee_test_monitor_kernel_rebind(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, monitor_boot(quiet_config(test), NULL), 0);
	monitor_unbind();
	KUNIT_EXPECT_NULL(test, monitor_device()->driver);
	KUNIT_EXPECT_EQ(test, monitor_check_quiet(monitor_current(), true), 0);
	KUNIT_EXPECT_EQ(test, monitor_bind(), 0);
	KUNIT_EXPECT_NOT_NULL(test, monitor_device()->driver);
	KUNIT_EXPECT_EQ(test, monitor_halt(), 0);
}

static const bool percpu_cases[] = { false, true };

static void describe_irq(const bool *percpu, char *desc)
{
	strscpy(desc, *percpu ? "of each CPU" : "shared by all CPUs", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(irq, percpu_cases, describe_irq);

static u32 bottom_halves(struct monitor *m)
{
	return monitor_event_total(m, MONITOR_EV_RETURN, OPTEE_CMD_DO_BOTTOM_HALF);
}

/* The interrupt reaches the driver's handler, which asks for a bottom half. */
static void optee_test_monitor_kernel_interrupt(struct kunit *test)
{
	const bool *percpu = test->param_value;
	const struct monitor_dt dt = { .method = "smc", .percpu_irq = *percpu };
	struct monitor *m;

	KUNIT_ASSERT_EQ(test, monitor_boot(quiet_config(test), &dt), 0);
	m = monitor_current();
	monitor_notify(m, 5);
	KUNIT_EXPECT_EQ(test, monitor_event_total(m, MONITOR_EV_FAST,
						  OPTEE_FAST_GET_ASYNC_NOTIF_VALUE), 1);
	KUNIT_EXPECT_EQ(test, bottom_halves(m), 0);
	monitor_notify(m, OPTEE_NOTIF_BOTTOM_HALF);
	KUNIT_EXPECT_TRUE(test, monitor_wait_event(MONITOR_EV_RETURN, OPTEE_CMD_DO_BOTTOM_HALF, 1,
						   WAIT_MS));
	KUNIT_EXPECT_EQ(test, monitor_halt(), 0);
}

/* With interrupts off it comes as soon as they are on again. */
static void optee_test_monitor_kernel_interrupt_later(struct kunit *test)
{
	unsigned long flags;
	struct monitor *m;
	u32 meanwhile;

	KUNIT_ASSERT_EQ(test, monitor_boot(quiet_config(test), NULL), 0);
	m = monitor_current();
	local_irq_save(flags);
	monitor_notify(m, OPTEE_NOTIF_BOTTOM_HALF);
	meanwhile = monitor_event_total(m, MONITOR_EV_FAST, OPTEE_FAST_GET_ASYNC_NOTIF_VALUE);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, meanwhile, 0);
	KUNIT_EXPECT_TRUE(test, monitor_wait_event(MONITOR_EV_RETURN, OPTEE_CMD_DO_BOTTOM_HALF, 1,
						   WAIT_MS));
	KUNIT_EXPECT_EQ(test, monitor_halt(), 0);
}

static int match_optee(struct tee_ioctl_version_data *version, const void *data)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

/* A call is known by the task that makes it; what it leaves open is counted and printed. */
static void optee_test_monitor_kernel_caller(struct kunit *test)
{
	struct tee_ioctl_open_session_arg arg = {};
	struct monitor_event event = {};
	struct tee_context *ctx;
	struct monitor *m;
	u32 i;

	KUNIT_ASSERT_EQ(test, monitor_boot(quiet_config(test), NULL), 0);
	m = monitor_current();
	ctx = tee_client_open_context(NULL, match_optee, NULL, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ctx));
	memcpy(arg.uuid, monitor_ta_uuid(MONITOR_TA_ECHO), sizeof(arg.uuid));
	KUNIT_EXPECT_EQ(test, tee_client_open_session(ctx, &arg, NULL), 0);
	KUNIT_EXPECT_EQ(test, arg.ret, TEEC_SUCCESS);
	for (i = monitor_event_count(m); i-- && event.kind != MONITOR_EV_ENTER;)
		KUNIT_ASSERT_TRUE(test, monitor_event_get(m, i, &event));
	KUNIT_EXPECT_EQ(test, event.caller, monitor_caller_of(current));
	KUNIT_EXPECT_EQ(test, monitor_check_quiet(m, false), 1);
	tee_client_close_context(ctx);
	KUNIT_EXPECT_EQ(test, monitor_halt(), 1);
}

static struct kunit_case kernel_tests[] = {
	KUNIT_CASE(optee_test_monitor_kernel_boot),
	KUNIT_CASE(optee_test_monitor_kernel_page_given_back),
	KUNIT_CASE_PARAM(optee_test_monitor_kernel_probe, probe_gen_params),
	KUNIT_CASE(optee_test_monitor_kernel_static_memory),
	KUNIT_CASE(optee_test_monitor_kernel_rebind),
	KUNIT_CASE_PARAM(optee_test_monitor_kernel_interrupt, irq_gen_params),
	KUNIT_CASE(optee_test_monitor_kernel_interrupt_later),
	KUNIT_CASE(optee_test_monitor_kernel_caller),
	{ }
};

static struct kunit_suite kernel_suite = {
	.name = "optee_monitor_kernel",
	.exit = kernel_exit,
	.test_cases = kernel_tests,
};

kunit_test_suite(kernel_suite);
