# SPDX-License-Identifier: GPL-2.0-only
# How many bugs the checks detect; included by the Makefile.

##= measure: PATCHES=DIR|FILE     patched: the patches
##= measure: CHECK=kunit          patched: the make targets that must detect each bug, or hosted
##= measure: MUTANTS=40           mutants: how many; all; survivors: those of the last run again
##= measure: SEED=1               mutants: chooses them
##= measure: OPERATOR=GLOB        mutants: only these of cocci/mutants
##= measure: FILE=GLOB            mutants: only in these files
##= measure: MUTANT_CHECKS="..."  mutants: scenarios static kunit fuzz, in this order
##= measure: SECONDS=600          mutants: when a check counts as hung
.PHONY: patched
patched: CHECK ?= kunit
patched: ##! measure: which of PATCHES, each with a bug, does CHECK detect?
	@ci/setup kunit
	@$(GUARD) ci/bugs/patched --check "$(CHECK)" $(PATCHES)

.PHONY: mutants
mutants: ##! measure: mutation testing: how many small faults do the checks detect?
	@ci/setup kernel kunit static arm64 fuzz
	@$(GUARD) ci/bugs/mutants
export MUTANTS SEED OPERATOR FILE MUTANT_CHECKS SECONDS
