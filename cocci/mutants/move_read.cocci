// SPDX-License-Identifier: GPL-2.0-only
/// Mutation operator: a value is read before the lock that protects it is
/// taken.
//
// -D list prints each place where it applies; -D one -D line=L -D column=C
// changes the place that begins there. See ci/bugs/mutants.

virtual list
virtual one

@site@
position p;
identifier lock =~ "^(mutex_lock|spin_lock|spin_lock_bh|spin_lock_irq|spin_lock_irqsave)$";
expression L;
expression V;
expression E;
@@

lock@p(L, ...);
V = E;

@script:python depends on list@
p << site.p;
@@

print("SITE %s %s %s %s" % (p[0].file, p[0].line, p[0].column, p[0].current_element))

@script:python picked depends on one@
p << site.p;
line << virtual.line;
column << virtual.column;
@@

if (p[0].line, p[0].column) != (line, column):
	cocci.include_match(False)

@change depends on one && picked@
position site.p;
identifier site.lock;
expression site.L;
expression site.V;
expression site.E;
@@

+ V = E;
  lock@p(L, ...);
- V = E;
