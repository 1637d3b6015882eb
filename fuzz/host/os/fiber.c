// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fibers on one thread: stacks at fixed addresses (the same in each run, so that
 * one input has one trace), a switch of a few instructions, and ASan's
 * annotations around it. A stack's lowest bytes hold the kernel's thread_info.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include "os/fiber.h"

static char *stacks;
static void *fake_stack_left;
static const void *main_bottom;
static size_t main_size;

char *fiber_stack(u32 id)
{
	if (!stacks) {
		size_t size = FIBER_STACKS_BYTES;

		stacks = mmap((void *)FIBER_STACKS_BASE, size, PROT_NONE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
			      MAP_FIXED_NOREPLACE, -1, 0);
		if (stacks != (char *)FIBER_STACKS_BASE)
			host_panic("no room for the stacks at their address");
		for (u32 i = 0; i < HOST_MAX_TASKS; i++) {
			char *s = stacks + FIBER_STACK_STRIDE * i + HOST_STACK_BYTES;

			if (mprotect(s, HOST_STACK_BYTES, PROT_READ | PROT_WRITE))
				host_panic("no memory for stacks");
		}
	}
	return stacks + FIBER_STACK_STRIDE * id + HOST_STACK_BYTES;
}

/*
 * The callee-saved registers go to the old stack, its pointer to *from, and the
 * new stack's come back. The floating point environment is nobody's here.
 */
void fiber_swap(void **from, void *to);
#if defined(__x86_64__)
__asm__(".text\n"
	".globl fiber_swap\n"
	".type fiber_swap,@function\n"
	"fiber_swap:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq %rsi, %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	retq\n"
	".size fiber_swap, . - fiber_swap\n");
#else
#error "the hosted world follows UML, which is x86 only"
#endif

void fiber_prepare(struct host_task *t, void (*entry)(void))
{
	void **sp = (void **)(t->stack + HOST_STACK_BYTES);

	*--sp = NULL;			/* as a return address: ends a walk over the frames */
	*--sp = (void *)entry;
	for (int i = 0; i < 6; i++)
		*--sp = NULL;
	t->sp = sp;
	t->fake_stack = NULL;
}

void fiber_forget(struct host_task *t)
{
	__asan_unpoison_memory_region(t->stack, HOST_STACK_BYTES);
}

void fiber_entered(void)
{
	const void *bottom;
	size_t size;

	__sanitizer_finish_switch_fiber(fake_stack_left, &bottom, &size);
	if (!main_bottom) {
		main_bottom = bottom;
		main_size = size;
	}
}

void fiber_switch(struct host_task *from, struct host_task *to, bool last)
{
	const void *bottom = to->stack ? to->stack : main_bottom;
	size_t size = to->stack ? HOST_STACK_BYTES : main_size;

	fake_stack_left = to->fake_stack;
	__sanitizer_start_switch_fiber(last ? NULL : &from->fake_stack, bottom, size);
	fiber_swap(&from->sp, to->sp);
	__sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
}
