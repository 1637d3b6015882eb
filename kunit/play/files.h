/* SPDX-License-Identifier: GPL-2.0-only */
/* The seeds, scenarios and findings of fuzz/, as they were when the kernel was built. */
#ifndef SEQUENCE_FILES_H
#define SEQUENCE_FILES_H

/**
 * struct sequence_file - a sequence in its text form
 * @name:	its path below fuzz/, without .txt
 * @text:	what is in it
 */
struct sequence_file {
	const char *name;
	const char *text;
};

/* ended by one without a name */
extern const struct sequence_file sequence_files[];

#endif /* SEQUENCE_FILES_H */
