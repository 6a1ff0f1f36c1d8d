/* THE HEART: who may do what, and why. Pure: no I/O, no clock; everything it needs is in the picture and the
 * question. Nothing else in the program reads roles, relations or removals to decide. */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "policy/picture.h"

/* ------------------------------------------------------------------ questions */

/* What a question is about. A pet, key or file is asked about by its client. */
enum subject_kind {
    SUBJECT_COMPANY = 1, /* nothing in particular: the permission itself */
    SUBJECT_CLIENT,
    SUBJECT_STAFF,
    SUBJECT_EVENT, /* client and assigned person given */
    SUBJECT__MAX,
};

struct subject {
    enum subject_kind kind;
    struct client_id client; /* CLIENT, EVENT */
    struct staff_id staff;   /* STAFF; EVENT: assigned person or none */
};
#define ABOUT_COMPANY ((struct subject){SUBJECT_COMPANY, {0}, {0}})
#define ABOUT_CLIENT(id) ((struct subject){SUBJECT_CLIENT, (id), {0}})
#define ABOUT_STAFF(id) ((struct subject){SUBJECT_STAFF, {0}, (id)})
#define ABOUT_EVENT(client, staff) ((struct subject){SUBJECT_EVENT, (client), (staff)})

/* A question: may the person use `permission` on `subject` at `now`, from `surface`? */
struct question {
    enum permission permission;
    enum surface surface;
    struct subject subject;
    int64_t now;
};

/* Why. Each has, in reasons.def, the rule it comes from, a message for who may know (admin) and one for the person. */
enum reason {
    REASON__NONE = 0,
#define REASON(id, verdict, rule, admin_text, user_text) REASON_##id,
#include "policy/reasons.def"
#undef REASON
    REASON__MAX,
};

struct decision {
    bool allowed;
    enum reason reason;
    /* The instant at which this answer changes by itself (fading, dated access, an exception's end), else INT64_MAX.
     * It holds as long as the picture it was made from is current and now < valid_until. */
    int64_t valid_until;
};

/* The one decision. `person` asks.
 * 1. the person is active; 2. holds the permission at `now`, on this surface (role, custom role, exception, lock);
 * 3. may see the subject (ACC-01 to ACC-09; staff: oneself, or manage_staff, or a permission that is about everyone,
 * see about.def); 4. the permission reaches it (levels, owner, oneself: ROL-141, ROL-142, ROL-201; one's own events).
 * The first that fails is the reason. Someone unknown (NULL) may use PERMISSION_anyone only.
 * What is hidden looks like what does not exist: both have a reason for which policy_reason_hides says true (404), and
 * one text for the person. The reason itself, its rule and `valid_until` of such an answer are for who may know only.
 * A refusal before step 3 is the same whatever was asked about (403).
 * PERMISSION_signed_in about a client, event or staff member is sight; about a staff member manage_staff is more:
 * to change them. What the tables mark as "only about oneself" is allowed about ABOUT_STAFF(oneself) and nothing else;
 * about all else its reason is only_own.
 * No allocation; about 10 ns. */
struct decision policy_decide(const struct picture *picture, const struct person *person,
                              const struct question *question);

/* The decision's own trace (ROL-303): the same steps, each with its answer, up to the first that refuses. */
enum trace_step {
    STEP_PERSON = 1, /* active, with a role */
    STEP_PERMISSION, /* held, on this surface */
    STEP_SUBJECT,    /* seen, and within the permission's reach */
    TRACE_STEP__MAX,
};
struct trace {
    struct decision steps[TRACE_STEP__MAX]; /* by step; those that were not reached have no reason */
};
/* As policy_decide, which says the same. */
struct decision policy_explain(const struct picture *picture, const struct person *person,
                               const struct question *question, struct trace *ret);

/* The smallest single change that would turn a refusal into a yes, tried by asking again; TURN__NONE: no one change
 * does, or it is a yes already. A role that a removal stands against (ACC-50) is no single change. */
enum turn_kind {
    TURN__NONE = 0,
    TURN_RESTORE_ACCESS,
    TURN_ASSIGN,     /* an event, or a Preferred listing where the role counts it */
    TURN_PERMISSION, /* `permission` for the role or, by an exception, for the person */
    TURN_ROLE,       /* the least `role` of the company that would do */
    TURN__MAX,
};
struct turn {
    enum turn_kind kind;
    enum permission permission;
    int role;
};
struct turn policy_turn(const struct picture *picture, const struct person *person, const struct question *question,
                        struct arena *arena);

/* Sight alone (step 1 and 3). Fading (ACC-08): events give sight until `fade_days` × 24 h after last_end_at, and none
 * where all of them were cancelled; Preferred does not fade; dated access gives sight in [from, until). */
struct decision policy_sees_client(const struct picture *picture, const struct person *person, struct client_id client,
                                   int64_t now);
struct decision policy_sees_staff(const struct picture *picture, const struct person *person, struct staff_id staff,
                                  int64_t now);
/* An event is seen by whoever sees its client and (is assigned to it, or holds view_client_schedule or
 * manage_scheduling; a Supporter by the support view). */
struct decision policy_sees_event(const struct picture *picture, const struct person *person, struct client_id client,
                                  struct staff_id assigned, int64_t now);

/* Of a client that they see, does the person see the events of others too, or only own ones? */
bool policy_sees_others_events(const struct person *person, int64_t now);

/* Whether `person` may name `staff` in what they write (an assignee): whoever sees the profile, or holds
 * manage_scheduling or manage_templates, for people of the company that are not unknown. */
struct decision policy_may_name_staff(const struct picture *picture, const struct person *person, struct staff_id staff,
                                      int64_t now);

/* Whether `person` may switch the access of `staff` (ACC-12): manage_staff, about someone else, about a worker. */
struct decision policy_may_switch_access(const struct picture *picture, const struct person *person,
                                         struct staff_id staff, int64_t now);
/* Whether `person` may give `role` to `staff` (ROL-141, ROL-142, ROL-152, ROL-202, ROL-214, ROL-301: a custom role
 * stands at its base's level, and nobody is given an archived one); `staff` none: to someone new. Removals that stand
 * against it (ACC-50) are not looked at here: see policy_removals. */
struct decision policy_may_give_role(const struct picture *picture, const struct person *person, struct staff_id staff,
                                     int role, int64_t now);
/* Whether `person` may edit or re-invite `staff` (ROL-141, ROL-142; facility Admin: performers and supporters only):
 * manage_staff about them. Oneself, too. */
struct decision policy_may_manage_staff(const struct picture *picture, const struct person *person,
                                        struct staff_id staff, int64_t now);

/* Whether `person` may freeze `staff` or make them inactive: the same, but never oneself (the way back would be gone)
 * and never the owner. */
struct decision policy_may_freeze(const struct picture *picture, const struct person *person, struct staff_id staff,
                                  int64_t now);

/* Whether `person` may set `staff` beside others (ROL-305): oneself, and with manage_staff people at or below one's
 * level, the owner too. */
struct decision policy_may_compare(const struct picture *picture, const struct person *person, struct staff_id staff,
                                   int64_t now);

/* Whether `person` may look at the dashboard as `staff` would see it (ROL-304): manage_staff, about someone else at or
 * below their level who is active. The owner stands above everyone. */
struct decision policy_may_view_as(const struct picture *picture, const struct person *person, struct staff_id staff,
                                   int64_t now);
/* Where they may: `staff` as `person` sees them, to be asked about like anybody else. What `person` does not hold, and
 * fields that `person` would not get, are missing, so that nobody sees more through other eyes than through their own;
 * clients need no such bound, since whoever may do this sees every client. `ret` lives as long as `person` and the
 * picture; the answer is valid until the view may end or show something else. */
struct decision policy_view_as(const struct picture *picture, const struct person *person, struct staff_id staff,
                               int64_t now, struct person *ret);

/* ROL-142, ROL-214: whether somebody in this role and standing can be the owner: active, and an Admin (facility: Owner
 * Admin), by a custom role made of it, too. */
bool policy_can_own(const struct picture *picture, int role, enum staff_status status);
/* Whether `person` may pass the ownership on to `staff`: the owner alone, to somebody else who can own. */
struct decision policy_may_pass_ownership(const struct picture *picture, const struct person *person,
                                          struct staff_id staff, int64_t now);

/* What is the owner's alone (OP_OWNER). NULL is nobody. */
bool policy_is_owner(const struct person *person);

/* The texts and the rule of a reason. Places {person}, {role}, {permission}, {needed} (permission_needs, or Manage
 * Staff), {staff}, {client}, {days} and {giver} (role_that_gives) are filled in by the caller. */
bool policy_reason_hides(enum reason reason);         /* the subject must look absent */
const char *policy_reason_rule(enum reason reason);   /* "ACC-02" */
const char *policy_reason_admin(enum reason reason);  /* for who may know: names the fact */
const char *policy_reason_user(enum reason reason);   /* for anyone: names no fact of a hidden thing */
const char *policy_reason_name(enum reason reason);   /* "access_removed" */
const char *policy_reason_change(enum reason reason); /* what would change the answer; for who may know (ROL-303) */

/* ------------------------------------------------------------------ grants: proof for the store */

enum scope_kind { SCOPE_ALL = 1, SCOPE_ALL_BUT, SCOPE_ONLY, SCOPE__MAX };

/* The clients a statement may touch. */
struct scope {
    enum scope_kind kind;
    const int64_t *ids; /* sorted; ALL_BUT: the hidden ones; ONLY: the visible ones */
    int count;
};

/* Proof that a decision was made. Only policy/ makes one (a check refuses others); the store binds its company and
 * scope. */
struct grant {
    struct company_id company;
    struct staff_id staff;       /* none for the system and the command line */
    const struct person *person; /* NULL for the system and the command line */
    const struct picture *picture;
    enum permission permission;
    enum surface surface;
    int64_t now;         /* the instant of the request */
    int64_t change;      /* of the picture it was made from */
    int64_t valid_until; /* the earliest end of anything it rests on */
    struct scope scope;
    uint32_t classes; /* CLASS_BIT mask of fields that this person gets about this subject */
};

/* Decides and, if allowed, makes the grant (scope computed; ids live in the arena). The classes are those of
 * policy_classes and what the permission itself gives (classes.def). PERMISSION_anyone gives an empty scope. */
MUST_CHECK struct decision policy_grant(const struct picture *picture, const struct person *person,
                                        const struct question *question, struct arena *arena, struct grant *ret);
/* For the command line (who holds the data folder) and jobs: each has its own fixed set of permissions in
 * policy/system.def; all clients. */
MUST_CHECK bool policy_grant_system(const struct picture *picture, enum surface surface, enum permission permission,
                                    int64_t now, struct grant *ret);
/* For what has no company yet or no person (sign-in, set-up): company may be none; scope is empty. */
void policy_grant_anyone(struct company_id company, int64_t now, struct grant *ret);

/* The sensitivity classes of doc/doc.h (doc lies above policy; a static assertion in app/ keeps the two equal). */
enum policy_class {
    POLICY_CLASS_BASIC = 1,
    POLICY_CLASS_CONTACT,
    POLICY_CLASS_CARE,
    POLICY_CLASS_OFFICE,
    POLICY_CLASS_MONEY,
    POLICY_CLASS_ACCESS,
    POLICY_CLASS_REASON,
    POLICY_CLASS_STAFF,
    POLICY_CLASS_SECURITY,
    POLICY_CLASS_OWN,
    POLICY_CLASS__MAX,
};
/* Which fields the person gets about a subject, by the table classes.def: a mask of 1 << class. 0 if it is hidden. */
uint32_t policy_classes(const struct picture *picture, const struct person *person, struct subject subject,
                        int64_t now);

/* Convenience for features: asks with the grant's person (or system), picture, surface and instant. */
bool grant_holds(const struct grant *grant, enum permission permission);
bool grant_sees_client(const struct grant *grant, struct client_id client);
/* Which of two fragments of a statement brings the scope in: 1 "only these" (the first), 2 "all but these" (the
 * second), 0 neither: all. */
unsigned grant_scope_bits(const struct grant *grant);
/* The same question about one subject: "may this person deliver that event?" */
bool grant_may(const struct grant *grant, enum permission permission, struct subject subject);
/* Of a client it sees, does the grant's person see the events of others too, or only own ones? And one event alone: as
 * policy_sees_event. Lists say the first in their statements. */
bool grant_sees_others_events(const struct grant *grant);
bool grant_sees_event(const struct grant *grant, struct client_id client, struct staff_id assigned);
/* SCH-61: whether an event may be completed without a message: with complete_without_message, and by those who hold
 * manage_scheduling, but in the field app. */
bool grant_completes_silently(const struct grant *grant);
/* What the owner alone may do besides what their role gives: erase a value from the record (AUD-01). */
bool grant_is_owner(const struct grant *grant);

/* The clients that a person sees: a manager all, a Supporter all but the removed, others (and whoever is not active)
 * only those listed. `ret_valid_until`: when that changes by itself. 300 pairs take some 3 µs. */
void policy_scope(const struct picture *picture, const struct person *person, int64_t now, struct arena *arena,
                  struct scope *ret, int64_t *ret_valid_until);
/* The next instant after `now` at which anything this person sees or may do changes by itself, or INT64_MAX. */
int64_t policy_next_lapse(const struct picture *picture, const struct person *person, int64_t now);
/* Clients visible in `before` and not in `after` (the same person, maybe in two pictures), sorted; returns how many. */
int policy_lost_clients(const struct picture *before, int64_t before_at, const struct picture *after, int64_t after_at,
                        struct staff_id person, struct arena *arena, const int64_t **ret_ids);

#endif
