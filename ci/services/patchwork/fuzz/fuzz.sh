#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ci/services/patchwork: scenarios, and FUZZ_TIME=10 seconds of fuzzing a target, on the tree with the series. What the tree before
# has too is not the series': each finding is played there.
set -eu
top=$(cd "$(dirname "$0")/../../../.." && pwd)
"$top/ci/setup" kunit fuzz
tool=$("$top/ci/hosted/build")
[ -n "$PREVIOUS" ] || { cp "$tool" "$OUT/teeproof"; exit 0; }

new=
count=0
for f in "$top"/fuzz/scenarios/*.txt; do
	if ! "$tool" replay -q "$f" && "$PREVIOUS/teeproof" replay -q "$f"; then new="$new $f"; fi
	count=$((count + 1))
done
FUZZ_TIME=${FUZZ_TIME:-10} "$top/ci/hosted/run" run || :
for f in "$(dirname "$tool")"/findings/*/*.txt; do
	[ -e "$f" ] || continue
	count=$((count + 1))
	"$top/ci/hosted/base-has" "$PREVIOUS/teeproof" "$tool" "$f" || { cp "$f" "$OUT/"; new="$new $OUT/$(basename "$f")"; }
done
[ -n "$new" ] || { echo "no new finding in $count scenarios and findings"; exit 0; }
for f in $new; do "$tool" replay -q "$f" || :; done
first=$(echo $new | cut -d' ' -f1)
echo "$(echo $new | wc -w) new: $("$tool" replay -q "$first" | sed 's/^[^ ]*: //')"
exit 1
