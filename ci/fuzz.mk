# SPDX-License-Identifier: GPL-2.0-only
# Fuzzing in one process: included by the Makefile.
export FINE

.PHONY: fuzz replay shrink explore repeat scenarios bench-hosted sequence-test
fuzz: ##! fuzz the driver in one process: [TARGET=session,ioctl,supplicant,monitor,probe] [FUZZ_TIME=60]
	@ci/setup kunit fuzz
	@ci/fuzz run
replay: ##! play FINDING=FILE: its timeline and the verdict
	@ci/setup kunit fuzz
	@ci/fuzz replay "$(FINDING)"
shrink: ##! make FINDING=FILE as short as it gets, into FILE.short
	@ci/setup kunit fuzz
	@ci/fuzz shrink "$(FINDING)"
explore: ##! play the scenarios under every schedule with up to PREEMPTIONS=2 preemptions
	@ci/setup kunit fuzz
	@ci/fuzz explore
scenarios: ##! play fuzz/scenarios and the known findings once each: what they expect must come out
	@ci/setup kunit fuzz
	@ci/fuzz scenarios
repeat: ##! oracle O9: seeds, scenarios and 10,000 generated sequences, twice each, same traces
	@ci/setup kunit fuzz
	@ci/fuzz repeat
bench-hosted: ##! runs a second in the hosted world
	@ci/setup kunit fuzz
	@ci/fuzz bench
sequence-test: ##! the sequence language keeps its promises
	@ci/setup kunit fuzz
	@ci/fuzz language
