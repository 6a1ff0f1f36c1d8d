#include "store/fixture.h"

const struct store_tests failure_tests = {NULL, 0};
