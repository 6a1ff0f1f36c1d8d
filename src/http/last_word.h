/* What is said to a connection that the HTTP library ends without a word: its first line is none of HTTP, or it did not
 * send its first request to the end in time. */
#ifndef HTTP_LAST_WORD_H
#define HTTP_LAST_WORD_H

/* Right before `fd` is closed: 400, or 408 if nothing came for `idle_ms`. Nothing to whom anything was ever sent: there
 * it might be taken for the answer to something else. Nothing to whoever sent nothing. */
void last_word(int fd, int idle_ms);

#endif
