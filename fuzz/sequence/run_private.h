/* SPDX-License-Identifier: GPL-2.0-only */
/* What the executor's files share. */
#ifndef SEQUENCE_RUN_PRIVATE_H
#define SEQUENCE_RUN_PRIVATE_H

#include <linux/errno.h>
#include <linux/tee_drv.h>
#include <linux/types.h>
#include "run.h"
#include "world.h"

#define RUN_USER_PAGES	4	/* of each user buffer slot */
#define RUN_CLIENT_MAX_BYTES	(2u << 20)	/* that kernel clients allocate */

/* Processes: those of users by number, those of supplicants, children of fork() */
#define RUN_MAX_PROCESSES	(2 * SEQ_PROCESSES + 8)

/**
 * struct run_process - a process
 * @world:	what it is to the world, NULL: there is none
 * @nr:		index in run.process
 * @tasks:	of the sequence that live in it
 * @buffer:	user addresses of slots b0..b7, 0: not mapped yet
 */
struct run_process {
	struct world_process *world;
	u8 nr;
	u32 tasks;
	unsigned long buffer[SEQ_SLOTS];
};

struct run_task {
	u8 index;
	u8 role;
	bool kills_itself;
	bool frozen;
	bool ended;
	u32 caller;	/* its number with the oracles */
	struct world_task *t;
	struct run_process *process;	/* NULL: a kernel client, the machine */
	unsigned long scratch;		/* user address of this task's page for arguments */
	struct run_activity now;
};

/**
 * struct run_context - slot c0..c7
 * @ctx:	a kernel client's
 * @fd:		a user's, with @ctx NULL and @open
 * @holders:	bit n: process n has that descriptor open; the number is tried in any process
 * @busy:	calls of kernel clients that use it: they may not close it meanwhile
 */
struct run_context {
	bool open;
	struct tee_context *ctx;
	int fd;
	u32 holders;
	u32 busy;
};

struct run_session {
	bool open;
	bool system;
	u8 context;
	u8 ta;
	u32 id;
};

/**
 * struct run_memory - slot m0..m7
 * @shm:	a kernel client's
 * @id:		a user's
 * @fd:		of a user's
 * @holders:	bit n: process n has that descriptor open
 * @va:		where a kernel client sees it
 * @user:	user address of a registered buffer, 0: it has to be mapped
 * @mapped:	user address of its mapping, 0: none
 * @buffers:	bit n: process n has @user in its memory
 * @mappers:	bit n: and @mapped
 * @context:	a kernel client's context that it is from
 * @outlives:	that has been closed, with system sessions in it
 * @protected:	no client sees it
 */
struct run_memory {
	bool live, protected;
	struct tee_shm *shm;
	void *pages;
	unsigned long num_pages;
	s32 id;
	int fd;
	u32 holders;
	u64 size;
	void *va;
	unsigned long user;
	unsigned long mapped;
	u32 buffers, mappers;
	const struct run_context *context;
	bool outlives;
	u32 busy;
};

struct run_state {
	const struct sequence *s;
	struct run_task task[SEQ_MAX_TASKS];
	struct run_context context[SEQ_SLOTS];
	struct run_session session[SEQ_SLOTS];
	struct run_memory memory[SEQ_SLOTS];
	struct run_process process[RUN_MAX_PROCESSES];
	u64 order;
	u32 begun;	/* steps */
	bool agent_system;	/* the SCMI agent has a system session */
	bool draining;
	bool suspending;	/* a step waits for tasks to freeze */
	bool kexec;		/* one kernel goes, the next comes */
	bool static_shm;
	bool shared;	/* processes have had descriptors in common */
	u32 ends;
	u32 forks;
};

extern struct run_state run;

/** run_bit() - of the task's process in masks of holders */
static inline u32 run_bit(const struct run_task *t)
{
	return 1u << t->process->nr;
}

/* Each takes one step of its role and returns its rc, RUN_SKIPPED when it makes no sense. */
s64 run_client_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r);
s64 run_user_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r);
void run_supplicant_begin(void);
s64 run_supplicant_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r);
s64 run_data_step(struct run_task *t, const struct seq_step *st);
s64 run_machine_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r);

/** run_agent() - the SCMI agent may have come or gone: counts its system session */
void run_agent(void);

/** run_begin()/run_end() - around a call into the driver, for the oracles */
void run_begin(struct run_task *t, enum run_call call, bool system);
void run_end(struct run_task *t);
/** run_announce() - the call that begins is this one (OPTEE_MSG_CMD_*); run_end() ends it */
void run_announce(u32 cmd, u32 session, u32 func, u32 cancel_id);
/** run_thaw() - after -ERESTARTSYS, a frozen task waits here; true: its system call shall be restarted */
bool run_thaw(struct run_task *t);
/** run_drain() - tells tasks that wait for others in the sequence's own steps to give up */
void run_drain(void);
/** run_kill_all() - SIGKILL to every task of the sequence that lives; whether there was one */
bool run_kill_all(void);
/** run_drop() - the descriptor in a slot ends in the processes @bits; true: no other has it */
bool run_drop(u32 *holders, u32 bits);
/** run_close_slot() - a slot's open device is gone for all, and the sessions on it */
void run_close_slot(struct run_context *c);
/** run_fork() - the task goes on in a child of its process */
s64 run_fork(struct run_task *t, struct run_step_result *r);
/** run_process_begin() - task @t will live in process @nr */
void run_process_begin(struct run_task *t, u32 nr);
/** run_process_leaves()/run_process_ended() - before and after a task leaves @p: the last one's end is the process's */
void run_process_leaves(struct run_process *p);
void run_process_ended(void);
/** run_open_device() - open device node @name into slot @c; its errno, or RUN_SKIPPED */
s64 run_open_device(struct run_task *t, struct run_context *c, const char *name);
/** run_use_fd() - put a descriptor into slot @c; RUN_SKIPPED: it is taken */
s64 run_use_fd(struct run_task *t, struct run_context *c, int fd);
/** run_close_fd() - close a descriptor, in a call of @t */
s64 run_close_fd(struct run_task *t, int fd);
/** run_take_fd() - put it into slot @c, or close it where another task has taken the slot meanwhile */
s64 run_take_fd(struct run_task *t, struct run_context *c, int fd);
/** run_close_device() - close the open device in slot @c, and before it what @also closes, unless that is NULL */
s64 run_close_device(struct run_task *t, struct run_context *c, void (*also)(struct run_task *t));
/** run_ioctl_param() - a parameter as an ioctl takes it */
void run_ioctl_param(struct tee_ioctl_param *to, const struct seq_param *p);
/** run_resume() - thaws every task */
s64 run_resume(void);
/** run_param_attr() - the attribute that a parameter's type stands for */
u64 run_param_attr(const struct seq_param *p);
u32 run_login(u64 login);

#endif
