// SPDX-License-Identifier: GPL-2.0-only
/// A function that says with lockdep_assert_held() which lock it needs is
/// called under that lock: lockdep tells only on the paths that are run.
///
//# False positives: a lock that a called function takes for its caller; locks
//# are known by the names of their fields.
//
// Confidence: Moderate
// Comments: coccicheck needs J=1: what was seen is put together at the end.
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@initialize:python@
@@

needs = {}	# (file or "", function) -> lock that it asserts
calls = {}	# callee -> [(position, caller)]
held = set()	# (place, lock): calls under a lock
static = set()	# (file, function)

def place(p):
	return (p.file, p.line, p.column)

def key(file, f):
	return (file if (file, f) in static else "", f)

def callers_lock(file, f, lock, above=()):
	"""Is a static function called under the lock only, maybe further up?"""
	if (file, f) not in static or f in above:
		return False
	sites = [(p, g) for p, g in calls.get(f, ()) if p.file == file]
	return bool(sites) and all(
		(place(p), lock) in held or callers_lock(file, g, lock, above + (f,))
		for p, g in sites)

def unprotected():
	for f in sorted(calls):
		for p, g in calls[f]:
			lock = needs.get(key(p.file, f))
			if not lock or (place(p), lock) in held:
				continue
			if not callers_lock(p.file, g, lock):
				yield p, f, g, lock

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

@asserted@
identifier f, l;
expression S;
position p;
@@

f@p(...)
{
<+...
lockdep_assert_held(&S->l)
...+>
}

@script:python@
f << asserted.f;
l << asserted.l;
p << asserted.p;
@@

needs[key(p[0].file, f)] = l

@call@
identifier f;
position p;
@@

* f@p(...)

@script:python@
f << call.f;
p << call.p;
@@

calls.setdefault(f, []).append((p[0], p[0].current_element))

@locked exists@
expression S;
identifier l, f;
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|(raw_)?spin_lock|(raw_)?spin_lock_irq|(raw_)?spin_lock_irqsave|spin_lock_bh|(raw_)?spin_trylock|mutex_trylock|lockdep_assert_held)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh)$";
position p;
@@

lock(&S->l, ...)
... when != unlock(&S->l, ...)
    when any
f@p(...)

@script:python@
l << locked.l;
p << locked.p;
@@

held.add((place(p[0]), l))

@finalize:python depends on report@
@@

for p, f, g, lock in unprotected():
	coccilib.report.print_report(p, "%s() calls %s() without %s, which that asserts to be held" % (g, f, lock))

@finalize:python depends on org@
@@

for p, f, g, lock in unprotected():
	coccilib.org.print_todo(p, "%s() calls %s() without %s, which that asserts to be held" % (g, f, lock))
