// bench/run [--json] [PART…]: measures Petgate and prints one table; docs/performance.md says what the figures mean.
//     decide    a decision in process beside a hash and a bitmask        peers     the same questions by CASL and Casbin
//     load      what decides of the large company, from the database     pages     its pages, in the server
//     prove     every answer of the large company, computed twice and compared (petgate prove)
//     acts      what writes cost: Bulk Update of 4,000 visits, a single act
//     start     start to first answer, memory                            requests  requests a second beside a fixed reply
// --postgres: load, prove, pages and acts on PostgreSQL too. The large company is made once, under build/bench-data.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const build = path.join(root, 'build');
const kept = path.join(build, 'bench-data');
// A company made with other tables is no use.
const migrations = path.join(root, 'src/store/migrations');
const tables = createHash('sha256').update(readdirSync(migrations).sort()
    .map((name) => readFileSync(path.join(migrations, name), 'utf8')).join('')).digest('hex').slice(0, 10);
const sqlite = path.join(kept, `sqlite-${tables}`);
const PARTS = ['decide', 'peers', 'load', 'prove', 'pages', 'acts', 'start', 'requests'];
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
const wanted = (part) => parts.length === 0 || parts.includes(part);
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

// The shell's words run beside the PostgreSQL that holds the company.
function withPostgres(script) {
    const data = path.join(kept, `postgres-${tables}`);
    const mark = `${data}.made`;
    const wrap = (words, environment = {}) => run(path.join(root, 'bench/with-postgres'), [data, 'sh', '-c', words],
        { env: { ...process.env, ...environment } });
    if (!existsSync(mark)) {
        tell('making the large company on PostgreSQL (once, some minutes) …');
        rmSync(data, { recursive: true, force: true });
        wrap(`"${program('bench-company')}" --database "$PETGATE_BENCH_POSTGRES" && $PETGATE_BENCH_PSQL -c "VACUUM ANALYZE"`,
            { PETGATE_BENCH_MAKING: '1' });
        writeFileSync(mark, '');
    }
    return wrap(script);
}

// ------------------------------------------------------------------ parts

const questions = path.join(kept, 'questions.json');

function decide() {
    const found = lines(run(program('bench-decide'), ['--json', '--questions', questions]));
    results.decide = found;
    const picture = found.find((one) => one.what === 'picture');
    table('Decision in process: 500 staff, 20,000 clients, 100,000 pairs; random questions, never repeated, with the reason',
        ['', 'Petgate', 'hash and bitmask', 'ratio', 'of the rounds'],
        found.filter((one) => one.ratio).map((one) => [one.what, `${number(one.policy_ns)} ns`, `${number(one.least_ns)} ns`,
            `${number(one.ratio_median, 2)} ×`, `${number(one.ratio_from, 2)}–${number(one.ratio_to, 2)}`]));
    if (!json) console.log(`  what decides: built in ${number(picture.built_ms)} ms, ${number(picture.mb, 2)} MB`);
}

function peers() {
    const own = lines(run(program('bench-decide'), ['--json', '--questions', questions]));
    const ns = own.filter((one) => one.ratio).reduce((sum, one) => sum + one.policy_median_ns, 0) / 2;
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
    table(title, ['', '', 'median ms', 'p99', 'processor', 'again', 'p99', 'statements', 'KB', 'PRD-52'],
        rows.map((one) => [one.page, one.person, number(one.median_ms, 2), number(one.p99_ms, 2), number(one.cpu_median_ms, 2),
            number(one.again_median_ms, 2), number(one.again_p99_ms, 2), number(one.statements), number(one.kb, 0),
            one.median_ms < 5 && one.p99_ms < 20 ? 'kept' : `${one.median_ms < 5 ? '' : 'median '}${one.p99_ms < 20 ? '' : 'p99 '}over`]));
}

function pages() {
    company();
    results.pages = { SQLite: lines(run(program('bench-pages'), ['--data', sqlite, '--json'])) };
    pagesTable('Pages in the server, 1,000,000 events, SQLite; each asks for another client, week or page, then all again',
        results.pages.SQLite);
    if (!postgres) return;
    results.pages.PostgreSQL = lines(withPostgres(`"${program('bench-pages')}" --database "$PETGATE_BENCH_POSTGRES" --json`));
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

const memory = (child) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024 / 1e6;

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

function wrk(address, paths, cookie) {
    const file = path.join(kept, 'paths');
    writeFileSync(file, `${paths.join('\n')}\n`);
    return lines(run('wrk', ['-t1', '-c8', '-d4s', '-s', path.join(root, 'bench/wrk.lua'), address],
        { env: { ...process.env, PATHS: file, COOKIE: cookie } }))[0];
}

async function requests() {
    if (!has('wrk')) {
        tell('bench/run: wrk is missing; tools/setup --bench installs it');
        return;
    }
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
    for (const [name, paths] of kinds) {
        wrk(server.address, paths, cookie);
        const measured = wrk(server.address, paths, cookie);
        rows.push({ name, a_second: measured.requests / measured.seconds, p50_ms: measured.p50_ms, p99_ms: measured.p99_ms, wrong: measured.wrong });
    }
    const used = memory(server.child);
    await stop(server);
    results.requests = { rows, memory_mb: used };
    table('Requests a second over HTTP, 8 connections, one machine for both sides', ['', 'a second', 'part of the fixed', 'median', 'p99', 'wrong'],
        rows.map((one) => [one.name, number(one.a_second, 0), `1/${number(rows[0].a_second / one.a_second)}`, `${number(one.p50_ms, 2)} ms`,
            `${number(one.p99_ms, 2)} ms`, one.wrong]));
    if (!json) console.log(`  the server's memory afterwards: ${number(used)} MB`);
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
for (const part of [decide, peers, load, prove, pages, acts, start, requests]) {
    if (wanted(part.name)) await part();
}
if (json) console.log(JSON.stringify(results, null, 1));
