// SPDX-License-Identifier: GPL-2.0-only
/*
 * Character devices, files and descriptors: who keeps what alive, and when a file
 * is released.
 */
#include <linux/anon_inodes.h>
#include <linux/cdev.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/mm.h>
#include <linux/uaccess.h>

#include "fidelity.h"

#define NODE		"fidelity-node"

enum { OPEN = 1, IOCTL, IOCTL_END, MMAP, RELEASE, DEVICE_RELEASE };

enum { CMD_LOG = 1, CMD_HOLD };

struct file_priv {
	struct fid_log log;
	dev_t devt;
	struct cdev cdev;
	struct device dev;
	bool added;
	int open_rc;
	struct page *page;
	struct completion inside;
	struct completion go_on;
};

static struct file_priv *now;		/* of the test that runs */

static struct class class = {
	.name = "fidelity_file",
};

static int on_open(struct inode *inode, struct file *file)
{
	fid_note(&now->log, OPEN);
	if (inode->i_cdev != &now->cdev)
		return -EBADFD;
	file->private_data = now;
	return now->open_rc;
}

static int on_release(struct inode *inode, struct file *file)
{
	fid_note(&now->log, RELEASE);
	return 0;
}

static long on_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (file->private_data != now)
		return -EBADFD;
	if (cmd == CMD_LOG)
		return arg;
	if (cmd != CMD_HOLD)
		return -ENOIOCTLCMD;
	fid_note(&now->log, IOCTL);
	complete(&now->inside);
	wait_for_completion(&now->go_on);
	fid_note(&now->log, IOCTL_END);
	return 0;
}

static int on_mmap(struct file *file, struct vm_area_struct *vma)
{
	fid_note(&now->log, MMAP);
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(now->page),
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = on_open,
	.release = on_release,
	.unlocked_ioctl = on_ioctl,
	.mmap = on_mmap,
};

static void on_device_release(struct device *dev)
{
	fid_note(&now->log, DEVICE_RELEASE);
}

static void node_gone(struct file_priv *priv)
{
	priv->added = false;
	cdev_device_del(&priv->cdev, &priv->dev);
	put_device(&priv->dev);
}

/* Opening, an ioctl and closing reach the driver, each once */
static void fidelity_file_life(struct kunit *test)
{
	struct file_priv *priv = test->priv;
	int fd = fid_open(NODE);

	KUNIT_ASSERT_GE(test, fd, 0);
	KUNIT_EXPECT_EQ(test, fid_ioctl(fd, CMD_LOG, 55), 55);
	KUNIT_EXPECT_EQ(test, fid_ioctl(fd, 77, 0), -ENOTTY);
	fid_expect_log(test, &priv->log, OPEN);
	KUNIT_EXPECT_EQ(test, fid_close(fd), 0);
	fid_expect_log(test, &priv->log, OPEN, RELEASE);
	KUNIT_EXPECT_EQ(test, fid_close(fd), -EBADF);
	KUNIT_EXPECT_EQ(test, fid_ioctl(fd, CMD_LOG, 1), -EBADF);
}

/* Two opens are two files with descriptors of their own */
static void fidelity_file_two(struct kunit *test)
{
	struct file_priv *priv = test->priv;
	int one = fid_open(NODE), two = fid_open(NODE);

	KUNIT_EXPECT_GE(test, one, 0);
	KUNIT_EXPECT_NE(test, one, two);
	KUNIT_EXPECT_EQ(test, fid_close(one), 0);
	KUNIT_EXPECT_EQ(test, fid_ioctl(two, CMD_LOG, 5), 5);
	KUNIT_EXPECT_EQ(test, fid_close(two), 0);
	fid_expect_log(test, &priv->log, OPEN, OPEN, RELEASE, RELEASE);
}

/* A descriptor that was closed is the next one given */
static void fidelity_file_lowest_descriptor(struct kunit *test)
{
	int one = fid_open(NODE), two = fid_open(NODE), again;

	KUNIT_EXPECT_EQ(test, fid_close(one), 0);
	again = fid_open(NODE);
	KUNIT_EXPECT_EQ(test, again, one);
	KUNIT_EXPECT_EQ(test, fid_close(two), 0);
	KUNIT_EXPECT_EQ(test, fid_close(again), 0);
}

static const struct file_error {
	const char *name;
	int rc;
} file_errors[] = {
	{ "ENODEV", -ENODEV }, { "ENOMEM", -ENOMEM }, { "EBUSY", -EBUSY },
};

KUNIT_ARRAY_PARAM_DESC(file_errors, file_errors, name);

/* An open that the driver refuses is released by nobody */
static void fidelity_file_open_fails(struct kunit *test)
{
	const struct file_error *p = test->param_value;
	struct file_priv *priv = test->priv;

	priv->open_rc = p->rc;
	KUNIT_EXPECT_EQ(test, fid_open(NODE), p->rc);
	fid_expect_log(test, &priv->log, OPEN);
	node_gone(priv);
	fid_expect_log(test, &priv->log, OPEN, DEVICE_RELEASE);
}

/* There is no node of another name, nor after removal */
static void fidelity_file_no_node(struct kunit *test)
{
	struct file_priv *priv = test->priv;

	KUNIT_EXPECT_EQ(test, fid_open("fidelity-none"), -ENOENT);
	node_gone(priv);
	KUNIT_EXPECT_EQ(test, fid_open(NODE), -ENOENT);
	fid_expect_log(test, &priv->log, DEVICE_RELEASE);
}

/* What is open when the device goes stays usable, and keeps the device */
static void fidelity_file_outlives_device(struct kunit *test)
{
	struct file_priv *priv = test->priv;
	int fd = fid_open(NODE);

	KUNIT_ASSERT_GE(test, fd, 0);
	node_gone(priv);
	KUNIT_EXPECT_EQ(test, fid_ioctl(fd, CMD_LOG, 5), 5);
	fid_expect_log(test, &priv->log, OPEN);
	KUNIT_EXPECT_EQ(test, fid_close(fd), 0);
	fid_expect_log(test, &priv->log, OPEN, RELEASE, DEVICE_RELEASE);
}

static int hold(void *data)
{
	return fid_ioctl(*(int *)data, CMD_HOLD, 0);
}

/* A file that is closed during an ioctl is released after it */
static void fidelity_file_closed_during_ioctl(struct kunit *test)
{
	struct file_priv *priv = test->priv;
	int fd = fid_open(NODE);
	struct tee_task *task;

	KUNIT_ASSERT_GE(test, fd, 0);
	task = tee_task_start(test, hold, &fd);
	wait_for_completion(&priv->inside);
	KUNIT_EXPECT_EQ(test, fid_close(fd), 0);
	KUNIT_EXPECT_EQ(test, fid_close(fd), -EBADF);
	fid_expect_log(test, &priv->log, OPEN, IOCTL);
	complete(&priv->go_on);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	fid_expect_log(test, &priv->log, OPEN, IOCTL, IOCTL_END, RELEASE);
}

static int close_it(void *data)
{
	return fid_close(*(int *)data);
}

/* Of two that close a descriptor, one does */
static void fidelity_file_closed_twice(struct kunit *test)
{
	struct file_priv *priv = test->priv;
	int fd = fid_open(NODE), one, two;
	struct tee_task *a, *b;

	KUNIT_ASSERT_GE(test, fd, 0);
	a = tee_task_start(test, close_it, &fd);
	b = tee_task_start(test, close_it, &fd);
	one = tee_task_join(a);
	two = tee_task_join(b);
	KUNIT_EXPECT_EQ(test, one + two, -EBADF);
	KUNIT_EXPECT_EQ(test, one * two, 0);
	fid_expect_log(test, &priv->log, OPEN, RELEASE);
}

/* A mapping keeps the file until it is unmapped */
static void fidelity_file_mapped(struct kunit *test)
{
	struct file_priv *priv = test->priv;
	int fd = fid_open(NODE);
	unsigned long addr;
	u8 byte = 9, back = 0;

	KUNIT_ASSERT_GE(test, fd, 0);
	addr = fid_mmap(fd, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	KUNIT_EXPECT_EQ(test, fid_close(fd), 0);
	fid_expect_log(test, &priv->log, OPEN, MMAP);
	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)addr, &byte, 1), 0);
	KUNIT_EXPECT_EQ(test, *(u8 *)page_address(priv->page), byte);
	KUNIT_EXPECT_EQ(test, copy_from_user(&back, (void __user *)addr, 1), 0);
	KUNIT_EXPECT_EQ(test, back, byte);
	fid_user_unmap(addr, 1);
	/* a kernel thread's last fput() is left to a worker */
	msleep(20);
	fid_expect_log(test, &priv->log, OPEN, MMAP, RELEASE);
}

/* An anonymous file: its private data, its release */
static void fidelity_file_anonymous(struct kunit *test)
{
	struct file_priv *priv = test->priv;
	int fd = anon_inode_getfd("fidelity", &fops, priv, O_RDWR | O_CLOEXEC);

	KUNIT_ASSERT_GE(test, fd, 0);
	KUNIT_EXPECT_EQ(test, fid_ioctl(fd, CMD_LOG, 3), 3);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	KUNIT_EXPECT_EQ(test, fid_close(fd), 0);
	fid_expect_log(test, &priv->log, RELEASE);
}

/* A file for which there is no memory is an error, and released by nobody */
static void fidelity_file_no_memory(struct kunit *test)
{
	struct file_priv *priv = test->priv;
	int fd;

	fid_fault(1);
	fd = anon_inode_getfd("fidelity", &fops, priv, O_RDWR | O_CLOEXEC);
	fid_fault(0);
	KUNIT_EXPECT_LT(test, fd, 0);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
}

static void clean_up(void *data)
{
	struct file_priv *priv = data;

	if (priv->added)
		node_gone(priv);
	unregister_chrdev_region(priv->devt, 2);
	class_unregister(&class);
	__free_page(priv->page);
}

static int node_new(struct file_priv *priv)
{
	int rc;

	device_initialize(&priv->dev);
	priv->dev.class = &class;
	priv->dev.release = on_device_release;
	priv->dev.devt = priv->devt;
	rc = dev_set_name(&priv->dev, NODE);
	if (rc)
		return rc;
	cdev_init(&priv->cdev, &fops);
	priv->cdev.owner = THIS_MODULE;
	rc = cdev_device_add(&priv->cdev, &priv->dev);
	priv->added = !rc;
	return rc;
}

static int fidelity_file_init(struct kunit *test)
{
	struct file_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	int rc;

	if (!priv)
		return -ENOMEM;
	init_completion(&priv->inside);
	init_completion(&priv->go_on);
	test->priv = priv;
	now = priv;
	fid_user_new(test);
	priv->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!priv->page)
		return -ENOMEM;
	rc = class_register(&class);
	if (rc)
		return rc;
	rc = alloc_chrdev_region(&priv->devt, 0, 2, "fidelity");
	if (rc)
		return rc;
	rc = kunit_add_action_or_reset(test, clean_up, priv);
	return rc ?: node_new(priv);
}

static struct kunit_case fidelity_file_cases[] = {
	KUNIT_CASE(fidelity_file_life),
	KUNIT_CASE(fidelity_file_two),
	KUNIT_CASE(fidelity_file_lowest_descriptor),
	KUNIT_CASE_PARAM(fidelity_file_open_fails, file_errors_gen_params),
	KUNIT_CASE(fidelity_file_no_node),
	KUNIT_CASE(fidelity_file_outlives_device),
	KUNIT_CASE(fidelity_file_closed_during_ioctl),
	KUNIT_CASE(fidelity_file_closed_twice),
	KUNIT_CASE(fidelity_file_mapped),
	KUNIT_CASE(fidelity_file_anonymous),
	KUNIT_CASE(fidelity_file_no_memory),
	{}
};

static struct kunit_suite fidelity_file_suite = {
	.name = "fidelity_file",
	.init = fidelity_file_init,
	.test_cases = fidelity_file_cases,
};
kunit_test_suite(fidelity_file_suite);

MODULE_DESCRIPTION("Fidelity of files");
MODULE_LICENSE("GPL");
