/* SPDX-License-Identifier: GPL-2.0-only */
/* The fidelity suites (kunit/fidelity), as the C library's side runs them. Plain C types. */
#ifndef HOST_FIDELITY_H
#define HOST_FIDELITY_H

#include "host.h"

/**
 * struct host_fidelity - a run of one test case
 * @suite:	which
 * @test:	which of its cases
 * @passed:	KUnit's verdict
 * @live:	allocations left
 * @pages:	pages left
 * @devices:	devices, classes, drivers left
 * @files:	files and device numbers left
 */
struct host_fidelity {
	unsigned int suite, test;
	bool passed;
	u32 live, pages, devices, files;
};

/** host_fidelity_name() - what case @test of suite @suite is called, *@test_name NULL: no such case */
bool host_fidelity_name(unsigned int suite, unsigned int test, const char **suite_name,
			const char **test_name);
/** host_fidelity_run() - task 0 of a run; @arg: the struct host_fidelity */
void host_fidelity_run(void *arg);

/* Called by task 0: the test begins, has ended. */
void host_schedule_begin(void);
void host_schedule_end(void);

#endif
