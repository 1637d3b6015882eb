// SPDX-License-Identifier: GPL-2.0-only
/// A size that the secure world answers is compared with the room there is
/// before it is taken over as the size of a buffer and copied by.
///
//# Source: include/uapi/linux/tee.h, struct tee_ioctl_param, "b: if a memref or
//# ubuf, size of the buffer"; drivers/tee/qcomtee/core.c, qcomtee_update_msg():
//# "Only reduce size; never increase it".
//# False positives: a called function compares.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@grown exists@
expression X, C;
identifier M =~ "(^|_)(msg|message|res|answer)$", m;
identifier copy =~ "^(memcpy|memmove|copy_to_user)$";
position p;
@@

* X.size = <+... M->m ...+>;
... when != X.size > C
    when != X.size >= C
    when != X.size < C
    when != X.size <= C
    when != X.size = C
* copy@p(..., X.size)

@script:python depends on org@
p << grown.p;
f << grown.copy;
@@

coccilib.org.print_todo(p[0], "%s() of as many bytes as the secure world says, whatever room there is" % f)

@script:python depends on report@
p << grown.p;
f << grown.copy;
@@

coccilib.report.print_report(p[0], "%s() of as many bytes as the secure world says, whatever room there is" % f)
