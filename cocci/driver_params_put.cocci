// SPDX-License-Identifier: GPL-2.0-only
/// What params_from_user() put into the parameters is put again on every
/// path, before the array is freed: it holds a reference to each memory
/// object, also when it fails half-way.
///
//# False positives: references that an operation of the driver has dropped.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// a loop that puts may run zero times: what counts is that it stands there
@looped exists@
identifier take =~ "params_from_user$";
expression P;
position p;
@@

take(..., P, ...)
... when any
for (...; ...; ...) { <+... tee_shm_put(...) ...+> }
... when any
kfree@p(P);

@leak exists@
identifier take =~ "params_from_user$";
identifier put =~ "param[a-z_]*_(put|release|free|drop)|(put|release|free|drop)[a-z_]*_(param|shm|memref)";
expression P;
position p != looped.p;
@@

* take(..., P, ...)
... when != tee_shm_put(...)
    when != put(...)
* kfree@p(P);

@script:python depends on org@
p << leak.p;
x << leak.P;
@@

coccilib.org.print_todo(p[0], "%s is freed with the memory references that params_from_user() took: put each first" % x)

@script:python depends on report@
p << leak.p;
x << leak.P;
@@

coccilib.report.print_report(p[0], "%s is freed with the memory references that params_from_user() took: put each first" % x)
