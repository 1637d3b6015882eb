// SPDX-License-Identifier: GPL-2.0-only
/// A work queue made in a function is destroyed on every error path behind
/// it.
///
//# False positives: an error path that leaves the queue to the caller; a
//# success that returns a variable.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@made exists@
expression W;
identifier make =~ "^(alloc_workqueue|create_workqueue|create_singlethread_workqueue|alloc_ordered_workqueue)$";
identifier rc, l;
position g, p;
@@

* W = make@g(...);
... when != W
(
if (!W) { ... when any
 return ...; }
|
if (!W) { ... when any
 goto l; }
)
... when != destroy_workqueue(W)
* return@p rc;

@script:python depends on org@
p << made.p;
w << made.W;
g << made.g;
@@

coccilib.org.print_todo(p[0], "%s, made on line %s, is not destroyed on this way out" % (w, g[0].line))

@script:python depends on report@
p << made.p;
w << made.W;
g << made.g;
@@

coccilib.report.print_report(p[0], "%s, made on line %s, is not destroyed on this way out" % (w, g[0].line))
