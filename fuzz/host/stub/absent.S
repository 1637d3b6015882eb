/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the linked library code refers to and a TEE driver's run never reaches:
 * formats of printk() for objects that do not exist here, device tree walks of
 * genalloc. A call to one ends the program and says which.
 */
	.macro absent names:vararg
	.irp name, \names
	.globl \name
	.type \name, @function
\name:
	leaq 9f(%rip), %rdi
	jmp host_absent
	.section .rodata
9:	.asciz "\name"
	.text
	.endr
	.endm

	.text
	absent __of_parse_phandle_with_args, of_find_device_by_node
	absent of_get_parent, of_prop_next_string, of_property_read_string
	absent fwnode_count_parents, fwnode_get_name, fwnode_get_name_prefix
	absent fwnode_get_nth_parent
	absent _parse_integer_fixup_radix, _parse_integer_limit, string_escape_mem
	absent time64_to_tm, copy_to_user_nofault
	absent has_capability_noaudit, siphash_1u64, skip_spaces
	absent dma_map_sgtable, dma_unmap_sg_attrs	/* nothing is attached to a dma-buf */
	absent d_path, mangle_path, seq_mangle_path, seq_write

	.section .data
	.globl gfpflag_names, pageflag_names, vmaflag_names, __start_rodata, __end_rodata
__start_rodata:
__end_rodata:
gfpflag_names:
pageflag_names:
vmaflag_names:
	.quad 0, 0
	.section .note.GNU-stack, "", @progbits
