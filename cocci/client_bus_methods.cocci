// SPDX-License-Identifier: GPL-2.0-only
/// A client driver has its methods in one place: probe, remove and shutdown
/// in struct tee_client_driver, or all of them in its struct device_driver,
/// where they were before the bus had methods.
///
//# Source: drivers/tee/tee_core.c, __tee_client_driver_register(), which
//# looks at the old place only where the new one is empty, and takes over a
//# shutdown only beside a probe that is in the old place as well;
//# drivers/base/driver.c, "please use bus_type methods".
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@bus@
identifier D;
expression F;
position at;
@@

(
struct tee_client_driver D@at = { .probe = F, };
|
struct tee_client_driver D@at = { .remove = F, };
|
struct tee_client_driver D@at = { .shutdown = F, };
)

@both@
identifier bus.D;
expression F;
position bus.at, p;
identifier m = {probe, remove, shutdown};
@@

* struct tee_client_driver D@at@p = { .driver = { .m = F, }, };

@script:python depends on org@
p << both.p;
d << bus.D;
m << both.m;
@@

coccilib.org.print_todo(p[0], "%s has driver.%s beside methods of the bus: one of the two is never called" % (d, m))

@script:python depends on report@
p << both.p;
d << bus.D;
m << both.m;
@@

coccilib.report.print_report(p[0], "%s has driver.%s beside methods of the bus: one of the two is never called" % (d, m))
