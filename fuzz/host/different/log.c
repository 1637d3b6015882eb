// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log, warnings and panics.
 *
 * The same: what is printed.
 * Different: a warning fails the run, a panic ends it; nothing is rate limited.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include "host_kernel.h"
#include "observer.h"

enum system_states system_state = SYSTEM_RUNNING;

int _printk(const char *fmt, ...)
{
	const char *text;
	char buf[256];
	va_list args;
	int n;

	if (host_log_level < 1)
		return 0;
	va_start(args, fmt);
	n = vscnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	text = printk_skip_headers(buf);
	host_print(text, n - (text - buf));
	return n;
}

static void dev_log(const struct device *dev, struct va_format *vaf)
{
	_printk("%s: %pV", dev ? dev_name(dev) : "(NULL device *)", vaf);
}

#define DEV_LOG(name)						\
void name(const struct device *dev, const char *fmt, ...)	\
{								\
	struct va_format vaf;					\
	va_list args;						\
								\
	va_start(args, fmt);					\
	vaf.fmt = fmt;						\
	vaf.va = &args;						\
	dev_log(dev, &vaf);					\
	va_end(args);						\
}

DEV_LOG(_dev_err)
DEV_LOG(_dev_warn)
DEV_LOG(_dev_notice)
DEV_LOG(_dev_info)

void warn_slowpath_fmt(const char *file, int line, unsigned int taint, const char *fmt, ...)
{
	char text[160] = "";
	va_list args;

	if (fmt) {
		va_start(args, fmt);
		vsnprintf(text, sizeof(text), fmt, args);
		va_end(args);
	}
	host_tell(warns, file, line, text);
}

void __warn_printk(const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	host_tell(warns, "?", 0, text);
}

void panic(const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	host_tell(panics, text);
	host_exit_all();
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	return 1;
}
