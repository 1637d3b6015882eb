// SPDX-License-Identifier: GPL-2.0-only
/// A bus calls only methods that a driver has, and shuts down devices that
/// no driver is bound to as well.
///
//# Source: include/linux/device/driver.h, where probe, remove and shutdown
//# are optional; drivers/base/core.c, device_shutdown(), which calls the
//# shutdown of the bus for each device, bound or not.
//# False positives: a method that its caller has tested.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// a function that calls a method of the old kind, and does not look first
@calls@
identifier f, dev;
type T;
expression D;
identifier m = {probe, remove, shutdown};
@@

f(T dev)
{
... when != \(D->m && ...\|D->m == NULL\|!D->m\)
D->m(...)
... when any
}

@guarded@
identifier calls.f, calls.m, x;
expression E, D, C;
position p;
@@

(
if (\(D->m\|D.m\)) E->x@p = f;
|
if (<+... C && \(D->m\|D.m\) ...+>) E->x@p = f;
|
if (<+... \(D->m\|D.m\) && C ...+>) E->x@p = f;
)

@wrong@
identifier calls.f, x;
expression E;
position p != guarded.p;
@@

* E->x@p = f

@bus@
identifier B, g;
@@

struct bus_type B = { .shutdown = g, };

@looks@
identifier bus.g, dev;
position p;
@@

g@p(struct device *dev)
{
<+...
\(dev->driver && ...\|!dev->driver\|dev->driver == NULL\)
...+>
}

@blind@
identifier bus.g, dev;
position p != looks.p;
@@

* g@p(struct device *dev)
{
<+...
dev->driver
...+>
}

@script:python depends on org@
p << wrong.p;
f << calls.f;
m << calls.m;
@@

coccilib.org.print_todo(p[0], "%s() is installed without a look at whether the driver has the %s that it calls: NULL is called" % (f, m))

@script:python depends on report@
p << wrong.p;
f << calls.f;
m << calls.m;
@@

coccilib.report.print_report(p[0], "%s() is installed without a look at whether the driver has the %s that it calls: NULL is called" % (f, m))

@script:python depends on org@
p << blind.p;
g << bus.g;
@@

coccilib.org.print_todo(p[0], "%s() follows the driver of a device that may have none: shutdown is called for each device of the bus" % g)

@script:python depends on report@
p << blind.p;
g << bus.g;
@@

coccilib.report.print_report(p[0], "%s() follows the driver of a device that may have none: shutdown is called for each device of the bus" % g)
