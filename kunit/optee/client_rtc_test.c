// SPDX-License-Identifier: GPL-2.0-only
/*
 * rtc-optee, the kernel's own client of the RTC pseudo-TA, on the driver under test:
 * the rtc class and /dev/rtcN give and set the time that the secure world holds.
 */
#include <linux/module.h>
#include <linux/rtc.h>
#include <linux/uaccess.h>
#include "client.h"
#include "file.h"

#define START	1234567890ULL	/* 2009-02-13 23:31:30 UTC */

static struct rtc_device *rtc_boot(struct kunit *test)
{
	struct monitor_config *config = optee_client_config(test, 4, MONITOR_TA_RTC);
	struct optee_setup *setup = test->priv;
	struct rtc_device *rtc;
	char name[8];
	int n;

	config->rtc_seconds = START;
	optee_boot_ok(setup, config, NULL);
	for (n = 0; n < 4; n++) {
		snprintf(name, sizeof(name), "rtc%d", n);
		rtc = rtc_class_open(name);
		if (rtc && rtc->dev.parent && rtc->dev.parent->bus == &tee_bus_type)
			return rtc;
		if (rtc)
			rtc_class_close(rtc);
	}
	KUNIT_FAIL_AND_ABORT(test, "rtc-optee has not bound");
	return NULL;
}

/*
 * The time that is read is the secure world's.
 */
static void optee_test_rtc_read(struct kunit *test)
{
	struct rtc_device *rtc = rtc_boot(test);
	struct rtc_time tm;
	int rc = rtc_read_time(rtc, &tm);

	rtc_class_close(rtc);
	KUNIT_ASSERT_EQ(test, rc, 0);
	KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&tm), START);
	KUNIT_EXPECT_EQ(test, tm.tm_wday, 5);
}

/*
 * The time that is set is the secure world's afterwards: leap days, year ends and the
 * like included.
 */
static void optee_test_rtc_set(struct kunit *test)
{
	static const s64 times[] = { 951782400, 1709164799, 1735689599, 1735689600, 1893456000 };
	struct rtc_device *rtc = rtc_boot(test);
	struct rtc_time tm;
	int i;

	for (i = 0; i < ARRAY_SIZE(times); i++) {
		rtc_time64_to_tm(times[i], &tm);
		KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), 0);
		KUNIT_EXPECT_EQ(test, monitor_rtc_get(monitor_current()), times[i]);
		KUNIT_EXPECT_EQ(test, rtc_read_time(rtc, &tm), 0);
		KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&tm), times[i]);
	}
	rtc_class_close(rtc);
}

/*
 * The correction is kept there too.
 */
static void optee_test_rtc_offset(struct kunit *test)
{
	struct rtc_device *rtc = rtc_boot(test);
	long offset = 0;

	KUNIT_EXPECT_EQ(test, rtc_set_offset(rtc, 1234), 0);
	KUNIT_EXPECT_EQ(test, rtc_read_offset(rtc, &offset), 0);
	KUNIT_EXPECT_EQ(test, offset, 1234);
	rtc_class_close(rtc);
}

struct rtc_user {
	struct optee_task task;
	char name[16];
	struct rtc_time tm;
};

static int rtc_op_read(struct optee_task *task)
{
	struct rtc_user *user = container_of(task, struct rtc_user, task);
	struct rtc_time __user *mem = optee_user_alloc(PAGE_SIZE);
	struct file *file;
	long rc;

	if (!mem)
		return -ENOMEM;
	file = optee_file_open(user->name, O_RDONLY);
	if (IS_ERR(file))
		return PTR_ERR(file);
	rc = optee_file_ioctl(file, RTC_RD_TIME, mem);
	if (!rc && copy_from_user(&user->tm, mem, sizeof(user->tm)))
		rc = -EFAULT;
	optee_file_close(file);
	return rc;
}

/*
 * /dev/rtcN gives it to user space.
 */
static void optee_test_rtc_device_file(struct kunit *test)
{
	struct rtc_device *rtc = rtc_boot(test);
	struct rtc_user *user = kzalloc(sizeof(*user), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, user);
	strscpy(user->name, dev_name(&rtc->dev), sizeof(user->name));
	rtc_class_close(rtc);
	optee_task_init(test->priv, &user->task, "optee_rtc");
	KUNIT_ASSERT_EQ(test, optee_task_run(&user->task, rtc_op_read), 0);
	KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&user->tm), START);
}

/*
 * The TA fails: the reader gets an error, and the time again when the TA works again.
 */
static void optee_test_rtc_ta_fails(struct kunit *test)
{
	struct rtc_device *rtc = rtc_boot(test);
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = PTA_RTC_GET_TIME, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_RETURN,
		.value = { TEEC_ERROR_GENERIC, TEEC_ORIGIN_TRUSTED_APP },
	};
	struct rtc_time tm;

	optee_rule(test, &rule);
	KUNIT_EXPECT_LT(test, rtc_read_time(rtc, &tm), 0);
	KUNIT_EXPECT_EQ(test, rtc_read_time(rtc, &tm), 0);
	KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&tm), START);
	rtc_class_close(rtc);
}

static struct kunit_case rtc_tests[] = {
	KUNIT_CASE(optee_test_rtc_read),
	KUNIT_CASE(optee_test_rtc_set),
	KUNIT_CASE(optee_test_rtc_offset),
	KUNIT_CASE(optee_test_rtc_device_file),
	KUNIT_CASE(optee_test_rtc_ta_fails),
	{ }
};

static struct kunit_suite rtc_suite = {
	.name = "optee_rtc",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = rtc_tests,
};

kunit_test_suite(rtc_suite);

MODULE_DESCRIPTION("rtc-optee on the driver under test");
MODULE_LICENSE("GPL");
