// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places in shared memory for messages to the secure world. A place is kept
 * after a call for the next one, so that calls in a steady state allocate
 * nothing. Where requests share the page of the message (rpc_param_count), a
 * place has room for a request behind the largest message.
 *
 * Nobody waits for a place as long as there is memory. Calls that give something
 * back (a session, registered memory) must not fail without: a few places are
 * a reserve for them. There they wait for each other, which ends, since each who
 * has such a place is in a call. One that is lost there is made anew by who needs it,
 * who waits for memory then. A system session, which must not wait for such
 * calls, has a place of its own (session.c).
 *
 * All places belong to the driver's own context: one of a client's would
 * keep that client's context, and its sessions, from being released.
 */

#include <linux/align.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "optee_private.h"

#define RESERVE_PLACES	2
/* In jiffies, how long who needs a place there waits for memory */
#define RESERVE_RETRY	msecs_to_jiffies(20)

struct arg_block {
	struct list_head node;
	struct tee_shm *shm;
	unsigned int num_args;
	struct optee_arg args[] __counted_by(num_args);
};

/**
 * optee_arg_size() - bytes that a place for messages takes
 * @rpc_param_count: parameters of a request behind the message, or 0
 *
 * Context: any, does not sleep.
 * Return: the size, for the largest message.
 */
size_t optee_arg_size(unsigned int rpc_param_count)
{
	size_t size = OPTEE_MSG_GET_ARG_SIZE(OPTEE_MAX_PARAMS);

	if (rpc_param_count)
		size += OPTEE_MSG_GET_ARG_SIZE(rpc_param_count);
	return size;
}

static void free_block(struct optee *optee, struct arg_block *block)
{
	unsigned int i;

	for (i = 0; i < block->num_args; i++)
		if (block->args[i].lost)
			optee_lose_memory(optee, block->shm);
	tee_shm_free(block->shm);
	kfree(block);
}

static void free_blocks(struct optee *optee, struct list_head *blocks)
{
	struct arg_block *block;

	for (;;) {
		block = list_first_entry_or_null(blocks, struct arg_block,
						 node);
		if (!block)
			break;
		list_del(&block->node);
		free_block(optee, block);
	}
}

/*
 * A block of @n places, in no list yet, the first @reserved of them for the reserve; to
 * register it takes a call.
 */
static struct arg_block *alloc_block(struct optee *optee, unsigned int n,
				     bool registered, unsigned int reserved)
{
	struct optee_arg_cache *cache = &optee->args;
	size_t size = n * cache->size;
	struct arg_block *block;
	void *va;

	block = kzalloc(struct_size(block, args, n), GFP_KERNEL);
	if (!block)
		return ERR_PTR(-ENOMEM);
	block->num_args = n;

	if (registered)
		block->shm = tee_shm_alloc_kernel_buf(optee->ctx, size);
	else
		block->shm = tee_shm_alloc_priv_buf(optee->ctx, size);
	if (IS_ERR(block->shm)) {
		void *err = block->shm;

		kfree(block);
		return err;
	}

	/* Memory of the pool, which the kernel sees. */
	va = block->shm->kaddr;
	memset(va, 0, size);
	while (n--) {
		block->args[n].shm = block->shm;
		block->args[n].offs = n * cache->size;
		block->args[n].msg = va + n * cache->size;
		block->args[n].reserved = n < reserved;
	}
	return block;
}

static struct arg_block *grow(struct optee *optee, bool may_call)
{
	struct optee_arg_cache *cache = &optee->args;

	if (cache->registered && !may_call)
		return alloc_block(optee, 1, false, 0);
	return alloc_block(optee, cache->per_block, cache->registered, 0);
}

/* A place that is registered is used before one that is not. */
static void add_free(struct optee_arg_cache *cache, struct optee_arg *arg)
	__must_hold(&cache->lock)
{
	if (arg->reserved)
		list_add(&arg->node, &cache->reserve);
	else if (arg->shm->flags & TEE_SHM_PRIV)
		list_add_tail(&arg->node, &cache->free);
	else
		list_add(&arg->node, &cache->free);
}

/* Puts a block in the cache, all its places but @taken free. */
static void add_block(struct optee_arg_cache *cache, struct arg_block *block,
		      unsigned int taken)
{
	unsigned int i;

	spin_lock(&cache->lock);
	list_add_tail(&block->node, &cache->blocks);
	for (i = taken; i < block->num_args; i++)
		add_free(cache, &block->args[i]);
	spin_unlock(&cache->lock);
}

static struct optee_arg *pop(struct optee_arg_cache *cache,
			     struct list_head *list)
{
	struct optee_arg *arg;

	spin_lock(&cache->lock);
	arg = list_first_entry_or_null(list, struct optee_arg, node);
	if (arg)
		list_del(&arg->node);
	spin_unlock(&cache->lock);
	return arg;
}

/**
 * optee_arg_prepare() - empties a place for the next message
 * @optee: the OP-TEE
 * @arg: the place
 * @num_params: parameters of the message, at most OPTEE_MAX_PARAMS
 *
 * Context: any, does not sleep.
 * Return: @arg, with nothing of the last message left.
 */
struct optee_arg *optee_arg_prepare(struct optee *optee, struct optee_arg *arg,
				    size_t num_params)
{
	size_t size = OPTEE_MSG_GET_ARG_SIZE(num_params);

	memset(arg->msg, 0, size);
	arg->msg->num_params = num_params;
	arg->rpc = NULL;
	if (optee->rpc_param_count) {
		arg->rpc = (void *)arg->msg + size;
		memset(arg->rpc, 0, sizeof(*arg->rpc));
	}
	return arg;
}

/**
 * optee_arg_get() - gets a place for a message
 * @optee: the OP-TEE
 * @num_params: parameters of the message
 * @may_call: if none is free a normal call may be made to register more, which
 *	can't be killed. Else the place is not registered.
 *
 * Context: process context, may sleep if none is free.
 * Return: a place with an empty message, for optee_arg_put(); -EINVAL if there
 *	are too many parameters, another errno if there is no memory.
 */
struct optee_arg *optee_arg_get(struct optee *optee, size_t num_params,
				bool may_call)
{
	struct optee_arg_cache *cache = &optee->args;
	struct arg_block *block;
	struct optee_arg *arg;

	if (num_params > OPTEE_MAX_PARAMS)
		return ERR_PTR(-EINVAL);

	arg = pop(cache, &cache->free);
	if (!arg) {
		block = grow(optee, may_call);
		if (IS_ERR(block))
			return ERR_CAST(block);
		arg = &block->args[0];
		add_block(cache, block, 1);
	}
	return optee_arg_prepare(optee, arg, num_params);
}

/* A place of the reserve instead of one that was lost, or NULL */
static struct optee_arg *replace_reserved(struct optee *optee)
{
	struct arg_block *block = alloc_block(optee, 1, false, 1);

	if (IS_ERR(block))
		return NULL;
	add_block(&optee->args, block, 1);
	return &block->args[0];
}

/**
 * optee_arg_get_reserved() - gets a place for a message that has to be sent
 * @optee: the OP-TEE
 * @num_params: parameters of the message, at most OPTEE_MAX_PARAMS
 * @freezable: of optee_freezable(): the task may be frozen meanwhile
 *
 * For those who got none from optee_arg_get().
 *
 * Context: process context, sleeps, not killable: until another such call returns,
 *	or where a place was lost until there is memory.
 * Return: a place with an empty message, for optee_arg_put().
 */
struct optee_arg *optee_arg_get_reserved(struct optee *optee, size_t num_params,
					 unsigned int freezable)
{
	struct optee_arg_cache *cache = &optee->args;
	struct optee_arg *arg;

	for (;;) {
		wait_for_completion_state(&cache->reserve_count,
					  TASK_UNINTERRUPTIBLE | freezable);
		arg = pop(cache, &cache->reserve) ?: replace_reserved(optee);
		if (arg)
			return optee_arg_prepare(optee, arg, num_params);
		/* Another's place may come back first. */
		complete(&cache->reserve_count);
		__set_current_state(TASK_UNINTERRUPTIBLE | freezable);
		schedule_timeout(RESERVE_RETRY);
	}
}

/**
 * optee_arg_put() - gives a place for a message back
 * @optee: the OP-TEE
 * @arg: the place, of which the secure world knows nothing any more, unless it
 *	is lost
 *
 * Context: process context, does not sleep.
 */
void optee_arg_put(struct optee *optee, struct optee_arg *arg)
{
	struct optee_arg_cache *cache = &optee->args;

	bool reserved = arg->reserved;

	if (!arg->lost) {
		spin_lock(&cache->lock);
		add_free(cache, arg);
		spin_unlock(&cache->lock);
	}
	if (reserved)
		complete(&cache->reserve_count);
}

/*
 * Adds a block with at most @most places for the reserve, and others where messages are not
 * registered. Returns how many are in the reserve, or a negative errno.
 */
static int add_reserve(struct optee *optee, unsigned int most)
{
	struct optee_arg_cache *cache = &optee->args;
	unsigned int places = cache->registered ? 1 : cache->per_block;
	unsigned int n = min(most, places), i;
	struct arg_block *block;

	block = alloc_block(optee, places, false, n);
	if (IS_ERR(block))
		return PTR_ERR(block);
	add_block(cache, block, 0);
	for (i = 0; i < n; i++)
		complete(&cache->reserve_count);
	return n;
}

/**
 * optee_args_init() - sets up the places for messages
 * @optee: the OP-TEE, with its own context open and rpc_param_count set
 * @registered: memory of messages is to be registered with the secure world
 * @shared_pages: a message need not be at the start of a page
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno, with nothing to undo.
 */
int optee_args_init(struct optee *optee, bool registered, bool shared_pages)
{
	struct optee_arg_cache *cache = &optee->args;
	unsigned int left;
	int n;

	spin_lock_init(&cache->lock);
	INIT_LIST_HEAD(&cache->free);
	INIT_LIST_HEAD(&cache->reserve);
	INIT_LIST_HEAD(&cache->blocks);
	init_completion(&cache->reserve_count);
	cache->size = ALIGN(optee_arg_size(optee->rpc_param_count),
			    sizeof(u64));
	cache->registered = registered;
	cache->per_block = 1;
	if (shared_pages)
		cache->per_block = max(PAGE_SIZE / cache->size, 1);

	for (left = RESERVE_PLACES; left; left -= n) {
		n = add_reserve(optee, left);
		if (n < 0) {
			optee_args_uninit(optee);
			return n;
		}
	}
	return 0;
}

/**
 * optee_args_uninit() - frees the places for messages
 * @optee: the OP-TEE, with no calls in flight
 *
 * Context: process context, may sleep, makes calls.
 */
void optee_args_uninit(struct optee *optee)
{
	struct optee_arg_cache *cache = &optee->args;
	struct arg_block *block, *next;
	LIST_HEAD(registered);

	/* Unregistering takes a message, in what is not registered. */
	while (pop(cache, &cache->free))
		;
	list_for_each_entry_safe(block, next, &cache->blocks, node)
		if (!(block->shm->flags & TEE_SHM_PRIV))
			list_move(&block->node, &registered);
	free_blocks(optee, &registered);
	free_blocks(optee, &cache->blocks);
}
