/* AuthZEN Authorization API 1.0 (API-03): the decision as a service for other programs. */
#ifndef FEATURES_AUTHZEN_H
#define FEATURES_AUTHZEN_H

#include "app/app.h"

extern const struct feature authzen_feature, authzen_search_feature;

#endif
