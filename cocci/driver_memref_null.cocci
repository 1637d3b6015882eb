// SPDX-License-Identifier: GPL-2.0-only
/// The memory of a parameter that came from the secure world is compared with
/// NULL before it is used: a memory reference may be null in the ABI.
///
//# False positives: a test in a called function.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@used exists@
expression C, P, I;
identifier fld;
identifier get =~ "^tee_shm_get_(va|pa|size|pages|page_offset|id)$";
position p;
@@

C->from_msg_param(..., P, ...)
... when != !P[I].u.memref.shm
    when != P[I].u.memref.shm == NULL
    when != P[I].u.memref.shm != NULL
    when != P[I].u.memref.shm && ...
(
* P[I].u.memref.shm->fld@p
|
* get@p(P[I].u.memref.shm, ...)
)

@script:python depends on org@
p << used.p;
x << used.P;
i << used.I;
@@

coccilib.org.print_todo(p[0], "%s[%s].u.memref.shm is used without a test for NULL: the secure world may send a null reference" % (x, i))

@script:python depends on report@
p << used.p;
x << used.P;
i << used.I;
@@

coccilib.report.print_report(p[0], "%s[%s].u.memref.shm is used without a test for NULL: the secure world may send a null reference" % (x, i))
