/* Forms with files: the first line is the Content-Type, the rest the body. */
#include "http/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct str rest = {(const char *)data, size}, type = str_cut(&rest, '\n');
    struct str body = rest.p ? rest : STR("");
    struct multipart parts;

    if (multipart_read(&arena, type, body, &parts)) {
        assert(parts.form.n <= MULTIPART_TEXT_MAX);
        assert(parts.file.n == 0 || (parts.file.p >= body.p && parts.file.p + parts.file.n <= body.p + body.n));
    }
    arena_free(&arena);
    return 0;
}
