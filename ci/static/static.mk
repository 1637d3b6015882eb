# SPDX-License-Identifier: GPL-2.0-only
# The static checks; included by the Makefile.

.PHONY: static cocci sparse static-selftest
static: ##! everyday: static checks of the driver and of all clients in the tree
	@ci/setup kernel kunit static arm64
	@$(GUARD) ci/static/check
cocci: ##! check: only the semantic patches in cocci/
	@ci/setup kernel kunit static arm64
	@$(GUARD) ci/static/check cocci
sparse: ##! check: only sparse (C=2)
	@ci/setup kernel kunit static arm64
	@$(GUARD) ci/static/check sparse
static-selftest: ##! self: test the semantic patches on cocci/tests, and the static checks
	@ci/setup kernel kunit static arm64
	@$(GUARD) ci/static/selftest

##= everyday: RULE=GLOB            static, cocci: only these rules of cocci/, as in RULE='client_*'
