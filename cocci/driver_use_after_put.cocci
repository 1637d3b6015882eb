// SPDX-License-Identifier: GPL-2.0-only
/// What a reference was dropped to is not used any more: the drop may have
/// been the last one.
///
//# False positives: a second reference to the same object that the function
//# holds.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@used exists@
identifier E;
expression X;
identifier fld;
position q, p;
@@

(
* put_device@q(&E->dev)
|
* tee_shm_put@q(E)
|
* tee_shm_free@q(E)
)
... when != E = X
* E->fld@p

@script:python depends on org@
p << used.p;
e << used.E;
q << used.q;
@@

coccilib.org.print_todo(p[0], "%s is used after its reference was dropped on line %s: it may be gone" % (e, q[0].line))

@script:python depends on report@
p << used.p;
e << used.E;
q << used.q;
@@

coccilib.report.print_report(p[0], "%s is used after its reference was dropped on line %s: it may be gone" % (e, q[0].line))
