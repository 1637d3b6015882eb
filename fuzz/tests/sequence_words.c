// SPDX-License-Identifier: GPL-2.0-only
/* Prints the reference of the sequence language without a hosted world (teeproof words). */
#include "words.h"

int main(void)
{
	words_print(stdout);
	return fflush(stdout) != 0;
}
