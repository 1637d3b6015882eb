/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stands in for include/linux/instrumented.h in hosted builds (by -include, and by
 * its guard): each atomic operation of the driver is a scheduling point, checked
 * by ASan as the operation itself would be.
 */
#ifndef _LINUX_INSTRUMENTED_H
#define _LINUX_INSTRUMENTED_H

#ifndef __ASSEMBLY__
const volatile void *host_atomic(const volatile void *v, unsigned long size);
void host_atomic_after(const volatile void **v);
#define HOST_ATOMIC_NAME(line)	host_atomic_##line
#define HOST_ATOMIC_AT(line)	HOST_ATOMIC_NAME(line)
/* As this variable goes out of scope the operation has been done. */
#define host_atomic_change(v, size)	\
	const volatile void *HOST_ATOMIC_AT(__COUNTER__) __attribute__((unused, cleanup(host_atomic_after))) = \
		host_atomic(v, size)

#define instrument_read(v, size)		do { } while (0)
#define instrument_write(v, size)		do { } while (0)
#define instrument_read_write(v, size)		do { } while (0)
/* fuzz/host itself stands for code that holds the kernel's own locks */
#ifdef HOST_SIDE
#define host_atomic(v, size)			do { } while (0)
#undef host_atomic_change
#define host_atomic_change(v, size)		do { } while (0)
#endif
#define instrument_atomic_read(v, size)		host_atomic(v, size)
#define instrument_atomic_write(v, size)	host_atomic_change(v, size)
#define instrument_atomic_read_write(v, size)	host_atomic_change(v, size)
#define instrument_copy_to_user(to, from, n)	do { } while (0)
#define instrument_copy_from_user_before(to, from, n) do { } while (0)
#define instrument_copy_from_user_after(to, from, n, left) do { } while (0)
#define instrument_memcpy_before(to, from, n)	do { } while (0)
#define instrument_memcpy_after(to, from, n, left) do { } while (0)
#define instrument_get_user(to)			do { (void)(to); } while (0)
#define instrument_put_user(from, ptr, size)	do { } while (0)

/* And for include/linux/bit_spinlock.h, whose tasks burn time: fuzz/host/same/spinlock.c. */
#define __LINUX_BIT_SPINLOCK_H
void bit_spin_lock(int bitnum, unsigned long *addr);
int bit_spin_trylock(int bitnum, unsigned long *addr);
void bit_spin_unlock(int bitnum, unsigned long *addr);
void __bit_spin_unlock(int bitnum, unsigned long *addr);
int bit_spin_is_locked(int bitnum, unsigned long *addr);
#endif

#endif
