/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hosted kernel: the border between its two sides.
 *
 * same/, stub/ and different/ are the kernel side: it sees kernel headers, is built
 * by kbuild and provides the functions that a driver calls, sorted by how they
 * relate to a kernel's. os/ is the C library's side: fibers, the scheduler, the
 * arena, the trace, reports. No file sees both; they meet here, in plain C types.
 *
 * What is the same as in a kernel, what is a stub, what differs:
 *
 * The same, as the suites of kunit/fidelity show, which have the same verdicts in a
 * kernel (make fidelity): mutexes, completions, wait queues, spinlocks and the
 * context that they make, semaphores, signals, kernel threads, work, timers,
 * counters, allocators, pages and pins, user copies, the device model's
 * references and callbacks, files, interrupts, hotplug states.
 *
 * A stub: sysfs, uevents beyond the bus's own callback, firmware, power
 * management, permissions, paths, polling, I2C (one register file).
 *
 * What differs; with (*): kunit/fidelity/differences_test.c shows it.
 *
 *  - Every task has a processor of its own (an SMP system with one CPU a task),
 *    but only one runs at a time, and another takes over at scheduling points
 *    only: memory is sequentially consistent, barriers do nothing. With FINE=1
 *    each load and store of the driver is such a point.
 *  - A spinlock that is taken makes its task wait; nobody spins.
 *  - Time is virtual (*). It moves when no task can run, or when the schedule
 *    says so.
 *  - An object is as large as was asked for (*), lies alone (*), and memory is
 *    never used twice in one run (*): what was freed stays poisoned. An execution
 *    has HOST_ARENA_BYTES of it, and is given up when what it freed has used them
 *    up. vmalloc() gives such memory as well (*).
 *  - RCU: grace periods end at once (*), because no scheduling point lies in a
 *    reader's section. (With FINE=1 one may: neither driver has such sections.)
 *  - User space is an address range with pages that the host mapped; there is no
 *    page fault that brings one in, and no swapping or migration.
 *  - An interrupt's handler runs on a processor of its own, a timer's in a task.
 *  - A probe that is deferred is not tried again (*). A second device of one name
 *    is refused, but without the stack that sysfs prints (*).
 */
#ifndef HOST_H
#define HOST_H

#include "monitor_types.h"

#define HOST_MAX_TASKS		32
#define HOST_STACK_BYTES	(128 * 1024)	/* = THREAD_SIZE of the hosted config */
#define HOST_ARENA_BASE		0x200000000000ul
#define HOST_ARENA_BYTES	(64ul << 20)
#define HOST_PAGE_BYTES		4096ul
#define HOST_ARENA_PAGES	(HOST_ARENA_BYTES / HOST_PAGE_BYTES)
#define HOST_USER_TOP		0x100000000ul	/* user addresses end here */
#define HOST_NONE		0xffffffffu
#define HOST_FOREVER		(~0ull)

/* ---- tasks and scheduling points ------------------------------------------- */

enum host_task_kind {
	HOST_TASK_INIT,		/* loads, probes, starts the others, removes */
	HOST_TASK_CLIENT,	/* what the sequence says */
	HOST_TASK_KERNEL,	/* worker and irq threads: may idle for ever */
	HOST_TASK_IRQ,		/* a hard interrupt's handler */
};

enum host_task_state {
	HOST_FREE,
	HOST_READY,
	HOST_WAITING,
	HOST_FROZEN,		/* what it waited for has happened; goes on when it is thawed */
	HOST_DONE,
};

/* Why a task waits, and what a scheduling point was about. */
enum host_point {
	HOST_AT_SPAWN, HOST_AT_EXIT, HOST_AT_LOCK, HOST_AT_UNLOCK, HOST_AT_SPIN,
	HOST_AT_SPIN_UNLOCK, HOST_AT_READ_LOCK, HOST_AT_READ_UNLOCK,
	HOST_AT_WAIT, HOST_AT_COMPLETE, HOST_AT_QUEUE, HOST_AT_WAKE, HOST_AT_ATOMIC,
	HOST_AT_ALLOC, HOST_AT_RELEASE, HOST_AT_USER, HOST_AT_SMC, HOST_AT_SMC_RETURN,
	HOST_AT_PARK, HOST_AT_IRQ, HOST_AT_WORK, HOST_AT_SLEEP, HOST_AT_SIGNAL,
	HOST_AT_RESCHED, HOST_AT_DEVICE, HOST_AT_FILE, HOST_AT_STEP, HOST_AT_JOIN,
	HOST_AT_IDLE, HOST_AT_MEMORY, HOST_AT_LOAD,
	HOST_POINTS
};

/* How a wait ends early. */
#define HOST_INTERRUPTIBLE	1u	/* any signal */
#define HOST_KILLABLE		2u	/* SIGKILL */
#define HOST_IDLE		4u	/* waiting here for ever is no deadlock */
#define HOST_FREEZABLE		8u	/* TASK_FREEZABLE: the freezer leaves the task here */

enum host_wait_result {
	HOST_WOKEN,
	HOST_SIGNALLED,
	HOST_TIMED_OUT,
};

/**
 * struct host_task - one task
 * @id:		its number, also its caller number with the monitor
 * @name:	for people
 * @kind:	what it is for
 * @state:	what it does
 * @chan:	with HOST_WAITING: the object waited for
 * @why:	with HOST_WAITING: at what kind of point
 * @flags:	with HOST_WAITING: HOST_INTERRUPTIBLE, ...
 * @deadline:	with HOST_WAITING: virtual time in ns at which the wait ends
 * @ticket:	with HOST_WAITING: order of arrival
 * @result:	how the last wait ended
 * @signal:	a signal is pending
 * @kill:	SIGKILL is pending
 * @exits:	it ends, and gets no signals
 * @freezing:	it has to freeze
 * @fake:	a signal of the freezer's is pending, of which the task itself never hears
 * @fail_nth:	the n-th allocation from now fails, 0: none
 * @irq_off:	interrupts disabled, depth
 * @kernel:	the kernel side's struct task_struct
 * @user:	the kernel side's process (memory and files), NULL: kernel thread
 * @exec:	the executor's own
 * @holds:	locks held, for reports and oracles
 * @num_holds:	how many
 * @forgotten:	nobody refers to it: once it is done, its number may be used again
 */
#define HOST_MAX_HOLDS		16
struct host_task {
	u32 id;
	char name[20];
	enum host_task_kind kind;
	enum host_task_state state;
	const void *chan;
	enum host_point why;
	u32 flags;
	u64 deadline;
	u64 ticket;
	enum host_wait_result result;
	bool signal;
	bool kill;
	bool exits;
	bool freezing;
	bool fake;
	u32 fail_nth;
	u32 irq_off;
	void *kernel;
	void *user;
	void *exec;
	const void *holds[HOST_MAX_HOLDS];
	u32 num_holds;
	bool forgotten;
	/* the scheduler's own */
	void (*fn)(void *arg);
	void *arg;
	char *stack;
	void *sp;
	void *fake_stack;
	/* the happens-before relation's: all before, the point that it is at, objects made */
	u64 hash, at, made;
};

extern struct host_task *host_current;
extern u64 host_points;		/* scheduling points so far */
extern u64 host_clock_ns;	/* virtual time */
extern u64 host_late_ns;	/* of it, what passed while somebody could run and did not */

/** host_spawn() - makes a task that can run; NULL: HOST_MAX_TASKS exist and are not forgotten */
struct host_task *host_spawn(const char *name, enum host_task_kind kind,
			     void (*fn)(void *arg), void *arg);
/** host_spawn_idle() - @t, just spawned, first waits to be woken on @chan: a daemon */
void host_spawn_idle(struct host_task *t, const void *chan);
/** host_task() - task number @id, NULL: none */
struct host_task *host_task(u32 id);
/** host_tasks() - tasks that were ever spawned in this run */
u32 host_tasks(void);
/** host_private_word - memory that only the current task sees, NULL: none */
extern const void *const host_private_word;
/**
 * struct host_machine - how the machine behaves where a kernel leaves it open; set before a run
 * @points_after: a wake-up and an atomic operation are scheduling points after as well
 * @recycle:	memory that was freed is used again, the last one first, as SLUB does
 * @rcu_later:	RCU callbacks run in a task of their own
 * @mutex_spin:	who came last for a mutex spins for it, and gets it before those who sleep
 */
struct host_machine {
	bool points_after, recycle, rcu_later, mutex_spin;
};

extern struct host_machine host_machine;

/** host_point_after() - with points_after it may here, too: what has just been done can be seen */
#define host_point_after(kind, obj)				\
	do {							\
		if (host_machine.points_after)			\
			host_point(kind, obj);			\
	} while (0)
/** host_point() - the schedule may switch to another task here */
void host_point(enum host_point kind, const void *obj);
/** host_touch() - an event on @obj of which schedules are told apart, but no scheduling point */
void host_touch(const void *obj);
/** host_about() - likewise of what is around the driver, no part of the trace; without @write it commutes with others */
void host_about(const void *obj, bool write);
/** host_secure_world - the object that all calls of the secure world are about */
extern const void *const host_secure_world;
/**
 * host_wait() - blocks until woken on @chan, signalled or @deadline_ns
 *
 * There is no switch between the caller's last look at its condition and the
 * wait, so a condition that is read right before cannot be missed.
 */
enum host_wait_result host_wait(const void *chan, enum host_point why, u32 flags,
				u64 deadline_ns);
/** host_wake() - wakes up to @n tasks that wait on @chan, in order of arrival */
u32 host_wake(const void *chan, u32 n);
/** host_wake_task() - wakes @t whatever it waits for */
bool host_wake_task(struct host_task *t);
/** host_waiters() - tasks waiting on @chan */
u32 host_waiters(const void *chan);
/** host_signal() - sends @t a signal, SIGKILL if @kill */
void host_signal(struct host_task *t, bool kill);
/**
 * host_freeze() - the freezer asks @t to freeze: it does in a wait that is HOST_FREEZABLE,
 * else its waits end as by a signal until it comes to user space, where it waits itself
 */
void host_freeze(struct host_task *t);
/** host_thaw() - a frozen task goes on; what has woken it meanwhile has not been lost */
void host_thaw(struct host_task *t);
/** host_files_open() - files that user tasks have open, mapped, or are about to release */
u32 host_files_open(void);
/** host_frozen() - @t waits in a place where the freezer may leave it */
bool host_frozen(const struct host_task *t);
/** host_join() - waits until @t has ended */
void host_join(struct host_task *t);
/** host_exit() - ends the current task */
void host_exit(void) __attribute__((noreturn));
/** host_exit_all() - ends the run at once, from any task */
void host_exit_all(void) __attribute__((noreturn));
/** host_give_up() - the same, for what this world cannot play on: host_given_up is set */
void host_give_up(void) __attribute__((noreturn));
extern bool host_given_up;
/** host_left - the task in which the run was ended */
extern struct host_task *host_left;

enum host_run_result {
	HOST_RUN_DONE,		/* the first task returned */
	HOST_RUN_STOPPED,	/* host_exit_all() */
	HOST_RUN_LOST,		/* too many scheduling points: a livelock */
};

/** host_run() - resets the world and runs @fn as task 0 until it returns */
enum host_run_result host_run(void (*fn)(void *arg), void *arg);
/** host_irqs_taken() - how often the interrupt's handler has run in this run */
u32 host_irqs_taken(void);
/** host_point_limit - scheduling points after which a run counts as a livelock */
extern u64 host_point_limit;

/* the kernel side's part of a task's life */
void host_kernel_task_init(struct host_task *t);
void host_kernel_task_switch(struct host_task *t);
void host_kernel_task_woken(struct host_task *t);
void host_kernel_task_exit(struct host_task *t);
void host_kernel_task_signal(struct host_task *t);
void host_kernel_reset(void);
void host_kernel_time(u64 now_ns);

/* ---- the schedule ------------------------------------------------------------ */

/**
 * struct host_choice - a question to the schedule
 * @point:	number of the scheduling point
 * @kind:	what it is about
 * @obj:	on which object
 * @running:	task that runs, HOST_NONE when it can't go on
 * @n:		tasks that can run
 * @ready:	their numbers, ascending; HOST_CLOCK: let time pass instead
 */
#define HOST_CLOCK		63u
struct host_choice {
	u64 point;
	enum host_point kind;
	const void *obj;
	u32 running;
	u32 n;
	u8 ready[HOST_MAX_TASKS + 1];
};

/** host_choose - answers with one of @ready */
typedef u32 host_choose_fn(void *arg, const struct host_choice *c);
void host_set_schedule(host_choose_fn *fn, void *arg);
/** host_next_choice - no question is asked at points before this one, unless a task blocks */
extern u64 host_next_choice;
/** host_state_hash() - of the happens-before relation so far (equal: equivalent interleavings) */
u64 host_state_hash(void);
/**
 * host_segment() - what the current task has touched since it left its last scheduling point: names of
 * objects, how many; HOST_SEGMENT_MAX: there may be more
 */
#define HOST_SEGMENT_MAX	64u
u32 host_segment(const u64 **names);
/** host_shared() - two tasks have touched @name in runs of now, one of them to change it */
bool host_shared(u64 name);
/** host_shared_forget() - runs of another sequence begin; host_shared_watch() - objects count from now on, or do not */
void host_shared_forget(void);
void host_shared_watch(bool on);
/** host_on_shared - called when @name becomes one of those, NULL: nobody wants to know */
extern void (*host_on_shared)(u64 name);
/** host_state_wanted - keep it up to date (it takes time) */
extern bool host_state_wanted;

/* ---- trace -------------------------------------------------------------------- */

const char *host_point_name(enum host_point kind);
/** host_trace_hash() - of everything that happened in this run */
u64 host_trace_hash(void);
/** host_trace_mix() - adds an event of the caller's own to the trace; @what, a literal, is hashed by the compiler */
static inline __attribute__((always_inline)) u64 host_trace_word(const char *what)
{
	u64 word = 0;

	for (; *what; what++)
		word = word * 31 + (u8)*what;
	return word;
}

void host_trace_event(const char *what, u64 word, u64 a, u64 b);
#define host_trace_mix(what, a, b)	host_trace_event(what, host_trace_word(what), a, b)
/** host_trace_open() - also writes the trace as text to file descriptor @fd, -1: stop */
void host_trace_open(int fd);
bool host_trace_on(void);
void host_trace_line(const char *line);

/* ---- memory -------------------------------------------------------------------- */

enum host_zone { HOST_SLAB, HOST_PAGES, HOST_PERCPU, HOST_REF };

/**
 * host_mem_alloc() - memory of the arena, filled with HOST_POISON unless @zero
 * @zone: from which part, also its kind in the leak list
 *
 * NULL when there is none left or a fault was injected.
 */
#define HOST_POISON		0xa5c396e1u	/* again and again: no fill or xor by bytes makes it */
void *host_mem_alloc(enum host_zone zone, size_t size, size_t align, bool zero, bool can_fail);
/** host_mem_free() - reports a double or wild free */
void host_mem_free(enum host_zone zone, void *p);
/** host_page_free() - gives back @pages whole pages of an HOST_PAGES object */
void host_page_free(void *p, size_t pages);
/** host_mem_size() - bytes that were asked for, 0: no live object starts there */
size_t host_mem_size(const void *p);
/** host_mem_valid() - whether [@p, @p + @size) may be read and written */
bool host_mem_valid(const void *p, size_t size);
/** host_check_access() - ASan's check of an access that the compiler did not instrument */
void host_check_access(const void *p, size_t size);
/** host_mem_permanent() - what is live now is no leak (the world's own) */
void host_mem_permanent(void);
/** host_mem_live() - objects that would be leaks now; @each may be NULL */
u32 host_mem_live(void (*each)(void *arg, const void *p, size_t size, u32 task), void *arg);
/** host_fault() - whether the allocation that is being made has to fail */
bool host_fault(void);
u64 host_mem_allocs(void);
u32 host_rcu_pending(void);

/* ---- verdicts ------------------------------------------------------------------- */

enum host_oracle {
	HOST_O1_MEMORY = 1, HOST_O2_LEFT, HOST_O3_DEADLOCK, HOST_O4_PROMISE,
	HOST_O5_MONITOR, HOST_O6_MODEL, HOST_O7_ATOMIC, HOST_O8_SECRET, HOST_O9_REPEAT,
};

/** host_fail() - an oracle's verdict; the first one of a run counts */
void host_fail(enum host_oracle oracle, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/** host_failed() - the verdict so far, NULL: none */
const char *host_failed(void);
enum host_oracle host_failed_oracle(void);
/** host_print() - a line of the kernel log */
void host_print(const char *text, size_t len);
/** host_print_to - takes the lines instead of standard error, NULL: nothing does */
extern void (*host_print_to)(const char *text, size_t len);
/** host_log_level: 0 silent, 1 the driver's log, 2 and the steps */
extern int host_log_level;

/* ---- small services of the C library's side --------------------------------------- */

/** host_clear() - zeroes memory of the host's own, which ASan need not look at */
void host_clear(void *p, size_t size);
/** host_os_alloc() - zeroed memory outside the arena: no faults, no leak list */
void *host_os_alloc(size_t size);
/** host_scratch_alloc() - zeroed memory that host_scratch_reset() takes back, all at once */
void *host_scratch_alloc(size_t size);
void host_scratch_free(void *p);
void host_scratch_reset(void);
void host_panic(const char *what) __attribute__((noreturn));
u32 host_backtrace(void **pc, u32 max);
/** host_symbol() - "function file:line" of @pc */
void host_symbol(const void *pc, char *buf, size_t size);

#endif /* HOST_H */
