# SPDX-License-Identifier: GPL-2.0-only
# make help: the targets and variables of the makefiles given; -v all=1: those of every group.
BEGIN {
	n = split("everyday check search measure driver record self install", order, " ")
	title["everyday"] = "Everyday"
	title["check"] = "One check"
	title["search"] = "Search longer"
	title["self"] = "Tests of teeproof itself"
	title["record"] = "Bring lists up to date"
	title["install"] = "Install and clean up"
	title["driver"] = "The driver elsewhere"
	title["measure"] = "Measure"
}

# "GROUP: TEXT" in text: sets group and text; what has no known group is shown with the tests
function part(line) {
	group = line
	sub(/: .*/, "", group)
	text = line
	sub(/^[a-z]+: /, "", text)
	if (!(group in title) && group != "all") {
		group = "self"
		text = line
	}
}

/^[a-z-]+: ##! / {
	name = $1
	sub(/:$/, "", name)
	sub(/^[^#]*##! /, "")
	part($0)
	targets[group] = targets[group] sprintf("  make %-16s %s\n", name, text)
}

/^##= / {
	part(substr($0, 5))
	variables[group] = variables[group] sprintf("    %s\n", text)
}

END {
	print "teeproof tests a Linux TEE driver before it is merged."
	for (i = 1; i <= (all ? n : 1); i++) {
		group = order[i]
		printf "\n%s%s", all ? title[group] "\n" : "", targets[group]
		if (all && variables[group])
			printf "  Variables\n%s", variables[group]
	}
	printf "\nVariables of every target\n%s", variables["all"]
	if (!all)
		print "\nmake help ALL=1 lists all targets, and the variables of each."
}
