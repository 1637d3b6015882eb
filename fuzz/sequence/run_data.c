// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is in shared memory: a client writes a pattern that tells bytes and pages
 * apart, and reads what has become of it. The model (fuzz/oracle/model_data.c) knows
 * what trusted applications do to it.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include "run_private.h"

#define CHUNK	256	/* bytes at a time, of user memory */

/* Whether @at is in the kernel or in the current process. */
static bool move(bool kernel, void *buf, unsigned long at, size_t n, bool write)
{
	if (kernel) {
		if (write)
			memcpy((void *)at, buf, n);
		else
			memcpy(buf, (void *)at, n);
		return true;
	}
	return write ? !world_write_user(at, buf, n) : !world_read_user(buf, at, n);
}

static s64 pass(bool kernel, unsigned long at, u64 size, const struct seq_step *st)
{
	bool write = st->op == SEQ_OP_FILL;
	u8 chunk[CHUNK];
	u32 sum = 0;

	for (u64 done = 0; done < size; done += CHUNK) {
		size_t n = min_t(u64, CHUNK, size - done);

		for (size_t i = 0; i < n && write; i++)
			chunk[i] = run_pattern(st->arg[1], done + i);
		if (!move(kernel, chunk, at + done, n, write))
			return -EFAULT;
		for (size_t i = 0; i < n && !write; i++)
			sum = run_sum(sum, chunk[i]);
	}
	return sum;
}

/* Memory of a user that is neither a buffer nor mapped is mapped meanwhile. */
static s64 pass_mapped(const struct run_memory *m, u64 size, const struct seq_step *st)
{
	long at = world_mmap(m->fd, DIV_ROUND_UP(size, PAGE_SIZE), 0);
	s64 rc;

	if (at < 0)
		return at;
	rc = pass(false, at, size, st);
	world_munmap(at);
	return rc;
}

s64 run_data_step(struct run_task *t, const struct seq_step *st)
{
	struct run_memory *m = &run.memory[st->arg[0]];
	u64 size = min_t(u64, m->size, RUN_DATA_BYTES);
	s64 rc;

	if (!m->live || m->protected || !size || !m->shm != !!t->process)
		return RUN_SKIPPED;
	/* another process's memory is not there */
	if (!m->shm && !((m->user ? m->buffers : m->holders) & run_bit(t)))
		return RUN_SKIPPED;
	m->busy++;
	if (m->shm)
		rc = pass(true, (unsigned long)m->va, size, st);
	else if (m->user)
		rc = pass(false, m->user, size, st);
	else
		rc = pass_mapped(m, size, st);
	m->busy--;
	return rc;
}
