// SPDX-License-Identifier: GPL-2.0-only
/*
 * The conduit: an SMC or HVC of the driver, or of the FF-A core, goes to the
 * monitor, which is the secure world. A call that the monitor parks waits for its
 * gate to open.
 *
 * The same: registers in and out, the check for atomic context, physical addresses, the
 * notification interrupt. Different: the secure world takes no time.
 */
#include <linux/arm-smccc.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <kernel/smccc_1_2.h>
#include "host_kernel.h"
#include "observer.h"
#include "different/smc.h"

static struct monitor *secure;
static bool kernel_gone;
static const u32 gate_chan[MONITOR_MAX_GATES];

static void *map_ram(void *host, u64 pa, size_t size)
{
	void *p = (void *)(HOST_ARENA_BASE + pa);

	if (pa >= HOST_ARENA_BYTES || !host_mem_valid(p, size))
		return NULL;
	/* whole pages are lists of pages, whose tail says nothing, and bulk data of clients */
	if (size < PAGE_SIZE)
		host_tell(to_secure, "a message", p, size);
	return p;
}

static void *os_alloc(void *host, size_t size)
{
	return host_scratch_alloc(size);
}

static void os_free(void *host, void *p)
{
	host_scratch_free(p);
}

static void no_lock(void *host)
{
	/* tasks switch at scheduling points only, and the core has none */
}

static void raise_irq(void *host)
{
	host_irq_raise(HOST_NOTIF_IRQ);
}

static void gate_opened(void *host, u32 gate)
{
	host_wake(&gate_chan[gate % MONITOR_MAX_GATES], HOST_MAX_TASKS);
}

static u32 caller(void *host)
{
	return host_current->id;
}

static bool may_sleep(void *host)
{
	return !host_in_atomic();
}

static u64 now_ns(void *host)
{
	return host_clock_ns;
}

static bool killed(void *host)
{
	return fatal_signal_pending(current);
}

static u32 pins(void *host, u64 pa)
{
	return (u32)page_ref_count(pfn_to_page(PHYS_PFN(pa))) / GUP_PIN_COUNTING_BIAS;
}

static const struct monitor_host world = {
	.map = map_ram,
	.alloc = os_alloc,
	.free = os_free,
	.lock = no_lock,
	.unlock = no_lock,
	.raise_irq = raise_irq,
	.gate_opened = gate_opened,
	.caller = caller,
	.may_sleep = may_sleep,
	.now_ns = now_ns,
	.killed = killed,
	.pins = pins,
};

struct monitor *host_monitor(void)
{
	return secure;
}

static struct monitor *memory;

struct monitor *host_monitor_last(void)
{
	return memory;
}

void host_smc_start(const struct monitor_config *config)
{
	if (!memory)
		memory = host_os_alloc(monitor_size());
	secure = memory;
	host_scratch_reset();
	monitor_init(secure, config, &world, NULL);
	kernel_gone = false;
}

void host_smc_stop(void)
{
	if (secure)
		monitor_exit(secure);
	secure = NULL;
}

void host_smc_pages_freed(u64 pa, unsigned long n)
{
	for (; secure && n; n--, pa += PAGE_SIZE)
		if (monitor_page_may_be_shared(secure, pa))
			monitor_page_freed(secure, pa);
}

void host_smc_client_frees(u64 pa, unsigned long n, bool gave_up)
{
	for (; secure && n; n--, pa += PAGE_SIZE)
		if (monitor_page_may_be_shared(secure, pa))
			monitor_client_frees(secure, pa, gave_up);
}

void host_smc_kernel_gone(bool gone)
{
	if (secure)
		monitor_kernel_gone(secure, gone);
	kernel_gone = gone;
}

bool host_smc_keeps(u64 pa)
{
	return secure && monitor_keeps_page(secure, pa);
}

bool host_gate_chan(const void *chan, u32 *gate)
{
	const u32 *c = chan;

	if (c < gate_chan || c >= gate_chan + MONITOR_MAX_GATES)
		return false;
	*gate = c - gate_chan;
	return true;
}

#define ENOTAVAIL	7	/* optee_smc.h: OPTEE_SMC_RETURN_ENOTAVAIL */

/* SMCCC (ARM DEN 0028): bit 31 clear in the function id of a yielding call */
static bool yields(unsigned long id)
{
	return !(id & BIT(31));
}

/* The call waits at its gate, and is tried again when that opens. */
static void wait_at_gate(u32 gate, bool yielding)
{
	host_tell(smc_parked, true, yielding);
	host_wait(&gate_chan[gate % MONITOR_MAX_GATES], HOST_AT_PARK, 0, HOST_FOREVER);
	host_about(host_secure_world, true);
	host_tell(smc_parked, false, yielding);
}

/*
 * A task in the secure world with the call that it is making, for the oracles:
 * whether it holds a thread there is the monitor's business, that it is parked
 * is known here.
 */
static void smc(unsigned long *a, struct arm_smccc_res *res)
{
	struct monitor_call call = { };
	enum monitor_verdict verdict;

	for (int i = 0; i < 8; i++)
		call.a[i] = a[i];
	host_point(HOST_AT_SMC, NULL);
	host_trace_mix("smc", a[0], a[3]);
	if (kernel_gone) {
		*res = (struct arm_smccc_res){ .a0 = yields(a[0]) ? 0 : ENOTAVAIL };
		return;
	}
	if (yields(a[0]))
		host_tell(smc_called, a[0]);
	if (secure) {
		verdict = monitor_smc(secure, &call);
		while (verdict == MONITOR_PARK) {
			wait_at_gate(call.gate, yields(a[0]));
			verdict = monitor_smc_resume(secure, &call);
		}
	} else {
		call.res[0] = (unsigned long)SMCCC_RET_NOT_SUPPORTED;
	}
	if (yields(a[0]))
		host_tell(smc_answered, call.res[0]);
	res->a0 = call.res[0];
	res->a1 = call.res[1];
	res->a2 = call.res[2];
	res->a3 = call.res[3];
	host_trace_mix("res", res->a0, 0);
	host_point(HOST_AT_SMC_RETURN, NULL);
}

/* The same for a call with all registers of SMCCC 1.2, which only the FF-A core makes */
static void ffa(const struct arm_smccc_1_2_regs *args, struct arm_smccc_1_2_regs *res)
{
	const unsigned long *a = &args->a0;
	struct monitor_ffa_call call = { };
	unsigned long *out = &res->a0;
	enum monitor_verdict verdict;
	u64 a0;

	BUILD_BUG_ON(sizeof(*args) != MONITOR_FFA_REGS * sizeof(*a));
	for (int i = 0; i < MONITOR_FFA_REGS; i++)
		call.a[i] = a[i];
	host_point(HOST_AT_SMC, NULL);
	host_trace_mix("ffa", a[0], a[3]);
	if (monitor_ffa_called(&call, &a0))
		host_tell(smc_called, a0);
	if (secure) {
		verdict = monitor_ffa(secure, &call);
		while (verdict == MONITOR_PARK) {
			wait_at_gate(call.call.gate, monitor_ffa_called(&call, &a0));
			verdict = monitor_ffa_resume(secure, &call);
		}
	} else {
		call.res[0] = (unsigned long)SMCCC_RET_NOT_SUPPORTED;
	}
	if (monitor_ffa_answered(&call, &a0))
		host_tell(smc_answered, a0);
	for (int i = 0; i < MONITOR_FFA_REGS; i++)
		out[i] = call.res[i];
	host_trace_mix("res", out[0], out[3]);
	host_point(HOST_AT_SMC_RETURN, NULL);
}

asmlinkage void arm_smccc_1_2_smc(const struct arm_smccc_1_2_regs *args,
				  struct arm_smccc_1_2_regs *res)
{
	ffa(args, res);
}

asmlinkage void arm_smccc_1_2_hvc(const struct arm_smccc_1_2_regs *args,
				  struct arm_smccc_1_2_regs *res)
{
	ffa(args, res);
}

asmlinkage void __arm_smccc_smc(unsigned long a0, unsigned long a1, unsigned long a2,
				unsigned long a3, unsigned long a4, unsigned long a5,
				unsigned long a6, unsigned long a7,
				struct arm_smccc_res *res, struct arm_smccc_quirk *quirk)
{
	unsigned long a[8] = { a0, a1, a2, a3, a4, a5, a6, a7 };

	smc(a, res);
}

asmlinkage void __arm_smccc_hvc(unsigned long a0, unsigned long a1, unsigned long a2,
				unsigned long a3, unsigned long a4, unsigned long a5,
				unsigned long a6, unsigned long a7,
				struct arm_smccc_res *res, struct arm_smccc_quirk *quirk)
{
	unsigned long a[8] = { a0, a1, a2, a3, a4, a5, a6, a7 };

	smc(a, res);
}
