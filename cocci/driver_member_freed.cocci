// SPDX-License-Identifier: GPL-2.0-only
/// What an object owns is freed before the object: what its constructor
/// allocates and frees again when it fails, the destructor frees as well.
///
//# Source: Documentation/core-api/memory-allocation.rst: "When the allocated
//# memory is no longer needed it must be freed"; destroy_pool in
//# include/linux/tee_core.h is the last that is called for a pool.
//# False positives: a member that another function has freed before.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// allocated, and freed when something goes wrong in the same function
@owned exists@
type T;
T *x;
identifier f, m;
identifier alloc =~ "^(k|kv|v)(malloc|zalloc|calloc|malloc_array|malloc_objs|zalloc_objs|zalloc_flex|memdup.*|strdup.*|asprintf.*)$|^bitmap_zalloc$";
identifier free =~ "^(k|kv|v)free(_sensitive)?$|^bitmap_free$";
@@

f(...)
{
... when any
x->m = alloc(...)
... when any
free(x->m);
... when any
}

// the destructor has to do with the member, or leaves it to another function
@careful@
owned.T *y;
identifier owned.m;
identifier g;
identifier h !~ "^(k|kv|v)free";
position at;
@@

g@at(...)
{
<+...
\(y->m\|h(..., y, ...)\)
...+>
}

@kept@
owned.T *y;
identifier owned.m;
identifier g =~ "(destroy|release|free|_exit|_fini)";
identifier free =~ "^(k|kv|v)free(_sensitive)?$";
position at != careful.at, p;
@@

g@at(...)
{
<+...
* free@p(y)
...+>
}

@script:python depends on org@
p << kept.p;
m << owned.m;
@@

coccilib.org.print_todo(p[0], "%s is not freed before what it is a member of: it is lost" % m)

@script:python depends on report@
p << kept.p;
m << owned.m;
@@

coccilib.report.print_report(p[0], "%s is not freed before what it is a member of: it is lost" % m)
