# SPDX-License-Identifier: GPL-2.0-only
# Targets around the driver: programs on it, builds of it for other kernels, what it costs.

.PHONY: selftests selftests-list shell
selftests: ##! programs on /dev/tee0 and /dev/teepriv0 inside UML
	@ci/setup kunit
	@$(GUARD) ci/selftests run
selftests-list: ##! write kunit/selftests/expected/ from what runs
	@ci/setup kunit
	@$(GUARD) ci/selftests list
shell: ##! a shell in a kernel with /dev/tee0 and /dev/teepriv0
	@ci/setup kunit
	@ci/selftests shell

.PHONY: build
build: ##! compile the driver and its clients; ARCH=arm64, um, x86_64
	@ci/setup kunit arm64 static
	@$(GUARD) ci/build $(or $(ARCH),arm64)

.PHONY: overlay modules bench
overlay: ##! write a kernel tree with our driver to OUT=DIR
	@ci/setup kunit
	@$(GUARD) ci/export tree "$(OUT)"
modules: ##! build our tee.ko, optee.ko against the kernel in KDIR=DIR
	@ci/setup kunit
	@$(GUARD) ci/export modules "$(KDIR)"
bench: ##! cost of client calls, ours against KSRC's, in UML
	@ci/setup kunit bench
	@$(GUARD) ci/bench

.PHONY: patched
patched: CHECK ?= kunit
patched: ##! does CHECK= find the bug in each of PATCHES=?
	@ci/setup kunit
	@$(GUARD) ci/patched --check "$(CHECK)" $(PATCHES)
