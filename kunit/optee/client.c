// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clients of the OP-TEE suites, in the kernel but for their contexts. Each client
 * API function has an operation which a task runs; the rest is shorthand for what
 * most tests do.
 */
#include <linux/slab.h>
#include "client.h"
#include "file.h"

/* ---- operations: in the client's own task --------------------------------------- */

static int client_match(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE;
}

int optee_op_open_context(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	struct tee_context *ctx = tee_client_open_context(NULL, client_match, NULL, NULL);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	client->ctx = ctx;
	client->owner = true;
	return 0;
}

int optee_op_open_user_context(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	char name[OPTEE_NAME_SIZE];
	struct file *file;

	if (!optee_tee_name("tee", name))
		return -ENOENT;
	file = optee_file_open(name, O_RDWR);
	if (IS_ERR(file))
		return PTR_ERR(file);
	client->file = file;
	client->ctx = file->private_data;
	client->owner = true;
	return 0;
}

int optee_op_next_context(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	struct tee_context *ctx;

	ctx = tee_client_open_context(client->ctx, client_match, NULL, NULL);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	tee_client_close_context(client->ctx);
	client->ctx = ctx;
	return 0;
}

int optee_op_close_context(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);

	if (client->file)
		optee_file_close(client->file);
	else if (client->owner && client->ctx)
		tee_client_close_context(client->ctx);
	client->file = NULL;
	client->ctx = NULL;
	client->open = false;
	return 0;
}

int optee_op_open_session(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = client->login,
		.cancel_id = client->cancel_id,
		.num_params = client->num_params,
	};
	int rc;

	memcpy(arg.uuid, client->uuid, sizeof(arg.uuid));
	rc = tee_client_open_session(client->ctx, &arg, client->param);
	if (rc)
		return rc;
	client->ret = arg.ret;
	client->origin = arg.ret_origin;
	if (arg.ret == TEEC_SUCCESS) {
		client->session = arg.session;
		client->open = true;
	}
	return 0;
}

int optee_op_close_session(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);

	client->open = false;
	return tee_client_close_session(client->ctx, client->session);
}

int optee_op_system_session(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);

	return tee_client_system_session(client->ctx, client->session);
}

int optee_op_invoke(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	struct tee_ioctl_invoke_arg arg = {
		.func = client->func,
		.session = client->session,
		.cancel_id = client->cancel_id,
		.num_params = client->num_params,
	};
	int rc = tee_client_invoke_func(client->ctx, &arg, client->param);

	if (rc)
		return rc;
	client->ret = arg.ret;
	client->origin = arg.ret_origin;
	return 0;
}

int optee_op_cancel(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	struct tee_ioctl_cancel_arg arg = {
		.cancel_id = client->cancel_id,
		.session = client->session,
	};

	return tee_client_cancel_req(client->ctx, &arg);
}

static int client_keep(struct optee_client *client, struct tee_shm *shm)
{
	int i;

	if (IS_ERR(shm))
		return PTR_ERR(shm);
	client->shm = shm;
	for (i = 0; i < OPTEE_MAX_SHMS && client->owned[i]; i++)
		;
	if (WARN_ON(i == OPTEE_MAX_SHMS))
		return -ENOSPC;
	client->owned[i] = shm;
	return 0;
}

int optee_op_alloc(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);

	return client_keep(client, tee_shm_alloc_kernel_buf(client->ctx, client->len));
}

int optee_op_register(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);

	return client_keep(client, tee_shm_register_kernel_buf(client->ctx, client->buf,
							       client->len));
}

int optee_op_free(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	int i;

	for (i = 0; i < OPTEE_MAX_SHMS; i++)
		if (client->owned[i] == client->shm)
			client->owned[i] = NULL;
	tee_shm_free(client->shm);
	client->shm = NULL;
	return 0;
}

/* At the end of a test: shared memory keeps the context and the device. */
static int client_op_release(struct optee_task *task)
{
	struct optee_client *client = to_optee_client(task);
	int i;

	for (i = 0; i < OPTEE_MAX_SHMS; i++) {
		if (client->owned[i])
			tee_shm_free(client->owned[i]);
		client->owned[i] = NULL;
	}
	if (client->open && client->ctx)
		optee_op_close_session(task);
	return optee_op_close_context(task);
}

/* ---- from the test's thread --------------------------------------------------------- */

static struct optee_client *client_make(struct optee_setup *setup)
{
	struct optee_client *client = kzalloc(sizeof(*client), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, client);
	client->task.release = client_op_release;
	client->login = TEE_IOCTL_LOGIN_PUBLIC;
	optee_task_init(setup, &client->task, "optee_client");
	return client;
}

struct optee_client *optee_client_new(struct optee_setup *setup)
{
	struct optee_client *client = client_make(setup);

	KUNIT_ASSERT_EQ(setup->test, optee_task_run(&client->task, optee_op_open_context), 0);
	return client;
}

struct optee_client *optee_client_user_in(struct optee_setup *setup, enum monitor_ta ta)
{
	struct optee_client *client = client_make(setup);

	KUNIT_ASSERT_EQ(setup->test, optee_task_run(&client->task, optee_op_open_user_context), 0);
	optee_client_open(client, ta);
	return client;
}

struct optee_client *optee_client_twin(struct optee_client *client)
{
	struct optee_client *twin = client_make(client->task.setup);

	twin->ctx = client->ctx;
	twin->session = client->session;
	return twin;
}

void optee_client_ta(struct optee_client *client, enum monitor_ta ta)
{
	memcpy(client->uuid, monitor_ta_uuid(ta), sizeof(client->uuid));
}

void optee_client_open(struct optee_client *client, enum monitor_ta ta)
{
	struct kunit *test = client->task.setup->test;

	optee_client_ta(client, ta);
	client->num_params = 0;
	KUNIT_ASSERT_EQ(test, optee_task_run(&client->task, optee_op_open_session), 0);
	KUNIT_ASSERT_EQ_MSG(test, client->ret, TEEC_SUCCESS, "session with TA %d", ta);
}

struct optee_client *optee_client_in(struct optee_setup *setup, enum monitor_ta ta)
{
	struct optee_client *client = optee_client_new(setup);

	optee_client_open(client, ta);
	return client;
}

void optee_client_set(struct optee_client *client, u32 func, u32 num_params,
		      const struct tee_param *param)
{
	client->func = func;
	client->num_params = num_params;
	memset(client->param, 0, sizeof(client->param));
	if (num_params)
		memcpy(client->param, param, num_params * sizeof(*param));
	client->ret = TEEC_ERROR_GENERIC;
	client->origin = 0;
}

int optee_client_invoke(struct optee_client *client, u32 func, u32 num_params,
			const struct tee_param *param)
{
	optee_client_set(client, func, num_params, param);
	return optee_task_run(&client->task, optee_op_invoke);
}

int optee_client_value(struct optee_client *client, u32 func, u64 a, u64 b, u64 c)
{
	struct tee_param param = optee_value(VALUE_INOUT, a, b, c);

	return optee_client_invoke(client, func, 1, &param);
}

void optee_client_park(struct optee_client *client, u32 gate)
{
	struct tee_param param = optee_value(VALUE_IN, gate, 0, 0);

	optee_client_set(client, MONITOR_SLOW_PARK, 1, &param);
	optee_task_start(&client->task, optee_op_invoke);
}

void optee_client_parked(struct optee_client *client, u32 gate)
{
	u32 already = monitor_gate_waiting(monitor_current(), gate);

	optee_client_park(client, gate);
	KUNIT_ASSERT_TRUE_MSG(client->task.setup->test,
			      monitor_wait_parked(gate, already + 1, OPTEE_CALL_MS),
			      "the call does not enter the secure world");
}

void optee_crowd_in(struct optee_setup *setup, enum monitor_ta ta, struct optee_client **crowd,
		    u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		crowd[i] = optee_client_in(setup, ta);
}

void optee_crowd_park(struct optee_client **crowd, u32 count, u32 gate)
{
	u32 i;

	for (i = 0; i < count; i++) {
		optee_client_park(crowd[i], gate);
		optee_task_settle(&crowd[i]->task);
	}
}

u32 optee_crowd_state(struct optee_client **crowd, u32 count, enum optee_task_state state)
{
	u32 i, n = 0;

	for (i = 0; i < count; i++)
		n += optee_task_settle(&crowd[i]->task) == state;
	return n;
}

void optee_crowd_join(struct optee_client **crowd, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		optee_task_join(&crowd[i]->task);
}

bool optee_client_ping(struct optee_setup *setup)
{
	struct optee_client *client = client_make(setup);

	optee_client_ta(client, MONITOR_TA_ECHO);
	optee_task_start(&client->task, optee_op_open_context);
	if (!optee_task_wait(&client->task, OPTEE_RESCUE_MS) || client->task.rc)
		return false;
	optee_task_start(&client->task, optee_op_open_session);
	return optee_task_wait(&client->task, OPTEE_RESCUE_MS);
}

void optee_client_alive(struct optee_setup *setup)
{
	struct optee_client *client = optee_client_in(setup, MONITOR_TA_ECHO);
	struct kunit *test = setup->test;

	KUNIT_EXPECT_EQ(test, optee_client_value(client, MONITOR_ECHO_COPY, 1, 2, 3), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_close_session), 0);
	optee_task_run(&client->task, optee_op_close_context);
}

struct tee_shm *optee_client_alloc(struct optee_client *client, size_t len)
{
	client->len = len;
	KUNIT_ASSERT_EQ(client->task.setup->test, optee_task_run(&client->task, optee_op_alloc), 0);
	return client->shm;
}

struct tee_shm *optee_client_register(struct optee_client *client, void *buf, size_t len)
{
	client->buf = buf;
	client->len = len;
	KUNIT_ASSERT_EQ(client->task.setup->test,
			optee_task_run(&client->task, optee_op_register), 0);
	return client->shm;
}

void optee_client_free(struct optee_client *client, struct tee_shm *shm)
{
	client->shm = shm;
	optee_task_run(&client->task, optee_op_free);
}
