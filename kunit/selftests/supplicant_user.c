// SPDX-License-Identifier: GPL-2.0-only
/*
 * A real supplicant serves the storage TA and the loader; it goes away and
 * comes back with requests in flight.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kselftest_harness.h"
#include "monitor.h"
#include "supplicant.h"

#define TEXT	"kept by the supplicant"

/* Serves requests until there is an error, each after @us, as from slow storage. */
static void serve_slowly(struct supplicant *s, unsigned int us)
{
	struct supp_request req;

	do {
		if (supp_receive(s, &req))
			break;
		usleep(us);
	} while (!supp_send(s, &req, supp_handle(s, &req)));
}

/* A child that serves requests, each after @us, until it is killed or there is an error. */
static pid_t start_supplicant_after(unsigned int us)
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
		serve_slowly(&s, us);
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		pid = -1;
	close(ready[0]);
	return pid;
}

static pid_t start_supplicant(void)
{
	return start_supplicant_after(0);
}

static void stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

FIXTURE(storage)
{
	int fd, shm_fd, id;
	uint32_t session;
	char *va;
};

FIXTURE_SETUP(storage)
{
	struct tee_call call = {};

	self->fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(self->fd, 0);
	ASSERT_EQ(0, tee_open_session(self->fd, tee_ta(MONITOR_TA_STORAGE), &call));
	ASSERT_EQ(TEEC_SUCCESS, call.ret);
	self->session = call.session;
	self->shm_fd = tee_shm_alloc(self->fd, 4096, &self->id);
	ASSERT_GE(self->shm_fd, 0);
	self->va = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			self->shm_fd, 0);
	ASSERT_NE(MAP_FAILED, self->va);
}

FIXTURE_TEARDOWN(storage)
{
	munmap(self->va, 4096);
	close(self->shm_fd);
	close(self->fd);
	EXPECT_EQ(0, monitor_wait_stat("sessions_open", 0, 5000));
	EXPECT_EQ(0, monitor_stat("threads_busy"));
	EXPECT_EQ(0, monitor_stat("breaches"));
}

static uint32_t access_storage(int fd, uint32_t session, uint32_t func, int id,
			       size_t size)
{
	struct tee_call call = { .func = func, .session = session, .num_params = 1 };

	tee_memref(&call.params[0], func == MONITOR_STORAGE_WRITE ?
		   TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT :
		   TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, id, 0, size);
	return tee_invoke(fd, &call) ? (uint32_t)-errno : call.ret;
}

/* What the TA writes through the supplicant it reads again. */
TEST_F(storage, write_read)
{
	pid_t pid = start_supplicant();

	ASSERT_GT(pid, 0);
	strcpy(self->va, TEXT);
	EXPECT_EQ(TEEC_SUCCESS, access_storage(self->fd, self->session,
					       MONITOR_STORAGE_WRITE, self->id,
					       sizeof(TEXT)));
	memset(self->va, 0, 4096);
	EXPECT_EQ(TEEC_SUCCESS, access_storage(self->fd, self->session,
					       MONITOR_STORAGE_READ, self->id,
					       sizeof(TEXT)));
	EXPECT_STREQ(TEXT, self->va);
	stop(pid);
}

/* A TA that isn't there is loaded from the supplicant. */
TEST_F(storage, load_ta)
{
	struct tee_call call = {};
	pid_t pid = start_supplicant();

	ASSERT_GT(pid, 0);
	ASSERT_EQ(0, tee_open_session(self->fd, tee_ta(MONITOR_TA_LOADED), &call));
	EXPECT_EQ(TEEC_SUCCESS, call.ret);
	stop(pid);
}

/* A client that waits for an absent supplicant can be killed. */
TEST_F(storage, kill_client_without_supplicant)
{
	pid_t pid = fork();

	ASSERT_GE(pid, 0);
	if (!pid) {
		access_storage(self->fd, self->session, MONITOR_STORAGE_WRITE,
			       self->id, 16);
		_exit(0);
	}
	ASSERT_EQ(0, monitor_wait_stat("threads_busy", 1, 5000));
	stop(pid);
	EXPECT_EQ(0, monitor_wait_stat("threads_busy", 0, 5000));
}

FIXTURE(order)
{
	int fd;
	uint32_t session;
	struct supplicant supp;
	pid_t client;
	struct supp_request req;
};

FIXTURE_VARIANT(order)
{
	bool send, close_first;
};

FIXTURE_VARIANT_ADD(order, killed_then_sent) { .send = true };
FIXTURE_VARIANT_ADD(order, killed_then_closed) { .send = false };
FIXTURE_VARIANT_ADD(order, closed_then_killed) { .close_first = true };

FIXTURE_SETUP(order)
{
	struct tee_call call = {};

	self->fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(self->fd, 0);
	ASSERT_EQ(0, tee_open_session(self->fd, tee_ta(MONITOR_TA_STORAGE), &call));
	self->session = call.session;
	ASSERT_EQ(0, supp_open(&self->supp));
	self->client = fork();
	ASSERT_GE(self->client, 0);
	if (!self->client) {
		call = (struct tee_call){
			.func = MONITOR_STORAGE_RPMB, .session = self->session,
		};
		tee_invoke(self->fd, &call);
		_exit(0);
	}
	ASSERT_EQ(0, supp_receive(&self->supp, &self->req));
}

FIXTURE_TEARDOWN(order)
{
	supp_close(&self->supp);
	close(self->fd);
	EXPECT_EQ(0, monitor_wait_stat("sessions_open", 0, 5000));
	EXPECT_EQ(0, monitor_wait_stat("threads_busy", 0, 5000));
	EXPECT_EQ(0, monitor_stat("breaches"));
}

/* Client killed, supplicant answers or closes, in each order: nothing is lost. */
TEST_F(order, request_in_flight)
{
	if (variant->close_first)
		supp_close(&self->supp);
	stop(self->client);
	EXPECT_EQ(0, monitor_wait_stat("threads_busy", 0, 5000));
	/* tee-supplicant exits on an error. */
	if (variant->send)
		EXPECT_EQ(0, supp_send(&self->supp, &self->req, TEEC_SUCCESS));
}

#define KILLS	50

/* A child that writes to storage until it is killed, @us after it was started. */
static void killed_client(int fd, uint32_t session, int id, unsigned int us)
{
	pid_t pid = fork();

	if (!pid) {
		for (;;)
			access_storage(fd, session, MONITOR_STORAGE_WRITE, id, 16);
	}
	usleep(us);
	stop(pid);
}

/*
 * Clients are killed in a loop, with their requests wherever they are. The supplicant
 * does as the installed one: it exits when an answer fails. The others are served still.
 */
TEST_F(storage, clients_killed_in_a_loop)
{
	pid_t pid = start_supplicant_after(2000);
	int status;

	ASSERT_GT(pid, 0);
	for (unsigned int i = 0; i < KILLS; i++)
		killed_client(self->fd, self->session, self->id, i * 100);
	EXPECT_EQ(0, waitpid(pid, &status, WNOHANG));
	EXPECT_EQ(0, monitor_wait_stat("threads_busy", 0, 5000));
	strcpy(self->va, TEXT);
	EXPECT_EQ(TEEC_SUCCESS, access_storage(self->fd, self->session,
					       MONITOR_STORAGE_WRITE, self->id,
					       sizeof(TEXT)));
	stop(pid);
}

/*
 * A supplicant is killed with a request in hand while every thread context waits for
 * it: its device can be opened again at once, and the clients go on.
 */
TEST_F(storage, supplicant_killed_and_back)
{
	pid_t client[4], pid;
	struct supplicant s;

	for (unsigned int i = 0; i < 4; i++) {
		client[i] = fork();
		ASSERT_GE(client[i], 0);
		if (client[i])
			continue;
		for (;;)
			access_storage(self->fd, self->session, MONITOR_STORAGE_WRITE,
				       self->id, 16);
	}
	for (unsigned int i = 0; i < 10; i++) {
		pid = start_supplicant();
		ASSERT_GT(pid, 0);
		usleep(5000);
		stop(pid);
		ASSERT_EQ(0, supp_open(&s));
		supp_close(&s);
	}
	for (unsigned int i = 0; i < 4; i++)
		stop(client[i]);
	EXPECT_EQ(0, monitor_wait_stat("threads_busy", 0, 5000));
}

TEST_HARNESS_MAIN
