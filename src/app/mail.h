/* Inside of app/: one mail over SMTP. */
#ifndef APP_MAIL_H
#define APP_MAIL_H

#include "app/outbox.h"

struct mail {
    int64_t id;
    struct str recipient, subject, body;
    int64_t at;
};

enum mail_verdict {
    MAIL_ACCEPTED = 1,
    MAIL_LATER,   /* not reached, or told to come again */
    MAIL_REFUSED, /* told never to come again */
};

/* A connection that is kept for the mails of one run. */
struct mailer;
struct mailer *mailer_new(const struct mail_config *config);
void mailer_free(struct mailer *mailer);
/* `ret_detail`: what went wrong, for the log that people read. */
enum mail_verdict mailer_send(struct mailer *mailer, const struct mail *mail, struct arena *arena,
                              struct str *ret_detail);
/* The message as it goes over the line (RFC 5322), CRLF at line ends; nothing of the mail can add a header. */
struct str mail_text(const struct mail *mail, struct str from, struct arena *arena);

#endif
