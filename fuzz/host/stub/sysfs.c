// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysfs and uevents.
 *
 * Stub: attributes have no files, and a uevent goes nowhere once the bus's own callback
 * has filled it in.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>
#include "host_kernel.h"

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(buf, PAGE_SIZE, fmt, args);
	va_end(args);
	return n;
}

int device_create_file(struct device *dev, const struct device_attribute *attr)
{
	return host_fault() ? -ENOMEM : 0;
}

void device_remove_file(struct device *dev, const struct device_attribute *attr)
{
}

int add_uevent_var(struct kobj_uevent_env *env, const char *format, ...)
{
	va_list args;
	int n;

	if (env->envp_idx >= ARRAY_SIZE(env->envp))
		return -ENOMEM;
	va_start(args, format);
	n = vsnprintf(&env->buf[env->buflen], sizeof(env->buf) - env->buflen, format, args);
	va_end(args);
	if (n >= sizeof(env->buf) - env->buflen)
		return -ENOMEM;
	env->envp[env->envp_idx++] = &env->buf[env->buflen];
	env->buflen += n + 1;
	return 0;
}
