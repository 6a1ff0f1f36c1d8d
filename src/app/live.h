/* Inside of app/: the registration behind live_watch and live_announce. */
#ifndef APP_LIVE_H
#define APP_LIVE_H

struct live;
struct live *live_new(void);
void live_free(struct live *live);

#endif
