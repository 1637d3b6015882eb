// SPDX-License-Identifier: GPL-2.0-only
/// Shared memory that points to its context holds a reference to it: its file
/// descriptor may outlive the one of the device.
///
//# False positives: a reference that the caller takes.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@before exists@
struct tee_shm *S;
identifier C;
identifier get =~ "ctx_get|context_get|kref_get";
position p;
@@

get(...)
... when any
S->ctx@p = C

@after exists@
struct tee_shm *S;
identifier C;
identifier get =~ "ctx_get|context_get|kref_get";
position p;
@@

S->ctx@p = C
... when any
get(...)

@uncounted@
struct tee_shm *S;
identifier C;
position p != {before.p, after.p};
@@

* S->ctx@p = C

@script:python depends on org@
p << uncounted.p;
s << uncounted.S;
c << uncounted.C;
@@

coccilib.org.print_todo(p[0], "%s keeps %s without a reference to it: the context may be released before the memory" % (s, c))

@script:python depends on report@
p << uncounted.p;
s << uncounted.S;
c << uncounted.C;
@@

coccilib.report.print_report(p[0], "%s keeps %s without a reference to it: the context may be released before the memory" % (s, c))
