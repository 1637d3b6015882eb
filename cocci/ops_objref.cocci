// SPDX-License-Identifier: GPL-2.0-only
/// A driver says that it has objects (TEE_GEN_CAP_OBJREF) if and only if it
/// can invoke them.
///
//# Source: include/uapi/linux/tee.h, TEE_GEN_CAP_OBJREF: "Supports generic
//# object reference"; include/linux/tee_core.h, object_invoke_func of struct
//# tee_driver_ops.
//# False positives: a get_version in another file is not looked at.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@version@
identifier O, get;
@@

struct tee_driver_ops O = { .get_version = get, };

@says@
identifier version.get;
position at;
@@

get@at(...)
{
<+...
TEE_GEN_CAP_OBJREF
...+>
}

@invokes@
identifier version.O;
expression F;
position q;
@@

struct tee_driver_ops O@q = { .object_invoke_func = F, };

@silent depends on invokes@
identifier version.O, version.get;
expression F;
position p != says.at;
@@

* get@p(...) { ... }

@claims depends on says@
identifier version.O, version.get;
position q != invokes.q;
@@

* struct tee_driver_ops O@q = { .get_version = get, };

@script:python depends on org@
p << silent.p;
f << version.get;
@@

coccilib.org.print_todo(p[0], "%s() does not say TEE_GEN_CAP_OBJREF: nobody knows that there are objects to be invoked" % f)

@script:python depends on report@
p << silent.p;
f << version.get;
@@

coccilib.report.print_report(p[0], "%s() does not say TEE_GEN_CAP_OBJREF: nobody knows that there are objects to be invoked" % f)

@script:python depends on org@
q << claims.q;
o << version.O;
@@

coccilib.org.print_todo(q[0], "%s has no object_invoke_func, and its get_version says TEE_GEN_CAP_OBJREF: each invocation is refused" % o)

@script:python depends on report@
q << claims.q;
o << version.O;
@@

coccilib.report.print_report(q[0], "%s has no object_invoke_func, and its get_version says TEE_GEN_CAP_OBJREF: each invocation is refused" % o)
