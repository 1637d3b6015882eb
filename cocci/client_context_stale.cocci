// SPDX-License-Identifier: GPL-2.0-only
/// A context pointer that is tested for NULL before use is NULL whenever
/// there is no context: after a failed open it is an error pointer, after a
/// close it dangles.
///
//# False positives: a structure that is freed right behind the close.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// the file asks elsewhere whether the context is there
@asked@
expression D;
identifier c;
statement S;
@@

if (\(!D->c\|!D.c\)) S

@opened@
expression D;
identifier asked.c;
@@

\(D->c\|D.c\) = tee_client_open_context(...)

@failed depends on opened exists@
expression D, E;
identifier asked.c;
position p;
@@

(
* \(D->c\|D.c\) = tee_client_open_context(...);
)
if (IS_ERR(\(D->c\|D.c\))) {
... when != \(D->c\|D.c\) = E
* return@p ...;
}

@closed depends on opened exists@
expression D, E;
identifier asked.c;
position p;
@@

* tee_client_close_context@p(\(D->c\|D.c\));
... when != \(D->c\|D.c\) = E
return ...;

@script:python depends on org@
p << failed.p;
c << asked.c;
@@

coccilib.org.print_todo(p[0], "%s stays an error pointer here, and a test elsewhere takes it for a context: set it to NULL" % c)

@script:python depends on report@
p << failed.p;
c << asked.c;
@@

coccilib.report.print_report(p[0], "%s stays an error pointer here, and a test elsewhere takes it for a context: set it to NULL" % c)

@script:python depends on org@
p << closed.p;
c << asked.c;
@@

coccilib.org.print_todo(p[0], "%s stays set after the context is closed, and a test elsewhere takes it for one: set it to NULL" % c)

@script:python depends on report@
p << closed.p;
c << asked.c;
@@

coccilib.report.print_report(p[0], "%s stays set after the context is closed, and a test elsewhere takes it for one: set it to NULL" % c)
