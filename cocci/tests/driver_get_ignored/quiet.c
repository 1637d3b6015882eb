// SPDX-License-Identifier: GPL-2.0-only
/* What can't be had is not there. What is held is held. */
#include "../object.h"

static int demo_object_get(struct demo_object *object)
{
	return kref_get_unless_zero(&object->refcount);
}

struct demo_object *demo_find(struct xarray *objects, unsigned int id);
struct demo_object *demo_find(struct xarray *objects, unsigned int id)
{
	struct demo_object *object;

	rcu_read_lock();
	object = xa_load(objects, id);
	if (object && !demo_object_get(object))
		object = NULL;
	rcu_read_unlock();

	return object;
}

void demo_share(struct demo_object *object);
void demo_share(struct demo_object *object)
{
	demo_object_get(object);
}
