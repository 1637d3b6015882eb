// SPDX-License-Identifier: GPL-2.0-only
/// A client driver ends what it starts: a thread, a work item, a timer.
///
//# Source: include/linux/device/bus.h, "remove: called when a device removed
//# from this bus"; what runs on uses a session that is closed, in memory of a
//# device that is gone, and code of a module that may be.
//# False positives: another file of the driver ends it.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@driver@
identifier D;
@@

struct tee_client_driver D = { ... };

@stops@
@@

\(kthread_stop\|kthread_stop_put\|kthread_destroy_worker\)(...)

@thread depends on driver && !stops@
identifier run =~ "^kthread_(create|run|create_on_cpu|run_on_cpu|create_on_node|create_worker|run_worker)$";
position p;
@@

* run@p(...)

@cancelled@
expression W;
identifier w;
identifier f =~ "^(cancel_work_sync|cancel_delayed_work_sync|disable_work_sync|disable_delayed_work_sync|flush_work|flush_delayed_work)$";
@@

f(\(&W->w\|&W.w\|&w\), ...)

@work@
expression W;
identifier cancelled.w;
position p;
@@

\(INIT_WORK@p\|INIT_DELAYED_WORK@p\)(\(&W->w\|&W.w\|&w\), ...)

// its own queue is destroyed
@destroyed@
@@

destroy_workqueue(...)

@work_left depends on driver && !destroyed@
position p != work.p;
@@

* \(INIT_WORK@p\|INIT_DELAYED_WORK@p\)(...)

@ended@
expression W;
identifier w;
identifier f =~ "^(del_timer_sync|timer_delete_sync|timer_shutdown_sync|hrtimer_cancel|alarm_cancel)$";
@@

f(\(&W->w\|&W.w\|&w\))

@timer@
expression W;
identifier ended.w;
identifier set =~ "^(timer_setup|hrtimer_init|hrtimer_setup|alarm_init)$";
position p;
@@

set@p(\(&W->w\|&W.w\|&w\), ...)

@timer_left depends on driver@
identifier set =~ "^(timer_setup|hrtimer_init|hrtimer_setup|alarm_init)$";
position p != timer.p;
@@

* set@p(...)

@script:python depends on org@
p << thread.p;
@@

coccilib.org.print_todo(p[0], "nobody stops this thread: it calls with a session that is closed when the device is gone")

@script:python depends on report@
p << thread.p;
@@

coccilib.report.print_report(p[0], "nobody stops this thread: it calls with a session that is closed when the device is gone")

@script:python depends on org@
p << work_left.p;
@@

coccilib.org.print_todo(p[0], "nobody cancels this work item: it may run when the session is closed and the device gone")

@script:python depends on report@
p << work_left.p;
@@

coccilib.report.print_report(p[0], "nobody cancels this work item: it may run when the session is closed and the device gone")

@script:python depends on org@
p << timer_left.p;
@@

coccilib.org.print_todo(p[0], "nobody ends this timer: it may fire when the session is closed and the device gone")

@script:python depends on report@
p << timer_left.p;
@@

coccilib.report.print_report(p[0], "nobody ends this timer: it may fire when the session is closed and the device gone")
