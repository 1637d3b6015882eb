// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time: jiffies, ktime, sleeping, timers.
 *
 * The same: expiry order, what mod_timer() and deletion return, that a deletion
 * with _sync waits for the function, that a timer shut down stays off.
 * Different: time is virtual (os/sched.c); a timer's function runs in a task of its
 * own, in softirq context.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include "compat.h"
#include "host_kernel.h"

#define MAX_TIMERS	32
#define NSEC_PER_JIFFY	(NSEC_PER_SEC / HZ)

#undef jiffies
unsigned long volatile jiffies;
u64 jiffies_64;

static struct timer_list *timers[MAX_TIMERS];
static int timers_end;		/* entries from here on have not been in use */
static struct timer_list *timer_running;
static struct host_task *timer_task;

void host_kernel_time(u64 now_ns)
{
	jiffies_64 = INITIAL_JIFFIES + div64_u64(now_ns, NSEC_PER_JIFFY);
	jiffies = jiffies_64;
}

void host_time_reset(void)
{
	host_clear(timers, timers_end * sizeof(timers[0]));
	timers_end = 0;
	timer_running = NULL;
	timer_task = NULL;
}

void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(host_clock_ns + 1700000000ull * NSEC_PER_SEC);
}

void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(host_clock_ns);
}

void set_normalized_timespec64(struct timespec64 *ts, time64_t sec, s64 nsec)
{
	*ts = ns_to_timespec64(nsec);
	ts->tv_sec += sec;
}

struct timespec64 ns_to_timespec64(s64 nsec)
{
	struct timespec64 ts;
	s32 rem;

	ts.tv_sec = div_s64_rem(nsec, NSEC_PER_SEC, &rem);
	if (rem < 0) {
		ts.tv_sec--;
		rem += NSEC_PER_SEC;
	}
	ts.tv_nsec = rem;
	return ts;
}

unsigned long __msecs_to_jiffies(const unsigned int m)
{
	return (int)m < 0 ? MAX_JIFFY_OFFSET : DIV_ROUND_UP(m, MSEC_PER_SEC / HZ);
}

ktime_t ktime_get(void)
{
	return host_clock_ns;
}

ktime_t ktime_get_with_offset(enum tk_offsets offs)
{
	return host_clock_ns;
}

/* ---- sleeping ---- */

void msleep(unsigned int msecs)
{
	host_may_sleep("msleep()");
	host_wait(host_current, HOST_AT_SLEEP, 0, host_clock_ns + (u64)msecs * NSEC_PER_MSEC);
}

unsigned long msleep_interruptible(unsigned int msecs)
{
	u64 end = host_clock_ns + (u64)msecs * NSEC_PER_MSEC;

	host_may_sleep("msleep_interruptible()");
	if (host_wait(host_current, HOST_AT_SLEEP, HOST_INTERRUPTIBLE, end) != HOST_SIGNALLED)
		return 0;
	return div64_u64(end - host_clock_ns + NSEC_PER_MSEC - 1, NSEC_PER_MSEC);
}

void usleep_range_state(unsigned long min, unsigned long max, unsigned int state)
{
	host_may_sleep("usleep_range()");
	host_wait(host_current, HOST_AT_SLEEP, 0, host_clock_ns + (u64)min * NSEC_PER_USEC);
}

/* ---- timers: a timer is pending when its entry is hashed, as timer_pending() looks ---- */

static struct hlist_head pending_head;

void host_timer_init(struct timer_list *timer, void (*func)(struct timer_list *), unsigned int flags)
{
	timer->entry.pprev = NULL;
	timer->function = func;
	timer->flags = flags;
}

static struct timer_list *first_timer(void)
{
	struct timer_list *first = NULL;

	for (int i = 0; i < timers_end; i++)
		if (timers[i] && (!first || time_before(timers[i]->expires, first->expires)))
			first = timers[i];
	return first;
}

static bool unhash(struct timer_list *timer)
{
	for (int i = 0; i < timers_end; i++) {
		if (timers[i] != timer)
			continue;
		timers[i] = NULL;
		timer->entry.pprev = NULL;
		return true;
	}
	return false;
}

static void run_timers(void *arg)
{
	for (;;) {
		struct timer_list *t = first_timer();
		void (*fn)(struct timer_list *t);

		host_about(timers, true);
		if (!t || time_after(t->expires, jiffies)) {
			u64 at = t ? host_clock_ns +
				 (u64)(t->expires - jiffies) * NSEC_PER_JIFFY : HOST_FOREVER;

			host_wait(&timer_task, HOST_AT_IDLE, HOST_IDLE, at);
			continue;
		}
		unhash(t);
		fn = t->function;
		if (!fn)
			continue;
		timer_running = t;
		preempt_count_add(SOFTIRQ_OFFSET);
		host_point(HOST_AT_SLEEP, t);
		fn(t);
		preempt_count_sub(SOFTIRQ_OFFSET);
		timer_running = NULL;
		host_about(timers, true);
		host_wake(&timer_running, HOST_MAX_TASKS);
	}
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	bool was;

	host_point(HOST_AT_SLEEP, timer);
	host_about(timers, true);
	if (!timer->function)		/* shut down */
		return 0;
	was = unhash(timer);
	timer->expires = expires;
	for (int i = 0; i < MAX_TIMERS; i++) {
		if (timers[i])
			continue;
		timers_end = max(timers_end, i + 1);
		timers[i] = timer;
		timer->entry.pprev = &pending_head.first;
		if (!timer_task) {
			timer_task = host_spawn("timer", HOST_TASK_KERNEL, run_timers, NULL);
			if (!timer_task)
				host_panic("no task left for timers");
		} else {
			host_wake(&timer_task, 1);
		}
		return was;
	}
	host_panic("too many timers");
}

void add_timer(struct timer_list *timer)
{
	mod_timer(timer, timer->expires);
}

int timer_delete(struct timer_list *timer)
{
	host_point(HOST_AT_SLEEP, timer);
	host_about(timers, true);
	return unhash(timer);
}

static int delete_sync(struct timer_list *timer, bool shutdown)
{
	int was = timer_delete(timer);

	if (shutdown)
		timer->function = NULL;
	while (timer_running == timer) {
		host_wait(&timer_running, HOST_AT_SLEEP, 0, HOST_FOREVER);
		was |= unhash(timer);
	}
	return was;
}

int timer_delete_sync(struct timer_list *timer)
{
	return delete_sync(timer, false);
}

int timer_shutdown_sync(struct timer_list *timer)
{
	return delete_sync(timer, true);
}

int timer_shutdown(struct timer_list *timer)
{
	int was = timer_delete(timer);

	timer->function = NULL;
	return was;
}
