// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a client's calls cost, over SMC and over FF-A: time and allocations of one operation,
 * and calls a second of many clients on few thread contexts. Of times the median counts, and of
 * throughputs the best of a few, since the host has other things to do. Not a test: it prints lines
 * "bench: NAME VALUE UNIT" which ci/kernel/bench compares between drivers; the numbers
 * of one run mean nothing alone. Needs CONFIG_OPTEE_BENCH, a kernel of its own
 * without the debugging that the suites want.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <uapi/linux/sched/types.h>
#include <linux/sort.h>
#include <linux/tee_drv.h>
#include <trace/events/kmem.h>

#include "monitor_kernel.h"

#define ROUNDS		200
#define BATCH		32	/* UML's clock goes in steps of 256 ns */
#define CALLS		4000	/* of all clients together */
#define MAX_CLIENTS	16
#define TRIES		5	/* of each throughput */
#define BUSY_MS		500	/* how long each of these takes beside a busy CPU */

/**
 * struct client - an open session, and what a thread of it did
 * @ctx:	its TEE context
 * @session:	its session
 * @shm:	a page of shared memory
 * @calls:	invocations to make
 * @go:		starts all clients at once
 * @stop:	ends all clients that make calls until then
 * @done:	completed when @calls are made
 * @failed:	invocations that did not succeed
 */
struct client {
	struct tee_context *ctx;
	u32 session;
	struct tee_shm *shm;
	unsigned int calls;
	struct completion *go;
	const bool *stop;
	struct completion done;
	unsigned int failed;
};

static int match_any(struct tee_ioctl_version_data *ver, const void *data)
{
	return ver->impl_id == TEE_IMPL_ID_OPTEE;
}

static int client_open(struct client *c)
{
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	c->ctx = tee_client_open_context(NULL, match_any, NULL, NULL);
	if (IS_ERR(c->ctx))
		return PTR_ERR(c->ctx);
	memcpy(arg.uuid, monitor_ta_uuid(MONITOR_TA_ECHO), sizeof(arg.uuid));
	rc = tee_client_open_session(c->ctx, &arg, NULL);
	if (!rc && arg.ret)
		rc = -EIO;
	if (rc)
		tee_client_close_context(c->ctx);
	c->session = arg.session;
	return rc;
}

static void client_close(struct client *c)
{
	tee_client_close_session(c->ctx, c->session);
	tee_client_close_context(c->ctx);
}

static int client_invoke(struct client *c)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = MONITOR_ECHO_COPY,
		.session = c->session,
		.num_params = 1,
	};
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value = { .a = 1, .b = 2, .c = 3 },
	};
	int rc = tee_client_invoke_func(c->ctx, &arg, &param);

	return rc ? rc : arg.ret;
}

/*
 * Allocations of one task, seen through the tracepoints of the allocators: slab
 * objects of either kind and pages.
 */
static struct task_struct *counted;
static unsigned int allocs;

static void count_kmalloc(void *data, unsigned long call_site, const void *ptr,
			  size_t wanted, size_t given, gfp_t flags, int node)
{
	allocs += current == counted;
}

static void count_cache(void *data, unsigned long call_site, const void *ptr,
			struct kmem_cache *cache, gfp_t flags, int node)
{
	allocs += current == counted;
}

static void count_pages(void *data, struct page *page, unsigned int order,
			gfp_t flags, int migratetype)
{
	allocs += current == counted;
}

static void allocs_begin(void)
{
	allocs = 0;
	counted = current;
	register_trace_kmalloc(count_kmalloc, NULL);
	register_trace_kmem_cache_alloc(count_cache, NULL);
	register_trace_mm_page_alloc(count_pages, NULL);
	allocs = 0;
}

static unsigned int allocs_end(void)
{
	unsigned int n = allocs;

	unregister_trace_mm_page_alloc(count_pages, NULL);
	unregister_trace_kmem_cache_alloc(count_cache, NULL);
	unregister_trace_kmalloc(count_kmalloc, NULL);
	tracepoint_synchronize_unregister();
	return n;
}

/* What leads to the secure world */
static enum monitor_front front;

static void say(const char *name, u64 value, const char *unit)
{
	pr_info("bench: %s%s %llu %s\n", front == MONITOR_FFA ? "ffa_" : "", name, value, unit);
}

/* Operations that are timed, each of them in ROUNDS batches */
enum operation { OPEN, INVOKE, REGISTER, FREE, CLOSE, CLOSE_CONTEXT, OPERATIONS };

static const char *const operation_names[] = {
	"open", "invoke", "register", "free", "close", "close_context",
};

static int operate(struct client *c, enum operation op)
{
	switch (op) {
	case OPEN:
		return client_open(c);
	case INVOKE:
		return client_invoke(c);
	case REGISTER:
		c->shm = tee_shm_alloc_kernel_buf(c->ctx, PAGE_SIZE);
		return PTR_ERR_OR_ZERO(c->shm);
	case FREE:
		tee_shm_free(c->shm);
		return 0;
	case CLOSE:
		return tee_client_close_session(c->ctx, c->session);
	default:
		tee_client_close_context(c->ctx);
		return 0;
	}
}

static int compare_times(const void *a, const void *b)
{
	u64 left = *(const u64 *)a, right = *(const u64 *)b;

	return left < right ? -1 : left > right;
}

static void bench_times(struct kunit *test)
{
	u64 (*ns)[ROUNDS] = kunit_kcalloc(test, OPERATIONS, sizeof(*ns), GFP_KERNEL);
	struct client *c = kunit_kcalloc(test, BATCH, sizeof(*c), GFP_KERNEL);
	unsigned int op, n, i;

	KUNIT_ASSERT_NOT_NULL(test, ns);
	KUNIT_ASSERT_NOT_NULL(test, c);
	for (n = 0; n < ROUNDS; n++) {
		for (op = 0; op < OPERATIONS; op++) {
			u64 t = ktime_get_ns();

			for (i = 0; i < BATCH; i++)
				KUNIT_ASSERT_EQ(test, operate(&c[i], op), 0);
			ns[op][n] = ktime_get_ns() - t;
		}
	}
	for (op = 0; op < OPERATIONS; op++) {
		sort(ns[op], ROUNDS, sizeof(u64), compare_times, NULL);
		say(operation_names[op], ns[op][ROUNDS / 2] / BATCH, "ns");
	}
}

static void bench_allocations(struct kunit *test)
{
	unsigned int open_allocs, invoke_allocs, close_allocs;
	struct client c = { };

	allocs_begin();
	KUNIT_ASSERT_EQ(test, client_open(&c), 0);
	open_allocs = allocs_end();
	KUNIT_ASSERT_EQ(test, client_invoke(&c), 0);
	allocs_begin();
	KUNIT_ASSERT_EQ(test, client_invoke(&c), 0);
	invoke_allocs = allocs_end();
	allocs_begin();
	client_close(&c);
	close_allocs = allocs_end();

	/* Opening a session makes objects: a count of none has counted nothing. */
	KUNIT_EXPECT_GT(test, open_allocs, 0);

	say("open_allocations", open_allocs, "count");
	say("invoke_allocations", invoke_allocs, "count");
	say("close_allocations", close_allocs, "count");
}

/* One client, one operation at a time. */
static void bench_operations(struct kunit *test)
{
	bench_times(test);
	bench_allocations(test);
}

static int client_thread(void *data)
{
	struct client *c = data;

	wait_for_completion(c->go);
	while (c->calls--)
		c->failed += client_invoke(c) != 0;
	complete(&c->done);
	return 0;
}

/* Calls a second of @clients clients together. */
static u64 throughput(struct kunit *test, struct client *client, unsigned int clients)
{
	DECLARE_COMPLETION_ONSTACK(go);
	unsigned int i;
	u64 t;

	for (i = 0; i < clients; i++) {
		KUNIT_ASSERT_EQ(test, client_open(&client[i]), 0);
		client[i].calls = CALLS / clients;
		client[i].failed = 0;
		client[i].go = &go;
		init_completion(&client[i].done);
		KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(client_thread, &client[i],
							    "bench/%u", i)));
	}
	t = ktime_get_ns();
	complete_all(&go);
	for (i = 0; i < clients; i++)
		wait_for_completion(&client[i].done);
	t = ktime_get_ns() - t;
	for (i = 0; i < clients; i++) {
		KUNIT_EXPECT_EQ(test, client[i].failed, 0);
		client_close(&client[i]);
	}
	return div64_u64((u64)(CALLS / clients) * clients * NSEC_PER_SEC, t);
}

typedef u64 (*throughput_fn)(struct kunit *test, struct client *client, unsigned int clients);

static u64 best_throughput(struct kunit *test, unsigned int clients, throughput_fn measure)
{
	struct client *client = kunit_kcalloc(test, MAX_CLIENTS, sizeof(*client), GFP_KERNEL);
	u64 best = 0;
	int n;

	KUNIT_ASSERT_NOT_NULL(test, client);
	for (n = 0; n < TRIES; n++)
		best = max(best, measure(test, client, clients));
	kunit_kfree(test, client);
	return best;
}

/* Each call leaves the secure world once in its middle. */
static const struct monitor_rule interrupt = {
	.point = MONITOR_AT_INVOKE,
	.func = MONITOR_ANY,
	.session = MONITOR_ANY,
	.caller = MONITOR_ANY,
	.action = MONITOR_DO_INTERRUPT,
	.value = { 1 },
};

static int boot(struct kunit *test, unsigned int threads)
{
	struct monitor_config *config = kunit_kzalloc(test, sizeof(*config), GFP_KERNEL);

	if (!config)
		return -ENOMEM;
	monitor_config_default(config);
	config->front = front;
	config->thread_count = threads;
	config->reported_threads = threads;
	return monitor_boot(config, NULL);
}

/* A secure world of @threads contexts, with that rule */
static void boot_interrupted(struct kunit *test, unsigned int threads)
{
	monitor_halt();
	KUNIT_ASSERT_EQ(test, boot(test, threads), 0);
	monitor_rule_add(monitor_current(), &interrupt);
}

/* Keeps the CPU busy with the priority of most tasks. */
static int busy_thread(void *data)
{
	while (!kthread_should_stop())
		cond_resched();
	return 0;
}

static int steady_thread(void *data)
{
	struct client *c = data;

	while (!READ_ONCE(*c->stop)) {
		c->failed += client_invoke(c) != 0;
		c->calls++;
	}
	complete(&c->done);
	return 0;
}

/*
 * Calls a second of some clients together, beside one that is SCHED_IDLE while something keeps
 * the CPU busy: a context that is handed to that one, or that it has in the middle of a call, is
 * idle for as long as it does not run.
 */
static u64 throughput_beside_idle(struct kunit *test, struct client *client, unsigned int clients)
{
	const struct sched_attr idle = { .size = sizeof(idle), .sched_policy = SCHED_IDLE };
	struct task_struct *task, *busy;
	bool stop = false;
	unsigned int i;
	u64 calls, t;

	for (i = 0; i <= clients; i++)
		KUNIT_ASSERT_EQ(test, client_open(&client[i]), 0);
	busy = kthread_run(busy_thread, NULL, "bench/busy");
	KUNIT_ASSERT_FALSE(test, IS_ERR(busy));
	t = ktime_get_ns();
	for (i = 0; i <= clients; i++) {
		client[i].calls = 0;
		client[i].failed = 0;
		client[i].stop = &stop;
		init_completion(&client[i].done);
		task = kthread_create(steady_thread, &client[i], "bench/%u", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		if (!i)
			sched_setattr_nocheck(task, &idle);
		wake_up_process(task);
	}
	msleep(BUSY_MS);
	for (i = 1, calls = 0; i <= clients; i++)
		calls += READ_ONCE(client[i].calls);
	t = ktime_get_ns() - t;
	WRITE_ONCE(stop, true);
	kthread_stop(busy);
	for (i = 0; i <= clients; i++) {
		wait_for_completion(&client[i].done);
		KUNIT_EXPECT_EQ(test, client[i].failed, 0);
		client_close(&client[i]);
	}
	return div64_u64(calls * NSEC_PER_SEC, t);
}

static void bench_busy(struct kunit *test)
{
	static const unsigned int threads[] = { 1, 2, 4 };
	unsigned int t;
	char name[32];

	for (t = 0; t < ARRAY_SIZE(threads); t++) {
		boot_interrupted(test, threads[t]);
		snprintf(name, sizeof(name), "throughput_%ut_idle", threads[t]);
		say(name, best_throughput(test, 4, throughput_beside_idle), "calls/s");
	}
}

/* Many clients on few contexts */
static void bench_throughput(struct kunit *test)
{
	static const unsigned int threads[] = { 1, 2, 4, 16 };
	static const unsigned int clients[] = { 1, 2, 4, 8, 16 };
	unsigned int t, c;
	char name[32];

	for (t = 0; t < ARRAY_SIZE(threads); t++) {
		boot_interrupted(test, threads[t]);
		for (c = 0; c < ARRAY_SIZE(clients); c++) {
			snprintf(name, sizeof(name), "throughput_%ut_%uc", threads[t], clients[c]);
			say(name, best_throughput(test, clients[c], throughput), "calls/s");
		}
	}
}

static int bench_init(struct kunit *test)
{
	front = MONITOR_SMC;
	return boot(test, 4);
}

static int bench_ffa_init(struct kunit *test)
{
	front = MONITOR_FFA;
	return boot(test, 4);
}

static void bench_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, monitor_halt(), 0);
}

static struct kunit_case bench_cases[] = {
	KUNIT_CASE_SLOW(bench_operations),
	KUNIT_CASE_SLOW(bench_throughput),
	KUNIT_CASE_SLOW(bench_busy),
	{}
};

static struct kunit_suite bench_suite = {
	.name = "optee_bench",
	.init = bench_init,
	.exit = bench_exit,
	.test_cases = bench_cases,
};

/* Nobody says how many contexts there are: more clients than those are no matter of cost. */
static struct kunit_case bench_ffa_cases[] = {
	KUNIT_CASE_SLOW(bench_operations),
	{}
};

static struct kunit_suite bench_ffa_suite = {
	.name = "optee_ffa_bench",
	.init = bench_ffa_init,
	.exit = bench_exit,
	.test_cases = bench_ffa_cases,
};

kunit_test_suites(&bench_suite, &bench_ffa_suite);

MODULE_DESCRIPTION("Benchmark of a TEE driver's client calls");
MODULE_LICENSE("GPL");
