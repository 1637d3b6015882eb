# SPDX-License-Identifier: GPL-2.0-only
# Fuzzing in one process: included by the Makefile.
##= everyday: FINDING=FILE         replay, shrink: a sequence, as in fuzz/findings and fuzz/scenarios
##= everyday: WORLD=uml|both       replay: in a real kernel; in both worlds, and compare
##= everyday: PREEMPTIONS=N        explore: the bound of all files, not that of fuzz/explore.list
##= everyday: EXPLORE_TIME=N       explore: at most N seconds a file; what that cuts short fails
##= everyday: EXPLORE_RUNS=N       explore: at most N schedules a file; what that cuts short fails
##= everyday: TARGET=NAME,...      fuzz, fuzz-cluster: session, ioctl, supplicant, monitor, probe, ffa
##= everyday: FUZZ_TIME=60         fuzz, fuzz-cluster: seconds a target
##= everyday: FUZZ_RUNS=N          fuzz: N executions a target, from the committed seeds: deterministic
##= everyday: FUZZ_SEED=1          fuzz: the seed of its random numbers, with a corpus of its own
##= everyday: FRESH_CORPUS=1       fuzz: forget the corpus of earlier runs
##= everyday: PAST_KNOWN=1         fuzz: go on past known findings
##= everyday: TRANSPORT=ffa        over FF-A: replay; with DRIVER=repo only, scenarios, seeds, explore, repeat
##= everyday: FINE=1               scenarios, explore, fuzz: each load and store is a scheduling point
##= search: HOSTED_TIME=100      hosted: seconds
##= search: HOSTED_BASE=PROGRAM  hosted: findings that this hosted program has too are not new
##= search: JOBS=2               fuzz-cluster: instances
##= search: WRITE=1              corpus-merge: write inputs that reach new code to fuzz/corpus
##= self: WRITE=1              sequence-test: bring the reference in fuzz/sequence/README.md up to date
##= search: PROGRESS_S=5         fuzz, fuzz-cluster: seconds between two lines
##= self: WRITE=1              judged: bring the table in fuzz/oracle/README.md up to date
##= self: TARGET=NAME,...      judged: as for fuzz, or none
##= self: FUZZ_RUNS=5000       judged: executions a target
##= self: COUNT=N              repeat, judged: 10000; fuzz-repeat: 2000; compare-worlds: 150
##= self: SEEDS=50             fidelity: schedules a test in the hosted world
##= all: LLVM_VERSION=19      the clang that builds the hosted world
export FINE TRANSPORT

.PHONY: hosted judged oracle-test seeds fuzz fuzz-repeat fuzz-cluster corpus-merge oss-fuzz-check replay compare-worlds shrink explore repeat scenarios bench-hosted sequence-test host-test fidelity
fuzz: ##! everyday: fuzz the driver in one process, FUZZ_TIME=60 seconds a target
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run run
fuzz-repeat: ##! self: run each fuzz target twice; the results must be identical
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run twice
fuzz-cluster: ##! search: AFL++ with JOBS instances that share what they find
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run cluster
corpus-merge: ##! search: minimize the corpora; keep one finding per cause
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run merge
oss-fuzz-check: ##! self: run the OSS-Fuzz build in a clean environment and check each target
	@ci/setup kunit fuzz
	@$(GUARD) ci/services/oss-fuzz/check
replay: WORLD ?= hosted
replay: ##! everyday: play FINDING=FILE step by step: its timeline and the verdict
	@ci/setup kunit fuzz report
	@case "$(WORLD)" in \
	hosted) $(GUARD) ci/hosted/run replay "$(FINDING)" ;; \
	uml) $(GUARD) ci/hosted/compare-uml replay "$(FINDING)" ;; \
	both) $(GUARD) ci/hosted/compare-uml both "$(FINDING)" ;; \
	*) echo "WORLD=$(WORLD): unknown world; known: hosted, uml, both" >&2; exit 2 ;; \
	esac
compare-worlds: COUNT ?= 150
compare-worlds: ##! self: play COUNT generated sequences in the hosted world and in UML, and compare
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/compare-uml compare $(COUNT)
shrink: ##! search: minimize FINDING=FILE, into FILE.short
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run shrink "$(FINDING)"
explore: ##! everyday: play scenarios and seeds under every schedule with few preemptions
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run explore
scenarios: ##! everyday: play fuzz/scenarios and the known findings; compare with what they expect
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run scenarios
hosted: ##! search: explore schedules and fuzz, together, for HOSTED_TIME seconds
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/search $(if $(HOSTED_BASE),--first)
seeds: ##! check: play fuzz/corpus once each; a finding that is not known fails
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run seeds
repeat: ##! check: determinism (O9): play seeds, scenarios and COUNT generated sequences twice
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run repeat
judged: ##! self: print the share of steps that each oracle judges, and why it leaves the rest
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/judged
oracle-test: ##! self: each oracle detects bugs that are planted in a copy of the driver
	@ci/setup kunit fuzz
	@$(GUARD) ci/tests/run test_planted
	@$(GUARD) ci/hosted/oracle-test
bench-hosted: ##! measure: runs per second in the hosted world, and in UML
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/compare-uml bench
sequence-test: ##! self: test the sequence language: parser, printer, encoder, mutation
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run language
fidelity: ##! self: run the suites of kunit/fidelity in UML and in the hosted world, and compare
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/fidelity
host-test: ##! self: test the hosted kernel: scheduler, memory, traces, schedules, search
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run tests
