// SPDX-License-Identifier: GPL-2.0-only
/// A pool of protected memory has all four operations: alloc, free,
/// update_shm and destroy_pool are called without a look.
///
//# Source: include/linux/tee_core.h, struct tee_protmem_pool_ops;
//# drivers/tee/tee_heap.c.
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@initialize:python@
@@

NEEDED = ("alloc", "free", "update_shm", "destroy_pool")
members = {}

@member@
identifier O, M;
expression F;
position p;
@@

struct tee_protmem_pool_ops O@p = { .M = F, };

@script:python@
p << member.p;
m << member.M;
@@

members.setdefault((p[0].file, p[0].line, p[0].column), set()).add(m)

@script:python lacks@
p << member.p;
alone;
@@

lacking = [m for m in NEEDED if m not in members[(p[0].file, p[0].line, p[0].column)]]
if lacking:
	coccinelle.alone = ", ".join(lacking)
else:
	cocci.include_match(False)

@incomplete@
identifier O;
position member.p;
@@

* struct tee_protmem_pool_ops O@p = { ... };

@script:python depends on org@
p << member.p;
o << incomplete.O;
m << lacks.alone;
@@

coccilib.org.print_todo(p[0], "%s lacks %s, and the heap calls it: NULL is called" % (o, m))

@script:python depends on report@
p << member.p;
o << incomplete.O;
m << lacks.alone;
@@

coccilib.report.print_report(p[0], "%s lacks %s, and the heap calls it: NULL is called" % (o, m))
