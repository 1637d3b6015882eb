// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results of tests as TAP, and runs of the hosted kernel without a driver.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sanitizer/common_interface_defs.h>
#include "host_fidelity.h"
#include "observer.h"
#include "oracle.h"
#include "os/report.h"
#include "schedule.h"
#include "tap.h"

struct host_observer tap_observer;

static unsigned int number, failed;

void tap(bool good, const char *name)
{
	printf("%s %u %s\n", good ? "ok" : "not ok", ++number, name);
	if (!good && host_failed())
		printf("# last verdict: O%d: %s\n", host_failed_oracle(), host_failed());
	failed += !good;
}

int tap_end(const char *name)
{
	printf("1..%u\n%s: %u passed, %u failed\n", number, name, number - failed, failed);
	return failed || !number;
}

void tap_watch(void)
{
	if (host_observer == &tap_observer)
		return;
	tap_observer = oracle_observer;
	host_observe(&tap_observer);
}

enum host_run_result tap_run(void (*fn)(void *arg), void *arg)
{
	static bool ready;

	if (!ready) {
		memory_init(true);
		tap_watch();
		report_quiet();
		__sanitizer_set_report_fd((void *)(long)open("/dev/null", O_WRONLY));
	}
	ready = true;
	return host_run(fn, arg);
}

bool tap_failed(enum host_oracle oracle, const char *text)
{
	return host_failed() && host_failed_oracle() == oracle && strstr(host_failed(), text);
}
