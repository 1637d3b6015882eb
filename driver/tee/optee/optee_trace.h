/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events: entries into the secure world and waits for one.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM optee

#if !defined(OPTEE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define OPTEE_TRACE_H

#include <linux/arm-smccc.h>
#include <linux/tracepoint.h>

#include "smc.h"

/* Registers of a yielding call on its way in, resumptions included */
TRACE_EVENT(optee_invoke_fn_begin,
	    TP_PROTO(const struct optee_smc_regs *regs),
	    TP_ARGS(regs),
	    TP_STRUCT__entry(__field(const void *, param)
			     __array(u32, args, 8)),
	    TP_fast_assign(__entry->param = regs;
			   memcpy(__entry->args, regs->a, sizeof(regs->a));),
	    TP_printk("param=%p (%s)", __entry->param,
		      __print_array(__entry->args, 8, sizeof(u32)))
);

/* Registers of the same call on its way out */
TRACE_EVENT(optee_invoke_fn_end,
	    TP_PROTO(const struct optee_smc_regs *regs,
		     const struct arm_smccc_res *res),
	    TP_ARGS(regs, res),
	    TP_STRUCT__entry(__field(const void *, param)
			     __array(unsigned long, rets, 4)),
	    TP_fast_assign(__entry->param = regs;
			   __entry->rets[0] = res->a0;
			   __entry->rets[1] = res->a1;
			   __entry->rets[2] = res->a2;
			   __entry->rets[3] = res->a3;),
	    TP_printk("param=%p ret (%lx, %lx, %lx, %lx)", __entry->param,
		      __entry->rets[0], __entry->rets[1], __entry->rets[2],
		      __entry->rets[3])
);

/* A call starts to wait for a thread context. */
TRACE_EVENT(optee_cq_wait,
	    TP_PROTO(u64 turn, unsigned int class, unsigned int waiting),
	    TP_ARGS(turn, class, waiting),
	    TP_STRUCT__entry(__field(u64, turn)
			     __field(unsigned int, class)
			     __field(unsigned int, waiting)),
	    TP_fast_assign(__entry->turn = turn;
			   __entry->class = class;
			   __entry->waiting = waiting;),
	    TP_printk("turn=%llu class=%u waiting=%u", __entry->turn,
		      __entry->class, __entry->waiting)
);

/* A call waits no more: error 0 with a context handed over to it. */
TRACE_EVENT(optee_cq_leave,
	    TP_PROTO(u64 turn, unsigned int class, int error),
	    TP_ARGS(turn, class, error),
	    TP_STRUCT__entry(__field(u64, turn)
			     __field(unsigned int, class)
			     __field(int, error)),
	    TP_fast_assign(__entry->turn = turn;
			   __entry->class = class;
			   __entry->error = error;),
	    TP_printk("turn=%llu class=%u error=%d", __entry->turn,
		      __entry->class, __entry->error)
);

#endif /* OPTEE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE optee_trace

#include <trace/define_trace.h>
