// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof bench: how many runs of a sequence, from loading the driver to unloading
 * it, a second of one processor holds, and what that second is made of: a sample of
 * where the program is, every half millisecond of a second series of runs, by the
 * source file that it is in and by the part of the run.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <sanitizer/common_interface_defs.h>
#include "task0.h"
#include "tool.h"

#define ROUNDS		5
#define ROUND_S		0.5
#define PROFILE_S	2.0
#define SAMPLE_NS	500000
#define MAX_SAMPLES	8192u

enum part { BEFORE, STEPS, AFTER, PARTS };

static struct {
	void *pc;
	enum part part;
} samples[MAX_SAMPLES];
static volatile u32 num_samples;

static void sample(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	if (num_samples == MAX_SAMPLES)
		return;
	samples[num_samples].pc = (void *)uc->uc_mcontext.gregs[REG_RIP];
	samples[num_samples].part = host_play.running ? STEPS : host_play.begin_point ? AFTER : BEFORE;
	num_samples++;
}

/*
 * Whose code: by module and source file of the outermost function, what is inlined
 * counts for it. The first that fits.
 */
static const struct {
	const char *path, *name;
} owners[] = {
	{ "libc.so", "the C library" },
	{ "/drivers/tee/", "the driver" },
	{ "/host/os/", "scheduler, arena, trace (fuzz/host/os)" },
	{ "/host/", "the hosted kernel's functions (the rest of fuzz/host)" },
	{ "/play/", "loading, playing and removing (fuzz/play)" },
	{ "/monitor/", "the monitor" },
	{ "/oracle/", "the oracles" },
	{ "/sequence/", "the executor" },
	{ "/lib/", "the kernel's lib/" },
	{ "", "ASan's runtime, and what else has no source file" },
};

#define OWNERS	(sizeof(owners) / sizeof(owners[0]))

static u32 owner_of(void *pc)
{
	static char text[4096];
	const char *last = text;
	u32 i = 0;
	Dl_info module;

	/* the symbolizer finds no file of the vdso */
	if (dladdr(pc, &module) && strstr(module.dli_fname, "vdso"))
		return OWNERS - 1;
	memset(text, 0, sizeof(text));
	/* one string for each frame, outermost last */
	__sanitizer_symbolize_pc(pc, "%m %s", text, sizeof(text) - 2);
	for (const char *at = text; *at; at += strlen(at) + 1)
		last = at;
	while (!strstr(last, owners[i].path))
		i++;
	return i;
}

static int by_pc(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void tell(void)
{
	static const char *const part_name[PARTS] = {
		"loading and probing", "the steps", "removing and unloading",
	};
	u32 by_owner[OWNERS] = { }, by_part[PARTS] = { }, owner = 0;

	qsort(samples, num_samples, sizeof(samples[0]), by_pc);
	for (u32 i = 0; i < num_samples; i++) {
		if (!i || samples[i].pc != samples[i - 1].pc)
			owner = owner_of(samples[i].pc);
		by_owner[owner]++;
		by_part[samples[i].part]++;
	}
	printf("  of this time (%u samples):\n", num_samples);
	for (u32 i = 0; i < OWNERS && num_samples; i++)
		printf("  %3.0f %%  %s\n", 100.0 * by_owner[i] / num_samples, owners[i].name);
	printf("  or: ");
	for (u32 i = 0; i < PARTS && num_samples; i++)
		printf("%s%.0f %% %s", i ? ", " : "", 100.0 * by_part[i] / num_samples, part_name[i]);
	printf("\n");
}

/* Runs of @s for @seconds of processor time: how many, 0: an oracle fired */
static unsigned long runs(const struct sequence *s, double seconds, double *took)
{
	double start = tool_cpu_seconds();
	unsigned long n = 0;

	do {
		for (int k = 0; k < 200; k++, n++)
			if (play(s, SCHEDULE_SEQUENCE, 0, false) == PLAY_FAILED)
				return 0;
		*took = tool_cpu_seconds() - start;
	} while (*took < seconds);
	return n;
}

static void profile(const struct sequence *s)
{
	struct sigaction sa = { .sa_sigaction = sample, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART };
	struct itimerspec every = {
		.it_interval.tv_nsec = SAMPLE_NS, .it_value.tv_nsec = SAMPLE_NS,
	};
	static char alternate[64 << 10];
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
	timer_t timer;
	double took;

	num_samples = 0;
	sigaltstack(&stack, NULL);
	sigaction(SIGPROF, &sa, NULL);
	if (timer_create(CLOCK_MONOTONIC, &(struct sigevent){ .sigev_notify = SIGEV_SIGNAL,
							      .sigev_signo = SIGPROF }, &timer))
		return;
	timer_settime(timer, 0, &every, NULL);
	runs(s, PROFILE_S, &took);
	/* timer_delete() is the hosted kernel's in this program */
	timer_settime(timer, 0, &(struct itimerspec){ }, NULL);
	tell();
}

int tool_bench(int argc, char **argv)
{
	static struct sequence s;

	for (int i = 1; i < argc; i++) {
		double took, all = 0, best = 0;
		unsigned long n, sum = 0;

		tool_read(argv[i], &s);
		play(&s, SCHEDULE_SEQUENCE, 0, false);
		for (int round = 0; round < ROUNDS; round++) {
			n = runs(&s, ROUND_S, &took);
			if (!n) {
				printf("%s: %s\n", argv[i], host_failed());
				return 1;
			}
			sum += n;
			all += took;
			if (n / took > best)
				best = n / took;
		}
		printf("%s: %.0f runs/s (%.0f in the fastest of %d rounds), %llu scheduling points each\n",
		       argv[i], sum / all, best, ROUNDS, (unsigned long long)host_points);
		profile(&s);
	}
	return 0;
}
