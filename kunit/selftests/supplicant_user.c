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
#define CONTEXTS	4	/* that the monitor has by default */

static pid_t start_supplicant(void)
{
	static struct served served;

	return supp_start(&served);
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

/* A child that writes to storage until it is killed. */
static pid_t start_client(int fd, uint32_t session, int id)
{
	pid_t pid = fork();

	if (!pid) {
		for (;;)
			access_storage(fd, session, MONITOR_STORAGE_WRITE, id, 16);
	}
	return pid;
}

/* Waits until @a is @b, or is not, for 5 s at most and as long as the supplicant is there. */
static bool wait_for(unsigned int *a, unsigned int *b, bool same, pid_t supplicant)
{
	for (unsigned int i = 0; i < 50000; i++) {
		if ((__atomic_load_n(a, __ATOMIC_SEQ_CST) ==
		     __atomic_load_n(b, __ATOMIC_SEQ_CST)) == same)
			return true;
		if (waitpid(supplicant, NULL, WNOHANG))
			return false;
		usleep(100);
	}
	return false;
}

/* Kills a client while the supplicant has its request in hand, and lets that answer. */
static bool kill_in_hand(struct served *served, pid_t supplicant, int fd, uint32_t session,
			 int id)
{
	bool ok = wait_for(&served->received, &served->sent, true, supplicant);
	pid_t client;

	served->hold = true;
	client = start_client(fd, session, id);
	ok = ok && wait_for(&served->received, &served->sent, false, supplicant);
	stop(client);
	served->hold = false;
	return ok && wait_for(&served->received, &served->sent, true, supplicant);
}

/*
 * Clients are killed in a loop: every second one while the supplicant has its request in
 * hand, the others wherever they are. The supplicant does as the installed one: it exits
 * when an answer fails. The others are served still.
 */
TEST_F(storage, clients_killed_in_a_loop)
{
	struct served *served = served_new();
	pid_t pid, client;
	bool answered;

	ASSERT_NE(MAP_FAILED, served);
	pid = supp_start(served);
	ASSERT_GT(pid, 0);
	for (unsigned int i = 0; i < KILLS; i += 2) {
		client = start_client(self->fd, self->session, self->id);
		ASSERT_GT(client, 0);
		usleep(i * 100);
		stop(client);
		answered = kill_in_hand(served, pid, self->fd, self->session, self->id);
		ASSERT_EQ(0, waitpid(pid, NULL, WNOHANG));
		ASSERT_TRUE(answered);
	}
	EXPECT_EQ(0, monitor_wait_stat("threads_busy", 0, 5000));
	strcpy(self->va, TEXT);
	EXPECT_EQ(TEEC_SUCCESS, access_storage(self->fd, self->session,
					       MONITOR_STORAGE_WRITE, self->id,
					       sizeof(TEXT)));
	stop(pid);
	munmap(served, sizeof(*served));
}

/*
 * A supplicant is killed with a request in hand while every thread context waits for
 * it: its device can be opened again at once, and the clients go on.
 */
TEST_F(storage, supplicant_killed_and_back)
{
	pid_t client[CONTEXTS], pid;
	struct served *served = served_new();
	struct supplicant s;

	ASSERT_NE(MAP_FAILED, served);
	for (unsigned int i = 0; i < CONTEXTS; i++) {
		client[i] = start_client(self->fd, self->session, self->id);
		ASSERT_GT(client[i], 0);
	}
	for (unsigned int i = 0; i < 10; i++) {
		*served = (struct served){ .hold = true };
		pid = supp_start(served);
		ASSERT_GT(pid, 0);
		ASSERT_TRUE(wait_for(&served->received, &served->sent, false, pid));
		ASSERT_EQ(0, monitor_wait_stat("threads_busy", CONTEXTS, 5000));
		stop(pid);
		ASSERT_EQ(0, supp_open(&s));
		supp_close(&s);
	}
	for (unsigned int i = 0; i < CONTEXTS; i++)
		stop(client[i]);
	EXPECT_EQ(0, monitor_wait_stat("threads_busy", 0, 5000));
	munmap(served, sizeof(*served));
}

TEST_HARNESS_MAIN
