// SPDX-License-Identifier: GPL-2.0-only
/// A tee_driver_ops that has open has release and get_version too: the core
/// calls all three without a test.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@has_release@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .release = F, };

@lacks_release@
identifier O;
expression F;
position p != has_release.p;
@@

* struct tee_driver_ops O@p = { .open = F, };

@has_get_version@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .get_version = F, };

@lacks_get_version@
identifier O;
expression F;
position p != has_get_version.p;
@@

* struct tee_driver_ops O@p = { .open = F, };

@script:python depends on org@
p << lacks_release.p;
ops << lacks_release.O;
@@

coccilib.org.print_todo(p[0], "%s has open without release: a context once opened must be released, and tee_device_alloc() refuses the descriptor" % ops)

@script:python depends on report@
p << lacks_release.p;
ops << lacks_release.O;
@@

coccilib.report.print_report(p[0], "%s has open without release: a context once opened must be released, and tee_device_alloc() refuses the descriptor" % ops)

@script:python depends on org@
p << lacks_get_version.p;
ops << lacks_get_version.O;
@@

coccilib.org.print_todo(p[0], "%s has open without get_version: a context once opened must be released, and tee_device_alloc() refuses the descriptor" % ops)

@script:python depends on report@
p << lacks_get_version.p;
ops << lacks_get_version.O;
@@

coccilib.report.print_report(p[0], "%s has open without get_version: a context once opened must be released, and tee_device_alloc() refuses the descriptor" % ops)
