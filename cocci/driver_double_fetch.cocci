// SPDX-License-Identifier: GPL-2.0-only
/// A field of an argument shared with the secure world is read once into a
/// variable, which is then checked and used: a second read may give another
/// value.
///
//# False positives: a copy of the argument in private memory that has the
//# same type.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@initialize:python@
@@

seen = set()	# one report a function and field is enough

def first(p, a, f):
	at = (p[0].file, p[0].current_element, a, f)
	new = at not in seen
	seen.add(at)
	return new

@writes@
struct optee_msg_arg *A;
identifier fld;
expression V;
position w;
@@

(
A->fld@w = V
|
 &A->fld@w
|
memset(A->fld@w, ...)
)

@twice exists@
struct optee_msg_arg *A;
identifier fld =~ "^(cmd|func|session|cancel_id|ret|ret_origin|num_params)$";
position p1 != writes.w, p2 != writes.w;
expression V;
@@

* A->fld@p1
... when != A->fld = V
    when != A = V
* A->fld@p2

@script:python depends on org@
p2 << twice.p2;
a << twice.A;
f << twice.fld;
p1 << twice.p1;
@@

if first(p2, a, f):
	coccilib.org.print_todo(p2[0], "%s->%s was read on line %s: a second read may give another value, for the secure world shares this memory" % (a, f, p1[0].line))

@script:python depends on report@
p2 << twice.p2;
a << twice.A;
f << twice.fld;
p1 << twice.p1;
@@

if first(p2, a, f):
	coccilib.report.print_report(p2[0], "%s->%s was read on line %s: a second read may give another value, for the secure world shares this memory" % (a, f, p1[0].line))
