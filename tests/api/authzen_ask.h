/* For the tests of AuthZEN: a world each, and questions to it. */
#ifndef API_AUTHZEN_ASK_H
#define API_AUTHZEN_ASK_H

#include "support/world_each.h"

#include <string.h>

static inline struct answer ask(const char *who, const char *path, const char *body)
{
    return api(w, who, "POST", path, body);
}

static inline const char *email(const char *who)
{
    return world_text(w, "%s@happytails.example", who);
}

static inline const char *question(const char *subject, const char *action, const char *type, const char *id)
{
    return world_text(w,
                      "\"subject\":{\"type\":\"staff\",\"id\":\"%s\"},\"action\":{\"name\":\"%s\"},"
                      "\"resource\":{\"type\":\"%s\",\"id\":\"%s\"}",
                      subject, action, type, id);
}

static inline struct answer evaluate(const char *who, const char *subject, const char *action, const char *type,
                                     const char *id)
{
    return ask(who, "/access/v1/evaluation", world_text(w, "{%s}", question(subject, action, type, id)));
}

/* By Olivia, the owner, about the staff member's sight of the client. */
static inline struct answer sight(const char *subject, const char *client)
{
    return evaluate("olivia", email(subject), "view", "client", client_id(w, client));
}

static inline bool yes(struct answer a)
{
    assert_status(a, 200);
    if (!json_is_boolean(json_at(a.json, "decision")))
        fail_msg("no decision: %.*s", STR_ARG(a.body));
    return true_at(a.json, "decision");
}

#endif
