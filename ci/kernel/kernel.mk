# SPDX-License-Identifier: GPL-2.0-only
# Targets around the driver: programs on it, builds of it for other kernels, what it costs.

.PHONY: selftests selftests-list shell
selftests: ##! check: run the programs of kunit/selftests on /dev/tee0 inside UML
	@ci/setup kunit $(if $(filter 32,$(BITS)),bits32)
	@$(GUARD) ci/kernel/selftests run
selftests-list: ##! record: write kunit/selftests/expected from what ran
	@ci/setup kunit
	@$(GUARD) ci/kernel/selftests list
shell: ##! everyday: a shell in a kernel with /dev/tee0 and /dev/teepriv0
	@ci/setup kunit
	@ci/kernel/selftests shell

.PHONY: optee optee-list optee-bench
optee: ##! check: xtest and load on a real OP-TEE in QEMU; OPTEE_SHELL=1: a shell there
	@ci/setup kernel kunit arm64
	@$(if $(OPTEE_SHELL),,$(GUARD)) ci/kernel/optee $(if $(OPTEE_SHELL),shell,run)
optee-list: ##! record: write kunit/selftests/optee/expected from what ran
	@ci/setup kernel kunit arm64
	@$(GUARD) ci/kernel/optee list
optee-bench: ##! measure: cost of calls on a real OP-TEE in QEMU
	@ci/setup kernel kunit arm64
	@$(GUARD) ci/kernel/optee bench
##= check: XTEST="ARG ..."      optee: arguments of xtest
##= check: PART=xtest,rounds    optee: only these of xtest, clients, rounds, reboot
##= check: TIMES=1              optee: how often
##= check: OPTEE_SHELL=1        optee: a shell instead
##= check: FIRMWARE=DIR         optee: a firmware of your own
export XTEST PART TIMES FIRMWARE

.PHONY: deadlock
deadlock: ##! check: the deadlock behind an SCMI clock, with and without system sessions
	@ci/setup kunit
	@$(GUARD) ci/kernel/deadlock

.PHONY: build
build: ##! driver: compile the driver and its clients for ARCH=arm64, arm, um or x86_64
	@ci/setup kunit $(or $(filter arm,$(ARCH)),arm64) static
	@$(GUARD) ci/kernel/compile $(or $(ARCH),arm64)

##= driver: DEBIAN_MIRROR=URI    KSRC=debian:...: another mirror than that of the system; file:/...
##= driver: DEBIAN_SUITES="..."  KSRC=debian:...: where to search
##= driver: DEBIAN_KEYRING=FILE  KSRC=debian:...: the keys that may have signed it
##= driver: OUT=DIR              overlay: where to
##= driver: KDIR=DIR             modules: a configured kernel
.PHONY: overlay modules bench
overlay: ##! driver: write a kernel tree with driver/tee in place of drivers/tee to OUT=DIR
	@ci/setup kunit
	@$(GUARD) ci/kernel/export tree "$(OUT)"
modules: ##! driver: build tee.ko and optee.ko of driver/tee against the kernel in KDIR=DIR
	@ci/setup kunit
	@$(GUARD) ci/kernel/export modules "$(KDIR)"
bench: ##! measure: cost of client calls in UML: driver/tee compared with the tree's drivers/tee
	@ci/setup kunit bench
	@$(GUARD) ci/kernel/bench
