// bench/run [--json] [PART…]: measures Petgate and prints one table; docs/performance.md says what the figures mean.
//     decide    a decision in process beside a hash and a bitmask        peers     the same questions by CASL and Casbin
//     load      what decides of the large company, from the database     pages     its pages, in the server
//     prove     every answer of the large company, computed twice and compared (petgate prove)
//     acts      what writes cost: Bulk Update of 4,000 visits, a single act
//     start     start to first answer, memory                            requests  requests a second beside a fixed reply
//     authzen   decisions over HTTP, singly and by fifty, beside the fixed reply and Cerbos
//     companies the same pages with 10, 300 and 3,000 small companies; only where it is named: the first time takes long
// --postgres: load, prove, pages and acts on PostgreSQL too. The large company is made once, under build/bench-data.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BATCH, company as asked, forCerbos, forPetgate, questions as authzenQuestions, serveCerbos } from './authzen.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const build = path.join(root, 'build');
const kept = path.join(build, 'bench-data');
// A company made with other tables is no use.
const migrations = path.join(root, 'src/store/migrations');
const tables = createHash('sha256').update(readdirSync(migrations).sort()
    .map((name) => readFileSync(path.join(migrations, name), 'utf8')).join('')).digest('hex').slice(0, 10);
const sqlite = path.join(kept, `sqlite-${tables}`);
const PARTS = ['decide', 'peers', 'load', 'prove', 'pages', 'acts', 'start', 'requests', 'authzen', 'companies'];
const words = process.argv.slice(2);
const json = words.includes('--json');
const postgres = words.includes('--postgres');
const parts = words.filter((word) => !word.startsWith('--'));
const unknown = parts.filter((part) => !PARTS.includes(part));
const strange = words.filter((word) => word.startsWith('--') && !['--json', '--postgres'].includes(word));
if (unknown.length || strange.length) {
    console.error(`bench/run: unknown: ${[...unknown, ...strange].join(' ')}; the parts are ${PARTS.join(' ')}`);
    process.exit(2);
}
const wanted = (part) => parts.includes(part) || (parts.length === 0 && part !== 'companies');
const results = {};

// ------------------------------------------------------------------ tools

const program = (name) => path.join(build, 'bench', name);
const tell = (line) => process.stderr.write(`${line}\n`);

function run(command, args, options = {}) {
    const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'], ...options });
    if (done.error || done.status !== 0) {
        tell(`bench/run: ${path.basename(command)} ${args.join(' ')}: ${done.error?.message ?? `ended with ${done.status}`}`);
        process.exit(1);
    }
    return done.stdout;
}
const lines = (text) => text.trim().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
const has = (command) => spawnSync('which', [command]).status === 0;
const number = (value, digits = 1) => value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');

function table(title, head, rows) {
    if (json) return;
    const all = [head, ...rows];
    const widths = head.map((_, i) => Math.max(...all.map((row) => String(row[i]).length)));
    console.log(`\n${title}`);
    for (const row of all) {
        console.log(`  ${row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join('  ')}`);
    }
}

// ------------------------------------------------------------------ the large company

// Made under another name first, so that a broken-off making is never taken for the whole.
function company() {
    if (existsSync(path.join(sqlite, 'petgate.db'))) return;
    tell('making the large company (once, about a minute) …');
    rmSync(`${sqlite}.making`, { recursive: true, force: true });
    run(program('bench-company'), ['--data', `${sqlite}.making`]);
    renameSync(`${sqlite}.making`, sqlite);
}

// What a PostgreSQL holds: each of `made` is a run of bench-company.
const LARGE = { name: 'postgres', said: 'the large company', made: [''] };
const MIXED = { name: 'postgres-mixed', said: 'the large company and 300 small ones', made: ['--companies 300', ''] };
const small = (count) => ({ name: `postgres-companies-${count}`, said: `${count} companies`, made: [`--companies ${count}`] });

// The shell's words run beside the PostgreSQL that holds it.
function withPostgres(script, held = LARGE) {
    const data = path.join(kept, `${held.name}-${tables}`);
    const mark = `${data}.made`;
    const wrap = (words, environment = {}) => run(path.join(root, 'bench/with-postgres'), [data, 'sh', '-c', words],
        { env: { ...process.env, ...environment } });
    if (!existsSync(mark)) {
        tell(`making ${held.said} on PostgreSQL (once) …`);
        rmSync(data, { recursive: true, force: true });
        wrap([...held.made.map((words) => `"${program('bench-company')}" --database "$PETGATE_BENCH_POSTGRES" ${words}`),
            '$PETGATE_BENCH_PSQL -c "VACUUM ANALYZE"'].join(' && '), { PETGATE_BENCH_MAKING: '1' });
        writeFileSync(mark, '');
    }
    return wrap(script);
}

// ------------------------------------------------------------------ parts

const questions = path.join(kept, 'questions.json');

const decided = () => lines(run(program('bench-decide'), ['--questions', questions]));
const ratios = (rows) => rows.map((one) => [one.what, `${number(one.ns)} ns`, `${number(one.beside_ns)} ns`,
    `${number(one.ratio_median, 2)} ×`, `${number(one.ratio_from, 2)}–${number(one.ratio_to, 2)}`]);

function decide() {
    const found = decided();
    const one = (what) => found.find((line) => line.what.startsWith(what));
    results.decide = found;
    const [any, held, explained] = found.filter((line) => line.ratio);
    table('Decision in process: 500 staff, 20,000 clients, 100,000 pairs; random questions, never repeated, with the reason',
        ['', 'Petgate', 'hash and bitmask', 'ratio', 'of the rounds'], ratios([any, held]));
    table('The same with its explanation (aim: under 20 % more)', ['', 'explained', 'decided', 'ratio', 'of the rounds'], ratios([explained]));
    table('Whole answers in process', ['', 'aim', 'median', 'most', 'of'], [
        ['all clients of a person', '10 µs', `${number(one('all').us, 2)} µs`, `${number(one('all').most_us, 2)} µs`, `${one('all').ids} clients`],
        ['refresh after one person’s change', '', `${number(one('refresh').us / 1000, 2)} ms`, `${number(one('refresh').most_us / 1000, 2)} ms`, ''],
        ['what a demotion takes away, in full', '50 ms', `${number(one('what').ms, 2)} ms`, `${number(one('what').most_ms, 2)} ms`,
            `${one('what').clients} clients, ${one('what').permissions} permissions`]]);
    if (!json) console.log(`  what decides: built in ${number(one('picture').built_ms)} ms, ${number(one('picture').mb, 2)} MB (aim: 16 MB)`);
}

function peers() {
    const ns = decided().filter((one) => one.beside_ns).slice(0, 2).reduce((sum, one) => sum + one.median_ns, 0) / 2;
    results.peers = ['casl', 'casbin'].map((peer) =>
        lines(run(process.execPath, ['--expose-gc', path.join(root, `bench/peers/${peer}.mjs`), questions]))[0]);
    table('The same questions, answers compared',
        ['', 'a decision', 'times Petgate', 'questions', 'other answers', 'made in', 'memory'],
        [['Petgate', `${number(ns)} ns`, '1', '', '', '', ''],
            ...results.peers.map((one) => [one.peer, `${number(one.ns, 0)} ns`, number(one.ns / ns, 0),
                number(one.questions, 0), one.wrong, `${number(one.setup_ms, 0)} ms`, `${one.mb} MB`])]);
}

function load() {
    company();
    const rows = [['SQLite', lines(run(program('bench-load'), ['--data', sqlite, '--json']))[0]]];
    if (postgres) rows.push(['PostgreSQL', lines(withPostgres(`"${program('bench-load')}" --database "$PETGATE_BENCH_POSTGRES" --json`))[0]]);
    results.load = Object.fromEntries(rows);
    table('What decides about the large company, from the database', ['', 'first', 'median', 'best', 'memory'],
        rows.map(([name, one]) => [name, `${number(one.first_ms)} ms`, `${number(one.median_ms)} ms`, `${number(one.best_ms)} ms`,
            `${number(one.picture_mb, 2)} MB`]));
}

// The program as it is run; the most it held of memory is looked up while it works.
function prove() {
    company();
    const petgate = path.join(build, 'petgate');
    const words = ['prove', '--no-record', '--json', '--data', sqlite];
    return new Promise((resolve) => {
        const child = spawn(petgate, words, { stdio: ['ignore', 'pipe', 'inherit'] });
        let said = '', mb = 0;
        const look = setInterval(() => { mb = Math.max(mb, memory(child)); }, 50);
        child.stdout.on('data', (text) => { said += text; });
        child.once('close', (code) => {
            clearInterval(look);
            if (code !== 0) {
                tell(`bench/run: petgate prove ended with ${code}`);
                process.exit(1);
            }
            const rows = [['SQLite', lines(said)[0].companies[0].result, mb]];
            if (postgres) {
                const on = `"${petgate}" prove --no-record --json --data "${kept}" --database "$PETGATE_BENCH_POSTGRES"`;
                rows.push(['PostgreSQL', lines(withPostgres(on))[0].companies[0].result, 0]);
            }
            results.prove = Object.fromEntries(rows.map(([name, one, held]) => [name, { ...one, items: undefined, mb: held || undefined }]));
            table('petgate prove: every answer of the large company, computed twice and compared (aim: 10 s)',
                ['', 'answers', 'differences', 'seconds', 'memory'],
                rows.map(([name, one, held]) => [name, number(one.answers, 0), one.differences, number(one.milliseconds / 1000, 2),
                    held ? `${number(held)} MB` : '']));
            resolve();
        });
    });
}

function pagesTable(title, rows) {
    table(title, ['', '', 'median ms', 'p99', 'processor', 'again', 'p99', 'beside a writer', 'p99', 'statements', 'KB', 'PRD-52'],
        rows.map((one) => [one.page, one.person, number(one.median_ms, 2), number(one.p99_ms, 2), number(one.cpu_median_ms, 2),
            number(one.again_median_ms, 2), number(one.again_p99_ms, 2), number(one.beside_median_ms, 2), number(one.beside_p99_ms, 2),
            number(one.statements), number(one.kb, 0),
            one.median_ms < 5 && one.p99_ms < 20 ? 'kept' : `${one.median_ms < 5 ? '' : 'median '}${one.p99_ms < 20 ? '' : 'p99 '}over`]));
}

function pages() {
    company();
    const rows = (text) => lines(text).filter((one) => one.page);
    results.pages = { SQLite: rows(run(program('bench-pages'), ['--data', sqlite, '--json'])) };
    pagesTable('Pages in the server, 1,000,000 events, SQLite; each asks for another client, week or page, then all again, then beside somebody who commits every millisecond',
        results.pages.SQLite);
    if (!postgres) return;
    results.pages.PostgreSQL = rows(withPostgres(`"${program('bench-pages')}" --database "$PETGATE_BENCH_POSTGRES" --json`));
    pagesTable('The same on PostgreSQL (processor: of Petgate alone)', results.pages.PostgreSQL);
}

function acts() {
    company();
    results.acts = { SQLite: lines(run(program('bench-acts'), ['--data', sqlite, '--json'])) };
    if (postgres) results.acts.PostgreSQL = lines(withPostgres(`"${program('bench-acts')}" --database "$PETGATE_BENCH_POSTGRES" --json`));
    for (const [engine, rows] of Object.entries(results.acts)) {
        table(`Acts on the large company, ${engine} (PRD-55: Bulk Update under 1 s)`, ['', 'of', 'ms', 'processor'],
            rows.map((one) => [one.act, number(one.of, 0), number(one.ms, 1), number(one.cpu_ms, 1)]));
    }
}

// ------------------------------------------------------------------ a server

async function serve(data) {
    const from = performance.now();
    const child = spawn(path.join(build, 'petgate'), ['serve', '--data', data, '--listen', '127.0.0.1:0', '--json', '--log-level', 'error'],
        { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise((resolve, reject) => {
        child.stdout.once('data', (text) => resolve(String(text)));
        child.once('exit', () => reject(new Error('petgate serve ended')));
    });
    const address = `http://127.0.0.1:${JSON.parse(line).port}`;
    const answer = await fetch(`${address}/sign-in`, { redirect: 'manual' });
    await answer.text();
    return { child, address, ms: performance.now() - from };
}

// What the process has in memory, MB, without the pages of the database file that it sees in the system's.
function memory(child) {
    const parts = readFileSync(`/proc/${child.pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
    const kb = (part) => Number(/^Rss:\s+(\d+)/m.exec(part)?.[1] ?? 0);
    return parts.filter((part) => !/petgate\.db$/.test(part.slice(0, part.indexOf('\n')))).reduce((sum, part) => sum + kb(part), 0) * 1024 / 1e6;
}

function stop({ child }) {
    return new Promise((resolve) => { child.once('exit', resolve); child.kill('SIGTERM'); });
}

async function signIn(address, email) {
    const form = await fetch(`${address}/sign-in`);
    const key = form.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
    const token = /name="_token" value="([^"]+)"/.exec(await form.text())[1];
    const answer = await fetch(`${address}/sign-in`, { method: 'POST', redirect: 'manual',
        headers: { cookie: key, origin: address, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ _token: token, email, password: 'walk-the-dogs' }) });
    const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).find((one) => one.startsWith('petgate_session='));
    if (!cookie) throw new Error(`no sign-in for ${email}: ${answer.status}`);
    return cookie;
}

async function start() {
    company();
    const empty = mkdtempSync(path.join(kept, 'empty-'));
    const rows = [];
    for (const [name, data] of [['no company', empty], ['the large company', sqlite]]) {
        const times = [];
        let idle = 0, used = 0, first = 0;
        for (let round = 0; round < 7; round++) {
            const server = await serve(data);
            times.push(server.ms);
            idle = memory(server.child);
            if (data === sqlite && round === 0) {
                const cookie = await signIn(server.address, 'person0@large.example');
                const from = performance.now();
                await (await fetch(`${server.address}/clients`, { headers: { cookie } })).text();
                first = performance.now() - from;
                used = memory(server.child);
            }
            await stop(server);
        }
        times.sort((a, b) => a - b);
        rows.push({ name, median_ms: times[3], from_ms: times[0], to_ms: times[6], idle_mb: idle, first_page_ms: first, used_mb: used });
    }
    rmSync(empty, { recursive: true });
    results.start = rows;
    table('Start (aims: 100 ms, 40 MB)', ['', 'to first answer', 'of the rounds', 'idle memory', 'first page of a person', 'memory after it'],
        rows.map((one) => [one.name, `${number(one.median_ms, 0)} ms`, `${number(one.from_ms, 0)}–${number(one.to_ms, 0)}`,
            `${number(one.idle_mb)} MB`, one.first_page_ms ? `${number(one.first_page_ms, 0)} ms` : '', one.used_mb ? `${number(one.used_mb)} MB` : '']));
}

// A reply that is the same every time and costs the server nothing but HTTP. The product has none of just 10 KB; this one
// is smaller, which makes the comparison harder for the pages.
async function fixedReply(address) {
    const asset = '/assets/icon-512.png';
    return { asset, size: (await (await fetch(address + asset)).arrayBuffer()).byteLength };
}

// `requests`: addresses, or an address, a tab and a body.
function wrk(address, requests, headers) {
    const file = path.join(kept, 'requests');
    writeFileSync(file, `${requests.join('\n')}\n`);
    const options = { env: { ...process.env, REQUESTS: file, HEADERS: headers.join('\n') } };
    const once = () => lines(run('wrk', ['-t1', '-c8', '-d4s', '-s', path.join(root, 'bench/wrk.lua'), address], options))[0];
    once();
    const measured = once();
    return { a_second: measured.requests / measured.seconds, p50_ms: measured.p50_ms, p99_ms: measured.p99_ms, wrong: measured.wrong };
}

function hasWrk() {
    if (!has('wrk')) tell('bench/run: wrk is missing; tools/setup --bench installs it');
    return has('wrk');
}

async function requests() {
    if (!hasWrk()) return;
    company();
    const server = await serve(sqlite);
    const cookie = await signIn(server.address, 'person0@large.example');
    const list = async (name) => (await (await fetch(`${server.address}/api/v1/${name}`, { headers: { cookie } })).json()).items.map((one) => one.id);
    const clients = await list('clients'), staff = await list('staff');
    const fixed = await fixedReply(server.address);
    const rows = [];
    const kinds = [[`fixed reply of ${number(fixed.size / 1000)} KB (an asset)`, [fixed.asset]], ['Client list', ['/clients']],
        ['Client profile', clients.map((id) => `/clients/${id}`)],
        ['Client Subscriptions', staff.map((id) => `/staff/${id}/client-subscriptions`)],
        ['Staff picker', clients.map((id) => `/api/v1/clients/${id}/staff-picker`)], ['Calendar, this week', ['/calendar']],
        [`fixed reply again`, [fixed.asset]]];
    for (const [name, paths] of kinds) rows.push({ name, ...wrk(server.address, paths, [`Cookie: ${cookie}`, 'Accept: text/html']) });
    const used = memory(server.child);
    await stop(server);
    results.requests = { rows, memory_mb: used };
    table('Requests a second over HTTP, 8 connections, one machine for both sides', ['', 'a second', 'part of the fixed', 'median', 'p99', 'wrong'],
        rows.map((one) => [one.name, number(one.a_second, 0), `1/${number(rows[0].a_second / one.a_second)}`, `${number(one.p50_ms, 2)} ms`,
            `${number(one.p99_ms, 2)} ms`, one.wrong]));
    if (!json) console.log(`  the server's memory afterwards: ${number(used)} MB`);
}

// What two servers say about the first questions of each kind, compared one by one.
async function otherAnswers(sides, kinds) {
    let other = 0;
    for (const [form, asked] of kinds) {
        for (const question of asked) {
            const [one, two] = await Promise.all(sides.map(async ({ address, headers, speaks }) => {
                const [where, body] = speaks[form](question);
                const answer = await fetch(address + where, { method: 'POST', headers, body: JSON.stringify(body) });
                if (!answer.ok) throw new Error(`${where}: ${answer.status} ${await answer.text()}`);
                return speaks.answers(await answer.json(), question);
            }));
            other += one.filter((decision, i) => decision !== two[i]).length;
        }
    }
    return other;
}

async function authzen() {
    if (!hasWrk()) return;
    company();
    const bearer = `Bearer ${JSON.parse(run(path.join(build, 'petgate'), ['token', 'create', '--data', sqlite, '--company', 'large',
        '--staff', 'person0@large.example', '--name', 'bench', '--json'])).token}`;
    const server = await serve(sqlite);
    const large = await asked(server.address, bearer);
    const cerbos = await serveCerbos(path.join(root, 'bench/peers/node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64'),
        path.join(kept, 'cerbos'), large);
    const headers = { 'content-type': 'application/json', authorization: bearer };
    const sides = [{ name: 'Petgate', address: server.address, headers, speaks: forPetgate },
        { name: 'Cerbos', address: cerbos.address, headers: { 'content-type': 'application/json' }, speaks: forCerbos(large) }];
    const single = authzenQuestions(large, 40000, 1), batch = authzenQuestions(large, 2000, BATCH);
    const other = await otherAnswers(sides, [['single', single.slice(0, 2000)], ['batch', batch.slice(0, 100)]]);
    const fixed = ['/assets/icon-192.png'];
    const rows = [{ name: 'a fixed small reply', decisions: 0, ...wrk(server.address, fixed, []) }];
    for (const [form, asked, each] of [['single', single, 1], ['batch', batch, BATCH]]) {
        for (const { name, address, headers: sent, speaks } of sides) {
            const requests = asked.map((question) => speaks[form](question)).map(([where, body]) => `${where}\t${JSON.stringify(body)}`);
            const measured = wrk(address, requests, Object.entries(sent).map(([key, value]) => `${key}: ${value}`));
            rows.push({ name: `${name}, ${form}`, decisions: measured.a_second * each, ...measured });
        }
    }
    rows.push({ name: 'the fixed reply again', decisions: 0, ...wrk(server.address, fixed, []) });
    const used = [memory(server.child), memory(cerbos.child)];
    await Promise.all([stop(server), stop(cerbos)]);
    results.authzen = { rows, other, memory_mb: used };
    table(`Decisions over HTTP (AuthZEN; batches of ${BATCH}), 8 connections, random questions about the large company`,
        ['', 'requests a second', 'part of the fixed', 'decisions a second', 'median', 'p99', 'wrong'],
        rows.map((one) => [one.name, number(one.a_second, 0), number(one.a_second / rows[0].a_second, 2),
            one.decisions ? number(one.decisions, 0) : '', `${number(one.p50_ms, 2)} ms`, `${number(one.p99_ms, 2)} ms`, one.wrong]));
    if (!json) {
        console.log(`  Petgate answers ${number(rows[1].a_second / rows[2].a_second)} times Cerbos' single questions, ${
            number(rows[3].a_second / rows[4].a_second)} times its batches; other answers: ${other} of ${2000 + 100 * BATCH}`);
        console.log(`  memory: Petgate ${number(used[0])} MB, Cerbos ${number(used[1])} MB`);
    }
}

// ------------------------------------------------------------------ many companies

const COUNTS = [10, 300, 3000], ROUNDS = 3;

function smallCompanies(count) {
    const data = path.join(kept, `companies-${count}-${tables}`);
    if (!existsSync(data)) {
        tell(`making ${count} companies (once, some four a second) …`);
        rmSync(`${data}.making`, { recursive: true, force: true });
        run(program('bench-company'), ['--data', `${data}.making`, '--companies', String(count)]);
        renameSync(`${data}.making`, data);
    }
    return data;
}

// One row a page: the figures of each count side by side, the first time (from the disk, where the file is larger than what
// was read before) and again, and how many times the first count's the last one's is.
function companiesTable(title, measured) {
    const of = (count, row) => measured[count].find((one) => one.page === row.page && one.person === row.person);
    table(title, ['', '', ...COUNTS.flatMap((count) => [`${number(count, 0)}: median ms`, 'p99', 'again']), 'times'],
        measured[COUNTS[0]].filter((one) => one.page).map((row) => [row.page, row.person,
            ...COUNTS.flatMap((count) => [number(of(count, row).median_ms, 2), number(of(count, row).p99_ms, 2),
                number(of(count, row).again_median_ms, 2)]),
            number(of(COUNTS.at(-1), row).again_median_ms / row.again_median_ms, 2)]));
}

// The first time as the first round has it; again at the median of rounds that take the counts in turn, so that what else
// the machine does falls on each alike.
function inRounds(ask) {
    const rounds = Array.from({ length: ROUNDS }, () => Object.fromEntries(COUNTS.map((count) => [count, ask(count)])));
    for (const count of COUNTS) {
        rounds[0][count].forEach((row, i) => {
            row.again_median_ms = rounds.map((round) => round[count][i].again_median_ms).sort((a, b) => a - b)[(ROUNDS - 1) / 2];
        });
    }
    return rounds[0];
}

async function companies() {
    const sizes = [];
    const measured = inRounds((count) => lines(run(program('bench-pages'),
        ['--data', smallCompanies(count), '--companies', String(count), '--json'])));
    for (const count of COUNTS) {
        const data = smallCompanies(count);
        const times = [];
        let idle = 0;
        for (let round = 0; round < 7; round++) {
            const server = await serve(data);
            times.push(server.ms);
            idle = memory(server.child);
            await stop(server);
        }
        const copy = path.join(kept, 'backup');
        rmSync(copy, { recursive: true, force: true });
        const backup = JSON.parse(run(path.join(build, 'petgate'), ['backup', '--data', data, '--to', copy, '--json']));
        rmSync(copy, { recursive: true });
        sizes.push({ count, mb: backup.bytes / 1e6, start_ms: times.sort((a, b) => a - b)[3], idle_mb: idle,
            used_mb: measured[count].at(-1).memory_mb, mapped_mb: measured[count].at(-1).mapped_mb, backup_s: backup.seconds });
    }
    results.companies = { SQLite: measured, sizes };
    companiesTable('Small companies (14 staff, 100 clients, 5,000 events each) on one SQLite file; each request asks another one', measured);
    table('What is held', ['companies', 'events', 'file', 'start', 'idle memory', 'memory after 300 companies at most', 'of the file', 'backup'],
        sizes.map((one) => [number(one.count, 0), number(one.count * 5000, 0), `${number(one.mb, 0)} MB`, `${number(one.start_ms, 0)} ms`,
            `${number(one.idle_mb)} MB`, `${number(one.used_mb)} MB`, `${number(one.mapped_mb, 0)} MB`, `${number(one.backup_s)} s`]));
    if (!postgres) return;
    const asked = (held, words = '') => lines(withPostgres(
        `"${program('bench-pages')}" --database "$PETGATE_BENCH_POSTGRES" ${words} --json`, held));
    results.companies.PostgreSQL = inRounds((count) => asked(small(count), `--companies ${count}`));
    companiesTable('The same on PostgreSQL', results.companies.PostgreSQL);
    const [alone, mixed] = results.companies.large = [asked(LARGE), asked(MIXED)];
    table('The large company on PostgreSQL, beside 300 small ones and alone', ['', '', 'beside: median ms', 'p99', 'alone: median ms', 'p99', 'times'],
        alone.filter((one) => one.page).map((row, i) => [row.page, row.person,
            ...[mixed[i], row].flatMap((one) => [number(one.median_ms, 2), number(one.p99_ms, 2)]), number(mixed[i].median_ms / row.median_ms, 2)]));
}

// ------------------------------------------------------------------ all

for (const name of ['bench-decide', 'bench-company', 'bench-pages', 'bench-load', 'bench-acts']) {
    if (!existsSync(program(name))) {
        tell(`bench/run: build/bench/${name} is missing; tools/build release makes it`);
        process.exit(1);
    }
}
mkdirSync(kept, { recursive: true });
const load1 = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
results.machine = { processor: cpus()[0].model.trim(), processors: cpus().length, memory_gb: Math.round(totalmem() / 1e9), load: Number(load1) };
if (!json) console.log(`${results.machine.processor}, ${cpus().length} processors, ${results.machine.memory_gb} GB; load ${load1} at the start`);
for (const part of [decide, peers, load, prove, pages, acts, start, requests, authzen, companies]) {
    if (wanted(part.name)) await part();
}
if (json) console.log(JSON.stringify(results, null, 1));
