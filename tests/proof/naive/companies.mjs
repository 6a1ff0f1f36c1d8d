// Companies and questions, by chance or one after the other, and as lines for the program that answers (answers.c).

import { COUPLINGS, SCHEMES, SURFACES, editable } from './schemes.mjs';

// ------------------------------------------------------------------ chance

// The same for the same seed.
export class Chance {
    constructor(seed) {
        this.state = seed >>> 0;
    }
    below(n) {
        this.state = (this.state + 0x9e3779b9) >>> 0;
        let x = this.state;
        x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
        x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
        return ((x ^ (x >>> 15)) >>> 0) % n;
    }
    once(n) {
        return this.below(n) === 0;
    }
    of(list) {
        return list[this.below(list.length)];
    }
    // Few different days, so that edges meet often.
    day() {
        return this.below(13) - 6;
    }
}
export const DAYS = { first: -15, last: 15 }; // beyond which nothing of a company by chance changes

// ------------------------------------------------------------------ a company

export const STATUSES = ['active', 'invited', 'frozen', 'inactive'];
const CLIENTS = [1001, 1002, 1003, 1004];
const NO_CLIENT = 1999;
const NO_ROLE = 4711;

export const emptyCompany = (scheme) => ({
    scheme, fade: 0, lifted: false, roles: [], cells: [], people: [], exceptions: [], clients: [], pairs: [], dated: [],
});
const person = (id, role, status = 'active', owner = false) => ({ id, role, status, owner });
const pair = (staff, client, facts = {}) => ({
    staff, client, events: false, preferred: false, removed: false, doNotSchedule: false, hold: false, lastEnd: null, ...facts,
});

// One person of every role, and one of every other standing; between the first worker and each client another relation.
export function plainCompany(scheme) {
    const company = emptyCompany(scheme);
    const roles = Object.keys(SCHEMES[scheme].roles);
    const top = roles.find((role) => SCHEMES[scheme].roles[role].level === 4);
    company.people = [...roles.map((role, i) => person(i + 1, role)), person(5, top, 'active', true)];
    STATUSES.slice(1).forEach((status, i) => company.people.push(person(6 + i, roles[1], status)));
    company.clients = [...CLIENTS];
    const facts = [{ events: true, lastEnd: -1 }, { preferred: true }, { events: true, removed: true, lastEnd: 1 }, {}];
    for (const each of company.people) {
        if (SCHEMES[scheme].roles[each.role].sees !== 'all')
            CLIENTS.forEach((client, i) => company.pairs.push(pair(each.id, client, facts[i])));
    }
    return company;
}

export function editableCells(scheme) {
    return SCHEMES[scheme].permissions.flatMap((permission) => Object.keys(SCHEMES[scheme].roles)
        .filter((role) => editable(SCHEMES[scheme].cells[permission][role]))
        .map((role) => ({ role, permission, on: SCHEMES[scheme].cells[permission][role] === 'n' })));
}

// Couplings and what cells rest on meet often.
const ENTANGLED = [...Object.entries(COUPLINGS).flat(), 'manage_staff', 'report_schedules', 'view_client_schedule',
    'manage_own_notifications', 'deliver_services'];
const somePermission = (chance, scheme) =>
    chance.of(chance.once(2) ? ENTANGLED : SCHEMES[scheme].permissions);

function someRole(chance, scheme) {
    if (chance.once(20))
        return NO_ROLE;
    return chance.once(3) ? 100 + chance.below(3) : chance.of(Object.keys(SCHEMES[scheme].roles));
}

function somePairs(chance, company, staff) {
    for (const client of CLIENTS) {
        if (chance.once(3))
            continue;
        company.pairs.push(pair(staff, client, {
            events: !chance.once(3), preferred: chance.once(4), removed: chance.once(4), doNotSchedule: chance.once(5),
            hold: chance.once(6), lastEnd: chance.once(4) ? null : chance.day(),
        }));
    }
    for (let i = chance.below(3); i > 0; i--) {
        const from = chance.day();
        company.dated.push({ staff, client: chance.of(CLIENTS), from, until: from + chance.below(5) - 1 });
    }
}

// Roles of one's own, cells switched (locked ones too, which must not matter), exceptions with and without an end, fading.
export function someCompany(chance) {
    const scheme = chance.of(['field', 'facility']);
    const company = emptyCompany(scheme);
    const roles = Object.keys(SCHEMES[scheme].roles);
    company.fade = chance.once(2) ? 0 : chance.below(5);
    company.lifted = chance.once(3);
    company.roles = [100, 101, 102].map((id) => ({ id, base: chance.of(roles), archived: chance.once(4) }));
    for (let id = 1; id <= 6; id++)
        company.people.push(person(id, someRole(chance, scheme), chance.once(6) ? chance.of(STATUSES) : 'active'));
    const top = company.people.find((each) => SCHEMES[scheme].roles[each.role]?.level === 4);
    if (top)
        top.owner = true;
    company.clients = [...CLIENTS];
    company.people.forEach((each) => somePairs(chance, company, each.id));
    for (let i = chance.below(25); i > 0; i--)
        company.cells.push({ role: chance.once(2) ? chance.of(roles) : 100 + chance.below(3),
            permission: somePermission(chance, scheme), on: chance.once(2) });
    for (let i = chance.below(25); i > 0; i--)
        company.exceptions.push({ staff: 1 + chance.below(6), permission: somePermission(chance, scheme), on: chance.once(2),
            until: chance.once(3) ? null : chance.day() });
    return company;
}

// ------------------------------------------------------------------ questions

const question = (facts) => ({
    verb: 'may', person: 1, permission: 'signed_in', surface: 'any', about: 'company', client: 0, staff: 0, role: '-', token: null,
    day: 0, ...facts,
});

// Every permission, of every person, about everything there is and what is not there.
export function everyQuestion(company, { surfaces = SURFACES, day = 0 } = {}) {
    const clients = [...company.clients, NO_CLIENT];
    const staff = [...company.people.map((each) => each.id), 99];
    const subjects = [{}, ...clients.map((client) => ({ about: 'client', client })),
        ...staff.map((id) => ({ about: 'staff', staff: id })),
        ...clients.flatMap((client) => [0, 1, 2, 3].map((id) => ({ about: 'event', client, staff: id })))];
    const permissions = [...SCHEMES[company.scheme].permissions, 'signed_in'];
    return staff.flatMap((id) => [
        ...permissions.flatMap((permission) => subjects.flatMap((subject) =>
            surfaces.map((surface) => question({ person: id, permission, surface, day, ...subject })))),
        ...peopleQuestions(company, id, day),
    ]);
}

// Each permission in itself, and what a switch can change about somebody else.
export function shortQuestions(company) {
    const targets = company.people.slice(0, 5).map((each) => each.id);
    return company.people.slice(0, 4).flatMap(({ id }) => [
        ...SCHEMES[company.scheme].permissions.map((permission) => question({ person: id, permission, surface: 'dashboard' })),
        ...targets.flatMap((staff) => ['manage_staff', 'view_audit', 'approve_time_off'].map((permission) =>
            question({ person: id, permission, about: 'staff', staff }))),
        ...[0, 3].map((staff) => question({ person: id, about: 'event', client: 1001, staff })),
    ]);
}

const ABOUT_PEOPLE = ['name', 'switch', 'freeze', 'view_as', 'pass'];
function peopleQuestions(company, person, day) {
    const staff = [...company.people.map((each) => each.id), 99];
    const roles = [...Object.keys(SCHEMES[company.scheme].roles), ...company.roles.map((role) => role.id), NO_ROLE];
    return [
        ...ABOUT_PEOPLE.flatMap((verb) => staff.map((id) => question({ verb, person, staff: id, day }))),
        ...[0, ...staff].flatMap((id) => roles.map((role) => question({ verb: 'give', person, staff: id, role, day }))),
        ...company.clients.map((client) => question({ verb: 'tie', person, client, day })),
        question({ verb: 'list', person, day }),
    ];
}

const VERBS = [...Array(16).fill('may'), ...ABOUT_PEOPLE, 'give', 'give', 'tie', 'list'];
export function someQuestion(chance, company) {
    const roles = [...Object.keys(SCHEMES[company.scheme].roles), 100, 101, 102, NO_ROLE];
    const verb = chance.of(VERBS);
    return question({
        verb, person: chance.once(40) ? 99 : 1 + chance.below(6), day: chance.day(),
        permission: chance.once(12) ? chance.of(['signed_in', 'anyone']) : somePermission(chance, company.scheme),
        surface: chance.of(SURFACES), about: chance.of(['company', 'client', 'client', 'staff', 'staff', 'event']),
        client: chance.once(12) ? NO_CLIENT : chance.of(CLIENTS), staff: chance.once(12) ? 99 : chance.below(7),
        role: chance.of(roles),
        token: chance.once(8) ? Array.from({ length: 12 }, () => somePermission(chance, company.scheme)) : null,
    });
}

// ------------------------------------------------------------------ lines

const dayText = (day) => (day === null ? '-' : String(day));
const flag = (on) => (on ? 1 : 0);
const FLAGS = { events: 'e', preferred: 'p', removed: 'r', doNotSchedule: 'd', hold: 'h' };
const flagsText = (facts) => Object.entries(FLAGS).map(([name, letter]) => (facts[name] ? letter : '')).join('') || '-';

export function companyLines(company) {
    return [
        `company ${company.scheme} ${company.fade} ${flag(company.lifted)}`,
        ...company.roles.map((each) => `role ${each.id} ${each.base} ${flag(each.archived)}`),
        ...company.cells.map((each) => `cell ${each.role} ${each.permission} ${flag(each.on)}`),
        ...company.people.map((each) => `person ${each.id} ${each.role} ${each.status} ${flag(each.owner)}`),
        ...company.exceptions.map((each) => `exception ${each.staff} ${each.permission} ${flag(each.on)} ${dayText(each.until)}`),
        ...company.clients.map((client) => `client ${client}`),
        ...company.pairs.map((each) => `pair ${each.staff} ${each.client} ${flagsText(each)} ${dayText(each.lastEnd)}`),
        ...company.dated.map((each) => `dated ${each.staff} ${each.client} ${each.from} ${each.until}`),
    ];
}

export function questionLine(q) {
    switch (q.verb) {
    case 'may':
        return `may ${q.person} ${q.day} ${q.token ?? '-'} ${q.permission} ${q.surface} ${q.about} ${q.client} ${q.staff}`;
    case 'tie':
        return `tie ${q.person} ${q.day} - ${q.client}`;
    case 'list':
        return `list ${q.person} ${q.day} -`;
    case 'give':
        return `give ${q.person} ${q.day} ${q.token ?? '-'} ${q.staff} ${q.role}`;
    default:
        return `${q.verb} ${q.person} ${q.day} ${q.token ?? '-'} ${q.staff}`;
    }
}
