// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a small real supplicant does with each request. Requests carry a META
 * parameter, so that the driver knows which one an answer belongs to
 * (uapi/linux/tee.h: TEE_IOC_SUPPL_RECV).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "supplicant.h"

/* Sub-commands of SUPP_FS, in value a of the first parameter */
enum fs_func { FS_OPEN, FS_CREATE, FS_CLOSE, FS_READ, FS_WRITE, FS_TRUNCATE, FS_REMOVE };

union recv_buf {
	struct tee_iocl_supp_recv_arg arg;
	uint8_t room[sizeof(struct tee_iocl_supp_recv_arg) +
		     SUPP_MAX_PARAMS * sizeof(struct tee_ioctl_param)];
};

union send_buf {
	struct tee_iocl_supp_send_arg arg;
	uint8_t room[sizeof(struct tee_iocl_supp_send_arg) +
		     SUPP_MAX_PARAMS * sizeof(struct tee_ioctl_param)];
};

int supp_open(struct supplicant *s)
{
	memset(s, 0, sizeof(*s));
	s->fd = open(TEE_PRIV_DEV, O_RDWR | O_CLOEXEC);
	return s->fd < 0 ? -1 : 0;
}

static void drop_shm(struct supp_shm *shm)
{
	if (!shm->id)
		return;
	munmap(shm->va, shm->size);
	close(shm->fd);
	memset(shm, 0, sizeof(*shm));
}

void supp_close(struct supplicant *s)
{
	for (unsigned int i = 0; i < SUPP_MAX_SHM; i++)
		drop_shm(&s->shm[i]);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

int supp_receive(struct supplicant *s, struct supp_request *req)
{
	union recv_buf buf = { .arg.num_params = SUPP_MAX_PARAMS };
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)&buf,
		.buf_len = sizeof(buf),
	};

	/* No type: what comes back in it names the request. */
	buf.arg.params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	if (ioctl(s->fd, TEE_IOC_SUPPL_RECV, &data))
		return -1;
	req->func = buf.arg.func;
	req->num_params = buf.arg.num_params;
	memcpy(req->params, buf.arg.params, sizeof(req->params));
	return 0;
}

int supp_send(struct supplicant *s, struct supp_request *req, uint32_t ret)
{
	union send_buf buf = { .arg = {
		.ret = ret,
		.num_params = req->num_params,
	} };
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)&buf,
		.buf_len = sizeof(buf.arg) +
			   req->num_params * sizeof(req->params[0]),
	};

	memcpy(buf.arg.params, req->params, sizeof(req->params));
	return ioctl(s->fd, TEE_IOC_SUPPL_SEND, &data);
}

static struct supp_shm *find_shm(struct supplicant *s, int id)
{
	for (unsigned int i = 0; i < SUPP_MAX_SHM; i++)
		if (s->shm[i].id == id)
			return &s->shm[i];
	return NULL;
}

/* Value in: a = type, b = size; value out c = id of the memory. */
static uint32_t shm_alloc(struct supplicant *s, struct tee_ioctl_param *p)
{
	struct supp_shm *shm = find_shm(s, 0);

	if (!shm)
		return TEEC_ERROR_OUT_OF_MEMORY;
	shm->size = p->b;
	shm->fd = tee_shm_alloc(s->fd, shm->size, &shm->id);
	if (shm->fd < 0) {
		memset(shm, 0, sizeof(*shm));
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	shm->va = mmap(NULL, shm->size, PROT_READ | PROT_WRITE, MAP_SHARED,
		       shm->fd, 0);
	if (shm->va == MAP_FAILED) {
		close(shm->fd);
		memset(shm, 0, sizeof(*shm));
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	p->c = (uint64_t)shm->id;
	return TEEC_SUCCESS;
}

static uint32_t shm_free(struct supplicant *s, struct tee_ioctl_param *p)
{
	struct supp_shm *shm = p->b ? find_shm(s, (int)p->b) : NULL;

	if (!shm)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	drop_shm(shm);
	return TEEC_SUCCESS;
}

/* The bytes of a memref parameter, NULL when it isn't in memory that we know. */
static uint8_t *memref(struct supplicant *s, struct tee_ioctl_param *p)
{
	struct supp_shm *shm = p->c ? find_shm(s, (int)p->c) : NULL;

	if (!shm || p->a > shm->size || p->b > shm->size - p->a)
		return NULL;
	return (uint8_t *)shm->va + p->a;
}

static struct supp_file *find_file(struct supplicant *s, const char *name)
{
	for (unsigned int i = 0; i < SUPP_MAX_FILES; i++)
		if (!strcmp(s->file[i].name, name))
			return &s->file[i];
	return NULL;
}

static uint32_t fs_open(struct supplicant *s, struct tee_ioctl_param *p, bool create)
{
	const char *name = (const char *)memref(s, &p[1]);
	struct supp_file *file;

	if (!name || !p[1].b || name[p[1].b - 1] || !*name ||
	    p[1].b > sizeof(file->name))
		return TEEC_ERROR_BAD_PARAMETERS;
	file = find_file(s, name);
	if (!file && create) {
		file = find_file(s, "");
		if (!file)
			return TEEC_ERROR_OUT_OF_MEMORY;
		strcpy(file->name, name);
		file->size = 0;
	}
	if (!file)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	p[2].a = (uint64_t)(file - s->file);
	return TEEC_SUCCESS;
}

static uint32_t fs_read(struct supp_file *file, size_t offs, uint8_t *to,
			__u64 *size)
{
	size_t left = offs < file->size ? file->size - offs : 0;

	if (*size > left)
		*size = left;
	memcpy(to, file->data + offs, *size);
	return TEEC_SUCCESS;
}

static uint32_t fs_write(struct supp_file *file, size_t offs,
			 const uint8_t *from, size_t size)
{
	if (offs > SUPP_FILE_SIZE || size > SUPP_FILE_SIZE - offs)
		return TEEC_ERROR_OUT_OF_MEMORY;
	memcpy(file->data + offs, from, size);
	if (file->size < offs + size)
		file->size = offs + size;
	return TEEC_SUCCESS;
}

static uint32_t fs_access(struct supplicant *s, struct tee_ioctl_param *p)
{
	struct supp_file *file;
	uint8_t *data;

	if (p[0].b >= SUPP_MAX_FILES || !s->file[p[0].b].name[0])
		return TEEC_ERROR_ITEM_NOT_FOUND;
	file = &s->file[p[0].b];
	if (p[0].a == FS_CLOSE)
		return TEEC_SUCCESS;
	data = memref(s, &p[1]);
	if (!data)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (p[0].a == FS_READ)
		return fs_read(file, p[0].c, data, &p[1].b);
	return fs_write(file, p[0].c, data, p[1].b);
}

static uint32_t fs(struct supplicant *s, struct tee_ioctl_param *p, uint32_t n)
{
	if (!n)
		return TEEC_ERROR_BAD_PARAMETERS;
	switch (p[0].a) {
	case FS_OPEN:
	case FS_CREATE:
		if (n < 3)
			return TEEC_ERROR_BAD_PARAMETERS;
		return fs_open(s, p, p[0].a == FS_CREATE);
	case FS_CLOSE:
		return fs_access(s, p);
	case FS_READ:
	case FS_WRITE:
		if (n < 2)
			return TEEC_ERROR_BAD_PARAMETERS;
		return fs_access(s, p);
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
}

/* RPMB: the device answers each request frame with a frame of the same bytes. */
static uint32_t rpmb(struct supplicant *s, struct tee_ioctl_param *p, uint32_t n)
{
	uint8_t *in, *out;

	if (n < 2)
		return TEEC_ERROR_BAD_PARAMETERS;
	in = memref(s, &p[0]);
	out = memref(s, &p[1]);
	if (!in || !out)
		return TEEC_ERROR_BAD_PARAMETERS;
	memmove(out, in, p[0].b < p[1].b ? p[0].b : p[1].b);
	return TEEC_SUCCESS;
}

/* LOAD_TA: the image of every TA is its UUID, repeated to 64 bytes. */
static uint32_t load_ta(struct supplicant *s, struct tee_ioctl_param *p, uint32_t n)
{
	uint8_t uuid[16], *image;
	uint64_t need = 64;

	if (n < 2)
		return TEEC_ERROR_BAD_PARAMETERS;
	memcpy(uuid, &p[0].a, 8);
	memcpy(uuid + 8, &p[0].b, 8);
	if (p[1].b < need) {
		p[1].b = need;
		return p[1].c == (uint64_t)-1 || !p[1].c ? TEEC_SUCCESS :
							   TEEC_ERROR_SHORT_BUFFER;
	}
	image = memref(s, &p[1]);
	if (!image)
		return TEEC_ERROR_BAD_PARAMETERS;
	for (unsigned int i = 0; i < need; i++)
		image[i] = uuid[i % sizeof(uuid)];
	p[1].b = need;
	return TEEC_SUCCESS;
}

uint32_t supp_handle(struct supplicant *s, struct supp_request *req)
{
	struct tee_ioctl_param *p = req->params + 1;
	uint32_t n = req->num_params - 1;

	s->requests++;
	switch (req->func) {
	case SUPP_SHM_ALLOC:
		return n ? shm_alloc(s, p) : TEEC_ERROR_BAD_PARAMETERS;
	case SUPP_SHM_FREE:
		return n ? shm_free(s, p) : TEEC_ERROR_BAD_PARAMETERS;
	case SUPP_FS:
		return fs(s, p, n);
	case SUPP_RPMB:
		return rpmb(s, p, n);
	case SUPP_LOAD_TA:
		return load_ta(s, p, n);
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
}

int supp_serve(struct supplicant *s, unsigned int count)
{
	struct supp_request req;

	for (unsigned int i = 0; !count || i < count; i++) {
		if (supp_receive(s, &req))
			return -1;
		if (supp_send(s, &req, supp_handle(s, &req)))
			return -1;
	}
	return 0;
}

/* ---- in a process of its own ---------------------------------------------------- */

struct served *served_new(void)
{
	return mmap(NULL, sizeof(struct served), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static int serve_one(struct supplicant *s, struct served *served)
{
	struct supp_request req;
	bool memory;

	if (supp_receive(s, &req))
		return -1;
	memory = req.func == SUPP_SHM_ALLOC || req.func == SUPP_SHM_FREE;
	if (!memory)
		__atomic_add_fetch(&served->received, 1, __ATOMIC_SEQ_CST);
	while (!memory && __atomic_load_n(&served->hold, __ATOMIC_SEQ_CST))
		usleep(100);
	if (supp_send(s, &req, supp_handle(s, &req)))
		return -1;
	if (!memory)
		__atomic_add_fetch(&served->sent, 1, __ATOMIC_SEQ_CST);
	return 0;
}

pid_t supp_start(struct served *served)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready))
		return -1;
	pid = fork();
	if (!pid) {
		static struct supplicant s;

		if (supp_open(&s) || write(ready[1], "r", 1) != 1)
			_exit(1);
		while (!serve_one(&s, served))
			;
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		pid = -1;
	close(ready[0]);
	return pid;
}
