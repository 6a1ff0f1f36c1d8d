#include "features/company/choices.h"

static const char *const schemes[] = {"field", "facility"};
const struct names scheme_names = {schemes, ARRAY_SIZE(schemes)};
static const char *const wordings[] = {"staff", "user"};
const struct names wording_names = {wordings, ARRAY_SIZE(wordings)};
static const char *const time_offs[] = {"time_off", "availability"};
const struct names time_off_names = {time_offs, ARRAY_SIZE(time_offs)};

/* CURRENCY(code, name) */
#define CURRENCIES(CURRENCY)                                                                                           \
    CURRENCY("USD", "US dollar")                                                                                       \
    CURRENCY("EUR", "Euro")                                                                                            \
    CURRENCY("GBP", "Pound sterling")                                                                                  \
    CURRENCY("CAD", "Canadian dollar")                                                                                 \
    CURRENCY("AUD", "Australian dollar")                                                                               \
    CURRENCY("NZD", "New Zealand dollar")                                                                              \
    CURRENCY("CHF", "Swiss franc")                                                                                     \
    CURRENCY("DKK", "Danish krone")                                                                                    \
    CURRENCY("NOK", "Norwegian krone")                                                                                 \
    CURRENCY("SEK", "Swedish krona")                                                                                   \
    CURRENCY("PLN", "Polish zloty")                                                                                    \
    CURRENCY("CZK", "Czech koruna")                                                                                    \
    CURRENCY("HUF", "Hungarian forint")                                                                                \
    CURRENCY("RON", "Romanian leu")                                                                                    \
    CURRENCY("ISK", "Icelandic króna")                                                                                 \
    CURRENCY("ILS", "Israeli shekel")                                                                                  \
    CURRENCY("AED", "UAE dirham")                                                                                      \
    CURRENCY("ZAR", "South African rand")                                                                              \
    CURRENCY("MXN", "Mexican peso")                                                                                    \
    CURRENCY("BRL", "Brazilian real")                                                                                  \
    CURRENCY("ARS", "Argentine peso")                                                                                  \
    CURRENCY("CLP", "Chilean peso")                                                                                    \
    CURRENCY("COP", "Colombian peso")                                                                                  \
    CURRENCY("INR", "Indian rupee")                                                                                    \
    CURRENCY("SGD", "Singapore dollar")                                                                                \
    CURRENCY("HKD", "Hong Kong dollar")                                                                                \
    CURRENCY("JPY", "Japanese yen")                                                                                    \
    CURRENCY("KRW", "South Korean won")                                                                                \
    CURRENCY("PHP", "Philippine peso")                                                                                 \
    CURRENCY("THB", "Thai baht")
#define CODE(code, name) code,
#define NAME(code, name) name,
static const char *const currency_codes[] = {CURRENCIES(CODE)};
static const char *const currency_titles[] = {CURRENCIES(NAME)};
#undef CODE
#undef NAME
const struct names currency_names = {currency_codes, ARRAY_SIZE(currency_codes)};

struct str currency_label(int index)
{
    assert(index > 0 && index <= currency_names.count);
    return str_from(currency_titles[index - 1]);
}
