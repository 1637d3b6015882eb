/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports, as the C library's side uses them. */
#ifndef OS_REPORT_H
#define OS_REPORT_H

#include "host.h"

/** report_init() - once a process */
void report_init(void);
/** report_reset() - forgets the verdict of the last run */
void report_reset(void);
/** report_on_asan - called after ASan's report; @what is its class */
extern void (*report_on_asan)(const char *what);

#endif
