# SPDX-License-Identifier: GPL-2.0-only
# teeproof: `make help` is the manual; it is made from the lines here that begin with "##" or have one at the end.

## teeproof proves a Linux TEE driver before it is merged.
##
## Variables of every target
##   DRIVER=repo|tree  what is proved: driver/tee (repo, the default) or the kernel tree's own drivers/tee (tree)
##   KSRC=DIR          the kernel tree, 6.12 or later, only read (default: Debian's linux-source-6.12, unpacked in build/);
##                     debian:X.Y, debian:newest: the linux-source-X.Y of any suite of Debian's, fetched and verified
export DRIVER ?= repo
export KSRC
##   BASE=REV          of make presubmit, with DRIVER=tree and KSRC a git tree: what do the commits BASE..HEAD bring?
export BASE
##
## Variables of the KUnit targets
##   SUITE=GLOB        only these suites, as in SUITE=tee_shm or SUITE='optee_*'
##   TEST=GLOB         only these tests
##   TIMEOUT_S=300     when a run counts as hung
##   ARCH=um|arm64     a kernel as a process of this machine (um, the default), or in QEMU with 4 CPUs
export SUITE TEST TIMEOUT_S
##
## Targets

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SETUP := ci/setup
# What runs for long: nothing of it outlives this make, kill -9 included (exec: make may have put a shell between).
# ci/run/steps does the same for its steps.
GUARD := exec ci/run/supervise -

.PHONY: help
help: ##! this manual
	@awk '/^## ?/ { sub(/^## ?/, ""); print } \
	      /^[a-z-]+:.*##!? / { name = $$1; sub(/:.*/, "", name); sub(/.*##!? /, ""); printf "  make %-14s %s\n", name, $$0 }' $(MAKEFILE_LIST)

.PHONY: presubmit report findings check
presubmit: ##! put the driver under test through everything there is (ci/run/presubmit.steps): a table, and build/report/
	@$(SETUP) kernel kunit coverage static fuzz arm64 report
	@ci/run/presubmit
report: ##! the report of the last run again (LIST=presubmit or check), and check it in Chromium: build/report/index.html
	@$(SETUP) report browser
	@ci/report/write $(LIST)
	@$(GUARD) ci/report/check
findings: ##! make fuzz/findings/README.md, the list of known faults, of the files and lists that show them
	@ci/report/findings
check: ##! all tests of this project; the last line is "N passed, N failed, N skipped"
	@$(SETUP)
	@SUITE= TEST= ci/run/steps check

.PHONY: kunit kunit-list kunit-repeat coverage
kunit: ##! build a kernel with the driver under test and run the KUnit suites in it; results in build/DRIVER-VERSION/
	@$(SETUP) kunit $(filter arm64,$(ARCH))
	@$(GUARD) ci/kernel/kunit
kunit-list: ##! write kunit/lists/expected/ from the tests that run (after adding or removing some)
	@$(SETUP) kunit
	@$(GUARD) ci/kernel/kunit list
kunit-repeat: RUNS ?= 20
kunit-repeat: ##! run the suites RUNS=20 times: does each test come to the same each time?
	@$(SETUP) kunit $(filter arm64,$(ARCH))
	@$(GUARD) ci/kernel/kunit repeat $(RUNS)
coverage: ##! line coverage of the driver under test by the KUnit suites, or with WORLD=hosted by fuzzing, as HTML and as a table by file
	@$(SETUP) kunit coverage $(if $(filter hosted,$(WORLD)),fuzz)
	@$(GUARD) $(if $(filter hosted,$(WORLD)),ci/hosted/coverage,ci/kernel/coverage)

.PHONY: setup clean
setup: ##! install what is missing (ci/packages), as root or through sudo
	@$(SETUP)
clean: ##! remove build/
	rm -rf build

# Targets of one subject each: static checks, fuzzing, the driver in other builds.
include $(sort $(wildcard ci/*/*.mk))
