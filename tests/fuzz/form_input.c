#include "input_fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct input *in = NULL;
    enum err err = input_from_form(&arena, fuzz_fields, (struct str){(const char *)data, size}, false, zone_utc, &in);

    fuzz_check(&arena, err, in);
    arena_free(&arena);
    return 0;
}
