// SPDX-License-Identifier: GPL-2.0-only
/// A function that gets an array of parameters and their number looks at the
/// number before it counts through the array by something else.
///
//# Source: include/linux/tee_core.h, supp_recv and supp_send of struct
//# tee_driver_ops, whose num_params is what user space has given; the array
//# has as many elements.
//# False positives: the caller has compared the number with what is counted
//# by.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@looks@
identifier f, n =~ "^num_params$";
type T;
position at;
@@

f@at(..., T n, ...)
{
<+...
n
...+>
}

@blind@
identifier f, n =~ "^num_params$", params;
type T;
expression i;
position at != looks.at, p;
@@

f@at@p(..., struct tee_param *params, ..., T n, ...)
{
<+...
* params[i]
...+>
}

@script:python depends on org@
p << blind.p;
f << blind.f;
n << blind.n;
@@

coccilib.org.print_todo(p[0], "%s() goes through the array without a look at %s: it reads and writes behind the end when there are fewer" % (f, n))

@script:python depends on report@
p << blind.p;
f << blind.f;
n << blind.n;
@@

coccilib.report.print_report(p[0], "%s() goes through the array without a look at %s: it reads and writes behind the end when there are fewer" % (f, n))
