# SPDX-License-Identifier: GPL-2.0-only
# teeproof: `make help` is the manual.

# What runs through every target: the driver under test, the kernel tree, and a part of the tests.
export DRIVER ?= repo
export KSRC SUITE TEST TIMEOUT_S

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SETUP := ci/setup

.PHONY: help
help: ## print this
	@sed -n "s/^\([a-z-]*\):.*## /  \1\t/p" Makefile

.PHONY: kunit kunit-list
kunit: ## build for UML, run the KUnit suites
	@$(SETUP) kunit
	@ci/kunit
kunit-list: ## write kunit/expected/ from what runs
	@$(SETUP) kunit
	@ci/kunit list
