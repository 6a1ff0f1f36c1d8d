/* The cast of both companies, as tables. Every test and every visitor relies on it: what a pair is there for stands at
 * its rows. */
#include "features/demo/demo_parts.h"

#define COUNTED(array) (array), ARRAY_SIZE(array)
enum { MON = 1 << 0, TUE = 1 << 1, WED = 1 << 2, THU = 1 << 3, FRI = 1 << 4 };

/* ------------------------------------------------------------------ Happy Tails Pet Care */

static const struct demo_person happy_people[] = {
    {"olivia", "Olivia Grant", ROLE_ADMIN, STAFF_ACTIVE, true},
    {"andre", "Andre Silva", ROLE_ADMIN, STAFF_ACTIVE, false},
    {"maya", "Maya Chen", ROLE_OFFICE_MANAGER, STAFF_ACTIVE, false},
    {"omar", "Omar Haddad", ROLE_OFFICE_MANAGER, STAFF_ACTIVE, false},
    {"dana", "Dana Brooks", ROLE_STAFF, STAFF_ACTIVE, false},
    {"sam", "Sam Ortiz", ROLE_STAFF, STAFF_ACTIVE, false},
    {"tess", "Tess Wong", ROLE_TRAINEE, STAFF_ACTIVE, false},
    {"uma", "Uma Reyes", ROLE_STAFF, STAFF_INVITED, false},
    {"ivan", "Ivan Petrov", ROLE_STAFF, STAFF_INACTIVE, false},
};
static const struct demo_company happy_tails = {"happy-tails", "Happy Tails Pet Care", "happytails.example",
                                                SCHEME_FIELD,  "America/New_York",     "USD",
                                                "en-US",       COUNTED(happy_people)};

enum { WALK, DROP_IN, CAT_CARE, PUPPY, OVERNIGHT };
static const struct demo_service happy_services[DEMO_SERVICES] = {
    [WALK] = {"Dog Walk", 30, 2500},
    [DROP_IN] = {"Drop-in Visit", 30, 2300},
    [CAT_CARE] = {"Cat Care", 20, 2000},
    [PUPPY] = {"Puppy Visit", 45, 3200},
    [OVERNIGHT] = {"Overnight Stay", 720, 9500},
};

static const struct demo_client happy_clients[] = {
    {"Alvarez",
     "18 Linden Court",
     "Albany",
     "NY",
     "12203",
     "US",
     "Rosa Alvarez",
     "+1 518 555 0111",
     "Side gate, the latch sticks. Leash hangs behind the kitchen door.",
     "Pays by the month.",
     {{"Biscuit", "Dog", "Beagle", "One cup at noon", "", "Pulls towards squirrels", PET_MALE}}},
    {"Bennett",
     "204 Maple Ridge Road",
     "Albany",
     "NY",
     "12205",
     "US",
     "Claire Bennett",
     "+1 518 555 0112",
     "Shoes off, please. Water bowl is in the utility room.",
     "Asked in writing for another sitter than Sam.",
     {{"Olive", "Cat", "Tabby", "Half a tin, morning and evening", "", "Hides under the bed", PET_FEMALE},
      {"Pepper", "Dog", "Miniature Schnauzer", "Half a cup", "", "Barks at bicycles", PET_MALE}}},
    {"Carter",
     "77 Quail Street",
     "Albany",
     "NY",
     "12206",
     "US",
     "Nathan Carter",
     "+1 518 555 0113",
     "Front desk signs you in.",
     "",
     {{"Juno", "Dog", "Labrador", "Two cups", "Thyroid tablet at noon", "", PET_FEMALE}}},
    {"Dawson",
     "9 Birchwood Lane",
     "Delmar",
     "NY",
     "12054",
     "US",
     "Helen Dawson",
     "+1 518 555 0114",
     "Back door. The alarm panel is left of it.",
     "Weekday walks until further notice.",
     {{"Ziggy", "Dog", "Whippet", "", "", "Coat on below 40 degrees", PET_MALE}}},
    {"Ellis",
     "51 Harbor View",
     "Troy",
     "NY",
     "12180",
     "US",
     "Morgan Ellis",
     "+1 518 555 0115",
     "Ring twice.",
     "New since spring.",
     {{"Nori", "Cat", "Siamese", "Dry food, always out", "", "", PET_FEMALE}}},
    {"Foster",
     "360 Delaware Avenue",
     "Delmar",
     "NY",
     "12054",
     "US",
     "Graham Foster",
     "+1 518 555 0116",
     "Keep the hall door shut.",
     "See the note about the visit in the record.",
     {{"Mabel", "Dog", "Basset Hound", "One cup, soaked", "", "Slow on stairs", PET_FEMALE}}},
    {"Gupta",
     "12 Willett Street",
     "Albany",
     "NY",
     "12210",
     "US",
     "Anita Gupta",
     "+1 518 555 0117",
     "Elevator to 4, door on the right.",
     "",
     {{"Chai", "Cat", "Bengal", "One pouch", "", "Opens drawers", PET_MALE}}},
    {"Hughes",
     "845 Western Avenue",
     "Guilderland",
     "NY",
     "12084",
     "US",
     "Peter Hughes",
     "+1 518 555 0118",
     "Two dogs, one leash each.",
     "",
     {{"Rufus", "Dog", "Airedale", "", "", "", PET_MALE}, {"Poppy", "Dog", "Cockapoo", "", "", "", PET_FEMALE}}},
    {"Ito",
     "63 Lark Street",
     "Albany",
     "NY",
     "12210",
     "US",
     "Kenji Ito",
     "+1 518 555 0119",
     "Please no shoes on the mats.",
     "Long-standing client.",
     {{"Hoshi", "Dog", "Shiba Inu", "Three quarters of a cup", "", "Escape artist: check the gate", PET_FEMALE}}},
    {"Jansen",
     "5 Van Schoick Avenue",
     "Albany",
     "NY",
     "12209",
     "US",
     "Marieke Jansen",
     "+1 518 555 0120",
     "Crate is in the living room.",
     "",
     {{"Pip", "Dog", "Cavapoo", "Small breakfast", "", "Teething", PET_MALE}}},
    {"Kowalski",
     "1420 Central Avenue",
     "Colonie",
     "NY",
     "12205",
     "US",
     "Ewa Kowalski",
     "+1 518 555 0121",
     "Call from the car.",
     "",
     {{"Bruno", "Dog", "Boxer", "Two cups", "", "", PET_MALE}}},
};

static const struct demo_exception happy_exceptions[] = {
    {"omar", PERMISSION_manage_staff, false, "olivia", "Looks after the schedule only"},
    {"tess", PERMISSION_post_messages_without_approval, false, "maya", "Until the training is done"},
};

static const struct demo_visit happy_visits[] = {
    {"Bennett", "dana", DROP_IN, -7, 9 * 60, DEMO_COMPLETED, 12, "maya"},
    {"Bennett", "dana", DROP_IN, 2, 9 * 60, DEMO_OPEN, 3, "maya"},
    {"Bennett", "dana", WALK, 5, 12 * 60, DEMO_OPEN, 3, "maya"},
    {"Carter", "ivan", WALK, -210, 12 * 60, DEMO_COMPLETED, 215, "maya"},
    {"Carter", "ivan", WALK, -190, 12 * 60, DEMO_COMPLETED, 195, "maya"},
    {"Carter", "dana", WALK, -14, 12 * 60, DEMO_COMPLETED, 18, "omar"},
    {"Carter", "dana", WALK, -9, 12 * 60, DEMO_OPEN, 18, "omar"},
    {"Carter", "tess", WALK, 3, 13 * 60, DEMO_OPEN, 4, "maya"},
    {"Foster", "dana", WALK, -60, 8 * 60, DEMO_COMPLETED, 66, "maya"},
    {"Foster", "dana", WALK, -45, 8 * 60, DEMO_COMPLETED, 66, "maya"},
    {"Foster", "dana", WALK, -30, 8 * 60, DEMO_COMPLETED, 36, "maya"},
    {"Gupta", "dana", CAT_CARE, -40, 10 * 60, DEMO_COMPLETED, 44, "omar"},
    {"Hughes", "dana", WALK, 4, 11 * 60, DEMO_CANCELLED, 6, "maya"},
    {"Hughes", "dana", WALK, 6, 11 * 60, DEMO_COMPLETED, 6, "maya"},
    {"Ito", "dana", WALK, 2, 15 * 60, DEMO_OPEN, 2, "maya"},
    {"Jansen", "dana", PUPPY, 0, 0, DEMO_RUNNING, 1, "omar"},
};

static const struct demo_decision happy_decisions[] = {
    {DEMO_PREFER, "Alvarez", "dana", 200, "maya", 1, "", 0, 0},
    {DEMO_PREFER, "Alvarez", "sam", 199, "maya", 2, "", 0, 0},
    {DEMO_PREFER, "Ito", "dana", 120, "maya", 1, "", 0, 0},
    {DEMO_NOT, "Gupta", "dana", 20, "maya", 0, "The cat is afraid of her; asked to send someone else", 0, 0},
    {DEMO_REMOVE, "Kowalski", "dana", 300, "olivia", 0, "They know each other privately", SEVERITY_PREFERENCE, 0},
    {DEMO_REMOVE, "Bennett", "sam", 25, "maya", 0, "The client's wish", SEVERITY_PREFERENCE, 0},
    {DEMO_REMOVE, "Foster", "dana", 12, "maya", 0, "Came two hours late twice and left the gate open", SEVERITY_CONDUCT,
     30},
};

static const struct demo_template happy_templates[] = {
    {"Dawson", "Weekday walks", "dana", WALK, MON | WED | FRI, 12 * 60, 10, "maya"},
    {"Ito", "Afternoon walks", "dana", WALK, TUE | THU, 15 * 60, 8, "maya"},
};

static const struct demo_leaver happy_leavers[] = {{"ivan", "maya", 150}};

static const char *const happy_streets[] = {
    "Madison Avenue",  "New Scotland Avenue", "Hackett Boulevard", "Morris Street",  "Manning Boulevard",
    "Pine Street",     "Whitehall Road",      "Marion Avenue",     "Fuller Road",    "Wolf Road",
    "Krumkill Road",   "Elm Avenue",          "Kenwood Avenue",    "Orchard Street", "Cherry Avenue",
    "Feura Bush Road", "Euclid Avenue",       "Summit Avenue",
};
static const struct demo_place happy_place = {"Albany", "NY", "US", "122", "+1 518 555 ", COUNTED(happy_streets)};

static const struct demo_script happy_script = {
    .company = &happy_tails,
    .services = happy_services,
    .clients = happy_clients,
    .client_count = ARRAY_SIZE(happy_clients),
    .exceptions = happy_exceptions,
    .exception_count = ARRAY_SIZE(happy_exceptions),
    .visits = happy_visits,
    .visit_count = ARRAY_SIZE(happy_visits),
    .decisions = happy_decisions,
    .decision_count = ARRAY_SIZE(happy_decisions),
    .templates = happy_templates,
    .template_count = ARRAY_SIZE(happy_templates),
    .leavers = happy_leavers,
    .leaver_count = ARRAY_SIZE(happy_leavers),
    .place = &happy_place,
};

/* ------------------------------------------------------------------ Riverside Pet Resort */

static const struct demo_person riverside_people[] = {
    {"paula", "Paula King", ROLE_OWNER_ADMIN, STAFF_ACTIVE, true},
    {"ravi", "Ravi Shah", ROLE_FACILITY_ADMIN, STAFF_ACTIVE, false},
    {"priya", "Priya Nair", ROLE_SERVICE_PERFORMER, STAFF_ACTIVE, false},
    {"sol", "Sol Meyer", ROLE_SERVICE_SUPPORTER, STAFF_ACTIVE, false},
};
static const struct demo_company riverside = {"riverside",     "Riverside Pet Resort",   "riverside.example",
                                              SCHEME_FACILITY, "Europe/Berlin",          "EUR",
                                              "en-GB",         COUNTED(riverside_people)};

enum { DAY_CARE, GROOMING, BATH, TRAINING, BOARDING };
static const struct demo_service riverside_services[DEMO_SERVICES] = {
    [DAY_CARE] = {"Day Care", 480, 3800},       [GROOMING] = {"Full Grooming", 90, 6500},
    [BATH] = {"Bath and Brush", 45, 3500},      [TRAINING] = {"Training Session", 60, 5500},
    [BOARDING] = {"Boarding Night", 900, 5900},
};

static const struct demo_client riverside_clients[] = {
    {"Lindqvist",
     "Uferweg 14",
     "Potsdam",
     "Brandenburg",
     "14467",
     "DE",
     "Astrid Lindqvist",
     "+49 331 5550 111",
     "Drops off before eight.",
     "Ten-visit card.",
     {{"Freja", "Dog", "Golden Retriever", "Own food, in the blue tin", "", "Loves water", PET_FEMALE}}},
    {"Moreau",
     "Lindenallee 3",
     "Potsdam",
     "Brandenburg",
     "14471",
     "DE",
     "Camille Moreau",
     "+49 331 5550 112",
     "Nervous in the lobby: use the side entrance.",
     "",
     {{"Gaston", "Dog", "French Bulldog", "Twice a day, small", "Eye drops in the evening", "Short breath when hot",
       PET_MALE}}},
    {"Novak",
     "Am Kanal 27",
     "Potsdam",
     "Brandenburg",
     "14467",
     "DE",
     "Jana Novak",
     "+49 331 5550 113",
     "",
     "Asked about boarding in summer.",
     {{"Mila", "Cat", "British Shorthair", "", "", "", PET_FEMALE}}},
};

static const struct demo_visit riverside_visits[] = {
    {"Lindqvist", "priya", GROOMING, -21, 10 * 60, DEMO_COMPLETED, 30, "ravi"},
    {"Lindqvist", "priya", GROOMING, 3, 10 * 60, DEMO_OPEN, 5, "ravi"},
    {"Moreau", "priya", BATH, -8, 14 * 60, DEMO_COMPLETED, 15, "ravi"},
    {"Moreau", "priya", BATH, 6, 14 * 60, DEMO_OPEN, 5, "ravi"},
};

static const struct demo_decision riverside_decisions[] = {
    {DEMO_REMOVE, "Moreau", "sol", 40, "paula", 0, "Told a friend about the dog's illness", SEVERITY_CONDUCT, 0},
};

static const char *const riverside_streets[] = {
    "Gartenstraße", "Seestraße",     "Parkweg", "Hafenstraße", "Bergstraße", "Am Wald",        "Kirschallee",
    "Mühlenweg",    "Brückenstraße", "Feldweg", "Schulstraße", "Rosenweg",   "Zeppelinstraße", "Kastanienallee",
};
static const struct demo_place riverside_place = {"Potsdam", "Brandenburg",   "DE",
                                                  "144",     "+49 331 5551 ", COUNTED(riverside_streets)};

static const struct demo_script riverside_script = {
    .company = &riverside,
    .services = riverside_services,
    .clients = riverside_clients,
    .client_count = ARRAY_SIZE(riverside_clients),
    .visits = riverside_visits,
    .visit_count = ARRAY_SIZE(riverside_visits),
    .decisions = riverside_decisions,
    .decision_count = ARRAY_SIZE(riverside_decisions),
    .place = &riverside_place,
};

const struct demo_script *const demo_scripts[DEMO_COMPANY_COUNT] = {&happy_script, &riverside_script};
const struct demo_company *const demo_companies[DEMO_COMPANY_COUNT] = {&happy_tails, &riverside};
