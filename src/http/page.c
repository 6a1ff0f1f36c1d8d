#include "http/page_inside.h"

#include "http/assets.h"
#include "http/origin.h"
#include "http/respond.h"
#include "http/session.h"

enum { PAGE_MAX = 32 * 1024 * 1024 };

/* ------------------------------------------------------------------ reading the templates */

static enum err page_read(struct http *http, struct arena *arena, const char *name, struct page *page)
{
    struct view_disk disk = {arena, http->config.dev_source};
    view_source *source = disk.root.n > 0 ? view_from_disk : view_builtin;
    struct view *view = NULL;

    TRY(view_parse(arena, str_from(name), source, &disk, page->schema, page->at, &view));
    page->view = view;
    return OK;
}

/* A fault in a page is none of the others' business while pages are being made; ordinarily it does not start. */
MUST_CHECK static enum err page_faulty(struct http *http, struct arena *arena, struct page *page)
{
    if (http->config.dev_source.n == 0)
        return ERR_INTERNAL;
    page->fault = arena->failure.log;
    LOG(&http->app->config.log, LOG_WARNING, "template", L_STR("fault", page->fault));
    fail_clear(arena);
    return OK;
}

static enum err page_read_all(struct http *http, struct pages *pages, struct arena *arena)
{
    static const struct schema nothing = {"nothing", NULL, 0};

    for (int i = 0; i < http->app->operation_count; i++) {
        const struct operation *operation = http->app->operations[i];
        struct page *page;

        if (operation->form != NULL)
            pages->forms[i] = app_operation(http->app, operation->form);
        if (operation->form != NULL && (pages->forms[i] == NULL || pages->forms[i]->page == NULL))
            return fail_internal(arena, "operation %s: its form %s has no page", operation->name, operation->form);
        if (operation->page == NULL)
            continue;
        page = arena_new(arena, struct page);
        page->operation = operation;
        page->schema = operation->output ? operation->output : &nothing;
        page->at = page_schema_with_problems(pages->at, http, operation, arena);
        page->bare = (operation->flags & OP_PARTIAL) != 0;
        if (page_read(http, arena, operation->page, page) != OK)
            TRY(page_faulty(http, arena, page));
        pages->by_operation[i] = page;
    }
    return OK;
}

enum err pages_new(struct http *http, struct arena *arena, struct pages **ret)
{
    struct pages *pages = arena_new(arena, struct pages);
    size_t count = (size_t)http->app->operation_count;

    pages->by_operation = arena_array(arena, struct page *, count);
    pages->forms = arena_array(arena, const struct operation *, count);
    pages->frame_operation = app_operation(http->app, "me.frame");
    TRY(page_schema_at(pages->frame_operation ? pages->frame_operation->output : NULL, arena, &pages->at));
    pages->head = pages->foot = (struct page){.schema = pages->at, .at = pages->at};
    pages->error = (struct page){.schema = &error_page_schema, .at = pages->at};
    TRY(page_read(http, arena, "frame/head", &pages->head));
    TRY(page_read(http, arena, "frame/foot", &pages->foot));
    TRY(page_read(http, arena, "frame/error", &pages->error));
    TRY(page_read_all(http, pages, arena));
    *ret = pages;
    return OK;
}

/* With --dev everything is read anew at each request: a template may have changed, and its partials. */
static const struct pages *pages_now(struct exchange *x)
{
    struct pages *pages = NULL;

    if (x->http->config.dev_source.n == 0 || x->pages != NULL)
        return x->pages != NULL ? x->pages : x->http->pages;
    if (pages_new(x->http, x->arena, &pages) != OK) {
        LOG(&x->app->config.log, LOG_ERROR, "template", L_STR("fault", x->arena->failure.log));
        pages = x->http->pages;
    }
    x->pages = pages;
    return pages;
}

static int index_of(const struct http *http, const struct operation *operation)
{
    for (int i = 0; i < http->app->operation_count; i++) {
        if (http->app->operations[i] == operation)
            return i;
    }
    return -1;
}

const struct page *page_of(struct exchange *x, const struct operation *operation)
{
    int index = index_of(x->http, operation);

    return index < 0 ? NULL : pages_now(x)->by_operation[index];
}

/* ------------------------------------------------------------------ the frame's values */

struct title_data {
    struct doc *doc;
    const struct company_profile *company;
};

static struct str title_value(void *data, struct str name)
{
    struct title_data *title = data;
    struct str prefix = STR("word.");
    int field = title->doc ? schema_find(doc_schema(title->doc), name) : -1;
    struct value value;

    if (str_starts(name, prefix))
        return company_word(title->company, str_slice(name, prefix.n, name.n));
    if (field < 0)
        return (struct str){NULL, 0};
    value = doc_get(doc_root(title->doc), field);
    return value.type == TYPE_TEXT ? value.text : (struct str){NULL, 0};
}

/* "{name} – visits" with the document's texts; a place that nothing fills is left out. */
static struct str title_of(struct exchange *x, const char *template, struct doc *doc,
                           const struct company_profile *company)
{
    struct title_data data = {doc, company};
    struct str rest = str_from(template);
    struct buf out;

    buf_init(&out, x->arena, 1024);
    while (rest.p != NULL) {
        buf_add(&out, str_cut(&rest, '{'));
        if (rest.p != NULL)
            buf_add(&out, title_value(&data, str_cut(&rest, '}')));
    }
    return buf_str(&out);
}

static void add_words(struct node *at, const struct company_profile *company)
{
    struct node *words = doc_object(at, page_at_word);

    for (int i = 0; i < page_word_schema.count; i++) {
        struct str name = str_from(page_word_schema.fields[i].name);

        doc_text(words, i, company_word(company, name));
    }
}

/* The entry of the navigation that the address lies under; of several the longest. */
static void mark_current(struct node *list, struct str path)
{
    const struct schema *schema = node_schema(list);
    int href = schema_find(schema, STR("href")), current = schema_find(schema, STR("current"));
    struct node *best = NULL;
    size_t length = 0;

    if (href < 0 || current < 0)
        return;
    for (struct node *item = node_next(list, NULL); item != NULL; item = node_next(list, item)) {
        struct str rest = doc_get(item, href).text, to = str_cut(&rest, '?');
        bool under = str_equal(path, to) || (to.n > 1 && str_starts(path, to) && path.n > to.n && path.p[to.n] == '/');

        if (under && to.n > length) {
            best = item;
            length = to.n;
        }
    }
    if (best != NULL)
        doc_bool(best, current, true);
}

/* Takes the frame's document over, field by field. */
static void add_frame(struct exchange *x, struct node *at, struct doc *frame)
{
    const struct schema *schema = doc_schema(frame);
    int nav = schema_find(schema, STR("nav"));

    for (int i = 0; i < schema->count; i++)
        doc_graft(at, page_at__COUNT + i, doc_root(frame), i);
    if (nav >= 0 && schema->fields[nav].type == TYPE_LIST && x->response->status != 404) {
        struct value value = doc_get(doc_root(frame), nav);

        if (value.node != NULL)
            mark_current(value.node, x->request->path);
    }
}

static struct str asset_address(const char *logical)
{
    const struct asset *asset = asset_by_name(logical);

    return str_from(asset != NULL ? asset->path : NULL);
}

static void add_assets(struct node *at)
{
    doc_address(at, page_at_css, asset_address("app.css"));
    doc_address(at, page_at_js, asset_address("app.js"));
    doc_address(at, page_at_theme_js, asset_address("theme.js"));
    doc_address(at, page_at_picker_js, asset_address("picker.js"));
}

/* What a 404 may not show: it must be the same whatever was asked (ACC-06). */
static void add_address(struct exchange *x, struct node *at, const struct outcome *outcome)
{
    const struct http_request *request = x->request;
    struct str here = request->path;
    struct str flash = form_flash(x, outcome), undo = form_flash_undo(x), query = form_query(x);
    struct str return_to = x->controls.return_to;

    if (return_to.n == 0) /* a page that was opened on the way, and leads back */
        return_to = form_value(x->arena, request->query, "_return");
    if (!is_local_path(return_to))
        return_to = (struct str){NULL, 0};

    if (query.n > 0)
        here = arena_format(x->arena, "%.*s?%.*s", STR_ARG(request->path), STR_ARG(query));
    doc_address(at, page_at_path, request->path);
    doc_address(at, page_at_here, here);
    if (return_to.n > 0)
        doc_address(at, page_at_return, return_to);
    doc_text(at, page_at_query, request->query);
    doc_text(at, page_at_request_id, x->request_id);
    if (flash.n > 0)
        doc_text(at, page_at_flash, flash);
    if (flash.n > 0 && undo.n > 0)
        doc_address(at, page_at_flash_undo, undo);
}

/* The label of the input that a dotted name means, else its last part. */
static struct str field_label(const struct operation *operation, struct str dotted)
{
    const struct input_field *fields = operation->input;
    struct str rest = dotted, part = dotted;

    while (rest.p != NULL && fields != NULL) {
        const struct input_field *field = fields;

        part = str_cut(&rest, '.');
        while (field->name != NULL && !str_is(part, field->name))
            field++;
        if (field->name == NULL)
            continue; /* an index of a list, a key of a map */
        if (rest.p == NULL)
            return field->label ? str_from(field->label) : part;
        fields = field->of;
    }
    return part;
}

static void add_problem(struct exchange *x, struct node *at, const struct outcome *outcome,
                        const struct refused *refused)
{
    struct node *problem = doc_object(at, page_at_problem);
    struct message_text told = failure_told(refused->err, &refused->failure);
    struct node *errors = doc_list(problem, page_problem_errors);
    int own = schema_find(node_schema(problem), page_problem_name(refused->operation, x->arena));

    doc_text(problem, page_problem_text, failure_text(x, outcome, &told));
    doc_int(problem, page_problem_status, status_of(refused->err));
    for (const struct field_failure *field = refused->failure.fields; field != NULL; field = field->next) {
        struct node *row = doc_item(errors);

        doc_text(row, page_error_row_field, field->field);
        doc_text(row, page_error_row_label, field_label(refused->operation, field->field));
        doc_text(row, page_error_row_text, failure_text(x, outcome, &field->text));
    }
    if (own >= 0 && refused->problem != NULL)
        doc_graft_object(problem, own, doc_root(refused->problem));
}

/* ------------------------------------------------------------------ rendering */

struct rendering {
    const struct outcome *outcome; /* NULL: of an error */
    struct doc *doc;
    const struct refused *refused;
    struct outcome frame;
    const struct company_profile *company; /* NULL: nobody is signed in */
};

/* The frame's document for this person; none where that fails, since a page without navigation is better than none. */
static void run_frame(struct exchange *x, const struct pages *pages, struct outcome *ret)
{
    struct call call = {
        .operation = pages->frame_operation,
        .principal = x->who.principal,
        .change = x->who.change,
        .form = CALL_FORM,
        .address = x->address,
        .request_id = x->request_id,
    };

    if (pages->frame_operation == NULL || !session_signed_in(x))
        return;
    app_call(x->app, &call, x->arena, ret);
    if (ret->cx != NULL)
        x->statements += ret->cx->tx_statements;
}

/* Everything that templates name with @. */
static struct node *at_make(struct exchange *x, const struct page *page, const struct rendering *r)
{
    const struct company_profile *company = r->company;
    struct doc *doc = doc_new(x->arena, page->at, CLASSES_ALL, company ? company->zone : zone_utc);
    struct node *at = doc_root(doc);

    session_give_form_key(x);
    doc_text(at, page_at_title, title_of(x, page->operation ? page->operation->title : "{title}", r->doc, company));
    doc_text(at, page_at_form_token, form_token(x->arena, x->form_key));
    doc_bool(at, page_at_signed_in, session_signed_in(x));
    doc_int(at, page_at_change, r->outcome != NULL ? r->outcome->change : x->who.change);
    add_assets(at);
    add_words(at, company);
    if (x->response->status != 404)
        add_address(x, at, r->outcome);
    if (r->refused != NULL)
        add_problem(x, at, r->outcome, r->refused);
    if (r->frame.err == OK && r->frame.doc != NULL)
        add_frame(x, at, r->frame.doc);
    return at;
}

void page_render(struct exchange *x, const struct page *page, const struct outcome *outcome, struct doc *doc,
                 const struct refused *refused)
{
    const struct pages *pages = pages_now(x);
    struct rendering r = {.outcome = outcome, .doc = doc, .refused = refused};
    struct view_context context;
    struct buf out;

    if (page->view == NULL) {
        x->response->status = 500;
        x->response->body = page->fault;
        respond_header(x->response, "Content-Type", STR("text/plain; charset=utf-8"));
        return;
    }
    if (doc == NULL)
        doc = doc_new(x->arena, page->schema, CLASSES_ALL, zone_utc);
    if (!page->bare)
        run_frame(x, pages, &r.frame);
    r.company = outcome != NULL && outcome->cx != NULL ? outcome->cx->company : NULL;
    if (r.company == NULL && r.frame.cx != NULL)
        r.company = r.frame.cx->company;
    context = (struct view_context){
        .at = at_make(x, page, &r),
        .zone = r.company ? r.company->zone : zone_utc,
        .now = x->now,
        .currency = r.company ? r.company->currency : STR("USD"),
        .locale = r.company ? r.company->locale : STR("en-US"),
    };
    buf_init(&out, x->arena, PAGE_MAX);
    context.root = context.at;
    if (!page->bare)
        view_render(pages->head.view, &context, &out);
    context.root = doc_root(doc);
    view_render(page->view, &context, &out);
    context.root = context.at;
    if (!page->bare)
        view_render(pages->foot.view, &context, &out);
    app_outcome_end(x->app, &r.frame);
    x->response->body = buf_str(&out);
    respond_header(x->response, "Content-Type", STR("text/html; charset=utf-8"));
}

/* ------------------------------------------------------------------ answers */

/* ROL-303: for those who may know, where the row's permission was refused; empty otherwise. */
static struct str why_page(struct exchange *x, const struct outcome *outcome)
{
    const struct picture *picture = outcome != NULL && outcome->state != NULL ? outcome->state->picture : NULL;
    enum permission permission = picture != NULL ? outcome->cx->operation->permission : PERMISSION__NONE;
    struct staff_id id = x->who.principal.staff;
    const struct person *person = picture != NULL ? picture_person(picture, id) : NULL;

    if (x->response->status != 403 || person == NULL || x->who.principal.viewed.n != 0 ||
        permission >= PERMISSION__MAX || !picture_holds(picture, person, PERMISSION_manage_staff, x->now, NULL))
        return (struct str){NULL, 0};
    return arena_format(x->arena, "/staff/%.*s/why?permission=%s", STR_ARG(id_text(x->arena, id.n)),
                        permission_info(permission)->name);
}

void page_error_about(struct exchange *x, enum err err, const struct outcome *outcome)
{
    struct message_text told = failure_told(err, &x->arena->failure);
    struct str text = failure_text(x, outcome, &told);
    struct doc *doc = doc_new(x->arena, &error_page_schema, CLASSES_ALL, zone_utc);
    struct node *root = doc_root(doc);

    x->problem = told.id;
    respond_status(x, err);
    doc_int(root, error_page_status, x->response->status);
    doc_text(root, error_page_title, str_from(status_title(x->response->status)));
    doc_text(root, error_page_text, text);
    doc_bool(root, error_page_try_again, x->response->status >= 500 || err == ERR_TOO_MANY);
    if (why_page(x, outcome).n > 0)
        doc_address(root, error_page_why_page, why_page(x, outcome));
    page_render(x, &pages_now(x)->error, NULL, doc, NULL);
}

void page_error(struct exchange *x, enum err err)
{
    page_error_about(x, err, NULL);
}

void page_go(struct exchange *x, struct str location)
{
    x->response->status = 303;
    respond_header(x->response, "Location", location);
}

/* To sign-in, and afterwards back here. What htmx fetched would end up within the page, so it is told to go instead. */
static void go_sign_in(struct exchange *x)
{
    bool again = session_signed_in(x); /* a fresh sign-in is wanted (IDN-03) */
    struct buf to;

    buf_init(&to, x->arena, 4096);
    buf_add(&to, again ? STR("/sign-in/again?return=") : STR("/sign-in?return="));
    if (x->method == METHOD_GET) {
        url_encode(&to, x->request->path);
        if (x->request->query.n > 0) {
            buf_add(&to, STR("%3F"));
            url_encode(&to, x->request->query);
        }
    } else {
        url_encode(&to, x->controls.return_to.n > 0 ? x->controls.return_to : STR("/"));
    }
    if (x->partial) {
        x->response->status = 401;
        respond_header(x->response, "HX-Redirect", buf_str(&to));
        return;
    }
    page_go(x, buf_str(&to));
}

/* IDN-03: signed in, but not lately enough for this. */
static bool wants_fresh(const struct exchange *x, const struct outcome *outcome)
{
    return outcome->err == ERR_FORBIDDEN && x->arena->failure.text.id == MSG_FRESH_SIGN_IN;
}

/* What can be mended in the form, or by sending it again later: it comes back with what was typed. */
static bool is_about_the_form(enum err err)
{
    return err == ERR_CONFLICT || err == ERR_INVALID || err == ERR_STALE || err == ERR_TOO_MANY;
}

void page_respond(struct exchange *x, const struct outcome *outcome)
{
    const struct operation *operation = x->route->operation;
    struct refused refused = {
        .operation = operation,
        .err = outcome->err,
        .failure = x->arena->failure,
        .input = outcome->input,
        .problem = outcome->doc,
    };

    respond_effects(x, outcome);
    if (outcome->err == ERR_SIGNED_OUT || wants_fresh(x, outcome)) {
        x->problem = failure_told(outcome->err, &x->arena->failure).id;
        go_sign_in(x);
    } else if (outcome->err == OK && operation->method != METHOD_GET) {
        form_done(x, outcome);
    } else if (outcome->err == OK) {
        x->response->status = 200;
        page_render(x, page_of(x, operation), outcome, outcome->doc, NULL);
    } else if (!is_about_the_form(outcome->err)) {
        page_error_about(x, outcome->err, outcome);
    } else if (!form_again(x, &refused)) {
        x->arena->failure = refused.failure;
        page_error_about(x, outcome->err, outcome);
    }
}
