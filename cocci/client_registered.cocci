// SPDX-License-Identifier: GPL-2.0-only
/// A client driver that is registered is unregistered: when its module goes,
/// and when the rest of its init fails. One whose init and exit do nothing
/// else has module_tee_client_driver() for them.
///
//# Source: include/linux/tee_drv.h, module_tee_client_driver(), and the example
//# in Documentation/driver-api/tee.rst; drivers/base/driver.c,
//# driver_unregister().
//# False positives: a driver that is never a module.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@driver@
identifier D;
@@

struct tee_client_driver D = { ... };

@undone@
identifier D;
@@

\(tee_client_driver_unregister(&D)\|driver_unregister(&D.driver)\)

@pair@
identifier undone.D;
position p;
@@

\(tee_client_driver_register@p(&D)\|driver_register@p(&D.driver)\)

@stays@
identifier driver.D;
position p != pair.p;
@@

* \(tee_client_driver_register@p(&D)\|driver_register@p(&D.driver)\)

// another registration fails, and this one stays
@kept exists@
identifier driver.D;
expression rc;
identifier reg =~ "register";
position p;
@@

rc = \(tee_client_driver_register(&D)\|driver_register(&D.driver)\);
... when != tee_client_driver_unregister(&D)
    when != driver_unregister(&D.driver)
rc = reg(...);
... when != tee_client_driver_unregister(&D)
    when != driver_unregister(&D.driver)
    when != rc = ...
if (<+... rc ...+>) {
... when != tee_client_driver_unregister(&D)
    when != driver_unregister(&D.driver)
* return@p rc;
}

@plain_init@
identifier init, D;
@@

init(...)
{
return tee_client_driver_register(&D);
}

@plain_exit@
identifier plain_init.D, exit;
@@

exit(...)
{
tee_client_driver_unregister(&D);
}

@macro@
identifier plain_init.init;
declarer name module_init;
@@

module_init(init);

@by_hand depends on plain_exit && macro@
identifier plain_init.init, plain_init.D;
position p;
@@

init@p(...)
{
* return tee_client_driver_register(&D);
}

@script:python depends on org@
p << stays.p;
d << driver.D;
@@

coccilib.org.print_todo(p[0], "nobody unregisters %s: the bus calls a module that is gone" % d)

@script:python depends on report@
p << stays.p;
d << driver.D;
@@

coccilib.report.print_report(p[0], "nobody unregisters %s: the bus calls a module that is gone" % d)

@script:python depends on org@
p << kept.p;
d << driver.D;
@@

coccilib.org.print_todo(p[0], "%s stays registered when init fails here: the bus calls a module that is gone" % d)

@script:python depends on report@
p << kept.p;
d << driver.D;
@@

coccilib.report.print_report(p[0], "%s stays registered when init fails here: the bus calls a module that is gone" % d)

@script:python depends on org@
p << by_hand.p;
d << plain_init.D;
@@

coccilib.org.print_todo(p[0], "this is module_tee_client_driver(%s)" % d)

@script:python depends on report@
p << by_hand.p;
d << plain_init.D;
@@

coccilib.report.print_report(p[0], "this is module_tee_client_driver(%s)" % d)
