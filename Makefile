# SPDX-License-Identifier: GPL-2.0-only
# teeproof: `make help` lists the targets ("NAME: ##! GROUP: TEXT" here and in ci/*/*.mk) and their variables ("##= GROUP: ...").

##= all: DRIVER=repo|tree     test driver/tee (repo, the default) or the kernel tree's drivers/tee
##= all: KSRC=DIR             the kernel tree, 6.12 or later, only read (Debian's linux-source-6.12)
##= all: KSRC=debian:X.Y      Debian's linux-source-X.Y, fetched and verified; debian:newest
##= all: FRESH=1              ignore cached results
export DRIVER ?= repo
export KSRC
##= everyday: BASE=REV             presubmit, KSRC a git tree: judge only what BASE..HEAD brings
##= everyday: ONLY="STEP ..."      presubmit, check: only these steps of ci/run/*.steps
##= everyday: LIST=check           report: of make check instead of make presubmit
export BASE ONLY
##= everyday: SUITE=GLOB           kunit, selftests, coverage: only these suites, as in SUITE='optee_*'
##= everyday: TEST=GLOB            only these tests
##= everyday: TIMEOUT_S=300        when a run counts as hung
##= everyday: KERNEL_ARGS="ARG ..." kunit: more arguments for the kernels
##= everyday: ARCH=um|arm64        kunit: a kernel as a process of this machine (um), or in QEMU with 4 CPUs
##= everyday: BITS=32              kunit, selftests: a 32-bit kernel as a process
##= everyday: SMP=2..8             kunit, selftests: a kernel with so many CPUs as a process, on 7.2 and later
export SUITE TEST TIMEOUT_S BITS SMP
##= self: RUNS=20              kunit-repeat: how often
##= measure: WORLD=hosted         coverage: by seeds and fuzzing instead of the suites
##= measure: TARGET=NAME,...      coverage WORLD=hosted: as for fuzz
##= measure: FUZZ_TIME=120        coverage WORLD=hosted: seconds a target; 0: seeds only

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SETUP := ci/setup
# What runs for long: nothing of it outlives this make, kill -9 included (exec: make may have put a shell between).
# ci/run/steps does the same for its steps.
GUARD := exec ci/run/supervise -

.PHONY: help
help:
	@awk -v all="$(ALL)" -f ci/run/help.awk $(MAKEFILE_LIST)

.PHONY: presubmit report findings check check-kernels
presubmit: ##! everyday: put the driver under test through all checks: a table, and build/report/
	@$(SETUP) kernel kunit coverage static fuzz arm64 report
	@ci/run/presubmit
report: ##! everyday: rebuild the report of the last run, and check it in Chromium
	@$(SETUP) report browser
	@ci/report/write $(LIST)
	@$(GUARD) ci/report/check
findings: ##! record: write fuzz/findings/README.md, the list of known faults
	@ci/report/findings
check: ##! everyday: all tests of this project; the last line has the counts
	@$(SETUP)
	@SUITE= TEST= ci/run/steps check
check-kernels: ##! self: everything on every kernel, in hours (ci/run/kernels.steps)
	@$(SETUP)
	@SUITE= TEST= ci/run/steps kernels

.PHONY: kunit kunit-list kunit-repeat coverage
kunit: ##! everyday: run the KUnit suites in a kernel (User Mode Linux, or ARCH=arm64)
	@$(SETUP) kunit $(filter arm64,$(ARCH)) $(if $(filter 32,$(BITS)),bits32)
	@$(GUARD) ci/kernel/kunit
kunit-list: ##! record: write kunit/lists/expected from the tests that ran
	@$(SETUP) kunit
	@$(GUARD) ci/kernel/kunit list
kunit-repeat: RUNS ?= 20
kunit-repeat: ##! self: run the suites RUNS times; fail if a verdict differs
	@$(SETUP) kunit $(filter arm64,$(ARCH)) $(if $(filter 32,$(BITS)),bits32)
	@$(GUARD) ci/kernel/kunit repeat $(RUNS)
coverage: ##! measure: line coverage by the KUnit suites; WORLD=hosted: by seeds and fuzzing
	@$(SETUP) kunit coverage $(if $(filter hosted,$(WORLD)),fuzz)
	@case "$(WORLD)" in \
	''|uml) $(GUARD) ci/kernel/coverage ;; \
	hosted) $(GUARD) ci/hosted/coverage ;; \
	*) echo "WORLD=$(WORLD): unknown world; known: hosted, uml" >&2; exit 2 ;; \
	esac

.PHONY: overhead
overhead: ##! measure: what make adds to the time of the tools, when nothing has changed
	@$(SETUP) kunit fuzz report
	@$(GUARD) ci/run/overhead

.PHONY: setup clean
setup: ##! install: install missing Debian packages (ci/packages), as root or with sudo
	@$(SETUP)
clean: ##! install: remove build/
	rm -rf build

# Targets of one subject each: static checks, fuzzing, the driver in other builds.
include $(sort $(wildcard ci/*/*.mk))

# What is misspelt: make itself would ignore a variable, and name no target.
.DEFAULT:
	@echo "make $@: unknown target; 'make help ALL=1' lists all:" >&2
	@$(MAKE) help ALL=1 | sed -n 's/^  make \([a-z-]*\) .*/\1/p' | sort | xargs | fold -s -w 96 | sed 's/^/  /' >&2; exit 2
ifeq ($(MAKELEVEL),0)
space := $(subst ,, )
given := $(foreach v,$(subst \$(space),_,$(MAKEOVERRIDES)),$(firstword $(subst =, ,$(v))))
known := ALL LEAD_S $(if $(given),$(shell sed -n 's/^\#\#= [a-z]*: \([A-Z_]*\)=.*/\1/p' $(MAKEFILE_LIST)))
unknown := $(filter-out $(known),$(given:%:=%))
$(if $(unknown),$(error $(firstword $(unknown)): unknown variable; 'make help ALL=1' lists all))
endif
