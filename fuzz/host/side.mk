# SPDX-License-Identifier: GPL-2.0-only
# How what stands around the driver is compiled by kbuild: included by fuzz/host/Makefile and fuzz/play/kernel/Makefile.
# It sees memory that ASan has poisoned, and is no part of the coverage.
ccflags-remove-y += -fsanitize=address -fsanitize=fuzzer-no-link -fsanitize-recover=address
ccflags-y += $(foreach d,monitor host sequence,-I$(srctree)/drivers/teeproof/$(d)) \
	-Wno-unused-command-line-argument -DHOST_SIDE
# Only the driver's own variables are to hold the pattern that oracle O8 looks for.
ccflags-remove-y += -ftrivial-auto-var-init=pattern
