#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Writes a C file with texts of sequences in it, for the kernel to read: files.sh TOP FILE...
# A file's name there is its path below TOP, without .txt.
top=$1
shift
printf '%s\n' '// SPDX-License-Identifier: GPL-2.0-only' '/* Made by files.sh */' '#include "play/files.h"' '' \
	'const struct sequence_file sequence_files[] = {'
for f in "$@"; do
	name=${f#"$top"/}
	printf '\t{ "%s",\n' "${name%.txt}"
	sed 's/[\\"]/\\&/g; s/.*/\t  "&\\n"/' "$f"
	printf '\t},\n'
done
printf '\t{ }\n};\n'
