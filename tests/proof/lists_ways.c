#include "proof/lists.h"

#include "features/clients/clients.h"
#include "features/schedule/schedule.h"

/* ------------------------------------------------------------------ the lists' own filters */

static bool in_any(const struct asking *a, const struct known_thing *t)
{
    (void)a, (void)t;
    return true;
}

static bool in_status(const struct asking *a, const struct known_thing *t)
{
    return t->status == a->status;
}

/* Names begin with the word; chance calls nothing else so. */
static bool in_word(const struct asking *a, const struct known_thing *t)
{
    return strncmp(t->sort, a->word, strlen(a->word)) == 0;
}

static bool in_word_to_choose(const struct asking *a, const struct known_thing *t)
{
    return in_word(a, t) && t->status != CLIENT_INACTIVE;
}

static bool in_client(const struct asking *a, const struct known_thing *t)
{
    return t->client == a->client->id;
}

static bool in_client_status(const struct asking *a, const struct known_thing *t)
{
    return in_client(a, t) && in_status(a, t);
}

static bool in_own(const struct asking *a, const struct known_thing *t)
{
    return t->staff == a->who->staff;
}

static bool in_week(const struct asking *a, const struct known_thing *t)
{
    return t->from < a->until && t->until > a->from;
}

static bool in_span(const struct asking *a, const struct known_thing *t)
{
    return t->from >= a->from && t->from < a->until;
}

static bool in_own_week(const struct asking *a, const struct known_thing *t)
{
    return in_own(a, t) && in_week(a, t);
}

static bool in_pair_week(const struct asking *a, const struct known_thing *t)
{
    return in_client(a, t) && t->staff == a->event->staff && in_week(a, t);
}

static bool in_today(const struct asking *a, const struct known_thing *t)
{
    return in_own(a, t) && t->status != EVENT_CANCELLED && t->from >= a->from && t->from < a->until;
}

static bool in_template(const struct asking *a, const struct known_thing *t)
{
    int32_t today = (int32_t)(world_now(a->known->crew->world) / DAY_US);

    return t->status == 1 && (t->until == 0 || t->until >= today);
}

static bool in_template_client(const struct asking *a, const struct known_thing *t)
{
    return in_template(a, t) && in_client(a, t);
}

static bool in_template_line(const struct asking *a, const struct known_thing *t)
{
    return t->client == a->template->client;
}

/* ACC-41: whom one can pick, in the group that the strongest fact of the pair says. */
enum group { GROUP_REMOVED = 1, GROUP_HELD, GROUP_PREFERRED, GROUP_AVAILABLE };
static enum group group_of(const struct asking *a, const struct known_thing *t)
{
    const struct pair *pair = known_pair(a->known, t->id, a->client->id);

    if ((t->status != STAFF_ACTIVE && t->status != STAFF_INVITED) || t->from == ROLE_SERVICE_SUPPORTER)
        return 0;
    if (pair->removed)
        return GROUP_REMOVED;
    if (pair->hold || pair->do_not_schedule)
        return GROUP_HELD;
    return pair->preferred ? GROUP_PREFERRED : GROUP_AVAILABLE;
}

static bool in_preferred(const struct asking *a, const struct known_thing *t)
{
    return group_of(a, t) == GROUP_PREFERRED;
}

static bool in_available(const struct asking *a, const struct known_thing *t)
{
    return group_of(a, t) == GROUP_AVAILABLE;
}

static bool in_held(const struct asking *a, const struct known_thing *t)
{
    return group_of(a, t) == GROUP_HELD;
}

static bool in_removed_group(const struct asking *a, const struct known_thing *t)
{
    return group_of(a, t) == GROUP_REMOVED;
}

static bool in_removed(const struct asking *a, const struct known_thing *t)
{
    return known_pair(a->known, t->id, a->client->id)->removed;
}

/* ACC-15: everybody else's single decision. */
static bool in_who_sees(const struct asking *a, const struct known_thing *t)
{
    return known_other_sees(a->known, t->id, a->client->id);
}

static bool in_others(const struct asking *a, const struct known_thing *t)
{
    return !in_removed(a, t) && t->status != STAFF_INACTIVE && !in_who_sees(a, t);
}

static bool in_own_preferred(const struct asking *a, const struct known_thing *t)
{
    return known_pair(a->known, a->who->staff, t->id)->preferred;
}

/* ACC-10, of somebody else: a relation, or a removal; all clients of who needs no relation. */
static bool in_related(const struct asking *a, const struct known_thing *t)
{
    const struct pair *pair = known_pair(a->known, a->staff->id, t->id);
    enum role role = (enum role)a->staff->from;

    if (role_info(role)->class != ROLE_CLASS_RELATED)
        return true;
    return pair->events || pair->removed || pair->dated || (pair->preferred && role != ROLE_SERVICE_PERFORMER);
}

static bool in_made(const struct asking *a, const struct known_thing *t)
{
    return t->from == a->who->staff;
}

static bool in_open(const struct asking *a, const struct known_thing *t)
{
    (void)a;
    return t->status == 1;
}

/* ROL-306: the newest, where there are more. */
enum { COPIES_LISTED = 100 };
static bool in_newest_copies(const struct asking *a, const struct known_thing *t)
{
    int newer = 0;

    for (int i = 0; i < a->known->counts[KNOWN_COPY]; i++)
        newer += a->known->things[KNOWN_COPY][i].sees && a->known->things[KNOWN_COPY][i].id > t->id;
    return newer < COPIES_LISTED;
}

static bool in_group(const struct asking *a, const struct known_thing *t)
{
    return t->from == a->copy->from && t->status == a->group;
}

/* ------------------------------------------------------------------ the lists */

#define SEARCH(type)                                                                                                   \
    "{\"subject\":{\"type\":\"staff\",\"id\":\"@me\"},\"action\":{\"name\":\"view\"},\"resource\":{\"type\":\"" type   \
    "\"},\"page\":{\"limit\":7@token}}"

const struct way lists_ways[] = {
    {"clients.list", "items.id", "", KNOWN_CLIENT, in_any, 0},
    {"clients.list", "items.id", "status=@client_status", KNOWN_CLIENT, in_status, 0},
    {"clients.list", "items.id", "q=@word", KNOWN_CLIENT, in_word, 0},
    {"me.sees", "sees", "clients=@every", KNOWN_CLIENT, in_any, 0},
    {"search", "clients.id", "q=@word", KNOWN_CLIENT, in_word, 0},
    {"search", "staff.id", "q=@name", KNOWN_STAFF, in_word, 0},
    {"clients.read", "pets.id", "", KNOWN_PET, in_client, WAY_FILTER},
    {"staff.list", "items.id", "", KNOWN_STAFF, in_any, 0},
    {"staff.list", "items.id", "status=@staff_status", KNOWN_STAFF, in_status, 0},
    {"staff.list", "items.id", "q=@name", KNOWN_STAFF, in_word, 0},
    {"events.list", "items.id", "", KNOWN_EVENT, in_any, 0},
    {"events.list", "items.id", "client=@client&order=newest", KNOWN_EVENT, in_client, 0},
    {"events.list", "items.id", "client=@client&status=@event_status", KNOWN_EVENT, in_client_status, 0},
    {"events.list", "items.id", "staff=@me", KNOWN_EVENT, in_own, 0},
    {"events.list", "items.id", "from=@from&to=@until", KNOWN_EVENT, in_span, 0},
    {"calendar.own", "days.visits.id", "date=@day", KNOWN_EVENT, in_own_week, WAY_DAYS},
    {"calendar.read", "columns.visits.id", "view=week&staff=@me", KNOWN_EVENT, in_own_week,
     WAY_NOT_EVENT | WAY_TODAY | WAY_DAYS},
    {"calendar.read", "columns.visits.id", "view=week&date=@day&staff=@me", KNOWN_EVENT, in_own_week,
     WAY_NOT_EVENT | WAY_DAYS | WAY_FILTER},
    {"calendar.read", "columns.visits.id", "view=week&date=@day&client=@client&staff=@assigned", KNOWN_EVENT,
     in_pair_week, WAY_NOT_EVENT | WAY_FILTER | WAY_DAYS},
    {"home.show", "visits.id", "", KNOWN_EVENT, in_today, WAY_TODAY},
    {"templates.list", "items.id", "", KNOWN_TEMPLATE, in_template, WAY_FILTER},
    {"templates.list", "items.id", "client=@client", KNOWN_TEMPLATE, in_template_client, WAY_FILTER},
    {"templates.read", "lines.id", "", KNOWN_LINE, in_template_line, WAY_FILTER},
    {"templates.new", "clients.id", "q=@word", KNOWN_CLIENT, in_word_to_choose, WAY_FILTER},
    {"events.new", "clients.id", "q=@word", KNOWN_CLIENT, in_word_to_choose, WAY_FILTER},
    {"services.list", "items.id", "", KNOWN_SERVICE, in_any, WAY_ALL},
    {"access.picker", "groups.preferred.id", "", KNOWN_STAFF, in_preferred, WAY_ALL},
    {"access.picker", "groups.available.id", "", KNOWN_STAFF, in_available, WAY_ALL},
    {"access.picker", "groups.do_not_schedule.id", "", KNOWN_STAFF, in_held, WAY_ALL},
    {"access.picker", "groups.access_removed.id", "", KNOWN_STAFF, in_removed_group, WAY_ALL},
    {"access.staff_access", "items.staff.id", "", KNOWN_STAFF, in_who_sees, WAY_ALL | WAY_OWNER},
    {"access.staff_access", "removed.staff.id", "", KNOWN_STAFF, in_removed, WAY_ALL},
    {"access.staff_access", "others.staff.id", "", KNOWN_STAFF, in_others, WAY_ALL | WAY_OWNER},
    {"access.subscriptions", "items.client.id", "", KNOWN_CLIENT, in_any, WAY_SELF},
    {"access.subscriptions", "items.client.id", "preferred=true", KNOWN_CLIENT, in_own_preferred, WAY_SELF},
    {"access.subscriptions", "items.client.id", "", KNOWN_CLIENT, in_related, WAY_FILTER},
    {"access.own_requests", "items.id", "", KNOWN_REQUEST, in_made, 0},
    {"access.requests", "items.id", "", KNOWN_REQUEST, in_open, WAY_FILTER},
    {"audit.list", "items.id", "", KNOWN_ENTRY, in_any, 0},
    {"reviews.list", "items.id", "", KNOWN_COPY, in_newest_copies, 0},
    {"reviews.read", "items.id", "group=admins", KNOWN_ITEM, in_group, 0, ITEM_ADMIN},
    {"reviews.read", "items.id", "group=people", KNOWN_ITEM, in_group, 0, ITEM_PERSON},
    {"reviews.read", "items.id", "group=exceptions", KNOWN_ITEM, in_group, 0, ITEM_EXCEPTION},
    {"reviews.read", "items.id", "group=unused", KNOWN_ITEM, in_group, 0, ITEM_UNUSED},
    {"reviews.read", "items.id", "group=dormant", KNOWN_ITEM, in_group, 0, ITEM_DORMANT},
    {"reviews.read", "items.id", "group=removals", KNOWN_ITEM, in_group, WAY_FILTER, ITEM_REMOVAL},
    {"reports.list", "items.id", "", KNOWN_REPORT, in_any, 0},
    {"authzen.search_resource", "results.id", SEARCH("client"), KNOWN_CLIENT, in_any, 0},
    {"authzen.search_resource", "results.id", SEARCH("pet"), KNOWN_PET, in_any, 0},
    {"authzen.search_resource", "results.id", SEARCH("event"), KNOWN_EVENT, in_any, 0},
    {"authzen.search_resource", "results.id", SEARCH("staff"), KNOWN_STAFF, in_any, 0},
    {"authzen.search_subject", "results.id",
     "{\"subject\":{\"type\":\"staff\"},\"action\":{\"name\":\"view\"},\"resource\":{\"type\":\"client\",\"id\":"
     "\"@client\"},\"page\":{\"limit\":7@token}}",
     KNOWN_STAFF, in_who_sees, WAY_ALL | WAY_OWNER},
};
const int lists_way_count = ARRAY_SIZE(lists_ways);

/* What a row needs to answer at all, or with more. */
const struct row_query lists_queries[] = {
    {"access.new_request", "client=@client"},   {"me.sees", "clients=@every"},
    {"templates.visit_form", "day=2026-05-18"}, {"staff.why", "permission=view&client=@client"},
    {"events.bulk", "client=@client"},          {"clients.list", "q=@word"},
};
const int lists_query_count = ARRAY_SIZE(lists_queries);

/* Of all these, too, no id may be of something hidden: see lists.c. */
const struct aside lists_asides[] = {
    {"access.dated", "", "of one pair, which the address names"},
    {"access.new_request", "", "people whom one may name in the form"},
    {"access.own_requests", "items.", "about whom a request is, which is listed by itself"},
    {"access.requests", "items.", "about whom a request is, which is listed by itself"},
    {"access.reviews", "", "removals, for those who see every client"},
    {"access.sheet", "", "of one pair, which the address names"},
    {"access.staff_access", "dated", "dated access of the client of the address"},
    {"audit.list", "items.", "whom and what an entry is about, which is listed by itself"},
    {"audit.list", "filter.", "choices of the filter"},
    {"calendar.own", "days.visits.", "of a visit, which is listed by itself"},
    {"calendar.read", "columns.visits.", "of a visit, which is listed by itself"},
    {"calendar.read", "columns.staff.", "whose column it is: those with visits, and those who are free"},
    {"calendar.read", "people.", "whoever is free that day"},
    {"calendar.read", "filter.", "choices of the filter"},
    {"clients.edit", "", "contacts of the client of the address"},
    {"clients.new", "", "an empty form"},
    {"clients.read", "contacts.", "contacts of the client of the address"},
    {"clients.read", "alike.", "a hint, for those who see every client"},
    {"clients.read", "people.", "for whoever schedules: people of the client of the address"},
    {"company.setup_form", "", "places and currencies"},
    {"events.bulk", "", "the events that the query names, and choices"},
    {"events.edit", "", "choices of the form: those of events.new"},
    {"events.list", "items.", "of an event, which is listed by itself"},
    {"events.list", "filter.", "choices of the filter"},
    {"events.new", "form.", "choices of the form"},
    {"events.read", "pets.", "of the event of the address"},
    {"home.show", "visits.client", "of a visit, which is listed by itself"},
    {"mail.log", "", "mails of the company, for Admins"},
    {"me.sessions", "", "one's own"},
    {"me.show", "permissions", "one's own"},
    {"notices.list", "", "one's own"},
    {"owner.show", "", "former transfers and who could be asked, for Admins"},
    {"proof.show", "", "what the last runs found, for the owner, who sees every client"},
    {"reports.list", "items.", "about whom and by whom a report is, which is listed by itself"},
    {"reports.new", "", "people whom one may name in the form"},
    {"reviews.list", "items.manager.", "whose a list is, which is listed by itself"},
    {"reviews.read", "items.", "whom and what an item is about, which is listed by itself"},
    {"reviews.record", "", "what a review decided, as it was signed, for managers, who see every client"},
    {"roles.new", "", "roles"},
    {"roles.read", "", "people of a role, for who manages permissions"},
    {"settings.company", "", "people whom a limit concerns, for Admins"},
    {"settings.compare", "", "two people or roles that the query names, and choices"},
    {"settings.permissions", "", "roles and permissions"},
    {"staff.exceptions", "", "permissions"},
    {"staff.list", "items.custom_role.", "of a person, who is listed"},
    {"staff.list", "filter.", "roles"},
    {"staff.new", "", "roles"},
    {"staff.plan", "", "what the person of the address leaves, for who manages them"},
    {"staff.role_page", "", "removals of the person of the address, and roles"},
    {"staff.sessions", "", "of the person of the address"},
    {"staff.why", "", "clients that a word finds, and permissions"},
    {"templates.line", "", "of the line of the address, and choices"},
    {"templates.line_new", "", "choices of the form"},
    {"templates.list", "items.client.", "of a template, which is listed by itself"},
    {"templates.new", "form.", "choices of the form"},
    {"templates.read", "lines.", "of a line, which is listed by itself"},
    {"templates.read", "periods.", "of the template of the address"},
    {"templates.visit_form", "", "choices of the form"},
    {"tokens.list", "", "one's own"},
};
const int lists_aside_count = ARRAY_SIZE(lists_asides);
