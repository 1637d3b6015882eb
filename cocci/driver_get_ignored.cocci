// SPDX-License-Identifier: GPL-2.0-only
/// An object that was looked up by its number is used only when a reference
/// to it could be had: one whose last reference goes at that moment is still
/// found.
///
//# Source: include/linux/kref.h, kref_get_unless_zero(): "a lookup followed by
//# a kref_get_unless_zero *with return value check*"; include/linux/refcount.h,
//# refcount_inc_not_zero().
//# False positives: the lock of the lookup is held where the last reference
//# is dropped.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@ignored exists@
expression O;
identifier find =~ "^(xa_load|idr_find|radix_tree_lookup|rhashtable_lookup|rhashtable_lookup_fast)$";
identifier get =~ "(_get|_get_unless_zero|_inc_not_zero)$";
identifier m;
position p;
@@

O = find(...);
... when != O = ...
* \(get@p(O);\|get@p(&O->m);\)

@script:python depends on org@
p << ignored.p;
f << ignored.find;
get << ignored.get;
@@

coccilib.org.print_todo(p[0], "%s() may fail for what %s() has found: the object is used while its last reference goes" % (get, f))

@script:python depends on report@
p << ignored.p;
f << ignored.find;
get << ignored.get;
@@

coccilib.report.print_report(p[0], "%s() may fail for what %s() has found: the object is used while its last reference goes" % (get, f))
