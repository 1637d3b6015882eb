# SPDX-License-Identifier: GPL-2.0-only
# The monitor without a kernel, as every world links it: the core, its trusted applications, and the two fronts.
MONITOR_CORE := core/init.o core/lock.o core/call.o core/command.o core/arg.o core/shm.o core/rpc.o core/rpc_answer.o \
		core/overlap.o core/witness.o core/rule.o core/lies.o core/notif.o core/record.o core/protmem.o core/sha256.o \
		smc/smc.o smc/fast.o smc/memory.o \
		ffa/ffa.o ffa/setup.o ffa/direct.o ffa/memory.o ffa/memref.o ffa/notif.o \
		ta/ta.o ta/ta_echo.o ta/ta_storage.o ta/ta_rpmb.o ta/ta_scmi.o ta/scmi_server.o ta/ta_slow.o \
		ta/ta_life.o ta/ta_rpc.o ta/ta_rng.o ta/ta_rtc.o ta/ta_device.o ta/ta_trusted.o ta/ta_bnxt.o ta/ta_ftpm.o ta/tpm.o \
		rpmb/mac.o rpmb/device.o
