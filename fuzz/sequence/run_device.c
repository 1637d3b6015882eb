// SPDX-License-Identifier: GPL-2.0-only
/*
 * What threads of clients and of the supplicant do alike with their devices.
 */
#include <linux/kernel.h>
#include <linux/tee.h>
#include "run_private.h"

s64 run_open_device(struct run_task *t, struct run_context *c, const char *name)
{
	int fd;

	if (c->open || c->busy || run.kexec)
		return RUN_SKIPPED;
	run_begin(t, RUN_OTHER_CALL, false);
	fd = world_open(name);
	run_end(t);
	if (fd < 0)
		return fd;
	if (c->open || c->busy) {	/* another task took the slot meanwhile */
		run_begin(t, RUN_OTHER_CALL, false);
		world_close(fd);
		run_end(t);
		return RUN_SKIPPED;
	}
	c->open = true;
	c->ctx = NULL;
	c->fd = fd;
	c->holders = run_bit(t);
	return 0;
}

void run_ioctl_param(struct tee_ioctl_param *to, const struct seq_param *p)
{
	to->attr = run_param_attr(p);
	to->a = p->v[0];
	to->b = p->v[1];
	to->c = p->v[2];
	if (p->type >= SEQ_P_MEMREF_IN && p->type <= SEQ_P_MEMREF_INOUT)
		to->c = p->memory < SEQ_SLOTS ? run.memory[p->memory].id : TEE_MEMREF_NULL;
}
