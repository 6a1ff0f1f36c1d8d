#include "features/features.h"
#include "features/clients/clients.h"
#include "features/notices/notices.h"
#include "features/services/services.h"

const struct feature *const features[] = {
    &clients_feature,
    &notices_feature,
    &services_feature,
};
const int feature_count = (int)ARRAY_SIZE(features);
