// SPDX-License-Identifier: GPL-2.0-only
/// A bitmap that is indexed with 0 up to a greatest value has one bit more
/// than that value.
///
//# False positives: a variable called max_... that holds a number of things.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual patch
virtual context
virtual org
virtual report

@over depends on context || org || report@
identifier f =~ "^(bitmap_zalloc|bitmap_alloc)$";
identifier N =~ "^max_";
position p;
@@

* f(N@p, ...)

@depends on patch@
identifier f =~ "^(bitmap_zalloc|bitmap_alloc)$";
identifier N =~ "^max_";
expression G;
@@

- f(N, G)
+ f(N + 1, G)

@script:python depends on org@
p << over.p;
n << over.N;
@@

coccilib.org.print_todo(p[0], "%s is the greatest value, so there are %s + 1 of them: the last one lies outside of the bitmap" % (n, n))

@script:python depends on report@
p << over.p;
n << over.N;
@@

coccilib.report.print_report(p[0], "%s is the greatest value, so there are %s + 1 of them: the last one lies outside of the bitmap" % (n, n))
