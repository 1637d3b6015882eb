// SPDX-License-Identifier: GPL-2.0-only
/*
 * What else the drivers call: the log and its warnings, SHA-1 as a crypto
 * API hash (with the kernel's own transform), I2C with one adapter.
 *
 * The same: results. Different: a warning fails the run; nothing is rate limited.
 */
#include <crypto/hash.h>
#include <crypto/sha1.h>
#include <crypto/sha1_base.h>
#include <linux/i2c.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/ratelimit.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "host_kernel.h"
#include "observer.h"

enum system_states system_state = SYSTEM_RUNNING;

/* ---- log ---- */

int _printk(const char *fmt, ...)
{
	const char *text;
	char buf[256];
	va_list args;
	int n;

	if (host_log_level < 1)
		return 0;
	va_start(args, fmt);
	n = vscnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	text = printk_skip_headers(buf);
	host_print(text, n - (text - buf));
	return n;
}

static void dev_log(const struct device *dev, struct va_format *vaf)
{
	_printk("%s: %pV", dev ? dev_name(dev) : "(NULL device *)", vaf);
}

#define DEV_LOG(name)						\
void name(const struct device *dev, const char *fmt, ...)	\
{								\
	struct va_format vaf;					\
	va_list args;						\
								\
	va_start(args, fmt);					\
	vaf.fmt = fmt;						\
	vaf.va = &args;						\
	dev_log(dev, &vaf);					\
	va_end(args);						\
}

DEV_LOG(_dev_err)
DEV_LOG(_dev_warn)
DEV_LOG(_dev_notice)
DEV_LOG(_dev_info)

void warn_slowpath_fmt(const char *file, int line, unsigned int taint, const char *fmt, ...)
{
	char text[160] = "";
	va_list args;

	if (fmt) {
		va_start(args, fmt);
		vsnprintf(text, sizeof(text), fmt, args);
		va_end(args);
	}
	host_warned(file, line, text);
}

void __warn_printk(const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	host_warned("?", 0, text);
}

void panic(const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	memory_panic(text);
}

/* Random numbers are the same in each run. */
void get_random_bytes(void *buf, size_t len)
{
	static const u8 noise[] = { 0x5c, 0x1f, 0x93, 0x0e, 0x77, 0xd2, 0x48, 0xab };

	for (size_t i = 0; i < len; i++)
		((u8 *)buf)[i] = noise[i % sizeof(noise)] + i;
}

/* Never: addresses are not hashed here, they are the same in each run anyway. */
int execute_with_initialized_rng(struct notifier_block *nb)
{
	return 0;
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	return 1;
}

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(buf, PAGE_SIZE, fmt, args);
	va_end(args);
	return n;
}

/* ---- SHA-1 behind the crypto API ---- */

static struct shash_alg sha1_alg = { .init = sha1_base_init, .digestsize = SHA1_DIGEST_SIZE };

struct crypto_shash *crypto_alloc_shash(const char *alg_name, u32 type, u32 mask)
{
	struct crypto_shash *tfm;

	if (strcmp(alg_name, "sha1"))
		return ERR_PTR(-ENOENT);
	tfm = kzalloc(sizeof(*tfm), GFP_KERNEL);
	if (!tfm)
		return ERR_PTR(-ENOMEM);
	tfm->descsize = sizeof(struct sha1_state);
	tfm->base.__crt_alg = &sha1_alg.base;
	return tfm;
}

void crypto_destroy_tfm(void *mem, struct crypto_tfm *tfm)
{
	if (!IS_ERR_OR_NULL(mem))
		kfree(mem);
}

static void sha1_blocks(struct sha1_state *sst, const u8 *src, int blocks)
{
	u32 temp[SHA1_WORKSPACE_WORDS];

	while (blocks--) {
		sha1_transform(sst->state, src, temp);
		src += SHA1_BLOCK_SIZE;
	}
}

int crypto_shash_update(struct shash_desc *desc, const u8 *data, unsigned int len)
{
	return sha1_base_do_update(desc, data, len, sha1_blocks);
}

int crypto_shash_final(struct shash_desc *desc, u8 *out)
{
	sha1_base_do_finalize(desc, sha1_blocks);
	return sha1_base_finish(desc, out);
}

int crypto_shash_digest(struct shash_desc *desc, const u8 *data, unsigned int len, u8 *out)
{
	return crypto_shash_init(desc) ?: crypto_shash_update(desc, data, len) ?:
	       crypto_shash_final(desc, out);
}

int crypto_shash_tfm_digest(struct crypto_shash *tfm, const u8 *data, unsigned int len, u8 *out)
{
	u8 mem[sizeof(struct shash_desc) + sizeof(struct sha1_state)] __aligned(8);

	return crypto_shash_digest((struct shash_desc *)mem, data, len, out);
}

/* ---- I2C: adapter 0 has one chip, at any address: a register file ---- */

#if IS_ENABLED(CONFIG_I2C)
static u8 chip[256];

static u32 chip_functionality(struct i2c_adapter *adap)
{
	return I2C_FUNC_I2C | I2C_FUNC_10BIT_ADDR;
}

static const struct i2c_algorithm chip_algorithm = { .functionality = chip_functionality };
static struct i2c_adapter adapter = { .algo = &chip_algorithm };

struct i2c_adapter *i2c_get_adapter(int nr)
{
	host_point(HOST_AT_DEVICE, &adapter);
	return nr ? NULL : &adapter;
}

void i2c_put_adapter(struct i2c_adapter *adap)
{
}

int i2c_transfer(struct i2c_adapter *adap, struct i2c_msg *msgs, int num)
{
	host_may_sleep("i2c_transfer()");
	host_point(HOST_AT_DEVICE, adap);
	for (int i = 0; i < num; i++) {
		if (msgs[i].len > sizeof(chip))
			return -EOPNOTSUPP;
		if (msgs[i].flags & I2C_M_RD)
			memcpy(msgs[i].buf, chip, msgs[i].len);
		else
			memcpy(chip, msgs[i].buf, msgs[i].len);
	}
	return num;
}
#endif

/* What the drivers' module information refers to. */
ssize_t __modver_version_show(struct module_attribute *mattr, struct module_kobject *mk,
			      char *buf)
{
	return 0;
}
