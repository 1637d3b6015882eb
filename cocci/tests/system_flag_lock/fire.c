// SPDX-License-Identifier: GPL-2.0-only
/* The flag read after the session may be gone. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

bool demo_is_system(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;

	mutex_lock(&ctxdata->mutex);
	sess = find_session(ctxdata, id);
	mutex_unlock(&ctxdata->mutex);
	return sess && sess->use_sys_thread; /* expect: system_flag_lock */
}
