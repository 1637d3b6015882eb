// SPDX-License-Identifier: GPL-2.0-only
/// A wait that a signal ends is not repeated while the signal is pending: it
/// returns at once each time, the task spins and cannot be killed.
///
//# False positives: a loop whose body always leaves it.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@spins exists@
identifier wait =~ "^(wait_for_completion_(interruptible|killable)|down_interruptible|down_killable|mutex_lock_interruptible|mutex_lock_killable)$";
statement S;
position p;
@@

* while (<+... wait@p(...) ...+>) S

@script:python depends on org@
p << spins.p;
w << spins.wait;
@@

coccilib.org.print_todo(p[0], "%s() in the condition of a loop: with a signal pending it returns at once, so the loop spins and cannot be killed" % w)

@script:python depends on report@
p << spins.p;
w << spins.wait;
@@

coccilib.report.print_report(p[0], "%s() in the condition of a loop: with a signal pending it returns at once, so the loop spins and cannot be killed" % w)
