// SPDX-License-Identifier: GPL-2.0-only
/*
 * The echo TA: answers with what it was given, in every kind of parameter.
 */
#include "ta.h"

static enum step copy(struct monitor *m, struct thread *t)
{
	u64 a = 0, b = 0, c = 0, offs, len, i;
	struct ta_param *p;
	u8 *bytes;

	for (p = t->p; p < t->p + t->num_p; p++) {
		if (p->class == OPTEE_ATTR_VALUE && p->dir & OPTEE_DIR_IN) {
			a = p->a;
			b = p->b;
			c = p->c;
		}
		if (p->class == OPTEE_ATTR_VALUE && p->dir & OPTEE_DIR_OUT) {
			p->a = a ^ b;
			p->b = b ^ c;
			p->c = c + 1;
		}
		if (p->class != OPTEE_ATTR_RMEM || !(p->dir & OPTEE_DIR_OUT) || p->null)
			continue;
		for (offs = 0; offs < p->size; offs += len) {
			bytes = buffer_map(m, &p->buf, offs, &len);
			if (!bytes)
				return ta_result(t, TEEC_ERROR_GENERIC);
			for (i = 0; i < len; i++)
				bytes[i] ^= 0x5a;
		}
	}
	return ta_result(t, TEEC_SUCCESS);
}

static enum step give_result(struct thread *t)
{
	if (!ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_IN))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	t->ret = (u32)t->p[0].a;
	t->origin = (u32)t->p[0].b;
	return STEP_DONE;
}

/* A buffer that may be too short: the size that is needed goes out either way. */
static enum step short_buffer(struct thread *t)
{
	u64 have;

	if (!ta_has(t, 0, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT) ||
	    !ta_has(t, 1, OPTEE_ATTR_VALUE, OPTEE_DIR_IN))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	have = t->p[0].null ? 0 : t->p[0].size;
	t->p[0].size = t->p[1].b;
	return ta_result(t, have < t->p[1].b ? TEEC_ERROR_SHORT_BUFFER : TEEC_SUCCESS);
}

static enum step fill(struct monitor *m, struct thread *t)
{
	u64 offs, len;
	u8 *bytes;

	if (!ta_has(t, 0, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT) ||
	    !ta_has(t, 1, OPTEE_ATTR_VALUE, OPTEE_DIR_IN))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	for (offs = 0; offs < t->p[0].buf.size; offs += len) {
		bytes = buffer_map(m, &t->p[0].buf, offs, &len);
		if (!bytes)
			return ta_result(t, TEEC_ERROR_GENERIC);
		mem_set(bytes, (u8)t->p[1].a, len);
	}
	return ta_result(t, TEEC_SUCCESS);
}

static enum step sum(struct monitor *m, struct thread *t)
{
	u64 offs, len, i, total = 0;
	const u8 *bytes;

	if (!ta_has(t, 0, OPTEE_ATTR_RMEM, OPTEE_DIR_IN) ||
	    !ta_has(t, 1, OPTEE_ATTR_VALUE, OPTEE_DIR_OUT))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	for (offs = 0; offs < t->p[0].buf.size; offs += len) {
		bytes = buffer_map(m, &t->p[0].buf, offs, &len);
		if (!bytes)
			return ta_result(t, TEEC_ERROR_GENERIC);
		for (i = 0; i < len; i++)
			total += bytes[i];
	}
	t->p[1].a = total;
	t->p[1].b = 0;
	t->p[1].c = 0;
	return ta_result(t, TEEC_SUCCESS);
}

static enum step login(struct monitor *m, struct thread *t)
{
	if (!ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_OUT) ||
	    !ta_has(t, 1, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	t->p[0].a = t->session->login;
	t->p[0].b = 0;
	t->p[0].c = 0;
	if (!ta_put(m, t, 1, t->session->client, sizeof(t->session->client)))
		return ta_result(t, TEEC_ERROR_SHORT_BUFFER);
	return ta_result(t, TEEC_SUCCESS);
}

static enum step is_null(struct thread *t)
{
	if (t->num_p < 2 || t->p[0].class != OPTEE_ATTR_RMEM || !t->p[0].dir ||
	    !ta_has(t, 1, OPTEE_ATTR_VALUE, OPTEE_DIR_OUT))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	t->p[1].a = t->p[0].null;
	t->p[1].b = t->p[0].size;
	t->p[1].c = 0;
	return ta_result(t, TEEC_SUCCESS);
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	switch (t->arg.func) {
	case MONITOR_ECHO_COPY:
		return copy(m, t);
	case MONITOR_ECHO_RETURN:
		return give_result(t);
	case MONITOR_ECHO_SHORT:
		return short_buffer(t);
	case MONITOR_ECHO_FILL:
		return fill(m, t);
	case MONITOR_ECHO_SUM:
		return sum(m, t);
	case MONITOR_ECHO_LOGIN:
		return login(m, t);
	case MONITOR_ECHO_NULL:
		return is_null(t);
	}
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_echo = {
	.uuid = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0x4c, 0x1a,
		  0x9a, 0x11, 0x65, 0x63, 0x68, 0x6f, 0x00, 0x01 },
	.invoke = invoke,
};
