/* SPDX-License-Identifier: GPL-2.0-only */
/* The reference of the sequence language, of which fuzz/sequence/README.md has a copy. */
#ifndef WORDS_H
#define WORDS_H

#include <stdio.h>

/** words_print() - everything that the tables of fuzz/sequence have, as Markdown */
void words_print(FILE *f);

#endif
