/* What people type and browsers say about themselves: password rules, device names, short names, mails. */
#include "app/mail.h"
#include "features/company/company.h"
#include "features/identity/device.h"
#include "features/identity/password.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct str rest = {(const char *)bytes, size < 4096 ? size : 4096};
    struct str first = str_cut(&rest, '\n'), second = str_cut(&rest, '\n');
    const struct password_owner owner = {second, rest, first};
    const struct mail mail = {.id = 1, .recipient = STR("a@b.example"), .subject = second, .body = rest, .at = 1};
    struct arena arena = ARENA_INIT;
    struct str slug, text;

    (void)password_judge(first, &owner, &arena);
    (void)device_name(&arena, first);
    slug = company_slug(&arena, first);
    for (size_t i = 0; i < slug.n; i++)
        assert((slug.p[i] >= 'a' && slug.p[i] <= 'z') || (slug.p[i] >= '0' && slug.p[i] <= '9') || slug.p[i] == '-');
    text = mail_text(&mail, STR("c@d.example"), &arena);
    for (size_t i = 0; i < text.n; i++) /* a line ends in CRLF, and nothing else is a control character */
        assert(text.p[i] >= ' ' || (text.p[i] == '\r' && text.p[i + 1] == '\n') || text.p[i] == '\n');
    arena_free(&arena);
    return 0;
}
