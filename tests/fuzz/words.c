/* Short words out of addresses, heads and command lines: percent-encoding, fields of forms and cookies, where a form
 * returns to, ids, cursors of lists, heads of the record, instants. What is taken reads the same again. */
#include "app/audit.h"
#include "app/cursor.h"
#include "base/fold.h"
#include "base/id.h"
#include "base/time.h"
#include "http/exchange.h"
#include "http/hygiene.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
    if (!good)
        abort();
}

static void check_escapes(struct arena *arena, struct str text)
{
    struct str decoded, again;
    struct buf encoded;

    for (int plus = 0; plus < 2; plus++) {
        if (!url_decode(arena, text, plus, &decoded))
            continue;
        buf_init(&encoded, arena, 3 * decoded.n + 1);
        url_encode(&encoded, decoded);
        must(!encoded.full && url_decode(arena, buf_str(&encoded), plus, &again) && str_equal(decoded, again));
    }
}

static void check_form(struct arena *arena, struct str text)
{
    struct form_controls controls = {0}, none = {0};
    struct str rest = {0}, same = {0};

    form_controls_take(arena, text, &controls, &rest);
    must(rest.n <= text.n);
    must(controls.return_to.n == 0 || is_local_path(controls.return_to));
    form_controls_take(arena, rest, &none, &same);
    must(str_equal(rest, same) && none.method.n == 0 && none.token.n == 0 && none.return_to.n == 0);
}

static void check_head(struct str text)
{
    const struct http_header headers[] = {{STR("Host"), STR("x")}, {STR("Cookie"), text}};
    const struct http_request request = {
        .method = STR("GET"), .path = text, .headers = headers, .header_count = ARRAY_SIZE(headers)};
    struct str cookie = request_cookie(&request, "petgate_session");

    must(cookie.n == 0 || (cookie.p >= text.p && cookie.p + cookie.n <= text.p + text.n));
    must(cookie.n == 0 || memchr(cookie.p, ';', cookie.n) == NULL);
    (void)media_type_is(text, "application/json");
    if (hygiene_fault(&request) == NULL) /* then it is fit for a log line and for a header */
        must(text.n > 0 && text.p[0] == '/' && memchr(text.p, '\n', text.n) == NULL);
}

static void check_email(struct arena *arena, struct str text)
{
    struct str email;

    if (fold_email(arena, text, &email))
        must(email.n > 0 && str_is_utf8(email) && memchr(email.p, ' ', email.n) == NULL);
}

static void check_numbers(struct arena *arena, struct str text)
{
    struct audit_head head, head_again;
    struct str sort, sort_again;
    int64_t id, again;

    if (id_parse(text, &id))
        must(id > 0 && id_parse(id_text(arena, id), &again) && again == id);
    if (cursor_parse(arena, text, &sort, &id) && id != 0)
        must(cursor_parse(arena, cursor_text(arena, sort, id), &sort_again, &again) && again == id &&
             str_equal(sort, sort_again));
    if (audit_head_parse(text, &head))
        must(audit_head_parse(audit_head_text(arena, &head), &head_again) && head.change == head_again.change &&
             memcmp(head.hash, head_again.hash, sizeof(head.hash)) == 0);
    if (time_parse(text, &id))
        must(time_parse(time_text(arena, zone_utc, id), &again) && again == id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct str text = {(const char *)data, size < 4096 ? size : 4096};

    check_escapes(&arena, text);
    check_form(&arena, text);
    check_head(text);
    check_numbers(&arena, text);
    check_email(&arena, text);
    arena_free(&arena);
    return 0;
}
