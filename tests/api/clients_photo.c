/* Photos of pets: by form, by program, over a real socket, and what lies under --files. */
#include "app/background.h"
#include "app/files.h"
#include "support/pictures.h"
#include "support/world_each.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *photo_path(const char *pet)
{
    return world_text(w, "/api/v1/pets/%s/photo", pet_id(w, pet));
}

static const char *bearer(const char *who)
{
    return world_text(w, "Bearer %s", world_token(w, who));
}

static struct answer put(const char *who, const char *pet, const char *type, struct str bytes)
{
    const char *const headers[] = {"Authorization", bearer(who), "Content-Type", type, NULL};

    return world_send(w, "PUT", photo_path(pet), bytes, headers);
}

static struct answer get(const char *who, const char *pet)
{
    return api(w, who, "GET", photo_path(pet), NULL);
}

/* A form with a file, as a browser sends it. `form`: the parts before the file, each "name=value", up to a NULL. */
static struct str multipart(const char *const *form, struct str file)
{
    struct buf out;

    buf_init(&out, world_arena(w), 16 * 1024 * 1024);
    for (int i = 0; form[i]; i++) {
        struct str value = str_from(form[i]), name = str_cut(&value, '=');

        buf_format(&out, "--XyZ\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n", STR_ARG(name),
                   STR_ARG(value));
    }
    buf_format(&out,
               "--XyZ\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"%s\"\r\n"
               "Content-Type: image/jpeg\r\n\r\n",
               file.n ? "IMG 1.jpg" : "");
    buf_add(&out, file);
    buf_add(&out, STR("\r\n--XyZ--\r\n"));
    return buf_str(&out);
}

/* The form on the pet's page, sent by a browser. */
static struct answer send_form(const char *who, const char *pet, const char *const *form, struct str file)
{
    const char *token, *parts[16] = {NULL};
    struct answer page_of = page(w, who, "GET", world_text(w, "/pets/%s/edit", pet_id(w, pet)), NULL);
    const char *found = memmem(page_of.body.p, page_of.body.n, "name=\"_token\" value=\"", 21);
    int count = 0;

    assert_non_null(found);
    token = arena_cstr(world_arena(w), (struct str){found + 21, (size_t)(strchr(found + 21, '"') - found - 21)});
    parts[count++] = world_text(w, "_token=%s", token);
    parts[count++] = "_method=PUT";
    for (int i = 0; form && form[i]; i++)
        parts[count++] = form[i];
    const char *const headers[] = {"Cookie",
                                   world_text(w, "petgate_session=%s", world_session(w, who)),
                                   "Sec-Fetch-Site",
                                   "same-origin",
                                   "Accept",
                                   "text/html",
                                   "Content-Type",
                                   "multipart/form-data; boundary=XyZ",
                                   NULL};
    return world_send(w, "POST", world_text(w, "/pets/%s/photo", pet_id(w, pet)), multipart(parts, file), headers);
}

/* How many files a company has; `age_s`: and they are made so old. */
static int files_aged(const char *slug, int age_s)
{
    const struct timespec then = {.tv_sec = time_now_us() / SECOND_US - age_s}, times[] = {then, then};
    struct str id = id_text(world_arena(w), world_company(w, slug).n);
    DIR *folder = opendir(world_text(w, "%.*s/%.*s", STR_ARG(world_app(w)->config.files), STR_ARG(id)));
    int count = 0;

    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        if (strlen(entry->d_name) != FILE_NAME_LENGTH)
            continue;
        count++;
        if (age_s)
            assert_int_equal(utimensat(dirfd(folder), entry->d_name, times, 0), 0);
    }
    if (folder)
        closedir(folder);
    return count;
}

static int files_of(const char *slug)
{
    return files_aged(slug, 0);
}

/* ------------------------------------------------------------------ in and out */

static void CLI_01_a_photo_comes_back_without_what_the_camera_noted(void **state)
{
    struct str jpeg = picture_jpeg(world_arena(w), 6);
    struct answer a = put("maya", "Hoshi", "image/jpeg", jpeg);

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "photo.width"), 480);
    assert_int_equal(number_at(a.json, "photo.height"), 640);
    assert_text(a.json, "photo.alt", "Photo of Hoshi");
    a = get("dana", "Hoshi");
    assert_status(a, 200);
    assert_true(str_is(a.content_type, "image/jpeg"));
    assert_true(str_starts(a.body, STR("\xff\xd8")));
    assert_false(mentions(a, "GPS"));
    const char *const again[] = {"If-None-Match", a.etag.p, NULL};
    assert_status(api_with(w, "dana", "GET", photo_path("Hoshi"), NULL, again), 304);
    assert_status(put("maya", "Hoshi", "image/png", picture_png(world_arena(w))), 200);
    a = api_with(w, "dana", "GET", photo_path("Hoshi"), NULL, again);
    assert_status(a, 200);
    assert_true(str_is(a.content_type, "image/png"));
    assert_status(put("dana", "Hoshi", "image/webp", picture_webp(world_arena(w), 1)), 200);
    assert_true(str_is(get("dana", "Hoshi").content_type, "image/webp"));
    assert_int_equal(files_of("happy-tails"), 1); /* what was replaced is gone */
    a = page(w, "dana", "GET", world_text(w, "/clients/%s", client_id(w, "Ito")), NULL);
    assert_true(
        mentions(a, world_text(w, "src=\"/pets/%s/photo\" alt=\"Photo of Hoshi\" width=\"640\"", pet_id(w, "Hoshi"))));
    assert_status(page(w, "dana", "GET", world_text(w, "/pets/%s/photo", pet_id(w, "Hoshi")), NULL), 200);
}

static void CLI_01_a_photo_is_sent_by_a_form_described_and_removed(void **state)
{
    const char *const alt[] = {"alt=Hoshi, on \"her\" mat & asleep", NULL};
    const char *const later[] = {"alt=Awake", NULL};
    struct answer a = send_form("maya", "Hoshi", alt, picture_jpeg(world_arena(w), 1));

    (void)state;
    assert_status(a, 303);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/pets/%s", pet_id(w, "Hoshi")), NULL);
    assert_text(a.json, "photo.alt", "Hoshi, on \"her\" mat & asleep");
    assert_status(send_form("maya", "Hoshi", later, STR("")), 303);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/pets/%s", pet_id(w, "Hoshi")), NULL);
    assert_text(a.json, "photo.alt", "Awake");
    assert_status(page(w, "maya", "DELETE", world_text(w, "/pets/%s/photo", pet_id(w, "Hoshi")), NULL), 303);
    assert_status(get("maya", "Hoshi"), 404);
    assert_int_equal(files_of("happy-tails"), 0);
    assert_status(api(w, "maya", "DELETE", photo_path("Hoshi"), NULL), 200); /* none is none */
}

static void what_is_no_photo_is_refused_and_leaves_nothing_behind(void **state)
{
    struct str jpeg = picture_jpeg(world_arena(w), 1);
    const char *const typed[] = {"alt=Typed text", NULL};
    struct answer a = put("maya", "Hoshi", "image/jpeg", STR("GIF89a"));

    (void)state;
    assert_status(a, 422);
    assert_text(a.json, "errors.photo", "A photo must be a JPEG, PNG or still WebP picture.");
    assert_text(put("maya", "Hoshi", "image/jpeg", str_slice(jpeg, 0, jpeg.n / 2)).json, "errors.photo",
                "This picture is damaged or incomplete.");
    assert_text(put("maya", "Hoshi", "image/jpeg", STR("")).json, "errors.photo", "Choose a photo first.");
    assert_status(put("maya", "Hoshi", "application/json", jpeg), 415);
    assert_status(put("maya", "Hoshi", "text/html", jpeg), 415);
    a = send_form("maya", "Hoshi", typed, STR("no picture"));
    assert_status(a, 422);
    assert_true(mentions(a, "value=\"Typed text\""));
    assert_true(mentions(a, "A photo must be a JPEG"));
    assert_status(send_form("maya", "Hoshi", typed, STR("")), 422);
    assert_status(get("maya", "Hoshi"), 404);
    assert_int_equal(files_of("happy-tails"), 0);
}

static void a_form_with_nine_parts_or_two_files_or_cut_off_is_refused(void **state)
{
    const char *const eight[] = {"a=1", "b=1", "c=1", "d=1", "e=1", "f=1", "g=1", "h=1", NULL};
    const char *const none[] = {NULL};
    const char *const headers[] = {"Authorization", bearer("maya"), "Content-Type", "multipart/form-data; boundary=XyZ",
                                   NULL};
    struct str jpeg = picture_jpeg(world_arena(w), 1), nine = multipart(eight, jpeg), one = multipart(none, jpeg);
    struct str two[] = {str_slice(one, 0, one.n - strlen("--XyZ--\r\n")), one};

    (void)state;
    assert_status(world_send(w, "PUT", photo_path("Hoshi"), nine, headers), 400);
    assert_status(world_send(w, "PUT", photo_path("Hoshi"), parts_joined(world_arena(w), two, 2), headers), 400);
    assert_status(world_send(w, "PUT", photo_path("Hoshi"), str_slice(one, 0, one.n - 12), headers), 400);
    assert_status(world_send(w, "PUT", photo_path("Hoshi"), one, headers), 200);
}

static void ACC_06_a_photo_is_seen_and_changed_by_whoever_may(void **state)
{
    struct str jpeg = picture_jpeg(world_arena(w), 1);
    struct answer a;

    (void)state;
    assert_status(put("maya", "Mabel", "image/jpeg", jpeg), 200);
    assert_status(get("maya", "Mabel"), 200);
    a = get("dana", "Mabel"); /* Foster: access removed */
    assert_status(a, 404);
    assert_status(get("dana", "Hoshi"), 404); /* hers, without a photo: the same */
    assert_status(get("paula", "Mabel"), 404);
    assert_status(world_ask(w, "GET", photo_path("Mabel"), NULL, NULL), 401);
    assert_status(put("dana", "Mabel", "image/jpeg", jpeg), 404);
    assert_status(put("dana", "Mabel", "image/jpeg", STR("nothing")), 404); /* before anything is said of the picture */
    assert_status(put("sol", "Mabel", "image/jpeg", jpeg), 403);
    assert_status(api(w, "dana", "DELETE", photo_path("Mabel"), NULL), 404);
    assert_int_equal(files_of("happy-tails"), 1);
    assert_int_equal(files_of("riverside"), 0);
}

static void a_photo_of_a_pet_that_changed_meanwhile_is_not_taken(void **state)
{
    const char *const headers[] = {
        "Authorization", bearer("maya"), "Content-Type", "image/jpeg", "If-Match", "\"1\"", NULL};

    (void)state;
    assert_status(world_send(w, "PUT", photo_path("Hoshi"), picture_jpeg(world_arena(w), 1), headers), 412);
    assert_int_equal(files_of("happy-tails"), 0);
}

static void what_was_left_behind_is_swept_and_what_is_named_stays(void **state)
{
    struct background_config config = {.app = world_app(w)};
    const struct str orphan = STR("an orphan");
    struct arena arena = ARENA_INIT;
    struct str name;

    (void)state;
    assert_status(put("maya", "Hoshi", "image/jpeg", picture_jpeg(world_arena(w), 1)), 200);
    assert_int_equal(files_write(world_app(w), world_company(w, "happy-tails"), &orphan, 1, world_arena(w), &name), OK);
    background_round(&config, true, &arena);
    assert_int_equal(files_of("happy-tails"), 2); /* it may belong to an act under way */
    assert_int_equal(files_aged("happy-tails", 3 * 3600), 2);
    background_round(&config, true, &arena);
    arena_free(&arena);
    assert_int_equal(files_of("happy-tails"), 1);
    assert_status(get("maya", "Hoshi"), 200);
}

/* ------------------------------------------------------------------ over a socket */

static int connect_to(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static void send_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t sent = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);

        if (sent <= 0)
            return;
        bytes = str_slice(bytes, (size_t)sent, bytes.n);
    }
}

static struct str head_of(const char *method, const char *accept, int64_t length)
{
    return arena_format(world_arena(w),
                        "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: %s\r\nAuthorization: %s\r\n"
                        "Content-Type: image/jpeg\r\nContent-Length: %lld\r\n\r\n",
                        method, photo_path("Hoshi"), accept, bearer("maya"), (long long)length);
}

/* The whole answer of a request whose body is `bytes`, then zeros up to `length`. */
static struct str ask(int port, const char *accept, struct str bytes, int64_t length)
{
    static const char zeros[65536];
    struct buf out;
    char part[4096];
    int fd = connect_to(port);

    buf_init(&out, world_arena(w), 16 * 1024 * 1024);
    send_all(fd, head_of("PUT", accept, length));
    send_all(fd, bytes);
    for (int64_t left = length - (int64_t)bytes.n; left > 0; left -= (int64_t)sizeof(zeros))
        send_all(fd, (struct str){zeros, left < (int64_t)sizeof(zeros) ? (size_t)left : sizeof(zeros)});
    for (ssize_t got = recv(fd, part, sizeof(part), 0); got > 0; got = recv(fd, part, sizeof(part), 0))
        buf_add(&out, (struct str){part, (size_t)got});
    close(fd);
    return buf_str(&out);
}

static void an_upload_over_a_socket_is_whole_too_large_or_cut_off(void **state)
{
    struct server_config config = {.http = world_http(w), .listen = STR("127.0.0.1:0")};
    struct str jpeg = picture_jpeg(world_arena(w), 1), answer, whole;
    struct server *server;
    int fd;

    (void)state;
    assert_int_equal(server_start(&config, world_arena(w), &server), OK);
    answer = ask(server_port(server), "*/*", jpeg, (int64_t)jpeg.n);
    assert_true(str_starts(answer, STR("HTTP/1.1 200")));
    /* More than an ordinary body may have: a scan of 3 MB. */
    whole = str_slice(jpeg, 0, jpeg.n - strlen("another picture: " PICTURE_SECRET) - 2);
    answer = ask(server_port(server), "*/*", whole, 3 * 1024 * 1024);
    assert_true(str_starts(answer, STR("HTTP/1.1 422")));
    answer = ask(server_port(server), "*/*", jpeg, 9 * 1024 * 1024);
    assert_true(str_starts(answer, STR("HTTP/1.1 413")));
    assert_non_null(memmem(answer.p, answer.n, "at most 8 MB", 12));
    assert_non_null(memmem(answer.p, answer.n, "application/problem+json", 24));
    answer = ask(server_port(server), "*/*", STR(""), 70 * 1024 * 1024);
    assert_true(answer.n == 0 || str_starts(answer, STR("HTTP/1.1 413")));
    fd = connect_to(server_port(server));
    send_all(fd, head_of("PUT", "*/*", 500000));
    send_all(fd, jpeg);
    close(fd);
    fd = connect_to(server_port(server));
    send_all(fd, STR("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    assert_true(recv(fd, &(char){0}, 1, 0) == 1);
    close(fd);
    server_stop(server, 2000);
    assert_status(get("maya", "Hoshi"), 200); /* what came first is still there */
    assert_int_equal(files_of("happy-tails"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(CLI_01_a_photo_comes_back_without_what_the_camera_noted),
        T(CLI_01_a_photo_is_sent_by_a_form_described_and_removed),
        T(what_is_no_photo_is_refused_and_leaves_nothing_behind),
        T(a_form_with_nine_parts_or_two_files_or_cut_off_is_refused),
        T(ACC_06_a_photo_is_seen_and_changed_by_whoever_may),
        T(a_photo_of_a_pet_that_changed_meanwhile_is_not_taken),
        T(what_was_left_behind_is_swept_and_what_is_named_stays),
        T(an_upload_over_a_socket_is_whole_too_large_or_cut_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
