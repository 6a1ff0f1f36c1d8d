/* The rules once more, slowly: straight from the specification's sentences and its tables (policy_table.h), over the
 * facts as lists, with nothing prepared, shared with or borrowed from the product but the names. */
#ifndef UNIT_POLICY_NAIVE_H
#define UNIT_POLICY_NAIVE_H

#include "policy_company.h"
#include "policy_table.h"

/* ------------------------------------------------------------------ facts */

static inline const struct person_facts *naive_person(const struct picture_facts *facts, int64_t id)
{
    for (int i = 0; i < facts->person_count; i++) {
        if (facts->people[i].id.n == id)
            return &facts->people[i];
    }
    return NULL;
}

/* The built-in role behind a person's, or 0 if this company's scheme has none such. */
static inline int naive_base(const struct picture_facts *facts, int role)
{
    int base = role;

    if (role >= ROLE_CUSTOM_FIRST) {
        base = 0;
        for (int i = 0; i < facts->role_count; i++)
            base = facts->roles[i].id == role ? (int)facts->roles[i].base : base;
    }
    bool field = base == ROLE_TRAINEE || base == ROLE_STAFF || base == ROLE_OFFICE_MANAGER || base == ROLE_ADMIN;
    return base != 0 && base < ROLE__MAX && field == (facts->company.scheme == SCHEME_FIELD) ? base : 0;
}

static inline bool naive_is_manager(int base)
{
    return base == ROLE_OFFICE_MANAGER || base == ROLE_ADMIN || base == ROLE_FACILITY_ADMIN || base == ROLE_OWNER_ADMIN;
}

static inline char naive_letter(int base, const char *permission)
{
    static const char COLUMNS[] = {
        [ROLE_TRAINEE] = 0,     [ROLE_STAFF] = 1,          [ROLE_OFFICE_MANAGER] = 2,    [ROLE_ADMIN] = 3,
        [ROLE_OWNER_ADMIN] = 0, [ROLE_FACILITY_ADMIN] = 1, [ROLE_SERVICE_PERFORMER] = 2, [ROLE_SERVICE_SUPPORTER] = 3};
    bool field = base <= ROLE_ADMIN;
    const struct written *rows = field ? field_as_written : facility_as_written;
    size_t count = field ? ARRAY_SIZE(field_as_written) : ARRAY_SIZE(facility_as_written);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].permission, permission) == 0)
            return rows[i].cells[(int)COLUMNS[base]];
    }
    return '-';
}

/* ------------------------------------------------------------------ what a person holds */

static inline bool naive_has_exception(const struct picture_facts *facts, int64_t staff, enum permission permission,
                                       bool on, bool dated, int64_t now)
{
    for (int i = 0; i < facts->exception_count; i++) {
        const struct exception_facts *e = &facts->exceptions[i];
        if (e->staff.n == staff && e->permission == permission && e->on == on &&
            (dated ? e->until != 0 && e->until > now : e->until == 0))
            return true;
    }
    return false;
}

/* What exceptions say about a permission: +1 on, -1 off, 0 nothing; a running dated one beats an endless one, off on.
 */
static inline int naive_excepted(const struct picture_facts *facts, int64_t staff, enum permission permission,
                                 int64_t now)
{
    for (int dated = 1; dated >= 0; dated--) {
        if (naive_has_exception(facts, staff, permission, false, dated != 0, now))
            return -1;
        if (naive_has_exception(facts, staff, permission, true, dated != 0, now))
            return 1;
    }
    return 0;
}

static inline bool naive_switched(const struct picture_facts *facts, const struct person_facts *person, char letter,
                                  enum permission permission, int64_t now)
{
    bool on = letter == 'y';
    int excepted = naive_excepted(facts, person->id.n, permission, now);

    for (int i = 0; i < facts->cell_count; i++) {
        if (facts->cells[i].role == person->role && facts->cells[i].permission == permission)
            on = facts->cells[i].on;
    }
    return excepted == 0 ? on : excepted > 0;
}

static inline bool naive_holds(const struct picture_facts *facts, const struct person_facts *person,
                               enum permission permission, int64_t now)
{
    int base = naive_base(facts, person->role);
    char letter = base == 0 ? '-' : naive_letter(base, permission_info(permission)->name);

    if (letter == 'm')
        return naive_holds(facts, person, PERMISSION_manage_staff, now);
    if (letter == 'i')
        return naive_holds(facts, person, PERMISSION_manage_invoicing, now);
    if (letter == 'r')
        return naive_holds(facts, person, PERMISSION_report_schedules, now);
    if (letter != 'y' && letter != 'n')
        return letter == '+' || letter == 's' || letter == 'w' || letter == 'a';
    if (!naive_switched(facts, person, letter, permission, now))
        return false;
    if (permission == PERMISSION_approve_time_off)
        return naive_holds(facts, person, PERMISSION_view_company_time_off, now);
    if (permission == PERMISSION_configure_invoicing)
        return naive_holds(facts, person, PERMISSION_manage_invoicing, now);
    return true;
}

static inline bool naive_barred(const struct picture_facts *facts, int base, enum permission permission,
                                enum surface surface)
{
    if (facts->company.surfaces_lifted)
        return false;
    if (permission == PERMISSION_manage_client_keys && (base == ROLE_TRAINEE || base == ROLE_STAFF))
        return surface == SURFACE_DASHBOARD || surface == SURFACE_API;
    if (permission == PERMISSION_edit_clients_and_pets || permission == PERMISSION_view_company_calendar)
        return surface == SURFACE_FIELD_APP;
    return false;
}

/* ------------------------------------------------------------------ what a person sees */

static inline bool naive_client_exists(const struct picture_facts *facts, int64_t client)
{
    for (int i = 0; i < facts->client_count; i++) {
        if (facts->clients[i] == client)
            return true;
    }
    return false;
}

static inline struct pair_facts naive_pair(const struct picture_facts *facts, int64_t staff, int64_t client)
{
    for (int i = 0; i < facts->pair_count; i++) {
        if (facts->pairs[i].staff.n == staff && facts->pairs[i].client.n == client)
            return facts->pairs[i];
    }
    return (struct pair_facts){.staff = {staff}, .client = {client}};
}

/* ACC-02, ACC-08, ACC-09 */
static inline bool naive_related(const struct picture_facts *facts, int64_t staff, int base, int64_t client,
                                 int64_t now)
{
    struct pair_facts pair = naive_pair(facts, staff, client);
    int64_t fade = (int64_t)facts->company.fade_days * 24 * HOUR_US;

    for (int i = 0; i < facts->dated_count; i++) {
        const struct dated_facts *d = &facts->dated[i];
        if (d->staff.n == staff && d->client.n == client && d->from <= now && now < d->until)
            return true;
    }
    if ((pair.flags & PAIR_PREFERRED) && base != ROLE_SERVICE_PERFORMER)
        return true;
    if ((pair.flags & PAIR_EVENTS) == 0)
        return false;
    return facts->company.fade_days == 0 || (pair.last_end_at != 0 && now < pair.last_end_at + fade);
}

static inline bool naive_sees_client(const struct picture_facts *facts, const struct person_facts *person,
                                     int64_t client, int64_t now)
{
    int base = naive_base(facts, person->role);
    bool removed = (naive_pair(facts, person->id.n, client).flags & PAIR_REMOVED) != 0;

    if (person->status != STAFF_ACTIVE || base == 0)
        return false;
    if (naive_is_manager(base))
        return naive_client_exists(facts, client);
    if (removed)
        return false;
    if (base == ROLE_SERVICE_SUPPORTER)
        return naive_client_exists(facts, client);
    return naive_related(facts, person->id.n, base, client, now);
}

static inline bool naive_sees_event(const struct picture_facts *facts, const struct person_facts *person,
                                    int64_t client, int64_t assigned, int64_t now)
{
    if (!naive_sees_client(facts, person, client, now))
        return false;
    return assigned == person->id.n || naive_base(facts, person->role) == ROLE_SERVICE_SUPPORTER ||
           naive_holds(facts, person, PERMISSION_view_client_schedule, now) ||
           naive_holds(facts, person, PERMISSION_manage_scheduling, now);
}

/* ------------------------------------------------------------------ about staff */

static inline int naive_level(int base)
{
    static const int LEVELS[] = {[ROLE_TRAINEE] = 1,           [ROLE_STAFF] = 2,
                                 [ROLE_OFFICE_MANAGER] = 3,    [ROLE_ADMIN] = 4,
                                 [ROLE_SERVICE_SUPPORTER] = 1, [ROLE_SERVICE_PERFORMER] = 2,
                                 [ROLE_FACILITY_ADMIN] = 3,    [ROLE_OWNER_ADMIN] = 4};

    return LEVELS[base];
}

/* ROL-141 and ROL-201: at or below one's level, and the facility's Admin only performers and supporters. */
static inline bool naive_within(int base, int target_base)
{
    if (base == ROLE_FACILITY_ADMIN)
        return target_base == 0 || target_base == ROLE_SERVICE_PERFORMER || target_base == ROLE_SERVICE_SUPPORTER;
    return naive_is_manager(base) && naive_level(target_base) <= naive_level(base);
}

static inline bool naive_is(enum permission permission, const char *names)
{
    char word[64];

    snprintf(word, sizeof word, " %s ", permission_info(permission)->name);
    return strstr(names, word) != NULL;
}

static inline bool naive_about_staff(const struct picture_facts *facts, const struct person_facts *person,
                                     enum permission permission, int64_t staff, int64_t now)
{
    const struct person_facts *target = naive_person(facts, staff);
    int base = naive_base(facts, person->role);

    if (staff == person->id.n)
        return permission != PERMISSION_assign_roles;
    if (target == NULL)
        return false;
    if (naive_is(permission, " manage_own_notifications request_time_off_without_approval generate_own_pay_stubs "
                             " post_messages_without_approval complete_without_message deliver_services "
                             " report_personal "))
        return false;
    if (naive_is(permission, " approve_time_off view_company_time_off view_company_calendar manage_scheduling "))
        return true;
    if (permission == PERMISSION_ask_about_others)
        return naive_within(base, naive_base(facts, target->role));
    if (!naive_holds(facts, person, PERMISSION_manage_staff, now))
        return false;
    if (naive_is(permission, " manage_staff manage_access manage_permissions assign_roles "))
        return !target->owner && naive_within(base, naive_base(facts, target->role));
    return permission != PERMISSION_view_audit || naive_within(base, naive_base(facts, target->role));
}

/* ------------------------------------------------------------------ the decision */

static inline bool naive_about_event(const struct picture_facts *facts, const struct person_facts *person,
                                     const struct question *q)
{
    bool own = q->subject.staff.n == person->id.n;

    if (q->permission == PERMISSION_view_company_calendar)
        return naive_sees_client(facts, person, q->subject.client.n, q->now);
    if (!naive_sees_event(facts, person, q->subject.client.n, q->subject.staff.n, q->now))
        return false;
    if (q->permission == PERMISSION_deliver_services)
        return own;
    if (q->permission == PERMISSION_complete_without_message)
        return own || naive_holds(facts, person, PERMISSION_manage_scheduling, q->now);
    return true;
}

static inline bool naive_may(const struct picture_facts *facts, const struct person_facts *person,
                             const struct question *q)
{
    int base = naive_base(facts, person->role);
    bool catalogued = q->permission < PERMISSION__MAX;
    bool oneself = q->subject.kind == SUBJECT_STAFF && q->subject.staff.n == person->id.n;

    if (catalogued && oneself && strchr("om", naive_letter(base, permission_info(q->permission)->name)) != NULL)
        return true;
    return !catalogued ||
           (naive_holds(facts, person, q->permission, q->now) && !naive_barred(facts, base, q->permission, q->surface));
}

static inline bool naive_decide(const struct picture_facts *facts, int64_t staff, const struct question *q)
{
    const struct person_facts *person = naive_person(facts, staff);

    if (q->permission == PERMISSION_anyone)
        return true;
    if (person == NULL || person->status != STAFF_ACTIVE || naive_base(facts, person->role) == 0 ||
        !naive_may(facts, person, q))
        return false;
    if (q->subject.kind == SUBJECT_CLIENT)
        return naive_sees_client(facts, person, q->subject.client.n, q->now);
    if (q->subject.kind == SUBJECT_EVENT)
        return naive_about_event(facts, person, q);
    return q->subject.kind == SUBJECT_COMPANY ||
           naive_about_staff(facts, person, q->permission, q->subject.staff.n, q->now);
}

#endif
