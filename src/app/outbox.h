/* E-mail leaves through a table (MSG-13): queued in the transaction that wants it, sent by the background loop, tried
 * again until it is accepted. A mail is one row and one recipient; while one process sends it, its lease keeps the
 * others away. Only a crash between the server's "accepted" and our note of it can send a mail twice; its Message-ID
 * then is the same. */
#ifndef APP_OUTBOX_H
#define APP_OUTBOX_H

#include "app/app.h"

enum outbox_state { OUTBOX_QUEUED = 1, OUTBOX_SENT, OUTBOX_FAILED, OUTBOX_STATE__MAX };

/* Queues one, to leave at once. Company none: about an account alone. */
MUST_CHECK enum err outbox_add(struct tx *tx, struct company_id company, struct str recipient, struct str subject,
                               struct str body, int64_t now);

struct mail_config {
    struct str url;            /* "smtp://mail.example.com:587" or "smtps://…"; empty: mails wait */
    struct str from;           /* "pets@example.com" */
    struct str user, password; /* empty: no sign-in */
    struct str ca_file;        /* tests and private authorities; empty: the machine's */
};
/* Without TLS mail goes to this very machine only: any other smtp:// server must offer STARTTLS. */

/* Sends what is due, at most `max` mails, and says in `ret_sent` how many were accepted. Failures to reach the server
 * are no error: they stand in the rows and come again after 1 min, 2 min … 4 h, for five days. */
MUST_CHECK enum err outbox_run(struct app *app, const struct mail_config *config, int max, struct arena *arena,
                               int *ret_sent);

#endif
