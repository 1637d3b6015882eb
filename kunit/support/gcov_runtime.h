/* SPDX-License-Identifier: GPL-2.0-only */
/* What the compiler, the linker and libgcov bring to a build for coverage. */
#ifndef GCOV_RUNTIME_H
#define GCOV_RUNTIME_H

#include <linux/types.h>

struct gcov_info;

/* Bounds of the section, from the linker. */
extern const struct gcov_info *const __start_teeproof_gcov[];
extern const struct gcov_info *const __stop_teeproof_gcov[];

/*
 * libgcov, GCC 11 and later: GCC's manual, "Profiling and Test Coverage in
 * Freestanding Environments".
 */
void __gcov_info_to_gcda(const struct gcov_info *info,
			 void (*filename)(const char *name, void *arg),
			 void (*dump)(const void *data, unsigned int size_bytes,
				      void *arg),
			 void *(*allocate)(unsigned int size_bytes, void *arg),
			 void *arg);
void __gcov_merge_add(s64 *counters, unsigned int n);

#endif /* GCOV_RUNTIME_H */
