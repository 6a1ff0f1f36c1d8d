#include "store/fixture.h"

const struct store_tests open_tests = {NULL, 0};
