// SPDX-License-Identifier: GPL-2.0-only
/* The lock around the look-up, around the change, and none when alone. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

static struct optee_session *demo_find(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;

	list_for_each_entry(sess, &ctxdata->sess_list, list_node)
		if (sess->session_id == id)
			return sess;
	return NULL;
}

int demo_close(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;

	mutex_lock(&ctxdata->mutex);
	sess = demo_find(ctxdata, id);
	if (sess)
		list_del(&sess->list_node);
	mutex_unlock(&ctxdata->mutex);
	kfree(sess);
	return sess ? 0 : -EINVAL;
}

static void demo_gather(struct list_head *mine, struct optee_session *sess)
{
	list_add_tail(&sess->list_node, mine);
}

void demo_release(struct optee_context_data *ctxdata)
{
	struct optee_session *sess, *tmp;

	list_for_each_entry_safe(sess, tmp, &ctxdata->sess_list, list_node) {
		list_del(&sess->list_node);
		kfree(sess);
	}
}

void demo_drop_if_free(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;

	if (!mutex_trylock(&ctxdata->mutex))
		return;
	sess = demo_find(ctxdata, id);
	if (sess)
		list_del(&sess->list_node);
	mutex_unlock(&ctxdata->mutex);
}
