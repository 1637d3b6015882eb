// SPDX-License-Identifier: GPL-2.0-only
/// open_session and invoke_func look at arg->num_params before they touch
/// param: it is NULL when the caller gave no parameters.
///
//# False positives: a count that a called function checks.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@initialize:python@
@@

seen = set()	# one report a function is enough

def first(p, f):
	new = (p[0].file, f) not in seen
	seen.add((p[0].file, f))
	return new

@impl@
identifier O, F;
@@

(
struct tee_driver_ops O = { .invoke_func = F, };
|
struct tee_driver_ops O = { .open_session = F, };
)

@counted exists@
identifier impl.F, ctx, arg, param;
type T1, T2, T3;
expression I;
position p;
@@

F(T1 ctx, T2 arg, T3 param)
{
... when any
\(arg->num_params\|!param\|param == NULL\)
... when any
param@p[I]
... when any
}

@uncounted exists@
identifier impl.F, ctx, arg, param;
type T1, T2, T3;
expression I;
position p != counted.p;
@@

F(T1 ctx, T2 arg, T3 param)
{
... when != param
* param@p[I]
... when any
}

@script:python depends on org@
p << uncounted.p;
f << impl.F;
@@

if first(p, f):
	coccilib.org.print_todo(p[0], "%s() reads param[] before it has looked at arg->num_params: user space may pass none" % f)

@script:python depends on report@
p << uncounted.p;
f << impl.F;
@@

if first(p, f):
	coccilib.report.print_report(p[0], "%s() reads param[] before it has looked at arg->num_params: user space may pass none" % f)
