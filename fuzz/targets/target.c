// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all fuzz targets share: one input is one sequence; mutation and crossover
 * work on its structure; an oracle that fires prints the sequence as text.
 *
 * With TEEPROOF_FINDINGS=DIR a finding goes to a file there, named after its cause,
 * and fuzzing goes on; one cause is written once. Without, the program ends, as
 * fuzzing engines expect it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "monitor.h"
#include "os_report.h"
#include "play.h"
#include "target.h"

#define MAX_INPUT	(1u << 14)
#define REPLAYS		10

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const u8 *data1, size_t size1, const u8 *data2, size_t size2,
				 u8 *out, size_t max_out, unsigned int seed);

static struct sequence now;
static const char *findings;

static bool allowed(const struct sequence *s, const struct seq_step *st)
{
	if (!target.removes && (st->op == SEQ_OP_REMOVE || st->op == SEQ_OP_PROBE ||
				st->op == SEQ_OP_SHUTDOWN))
		return false;
	return true;
}

/* An honest secure world makes RPCs inside a command, not after it. */
static bool honest(const struct seq_rule *r)
{
	if (r->action == MONITOR_DO_RPC_CMD && r->point != MONITOR_AT_INVOKE)
		return false;
	return r->action != MONITOR_DO_POKE && r->action != MONITOR_DO_PANIC &&
	       !((r->point == MONITOR_AT_FAST || r->point == MONITOR_AT_CALL) &&
		 r->action == MONITOR_DO_RETURN);
}

/* Makes any sequence one of this target's. */
static void shape(struct sequence *s)
{
	u8 first = __builtin_ctz(target.roles);

	s->flags &= target.flags;
	if (!target.fault)
		s->fault = 0;
	for (u32 i = 0; i < s->num_tasks; i++)
		if (!(target.roles & (1u << s->role[i])))
			s->role[i] = first;
	for (u32 i = s->num_steps; i-- > 0;)
		if (!(seq_op_info[s->step[i].op].roles & (1u << s->role[s->step[i].task])) ||
		    !allowed(s, &s->step[i]))
			seq_drop_steps(s, i, 1);
	for (u32 i = s->num_rules; i-- > 0 && !target.lies;)
		if (!honest(&s->rule[i]))
			seq_drop_rule(s, i);
}

static void print_now(void)
{
	fprintf(stderr, "the sequence:\n");
	play_print_finding(2, &now);
	fprintf(stderr, "to replay: save it in FILE, then `make replay FINDING=FILE`\n");
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	findings = getenv("TEEPROOF_FINDINGS");
	play_init(findings != NULL);
	if (findings)
		play_quiet();
	report_at_end = print_now;
	host_point_limit = 300000;
	return 0;
}

static u32 hash_of(const char *text)
{
	u32 h = 2166136261u;

	for (; *text; text++)
		h = (h ^ (u8)*text) * 16777619u;
	return h;
}

/* A finding is one when it replays each time. */
static void keep_finding(void)
{
	char path[512], cause[600];
	int fd;

	snprintf(cause, sizeof(cause), "%s", play_cause());
	snprintf(path, sizeof(path), "%s/%08x.txt", findings, hash_of(cause));
	if (!access(path, F_OK))
		return;
	for (int i = 0; i < REPLAYS; i++)
		if (play(&now, SCHEDULE_SEQUENCE, 0, false) != PLAY_FAILED ||
		    strcmp(play_cause(), cause)) {
			fprintf(stderr, "O9: does not replay: %s\n", cause);
			return;
		}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
	if (fd < 0)
		return;
	fprintf(stderr, "FINDING %s: %s\n", path, cause);
	dprintf(fd, "# found by %s\n# expect: finding\n", target.name);
	play_print_finding(fd, &now);
	close(fd);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > MAX_INPUT)
		return -1;
	seq_decode(&now, data, size);
	shape(&now);
	if (play(&now, SCHEDULE_SEQUENCE, 0, false) != PLAY_FAILED)
		return 0;
	if (findings) {
		keep_finding();
		return 0;
	}
	fprintf(stderr, "%s: O%d: %s\n", target.name, host_failed_oracle(), host_failed());
	print_now();
	abort();
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size, unsigned int seed)
{
	static struct sequence s;
	u64 state = seed;
	size_t n;

	if (size < 8 || !(seq_random(&state) % 64))
		seq_generate(&s, target.roles, &state);
	else
		seq_decode(&s, data, size);
	for (u32 i = seq_random(&state) % 4 + 1; i; i--)
		seq_mutate(&s, target.roles, &state);
	shape(&s);
	n = seq_encode(&s, data, max_size);
	return n ? n : size;
}

size_t LLVMFuzzerCustomCrossOver(const u8 *data1, size_t size1, const u8 *data2, size_t size2,
				 u8 *out, size_t max_out, unsigned int seed)
{
	static struct sequence a, b, to;
	u64 state = seed;

	seq_decode(&a, data1, size1);
	seq_decode(&b, data2, size2);
	seq_cross(&to, &a, &b, &state);
	shape(&to);
	return seq_encode(&to, out, max_out);
}
