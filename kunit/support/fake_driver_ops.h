/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations of the recording TEE driver, see fake_driver.h. */
#ifndef TEE_FAKE_OPS_H
#define TEE_FAKE_OPS_H

#include <linux/tee_core.h>

extern const struct tee_driver_ops tee_fake_ops;
extern const struct tee_shm_pool_ops tee_fake_pool_ops;

#endif /* TEE_FAKE_OPS_H */
