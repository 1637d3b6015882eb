# SPDX-License-Identifier: GPL-2.0-only
# Fuzzing in one process: included by the Makefile.
export FINE

.PHONY: hosted oracle-test seeds fuzz fuzz-repeat fuzz-cluster corpus-merge oss-fuzz-check replay compare-worlds shrink explore repeat scenarios bench-hosted sequence-test host-test fidelity
fuzz: ##! fuzz the driver in one process: [TARGET=session,ioctl,supplicant,monitor,probe] [FUZZ_TIME=60] [FUZZ_SEED=N] [FRESH_CORPUS=1] [PAST_KNOWN=1]; FUZZ_RUNS=N executions from the seeds: the same each time
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run run
fuzz-repeat: ##! does the same come of each fuzz target twice, with COUNT=2000 executions?
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run twice
fuzz-cluster: ##! AFL++'s parallel mode: JOBS=2 instances share what they find; [TARGET=] [FUZZ_TIME=60]
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run cluster
corpus-merge: ##! corpora as small as they get, findings once a cause; WRITE=1: what reaches more code as seeds in fuzz/corpus
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run merge
oss-fuzz-check: ##! ci/services/oss-fuzz/build.sh in a clean environment, then what it built, target by target
	@ci/setup kunit fuzz
	@$(GUARD) ci/services/oss-fuzz/check
replay: WORLD ?= hosted
replay: ##! play FINDING=FILE: its timeline and the verdict; WORLD=uml: in a real kernel; WORLD=both: and compare
	@ci/setup kunit fuzz report
	@case "$(WORLD)" in \
	hosted) $(GUARD) ci/hosted/run replay "$(FINDING)" ;; \
	uml) $(GUARD) ci/hosted/compare-uml replay "$(FINDING)" ;; \
	both) $(GUARD) ci/hosted/compare-uml both "$(FINDING)" ;; \
	*) echo "WORLD=$(WORLD): there are hosted, uml and both" >&2; exit 2 ;; \
	esac
compare-worlds: COUNT ?= 150
compare-worlds: ##! COUNT=150 generated sequences of one task, and of many: the same results in the hosted world and in UML?
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/compare-uml compare $(COUNT)
shrink: ##! make FINDING=FILE as short as it gets, into FILE.short
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run shrink "$(FINDING)"
explore: ##! play the scenarios under every schedule with up to PREEMPTIONS=2 preemptions: [EXPLORE_TIME=60 seconds a scenario] [EXPLORE_RUNS=N schedules]
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run explore
scenarios: ##! play fuzz/scenarios and the known findings once each: what they expect must come out
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run scenarios
hosted: ##! all of it for HOSTED_TIME=100 seconds: every schedule of scenarios and seeds, and the fuzz targets
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/search $(if $(HOSTED_BASE),--first)
seeds: ##! play fuzz/corpus once each: what they find must be known
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run seeds
repeat: ##! oracle O9: seeds, scenarios and 10,000 generated sequences, twice each, same traces
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run repeat
oracle-test: ##! each oracle O1 to O9 and promise P1 to P10 fires on a bug planted in a copy of the driver
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/oracle-test
bench-hosted: ##! runs a second in the hosted world, and beside it in UML
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/compare-uml bench
sequence-test: ##! the sequence language keeps its promises
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run language
fidelity: ##! the suites of kunit/fidelity in UML and in the hosted world, there under SEEDS=50 schedules: same verdicts?
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/fidelity
host-test: ##! the hosted kernel keeps its promises: scheduler, arena, traces, schedules, search, the fidelity suites
	@ci/setup kunit fuzz
	@$(GUARD) ci/hosted/run tests
