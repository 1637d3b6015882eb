// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls of uapi/linux/tee.h on /dev/tee0 and /dev/teepriv0, from a real
 * process: results, errnos and what is left behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include "kselftest_harness.h"
#include "monitor.h"
#include "tee_dev.h"

FIXTURE(client)
{
	int fd;
	uint32_t session;
};

FIXTURE_SETUP(client)
{
	struct tee_call call = {};

	self->fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(self->fd, 0);
	ASSERT_EQ(0, tee_open_session(self->fd, tee_ta(MONITOR_TA_ECHO), &call));
	ASSERT_EQ(TEEC_SUCCESS, call.ret);
	self->session = call.session;
}

FIXTURE_TEARDOWN(client)
{
	close(self->fd);
	EXPECT_STAT_SOON(0, "sessions_open");
	EXPECT_STAT(0, "breaches");
}

/* The version ioctl names OP-TEE and a GlobalPlatform TEE. */
TEST_F(client, version)
{
	struct tee_ioctl_version_data v = {};

	ASSERT_EQ(0, ioctl(self->fd, TEE_IOC_VERSION, &v));
	EXPECT_EQ(TEE_IMPL_ID_OPTEE, v.impl_id);
	EXPECT_TRUE(v.gen_caps & TEE_GEN_CAP_GP);
	EXPECT_FALSE(v.gen_caps & TEE_GEN_CAP_PRIVILEGED);
}

/* The privileged device says so. */
TEST(version_privileged)
{
	struct tee_ioctl_version_data v = {};
	int fd;

	if (!monitor_here())
		SKIP(return, "tee-supplicant has it open");
	fd = open(TEE_PRIV_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(fd, 0);
	ASSERT_EQ(0, ioctl(fd, TEE_IOC_VERSION, &v));
	EXPECT_TRUE(v.gen_caps & TEE_GEN_CAP_PRIVILEGED);
	close(fd);
}

/* Only one supplicant at a time. */
TEST(privileged_once)
{
	int fd;

	if (!monitor_here())
		SKIP(return, "tee-supplicant has it open");
	fd = open(TEE_PRIV_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(fd, 0);
	EXPECT_EQ(-1, open(TEE_PRIV_DEV, O_RDWR | O_CLOEXEC));
	EXPECT_EQ(EBUSY, errno);
	close(fd);
	fd = open(TEE_PRIV_DEV, O_RDWR | O_CLOEXEC);
	EXPECT_GE(fd, 0);
	close(fd);
}

/* Values go there and back. */
TEST_F(client, echo_values)
{
	struct tee_call call = {
		.func = MONITOR_ECHO_COPY, .session = self->session, .num_params = 2,
	};

	tee_value(&call.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 6, 3);
	call.params[0].c = 8;
	tee_value(&call.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0, 0);
	ASSERT_EQ(0, tee_invoke(self->fd, &call));
	EXPECT_EQ(TEEC_SUCCESS, call.ret);
	EXPECT_EQ(6 ^ 3, call.params[1].a);
	if (!monitor_here())
		return;		/* answers.c has what a real OP-TEE makes of the rest */
	EXPECT_EQ(3 ^ 8, call.params[1].b);
	EXPECT_EQ(8 + 1, call.params[1].c);
}

/* A result and its origin come through unchanged. */
TEST_F(client, echo_result)
{
	struct tee_call call = {
		.func = MONITOR_ECHO_RETURN, .session = self->session, .num_params = 1,
	};

	tee_value(&call.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
		  TEEC_ERROR_BAD_PARAMETERS, 4);
	ASSERT_EQ(0, tee_invoke(self->fd, &call));
	EXPECT_EQ(TEEC_ERROR_BAD_PARAMETERS, call.ret);
	EXPECT_EQ(4, call.origin);
}

/* An unknown session is refused without bothering the secure world. */
TEST_F(client, unknown_session)
{
	struct tee_call call = { .session = self->session + 1000 };
	long calls = monitor_stat("calls");

	EXPECT_EQ(-1, tee_invoke(self->fd, &call));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, tee_close_session(self->fd, self->session + 1000));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_STAT(calls, "calls");
}

/* A session belongs to the file that opened it. */
TEST_F(client, session_of_another_file)
{
	struct tee_call call = { .session = self->session };
	int other = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);

	ASSERT_GE(other, 0);
	EXPECT_EQ(-1, tee_invoke(other, &call));
	EXPECT_EQ(EINVAL, errno);
	close(other);
}

/* A session is closed once. */
TEST_F(client, close_twice)
{
	EXPECT_EQ(0, tee_close_session(self->fd, self->session));
	EXPECT_EQ(-1, tee_close_session(self->fd, self->session));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_STAT(0, "sessions_open");
}

FIXTURE(length)
{
	int fd;
};

FIXTURE_VARIANT(length)
{
	unsigned long request;
	size_t header;
};

FIXTURE_VARIANT_ADD(length, open_session)
{
	.request = TEE_IOC_OPEN_SESSION,
	.header = sizeof(struct tee_ioctl_open_session_arg),
};

FIXTURE_VARIANT_ADD(length, invoke)
{
	.request = TEE_IOC_INVOKE,
	.header = sizeof(struct tee_ioctl_invoke_arg),
};

FIXTURE_SETUP(length)
{
	self->fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(self->fd, 0);
}

FIXTURE_TEARDOWN(length)
{
	close(self->fd);
}

/* The buffer's length must fit the number of parameters, exactly. */
TEST_F(length, wrong_length)
{
	uint8_t buf[2048] = {};
	struct tee_ioctl_buf_data data = { .buf_ptr = (uintptr_t)buf };
	const size_t bad[] = {
		0, 1, variant->header - 1, variant->header + 1,
		variant->header + sizeof(struct tee_ioctl_param), 1025,
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		data.buf_len = bad[i];
		EXPECT_EQ(-1, ioctl(self->fd, variant->request, &data));
		EXPECT_EQ(EINVAL, errno) TH_LOG("length %zu", bad[i]);
	}
}

/* Bad pointers are EFAULT: of the descriptor, of the buffer, across its end. */
TEST_F(length, bad_pointer)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_buf_data data = { .buf_len = variant->header };

	ASSERT_NE(MAP_FAILED, map);
	ASSERT_EQ(0, munmap(map + page, page));
	EXPECT_EQ(-1, ioctl(self->fd, variant->request, NULL));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(self->fd, variant->request, &data));
	EXPECT_EQ(EFAULT, errno);
	data.buf_ptr = (uintptr_t)(map + page - 4);
	EXPECT_EQ(-1, ioctl(self->fd, variant->request, &data));
	EXPECT_EQ(EFAULT, errno);
	munmap(map, page);
}

/* A session whose result can't be told to its opener doesn't stay open. */
TEST(open_session_result_not_writable)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct tee_ioctl_open_session_arg *arg;
	struct tee_ioctl_buf_data data = { .buf_len = sizeof(*arg) };
	int fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);

	ASSERT_GE(fd, 0);
	arg = mmap(NULL, page, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, arg);
	memcpy(arg->uuid, tee_ta(MONITOR_TA_ECHO), sizeof(arg->uuid));
	ASSERT_EQ(0, mprotect(arg, page, PROT_READ));
	data.buf_ptr = (uintptr_t)arg;
	EXPECT_EQ(-1, ioctl(fd, TEE_IOC_OPEN_SESSION, &data));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_STAT(0, "sessions_open");
	close(fd);
	munmap(arg, page);
}

/* A number that is no ioctl, and one that belongs to the supplicant. */
TEST_F(client, not_for_clients)
{
	uint8_t buf[512] = {};
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)buf,
		.buf_len = sizeof(struct tee_iocl_supp_recv_arg),
	};

	EXPECT_EQ(-1, ioctl(self->fd, _IO(TEE_IOC_MAGIC, TEE_IOC_BASE + 63), 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, ioctl(self->fd, TEE_IOC_SUPPL_RECV, &data));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, ioctl(self->fd, TEE_IOC_SUPPL_SEND, &data));
	EXPECT_EQ(EINVAL, errno);
}

/* A user can't claim a kernel client's login. */
TEST(login_ree_kernel)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL_MIN,
	};
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)&arg, .buf_len = sizeof(arg),
	};
	int fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);

	ASSERT_GE(fd, 0);
	memcpy(arg.uuid, tee_ta(MONITOR_TA_ECHO), sizeof(arg.uuid));
	EXPECT_EQ(-1, ioctl(fd, TEE_IOC_OPEN_SESSION, &data));
	EXPECT_EQ(EPERM, errno);
	EXPECT_STAT(0, "sessions_open");
	close(fd);
}

TEST_HARNESS_MAIN
