/* SPDX-License-Identifier: GPL-2.0-only */
/* Tests of the hosted kernel: results as TAP, and what a test needs of a run. */
#ifndef TAP_H
#define TAP_H

#include "host.h"

struct host_observer;
/** tap_observer - what watches the runs: the oracles, and what a test has added after tap_watch() */
extern struct host_observer tap_observer;
void tap_watch(void);

/** tap() - one result; @good: it passed */
void tap(bool good, const char *name);
/** tap_end() - the line of counts; the program's status */
int tap_end(const char *name);
/** tap_run() - a run of @fn as task 0, under the schedule that is set; its verdict */
enum host_run_result tap_run(void (*fn)(void *arg), void *arg);
/** tap_failed() - whether the last run ended in a verdict of @oracle that has @text in it */
bool tap_failed(enum host_oracle oracle, const char *text);

#endif
