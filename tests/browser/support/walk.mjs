// What the walks share: people signed in through the page, what must never happen on any page, and looking things up
// as a program does.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import {listenTo} from './browser.mjs';
import {root} from './pages.mjs';
import {password} from './petgate.mjs';

const axeSource = fs.readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
export const email = who => `${who}@${['paula', 'ravi', 'priya', 'sol'].includes(who) ? 'riverside' : 'happytails'}.example`;

/* A context of its own: its complaints, and requests that leave for another host. */
export async function person(browser, server, options = {}) {
    const context = await browser.newContext(options);
    const complaints = listenTo(context);
    context.on('request', request => {
        const url = new URL(request.url());
        if (/^https?:$/.test(url.protocol) && url.origin !== server.address) complaints.push(`asked another host: ${url.origin}`);
    });
    context.on('response', response => { if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`); });
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
    return {context, page, complaints, open: address => page.goto(server.address + address)};
}

export async function signIn(one, server, who, secret = password) {
    await one.page.goto(`${server.address}/sign-in`);
    await one.page.getByLabel('E-mail').fill(email(who));
    await one.page.getByLabel('Password').fill(secret);
    await one.page.getByRole('button', {name: 'Sign in'}).click();
    await one.page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
}

/* `who` signed in; `options` are Playwright's for a context. */
export async function enter(browser, server, who, options = {}) {
    const one = await person(browser, server, options);
    await signIn(one, server, who);
    return one;
}

export async function leave(...people) {
    for (const one of people) {
        await one.context.close();
        assert.deepEqual(one.complaints, []);
    }
}

/* A document of the API, as the person of this context gets it. */
export async function read(one, server, address) {
    const response = await one.context.request.get(`${server.address}/api/v1${address}`);
    assert.equal(response.status(), 200, `${address}: ${await response.text()}`);
    return response.json();
}

/* A write of the API, from the page that is open: the answer's status and document. */
export function write(one, method, address, body) {
    return one.page.evaluate(async ([verb, path, text]) => {
        const answer = await fetch(path, {method: verb, headers: {'Content-Type': 'application/json'}, body: text});
        return {status: answer.status, body: await answer.json().catch(() => null)};
    }, [method, `/api/v1${address}`, JSON.stringify(body)]);
}

async function idOf(one, server, list, name) {
    const found = (await read(one, server, `/${list}?q=${encodeURIComponent(name)}`)).items.filter(item => item.name.includes(name));
    assert.equal(found.length, 1, `one of ${list} is called ${name}`);
    return found[0].id;
}
export const clientId = (one, server, name) => idOf(one, server, 'clients', name);
export const staffId = (one, server, name) => idOf(one, server, 'staff', name);

export async function until(what, condition, times = 100) {
    for (let i = 0; i < times; i++) {
        if (await condition()) return;
        await new Promise(done => setTimeout(done, 50));
    }
    assert.fail(`never: ${what}`);
}

/* What stands out to the right of the window: scrolling sideways, but for boxes made to scroll. */
export function overflow(page) {
    return page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width + 1) return null;
        const wide = [...document.body.querySelectorAll('*')].find(one => one.getBoundingClientRect().right > width + 1);
        return `${document.documentElement.scrollWidth} of ${width}: ${wide?.outerHTML.slice(0, 120)}`;
    });
}

/* Rules of axe-core that the page breaks, each with the first place. */
export async function axe(page, context) {
    const tools = await context.newCDPSession(page); // the page's policy does not bind it
    await tools.send('Runtime.evaluate', {expression: axeSource});
    const {result} = await tools.send('Runtime.evaluate', {awaitPromise: true,
        expression: 'axe.run(document, {resultTypes: [\'violations\']}).then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200), v.nodes[0].any.map(a => a.message).join().slice(0, 200)])))'});
    await tools.detach();
    return JSON.parse(result.value);
}
