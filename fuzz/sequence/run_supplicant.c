// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps of the supplicant: requests of the secure world that the driver hands to
 * user space through TEE_IOC_SUPPL_RECV, and their answers. A supplicant step may
 * take one request or give one answer by hand, or serve as tee-supplicant does.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/tee.h>
#include <linux/uaccess.h>
#include "run_private.h"

#define MAX_PARAMS	6
#define ARG_OFFSET	4096

/* OP-TEE RPC commands (optee_rpc_cmd.h) that the service tells apart */
#define RPC_LOAD_TA	0
#define RPC_SHM_ALLOC	6
#define RPC_SHM_FREE	7

#define SERVED_MAX	256
#define SHMS_MAX	16
#define TA_BYTES	3000	/* of each TA that it loads */

struct recv_arg {
	struct tee_iocl_supp_recv_arg head;
	struct tee_ioctl_param param[MAX_PARAMS];
};

struct send_arg {
	struct tee_iocl_supp_send_arg head;
	struct tee_ioctl_param param[MAX_PARAMS];
};

/* What tee-supplicant keeps for itself: the request it works on, memory it gave out. */
static struct recv_arg request[SEQ_MAX_TASKS];
static bool has_request[SEQ_MAX_TASKS];
/* Ids of the requests that any supplicant took, the last one first */
#define TAKEN_MAX	8
static u64 taken[TAKEN_MAX];
static struct served {
	u32 n;
	struct { s32 id; int fd; } shm[SHMS_MAX];
} served_shm[SEQ_MAX_TASKS];

/* A run knows nothing of the requests of the run before. */
void run_supplicant_begin(void)
{
	memset(has_request, 0, sizeof(has_request));
	memset(taken, 0, sizeof(taken));
	for (u32 i = 0; i < SEQ_MAX_TASKS; i++)
		served_shm[i].n = 0;
}

/* Its descriptors end with the process, or as it closes the device. */
static void forget_served(struct run_task *t)
{
	struct served *s = &served_shm[t->index];

	while (s->n)
		world_close(s->shm[--s->n].fd);
}

static long call(struct run_task *t, int fd, unsigned int cmd, void *arg, size_t size)
{
	struct tee_ioctl_buf_data data = {
		.buf_ptr = t->scratch + ARG_OFFSET, .buf_len = size,
	};
	long rc;

	if (world_write_user(t->scratch, &data, sizeof(data)) ||
	    world_write_user(t->scratch + ARG_OFFSET, arg, size))
		return -EFAULT;
	do {
		rc = world_ioctl(fd, cmd, t->scratch);
	} while (rc == -ERESTARTSYS && run_thaw(t));
	if (world_read_user(arg, t->scratch + ARG_OFFSET, size))
		return -EFAULT;
	return rc;
}

static void note_taken(u64 id)
{
	memmove(taken + 1, taken, sizeof(taken) - sizeof(taken[0]));
	taken[0] = id;
}

/*
 * The first parameter is META: it carries the id of the request, for many at a time.
 * Behind it is what the step offers, which a driver has to let be.
 */
static long receive(struct run_task *t, int fd, u32 num_params, const struct seq_step *offer)
{
	struct recv_arg *q = &request[t->index];
	u32 n = num_params % (MAX_PARAMS + 1);
	long rc;

	memset(q, 0, sizeof(*q));
	q->head.num_params = n;
	if (n)
		q->param[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	for (u32 i = 0; offer && i < offer->num_params && i + 1 < n; i++)
		run_ioctl_param(&q->param[i + 1], &offer->param[i]);
	run_begin(t, RUN_OTHER_CALL, false);
	rc = call(t, fd, TEE_IOC_SUPPL_RECV, q, sizeof(q->head) + n * sizeof(q->param[0]));
	run_end(t);
	has_request[t->index] = !rc;
	if (!rc && n)
		note_taken(q->param[0].a);
	return rc;
}

static s32 give_memory(struct run_task *t, int fd, u64 size, int *shm_fd)
{
	struct tee_ioctl_shm_alloc_data data = { .size = size };
	long rc;

	if (world_write_user(t->scratch, &data, sizeof(data)))
		return -1;
	rc = world_ioctl(fd, TEE_IOC_SHM_ALLOC, t->scratch);
	if (rc < 0 || world_read_user(&data, t->scratch, sizeof(data)))
		return -1;
	*shm_fd = rc;
	return data.id;
}

static long answer(struct run_task *t, int fd, u32 ret, u32 num_params,
		   const struct tee_ioctl_param *param)
{
	struct send_arg a = { };
	long rc;

	a.head.ret = ret;
	a.head.num_params = num_params;
	memcpy(a.param, param, num_params * sizeof(*param));
	run_begin(t, RUN_OTHER_CALL, false);
	rc = call(t, fd, TEE_IOC_SUPPL_SEND, &a, sizeof(a.head) + num_params * sizeof(*param));
	run_end(t);
	return rc;
}

/* Input parameters go back as none: the driver takes output only. */
static void keep_outputs(struct recv_arg *q)
{
	for (u32 i = 1; i < q->head.num_params && i < MAX_PARAMS; i++) {
		u64 type = q->param[i].attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

		if (type == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT ||
		    type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT)
			continue;
		if (type == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT) {
			q->param[i].a = 0x1000 + i;
			q->param[i].b = 0;
			q->param[i].c = 0;
		}
	}
}

/* Memory that the secure world asks for, and gives back: the TEE result. */
static u32 serve_alloc(struct run_task *t, int fd, struct recv_arg *q)
{
	struct served *s = &served_shm[t->index];

	if (s->n == SHMS_MAX || q->head.num_params < 2)
		return seq_result_code(2);
	s->shm[s->n].id = give_memory(t, fd, q->param[1].b, &s->shm[s->n].fd);
	if (s->shm[s->n].id < 0)
		return seq_result_code(2);
	q->param[1].c = s->shm[s->n++].id;
	return 0;
}

static void serve_free(struct run_task *t, const struct recv_arg *q)
{
	struct served *s = &served_shm[t->index];

	for (u32 i = 0; i < s->n && q->head.num_params > 1; i++) {
		if (s->shm[i].id != (s32)q->param[1].b)
			continue;
		world_close(s->shm[i].fd);
		s->shm[i] = s->shm[--s->n];
		break;
	}
}

static s64 serve(struct run_task *t, struct run_context *c, u32 times)
{
	struct recv_arg *q = &request[t->index];
	u32 served;
	long rc = 0;

	for (served = 0; served < (times ?: SERVED_MAX); served++) {
		u32 ret = 0;

		if (!c->open || c->ctx)
			return RUN_SKIPPED;
		rc = receive(t, c->fd, MAX_PARAMS, NULL);
		if (rc)
			break;
		switch (q->head.func) {
		case RPC_LOAD_TA:
			keep_outputs(q);
			if (q->head.num_params > 2)
				q->param[2].b = TA_BYTES;
			break;
		case RPC_SHM_ALLOC:
			run_begin(t, RUN_OTHER_CALL, false);
			ret = serve_alloc(t, c->fd, q);
			run_end(t);
			break;
		case RPC_SHM_FREE:
			run_begin(t, RUN_OTHER_CALL, false);
			serve_free(t, q);
			run_end(t);
			break;
		default:
			keep_outputs(q);
		}
		rc = answer(t, c->fd, ret, q->head.num_params, q->param);
	}
	return rc;
}

static s64 send_answer(struct run_task *t, const struct seq_step *st, struct run_context *c)
{
	struct recv_arg *q = &request[t->index];
	struct tee_ioctl_param param[MAX_PARAMS] = { };
	u32 n = q->head.num_params, i;

	if (!c->open || c->ctx)
		return RUN_SKIPPED;
	if (!has_request[t->index] || n > MAX_PARAMS)
		n = st->arg[3] ? 1 : 0;
	memcpy(param, q->param, n * sizeof(param[0]));
	for (i = 0; i < st->num_params; i++) {
		u32 at = n ? i + 1 : i;	/* after the id */

		if (at >= MAX_PARAMS)
			break;
		run_ioctl_param(&param[at], &st->param[i]);
		n = max(n, at + 1);
	}
	if (st->arg[3] && n) {
		param[0].attr = TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
		param[0].a = taken[(st->arg[3] - 1) % TAKEN_MAX];
	}
	/* another request's id than the one received */
	if (st->arg[2] && n)
		param[0].a += st->arg[2];
	return answer(t, c->fd, seq_result_code(st->arg[1]), n, param);
}

s64 run_supplicant_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_context *c = &run.context[st->arg[0]];

	switch (st->op) {
	case SEQ_OP_SUPP_OPEN:
		has_request[t->index] = false;
		return run_open_device(t, c, "teepriv0");
	case SEQ_OP_SUPP_RECEIVE:
		return c->open && !c->ctx ? receive(t, c->fd, st->arg[1], st) : RUN_SKIPPED;
	case SEQ_OP_SUPP_SEND:
		return send_answer(t, st, c);
	case SEQ_OP_SUPP_SERVE:
		return serve(t, c, st->arg[1]);
	case SEQ_OP_SUPP_CLOSE:
		return run_close_device(t, c, forget_served);
	default:
		return RUN_SKIPPED;
	}
}
