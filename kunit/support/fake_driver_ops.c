// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the recording TEE driver: each counts its call, checks
 * what the TEE core hands it against struct tee_driver_ops, records it, keeps
 * account of what opens and closes, and answers as the test scripted. They
 * allocate nothing, so that fault injection hits the core alone.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "compat.h"
#include "fake_driver.h"
#include "fake_driver_ops.h"

/* Count the call, and stop in it if a test wants that */
static void enter(struct tee_fake *fake, enum tee_fake_op op)
{
	struct tee_fake_gate *gate = &fake->gate[op];

	if (xchg(&gate->armed, false)) {
		complete_all(&gate->entered);
		wait_for_completion(&gate->leave);
	}
	atomic_inc(&fake->calls[op]);
}

/* Put @ctx or @shm into a free slot, or take it out of the slot it is in */
static bool replace_slot(struct tee_fake *fake, void **slot, void *from,
			 void *to)
{
	bool found = false;
	int n;

	spin_lock(&fake->lock);
	for (n = 0; n < TEE_FAKE_MAX_OBJECTS && !found; n++) {
		if (slot[n] == from) {
			slot[n] = to;
			found = true;
		}
	}
	spin_unlock(&fake->lock);
	return found;
}

static bool slot_used(struct tee_fake *fake, void **slot, void *object)
{
	return object && replace_slot(fake, slot, object, object);
}

static struct tee_fake_session *find_session(struct tee_fake *fake,
					     struct tee_context *ctx, u32 id)
{
	int n;

	for (n = 0; n < TEE_FAKE_MAX_OBJECTS; n++) {
		struct tee_fake_session *s = &fake->session[n];

		if (s->ctx == ctx && (!ctx || s->id == id))
			return s;
	}
	return NULL;
}

/* Note whether the client has closed @ctx; what was noted before */
static bool note_closed(struct tee_fake *fake, struct tee_context *ctx,
			bool closed)
{
	bool was = false;
	int n;

	spin_lock(&fake->lock);
	for (n = 0; n < TEE_FAKE_MAX_OBJECTS; n++) {
		if (fake->ctx[n] == ctx) {
			was = fake->closed[n];
			fake->closed[n] = closed;
		}
	}
	spin_unlock(&fake->lock);
	return was;
}

static struct tee_fake *from_context(struct tee_context *ctx)
{
	struct tee_fake *fake = tee_get_drvdata(ctx->teedev);

	KUNIT_EXPECT_TRUE_MSG(fake->test,
			      slot_used(fake, (void **)fake->ctx, ctx),
			      "a context that isn't open");
	KUNIT_EXPECT_FALSE_MSG(fake->test, ctx->releasing,
			       "a context that is being released");
	return fake;
}

static void check_memref(struct tee_fake *fake, struct tee_context *ctx,
			 struct tee_param *param)
{
	struct tee_shm *shm = param->u.memref.shm;
	struct kunit *test = fake->test;

	if (!shm)
		return;
	if (shm != fake->driver_shm)
		KUNIT_EXPECT_PTR_EQ_MSG(test, shm->ctx, ctx,
					"shared memory of another context");
	KUNIT_EXPECT_GT(test, refcount_read(&shm->refcount), 0);
	KUNIT_EXPECT_LE(test, param->u.memref.size, shm->size);
	KUNIT_EXPECT_LE(test, param->u.memref.shm_offs,
			shm->size - param->u.memref.size);
}

static void record_params(struct tee_fake *fake, struct tee_context *ctx,
			  size_t num_params, struct tee_param *param)
{
	size_t n;

	fake->rec.num_params = num_params;
	fake->rec.has_param = param;
	KUNIT_EXPECT_LE(fake->test, num_params, TEE_FAKE_MAX_PARAMS);
	for (n = 0; n < min_t(size_t, num_params, TEE_FAKE_MAX_PARAMS); n++) {
		fake->rec.param[n] = param[n];
		if (tee_param_is_memref(param + n))
			check_memref(fake, ctx, param + n);
	}
	if (fake->param_hook)
		fake->param_hook(fake, num_params, param);
}

static void fake_get_version(struct tee_device *teedev,
			     struct tee_ioctl_version_data *vers)
{
	struct tee_fake *fake = tee_get_drvdata(teedev);

	enter(fake, TEE_FAKE_GET_VERSION);
	*vers = fake->vers;
}

static int __maybe_unused fake_get_revision(struct tee_device *teedev,
					    char *buf, size_t len)
{
	struct tee_fake *fake = tee_get_drvdata(teedev);

	enter(fake, TEE_FAKE_GET_REVISION);
	if (fake->result[TEE_FAKE_GET_REVISION])
		return fake->result[TEE_FAKE_GET_REVISION];
	KUNIT_EXPECT_GT(fake->test, len, strlen(fake->revision));
	strscpy(buf, fake->revision, len);
	return 0;
}

bool tee_fake_set_revision(struct tee_fake *fake, const char *revision)
{
	fake->revision = revision;
#ifdef HAVE_TEE_REVISION
	fake->ops.get_tee_revision = fake_get_revision;
	return true;
#else
	return false;
#endif
}

static int fake_open(struct tee_context *ctx)
{
	struct tee_fake *fake = tee_get_drvdata(ctx->teedev);

	enter(fake, TEE_FAKE_OPEN);
	KUNIT_EXPECT_NULL(fake->test, ctx->data);
	KUNIT_EXPECT_EQ(fake->test, kref_read(&ctx->refcount), 1);
	KUNIT_EXPECT_FALSE(fake->test, ctx->releasing);
	if (fake->result[TEE_FAKE_OPEN])
		return fake->result[TEE_FAKE_OPEN];

	ctx->data = fake;
	ctx->cap_memref_null = fake->vers.gen_caps & TEE_GEN_CAP_MEMREF_NULL;
	if (!replace_slot(fake, (void **)fake->ctx, NULL, ctx))
		return -ENOSPC;
	return 0;
}

/* Once for each context, before its release */
static void __maybe_unused fake_close_context(struct tee_context *ctx)
{
	struct tee_fake *fake = from_context(ctx);

	enter(fake, TEE_FAKE_CLOSE_CONTEXT);
	KUNIT_EXPECT_GT(fake->test, kref_read(&ctx->refcount), 0);
	KUNIT_EXPECT_FALSE_MSG(fake->test, note_closed(fake, ctx, true),
			       "closed twice");
	if (fake->close_hook)
		fake->close_hook(fake, ctx);
}

static void fake_release(struct tee_context *ctx)
{
	struct tee_fake *fake = tee_get_drvdata(ctx->teedev);
	struct tee_fake_session *s;
	int n;

	enter(fake, TEE_FAKE_RELEASE);
	KUNIT_EXPECT_PTR_EQ(fake->test, ctx->data, (void *)fake);
	KUNIT_EXPECT_EQ(fake->test, kref_read(&ctx->refcount), 0);
	KUNIT_EXPECT_TRUE_MSG(fake->test, note_closed(fake, ctx, false) ||
			      !compat_close_context(&fake->ops),
			      "released before it was closed");
	for (n = 0; n < TEE_FAKE_MAX_OBJECTS; n++)
		KUNIT_EXPECT_TRUE_MSG(fake->test,
				      !fake->shm[n] || fake->shm[n]->ctx != ctx,
				      "released before its shared memory");
	if (fake->release_hook)
		fake->release_hook(fake, ctx);

	/* "All sessions previously opened with this context will be closed" */
	for (n = 0; n < TEE_FAKE_MAX_OBJECTS; n++) {
		s = &fake->session[n];
		if (s->ctx == ctx)
			s->ctx = NULL;
	}
	KUNIT_EXPECT_TRUE_MSG(fake->test,
			      replace_slot(fake, (void **)fake->ctx, ctx, NULL),
			      "released a context that isn't open");
}

static int fake_open_session(struct tee_context *ctx,
			     struct tee_ioctl_open_session_arg *arg,
			     struct tee_param *param)
{
	struct tee_fake *fake = from_context(ctx);
	struct tee_fake_session *s;

	enter(fake, TEE_FAKE_OPEN_SESSION);
	fake->rec.open = *arg;
	record_params(fake, ctx, arg->num_params, param);
	if (fake->result[TEE_FAKE_OPEN_SESSION])
		return fake->result[TEE_FAKE_OPEN_SESSION];

	arg->ret = fake->ta_ret;
	arg->ret_origin = fake->ta_ret ? 4 : 3;
	if (fake->ta_ret)
		return 0;

	spin_lock(&fake->lock);
	s = find_session(fake, NULL, 0);
	if (s) {
		s->ctx = ctx;
		s->id = fake->session_id++;
		arg->session = s->id;
	}
	spin_unlock(&fake->lock);
	return s ? 0 : -ENOSPC;
}

static int fake_close_session(struct tee_context *ctx, u32 session)
{
	struct tee_fake *fake = from_context(ctx);
	struct tee_fake_session *s;

	enter(fake, TEE_FAKE_CLOSE_SESSION);
	fake->rec.session = session;
	if (fake->result[TEE_FAKE_CLOSE_SESSION])
		return fake->result[TEE_FAKE_CLOSE_SESSION];

	spin_lock(&fake->lock);
	s = find_session(fake, ctx, session);
	if (s)
		s->ctx = NULL;
	spin_unlock(&fake->lock);
	return s ? 0 : -EINVAL;
}

static int fake_system_session(struct tee_context *ctx, u32 session)
{
	struct tee_fake *fake = from_context(ctx);

	enter(fake, TEE_FAKE_SYSTEM_SESSION);
	fake->rec.session = session;
	return fake->result[TEE_FAKE_SYSTEM_SESSION];
}

static int fake_invoke(struct tee_context *ctx,
		       struct tee_ioctl_invoke_arg *arg,
		       struct tee_param *param)
{
	struct tee_fake *fake = from_context(ctx);

	enter(fake, TEE_FAKE_INVOKE);
	fake->rec.invoke = *arg;
	record_params(fake, ctx, arg->num_params, param);
	arg->ret = fake->ta_ret;
	arg->ret_origin = fake->ta_ret ? 4 : 3;
	return fake->result[TEE_FAKE_INVOKE];
}

#ifdef HAVE_TEE_OBJECT_INVOKE
static int fake_object_invoke(struct tee_context *ctx,
			      struct tee_ioctl_object_invoke_arg *arg,
			      struct tee_param *param)
{
	struct tee_fake *fake = from_context(ctx);

	enter(fake, TEE_FAKE_OBJECT_INVOKE);
	fake->rec.object = arg->id;
	fake->rec.object_op = arg->op;
	record_params(fake, ctx, arg->num_params, param);
	if (!fake->no_answer)
		arg->ret = fake->ta_ret;
	return fake->result[TEE_FAKE_OBJECT_INVOKE];
}
#endif

static int fake_cancel(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	struct tee_fake *fake = from_context(ctx);

	enter(fake, TEE_FAKE_CANCEL);
	fake->rec.cancel_id = cancel_id;
	fake->rec.session = session;
	return fake->result[TEE_FAKE_CANCEL];
}

/*
 * The operation takes over the references to shared memory that arrive in
 * @param, as optee_supp_recv() does, on success and on failure.
 */
static int fake_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
			  struct tee_param *param)
{
	struct tee_fake *fake = from_context(ctx);
	u32 n;

	enter(fake, TEE_FAKE_SUPP_RECV);
	record_params(fake, ctx, *num_params, param);
	for (n = 0; n < *num_params; n++)
		if (tee_param_is_memref(param + n) && param[n].u.memref.shm)
			tee_shm_put(param[n].u.memref.shm);
	if (fake->result[TEE_FAKE_SUPP_RECV])
		return fake->result[TEE_FAKE_SUPP_RECV];
	if (fake->recv_num > *num_params)
		return -EINVAL;

	*func = fake->recv_func;
	*num_params = fake->recv_num;
	memcpy(param, fake->recv_param, fake->recv_num * sizeof(*param));
	return 0;
}

static int fake_supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
			  struct tee_param *param)
{
	struct tee_fake *fake = from_context(ctx);

	enter(fake, TEE_FAKE_SUPP_SEND);
	fake->rec.supp_ret = ret;
	record_params(fake, ctx, num_params, param);
	return fake->result[TEE_FAKE_SUPP_SEND];
}

static int fake_shm_register(struct tee_context *ctx, struct tee_shm *shm,
			     struct page **pages, size_t num_pages,
			     unsigned long start)
{
	struct tee_fake *fake = tee_get_drvdata(ctx->teedev);
	struct kunit *test = fake->test;
	size_t n;

	enter(fake, TEE_FAKE_SHM_REGISTER);
	fake->rec.start = start;
	KUNIT_EXPECT_PTR_EQ(test, shm->ctx, ctx);
	KUNIT_EXPECT_PTR_EQ(test, shm->pages, pages);
	KUNIT_EXPECT_EQ(test, shm->num_pages, num_pages);
	KUNIT_EXPECT_GT(test, shm->size, 0);
	KUNIT_EXPECT_LT(test, shm->offset, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, start & ~PAGE_MASK, 0);
	KUNIT_EXPECT_EQ_MSG(test, num_pages,
			    DIV_ROUND_UP(shm->offset + shm->size, PAGE_SIZE),
			    "not the pages that hold the buffer");
	for (n = 0; n < num_pages; n++) {
		if (!pages[n]) {
			KUNIT_FAIL(test, "no page %zu", n);
			break;
		}
		/* those of a kernel buffer are the client's, who may have them from kmalloc() */
		if (shm->flags & TEE_SHM_USER_MAPPED)
			KUNIT_EXPECT_TRUE(test,
					  folio_maybe_dma_pinned(page_folio(pages[n])));
	}
	if (fake->page_hook)
		fake->page_hook(fake, pages, num_pages);
	if (fake->result[TEE_FAKE_SHM_REGISTER])
		return fake->result[TEE_FAKE_SHM_REGISTER];

	KUNIT_EXPECT_FALSE_MSG(test, slot_used(fake, (void **)fake->shm, shm),
			       "registered twice");
	return replace_slot(fake, (void **)fake->shm, NULL, shm) ? 0 : -ENOSPC;
}

static int fake_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	struct tee_fake *fake = tee_get_drvdata(ctx->teedev);
	size_t n;

	enter(fake, TEE_FAKE_SHM_UNREGISTER);
	KUNIT_EXPECT_PTR_EQ(fake->test, shm->ctx, ctx);
	for (n = 0; n < shm->num_pages && shm->flags & TEE_SHM_USER_MAPPED; n++)
		KUNIT_EXPECT_GT(fake->test, page_count(shm->pages[n]), 0);
	KUNIT_EXPECT_TRUE_MSG(fake->test,
			      replace_slot(fake, (void **)fake->shm, shm, NULL),
			      "unregistered what isn't registered");
	return fake->result[TEE_FAKE_SHM_UNREGISTER];
}

const struct tee_driver_ops tee_fake_ops = {
	.get_version = fake_get_version,
	.open = fake_open,
#ifdef HAVE_TEE_CLOSE_CONTEXT
	.close_context = fake_close_context,
#endif
	.release = fake_release,
	.open_session = fake_open_session,
	.close_session = fake_close_session,
	.system_session = fake_system_session,
	.invoke_func = fake_invoke,
#ifdef HAVE_TEE_OBJECT_INVOKE
	.object_invoke_func = fake_object_invoke,
#endif
	.cancel_req = fake_cancel,
	.supp_recv = fake_supp_recv,
	.supp_send = fake_supp_send,
	.shm_register = fake_shm_register,
	.shm_unregister = fake_shm_unregister,
};

static int fake_pool_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
			   size_t size, size_t align)
{
	struct tee_fake *fake = pool->private_data;

	enter(fake, TEE_FAKE_POOL_ALLOC);
	KUNIT_EXPECT_NOT_NULL(fake->test, shm->ctx);
	KUNIT_EXPECT_TRUE(fake->test, shm->flags & TEE_SHM_POOL);
	KUNIT_EXPECT_TRUE(fake->test, is_power_of_2(align));
	if (fake->result[TEE_FAKE_POOL_ALLOC])
		return fake->result[TEE_FAKE_POOL_ALLOC];
	return tee_dyn_shm_alloc_helper(shm, size, align, fake_shm_register);
}

static void fake_pool_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	struct tee_fake *fake = pool->private_data;

	tee_dyn_shm_free_helper(shm, fake_shm_unregister);
	enter(fake, TEE_FAKE_POOL_FREE);
}

static void fake_pool_destroy(struct tee_shm_pool *pool)
{
}

const struct tee_shm_pool_ops tee_fake_pool_ops = {
	.alloc = fake_pool_alloc,
	.free = fake_pool_free,
	.destroy_pool = fake_pool_destroy,
};
