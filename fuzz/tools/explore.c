// SPDX-License-Identifier: GPL-2.0-only
/* teeproof explore */
#include "tool.h"
int tool_explore(int argc, char **argv)
{
	return 2;
}
