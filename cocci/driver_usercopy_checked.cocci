// SPDX-License-Identifier: GPL-2.0-only
/// Every copy to and from user space has its result checked, and what is left
/// over is answered with -EFAULT: it is a count of bytes, no errno.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@bare@
identifier f =~ "^(copy_from_user|copy_to_user|__copy_from_user|__copy_to_user|get_user|put_user|__get_user|__put_user|clear_user|copy_struct_from_user)$";
position p;
@@

* f@p(...);

@returned@
identifier f =~ "^(copy_from_user|copy_to_user|__copy_from_user|__copy_to_user|clear_user)$";
position p;
@@

* return f@p(...);

@script:python depends on org@
p << bare.p;
f << bare.f;
@@

coccilib.org.print_todo(p[0], "the result of %s() is ignored: the user may have given a bad address" % f)

@script:python depends on report@
p << bare.p;
f << bare.f;
@@

coccilib.report.print_report(p[0], "the result of %s() is ignored: the user may have given a bad address" % f)

@script:python depends on org@
p << returned.p;
f << returned.f;
@@

coccilib.org.print_todo(p[0], "%s() returns a count of bytes, no errno: return -EFAULT" % f)

@script:python depends on report@
p << returned.p;
f << returned.f;
@@

coccilib.report.print_report(p[0], "%s() returns a count of bytes, no errno: return -EFAULT" % f)
