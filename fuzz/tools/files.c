// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof encode: text files as inputs of fuzzing engines. teeproof decode: the
 * other way. teeproof header: what the header of each file says.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "task0.h"
#include "tool.h"

/* For scripts: what the header of each file says, "FILE<tab>LINE" */
int tool_header(int argc, char **argv)
{
	static struct seq_about about;
	static struct sequence s;
	static char text[SEQ_MAX_CLAIMS * (SEQ_CLAIM_BYTES + 64) + 4 * SEQ_MAX_STEPS];

	for (int i = 1; i < argc; i++) {
		tool_read_about(argv[i], &s, &about);
		seq_print_header(&about, text, sizeof(text));
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
			printf("%s\t%s\n", argv[i], line);
	}
	return argc < 2 ? 2 : 0;
}

/* The results of its steps are those of a driver that has heaps. */
static bool lacks_heaps(const struct sequence *s)
{
	return s->flags & (SEQ_F_PROTMEM | SEQ_F_PROTMEM_STATIC) && !host_play_has_heaps();
}

/* For scripts: of the files those that are played on this driver over TRANSPORT, and why the others are not */
int tool_playable(int argc, char **argv)
{
	static struct seq_about about;
	static struct sequence s;

	for (int i = 1; i < argc; i++) {
		struct seq_error error = { .what = NULL };
		bool read = play_read(argv[i], &s, &about, &error);
		const char *why = read ? tool_not_played(&s, &about) : NULL;

		if (why)
			fprintf(stderr, "%s: not played over FF-A: %s\n", argv[i], why);
		else if (read && lacks_heaps(&s))
			fprintf(stderr, "%s: not played: this driver has no heaps of protected memory\n", argv[i]);
		else
			printf("%s\n", argv[i]);
	}
	return argc < 2 ? 2 : 0;
}

/* DIR/a-b-c.txt for a/b/c.txt; false: it is too long */
static bool path_in(char *path, size_t size, const char *dir, const char *name)
{
	if (snprintf(path, size, "%s/%s", dir, name) >= (int)size)
		return false;
	for (char *c = path + strlen(dir) + 1; *c; c++)
		if (*c == '/')
			*c = '-';
	return true;
}

int tool_encode(int argc, char **argv)
{
	static struct sequence s;
	static u8 bytes[1 << 16];

	for (int i = 2; i < argc; i++) {
		char path[1024];
		size_t n;
		FILE *f;

		tool_read(argv[i], &s);
		n = seq_encode(&s, bytes, sizeof(bytes));
		/* two folders may have a file of one name */
		if (!path_in(path, sizeof(path), argv[1], argv[i]))
			return 2;
		f = fopen(path, "w");
		if (!f || fwrite(bytes, 1, n, f) != n || fclose(f)) {
			perror(path);
			return 2;
		}
	}
	return argc < 2 ? 2 : 0;
}

int tool_decode(int argc, char **argv)
{
	static struct sequence s;
	static u8 bytes[1 << 16];

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");

		if (!f) {
			perror(argv[i]);
			return 2;
		}
		seq_decode(&s, bytes, fread(bytes, 1, sizeof(bytes), f));
		fclose(f);
		play_print_sequence(1, &s);
	}
	return 0;
}
