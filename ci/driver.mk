# SPDX-License-Identifier: GPL-2.0-only
# Targets around the driver: programs on it, builds of it for other kernels, what it costs.

.PHONY: build
build: ARCH ?= arm64
build: ##! compile the driver and its clients; ARCH=arm64, um, x86_64
	@ci/setup kunit arm64 static
	@ci/build $(ARCH)

.PHONY: patched
patched: CHECK ?= kunit
patched: ##! does CHECK= find the bug in each of PATCHES=?
	@ci/setup kunit
	@ci/patched --check "$(CHECK)" $(PATCHES)
