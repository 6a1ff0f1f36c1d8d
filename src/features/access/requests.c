/* What a separation request does to its pair (ACC-70): a hold while one waits, and none when the pair is separated. */
#include "features/access/requests.h"

void pair_requests_document(const struct grant *g, const struct pair_requests *requests, struct node *list)
{
    for (int i = 0; i < requests->count; i++) {
        const struct separation_request *request = &requests->items[i];
        struct node *item = doc_item(list);

        doc_id(item, pair_request_id, request->id.n);
        doc_enum(item, pair_request_side, request->side);
        doc_text(item, pair_request_reason, request->reason);
        doc_text(item, pair_request_made_by, staff_name(g, request->made_by));
        doc_instant(item, pair_request_made_at, request->made_at);
    }
}

enum err requests_settle(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                         struct client_id client)
{
    struct pair_requests requests;
    struct relation pair;

    TRY(pair_requests_read(tx, g, staff, client, &requests));
    for (int i = 0; i < requests.count; i++) {
        const struct undo_step step = {UNDO_REQUEST, requests.items[i].id.n, 0, REQUEST_OPEN, 0, {0}};

        TRY(undo_keep(cx, tx, g, UNDO_LAST - i, &step));
        TRY(request_set_state(cx, tx, g, &requests.items[i], REQUEST_SEPARATED, (struct str){0}));
    }
    TRY(relation_read(tx, g, staff, client, &pair));
    return pair.hold ? relation_hold(cx, tx, g, staff, client, false) : OK;
}

enum err request_reopen(struct context *cx, struct tx *tx, const struct grant *g, struct request_id id, int64_t act)
{
    struct separation_request request;

    TRY(request_read(tx, g->company, id, &request));
    if (request.changed != act)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_UNDO_CHANGED, P_STR("what", STR("The separation request")));
    TRY(request_set_state(cx, tx, g, &request, REQUEST_OPEN, (struct str){0}));
    return relation_hold(cx, tx, g, request.staff, request.client, true);
}
