// SPDX-License-Identifier: GPL-2.0-only
/*
 * The secure world's answers: the same calls to the monitor and to a real OP-TEE,
 * with the same trusted applications (optee/ta). Where the two differ it is written
 * down here with the reason, and is checked like the rest.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include "kselftest_harness.h"
#include "monitor.h"
#include "tee_dev.h"

#define MEM_SIZE	4096
#define NO_TA		MONITOR_TA_COUNT
#define IN		TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define OUT		TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
#define INOUT		TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT
#define MEM_IN		TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define MEM_OUT		TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT
#define MEM_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT
/* uapi/linux/tee.h of newer kernels: a memory reference to nothing */
#define NO_SHM		((uint64_t)-1)

/*
 * struct answer - the result of the last call
 * @error:	errno, 0: the call was made
 * @ret:	TEEC_*
 * @origin:	TEEC_ORIGIN_*
 * @a, @b, @c:	its last parameter: a value, or of a memory reference @b the size
 */
struct answer {
	int error;
	uint32_t ret, origin;
	uint64_t a, b, c;
};

FIXTURE(answers)
{
	int fd, shm_fd, id;
	struct tee_call open;
};

/*
 * A session with a TA, a call of it, and what that answers.
 * @ta:		enum monitor_ta, NO_TA: a UUID that nobody has
 * @only_open:	the answer is that of opening
 * @again:	the same call or opening once more, which is the one that is judged
 * @func, @params: the call; a memory reference is of the file's memory, unless @c is NO_SHM
 * @real, @why:	a real OP-TEE's answer and why it is another; @why is NULL: it is the same
 */
FIXTURE_VARIANT(answers)
{
	unsigned int ta;
	bool only_open, again;
	uint32_t func;
	unsigned int num_params;
	struct tee_ioctl_param params[MAX_PARAMS];
	struct answer answer, real;
	const char *why;
};

FIXTURE_SETUP(answers)
{
	self->fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	ASSERT_GE(self->fd, 0);
	self->shm_fd = tee_shm_alloc(self->fd, MEM_SIZE, &self->id);
	ASSERT_GE(self->shm_fd, 0);
}

FIXTURE_TEARDOWN(answers)
{
	close(self->shm_fd);
	close(self->fd);
	EXPECT_STAT_SOON(0, "sessions_open");
	EXPECT_STAT(0, "breaches");
}

static const uint8_t nobody[16] = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0xff, 0xff };

static const uint8_t *uuid_of(unsigned int ta)
{
	return ta == NO_TA ? nobody : tee_ta(ta);
}

static void note(struct answer *got, int rc, const struct tee_call *call)
{
	const struct tee_ioctl_param *last = &call->params[call->num_params - 1];

	*got = (struct answer) { .error = rc ? errno : 0 };
	if (rc)
		return;
	got->ret = call->ret;
	got->origin = call->origin;
	if (!call->num_params)
		return;
	got->a = last->a;
	got->b = last->b;
	/* the file's memory has another number in each run */
	got->c = last->attr >= MEM_IN ? 0 : last->c;
}

static void set_params(struct tee_call *call, const struct tee_ioctl_param *params,
		       unsigned int count, int id)
{
	call->num_params = count;
	for (unsigned int i = 0; i < count; i++) {
		call->params[i] = params[i];
		if (params[i].attr >= MEM_IN && params[i].attr <= MEM_INOUT && params[i].c != NO_SHM)
			call->params[i].c = id;
	}
}

TEST_F(answers, same)
{
	const struct answer *want = !monitor_here() && variant->why ? &variant->real : &variant->answer;
	struct answer got = {};

	for (int i = 0; i <= (variant->only_open && variant->again); i++) {
		if (variant->only_open)
			set_params(&self->open, variant->params, variant->num_params, self->id);
		note(&got, tee_open_session(self->fd, uuid_of(variant->ta), &self->open), &self->open);
	}
	for (int i = 0; !variant->only_open && i <= variant->again; i++) {
		struct tee_call call = { .func = variant->func, .session = self->open.session };

		ASSERT_EQ(0, got.error);
		ASSERT_EQ(TEEC_SUCCESS, self->open.ret);
		set_params(&call, variant->params, variant->num_params, self->id);
		note(&got, tee_invoke(self->fd, &call), &call);
	}
	EXPECT_EQ(want->error, got.error);
	EXPECT_EQ(want->ret, got.ret);
	EXPECT_EQ(want->origin, got.origin);
	EXPECT_EQ(want->a, got.a);
	EXPECT_EQ(want->b, got.b);
	EXPECT_EQ(want->c, got.c);
}

#define NO_ORIGIN "who a success is from means nothing: the monitor says the TEE, OP-TEE the application"

/* ---- opening ----------------------------------------------------------------------------- */

FIXTURE_VARIANT_ADD(answers, open)
{
	.ta = MONITOR_TA_ECHO, .only_open = true,
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TEE },
	.real = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP },
	.why = NO_ORIGIN,
};

FIXTURE_VARIANT_ADD(answers, open_no_ta)
{
	.ta = NO_TA, .only_open = true,
	.answer = { 0, TEEC_ERROR_ITEM_NOT_FOUND, TEEC_ORIGIN_TEE },
};

FIXTURE_VARIANT_ADD(answers, open_with_params)
{
	.ta = MONITOR_TA_ECHO, .only_open = true, .num_params = 4,
	.params = { { .attr = IN, .a = 1 }, { .attr = MEM_IN, .b = 16 }, { .attr = OUT }, { } },
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TEE },
	.real = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP },
	.why = NO_ORIGIN,
};

FIXTURE_VARIANT_ADD(answers, open_five_params)
{
	.ta = MONITOR_TA_ECHO, .only_open = true, .num_params = 5,
	.answer = { EINVAL },
};

FIXTURE_VARIANT_ADD(answers, open_pseudo_ta)
{
	.ta = MONITOR_TA_DEVICE, .only_open = true,
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TEE },
	.real = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP },
	.why = NO_ORIGIN,
};

FIXTURE_VARIANT_ADD(answers, open_panics)
{
	.ta = MONITOR_TA_PANIC, .only_open = true, .num_params = 1,
	.params = { { .attr = IN, .a = 1 } },
	.answer = { 0, TEEC_ERROR_TARGET_DEAD, TEEC_ORIGIN_TEE, 1 },
};

FIXTURE_VARIANT_ADD(answers, open_single_twice)
{
	.ta = MONITOR_TA_SINGLE, .only_open = true, .again = true,
	.answer = { 0, TEEC_ERROR_BUSY, TEEC_ORIGIN_TEE },
};

/* ---- calls ------------------------------------------------------------------------------- */

FIXTURE_VARIANT_ADD(answers, no_params)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_COPY,
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP },
};

FIXTURE_VARIANT_ADD(answers, no_command)
{
	.ta = MONITOR_TA_ECHO, .func = 99,
	.answer = { 0, TEEC_ERROR_NOT_SUPPORTED, TEEC_ORIGIN_TRUSTED_APP },
};

FIXTURE_VARIANT_ADD(answers, five_params)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_COPY, .num_params = 5,
	.answer = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TEE },
};

FIXTURE_VARIANT_ADD(answers, attribute_of_none)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_COPY, .num_params = 1,
	.params = { { .attr = 9 } },
	.answer = { EINVAL },
};

FIXTURE_VARIANT_ADD(answers, value)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_COPY, .num_params = 1,
	.params = { { .attr = INOUT, .a = 6, .b = 3, .c = 8 } },
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP, 6 ^ 3, 3 ^ 8, 9 },
	.real = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP, 6 ^ 3, 3, 8 },
	.why = "OP-TEE gives a TA a and b only; the monitor's echoes all three, to see that a driver carries them",
};

FIXTURE_VARIANT_ADD(answers, value_64_bits)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_COPY, .num_params = 1,
	.params = { { .attr = INOUT, .a = 0x100000006, .b = 0x300000003 } },
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP, 0x200000005, 0x300000003, 1 },
	.real = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP, 5, 3, 0 },
	.why = "a TA's values have 32 bits; the monitor's echoes 64, to see that a driver carries them",
};

FIXTURE_VARIANT_ADD(answers, result_and_origin)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_RETURN, .num_params = 1,
	.params = { { .attr = IN, .a = TEEC_ERROR_BAD_PARAMETERS, .b = TEEC_ORIGIN_TEE } },
	.answer = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TEE, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TEE },
	.real = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TRUSTED_APP, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TEE },
	.why = "OP-TEE sets the origin of a TA's result; the monitor's command sets any, to see that a driver carries it",
};

FIXTURE_VARIANT_ADD(answers, memory)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_COPY, .num_params = 1,
	.params = { { .attr = MEM_INOUT, .a = 5, .b = 100 } },
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP, 5, 100 },
};

FIXTURE_VARIANT_ADD(answers, memory_of_no_size)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_NULL, .num_params = 2,
	.params = { { .attr = MEM_INOUT, .a = 5, .b = 0 }, { .attr = OUT } },
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP, 0, 0, 0 },
};

FIXTURE_VARIANT_ADD(answers, memory_at_its_end)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_NULL, .num_params = 2,
	.params = { { .attr = MEM_INOUT, .a = MEM_SIZE, .b = 0 }, { .attr = OUT } },
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP, 0, 0, 0 },
	.real = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TRUSTED_APP },
	.why = "OP-TEE has no page to map for the byte behind the last; the monitor looks at no byte of such a reference",
};

FIXTURE_VARIANT_ADD(answers, memory_is_nothing)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_NULL, .num_params = 2,
	.params = { { .attr = MEM_INOUT, .c = NO_SHM }, { .attr = OUT } },
	.answer = { 0, TEEC_SUCCESS, TEEC_ORIGIN_TRUSTED_APP, 1, 0, 0 },
};

FIXTURE_VARIANT_ADD(answers, too_short)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_LOGIN, .num_params = 2,
	.params = { { .attr = OUT }, { .attr = MEM_OUT, .b = 15 } },
	.answer = { 0, TEEC_ERROR_SHORT_BUFFER, TEEC_ORIGIN_TRUSTED_APP, 0, 16 },
};

FIXTURE_VARIANT_ADD(answers, parameters_of_another_kind)
{
	.ta = MONITOR_TA_ECHO, .func = MONITOR_ECHO_SUM, .num_params = 2,
	.params = { { .attr = IN }, { .attr = OUT } },
	.answer = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TRUSTED_APP },
};

/* ---- a TA that panics -------------------------------------------------------------------- */

FIXTURE_VARIANT_ADD(answers, panic)
{
	.ta = MONITOR_TA_PANIC, .func = MONITOR_PANIC_NOW,
	.answer = { 0, TEEC_ERROR_TARGET_DEAD, TEEC_ORIGIN_TEE },
};

FIXTURE_VARIANT_ADD(answers, panic_after_rpc)
{
	.ta = MONITOR_TA_PANIC, .func = MONITOR_PANIC_AFTER_RPC,
	.answer = { 0, TEEC_ERROR_TARGET_DEAD, TEEC_ORIGIN_TEE },
};

FIXTURE_VARIANT_ADD(answers, dead_ta)
{
	.ta = MONITOR_TA_PANIC, .func = MONITOR_PANIC_NOW, .again = true,
	.answer = { 0, TEEC_ERROR_TARGET_DEAD, TEEC_ORIGIN_TEE },
};

/* ---- the pseudo-TA that lists devices ---------------------------------------------------- */

FIXTURE_VARIANT_ADD(answers, device_no_command)
{
	.ta = MONITOR_TA_DEVICE, .func = 99,
	.answer = { 0, TEEC_ERROR_NOT_IMPLEMENTED, TEEC_ORIGIN_TRUSTED_APP },
};

FIXTURE_VARIANT_ADD(answers, device_no_params)
{
	.ta = MONITOR_TA_DEVICE, .func = 0,
	.answer = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TRUSTED_APP },
};

FIXTURE_VARIANT_ADD(answers, device_value)
{
	.ta = MONITOR_TA_DEVICE, .func = 0, .num_params = 1, .params = { { .attr = OUT } },
	.answer = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TRUSTED_APP },
};

FIXTURE_VARIANT_ADD(answers, device_memory_inout)
{
	.ta = MONITOR_TA_DEVICE, .func = 0, .num_params = 1,
	.params = { { .attr = MEM_INOUT, .b = 64 } },
	.answer = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TRUSTED_APP, 0, 64 },
};

FIXTURE_VARIANT_ADD(answers, device_one_more)
{
	.ta = MONITOR_TA_DEVICE, .func = 0, .num_params = 2,
	.params = { { .attr = MEM_OUT, .b = 64 }, { .attr = IN } },
	.answer = { 0, TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_TRUSTED_APP },
};

/* ---- cancelling and closing -------------------------------------------------------------- */


/* Nothing to cancel is no error. */
TEST(cancel_nothing)
{
	int fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	struct tee_call call = {};

	ASSERT_GE(fd, 0);
	ASSERT_EQ(0, tee_open_session(fd, tee_ta(MONITOR_TA_ECHO), &call));
	EXPECT_EQ(0, tee_cancel(fd, call.session, 5));
	EXPECT_EQ(0, tee_close_session(fd, call.session));
	close(fd);
}

/* The session of a TA that has panicked is closed like any other. */
TEST(close_dead)
{
	int fd = open(TEE_CLIENT_DEV, O_RDWR | O_CLOEXEC);
	struct tee_call call = {};

	ASSERT_GE(fd, 0);
	ASSERT_EQ(0, tee_open_session(fd, tee_ta(MONITOR_TA_PANIC), &call));
	ASSERT_EQ(0, tee_invoke(fd, &call));
	EXPECT_EQ(TEEC_ERROR_TARGET_DEAD, call.ret);
	EXPECT_EQ(0, tee_close_session(fd, call.session));
	EXPECT_STAT(0, "sessions_open");
	close(fd);
}

TEST_HARNESS_MAIN
