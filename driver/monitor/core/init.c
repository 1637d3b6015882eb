// SPDX-License-Identifier: GPL-2.0-only
/*
 * Life of a secure world: its configuration, its beginning and end.
 */
#include "ffa_abi.h"
#include "monitor_private.h"

void monitor_config_default(struct monitor_config *config)
{
	static const u32 uid[4] = OPTEE_UID_WORDS;
	static const struct monitor_protmem video = {
		0x4000, 0x2000, 64, 2, { FFA_ATTR_OF(FFA_ID_OPTEE), FFA_ATTR_OF(FFA_ID_VIDEO) },
	};
	static const struct monitor_protmem ui = { 0x1001, 0, 64, 1, { FFA_ATTR_OF(FFA_ID_OPTEE) } };

	mem_set(config, 0, sizeof(*config));
	config->ffa.version = 0x10001;
	config->ffa.api_major = 1;
	config->thread_count = 4;
	config->reported_threads = 4;
	config->sec_caps = OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RPC_ARG | OPTEE_CAP_ASYNC_NOTIF |
			   OPTEE_CAP_MEMREF_NULL;
	config->max_notif_value = 255;
	config->rpc_param_count = 4;
	mem_copy(config->uid, uid, sizeof(uid));
	config->api_major = OPTEE_REVISION_MAJOR;
	config->api_minor = OPTEE_REVISION_MINOR;
	config->os_major = 4;
	config->os_minor = 4;
	config->shm_settings = OPTEE_SHM_CACHED;
	config->protmem_width = 64;
	config->protmem[OPTEE_PROTMEM_SECURE_VIDEO_PLAY - 1] = video;
	config->protmem[OPTEE_PROTMEM_TRUSTED_UI - 1] = ui;
	config->rng_seed = 0x7465657072300f01ull;
	config->unique_key = 0x756e69717565ull;
	config->rtc_seconds = 1700000000;
	mem_copy(config->devices[0].uuid, monitor_ta_uuid(MONITOR_TA_RNG), 16);
	mem_copy(config->devices[1].uuid, monitor_ta_uuid(MONITOR_TA_RTC), 16);
	config->num_devices = 2;
}

size_t monitor_size(void)
{
	return sizeof(struct monitor);
}

void monitor_init(struct monitor *m, const struct monitor_config *config,
		  const struct monitor_host *ops, void *host)
{
	mem_set(m, 0, offsetof(struct monitor, threads));
	m->ops = ops;
	m->front = config->front == MONITOR_FFA ? &ffa_front : &smc_front;
	m->host = host;
	m->config = *config;
	if (!m->config.thread_count)
		m->config.thread_count = 1;
	if (m->config.thread_count > MONITOR_MAX_THREADS)
		m->config.thread_count = MONITOR_MAX_THREADS;
	if (m->config.num_devices > MONITOR_MAX_DEVICES)
		m->config.num_devices = MONITOR_MAX_DEVICES;
	m->next_session = 1;
	/* xorshift cannot leave 0 */
	m->rng_state = config->rng_seed ? config->rng_seed : 1;
	m->rtc_seconds = config->rtc_seconds;
}

void monitor_exit(struct monitor *m)
{
	u32 i;

	monitor_enter(m);
	/* what an RPC named goes before what it is of */
	while (m->objects)
		shm_drop(m, m->objects);
	if (m->front->exit)
		m->front->exit(m);
	for (i = 0; i < m->threads_end; i++)
		m->threads[i].rpc_arg = NULL;
	monitor_leave(m);
}
