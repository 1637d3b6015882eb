// SPDX-License-Identifier: GPL-2.0-only
/// A work item is cancelled or flushed, or its own queue destroyed, before
/// what it is part of is freed.
///
//# False positives: a work item of a driver whose files are not all given to
//# the same run of spatch (coccicheck with J=1).
//
// Confidence: Moderate
// Comments: coccicheck needs J=1: what was seen is put together at the end.
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@initialize:python@
@@

inits = {}	# work item -> where it was initialised
ended = set()	# work items that somebody cancels, and queues destroyed

@init@
expression W;
identifier w;
expression F;
position p;
@@

* \(INIT_WORK@p\|INIT_DELAYED_WORK@p\)(\(&W->w\|&W.w\|&w\), F)

@script:python@
w << init.w;
p << init.p;
@@

inits.setdefault(w, p[0])

@cancel@
expression W;
identifier w;
identifier f =~ "^(cancel_work_sync|flush_work|cancel_delayed_work_sync|disable_work_sync)$";
@@

f(\(&W->w\|&W.w\|&w\))

@script:python@
w << cancel.w;
@@

ended.add(w)

@queued@
expression Q, W;
identifier w, q;
@@

queue_work(\(Q->q\|Q.q\|q\), \(&W->w\|&W.w\|&w\))

@script:python@
w << queued.w;
q << queued.q;
@@

inits.setdefault(("queue", w), q)

@destroyed@
expression Q;
identifier q;
@@

destroy_workqueue(\(Q->q\|Q.q\|q\))

@script:python@
q << destroyed.q;
@@

ended.add(("queue", q))

@finalize:python@
@@

def left():
	for work, at in sorted(inits.items(), key=str):
		if isinstance(work, tuple):
			continue
		queue = inits.get(("queue", work))
		if work not in ended and not (queue and ("queue", queue) in ended):
			yield at, "nobody cancels or flushes %s: it may run when the memory it is in, or the module, is gone" % work

@finalize:python depends on report@
@@

for at, text in left():
	coccilib.report.print_report(at, text)

@finalize:python depends on org@
@@

for at, text in left():
	coccilib.org.print_todo(at, text)
