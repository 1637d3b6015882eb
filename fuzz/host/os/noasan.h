/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Builds without ASan: its names for what noasan.c has in its place. Included before all else (ci/hosted/build), as a
 * fuzzing service takes a program with calls of __asan_*() for one of two sanitizers, and refuses it.
 */
#ifndef OS_PLAIN_H
#define OS_PLAIN_H

#define __asan_get_shadow_mapping		plain_get_shadow_mapping
#define __asan_region_is_poisoned		plain_region_is_poisoned
#define __asan_report_load_n_noabort		plain_report_load_n_noabort
#define __asan_unpoison_memory_region		plain_unpoison_memory_region
#define __asan_set_error_report_callback	plain_set_error_report_callback
#define __asan_get_report_pc			plain_get_report_pc
#define __asan_get_report_bp			plain_get_report_bp
#define __asan_get_report_address		plain_get_report_address
#define __asan_get_report_access_type		plain_get_report_access_type
#define __asan_get_report_access_size		plain_get_report_access_size
#define __asan_get_report_description		plain_get_report_description

#endif
