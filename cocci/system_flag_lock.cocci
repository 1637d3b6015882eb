// SPDX-License-Identifier: GPL-2.0-only
/// The flag that makes a session a system session is read and written under
/// the lock of the session list: a second call and a close may race with it.
///
//# False positives: a function that another file calls under the lock and
//# that does not say so with lockdep_assert_held().
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

@touch@
expression S;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
position p;
@@

* S->flag@p

@script:python@
s << touch.S;
flag << touch.flag;
p << touch.p;
@@

accesses.setdefault((p[0].file, p[0].current_element), []).append((p[0], "%s->%s" % (s, flag)))

@locked exists@
expression L, S;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|(raw_)?spin_lock|(raw_)?spin_lock_irq|(raw_)?spin_lock_irqsave|spin_lock_bh|(raw_)?spin_trylock|mutex_trylock|lockdep_assert_held|down_write|down_read|xa_lock)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|up_write|up_read|xa_unlock)$";
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
    when any
S->flag@p

@script:python@
p << locked.p;
@@

seen.add(place(p[0]))

// a session that nobody else can find: new, or taken off the list
@own exists@
identifier S;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
identifier node;
position p;
@@

(
S = kzalloc(...)
|
S = kmalloc(...)
|
S = kzalloc_obj(...)
|
S = kmalloc_obj(...)
|
list_del(&S->node)
|
list_del_init(&S->node)
)
... when any
S->flag@p

@script:python@
p << own.p;
@@

seen.add(place(p[0]))

// a hint, marked as one: whoever acts on it asks again under the lock
@hint@
expression S;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
position p;
@@

READ_ONCE(S->flag@p)

@script:python@
p << hint.p;
@@

seen.add(place(p[0]))

// a structure that belongs to one call, not to a session
@waiter@
struct optee_call_waiter *W;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
position p;
@@

W->flag@p

@script:python@
p << waiter.p;
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
	coccilib.report.print_report(p, "%s in %s() without the lock of the sessions, here or in all of its callers: close or system_session may run meanwhile" % (what, f))

@finalize:python depends on org@
@@

for p, what, f in unprotected():
	coccilib.org.print_todo(p, "%s in %s() without the lock of the sessions, here or in all of its callers: close or system_session may run meanwhile" % (what, f))
