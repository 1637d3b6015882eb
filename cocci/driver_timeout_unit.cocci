// SPDX-License-Identifier: GPL-2.0-only
/// A time that comes in milliseconds from the ABI is turned into jiffies
/// before it is waited for: OPTEE_RPC_NOTIFICATION_WAIT has milliseconds.
///
//# False positives: a u32 that holds jiffies; the kernel's type for those is
//# unsigned long.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual patch
virtual context
virtual org
virtual report

@param depends on context || org || report@
identifier f, t;
identifier wait =~ "^(wait_for_completion_timeout|wait_for_completion_killable_timeout|wait_for_completion_interruptible_timeout|schedule_timeout|schedule_timeout_killable)$";
position p;
@@

f(..., u32 t, ...)
{
<+...
(
* wait(..., t@p)
|
* wait(t@p)
)
...+>
}

@depends on patch@
identifier f, t;
identifier wait =~ "^(wait_for_completion_timeout|wait_for_completion_killable_timeout|wait_for_completion_interruptible_timeout)$";
expression C;
@@

f(..., u32 t, ...)
{
<...
- wait(C, t)
+ wait(C, msecs_to_jiffies(t))
...>
}

@script:python depends on org@
p << param.p;
t << param.t;
@@

coccilib.org.print_todo(p[0], "%s has a fixed width, so it comes from the ABI in milliseconds: msecs_to_jiffies(%s)" % (t, t))

@script:python depends on report@
p << param.p;
t << param.t;
@@

coccilib.report.print_report(p[0], "%s has a fixed width, so it comes from the ABI in milliseconds: msecs_to_jiffies(%s)" % (t, t))
