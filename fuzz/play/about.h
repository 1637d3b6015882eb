/* SPDX-License-Identifier: GPL-2.0-only */
/* What the steps of a sequence are about: see about.c. */
#ifndef PLAY_ABOUT_H
#define PLAY_ABOUT_H

#include "sequence.h"

/** about_begin() - a run of @s begins */
void about_begin(const struct sequence *s);
/** about_step() - the current task begins its step number @step, or @ends it */
void about_step(u32 step, bool ends);

#endif
