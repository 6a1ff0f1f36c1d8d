#include "features/features.h"
#include "features/clients/clients.h"
#include "features/services/services.h"

const struct feature *const features[] = {
    &clients_feature,
    &services_feature,
};
const int feature_count = (int)ARRAY_SIZE(features);
