/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Oracle O6: what its files share. model.c keeps the state, model_driver.c that of the driver as a whole,
 * model_errno.c and model_ta.c predict from it.
 */
#ifndef MODEL_H
#define MODEL_H

#include "host.h"
#include "monitor.h"
#include "run.h"

/* Some context of its process, which can't be told */
#define MODEL_SOME	0ull

/* Whose device is in a slot: a context of a kernel client, /dev/tee0, /dev/teepriv0 */
enum model_owner { MODEL_KERNEL, MODEL_USER, MODEL_SUPPLICANT };

/**
 * struct model_slot - what all slots have, for telling whether others change one meanwhile
 * @open:	there is something in it
 * @owner:	of what is in it
 * @number:	of the context in it, or that it belongs to; never used again; or MODEL_SOME
 * @unsure:	its context changed while this came about: whose it is can't be told
 * @writers:	steps under way that change the slot
 * @changed:	when one began or ended last
 */
struct model_slot {
	bool open, unsure;
	enum model_owner owner;
	u64 number;
	u32 writers;
	u64 changed;
};

/**
 * struct model_context - @binding: number of the driver's binding that it was opened with
 * @wild:	an ioctl of anything was made on it, which may have closed sessions of it
 */
struct model_context {
	struct model_slot slot;
	u64 binding;
	bool wild;
};

/** struct model_session - @context: slot that it was opened on last; stays when it is closed */
struct model_session {
	struct model_slot slot;
	u8 context, ta;
	u32 id;
	u64 login;
};

/**
 * struct model_memory - @id_known: user space has got an id for the slot, which may outlive it
 * @registered:	the user's own pages, or protected memory: which can't be mapped
 * @dma_buf:	of a heap, which no parameter can name
 * @binding:	number of the driver's binding that it came about with
 */
struct model_memory {
	struct model_slot slot;
	bool id_known, registered, dma_buf;
	u64 size, binding;
};

#define MODEL_RCS	8
#define MODEL_PROCESSES	32	/* bits of masks of them */

/**
 * struct model_expect - what may come of a step
 * @any:	anything is, and why: others take part, or it is not modelled
 * @failure:	any error, but no success
 * @rc:		the errnos that are right; none: 0 is
 * @num:	how many
 * @gone:	-EINVAL is right, too: what it names may have gone, or be another context's
 * @ret_known:	of sessions and commands that rc = 0: @ret and @origin are right
 */
struct model_expect {
	const char *any;
	bool failure;
	long rc[MODEL_RCS];
	u32 num;
	bool gone, ret_known;
	u32 ret, origin;
};

/**
 * struct model_step - a step under way, with the state that it began with
 * @began:	when
 * @steady:	nobody else was changing what it uses then
 * @disturbed:	a signal that its task was sent may have ended it
 * @fault:	an allocation of it fails
 * @anothers:	it names a descriptor of another process
 * @process:	that its task lived in when it began
 * @holds:	processes (bits) that had its open device, or of steps on memory its descriptor
 * @ends:	of processes that share descriptors with others, so far
 * @lied_to:	what rules have changed in it (LIES_*)
 * @left:	why it was not judged
 * @driver:	the driver's binding
 * @sessions:	slots (bits) that end with its context
 */
struct model_step {
	bool under_way;
	u64 began;
	bool steady, disturbed, fault, anothers;
	u32 process, holds, ends;
	u32 lied_to;
	const char *left;
	struct model_slot driver;
	struct model_context context;
	struct model_session session;
	struct model_memory memory;
	struct model_memory ref[SEQ_MAX_PARAMS];
	u8 sessions;
};

/**
 * struct model - the reference
 * @driver:	@open: it is bound; @number: how many-th binding
 * @bytes:	of shared memory so far
 * @loose:	processes (bits) that close or take descriptors by their numbers
 * @guessed:	by process: when a number was closed in it that may be any of its files'
 * @supplicants: steps that opened the supplicant's device so far
 * @received:	a request may have been received
 * @heaps_unsure: what heaps serve can't be told
 */
struct model {
	const struct sequence *seq;
	u64 clock, numbers, bytes;
	bool signalled[SEQ_MAX_TASKS], killed[SEQ_MAX_TASKS];
	u32 loose;
	u64 guessed[MODEL_PROCESSES];
	u32 supplicants;
	bool received, heaps_unsure;
	struct model_slot driver;
	struct model_context context[SEQ_SLOTS];
	struct model_session session[SEQ_SLOTS];
	struct model_memory memory[SEQ_SLOTS];
	struct model_step step[SEQ_MAX_STEPS];
};

extern struct model model;

enum model_owner model_owner(u32 step);
/** model_through() - slot of the context that a step uses a session through */
u32 model_through(const struct seq_step *st);
/** model_holds() - the step's process has what it is on, by the slot's number */
bool model_holds(u32 step);
/** model_from() - the process whose descriptor it is, for steps that get one: their own, or the first that has it */
u32 model_from(u32 step);
/** model_guessed() - a number that may be any file's was closed in a process while the step was under way */
bool model_guessed(const struct model_step *m, u32 process);
/** model_admissible() - @rc is right */
bool model_admissible(const struct model_expect *e, long rc);
#define MODEL_RC_TEXT	100
/** model_rc_text() - what would be right, for people: @text or a constant */
const char *model_rc_text(const struct model_expect *e, char *text, size_t size);

/** model_expect_probe() - what a probe step may return */
void model_expect_probe(u32 step, struct model_expect *e);
/** model_expect_device() - and one that opens a device, as far as the driver's binding goes */
void model_expect_device(u32 step, struct model_expect *e);
/** model_expect_heap() - what a step that allocates a dma-buf may return */
void model_expect_heap(u32 step, struct model_expect *e);
/** model_version() - what is wrong with the version data that step @step got, NULL: nothing */
const char *model_version(u32 step);
/** model_follow_driver() - a step has ended: the driver is bound or not */
void model_follow_driver(u32 step, const struct run_step_result *r);

/** model_by_promises - as struct model_expect::any: any result is, to this oracle */
extern const char model_by_promises[];
/** model_errno() - what a step may return */
void model_errno(u32 step, struct model_expect *e);
void model_may(struct model_expect *e, long rc);

/** model_data_begin(), ... - the bytes in shared memory: a run, a step begins, it ends */
void model_data_begin(void);
void model_data_begins(u32 step);
void model_data_ends(u32 step);
/** model_data_alias() - memory in slot @a is that in slot @b, or may be any */
void model_data_alias(u32 a, u32 b);

/** model_ta_open()/model_ta_invoke() - results of trusted applications */
void model_ta_open(u32 step, struct model_expect *e);
void model_ta_invoke(u32 step, struct model_expect *e);
/** model_ta_values() - parameters that came back; what is wrong with @param, NULL: nothing */
const char *model_ta_values(u32 step, bool ret_known, u32 *param);

#endif
