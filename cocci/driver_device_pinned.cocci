// SPDX-License-Identifier: GPL-2.0-only
/// A TEE device that was found through the driver model is pinned with
/// tee_device_get() before its descriptor is followed: unregistering sets it
/// to NULL.
///
//# False positives: a sysfs attribute, which is removed before the descriptor
//# goes (_show functions are left out).
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@shown@
identifier f =~ "_show$";
position p;
expression D;
@@

f(...)
{
<+...
D->desc@p->ops
...+>
}

@pinned exists@
identifier D;
position p;
@@

tee_device_get(D)
... when any
D->desc@p->ops

@unpinned@
identifier D, d;
position p != {shown.p, pinned.p};
@@

struct tee_device *D = container_of(d, struct tee_device, dev);
...
* D->desc@p->ops

@script:python depends on org@
p << unpinned.p;
d << unpinned.D;
@@

coccilib.org.print_todo(p[0], "%s->desc is followed without tee_device_get(): the device may be going away, then it is NULL" % d)

@script:python depends on report@
p << unpinned.p;
d << unpinned.D;
@@

coccilib.report.print_report(p[0], "%s->desc is followed without tee_device_get(): the device may be going away, then it is NULL" % d)
