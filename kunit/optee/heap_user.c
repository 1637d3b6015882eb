// SPDX-License-Identifier: GPL-2.0-only
/* Processes that have protected memory of OP-TEE, for the suites of it. */
#include "support/compat.h"

#ifdef HAVE_TEE_DMA_HEAP

#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <uapi/linux/dma-heap.h>
#include "file.h"
#include "heap_user.h"
#include "support/kthread_user.h"

static const char *const heaps[] = {
	"dma_heap/protected,secure-video",
	"dma_heap/protected,trusted-ui",
	"dma_heap/protected,secure-video-record",
};

static struct optee_heap_user *to_heap_user(struct optee_task *task)
{
	return container_of(task, struct optee_heap_user, task);
}

static int op_close(struct optee_task *task)
{
	struct optee_heap_user *user = to_heap_user(task);

	if (user->fd >= 0)
		kthread_user_close(user->fd);
	user->fd = -1;
	flush_delayed_fput();
	return 0;
}

/* The ioctl() alone, with the allocation that is to fail */
static int alloc_from(struct file *heap, struct optee_heap_user *user, void __user *mem)
{
	int rc;

	current->fail_nth = user->fail_nth;
	rc = optee_file_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, mem);
	user->failed = user->fail_nth && !current->fail_nth;
	current->fail_nth = 0;
	user->fail_nth = 0;
	return rc;
}

int optee_op_heap_alloc(struct optee_task *task)
{
	struct optee_heap_user *user = to_heap_user(task);
	struct dma_heap_allocation_data data = {
		.len = user->len, .fd_flags = O_RDWR | O_CLOEXEC,
	};
	void __user *mem = optee_user_alloc(PAGE_SIZE);
	struct file *heap;
	int rc = -EFAULT;

	op_close(task);
	if (!mem)
		return -ENOMEM;
	heap = optee_file_open(user->heap, O_RDWR);
	if (IS_ERR(heap)) {
		optee_user_free(mem, PAGE_SIZE);
		return PTR_ERR(heap);
	}
	if (!copy_to_user(mem, &data, sizeof(data)))
		rc = alloc_from(heap, user, mem);
	if (!rc && !copy_from_user(&data, mem, sizeof(data)))
		user->fd = data.fd;
	optee_file_close(heap);
	optee_user_free(mem, PAGE_SIZE);
	return rc;
}

struct optee_heap_user *optee_heap_user_new(struct optee_setup *setup, u32 use, u64 len)
{
	struct optee_heap_user *user = kzalloc(sizeof(*user), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, user);
	user->heap = heaps[use - 1];
	user->len = len;
	user->fd = -1;
	user->task.release = op_close;
	optee_task_init(setup, &user->task, "heap_user");
	return user;
}

int optee_heap_alloc(struct optee_heap_user *user)
{
	return optee_task_run(&user->task, optee_op_heap_alloc);
}

void optee_heap_close(struct optee_heap_user *user)
{
	optee_task_run(&user->task, op_close);
}

struct optee_heap_user *optee_heap_user_with(struct optee_setup *setup, u64 len)
{
	struct optee_heap_user *user;

	user = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, len);
	KUNIT_ASSERT_EQ(setup->test, optee_heap_alloc(user), 0);
	return user;
}

struct monitor_config *optee_lent_config(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);

	config->sec_caps |= OPTEE_CAP_DYNAMIC_PROTMEM;
	return config;
}

u32 optee_lend_command(void)
{
	return optee_over_ffa() ? OPTEE_CMD_ASSIGN_PROTMEM : OPTEE_CMD_LEND_PROTMEM;
}

u32 optee_lends(void)
{
	return monitor_event_total(monitor_current(), MONITOR_EV_ENTER, optee_lend_command());
}

static bool nothing_lent(void *arg)
{
	return !optee_stats().protmem_lent;
}

bool optee_wait_all_back(void)
{
	return optee_wait_true(nothing_lent, NULL);
}

void optee_expect_all_back(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, optee_wait_all_back());
}

#endif /* HAVE_TEE_DMA_HEAP */
