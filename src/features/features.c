#include "features/features.h"
#include "features/clients/clients.h"

const struct feature *const features[] = {
    &clients_feature,
};
const int feature_count = (int)ARRAY_SIZE(features);
