// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system suspends and resumes, as far as the kernel's freezer, with clients in
 * each kind of wait and a supplicant that is frozen first
 * (Documentation/power/basic-pm-debugging.rst): no task keeps it from that, and none
 * sees anything of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kselftest_harness.h"
#include "monitor.h"
#include "supplicant.h"

#define ROUNDS		100
#define FREEZE_MS	"2000"	/* what all tasks together have, 20 s as the kernel has it */
#define CONTEXTS	4	/* that the monitor has by default */
#define KEY		3	/* of the notification */
#define CANCEL_ID	7
#define TEST_S		200
#define RNG		"/sys/class/misc/hw_random/rng_current"
#define SUSPEND_MS	10000	/* more than an attempt takes in which not all tasks freeze */

/* How a client waits */
struct wait {
	const char *name;
	unsigned int ta;
	uint32_t func, num_params, a, b;
	uint32_t ends_with;
};

static const struct wait waits[] = {
	/* these have the thread contexts */
	{ .name = "supplicant, its request is in hand",
	  .ta = MONITOR_TA_STORAGE, .func = MONITOR_STORAGE_RPMB },
	{ .name = "supplicant, its request is not received",
	  .ta = MONITOR_TA_STORAGE, .func = MONITOR_STORAGE_RPMB },
	{ .name = "notification",
	  .ta = MONITOR_TA_SLOW, .func = MONITOR_SLOW_NOTIF, .num_params = 1, .a = KEY },
	{ .name = "time, in short waits",
	  .ta = MONITOR_TA_SLOW, .func = MONITOR_SLOW_SUSPEND, .num_params = 1,
	  .a = 100000, .b = 10, .ends_with = TEEC_ERROR_CANCEL },
	/* and these wait for one */
	{ .name = "call queue",
	  .ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_COPY, .num_params = 1 },
	{ .name = "call queue, in front of the secure world's work",
	  .ta = MONITOR_TA_SLOW, .func = MONITOR_SLOW_SPIN, .num_params = 1, .a = 10 },
	{ .name = "call queue, in front of a request to the supplicant",
	  .ta = MONITOR_TA_STORAGE, .func = MONITOR_STORAGE_RPMB },
	{ .name = "call queue, to open a session", .ta = MONITOR_TA_ECHO },
	{ .name = "call queue, to register memory", .ta = MONITOR_TA_ECHO },
	{ .name = "call queue, to close a session", .ta = MONITOR_TA_ECHO },
};

#define CLIENTS		(sizeof(waits) / sizeof(waits[0]))
#define OPENS		(CLIENTS - 3)
#define REGISTERS	(CLIENTS - 2)
#define CLOSES		(CLIENTS - 1)

FIXTURE(suspend)
{
	int fd[CLIENTS];
	uint32_t session[CLIENTS];
	pid_t client[CLIENTS], supplicant;
	struct served *served;
};

static int client(unsigned int i, int fd, uint32_t session)
{
	static char memory[2 * 4096];
	const struct wait *w = &waits[i];
	struct tee_call call = {
		.func = w->func, .session = session, .cancel_id = CANCEL_ID,
		.num_params = w->num_params,
	};
	int id;

	if (i == REGISTERS)
		return tee_shm_register(fd, memory, sizeof(memory), &id) < 0;
	if (i == OPENS)
		return tee_open_session(fd, tee_ta(w->ta), &call) || call.ret;
	if (i == CLOSES)
		return tee_close_session(fd, session);
	tee_value(&call.params[0], w->ta == MONITOR_TA_ECHO ?
		  TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT : TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
		  w->a, w->b);
	if (!tee_invoke(fd, &call) && call.ret == w->ends_with)
		return 0;
	printf("# client %u: %s, result %#x of origin %u\n", i, strerror(errno), call.ret,
	       call.origin);
	fflush(stdout);
	return 1;
}

static void start(FIXTURE_DATA(suspend) *self, unsigned int i)
{
	self->client[i] = fork();
	if (!self->client[i])
		_exit(client(i, self->fd[i], self->session[i]));
}

FIXTURE_SETUP(suspend)
{
	struct tee_call call;

	if (sysconf(_SC_NPROCESSORS_CONF) > 1)
		SKIP(return, "UML with more than one processor does not suspend");
	ASSERT_EQ(0, write_text("/sys/module/suspend/parameters/pm_test_delay", "0"));
	ASSERT_EQ(0, write_text("/sys/power/pm_freeze_timeout", FREEZE_MS));
	ASSERT_EQ(0, write_text("/sys/power/pm_test", "freezer"));
	self->served = served_new();
	ASSERT_NE(MAP_FAILED, self->served);
	self->served->hold = true;
	self->supplicant = supp_start(self->served);
	ASSERT_GT(self->supplicant, 0);
	for (unsigned int i = 0; i < CLIENTS; i++) {
		call = (struct tee_call){};
		self->fd[i] = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
		ASSERT_GE(self->fd[i], 0);
		if (i == OPENS)
			continue;
		ASSERT_EQ(0, tee_open_session(self->fd[i], tee_ta(waits[i].ta), &call));
		ASSERT_EQ(TEEC_SUCCESS, call.ret);
		self->session[i] = call.session;
	}
}

FIXTURE_TEARDOWN(suspend)
{
	EXPECT_EQ(0, write_text(RNG, "optee-rng"));
	kill(self->supplicant, SIGKILL);
	waitpid(self->supplicant, NULL, 0);
	for (unsigned int i = 0; i < CLIENTS; i++)
		close(self->fd[i]);
	EXPECT_EQ(0, monitor_wait_stat("sessions_open", 0, 5000));
	EXPECT_EQ(0, monitor_stat("threads_busy"));
	EXPECT_EQ(0, monitor_stat("breaches"));
	/* they are this test's failure, and nothing more */
	monitor_command("forget breaches");
}

/* What those wait for comes that have the contexts. */
static void release(struct __test_metadata *_metadata, FIXTURE_DATA(suspend) *self)
{
	char notify[32];

	self->served->hold = false;
	snprintf(notify, sizeof(notify), "notify %d", KEY);
	ASSERT_EQ(0, monitor_command(notify));
	ASSERT_EQ(0, tee_cancel(self->fd[CONTEXTS - 1], self->session[CONTEXTS - 1], CANCEL_ID));
}

/* Each call ends as it would have. */
static void end_all(struct __test_metadata *_metadata, FIXTURE_DATA(suspend) *self)
{
	int status;

	release(_metadata, self);
	for (unsigned int i = 0; i < CLIENTS; i++) {
		ASSERT_EQ(self->client[i], waitpid(self->client[i], &status, 0));
		EXPECT_TRUE(WIFEXITED(status) && !WEXITSTATUS(status))
			TH_LOG("client %u: %s", i, waits[i].name);
	}
}

/*
 * The kernel's own client, optee-rng, is out of it: see random_numbers. Without a
 * generator hw_random has no thread.
 */
TEST_F_TIMEOUT(suspend, all_kinds_of_waits, TEST_S)
{
	int suspended = 0;

	ASSERT_EQ(0, write_text(RNG, "none"));
	for (unsigned int i = 0; i < CONTEXTS; i++)
		start(self, i);
	ASSERT_EQ(0, monitor_wait_stat("threads_busy", CONTEXTS, 5000));
	for (unsigned int i = CONTEXTS; i < CLIENTS; i++)
		start(self, i);
	usleep(200000);
	for (unsigned int i = 0; i < ROUNDS && suspended == (int)i; i++)
		suspended += !write_text("/sys/power/state", "freeze");
	EXPECT_EQ(ROUNDS, suspended);
	end_all(_metadata, self);
}

/*
 * The thread that hw_random has for optee-rng begins anew after each resume, and asks for
 * a context of which there is none. The next suspend ends, well or not, though it does.
 */
TEST_F_TIMEOUT(suspend, random_numbers, TEST_S)
{
	bool ended = false;
	pid_t again;

	for (unsigned int i = 0; i < CONTEXTS; i++)
		start(self, i);
	ASSERT_EQ(0, monitor_wait_stat("threads_busy", CONTEXTS, 5000));
	write_text("/sys/power/state", "freeze");
	again = fork();
	if (!again) {
		write_text("/sys/power/state", "freeze");
		_exit(0);
	}
	ASSERT_GT(again, 0);
	for (int ms = 0; ms < SUSPEND_MS && !ended; ms += 100) {
		usleep(100000);
		ended = waitpid(again, NULL, WNOHANG) == again;
	}
	EXPECT_TRUE(ended);
	release(_metadata, self);
	for (unsigned int i = 0; i < CONTEXTS; i++)
		waitpid(self->client[i], NULL, 0);
	if (!ended)
		waitpid(again, NULL, 0);
}

TEST_HARNESS_MAIN
