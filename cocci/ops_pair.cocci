// SPDX-License-Identifier: GPL-2.0-only
/// Operations of a tee_driver_ops that need each other are there together: a
/// session that can be opened can be invoked and closed, memory that can be
/// registered can be taken back, a request that can be received be answered.
///
//# False positives: none known.
//
// Confidence: High
// Comments: which operation needs which others, and why, is the table below.
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@initialize:python@
@@

SESSION = "a session is opened to be invoked and closed"
SYSTEM = "the context held for a system session goes back when it is closed"
NEEDS = {
	"open_session": {"close_session": SESSION, "invoke_func": SESSION},
	"system_session": {"open_session": SYSTEM, "close_session": SYSTEM},
	"shm_register": {"shm_unregister": "registered memory is freed behind the secure world"},
	"shm_unregister": {"shm_register": "there is nothing to unregister"},
	"supp_recv": {"supp_send": "a request taken is never answered"},
	"supp_send": {"supp_recv": "there is no request to answer"},
}
members = {}

@member@
identifier O, M;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .M = F, };

@script:python@
p << member.p;
m << member.M;
@@

members.setdefault((p[0].file, p[0].line, p[0].column), set()).add(m)

@script:python lacks@
p << member.p;
m << member.M;
alone;
@@

there = members[p[0].file, p[0].line, p[0].column]
if all(other in there for other in NEEDS.get(m, ())):
	cocci.include_match(False)
else:
	coccinelle.alone = m

@depends on context@
identifier member.O, lacks.alone;
expression F;
position member.p;
@@

* struct tee_driver_ops O@p = { .alone = F, };

@script:python depends on org@
p << member.p;
ops << member.O;
m << lacks.alone;
@@

for other, why in NEEDS[m].items():
	if other not in members[p[0].file, p[0].line, p[0].column]:
		coccilib.org.print_todo(p[0], "%s has %s without %s: %s" % (ops, m, other, why))

@script:python depends on report@
p << member.p;
ops << member.O;
m << lacks.alone;
@@

for other, why in NEEDS[m].items():
	if other not in members[p[0].file, p[0].line, p[0].column]:
		coccilib.report.print_report(p[0], "%s has %s without %s: %s" % (ops, m, other, why))
