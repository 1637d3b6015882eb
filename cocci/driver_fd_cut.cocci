// SPDX-License-Identifier: GPL-2.0-only
/// A descriptor of user space has 64 bits, one of the kernel's 32: what does
/// not fit is refused, and no other descriptor is taken for it.
///
//# Source: include/uapi/linux/tee.h, fd of struct
//# tee_ioctl_shm_register_fd_data, an __s64; include/linux/tee_drv.h,
//# tee_shm_register_fd(), whose fd is an int.
//# False positives: a called function that takes 64 bits.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@cut exists@
struct tee_ioctl_shm_register_fd_data data;
expression C;
identifier f != {copy_from_user, overflows_type};
position p;
@@

copy_from_user(&data, ...)
... when != overflows_type(data.fd, ...)
    when != data.fd > C
    when != data.fd < C
    when != data.fd >= C
    when != data.fd <= C
    when != data.fd != C
    when != data.fd == C
* f(..., data.fd@p, ...)

@script:python depends on org@
p << cut.p;
f << cut.f;
@@

coccilib.org.print_todo(p[0], "%s() gets the lower half of fd: with anything in the upper half another descriptor is used" % f)

@script:python depends on report@
p << cut.p;
f << cut.f;
@@

coccilib.report.print_report(p[0], "%s() gets the lower half of fd: with anything in the upper half another descriptor is used" % f)
