/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hosted kernel tells whoever watches it while it runs. The host records
 * what happens; whether that is wrong, and the words for it, are the watcher's.
 * Plain C types: both sides include this.
 */
#ifndef HOST_OBSERVER_H
#define HOST_OBSERVER_H

#include "host.h"

/**
 * struct host_observer - the watcher's functions, each may be NULL
 * @begins:	a run begins: everything has been put back
 * @stuck:	no task can run and no timer is due: true when something was done about it,
 *		false: deadlock; @by_time: time passes, but for so long that something has to
 *		be done
 * @endless:	whether a run that goes on and on will come to nothing: asked now and then, when
 *		half of host_point_limit is behind it or when there was nothing that @stuck could
 *		do though much time has passed
 * @looks:	the current task sees whether it has to wait for a completion
 * @waits:	the current task begins to wait
 * @idle:	nobody can run until some time has passed
 * @bad_free:	@p is freed, but @what: "has been freed already"; the run ends
 * @bad_page:	page @pfn is given back once too often: @what was done to it; the run ends
 * @panics:	the kernel panics; the run ends
 * @warns:	WARN() and its relatives
 * @breaks:	the current task did what atomic context, or a lock's state, forbids
 * @holds:	the current task has taken @lock; @sleeps: one that may sleep
 * @drops:	it has given it back
 * @ends:	the current task ends; @preempt: its preempt count too many
 * @to_user:	@n bytes at @p reach user space through @how
 * @to_secure:	the secure world is handed @n bytes at @p
 * @smc_called:	the current task makes the yielding SMC @id
 * @smc_parked:	its SMC waits at a gate, or goes on from there; @yields: it is a call for which the
 *		driver has taken a context
 * @smc_answered: it returns to the driver with @a0 (OPTEE_SMC_RETURN_*)
 */
struct host_observer {
	void (*begins)(void);
	bool (*stuck)(bool by_time);
	bool (*endless)(void);
	void (*looks)(void);
	void (*waits)(void);
	void (*idle)(void);
	void (*bad_free)(const void *p, const char *what);
	void (*bad_page)(const char *what, u64 pfn);
	void (*panics)(const char *text);
	void (*warns)(const char *file, int line, const char *text);
	void (*breaks)(const char *text);
	void (*holds)(const void *lock, bool sleeps);
	void (*drops)(const void *lock);
	void (*ends)(int preempt);
	void (*to_user)(const char *how, const void *p, size_t n);
	void (*to_secure)(const char *how, const void *p, size_t n);
	void (*smc_called)(u64 id);
	void (*smc_parked)(bool parked, bool yields);
	void (*smc_answered)(u64 a0);
};

/** host_observe() - @o watches from now on, NULL: nobody does */
void host_observe(const struct host_observer *o);
extern const struct host_observer *host_observer;	/* never NULL */
/** host_must_stop - set by a watcher: the run ends at the next scheduling point */
extern bool host_must_stop;

#define host_tell(what, ...)					\
do {								\
	if (host_observer->what)				\
		host_observer->what(__VA_ARGS__);		\
} while (0)

/** host_broken() - tells of what atomic context, or a lock's state, forbids */
void host_broken(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
