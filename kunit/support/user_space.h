/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User space for tests: a memory map with real user pages, and the files of
 * /dev/tee* and of shared memory, used as a process uses them.
 */
#ifndef TEE_USER_H
#define TEE_USER_H

#include <linux/tee.h>
#include <linux/types.h>

struct file;
struct kunit;
struct page;
struct tee_fake;

/* The scratch area in which arguments of ioctls are laid out */
#define TEE_USER_AREA_SIZE	(2 * PAGE_SIZE)
#define TEE_USER_BUF_OFFS	0
#define TEE_USER_ARG_OFFS	256

/**
 * struct tee_user - a process, made of the thread that runs the test
 * @test:	the test
 * @rw:		address of the scratch area
 * @ro:		a second mapping of the same memory that can't be written
 * @area:	file behind both
 */
struct tee_user {
	struct kunit *test;
	unsigned long rw;
	unsigned long ro;
	struct file *area;
};

/**
 * struct tee_user_call - an ioctl that takes struct tee_ioctl_buf_data
 * @cmd:	TEE_IOC_*
 * @arg:	fixed part of the argument; holds what the ioctl wrote afterwards
 * @arg_size:	bytes of @arg
 * @param:	parameters behind it; likewise
 * @num_params:	how many
 * @buf_len:	length to claim, 0 for the true one
 * @read_only:	pass the mapping that can't be written
 */
struct tee_user_call {
	unsigned int cmd;
	void *arg;
	size_t arg_size;
	struct tee_ioctl_param *param;
	size_t num_params;
	size_t buf_len;
	bool read_only;
};

/* tee_user_new() - Give the calling thread a user memory map and the area */
struct tee_user *tee_user_new(struct kunit *test);

/**
 * tee_user_map() - Map anonymous memory, present and writable
 * @user:	process
 * @size:	bytes
 *
 * Return: address; the test is aborted if there is no memory. The mapping goes
 * with the test.
 */
unsigned long tee_user_map(struct tee_user *user, size_t size);

/* tee_user_map_half() - Two pages: memory, then the area's 2nd page, read only */
unsigned long tee_user_map_half(struct tee_user *user);

/* tee_user_page() - The page at a mapped address, to be given to put_page() */
struct page *tee_user_page(struct tee_user *user, unsigned long addr);

/* tee_user_pinned() - Is the page at this address pinned? */
bool tee_user_pinned(struct tee_user *user, unsigned long addr);

/**
 * tee_user_open() - Open the device file of a fake, as open("/dev/teeN") does
 * @user:	process
 * @fake:	a registered fake
 *
 * Return: the file or an ERR_PTR, to be closed with tee_user_close()
 */
struct file *tee_user_open(struct tee_user *user, struct tee_fake *fake);

/* tee_user_close() - Close a file at once; its release has run on return */
void tee_user_close(struct file *file);

/* tee_user_close_fd() - The same for a file descriptor; -EBADF if it's none */
int tee_user_close_fd(int fd);

/**
 * tee_user_close_later() - Close what is still open when the test ends
 * @user:	process
 * @file:	where the test has its file, NULL or an ERR_PTR once it has none
 * @fd:		where it has its descriptor, -1 once it has none; or NULL
 */
void tee_user_close_later(struct tee_user *user, struct file **file, int *fd);

/* tee_user_map_fd() - mmap() of a descriptor, shared and writable */
unsigned long tee_user_map_fd(int fd, size_t size, size_t offs);

/* tee_user_ioctl() - ioctl() with an address in user space */
long tee_user_ioctl(struct file *file, unsigned int cmd, unsigned long addr);

/* Copy to and from user space; these must succeed */
void tee_user_write(struct tee_user *user, unsigned long addr, const void *from,
		    size_t size);
void tee_user_read(struct tee_user *user, void *to, unsigned long addr,
		   size_t size);

/* tee_user_struct() - ioctl() with a structure that is copied in and out */
long tee_user_struct(struct tee_user *user, struct file *file,
		     unsigned int cmd, void *arg, size_t size);

/* tee_user_call() - Lay out a struct tee_user_call, make it, copy it back */
long tee_user_call(struct tee_user *user, struct file *file,
		   struct tee_user_call *call);

/*
 * The ioctls that take parameters, each with nothing else in its argument: an
 * invoke, an opening (with a login), a request taken by the supplicant, its answer
 */
long tee_user_invoke(struct tee_user *user, struct file *file,
		     struct tee_ioctl_param *param, size_t num_params);
long tee_user_open_session(struct tee_user *user, struct file *file, u32 login,
			   struct tee_ioctl_param *param, size_t num_params);
long tee_user_supp_recv(struct tee_user *user, struct file *file,
			struct tee_ioctl_param *param, size_t num_params);
long tee_user_supp_send(struct tee_user *user, struct file *file,
			struct tee_ioctl_param *param, size_t num_params);

#endif /* TEE_USER_H */
