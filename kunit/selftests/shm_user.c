// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory of a real process: allocated and mapped, registered, shared
 * with a child, outliving the file that it came from.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include "kselftest_harness.h"
#include "monitor.h"
#include "tee_dev.h"

#define MEM_SIZE	4096
#define ECHO_XOR	0x5a	/* MONITOR_ECHO_COPY */

FIXTURE(shm)
{
	int fd, shm_fd, id;
	uint32_t session;
	uint8_t *va;
};

FIXTURE_SETUP(shm)
{
	struct tee_call call = {};

	self->fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(self->fd, 0);
	ASSERT_EQ(0, tee_open_session(self->fd, tee_ta(MONITOR_TA_ECHO), &call));
	self->session = call.session;
	self->shm_fd = tee_shm_alloc(self->fd, MEM_SIZE, &self->id);
	ASSERT_GE(self->shm_fd, 0);
	self->va = mmap(NULL, MEM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			self->shm_fd, 0);
	ASSERT_NE(MAP_FAILED, self->va);
}

FIXTURE_TEARDOWN(shm)
{
	if (self->va)
		munmap(self->va, MEM_SIZE);
	if (self->shm_fd >= 0)
		close(self->shm_fd);
	if (self->fd >= 0)
		close(self->fd);
	EXPECT_STAT_SOON(0, "sessions_open");
	EXPECT_STAT(0, "breaches");
}

static uint32_t echo_memref(int fd, uint32_t session, int id, size_t offs,
			    size_t size)
{
	struct tee_call call = {
		.func = MONITOR_ECHO_COPY, .session = session, .num_params = 1,
	};

	tee_memref(&call.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, id,
		   offs, size);
	return tee_invoke(fd, &call) ? (uint32_t)-errno : call.ret;
}

/* What is written through the mapping is what the TA sees, and back. */
TEST_F(shm, mapped)
{
	for (size_t i = 0; i < MEM_SIZE; i++)
		self->va[i] = (uint8_t)i;
	ASSERT_EQ(TEEC_SUCCESS,
		  echo_memref(self->fd, self->session, self->id, 0, MEM_SIZE));
	for (size_t i = 0; i < MEM_SIZE; i++)
		ASSERT_EQ((uint8_t)i ^ ECHO_XOR, self->va[i]);
}

/* New memory holds nothing of the kernel's. */
TEST_F(shm, zeroed)
{
	for (size_t i = 0; i < MEM_SIZE; i++)
		ASSERT_EQ(0, self->va[i]);
}

/* A part in the middle is a part in the middle. */
TEST_F(shm, offset)
{
	memset(self->va, 1, MEM_SIZE);
	ASSERT_EQ(TEEC_SUCCESS,
		  echo_memref(self->fd, self->session, self->id, 100, 7));
	EXPECT_EQ(1, self->va[99]);
	EXPECT_EQ(1 ^ ECHO_XOR, self->va[100]);
	EXPECT_EQ(1 ^ ECHO_XOR, self->va[106]);
	EXPECT_EQ(1, self->va[107]);
}

/* A memref outside of its memory is refused: past the end, wrapping, unknown. */
TEST_F(shm, bad_memref)
{
	uint32_t inval = (uint32_t)-EINVAL;

	EXPECT_EQ(inval, echo_memref(self->fd, self->session, self->id, 1, MEM_SIZE));
	EXPECT_EQ(inval, echo_memref(self->fd, self->session, self->id, MEM_SIZE + 1, 0));
	EXPECT_EQ(inval, echo_memref(self->fd, self->session, self->id, -1ul, 2));
	EXPECT_EQ(inval, echo_memref(self->fd, self->session, self->id, 2, -1ul));
	EXPECT_EQ(inval, echo_memref(self->fd, self->session, self->id + 77, 0, 1));
}

/* Another file's memory can't be named. */
TEST_F(shm, memory_of_another_file)
{
	int other = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	struct tee_call call = {};

	ASSERT_GE(other, 0);
	ASSERT_EQ(0, tee_open_session(other, tee_ta(MONITOR_TA_ECHO), &call));
	EXPECT_EQ((uint32_t)-EINVAL,
		  echo_memref(other, call.session, self->id, 0, 1));
	close(other);
}

/* A mapping and its fd outlive the device file; the last close gives all back. */
TEST_F(shm, outlives_device_file)
{
	close(self->fd);
	self->fd = -1;
	memset(self->va, 0x77, MEM_SIZE);
	EXPECT_EQ(0x77, self->va[MEM_SIZE - 1]);
	close(self->shm_fd);
	self->shm_fd = -1;
	EXPECT_EQ(0x77, self->va[0]);
}

/* No more than the memory can be mapped, and only from its start. */
TEST_F(shm, map_bounds)
{
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 2 * MEM_SIZE, PROT_READ, MAP_SHARED,
				   self->shm_fd, 0));
	EXPECT_EQ(MAP_FAILED, mmap(NULL, MEM_SIZE, PROT_READ, MAP_SHARED,
				   self->shm_fd, MEM_SIZE));
}

/* A child has the mapping too, and its exit takes nothing from the parent. */
TEST_F(shm, fork)
{
	int status;
	pid_t pid = fork();

	ASSERT_GE(pid, 0);
	if (!pid) {
		self->va[0] = 42;
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(42, self->va[0]);
	EXPECT_EQ(TEEC_SUCCESS,
		  echo_memref(self->fd, self->session, self->id, 0, MEM_SIZE));
}

/* Sizes that can't be: nothing, and more than there is. */
TEST_F(shm, bad_size)
{
	int id;

	EXPECT_EQ(-1, tee_shm_alloc(self->fd, 0, &id));
	EXPECT_EQ(-1, tee_shm_alloc(self->fd, -1ul, &id));
	EXPECT_EQ(-1, tee_shm_alloc(self->fd, 1ul << 46, &id));
}

/* A process's own memory, registered at an odd offset over two pages. */
TEST_F(shm, registered)
{
	uint8_t *mem = aligned_alloc(4096, 3 * 4096);
	long before = monitor_stat("shm_registered");
	int id, fd;

	ASSERT_NE(NULL, mem);
	memset(mem, 9, 3 * 4096);
	fd = tee_shm_register(self->fd, mem + 4000, 300, &id);
	ASSERT_GE(fd, 0);
	EXPECT_STAT(before + 1, "shm_registered");
	ASSERT_EQ(TEEC_SUCCESS, echo_memref(self->fd, self->session, id, 0, 300));
	EXPECT_EQ(9, mem[3999]);
	EXPECT_EQ(9 ^ ECHO_XOR, mem[4000]);
	EXPECT_EQ(9 ^ ECHO_XOR, mem[4299]);
	EXPECT_EQ(9, mem[4300]);
	close(fd);
	EXPECT_STAT(before, "shm_registered");
	free(mem);
}

/* Ranges that can't be registered leave nothing behind. */
TEST_F(shm, bad_register)
{
	long before = monitor_stat("shm_registered");
	uint8_t *map = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	int id;

	ASSERT_NE(MAP_FAILED, map);
	ASSERT_EQ(0, munmap(map + 2 * 4096, 2 * 4096));
	EXPECT_EQ(-1, tee_shm_register(self->fd, map, 4 * 4096, &id));
	EXPECT_EQ(-1, tee_shm_register(self->fd, map, 0, &id));
	EXPECT_EQ(-1, tee_shm_register(self->fd, map, -1ul, &id));
	EXPECT_EQ(-1, tee_shm_register(self->fd, NULL, 4096, &id));
	EXPECT_EQ(-1, tee_shm_register(self->fd, (void *)-4096l, 4096, &id));
	EXPECT_STAT(before, "shm_registered");
	munmap(map, 2 * 4096);
}

TEST_HARNESS_MAIN
