// SPDX-License-Identifier: GPL-2.0-only
/// The result of tee_client_open_context() is checked with IS_ERR(): it is an
/// error pointer, never NULL.
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

@checked@
expression C;
position p;
@@

C = tee_client_open_context@p(...);
... when != C
IS_ERR(C)

@passed_on@
position p;
@@

return tee_client_open_context@p(...);

@unchecked depends on context || org || report@
position p != {checked.p, passed_on.p};
@@

* tee_client_open_context@p(...)

@depends on patch@
expression C;
statement S;
@@

C = tee_client_open_context(...);
- if (!C)
+ if (IS_ERR(C))
  S

@script:python depends on org@
p << unchecked.p;
@@

coccilib.org.print_todo(p[0], "tee_client_open_context() returns an error pointer: check it with IS_ERR() before anything else")

@script:python depends on report@
p << unchecked.p;
@@

coccilib.report.print_report(p[0], "tee_client_open_context() returns an error pointer: check it with IS_ERR() before anything else")
