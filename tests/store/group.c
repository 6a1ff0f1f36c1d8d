#include "store/fixture.h"

const struct store_tests group_tests = {NULL, 0};
