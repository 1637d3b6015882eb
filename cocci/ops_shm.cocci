// SPDX-License-Identifier: GPL-2.0-only
/// A tee_driver_ops has shm_register and shm_unregister together: memory that
/// the secure world knows must be taken from it before it is freed.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@has_register@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .shm_register = F, };

@has_unregister@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .shm_unregister = F, };

@no_unregister@
identifier O;
expression F;
position p != has_unregister.p;
@@

* struct tee_driver_ops O@p = { .shm_register = F, };

@no_register@
identifier O;
expression F;
position p != has_register.p;
@@

* struct tee_driver_ops O@p = { .shm_unregister = F, };

@script:python depends on org@
p << no_unregister.p;
ops << no_unregister.O;
@@

coccilib.org.print_todo(p[0], "%s has shm_register without shm_unregister: registered memory is freed behind the secure world" % ops)

@script:python depends on report@
p << no_unregister.p;
ops << no_unregister.O;
@@

coccilib.report.print_report(p[0], "%s has shm_register without shm_unregister: registered memory is freed behind the secure world" % ops)

@script:python depends on org@
p << no_register.p;
ops << no_register.O;
@@

coccilib.org.print_todo(p[0], "%s has shm_unregister without shm_register: there is nothing to unregister" % ops)

@script:python depends on report@
p << no_register.p;
ops << no_register.O;
@@

coccilib.report.print_report(p[0], "%s has shm_unregister without shm_register: there is nothing to unregister" % ops)
