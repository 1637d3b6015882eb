// SPDX-License-Identifier: GPL-2.0-only
/*
 * What threads of clients and of the supplicant do alike with their devices.
 */
#include <linux/kernel.h>
#include <linux/tee.h>
#include "run_private.h"

s64 run_use_fd(struct run_task *t, struct run_context *c, int fd)
{
	if (c->open || c->busy)
		return RUN_SKIPPED;
	c->open = true;
	c->ctx = NULL;
	c->fd = fd;
	c->holders = run_bit(t);
	return 0;
}

s64 run_close_fd(struct run_task *t, int fd)
{
	int rc;

	run_begin(t, RUN_OTHER_CALL, false);
	rc = world_close(fd);
	run_end(t);
	return rc;
}

s64 run_take_fd(struct run_task *t, struct run_context *c, int fd)
{
	if (run_use_fd(t, c, fd) != RUN_SKIPPED)
		return 0;
	run_close_fd(t, fd);
	return RUN_SKIPPED;
}

s64 run_open_device(struct run_task *t, struct run_context *c, const char *name)
{
	int fd;

	if (c->open || c->busy || run.kexec)
		return RUN_SKIPPED;
	run_begin(t, RUN_OTHER_CALL, false);
	fd = world_open(name);
	run_end(t);
	return fd < 0 ? fd : run_take_fd(t, c, fd);
}

s64 run_close_device(struct run_task *t, struct run_context *c, void (*also)(struct run_task *t))
{
	int rc;

	if (!c->open || c->ctx)
		return RUN_SKIPPED;
	if (run_drop(&c->holders, run_bit(t)))
		run_close_slot(c);
	run_begin(t, RUN_OTHER_CALL, false);
	if (also)
		also(t);
	rc = world_close(c->fd);
	run_end(t);
	return rc;
}

void run_ioctl_param(struct tee_ioctl_param *to, const struct seq_param *p)
{
	to->attr = run_param_attr(p);
	to->a = p->v[0];
	to->b = p->v[1];
	to->c = p->v[2];
	if (seq_is_memref(p->type))
		to->c = p->memory < SEQ_SLOTS ? run.memory[p->memory].id : TEE_MEMREF_NULL;
}
