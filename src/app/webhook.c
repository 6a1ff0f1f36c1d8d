#include "app/webhook.h"

#include "base/random.h"
#include "base/time.h"

#include <curl/curl.h>
#include <sodium.h>

enum { ANSWER_MAX = 16 * 1024, CONNECT_TIMEOUT_MS = 5000 };

/* ------------------------------------------------------------------ where to */

/* Host and port; empty where there is a name and password before them. */
static struct str authority_of(struct str url, size_t scheme)
{
    struct str rest = str_slice(url, scheme, url.n);
    size_t n = 0;

    while (n < rest.n && !strchr("/?#", rest.p[n]))
        n++;
    rest.n = n;
    return str_find(rest, '@', 0) >= 0 ? STR("") : rest;
}

static bool is_this_machine(struct str authority)
{
    static const struct str names[] = {STR_INIT("127.0.0.1"), STR_INIT("localhost"), STR_INIT("[::1]")};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct str behind = str_slice(authority, names[i].n, authority.n);

        if (str_starts(authority, names[i]) && (behind.n == 0 || behind.p[0] == ':'))
            return true;
    }
    return false;
}

bool webhook_url_is_sound(struct str url)
{
    for (size_t i = 0; i < url.n; i++) {
        if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '\\')
            return false;
    }
    if (str_starts(url, STR("https://")))
        return authority_of(url, strlen("https://")).n > 0;
    return str_starts(url, STR("http://")) && is_this_machine(authority_of(url, strlen("http://")));
}

/* ------------------------------------------------------------------ the signature */

struct str webhook_signature(struct arena *arena, struct str secret, int64_t now, struct str body)
{
    struct str stamp = arena_format(arena, "%lld.", (long long)(now / SECOND_US));
    uint8_t hash[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, (const uint8_t *)secret.p, secret.n);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)stamp.p, stamp.n);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)body.p, body.n);
    crypto_auth_hmacsha256_final(&state, hash);
    return arena_format(arena, "t=%lld,v1=%.*s", (long long)(now / SECOND_US),
                        STR_ARG(hex_text(arena, hash, sizeof(hash))));
}

/* ------------------------------------------------------------------ the call */

/* The answer is of no use but for its status; one that does not end is cut. */
static size_t take_answer(char *bytes, size_t size, size_t count, void *data)
{
    size_t *taken = data;

    (void)bytes;
    *taken += size * count;
    return *taken > ANSWER_MAX ? 0 : size * count;
}

static struct curl_slist *headers_of(const struct webhook_config *config, struct str body, int64_t now,
                                     struct arena *arena)
{
    struct str signature = webhook_signature(arena, config->secret, now, body);
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");

    headers = curl_slist_append(headers, "Expect:");
    return curl_slist_append(headers, arena_format(arena, "Petgate-Signature: %.*s", STR_ARG(signature)).p);
}

static void set_up(CURL *curl, const struct webhook_config *config, struct str body, struct arena *arena)
{
    long timeout = config->timeout_ms ? config->timeout_ms : WEBHOOK_TIMEOUT_MS;

    curl_easy_setopt(curl, CURLOPT_URL, arena_cstr(arena, config->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, timeout < CONNECT_TIMEOUT_MS ? timeout : CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Petgate/" PETGATE_VERSION);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.p);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
}

bool webhook_post(const struct webhook_config *config, struct str body, int64_t now, struct arena *arena,
                  struct str *ret_detail)
{
    struct curl_slist *headers = headers_of(config, body, now, arena);
    CURL *curl = curl_easy_init();
    size_t taken = 0;
    long status = 0;
    CURLcode code;

    assert(curl && headers);
    set_up(curl, config, body, arena);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taken);
    code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    *ret_detail = code == CURLE_OK ? arena_format(arena, "it answered %ld", status)
                                   : arena_str(arena, str_from(curl_easy_strerror(code)));
    return code == CURLE_OK && status >= 200 && status < 300;
}
