// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many client processes at once on few thread contexts, cancelled and killed in
 * the middle of calls, and the devices of kernel clients that nobody here wrote.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <linux/rtc.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include "kselftest_harness.h"
#include "monitor.h"
#include "tee_dev.h"

#define CLIENTS	16	/* more than the monitor's thread contexts */
#define FEW	4	/* more than a real OP-TEE's, where an instance of the TA takes long to load */
#define ROUNDS	20

static int run_client(unsigned int number)
{
	struct tee_call call = {};
	int fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);

	if (fd < 0 || tee_open_session(fd, tee_ta(MONITOR_TA_ECHO), &call) || call.ret)
		return 1;
	call.func = MONITOR_ECHO_COPY;
	call.num_params = 1;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		tee_value(&call.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, number, i);
		if (tee_invoke(fd, &call) || call.ret || call.params[0].a != (number ^ i))
			return 2;
	}
	return 0;
}

/* Each of many clients gets its own answers, however few contexts there are. */
TEST(many_clients)
{
	const int clients = monitor_here() ? CLIENTS : FEW;
	int status, good = 0;

	for (int i = 0; i < clients; i++)
		if (!fork())
			_exit(run_client(i));
	while (wait(&status) > 0)
		good += WIFEXITED(status) && !WEXITSTATUS(status);
	EXPECT_EQ(clients, good);
	EXPECT_STAT_SOON(0, "sessions_open");
	EXPECT_STAT(0, "threads_busy");
	EXPECT_STAT(0, "breaches");
}

FIXTURE(slow)
{
	int fd;
	uint32_t session;
};

FIXTURE_SETUP(slow)
{
	struct tee_call call = {};

	self->fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(self->fd, 0);
	ASSERT_EQ(0, tee_open_session(self->fd, tee_ta(MONITOR_TA_SLOW), &call));
	self->session = call.session;
}

FIXTURE_TEARDOWN(slow)
{
	close(self->fd);
	EXPECT_STAT_SOON(0, "sessions_open");
	EXPECT_STAT(0, "breaches");
}

/* A call that waits ends with TEEC_ERROR_CANCEL when another thread cancels it. */
TEST_F(slow, cancel)
{
	struct tee_call call = {
		.func = MONITOR_SLOW_SUSPEND, .session = self->session,
		.cancel_id = 7, .num_params = 1,
	};
	int status;
	pid_t pid = fork();

	ASSERT_GE(pid, 0);
	if (!pid) {
		tee_value(&call.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 100000, 2);
		_exit(tee_invoke(self->fd, &call) || call.ret != TEEC_ERROR_CANCEL);
	}
	ASSERT_EQ(0, tee_wait_busy());
	EXPECT_EQ(0, tee_cancel(self->fd, self->session, 7));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(0, WEXITSTATUS(status));
}

/* A killed client's call ends with its wait, its session with its last file. */
TEST_F(slow, kill)
{
	struct tee_call call = {
		.func = MONITOR_SLOW_SUSPEND, .session = self->session, .num_params = 1,
	};
	pid_t pid = fork();

	ASSERT_GE(pid, 0);
	if (!pid) {
		tee_value(&call.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 50, 2);
		tee_invoke(self->fd, &call);
		_exit(0);
	}
	ASSERT_EQ(0, tee_wait_busy());
	kill(pid, SIGKILL);
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	EXPECT_STAT_SOON(0, "threads_busy");
	EXPECT_STAT(1, "sessions_open");
}

/* /dev/hwrng is optee-rng, and it has entropy of the RNG pseudo-TA. */
TEST(hwrng)
{
	uint8_t bytes[32] = {}, none[32] = {};
	long before = monitor_stat("rng_calls");
	int fd = open("/dev/hwrng", O_RDONLY);
	ssize_t got;

	ASSERT_GE(fd, 0);
	got = read(fd, bytes, sizeof(bytes));
	if (!monitor_here() && got < 0 && errno == ENODEV)
		SKIP(return, "this OP-TEE has no RNG pseudo-TA");
	ASSERT_EQ((ssize_t)sizeof(bytes), got);
	EXPECT_NE(0, memcmp(bytes, none, sizeof(none)));
	if (monitor_here())
		EXPECT_GT(monitor_stat("rng_calls"), before);
	close(fd);
}

/* /dev/rtc0 is rtc-optee: what is set is what is read. */
TEST(rtc)
{
	struct rtc_time set = {
		.tm_year = 126, .tm_mon = 1, .tm_mday = 3, .tm_hour = 4, .tm_min = 5,
	}, get = {};
	int fd;

	if (!monitor_here())
		SKIP(return, "the clock is not of this OP-TEE");
	fd = open("/dev/rtc0", O_RDWR);
	ASSERT_GE(fd, 0);
	ASSERT_EQ(0, ioctl(fd, RTC_SET_TIME, &set));
	ASSERT_EQ(0, ioctl(fd, RTC_RD_TIME, &get));
	EXPECT_EQ(set.tm_year, get.tm_year);
	EXPECT_EQ(set.tm_mon, get.tm_mon);
	EXPECT_EQ(set.tm_mday, get.tm_mday);
	EXPECT_EQ(set.tm_hour, get.tm_hour);
	EXPECT_EQ(set.tm_min, get.tm_min);
	close(fd);
}

TEST_HARNESS_MAIN
