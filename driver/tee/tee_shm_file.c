// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory as user space has it: an id to pass in parameters, and a file
 * descriptor that keeps the memory and maps it, if it is the kernel's.
 */
#include <linux/anon_inodes.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/uaccess.h>
#include "tee_private.h"

static int tee_shm_fop_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct tee_shm *shm = filp->private_data;
	unsigned long num_pages = shm->size >> PAGE_SHIFT;

	/* Registered memory is mapped already, where it comes from */
	if (!(shm->flags & TEE_SHM_POOL))
		return -EINVAL;

	if (vma->vm_pgoff > num_pages ||
	    vma_pages(vma) > num_pages - vma->vm_pgoff)
		return -EINVAL;

	return remap_pfn_range(vma, vma->vm_start,
			       PHYS_PFN(shm->paddr) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static int tee_shm_fop_release(struct inode *inode, struct file *filp)
{
	tee_shm_put(filp->private_data);

	return 0;
}

static const struct file_operations tee_shm_fops = {
	.owner = THIS_MODULE,
	.mmap = tee_shm_fop_mmap,
	.release = tee_shm_fop_release,
};

/*
 * Tell user space of new memory and give it a file descriptor in the place of
 * the caller's reference. The descriptor comes last, since another thread may
 * close it before this one returns.
 */
static int tee_shm_to_user(struct tee_shm *shm, void __user *udata,
			   const void *data, size_t size)
{
	int fd = -EFAULT;

	if (!copy_to_user(udata, data, size))
		fd = anon_inode_getfd("tee_shm", &tee_shm_fops, shm, O_RDWR);
	if (fd < 0)
		tee_shm_put(shm);

	return fd;
}

int tee_ioctl_shm_alloc(struct tee_context *ctx,
			struct tee_ioctl_shm_alloc_data __user *udata)
{
	struct tee_ioctl_shm_alloc_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, udata, sizeof(data)))
		return -EFAULT;
	/* There are no flags yet */
	if (data.flags || overflows_type(data.size, size_t))
		return -EINVAL;

	shm = tee_shm_alloc_user_buf(ctx, data.size);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	data.id = shm->id;
	data.size = shm->size;

	return tee_shm_to_user(shm, udata, &data, sizeof(data));
}

int tee_ioctl_shm_register(struct tee_context *ctx,
			   struct tee_ioctl_shm_register_data __user *udata)
{
	struct tee_ioctl_shm_register_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, udata, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;
	if (overflows_type(data.addr, unsigned long) ||
	    overflows_type(data.length, size_t))
		return -EFAULT;

	shm = tee_shm_register_user_buf(ctx, data.addr, data.length);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	data.id = shm->id;
	data.length = shm->size;

	return tee_shm_to_user(shm, udata, &data, sizeof(data));
}

int tee_ioctl_shm_register_fd(struct tee_context *ctx,
			      struct tee_ioctl_shm_register_fd_data __user *udata)
{
	struct tee_ioctl_shm_register_fd_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, udata, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;
	if (overflows_type(data.fd, int))
		return -EBADF;

	shm = tee_shm_register_fd(ctx, data.fd);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	data.id = shm->id;
	data.size = shm->size;

	return tee_shm_to_user(shm, udata, &data, sizeof(data));
}
