// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rounds on a real OP-TEE: the driver is unbound and bound, the supplicant
 * killed, tasks are frozen, while clients have calls in the secure world. After
 * each round the device can be used again and no task is stuck.
 *
 * With the argument "load" it only makes load, until something ends it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "kselftest_harness.h"
#include "guest.h"
#include "tee_dev.h"

#define UNBIND_ROUNDS		20
#define SUPPLICANT_ROUNDS	10
#define FREEZE_ROUNDS		10
#define CLIENTS			8	/* more than OP-TEE has thread contexts there */
#define STEP_S			30	/* of one step, emulated on a busy machine */
#define TEST_S			600
#define LONG_SPIN		200	/* some milliseconds, emulated */

FIXTURE(rounds)
{
	pid_t supplicant;
};

FIXTURE_SETUP(rounds)
{
	/* bind and unbind are steps in processes of their own, which would forget it */
	ASSERT_EQ(0, driver_find());
	self->supplicant = supplicant_start();
	ASSERT_GT(self->supplicant, 0);
}

FIXTURE_TEARDOWN(rounds)
{
	EXPECT_TRUE(supplicant_kill(self->supplicant, STEP_S));
	EXPECT_EQ(0, tasks_stuck(STEP_S));
}

static int use_once(void *arg)
{
	struct client c;
	int error = client_open(&c);

	if (error)
		return error;
	error = client_spin(&c, 1);
	client_close(&c);
	return error;
}

/* The device answers within a bound, and a trusted application can be loaded. */
static int usable(void)
{
	uint64_t end = now_ns() + STEP_S * 1000000000ull;
	int error;

	do {
		error = bounded(use_once, NULL, STEP_S);
		if (error)
			usleep(100000);
	} while (error && now_ns() < end);
	return error;
}

static int unbind(void *arg)
{
	return driver_bind(false);
}

static int bind(void *arg)
{
	return driver_bind(true);
}

TEST_F_TIMEOUT(rounds, unbind_idle, TEST_S)
{
	ASSERT_EQ(0, usable());
	for (int i = 0; i < UNBIND_ROUNDS; i++) {
		ASSERT_TRUE(supplicant_kill(self->supplicant, STEP_S));
		ASSERT_EQ(0, bounded(unbind, NULL, STEP_S));
		ASSERT_EQ(0, bounded(bind, NULL, STEP_S));
		self->supplicant = supplicant_start();
		ASSERT_EQ(0, usable()) TH_LOG("round %d", i);
	}
}

/* Clients hold every thread context, and the supplicant has its file open. */
TEST_F_TIMEOUT(rounds, unbind_under_load, TEST_S)
{
	ASSERT_EQ(0, usable());
	for (int i = 0; i < UNBIND_ROUNDS; i++) {
		load_start(CLIENTS, LONG_SPIN, i % 2);
		usleep(300000);
		EXPECT_EQ(0, bounded(unbind, NULL, STEP_S)) TH_LOG("round %d", i);
		ASSERT_TRUE(load_stop(STEP_S)) TH_LOG("round %d", i);
		supplicant_kill(self->supplicant, STEP_S);
		ASSERT_EQ(0, bounded(bind, NULL, STEP_S)) TH_LOG("round %d", i);
		self->supplicant = supplicant_start();
		ASSERT_EQ(0, usable()) TH_LOG("round %d", i);
	}
}

/* Each open of a client asks the supplicant for the trusted application. */
TEST_F_TIMEOUT(rounds, supplicant_killed, TEST_S)
{
	for (int i = 0; i < SUPPLICANT_ROUNDS; i++) {
		load_start(CLIENTS, 1, false);
		usleep(200000 + 10000 * i);
		ASSERT_TRUE(supplicant_kill(self->supplicant, STEP_S)) TH_LOG("round %d", i);
		self->supplicant = supplicant_start();
		ASSERT_EQ(0, usable()) TH_LOG("round %d", i);
		ASSERT_TRUE(load_stop(STEP_S)) TH_LOG("round %d", i);
	}
}

/* Clients that die in the middle of a request leave the supplicant at work. */
TEST_F_TIMEOUT(rounds, clients_killed, TEST_S)
{
	ASSERT_EQ(0, usable());
	for (int i = 0; i < SUPPLICANT_ROUNDS; i++) {
		load_start(CLIENTS, 1, false);
		usleep(200000 + 10000 * i);
		ASSERT_TRUE(load_kill(STEP_S)) TH_LOG("round %d", i);
		EXPECT_EQ(0, waitpid(self->supplicant, NULL, WNOHANG)) TH_LOG("round %d: tee-supplicant has ended", i);
		ASSERT_EQ(0, usable()) TH_LOG("round %d", i);
	}
}

TEST_F_TIMEOUT(rounds, eight_clients, TEST_S)
{
	ASSERT_EQ(0, usable());
	load_start(CLIENTS, LONG_SPIN, true);
	sleep(5);
	EXPECT_LE((uint64_t)CLIENTS, load_calls());
	EXPECT_TRUE(load_stop(STEP_S));
	EXPECT_EQ(0, usable());
}

static int freeze(void *arg)
{
	return write_text("/sys/power/state", "freeze");
}

/* The freezer alone (Documentation/power/basic-pm-debugging.rst): no task may keep it. */
TEST_F_TIMEOUT(rounds, freeze_under_load, TEST_S)
{
	if (access("/sys/power/pm_test", W_OK))
		SKIP(return, "this kernel has no pm_test");
	write_text("/sys/module/suspend/parameters/pm_test_delay", "1");
	ASSERT_EQ(0, write_text("/sys/power/pm_test", "freezer"));
	ASSERT_EQ(0, usable());
	load_start(CLIENTS, LONG_SPIN, false);
	for (int i = 0; i < FREEZE_ROUNDS; i++) {
		usleep(100000);
		EXPECT_EQ(0, bounded(freeze, NULL, 2 * STEP_S)) TH_LOG("round %d", i);
	}
	EXPECT_TRUE(load_stop(STEP_S));
	EXPECT_EQ(0, usable());
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "load")) {
		load_start(CLIENTS, LONG_SPIN, false);
		pause();
	}
	return test_harness_run(argc, argv);
}
