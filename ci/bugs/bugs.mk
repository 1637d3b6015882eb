# SPDX-License-Identifier: GPL-2.0-only
# How many bugs the checks detect; included by the Makefile.

.PHONY: patched
patched: CHECK ?= kunit
patched: ##! does CHECK= find the bug in each of PATCHES=?
	@ci/setup kunit
	@$(GUARD) ci/bugs/patched --check "$(CHECK)" $(PATCHES)

.PHONY: mutants
mutants: ##! small faults in the driver under test, one at a time: how many do the checks see? (MUTANTS=40|all|survivors SEED=1)
	@ci/setup kernel kunit static arm64 fuzz
	@$(GUARD) ci/bugs/mutants
export MUTANTS SEED OPERATOR FILE MUTANT_CHECKS SECONDS
