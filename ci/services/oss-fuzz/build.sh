#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Builds the fuzz targets for OSS-Fuzz and ClusterFuzzLite, by their contract: from $SRC/teeproof and the kernel in
# $SRC/linux, with $CC, $CXX, $CFLAGS, $CXXFLAGS and $LIB_FUZZING_ENGINE, for $SANITIZER, $FUZZING_ENGINE and
# $ARCHITECTURE, with objects in $WORK; into $OUT go, for each target, the program, its .dict and .options, and its
# seeds as TARGET_seed_corpus.zip.
#
# DRIVER=tree fuzzes the kernel's own driver.
set -eu
: "${SRC:?}" "${OUT:?}" "${WORK:?}" "${CC:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}"
export SANITIZER="${SANITIZER:-address}" FUZZING_ENGINE="${FUZZING_ENGINE:-libfuzzer}"
export CFLAGS="${CFLAGS:-}" CXXFLAGS="${CXXFLAGS:-}"
fail() { echo "build.sh: $*" >&2; exit 1; }

[ "${ARCHITECTURE:-x86_64}" = x86_64 ] || fail "ARCHITECTURE=$ARCHITECTURE: the hosted world follows UML, which is x86 only"
[ ! -d "$SRC/linux" ] || export KSRC="$SRC/linux"

# The machine that runs the targets has no C++ library of the one that builds them.
case $CXXFLAGS in *libc++*) ;; *) export LDFLAGS="-static-libstdc++ -static-libgcc ${LDFLAGS:-}" ;; esac

cd "$(cd "$SRC/teeproof" && pwd -P)"
tool=$(ci/hosted/build)
built=$(dirname "$tool")
for source in fuzz/targets/fuzz_*.c; do
	t=$(basename "$source" .c)
	cp "$built/$t" "$built/$t.dict" "$OUT/"
	sed "s/@TARGET@/$t/" fuzz/targets/options >"$OUT/$t.options"
	seeds=$WORK/seeds/$t
	rm -rf "$seeds" "$OUT/${t}_seed_corpus.zip"
	mkdir -p "$seeds"
	LLVM_PROFILE_FILE=/dev/null "$tool" encode "$seeds" fuzz/corpus/"${t#fuzz_}"/*.txt fuzz/scenarios/*.txt
	(cd "$seeds" && python3 -m zipfile -c "$OUT/${t}_seed_corpus.zip" *)
	[ "$FUZZING_ENGINE" != afl ] || cp "$built/$t.mutator.so" "$OUT/"
done
