// SPDX-License-Identifier: GPL-2.0-only
/// What probe registered for others is unregistered before remove closes the
/// session it uses: what devm_ registered goes only after remove has
/// returned.
///
//# False positives: a remove function that takes the interface back by hand
//# as well.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@managed@
identifier reg =~ "^(devm_hwrng_register|devm_rtc_register_device|devm_rtc_device_register|devm_tpm_chip_register|devm_nvmem_register|devm_watchdog_register_device|devm_input_register_device|devm_register_.*)$";
position p;
@@

reg@p(...)

@removed@
identifier f =~ "_remove$";
position q;
@@

f(...)
{
<+...
tee_client_close_session@q(...)
...+>
}

@early depends on removed@
identifier managed.reg;
position p;
@@

* reg@p(...)

@script:python depends on org@
p << early.p;
f << managed.reg;
@@

coccilib.org.print_todo(p[0], "%s() is undone after remove() has closed the session: users still call it in between" % f)

@script:python depends on report@
p << early.p;
f << managed.reg;
@@

coccilib.report.print_report(p[0], "%s() is undone after remove() has closed the session: users still call it in between" % f)
