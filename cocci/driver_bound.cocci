// SPDX-License-Identifier: GPL-2.0-only
/// A count, index or shift that comes from the secure world is compared with
/// a bound before it is used.
///
//# False positives: a bound that a called function checks.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@bounded exists@
struct optee_msg_arg *A;
constant C;
position p;
@@

(
A->num_params > \(C\|ARRAY_SIZE(...)\)
|
A->num_params >= \(C\|ARRAY_SIZE(...)\)
|
A->num_params != \(C\|ARRAY_SIZE(...)\)
|
A->num_params == \(C\|ARRAY_SIZE(...)\)
)
... when any
A->num_params@p

@loop@
struct optee_msg_arg *A;
identifier i;
statement S;
position p != bounded.p;
@@

* for (...; i < A->num_params@p; ...) S

@array@
struct optee_msg_arg *A;
identifier alloc =~ "^(kcalloc|kmalloc_array|kvcalloc|kvmalloc_array|array_size|kv?[mz]alloc_(objs|flex))$";
position p != bounded.p;
@@

* alloc(..., A->num_params@p, ...)

// a value from a parameter or a register as index or shift
@index@
expression P, B;
identifier v =~ "^[abc]$";
position p;
@@

(
* B[P.u.value.v@p]
|
* B[P->u.value.v@p]
|
* B << P.u.value.v@p
|
* B << P->u.value.v@p
|
* BIT(P.u.value.v@p)
)

// a number that a caller outside of this file chooses, as index of a bitmap
@internal@
identifier f;
position fp;
@@

static f@fp(...) { ... }

@compared exists@
identifier f, k;
type T;
expression X;
identifier bit =~ "^(set_bit|clear_bit|test_bit|test_and_set_bit|test_and_clear_bit)$";
position p;
@@

f(..., T k, ...)
{
... when any
\(k > X\|k >= X\|k < X\|k <= X\)
... when any
bit(k@p, ...)
... when any
}

@bit@
identifier f, k;
typedef u_int, u32;
identifier bit =~ "^(set_bit|clear_bit|test_bit|test_and_set_bit|test_and_clear_bit)$";
position p != compared.p;
position fp != internal.fp;
@@

f@fp(..., \(u32\|u_int\|unsigned int\) k, ...)
{
<+...
* bit(k@p, ...)
...+>
}

@reg@
struct arm_smccc_res R;
expression B;
identifier a =~ "^a[0-7]$";
position p;
@@

(
* B[R.a@p]
|
* B << R.a@p
|
* BIT(R.a@p)
)

@script:python depends on org@
p << loop.p;
a << loop.A;
@@

coccilib.org.print_todo(p[0], "%s->num_params comes from the secure world and bounds this loop: compare it with what fits first" % a)

@script:python depends on report@
p << loop.p;
a << loop.A;
@@

coccilib.report.print_report(p[0], "%s->num_params comes from the secure world and bounds this loop: compare it with what fits first" % a)

@script:python depends on org@
p << array.p;
a << array.A;
@@

coccilib.org.print_todo(p[0], "%s->num_params comes from the secure world and sizes this array: compare it with what fits first" % a)

@script:python depends on report@
p << array.p;
a << array.A;
@@

coccilib.report.print_report(p[0], "%s->num_params comes from the secure world and sizes this array: compare it with what fits first" % a)

@script:python depends on org@
p << bit.p;
k << bit.k;
f << bit.f;
@@

coccilib.org.print_todo(p[0], "%s() uses %s as the number of a bit and does not compare it with the size of the bitmap" % (f, k))

@script:python depends on report@
p << bit.p;
k << bit.k;
f << bit.f;
@@

coccilib.report.print_report(p[0], "%s() uses %s as the number of a bit and does not compare it with the size of the bitmap" % (f, k))

@script:python depends on org@
p << index.p;
v << index.v;
@@

coccilib.org.print_todo(p[0], "a value from the secure world is used as index or shift without a bound")

@script:python depends on report@
p << index.p;
v << index.v;
@@

coccilib.report.print_report(p[0], "a value from the secure world is used as index or shift without a bound")

@script:python depends on org@
p << reg.p;
a << reg.a;
@@

coccilib.org.print_todo(p[0], "register %s comes from the secure world and is used as index or shift without a bound" % a)

@script:python depends on report@
p << reg.p;
a << reg.a;
@@

coccilib.report.print_report(p[0], "register %s comes from the secure world and is used as index or shift without a bound" % a)
