#include "http/file.h"

#include "app/files.h"
#include "http/multipart.h"
#include "http/page.h"
#include "http/respond.h"

static bool is_file_type(struct str content_type)
{
    return media_type_is(content_type, "multipart/form-data") || str_starts(content_type, STR("image/"));
}

bool http_is_upload(const struct http *http, const struct http_request *request)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct route_match match;
    bool found = false;

    if (str_is(request->method, "GET") || !is_file_type(http_header(request, "Content-Type")) ||
        !router_find(http->router, request->path, &arena, &match))
        return false;
    for (int method = METHOD_GET; method < METHOD__MAX; method++)
        found = found || (match.routes[method] && (match.routes[method]->operation->flags & OP_UPLOAD));
    return found;
}

int http_spool(const struct http *http)
{
    return files_spool(http->app);
}

void upload_read(struct exchange *x)
{
    struct str content_type = http_header(x->request, "Content-Type");
    struct multipart parts;

    if (!media_type_is(content_type, "multipart/form-data")) {
        x->upload = x->request->body;
        x->body = (struct str){NULL, 0};
        return;
    }
    x->body = (struct str){NULL, 0};
    x->broken_form = !multipart_read(x->arena, content_type, x->request->body, &parts);
    if (x->broken_form)
        return;
    x->upload = parts.file;
    form_controls_take(x->arena, parts.form, &x->controls, &x->body);
}

enum err upload_check(struct exchange *x)
{
    if (x->broken_form)
        return FAIL(x->arena, ERR_BAD_REQUEST, MSG_BAD_UPLOAD);
    if (x->request->body.n == 0 || is_file_type(http_header(x->request, "Content-Type")) ||
        (x->route->form == ROUTE_PAGE &&
         media_type_is(http_header(x->request, "Content-Type"), "application/x-www-form-urlencoded")))
        return OK;
    return FAIL(x->arena, ERR_MEDIA_TYPE, MSG_UPLOAD_TYPE);
}

/* What is no file of the folder is taken away rather than looked at. */
static void respond_bytes(struct exchange *x, const struct file_sent *file)
{
    x->response->status = 200;
    x->response->body = file->bytes;
    respond_header(x->response, "Content-Type", str_from(file->type));
    respond_header(x->response, "Content-Disposition",
                   arena_format(x->arena, "attachment; filename=\"%.*s\"", STR_ARG(file->saved_as)));
}

void file_respond(struct exchange *x, const struct outcome *outcome)
{
    const struct file_sent *file = &outcome->cx->file;
    struct http_response *response = x->response;
    struct str etag = arena_format(x->arena, "\"%.*s\"", STR_ARG(file->name));
    enum err err;

    if (file->bytes.p) {
        respond_bytes(x, file);
        return;
    }
    if (str_equal(http_header(x->request, "If-None-Match"), etag)) {
        response->status = 304;
    } else {
        err = files_map(x->app, outcome->cx->principal.company, file->name, x->arena, &response->mapped);
        if (err != OK) {
            if (x->api)
                respond_problem(x, err, outcome);
            else
                page_error(x, err);
            return;
        }
        response->status = 200;
        response->body = response->mapped;
        respond_header(response, "Content-Type", str_from(file->type));
    }
    respond_header(response, "ETag", etag);
    respond_header(response, "Cache-Control", STR("private, no-cache"));
    respond_header(response, "Content-Disposition", STR("inline"));
}
