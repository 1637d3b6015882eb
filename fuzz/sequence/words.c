// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of the sequence language: roles, settings, types of parameters, trusted
 * applications with their commands, results. What each means stands beside it: the
 * reference in README.md is made from that.
 */
#include "monitor.h"
#include "sequence.h"
#include "ta_abi.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct seq_word seq_role_word[SEQ_ROLES] = {
	{ "client", "a client in the kernel: tee_client_*(); what no correct client does is skipped" },
	{ "user", "a thread of a process that uses /dev/tee0, and may do anything" },
	{ "supplicant", "a thread of a process that uses /dev/teepriv0, and may do anything" },
	{ "machine", "interrupts, the other guest, the freezer, binding and unbinding the driver" },
};

const struct seq_word seq_param_word[SEQ_P_TYPES] = {
	{ "none", "no parameter" },
	{ "value-in", "(a,b,c): three numbers for the trusted application" },
	{ "value-out", "(a,b,c): three numbers from it" },
	{ "value-inout", "(a,b,c): both" },
	{ "memref-in", "(memory,offset,size): shared memory, or null, for it to read; bytes" },
	{ "memref-out", "(memory,offset,size): to write" },
	{ "memref-inout", "(memory,offset,size): both" },
	{ "meta", "(a,b,c): a value with TEE_IOCTL_PARAM_ATTR_META, which clients may not use" },
	{ "bad", "(attr,b,c): any attribute" },
};

const struct seq_word seq_flag_word[SEQ_FLAGS] = {
	{ "no-thread-count", "the secure world does not say how many thread contexts it has: T = 0" },
	{ "no-dynamic-shm", "only the static shared memory can be used" },
	{ "no-rpc-arg", "RPC arguments are not behind the argument: memory is allocated for them" },
	{ "no-async-notif", "no asynchronous notifications" },
	{ "no-memref-null", "no NULL references" },
	{ "rpmb-probe", "RPMB is reached through the kernel" },
	{ "hvc", "calls are HVC, not SMC" },
	{ "not-probed", "the sequence binds the driver itself" },
	{ "must-end", "the sequence needs no help to end: a deadlock on the way is a finding" },
	{ "supplicant-device", "a device is listed that needs the supplicant" },
	{ "rpmb-device", "a device is listed that needs RPMB" },
	{ "device-twice", "a device is listed twice" },
	{ "many-devices", "as many devices are listed as the monitor can" },
	{ "percpu-irq", "the notification interrupt is a per-CPU one" },
	{ "no-conduit", "firmware does not say how to call; with hvc: something unknown" },
	{ "uncached-shm", "the static shared memory is not cached" },
	{ "points-after", "hosted: after a wake-up, an atomic operation and a reference count another task may run, too" },
	{ "recycle", "hosted: memory that was freed is used again at once: its address, and a cookie made from it, come again" },
	{ "rcu-later", "hosted: RCU callbacks run some time later, not at once" },
	{ "scmi", "hosted: the kernel's SCMI transport is there, with an agent on channel 0 whose clocks clients use" },
	{ "scmi-no-system", "with scmi: the transport's call for a system session is taken out" },
	{ "mutex-spin", "hosted: who came last for a mutex spins for it, and gets it before those who sleep" },
	{ "irq-later", "hosted: the controller of the notification interrupt comes after the first probe, which is put off" },
	{ "rpmb", "hosted: there is an RPMB device, which the kernel's RPMB core knows" },
	{ "protmem", "memory can be lent, which the secure world protects: heap-alloc" },
	{ "protmem-static", "for secure-video there is memory that it protects from the beginning" },
	{ "spm-1-0", "FF-A: the partition manager speaks version 1.0, which tells of no UUIDs" },
	{ "spm-registers", "FF-A: partitions are told of in registers" },
	{ "spm-no-notif", "FF-A: the partition manager has no notifications" },
	{ "spm-preempts", "FF-A: each direct request is interrupted twice" },
	{ "spm-one-owner", "FF-A: memory that is shared already is not shared again" },
	{ "arg-pages", "FF-A: OP-TEE takes messages at the start of their memory only" },
};

const struct seq_word seq_transport_word[SEQ_TRANSPORTS] = {
	{ "smc", "by SMC, or HVC with that setting" },
	{ "ffa", "by FF-A, with the kernel's own arm_ffa between; T = 0" },
};

static const struct seq_word ta_word[SEQ_TAS] = {
	[MONITOR_TA_ECHO] = { "echo", "every kind of parameter" },
	[MONITOR_TA_STORAGE] = { "storage", "files and RPMB, which the supplicant or the kernel keeps" },
	[MONITOR_TA_SCMI] = { "scmi", "clocks: answers at once; what system sessions are for" },
	[MONITOR_TA_SLOW] = { "slow", "waits, and can be cancelled (timeout 0: none)" },
	[MONITOR_TA_PANIC] = { "panic", "panics; as its session is opened when parameter 0 is a value that is not 0" },
	[MONITOR_TA_RPC] = { "rpc", "makes the RPC that is asked for; parameter 1 value-out: its result, its first output value" },
	[MONITOR_TA_SINGLE] = { "single", "has one session at a time: the second one gets busy; else as echo" },
	[MONITOR_TA_LOADED] = { "loaded", "is first loaded from the supplicant" },
	[MONITOR_TA_RNG] = { "rng", "random numbers, for the kernel's optee-rng" },
	[MONITOR_TA_RTC] = { "rtc", "a clock, for the kernel's rtc-optee" },
	[MONITOR_TA_DEVICE] = { "device", "lists devices" },
};

/* monitor.h, which says more */
static const struct {
	u8 ta, func;
	struct seq_word word;
} command[] = {
	{ MONITOR_TA_ECHO, MONITOR_ECHO_COPY, { "echo.copy",
		"every out value: {a ^ b, b ^ c, c + 1} of the one before it; every out byte: the one before it ^ 0x5a" } },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_RETURN, { "echo.return", "value-in(result,origin,0): to return" } },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_SHORT, { "echo.short", "memref-out value-in(0,size,0): short-buffer below this size" } },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_FILL, { "echo.fill", "memref-out value-in(byte,0,0): fill the memory" } },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_SUM, { "echo.sum", "memref-in value-out(sum,0,0): of its bytes" } },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_LOGIN, { "echo.login", "value-out(login,0,0) memref-out: the client's UUID" } },
	{ MONITOR_TA_ECHO, MONITOR_ECHO_NULL, { "echo.null", "memref value-out(is NULL,size,0)" } },
	{ MONITOR_TA_STORAGE, MONITOR_STORAGE_WRITE, { "storage.write", "memref-in: into a file; 5 requests" } },
	{ MONITOR_TA_STORAGE, MONITOR_STORAGE_READ, { "storage.read", "memref-out: from a file; 5 requests" } },
	{ MONITOR_TA_STORAGE, MONITOR_STORAGE_RPMB, { "storage.rpmb", "one access to RPMB; 3 requests" } },
	{ MONITOR_TA_STORAGE, MONITOR_STORAGE_PUT,
	  { "storage.put", "value-in(block,0,0) memref-in of at most 256 bytes: write a block of RPMB" } },
	{ MONITOR_TA_STORAGE, MONITOR_STORAGE_GET,
	  { "storage.get", "value-in(block,0,0) memref-out of at least 256 bytes: read it" } },
	{ MONITOR_TA_SCMI, PTA_SCMI_CAPABILITIES, { "scmi.capabilities", "value-out(3,0,0)" } },
	{ MONITOR_TA_SCMI, PTA_SCMI_PROCESS_SMT_CHANNEL,
	  { "scmi.process-smt-channel", "value-in(handle,0,0): answer what is in the channel's memory" } },
	{ MONITOR_TA_SCMI, PTA_SCMI_PROCESS_SMT_CHANNEL_MESSAGE,
	  { "scmi.process-smt-message", "value-in(handle,0,0) memref-inout: answer an SMT buffer" } },
	{ MONITOR_TA_SCMI, PTA_SCMI_GET_CHANNEL,
	  { "scmi.get-channel", "value-inout(channel -> handle,1 SMT or 2 MSG,0)" } },
	{ MONITOR_TA_SCMI, PTA_SCMI_PROCESS_MSG_CHANNEL,
	  { "scmi.process-msg-channel", "value-in(handle,0,0) memref-in memref-out: answer a message" } },
	{ MONITOR_TA_SCMI, MONITOR_SCMI_CLOCK, { "scmi.clock", "value-inout(on,changes,0): switch the clock" } },
	{ MONITOR_TA_SLOW, MONITOR_SLOW_NOTIF, { "slow.notif", "value-in(value,ms,0): wait for a notification" } },
	{ MONITOR_TA_SLOW, MONITOR_SLOW_SUSPEND, { "slow.suspend", "value-in(times,ms,0): have the driver sleep" } },
	{ MONITOR_TA_SLOW, MONITOR_SLOW_SPIN, { "slow.spin", "value-in(times,0,0): interrupted; 0: until cancelled" } },
	{ MONITOR_TA_SLOW, MONITOR_SLOW_PARK, { "slow.park", "value-in(gate,0,0): wait until gate-open" } },
	{ MONITOR_TA_PANIC, MONITOR_PANIC_NOW, { "panic.now", "panic" } },
	{ MONITOR_TA_PANIC, MONITOR_PANIC_AFTER_RPC, { "panic.after-rpc", "panic after an RPC" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_SEND, { "rpc.send", "value-in(command,b,c) value-out: with one value {b, c, 0}" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_GET_TIME, { "rpc.get-time", "none value-out: the time" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_SHM, { "rpc.shm", "value-in(type,size,times) value-out: memory, 0 for all, 1 for the kernel, 2 for the supplicant's applications" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_I2C, { "rpc.i2c", "value-in(mode,bus,chip) value-out value-in(flags,length,0)" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_RPMB, { "rpc.rpmb", "value-in(command,0,0) value-out: 22 probe reset, 23 probe next, 24 frames" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_FS, { "rpc.fs", "value-in(command,b,c) value-out: to the supplicant" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_SOCKET, { "rpc.socket", "none value-out: to the supplicant" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_ALLOC_FREE, { "rpc.alloc-free", "value-in(bytes,times,0) value-out: memory for messages" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_NOTIF_SEND, { "rpc.notif-send", "value-in(0,value,0) value-out" } },
	{ MONITOR_TA_RPC, MONITOR_RPC_RAW, { "rpc.raw", "value-in(command,params,0) value-out value-in value-in: {attribute, a, b} of the first two" } },
	{ MONITOR_TA_SINGLE, 0, { "single.any", "every command is a success" } },
	{ MONITOR_TA_LOADED, 0, { "loaded.any", "every command is a success" } },
	{ MONITOR_TA_RNG, PTA_RNG_GET_ENTROPY, { "rng.entropy", "memref-inout: random bytes" } },
	{ MONITOR_TA_RNG, PTA_RNG_GET_INFO, { "rng.info", "value-out(bytes a second,quality,0)" } },
	{ MONITOR_TA_RTC, PTA_RTC_GET_INFO, { "rtc.info", "memref-out: struct rtc_info" } },
	{ MONITOR_TA_RTC, PTA_RTC_GET_TIME, { "rtc.get-time", "memref-out: struct rtc_time" } },
	{ MONITOR_TA_RTC, PTA_RTC_SET_TIME, { "rtc.set-time", "memref-in: struct rtc_time" } },
	{ MONITOR_TA_RTC, PTA_RTC_GET_OFFSET, { "rtc.get-offset", "value-out(offset,0,0)" } },
	{ MONITOR_TA_RTC, PTA_RTC_SET_OFFSET, { "rtc.set-offset", "value-in(offset,0,0)" } },
	{ MONITOR_TA_DEVICE, PTA_DEVICE_GET_DEVICES, { "device.list", "memref-out: UUIDs of devices" } },
	{ MONITOR_TA_DEVICE, PTA_DEVICE_GET_DEVICES_SUPP, { "device.list-supplicant", "of those that need the supplicant" } },
	{ MONITOR_TA_DEVICE, PTA_DEVICE_GET_DEVICES_RPMB, { "device.list-rpmb", "of those that need RPMB" } },
};

/* TEE_IOCTL_LOGIN_*, and one that no user may claim */
static const struct seq_word login_word[] = {
	{ "public", "" }, { "user", "" }, { "group", "a group that the user is in" },
	{ "login-3", "no method has this number" }, { "application", "" }, { "user-application", "" },
	{ "group-application", "" }, { "kernel", "TEE_IOCTL_LOGIN_REE_KERNEL, which users may not claim" },
};

/* GlobalPlatform TEE Client API v1.0, 4.4.2, and one of OP-TEE's; the index is what is kept */
static const struct seq_word result_word[] = {
	{ "success", "" }, { "communication", "" }, { "out-of-memory", "" }, { "item-not-found", "" },
	{ "bad-parameters", "" }, { "short-buffer", "" }, { "cancel", "" }, { "busy", "" },
	{ "target-dead", "" }, { "not-supported", "" }, { "generic", "" }, { "timeout", "" },
};

static const u32 result_code[COUNT(result_word)] = {
	0x00000000, 0xffff000e, 0xffff000c, 0xffff0008, 0xffff0006,
	0xffff0010, 0xffff0002, 0xffff000d, 0xffff3024, 0xffff000a, 0xffff0000,
	0xffff3001,
};

static const struct seq_word point_word[] = {
	[MONITOR_AT_FAST] = { "fast", "a fast call arrives; func: its function number; over FF-A: any call but a yielding one, with FF-A's number, or 0x100 and the number of OP-TEE's service" },
	[MONITOR_AT_CALL] = { "call", "a yielding call arrives, no thread taken yet; func: OPTEE_MSG_CMD_*" },
	[MONITOR_AT_ENTER] = { "enter", "a thread was taken, before the command runs; func: OPTEE_MSG_CMD_*" },
	[MONITOR_AT_INVOKE] = { "invoke", "a trusted application is about to run a command; func: the command" },
	[MONITOR_AT_RPC] = { "rpc", "an RPC is about to leave; func: OPTEE_RPC_CMD_*" },
	[MONITOR_AT_RESUME] = { "resume", "the driver returned from an RPC; func: likewise" },
	[MONITOR_AT_RETURN] = { "return", "a yielding call is about to return; func: OPTEE_MSG_CMD_*" },
};

static const struct seq_word action_word[] = {
	[MONITOR_DO_NOTHING] = { "nothing", "nothing, and no later rule acts" },
	[MONITOR_DO_RETURN] = { "return", "value=RESULT,ORIGIN: the answer; at fast and call: register a0; over FF-A at fast: the code of an FFA_ERROR, or the result of a service" },
	[MONITOR_DO_PARK] = { "park", "value=GATE: park there" },
	[MONITOR_DO_RPC_CMD] = { "rpc", "value=COMMAND,A,B,C: first send an RPC with one value" },
	[MONITOR_DO_INTERRUPT] = { "interrupt", "value=TIMES: first return for a foreign interrupt" },
	[MONITOR_DO_POKE] = { "poke", "value=PLACE,NUMBER,PARAM: lie, put a number into the answer (enum monitor_place)" },
	[MONITOR_DO_PANIC] = { "panic", "the trusted application panics" },
	[MONITOR_DO_NOTIFY] = { "notify", "value=VALUE: first send an asynchronous notification" },
};

const char *const seq_claim_name[SEQ_CLAIM_KINDS] = { "expect", "also", "verdict", "uml", "ffa", "kernels", "fault",
	"promise", "found", "by" };
const char *const seq_who_name[SEQ_WHOS] = { "user", "supplicant", "secure world", "kernel", "none" };
const char *const seq_promise_name[SEQ_PROMISES] = { "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10" };
const char *const seq_expected_name[SEQ_EXPECTED] = { "fine", "stuck", "finding" };
const char *const seq_uml_name[SEQ_UMLS] = { "fires", "does-not-show", "not-played" };
const char *const seq_where_name[SEQ_WHERES] = { "", "tree", "uml", "ffa" };

const char *const seq_result_name[SEQ_RESULT_KINDS] = { "", "", "", "skipped", "waits", "never" };

/* include/uapi/asm-generic/errno-base.h, errno.h; the last three are linux/errno.h's */
static const struct {
	u16 nr;
	const char *name;
} errno_name[] = {
	{ 1, "EPERM" }, { 2, "ENOENT" }, { 3, "ESRCH" }, { 4, "EINTR" }, { 5, "EIO" }, { 6, "ENXIO" },
	{ 7, "E2BIG" }, { 9, "EBADF" }, { 11, "EAGAIN" }, { 12, "ENOMEM" }, { 13, "EACCES" },
	{ 14, "EFAULT" }, { 16, "EBUSY" }, { 17, "EEXIST" }, { 19, "ENODEV" }, { 22, "EINVAL" },
	{ 24, "EMFILE" }, { 25, "ENOTTY" }, { 28, "ENOSPC" }, { 34, "ERANGE" }, { 38, "ENOSYS" },
	{ 71, "EPROTO" }, { 74, "EBADMSG" }, { 75, "EOVERFLOW" }, { 95, "EOPNOTSUPP" },
	{ 105, "ENOBUFS" }, { 108, "ESHUTDOWN" }, { 110, "ETIMEDOUT" }, { 121, "EREMOTEIO" },
	{ 126, "ENOKEY" }, { 512, "ERESTARTSYS" }, { 517, "EPROBE_DEFER" }, { 524, "ENOTSUPP" },
};

static const struct seq_word through_word[] = {
	{ "own", "" }, { "c0", "" }, { "c1", "" }, { "c2", "" }, { "c3", "" }, { "c4", "" }, { "c5", "" },
	{ "c6", "" }, { "c7", "" },
};

/* enum optee_protmem_use less 1 */
static const struct seq_word heap_word[] = {
	{ "secure-video", "/dev/dma_heap/protected,secure-video" }, { "trusted-ui", "/dev/dma_heap/protected,trusted-ui" },
	{ "secure-video-record", "/dev/dma_heap/protected,secure-video-record; the secure world does not know this use" },
};

static const struct {
	const struct seq_word *word;
	u32 count;
} words[SEQ_KINDS] = {
	[SEQ_TA] = { ta_word, COUNT(ta_word) },
	[SEQ_LOGIN] = { login_word, COUNT(login_word) },
	[SEQ_THROUGH] = { through_word, COUNT(through_word) },
	[SEQ_RESULT] = { result_word, COUNT(result_word) },
	[SEQ_POINT] = { point_word, COUNT(point_word) },
	[SEQ_ACTION] = { action_word, COUNT(action_word) },
	[SEQ_HEAP] = { heap_word, COUNT(heap_word) },
};

u32 seq_kind_count(enum seq_kind kind)
{
	switch (kind) {
	case SEQ_CONTEXT:
	case SEQ_SESSION:
	case SEQ_MEMORY:
	case SEQ_BUFFER:
		return SEQ_SLOTS;
	case SEQ_TASK:
		return SEQ_MAX_TASKS;
	default:
		return words[kind].count;
	}
}

u64 seq_kind_max(enum seq_kind kind)
{
	u32 count = seq_kind_count(kind);

	if (count)
		return count - 1;
	switch (kind) {
	case SEQ_NONE:
		return 0;
	case SEQ_U8:
		return 0xff;
	case SEQ_U32:
	case SEQ_COMMAND:
		return 0xffffffff;
	default:
		return ~(u64)0;
	}
}

const struct seq_word *seq_kind_word(enum seq_kind kind, u64 value)
{
	return value < words[kind].count ? &words[kind].word[value] : NULL;
}

const char *seq_kind_name(enum seq_kind kind, u64 value)
{
	const struct seq_word *w = seq_kind_word(kind, value);

	return w ? w->name : NULL;
}

const struct seq_word *seq_command(unsigned int nth, u64 *ta, u64 *func)
{
	if (nth >= COUNT(command))
		return NULL;
	*ta = command[nth].ta;
	*func = command[nth].func;
	return &command[nth].word;
}

const char *seq_errno_name(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < COUNT(errno_name); i++)
		if (errno_name[i].nr == nr)
			return errno_name[i].name;
	return NULL;
}

u32 seq_result_code(u64 value)
{
	return value < COUNT(result_code) ? result_code[value] : (u32)value;
}

const struct seq_claim *seq_claim(const struct seq_about *about, enum seq_claim_kind kind, bool tree)
{
	const struct seq_claim *found = NULL, *c;

	for (c = about->claim; c < about->claim + about->num_claims; c++)
		if (c->kind == kind && (!c->tree || tree) && (!found || (c->tree && !found->tree)))
			found = c;
	return found;
}

const struct seq_result *seq_stated(const struct seq_about *about, unsigned int step, u8 where)
{
	static const u8 first[] = { SEQ_OF_TREE, SEQ_OVER_FFA, SEQ_IN_UML };
	const struct seq_result *r = about->result[step];
	unsigned int i;

	for (i = 0; i < COUNT(first); i++)
		if (where & (1u << first[i]) && r[first[i]].kind)
			return &r[first[i]];
	return &r[SEQ_EVERYWHERE];
}

unsigned int seq_param_numbers(enum seq_param_type type)
{
	switch (type) {
	case SEQ_P_NONE:
		return 0;
	case SEQ_P_MEMREF_IN:
	case SEQ_P_MEMREF_OUT:
	case SEQ_P_MEMREF_INOUT:
		return 2;
	default:
		return 3;
	}
}
