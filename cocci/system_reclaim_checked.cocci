// SPDX-License-Identifier: GPL-2.0-only
/// Whether the secure world has given lent memory back is looked at: memory
/// that it still has is not given to anybody else.
///
//# Source: drivers/tee/optee/optee_msg.h, OPTEE_MSG_CMD_RECLAIM_PROTMEM: "The
//# physical memory is accessible by the normal world after this function has
//# return"; DEN0077 (FF-A), FFA_MEM_RECLAIM, which may be DENIED.
//# False positives: an operation that keeps what it was refused by itself.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// a function that only passes the answer on
@passes@
identifier f, r =~ "(^|_)reclaim(_|$)";
expression E;
@@

f(...)
{
return E->r(...);
}

@dropped@
expression E;
identifier r =~ "(^|_)reclaim(_|$)";
position p;
@@

* E->r@p(...);

@passed@
identifier passes.f;
position p;
@@

* f@p(...);

@voided@
expression E;
identifier r =~ "(^|_)reclaim(_|$)";
position p;
@@

* (void)E->r@p(...)

@script:python depends on org@
p << dropped.p;
r << dropped.r;
@@

coccilib.org.print_todo(p[0], "%s() may be refused: the memory is given back while the secure world has it" % r)

@script:python depends on report@
p << dropped.p;
r << dropped.r;
@@

coccilib.report.print_report(p[0], "%s() may be refused: the memory is given back while the secure world has it" % r)

@script:python depends on org@
p << voided.p;
r << voided.r;
@@

coccilib.org.print_todo(p[0], "%s() may be refused: the memory is given back while the secure world has it" % r)

@script:python depends on report@
p << voided.p;
r << voided.r;
@@

coccilib.report.print_report(p[0], "%s() may be refused: the memory is given back while the secure world has it" % r)

@script:python depends on org@
p << passed.p;
f << passes.f;
@@

coccilib.org.print_todo(p[0], "%s() may be refused: the memory is given back while the secure world has it" % f)

@script:python depends on report@
p << passed.p;
f << passes.f;
@@

coccilib.report.print_report(p[0], "%s() may be refused: the memory is given back while the secure world has it" % f)
