// SPDX-License-Identifier: GPL-2.0-only
/// The size of a memory reference that comes back from the TEE is compared
/// with the size of the buffer before it is used: it may be larger, that is
/// how a TEE asks for more room.
///
//# False positives: a size that another function compares (a size that is
//# returned at once is left to the caller).
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@compared@
expression P, I, X;
position p;
@@

(
P[I].u.memref.size@p > X
|
P[I].u.memref.size@p >= X
|
P[I].u.memref.size@p < X
|
P[I].u.memref.size@p <= X
|
P[I].u.memref.size@p != X
|
P[I].u.memref.size@p == X
|
P[I].u.memref.size@p = X
)

@tested exists@
expression P, I, X;
position p;
@@

\(P[I].u.memref.size > X\|P[I].u.memref.size >= X\|P[I].u.memref.size < X\|P[I].u.memref.size <= X\|P[I].u.memref.size != X\|P[I].u.memref.size == X\)
... when any
P[I].u.memref.size@p

// a size in a variable that is compared before it is used
@variable exists@
expression P, I, X;
identifier R;
position p;
@@

R = P[I].u.memref.size@p
... when != memcpy(..., R)
\(R > X\|R >= X\|R < X\|R <= X\|R != X\|min(...)\|min_t(...)\)

// a size that is returned is the caller's to compare
@returned exists@
expression P, I;
identifier R;
position p;
@@

R = P[I].u.memref.size@p;
... when != memcpy(..., R)
    when != R
    when any
return R;

@returned_at_once@
expression P, I;
position p;
@@

return P[I].u.memref.size@p;

@printed@
expression P, I;
identifier log =~ "^(pr_|dev_)";
position p;
@@

log(..., P[I].u.memref.size@p, ...)

@used exists@
expression P, I;
position p != {compared.p, tested.p, variable.p, returned.p, returned_at_once.p, printed.p};
@@

tee_client_invoke_func(..., P)
... when any
* P[I].u.memref.size@p

@script:python depends on org@
p << used.p;
x << used.P;
i << used.I;
@@

coccilib.org.print_todo(p[0], "%s[%s].u.memref.size comes from the TEE and may be larger than the buffer: compare it first" % (x, i))

@script:python depends on report@
p << used.p;
x << used.P;
i << used.I;
@@

coccilib.report.print_report(p[0], "%s[%s].u.memref.size comes from the TEE and may be larger than the buffer: compare it first" % (x, i))
