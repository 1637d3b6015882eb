// SPDX-License-Identifier: GPL-2.0-only
/// A client driver whose thread waits in the secure world ends that wait when
/// the system shuts down: the call keeps a thread of the TEE, and what it
/// uses, into the next kernel or for as long as the shutdown waits for it.
///
//# Source: include/linux/device/bus.h, "shutdown: called at shut-down time to
//# quiesce the device"; drivers/tee/optee/smc_abi.c, optee_shutdown(), which
//# waits for all calls when there is a cache of shared memory to be emptied.
//# False positives: a thread whose calls are short.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@starts@
identifier f, run =~ "^kthread_(create|run|create_on_cpu|run_on_cpu|create_on_node)$";
@@

run(f, ...)

@calls@
identifier g;
@@

g(...)
{
<+...
tee_client_invoke_func(...)
...+>
}

@waits@
identifier starts.f, calls.g;
@@

f(...)
{
<+...
\(tee_client_invoke_func\|g\)(...)
...+>
}

@ends@
identifier D;
expression F;
position at;
@@

(
struct tee_client_driver D@at = { .shutdown = F, };
|
struct tee_client_driver D@at = { .driver = { .shutdown = F, }, };
)

@stays depends on waits@
identifier D;
position p != ends.at;
@@

* struct tee_client_driver D@p = { ... };

@script:python depends on org@
p << stays.p;
d << stays.D;
@@

coccilib.org.print_todo(p[0], "%s has no shutdown, and a thread that waits in the secure world: the call outlives this kernel, or the shutdown waits for it" % d)

@script:python depends on report@
p << stays.p;
d << stays.D;
@@

coccilib.report.print_report(p[0], "%s has no shutdown, and a thread that waits in the secure world: the call outlives this kernel, or the shutdown waits for it" % d)
