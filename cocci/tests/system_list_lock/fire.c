// SPDX-License-Identifier: GPL-2.0-only
/* A close that looks the session up and takes it off without the lock. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

static struct optee_session *demo_find(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;

	list_for_each_entry(sess, &ctxdata->sess_list, list_node) /* expect: system_list_lock */
		if (sess->session_id == id)
			return sess;
	return NULL;
}

int demo_close(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;

	sess = demo_find(ctxdata, id);
	if (!sess)
		return -EINVAL;
	list_del(&sess->list_node); /* expect: system_list_lock */
	kfree(sess);
	return 0;
}
