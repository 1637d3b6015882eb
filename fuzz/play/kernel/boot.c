// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start and end of a hosted kernel: initcalls and exit calls of the driver under
 * test and of the library code beside it.
 *
 * The linker script host.ld puts the pointers that module_init() and module_exit()
 * made between the symbols below, in the order of their levels, with zeros where
 * ASan put red zones between them.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/radix-tree.h>
#include <linux/string.h>
#include "boot.h"
#include "host_kernel.h"

extern initcall_entry_t host_initcalls[], host_initcalls_end[];
extern exitcall_t host_exitcalls[], host_exitcalls_end[];

int host_boot(void)
{
	initcall_entry_t *call;
	int rc = 0;

	radix_tree_init();
	host_mem_permanent();
	for (call = host_initcalls; call < host_initcalls_end && !rc; call++)
		if (*call)
			rc = initcall_from_entry(call)();
	return rc;
}

void host_unload(void)
{
	exitcall_t *call;

	for (call = host_exitcalls_end; call-- > host_exitcalls;)
		if (*call)
			(*call)();
	host_work_stop();
}
