// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plays the sequences of fuzz/ (seeds, scenarios, findings) in a real kernel, with
 * the executor that plays them in the hosted world. A sequence passes when nothing
 * went wrong: no promise broken, no breach of the ABI, nothing left behind, no
 * report of the kernel, no task that waits for ever; when its
 * file says "expect fine" or "stuck", it finished by itself, or did not; and
 * each step has the result stated there, unless a schedule or a failing allocation,
 * which this world counts in its own way, decides it.
 *
 * On the kernel's command line optee_sequence.file=PATH plays that file of the host
 * instead and prints a timeline (make replay WORLD=uml), and
 * optee_sequence.generated=FIRST,COUNT plays generated sequences and prints the result
 * of each step, for comparison with the hosted world (make compare-worlds); of one
 * task each, or of many with FIRST,COUNT,1.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <promises.h>
#include <os.h>
#include <run.h>
#include "optee/secure_world.h"
#include "files.h"
#include "play.h"
#include "world.h"
#include "support/compat.h"
#include "support/fault_injection.h"
#include "support/leak_watch.h"
#include "support/tee_skip.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX	"optee_sequence."

#define TEXT_BYTES	(1 << 17)
#define BYTES_MAX	(1 << 15)

static char *file;
module_param(file, charp, 0444);

/* The driver under test, as DRIVER= names it */
static char *driver;
module_param(driver, charp, 0444);

static unsigned int generated[3];
module_param_array(generated, uint, NULL, 0444);

static bool results;
module_param(results, bool, 0444);

/* The one that this kernel is for */
static char *only;
module_param(only, charp, 0444);

/* The sequence after which something in the driver never returned */
static const char *wedged_by;

/* ---- files ------------------------------------------------------------------------- */

static struct sequence_file host_file;

static bool read_host_file(void)
{
	int fd = os_open_file(file, of_read(OPENFLAGS()), 0);
	char *text = kvzalloc(TEXT_BYTES, GFP_KERNEL);
	int n = 0, got = 1;

	while (fd >= 0 && text && got > 0 && n < TEXT_BYTES - 1) {
		got = os_read_file(fd, text + n, TEXT_BYTES - 1 - n);
		n += max(got, 0);
	}
	if (fd >= 0)
		os_close_file(fd);
	if (!text || n == 0) {
		pr_err("sequence: %s can't be read\n", file);
		kvfree(text);
		return false;
	}
	host_file.name = file;
	host_file.text = text;
	return true;
}

/* The number is the name. */
static const void *next_generated(const void *prev)
{
	static unsigned int next;
	static char name[16];

	next = prev ? next + 1 : 0;
	snprintf(name, sizeof(name), "%u", generated[0] + next);
	host_file.name = name;
	return next < generated[1] ? &host_file : NULL;
}

static compat_generator(sequences_gen_params)
{
	const struct sequence_file *f = prev;

	if (generated[1]) {
		f = next_generated(prev);
		if (f)
			strscpy(desc, f->name, KUNIT_PARAM_DESC_SIZE);
		return f;
	}
	if (file) {
		f = !prev && (host_file.text || read_host_file()) ? &host_file : NULL;
		if (f)
			strscpy(desc, kbasename(f->name), KUNIT_PARAM_DESC_SIZE);
		return f;
	}
	f = f ? f + 1 : sequence_files;
	if (!f->name)
		return NULL;
	strscpy(desc, f->name, KUNIT_PARAM_DESC_SIZE);
	return f;
}

/* ---- the test ------------------------------------------------------------------------- */

struct sequence_test {
	struct sequence s;
	struct seq_about about;
	struct sequence_play play;
};

static struct sequence_test *test_new(struct kunit *test, const struct sequence_file *f)
{
	struct sequence_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	struct seq_error error = { };

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->play.s = &t->s;
	if (generated[1]) {
		unsigned int number;

		KUNIT_ASSERT_EQ(test, kstrtouint(f->name, 10, &number), 0);
		seq_generate_plain(&t->s, number, !generated[2]);
		return t;
	}
	KUNIT_ASSERT_TRUE_MSG(test, seq_parse(&t->s, &t->about, f->text, &error), "%s:%u:%u: '%s': %s",
			      f->name, error.line, error.column, error.word, error.what);
	memcpy(t->play.order, t->about.order, sizeof(t->play.order));
	t->play.num_order = t->about.num_order;
	return t;
}

static bool is_tree(void)
{
	return driver && !strcmp(driver, "tree");
}

/* Which of the results that a text states apply */
static u8 stated_where(const struct sequence_test *t)
{
	return 1u << SEQ_IN_UML | (is_tree() ? 1u << SEQ_OF_TREE : 0) |
	       (t->s.transport == SEQ_FFA ? 1u << SEQ_OVER_FFA : 0);
}

static void expect_results(struct kunit *test, const struct sequence_test *t)
{
	for (u32 i = 0; i < t->s.num_steps; i++) {
		const struct seq_result *stated = seq_stated(&t->about, i, stated_where(t));
		char step[200], got[40], want[40];
		struct seq_result r;

		run_result(&run_report.step[i], &r);
		seq_print_step(&t->s, i, step, sizeof(step));
		seq_print_result(&r, got, sizeof(got));
		seq_print_result(stated, want, sizeof(want));
		KUNIT_EXPECT_TRUE_MSG(test, run_result_is(&run_report.step[i], stated),
				      "line %u: %s => %s, not %s", t->about.line[i], step, got, want);
	}
}

/* Whether the steps of @s have the same results without its schedule and its failing allocations */
static bool has_results_here(const struct sequence *s)
{
	for (u32 i = 0; i < s->num_steps; i++)
		if (s->step[i].op == SEQ_OP_FAULT)
			return false;
	return !s->num_schedule && !s->fault;
}

static void expect(struct kunit *test, const struct sequence_test *t)
{
	const struct seq_claim *c = seq_claim(&t->about, SEQ_EXPECT, is_tree());

	if (c && c->word == SEQ_EXPECT_FINE)
		KUNIT_EXPECT_EQ_MSG(test, t->play.stuck, 0, "it did not finish by itself");
	/* what a schedule brings into a deadlock may go on here */
	if (c && c->word == SEQ_EXPECT_STUCK && !t->s.num_schedule)
		KUNIT_EXPECT_NE_MSG(test, t->play.stuck, 0, "it finished by itself");
	if (c && c->word != SEQ_EXPECT_FINDING && has_results_here(&t->s))
		expect_results(test, t);
}

static void judge(struct kunit *test, struct sequence_play *p, int reports)
{
	if (p->pinned)
		sequence_fail(p, "%u pages of user memory are still pinned", p->pinned);
	/* the monitor knows of what lies are about */
	if (p->breaches)
		sequence_fail(p, "%u breaches of the ABI (the monitor's lines above name them)",
			      p->breaches);
	if (optee_bus_devices())
		sequence_fail(p, "%u devices are left on the TEE bus", optee_bus_devices());
	if (sequence_world_locked())
		sequence_fail(p, "a system call returned with a lock held");
	if (tee_watch_reports() != reports)
		sequence_fail(p, "the kernel made %d reports", tee_watch_reports() - reports);
	for (u32 i = 0; i < p->num_verdicts; i++)
		KUNIT_FAIL(test, "%s", p->verdict[i]);
}

static void tell(const struct sequence_play *p)
{
	sequence_timeline(p);
	if (p->stuck)
		pr_info("sequence: who waited at the deadlock:\n%s", p->waiting);
	for (u32 i = 0; i < p->num_verdicts; i++)
		pr_info("sequence: verdict: %s\n", p->verdict[i]);
	if (!p->num_verdicts)
		pr_info("sequence: verdict: %s\n",
			p->given_up ? "inconclusive: a task waits for an event that the sequence never sends" :
			p->stuck ? "stuck on the way, released cleanly" : "fine");
}

/* As fuzz/tools/results.c prints them. */
static void print_results(const char *name, const struct sequence_play *p)
{
	pr_info("result %s verdict %s\n", name, p->num_verdicts ? "finding" :
		p->given_up ? "lost" : p->stuck ? "stuck" : "fine");
	for (u32 i = 0; i < p->s->num_steps; i++) {
		const struct run_step_result *r = &run_report.step[i];

		char out[SEQ_MAX_PARAMS * 60] = "";
		int n = 0;

		for (u32 k = 0; k < p->s->step[i].num_params; k++)
			n += scnprintf(out + n, sizeof(out) - n, " out %llx,%llx,%llx",
				       r->out[k].a, r->out[k].b, r->out[k].c);
		pr_info("result %s step %u nth %u done %d rc %ld ret %x origin %u%s\n", name, i,
			r->nth, r->done, r->rc, r->ret, r->origin, out);
	}
}

/* A finding in this driver */
static bool is_own_finding(const struct sequence_file *f)
{
	size_t len = driver ? strlen(driver) : 0;

	return f->text && len && strstarts(f->name, "findings/") &&
	       !strncmp(f->name + strlen("findings/"), driver, len) &&
	       f->name[strlen("findings/") + len] == '/';
}

/*
 * The result of a finding in a real kernel is in its file ("uml fires"), and if that is a
 * failure, in kunit/lists/known-failures. It may be left to chance there: "uml not-played".
 * Scenarios and seeds that mean nothing in a real kernel say so as well.
 */
static const char *why_not_played(const struct sequence_file *f, const struct sequence_test *t)
{
	const struct seq_claim *c = seq_claim(&t->about, SEQ_UML, is_tree());

	if (only && strcmp(f->name, only))
		return "another one runs in this kernel";
	if (t->s.flags & SEQ_F_SCMI)
		return "its SCMI agent is the hosted world's: here suites optee_scmi and optee_scmi_deadlock have the kernel's";
	if (t->s.flags & (SEQ_F_PROTMEM | SEQ_F_PROTMEM_STATIC) && !world_has_heaps())
		return "this driver has no heaps of protected memory";
	if (t->s.transport == SEQ_FFA && !IS_ENABLED(CONFIG_TEE_MONITOR_FFA))
		return "this kernel has no FF-A";
	if (tee_skip_has("", f->name))
		return "the kernel does not survive it: see kunit/lists/known-failures";
	if (!is_own_finding(f))
		return c && c->word == SEQ_UML_NOT_PLAYED ?
		       "it is not played here: see its file" : NULL;
	if (!c)
		return "no line in its file states its result here: make replay WORLD=uml";
	if (c->word == SEQ_UML_NOT_PLAYED)
		return "its result here is left to chance: see its file";
	return NULL;
}

static void optee_test_sequence_plays(struct kunit *test)
{
	const struct sequence_file *f = test->param_value;
	int reports = tee_watch_reports();
	struct sequence_test *t = test_new(test, f);
	int rc;

	if (why_not_played(f, t))
		kunit_skip(test, "%s", why_not_played(f, t));
	if (wedged_by)
		KUNIT_FAIL_AND_ABORT(test, "not played: %s left the driver hanging", wedged_by);
	tee_watch_rearm();
	rc = sequence_play(&t->play);
	if (rc)
		wedged_by = f->name;
	judge(test, &t->play, reports);
	if (generated[1] || results)
		print_results(f->name, &t->play);
	else if (file || rc || t->play.num_verdicts)
		tell(&t->play);
	KUNIT_ASSERT_EQ_MSG(test, rc, 0, "the run did not finish");
	if (f->text)
		expect(test, t);
}

/* Each text is the same sequence again after it has been printed, and after it has been bytes. */
static void optee_test_sequence_text(struct kunit *test)
{
	char *text = kunit_kzalloc(test, TEXT_BYTES, GFP_KERNEL);
	u8 *bytes = kunit_kzalloc(test, BYTES_MAX, GFP_KERNEL);
	struct sequence *again = kunit_kzalloc(test, sizeof(*again), GFP_KERNEL);
	const struct sequence_file *f;
	struct seq_error error;
	struct sequence_test *t;
	size_t size;

	KUNIT_ASSERT_TRUE(test, text && bytes && again);
	for (f = sequence_files; f->name; f++) {
		t = test_new(test, f);
		KUNIT_EXPECT_TRUE_MSG(test, seq_valid(&t->s), "%s", f->name);
		KUNIT_ASSERT_GT(test, seq_print_text(&t->s, &t->about, text, TEXT_BYTES), 0);
		KUNIT_EXPECT_TRUE_MSG(test, seq_parse(again, NULL, text, &error), "%s", f->name);
		KUNIT_EXPECT_TRUE_MSG(test, seq_equal(&t->s, again), "%s", f->name);
		size = seq_encode(&t->s, bytes, BYTES_MAX);
		KUNIT_ASSERT_GT(test, size, 0);
		seq_decode(again, bytes, size);
		KUNIT_EXPECT_TRUE_MSG(test, seq_equal(&t->s, again), "%s", f->name);
		kunit_kfree(test, t);
	}
}

static struct kunit_case optee_sequence_cases[] = {
	KUNIT_CASE(optee_test_sequence_text),
	KUNIT_CASE_PARAM(optee_test_sequence_plays, sequences_gen_params),
	{}
};

static struct kunit_suite optee_sequence_suite = {
	.name = "optee_sequence",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.test_cases = optee_sequence_cases,
};

kunit_test_suite(optee_sequence_suite);
