#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ci/services/patchwork: scenarios, and FUZZ_TIME=10 seconds of fuzzing a target, on the tree with the series. What the tree before
# has too is not the series': each finding is played there.
set -eu
top=$(cd "$(dirname "$0")/../../../.." && pwd)
"$top/ci/setup" kunit fuzz
tool=$("$top/ci/hosted/build")
[ -n "$PREVIOUS" ] || { cp "$tool" "$OUT/teeproof"; exit 0; }

# said PROGRAM FILE: which results are not those stated, and the cause that the file ends in: without what differs from run to run
said() {
	"$1" replay -q "$2" 2>/dev/null | grep '^NOT AS STATED' || :
	"$1" cause "$2" 2>/dev/null || echo "the program ends with status $?"
}

new=
count=0
for f in "$top"/fuzz/scenarios/*.txt; do
	if ! "$tool" replay -q "$f" &&
		{ "$PREVIOUS/teeproof" replay -q "$f" || [ "$(said "$tool" "$f")" != "$(said "$PREVIOUS/teeproof" "$f")" ]; }; then
		new="$new $f"
	fi
	count=$((count + 1))
done

# What it has found is played on the tree before. Anything else, such as a target that crashed or ran nothing, is no result.
status=0
FUZZ_TIME=${FUZZ_TIME:-10} "$top/ci/hosted/run" run >"$OUT/fuzz" 2>&1 || status=$?
cat "$OUT/fuzz"
failed=$(sed -n 's/^fuzz: [0-9]* passed, \([0-9]*\) failed.*/\1/p' "$OUT/fuzz" | tail -n 1)
found=$(grep -c '^NEW FINDING of ' "$OUT/fuzz" || :)
if [ -z "$failed" ] || { [ "$status" != 0 ] && [ "$failed" != "$found" ]; }; then
	echo "fuzzing is not complete: $(grep -e ' crashed; ' -e '^NOT RUN: ' -e 'NOT COMPLETE' -e '^O9: ' -e '^ci/hosted/run: ' "$OUT/fuzz" | head -n 1 | grep . || echo "status $status")"
	exit 1
fi
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
