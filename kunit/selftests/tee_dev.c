// SPDX-License-Identifier: GPL-2.0-only
/*
 * One call of each ioctl of uapi/linux/tee.h, as a client library makes it, and
 * the monitor's debugfs files (driver/monitor/kernel/debugfs.c).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include "monitor.h"
#include "tee_dev.h"

#define MONITOR_DIR "/sys/kernel/debug/tee_monitor/"

union open_buf {
	struct tee_ioctl_open_session_arg arg;
	uint8_t room[sizeof(struct tee_ioctl_open_session_arg) +
		     MAX_PARAMS * sizeof(struct tee_ioctl_param)];
};

union invoke_buf {
	struct tee_ioctl_invoke_arg arg;
	uint8_t room[sizeof(struct tee_ioctl_invoke_arg) +
		     MAX_PARAMS * sizeof(struct tee_ioctl_param)];
};

static size_t params_size(const struct tee_call *call)
{
	return call->num_params * sizeof(call->params[0]);
}

int tee_open_session(int fd, const uint8_t uuid[16], struct tee_call *call)
{
	union open_buf buf = { .arg = {
		.clnt_login = TEE_IOCTL_LOGIN_PUBLIC,
		.cancel_id = call->cancel_id,
		.num_params = call->num_params,
	} };
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)&buf,
		.buf_len = sizeof(buf.arg) + params_size(call),
	};

	memcpy(buf.arg.uuid, uuid, sizeof(buf.arg.uuid));
	memcpy(buf.arg.params, call->params, params_size(call));
	if (ioctl(fd, TEE_IOC_OPEN_SESSION, &data))
		return -1;
	memcpy(call->params, buf.arg.params, params_size(call));
	call->session = buf.arg.session;
	call->ret = buf.arg.ret;
	call->origin = buf.arg.ret_origin;
	return 0;
}

int tee_invoke(int fd, struct tee_call *call)
{
	union invoke_buf buf = { .arg = {
		.func = call->func,
		.session = call->session,
		.cancel_id = call->cancel_id,
		.num_params = call->num_params,
	} };
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)&buf,
		.buf_len = sizeof(buf.arg) + params_size(call),
	};

	memcpy(buf.arg.params, call->params, params_size(call));
	if (ioctl(fd, TEE_IOC_INVOKE, &data))
		return -1;
	memcpy(call->params, buf.arg.params, params_size(call));
	call->ret = buf.arg.ret;
	call->origin = buf.arg.ret_origin;
	return 0;
}

int tee_close_session(int fd, uint32_t session)
{
	struct tee_ioctl_close_session_arg arg = { .session = session };

	return ioctl(fd, TEE_IOC_CLOSE_SESSION, &arg);
}

int tee_cancel(int fd, uint32_t session, uint32_t cancel_id)
{
	struct tee_ioctl_cancel_arg arg = {
		.cancel_id = cancel_id,
		.session = session,
	};

	return ioctl(fd, TEE_IOC_CANCEL, &arg);
}

int tee_shm_alloc(int fd, size_t size, int *id)
{
	struct tee_ioctl_shm_alloc_data data = { .size = size };
	int shm_fd = ioctl(fd, TEE_IOC_SHM_ALLOC, &data);

	*id = data.id;
	return shm_fd;
}

int tee_shm_register(int fd, void *addr, size_t size, int *id)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)addr,
		.length = size,
	};
	int shm_fd = ioctl(fd, TEE_IOC_SHM_REGISTER, &data);

	*id = data.id;
	return shm_fd;
}

void tee_value(struct tee_ioctl_param *p, uint64_t attr, uint64_t a, uint64_t b)
{
	*p = (struct tee_ioctl_param){ .attr = attr, .a = a, .b = b };
}

void tee_memref(struct tee_ioctl_param *p, uint64_t attr, int id, size_t offs,
		size_t size)
{
	*p = (struct tee_ioctl_param){
		.attr = attr, .a = offs, .b = size, .c = (uint64_t)id,
	};
}

const uint8_t *tee_ta(unsigned int index)
{
	return monitor_ta_uuid(index);
}

bool monitor_here(void)
{
	return !getenv("TEEPROOF_REAL_OPTEE");
}

int tee_wait_busy(void)
{
	if (monitor_here())
		return monitor_wait_stat("threads_busy", 1, 5000);
	/* long enough for a call to be made, emulated on a busy machine */
	return sleep(2) ? -1 : 0;
}

static long read_stat(const char *name)
{
	FILE *f = fopen(MONITOR_DIR "stats", "r");
	char key[64];
	long value, found = -1;

	if (!f)
		return -1;
	while (fscanf(f, "%63s %ld", key, &value) == 2)
		if (!strcmp(key, name))
			found = value;
	fclose(f);
	return found;
}

/* Sessions of the kernel's own clients (optee-rng, rtc-optee), open before any program's. */
static long kernel_sessions;

__attribute__((constructor)) static void count_kernel_sessions(void)
{
	kernel_sessions = read_stat("sessions_open");
}

long monitor_stat(const char *name)
{
	long value = read_stat(name);

	return !strcmp(name, "sessions_open") && value >= 0 ? value - kernel_sessions : value;
}

int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		error = errno;
	close(fd);
	return error;
}

int monitor_command(const char *command)
{
	errno = write_text(MONITOR_DIR "control", command);
	return errno ? -1 : 0;
}

int monitor_wait_stat(const char *name, long value, unsigned int timeout_ms)
{
	const struct timespec ms = { .tv_nsec = 1000000 };

	for (; timeout_ms; timeout_ms--) {
		if (monitor_stat(name) == value)
			return 0;
		nanosleep(&ms, NULL);
	}
	errno = ETIMEDOUT;
	return -1;
}
