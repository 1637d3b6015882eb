// SPDX-License-Identifier: GPL-2.0-only
/// Getting the pages of a buffer may stop half-way: what came is compared
/// with what was asked for, not only with 0.
///
//# False positives: a loop that goes on where the call stopped.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@taken@
expression R;
identifier get =~ "^(iov_iter_extract_pages|pin_user_pages|pin_user_pages_fast|get_user_pages|get_user_pages_fast)$";
position p;
@@

R = get@p(...)

@counted exists@
expression taken.R, E;
identifier taken.get, f, W, fld;
position taken.p, q;
@@

R = get@p@q(...)
... when any
(
R != \(W\|E->fld\)
|
R == \(W\|E->fld\)
|
f(<+... R ...+>, ...) != \(W\|E->fld\)
|
f(<+... R ...+>, ...) == \(W\|E->fld\)
)

@uncounted@
expression taken.R;
identifier taken.get;
position taken.p, q != counted.q;
@@

* R = get@p@q(...)

@script:python depends on org@
q << uncounted.q;
f << taken.get;
@@

coccilib.org.print_todo(q[0], "%s() may give fewer pages than it was asked for: compare what came with that" % f)

@script:python depends on report@
q << uncounted.q;
f << taken.get;
@@

coccilib.report.print_report(q[0], "%s() may give fewer pages than it was asked for: compare what came with that" % f)
