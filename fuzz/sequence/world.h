/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the executor needs from the world that it runs in: tasks, processes with
 * system calls, the machine. fuzz/play/kernel/world.c provides it for the hosted
 * world. Process context; may sleep.
 */
#ifndef SEQUENCE_WORLD_H
#define SEQUENCE_WORLD_H

#include <linux/types.h>
#include "monitor.h"
#include "sequence.h"

struct world_task;
struct world_process;

/** world_spawn() - makes a task that runs @fn */
struct world_task *world_spawn(const char *name, void (*fn)(void *arg), void *arg);
void world_join(struct world_task *t);
bool world_ended(struct world_task *t);
/** world_caller() - its number with the oracles */
u32 world_caller(struct world_task *t);
/** world_step() - the current task begins a step */
void world_step(u32 step);
void world_signal(struct world_task *t, bool kill);
/** world_freeze() - the freezer asks @t to freeze, or lets it go on */
void world_freeze(struct world_task *t, bool freeze);
/** world_frozen() - @t is where the freezer can leave it: in user space, or in a wait that allows it */
bool world_frozen(struct world_task *t);
/** world_not_frozen() - @t has had FREEZE_MS and is still not frozen: suspend is given up */
void world_not_frozen(struct world_task *t);
/** world_signalled() - the current task has a signal of its own pending, not one of the freezer's */
bool world_signalled(void);
/** world_killed() - the current task has a SIGKILL pending */
bool world_killed(void);
/** world_signals_clear() - the current task handles its signals, as on return to user space */
void world_signals_clear(void);
void world_sleep_ms(u32 ms);
/** world_wait() - waits until @cond, killable; the world wakes its waiters whenever something happens */
bool world_wait(bool (*cond)(void *arg), void *arg);
/** world_changed() - what waiters in world_wait() wait for may have come about */
void world_changed(void);
/** world_fault() - the @n-th allocation of the current task fails, 0: none */
void world_fault(u32 n);

/** world_process_new() - an empty process; NULL: there are too many */
struct world_process *world_process_new(void);
/** world_process_hold() - one more task will live in @p */
void world_process_hold(struct world_process *p);
/** world_process_enter() - the current task lives in @p from now on */
void world_process_enter(struct world_process *p);
/** world_process_leave() - the current task ends; the last one closes what is open */
void world_process_leave(void);
unsigned long world_user_alloc(struct world_process *p, unsigned long pages);
int world_open(const char *name);
int world_close(int fd);
int world_dup(int fd);
/** world_get_fd() - a descriptor of process @p becomes one of the current task's, -ESRCH: @p has ended */
int world_get_fd(struct world_process *p, int fd);
/**
 * world_fork() - a child of the current task's process, with the same descriptors and mappings and copies of its
 * memory, at once: no other task runs meanwhile; NULL: not in this world
 */
struct world_process *world_fork(void);
/** world_process_move() - the current task lives in @p instead; the last one to leave a process closes what is open */
void world_process_move(struct world_process *p);
/** world_write_user()/world_read_user() - what the program itself does in its memory; bytes that are not mapped */
unsigned long world_write_user(unsigned long to, const void *from, size_t size);
unsigned long world_read_user(void *to, unsigned long from, size_t size);
/** world_heap_alloc() - a descriptor of a new dma-buf of /dev/dma_heap/@name */
int world_heap_alloc(const char *name, u64 size);
/** world_has_heaps() - the driver can have heaps of protected memory, and this world can use them */
bool world_has_heaps(void);
long world_ioctl(int fd, unsigned int cmd, unsigned long arg);
long world_mmap(int fd, unsigned long pages, unsigned long pgoff);
int world_munmap(unsigned long addr);
/** world_kernel_pages() - memory of a kernel client that can be registered */
void *world_kernel_pages(unsigned long pages);
void world_kernel_pages_free(void *p, unsigned long pages);

struct monitor *world_monitor(void);
/** world_probe() - binds the driver; what its probe returned */
int world_probe(void);
void world_remove(void);
void world_shutdown(void);
/** world_kexec() - shuts the driver down, and binds that of another kernel to the same secure world; what its probe returned */
int world_kexec(void);
/** world_rpmb() - an RPMB device comes, or goes; false: there is one already, or none, or can be none here */
bool world_rpmb(bool comes, int *rc);
/** world_has_kexec() - whether that is possible */
bool world_has_kexec(void);
bool world_bound(void);
/** world_clock() - turns clock @id of the SCMI agent on or off; 0 or an errno, -ENODEV: there is no agent */
int world_clock(u32 id, bool on);
/** world_scmi_system() - the agent's transport has a system session */
bool world_scmi_system(void);

#endif /* SEQUENCE_WORLD_H */
