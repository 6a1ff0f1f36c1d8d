#include "base/money.h"

#include <stdlib.h>

int money_exponent(struct str currency)
{
    static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    static const char three[] = "BHD IQD JOD KWD LYD OMR TND";

    if (currency.n != 3)
        return 2;
    if (memmem(none, sizeof(none) - 1, currency.p, currency.n))
        return 0;
    return memmem(three, sizeof(three) - 1, currency.p, currency.n) ? 3 : 2;
}

struct str money_text(struct arena *arena, int64_t minor, struct str currency)
{
    static const int64_t units[] = {1, 10, 100, 1000};
    int exponent = money_exponent(currency);
    int64_t unit = units[exponent];

    if (exponent == 0)
        return arena_format(arena, "%lld", (long long)minor);
    return arena_format(arena, "%s%lld.%0*lld", minor < 0 ? "-" : "", llabs((long long)minor / unit), exponent,
                        llabs((long long)minor % unit));
}
