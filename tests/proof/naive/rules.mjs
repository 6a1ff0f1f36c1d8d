// The decision once more, from roles.md and access.md alone: slow, plain, sharing nothing with the program. Where the text
// is silent, docs/rules.md, "Decided where the text is silent", is followed. Instants are whole days.
//
// A question is answered with
//   allowed
//   refused   no, about something that is no secret (403)
//   hidden    no, and what was asked about must look as if it did not exist (404)

import { COUPLINGS, SCHEMES, barredFrom, editable } from './schemes.mjs';

const ALLOWED = 'allowed';
const REFUSED = 'refused';
const HIDDEN = 'hidden';

// ------------------------------------------------------------------ people and roles

const personOf = (company, id) => company.people.find((person) => person.id === id);

// The built-in role behind a person's (ROL-301), undefined for a role that is none here.
export function baseOf(company, role) {
    const custom = company.roles.find((each) => each.id === role);
    return SCHEMES[company.scheme].roles[custom ? custom.base : role] ? (custom ? custom.base : role) : undefined;
}

const infoOf = (company, role) => SCHEMES[company.scheme].roles[baseOf(company, role)];
const letterOf = (company, person, permission) => SCHEMES[company.scheme].cells[permission][baseOf(company, person.role)];
const isManager = (company, person) => infoOf(company, person.role)?.sees === 'all';

// ROL-04: invited, frozen and inactive people may nothing, nor who has no role of this company.
const stands = (company, person) => person?.status === 'active' && baseOf(company, person.role) !== undefined;

// ROL-141 and ROL-201: at or below one's own level; the facility's Admin performers and supporters only.
function withinReach(company, person, role) {
    const own = baseOf(company, person.role);
    const level = infoOf(company, role)?.level ?? 0;
    if (company.scheme === 'facility' && own === 'admin')
        return level <= SCHEMES.facility.roles.service_performer.level;
    return isManager(company, person) && level <= infoOf(company, person.role).level;
}

// ------------------------------------------------------------------ permissions

// ROL-302: a running exception with an end before one without, off before on.
function exceptionOf(company, person, permission, day) {
    const mine = company.exceptions.filter((each) => each.staff === person.id && each.permission === permission);
    const dated = mine.filter((each) => each.until !== null && day < each.until);
    const counting = dated.length > 0 ? dated : mine.filter((each) => each.until === null);
    return counting.length === 0 ? undefined : counting.every((each) => each.on);
}

// The switch alone, before what rests on what.
function switched(company, person, permission, letter, day) {
    const set = company.cells.findLast((cell) => cell.role === person.role && cell.permission === permission);
    const excepted = exceptionOf(company, person, permission, day);
    return excepted ?? (set ? set.on : letter === 'y');
}

// Whether the person holds it at all, whoever asks about what.
export function holds(company, person, permission, day) {
    const letter = letterOf(company, person, permission);
    const rests = { m: 'manage_staff', i: 'manage_invoicing', r: 'report_schedules' }[letter];
    if (rests)
        return holds(company, person, rests, day);
    if (!editable(letter))
        return '+swa'.includes(letter);
    if (!switched(company, person, permission, letter, day))
        return false;
    return !COUPLINGS[permission] || holds(company, person, COUPLINGS[permission], day);
}

// API-02: a token narrows what its person may do.
const carries = (question, permission) => !question.token || question.token.includes(permission);
const may = (company, person, permission, question) =>
    carries(question, permission) && holds(company, person, permission, question.day);

// ------------------------------------------------------------------ clients

const pairOf = (company, staff, client) => company.pairs.find((pair) => pair.staff === staff && pair.client === client) ?? {};

// ACC-02, ACC-08, ACC-09
function related(company, person, client, day) {
    const pair = pairOf(company, person.id, client);
    const dated = company.dated.filter((each) => each.staff === person.id && each.client === client);
    if (dated.some((each) => each.from <= day && day < each.until))
        return true;
    if (pair.preferred && infoOf(company, person.role).preferred)
        return true;
    if (!pair.events)
        return false;
    return company.fade === 0 || (pair.lastEnd !== null && day < pair.lastEnd + company.fade);
}

// ACC-01, ACC-02, ACC-05
export function seesClient(company, person, client, day) {
    if (!stands(company, person))
        return false;
    const { sees } = infoOf(company, person.role);
    if (sees === 'all')
        return company.clients.includes(client);
    if (pairOf(company, person.id, client).removed)
        return false;
    return sees === 'support' ? company.clients.includes(client) : related(company, person, client, day);
}

// ROL-114, ROL-118, ROL-120, ROL-208: of a client that is seen, one's own events, or all.
function seesEvent(company, person, question) {
    const { client, staff, day } = question;
    if (!seesClient(company, person, client, day))
        return false;
    return staff === person.id || infoOf(company, person.role).sees === 'support' ||
        may(company, person, 'view_client_schedule', question) || may(company, person, 'manage_scheduling', question);
}

function aboutEvent(company, person, question) {
    const { permission, client, staff, day } = question;
    if (permission === 'view_company_calendar')
        return seesClient(company, person, client, day) ? ALLOWED : HIDDEN;
    if (!seesEvent(company, person, question))
        return HIDDEN;
    if (staff === person.id)
        return ALLOWED;
    if (permission === 'deliver_services') // ROL-208, ROL-212: assigned services
        return REFUSED;
    if (permission === 'complete_without_message') // ROL-124: OM can always do so
        return may(company, person, 'manage_scheduling', question) ? ALLOWED : REFUSED;
    return ALLOWED;
}

// ------------------------------------------------------------------ staff

// ROL-139: one's own, whoever one is.
const OWN = ['manage_own_notifications', 'request_time_off_without_approval', 'generate_own_pay_stubs',
    'post_messages_without_approval', 'complete_without_message', 'deliver_services', 'report_personal'];
// ROL-104, ROL-118 to ROL-120: anybody's time off; the whole schedule.
const EVERYONE = ['approve_time_off', 'view_company_time_off', 'view_company_calendar', 'manage_scheduling'];
// ROL-141, ROL-142, ROL-152, ROL-155, ROL-157
const BY_LEVEL = ['manage_staff', 'manage_access', 'manage_permissions', 'assign_roles', 'view_audit'];

// ROL-102: off, one's own profile only.
const seesStaff = (company, person, staff, question) => staff === person.id ||
    (may(company, person, 'manage_staff', question) && personOf(company, staff) !== undefined);

function aboutStaff(company, person, question) {
    const { permission, staff } = question;
    const target = personOf(company, staff);
    if (staff === person.id)
        return permission === 'assign_roles' ? REFUSED : ALLOWED;
    if (OWN.includes(permission))
        return REFUSED;
    if (target && EVERYONE.includes(permission))
        return ALLOWED;
    if (target && permission === 'ask_about_others') // ROL-166: at or below one's level, without a look at the profile
        return withinReach(company, person, target.role) ? ALLOWED : REFUSED;
    if (!seesStaff(company, person, staff, question))
        return HIDDEN;
    if (!BY_LEVEL.includes(permission))
        return ALLOWED;
    if (target.owner && permission !== 'view_audit') // ROL-142, ROL-214
        return REFUSED;
    return withinReach(company, person, target.role) ? ALLOWED : REFUSED;
}

// ------------------------------------------------------------------ the decision

// Whether the permission is there at all, before it is looked at what is asked about.
function permitted(company, person, question) {
    const { permission, about, staff, surface } = question;
    if (permission === 'signed_in')
        return true;
    const own = 'om'.includes(letterOf(company, person, permission)) && permission !== 'assign_roles';
    if (own && about === 'staff' && staff === person.id && carries(question, permission))
        return true;
    if (!may(company, person, permission, question))
        return false;
    return company.lifted || !barredFrom(baseOf(company, person.role), permission, surface);
}

function decide(company, person, question) {
    if (question.permission === 'anyone')
        return ALLOWED;
    if (!stands(company, person) || !permitted(company, person, question))
        return REFUSED;
    switch (question.about) {
    case 'client':
        return seesClient(company, person, question.client, question.day) ? ALLOWED : HIDDEN;
    case 'event':
        return aboutEvent(company, person, question);
    case 'staff':
        return aboutStaff(company, person, question);
    default:
        return ALLOWED;
    }
}

// ------------------------------------------------------------------ other questions about people

const ask = (company, person, question, permission, about) =>
    decide(company, person, { ...question, permission, about, surface: 'any' });

// ROL-120, ROL-121: whoever makes the schedule names everyone in it.
function name(company, person, question) {
    if (!stands(company, person))
        return REFUSED;
    const naming = ['manage_scheduling', 'manage_templates'].some((each) => may(company, person, each, question));
    if (seesStaff(company, person, question.staff, question) || (naming && personOf(company, question.staff)))
        return ALLOWED;
    return HIDDEN;
}

// ACC-12
function switchAccess(company, person, question) {
    const target = personOf(company, question.staff);
    if (ask(company, person, question, 'manage_staff', 'company') !== ALLOWED || question.staff === person.id)
        return REFUSED;
    if (!target)
        return HIDDEN;
    return ['related', 'support'].includes(infoOf(company, target.role)?.sees) ? ALLOWED : REFUSED;
}

// ROL-152, ROL-202; `staff` 0: to somebody new.
function giveRole(company, person, question) {
    const first = ask(company, person, question, 'assign_roles', question.staff === 0 ? 'company' : 'staff');
    if (first !== ALLOWED)
        return first;
    const archived = company.roles.some((each) => each.id === question.role && each.archived);
    return baseOf(company, question.role) && !archived && withinReach(company, person, question.role) ? ALLOWED : REFUSED;
}

// ACC-60: as to edit them, and never oneself.
function freeze(company, person, question) {
    const first = ask(company, person, question, 'manage_staff', 'staff');
    return first === ALLOWED && question.staff === person.id ? REFUSED : first;
}

// ROL-304; the owner stands above everyone, and whoever is not active sees nothing (docs/rules.md).
function viewAs(company, person, question) {
    if (!stands(company, person))
        return REFUSED;
    if (!seesStaff(company, person, question.staff, question))
        return HIDDEN;
    if (question.staff === person.id)
        return REFUSED;
    const target = personOf(company, question.staff);
    return withinReach(company, person, target.role) && !target.owner && stands(company, target) ? ALLOWED : REFUSED;
}

// ROL-142, ROL-214: by the owner, to an active Admin (Owner Admin).
function pass(company, person, question) {
    if (!stands(company, person) || !person.owner)
        return REFUSED;
    if (!seesStaff(company, person, question.staff, question))
        return HIDDEN;
    const target = personOf(company, question.staff);
    const heir = target.status === 'active' && infoOf(company, target.role)?.level === 4;
    return heir && !target.owner ? ALLOWED : REFUSED;
}

// ACC-40, ACC-41, ACC-70
function tie(company, person, question) {
    const pair = pairOf(company, question.person, question.client);
    if (!['active', 'invited'].includes(person?.status) || !infoOf(company, person.role)?.assignable)
        return 'never';
    if (pair.removed)
        return 'removed';
    if (pair.hold)
        return 'hold';
    if (pair.doNotSchedule)
        return 'warn';
    return pair.preferred ? 'preferred' : 'free';
}

// ACC-06: a list is the filter by the one question.
const list = (company, person, question) =>
    company.clients.filter((client) => seesClient(company, person, client, question.day)).join(',') || 'none';

const VERBS = { may: decide, name, switch: switchAccess, give: giveRole, freeze, view_as: viewAs, pass, tie, list };

export const answer = (company, question) => VERBS[question.verb](company, personOf(company, question.person), question);
