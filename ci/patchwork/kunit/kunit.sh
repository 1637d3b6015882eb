#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ci/patchwork: the KUnit suites on the tree with the series. Tests that are known to fail on its version are expected to.
set -eu
[ -n "$PREVIOUS" ] || exit 0
make --no-print-directory kunit >"$OUT/kunit" 2>&1 && status=0 || status=$?
cat "$OUT/kunit"
counts=$(grep -Eo '[0-9]+ passed, [0-9]+ failed.*' "$OUT/kunit" | tail -n 1)
failed=$(sed -n 's/^ *not ok [0-9]* //p; s/^FAILED *//p' "$OUT/kunit" | head -n 1)
echo "${counts:-did not run: $(tail -n 1 "$OUT/kunit")}${failed:+; first: $failed}"
exit $status
