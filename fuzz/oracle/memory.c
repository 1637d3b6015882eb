// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O1: memory. ASan's verdicts on what the driver's own code does, wild
 * accesses that end in a signal, and what the allocators see: memory freed twice,
 * pages given back too often.
 *
 * In a run that goes on (memory_init()) the verdict ends the run at the next
 * scheduling point, not the program.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <sanitizer/asan_interface.h>
#include "observer.h"
#include "oracle.h"
#include "os/arena.h"
#include "os/report.h"

static bool go_on;

static void verdict(const char *fmt, const char *what, u64 n)
{
	char text[256], where[128];

	snprintf(text, sizeof(text), fmt, what, (unsigned long long)n);
	report_where(host_current, where, sizeof(where));
	host_fail(HOST_O1_MEMORY, "%s, in %s", text, where);
}

void memory_bad_free(const void *p, const char *what)
{
	arena_note(p);
	verdict("free of memory which %s (%#llx)", what, (u64)p);
}

void memory_bad_page(const char *what, u64 pfn)
{
	verdict("%s, page %#llx", what, pfn);
}

void memory_panic(const char *text)
{
	verdict("kernel panic: %s", text, 0);
}

static void on_asan_error(const char *text)
{
	const struct arena_object *o;
	char where[300], freed[300] = "";
	bool first = !host_failed();

	report_asan_details(__asan_get_report_address());
	snprintf(where, sizeof(where), "?");
	/* by whom it was freed, or from where it was called, tells one fault from another at the same place */
	o = arena_find(__asan_get_report_address());
	if (o && !o->live)
		report_freed(o, freed, sizeof(freed));
	if (host_current && *freed)
		report_where_at(__asan_get_report_pc(), __asan_get_report_bp(), where, sizeof(where));
	else if (host_current)
		report_call_at(__asan_get_report_pc(), __asan_get_report_bp(), where, sizeof(where));
	host_fail(HOST_O1_MEMORY, "%s, %s of %zu bytes in %s%s%s", __asan_get_report_description(),
		  __asan_get_report_access_type() ? "write" : "read",
		  __asan_get_report_access_size(), where, *freed ? ", " : "", freed);
	if (first && host_current)
		report_verdict_at(__asan_get_report_pc(), __asan_get_report_bp());
	host_must_stop = true;
	if (go_on && host_current)
		return;		/* the next scheduling point ends the run */
	if (report_at_end)
		report_at_end();
	abort();
}

static void leave_from_signal(void)
{
	host_exit_all();
}

static void on_segv(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	char where[300];
	bool first = !host_failed();

	if (!host_current) {
		signal(sig, SIG_DFL);
		return;
	}
	report_call_at((void *)uc->uc_mcontext.gregs[REG_RIP],
		       (void *)uc->uc_mcontext.gregs[REG_RBP], where, sizeof(where));
	host_fail(HOST_O1_MEMORY, "%s at %s in %s", sig == SIGSEGV ? "invalid access" : "bad instruction",
		  (u64)info->si_addr < 4096 ? "NULL" : "a wild address", where);
	if (first)
		report_verdict_at((void *)uc->uc_mcontext.gregs[REG_RIP], (void *)uc->uc_mcontext.gregs[REG_RBP]);
	/* goes on, outside of the handler, with the end of the run */
	uc->uc_mcontext.gregs[REG_RIP] = (greg_t)leave_from_signal;
	uc->uc_mcontext.gregs[REG_RSP] = (uc->uc_mcontext.gregs[REG_RSP] - 256) & ~15ull;
	uc->uc_mcontext.gregs[REG_RSP] -= 8;
}

void memory_init(bool keep_going)
{
	static char alternate[64 << 10];
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
	struct sigaction sa = { .sa_sigaction = on_segv, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };

	go_on = keep_going;
	__asan_set_error_report_callback(on_asan_error);
	if (!keep_going)
		return;
	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGBUS, &sa, NULL);
	sigaction(SIGILL, &sa, NULL);
	sigaction(SIGFPE, &sa, NULL);
}

/* Read by ASan when it starts. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0:halt_on_error=0:detect_stack_use_after_return=0:suppress_equal_pcs=0:"
	       "allocator_may_return_null=1:symbolize=1";
}
