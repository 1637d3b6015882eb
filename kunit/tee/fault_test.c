// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TEE core short of memory: each operation with its 1st allocation failing,
 * then its 2nd, and so on. Each must fail cleanly and work the next time.
 */
#include <kunit/test.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "support/fake_driver.h"
#include "support/fault_injection.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

#define BUF_PAGES	3
#define BUF_SIZE	(BUF_PAGES * PAGE_SIZE)

struct tee_no_memory_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
	struct tee_context *ctx;
	unsigned long buf;
	int id;
	int fd;
	int contexts;
	int shms;
	void *mem;
	unsigned int cmd;
};

/* Nothing is left but what the suite holds itself */
static void check_account(void *data)
{
	struct tee_no_memory_priv *priv = data;
	struct kunit *test = priv->fake->test;
	int n;

	KUNIT_EXPECT_EQ(test, tee_fake_contexts(priv->fake), priv->contexts);
	KUNIT_EXPECT_EQ(test, tee_fake_sessions(priv->fake), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), priv->shms);
	for (n = 0; n < BUF_PAGES; n++)
		KUNIT_EXPECT_FALSE(test, tee_user_pinned(priv->user, priv->buf +
							 n * PAGE_SIZE));
	for (n = 0; n < BUF_PAGES; n++)
		KUNIT_EXPECT_EQ(test, page_count(virt_to_page(priv->mem +
							      n * PAGE_SIZE)),
				1);
	KUNIT_EXPECT_EQ(test, kref_read(&priv->ctx->refcount), 1);
}

static int open_context(void *data)
{
	struct tee_no_memory_priv *priv = data;
	struct tee_context *ctx;

	ctx = tee_client_open_context(NULL, tee_fake_match, priv->fake, NULL);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	tee_client_close_context(ctx);
	return 0;
}

/*
 * Opening a context.
 */
static void tee_test_no_memory_open_context(struct kunit *test)
{
	KUNIT_EXPECT_GT(test, tee_fault_each(test, open_context, check_account,
					     test->priv), 0);
}

static int open_file(void *data)
{
	struct tee_no_memory_priv *priv = data;
	struct file *file;

	file = dentry_open(&priv->file->f_path, O_RDWR, current_cred());
	if (IS_ERR(file))
		return PTR_ERR(file);
	tee_user_close(file);
	return 0;
}

/*
 * Opening the device file.
 */
static void tee_test_no_memory_open_file(struct kunit *test)
{
	KUNIT_EXPECT_GT(test, tee_fault_each(test, open_file, check_account,
					     test->priv), 0);
}

static int register_device(void *data)
{
	struct tee_no_memory_priv *priv = data;
	struct tee_fake *fake = priv->fake;
	struct tee_device *teedev;
	int rc;

	teedev = tee_device_alloc(&fake->desc, fake->parent, fake->pool, fake);
	if (IS_ERR(teedev))
		return PTR_ERR(teedev);
	rc = tee_device_register(teedev);
	tee_device_unregister(teedev);
	return rc;
}

/*
 * Allocating, registering and removing a device.
 */
static void tee_test_no_memory_register_device(struct kunit *test)
{
	KUNIT_EXPECT_GT(test, tee_fault_each(test, register_device,
					     check_account, test->priv), 0);
}

/* An ioctl whose argument is laid out already; a descriptor is closed again */
static int make_ioctl(void *data)
{
	struct tee_no_memory_priv *priv = data;
	long rc = tee_user_ioctl(priv->file, priv->cmd, priv->user->rw);

	if (rc < 0)
		return rc;
	if (priv->cmd == TEE_IOC_SHM_ALLOC || priv->cmd == TEE_IOC_SHM_REGISTER)
		return tee_user_close_fd(rc);
	if (priv->cmd == TEE_IOC_OPEN_SESSION)
		return tee_client_close_session(priv->fake->session[0].ctx,
						priv->fake->session[0].id);
	return 0;
}

struct tee_ioctl_case {
	const char *what;
	unsigned int cmd;
	size_t arg_size;
	u32 num_params;
};

static const struct tee_ioctl_case ioctl_cases[] = {
	{ "TEE_IOC_OPEN_SESSION", TEE_IOC_OPEN_SESSION,
	  sizeof(struct tee_ioctl_open_session_arg), 4 },
	{ "TEE_IOC_INVOKE", TEE_IOC_INVOKE,
	  sizeof(struct tee_ioctl_invoke_arg), 4 },
	{ "TEE_IOC_SUPPL_RECV", TEE_IOC_SUPPL_RECV,
	  sizeof(struct tee_iocl_supp_recv_arg), 4 },
	{ "TEE_IOC_SUPPL_SEND", TEE_IOC_SUPPL_SEND,
	  sizeof(struct tee_iocl_supp_send_arg), 4 },
};

KUNIT_ARRAY_PARAM_DESC(tee_ioctl, ioctl_cases, what);

/*
 * The ioctls with parameters, all of them references to shared memory. They hold
 * no reference afterwards.
 */
static void tee_test_no_memory_ioctl(struct kunit *test)
{
	const struct tee_ioctl_case *c = test->param_value;
	struct tee_no_memory_priv *priv = test->priv;
	unsigned long arg = priv->user->rw + TEE_USER_ARG_OFFS;
	struct tee_ioctl_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		.b = PAGE_SIZE, .c = priv->id,
	};
	struct tee_ioctl_buf_data buf = {
		arg, c->arg_size + c->num_params * sizeof(param)
	};
	int n;

	tee_user_write(priv->user, priv->user->rw, &buf, sizeof(buf));
	tee_user_write(priv->user, arg + c->arg_size - sizeof(c->num_params),
		       &c->num_params, sizeof(c->num_params));
	for (n = 0; n < c->num_params; n++)
		tee_user_write(priv->user,
			       arg + c->arg_size + n * sizeof(param), &param,
			       sizeof(param));
	/* What the supplicant receives goes where its parameters were */
	priv->fake->recv_num = c->num_params;
	for (n = 0; n < c->num_params; n++) {
		priv->fake->recv_param[n].attr = param.attr;
		priv->fake->recv_param[n].u.memref.shm = priv->fake->shm[0];
		priv->fake->recv_param[n].u.memref.size = PAGE_SIZE;
	}
	priv->cmd = c->cmd;
	/* None may be needed: parameters have room on the stack */
	tee_fault_each(test, make_ioctl, check_account, priv);
	KUNIT_EXPECT_EQ(test, refcount_read(&priv->fake->shm[0]->refcount), 1);
}

/*
 * TEE_IOC_SHM_ALLOC.
 */
static void tee_test_no_memory_shm_alloc(struct kunit *test)
{
	struct tee_no_memory_priv *priv = test->priv;
	struct tee_ioctl_shm_alloc_data data = { .size = BUF_SIZE };

	tee_user_write(priv->user, priv->user->rw, &data, sizeof(data));
	priv->cmd = TEE_IOC_SHM_ALLOC;
	KUNIT_EXPECT_GT(test, tee_fault_each(test, make_ioctl, check_account,
					     priv), 0);
}

/*
 * TEE_IOC_SHM_REGISTER, of a range that doesn't begin on a page.
 */
static void tee_test_no_memory_shm_register(struct kunit *test)
{
	struct tee_no_memory_priv *priv = test->priv;
	struct tee_ioctl_shm_register_data data = {
		.addr = priv->buf + 10, .length = BUF_SIZE - 10,
	};

	tee_user_write(priv->user, priv->user->rw, &data, sizeof(data));
	priv->cmd = TEE_IOC_SHM_REGISTER;
	KUNIT_EXPECT_GT(test, tee_fault_each(test, make_ioctl, check_account,
					     priv), 0);
}

/*
 * TEE_IOC_SHM_ALLOC and TEE_IOC_SHM_REGISTER when there is no other shared memory: its
 * number then needs memory as well, for which an xarray asks twice.
 */
static void tee_test_no_memory_shm_id(struct kunit *test)
{
	struct tee_no_memory_priv *priv = test->priv;
	struct tee_ioctl_shm_alloc_data alloc = { .size = BUF_SIZE };
	struct tee_ioctl_shm_register_data reg = {
		.addr = priv->buf, .length = BUF_SIZE,
	};

	tee_user_close_fd(priv->fd);
	priv->fd = -1;
	priv->shms = 0;
	tee_user_write(priv->user, priv->user->rw, &alloc, sizeof(alloc));
	priv->cmd = TEE_IOC_SHM_ALLOC;
	KUNIT_EXPECT_GT(test, tee_fault_each(test, make_ioctl, check_account,
					     priv), 0);
	KUNIT_EXPECT_GT(test, tee_fault_ending(test, make_ioctl, check_account,
					       priv), 0);
	tee_user_write(priv->user, priv->user->rw, &reg, sizeof(reg));
	priv->cmd = TEE_IOC_SHM_REGISTER;
	KUNIT_EXPECT_GT(test, tee_fault_each(test, make_ioctl, check_account,
					     priv), 0);
	KUNIT_EXPECT_GT(test, tee_fault_ending(test, make_ioctl, check_account,
					       priv), 0);
}

static int map_shm(void *data)
{
	struct tee_no_memory_priv *priv = data;
	unsigned long addr = tee_user_map_fd(priv->fd, BUF_SIZE, 0);

	if (IS_ERR_VALUE(addr))
		return addr;
	return vm_munmap(addr, BUF_SIZE);
}

/*
 * Mapping shared memory.
 */
static void tee_test_no_memory_map(struct kunit *test)
{
	KUNIT_EXPECT_GT(test, tee_fault_each(test, map_shm, check_account,
					     test->priv), 0);
}

static int kernel_shm(void *data)
{
	struct tee_no_memory_priv *priv = data;
	struct tee_shm *shm[3];
	int rc = 0;
	int n;

	shm[0] = tee_shm_alloc_kernel_buf(priv->ctx, BUF_SIZE);
	shm[1] = tee_shm_alloc_priv_buf(priv->ctx, 100);
	shm[2] = tee_shm_register_kernel_buf(priv->ctx, priv->mem + 1,
					     BUF_SIZE - 1);
	for (n = 0; n < ARRAY_SIZE(shm); n++) {
		if (IS_ERR(shm[n]))
			rc = PTR_ERR(shm[n]);
		else
			tee_shm_free(shm[n]);
	}
	return rc;
}

/*
 * Shared memory of the kernel: allocated, private, registered.
 */
static void tee_test_no_memory_kernel_shm(struct kunit *test)
{
	KUNIT_EXPECT_GT(test, tee_fault_each(test, kernel_shm, check_account,
					     test->priv), 0);
}

static int make_pool(void *data)
{
	struct tee_no_memory_priv *priv = data;
	struct tee_shm_pool *pool;

	pool = tee_shm_pool_alloc_res_mem((unsigned long)priv->mem,
					  virt_to_phys(priv->mem), BUF_SIZE, 6);
	if (IS_ERR(pool))
		return PTR_ERR(pool);
	tee_shm_pool_free(pool);
	return 0;
}

/*
 * A pool of reserved memory.
 */
static void tee_test_no_memory_pool(struct kunit *test)
{
	KUNIT_EXPECT_GT(test, tee_fault_each(test, make_pool, check_account,
					     test->priv), 0);
}

static int calc_uuid(void *data)
{
	const u8 nothing[TEE_IOCTL_UUID_LEN] = {};
	uuid_t uuid;

	return tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_USER,
					    nothing);
}

/*
 * A client UUID.
 */
static void tee_test_no_memory_client_uuid(struct kunit *test)
{
	/* None may be needed: the UUID can do without */
	tee_fault_each(test, calc_uuid, check_account, test->priv);
}

static void close_all(void *data)
{
	struct tee_no_memory_priv *priv = data;

	if (priv->fd >= 0)
		tee_user_close_fd(priv->fd);
	if (!IS_ERR_OR_NULL(priv->ctx))
		tee_client_close_context(priv->ctx);
	if (!IS_ERR_OR_NULL(priv->file))
		tee_user_close(priv->file);
	free_pages_exact(priv->mem, BUF_SIZE);
}

static int tee_no_memory_init(struct kunit *test)
{
	struct tee_ioctl_shm_alloc_data data = { .size = BUF_SIZE };
	struct tee_no_memory_priv *priv;
	int rc;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	test->priv = priv;
	priv->fd = -1;
	priv->user = tee_user_new(test);
	priv->buf = tee_user_map(priv->user, BUF_SIZE);
	priv->fake = tee_fake_new(test);
	priv->mem = alloc_pages_exact(BUF_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv->mem);
	rc = kunit_add_action_or_reset(test, close_all, priv);
	KUNIT_ASSERT_EQ(test, rc, 0);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	priv->fd = tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_ALLOC,
				   &data, sizeof(data));
	KUNIT_ASSERT_GE(test, priv->fd, 0);
	priv->id = data.id;
	priv->ctx = tee_fake_open(priv->fake);
	priv->contexts = 2;
	priv->shms = 1;
	tee_watch_rearm();
	return 0;
}

static struct kunit_case tee_no_memory_cases[] = {
	KUNIT_CASE(tee_test_no_memory_open_context),
	KUNIT_CASE(tee_test_no_memory_open_file),
	KUNIT_CASE(tee_test_no_memory_register_device),
	KUNIT_CASE_PARAM(tee_test_no_memory_ioctl, tee_ioctl_gen_params),
	KUNIT_CASE(tee_test_no_memory_shm_alloc),
	KUNIT_CASE(tee_test_no_memory_shm_register),
	KUNIT_CASE(tee_test_no_memory_shm_id),
	KUNIT_CASE(tee_test_no_memory_map),
	KUNIT_CASE(tee_test_no_memory_kernel_shm),
	KUNIT_CASE(tee_test_no_memory_pool),
	KUNIT_CASE(tee_test_no_memory_client_uuid),
	{}
};

static struct kunit_suite tee_no_memory_suite = {
	.name = "tee_no_memory",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.init = tee_no_memory_init,
	.test_cases = tee_no_memory_cases,
};

kunit_test_suite(tee_no_memory_suite);

MODULE_DESCRIPTION("KUnit suite for the TEE core short of memory");
MODULE_LICENSE("GPL");
