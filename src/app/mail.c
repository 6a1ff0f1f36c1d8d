#include "app/mail.h"

#include "base/heap.h"
#include "base/local.h"
#include "base/random.h"

#include <curl/curl.h>
#include <sodium.h>

enum { LINE_BYTES = 57, WORD_BYTES = 45, TIMEOUT_S = 60, CONNECT_TIMEOUT_S = 15 };

struct mailer {
    CURL *curl;
    const struct mail_config *config;
    struct arena arena; /* of the settings as C strings */
    char error[CURL_ERROR_SIZE];
};

/* ------------------------------------------------------------------ the message */

static void add_base64(struct buf *out, struct str bytes)
{
    char text[4 * ((LINE_BYTES + 2) / 3) + 1];

    assert(bytes.n <= LINE_BYTES);
    sodium_bin2base64(text, sizeof(text), (const unsigned char *)bytes.p, bytes.n, sodium_base64_VARIANT_ORIGINAL);
    buf_add(out, str_from(text));
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < ' ' || text.p[i] > '~')
            return false;
    }
    return text.n <= 70;
}

/* As it is, or as encoded words (RFC 2047) of whole characters each. */
static void add_header_text(struct buf *out, struct str text)
{
    if (is_plain(text)) {
        buf_add(out, text);
        return;
    }
    for (size_t at = 0; at < text.n;) {
        size_t n = 0;

        while (at + n < text.n && n < WORD_BYTES - 3) {
            size_t next = str_utf8_next(text, at + n);

            n += next ? next : 1;
        }
        buf_add(out, at ? STR("\r\n =?utf-8?B?") : STR("=?utf-8?B?"));
        add_base64(out, str_slice(text, at, n));
        buf_add(out, STR("?="));
        at += n;
    }
}

static struct str domain_of(struct str address)
{
    ptrdiff_t at = str_find(address, '@', 0);

    return at < 0 ? STR("localhost") : str_slice(address, (size_t)at + 1, address.n);
}

/* Lines end in CRLF before encoding, as mail wants it. */
static struct str with_crlf(struct str body, struct arena *arena)
{
    struct buf out;

    buf_init(&out, arena, 2 * body.n + 2);
    for (size_t i = 0; i < body.n; i++) {
        if (body.p[i] == '\n' && (i == 0 || body.p[i - 1] != '\r'))
            buf_add_char(&out, '\r');
        buf_add_char(&out, body.p[i]);
    }
    return buf_str(&out);
}

struct str mail_text(const struct mail *mail, struct str from, struct arena *arena)
{
    struct str body = with_crlf(mail->body, arena);
    struct buf out;

    buf_init(&out, arena, 2 * body.n + 4096);
    buf_format(&out, "From: Petgate <%.*s>\r\nTo: <%.*s>\r\nSubject: ", STR_ARG(from), STR_ARG(mail->recipient));
    add_header_text(&out, mail->subject);
    buf_add(&out, STR("\r\nDate: "));
    utc_stamp(&out, mail->at);
    buf_add(&out, STR(" +0000"));
    buf_format(&out, "\r\nMessage-ID: <%.*s@%.*s>\r\n", STR_ARG(id_text(arena, mail->id)), STR_ARG(domain_of(from)));
    buf_add(&out, STR("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    for (size_t at = 0; at < body.n; at += LINE_BYTES) {
        add_base64(&out, str_slice(body, at, LINE_BYTES));
        buf_add(&out, STR("\r\n"));
    }
    return buf_str(&out);
}

/* ------------------------------------------------------------------ sending */

struct reading {
    struct str text;
    size_t at;
};

static size_t read_more(char *out, size_t size, size_t count, void *data)
{
    struct reading *reading = data;
    struct str part = str_slice(reading->text, reading->at, size * count);

    if (part.n)
        memcpy(out, part.p, part.n);
    reading->at += part.n;
    return part.n;
}

/* The host of "smtp://host:port/…". */
static bool is_this_machine(struct str url)
{
    static const struct str names[] = {STR_INIT("127.0.0.1"), STR_INIT("localhost"), STR_INIT("[::1]")};
    ptrdiff_t slashes = str_find(url, '/', 0);
    struct str host = str_slice(url, slashes < 0 ? 0 : (size_t)slashes + 2, url.n);

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct str behind = str_slice(host, names[i].n, host.n);

        if (str_starts(host, names[i]) && (behind.n == 0 || behind.p[0] == ':' || behind.p[0] == '/'))
            return true;
    }
    return false;
}

struct mailer *mailer_new(const struct mail_config *config)
{
    struct mailer *mailer = heap_new(sizeof(*mailer));
    CURL *curl = curl_easy_init();
    struct arena *arena = &mailer->arena;

    assert(curl);
    mailer->curl = curl;
    mailer->config = config;
    curl_easy_setopt(curl, CURLOPT_URL, arena_cstr(arena, config->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, is_this_machine(config->url) ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (config->ca_file.n)
        curl_easy_setopt(curl, CURLOPT_CAINFO, arena_cstr(arena, config->ca_file));
    if (config->user.n) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, arena_cstr(arena, config->user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, arena_cstr(arena, config->password));
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_format(arena, "<%.*s>", STR_ARG(config->from)).p);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_more);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, mailer->error);
    return mailer;
}

void mailer_free(struct mailer *mailer)
{
    if (!mailer)
        return;
    curl_easy_cleanup(mailer->curl);
    arena_free(&mailer->arena);
    heap_free(mailer);
}

/* A "5xx" about sign-in or TLS is about our settings, which can be mended: the mail waits. */
static enum mail_verdict verdict_of(CURLcode code, long response)
{
    if (code == CURLE_OK)
        return MAIL_ACCEPTED;
    if (code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED)
        return MAIL_LATER;
    return response >= 500 && response < 600 ? MAIL_REFUSED : MAIL_LATER;
}

/* What could end the address early, or the line. */
static bool is_sound(struct str address)
{
    for (size_t i = 0; i < address.n; i++) {
        if ((unsigned char)address.p[i] <= ' ' || address.p[i] == '<' || address.p[i] == '>' || address.p[i] == 0x7f)
            return false;
    }
    return address.n > 0;
}

enum mail_verdict mailer_send(struct mailer *mailer, const struct mail *mail, struct arena *arena,
                              struct str *ret_detail)
{
    struct reading reading = {mail_text(mail, mailer->config->from, arena), 0};
    const char *to = arena_format(arena, "<%.*s>", STR_ARG(mail->recipient)).p;
    struct curl_slist *recipients;
    long response = 0;
    CURLcode code;

    *ret_detail = STR("The address cannot be one.");
    if (!is_sound(mail->recipient))
        return MAIL_REFUSED;
    recipients = curl_slist_append(NULL, to);
    mailer->error[0] = '\0';
    curl_easy_setopt(mailer->curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(mailer->curl, CURLOPT_READDATA, &reading);
    curl_easy_setopt(mailer->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)reading.text.n);
    code = curl_easy_perform(mailer->curl);
    curl_easy_getinfo(mailer->curl, CURLINFO_RESPONSE_CODE, &response);
    curl_easy_setopt(mailer->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    *ret_detail = arena_str(arena, str_from(mailer->error[0] ? mailer->error : curl_easy_strerror(code)));
    return verdict_of(code, response);
}
