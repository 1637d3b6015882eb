# SPDX-License-Identifier: GPL-2.0-only
srcs-y += $(TA).c
