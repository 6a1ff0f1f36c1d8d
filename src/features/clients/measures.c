#include "features/clients/measures.h"
#include "base/fold.h"

enum { WHOLE_DIGITS_MAX = 9, FRACTION_DIGITS_MAX = 20, PHONE_DIGITS_MIN = 3, PHONE_DIGITS_MAX = 20 };
enum { GRAMS_OF_10_POUNDS_E2 = 453592 }; /* 4535.92 g */

static bool all_digits(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    }
    return true;
}

bool decimal_parse(struct str text, int places, int64_t *ret)
{
    bool minus = str_starts(text, STR("-"));
    struct str rest = str_slice(text, minus, text.n), whole;
    int64_t value = 0;

    whole = str_cut(&rest, str_find(rest, ',', 0) >= 0 ? ',' : '.');
    if (whole.n + rest.n == 0 || whole.n > WHOLE_DIGITS_MAX || rest.n > FRACTION_DIGITS_MAX || !all_digits(whole) ||
        !all_digits(rest))
        return false;
    for (size_t i = 0; i < whole.n; i++)
        value = value * 10 + (whole.p[i] - '0');
    for (int i = 0; i < places; i++)
        value = value * 10 + ((size_t)i < rest.n ? rest.p[i] - '0' : 0);
    if (rest.n > (size_t)places && rest.p[places] >= '5')
        value++;
    *ret = minus ? -value : value;
    return true;
}

bool degrees_parse(struct str text, int64_t max, int64_t *ret_e6)
{
    return decimal_parse(text, 6, ret_e6) && *ret_e6 >= -max && *ret_e6 <= max;
}

struct str degrees_text(struct arena *arena, int64_t e6)
{
    int64_t size = e6 < 0 ? -e6 : e6;

    return arena_format(arena, "%s%lld.%06lld", e6 < 0 ? "-" : "", (long long)(size / 1000000),
                        (long long)(size % 1000000));
}

enum weight_unit weight_unit_of(struct str locale)
{
    static const char *const POUNDS[] = {"-US", "-LR", "-MM"};

    for (size_t i = 0; i < ARRAY_SIZE(POUNDS); i++) {
        if (str_ends(locale, str_from(POUNDS[i])))
            return WEIGHT_LB;
    }
    return WEIGHT_KG;
}

bool weight_parse(struct str text, enum weight_unit unit, int64_t *ret_g)
{
    int64_t thousandths;

    if (!decimal_parse(text, 3, &thousandths) || thousandths < 0 || thousandths > (int64_t)WEIGHT_MAX_G * 10)
        return false;
    /* 453.592 g a pound, 1000 a kilogram. */
    *ret_g = unit == WEIGHT_KG ? thousandths : (thousandths * GRAMS_OF_10_POUNDS_E2 + 500000) / 1000000;
    return *ret_g <= WEIGHT_MAX_G;
}

struct str weight_text(struct arena *arena, int64_t weight_g, enum weight_unit unit)
{
    int64_t tenths = unit == WEIGHT_KG ? (weight_g + 50) / 100
                                       : (weight_g * 10000 + GRAMS_OF_10_POUNDS_E2 / 2) / GRAMS_OF_10_POUNDS_E2;

    if (weight_g <= 0)
        return STR("");
    if (tenths == 0) /* a canary */
        return arena_format(arena, unit == WEIGHT_KG ? "0.%03lld" : "0.%02lld",
                            (long long)(unit == WEIGHT_KG ? weight_g : weight_g * 100000 / GRAMS_OF_10_POUNDS_E2));
    return tenths % 10 ? arena_format(arena, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10))
                       : arena_format(arena, "%lld", (long long)(tenths / 10));
}

bool phone_plausible(struct arena *arena, struct str phone)
{
    size_t digits = fold_phone(arena, phone).n;

    return digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX;
}
