// SPDX-License-Identifier: GPL-2.0-only
/// An address range from user space is checked with access_ok() before an
/// iterator over it is made: the iterator takes any address for one of the
/// user's.
///
//# False positives: a function whose callers have checked; import_ubuf()
//# checks by itself.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@unchecked@
identifier f, addr;
type T;
identifier pin =~ "^(iov_iter_ubuf|import_ubuf|pin_user_pages|pin_user_pages_fast|get_user_pages_fast)$";
position p;
@@

f(..., unsigned long addr, ...)
{
... when != access_ok(...)
    when != untagged_addr(...)
* iov_iter_ubuf@p(..., <+... addr ...+>, ...)
... when any
}

@script:python depends on org@
p << unchecked.p;
a << unchecked.addr;
@@

coccilib.org.print_todo(p[0], "%s comes from user space and was not checked with access_ok(): it may be a kernel address, or wrap" % a)

@script:python depends on report@
p << unchecked.p;
a << unchecked.addr;
@@

coccilib.report.print_report(p[0], "%s comes from user space and was not checked with access_ok(): it may be a kernel address, or wrap" % a)
