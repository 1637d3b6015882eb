// SPDX-License-Identifier: GPL-2.0-only
/// A dma-buf of protected memory offers the processor no way in: no mmap, no
/// vmap, no begin_cpu_access; and mapping it for a device touches no cache.
///
//# Source: Documentation/userspace-api/dma-buf-heaps.rst: "protected for
//# encrypted buffers not accessible the OS"; drivers/tee/optee/smc_abi.c,
//# static_protmem_pool_init(): "not be touched by the kernel since it's likely
//# to cause an external abort".
//# False positives: other dma-bufs of a file that has protected ones.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// a file with protected memory in it
@protected@
struct tee_protmem_pool *pool;
@@

pool->ops

@access depends on protected@
identifier O;
identifier m = {mmap, vmap, begin_cpu_access, end_cpu_access};
expression F;
position p;
@@

* struct dma_buf_ops O@p = { .m = F, };

@synced depends on protected@
identifier map = {dma_map_sgtable, dma_unmap_sgtable};
expression D, T, dir;
constant A != DMA_ATTR_SKIP_CPU_SYNC;
position p;
@@

* map@p(D, T, dir, A)

@script:python depends on org@
p << access.p;
m << access.m;
@@

coccilib.org.print_todo(p[0], "%s of protected memory: the processor that follows it gets an external abort" % m)

@script:python depends on report@
p << access.p;
m << access.m;
@@

coccilib.report.print_report(p[0], "%s of protected memory: the processor that follows it gets an external abort" % m)

@script:python depends on org@
p << synced.p;
f << synced.map;
@@

coccilib.org.print_todo(p[0], "%s() without DMA_ATTR_SKIP_CPU_SYNC: caches are cleaned by addresses of protected memory" % f)

@script:python depends on report@
p << synced.p;
f << synced.map;
@@

coccilib.report.print_report(p[0], "%s() without DMA_ATTR_SKIP_CPU_SYNC: caches are cleaned by addresses of protected memory" % f)
