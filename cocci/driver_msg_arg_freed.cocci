// SPDX-License-Identifier: GPL-2.0-only
/// An argument structure obtained for a call into the secure world is freed
/// on every path: they come from a cache of few.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@lost exists@
identifier A;
identifier get =~ "(_get_msg_arg|_arg_get)$";
identifier free =~ "(_(free|put)_msg_arg|_arg_put)$";
position p;
@@

A = get(...);
if (IS_ERR(A)) { ... when any
                 return ...; }
... when != free(...)
* return@p ...;

@lost_null exists@
identifier A;
identifier get =~ "(_get_msg_arg|_arg_get)$";
identifier free =~ "(_(free|put)_msg_arg|_arg_put)$";
position p;
@@

A = get(...);
if (!A) { ... when any
          return ...; }
... when != free(...)
* return@p ...;

@script:python depends on org@
p << lost.p;
get << lost.get;
@@

coccilib.org.print_todo(p[0], "the argument that %s() gave is not freed on this way out" % get)

@script:python depends on report@
p << lost.p;
get << lost.get;
@@

coccilib.report.print_report(p[0], "the argument that %s() gave is not freed on this way out" % get)

@script:python depends on org@
p << lost_null.p;
get << lost_null.get;
@@

coccilib.org.print_todo(p[0], "the argument that %s() gave is not freed on this way out" % get)

@script:python depends on report@
p << lost_null.p;
get << lost_null.get;
@@

coccilib.report.print_report(p[0], "the argument that %s() gave is not freed on this way out" % get)
