// SPDX-License-Identifier: GPL-2.0-only
/*
 * A supplicant in the kernel, over the ioctls of /dev/teepriv0.
 */
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "file.h"
#include "supplicant.h"

#define SUPP_MEM	PAGE_SIZE

/* What user memory holds: the ioctl's argument, then the buffer that it points to. */
struct supp_mem {
	struct tee_ioctl_buf_data data;
	union {
		struct tee_iocl_supp_recv_arg recv;
		struct tee_iocl_supp_send_arg send;
		struct tee_ioctl_shm_alloc_data alloc;
		struct tee_ioctl_shm_register_data reg;
		struct tee_ioctl_version_data version;
	} u;
	struct tee_ioctl_param param[OPTEE_MAX_PARAMS];
};

static int supp_version(struct optee_supplicant *supp)
{
	struct supp_mem __user *mem = supp->mem;
	struct tee_ioctl_version_data version;
	int rc = optee_file_ioctl(supp->file, TEE_IOC_VERSION, &mem->u.version);

	if (!rc && copy_from_user(&version, &mem->u.version, sizeof(version)))
		rc = -EFAULT;
	supp->reg_mem = !rc && version.gen_caps & TEE_GEN_CAP_REG_MEM;
	return rc;
}

int optee_op_supp_open(struct optee_task *task)
{
	struct optee_supplicant *supp = to_optee_supplicant(task);
	char name[OPTEE_NAME_SIZE];
	struct file *file;

	if (!optee_tee_name("teepriv", name))
		return -ENOENT;
	if (!supp->mem)
		supp->mem = optee_user_alloc(SUPP_MEM);
	if (!supp->mem)
		return -ENOMEM;
	if (supp->file)
		return 0;
	file = optee_file_open(name, O_RDWR);
	if (IS_ERR(file))
		return PTR_ERR(file);
	supp->file = file;
	return supp_version(supp);
}

static void supp_shm_close(struct optee_supp_shm *shm)
{
	if (!shm->size)
		return;
	close_fd(shm->fd);
	flush_delayed_fput();
	if (shm->user)
		optee_user_free(shm->user, shm->size);
	shm->user = NULL;
	shm->size = 0;
}

int optee_op_supp_close(struct optee_task *task)
{
	struct optee_supplicant *supp = to_optee_supplicant(task);
	int i;

	for (i = 0; i < OPTEE_SUPP_MAX_SHMS; i++)
		supp_shm_close(&supp->shm[i]);
	if (supp->file)
		optee_file_close(supp->file);
	supp->file = NULL;
	return 0;
}

static long supp_ioctl(struct optee_supplicant *supp, unsigned int cmd, u32 num_params)
{
	struct supp_mem __user *mem = supp->mem;
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (unsigned long)&mem->u,
		.buf_len = sizeof(mem->u.recv) + num_params * sizeof(struct tee_ioctl_param),
	};

	if (copy_to_user(&mem->data, &data, sizeof(data)))
		return -EFAULT;
	return optee_file_ioctl(supp->file, cmd, &mem->data);
}

int optee_op_supp_recv(struct optee_task *task)
{
	struct optee_supplicant *supp = to_optee_supplicant(task);
	struct supp_mem __user *mem = supp->mem;
	struct tee_iocl_supp_recv_arg arg = { .num_params = supp->num_params };
	struct optee_supp_msg *msg = &supp->msg;
	long rc;

	memset(msg, 0, sizeof(*msg));
	msg->param[0] = supp->room;
	if (supp->meta)
		msg->param[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	if (copy_to_user(&mem->u.recv, &arg, sizeof(arg)) ||
	    copy_to_user(mem->u.recv.params, msg->param, supp->num_params * sizeof(*msg->param)))
		return -EFAULT;
	rc = supp_ioctl(supp, TEE_IOC_SUPPL_RECV, supp->num_params);
	if (rc)
		return rc;
	if (copy_from_user(&arg, &mem->u.recv, sizeof(arg)) || arg.num_params > supp->num_params ||
	    copy_from_user(msg->param, mem->u.recv.params, arg.num_params * sizeof(*msg->param)))
		return -EFAULT;
	msg->func = arg.func;
	msg->num_params = arg.num_params;
	return 0;
}

int optee_op_supp_send(struct optee_task *task)
{
	struct optee_supplicant *supp = to_optee_supplicant(task);
	struct supp_mem __user *mem = supp->mem;
	struct optee_supp_msg *msg = &supp->msg;
	struct tee_iocl_supp_send_arg arg = { .ret = msg->ret, .num_params = msg->num_params };

	if (copy_to_user(&mem->u.send, &arg, sizeof(arg)) ||
	    copy_to_user(mem->u.send.params, msg->param, msg->num_params * sizeof(*msg->param)))
		return -EFAULT;
	return supp_ioctl(supp, TEE_IOC_SUPPL_SEND, msg->num_params);
}

int optee_op_supp_serve(struct optee_task *task)
{
	struct optee_supplicant *supp = to_optee_supplicant(task);
	int rc;

	while (!(rc = optee_op_supp_recv(task))) {
		(supp->handle ?: optee_supp_handle)(supp, &supp->msg);
		rc = optee_op_supp_send(task);
		/* as tee-supplicant, which takes any error for fatal */
		if (rc)
			break;
		WRITE_ONCE(supp->served, supp->served + 1);
	}
	return rc;
}

/* ---- an honest supplicant's answers ---------------------------------------------- */

/* Memory of the process, registered: the secure world isn't called for it. */
static long supp_shm_register(struct optee_supplicant *supp, struct optee_supp_shm *shm,
			      size_t size)
{
	struct supp_mem __user *mem = supp->mem;
	struct tee_ioctl_shm_register_data data = { .length = PAGE_ALIGN(size) };
	long fd;

	shm->user = optee_user_alloc(data.length);
	if (!shm->user)
		return -ENOMEM;
	data.addr = (unsigned long)shm->user;
	if (copy_to_user(&mem->u.reg, &data, sizeof(data)))
		return -EFAULT;
	fd = optee_file_ioctl(supp->file, TEE_IOC_SHM_REGISTER, &mem->u.reg);
	if (fd < 0 || copy_from_user(&data, &mem->u.reg, sizeof(data))) {
		optee_user_free(shm->user, data.length);
		shm->user = NULL;
		return fd < 0 ? fd : -EFAULT;
	}
	shm->id = data.id;
	shm->size = data.length;
	return fd;
}

static long supp_shm_from_pool(struct optee_supplicant *supp, struct optee_supp_shm *shm,
			       size_t size)
{
	struct supp_mem __user *mem = supp->mem;
	struct tee_ioctl_shm_alloc_data data = { .size = size };
	long fd;

	if (copy_to_user(&mem->u.alloc, &data, sizeof(data)))
		return -EFAULT;
	fd = optee_file_ioctl(supp->file, TEE_IOC_SHM_ALLOC, &mem->u.alloc);
	if (fd < 0 || copy_from_user(&data, &mem->u.alloc, sizeof(data)))
		return fd < 0 ? fd : -EFAULT;
	shm->id = data.id;
	shm->size = data.size;
	return fd;
}

static u32 supp_shm_alloc(struct optee_supplicant *supp, struct tee_ioctl_param *param)
{
	struct optee_supp_shm *shm;

	for (shm = supp->shm; shm < supp->shm + OPTEE_SUPP_MAX_SHMS && shm->size; shm++)
		;
	if (shm == supp->shm + OPTEE_SUPP_MAX_SHMS)
		return TEEC_ERROR_OUT_OF_MEMORY;
	shm->fd = supp->reg_mem ? supp_shm_register(supp, shm, param->b) :
		  supp_shm_from_pool(supp, shm, param->b);
	if (shm->fd < 0)
		return TEEC_ERROR_OUT_OF_MEMORY;
	param->c = shm->id;
	return TEEC_SUCCESS;
}

static u32 supp_shm_free(struct optee_supplicant *supp, u64 id)
{
	int i;

	for (i = 0; i < OPTEE_SUPP_MAX_SHMS; i++) {
		if (supp->shm[i].size && supp->shm[i].id == id) {
			supp_shm_close(&supp->shm[i]);
			return TEEC_SUCCESS;
		}
	}
	return TEEC_ERROR_BAD_PARAMETERS;
}

void optee_supp_handle(struct optee_supplicant *supp, struct optee_supp_msg *msg)
{
	struct tee_ioctl_param *first = &msg->param[optee_supp_first(supp)];

	switch (msg->func) {
	case OPTEE_RPC_SHM_ALLOC:
		msg->ret = supp_shm_alloc(supp, first);
		break;
	case OPTEE_RPC_SHM_FREE:
		msg->ret = supp_shm_free(supp, first->b);
		break;
	default:
		msg->ret = TEEC_SUCCESS;
		break;
	}
}

/* ---- from the test's thread --------------------------------------------------------- */

struct optee_supplicant *optee_supp_new(struct optee_setup *setup)
{
	struct optee_supplicant *supp = kzalloc(sizeof(*supp), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(setup->test, supp);
	supp->num_params = 5;
	supp->task.release = optee_op_supp_close;
	supp->task.serves = true;
	optee_task_init(setup, &supp->task, "optee_supp");
	return supp;
}

struct optee_supplicant *optee_supp_opened(struct optee_setup *setup)
{
	struct optee_supplicant *supp = optee_supp_new(setup);

	KUNIT_ASSERT_EQ(setup->test, optee_task_run(&supp->task, optee_op_supp_open), 0);
	return supp;
}

struct optee_supplicant *optee_supp_thread(struct optee_supplicant *supp)
{
	struct optee_supplicant *other = optee_supp_new(supp->task.setup);

	other->file = get_file(supp->file);
	KUNIT_ASSERT_EQ(supp->task.setup->test,
			optee_task_run(&other->task, optee_op_supp_open), 0);
	return other;
}

struct optee_supplicant *optee_supp_serving(struct optee_setup *setup)
{
	struct optee_supplicant *supp = optee_supp_opened(setup);

	optee_task_start(&supp->task, optee_op_supp_serve);
	return supp;
}

void optee_supp_stop(struct optee_supplicant *supp)
{
	optee_task_kill(&supp->task);
	optee_task_join(&supp->task);
	optee_task_run(&supp->task, optee_op_supp_close);
}
