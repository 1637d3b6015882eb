// SPDX-License-Identifier: GPL-2.0-only
/// Of the union in a parameter only the member that its attribute names is
/// used: value, memref, ubuf or objref; and of an argument of a TEE with
/// objects, the buffer of a buffer and the object of an object.
///
//# Source: include/uapi/linux/tee.h, struct tee_ioctl_param: "attr indicates
//# if memref, ubuf, or value is used in the union ... and
//# TEE_PARAM_ATTR_TYPE_OBJREF_* indicates objref";
//# drivers/tee/qcomtee/qcomtee_object.h, struct qcomtee_arg.
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@of_objref exists@
constant K =~ "^TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_";
expression E, P;
identifier m = {value, memref, ubuf};
position p;
@@

switch (E) {
case K:
... when != break;
* \(P->u.m@p\|P.u.m@p\)
... when any
}

@of_ubuf exists@
constant K =~ "^TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_";
expression E, P;
identifier m = {value, memref, objref};
position p;
@@

switch (E) {
case K:
... when != break;
* \(P->u.m@p\|P.u.m@p\)
... when any
}

@of_memref exists@
constant K =~ "^TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_";
expression E, P;
identifier m = {value, ubuf, objref};
position p;
@@

switch (E) {
case K:
... when != break;
* \(P->u.m@p\|P.u.m@p\)
... when any
}

@of_value exists@
constant K =~ "^TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_";
expression E, P;
identifier m = {memref, ubuf, objref};
position p;
@@

switch (E) {
case K:
... when != break;
* \(P->u.m@p\|P.u.m@p\)
... when any
}

@buffers@
iterator I =~ "_each_.*buffer$";
expression i, u;
position p;
@@

I(i, u) {
<+...
* u[i].o@p
...+>
}

@objects@
iterator I =~ "_each_.*object$";
expression i, u;
position p;
@@

I(i, u) {
<+...
* u[i].b@p
...+>
}

@script:python depends on org@
p << of_objref.p;
m << of_objref.m;
@@

coccilib.org.print_todo(p[0], "u.%s of a parameter that is an object reference: user space has filled in another member of the union" % m)

@script:python depends on report@
p << of_objref.p;
m << of_objref.m;
@@

coccilib.report.print_report(p[0], "u.%s of a parameter that is an object reference: user space has filled in another member of the union" % m)

@script:python depends on org@
p << of_ubuf.p;
m << of_ubuf.m;
@@

coccilib.org.print_todo(p[0], "u.%s of a parameter that is a user buffer: user space has filled in another member of the union" % m)

@script:python depends on report@
p << of_ubuf.p;
m << of_ubuf.m;
@@

coccilib.report.print_report(p[0], "u.%s of a parameter that is a user buffer: user space has filled in another member of the union" % m)

@script:python depends on org@
p << of_memref.p;
m << of_memref.m;
@@

coccilib.org.print_todo(p[0], "u.%s of a parameter that is a memory reference: user space has filled in another member of the union" % m)

@script:python depends on report@
p << of_memref.p;
m << of_memref.m;
@@

coccilib.report.print_report(p[0], "u.%s of a parameter that is a memory reference: user space has filled in another member of the union" % m)

@script:python depends on org@
p << of_value.p;
m << of_value.m;
@@

coccilib.org.print_todo(p[0], "u.%s of a parameter that is a value: user space has chosen what is taken for a pointer or a size" % m)

@script:python depends on report@
p << of_value.p;
m << of_value.m;
@@

coccilib.report.print_report(p[0], "u.%s of a parameter that is a value: user space has chosen what is taken for a pointer or a size" % m)

@script:python depends on org@
p << buffers.p;
@@

coccilib.org.print_todo(p[0], "the object of an argument that is a buffer: the buffer's address is taken for an object")

@script:python depends on report@
p << buffers.p;
@@

coccilib.report.print_report(p[0], "the object of an argument that is a buffer: the buffer's address is taken for an object")

@script:python depends on org@
p << objects.p;
@@

coccilib.org.print_todo(p[0], "the buffer of an argument that is an object: the object's address is taken for a size or an address")

@script:python depends on report@
p << objects.p;
@@

coccilib.report.print_report(p[0], "the buffer of an argument that is an object: the object's address is taken for a size or an address")
