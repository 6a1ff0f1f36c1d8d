// Clients, as the office and a worker meet them.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {clientId, enter, leave, read, until} from './support/walk.mjs';

let browser, server;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
});
after(async () => {
    await browser?.close();
    await server?.stop();
});

const names = page => page.locator('#results th a.name').allTextContents();

test('CLI_06_the_list_narrows_while_one_types_and_a_worker_finds_only_their_own', async () => {
    const [maya, dana] = [await enter(browser, server, 'maya'), await enter(browser, server, 'dana')];
    await maya.open('/clients');
    assert.equal((await names(maya.page)).length, 11);
    await maya.page.locator('#results').getByText('Alvarez').waitFor();
    await maya.page.getByLabel('Search by client').pressSequentially('ell');
    await until('only Ellis', async () => String(await names(maya.page)) === 'Ellis');
    assert.match(maya.page.url(), /q=ell/);
    await dana.open('/clients');
    const seen = await names(dana.page);
    for (const hidden of ['Dawson', 'Ellis', 'Foster', 'Kowalski']) assert.ok(!seen.includes(hidden), hidden);
    assert.deepEqual(seen, ['Alvarez', 'Bennett', 'Carter', 'Gupta', 'Hughes', 'Ito', 'Jansen']);
    await dana.page.getByLabel('Search by client').fill('foster');
    await until('nothing', async () => (await names(dana.page)).length === 0);
    await leave(maya, dana);
});

test('ACC_06_a_hidden_client_and_one_that_does_not_exist_are_equal_to_the_byte_and_the_pixel', async () => {
    const [maya, dana] = [await enter(browser, server, 'maya'), await enter(browser, server, 'dana')];
    const absent = '0000000000001';
    const hidden = [await clientId(maya, server, 'Foster'), await clientId(maya, server, 'Ellis')];
    const event = (await read(maya, server, `/events?client=${hidden[0]}`)).items[0].id;
    const looked = async address => {
        const answer = await dana.context.request.get(server.address + address);
        const body = (await answer.text()).replace(/(name="_token" value=")[^"]*/g, '$1');
        return [answer.status(), body.replaceAll(/(?<=[/=])[0-9a-z]{13}(?=[/"&?])/g, 'ID')];
    };
    for (const id of hidden) {
        for (const form of ['/clients/ID', '/clients/ID/edit', '/clients/ID/pets/new', '/clients/ID/staff-access', '/events/new?client=ID',
            '/events?client=ID', '/calendar?client=ID', '/my-schedule?client=ID', '/separation-requests/new?client=ID', '/search?q=foster']) {
            const [one, other] = [await looked(form.replace('ID', id)), await looked(form.replace('ID', absent))];
            assert.deepEqual(one, other, form);
        }
    }
    assert.deepEqual(await looked(`/events/${event}`), await looked(`/events/${absent}`));
    await dana.page.emulateMedia({reducedMotion: 'reduce'});
    const pictures = [];
    for (const id of [hidden[0], absent]) {
        assert.equal((await dana.open(`/clients/${id}`)).status(), 404);
        await dana.page.mouse.move(0, 0);
        pictures.push(await dana.page.screenshot());
    }
    assert.ok(pictures[0].equals(pictures[1]), 'the same picture');
    await leave(maya, dana);
});

test('a_client_without_a_name_or_with_a_bad_address_keeps_what_was_typed', async () => {
    const maya = await enter(browser, server, 'maya');
    const {page} = maya;
    await maya.open('/clients/new');
    await page.locator('form.page-narrow').evaluate(form => { form.noValidate = true; });
    await page.getByLabel('Street').fill('7 Orchard Lane');
    await page.getByLabel('E-mail', {exact: true}).first().fill('not an address');
    await page.getByRole('button', {name: /Add|Save/}).click();
    await page.locator('#problem').waitFor();
    assert.equal(await page.getByLabel('Street').inputValue(), '7 Orchard Lane');
    assert.equal(await page.getByLabel('E-mail', {exact: true}).first().inputValue(), 'not an address');
    assert.equal(await page.locator('#name').getAttribute('aria-invalid'), 'true');
    assert.ok(await page.locator('.field .wrong').count() >= 2, 'both faults stand beside their fields');
    await page.getByLabel('Name', {exact: true}).fill('Novotny');
    await page.getByLabel('E-mail', {exact: true}).first().fill('eva@novotny.example');
    await page.getByRole('button', {name: /Add|Save/}).click();
    await page.waitForURL(/\/clients\/[0-9a-z]{13}/);
    assert.match(await page.locator('h1').textContent(), /Novotny/);
    await page.getByText('7 Orchard Lane').waitFor();
    await leave(maya);
});

test('PRD_05_rows_are_reached_by_tab_and_opened_by_enter', async () => {
    const maya = await enter(browser, server, 'maya');
    const {page} = maya;
    await maya.open('/clients');
    for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(() => document.activeElement.matches('#results a.name'))) break;
    }
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Alvarez');
    const outline = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    });
    assert.ok(outline, 'the focus can be seen');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Bennett');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/clients\/[0-9a-z]{13}/);
    assert.match(await page.locator('h1').textContent(), /Bennett/);
    await leave(maya);
});

test('PRD_05_menus_search_and_calendar_are_worked_by_keyboard', async () => {
    const maya = await enter(browser, server, 'maya', {viewport: {width: 1440, height: 900}});
    const {page} = maya;
    const focused = () => page.evaluate(() => document.activeElement.textContent.trim().replace(/\s+/g, ' '));
    await maya.open('/clients');
    await page.locator('.top summary').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', {name: 'My profile'}).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'My profile');
    await page.keyboard.press('Escape');
    await page.getByRole('link', {name: 'My profile'}).waitFor({state: 'hidden'});
    assert.match(await focused(), /Your menu/, 'the focus is back where the menu was opened');
    await page.keyboard.press('/');
    await page.keyboard.type('ito');
    await page.locator('#find-list a').first().waitFor();
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(), /Ito/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/clients/*');
    const jansen = (await read(maya, server, '/events?status=in_progress')).items[0];
    await maya.open('/calendar?view=day');
    await page.locator('.cal-box').focus();
    for (let i = 0; i < 60 && !await page.evaluate(id => document.activeElement.matches(`a[href="/events/${id}"]`), jansen.id); i++) await page.keyboard.press('Tab');
    assert.match(await focused(), /Jansen/);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/events/${jansen.id}`);
    await leave(maya);
});
