// SPDX-License-Identifier: GPL-2.0-only
/// A tee_driver_ops and a tee_desc are const: nothing writes them, and a
/// table of function pointers belongs in read-only memory.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual patch
virtual context
virtual org
virtual report

@readonly disable optional_qualifier@
identifier O;
position p;
@@

(
const struct tee_driver_ops O@p = { ... };
|
const struct tee_desc O@p = { ... };
)

@variable depends on context || org || report@
identifier O;
position p != readonly.p;
@@

(
* struct tee_driver_ops O@p = { ... };
|
* struct tee_desc O@p = { ... };
)

@depends on patch disable optional_qualifier@
identifier O;
@@

(
+const
struct tee_driver_ops O = { ... };
|
+const
struct tee_desc O = { ... };
)

@script:python depends on org@
p << variable.p;
o << variable.O;
@@

coccilib.org.print_todo(p[0], "%s is not const: a table of function pointers belongs in read-only memory" % o)

@script:python depends on report@
p << variable.p;
o << variable.O;
@@

coccilib.report.print_report(p[0], "%s is not const: a table of function pointers belongs in read-only memory" % o)
