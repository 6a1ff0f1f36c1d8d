#include "features/identity/device.h"

/* The first that is contained counts: most browsers name others too. */
static const struct {
    const char *part, *name;
} browsers[] = {
    {"Edg/", "Edge"},        {"OPR/", "Opera"},     {"SamsungBrowser/", "Samsung Internet"},
    {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"},
    {"Chrome/", "Chrome"},   {"Safari/", "Safari"}, {"curl/", "curl"},
};
static const struct {
    const char *part, *name;
} systems[] = {
    {"iPhone", "iPhone"}, {"iPad", "iPad"},  {"Android", "Android"}, {"Windows", "Windows"},
    {"CrOS", "ChromeOS"}, {"Mac OS", "Mac"}, {"Linux", "Linux"},
};

static bool contains(struct str text, const char *part)
{
    return text.n > 0 && memmem(text.p, text.n, part, strlen(part)) != NULL;
}

struct str device_name(struct arena *arena, struct str user_agent)
{
    const char *browser = NULL, *system = NULL;

    for (size_t i = 0; i < ARRAY_SIZE(browsers) && !browser; i++)
        browser = contains(user_agent, browsers[i].part) ? browsers[i].name : NULL;
    for (size_t i = 0; i < ARRAY_SIZE(systems) && !system; i++)
        system = contains(user_agent, systems[i].part) ? systems[i].name : NULL;
    if (browser && system)
        return arena_format(arena, "%s on %s", browser, system);
    if (browser || system)
        return str_from(browser ? browser : system);
    return STR("A program");
}
