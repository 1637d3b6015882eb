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

struct run_task {
	u8 index;
	u8 role;
	bool kills_itself;
	bool frozen;
	bool ended;
	u32 caller;	/* its number with the oracles */
	struct world_task *t;
	struct world_process *process;
	unsigned long scratch;		/* user address of this task's page for arguments */
	struct run_activity now;
};

/**
 * struct run_context - slot c0..c7
 * @ctx:	a kernel client's
 * @fd:		a user's, with @ctx NULL and @open
 * @busy:	calls of kernel clients that use it: they may not close it meanwhile
 */
struct run_context {
	bool open;
	struct tee_context *ctx;
	int fd;
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
 * @va:		where a kernel client sees it
 * @user:	user address of a registered buffer, 0: it has to be mapped
 * @mapped:	user address of its mapping, 0: none
 * @context:	a kernel client's context that it is from
 * @outlives:	that has been closed, with system sessions in it
 */
struct run_memory {
	bool live;
	struct tee_shm *shm;
	void *pages;
	unsigned long num_pages;
	s32 id;
	int fd;
	u64 size;
	void *va;
	unsigned long user;
	unsigned long mapped;
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
	unsigned long buffer[2][SEQ_SLOTS];	/* user, supplicant */
	struct world_process *process[2];
	u64 order;
	u32 begun;	/* steps */
	bool agent_system;	/* the SCMI agent has a system session */
	bool draining;
	bool suspending;	/* a step waits for tasks to freeze */
	bool static_shm;
};

extern struct run_state run;

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
/** run_open_device() - open device node @name into slot @c; its errno, or RUN_SKIPPED */
s64 run_open_device(struct run_task *t, struct run_context *c, const char *name);
/** run_ioctl_param() - a parameter as an ioctl takes it */
void run_ioctl_param(struct tee_ioctl_param *to, const struct seq_param *p);
/** run_resume() - thaws every task */
s64 run_resume(void);
/** run_param_attr() - the attribute that a parameter's type stands for */
u64 run_param_attr(const struct seq_param *p);
u32 run_login(u64 login);

#endif
