// SPDX-License-Identifier: GPL-2.0-only
/// A result for the secure world or the client that reports an error is not
/// overwritten by a later one without having been looked at.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@lost forall@
identifier A;
constant C1, C2;
position p, q;
@@

* A->ret@p = C1;
... when != A->ret
    when != A
    when strict
* A->ret@q = C2;

@script:python depends on org@
p << lost.p;
c << lost.C1;
q << lost.q;
@@

coccilib.org.print_todo(p[0], "the result %s is overwritten on line %s before anybody saw it" % (c, q[0].line))

@script:python depends on report@
p << lost.p;
c << lost.C1;
q << lost.q;
@@

coccilib.report.print_report(p[0], "the result %s is overwritten on line %s before anybody saw it" % (c, q[0].line))
