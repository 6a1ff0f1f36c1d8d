#include "http/assets.h"

#include "http/assets_table.h"

const struct asset *asset_by_path(struct str path)
{
    int low = 0, high = assets_count;

    while (low < high) {
        int middle = (low + high) / 2;
        struct str there = str_from(assets_table[middle].path);
        size_t common = there.n < path.n ? there.n : path.n;
        int order = common ? memcmp(path.p, there.p, common) : 0;

        if (order == 0 && there.n == path.n)
            return &assets_table[middle];
        if (order < 0 || (order == 0 && path.n < there.n))
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct asset *asset_by_name(const char *logical)
{
    int low = 0, high = assets_count;

    while (low < high) {
        int middle = (low + high) / 2;
        const struct asset *there = &assets_table[assets_by_name[middle]];
        int order = strcmp(logical, there->logical);

        if (order == 0)
            return there;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
