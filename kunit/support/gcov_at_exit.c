// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes gcov's data when a kernel that `make coverage` built goes down.
 *
 * The kernel's own gcov cannot be used with lockdep and KASAN on UML, where
 * constructors run before there is a kernel. So the driver under test is
 * compiled with -fprofile-info-section: no constructors, but a section with a
 * pointer to the counters of each file, which libgcov's freestanding part
 * (gcov_runtime.o) makes into the content of a .gcda file. UML is a process on
 * the host, so the files go straight to where gcov looks for them, with the
 * number of the process at the end: several kernels share the suites.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/reboot.h>
#include <linux/slab.h>

#include <os.h>

#include "gcov_runtime.h"

/* Named in each file's data, called only to add to a file that is there. */
void __gcov_merge_add(s64 *counters, unsigned int n)
{
}

static void coverage_open(const char *name, void *arg)
{
	int *fd = arg;

	char *own = kasprintf(GFP_KERNEL, "%s.%d", name, os_getpid());

	*fd = own ? os_open_file(own, of_trunc(of_create(of_write(OPENFLAGS()))),
				 0644) : -ENOMEM;
	WARN(*fd < 0, "teeproof: %s: %d\n", name, *fd);
	kfree(own);
}

static void coverage_write(const void *data, unsigned int size_bytes, void *arg)
{
	int *fd = arg;

	if (*fd >= 0)
		WARN_ON(os_write_file(*fd, data, size_bytes) != size_bytes);
}

static void *coverage_allocate(unsigned int size_bytes, void *arg)
{
	return kmalloc(size_bytes, GFP_KERNEL);
}

static int coverage_notify(struct notifier_block *nb, unsigned long event,
			   void *unused)
{
	const struct gcov_info *const *info;
	int fd;

	for (info = __start_teeproof_gcov; info < __stop_teeproof_gcov; info++) {
		fd = -1;
		__gcov_info_to_gcda(*info, coverage_open, coverage_write,
				    coverage_allocate, &fd);
		if (fd >= 0)
			os_close_file(fd);
	}
	return NOTIFY_DONE;
}

static struct notifier_block coverage_notifier = {
	.notifier_call = coverage_notify,
};

static int __init coverage_init(void)
{
	return register_reboot_notifier(&coverage_notifier);
}
late_initcall(coverage_init);
