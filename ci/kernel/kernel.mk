# SPDX-License-Identifier: GPL-2.0-only
# Targets around the driver: programs on it, builds of it for other kernels, what it costs.

.PHONY: selftests selftests-list shell
selftests: ##! programs on /dev/tee0 and /dev/teepriv0 inside UML
	@ci/setup kunit
	@$(GUARD) ci/kernel/selftests run
selftests-list: ##! write kunit/selftests/expected/ from what runs
	@ci/setup kunit
	@$(GUARD) ci/kernel/selftests list
shell: ##! a shell in a kernel with /dev/tee0 and /dev/teepriv0
	@ci/setup kunit
	@ci/kernel/selftests shell

.PHONY: optee optee-bench
optee: ##! the driver under test on a real OP-TEE in QEMU: xtest, then unbinding, killing, freezing under load; OPTEE_SHELL=1: a shell
	@ci/setup kernel kunit arm64
	@$(if $(OPTEE_SHELL),,$(GUARD)) ci/kernel/optee $(if $(OPTEE_SHELL),shell,run)
optee-bench: ##! what calls cost on a real OP-TEE, driver/tee against the kernel's own driver
	@ci/setup kernel kunit arm64
	@$(GUARD) ci/kernel/optee bench
export XTEST PART TIMES FIRMWARE

.PHONY: build
build: ##! compile the driver and its clients; ARCH=arm64, um, x86_64
	@ci/setup kunit arm64 static
	@$(GUARD) ci/kernel/compile $(or $(ARCH),arm64)

.PHONY: overlay modules bench
overlay: ##! write a kernel tree with our driver to OUT=DIR
	@ci/setup kunit
	@$(GUARD) ci/kernel/export tree "$(OUT)"
modules: ##! build our tee.ko, optee.ko against the kernel in KDIR=DIR
	@ci/setup kunit
	@$(GUARD) ci/kernel/export modules "$(KDIR)"
bench: ##! cost of client calls, ours against KSRC's, in UML
	@ci/setup kunit bench
	@$(GUARD) ci/kernel/bench
