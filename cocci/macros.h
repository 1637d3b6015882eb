/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Macros that spatch must know to parse every function of a TEE driver and of
 * its clients. Read by spatch only (--macro-file), never by a compiler: each
 * definition keeps what matters to a rule and drops the rest.
 *
 * A function that spatch cannot parse is a failure of `make static`, not a
 * silence; the remedy is usually one line here.
 */
#define __percpu
#define __always_unused
#define __maybe_unused
#define __must_check
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __cond_acquires(x)
#define __bitwise
#define __force
#define __counted_by(x)
#define __cleanup(x)
#define __no_sanitize_or_inline
#define noinline_for_stack
#define idr_for_each_entry(idr, entry, id) list_for_each(entry)
#define xa_for_each(xa, idx, entry) list_for_each(entry)
/*
 * Newer kernels: a lock for the statement that follows, and allocation by type, of which spatch must not see the
 * object, a pointer that is being declared. (It parses __free(x) in a declaration by itself, and not when it is
 * defined here.)
 */
#define scoped_guard(type, lock)
#define kzalloc_obj(object) kzalloc(1, GFP_KERNEL)
