// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel as the monitor's host: memory, locking, who calls, and the SMC
 * conduit with its waiting at gates.
 */
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <trace/events/kmem.h>
#include "kernel_private.h"
#include "ffa_abi.h"
#include "smccc_1_2.h"

/*
 * lock: the core's critical section; flags: of the one that is in it.
 * current_monitor is protected by lock; users counts SMCs in it.
 */
static DEFINE_RAW_SPINLOCK(lock);
static unsigned long lock_flags;
static int lock_cpu = -1;	/* who is in it */
static struct monitor *current_monitor;
static atomic_t users = ATOMIC_INIT(0);

static const struct monitor_observer nobody;
static const struct monitor_observer *observer = &nobody;

/* Woken when anything has happened: who waits looks for itself. */
static DECLARE_WAIT_QUEUE_HEAD(happened);

static void *host_map(void *host, u64 pa, size_t size)
{
	unsigned long pfn = PHYS_PFN(pa);

	if (pa != (phys_addr_t)pa || !pfn_valid(pfn) || !pfn_valid(PHYS_PFN(pa + size - 1)))
		return NULL;
	if (PageReserved(pfn_to_page(pfn)) && !virt_addr_valid(__va(pa)))
		return NULL;
	return page_to_virt(pfn_to_page(pfn)) + offset_in_page(pa);
}

static void *host_alloc(void *host, size_t size)
{
	return kzalloc(size, GFP_ATOMIC | __GFP_NOWARN);
}

static void host_free(void *host, void *p)
{
	kfree(p);
}

static void host_lock(void *host) __acquires(&lock)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	lock_flags = flags;
	WRITE_ONCE(lock_cpu, raw_smp_processor_id());
}

static void host_unlock(void *host) __releases(&lock)
{
	WRITE_ONCE(lock_cpu, -1);
	raw_spin_unlock_irqrestore(&lock, lock_flags);
}

static void host_raise_irq(void *host)
{
	monitor_irq_raise();
}

static void host_gate_opened(void *host, u32 gate)
{
	monitor_wake();
}

/* Interrupt handlers are nobody: 0. */
static u32 host_caller(void *host)
{
	return in_hardirq() ? 0 : task_pid_nr(current);
}

static bool host_may_sleep(void *host)
{
	return !in_interrupt() && !irqs_disabled() &&
	       (!IS_ENABLED(CONFIG_PREEMPT_COUNT) || preemptible());
}

/* What the monitor itself frees is none of its business, and comes with the lock held. */
static bool is_inside(void)
{
	return READ_ONCE(lock_cpu) == raw_smp_processor_id();
}

/* Tracepoint mm_page_free: any context, any page */
static void on_page_free(void *data, struct page *page, unsigned int order)
{
	struct monitor *m = monitor_current();
	phys_addr_t pa = page_to_phys(page);
	unsigned long i;

	for (i = 0; m && i < 1ul << order; i++, pa += PAGE_SIZE)
		if (monitor_page_may_be_shared(m, pa) && !is_inside())
			monitor_page_freed(m, pa);
}

/* From now on the secure world that runs learns of pages that are freed, or no more. */
void monitor_watch_pages(bool on)
{
	if (on)
		register_trace_mm_page_free(on_page_free, NULL);
	else
		unregister_trace_mm_page_free(on_page_free, NULL);
	tracepoint_synchronize_unregister();
}

static u32 host_pins(void *host, u64 pa)
{
	struct folio *folio = page_folio(pfn_to_page(PHYS_PFN(pa)));

	if (folio_test_large(folio))
		return atomic_read(&folio->_pincount);
	return (u32)folio_ref_count(folio) / GUP_PIN_COUNTING_BIAS;
}

static u64 host_now_ns(void *host)
{
	return ktime_get_ns();
}

static bool host_killed(void *host)
{
	return fatal_signal_pending(current);
}

const struct monitor_host monitor_kernel_host = {
	.map = host_map,
	.alloc = host_alloc,
	.free = host_free,
	.lock = host_lock,
	.unlock = host_unlock,
	.raise_irq = host_raise_irq,
	.gate_opened = host_gate_opened,
	.caller = host_caller,
	.may_sleep = host_may_sleep,
	.now_ns = host_now_ns,
	.killed = host_killed,
	.pins = host_pins,
};

u32 monitor_caller_of(struct task_struct *task)
{
	return task_pid_nr(task);
}
EXPORT_SYMBOL_GPL(monitor_caller_of);

struct monitor *monitor_current(void)
{
	return READ_ONCE(current_monitor);
}
EXPORT_SYMBOL_GPL(monitor_current);

void monitor_set_current(struct monitor *m)
{
	WRITE_ONCE(current_monitor, m);
}

void monitor_observe(const struct monitor_observer *o)
{
	WRITE_ONCE(observer, o ?: &nobody);
}
EXPORT_SYMBOL_GPL(monitor_observe);

void monitor_wake(void)
{
	wake_up_all(&happened);
}

/* Is no SMC in progress? */
bool monitor_idle(void)
{
	return !atomic_read(&users);
}

/**
 * struct entry - an instruction that led to the monitor
 * @call:	of an SMC, or what the core has of @ffa
 * @ffa:	an FF-A call, NULL: an SMC
 * @yields:	it is a yielding call
 */
struct entry {
	struct monitor_call *call;
	struct monitor_ffa_call *ffa;
	bool yields;
};

/* Has the parked call returned? It may have got to another gate. */
static bool returned(struct monitor *m, const struct entry *e)
{
	u32 gate = e->call->gate;
	enum monitor_verdict verdict;

	verdict = e->ffa ? monitor_ffa_resume(m, e->ffa) : monitor_smc_resume(m, e->call);
	if (verdict == MONITOR_RETURN)
		return true;
	if (e->call->gate != gate)
		monitor_wake();
	return false;
}

/*
 * An SMC cannot be killed, so a caller that is parked sleeps uninterruptibly; it
 * does so in pieces, which keeps it out of the hung-task detector's sight.
 */
static void wait_at_gate(struct monitor *m, const struct entry *e)
{
	const struct monitor_observer *o = READ_ONCE(observer);

	if (o->parked)
		o->parked(true, e->yields);
	monitor_wake();
	while (!wait_event_timeout(happened, returned(m, e), HZ))
		;
	if (o->parked)
		o->parked(false, e->yields);
}

static void called(const struct entry *e, u64 a0)
{
	const struct monitor_observer *o = READ_ONCE(observer);

	if (o->called && e->yields && !in_hardirq())
		o->called(a0);
}

static void answered(const struct entry *e, u64 a0)
{
	const struct monitor_observer *o = READ_ONCE(observer);

	if (o->answered && e->yields && !in_hardirq())
		o->answered(a0);
}

/* Allocations of the secure world are not the driver's. */
static unsigned int stop_faults(void)
{
#ifdef CONFIG_FAULT_INJECTION
	unsigned int fail_nth = current->fail_nth;

	current->fail_nth = 0;
	return fail_nth;
#else
	return 0;
#endif
}

static void go_on_with_faults(unsigned int fail_nth)
{
#ifdef CONFIG_FAULT_INJECTION
	current->fail_nth = fail_nth;
#endif
}

/**
 * monitor_conduit() - what the SMC and HVC entry points lead to
 * @a:		registers a0..a7
 * @res:	registers a0..a3 on return
 *
 * Any context. Sleeps only while a gate holds the call, which it does not in
 * atomic context.
 */
void monitor_conduit(const unsigned long *a, struct arm_smccc_res *res)
{
	unsigned int fail_nth = stop_faults();
	struct monitor_call call = {};
	const struct entry e = { .call = &call, .yields = !ARM_SMCCC_IS_FAST_CALL(a[0]) };
	struct monitor *m;
	unsigned int i;

	atomic_inc(&users);
	m = monitor_current();
	for (i = 0; i < ARRAY_SIZE(call.a); i++)
		call.a[i] = a[i];
	called(&e, call.a[0]);
	if (!m)
		call.res[0] = SMCCC_RET_NOT_SUPPORTED;
	else if (monitor_smc(m, &call) == MONITOR_PARK)
		wait_at_gate(m, &e);
	answered(&e, call.res[0]);
	atomic_dec(&users);
	monitor_wake();
	res->a0 = call.res[0];
	res->a1 = call.res[1];
	res->a2 = call.res[2];
	res->a3 = call.res[3];
	go_on_with_faults(fail_nth);
}

#ifdef CONFIG_TEE_MONITOR_FFA
static_assert(sizeof(struct arm_smccc_1_2_regs) == MONITOR_FFA_REGS * sizeof(unsigned long));

/**
 * monitor_conduit_1_2() - the same with all registers of SMCCC 1.2, for FF-A
 * @args:	registers on the way in
 * @res:	registers on return, may be @args
 *
 * Context: as for monitor_conduit().
 */
void monitor_conduit_1_2(const struct arm_smccc_1_2_regs *args, struct arm_smccc_1_2_regs *res)
{
	const unsigned long *a = &args->a0;
	unsigned long *out = &res->a0;
	unsigned int fail_nth = stop_faults();
	struct monitor_ffa_call ffa = {};
	struct entry e = { .call = &ffa.call, .ffa = &ffa };
	struct monitor *m;
	unsigned int i;
	u64 a0;

	atomic_inc(&users);
	m = monitor_current();
	for (i = 0; i < MONITOR_FFA_REGS; i++)
		ffa.a[i] = a[i];
	e.yields = monitor_ffa_called(&ffa, &a0);
	called(&e, a0);
	if (!m) {
		ffa.res[0] = FFA_NOT_SUPPORTED;
	} else if (monitor_ffa(m, &ffa) == MONITOR_PARK) {
		e.yields = monitor_ffa_called(&ffa, &a0);
		wait_at_gate(m, &e);
	}
	e.yields = monitor_ffa_answered(&ffa, &a0);
	answered(&e, a0);
	atomic_dec(&users);
	monitor_wake();
	for (i = 0; i < MONITOR_FFA_REGS; i++)
		out[i] = ffa.res[i];
	go_on_with_faults(fail_nth);
}
#endif

/* ---- waiting ------------------------------------------------------------------- */

bool monitor_wait(bool (*cond)(struct monitor *m, void *arg), void *arg, unsigned int timeout_ms)
{
	struct monitor *m = monitor_current();

	if (!m)
		return false;
	return wait_event_timeout(happened, cond(m, arg), msecs_to_jiffies(timeout_ms) + 1);
}
EXPORT_SYMBOL_GPL(monitor_wait);

bool monitor_wait_parked(u32 gate, u32 callers, unsigned int timeout_ms)
{
	struct monitor *m = monitor_current();

	if (!m)
		return false;
	return wait_event_timeout(happened, monitor_gate_waiting(m, gate) >= callers,
				  msecs_to_jiffies(timeout_ms) + 1);
}
EXPORT_SYMBOL_GPL(monitor_wait_parked);

bool monitor_wait_event(enum monitor_event_kind kind, u32 func, u32 times, unsigned int timeout_ms)
{
	struct monitor *m = monitor_current();

	if (!m)
		return false;
	return wait_event_timeout(happened, monitor_event_total(m, kind, func) >= times,
				  msecs_to_jiffies(timeout_ms) + 1);
}
EXPORT_SYMBOL_GPL(monitor_wait_event);

bool monitor_wait_killable(bool (*cond)(void *arg), void *arg)
{
	return !wait_event_state(happened, cond(arg), (TASK_KILLABLE | TASK_FREEZABLE)) || cond(arg);
}
EXPORT_SYMBOL_GPL(monitor_wait_killable);

void monitor_changed(void)
{
	monitor_wake();
}
EXPORT_SYMBOL_GPL(monitor_changed);
