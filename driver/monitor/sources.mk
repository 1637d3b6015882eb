# SPDX-License-Identifier: GPL-2.0-only
# The files of the monitor core, which every world links.
MONITOR_CORE := monitor_init.o smc.o fast.o call.o command.o arg.o shm.o rpc.o rpc_answer.o \
		rule.o notif.o record.o ta.o ta_echo.o ta_storage.o ta_scmi.o ta_slow.o ta_life.o \
		ta_rpc.o ta_rng.o ta_rtc.o ta_device.o
