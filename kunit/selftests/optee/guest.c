// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps of the programs that run on a real OP-TEE: see guest.h.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "guest.h"
#include "tee_dev.h"

#define DRIVER		"/sys/bus/platform/drivers/optee"
#define CLIENTS_MAX	16
#define POLL_NS		20000000
/* TA_CONCURRENT_CMD_BUSY_LOOP and the UUID of its TA: optee_test, ta_concurrent.h */
#define BUSY_LOOP	0
static const uint8_t concurrent_ta[16] = {
	0xe1, 0x30, 0x10, 0xe0, 0x2a, 0xe1, 0x11, 0xe5,
	0x89, 0x6a, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b,
};

/* In memory that all processes of the load share. */
struct load {
	bool stop;
	uint64_t calls;
};

static struct load *load;
static pid_t load_pid[CLIENTS_MAX];
static unsigned int load_count;

uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void nap(void)
{
	nanosleep(&(struct timespec) { .tv_nsec = POLL_NS }, NULL);
}

/* 0: @pid has ended, with @status. */
static int wait_for(pid_t pid, int *status, unsigned int seconds)
{
	uint64_t end = now_ns() + seconds * 1000000000ull;

	do {
		if (waitpid(pid, status, WNOHANG) == pid)
			return 0;
		nap();
	} while (now_ns() < end);
	return -1;
}

int bounded(int (*step)(void *arg), void *arg, unsigned int seconds)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(step(arg));
	if (pid < 0)
		return errno;
	if (wait_for(pid, &status, seconds)) {
		kill(pid, SIGKILL);
		return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

pid_t supplicant_start(void)
{
	pid_t pid = fork();

	if (!pid) {
		execlp("tee-supplicant", "tee-supplicant", NULL);
		_exit(127);
	}
	return pid;
}

bool supplicant_kill(pid_t pid, unsigned int seconds)
{
	int status;

	kill(pid, SIGKILL);
	return !wait_for(pid, &status, seconds);
}

static char device[256];

int driver_find(void)
{
	struct dirent *e;
	DIR *d = opendir(DRIVER);

	if (!d)
		return errno;
	while ((e = readdir(d)))
		if (strstr(e->d_name, "optee"))
			snprintf(device, sizeof(device), "%s", e->d_name);
	closedir(d);
	return *device ? 0 : ENODEV;
}

int driver_bind(bool on)
{
	return write_text(on ? DRIVER "/bind" : DRIVER "/unbind", device);
}

void client_close(struct client *c)
{
	if (c->session)
		tee_close_session(c->fd, c->session);
	if (c->shm_fd >= 0)
		close(c->shm_fd);
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->shm_fd = -1;
	c->session = 0;
}

int client_open(struct client *c)
{
	struct tee_call call = {};
	int error;

	*c = (struct client) { .fd = -1, .shm_fd = -1 };
	c->fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	if (c->fd < 0)
		return errno;
	c->shm_fd = tee_shm_alloc(c->fd, 4096, &c->shm);
	if (c->shm_fd < 0 || tee_open_session(c->fd, concurrent_ta, &call)) {
		error = errno;
		client_close(c);
		return error;
	}
	if (call.ret) {
		client_close(c);
		return EPROTO;
	}
	c->session = call.session;
	return 0;
}

int client_spin(struct client *c, uint32_t thousands)
{
	struct tee_call call = {
		.func = BUSY_LOOP, .session = c->session, .num_params = 4,
	};

	tee_memref(&call.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, c->shm, 0, 4096);
	tee_value(&call.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, thousands, 0);
	if (tee_invoke(c->fd, &call))
		return errno;
	return call.ret ? EPROTO : 0;
}

static void count_call(void)
{
	__atomic_add_fetch(&load->calls, 1, __ATOMIC_RELAXED);
}

static void run_client(uint32_t thousands, bool keep_session)
{
	struct client c = { .fd = -1, .shm_fd = -1 };

	while (!__atomic_load_n(&load->stop, __ATOMIC_RELAXED)) {
		if (c.fd < 0 && client_open(&c)) {
			nap();
			continue;
		}
		if (client_spin(&c, thousands)) {
			client_close(&c);
			continue;
		}
		count_call();
		if (!keep_session)
			client_close(&c);
	}
	client_close(&c);
}

void load_start(unsigned int count, uint32_t thousands, bool keep_session)
{
	if (!load)
		load = mmap(NULL, sizeof(*load), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*load = (struct load) { };
	for (load_count = 0; load_count < count && load_count < CLIENTS_MAX; load_count++) {
		load_pid[load_count] = fork();
		if (!load_pid[load_count]) {
			run_client(thousands, keep_session);
			_exit(0);
		}
	}
}

uint64_t load_calls(void)
{
	return __atomic_load_n(&load->calls, __ATOMIC_RELAXED);
}

static bool load_gone(unsigned int seconds)
{
	bool all = true;
	int status;

	for (unsigned int i = 0; i < load_count; i++)
		all &= !wait_for(load_pid[i], &status, seconds);
	load_count = 0;
	return all;
}

bool load_stop(unsigned int seconds)
{
	__atomic_store_n(&load->stop, true, __ATOMIC_RELAXED);
	return load_gone(seconds);
}

bool load_kill(unsigned int seconds)
{
	for (unsigned int i = 0; i < load_count; i++)
		kill(load_pid[i], SIGKILL);
	return load_gone(seconds);
}

/* The state of a task and its name; '?' when it has gone. */
static char task_state(const char *pid, char *name, size_t size)
{
	char path[300], line[512] = "", *open, *end;
	char state = '?';
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return state;
	if (fgets(line, sizeof(line), f)) {
		open = strchr(line, '(');
		end = strrchr(line, ')');
		if (open && end && end[1] == ' ') {
			state = end[2];
			*end = '\0';
			snprintf(name, size, "%s", open + 1);
		}
	}
	fclose(f);
	return state;
}

unsigned int tasks_stuck(unsigned int seconds)
{
	DIR *d = opendir("/proc");
	unsigned int stuck = 0;
	char name[64] = "";
	struct dirent *e;

	while (d && (e = readdir(d))) {
		uint64_t end = now_ns() + seconds * 1000000000ull;

		if (*e->d_name < '1' || *e->d_name > '9')
			continue;
		while (task_state(e->d_name, name, sizeof(name)) == 'D' && now_ns() < end)
			nap();
		if (task_state(e->d_name, name, sizeof(name)) != 'D')
			continue;
		printf("# task %s (%s) does not leave its uninterruptible sleep\n", e->d_name, name);
		stuck++;
	}
	if (d)
		closedir(d);
	return stuck;
}
