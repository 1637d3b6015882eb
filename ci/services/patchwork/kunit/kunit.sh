#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ci/services/patchwork: the KUnit suites on the tree with the series. What fails without it as well is not the series'.
set -eu
make --no-print-directory kunit >"$OUT/kunit" 2>&1 || :
cat "$OUT/kunit"
counts=$(grep -Eo '[0-9]+ passed, [0-9]+ failed.*' "$OUT/kunit" | tail -n 1)
[ -n "$counts" ] || { echo "did not run: $(tail -n 1 "$OUT/kunit")"; exit 1; }

# That a known failure is gone is no failure of a series.
sed -n 's/^FAILED //p' "$OUT/kunit" | grep -v 'that did not fail' | sort -u >"$OUT/failed" || :
[ -n "$PREVIOUS" ] || { echo "before the series: $counts"; exit 0; }
comm -13 "$PREVIOUS/failed" "$OUT/failed" >"$OUT/new"
[ -s "$OUT/new" ] || { echo "no new failure: $counts"; exit 0; }
cat "$OUT/new"
echo "$(wc -l <"$OUT/new") new: $(head -n 1 "$OUT/new"); $counts"
exit 1
