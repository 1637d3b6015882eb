// SPDX-License-Identifier: GPL-2.0-only
/// What uses a session or a context is stopped and unregistered before the
/// session or the context is closed.
///
//# Source: include/linux/tee_drv.h, tee_client_close_context(): "all sessions
//# previously opened with this context will be closed", and the context is free;
//# tee_client_close_session(): "the session will not be valid after this
//# function has returned".
//# False positives: what is stopped uses another session.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// a thread that was created and never woken has run nothing
@asleep exists@
position p;
@@

kthread_create(...)
... when != wake_up_process(...)
kthread_stop@p(...)

@early exists@
identifier f;
identifier stop =~ "^(kthread_stop|kthread_stop_put|cancel_work_sync|cancel_delayed_work_sync|flush_work|flush_delayed_work|destroy_workqueue|del_timer_sync|timer_delete_sync|timer_shutdown_sync|hrtimer_cancel|free_irq|disable_irq|of_platform_depopulate|platform_device_unregister|device_unregister|hwrng_unregister|rtc_.*unregister.*|tpm_chip_unregister|nvmem_unregister|efivars_unregister|unregister_key_type|misc_deregister|cdev_del|cdev_device_del|input_unregister_device|watchdog_unregister_device|scmi_transport_supplier_put|.*_ops_unregister|.*_controller_unregister)$";
identifier end =~ "^tee_client_close_(session|context)$";
position p != asleep.p;
@@

f(...)
{
... when any
* end(...);
... when != tee_client_open_context(...)
    when != tee_client_open_session(...)
* stop@p(...)
... when any
}

@script:python depends on org@
p << early.p;
f << early.f;
stop << early.stop;
end << early.end;
@@

coccilib.org.print_todo(p[0], "%s() stops a user of the session, with %s(), after %s()" % (f, stop, end))

@script:python depends on report@
p << early.p;
f << early.f;
stop << early.stop;
end << early.end;
@@

coccilib.report.print_report(p[0], "%s() stops a user of the session, with %s(), after %s()" % (f, stop, end))
