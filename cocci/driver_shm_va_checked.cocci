// SPDX-License-Identifier: GPL-2.0-only
/// The result of tee_shm_get_va() is checked with IS_ERR() before anything
/// else: the offset may lie outside the memory, which may have no kernel
/// address.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@checked@
expression V, X, Y;
position p;
@@

\(V = tee_shm_get_va@p(...)\|V = X ? tee_shm_get_va@p(...) : Y\)
... when != V
\(IS_ERR\|IS_ERR_OR_NULL\)(V)

@passed@
expression V;
position p;
@@

(
return tee_shm_get_va@p(...);
|
V = tee_shm_get_va@p(...);
return V;
)

@bad@
position p != {checked.p, passed.p};
@@

* tee_shm_get_va@p(...)

@script:python depends on org@
p << bad.p;
@@

coccilib.org.print_todo(p[0], "the result of tee_shm_get_va() is used without IS_ERR(): an offset outside the memory gives an error pointer")

@script:python depends on report@
p << bad.p;
@@

coccilib.report.print_report(p[0], "the result of tee_shm_get_va() is used without IS_ERR(): an offset outside the memory gives an error pointer")
