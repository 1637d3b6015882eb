// SPDX-License-Identifier: GPL-2.0-only
/// The list of sessions, and every other list, table and bitmap of the
/// driver, is searched and changed under its lock: open, close and release
/// run at the same time.
///
//# False positives: a list that only one task can reach; a list that is given
//# to a function is taken for the caller's own; set-up and tear-down are
//# recognised by the name of the function.
//
// Confidence: Moderate
// Comments: coccicheck needs J=1: what was seen is put together at the end.
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@initialize:python@
@@

import re

# Set-up and tear-down: nobody else can be there.
ALONE = re.compile(r"^(?!.*(cq|queue)_(wait_init|exit|enter)).*(_init$|_uninit$|_release(_|$)|destroy|_remove(_|$)|_exit$|_probe$)")

accesses = {}	# (file, function) -> [(position, what)] outside of a lock
seen = set()	# accesses and calls under a lock, by place
calls = {}	# (file, callee) -> {(caller, place)}
static = set()	# (file, function)

def place(p):
	return (p.file, p.line, p.column)

def callers_lock(file, f, above=()):
	"""Is a static function called under a lock only, maybe further up?"""
	if (file, f) not in static or f in above:
		return False
	sites = [(g, at) for g, at in calls.get((file, f), ()) if at not in seen]
	return bool(calls.get((file, f))) and all(
		ALONE.search(g) or callers_lock(file, g, above + (f,)) for g, at in sites)

bits = []	# (position, what, bitmap) outside of a lock, and
guarded = set()	# (file, bitmap) that some function takes a lock for

def unprotected():
	for p, what, bitmap in bits:
		if (p.file, bitmap) in guarded and place(p) not in seen:
			accesses.setdefault((p.file, p.current_element), []).append((p, what))
	for (file, f), found in sorted(accesses.items(), key=str):
		if ALONE.search(f) or callers_lock(file, f):
			continue
		for p, what in found:
			if place(p) not in seen:
				yield p, what, f

@change@
identifier op =~ "^(list_(add|add_tail|del|del_init|move|move_tail)|idr_(alloc|find|remove|replace)|hash_(add|del))$";
position p;
@@

* op@p(...)

@script:python@
op << change.op;
p << change.p;
@@

accesses.setdefault((p[0].file, p[0].current_element), []).append((p[0], op + "()"))

// bits are atomic by themselves: only for a bitmap that has a lock elsewhere
@bit@
identifier op =~ "^(set_bit|clear_bit|test_bit|test_and_set_bit|test_and_clear_bit|find_first_zero_bit|find_next_zero_bit)$";
expression E, B;
identifier map;
position p;
@@

(
* op@p(E, \(B->map\|B.map\|map\))
|
* op@p(\(B->map\|B.map\|map\), ...)
)

@script:python@
op << bit.op;
map << bit.map;
p << bit.p;
@@

bits.append((p[0], op + "()", map))

@locked_bit exists@
identifier op =~ "^(set_bit|clear_bit|test_bit|test_and_set_bit|test_and_clear_bit|find_first_zero_bit|find_next_zero_bit)$";
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|(raw_)?spin_lock|(raw_)?spin_lock_irq|(raw_)?spin_lock_irqsave|spin_lock_bh|(raw_)?spin_trylock|mutex_trylock|lockdep_assert_held|down_write|down_read|xa_lock)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|up_write|up_read|xa_unlock)$";
expression E, B, L;
identifier map;
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
    when any
(
op@p(E, \(B->map\|B.map\|map\))
|
op@p(\(B->map\|B.map\|map\), ...)
)

@script:python@
map << locked_bit.map;
p << locked_bit.p;
@@

guarded.add((p[0].file, map))
seen.add(place(p[0]))

@walk@
iterator name list_for_each_entry, list_for_each_entry_safe, list_for_each_entry_reverse;
statement S;
position p;
@@

(
* list_for_each_entry@p(...) S
|
* list_for_each_entry_safe@p(...) S
|
* list_for_each_entry_reverse@p(...) S
)

@script:python@
p << walk.p;
@@

accesses.setdefault((p[0].file, p[0].current_element), []).append((p[0], "a walk of the list"))

// a function that is given a list works on one of its caller's own
@given@
identifier f, L;
identifier op =~ "^(list_(add|add_tail|del|del_init|move|move_tail)|idr_(alloc|find|remove|replace)|hash_(add|del))$";
position p;
@@

f(..., struct list_head *L, ...)
{
<+...
op@p(...)
...+>
}

@script:python@
p << given.p;
@@

seen.add(place(p[0]))

@given_walk@
identifier f, L;
iterator name list_for_each_entry, list_for_each_entry_safe, list_for_each_entry_reverse;
expression E, X;
identifier M;
statement S;
position p;
@@

f(..., struct list_head *L, ...)
{
<+...
(
list_for_each_entry@p(E, L, M) S
|
list_for_each_entry_reverse@p(E, L, M) S
|
list_for_each_entry_safe@p(E, X, L, M) S
)
...+>
}

@script:python@
p << given_walk.p;
@@

seen.add(place(p[0]))

@locked_walk exists@
iterator name list_for_each_entry, list_for_each_entry_safe, list_for_each_entry_reverse;
expression L;
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|(raw_)?spin_lock|(raw_)?spin_lock_irq|(raw_)?spin_lock_irqsave|spin_lock_bh|(raw_)?spin_trylock|mutex_trylock|lockdep_assert_held|down_write|down_read|xa_lock)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|up_write|up_read|xa_unlock)$";
statement S;
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
    when any
(
list_for_each_entry@p(...) S
|
list_for_each_entry_safe@p(...) S
|
list_for_each_entry_reverse@p(...) S
)

@script:python@
p << locked_walk.p;
@@

seen.add(place(p[0]))

@internal@
identifier f;
position p;
@@

static f@p(...) { ... }

@script:python@
f << internal.f;
p << internal.p;
@@

static.add((p[0].file, f))

@call@
identifier f;
position p;
@@

f@p(...)

@script:python@
f << call.f;
p << call.p;
@@

calls.setdefault((p[0].file, f), set()).add((p[0].current_element, place(p[0])))

@locked_call exists@
expression L;
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|(raw_)?spin_lock|(raw_)?spin_lock_irq|(raw_)?spin_lock_irqsave|spin_lock_bh|(raw_)?spin_trylock|mutex_trylock|lockdep_assert_held|down_write|down_read|xa_lock)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|up_write|up_read|xa_unlock)$";
identifier f;
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
    when any
f@p(...)

@script:python@
p << locked_call.p;
@@

seen.add(place(p[0]))

@finalize:python depends on report@
@@

for p, what, f in unprotected():
	coccilib.report.print_report(p, "%s in %s() without a lock, here or in all of its callers: another task may be there as well" % (what, f))

@finalize:python depends on org@
@@

for p, what, f in unprotected():
	coccilib.org.print_todo(p, "%s in %s() without a lock, here or in all of its callers: another task may be there as well" % (what, f))
