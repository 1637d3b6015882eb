// SPDX-License-Identifier: GPL-2.0-only
/// A count, index or shift that comes from user space is compared with a
/// bound before it is used.
///
//# False positives: a bound that a called function checks.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// a number by itself
@compared exists@
identifier V, g;
expression X;
binary operator cmp = {>, >=, <, <=, !=, ==};
identifier get =~ "^(__)?get_user$";
position p;
@@

get(V, ...)
... when any
(
V cmp X
|
X cmp V
|
g(..., <+... V ...+>, ...) cmp X
)
... when any
V@p

@chosen@
identifier V;
expression X, Y;
binary operator cmp = {>, >=, <, <=, !=, ==};
position p;
@@

V cmp X ? <+... V@p ...+> : Y

@number exists@
identifier V;
expression X, B;
identifier get =~ "^(__)?get_user$";
identifier alloc =~ "^(kcalloc|kmalloc_array|kvcalloc|kvmalloc_array|kv?[mz]alloc|kv?[mz]alloc_(objs|flex))$";
position p != { compared.p, chosen.p };
@@

get(V, ...)
... when any
    when != V = X
(
* alloc(<+... V@p ...+>, ...)
|
* B[V@p]
|
* X << V@p
|
* BIT(V@p)
)

// a field of a structure that was copied
@part_compared exists@
identifier A, f, g;
expression X;
binary operator cmp = {>, >=, <, <=, !=, ==};
position p;
@@

copy_from_user(&A, ...)
... when any
(
A.f cmp X
|
X cmp A.f
|
g(..., <+... A.f ...+>, ...) cmp X
)
... when any
A.f@p

@part exists@
identifier A, f;
expression X, B;
identifier alloc =~ "^(kcalloc|kmalloc_array|kvcalloc|kvmalloc_array|kv?[mz]alloc|kv?[mz]alloc_(objs|flex))$";
position p != part_compared.p;
@@

copy_from_user(&A, ...)
... when any
    when != A.f = X
(
* alloc(<+... A.f@p ...+>, ...)
|
* B[A.f@p]
|
* X << A.f@p
|
* BIT(A.f@p)
)

@script:python depends on org@
p << number.p;
v << number.V;
@@

coccilib.org.print_todo(p[0], "%s comes from user space and is a size, an index or a shift here: compare it with what fits first" % v)

@script:python depends on report@
p << number.p;
v << number.V;
@@

coccilib.report.print_report(p[0], "%s comes from user space and is a size, an index or a shift here: compare it with what fits first" % v)

@script:python depends on org@
p << part.p;
a << part.A;
f << part.f;
@@

coccilib.org.print_todo(p[0], "%s.%s comes from user space and is a size, an index or a shift here: compare it with what fits first" % (a, f))

@script:python depends on report@
p << part.p;
a << part.A;
f << part.f;
@@

coccilib.report.print_report(p[0], "%s.%s comes from user space and is a size, an index or a shift here: compare it with what fits first" % (a, f))
