// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof shrink: makes a finding as short as it gets. Each candidate is played
 * in a process of its own (ASan ends the one that it fires in); it is kept when the
 * verdict is of the same cause: oracle and text without numbers, or ASan's class and
 * function.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "os_report.h"
#include "tool.h"

static char cause[256];
static char wanted[256];
static int pipe_fd;
static unsigned int tries;

/* Numbers differ between runs of one cause: steps, counts, addresses. */
static void without_numbers(char *to, const char *from, size_t size)
{
	size_t n = 0;

	for (; *from && n + 1 < size; from++)
		if (!(*from >= '0' && *from <= '9'))
			to[n++] = *from;
	to[n] = 0;
}

static void send_cause(const char *text)
{
	if (write(pipe_fd, text, strlen(text)) < 0)
		_exit(3);
}

static void on_asan(const char *what)
{
	void *pc[12];
	char name[256], text[512];
	u32 n = host_backtrace(pc, 12);

	/* the innermost function of the driver */
	snprintf(text, sizeof(text), "asan %s", what);
	for (u32 i = 0; i < n; i++) {
		host_symbol(pc[i], name, sizeof(name));
		if (!strstr(name, "/drivers/tee/"))
			continue;
		name[strcspn(name, " ")] = 0;
		snprintf(text, sizeof(text), "asan %s in %s", what, name);
		break;
	}
	send_cause(text);
	_exit(1);
}

static void play_in_child(const struct sequence *s, int fd)
{
	int null = open("/dev/null", O_WRONLY);

	pipe_fd = fd;
	dup2(null, 2);
	report_on_asan = on_asan;
	if (play(s, SCHEDULE_SEQUENCE, 0, false) == PLAY_FAILED) {
		char text[600], plain[600];

		snprintf(text, sizeof(text), "%s", host_failed());
		without_numbers(plain, text, sizeof(plain));
		snprintf(text, sizeof(text), "O%c %s", '0' + host_failed_oracle(), plain);
		send_cause(text);
	}
	_exit(0);
}

/* What a run of @s ends in: empty when no oracle fires. */
static const char *cause_of(const struct sequence *s)
{
	int fd[2];
	ssize_t n, used = 0;
	pid_t pid;

	tries++;
	fflush(stdout);
	if (pipe(fd) || (pid = fork()) < 0)
		host_panic("cannot fork");
	if (!pid)
		play_in_child(s, fd[1]);
	close(fd[1]);
	while ((n = read(fd[0], cause + used, sizeof(cause) - 1 - used)) > 0)
		used += n;
	cause[used] = 0;
	close(fd[0]);
	waitpid(pid, NULL, 0);
	return cause;
}

static bool still(const struct sequence *s)
{
	return !strcmp(cause_of(s), wanted);
}

static bool drop_steps(struct sequence *s)
{
	bool any = false;

	for (u32 size = s->num_steps / 2 ? s->num_steps / 2 : 1; size; size /= 2) {
		for (u32 at = 0; at < s->num_steps;) {
			struct sequence t = *s;

			seq_drop_steps(&t, at, size);
			if (still(&t)) {
				*s = t;
				any = true;
			} else {
				at += size;
			}
		}
	}
	return any;
}

static bool drop_schedule(struct sequence *s)
{
	bool any = false;

	for (u32 at = s->num_schedule; at-- > 0;) {
		struct sequence t = *s;
		u32 k;

		/* without this switch, the next one at the same point as before */
		if (at + 1 < t.num_schedule && t.schedule[at + 1].after + t.schedule[at].after <= 0xffff)
			t.schedule[at + 1].after += t.schedule[at].after;
		for (k = at; k + 1 < t.num_schedule; k++)
			t.schedule[k] = t.schedule[k + 1];
		t.num_schedule--;
		if (still(&t)) {
			*s = t;
			any = true;
		}
	}
	return any;
}

static bool drop_rest(struct sequence *s)
{
	struct sequence t;
	bool any = false;

	for (u32 i = s->num_tasks; i-- > 0 && s->num_tasks > 1;) {
		t = *s;
		seq_drop_task(&t, i);
		if (seq_valid(&t) && still(&t)) {
			*s = t;
			any = true;
		}
	}
	for (u32 i = s->num_rules; i-- > 0;) {
		t = *s;
		seq_drop_rule(&t, i);
		if (still(&t)) {
			*s = t;
			any = true;
		}
	}
	for (u32 i = 0; i < SEQ_FLAGS; i++) {
		t = *s;
		t.flags &= ~(1u << i);
		if (t.flags != s->flags && still(&t)) {
			*s = t;
			any = true;
		}
	}
	t = *s;
	t.fault = 0;
	if (s->fault && still(&t)) {
		*s = t;
		any = true;
	}
	return any;
}

static bool simplify_arguments(struct sequence *s)
{
	bool any = false;

	for (u32 i = 0; i < s->num_steps; i++) {
		struct sequence t = *s;

		t.step[i].num_params = 0;
		memset(t.step[i].param, 0, sizeof(t.step[i].param));
		if (s->step[i].num_params && seq_valid(&t) && still(&t)) {
			*s = t;
			any = true;
		}
	}
	return any;
}

int tool_shrink(int argc, char **argv)
{
	static struct sequence s;
	FILE *out;
	bool any;

	if (argc != 3)
		return 2;
	tool_read(argv[1], &s);
	snprintf(wanted, sizeof(wanted), "%s", cause_of(&s));
	if (!*wanted) {
		fprintf(stderr, "%s: no oracle fires\n", argv[1]);
		return 1;
	}
	do {
		any = drop_steps(&s);
		any |= drop_schedule(&s);
		any |= drop_rest(&s);
		any |= simplify_arguments(&s);
	} while (any && tries < 20000);
	out = fopen(argv[2], "w");
	if (!out) {
		perror(argv[2]);
		return 2;
	}
	fprintf(out, "# %s\n# expect: finding\n", wanted);
	fflush(out);
	play_print_sequence(fileno(out), &s);
	fclose(out);
	printf("%s: %u steps, %u switches after %u runs: %s\n", argv[2], s.num_steps,
	       s.num_schedule, tries, wanted);
	return 0;
}
