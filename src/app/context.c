#include "app/operation.h"

void audit_about(struct context *cx, struct staff_id staff, struct client_id client)
{
    cx->audit_staff = staff;
    cx->audit_client = client;
}

void audit_also(struct context *cx, struct staff_id staff, struct client_id client)
{
    struct audit_concern *concern = arena_new(cx->arena, struct audit_concern);

    *concern = (struct audit_concern){staff, client, cx->audit_concerns};
    cx->audit_concerns = concern;
}

void audit_reason(struct context *cx, struct str reason)
{
    cx->audit_reason = reason;
}

void audit_change(struct context *cx, const char *subject, int64_t id, const char *field, struct str before,
                  struct str after)
{
    struct audit_detail *detail = arena_new(cx->arena, struct audit_detail);

    *detail = (struct audit_detail){.subject = subject, .id = id, .field = field, .before = before, .after = after};
    if (cx->audit_last)
        cx->audit_last->next = detail;
    else
        cx->audit_first = detail;
    cx->audit_last = detail;
}

void audit_change_int(struct context *cx, const char *subject, int64_t id, const char *field, int64_t before,
                      int64_t after)
{
    audit_change(cx, subject, id, field, arena_format(cx->arena, "%lld", (long long)before),
                 arena_format(cx->arena, "%lld", (long long)after));
}

struct node *problem_begin(struct context *cx, const struct grant *g)
{
    cx->problem = doc_new(cx->arena, cx->operation->problem, g->classes, cx->company ? cx->company->zone : zone_utc);
    return doc_root(cx->problem);
}

struct wording company_wording(const struct company_profile *company)
{
    return company ? company->wording : (struct wording){false, false};
}

struct str company_word(const struct company_profile *company, struct str word)
{
    return word_of(company_wording(company), word);
}

struct str company_text(const struct context *cx, const char *text)
{
    return worded(cx->arena, company_wording(cx->company), text);
}

static struct str word(void *data, struct str key)
{
    return company_word(data, key);
}

struct str company_sentence(const struct context *cx, enum message id, const struct message_param *params, int count)
{
    struct message_text text = {.id = id, .param_count = count};

    assert(count <= MESSAGE_PARAMS_MAX);
    if (count)
        memcpy(text.params, params, (size_t)count * sizeof(*params));
    return message_format(&text, word, (void *)(uintptr_t)cx->company, cx->arena);
}

struct str label_of_permission(const struct context *cx, enum permission permission)
{
    return permission_label(permission, company_wording(cx->company), cx->arena);
}

struct str label_of_role(const struct context *cx, enum role role)
{
    return role_label(role, company_wording(cx->company), cx->arena);
}

enum err changed_check(struct context *cx, const struct input *in, int64_t row_changed)
{
    int64_t named = cx->if_match;

    if (!named && in && input_given(in, "changed"))
        named = input_int(in, "changed");
    if (named && named != row_changed)
        return FAIL(cx->arena, ERR_STALE, MSG_STALE);
    return OK;
}
