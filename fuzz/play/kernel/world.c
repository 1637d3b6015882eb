// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hosted world, as the executor sees it (fuzz/sequence/world.h).
 */
#include <linux/kernel.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "host_kernel.h"
#include "different/rpmb_device.h"
#include "different/scmi.h"
#include "stub/dma_buf.h"
#include "stub/platform.h"
#include "oracle.h"
#include "task0.h"
#include "different/smc.h"
#include "world.h"

static struct {
	void (*fn)(void *arg);
	void *arg;
	bool ended;
} starts[HOST_MAX_TASKS];

static const u32 changed;	/* the channel of world_wait() */

static struct host_task *task_of(struct world_task *t)
{
	return (struct host_task *)t;
}

static void start(void *arg)
{
	u32 id = host_current->id;

	starts[id].fn(starts[id].arg);
	starts[id].ended = true;
	world_changed();
}

struct world_task *world_spawn(const char *name, void (*fn)(void *arg), void *arg)
{
	struct host_task *t = host_spawn(name, HOST_TASK_CLIENT, start, NULL);

	if (!t)
		host_panic("no task left for a sequence");
	starts[t->id].fn = fn;
	starts[t->id].arg = arg;
	starts[t->id].ended = false;
	return (struct world_task *)t;
}

void world_join(struct world_task *t)
{
	host_join(task_of(t));
}

bool world_ended(struct world_task *t)
{
	return starts[task_of(t)->id].ended;
}

u32 world_caller(struct world_task *t)
{
	return task_of(t)->id;
}

void world_step(u32 step)
{
	host_trace_mix("step", step, 0);
	host_point(HOST_AT_STEP, NULL);
	host_play_step(step);
}

void world_signal(struct world_task *t, bool kill)
{
	host_point(HOST_AT_SIGNAL, t);
	host_signal(task_of(t), kill);
}

void world_freeze(struct world_task *t, bool freeze)
{
	host_point(HOST_AT_SIGNAL, t);
	if (freeze)
		host_freeze(task_of(t));
	else
		host_thaw(task_of(t));
}

bool world_frozen(struct world_task *t)
{
	return world_ended(t) || host_frozen(task_of(t));
}

void world_not_frozen(struct world_task *t)
{
	deadlock_not_frozen(task_of(t));
}

bool world_signalled(void)
{
	return host_current->signal || host_current->kill;
}

bool world_killed(void)
{
	return host_current->kill;
}

void world_signals_clear(void)
{
	host_signals_clear();
}

void world_sleep_ms(u32 ms)
{
	host_wait(host_current, HOST_AT_SLEEP, HOST_INTERRUPTIBLE | HOST_FREEZABLE,
		  host_clock_ns + (u64)ms * NSEC_PER_MSEC);
}

bool world_wait(bool (*cond)(void *arg), void *arg)
{
	host_about(&changed, true);
	while (!cond(arg)) {
		if (host_wait(&changed, HOST_AT_JOIN, HOST_KILLABLE | HOST_FREEZABLE,
			      HOST_FOREVER) == HOST_SIGNALLED)
			return cond(arg);
	}
	return true;
}

void world_changed(void)
{
	/* who runs is in no call any more */
	if (host_current->state != HOST_WAITING)
		promises_forget_refusal();
	host_play_changed();
	host_wake(&changed, HOST_MAX_TASKS);
}

void world_fault(u32 n)
{
	host_current->fail_nth = n;
}

/* ---- processes ---- */

struct world_process *world_process_new(void)
{
	struct host_process *p = host_process_new();

	if (!p)
		host_panic("too many processes");
	p->users = 0;
	return (struct world_process *)p;
}

void world_process_hold(struct world_process *p)
{
	((struct host_process *)p)->users++;
}

void world_process_enter(struct world_process *p)
{
	host_process_enter(host_current, (struct host_process *)p);
}

void world_process_leave(void)
{
	host_task_exits();
	host_process_put(host_process_current());
}

unsigned long world_user_alloc(struct world_process *p, unsigned long pages)
{
	return host_user_alloc((struct host_process *)p, pages, true);
}

/* As programs do: the first of up to ten. A device has another number than 0 while something holds the one before it. */
int world_open(const char *name)
{
	char numbered[16];
	int fd = -ENOENT;

	for (u32 i = 0; i < 10 && fd == -ENOENT; i++) {
		snprintf(numbered, sizeof(numbered), "%.*s%u", (int)strlen(name) - 1, name, i);
		fd = host_sys_open(numbered);
	}
	return fd;
}

int world_dup(int fd)
{
	return host_sys_dup(fd);
}

int world_get_fd(struct world_process *p, int fd)
{
	struct host_process *from = (struct host_process *)p;

	return from->users ? host_sys_get_fd(from, fd) : -ESRCH;
}

struct world_process *world_fork(void)
{
	struct host_process *p = host_process_fork();

	if (p)
		p->users = 0;
	return (struct world_process *)p;
}

void world_process_move(struct world_process *p)
{
	struct host_process *was = host_process_current();

	world_process_hold(p);
	world_process_enter(p);
	host_process_put(was);
}

unsigned long world_write_user(unsigned long to, const void *from, size_t size)
{
	return access_ok((void __user *)to, size) ? host_user_write(to, from, size) : size;
}

unsigned long world_read_user(void *to, unsigned long from, size_t size)
{
	return copy_from_user(to, (void __user *)from, size);
}

int world_close(int fd)
{
	return host_sys_close(fd);
}

int world_heap_alloc(const char *name, u64 size)
{
	return host_sys_heap_alloc(name, size);
}

bool world_has_heaps(void)
{
	return host_play_has_heaps();
}

long world_ioctl(int fd, unsigned int cmd, unsigned long arg)
{
	long rc = host_sys_ioctl(fd, cmd, arg);

	atomic_context_returns();
	return rc;
}

long world_mmap(int fd, unsigned long pages, unsigned long pgoff)
{
	return host_sys_mmap(fd, pages, pgoff, true, true);
}

int world_munmap(unsigned long addr)
{
	return host_sys_munmap(addr);
}

void *world_kernel_pages(unsigned long pages)
{
	return alloc_pages_exact(pages << PAGE_SHIFT, GFP_KERNEL | __GFP_ZERO);
}

void world_kernel_pages_free(void *p, unsigned long pages)
{
	/* driver/tee/README.md: it is the client's, whether or not the secure world could be asked */
	host_smc_client_frees(virt_to_phys(p), pages, bound_gave_up());
	free_pages_exact(p, pages << PAGE_SHIFT);
}

/* ---- the machine ---- */

struct monitor *world_monitor(void)
{
	return host_monitor();
}

static int bind(void)
{
	int rc;

	bound_probe();
	bound_starts(BOUND_PROBE);
	rc = host_node_bind();
	bound_ends(rc);
	return rc;
}

int world_probe(void)
{
	int rc = bind();

	host_scmi_retry();
	return rc;
}

int world_clock(u32 id, bool on)
{
	return host_scmi_clock(id, on);
}

bool world_scmi_system(void)
{
	return host_scmi_system();
}

void world_remove(void)
{
	bound_starts(BOUND_REMOVAL);
	host_node_unbind();
	bound_ends(true);
}

void world_shutdown(void)
{
	bound_starts(BOUND_SHUTDOWN);
	host_node_shutdown();
	bound_ends(true);
}

int world_kexec(void)
{
	world_shutdown();
	host_smc_kernel_gone(true);
	host_node_unbind();
	host_smc_kernel_gone(false);
	return bind();
}

/* The FF-A core has no shutdown: the next kernel's finds the buffers of the one before. */
bool world_has_kexec(void)
{
	return !host_node_is_partition();
}

bool world_rpmb(bool comes, int *rc)
{
	return comes ? host_rpmb_add(rc) : host_rpmb_remove(rc);
}

bool world_bound(void)
{
	return host_node_bound();
}
