#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ClusterFuzzLite builds as OSS-Fuzz does.
exec "$SRC/teeproof/ci/services/oss-fuzz/build.sh"
