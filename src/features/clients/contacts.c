/* Writing a client's contacts. */
#include "features/clients/clients_store.h"

SQL(contact_insert, "INSERT INTO contact (company_id, id, client_id, position, name, changed)"
                    " VALUES ($1, $2, $3, $4, $5, $6)");
SQL(contact_update, "UPDATE contact SET position = $4, name = $5, changed = $6"
                    " WHERE company_id = $1 AND id = $2 AND client_id = $3");
SQL(contact_delete, "DELETE FROM contact WHERE company_id = $1 AND id = $2 AND client_id = $3");
SQL(contact_last, "SELECT count(*) FROM contact WHERE company_id = $1 AND client_id = $2");
SQL(contact_line_insert, "INSERT INTO contact_line (company_id, contact_id, kind, position, label, value)"
                         " VALUES ($1, $2, $3, $4, $5, $6)");
SQL(contact_lines_delete, "DELETE FROM contact_line WHERE company_id = $1 AND contact_id = $2");

enum { CONTACT_TEXT_MAX = 8 * 1024 };

static void add_lines(struct buf *out, const struct contact_lines *lines)
{
    for (int i = 0; i < lines->count; i++) {
        const struct contact_line *line = &lines->items[i];

        buf_format(out, "; %.*s%s%.*s", STR_ARG(line->label), line->label.n ? " " : "", STR_ARG(line->value));
    }
}

/* "1. Ana Alvarez; mobile +1 518 555 0100; ana@alvarez.example", for the record and for comparing. */
static struct str contact_text(struct arena *arena, const struct contact *contact, int position)
{
    struct buf out;

    buf_init(&out, arena, CONTACT_TEXT_MAX);
    buf_format(&out, "%d. %.*s", position, STR_ARG(contact->name));
    add_lines(&out, &contact->phones);
    add_lines(&out, &contact->emails);
    return buf_str(&out);
}

MUST_CHECK static enum err write_lines(struct tx *tx, const struct grant *g, const struct contact *contact,
                                       enum contact_line_kind kind)
{
    const struct contact_lines *lines = kind == CONTACT_PHONE ? &contact->phones : &contact->emails;

    for (int i = 0; i < lines->count; i++)
        TRY(EXECUTE(tx, &contact_line_insert, NULL, SQL_INT(g->company.n), SQL_INT(contact->id.n), SQL_INT(kind),
                    SQL_INT(i + 1), SQL_TEXT(lines->items[i].label), SQL_TEXT(lines->items[i].value)));
    return OK;
}

/* What hangs on a contact: lines and words. */
MUST_CHECK static enum err write_rest(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                                      const struct contact *contact)
{
    struct words words = {.count = 0};

    TRY(EXECUTE(tx, &contact_lines_delete, NULL, SQL_INT(g->company.n), SQL_INT(contact->id.n)));
    TRY(write_lines(tx, g, contact, CONTACT_PHONE));
    TRY(write_lines(tx, g, contact, CONTACT_EMAIL));
    words_of_text(cx->arena, contact->name, &words);
    for (int i = 0; i < contact->phones.count; i++)
        words_of_phone(cx->arena, contact->phones.items[i].value, &words);
    for (int i = 0; i < contact->emails.count; i++)
        words_of_email(cx->arena, contact->emails.items[i].value, &words);
    return words_write(tx, g, client, WORD_CONTACT, contact->id.n, &words);
}

MUST_CHECK static enum err insert(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                                  struct contact *contact, int position)
{
    contact->id.n = id_new(cx->now);
    TRY(EXECUTE(tx, &contact_insert, NULL, SQL_INT(g->company.n), SQL_INT(contact->id.n), SQL_INT(client.n),
                SQL_INT(position), SQL_TEXT(contact->name), SQL_INT(cx->change)));
    return write_rest(cx, tx, g, client, contact);
}

enum err contact_create(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                        struct contact *contact)
{
    CLEANUP(query_end) struct query q = {0};
    int position = 1;

    TRY(QUERY(tx, &contact_last, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    if (query_next(&q))
        position = (int)query_int(&q, 0) + 1;
    TRY(query_done(&q));
    return insert(cx, tx, g, client, contact, position);
}

MUST_CHECK static enum err take_away(struct tx *tx, const struct grant *g, struct client_id client,
                                     const struct contact *contact)
{
    static const struct words none = {.count = 0};

    TRY(EXECUTE(tx, &contact_lines_delete, NULL, SQL_INT(g->company.n), SQL_INT(contact->id.n)));
    TRY(words_write(tx, g, client, WORD_CONTACT, contact->id.n, &none));
    return EXECUTE(tx, &contact_delete, NULL, SQL_INT(g->company.n), SQL_INT(contact->id.n), SQL_INT(client.n));
}

static int index_of(const struct contact_list *list, struct contact_id id)
{
    for (int i = 0; i < list->count; i++) {
        if (list->items[i].id.n == id.n)
            return i;
    }
    return -1;
}

MUST_CHECK static enum err write_one(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                                     struct str was, struct contact *contact, int position)
{
    struct str is = contact_text(cx->arena, contact, position);

    if (str_equal(was, is))
        return OK;
    if (!contact->id.n) {
        TRY(insert(cx, tx, g, client, contact, position));
    } else {
        TRY(EXECUTE(tx, &contact_update, NULL, SQL_INT(g->company.n), SQL_INT(contact->id.n), SQL_INT(client.n),
                    SQL_INT(position), SQL_TEXT(contact->name), SQL_INT(cx->change)));
        TRY(write_rest(cx, tx, g, client, contact));
    }
    audit_change(cx, "contact", contact->id.n, "contact", was, is);
    return OK;
}

enum err contacts_write(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                        const struct contact_list *before, struct contact_list *list)
{
    for (int i = 0; i < before->count; i++) {
        if (index_of(list, before->items[i].id) >= 0)
            continue;
        TRY(take_away(tx, g, client, &before->items[i]));
        audit_change(cx, "contact", before->items[i].id.n, "contact", contact_text(cx->arena, &before->items[i], i + 1),
                     STR(""));
    }
    for (int i = 0; i < list->count; i++) {
        struct contact *contact = &list->items[i];
        int old = contact->id.n ? index_of(before, contact->id) : -1;
        struct str was = old >= 0 ? contact_text(cx->arena, &before->items[old], old + 1) : STR("");

        TRY(write_one(cx, tx, g, client, was, contact, i + 1));
    }
    return OK;
}
