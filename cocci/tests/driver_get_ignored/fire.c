// SPDX-License-Identifier: GPL-2.0-only
/* Found, and perhaps about to be freed. */
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
	if (object)
		demo_object_get(object); /* expect: driver_get_ignored */
	rcu_read_unlock();

	return object;
}
