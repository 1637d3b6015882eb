// SPDX-License-Identifier: GPL-2.0-only
/// Mutation operator: a reference is not taken.
//
// -D list prints each place where it applies; -D one -D line=L -D column=C
// changes the place that begins there. See ci/bugs/mutants.

virtual list
virtual one

@site@
position p;
identifier get =~ "^(refcount_inc|kref_get|get_device|teedev_ctx_get|get_page|tee_shm_get|tee_device_get|tee_context_get|.*_ref_get)$";
expression E;
@@

get@p(E);

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
identifier site.get;
expression site.E;
@@

- get@p(E);
