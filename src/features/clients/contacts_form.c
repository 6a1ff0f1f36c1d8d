/* A client's contacts as they are given: by a program as a list, by a form as rows, some of them empty. */
#include "features/clients/clients_form.h"
#include "features/clients/measures.h"

static const struct input_field phone_input[] = {
    {.name = "label", .kind = INPUT_TEXT, .max = 30, .label = "Label"},
    {.name = "value", .kind = INPUT_TEXT, .max = 40, .label = "Phone"},
    {.name = NULL},
};
static const struct input_field email_input[] = {
    {.name = "label", .kind = INPUT_TEXT, .max = 30, .label = "Label"},
    {.name = "value", .kind = INPUT_EMAIL, .label = "E-mail"},
    {.name = NULL},
};
const struct input_field contact_input[] = {
    {.name = "id", .kind = INPUT_TEXT, .nullable = true, .max = ID_TEXT_LENGTH, .label = "Contact"},
    {.name = "place", .kind = INPUT_INT, .nullable = true, .min = 1, .max = 99, .label = "Place"},
    {.name = "remove", .kind = INPUT_BOOL, .label = "Remove"},
    {.name = "name", .kind = INPUT_TEXT, .max = 120, .label = "Name"},
    {.name = "phones", .kind = INPUT_LIST, .max = CONTACT_LINES_MAX, .of = phone_input, .label = "Phones"},
    {.name = "emails", .kind = INPUT_LIST, .max = CONTACT_LINES_MAX, .of = email_input, .label = "E-mails"},
    {.name = NULL},
};

static struct contact_lines take_lines(struct arena *arena, const struct input *item, const char *name)
{
    struct contact_lines lines = {arena_array(arena, struct contact_line, CONTACT_LINES_MAX), 0};

    for (int i = 0; i < input_count(item, name) && lines.count < CONTACT_LINES_MAX; i++) {
        const struct input *line = input_item(item, name, i);

        if (input_text(line, "value").n > 0)
            lines.items[lines.count++] = (struct contact_line){input_text(line, "label"), input_text(line, "value")};
    }
    return lines;
}

MUST_CHECK static enum err check_phones(struct context *cx, const struct input *item)
{
    enum err err = OK;

    for (int i = 0; i < input_count(item, "phones"); i++) {
        const struct input *line = input_item(item, "phones", i);
        struct str value = input_text(line, "value");

        if (value.n > 0 && !phone_plausible(cx->arena, value))
            err = FAIL_FIELD(cx->arena,
                             arena_format(cx->arena, "contacts.%.*s.phones.%.*s.value", STR_ARG(input_label(item)),
                                          STR_ARG(input_label(line))),
                             MSG_PHONE);
    }
    return err;
}

/* One of the client's own, named once. */
MUST_CHECK static enum err take_id(struct context *cx, const struct input *item, const struct contact_list *before,
                                   const struct contact_list *taken, struct contact_id *ret)
{
    struct str text = input_text(item, "id");
    int64_t id = 0;
    bool found = false, twice = false;

    ret->n = 0;
    if (text.n == 0)
        return OK;
    if (id_parse(text, &id)) {
        for (int i = 0; i < before->count; i++)
            found = found || before->items[i].id.n == id;
        for (int i = 0; i < taken->count; i++)
            twice = twice || taken->items[i].id.n == id;
    }
    if (!found || twice)
        return FAIL_FIELD(cx->arena, arena_format(cx->arena, "contacts.%.*s.id", STR_ARG(input_label(item))),
                          MSG_FIELD_REFERENCE);
    ret->n = id;
    return OK;
}

/* A contact and the place it was given, in half steps: whoever moves goes before who stays there. */
struct placed {
    struct contact contact;
    int64_t rank;
};

static int64_t rank_of(const struct input *item, int index)
{
    int64_t place = input_int(item, "place");

    if (!place)
        return 2 * (index + 1);
    return 2 * place - (place < index + 1 ? 1 : place > index + 1 ? -1 : 0);
}

static void insert(struct placed *list, int count, struct placed one)
{
    int at = count;

    for (; at > 0 && list[at - 1].rank > one.rank; at--)
        list[at] = list[at - 1];
    list[at] = one;
}

enum err contacts_take(struct context *cx, const struct input *in, const struct client *client,
                       const struct contact_list *before, struct contact_list *ret)
{
    struct placed placed[CONTACTS_MAX];
    enum err err = OK;

    *ret = (struct contact_list){arena_array(cx->arena, struct contact, CONTACTS_MAX), 0};
    if (!input_given(in, "contacts")) {
        *ret = *before;
        return OK;
    }
    for (int i = 0; i < input_count(in, "contacts") && ret->count < CONTACTS_MAX; i++) {
        const struct input *item = input_item(in, "contacts", i);
        struct contact contact = {.name = input_text(item, "name"),
                                  .phones = take_lines(cx->arena, item, "phones"),
                                  .emails = take_lines(cx->arena, item, "emails")};
        enum err id = take_id(cx, item, before, ret, &contact.id);
        enum err phones = check_phones(cx, item);

        err = id != OK ? id : phones != OK ? phones : err;
        if (input_bool(item, "remove") || (!contact.name.n && !contact.phones.count && !contact.emails.count))
            continue;
        if (!contact.name.n)
            contact.name = client->name;
        insert(placed, ret->count, (struct placed){contact, rank_of(item, i)});
        ret->items[ret->count++] = contact;
    }
    for (int i = 0; i < ret->count; i++)
        ret->items[i] = placed[i].contact;
    return err;
}
