// SPDX-License-Identifier: GPL-2.0-only
/// A device that was looked up is put again on every path on which it was
/// found and is not handed on: the look-up takes a reference.
///
//# False positives: a device that a called function puts.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// found: what is done about it, and then away
@there exists@
identifier D, l;
identifier find =~ "^((bus|class|driver)_find_device(_by_name)?|device_find_child(_by_name)?)$";
expression E;
position p, q;
@@

* D = find@p(...)
... when != put_device(D)
    when != E = D
if (D) {
... when != put_device(D)
    when != E = D
    when != return D;
\(return@q ...;\|goto@q l;\)
}

// handed to the caller
@given exists@
identifier D;
identifier find =~ "^((bus|class|driver)_find_device(_by_name)?|device_find_child(_by_name)?)$";
position r;
@@

D = find(...)
... when any
return@r <+... D ...+>;

// not found is dealt with; from there on it is there
@after exists@
identifier D;
identifier find =~ "^((bus|class|driver)_find_device(_by_name)?|device_find_child(_by_name)?)$";
expression E, R;
statement S;
position p;
position q != given.r;
@@

* D = find@p(...)
... when != put_device(D)
    when != E = D
if (!D) S
... when != put_device(D)
    when != E = D
return@q R;

@script:python depends on org@
p << there.p;
q << there.q;
d << there.D;
@@

coccilib.org.print_todo(p[0], "%s is not put on the way out in line %s" % (d, q[0].line))

@script:python depends on report@
p << there.p;
q << there.q;
d << there.D;
@@

coccilib.report.print_report(p[0], "%s is not put on the way out in line %s" % (d, q[0].line))

@script:python depends on org@
p << after.p;
q << after.q;
d << after.D;
@@

coccilib.org.print_todo(p[0], "%s is not put on the way out in line %s" % (d, q[0].line))

@script:python depends on report@
p << after.p;
q << after.q;
d << after.D;
@@

coccilib.report.print_report(p[0], "%s is not put on the way out in line %s" % (d, q[0].line))
