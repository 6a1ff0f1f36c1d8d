#include "features/roles/today.h"

bool today_gates(const struct operation *op, enum permission permission)
{
    return !(op->flags & OP_OWNER) &&
           (op->permission == permission || op->own == permission || op->either == permission);
}

static bool holds(const struct picture *picture, const struct person *person, enum permission permission, int64_t now)
{
    return permission != PERMISSION__NONE && picture_holds(picture, person, permission, now, NULL);
}

bool today_opens(const struct picture *picture, const struct person *person, const struct operation *op, int64_t now)
{
    if (op->flags & OP_OWNER && !policy_is_owner(person))
        return false;
    return holds(picture, person, op->permission, now) || holds(picture, person, op->own, now) ||
           holds(picture, person, op->either, now);
}

const char *today_inside(enum permission permission)
{
    static const char *const inside[PERMISSION__MAX] = {
        [PERMISSION_see_all_clients] = "Goes with the role: managers see every client, Supporters in the support view.",
        [PERMISSION_view_client_schedule] = "Other people's visits in lists, on the calendar and on the client's page.",
        [PERMISSION_view_company_calendar] = "Everybody's visits on the calendar.",
        [PERMISSION_edit_clients_and_pets] = "Which fields of a client and its pets can be changed.",
        [PERMISSION_complete_without_message] = "Whether completing a visit asks for a message.",
        [PERMISSION_deliver_services] =
            "Starting and completing one's own visits; whether one can be scheduled at all.",
        [PERMISSION_manage_services] = "Prices of services and visits.",
        [PERMISSION_manage_invoicing] = "Prices of services and visits.",
        [PERMISSION_view_client_invoices] = "Prices of services and visits.",
        [PERMISSION_ask_about_others] = "Whom the decision service (AuthZEN) answers about.",
    };

    return inside[permission];
}

struct str today_title(const struct context *cx, const struct operation *op)
{
    struct str rest = company_text(cx, op->title ? op->title : op->summary);
    struct buf out;

    buf_init(&out, cx->arena, 1024);
    while (rest.p) {
        buf_add(&out, str_cut(&rest, '{'));
        if (rest.p) {
            (void)str_cut(&rest, '}');
            buf_add(&out, STR("…"));
        }
    }
    return buf_str(&out);
}
