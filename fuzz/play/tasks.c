// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tasks of the hosted world, as its oracles see them (fuzz/oracle/tasks.h).
 */
#include <stdarg.h>
#include <stdio.h>
#include "different/smc.h"
#include "os/report.h"
#include "task0.h"
#include "tasks.h"

_Static_assert(HOST_MAX_TASKS <= TASKS_MAX, "each task has an entry with the oracles");

u32 tasks_number(void)
{
	return host_tasks();
}

bool tasks_running(void)
{
	return host_play.running;
}

bool tasks_exact(void)
{
	const struct host_task *t;

	for (u32 i = 0; (t = host_task(i)); i++)
		if ((t->kind == HOST_TASK_KERNEL || t->kind == HOST_TASK_IRQ) && t->state != HOST_DONE &&
		    !(t->state == HOST_WAITING && (t->flags & HOST_IDLE)))
			return false;
	return true;
}

u64 tasks_now_ns(void)
{
	return host_clock_ns;
}

u64 tasks_used_ns(void)
{
	return host_clock_ns - host_late_ns;
}

u32 task_current(void)
{
	return host_current->id;
}

bool task_sleeps(u32 task)
{
	const struct host_task *t = host_task(task);

	return t && t->state == HOST_WAITING && !(t->flags & HOST_IDLE);
}

bool task_queues(u32 task)
{
	const struct host_task *t = host_task(task);

	return t && t->state == HOST_WAITING &&
	       (t->why == HOST_AT_WAIT || t->why == HOST_AT_QUEUE || t->why == HOST_AT_SLEEP);
}

void task_where(u32 task, char *name, size_t size)
{
	report_where(host_task(task), name, size);
}

void tasks_fail(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	host_fail(HOST_O4_PROMISE, "%s", text);
}

void tasks_end(void)
{
	host_exit_all();
}

struct monitor *tasks_monitor(void)
{
	return host_monitor();
}
