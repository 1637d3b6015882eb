// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory by cookie: the secure world names memory by the cookie that it
 * was given, and is not trusted to give back the right one. A cookie is an id
 * that is looked up here; one that is unknown, or names memory that is going
 * away, is an error.
 *
 * The secure world owns a reference to memory that it asked for in a request,
 * from optee_shm_give() to optee_shm_take_back(): a mark on the entry, which
 * is cleared under the lock, so that a reference comes back once.
 *
 * The secure world outlives this driver: it may still know memory of a kernel
 * before kexec, or of a removal that had to give up. The upper half of a cookie
 * is random for each probe, so that ours are not taken, and theirs find nothing.
 * Over FF-A the secure world chooses cookies, and is not trusted to choose one
 * that names nothing yet.
 */

#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/random.h>
#include <linux/refcount.h>

#include "optee_private.h"

/* The place of a cookie in the table, 0 if it is none of ours */
static unsigned long place_of(const struct optee *optee, u64 cookie)
{
	u64 place = cookie - optee->cookie_base;
	u64 last = optee->given_cookies ? ULONG_MAX : INT_MAX;

	return place <= last ? place : 0;
}

/**
 * optee_shm_init() - sets up the table of shared memory
 * @optee: the OP-TEE
 *
 * Context: any, does not sleep.
 */
void optee_shm_init(struct optee *optee)
{
	xa_init_flags(&optee->shms, XA_FLAGS_ALLOC1);
	optee->cookie_base = (u64)get_random_u32() << 32;
}

/**
 * optee_shm_init_given() - the secure world chooses cookies
 * @optee: the OP-TEE, after optee_shm_init() and with no memory yet
 *
 * Context: any, does not sleep.
 */
void optee_shm_init_given(struct optee *optee)
{
	optee->given_cookies = true;
	optee->cookie_base = 0;
}

/**
 * optee_shm_uninit() - takes the table of shared memory down
 * @optee: the OP-TEE, with no memory left in it
 *
 * Context: process context, does not sleep.
 */
void optee_shm_uninit(struct optee *optee)
{
	unsigned long place = 0;

	/* For a handle it may have got larger and then have had no memory. */
	if (optee->given_cookies)
		WARN_ON(xa_find(&optee->shms, &place, ULONG_MAX, XA_PRESENT));
	else
		WARN_ON(!xa_empty(&optee->shms));
	xa_destroy(&optee->shms);
}

/**
 * optee_shm_reserve() - gives a piece of shared memory a cookie
 * @optee: the OP-TEE
 * @shm: the memory; the cookie goes to its sec_world_id
 *
 * The cookie leads nowhere until optee_shm_publish(), and is gone after
 * optee_shm_forget().
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int optee_shm_reserve(struct optee *optee, struct tee_shm *shm)
{
	u32 cookie;
	int rc;

	/* Cyclic: a stale cookie should not name the next piece of memory. */
	rc = xa_alloc_cyclic(&optee->shms, &cookie, NULL,
			     XA_LIMIT(1, INT_MAX), &optee->next_cookie,
			     GFP_KERNEL);
	if (rc < 0)
		return rc;
	shm->sec_world_id = optee->cookie_base + cookie;
	return 0;
}

/**
 * optee_shm_adopt() - puts memory in the table whose cookie the secure world chose
 * @optee: the OP-TEE, after optee_shm_init_given()
 * @shm: the memory, complete
 * @cookie: its cookie, for its sec_world_id
 *
 * Context: process context, may sleep.
 * Return: 0; -EBUSY if the cookie is in use already, -EINVAL if it can't be one,
 *	-ENOMEM. Then the cookie leads where it led before.
 */
int optee_shm_adopt(struct optee *optee, struct tee_shm *shm, u64 cookie)
{
	int rc;

	if (!place_of(optee, cookie))
		return -EINVAL;
	rc = xa_insert(&optee->shms, place_of(optee, cookie), shm, GFP_KERNEL);
	if (!rc)
		shm->sec_world_id = cookie;
	return rc;
}

/**
 * optee_shm_publish() - lets a cookie lead to its memory
 * @optee: the OP-TEE
 * @shm: the memory, complete, after optee_shm_reserve()
 *
 * Context: process context, does not sleep: the place is there already.
 */
void optee_shm_publish(struct optee *optee, struct tee_shm *shm)
{
	xa_store(&optee->shms, place_of(optee, shm->sec_world_id), shm,
		 GFP_ATOMIC);
}

/**
 * optee_shm_forget() - takes a cookie back
 * @optee: the OP-TEE
 * @shm: the memory, published or not; nobody gets a reference any more
 *
 * Context: process context, does not sleep.
 */
void optee_shm_forget(struct optee *optee, struct tee_shm *shm)
{
	xa_erase(&optee->shms, place_of(optee, shm->sec_world_id));
	shm->sec_world_id = 0;
}

/* The memory of a cookie that the secure world owns as @owner, or NULL */
static struct tee_shm *find_owned(struct optee *optee, u64 cookie,
				  xa_mark_t owner)
	__must_hold(&optee->shms.xa_lock)
{
	unsigned long place = place_of(optee, cookie);

	lockdep_assert_held(&optee->shms.xa_lock);

	if (!xa_get_mark(&optee->shms, place, owner))
		return NULL;
	return xa_load(&optee->shms, place);
}

/**
 * optee_shm_get() - finds memory that the secure world asked for
 * @optee: the OP-TEE
 * @cookie: what the secure world named
 *
 * Memory of clients is not found: a request has no business with it, and its
 * last reference must not be dropped from within a call.
 *
 * Context: process context, does not sleep.
 * Return: the memory with a reference for tee_shm_put(), or NULL.
 */
struct tee_shm *optee_shm_get(struct optee *optee, u64 cookie)
{
	struct tee_shm *shm;

	xa_lock(&optee->shms);
	shm = find_owned(optee, cookie, OPTEE_SHM_RPC_KERNEL) ?:
	      find_owned(optee, cookie, OPTEE_SHM_RPC_APPL);
	if (shm && !refcount_inc_not_zero(&shm->refcount))
		shm = NULL;
	xa_unlock(&optee->shms);
	return shm;
}

/**
 * optee_shm_give() - makes the secure world an owner of memory
 * @optee: the OP-TEE
 * @shm: the memory; on success the caller's reference is the secure world's
 * @owner: as what it owns the memory
 *
 * Context: process context, does not sleep.
 * Return: 0, or -EBUSY if the secure world owns it already or it has no
 *	cookie (a supplicant can name the wrong memory).
 */
int optee_shm_give(struct optee *optee, struct tee_shm *shm,
		   xa_mark_t owner)
{
	unsigned long place = place_of(optee, shm->sec_world_id);
	int rc = -EBUSY;

	xa_lock(&optee->shms);
	if (xa_load(&optee->shms, place) == shm &&
	    !xa_get_mark(&optee->shms, place, OPTEE_SHM_RPC_KERNEL) &&
	    !xa_get_mark(&optee->shms, place, OPTEE_SHM_RPC_APPL)) {
		__xa_set_mark(&optee->shms, place, owner);
		rc = 0;
	}
	xa_unlock(&optee->shms);
	return rc;
}

/**
 * optee_shm_take_back() - ends the secure world's ownership of memory
 * @optee: the OP-TEE
 * @cookie: what the secure world named
 * @owner: as what it owned the memory
 *
 * Context: process context, does not sleep.
 * Return: the memory with the secure world's reference, or NULL if it owns no
 *	such memory.
 */
struct tee_shm *optee_shm_take_back(struct optee *optee, u64 cookie,
				    xa_mark_t owner)
{
	struct tee_shm *shm;

	xa_lock(&optee->shms);
	shm = find_owned(optee, cookie, owner);
	if (shm)
		__xa_clear_mark(&optee->shms, place_of(optee, cookie), owner);
	xa_unlock(&optee->shms);
	return shm;
}

/**
 * optee_shm_take_back_all() - frees what the secure world never gave back
 * @optee: the OP-TEE, with no calls in flight
 * @in_use: the secure world may still use that memory
 *
 * Context: process context, may sleep.
 */
void optee_shm_take_back_all(struct optee *optee, bool in_use)
{
	static const xa_mark_t owners[] = {
		OPTEE_SHM_RPC_KERNEL, OPTEE_SHM_RPC_APPL,
	};
	unsigned long place;
	struct tee_shm *shm;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(owners); i++) {
		xa_for_each_marked(&optee->shms, place, shm, owners[i]) {
			if (in_use)
				optee_lose_memory(optee, shm);
			tee_shm_put(optee_shm_take_back(optee, shm->sec_world_id,
							owners[i]));
		}
	}
}
