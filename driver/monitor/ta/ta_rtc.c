// SPDX-License-Identifier: GPL-2.0-only
/*
 * The RTC pseudo-TA: what drivers/rtc/rtc-optee.c talks to. Its clock stands
 * still but when it is set, so a test can tell what /dev/rtc0 must give.
 *
 * OP-TEE OS, lib/libutee/include/pta_rtc.h.
 */
#include "ta.h"
#include "ta_abi.h"

#define DAY_SECONDS	86400ull
/* Days from 1 March of year 0 to 1970-01-01, and in 400, 100, 4 and 1 years (Gregorian) */
#define DAYS_TO_1970	719468ull
#define DAYS_400Y	146097ull

/*
 * Years are counted from 1 March, so that the leap day is the last day of a year;
 * (153 * month + 2) / 5 is the day on which a month so counted begins.
 */
static void to_calendar(u64 seconds, struct pta_rtc_time *tm)
{
	u64 days = seconds / DAY_SECONDS + DAYS_TO_1970;
	u32 rest = (u32)(seconds % DAY_SECONDS);
	u32 day = (u32)(days % DAYS_400Y);
	u32 year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	u32 of_year = day - (365 * year + year / 4 - year / 100);
	u32 month = (5 * of_year + 2) / 153;

	tm->sec = rest % 60;
	tm->min = rest / 60 % 60;
	tm->hour = rest / 3600;
	tm->mday = of_year - (153 * month + 2) / 5 + 1;
	tm->mon = month < 10 ? month + 2 : month - 10;
	tm->year = year + (u32)(days / DAYS_400Y) * 400 + (tm->mon < 2);
	tm->wday = (u32)((seconds / DAY_SECONDS + 4) % 7);
}

static u64 from_calendar(const struct pta_rtc_time *tm)
{
	u64 year = tm->year - (tm->mon < 2);
	u64 month = tm->mon < 2 ? tm->mon + 10 : tm->mon - 2;
	u64 days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 +
		   tm->mday - 1 - DAYS_TO_1970;

	return days * DAY_SECONDS + tm->hour * 3600 + tm->min * 60 + tm->sec;
}

static enum step put(struct monitor *m, struct thread *t, const void *from, u64 size)
{
	if (!ta_wants(t, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	return ta_result(t, ta_put(m, t, 0, from, size) ? TEEC_SUCCESS : TEEC_ERROR_SHORT_BUFFER);
}

static enum step get_info(struct monitor *m, struct thread *t)
{
	const struct pta_rtc_info info = {
		.version = PTA_RTC_VERSION,
		.features = PTA_RTC_FEATURE_CORRECTION,
		.range_min = { .mday = 1, .mon = 0, .year = 1970, .wday = 4 },
		.range_max = { .sec = 59, .min = 59, .hour = 23, .mday = 31, .mon = 11,
			       .year = 2099, .wday = 4 },
	};

	return put(m, t, &info, sizeof(info));
}

static enum step get_time(struct monitor *m, struct thread *t)
{
	struct pta_rtc_time tm;

	to_calendar(m->rtc_seconds, &tm);
	return put(m, t, &tm, sizeof(tm));
}

static enum step set_time(struct monitor *m, struct thread *t)
{
	struct pta_rtc_time tm;

	if (!ta_wants(t, OPTEE_ATTR_RMEM, OPTEE_DIR_IN, 0, 0) || t->p[0].size != sizeof(tm) ||
	    !buffer_read(m, &t->p[0].buf, 0, &tm, sizeof(tm)))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	if (tm.sec > 59 || tm.min > 59 || tm.hour > 23 || !tm.mday || tm.mday > 31 ||
	    tm.mon > 11 || tm.year < 1970 || tm.year > 2099)
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	m->rtc_seconds = from_calendar(&tm);
	return ta_result(t, TEEC_SUCCESS);
}

static enum step offset(struct monitor *m, struct thread *t, bool set)
{
	if (!ta_wants(t, OPTEE_ATTR_VALUE, set ? OPTEE_DIR_IN : OPTEE_DIR_OUT, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	if (set) {
		m->rtc_offset = t->p[0].a;
	} else {
		t->p[0].a = m->rtc_offset;
		t->p[0].b = 0;
		t->p[0].c = 0;
	}
	return ta_result(t, TEEC_SUCCESS);
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	switch (t->arg.func) {
	case PTA_RTC_GET_INFO:
		return get_info(m, t);
	case PTA_RTC_GET_TIME:
		return get_time(m, t);
	case PTA_RTC_SET_TIME:
		return set_time(m, t);
	case PTA_RTC_GET_OFFSET:
	case PTA_RTC_SET_OFFSET:
		return offset(m, t, t->arg.func == PTA_RTC_SET_OFFSET);
	}
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_rtc = {
	.uuid = { 0xf3, 0x89, 0xf8, 0xc8, 0x84, 0x5f, 0x49, 0x6c,
		  0x8b, 0xbe, 0xd6, 0x4b, 0xd2, 0x4c, 0x92, 0xfd },
	.invoke = invoke,
};

u64 monitor_rtc_get(struct monitor *m)
{
	u64 seconds;

	monitor_enter(m);
	seconds = m->rtc_seconds;
	monitor_leave(m);
	return seconds;
}
