# SPDX-License-Identifier: GPL-2.0-only
# Part of ci/hosted/run: AFL++'s own parallel mode, as on many machines: one main instance and JOBS-1 secondaries share a folder
# (fuzz/sequence's mutations as custom mutator). What they found becomes findings by cause, as libFuzzer's does, which
# stay for the runs to come as long as they are findings; and what they learned goes into the corpus that make fuzz and
# the next cluster go on with, also when a run was interrupted.

# The targets for AFL++: its coverage, its driver, its runtime. WORK: where such a build has been already, as by
# ci/services/oss-fuzz/check.
cluster_build() {
	command -v afl-fuzz >/dev/null || fail "no afl-fuzz; ci/setup fuzz installs it"
	afl=${AFL_PATH:-/usr/lib/afl}
	clang=clang-${LLVM_VERSION:-19}
	afl_tool=$(FUZZING_ENGINE=afl SANITIZER=address CC=$clang CXX=$clang CFLAGS= CXXFLAGS= WORK=${WORK:-$out/afl} \
		LIB_FUZZING_ENGINE="$afl/libAFLDriver.a $afl/afl-compiler-rt.o -lstdc++ -lm" ci/hosted/build)
	afl_built=$(dirname "$afl_tool")
}

# instance TARGET ARGUMENT...: one afl-fuzz, in the background
instance() {
	afl_target=$1
	shift
	# what the machine is set to (CPU frequency, core pattern) stays as it is
	AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_FAST_CAL=1 \
		AFL_SYNC_TIME=1 AFL_IMPORT_FIRST=1 AFL_CUSTOM_MUTATOR_LIBRARY="$afl_built/$afl_target.mutator.so" \
		afl-fuzz -m none -t 5000 -V "${FUZZ_TIME:-60}" -i "$afl_seeds" -o "$sync" -x "$afl_built/$afl_target.dict" "$@" \
		-- "$afl_built/$afl_target" >>"$sync.log" 2>&1 &
	instances="$instances $!"
}

# While it runs an instance tells in plot_data (columns: 12 executions, 13 edges, 8 crashes), at its end in fuzzer_stats.
watched() { for i in "$sync"/*/plot_data; do awk -F', *' -v c="$1" 'END { print (NR > 1 ? $c + 0 : 0) }' "$i" 2>/dev/null; done; }
told() { for i in "$sync"/*/fuzzer_stats; do sed -n "s/^$1 *: *//p" "$i"; done; }
sum() { awk '{ n += $1 } END { print n + 0 }'; }
most() { sort -n | tail -n 1 | grep . || echo 0; }

alive() { for i in $instances; do ! kill -0 "$i" 2>/dev/null || return 0; done; return 1; }

cluster_watch() {
	seconds=0
	while alive; do
		sleep 1
		seconds=$((seconds + 1))
		[ $((seconds % ${PROGRESS_S:-5})) != 0 ] ||
			echo "  $seconds s: $(watched 12 | sum) executions, $(watched 13 | most) edges, $(watched 8 | sum) crashes" >&2
	done
}

# A crash by AFL++'s account is a finding, or ends the target; a hang may be no more than a slow machine.
cluster_crashes() {
	crashes=$(ls "$sync"/*/crashes/id* "$sync"/*/hangs/id* 2>/dev/null || :)
	[ -n "$crashes" ] || return 0
	play="ci/hosted/fuzz-target $out/fuzz_$t -artifact_prefix=$found/"
	TEEPROOF_FINDINGS=$found $play $crashes >"$sync.crashes.log" 2>&1 && return
	for f in $crashes; do
		TEEPROOF_FINDINGS=$found $play "$f" >"$sync.crashes.log" 2>&1 && continue
		tail -n 20 "$sync.crashes.log" >&2
		cp "$f" "$found/ends-$(sha1sum <"$f" | cut -c1-12)"
		news=$((news + 1))
		echo "fuzz_$t crashed: $out/fuzz_$t $found/ends-$(sha1sum <"$f" | cut -c1-12)"
	done
}

# What the instances found and learned, of this run or of one that was interrupted: once.
cluster_gather() {
	merged=0
	[ -d "$sync" ] && [ ! -e "$sync/gathered" ] && [ -n "$(ls -d "$sync"/*/queue 2>/dev/null)" ] || return 0
	cluster_crashes
	corpus_add "$t" "$sync"/*/queue
	touch "$sync/gathered"
}

cluster_target() {
	t=$1 sync=$out/cluster/$1 afl_seeds=$out/cluster/$1.seeds found=$out/findings/cluster-$1 instances=
	earlier "$found"
	cluster_gather
	[ "$merged" = 0 ] || echo "fuzz_$t: $merged new in the corpus by a run that was interrupted"
	rm -rf "$sync" "$afl_seeds"
	mkdir -p "$sync" "$afl_seeds"
	: >"$sync.log"
	cp "$(seeds "$t")"/* "$afl_seeds/"
	echo "fuzz_$t: ${JOBS:-2} instances, ${FUZZ_TIME:-60} s, from $(count "$afl_seeds") inputs" >&2
	trap 'kill $instances 2>/dev/null || :; echo "ci/hosted/run: interrupted in fuzz_$t; the next run takes over what this one has learned" >&2; exit 130' INT TERM
	instance "fuzz_$t" -M main -s "${FUZZ_SEED:-1}"
	# secondaries begin with what main has by then, and ask again every minute
	for i in $(seq 30); do
		[ ! -e "$sync/main/fuzzer_stats" ] && alive || break
		sleep 1
	done
	sleep "${LEAD_S:-3}"
	for i in $(seq 2 "${JOBS:-2}"); do
		instance "fuzz_$t" -S "secondary$i" -s "$((${FUZZ_SEED:-1} + i))"
	done
	cluster_watch
	trap - INT TERM
	ran=$(told execs_done | grep -vcx 0 || :)
	[ "$ran" = "${JOBS:-2}" ] || { tail -n 20 "$sync.log" >&2; fail "$ran of ${JOBS:-2} instances of fuzz_$t ran: $sync.log"; }
	shared=$(ls "$sync"/secondary*/queue 2>/dev/null | grep -c ',sync:main' || :)
	cluster_gather
	judge "fuzz_$t" "$found"
	[ "$new" != 0 ] || passed=$((passed + 1))
	echo "fuzz_$t: $(told execs_done | sum) executions by ${JOBS:-2} instances, $(told edges_found | most) edges, $shared inputs of main taken over by" \
		"secondaries, $merged new in the corpus, $new new findings, $old known"
}

cluster() {
	list=$(targets)
	cluster_build
	for t in $list; do cluster_target "$t"; done
	ended fuzz-cluster
}
