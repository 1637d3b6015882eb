/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the OP-TEE driver binds to, a firmware node or a partition of FF-A: adding it,
 * binding and removing. Plain types, so that the executor need not know the platform bus.
 * All of these run in a task and may sleep.
 */
#ifndef HOST_NODE_H
#define HOST_NODE_H

/** host_node_add() - firmware has the node, bound to no driver yet; @conduit "smc", "hvc", other, NULL: none */
void host_node_add(const char *conduit, bool irq);
/** host_node_add_partition() - in its place, the FF-A core begins and finds OP-TEE's partition */
void host_node_add_partition(void);
/** host_node_is_partition() - it is one */
bool host_node_is_partition(void);
/** host_node_irq_later() - its interrupt's controller comes when a probe has been put off for it */
void host_node_irq_later(void);
/** host_node_bound() - whether the driver's probe succeeded */
bool host_node_bound(void);
void host_node_unbind(void);
/** host_node_bind() - what probe returned */
int host_node_bind(void);
void host_node_shutdown(void);
void host_node_remove(void);

#endif
