// SPDX-License-Identifier: GPL-2.0-only
/// Remove undoes what probe did, on every path: a context, a session and
/// shared memory that probe got are closed and freed, whatever remove
/// returns.
///
//# False positives: a probe that opens a session only to ask, or whose helper
//# functions do the work.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// spatch does not look into a nested initialiser: the names have to do
@driver@
identifier D;
@@

struct tee_client_driver D = { ... };

@probes depends on driver@
identifier probe =~ "_probe$";
@@

probe(...) { ... }

@removes depends on driver@
identifier remove =~ "_remove$";
parameter P;
@@

remove(P) { ... }

@opens_context@
identifier probes.probe;
@@

probe(...)
{
<+...
tee_client_open_context(...)
...+>
}

@opens_session@
identifier probes.probe;
@@

probe(...)
{
<+...
tee_client_open_session(...)
...+>
}

@allocates@
identifier probes.probe;
identifier alloc =~ "^tee_shm_(alloc|register)_kernel_buf$";
@@

probe(...)
{
<+...
alloc(...)
...+>
}

// devm actions undo it as well
@managed@
identifier probes.probe;
identifier action =~ "^devm_add_action";
@@

probe(...)
{
<+...
action(...)
...+>
}

@closes_context@
identifier removes.remove;
position p;
@@

remove@p(...)
{
<+...
tee_client_close_context(...)
...+>
}

@closes_session@
identifier removes.remove;
position p;
@@

remove@p(...)
{
<+...
tee_client_close_session(...)
...+>
}

@frees@
identifier removes.remove;
position p;
@@

remove@p(...)
{
<+...
tee_shm_free(...)
...+>
}

// remove calls another function of the file that does it
@delegates@
identifier removes.remove;
identifier f =~ "_(remove|deinit|cleanup|release|uninit)$";
position p;
@@

remove@p(...)
{
<+...
f(...)
...+>
}

@keeps_context depends on opens_context && !managed@
identifier removes.remove;
position p != {closes_context.p, delegates.p};
@@

* remove@p(...) { ... }

@keeps_session depends on opens_session && !managed@
identifier removes.remove;
position p != {closes_session.p, delegates.p};
@@

* remove@p(...) { ... }

@keeps_shm depends on allocates && !managed@
identifier removes.remove;
position p != {frees.p, delegates.p};
@@

* remove@p(...) { ... }

// the device core ignores what remove returns: every path has to undo, but
// for a guard at the start, where there is nothing to undo
@skips depends on closes_context exists@
identifier removes.remove;
identifier f !~ "^(tee_client_close_context|dev_get_drvdata|platform_get_drvdata)$";
position p;
@@

remove(...)
{
... when any
f(...);
... when != tee_client_close_context(...)
* return@p ...;
}

@script:python depends on org@
p << keeps_context.p;
f << removes.remove;
@@

coccilib.org.print_todo(p[0], "%s() does not close the context that probe opened" % f)

@script:python depends on report@
p << keeps_context.p;
f << removes.remove;
@@

coccilib.report.print_report(p[0], "%s() does not close the context that probe opened" % f)

@script:python depends on org@
p << keeps_session.p;
f << removes.remove;
@@

coccilib.org.print_todo(p[0], "%s() does not close the session that probe opened" % f)

@script:python depends on report@
p << keeps_session.p;
f << removes.remove;
@@

coccilib.report.print_report(p[0], "%s() does not close the session that probe opened" % f)

@script:python depends on org@
p << keeps_shm.p;
f << removes.remove;
@@

coccilib.org.print_todo(p[0], "%s() does not free the shared memory that probe allocated" % f)

@script:python depends on report@
p << keeps_shm.p;
f << removes.remove;
@@

coccilib.report.print_report(p[0], "%s() does not free the shared memory that probe allocated" % f)

@script:python depends on org@
p << skips.p;
f << removes.remove;
@@

coccilib.org.print_todo(p[0], "%s() returns here without closing the context, and the device goes all the same" % f)

@script:python depends on report@
p << skips.p;
f << removes.remove;
@@

coccilib.report.print_report(p[0], "%s() returns here without closing the context, and the device goes all the same" % f)
