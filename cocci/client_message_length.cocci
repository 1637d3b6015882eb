// SPDX-License-Identifier: GPL-2.0-only
/// A length or count inside a message that the TEE wrote is compared with
/// what fits before it is used: the other side may have put anything there.
///
//# False positives: a structure that no other side can write.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@bounded exists@
identifier P, len;
expression X;
statement S1, S2;
position p;
@@

if (<+... \(P->len > X\|P->len >= X\|P->len != X\) ...+>) S1 else S2
... when any
P->len@p

// a field that is set is a pointer to memory of this side, no array in a message
@pointer@
expression Q;
identifier src, f;
@@

Q->src = f(...)

@own@
identifier P, len;
identifier pointer.src;
expression D;
position p;
@@

memcpy(D, <+... P->src ...+>, P->len@p)

@copied@
identifier P, len;
expression D;
position p != {bounded.p, own.p};
@@

* memcpy(D, <+... P ...+>, P->len@p)

@counted@
identifier P, len, list, i;
position p != bounded.p;
@@

* for (...; i < P->len@p; ...) {
<+...
P->list[i]
...+>
}

@script:python depends on org@
p << copied.p;
x << copied.P;
len << copied.len;
@@

coccilib.org.print_todo(p[0], "%s->%s lies in the message itself and says how much to copy: compare it with the room first" % (x, len))

@script:python depends on report@
p << copied.p;
x << copied.P;
len << copied.len;
@@

coccilib.report.print_report(p[0], "%s->%s lies in the message itself and says how much to copy: compare it with the room first" % (x, len))

@script:python depends on org@
p << counted.p;
x << counted.P;
len << counted.len;
@@

coccilib.org.print_todo(p[0], "%s->%s lies in the message itself and bounds this loop over its own array: compare it with the size of the array first" % (x, len))

@script:python depends on report@
p << counted.p;
x << counted.P;
len << counted.len;
@@

coccilib.report.print_report(p[0], "%s->%s lies in the message itself and bounds this loop over its own array: compare it with the size of the array first" % (x, len))
