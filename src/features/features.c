#include "features/features.h"
#include "features/clients/clients.h"
#include "features/company/company.h"
#include "features/identity/identity.h"

const struct feature *const features[] = {
    &clients_feature,
    /* company/ */
    &me_feature,
    /* identity/ */
    &sign_in_feature,
};
const int feature_count = (int)ARRAY_SIZE(features);
