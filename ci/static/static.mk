# SPDX-License-Identifier: GPL-2.0-only
# The static checks; included by the Makefile.

.PHONY: static cocci sparse static-selftest
static: ##! static checks of the driver under test and of all clients in the tree: Coccinelle, sparse, Clang analyzer, W=1
	@ci/setup kernel kunit static arm64
	@$(GUARD) ci/static/check
cocci: ##! only the semantic patches in cocci/ (RULE=GLOB: some of them)
	@ci/setup kernel kunit static arm64
	@$(GUARD) ci/static/check cocci
sparse: ##! only sparse (C=2)
	@ci/setup kernel kunit static arm64
	@$(GUARD) ci/static/check sparse
static-selftest: ##! tests of the semantic patches (cocci/tests/) and of ci/static/check itself
	@ci/setup kernel kunit static arm64
	@$(GUARD) ci/static/selftest

##
## Variables of the static targets
##   RULE=GLOB         only these rules of cocci/, as in RULE='client_*'
##   FRESH=1           believe no cached result
## Style (checkpatch, kernel-doc) is checked on driver/ only; known findings stand in cocci/baseline/.
