// SPDX-License-Identifier: GPL-2.0-only
/* dma-bufs of protected memory as shared memory: TEE_IOC_SHM_REGISTER_FD. */
#include <kunit/test.h>

#include "support/compat.h"

#ifdef HAVE_TEE_DMA_HEAP

#include <linux/file.h>
#include <linux/limits.h>
#include <linux/mm.h>

#include "support/fake_driver.h"
#include "support/fake_heap.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

static int register_fd(struct tee_heap_priv *priv, s64 fd,
		       struct tee_ioctl_shm_register_fd_data *data)
{
	memset(data, 0, sizeof(*data));
	data->fd = fd;
	return tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_REGISTER_FD,
			       data, sizeof(*data));
}

static long invoke(struct tee_heap_priv *priv, u64 offs, u64 size, int id)
{
	struct tee_ioctl_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		.a = offs, .b = size, .c = id,
	};

	return tee_user_invoke(priv->user, priv->file, &param, 1);
}

/*
 * A dma-buf becomes shared memory with an id, of its size and physical address,
 * which can't be mapped, and of which no parameter leads out.
 */
static void tee_test_heap_shm_register(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_param_memref *seen = &priv->fake->rec.param[0].u.memref;
	struct tee_ioctl_shm_register_fd_data data;
	phys_addr_t pa = 0;
	int fd;

	tee_heap_serve(priv);
	fd = tee_heap_alloc(priv, 2 * PAGE_SIZE);
	KUNIT_ASSERT_GE(test, fd, 0);
	priv->fd = register_fd(priv, fd, &data);
	tee_heap_close(fd);
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	KUNIT_EXPECT_EQ(test, data.size, 2 * PAGE_SIZE);
	KUNIT_EXPECT_GT(test, data.id, 0);
	KUNIT_EXPECT_TRUE(test, IS_ERR_VALUE(tee_user_map_fd(priv->fd,
							     PAGE_SIZE, 0)));

	KUNIT_EXPECT_EQ(test, invoke(priv, PAGE_SIZE, PAGE_SIZE, data.id), 0);
	KUNIT_ASSERT_NOT_NULL(test, seen->shm);
	KUNIT_EXPECT_EQ(test, seen->shm_offs, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, tee_shm_get_pa(seen->shm, PAGE_SIZE, &pa), 0);
	KUNIT_EXPECT_EQ(test, pa, seen->shm->paddr + PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, IS_ERR(tee_shm_get_va(seen->shm, 0)));
	KUNIT_EXPECT_FALSE(test, tee_shm_is_dynamic(seen->shm));

	KUNIT_EXPECT_EQ(test, invoke(priv, 0, 2 * PAGE_SIZE + 1, data.id),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, invoke(priv, 2 * PAGE_SIZE, 1, data.id), -EINVAL);
	KUNIT_EXPECT_EQ(test, invoke(priv, U64_MAX, 2, data.id), -EINVAL);
	KUNIT_EXPECT_EQ(test, tee_shm_get_pa(seen->shm, 2 * PAGE_SIZE, &pa),
			-EINVAL);
}

static void expect_refused(struct tee_heap_priv *priv, s64 fd)
{
	struct tee_ioctl_shm_register_fd_data data;
	int shm_fd = register_fd(priv, fd, &data);

	KUNIT_EXPECT_LT_MSG(priv->fake->test, shm_fd, 0, "descriptor %lld", fd);
	tee_heap_close(shm_fd);
}

/*
 * Descriptors that are none, of other files, of another device's dma-bufs, and
 * beyond 32 bits are refused, and flags, of which there are none.
 */
static void tee_test_heap_shm_refused(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_fake *other = tee_fake_new(test);
	struct tee_ioctl_shm_register_fd_data data;
	struct tee_context *ctx;
	struct tee_shm *shm;
	int fd;

	tee_heap_serve(priv);
	fd = tee_heap_alloc(priv, PAGE_SIZE);
	KUNIT_ASSERT_GE(test, fd, 0);
	expect_refused(priv, -1);
	expect_refused(priv, fd + 100);
	expect_refused(priv, fd + (1LL << 32));
	expect_refused(priv, S64_MIN + fd);
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_SHM_REGISTER_FD,
					     0), -EFAULT);
	memset(&data, 0, sizeof(data));
	data.fd = fd;
	data.flags = 1;
	KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, priv->file,
					      TEE_IOC_SHM_REGISTER_FD, &data,
					      sizeof(data)), -EINVAL);

	ctx = tee_fake_open(other);
	shm = tee_shm_register_fd(ctx, fd);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EINVAL);
	shm = tee_shm_register_fd(ctx, -1);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EBADF);
	tee_client_close_context(ctx);

	/* Shared memory is no dma-buf either */
	priv->fd = register_fd(priv, fd, &data);
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	expect_refused(priv, priv->fd);
	tee_heap_close(fd);
}

/*
 * A registration whose result can't be written gives the dma-buf back.
 */
static void tee_test_heap_shm_copy_back_fails(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_ioctl_shm_register_fd_data data = {};
	int fd;

	tee_heap_serve(priv);
	fd = tee_heap_alloc(priv, PAGE_SIZE);
	KUNIT_ASSERT_GE(test, fd, 0);
	data.fd = fd;
	tee_user_write(priv->user, priv->user->rw, &data, sizeof(data));
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_SHM_REGISTER_FD,
					     priv->user->ro), -EFAULT);
	KUNIT_EXPECT_EQ(test, priv->pool.used, 1);
	tee_heap_close(fd);
	KUNIT_EXPECT_EQ(test, priv->pool.used, 0);
}

static void close_in_call(struct tee_fake *fake, size_t num_params,
			  struct tee_param *param)
{
	struct tee_heap_priv *priv = fake->param_data;

	tee_heap_close(priv->fd);
	priv->fd = -1;
	KUNIT_EXPECT_EQ(fake->test, priv->pool.used, 1);
}

/*
 * The memory of a call stays until the call ends, though user space closes both
 * descriptors meanwhile; then it is free.
 */
static void tee_test_heap_shm_closed_in_call(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_ioctl_shm_register_fd_data data;
	int fd;

	tee_heap_serve(priv);
	fd = tee_heap_alloc(priv, PAGE_SIZE);
	priv->fd = register_fd(priv, fd, &data);
	tee_heap_close(fd);
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	priv->fake->param_hook = close_in_call;
	priv->fake->param_data = priv;
	KUNIT_EXPECT_EQ(test, invoke(priv, 0, 8, data.id), 0);
	flush_delayed_fput();
	KUNIT_EXPECT_EQ(test, priv->pool.used, 0);
}

/*
 * The same with memory that is a part of what the driver lends: that alone stays
 * anyway, but another dma-buf must not get the part.
 */
static void tee_test_heap_shm_part_closed_in_call(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_ioctl_shm_register_fd_data data;
	int fd;

	tee_heap_serve_lent(priv);
	fd = tee_heap_alloc(priv, PAGE_SIZE);
	priv->fd = register_fd(priv, fd, &data);
	tee_heap_close(fd);
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	priv->fake->param_hook = close_in_call;
	priv->fake->param_data = priv;
	KUNIT_EXPECT_EQ(test, invoke(priv, 0, 8, data.id), 0);
	flush_delayed_fput();
	KUNIT_EXPECT_EQ(test, priv->pool.used, 0);
}

/*
 * A dma-buf that is a part of what the driver lends is, to the driver, a range
 * of that; references to either are all given back.
 */
static void tee_test_heap_shm_part(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_param_memref *seen = &priv->fake->rec.param[0].u.memref;
	struct tee_ioctl_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, .b = 8,
	};
	struct tee_ioctl_shm_register_fd_data data;
	int first, fd;

	tee_heap_serve_lent(priv);
	first = tee_heap_alloc(priv, PAGE_SIZE);
	fd = tee_heap_alloc(priv, 2 * PAGE_SIZE);
	priv->fd = register_fd(priv, fd, &data);
	tee_heap_close(fd);
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	KUNIT_EXPECT_EQ(test, invoke(priv, 24, 1000, data.id), 0);
	KUNIT_EXPECT_PTR_EQ(test, seen->shm, priv->pool.parent);
	KUNIT_EXPECT_EQ(test, seen->shm_offs, PAGE_SIZE + 24);
	KUNIT_EXPECT_EQ(test, seen->size, 1000);
	KUNIT_EXPECT_EQ(test, invoke(priv, 2 * PAGE_SIZE - 1, 2, data.id),
			-EINVAL);

	param.c = data.id;
	KUNIT_EXPECT_EQ(test, tee_user_supp_recv(priv->user, priv->file,
						 &param, 1), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&priv->pool.parent->refcount), 1);
	tee_heap_close(priv->fd);
	priv->fd = -1;
	KUNIT_EXPECT_EQ(test, priv->pool.used, 1);
	tee_heap_close(first);
}

/*
 * A pool that says no makes the registration fail, and the dma-buf is as before.
 */
static void tee_test_heap_shm_pool_refuses(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_ioctl_shm_register_fd_data data;
	int fd;

	tee_heap_serve_lent(priv);
	fd = tee_heap_alloc(priv, PAGE_SIZE);
	priv->pool.update_result = -EINVAL;
	KUNIT_EXPECT_EQ(test, register_fd(priv, fd, &data), -EINVAL);
	priv->pool.update_result = 0;
	tee_heap_close(fd);
	KUNIT_EXPECT_EQ(test, priv->pool.used, 0);
}

/*
 * So does one that names a range which is not in the memory that it is a part of.
 */
static void tee_test_heap_shm_pool_range(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_ioctl_shm_register_fd_data data;
	int fd;

	tee_heap_serve_lent(priv);
	priv->pool.shift = TEE_FAKE_HEAP_SIZE - PAGE_SIZE;
	fd = tee_heap_alloc(priv, 2 * PAGE_SIZE);
	KUNIT_EXPECT_GE(test, fd, 0);
	priv->fd = register_fd(priv, fd, &data);
	KUNIT_EXPECT_EQ(test, priv->fd, -EINVAL);
	tee_heap_close(fd);
	tee_heap_close(priv->fd);
	priv->fd = -1;
	KUNIT_EXPECT_EQ(test, priv->pool.used, 0);
}

/*
 * Allocating, registering and closing, with success and without, leave no memory
 * behind.
 */
static void tee_test_heap_shm_leaves_nothing(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_ioctl_shm_register_fd_data data;
	int round, fd;

	tee_heap_serve(priv);
	for (round = 0; round < 2; round++) {
		tee_watch_begin(test);
		fd = tee_heap_alloc(priv, PAGE_SIZE);
		priv->fd = register_fd(priv, fd, &data);
		tee_heap_close(priv->fd);
		priv->fd = -1;
		priv->pool.update_result = -EINVAL;
		KUNIT_EXPECT_LT(test, register_fd(priv, fd, &data), 0);
		priv->pool.update_result = 0;
		tee_heap_close(fd);
		KUNIT_EXPECT_LT(test, tee_heap_alloc(priv, 2 * TEE_FAKE_HEAP_SIZE), 0);
		KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	}
}

static struct kunit_case tee_heap_shm_cases[] = {
	KUNIT_CASE(tee_test_heap_shm_register),
	KUNIT_CASE(tee_test_heap_shm_refused),
	KUNIT_CASE(tee_test_heap_shm_copy_back_fails),
	KUNIT_CASE(tee_test_heap_shm_closed_in_call),
	KUNIT_CASE(tee_test_heap_shm_part_closed_in_call),
	KUNIT_CASE(tee_test_heap_shm_part),
	KUNIT_CASE(tee_test_heap_shm_pool_refuses),
	KUNIT_CASE(tee_test_heap_shm_pool_range),
	KUNIT_CASE(tee_test_heap_shm_leaves_nothing),
	{}
};

static struct kunit_suite tee_heap_shm_suite = {
	.name = "tee_heap_shm",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_heap_init,
	.test_cases = tee_heap_shm_cases,
};

kunit_test_suite(tee_heap_shm_suite);

#endif /* HAVE_TEE_DMA_HEAP */

MODULE_DESCRIPTION("KUnit suite for dma-bufs of protected memory");
MODULE_LICENSE("GPL");
