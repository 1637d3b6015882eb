// SPDX-License-Identifier: GPL-2.0-only
/// A field that one function writes under the lock of its structure is written
/// under it by all: else two tasks write at once, or one reads what is half
/// done.
///
//# False positives: a structure that nobody else can reach yet, or any more;
//# set-up and tear-down are recognised by the name of the function, and new
//# memory by its allocation. WRITE_ONCE() says that no lock is meant.
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
ALONE = re.compile(r"(_init|_uninit|_release|_destroy|_remove|_exit|_probe|_alloc|_free)$")

writes = []	# (position, structure.field)
guarded = {}	# (file, field) -> lock
seen = set()	# writes and calls under a lock, by place
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

def unprotected():
	for p, field in writes:
		f = p.current_element
		if (p.file, field) not in guarded or place(p) in seen:
			continue
		if not ALONE.search(f) and not callers_lock(p.file, f):
			yield p, field, f, guarded[p.file, field]

@written@
expression E;
identifier S, f;
position p;
@@

(
* S->f@p = E
|
* S->f@p += E
|
* S->f@p -= E
|
* S->f@p++
|
* S->f@p--
|
* ++S->f@p
|
* --S->f@p
)

@script:python@
f << written.f;
p << written.p;
@@

writes.append((p[0], f))

@locked exists@
expression E;
identifier S, f, l;
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|(raw_)?spin_lock|(raw_)?spin_lock_irq|(raw_)?spin_lock_irqsave|spin_lock_bh|(raw_)?spin_trylock|mutex_trylock|lockdep_assert_held)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh)$";
position p;
@@

lock(&S->l, ...)
... when != unlock(&S->l, ...)
    when any
(
S->f@p = E
|
S->f@p += E
|
S->f@p -= E
|
S->f@p++
|
S->f@p--
|
 ++S->f@p
|
 --S->f@p
)

@script:python@
f << locked.f;
l << locked.l;
p << locked.p;
@@

guarded[p[0].file, f] = l
seen.add(place(p[0]))

// new memory: nobody else knows of it
@newmade@
expression E;
identifier S, f;
identifier alloc =~ "^(kzalloc|kmalloc|kcalloc|kvzalloc|devm_kzalloc|k[mz]alloc_(obj|flex))$";
position p;
@@

S = alloc(...)
<...
S->f@p = E
...>

@script:python@
p << newmade.p;
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
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|(raw_)?spin_lock|(raw_)?spin_lock_irq|(raw_)?spin_lock_irqsave|spin_lock_bh|(raw_)?spin_trylock|mutex_trylock|lockdep_assert_held)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh)$";
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

for p, field, f, lock in unprotected():
	coccilib.report.print_report(p, "%s() writes %s without %s, under which others write it, here or in all of its callers" % (f, field, lock))

@finalize:python depends on org@
@@

for p, field, f, lock in unprotected():
	coccilib.org.print_todo(p, "%s() writes %s without %s, under which others write it, here or in all of its callers" % (f, field, lock))
