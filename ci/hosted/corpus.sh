# SPDX-License-Identifier: GPL-2.0-only
# Part of ci/hosted/run: corpora as small as they get, what they have to teach back as text seeds, findings once a cause.

# merge TARGET TO FROM...: libFuzzer adds to folder TO what FROM has that reaches more
merge() {
	t=$1
	shift
	mkdir -p "$out/findings/merge"
	TEEPROOF_FINDINGS=$out/findings/merge ci/hosted/fuzz-target "$out/fuzz_$t" $merge_how "$@" >"$out/merge_$t.log" 2>&1 ||
		{ tail -n 20 "$out/merge_$t.log" >&2; fail "merging fuzz_$t's corpus: $out/merge_$t.log"; }
}
merge_how=-merge=1

count() { find "$1" -type f | wc -l; }

# corpus_add TARGET FOLDER...: into the corpus that make fuzz uses; $merged is how many
corpus_add() {
	at=$(seeds "$1")
	t=$1 before=$(count "$at")
	shift
	merge "$t" "$at" "$@"
	merged=$(($(count "$at") - before))
}

# One target's corpus, and what runs with a FUZZ_SEED of their own have learned, without what adds nothing. Whenever this
# is interrupted, the corpus is there, or beside it as .old, where seeds() finds it.
corpus_shrink() {
	at=$(seeds "$1") small=$out/corpus/$1.small
	more=$(ls -d "$out/corpus/$1"-[0-9]* 2>/dev/null || :)
	before=0
	for dir in "$at" $more; do before=$((before + $(count "$dir"))); done
	rm -rf "$small" "$at.old"
	mkdir -p "$small"
	merge "$1" "$small" "$at" $more
	mv "$at" "$at.old"
	mv "$small" "$at"
	rm -rf "$at.old" $more
	passed=$((passed + 1))
	echo "fuzz_$1: $before inputs, now $(count "$at")"
}

# corpus_write TARGET: inputs that reach code which no committed seed does, as few as possible, to fuzz/corpus/TARGET/ as
# text, each named after its content; what replays as a finding is no seed.
corpus_write() {
	base=$out/corpus/$1.seeds written=0
	rm -rf "$base"
	mkdir -p "$base" "fuzz/corpus/$1"
	"$tool" encode "$base" $(ls fuzz/corpus/"$1"/*.txt fuzz/scenarios/*.txt 2>/dev/null)
	ls "$base" | sort >"$base.names"
	# -use_counters=0: how often a branch was taken is no reason for a file in the repository
	merge_how="-set_cover_merge=1 -use_counters=0"
	merge "$1" "$base" "$out/corpus/$1"
	merge_how=-merge=1
	for f in $(ls "$base" | sort | comm -13 "$base.names" -); do
		text=$out/corpus/$1.text
		{ echo "# kept by make corpus-merge for the code that it reaches"; "$tool" decode "$base/$f"; } >"$text"
		to=fuzz/corpus/$1/$(sha1sum <"$text" | cut -c1-12).txt
		[ ! -e "$to" ] && "$tool" replay -q "$text" >/dev/null 2>&1 || continue
		mv "$text" "$to"
		written=$((written + 1))
	done
	echo "fuzz_$1: $written new seeds in fuzz/corpus/$1"
}

# The findings of all targets and programs, one of each cause: the first by name stays.
findings_once() {
	kept= files=0 causes=0
	for f in $(find "$out/findings" -name '*.txt' | sort); do
		files=$((files + 1))
		if [ -n "$kept" ] && "$tool" same "$f" $kept >/dev/null 2>&1; then
			rm "$f"
		else
			kept="$kept $f" causes=$((causes + 1))
		fi
	done
	echo "findings: $files files, $causes causes"
}

corpus_merge() {
	unset FUZZ_SEED FRESH_CORPUS	# which name other corpora
	list=$(targets)
	earlier "$out/findings/merge"
	for t in $list; do
		corpus_shrink "$t"
		[ -z "${WRITE:-}" ] || corpus_write "$t"
	done
	judge merge "$out/findings/merge"
	findings_once
	ended corpus-merge
}
