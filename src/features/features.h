/* All features, for main, cli and tests. */
#ifndef FEATURES_FEATURES_H
#define FEATURES_FEATURES_H

#include "app/app.h"

extern const struct feature *const features[];
extern const int feature_count;

#endif
