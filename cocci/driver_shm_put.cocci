// SPDX-License-Identifier: GPL-2.0-only
/// A tee_shm reference taken in a function is dropped on every path on which
/// it is not handed on: the memory, its context and its device stay
/// otherwise.
///
//# False positives: a reference that a called function keeps under a name
//# that this rule takes for a reader (see keep).
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@leak exists@
identifier S, l;
identifier get =~ "^tee_shm_(get_from_id|alloc_priv_buf|alloc_kernel_buf|alloc_user_buf|register_kernel_buf|register_user_buf)$";
identifier keep !~ "^(tee_shm_get_va|tee_shm_get_pa|tee_shm_get_size|tee_shm_get_id|tee_shm_get_pages|tee_shm_get_page_offset|tee_shm_is_dynamic|IS_ERR|PTR_ERR|tee_shm_get_fd|dev_err|pr_err|memset|.*do_call_with_arg)$";
position g, p;
expression E;
type T;
@@

* S = get@g(...);
... when != S
(
if (IS_ERR(S)) { ... when any
 return ...; }
|
if (IS_ERR(S)) { ... when any
 goto l; }
)
... when != \(tee_shm_put(S)\|tee_shm_free(S)\)
    when != E = S
    when != E = (T)S
    when != S->sec_world_id
    when != keep(..., S, ...)
    when != if (S) { <+... \(tee_shm_put(S)\|tee_shm_free(S)\) ...+> }
(
return S;
|
return <+... S ...+>;
|
* return@p ...;
)

@script:python depends on org@
p << leak.p;
g << leak.g;
s << leak.S;
@@

coccilib.org.print_todo(p[0], "%s, taken on line %s, is not dropped on this way out" % (s, g[0].line))

@script:python depends on report@
p << leak.p;
g << leak.g;
s << leak.S;
@@

coccilib.report.print_report(p[0], "%s, taken on line %s, is not dropped on this way out" % (s, g[0].line))
