// SPDX-License-Identifier: GPL-2.0-only
/* The flag under the lock, of a new session, and of one taken off the list. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

bool demo_is_system(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;
	bool ret = false;

	mutex_lock(&ctxdata->mutex);
	sess = find_session(ctxdata, id);
	if (sess)
		ret = sess->use_sys_thread;
	mutex_unlock(&ctxdata->mutex);
	return ret;
}

bool demo_hint(struct optee_session *sess)
{
	return READ_ONCE(sess->use_sys_thread);
}

struct optee_session *demo_new(void)
{
	struct optee_session *sess = kzalloc(sizeof(*sess), GFP_KERNEL);

	if (sess)
		sess->use_sys_thread = false;
	return sess;
}

bool demo_close(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;
	bool system;

	mutex_lock(&ctxdata->mutex);
	sess = find_session(ctxdata, id);
	if (sess)
		list_del(&sess->list_node);
	mutex_unlock(&ctxdata->mutex);
	if (!sess)
		return false;
	system = sess->use_sys_thread;
	kfree(sess);
	return system;
}
