/* "Firefox on Windows" out of what a browser says about itself. */
#ifndef FEATURES_IDENTITY_DEVICE_H
#define FEATURES_IDENTITY_DEVICE_H

#include "base/arena.h"

/* Good enough to tell one's phone from somebody else's computer; what is unknown is "A program". */
struct str device_name(struct arena *arena, struct str user_agent);

#endif
