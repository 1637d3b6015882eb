// SPDX-License-Identifier: GPL-2.0-only
/// tee_client_system_session() and the rest of the client API are exported
/// with EXPORT_SYMBOL_GPL: their callers are modules.
///
//# False positives: a function exported in another file than its own.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual patch
virtual context
virtual org
virtual report

@exported@
identifier f =~ "^tee_client_(open|close|get|system|invoke|cancel)_";
declarer name EXPORT_SYMBOL_GPL;
@@

EXPORT_SYMBOL_GPL(f);

@done@
identifier exported.f;
position p;
@@

f@p(...) { ... }

@internal@
identifier f =~ "^tee_client_(open|close|get|system|invoke|cancel)_";
position p;
@@

static f@p(...) { ... }

@api depends on context || org || report@
identifier f =~ "^tee_client_(open|close|get|system|invoke|cancel)_";
position p != {done.p, internal.p};
@@

* f@p(...) { ... }

@missing depends on patch@
identifier f =~ "^tee_client_(open|close|get|system|invoke|cancel)_";
position p != {done.p, internal.p};
@@

f@p(...) { ... }
+EXPORT_SYMBOL_GPL(f);

@script:python depends on org@
p << api.p;
f << api.f;
@@

coccilib.org.print_todo(p[0], "%s() is client API and not exported with EXPORT_SYMBOL_GPL: a client that is a module cannot be loaded" % f)

@script:python depends on report@
p << api.p;
f << api.f;
@@

coccilib.report.print_report(p[0], "%s() is client API and not exported with EXPORT_SYMBOL_GPL: a client that is a module cannot be loaded" % f)
