// SPDX-License-Identifier: GPL-2.0-only
/*
 * Protected memory of OP-TEE as users have it: heaps in /dev/dma_heap, of memory that
 * was set aside or that the driver lends. Refusals, lies, and dma-bufs that are held
 * while the driver goes.
 */
#include <linux/module.h>
#include "client.h"
#include "ffa_abi.h"
#include "file.h"
#include "support/compat.h"

#ifdef HAVE_TEE_DMA_HEAP

#include <linux/file.h>
#include <linux/sizes.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "heap_user.h"
#include "support/kthread_user.h"

#define POOL_SIZE	SZ_16K	/* of monitor_config_default(), for video */
#define GATE		1

static void boot_lent(struct kunit *test)
{
	optee_boot_ok(test->priv, optee_lent_config(test), NULL);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 0);
}

static int refuse(struct kunit *test, enum monitor_point point, u32 cmd, u64 answer)
{
	struct monitor_rule rule = {
		.point = point, .func = cmd, .session = MONITOR_ANY, .caller = MONITOR_ANY,
		.count = 1, .action = MONITOR_DO_RETURN, .value = { answer, TEEC_ORIGIN_TEE },
	};

	return optee_rule(test, &rule);
}

/* ---- lent memory ------------------------------------------------------------------- */

/*
 * Memory is lent once for all dma-bufs, when there is the first, and asked back when
 * the last has gone; then it can be lent again.
 */
static void optee_test_protmem_lent_while_used(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *first, *second;
	u32 round;

	boot_lent(test);
	for (round = 1; round <= 2; round++) {
		first = optee_heap_user_with(setup, PAGE_SIZE);
		second = optee_heap_user_with(setup, 2 * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 1);
		KUNIT_EXPECT_EQ(test, optee_lends(), round);
		optee_heap_close(first);
		KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 1);
		optee_heap_close(second);
		optee_expect_all_back(test);
	}
}

/* What does not fit is refused, and nothing stays lent for it. */
static void optee_test_protmem_lent_size(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *large, *all, *more;

	boot_lent(test);
	large = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, POOL_SIZE + 1);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(large), -ENOMEM);
	optee_expect_all_back(test);
	all = optee_heap_user_with(setup, POOL_SIZE);
	more = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(more), -ENOMEM);
	optee_heap_close(all);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(more), 0);
	optee_heap_close(more);
	optee_expect_all_back(test);
}

/*
 * Each use that OP-TEE knows has a heap with memory of its own, of whole pages though it
 * asks for less; one that it does not know has none.
 */
static void optee_test_protmem_lent_uses(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *video, *ui, *record;

	boot_lent(test);
	video = optee_heap_user_with(setup, PAGE_SIZE);
	ui = optee_heap_user_new(setup, OPTEE_PROTMEM_TRUSTED_UI, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(ui), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 2);
	record = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_RECORD, PAGE_SIZE);
	KUNIT_EXPECT_LT(test, optee_heap_alloc(record), 0);
	optee_heap_close(video);
	optee_heap_close(ui);
	optee_expect_all_back(test);
}

static const struct config_case {
	const char *name;
	struct monitor_protmem config;
	bool works;
} config_cases[] = {
	{ "a byte", { 1, 0, 64 }, true },
	{ "nothing", { 0, 0, 64 }, true },
	{ "large alignment", { PAGE_SIZE, SZ_64K, 64 }, true },
	{ "narrow addresses", { PAGE_SIZE, PAGE_SIZE, 48 }, true },
	{ "alignment that is none", { PAGE_SIZE, 3 * PAGE_SIZE, 64 }, false },
	{ "size that wraps", { U64_MAX, PAGE_SIZE, 64 }, false },
	{ "size beyond an entry", { SZ_4G, PAGE_SIZE, 64 }, false },
	{ "alignment beyond all", { PAGE_SIZE, 1ULL << 63, 64 }, false },
	{ "addresses in no page", { PAGE_SIZE, PAGE_SIZE, 3 }, false },
};

KUNIT_ARRAY_PARAM_DESC(config, config_cases, name);

/*
 * The driver keeps to what OP-TEE wants of the memory, and has no heap where nothing can
 * be like that; everything else works.
 */
static void optee_test_protmem_lent_config(struct kunit *test)
{
	const struct config_case *c = test->param_value;
	struct monitor_config *config = optee_lent_config(test);
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;
	int rc;

	config->protmem[OPTEE_PROTMEM_SECURE_VIDEO_PLAY - 1] = c->config;
	config->protmem[OPTEE_PROTMEM_SECURE_VIDEO_PLAY - 1].num_attrs = 1;
	config->protmem[OPTEE_PROTMEM_SECURE_VIDEO_PLAY - 1].attrs[0] = FFA_ATTR_OF(FFA_ID_OPTEE);
	optee_boot_ok(setup, config, NULL);
	user = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	rc = optee_heap_alloc(user);
	if (c->works)
		KUNIT_EXPECT_EQ(test, rc, 0);
	else
		KUNIT_EXPECT_LT(test, rc, 0);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, c->works);
	optee_heap_close(user);
	optee_expect_all_back(test);
	optee_client_alive(setup);
}

/**
 * struct ta_user - a process that has a TA work on dma-bufs
 * @user:	has a dma-buf
 * @file:	of the device
 * @session:	with MONITOR_TA_ECHO, opened by a client in the same context
 * @id:		of shared memory made of the dma-buf
 * @shm_fd:	descriptor of it
 * @func:	what the TA is to do, MONITOR_ECHO_*
 * @value:	second parameter; holds what came back
 */
struct ta_user {
	struct optee_heap_user *user;
	struct file *file;
	u32 session;
	int id, shm_fd;
	u32 func;
	u64 value;
};

/* What lies in user memory for TEE_IOC_INVOKE */
struct invoke_mem {
	struct tee_ioctl_buf_data buf;
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param param[2];
};

/* TEE_IOC_SHM_REGISTER_FD; the dma-buf's own descriptor can be closed then */
static int register_fd(struct ta_user *ta)
{
	struct tee_ioctl_shm_register_fd_data data = { .fd = ta->user->fd };
	void __user *mem = optee_user_alloc(PAGE_SIZE);
	int fd = -EFAULT;

	if (!mem)
		return -ENOMEM;
	if (!copy_to_user(mem, &data, sizeof(data)))
		fd = optee_file_ioctl(ta->file, TEE_IOC_SHM_REGISTER_FD, mem);
	if (fd >= 0 && !copy_from_user(&data, mem, sizeof(data)))
		ta->id = data.id;
	optee_user_free(mem, PAGE_SIZE);
	ta->shm_fd = fd;
	return min(fd, 0);
}

/* TEE_IOC_INVOKE with all of the first page, and a value */
static int invoke(struct ta_user *ta)
{
	struct invoke_mem __user *mem = optee_user_alloc(PAGE_SIZE);
	bool fills = ta->func == MONITOR_ECHO_FILL;
	struct invoke_mem m = {
		.arg = { .func = ta->func, .session = ta->session, .num_params = 2 },
		.param = {
			{ .attr = fills ? MEMREF_OUT : MEMREF_IN, .b = PAGE_SIZE, .c = ta->id },
			{ .attr = fills ? VALUE_IN : VALUE_OUT, .a = ta->value },
		},
	};
	int rc = -EFAULT;

	if (!mem)
		return -ENOMEM;
	m.buf.buf_ptr = (unsigned long)&mem->arg;
	m.buf.buf_len = sizeof(m.arg) + sizeof(m.param);
	if (!copy_to_user(mem, &m, sizeof(m)))
		rc = optee_file_ioctl(ta->file, TEE_IOC_INVOKE, &mem->buf);
	if (!rc && !copy_from_user(&m, mem, sizeof(m)))
		rc = m.arg.ret ? -EIO : 0;
	ta->value = m.param[1].a;
	optee_user_free(mem, PAGE_SIZE);
	return rc;
}

/* Of the one test that has them */
static struct ta_user shm_case[2];

static int op_register(struct optee_task *task)
{
	return register_fd(&shm_case[0]) ?: register_fd(&shm_case[1]);
}

/* Fills the first, then the second, and adds up the first. */
static int op_fill(struct optee_task *task)
{
	struct ta_user *ta = shm_case;
	int rc;

	ta[0].func = MONITOR_ECHO_FILL;
	ta[1].func = MONITOR_ECHO_FILL;
	ta[0].value = 3;
	ta[1].value = 5;
	rc = invoke(&ta[0]) ?: invoke(&ta[1]);
	if (rc)
		return rc;
	ta[0].func = MONITOR_ECHO_SUM;
	ta[1].func = MONITOR_ECHO_SUM;
	return invoke(&ta[0]) ?: invoke(&ta[1]);
}

static int op_forget(struct optee_task *task)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(shm_case); i++)
		if (shm_case[i].shm_fd >= 0)
			kthread_user_close(shm_case[i].shm_fd);
	flush_delayed_fput();
	return 0;
}

/*
 * A dma-buf is shared memory that a trusted application reads and writes, and another
 * than the next dma-buf's; it stays lent while user space has either.
 */
static void optee_test_protmem_lent_shm(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	int i;

	boot_lent(test);
	client = optee_client_user_in(setup, MONITOR_TA_ECHO);
	for (i = 0; i < ARRAY_SIZE(shm_case); i++)
		shm_case[i] = (struct ta_user){
			.user = optee_heap_user_with(setup, PAGE_SIZE), .file = client->file,
			.session = client->session, .shm_fd = -1,
		};
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, op_register), 0);
	optee_heap_close(shm_case[0].user);
	optee_heap_close(shm_case[1].user);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 1);
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, op_fill), 0);
	KUNIT_EXPECT_EQ(test, shm_case[0].value, 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, shm_case[1].value, 5 * PAGE_SIZE);
	optee_task_run(&client->task, op_forget);
	optee_expect_all_back(test);
}

/* ---- refusals ---------------------------------------------------------------------- */

static const struct refusal {
	const char *name;
	enum monitor_point point;
	u64 answer;
} refusals[] = {
	{ "no context taken", MONITOR_AT_CALL, OPTEE_RETURN_EBADCMD },
	{ "not done", MONITOR_AT_ENTER, TEEC_ERROR_BAD_PARAMETERS },
	{ "done, and said not to be", MONITOR_AT_RETURN, TEEC_ERROR_BAD_PARAMETERS },
};

KUNIT_ARRAY_PARAM_DESC(refusal, refusals, name);

/* OP-TEE does not take the memory: no dma-buf, and the next one can be had. */
static void optee_test_protmem_lend_refused(struct kunit *test)
{
	const struct refusal *r = test->param_value;
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;

	boot_lent(test);
	refuse(test, r->point, optee_lend_command(), r->answer);
	user = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 0);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(user), 0);
	optee_heap_close(user);
	optee_expect_all_back(test);
}

/*
 * OP-TEE does not give memory back: nobody gets it any more, no other is lent in its
 * place, and no page of it is freed when the driver goes.
 */
static void optee_test_protmem_reclaim_refused(struct kunit *test)
{
	const struct refusal *r = test->param_value;
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;
	u32 mark;

	boot_lent(test);
	user = optee_heap_user_with(setup, PAGE_SIZE);
	mark = optee_mark();
	refuse(test, r->point, OPTEE_CMD_RECLAIM_PROTMEM, r->answer);
	optee_heap_close(user);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(mark, MONITOR_EV_CALL,
						  OPTEE_CMD_RECLAIM_PROTMEM, MONITOR_ANY, 1));
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	KUNIT_EXPECT_EQ(test, optee_lends(), 1);
	optee_heap_close(user);
	optee_client_alive(setup);
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, optee_bind(setup), 0);
	/* A driver that comes does not know of it, and has other memory. */
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(user), 0);
}

/* ---- the driver comes and goes ----------------------------------------------------- */

static int op_bind(struct optee_task *control)
{
	return monitor_bind();
}

/* While the probe is under way, which may fail, nothing can be allocated. */
static void optee_test_protmem_not_before_probed(struct kunit *test)
{
	struct monitor_config *config = optee_lent_config(test);
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;
	struct monitor_rule park = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_GET_PROTMEM_CONFIG,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .count = 1,
		.action = MONITOR_DO_PARK, .value = { GATE },
	};

	optee_boot_ok(setup, config, NULL);
	user = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	optee_unbind(setup);
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	optee_rule(test, &park);
	optee_task_start(setup->control, op_bind);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_ASSERT_EQ(test, optee_task_join(setup->control), 0);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(user), 0);
}

/* Can nothing be allocated any more? */
static bool heap_has_nothing(void *arg)
{
	struct optee_heap_user *user = arg;
	int rc = optee_heap_alloc(user);

	optee_heap_close(user);
	return rc == -ENODEV || rc == -EINVAL;
}

/*
 * The driver goes while a dma-buf is held: it waits for that as for an open file, no new
 * one can be had, and the memory is back when it has gone.
 */
static void optee_test_protmem_held_over_unbind(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user, *late;

	boot_lent(test);
	user = optee_heap_user_with(setup, PAGE_SIZE);
	late = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	optee_task_start(setup->control, optee_op_unbind);
	KUNIT_EXPECT_TRUE(test, optee_wait_true(heap_has_nothing, late));
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	optee_heap_close(user);
	KUNIT_EXPECT_EQ(test, optee_task_join(setup->control), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, optee_heap_alloc(late), 0);
}

/* When the machine goes down the secure world has no memory that nobody uses any more. */
static void optee_test_protmem_shutdown(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;

	boot_lent(test);
	user = optee_heap_user_with(setup, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 1);
	optee_heap_close(user);
	KUNIT_EXPECT_EQ(test, optee_task_run(setup->control, optee_op_shutdown), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().protmem_lent, 0);
}

/* A process that is killed while its memory is being lent is let go when that is done. */
static void optee_test_protmem_killed_in_lend(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user, *waits;
	struct monitor_rule park = {
		.point = MONITOR_AT_ENTER, .session = MONITOR_ANY, .caller = MONITOR_ANY,
		.count = 1, .action = MONITOR_DO_PARK, .value = { GATE },
	};

	boot_lent(test);
	park.func = optee_lend_command();
	optee_rule(test, &park);
	user = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	waits = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	optee_task_start(&user->task, optee_op_heap_alloc);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	optee_task_start(&waits->task, optee_op_heap_alloc);
	OPTEE_EXPECT_STATE(test, &waits->task, OPTEE_TASK_ASLEEP);
	optee_task_kill(&waits->task);
	KUNIT_EXPECT_EQ(test, optee_task_join(&waits->task), -EINTR);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_task_join(&user->task);
	optee_heap_close(user);
	optee_expect_all_back(test);
}

/* ---- memory that was set aside ----------------------------------------------------- */

/* It is protected already: nothing is lent, and a dma-buf is known by its address. */
static void optee_test_protmem_static(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_protmem_pages = 4 };
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	struct optee_heap_user *user;
	struct tee_shm *shm;
	phys_addr_t pa = 0;

	config->sec_caps |= OPTEE_CAP_PROTMEM;
	optee_boot_ok(setup, config, &dt);
	user = optee_heap_user_with(setup, 2 * PAGE_SIZE);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = tee_shm_register_fd(client->ctx, user->fd);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(test, tee_shm_get_pa(shm, PAGE_SIZE, &pa), 0);
	KUNIT_EXPECT_NE(test, pa, 0);
	optee_client_set(client, MONITOR_ECHO_SUM, 2, (struct tee_param[]){
		optee_memref(MEMREF_IN, shm, PAGE_SIZE, 100), optee_value(VALUE_OUT, 0, 0, 0),
	});
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_invoke), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	tee_shm_free(shm);
	optee_heap_close(user);
	KUNIT_EXPECT_EQ(test, optee_lends(), 0);
}

/*
 * A client in the kernel has no way to name a part of lent memory: it is told so, and the
 * secure world is not called.
 */
static void optee_test_protmem_part_of_a_kernel_client(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	struct optee_heap_user *user;
	struct tee_shm *shm;
	u32 calls;

	optee_boot_ok(setup, optee_lent_config(test), NULL);
	user = optee_heap_user_with(setup, 2 * PAGE_SIZE);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = tee_shm_register_fd(client->ctx, user->fd);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	optee_client_set(client, MONITOR_ECHO_SUM, 2, (struct tee_param[]){
		optee_memref(MEMREF_IN, shm, PAGE_SIZE, 100), optee_value(VALUE_OUT, 0, 0, 0),
	});
	calls = optee_stats().calls;
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_invoke), -EINVAL);
	KUNIT_EXPECT_EQ(test, optee_stats().calls, calls);
	tee_shm_free(shm);
	optee_heap_close(user);
	optee_expect_all_back(test);
}

/* Where nothing was set aside after all, memory is lent, if it can be. */
static void optee_test_protmem_static_or_lent(struct kunit *test)
{
	struct monitor_config *config = optee_lent_config(test);
	struct optee_setup *setup = test->priv;

	config->sec_caps |= OPTEE_CAP_PROTMEM;
	optee_boot_ok(setup, config, NULL);
	optee_heap_close(optee_heap_user_with(setup, PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, optee_lends(), 1);
	optee_expect_all_back(test);
}

/*
 * What was set aside can't be addressed as the secure world says: it is not used, and all
 * else works.
 */
static void optee_test_protmem_static_in_no_page(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_protmem_pages = 4 };
	struct optee_setup *setup = test->priv;
	struct optee_heap_user *user;

	config->sec_caps |= OPTEE_CAP_PROTMEM;
	config->protmem_width = 3;
	optee_boot_ok(setup, config, &dt);
	user = optee_heap_user_new(setup, OPTEE_PROTMEM_SECURE_VIDEO_PLAY, PAGE_SIZE);
	KUNIT_EXPECT_LT(test, optee_heap_alloc(user), 0);
	optee_heap_close(user);
	optee_client_alive(setup);
}

static struct kunit_case protmem_tests[] = {
	KUNIT_CASE(optee_test_protmem_lent_while_used),
	KUNIT_CASE(optee_test_protmem_lent_size),
	KUNIT_CASE(optee_test_protmem_lent_uses),
	KUNIT_CASE_PARAM(optee_test_protmem_lent_config, config_gen_params),
	KUNIT_CASE(optee_test_protmem_lent_shm),
	KUNIT_CASE_PARAM(optee_test_protmem_lend_refused, refusal_gen_params),
	KUNIT_CASE_PARAM(optee_test_protmem_reclaim_refused, refusal_gen_params),
	KUNIT_CASE(optee_test_protmem_not_before_probed),
	KUNIT_CASE(optee_test_protmem_held_over_unbind),
	KUNIT_CASE(optee_test_protmem_shutdown),
	KUNIT_CASE(optee_test_protmem_killed_in_lend),
	KUNIT_CASE(optee_test_protmem_static),
	KUNIT_CASE(optee_test_protmem_part_of_a_kernel_client),
	KUNIT_CASE(optee_test_protmem_static_or_lent),
	KUNIT_CASE(optee_test_protmem_static_in_no_page),
	{ }
};

static struct kunit_suite protmem_suite = {
	.name = "optee_protmem",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = protmem_tests,
};

static struct kunit_case protmem_ffa_tests[ARRAY_SIZE(protmem_tests)];

OPTEE_OVER_FFA(protmem_ffa_tests, protmem_tests,
	       KUNIT_CASE(optee_test_protmem_reclaim_refused),
	       KUNIT_CASE(optee_test_protmem_static),
	       KUNIT_CASE(optee_test_protmem_static_or_lent),
	       KUNIT_CASE(optee_test_protmem_static_in_no_page),
	       { });

static struct kunit_suite protmem_ffa_suite = {
	.name = "optee_ffa_protmem",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = protmem_ffa_tests,
};

optee_test_suites(&protmem_suite, &protmem_ffa_suite);

#endif /* HAVE_TEE_DMA_HEAP */

MODULE_DESCRIPTION("Protected memory of OP-TEE");
MODULE_LICENSE("GPL");
