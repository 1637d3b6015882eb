// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who a client is: the UUID that a trusted application sees of it.
 *
 * Login methods are those of the GlobalPlatform TEE Client API v1.0, 4.4.
 */
#include <linux/build_bug.h>
#include <linux/cred.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <linux/uuid.h>
#include "tee_compat.h"
#include "tee_private.h"

/* "uid=" or "gid=" and eight hexadecimal digits */
#define TEE_LOGIN_NAME_SIZE	16

/* The name space of client UUIDs; part of the ABI to trusted applications */
static const uuid_t tee_login_ns =
	UUID_INIT(0x58ac9ca0, 0x2086, 0x4683, 0xa1, 0xb8, 0xec, 0x4b, 0xc0, 0x8e, 0x01, 0xb6);

/* A name-based UUID of version 5 (RFC 4122, 4.3) */
static void tee_login_uuid_v5(uuid_t *uuid, const char *name, size_t len)
{
	u8 message[UUID_SIZE + TEE_LOGIN_NAME_SIZE];
	u8 digest[SHA1_DIGEST_SIZE];

	static_assert(sizeof(message) <= TEE_SHA1_MAX_LEN);

	export_uuid(message, &tee_login_ns);
	memcpy(message + UUID_SIZE, name, len);
	tee_sha1(message, UUID_SIZE + len, digest);

	import_uuid(uuid, digest);
	uuid->b[6] = (uuid->b[6] & 0x0f) | 0x50;	/* version 5 */
	uuid->b[8] = (uuid->b[8] & 0x3f) | 0x80;	/* RFC 4122 variant */
}

/* The group must be one of the caller's: anybody can ask for any */
static int tee_login_group(const u8 *connection_data, kgid_t *group)
{
	gid_t gid;

	memcpy(&gid, connection_data, sizeof(gid));
	*group = make_kgid(current_user_ns(), gid);
	if (!gid_valid(*group) || !in_egroup_p(*group))
		return -EPERM;

	return 0;
}

int tee_session_calc_client_uuid(uuid_t *uuid, u32 connection_method,
				 const u8 connection_data[TEE_IOCTL_UUID_LEN])
{
	char name[TEE_LOGIN_NAME_SIZE];
	kgid_t group;
	int len, rc;

	switch (connection_method) {
	case TEE_IOCTL_LOGIN_PUBLIC:
	case TEE_IOCTL_LOGIN_REE_KERNEL:
		uuid_copy(uuid, &uuid_null);
		return 0;
	case TEE_IOCTL_LOGIN_USER:
		len = scnprintf(name, sizeof(name), "uid=%x",
				__kuid_val(current_euid()));
		break;
	case TEE_IOCTL_LOGIN_GROUP:
		rc = tee_login_group(connection_data, &group);
		if (rc)
			return rc;
		len = scnprintf(name, sizeof(name), "gid=%x",
				__kgid_val(group));
		break;
	default:
		return -EINVAL;
	}

	tee_login_uuid_v5(uuid, name, len);

	return 0;
}
EXPORT_SYMBOL_GPL(tee_session_calc_client_uuid);
