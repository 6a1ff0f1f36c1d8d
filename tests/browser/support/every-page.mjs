// Every page of the table of operations, as one person meets it: on a phone and a desk, light and dark. A person is a test
// file of its own (walk-pages-*.test.mjs), since a slow machine looks at them for minutes.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './browser.mjs';
import {startDemo} from './petgate.mjs';
import {axe, enter, leave, overflow, read, write} from './walk.mjs';

const NOT_PAGES = new Set(['/me/frame', '/me/sees', '/stream', '/notices/unread', '/audit.csv', '/openapi.json',
    '/.well-known/authzen-configuration']); // for scripts and programs
const WIDTHS = [390, 1440];
let browser, server, ids;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
    const olivia = await enter(browser, server, 'olivia');
    const first = async (list, q = '') => (await read(olivia, server, `/${list}${q}`)).items[0]?.id;
    const [staff, client] = [await first('staff', '?q=Dana'), await first('clients', '?q=Ito')];
    ids = {staff, client, event: await first('events', `?client=${client}`), service: await first('services'),
        pet: (await read(olivia, server, `/clients/${client}`)).pets?.[0]?.id, template: await first('templates'), entry: await first('audit')};
    const made = await write(olivia, 'POST', '/settings/roles', {source: 'staff', name: 'Senior walker', description: 'Shows others around.'});
    ids.role = made.body.id;
    const list = (await read(olivia, server, '/reviews')).items.find(one => one.own);
    ids.review = list.id;
    ids.item = (await read(olivia, server, `/reviews/${list.id}?group=people`)).items[0].id;
    await leave(olivia);
});
after(async () => {
    await browser?.close();
    await server?.stop();
});

/* The addresses of all GET rows whose targets the demonstration has; `left`: those that it has not. */
async function addresses(one) {
    const table = (await read(one, server, '/openapi.json')).paths;
    const paths = Object.keys(table).filter(path => table[path].get).map(path => path.replace('/api/v1', ''));
    const full = paths.filter(path => !NOT_PAGES.has(path))
        .map(path => path.replace(/\{(\w+)\}/g, (all, name) => ids[name] || all));
    full.push(`/events/new?client=${ids.client}`, `/events/bulk-update?staff=${ids.staff}`, '/search?q=al',
        `/settings/permissions?role=${ids.role}`, `/settings/permissions/compare?left=staff&right=${ids.role}`,
        `/settings/permissions/compare?left=person:${ids.staff}&right=office_manager`, `/staff/${ids.staff}/role?role=${ids.role}`);
    return {pages: full.filter(path => !path.includes('{')).sort(), left: full.filter(path => path.includes('{'))};
}

async function lookAt(one, address) {
    const faults = [];
    for (const [width, colorScheme] of [[WIDTHS[0], 'light'], [WIDTHS[1], 'dark']]) {
        await one.page.setViewportSize({width, height: 900});
        await one.page.emulateMedia({colorScheme});
        const response = await one.open(address); // afresh: colours at rest
        if ([403, 404, 405, 422].includes(response.status())) return null; // not for this person, no page, or not without a choice
        if (response.status() !== 200) faults.push(`${response.status()}`);
        const wide = await overflow(one.page);
        if (wide) faults.push(`${width}: ${wide}`);
        for (const [rule, where, why] of await axe(one.page, one.context)) faults.push(`${width} ${colorScheme} ${rule}: ${where} ${why}`);
    }
    await one.page.setViewportSize({width: 768, height: 900});
    const between = await overflow(one.page);
    if (between) faults.push(`768: ${between}`);
    if (await one.page.locator('h1').count() !== 1) faults.push('not one h1');
    if (/\{\{|\bundefined\b|\bnull\b|MSG_/.test(await one.page.locator('main').innerText())) faults.push('a raw value');
    return faults.map(fault => `${address} ${fault}`);
}

/* `part` of `parts` of the pages that `who` may open, at least `least` of them. */
export function everyPage(who, least, part = 1, parts = 1) {
    test(`PRD_05_every_page_of_${who}_fits_a_phone_and_has_no_fault_that_axe_finds_${part}_of_${parts}`, async t => {
        const one = await enter(browser, server, who);
        const {pages, left} = await addresses(one);
        const faults = [];
        let seen = 0;
        for (const address of pages.filter((_, index) => index % parts === part - 1)) {
            const found = await lookAt(one, address);
            if (!found) continue;
            seen++;
            faults.push(...found);
        }
        t.diagnostic(`${seen} pages; not looked at, as the demonstration has none: ${left.join(' ') || 'nothing'}`);
        assert.deepEqual(faults, []);
        assert.ok(seen >= least, `${seen} pages`);
        await leave(one);
    });
}
