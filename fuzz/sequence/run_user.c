// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps of user clients: system calls on /dev/tee0 and on the descriptors of
 * shared memory. User tasks are threads of one process or of several; nothing is
 * kept from them that a program could do. A slot has a number, which any process may
 * use: it is its own descriptor of that number, if it has one.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/tee.h>
#include <linux/uaccess.h>
#include "optee_abi.h"
#include "run_private.h"

#define MAX_ARG	(sizeof(struct tee_ioctl_open_session_arg) + \
		 SEQ_MAX_PARAMS * sizeof(struct tee_ioctl_param))

/* uapi/linux/tee.h of 6.18 and later: TEE_IOC_SHM_REGISTER_FD and its argument */
struct run_register_fd {
	s64 fd;
	u64 size;
	u32 flags;
	s32 id;
};

/* and TEE_IOC_OBJECT_INVOKE */
#define RUN_IOC_OBJECT_INVOKE	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, struct tee_ioctl_buf_data)
#define RUN_IOC_REGISTER_FD	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 8, struct run_register_fd)

/* The argument structure lies in the second page, what points to it in the first. */
#define ARG_OFFSET	4096

static bool put(unsigned long to, const void *from, size_t size)
{
	return !world_write_user(to, from, size);
}

static bool take(void *to, unsigned long from, size_t size)
{
	return !world_read_user(to, from, size);
}

/* Buffer slots are mapped when they are first named; each has a hole behind it. */
static unsigned long buffer(struct run_task *t, u64 slot)
{
	unsigned long *b = &t->process->buffer[slot];

	if (!*b)
		*b = world_user_alloc(t->process->world, RUN_USER_PAGES);
	return *b;
}

static int fd_of(u64 slot)
{
	struct run_context *c = &run.context[slot];

	return c->open && !c->ctx ? c->fd : -1;
}

/* A session's own context, or another that it is tried on. */
static int fd_through(const struct run_session *s, u64 through)
{
	return fd_of(through ? through - 1 : s->context);
}

static void set_params(const struct seq_step *st, struct tee_ioctl_param *to)
{
	for (u32 i = 0; i < st->num_params; i++)
		run_ioctl_param(&to[i], &st->param[i]);
}

static void note_params(struct run_value *to, const struct tee_ioctl_param *param, u32 n)
{
	for (u32 i = 0; i < n; i++)
		to[i] = (struct run_value){ param[i].a, param[i].b, param[i].c };
}

static long call_with_arg(struct run_task *t, int fd, unsigned int cmd, void *arg, size_t size)
{
	struct tee_ioctl_buf_data data = {
		.buf_ptr = t->scratch + ARG_OFFSET, .buf_len = size,
	};
	long rc;

	if (!put(t->scratch, &data, sizeof(data)) || !put(t->scratch + ARG_OFFSET, arg, size))
		return -EFAULT;
	rc = world_ioctl(fd, cmd, t->scratch);
	take(arg, t->scratch + ARG_OFFSET, size);
	return rc;
}

static s64 open_session(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_session *s = &run.session[st->arg[0]];
	u8 mem[MAX_ARG] __aligned(8) = { };
	struct tee_ioctl_open_session_arg *arg = (void *)mem;
	int fd = fd_of(st->arg[1]);
	long rc;

	if (fd < 0 || s->open)
		return RUN_SKIPPED;
	memcpy(arg->uuid, monitor_ta_uuid(st->arg[2]), sizeof(arg->uuid));
	arg->clnt_login = run_login(st->arg[3]);
	arg->num_params = st->num_params;
	set_params(st, arg->params);
	note_params(r->in, arg->params, st->num_params);
	run_begin(t, RUN_OPEN_SESSION, false);
	run_announce(OPTEE_CMD_OPEN_SESSION, 0, 0, arg->cancel_id);
	rc = call_with_arg(t, fd, TEE_IOC_OPEN_SESSION, arg, sizeof(*arg) +
			   st->num_params * sizeof(struct tee_ioctl_param));
	run_end(t);
	note_params(r->out, arg->params, st->num_params);
	r->ret = arg->ret;
	r->origin = arg->ret_origin;
	r->session = arg->session;
	if (rc || arg->ret || s->open)
		return rc;
	s->open = true;
	s->system = false;
	s->context = st->arg[1];
	s->ta = st->arg[2];
	s->id = arg->session;
	return 0;
}

static s64 invoke(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_session *s = &run.session[st->arg[0]];
	u8 mem[MAX_ARG] __aligned(8) = { };
	struct tee_ioctl_invoke_arg *arg = (void *)mem;
	int fd = fd_through(s, st->arg[3]);
	long rc;

	if (fd < 0)
		return RUN_SKIPPED;
	arg->func = st->arg[1];
	arg->session = s->id;
	arg->cancel_id = st->arg[2];
	arg->num_params = st->num_params;
	set_params(st, arg->params);
	note_params(r->in, arg->params, st->num_params);
	run_begin(t, RUN_INVOKE, false);
	run_announce(OPTEE_CMD_INVOKE_COMMAND, arg->session, arg->func, arg->cancel_id);
	rc = call_with_arg(t, fd, TEE_IOC_INVOKE, arg, sizeof(*arg) +
			   st->num_params * sizeof(struct tee_ioctl_param));
	run_end(t);
	note_params(r->out, arg->params, st->num_params);
	r->ret = arg->ret;
	r->origin = arg->ret_origin;
	return rc;
}

static s64 cancel(struct run_task *t, const struct seq_step *st)
{
	struct run_session *s = &run.session[st->arg[0]];
	struct tee_ioctl_cancel_arg arg = { .cancel_id = st->arg[1], .session = s->id };
	int fd = fd_through(s, st->arg[2]);
	long rc;

	if (fd < 0 || !put(t->scratch, &arg, sizeof(arg)))
		return RUN_SKIPPED;
	run_begin(t, RUN_CANCEL, false);
	run_announce(OPTEE_CMD_CANCEL, arg.session, 0, arg.cancel_id);
	rc = world_ioctl(fd, TEE_IOC_CANCEL, t->scratch);
	run_end(t);
	return rc;
}

static bool is_only_user(const struct run_task *t)
{
	for (u32 i = 0; i < run.s->num_tasks; i++)
		if (&run.task[i] != t && run.task[i].process)
			return false;
	return true;
}

static s64 close_session(struct run_task *t, struct run_session *s, u64 through)
{
	struct tee_ioctl_close_session_arg arg = { .session = s->id };
	int fd = fd_through(s, through);
	long rc;

	if (fd < 0 || !put(t->scratch, &arg, sizeof(arg)))
		return RUN_SKIPPED;
	run_begin(t, RUN_CLOSE_SESSION, false);
	/* a file that another closes meanwhile ends all its sessions in this task, and has perhaps not this one */
	if (is_only_user(t))
		run_announce(OPTEE_CMD_CLOSE_SESSION, arg.session, 0, 0);
	rc = world_ioctl(fd, TEE_IOC_CLOSE_SESSION, t->scratch);
	run_end(t);
	if (!rc)
		s->open = false;
	return rc;
}

static void keep_memory(struct run_task *t, struct run_memory *m, int fd, s32 id, u64 size,
			unsigned long user)
{
	m->holders = run_bit(t);
	m->buffers = user ? run_bit(t) : 0;
	m->user = user;
	m->live = true;
	m->protected = false;
	m->shm = NULL;
	m->fd = fd;
	m->id = id;
	m->size = size;
}

/* Another step has filled the slot meanwhile: the memory goes back, which is a call, too. */
static s64 too_late(struct run_task *t, int fd)
{
	run_begin(t, RUN_OTHER_CALL, false);
	world_close(fd);
	run_end(t);
	return RUN_SKIPPED;
}

/* An ioctl() that makes memory of what is in @data: its descriptor, or what the step returns (below 0, RUN_SKIPPED) */
static s64 make_memory(struct run_task *t, const struct run_memory *m, int fd, unsigned int cmd,
		       void *data, size_t size)
{
	long rc;

	if (!put(t->scratch, data, size))
		return RUN_SKIPPED;
	run_begin(t, RUN_OTHER_CALL, false);
	rc = world_ioctl(fd, cmd, t->scratch);
	run_end(t);
	return rc < 0 || (take(data, t->scratch, size) && !m->live) ? rc : too_late(t, rc);
}

static s64 shm_alloc(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_memory *m = &run.memory[st->arg[0]];
	struct tee_ioctl_shm_alloc_data data = { .size = st->arg[2] };
	int fd = fd_of(st->arg[1]);
	s64 rc;

	if (fd < 0 || m->live)
		return RUN_SKIPPED;
	rc = make_memory(t, m, fd, TEE_IOC_SHM_ALLOC, &data, sizeof(data));
	if (rc < 0 || rc == RUN_SKIPPED)
		return rc;
	r->size = data.size;
	keep_memory(t, m, rc, data.id, data.size, 0);
	return 0;
}

static s64 shm_register(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_memory *m = &run.memory[st->arg[0]];
	struct tee_ioctl_shm_register_data data = { };
	int fd = fd_of(st->arg[1]);
	s64 rc;

	if (fd < 0 || m->live)
		return RUN_SKIPPED;
	data.addr = buffer(t, st->arg[2]) + st->arg[3];
	data.length = st->arg[4];
	rc = make_memory(t, m, fd, TEE_IOC_SHM_REGISTER, &data, sizeof(data));
	if (rc < 0 || rc == RUN_SKIPPED)
		return rc;
	r->size = data.length;
	keep_memory(t, m, rc, data.id, data.length, data.addr);
	return 0;
}

/* By SEQ_HEAP */
static const char *const heaps[] = {
	"protected,secure-video", "protected,trusted-ui", "protected,secure-video-record",
};

/* What the secure world of the sequence has memory for */
static bool is_offered(u64 heap)
{
	return (run.s->flags & SEQ_F_PROTMEM && heap != OPTEE_PROTMEM_SECURE_VIDEO_RECORD - 1) ||
	       (run.s->flags & SEQ_F_PROTMEM_STATIC && heap == OPTEE_PROTMEM_SECURE_VIDEO_PLAY - 1);
}

/* A heap stays: whether there is one that nobody serves depends on what ran in this kernel before. */
static int alloc_or_none(u64 heap, u64 size)
{
	int fd = world_heap_alloc(heaps[heap], size);

	return !is_offered(heap) && (fd == -ENODEV || fd == -EINVAL) ? -ENOENT : fd;
}

/* No parameter can name a dma-buf: it has no id. */
static s64 heap_alloc(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_memory *m = &run.memory[st->arg[0]];
	u64 size = PAGE_ALIGN(st->arg[2]);
	int fd;

	if (!world_has_heaps() || m->live || run.kexec)
		return RUN_SKIPPED;
	run_begin(t, RUN_OTHER_CALL, false);
	fd = alloc_or_none(st->arg[1], st->arg[2]);
	run_end(t);
	if (fd < 0)
		return fd;
	if (m->live)
		return too_late(t, fd);
	r->size = size;
	keep_memory(t, m, fd, 0, size, 0);
	m->protected = true;
	return 0;
}

static s64 shm_register_fd(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_memory *m = &run.memory[st->arg[0]], *from = &run.memory[st->arg[2]];
	struct run_register_fd data = { .fd = (u64)st->arg[3] << 32 | (u32)from->fd };
	int fd = fd_of(st->arg[1]);
	s64 rc;

	if (!world_has_heaps() || fd < 0 || m->live || !from->live || from->shm)
		return RUN_SKIPPED;
	rc = make_memory(t, m, fd, RUN_IOC_REGISTER_FD, &data, sizeof(data));
	if (rc < 0 || rc == RUN_SKIPPED)
		return rc;
	r->size = data.size;
	keep_memory(t, m, rc, data.id, data.size, 0);
	m->protected = true;
	return 0;
}

static s64 shm_free(struct run_task *t, struct run_memory *m)
{
	int rc;

	if (!m->live || m->shm)
		return RUN_SKIPPED;
	if (run_drop(&m->holders, run_bit(t)))
		m->live = false;
	run_begin(t, RUN_OTHER_CALL, false);
	rc = world_close(m->fd);
	run_end(t);
	return rc;
}

static s64 shm_map(struct run_task *t, const struct seq_step *st)
{
	struct run_memory *m = &run.memory[st->arg[0]];
	unsigned long pages = DIV_ROUND_UP(st->arg[2] % (64 * PAGE_SIZE), PAGE_SIZE);
	long addr;

	if (!m->live || m->shm || m->mapped)
		return RUN_SKIPPED;
	run_begin(t, RUN_OTHER_CALL, false);
	addr = world_mmap(m->fd, pages, st->arg[1] >> PAGE_SHIFT);
	run_end(t);
	if (addr < 0)
		return addr;
	if (m->mapped) {
		world_munmap(addr);
	} else {
		m->mapped = addr;
		m->mappers = run_bit(t);
	}
	return 0;
}

static s64 shm_unmap(struct run_task *t, struct run_memory *m)
{
	unsigned long addr = m->mapped;
	int rc;

	if (!addr || !(m->mappers & run_bit(t)))
		return RUN_SKIPPED;
	if (run_drop(&m->mappers, run_bit(t)))
		m->mapped = 0;
	/* the mapping may be the last that has the memory, which the driver then gives back */
	run_begin(t, RUN_OTHER_CALL, false);
	rc = world_munmap(addr);
	run_end(t);
	return rc;
}

static s64 version(struct run_task *t, int fd, struct run_step_result *r)
{
	struct tee_ioctl_version_data v = { };
	long rc;

	if (fd < 0)
		return RUN_SKIPPED;
	rc = world_ioctl(fd, TEE_IOC_VERSION, t->scratch);
	if (!rc && take(&v, t->scratch, sizeof(v)))
		r->out[0] = (struct run_value){ v.impl_id, v.impl_caps, v.gen_caps };
	return rc;
}

/*
 * Any command with any argument: @number is the command's, @size its size field
 * and the length that is said to be in the buffer, @addr where it points.
 */
static s64 any_ioctl(struct run_task *t, const struct seq_step *st)
{
	static const unsigned int known[] = {
		TEE_IOC_VERSION, TEE_IOC_SHM_ALLOC, TEE_IOC_OPEN_SESSION, TEE_IOC_INVOKE,
		TEE_IOC_CANCEL, TEE_IOC_CLOSE_SESSION, TEE_IOC_SUPPL_RECV, TEE_IOC_SUPPL_SEND,
		TEE_IOC_SHM_REGISTER, RUN_IOC_REGISTER_FD, RUN_IOC_OBJECT_INVOKE,
	};
	int fd = fd_of(st->arg[0]);
	unsigned long addr = buffer(t, st->arg[2]);
	struct tee_ioctl_buf_data data = { .buf_ptr = addr + 4096 };
	unsigned int cmd;
	u32 words[32];
	long rc;

	if (fd < 0)
		return RUN_SKIPPED;
	cmd = st->arg[1] < ARRAY_SIZE(known) ? known[st->arg[1]] :
	      _IOC(_IOC_READ | _IOC_WRITE, TEE_IOC_MAGIC, st->arg[1], st->arg[4] & 0xff);
	data.buf_len = st->arg[3];
	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = st->arg[4] >> (i % 4 * 8) & 0xff;
	put(addr + 4096, words, sizeof(words));
	put(addr, &data, sizeof(data));
	run_begin(t, RUN_OTHER_CALL, false);
	/* an odd number asks for an address near the end of the mapping */
	rc = world_ioctl(fd, cmd, st->arg[4] & 1 ? addr + RUN_USER_PAGES * 4096 - 8 : addr);
	run_end(t);
	return rc;
}

/* ---- descriptors ------------------------------------------------------------------- */

static s64 dup_context(struct run_task *t, struct run_context *to, const struct run_context *from)
{
	int fd;

	if (!from->open || from->ctx || to->open || to->busy)
		return RUN_SKIPPED;
	fd = world_dup(from->fd);
	return fd < 0 ? fd : run_take_fd(t, to, fd);
}

/* Of its size nothing is known: it is neither filled nor summed. */
static s64 use_memory(struct run_task *t, struct run_memory *m, int fd, u32 id)
{
	if (m->live || m->busy)
		return RUN_SKIPPED;
	keep_memory(t, m, fd, (s32)id, 0, 0);
	return 0;
}

/* The descriptor of the first process that has it, when the task's own has not. */
static int get_from(struct run_task *t, u32 holders, int fd)
{
	u32 nr = holders & run_bit(t) ? t->process->nr : __ffs(holders);
	int to;

	run_begin(t, RUN_OTHER_CALL, false);
	to = world_get_fd(run.process[nr].world, fd);
	run_end(t);
	if (nr != t->process->nr)
		run.shared = true;
	return to;
}

static s64 get_fd(struct run_task *t, struct run_context *to, const struct run_context *from)
{
	int fd;

	if (!from->open || from->ctx || to->open || to->busy)
		return RUN_SKIPPED;
	fd = get_from(t, from->holders, from->fd);
	return fd < 0 ? fd : run_take_fd(t, to, fd);
}

static s64 get_memory(struct run_task *t, struct run_memory *to, const struct run_memory *from,
		      struct run_step_result *r)
{
	bool protected = from->protected;
	u64 size = from->size;
	s32 id = from->id;
	int fd;

	if (!from->live || from->shm || to->live || to->busy)
		return RUN_SKIPPED;
	fd = get_from(t, from->holders, from->fd);
	if (fd < 0)
		return fd;
	if (to->live || to->busy) {
		run_close_fd(t, fd);
		return RUN_SKIPPED;
	}
	keep_memory(t, to, fd, id, size, 0);
	to->protected = protected;
	r->size = size;
	return 0;
}

s64 run_user_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	switch (st->op) {
	case SEQ_OP_OPEN_CONTEXT:
		return run_open_device(t, &run.context[st->arg[0]], "tee0");
	case SEQ_OP_CLOSE_CONTEXT:
		return run_close_device(t, &run.context[st->arg[0]], NULL);
	case SEQ_OP_OPEN_SESSION:
		return open_session(t, st, r);
	case SEQ_OP_INVOKE:
		return invoke(t, st, r);
	case SEQ_OP_CANCEL:
		return cancel(t, st);
	case SEQ_OP_CLOSE_SESSION:
		return close_session(t, &run.session[st->arg[0]], st->arg[1]);
	case SEQ_OP_SHM_ALLOC:
		return shm_alloc(t, st, r);
	case SEQ_OP_SHM_REGISTER:
		return shm_register(t, st, r);
	case SEQ_OP_HEAP_ALLOC:
		return heap_alloc(t, st, r);
	case SEQ_OP_SHM_REGISTER_FD:
		return shm_register_fd(t, st, r);
	case SEQ_OP_SHM_FREE:
		return shm_free(t, &run.memory[st->arg[0]]);
	case SEQ_OP_SHM_MAP:
		return shm_map(t, st);
	case SEQ_OP_SHM_UNMAP:
		return shm_unmap(t, &run.memory[st->arg[0]]);
	case SEQ_OP_VERSION:
		return version(t, fd_of(st->arg[0]), r);
	case SEQ_OP_IOCTL:
		return any_ioctl(t, st);
	case SEQ_OP_CLOSE_FD:
		return run_close_fd(t, st->arg[0]);
	case SEQ_OP_DUP:
		return dup_context(t, &run.context[st->arg[0]], &run.context[st->arg[1]]);
	case SEQ_OP_USE_FD:
		return run_use_fd(t, &run.context[st->arg[0]], st->arg[1]);
	case SEQ_OP_USE_MEMORY:
		return use_memory(t, &run.memory[st->arg[0]], st->arg[1], st->arg[2]);
	case SEQ_OP_GET_FD:
		return get_fd(t, &run.context[st->arg[0]], &run.context[st->arg[1]]);
	case SEQ_OP_GET_MEMORY:
		return get_memory(t, &run.memory[st->arg[0]], &run.memory[st->arg[1]], r);
	case SEQ_OP_FORK:
		return run_fork(t, r);
	default:
		return RUN_SKIPPED;
	}
}
