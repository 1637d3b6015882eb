// SPDX-License-Identifier: GPL-2.0-only
/// A cookie that the secure world sends is looked up among those it was
/// given, never turned into a pointer: a wrong one must give an errno, not a
/// wild access.
///
//# False positives: a driver that takes the secure world for part of its own
//# trusted base.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@cast@
struct tee_shm *S;
expression E;
typedef uintptr_t;
position p;
@@

(
* S =@p (struct tee_shm *)(unsigned long)E
|
* S =@p (struct tee_shm *)(uintptr_t)E
|
* S =@p (void *)(unsigned long)E
|
* S =@p (struct tee_shm *)E
|
* S =@p reg_pair_to_ptr(...)
)

@script:python depends on org@
p << cast.p;
s << cast.S;
@@

coccilib.org.print_todo(p[0], "%s is a number from the secure world turned into a pointer: look it up among the memory that was registered" % s)

@script:python depends on report@
p << cast.p;
s << cast.S;
@@

coccilib.report.print_report(p[0], "%s is a number from the secure world turned into a pointer: look it up among the memory that was registered" % s)
