// SPDX-License-Identifier: GPL-2.0-only
/// A heap is the last that a probe opens and the first that a removal closes:
/// user space allocates from it from then on until then. A pool that no heap
/// takes is destroyed.
///
//# Source: drivers/tee/tee_heap.c: tee_dma_heap_alloc() takes the pool of
//# whatever device is registered, each dma-buf holds the device, and
//# tee_device_unregister() waits for the last; the pool is the heap's when
//# tee_device_register_dma_heap() has returned 0.
//# False positives: a context that the pool does not use.
//
// Confidence: Moderate
// Comments: coccicheck needs J=1: what was seen is put together at the end, for
//	each folder.
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@initialize:python@
@@

import os

heaps = set()	# folders of drivers that have heaps
closed = []	# (position, function) where a context goes before its device

def folder(p):
	return os.path.dirname(os.path.realpath(p.file))

@opens@
identifier h;
@@

h(...)
{
<+...
tee_device_register_dma_heap(...)
...+>
}

@heap@
position p;
@@

tee_device_register_dma_heap@p(...)

@script:python@
p << heap.p;
@@

heaps.add(folder(p[0]))

// its device has yet to be registered, which may fail
@early exists@
identifier opens.h;
identifier f;
expression rc;
position p;
@@

f(...)
{
... when any
* h@p(...)
... when any
* rc = tee_device_register(...);
... when any
}

@early_here exists@
identifier f;
expression rc;
position p;
@@

f(...)
{
... when any
* tee_device_register_dma_heap@p(...)
... when any
* rc = tee_device_register(...);
... when any
}

@undone@
identifier f;
expression E;
position at;
@@

f@at(...)
{
<+...
E->destroy_pool(...)
...+>
}

@lost@
identifier f;
position at != undone.at, p;
@@

f@at(...)
{
<+...
* tee_device_register_dma_heap@p(...)
...+>
}

@late exists@
identifier f;
position p;
@@

f(...)
{
... when any
    when != tee_device_put_all_dma_heaps(...)
* teedev_close_context@p(...);
... when != tee_device_put_all_dma_heaps(...)
* tee_device_unregister(...);
... when any
}

@script:python@
p << late.p;
f << late.f;
@@

closed.append((p[0], f))

@finalize:python@
@@

TEXT = "%s() closes a context while its heaps are open: dma-bufs are allocated and freed with it until tee_device_unregister() returns"
late = [(at, TEXT % f) for at, f in closed if folder(at) in heaps]

@finalize:python depends on report@
@@

for at, text in late:
	coccilib.report.print_report(at, text)

@finalize:python depends on org@
@@

for at, text in late:
	coccilib.org.print_todo(at, text)

@script:python depends on org@
p << early.p;
h << opens.h;
@@

coccilib.org.print_todo(p[0], "%s() opens a heap before the device is registered: when that fails, the probe waits for whoever has memory of it" % h)

@script:python depends on report@
p << early.p;
h << opens.h;
@@

coccilib.report.print_report(p[0], "%s() opens a heap before the device is registered: when that fails, the probe waits for whoever has memory of it" % h)

@script:python depends on org@
p << early_here.p;
@@

coccilib.org.print_todo(p[0], "a heap is opened before the device is registered: when that fails, the probe waits for whoever has memory of it")

@script:python depends on report@
p << early_here.p;
@@

coccilib.report.print_report(p[0], "a heap is opened before the device is registered: when that fails, the probe waits for whoever has memory of it")

@script:python depends on org@
p << lost.p;
@@

coccilib.org.print_todo(p[0], "nobody destroys the pool when the heap does not take it")

@script:python depends on report@
p << lost.p;
@@

coccilib.report.print_report(p[0], "nobody destroys the pool when the heap does not take it")
