// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sequence language keeps its promises: over random sequences each form
 * converts to the other without loss, any bytes decode to a valid sequence, and
 * what is wrong in a text is named with its line. Prints TAP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "monitor.h"
#include "sequence.h"

#define ROUNDS		10000
#define ALL_ROLES	((1u << SEQ_ROLES) - 1)

static struct sequence one, two, three;
static u8 bytes[1 << 16];
static char text[1 << 17];
static unsigned int number, failed;

static void result(int good, const char *name)
{
	printf("%s %u %s\n", good ? "ok" : "not ok", ++number, name);
	failed += !good;
}

static int round_trips(const struct sequence *s)
{
	const char *error;
	unsigned int line;
	size_t size = seq_encode(s, bytes, sizeof(bytes));

	if (!seq_valid(s) || !size)
		return 0;
	seq_decode(&three, bytes, size);
	if (!seq_equal(s, &three))
		return 0;
	if (!seq_print(s, text, sizeof(text)))
		return 0;
	if (!seq_parse(&three, text, &error, &line)) {
		printf("# line %u: %s\n%s", line, error, text);
		return 0;
	}
	return seq_equal(s, &three);
}

static int generated(void)
{
	for (u64 i = 0; i < ROUNDS; i++) {
		u64 seed = i;

		seq_generate(&one, ALL_ROLES, &seed);
		if (!round_trips(&one)) {
			printf("# seed %llu\n%s", (unsigned long long)i, text);
			return 0;
		}
	}
	return 1;
}

static int mutated(void)
{
	u64 seed = 1;

	seq_generate(&one, ALL_ROLES, &seed);
	seq_generate(&two, ALL_ROLES, &seed);
	for (u64 i = 0; i < ROUNDS; i++) {
		seq_mutate(&one, ALL_ROLES, &seed);
		if (!round_trips(&one))
			return 0;
		if (i % 10 == 0) {
			seq_cross(&three, &one, &two, &seed);
			two = one;
			one = three;
			if (!round_trips(&one))
				return 0;
		}
		if (i % 100 == 0)
			seq_drop_task(&one, (unsigned int)i % SEQ_MAX_TASKS);
	}
	return 1;
}

static int any_bytes(void)
{
	u64 seed = 2;

	for (u64 i = 0; i < ROUNDS; i++) {
		size_t size = seq_random(&seed) % 600;

		for (size_t k = 0; k < size; k++)
			bytes[k] = (u8)seq_random(&seed);
		seq_decode(&one, bytes, size);
		if (!round_trips(&one))
			return 0;
	}
	return 1;
}

static int same_seed_same_sequence(void)
{
	for (u64 i = 0; i < 100; i++) {
		u64 a = i, b = i;

		seq_generate(&one, ALL_ROLES, &a);
		seq_generate(&two, ALL_ROLES, &b);
		if (!seq_equal(&one, &two))
			return 0;
	}
	return 1;
}

static int short_room(void)
{
	u64 seed = 3;
	size_t size;

	seq_generate(&one, ALL_ROLES, &seed);
	size = seq_encode(&one, bytes, sizeof(bytes));
	if (seq_encode(&one, bytes, size - 1) || seq_encode(&one, bytes, size) != size)
		return 0;
	size = seq_print(&one, text, sizeof(text));
	return seq_print(&one, text, size + 1) == size && !seq_print(&one, text, size);
}

static const struct {
	const char *text;
	unsigned int line;
	const char *error;
} wrong[] = {
	{ "", 1, "no task is declared" },
	{ "sequence 2\n", 1, "only version 1 is known" },
	{ "task b client\n", 1, "tasks are declared in order: a, b, c" },
	{ "task a sailor\n", 1, "a task is a client, user, supplicant or world" },
	{ "task a client\n\nb: system s0\n", 3, "no such task; 'task a client' declares one" },
	{ "task a client\na: dance\n", 2, "no such operation" },
	{ "task a client\na: remove\n", 2, "a task of this role can't do that" },
	{ "task a client\na: system c0\n", 2, "a slot is expected here: c0, s0, m0, b0" },
	{ "task a client\na: system s8\n", 2, "the value is too large" },
	{ "task a client\na: system s0 s1\n", 2, "more arguments than the operation has" },
	{ "task a client\na: open-session s0 c0 nobody public\n", 2, "no such name here" },
	{ "task a client\na: invoke s0 0 0 value-in(1,2)\n", 2, "a parameter has more values than that" },
	{ "task a client\nrule at=invoke eat=3\n", 2, "a rule has at= do= task= func= skip= count= value=" },
	{ "world threads=65\n", 1, "threads are 1 to 64" },
	{ "task a client\nschedule 16\n", 2, "a schedule's entry is POINTS:TASK, as in 17:b" },
	{ "task a client\nschedule 16:64\n", 2, "a schedule's task is a letter or a number below 64" },
	{ "task a client\na: sleep 99999999999999999999\n", 2, "the number is above 64 bits" },
};

static int errors_are_named(void)
{
	const char *error;
	unsigned int line;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (seq_parse(&one, wrong[i].text, &error, &line) || line != wrong[i].line ||
		    strcmp(error, wrong[i].error)) {
			printf("# %s# gave line %u: %s\n", wrong[i].text, line, error ? error : "no error");
			return 0;
		}
	}
	return 1;
}

static int files_are_lossless(int count, char **files)
{
	const char *error;
	unsigned int line;

	for (int i = 0; i < count; i++) {
		FILE *f = fopen(files[i], "r");
		size_t size = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

		if (f)
			fclose(f);
		text[size] = 0;
		if (!seq_parse(&one, text, &error, &line)) {
			printf("# %s:%u: %s\n", files[i], line, error);
			return 0;
		}
		two = one;
		if (!round_trips(&two))
			return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	printf("1..7\n");
	result(generated(), "generated sequences round-trip");
	result(mutated(), "mutated and crossed sequences round-trip");
	result(any_bytes(), "any bytes decode to a valid sequence");
	result(same_seed_same_sequence(), "a seed names one sequence");
	result(short_room(), "too little room is told");
	result(errors_are_named(), "errors are named with their line");
	result(files_are_lossless(argc - 1, argv + 1), "text files round-trip");
	printf("sequence: %u passed, %u failed\n", number - failed, failed);
	return failed != 0;
}
