// Petgate behind nginx and behind Caddy, as docs/operating.md has it: the real proxies, with the configurations that are
// shipped, before the real program.
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import {after, before, describe, test} from 'node:test';

import {password, startDemo} from './support/petgate.mjs';
import {NAME, NEWER, readAnswers, readCorpus, readRequests, relayTo, startProxy, versionOf} from './support/proxies.mjs';
import {email, until} from './support/walk.mjs';
import {summarize} from '../support/summary.mjs';

const AT_ONCE = 48;
// To Caddy a body that breaks off is a fault on the way to Petgate, which may have refused its head before.
const REFUSED = {nginx: [400], caddy: [411, 502]};
const STRANGER = '127.0.0.2'; // where the browser of these tests comes from

/* Sends raw bytes; what came back until the end, or until nothing more came. */
function send(proxy, bytes) {
    return new Promise(done => {
        const got = [];
        const socket = tls.connect({host: '127.0.0.1', port: proxy.port, servername: NAME, ca: proxy.ca, ALPNProtocols: ['http/1.1']},
            () => socket.write(Buffer.from(bytes, 'latin1')));
        socket.setTimeout(1500, () => socket.destroy());
        socket.on('data', part => got.push(part));
        socket.on('error', () => {}); // it may hang up while we write, which is its right
        socket.on('close', () => done(Buffer.concat(got).toString('latin1')));
    });
}

function ask(proxy, method, path, {headers = {}, body, from = STRANGER, until: mark} = {}) {
    return new Promise((done, failed) => {
        const request = https.request({host: '127.0.0.1', port: proxy.port, servername: NAME, ca: proxy.ca, localAddress: from, method, path,
            headers: {Connection: 'close', Host: `${NAME}:${proxy.port}`, ...headers}}, response => {
            const answer = {status: response.statusCode, headers: response.headers, body: '', end: () => request.destroy()};
            response.on('data', part => {
                answer.body += part;
                if (mark && answer.body.includes(mark)) done(answer);
            });
            response.on('error', () => {});
            response.on('end', () => done(answer));
        });
        request.setTimeout(5000, () => failed(new Error(`${path}: no answer`)));
        request.on('error', failed);
        request.end(body);
    });
}

const cookies = answer => (answer.headers['set-cookie'] || []).map(line => line.split(';')[0]).join('; ');

/* The status of a form that is sent in chunks. */
function sendInChunks(port, protocol = http, options = {}) {
    return new Promise((done, failed) => {
        const request = protocol.request({host: '127.0.0.1', port, method: 'POST', path: '/sign-in', ...options,
            headers: {Connection: 'close', 'Content-Type': 'application/x-www-form-urlencoded', Host: `${NAME}:${port}`}}, response => {
            response.resume();
            done(response.statusCode);
        });
        request.on('error', failed);
        request.write('email=nobody%40example.com&');
        request.end('password=x');
    });
}

async function signIn(proxy, who, headers = {}) {
    const form = await ask(proxy, 'GET', '/sign-in');
    const token = /name="_token" value="([^"]+)"/.exec(form.body)[1];
    const body = new URLSearchParams({_token: token, email: email(who), password}).toString();
    const answer = await ask(proxy, 'POST', '/sign-in', {body, headers: {Cookie: cookies(form), Accept: 'text/html',
        'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length, ...headers}});
    assert.equal(answer.status, 303, answer.body);
    return answer;
}

for (const kind of ['nginx', 'caddy']) {
    describe(kind, () => {
        let server, relay, proxy;
        before(async () => {
            server = await startDemo('--trusted-proxy', '127.0.0.1');
            relay = await relayTo(Number(new URL(server.address).port));
            proxy = await startProxy(kind, relay.port);
        });
        after(async () => {
            await proxy?.stop();
            relay?.close();
            await server?.stop();
        });

        test('what_is_malformed_is_refused_or_written_anew_so_that_petgate_never_sees_two_readings', async t => {
            const rows = readCorpus();
            for (let i = 0; i < rows.length; i += AT_ONCE)
                await Promise.all(rows.slice(i, i + AT_ONCE).map(async row => { row.got = await send(proxy, row.bytes); }));
            const passed = new Map(); // id → how often Petgate saw it
            for (const {asked, answered} of relay.take()) {
                const requests = readRequests(asked);
                const read = readAnswers(answered).length;
                assert.ok(read <= requests.length && read >= requests.filter(request => request.whole).length,
                    `Petgate read ${read} requests of ${requests.length}: ${asked}`);
                for (const request of requests)
                    for (const id of request.all('x-request-id')) passed.set(id, (passed.get(id) || 0) + 1);
            }
            const kinds = {refused: [], anew: []};
            for (const row of rows) {
                const answers = readAnswers(row.got);
                assert.ok((passed.get(row.hidden) || 0) <= 1, row.name);
                assert.ok(answers.length <= 2, `${row.name}: ${row.got}`);
                assert.equal(answers.filter(answer => answer.id === row.hidden).length, passed.get(row.hidden) || 0, row.name);
                if (row.verdict.includes('lf') || row.verdict.includes('fold'))
                    kinds[passed.has(row.hidden) ? 'anew' : 'refused'].push(row.name);
            }
            t.diagnostic(`${rows.length} requests; of bare LF and folded lines refused: ${kinds.refused.join(', ')}; `
                + `written anew: ${kinds.anew.join(', ')}`);
            assert.ok(kinds.refused.length + kinds.anew.length >= 20);
            const chunked = rows.filter(row => row.verdict.includes('chunks'));
            assert.equal(chunked.length, 4);
            const version = versionOf(kind);
            assert.ok(version.refusesBareLf || !NEWER, `${version.text} in ${NEWER} is too old to refuse a bare LF`);
            if (!version.refusesBareLf) return;
            for (const row of chunked) {
                assert.ok(kinds.refused.includes(row.name), row.name);
                const statuses = readAnswers(row.got).map(answer => answer.status);
                assert.ok(statuses.length === 1 && REFUSED[kind].includes(statuses[0]), `${row.name}: ${statuses}`);
                assert.match(row.got, /^Connection: close\r$/mi, row.name);
            }
            summarize(`Malformed requests by way of ${version.text}: all ${chunked.length} uses of a bare LF within chunks are refused`);
        });

        test('a_person_signs_in_with_cookies_for_https_alone_and_reads_a_page', async () => {
            const answer = await signIn(proxy, 'maya');
            assert.match(answer.headers['set-cookie'].join('\n'), /^__Host-[^\n]*; Secure/m);
            assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000'); // once
            const page = await ask(proxy, 'GET', '/clients', {headers: {Cookie: cookies(answer), Accept: 'text/html'}});
            assert.equal(page.status, 200);
            assert.match(page.body, /<h1>Clients<\/h1>/);
        });

        // Petgate takes no chunks where its HTTP library cannot read them strictly: nginx makes a length of them, Caddy does not.
        test('a_form_in_chunks_goes_through_nginx_and_elsewhere_as_far_as_petgate_takes_it', async () => {
            const straight = await sendInChunks(new URL(server.address).port);
            const through = await sendInChunks(proxy.port, https, {servername: NAME, ca: proxy.ca});
            assert.ok([403, 411].includes(straight), `${straight}`);
            assert.equal(through, kind === 'nginx' ? 403 : straight);
        });

        test('ACC_07_an_event_stream_is_not_buffered', async () => {
            const cookie = cookies(await signIn(proxy, 'maya'));
            const headers = {Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json'};
            const client = JSON.parse((await ask(proxy, 'GET', '/api/v1/clients?q=Ellis', {headers})).body).items[0].id;
            const staff = JSON.parse((await ask(proxy, 'GET', '/api/v1/staff?q=Dana', {headers})).body).items[0].id;
            const stream = await ask(proxy, 'GET', '/api/v1/stream', {headers, until: 'event: hello'});
            assert.equal(stream.status, 200);
            assert.ok(!stream.body.includes('event: change'));
            const body = JSON.stringify({access: 'removed', reason: 'Proof'});
            const began = Date.now();
            const written = await ask(proxy, 'PUT', `/api/v1/staff/${staff}/clients/${client}/access`, {headers, body});
            assert.equal(written.status, 200, written.body);
            await until('the change is heard', () => stream.body.includes('event: change'));
            assert.ok(Date.now() - began < 2000, 'within two seconds (ACC-07)');
            stream.end();
        });

        test('the_address_of_the_browser_is_what_the_proxy_says_whatever_the_browser_says', async () => {
            const forged = {'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'http', 'X-Real-IP': '203.0.113.9',
                Forwarded: 'for=203.0.113.9'};
            relay.take();
            const answer = await signIn(proxy, 'andre', forged);
            const list = await ask(proxy, 'GET', '/api/v1/me/sessions', {headers: {Cookie: cookies(answer), ...forged}});
            const addresses = JSON.parse(list.body).items.map(item => item.address);
            assert.deepEqual([...new Set(addresses)], [STRANGER]);
            assert.match(answer.headers['set-cookie'].join('\n'), /; Secure/); // https, whatever was said
            for (const {asked} of relay.take()) {
                for (const request of readRequests(asked)) {
                    assert.deepEqual(request.all('x-forwarded-for'), [STRANGER]);
                    assert.deepEqual(request.all('x-forwarded-proto'), ['https']);
                }
            }
        });

        test('whoever_passes_the_proxy_by_has_his_own_address_and_no_https', async () => {
            const url = new URL(server.address);
            const {request} = await import('node:http');
            const direct = (method, path, headers, body) => new Promise((done, failed) => {
                const asked = request({host: url.hostname, port: url.port, localAddress: STRANGER, method, path,
                    headers: {Connection: 'close', 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'https', ...headers}}, response => {
                    const answer = {status: response.statusCode, headers: response.headers, body: ''};
                    response.on('data', part => { answer.body += part; });
                    response.on('end', () => done(answer));
                });
                asked.on('error', failed);
                asked.end(body);
            });
            const form = await direct('GET', '/sign-in', {});
            const token = /name="_token" value="([^"]+)"/.exec(form.body)[1];
            const body = new URLSearchParams({_token: token, email: email('dana'), password}).toString();
            const answer = await direct('POST', '/sign-in', {Cookie: cookies(form), 'Content-Type': 'application/x-www-form-urlencoded',
                'Content-Length': body.length}, body);
            assert.equal(answer.status, 303, answer.body);
            assert.doesNotMatch(answer.headers['set-cookie'].join('\n'), /Secure|__Host-/);
            const list = await direct('GET', '/api/v1/me/sessions', {Cookie: cookies(answer)});
            assert.deepEqual(JSON.parse(list.body).items.map(item => item.address), [STRANGER]);
        });

    });
}

