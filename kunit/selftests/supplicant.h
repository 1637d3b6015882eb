/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small real supplicant on /dev/teepriv0: shared memory, a file store in
 * memory, RPMB frames that are kept, trusted applications to load. One request at a time.
 */
#ifndef SUPPLICANT_H
#define SUPPLICANT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "tee_dev.h"

#define SUPP_MAX_FILES		16
#define SUPP_MAX_SHM		64
#define SUPP_FILE_SIZE		8192
#define SUPP_MAX_PARAMS		5

/* RPC commands that reach a supplicant, as OP-TEE's optee_rpc_cmd.h numbers them */
enum supp_func {
	SUPP_LOAD_TA = 0,
	SUPP_RPMB = 1,
	SUPP_FS = 2,
	SUPP_SHM_ALLOC = 6,
	SUPP_SHM_FREE = 7,
};

struct supp_shm {
	int id;		/* 0: slot is free */
	int fd;
	void *va;
	size_t size;
};

struct supp_file {
	char name[64];	/* "": slot is free */
	uint8_t data[SUPP_FILE_SIZE];
	size_t size;
};

/**
 * struct supplicant - the state of one
 * @fd:		its open /dev/teepriv0
 * @requests:	requests answered so far
 */
struct supplicant {
	int fd;
	unsigned int requests;
	struct supp_shm shm[SUPP_MAX_SHM];
	struct supp_file file[SUPP_MAX_FILES];
};

/**
 * struct supp_request - a request as it was received
 * @func:	enum supp_func
 * @num_params:	entries used in @params, the META parameter included
 * @params:	params[0] is the META parameter that names the request
 */
struct supp_request {
	uint32_t func, num_params;
	struct tee_ioctl_param params[SUPP_MAX_PARAMS];
};

/**
 * struct served - what a supplicant in a process of its own shares with its test
 * @received:	requests, but those for memory
 * @sent:	answers to them
 * @hold:	the next answers wait
 */
struct served {
	unsigned int received, sent;
	bool hold;
};

/* In memory that processes share; MAP_FAILED: there is none. */
struct served *served_new(void);
/* A child that serves requests until it is killed or there is an error; its pid, or -1. */
pid_t supp_start(struct served *served);

/* Each returns 0, or -1 with errno set. */
int supp_open(struct supplicant *s);
void supp_close(struct supplicant *s);
/* Waits for a request. */
int supp_receive(struct supplicant *s, struct supp_request *req);
/* Does what the request asks; returns the TEEC_* result to send. */
uint32_t supp_handle(struct supplicant *s, struct supp_request *req);
int supp_send(struct supplicant *s, struct supp_request *req, uint32_t ret);
/* Receives, handles and sends until receiving fails or @count requests are done (0: no end). */
int supp_serve(struct supplicant *s, unsigned int count);

#endif /* SUPPLICANT_H */
