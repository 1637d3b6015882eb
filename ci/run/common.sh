# SPDX-License-Identifier: GPL-2.0-only
# What the shell scripts of ci/ share: locks, files that are replaced as a whole. For Python: common.py.

# lock FILE [MESSAGE]: until this process has ended no other one gets past its own lock of FILE. MESSAGE is printed when
# another one holds it. A file of somebody else's may be one that cannot be opened for writing: reading is enough then.
lock() {
	if (umask 022; exec 9>>"$1") 2>/dev/null; then exec 9>>"$1"; else exec 9<"$1"; fi
	[ -z "${2:-}" ] || flock -n 9 || echo "$2" >&2
	flock 9
}

# replace_file FILE COMMAND...: what the command prints becomes the content of FILE, which others see whole or not at all,
# whenever this is interrupted; a command that fails leaves FILE as it was.
replace_file() {
	replaced=$1
	shift
	"$@" >"$replaced.new" && mv "$replaced.new" "$replaced"
}
