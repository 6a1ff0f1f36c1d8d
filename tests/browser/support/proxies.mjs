// The proxies that people put before Petgate, run with the configurations that are shipped, and what passes between them
// and Petgate.
import assert from 'node:assert/strict';
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import {root} from './pages.mjs';

export const NAME = 'pets.example.com'; // as the shipped configurations call it
const START_MAX_MS = 15000;

function freePort() {
    return new Promise(done => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const {port} = server.address();
            server.close(() => done(port));
        });
    });
}

/* A server that passes everything on to `port` and keeps what went each way. */
export async function relayTo(port) {
    const connections = [];
    const sockets = new Set();
    const server = net.createServer(near => {
        const far = net.connect(port, '127.0.0.1');
        const kept = {asked: [], answered: []};
        connections.push(kept);
        for (const [from, to, list] of [[near, far, kept.asked], [far, near, kept.answered]]) {
            sockets.add(from);
            from.setNoDelay();
            from.on('data', bytes => { list.push(bytes); to.write(bytes); });
            from.on('end', () => to.end());
            from.on('error', () => to.destroy());
            from.on('close', () => to.destroy());
        }
    });
    await new Promise(done => server.listen(0, '127.0.0.1', done));
    return {
        port: server.address().port,
        take: () => connections.splice(0).map(({asked, answered}) =>
            ({asked: Buffer.concat(asked).toString('latin1'), answered: Buffer.concat(answered).toString('latin1')})),
        close() {
            for (const socket of sockets) socket.destroy();
            server.close();
        },
    };
}

/* What a test changes in a shipped configuration: each must be found, so that nothing else differs. */
function shipped(file, changes) {
    let text = fs.readFileSync(path.join(root, 'packaging', file), 'utf8');
    for (const [from, to] of changes) {
        assert.ok(text.includes(from), `packaging/${file} has no ${from}`);
        text = text.replaceAll(from, to);
    }
    return text;
}

function certificate(folder) {
    const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
        '-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`, '-out', cert, '-keyout', key], {stdio: 'ignore'});
    return {cert, key};
}

async function nginx(folder, tls, upstream) {
    const [port, plain] = [await freePort(), await freePort()];
    fs.writeFileSync(path.join(folder, 'petgate.conf'), shipped('nginx.conf', [
        ['    listen [::]:80;\n', ''],
        ['    listen [::]:443 ssl http2;\n', ''],
        ['listen 80;', `listen 127.0.0.1:${plain};`],
        ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
        ['/etc/ssl/pets.example.com/fullchain.pem', tls.cert],
        ['/etc/ssl/pets.example.com/privkey.pem', tls.key],
        ['server 127.0.0.1:8080;', `server 127.0.0.1:${upstream};`],
    ]));
    // What /etc/nginx/nginx.conf is elsewhere: it includes ours within http.
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path ${folder}/${kind};`);
    fs.writeFileSync(path.join(folder, 'nginx.conf'), `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {} http { access_log off; ${temporary.join(' ')} include ${folder}/petgate.conf; }`);
    return {port, words: ['nginx', '-e', `${folder}/error.log`, '-p', folder, '-c', `${folder}/nginx.conf`], env: {}};
}

async function caddy(folder, tls, upstream) {
    const port = await freePort();
    fs.writeFileSync(path.join(folder, 'Caddyfile'), '{\n\tadmin off\n\tauto_https off\n}\n' + shipped('Caddyfile', [
        ['\npets.example.com {', `\nhttps://${NAME}:${port} {\n\tbind 127.0.0.1\n\ttls ${tls.cert} ${tls.key}`],
        ['reverse_proxy 127.0.0.1:8080', `reverse_proxy 127.0.0.1:${upstream}`],
    ]));
    return {port, words: ['caddy', 'run', '--adapter', 'caddyfile', '--config', `${folder}/Caddyfile`],
        env: {HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder}};
}

function listens(port) {
    return new Promise(done => {
        const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); done(true); });
        socket.on('error', () => done(false));
    });
}

/* Others than the installed ones: a folder with `nginx` and `caddy` (tools/newer). */
export const NEWER = process.env.PETGATE_PROXIES || '';

/* The environment, with the folder that Debian keeps nginx in. */
function withProxies() {
    return {...process.env, PATH: `${NEWER && NEWER + ':'}${process.env.PATH}:/usr/sbin`};
}

/* The program's version, and whether it refuses a bare LF within chunks by itself: nginx from 1.29.4 on, Caddy where it was built
 * with Go 1.23.8, 1.24.2 or later (golang/go issue 71988). Older ones, as in Debian 12, write the body anew. */
export function versionOf(kind) {
    const words = {nginx: ['nginx', '-v'], caddy: ['caddy', 'build-info']}[kind];
    const {stdout, stderr} = spawnSync(words[0], words.slice(1), {encoding: 'utf8', env: withProxies()});
    const [, name, major, minor, patch = 0] = {nginx: /(nginx\/(\d+)\.(\d+)\.(\d+))/, caddy: /^go\t(go(\d+)\.(\d+)(?:\.(\d+))?)/m}[kind]
        .exec(stdout + stderr);
    const after = (...from) => major > from[0] || (Number(major) === from[0]
        && (minor > from[1] || (Number(minor) === from[1] && patch >= from[2])));
    const refusesBareLf = kind === 'nginx' ? after(1, 29, 4) : after(1, 24, 2) || (minor === '23' && after(1, 23, 8));
    return {text: kind === 'nginx' ? name : `caddy built with ${name}`, refusesBareLf};
}

/* `kind`: "nginx" or "caddy", before the server at `upstream`. */
export async function startProxy(kind, upstream) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `petgate-${kind}-`));
    const tls = certificate(folder);
    const {port, words, env} = await {nginx, caddy}[kind](folder, tls, upstream);
    const child = spawn(words[0], words.slice(1), {stdio: ['ignore', 'ignore', 'pipe'],
        env: {...withProxies(), ...env}});
    let said = '';
    child.stderr.on('data', text => { said += text; });
    const ended = new Promise(done => child.once('exit', done));
    for (const end = Date.now() + START_MAX_MS; !await listens(port);) {
        assert.ok(child.exitCode === null && Date.now() < end, `${kind} did not start: ${said}`);
        await new Promise(done => setTimeout(done, 50));
    }
    return {
        kind, port, ca: fs.readFileSync(tls.cert),
        async stop() {
            child.kill('SIGKILL'); // politely, caddy takes half a minute
            await ended;
            fs.rmSync(folder, {recursive: true});
        },
    };
}

/* ------------------------------------------------------------------ reading strictly */

/* One head at `at`: every line ends in CRLF, no line is folded, every name is a token, no value has a control character
 * (but DEL, which frames nothing). */
function readHead(text, at) {
    const end = text.indexOf('\r\n\r\n', at);
    assert.ok(end >= 0, `an unfinished head: ${JSON.stringify(text.slice(at, at + 300))}`);
    const [first, ...lines] = text.slice(at, end).split('\r\n');
    const headers = lines.map(line => {
        const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0-\x08\x0a-\x1f]*)$/.exec(line);
        assert.ok(match, `a header of two readings: ${JSON.stringify(line)}`);
        return [match[1].toLowerCase(), match[2]];
    });
    assert.match(first, /^[^\0-\x1f\x7f]+$/);
    return {first, headers, all: name => headers.filter(([own]) => own === name).map(([, value]) => value), end: end + 4};
}

/* Behind the end of the text, where the body breaks off. */
function chunkedEnd(text, from) {
    for (let at = from; ;) {
        if (at >= text.length) return text.length + 1;
        const size = /^([0-9a-fA-F]{1,8})\r\n/.exec(text.slice(at, at + 20));
        assert.ok(size, `a chunk of two readings: ${JSON.stringify(text.slice(at, at + 40))}`);
        at += size[0].length + parseInt(size[1], 16);
        if (at + 2 > text.length) return text.length + 1;
        assert.equal(text.slice(at, at + 2), '\r\n', 'a chunk ends');
        at += 2;
        if (parseInt(size[1], 16) === 0) return at;
    }
}

/* The requests in what a proxy sent on one connection, the last maybe broken off (`whole`: it is not); fails where there
 * could be two opinions. */
export function readRequests(text) {
    const requests = [];
    for (let at = 0; at < text.length;) {
        const head = readHead(text, at);
        const [lengths, codings] = [head.all('content-length'), head.all('transfer-encoding')];
        assert.match(head.first, /^[A-Za-z]+ \/[\x21-\x7e\x80-\xff]* HTTP\/1\.[01]$/);
        assert.equal(head.all('host').length, 1, head.first);
        assert.ok(lengths.length + codings.length <= 1, text.slice(at, head.end));
        assert.ok(/^\d*$/.test(lengths.join()) && /^(chunked)?$/.test(codings.join()), text.slice(at, head.end));
        at = codings.length ? chunkedEnd(text, head.end) : head.end + Number(lengths[0] || 0);
        requests.push({...head, whole: at <= text.length});
    }
    return requests;
}

/* The answers in what came back, streams apart; what is behind the last is left alone. */
export function readAnswers(text) {
    const answers = [];
    for (let at = 0; text.startsWith('HTTP/1.', at);) {
        const head = readHead(text, at);
        const status = Number(head.first.slice(9, 12));
        answers.push({status, id: head.all('x-request-id')[0]});
        if (head.all('transfer-encoding').length) at = chunkedEnd(text, head.end);
        else at = head.end + Number(head.all('content-length')[0] || 0);
    }
    return answers;
}

/* ------------------------------------------------------------------ the corpus */

function unescape(text) {
    return text.replace(/\\(?:x([0-9a-f]{2})|\((\d+) ([^)]*)\)|(.))/g, (_, hex, times, inner, one) => {
        if (hex) return String.fromCharCode(parseInt(hex, 16));
        if (times) return unescape(inner).repeat(Number(times));
        return {r: '\r', n: '\n', t: '\t', 0: '\0'}[one];
    });
}

/* tests/http/malformed.txt, each with a request behind it that carries an id of its own. */
export function readCorpus() {
    const lines = fs.readFileSync(path.join(root, 'tests/http/malformed.txt'), 'utf8').split('\n');
    return lines.filter(line => line && line[0] !== '#').map((line, index) => {
        const [name, verdict, ...rest] = line.split(' | ');
        const hidden = `hidden-${index}`;
        const bytes = unescape(rest.join(' | ')).replaceAll(/(host *:\s*)x/gi, `$1${NAME}`);
        const behind = `GET /api/v1/clients HTTP/1.1\r\nHost: ${NAME}\r\nX-Request-ID: ${hidden}\r\nConnection: close\r\n\r\n`;
        return {name, verdict: verdict.split(' '), hidden, bytes: bytes + behind};
    });
}
