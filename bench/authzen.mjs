// The questions of `bench/run authzen`: random ones about the large company, as AuthZEN asks Petgate and as Cerbos is
// asked by its own interface. Cerbos keeps no company: whoever asks sends the role and who goes to the client along, which
// here costs nothing to know. Its policies say the same as the roles do; every answer of a sample is compared.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

export const BATCH = 50;
const NOT_PERMISSIONS = new Set(['view', 'edit', 'assign', 'message']);

// The same numbers every time (mulberry32).
function chance(seed) {
    let state = seed;
    return (below) => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) % below;
    };
}

// What Petgate says about itself: people with their role and whom they see, clients, what each role may.
export async function company(address, bearer) {
    const get = async (where) => {
        const items = [];
        for (let cursor = ''; cursor !== undefined;) {
            const answer = await fetch(`${address}/api/v1/${where}?${cursor && `cursor=${cursor}`}`, { headers: { authorization: bearer } });
            const page = await answer.json();
            if (!answer.ok) throw new Error(`${where}: ${answer.status} ${JSON.stringify(page)}`);
            items.push(...page.items);
            cursor = page.next || undefined;
        }
        return items;
    };
    const search = async (kind, question) => (await (await fetch(`${address}/access/v1/search/${kind}`, { method: 'POST',
        headers: { authorization: bearer, 'content-type': 'application/json' }, body: JSON.stringify(question) })).json()).results;
    const clients = (await get('clients')).map((one) => one.id);
    const people = (await get('staff')).map((one) => ({ id: one.id, role: one.role }));
    const roles = {};
    for (const person of people) {
        const subject = { type: 'staff', id: person.id };
        person.clients = (await search('resource', { subject, action: { name: 'view' }, resource: { type: 'client' },
            page: { limit: 10000 } })).map((one) => one.id);
        person.all = person.clients.length > clients.length / 4;
        roles[person.role] ??= { all: person.all, may: (await search('action', { subject, resource: { type: 'client', id: person.clients[0] } }))
            .map((one) => one.name).filter((name) => !NOT_PERMISSIONS.has(name)) };
    }
    const staff = new Map(clients.map((id) => [id, []]));
    for (const person of people.filter((one) => !one.all)) {
        for (const id of person.clients) staff.get(id)?.push(person.id);
    }
    return { people, clients, staff, roles };
}

// Half of the clients anybody's, half those whom the person sees; a batch is about one person, as Cerbos takes it.
export function questions({ people, clients, roles }, count, each) {
    const below = chance(20260503 + each);
    const permissions = [...new Set(Object.values(roles).flatMap((role) => role.may))].sort();
    return Array.from({ length: count }, () => {
        const person = people[below(people.length)];
        return { person, asked: Array.from({ length: each }, () => {
            const own = below(2) && person.clients.length;
            const client = own ? person.clients[below(person.clients.length)] : clients[below(clients.length)];
            return { client, permission: permissions[below(permissions.length)] };
        }) };
    });
}

export const forPetgate = {
    single: ({ person, asked: [one] }) => ['/access/v1/evaluation', { subject: { type: 'staff', id: person.id },
        action: { name: one.permission }, resource: { type: 'client', id: one.client } }],
    batch: ({ person, asked }) => ['/access/v1/evaluations', { subject: { type: 'staff', id: person.id },
        evaluations: asked.map((one) => ({ action: { name: one.permission }, resource: { type: 'client', id: one.client } })) }],
    answers: (body) => (body.evaluations ?? [body]).map((one) => one.decision),
};

export function forCerbos({ staff }) {
    const ask = ({ person, asked }) => ['/api/check/resources', { principal: { id: person.id, roles: [person.role] },
        resources: asked.map((one) => ({ actions: [one.permission],
            resource: { kind: 'client', id: one.client, attr: { staff: staff.get(one.client) } } })) }];
    return { single: ask, batch: ask,
        answers: (body, { asked }) => body.results.map((one, i) => one.actions[asked[i].permission] === 'EFFECT_ALLOW') };
}

const free = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

// Cerbos with the roles as its policies, started as its manual says, telemetry and audit log off.
export async function serveCerbos(binary, folder, { roles }) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.join(folder, 'policies'), { recursive: true });
    const write = (name, value) => writeFileSync(path.join(folder, name), JSON.stringify(value));
    const related = Object.entries(roles).filter(([, role]) => !role.all);
    write('policies/related.json', { apiVersion: 'api.cerbos.dev/v1', derivedRoles: { name: 'related',
        definitions: related.map(([name]) => ({ name: `${name}_there`, parentRoles: [name],
            condition: { match: { expr: 'request.principal.id in request.resource.attr.staff' } } })) } });
    write('policies/client.json', { apiVersion: 'api.cerbos.dev/v1', resourcePolicy: { version: 'default', resource: 'client',
        importDerivedRoles: ['related'],
        rules: Object.entries(roles).map(([name, role]) => ({ effect: 'EFFECT_ALLOW', actions: role.may,
            ...(role.all ? { roles: [name] } : { derivedRoles: [`${name}_there`] }) })) } });
    const [http, grpc] = [await free(), await free()];
    write('config.json', { server: { httpListenAddr: `127.0.0.1:${http}`, grpcListenAddr: `127.0.0.1:${grpc}` },
        telemetry: { disabled: true }, audit: { enabled: false },
        storage: { driver: 'disk', disk: { directory: path.join(folder, 'policies'), watchForChanges: false } } });
    const child = spawn(binary, ['server', `--config=${path.join(folder, 'config.json')}`, '--log-level=error'],
        { stdio: 'ignore' }); // it logs every connection that wrk cuts
    const address = `http://127.0.0.1:${http}`;
    for (let tries = 0; tries < 100; tries++) {
        if (child.exitCode !== null) throw new Error('Cerbos ended');
        try {
            if ((await fetch(`${address}/_cerbos/health`)).ok) return { child, address };
        } catch { /* not yet */ }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('Cerbos does not answer');
}
