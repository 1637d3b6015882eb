// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the sequence language: over random sequences each form
 * converts to the other without loss, any bytes decode to a valid sequence, and
 * what is wrong in a text is named with its line. Prints TAP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "monitor.h"
#include "run.h"
#include "sequence.h"

#define ROUNDS		10000
#define ALL_ROLES	((1u << SEQ_ROLES) - 1)

static struct sequence one, two, three;
static struct seq_about about, other;
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
	struct seq_error error;
	size_t size = seq_encode(s, bytes, sizeof(bytes));

	if (!seq_valid(s) || !size)
		return 0;
	seq_decode(&three, bytes, size);
	if (!seq_equal(s, &three))
		return 0;
	if (!seq_print(s, text, sizeof(text)))
		return 0;
	if (!seq_parse(&three, NULL, text, &error)) {
		printf("# line %u: %s\n%s", error.line, error.what, text);
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

static void reach_by(struct sequence *s, u8 transport)
{
	s->transport = transport;
	s->flags &= seq_settings(transport);
}

static int mutated_over(u8 transport)
{
	u64 seed = 1;

	seq_generate(&one, ALL_ROLES, &seed);
	seq_generate(&two, ALL_ROLES, &seed);
	reach_by(&one, transport);
	reach_by(&two, transport);
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

static int mutated(void)
{
	return mutated_over(SEQ_SMC) && mutated_over(SEQ_FFA);
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

#define WHO_IS_EXPECTED "who can bring the fault about is expected here, and a sentence: " \
	"(user): , (supplicant): , (secure world): , (kernel): or (none): "
#define PROMISES_ARE "promises are P1 to P10, each once and in order, as in P4 P5"

static const struct {
	const char *text;
	unsigned int line, column;
	const char *word;
	const char *error;
} wrong[] = {
	{ "", 1, 1, "", "no task is declared" },
	{ "sequence 2\n", 1, 10, "2", "only version 1 is known" },
	{ "task b client\n", 1, 6, "b", "tasks are declared in order: a, b, c" },
	{ "task a sailor\n", 1, 8, "sailor", "a task is a client, user, supplicant or machine" },
	{ "task a client\n\nb: system s0\n", 3, 1, "b:", "no such task; 'task a client' declares one" },
	{ "task a client\na: dance\n", 2, 4, "dance", "no such operation" },
	{ "task a client\na: remove\n", 2, 4, "remove", "a task of this role can't do that" },
	{ "task a client\na: system c0\n", 2, 11, "c0", "a slot is expected here: c0, s0, m0, b0" },
	{ "task a client\na: system s8\n", 2, 11, "s8", "the value is too large" },
	{ "task a client\na: system s0 s1\n", 2, 14, "s1", "more operands than the operation has" },
	{ "task a client\na: open-session s0 c0 nobody public\n", 2, 23, "nobody", "no such name here" },
	{ "task a client\na: invoke s0 0 0 value-in(1,2)\n", 2, 30, ")", "a parameter has more values than that" },
	{ "task a client\nrule at=invoke eat=3\n", 2, 16, "eat=3",
	  "a rule has at= do= task= func= skip= count= value=" },
	{ "world threads=65\n", 1, 7, "threads=65", "threads are 1 to 64" },
	{ "task a client\nschedule 16\n", 2, 12, "", "a schedule's entry is POINTS:TASK, as in 17:b" },
	{ "task a client\nschedule 16:64\n", 2, 10, "16:64",
	  "a schedule's task is a letter or a number below 64" },
	{ "task a client\na: sleep 99999999999999999999\n", 2, 10, "99999999999999999999",
	  "the number is above 64 bits" },
	{ "task a client\na: invoke s0\n", 2, 13, "", "an operand is missing here; teeproof words lists those of each operation" },
	{ "task a client\na: invoke s0 func=1 func=2\n", 2, 21, "func=2", "this operand is given twice" },
	{ "task a client\na: invoke s0 slow.dance\n", 2, 14, "slow.dance",
	  "no such command; a command is a number or a word as slow.park" },
	{ "expect well\n", 1, 8, "well", "expected is: fine, stuck or finding" },
	{ "expect fine O1\n", 1, 13, "O1", "only a finding has a cause" },
	{ "expect driver=repo fine\n", 1, 15, "repo", "of one driver is driver=tree" },
	{ "also\n", 1, 5, "", "a cause is expected here, as teeproof cause prints it" },
	{ "found\n", 1, 6, "", "what the oracle said is expected here" },
	{ "by\n", 1, 3, "", "the search that found it is expected here" },
	{ "also with=dance O1\n", 1, 11, "dance", "an operation is expected here, or lie" },
	{ "also with=remove P4: x\n", 1, 18, "P4:", "a cause begins with its oracle, O1 to O9" },
	{ "also O1 x in f()\n", 1, 6, "O1",
	  "this cause may have another reason as well: say with=OPERATION, with=lie or stack=FUNCTION<FUNCTION" },
	{ "also with=remove O1 * in f(), freed in g()\n", 1, 18, "O1", "* stands for no kind of error" },
	{ "also with=remove O1 x in f()\n", 1, 18, "O1",
	  "two functions are wanted: where it went wrong, and who called it, freed the memory, or holds the lock" },
	{ "also with=remove O1 x, freed in * by f()\n", 1, 18, "O1",
	  "two functions are wanted: where it went wrong, and who called it, freed the memory, or holds the lock" },
	{ "also with=remove stack=f<g O1 x, freed in * by h()\n", 1, 28, "O1", "* stands for no function but the last of three" },
	{ "also with=remove O7 f() of a lock in optee_*()\n", 1, 18, "O7",
	  "two functions are wanted: where it went wrong, and who called it, freed the memory, or holds the lock" },
	{ "also with=remove stack=f O7 x of f() in optee_*\n", 1, 26, "O7", "* stands for a word, and nothing else for any text" },
	{ "also with=steal O3 halt in *\n", 1, 17, "O3", "* stands for no function but the last of three" },
	{ "also stack= O1 x\n", 1, 12, "", "functions are expected here, the innermost first, with < between them" },
	{ "kernels\n", 1, 8, "", "versions of Linux are expected here, as in 6.12 7.3" },
	{ "kernels 6.12, 7\n", 1, 9, "6.12,", "versions of Linux are expected here, as in 6.12 7.3" },
	{ "kernels 7 6.12\n", 1, 9, "7", "versions of Linux are expected here, as in 6.12 7.3" },
	{ "fault\n", 1, 6, "", "a fault is CLASS (WHO): SENTENCE" },
	{ "fault hang: it waits\n", 1, 7, "hang:", "a fault is CLASS (WHO): SENTENCE" },
	{ "fault (user): it waits\n", 1, 7, "(user):", "a fault is CLASS (WHO): SENTENCE" },
	{ "fault hang (root): it waits\n", 1, 13, "root):", WHO_IS_EXPECTED },
	{ "fault hang (user): # why?\n", 1, 20, "#", WHO_IS_EXPECTED },
	{ "promise\n", 1, 8, "", PROMISES_ARE },
	{ "promise P0\n", 1, 9, "P0", PROMISES_ARE },
	{ "promise P4 P11\n", 1, 12, "P11", PROMISES_ARE },
	{ "promise P5 P4\n", 1, 12, "P4", PROMISES_ARE },
	{ "promise P4 P4\n", 1, 12, "P4", PROMISES_ARE },
	{ "promise P4, P5\n", 1, 9, "P4,", PROMISES_ARE },
	{ "uml sometimes\n", 1, 5, "sometimes", "in UML a finding fires, does-not-show or is not-played" },
	{ "task a client\norder 0\n", 3, 1, "", "the order names a step that there is not" },
	{ "hope for the best\n", 1, 1, "hope",
	  "a line is a step (a: ...), a comment, or begins with sequence, machine, task, rule, schedule, expect, also, verdict, uml, ffa, kernels, fault, promise, found, by, order" },
	{ "machine transport=tcp\n", 1, 19, "tcp", "a transport is smc or ffa" },
	{ "machine transport=ffa hvc\n", 1, 26, "", "one of these settings is not there over FF-A" },
	{ "machine spm-1-0\n", 1, 16, "", "one of these settings is there over FF-A only: transport=ffa" },
	{ "ffa fires\n", 1, 5, "fires", "over FF-A a file is not-played, and why" },
	{ "task a client\na: system s0 => fine\n", 2, 17, "fine",
	  "a result is 0, -EINTR, a TEE result such as busy, 0xffff000d or tee(7), skipped, waits, never" },
	{ "task a client\na: system s0 => -EWHAT\n", 2, 18, "EWHAT", "a number is expected here" },
	{ "task a client\na: system s0 => 0 0\n", 2, 19, "0", "a second result for the same place" },
};

static int errors_are_named(void)
{
	struct seq_error e = { 0 };
	int good = 1;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (seq_parse(&one, &about, wrong[i].text, &e) || e.line != wrong[i].line ||
		    e.column != wrong[i].column || strcmp(e.word, wrong[i].word) ||
		    strcmp(e.what, wrong[i].error)) {
			printf("# %s# gave %u:%u: '%s': %s\n", wrong[i].text, e.line, e.column, e.word,
			       e.what ? e.what : "no error");
			good = 0;
		}
	}
	return good;
}

/* The same steps in the words of an earlier version, by name, and as they are printed. */
static const char *const ways[][3] = {
	{ "invoke s0 3 0", "invoke session=s0 func=slow.park", "invoke s0 slow.park" },
	{ "invoke s0 3 7 value-in(5,0,0)", "invoke cancel-id=7 s0 3 value-in(5,0,0)",
	  "invoke s0 slow.park cancel-id=7 value-in(5,0,0)" },
	{ "invoke s0 99 0 none", "invoke s0 func=99 none", "invoke s0 func=99 none" },
	{ "open-session s0 c0 slow public", "open-session s0 ta=slow c0", "open-session s0 c0 slow" },
	{ "open-session s1 c0 echo user", "open-session s1 c0 login=user ta=echo", "open-session s1 c0 echo login=user" },
	{ "shm-register m0 c0 b0 1 3", "shm-register m0 size=3 offset=1 c0 b0", "shm-register m0 c0 b0 offset=1 size=3" },
	{ "sleep 10", "sleep ms=10", "sleep 10" },
};

static int operands_have_names(void)
{
	static char form[3][256];
	struct seq_error e;
	int good = 1;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		for (int k = 0; k < 3; k++)
			snprintf(form[k], sizeof(form[k]), "%s threads=4\ntask a %s\na: open-session s0 c0 slow\na: %s\n",
				 k ? "machine" : "world", "client", ways[i][k]);
		if (!seq_parse(&one, NULL, form[0], &e) || !seq_parse(&two, NULL, form[1], &e) || !seq_equal(&one, &two) ||
		    !seq_print(&one, text, sizeof(text)) || strcmp(text + strlen("sequence 1\n"), form[2])) {
			printf("# %s# is printed as %s", form[0], text);
			good = 0;
		}
	}
	return good && seq_parse(&one, NULL, "task a world\na: remove\n", &e) &&
	       seq_parse(&two, NULL, "task a machine\na: remove\n", &e) && seq_equal(&one, &two);
}

/* Each header line and result as it was, and as it is printed. */
static const char *const header[][2] = {
	{ "expect fine\n", "expect fine\n" },
	{ "expect driver=tree finding O3 dead*\n", "expect driver=tree finding O3 dead*\n" },
	{ "also  O4 P4:  a (b) \n", "also O4 P4:  a (b)\n" },
	{ "also stack=f<g  O1 x in f()\n", "also stack=f<g O1 x in f()\n" },
	{ "also with=remove stack=f<optee_g O1 x of * bytes in f()\n", "also with=remove stack=f<optee_g O1 x of * bytes in f()\n" },
	{ "also with=remove O2 x\n", "also with=remove O2 x\n" },
	{ "verdict O4: P1.*\n", "verdict O4: P1.*\n" },
	{ "uml does-not-show, it is rare\n", "uml does-not-show, it is rare\n" },
	{ "uml fires\n", "uml fires\n" },
	{ "ffa not-played,  it is about SMCs\n", "ffa not-played, it is about SMCs\n" },
	{ "kernels  6.12 7.3 \n", "kernels 6.12 7.3\n" },
	{ "fault broken promise P4  (secure world): it (all) waits\n", "fault broken promise P4  (secure world): it (all) waits\n" },
	{ "promise  P4 P10 # why\n", "promise P4 P10\n" },
	{ "order 1 0\n", "order 1 0\n" },
	{ "# expect: stuck\n", "expect stuck\n" },
	{ "# expect with DRIVER=tree: finding O1 x\n", "expect driver=tree finding O1 x\n" },
	{ "# also: O4 P4: x\n", "also O4 P4: x\n" },
	{ "# also lie: O2 x\n", "also with=lie O2 x\n" },
	{ "# also of interest: O1\n", "" },
	{ "# uml: not played, chance\n", "uml not-played, chance\n" },
	{ "# verdict: O[0-9]\n", "verdict O[0-9]\n" },
	{ "# order: 1 0\n", "order 1 0\n" },
};

static const char *const results[][2] = {
	{ "=> 0", " => 0" }, { "=> -4", " => -EINTR" }, { "=> -ENOTSUPP", " => -ENOTSUPP" },
	{ "=> busy", " => busy" }, { "=> 0xffff000d", " => busy" }, { "=> 0xf0100001", " => 0xf0100001" },
	{ "=> tee(7)", " => tee(7)" }, { "=> tee(0xffff000d)", " => busy" }, { "=> 7", " => 7" },
	{ "=> skipped", " => skipped" }, { "=> waits", " => waits" }, { "=> never", " => never" },
	{ "=> 0  tree=-EINVAL uml=0 # why", " => 0 tree=-EINVAL uml=0" }, { "=> uml=-5", " => uml=-EIO" },
	{ "", "" },
};

static int prints_as(const char *from, const char *line, const char *want)
{
	static char wanted[1 << 12], again[1 << 14];
	struct seq_error e;

	snprintf(wanted, sizeof(wanted), "sequence 1\n%smachine threads=4\ntask a client\na: system s0%s\na: system s1\n",
		 line ? "" : want, line ? want : "");
	if (!seq_parse(&one, &about, from, &e)) {
		printf("# %u:%u: %s\n%s", e.line, e.column, e.what, from);
		return 0;
	}
	seq_print_text(&one, &about, text, sizeof(text));
	if (strcmp(text, wanted)) {
		printf("# not as it should be:\n%s", text);
		return 0;
	}
	return seq_parse(&two, &other, text, &e) && seq_equal(&one, &two) &&
	       seq_print_text(&two, &other, again, sizeof(again)) && !strcmp(text, again);
}

static int what_is_expected_is_kept(void)
{
	static char from[1 << 12];
	int good = 1;

	for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++) {
		snprintf(from, sizeof(from), "%stask a client\na: system s0\na: system s1\n", header[i][0]);
		good &= prints_as(from, NULL, header[i][1]);
	}
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		snprintf(from, sizeof(from), "task a client\na: system s0 %s\na: system s1\n", results[i][0]);
		good &= prints_as(from, "", results[i][1]);
	}
	return good;
}

static int holds_for_the_driver(void)
{
	struct seq_error e;

	if (!seq_parse(&one, &about, "expect fine\nexpect driver=tree stuck\ntask a client\n"
		       "a: system s0 => 0 tree=busy uml=waits ffa=-ENOSPC\na: system s1 => tree=never\na: system s2\n", &e))
		return 0;
	return seq_claim(&about, SEQ_EXPECT, false)->word == SEQ_EXPECT_FINE &&
	       seq_claim(&about, SEQ_EXPECT, true)->word == SEQ_EXPECT_STUCK &&
	       !seq_claim(&about, SEQ_ALSO, true) &&
	       seq_stated(&about, 0, 0)->kind == SEQ_RESULT_RC &&
	       seq_stated(&about, 0, 1u << SEQ_OF_TREE)->kind == SEQ_RESULT_TEE &&
	       seq_stated(&about, 0, 1u << SEQ_OF_TREE | 1u << SEQ_IN_UML)->kind == SEQ_RESULT_TEE &&
	       seq_stated(&about, 0, 1u << SEQ_IN_UML)->kind == SEQ_RESULT_WAITS &&
	       seq_stated(&about, 0, 1u << SEQ_IN_UML | 1u << SEQ_OVER_FFA)->rc == -28 &&
	       seq_stated(&about, 1, 1u << SEQ_IN_UML)->kind == SEQ_RESULT_ANY &&
	       seq_stated(&about, 1, 1u << SEQ_OF_TREE)->kind == SEQ_RESULT_NEVER && about.line[2] == 6;
}

static int results_are_judged(void)
{
	struct run_step_result busy = { .begun = true, .done = true, .ret = 0xffff000d },
			       late = { .begun = true, .done = true, .waited = true, .rc = -4 }, never = { 0 };
	struct seq_result r;

	run_result(&busy, &r);
	if (r.kind != SEQ_RESULT_TEE || r.ret != 0xffff000d || !run_result_is(&busy, &r) ||
	    run_result_is(&late, &r) || run_result_is(&never, &r))
		return 0;
	run_result(&late, &r);
	if (r.kind != SEQ_RESULT_WAITS || !run_result_is(&late, &r) || run_result_is(&busy, &r))
		return 0;
	late.waited = false;
	if (run_result_is(&late, &r))
		return 0;
	run_result(&never, &r);
	return r.kind == SEQ_RESULT_NEVER && run_result_is(&busy, &(struct seq_result){ 0 });
}

static int files_are_lossless(int count, char **files)
{
	struct seq_error error;

	for (int i = 0; i < count; i++) {
		FILE *f = fopen(files[i], "r");
		size_t size = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

		if (f)
			fclose(f);
		text[size] = 0;
		if (!seq_parse(&one, &about, text, &error)) {
			printf("# %s:%u:%u: '%s': %s\n", files[i], error.line, error.column, error.word, error.what);
			return 0;
		}
		two = one;
		if (!round_trips(&two))
			return 0;
		seq_print_text(&one, &about, text, sizeof(text));
		if (!seq_parse(&two, &other, text, &error) || memcmp(about.claim, other.claim, sizeof(about.claim)) ||
		    memcmp(about.result, other.result, sizeof(about.result)))
			return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	printf("1..11\n");
	result(generated(), "generated sequences round-trip");
	result(mutated(), "mutated and crossed sequences round-trip");
	result(any_bytes(), "any bytes decode to a valid sequence");
	result(same_seed_same_sequence(), "a seed names one sequence");
	result(short_room(), "too little room is told");
	result(errors_are_named(), "errors are named with line, column and word");
	result(operands_have_names(), "operands are given in their place or by name");
	result(what_is_expected_is_kept(), "expectations are printed as they were read");
	result(holds_for_the_driver(), "expectations of one driver or world are told apart");
	result(results_are_judged(), "results are compared with what is stated");
	result(files_are_lossless(argc - 1, argv + 1), "text files round-trip");
	printf("sequence: %u passed, %u failed\n", number - failed, failed);
	return failed != 0;
}
