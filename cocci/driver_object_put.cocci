// SPDX-License-Identifier: GPL-2.0-only
/// An object that was found by its number is put on every way out, or given
/// on to who puts it.
///
//# Source: drivers/tee/qcomtee/call.c, qcomtee_objref_to_arg(): "It gets the
//# object's refcount in arg; the caller should manage to put it afterward".
//# False positives: an object that is stored, and put by who takes it out.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@given exists@
identifier find =~ "(^|_)find_.*object$";
local idexpression O;
position p;
@@

find(&O, ...)
...
return@p O;

@leak exists@
identifier find =~ "(^|_)find_.*object$";
identifier use =~ "(_put|_release|_add_.*|_free)$";
local idexpression O;
expression A, R;
position p != given.p;
@@

if (find(&O, ...)) {
...
return ...;
}
... when != use(<+... O ...+>)
    when != *A = O
    when != no_free_ptr(O)
* return@p R;

@script:python depends on org@
p << leak.p;
f << leak.find;
@@

coccilib.org.print_todo(p[0], "the object of %s() is not put on this way out: it stays for ever" % f)

@script:python depends on report@
p << leak.p;
f << leak.find;
@@

coccilib.report.print_report(p[0], "the object of %s() is not put on this way out: it stays for ever" % f)
