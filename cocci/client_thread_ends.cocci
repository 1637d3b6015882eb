// SPDX-License-Identifier: GPL-2.0-only
/// The function of a thread that somebody stops returns only when
/// kthread_should_stop() is true: kthread_stop() of a thread that has ended
/// uses memory that is free.
///
//# Source: kernel/kthread.c, kthread_create_on_node(): "threadfn() can either
//# return directly if it is a standalone thread for which no one will call
//# kthread_stop(), or return when kthread_should_stop() is true".
//# False positives: who stops it holds a reference (get_task_struct()), in
//# another file.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@starts@
identifier f, run =~ "^kthread_(create|run|create_on_cpu|run_on_cpu|create_on_node)$";
@@

run(f, ...)

@stops@
@@

\(kthread_stop\|kthread_stop_put\)(...)

@held@
@@

\(get_task_struct\|kthread_stop_put\)(...)

@asked@
identifier starts.f;
expression E;
position p;
@@

f(...)
{
<...
if (<+... kthread_should_stop() ...+>) {
	...
	return@p E;
}
...>
}

// a return on whose way nobody has asked
@early depends on stops && !held exists@
identifier starts.f;
expression E, F;
position p != asked.p;
@@

f(...)
{
... when any
if (E) {
	... when any
* 	return@p F;
}
... when any
}

@script:python depends on org@
p << early.p;
f << starts.f;
@@

coccilib.org.print_todo(p[0], "%s() ends here before kthread_should_stop() is true: kthread_stop() then uses a task that is free" % f)

@script:python depends on report@
p << early.p;
f << starts.f;
@@

coccilib.report.print_report(p[0], "%s() ends here before kthread_should_stop() is true: kthread_stop() then uses a task that is free" % f)
