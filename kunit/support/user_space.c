// SPDX-License-Identifier: GPL-2.0-only
/*
 * User space for tests. A test runs in a kernel thread; it gets a memory map of
 * its own (which ends with the thread) and opens device files in devtmpfs, by
 * the names that they have in /dev.
 */
#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "fake_driver.h"
#include "kthread_user.h"
#include "user_space.h"

static void drop_file(void *file)
{
	fput(file);
}

/*
 * kunit_vm_mmap() makes a map as well, but never drops the reference that
 * kthread_use_mm() takes, and so leaks one map a test.
 */
static void attach_mm(struct kunit *test)
{
	struct mm_struct *mm = kthread_user_attach();
	int rc;

	KUNIT_ASSERT_NOT_NULL(test, mm);
	rc = kunit_add_action_or_reset(test, kthread_user_drop, mm);
	KUNIT_ASSERT_EQ(test, rc, 0);
}

static unsigned long map_area(struct tee_user *user, unsigned long prot)
{
	unsigned long addr = vm_mmap(user->area, 0, TEE_USER_AREA_SIZE, prot,
				     MAP_SHARED | MAP_POPULATE, 0);

	KUNIT_ASSERT_FALSE(user->test, IS_ERR_VALUE(addr));
	return addr;
}

struct tee_user *tee_user_new(struct kunit *test)
{
	struct tee_user *user = kunit_kzalloc(test, sizeof(*user), GFP_KERNEL);
	int rc;

	KUNIT_ASSERT_NOT_NULL(test, user);
	user->test = test;
	attach_mm(test);

	user->area = compat_shmem_file("tee-user", TEE_USER_AREA_SIZE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(user->area));
	rc = kunit_add_action_or_reset(test, drop_file, user->area);
	KUNIT_ASSERT_EQ(test, rc, 0);
	user->rw = map_area(user, PROT_READ | PROT_WRITE);
	user->ro = map_area(user, PROT_READ);
	return user;
}

unsigned long tee_user_map(struct tee_user *user, size_t size)
{
	unsigned long addr = vm_mmap(NULL, 0, size, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, 0);
	size_t offs;

	KUNIT_ASSERT_FALSE(user->test, IS_ERR_VALUE(addr));
	for (offs = 0; offs < size; offs += PAGE_SIZE)
		KUNIT_ASSERT_EQ(user->test,
				put_user(1, (u8 __user *)(addr + offs)), 0);
	return addr;
}

unsigned long tee_user_map_half(struct tee_user *user)
{
	unsigned long addr = tee_user_map(user, 2 * PAGE_SIZE);
	unsigned long half = addr + PAGE_SIZE;

	KUNIT_ASSERT_EQ(user->test,
			vm_mmap(user->area, half, PAGE_SIZE, PROT_READ,
				MAP_SHARED | MAP_FIXED, PAGE_SIZE), half);
	return addr;
}

struct page *tee_user_page(struct tee_user *user, unsigned long addr)
{
	struct page *page = NULL;

	KUNIT_ASSERT_EQ(user->test, get_user_pages_fast(addr, 1, 0, &page), 1);
	return page;
}

bool tee_user_pinned(struct tee_user *user, unsigned long addr)
{
	struct page *page = tee_user_page(user, addr);
	bool pinned = folio_maybe_dma_pinned(page_folio(page));

	put_page(page);
	return pinned;
}

struct file *tee_user_open(struct tee_user *user, struct tee_fake *fake)
{
	return kthread_user_open("devtmpfs", dev_name(&fake->teedev->dev), O_RDWR);
}

void tee_user_close(struct file *file)
{
	__fput_sync(file);
}

int tee_user_close_fd(int fd)
{
	return kthread_user_close(fd);
}

struct close_later {
	struct file **file;
	int *fd;
};

static void close_now(void *data)
{
	struct close_later *c = data;

	if (c->fd && *c->fd >= 0)
		tee_user_close_fd(*c->fd);
	if (!IS_ERR_OR_NULL(*c->file))
		tee_user_close(*c->file);
}

void tee_user_close_later(struct tee_user *user, struct file **file, int *fd)
{
	struct kunit *test = user->test;
	struct close_later *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->file = file;
	c->fd = fd;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, close_now, c), 0);
}

unsigned long tee_user_map_fd(int fd, size_t size, size_t offs)
{
	struct file *file = fget(fd);
	unsigned long addr;

	if (!file)
		return -EBADF;
	addr = vm_mmap(file, 0, size, PROT_READ | PROT_WRITE, MAP_SHARED, offs);
	fput(file);
	return addr;
}

long tee_user_ioctl(struct file *file, unsigned int cmd, unsigned long addr)
{
	return file->f_op->unlocked_ioctl(file, cmd, addr);
}

void tee_user_write(struct tee_user *user, unsigned long addr, const void *from,
		    size_t size)
{
	KUNIT_ASSERT_EQ(user->test,
			copy_to_user((void __user *)addr, from, size), 0);
}

void tee_user_read(struct tee_user *user, void *to, unsigned long addr,
		   size_t size)
{
	KUNIT_ASSERT_EQ(user->test,
			copy_from_user(to, (void __user *)addr, size), 0);
}

long tee_user_struct(struct tee_user *user, struct file *file,
		     unsigned int cmd, void *arg, size_t size)
{
	unsigned long addr = user->rw + TEE_USER_ARG_OFFS;
	long rc;

	tee_user_write(user, addr, arg, size);
	rc = tee_user_ioctl(file, cmd, addr);
	tee_user_read(user, arg, addr, size);
	return rc;
}

long tee_user_call(struct tee_user *user, struct file *file,
		   struct tee_user_call *call)
{
	unsigned long base = call->read_only ? user->ro : user->rw;
	unsigned long arg = user->rw + TEE_USER_ARG_OFFS;
	size_t param_size = call->num_params * sizeof(*call->param);
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = base + TEE_USER_ARG_OFFS,
		.buf_len = call->buf_len ?: call->arg_size + param_size,
	};
	long rc;

	tee_user_write(user, user->rw + TEE_USER_BUF_OFFS, &buf, sizeof(buf));
	tee_user_write(user, arg, call->arg, call->arg_size);
	if (param_size)
		tee_user_write(user, arg + call->arg_size, call->param,
			       param_size);
	rc = tee_user_ioctl(file, call->cmd, base + TEE_USER_BUF_OFFS);
	tee_user_read(user, call->arg, arg, call->arg_size);
	if (param_size)
		tee_user_read(user, call->param, arg + call->arg_size,
			      param_size);
	return rc;
}

/* A call with @arg before the parameters, of which it has the number */
static long call_with(struct tee_user *user, struct file *file,
		      unsigned int cmd, void *arg, size_t size,
		      struct tee_ioctl_param *param, size_t num_params)
{
	struct tee_user_call call = {
		.cmd = cmd, .arg = arg, .arg_size = size,
		.param = param, .num_params = num_params,
	};

	return tee_user_call(user, file, &call);
}

long tee_user_invoke(struct tee_user *user, struct file *file,
		     struct tee_ioctl_param *param, size_t num_params)
{
	struct tee_ioctl_invoke_arg arg = { .num_params = num_params };

	return call_with(user, file, TEE_IOC_INVOKE, &arg, sizeof(arg), param,
			 num_params);
}

long tee_user_open_session(struct tee_user *user, struct file *file, u32 login,
			   struct tee_ioctl_param *param, size_t num_params)
{
	struct tee_ioctl_open_session_arg arg = {
		.num_params = num_params, .clnt_login = login,
	};

	return call_with(user, file, TEE_IOC_OPEN_SESSION, &arg, sizeof(arg),
			 param, num_params);
}

long tee_user_supp_recv(struct tee_user *user, struct file *file,
			struct tee_ioctl_param *param, size_t num_params)
{
	struct tee_iocl_supp_recv_arg arg = { .num_params = num_params };

	return call_with(user, file, TEE_IOC_SUPPL_RECV, &arg, sizeof(arg),
			 param, num_params);
}

long tee_user_supp_send(struct tee_user *user, struct file *file,
			struct tee_ioctl_param *param, size_t num_params)
{
	struct tee_iocl_supp_send_arg arg = { .num_params = num_params };

	return call_with(user, file, TEE_IOC_SUPPL_SEND, &arg, sizeof(arg),
			 param, num_params);
}
