// SPDX-License-Identifier: GPL-2.0-only
/* The file in one folder that stands for a file of any folder. */
#include <stdio.h>
#include <string.h>
#include "tool.h"

bool tool_path_in(char *path, size_t size, const char *dir, const char *name)
{
	if (snprintf(path, size, "%s/%s", dir, name) >= (int)size)
		return false;
	for (char *c = path + strlen(dir) + 1; *c; c++)
		if (*c == '/')
			*c = '-';
	return true;
}
