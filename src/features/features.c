#include "features/features.h"
#include "features/clients/clients.h"
#include "features/company/company.h"
#include "features/identity/identity.h"

const struct feature *const features[] = {
    &clients_feature,
    /* company/ */
    &company_feature,
    &setup_feature,
    &me_feature,
    &home_feature,
    /* identity/ */
    &sign_in_feature,
    &session_feature,
    &password_feature,
    &welcome_feature,
    &reset_feature,
    &token_feature,
    &mail_feature,
};
const int feature_count = (int)ARRAY_SIZE(features);
