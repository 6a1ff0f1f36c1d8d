// The pages' scripts in a browser, against a stand-in server (support/pages.mjs): what they promise in web/js.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, afterEach, before, beforeEach, test} from 'node:test';

import {launch, listenTo} from './support/browser.mjs';
import {root, serve} from './support/pages.mjs';

const row = (id, name) => `<tr data-client="${id}"><th scope="row"><a class="name" href="/client?id=${id}">${name}</a></th></tr>`;
const table = rows => `<div class="card" id="results"><table class="rows"><tbody>${rows.join('')}</tbody></table></div>`;
const all = [['c1', 'Alvarez'], ['c2', 'Bennett'], ['c3', 'Carter']];
const sheet = id => `<article class="sheet-body" data-subject-client="${id}"><header class="sheet-head"><h1 id="sheet-title">Remove access</h1>
  <a class="btn sheet-close" href="/clients">Close</a></header><form method="post" action="/remove"><label>Reason <input name="reason"></label><button class="btn">Remove</button></form></article>`;
const picker = `<h1>Visit</h1><form method="post" action="/visit"><div class="field"><label for="staff">Staff</label>
  <select class="form-select" id="staff" name="staff" data-picker data-confirm-name="confirm"><option value="">Unassigned</option>
  <optgroup label="Preferred"><option value="s1" data-note="free then">Sam Ortiz – free then</option></optgroup>
  <optgroup label="⚠ Do Not Schedule" data-warn><option value="s2" data-note="allergic" data-warning="Tess is on Do Not Schedule.">Tess Wong – allergic ⚠</option></optgroup>
  <optgroup label="Access removed"><option value="s3" disabled data-note="removed by Maya (conduct)">Rick Moss – removed by Maya (conduct)</option></optgroup></select></div>
  <button class="btn btn-primary">Save</button></form>`;
let posts = [];
const on = {subscription: false};

const pages = {
    '/clients': ({url}) => `<h1>Clients</h1><form class="filters" action="/clients" data-swap="#results" data-auto><input type="search" name="q" aria-label="Name"></form>
      <a href="/sheet?id=c2" data-sheet>Remove…</a><input id="draft" aria-label="draft">${
        table(all.filter(([, name]) => name.toLowerCase().includes((url.searchParams.get('q') || '').toLowerCase())).map(([id, name]) => row(id, name)))}`,
    '/client': ({url}) => ({title: 'Alvarez', body: `<article data-subject-client="${url.searchParams.get('id')}"><h1>Alvarez</h1><p>12 Garden Street</p><form><input name="note" value="typed"></form></article>`}),
    '/sheet': ({url}) => sheet(url.searchParams.get('id')),
    '/remove': ({body}) => {
        posts.push(body);
        return {location: '/clients?done=access-remove'};
    },
    '/visit': ({method, body}) => {
        if (method === 'POST') posts.push(body);
        return method === 'POST' ? {status: 422, at: {problem: {text: 'Some values need another look.', errors: [{field: 'staff', label: 'Staff', text: 'This is needed.'}]}}, body: picker} : picker;
    },
    '/switches': ({method}) => {
        if (method === 'POST') on.subscription = !on.subscription;
        return `<h1>Switches</h1><div id="results"><form method="post" action="/switches" data-swap="#results"><button class="switch" role="switch" aria-checked="${on.subscription}">Subscription</button></form>
          <form method="post" action="/blocked" data-swap="#results"><button class="switch" role="switch" aria-checked="true">Access</button></form></div>`;
    },
    '/calendar': () => `<h1>Week</h1><form id="cal-move" method="post" hidden data-swap="#calendar"><input type="hidden" name="starts_at"><input type="hidden" name="staff"></form>
      <div class="cal-box" id="calendar"><div class="cal from-7 to-20"><div class="cal-hours"><ol></ol></div>${['2026-05-04', '2026-05-05'].map((day, i) =>
        `<section class="cal-col" data-day="${day}"><h3>Day ${i}</h3><ol class="cal-body">${i ? '' : '<li class="visit t-540 for-60" data-client="c1" data-move="/moved"><a href="/client?id=c1">Alvarez</a></li>'}</ol></section>`).join('')}</div></div>`,
    '/moved': ({body}) => {
        posts.push(body);
        return {location: '/calendar'};
    },
    '/blocked': () => ({status: 409, body: sheet('c9')}),
    '/today': () => `<h1>Today</h1><p id="today" data-refresh-on-change>${pages.count = (pages.count || 0) + 1}</p>`,
    '/search': () => '<h1>Search</h1><div data-found><ul class="found"><li data-client="c1"><a href="/client?id=c1">Alvarez</a></li><li><a href="/staff">Dana</a></li></ul></div>',
    '/sign-in': () => '<h1>Sign in</h1>',
};

let server, browser, context, complaints;

before(async () => {
    server = await serve(pages);
    browser = await launch();
});
after(async () => {
    await browser?.close();
    server?.close();
});
beforeEach(async () => {
    Object.assign(server, {sees: null, silent: false, asked: [], streamsEver: 0});
    posts = [];
    context = await browser.newContext();
    complaints = listenTo(context);
});
afterEach(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
});

async function open(address, options = {}) {
    const page = await context.newPage();
    if (options.clock) await page.clock.install();
    await page.goto(server.address + address);
    return page;
}

async function until(what, condition) {
    for (let i = 0; i < 100; i++) {
        if (await condition()) return;
        await new Promise(done => setTimeout(done, 50));
    }
    assert.fail(`never: ${what}`);
}

const covered = page => page.evaluate(() => document.documentElement.classList.contains('contact-lost'));

test('ACC_07_a_lost_client_vanishes_from_every_tab_over_one_stream', async () => {
    const tabs = [await open('/clients'), await open('/clients'), await open('/clients')];
    await until('a stream', () => server.streams.size === 1);
    await until('every tab asked once', () => server.asked.length === 3);
    server.send('lost', {clients: ['c2'], change: 2});
    for (const tab of tabs) {
        await tab.locator('[data-client="c2"]').waitFor({state: 'detached', timeout: 2000});
        assert.equal(await tab.locator('[data-client]').count(), 2);
    }
    assert.equal(server.streamsEver, 1);
});

test('ACC_07_a_page_about_a_lost_client_says_only_that_it_is_not_available', async () => {
    const page = await open('/client?id=c1');
    await until('a stream', () => server.streams.size === 1);
    server.send('lost', {clients: ['c1'], change: 2});
    await page.getByText('This client is not available to you').waitFor({timeout: 2000});
    assert.equal(await page.title(), 'Not available');
    assert.doesNotMatch(await page.content(), /Garden|typed/);
    assert.equal(await page.getByRole('link', {name: 'To the clients'}).getAttribute('href'), '/clients');
});

test('ACC_07_an_open_sheet_about_a_lost_client_closes', async () => {
    const page = await open('/clients');
    await page.getByText('Remove…').click();
    await page.locator('dialog[open]').waitFor();
    await until('a stream', () => server.streams.size === 1);
    server.send('lost', {clients: ['c2'], change: 2});
    await page.locator('dialog[open]').waitFor({state: 'detached', timeout: 2000});
    assert.equal(await page.locator('#sheet').innerHTML(), '');
});

test('a_tab_whose_stream_was_replaced_stays_and_asks_for_it_back_later', async () => {
    const page = await open('/clients');
    await until('a stream', () => server.streams.size === 1);
    server.send('end', {reason: 'replaced'});
    await until('the stream closed', () => server.streams.size === 0);
    await new Promise(done => setTimeout(done, 4000)); // an event source left to itself were back by now
    assert.equal(server.streamsEver, 1);
    assert.equal(new URL(page.url()).pathname, '/clients');
});

test('when_the_leading_tab_closes_another_takes_the_stream_over', async () => {
    const first = await open('/clients');
    await until('a stream', () => server.streams.size === 1);
    const second = await open('/clients');
    await first.close();
    await until('a second stream', () => server.streamsEver === 2 && server.streams.size === 1);
    server.send('lost', {clients: ['c3'], change: 2});
    await second.locator('[data-client="c3"]').waitFor({state: 'detached', timeout: 2000});
});

test('silence_covers_client_data_and_contact_uncovers_it_after_asking_again', async () => {
    const page = await open('/clients', {clock: true});
    await until('asked', () => server.asked.length === 1);
    await page.locator('#draft').fill('still here');
    server.silent = true;
    server.sees = ['c1', 'c3'];
    await page.clock.runFor(9000);
    await page.clock.runFor(6000);
    await until('covered', () => covered(page));
    await page.clock.runFor(500);
    assert.equal(await page.locator('.contact-note').isVisible(), true);
    assert.equal(await page.getByText('Alvarez').isVisible(), false);
    server.silent = false;
    await until('uncovered', async () => {
        await page.clock.runFor(1000);
        return !await covered(page);
    });
    assert.deepEqual(await page.locator('[data-client]').evaluateAll(list => list.map(one => one.dataset.client)), ['c1', 'c3']);
    assert.equal(await page.locator('#draft').inputValue(), 'still here');
});

test('the_end_of_the_session_leads_to_sign_in_in_every_tab', async () => {
    const tabs = [await open('/clients'), await open('/today')];
    await until('a stream', () => server.streams.size === 1);
    await until('the other listens', () => server.asked.length >= 1);
    await new Promise(done => setTimeout(done, 300));
    server.send('end', {});
    for (const tab of tabs) await tab.waitForURL('**/sign-in', {timeout: 3000});
});

test('a_page_brought_back_from_history_asks_again', async () => {
    const page = await open('/clients');
    await until('asked', () => server.asked.length === 1);
    await page.getByText('Alvarez').click();
    await page.waitForURL('**/client?id=c1');
    server.sees = ['c1', 'c3'];
    await page.goBack();
    await page.locator('[data-client="c2"]').waitFor({state: 'detached', timeout: 4000});
});

test('notices_and_changes_arrive_without_a_reload', async () => {
    const page = await open('/today');
    await until('a stream', () => server.streams.size === 1);
    const before = await page.locator('#today').textContent();
    server.send('notice', {unread: 4});
    server.send('change', {change: 9});
    await until('fetched again', async () => await page.locator('#today').textContent() !== before);
    assert.equal(await page.locator('[data-unread]').textContent(), '4');
    assert.equal(await page.locator('[data-unread]').isVisible(), true);
});

test('a_filter_follows_as_one_types_and_stands_in_the_address', async () => {
    const page = await open('/clients');
    await page.getByLabel('Name').pressSequentially('ben');
    await until('one row', async () => await page.locator('#results tr').count() === 1);
    await until('the address', () => page.url().endsWith('/clients?q=ben'));
    assert.equal(await page.getByLabel('Name').inputValue(), 'ben');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
});

test('a_switch_changes_in_place_keeps_the_focus_and_shows_barriers_as_a_dialog', async () => {
    const page = await open('/switches');
    on.subscription = false;
    await page.getByRole('switch', {name: 'Subscription'}).click();
    await page.locator('[role="switch"][aria-checked="true"]', {hasText: 'Subscription'}).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Subscription');
    await page.getByRole('switch', {name: 'Access'}).click();
    await page.getByRole('dialog', {name: 'Remove access'}).waitFor();
});

test('a_sheet_keeps_what_was_typed_and_leads_back_to_the_page_beneath', async () => {
    const page = await open('/clients?q=n');
    await page.getByText('Remove…').click();
    await page.getByLabel('Reason').fill('loud dog');
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({state: 'detached'});
    await page.getByText('Remove…').click();
    assert.equal(await page.getByLabel('Reason').inputValue(), 'loud dog');
    await page.getByRole('button', {name: 'Remove'}).click();
    await until('sent', () => posts.length === 1);
    assert.equal(posts[0].get('_return'), '/clients?q=n');
    await until('the address is clean', () => page.url().endsWith('/clients'));
});

test('ACC_41_the_picker_reaches_the_removed_by_keyboard_and_does_not_choose_them', async () => {
    const page = await open('/visit');
    await page.locator('.ts-wrapper').waitFor();
    await page.getByRole('combobox', {name: 'Staff'}).focus();
    const list = page.locator('.ts-dropdown');
    await list.waitFor();
    assert.deepEqual(await list.locator('.optgroup-header').allTextContents(), ['Preferred', 'Do Not Schedule', 'Access removed']);
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    assert.match(await list.locator('.active').textContent(), /Rick Moss.*removed by Maya \(conduct\)/);
    assert.equal(await list.locator('.active').getAttribute('aria-disabled'), 'true');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#staff').inputValue(), '');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#staff').inputValue(), 's2');
    await page.getByText('Tess is on Do Not Schedule.').waitFor();
    await page.getByRole('button', {name: 'Save'}).click();
    assert.equal(posts.length, 0, 'the box must be ticked first');
    await page.getByLabel('Choose them all the same').check();
    await page.getByRole('button', {name: 'Save'}).click();
    await until('sent', () => posts.length === 1);
    assert.equal(posts[0].get('confirm'), '1');
});

test('errors_stand_beside_their_fields', async () => {
    const page = await open('/visit');
    await page.getByRole('button', {name: 'Save'}).click();
    await page.locator('.field .wrong').waitFor();
    assert.equal(await page.locator('.field .wrong').textContent(), 'This is needed.');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'problem');
    await page.getByRole('link', {name: 'Staff:'}).click();
    assert.equal(await page.evaluate(() => document.activeElement.closest('.ts-wrapper') !== null), true);
});

test('CLI_06_search_by_slash_shows_what_is_found_and_goes_there_by_arrows', async () => {
    const page = await open('/clients');
    await page.keyboard.press('/');
    await page.keyboard.type('al');
    await page.locator('#find-list a').first().waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Alvarez');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#find-list').isVisible(), false);
});

test('rows_are_walked_by_j_and_k', async () => {
    const page = await open('/clients');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Bennett');
    await page.keyboard.press('k');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Alvarez');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/client?id=c1');
});

test('SCH_10_a_visit_is_dragged_to_another_day_and_time', async () => {
    const page = await open('/calendar');
    const from = await page.locator('.visit').boundingBox();
    const to = await page.locator('[data-day="2026-05-05"]').boundingBox();
    await page.mouse.move(from.x + 20, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 30, from.y + 50, {steps: 4});
    await page.mouse.move(to.x + 40, from.y + 10 + 92, {steps: 4});
    assert.equal(await page.locator('.drag-note').textContent(), 'Day 1, 10:30');
    await page.mouse.up();
    await until('sent', () => posts.length === 1);
    assert.equal(posts[0].get('starts_at'), '2026-05-05T10:30');
    assert.equal(await page.locator('.is-dragged').count(), 0);
    assert.equal(page.url(), `${server.address}/calendar`);
    await page.locator('.visit a').click();
    await page.waitForURL('**/client?id=c1');
});

test('the_theme_follows_the_system_until_it_is_chosen', async () => {
    const page = await open('/clients');
    const theme = () => page.evaluate(() => document.documentElement.dataset.bsTheme);
    await page.emulateMedia({colorScheme: 'dark'});
    await until('dark', async () => await theme() === 'dark');
    await page.locator('.top summary').click();
    await page.getByRole('button', {name: 'Light'}).click();
    await until('light', async () => await theme() === 'light');
    await page.reload();
    assert.equal(await theme(), 'light');
});

test('PRD_05_pages_work_without_script_and_are_dark_where_wished', async () => {
    const plain = await browser.newContext({javaScriptEnabled: false, colorScheme: 'dark'});
    const page = await plain.newPage();
    await page.goto(`${server.address}/visit`);
    assert.equal(await page.locator('.top').evaluate(top => getComputedStyle(top).backgroundColor), 'rgb(24, 32, 41)');
    await page.locator('#staff').selectOption('s1');
    await page.locator('.top summary').click();
    assert.equal(await page.getByRole('button', {name: 'Sign out'}).isVisible(), true);
    await page.getByRole('button', {name: 'Save'}).click();
    assert.equal(posts[0].get('staff'), 's1');
    await plain.close();
});

test('PRD_05_the_frame_has_no_fault_that_axe_finds_in_both_themes', async () => {
    const axe = fs.readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
    const page = await open('/visit');
    const tools = await context.newCDPSession(page); // the page's policy does not bind it
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({colorScheme});
        await tools.send('Runtime.evaluate', {expression: axe});
        const {result} = await tools.send('Runtime.evaluate', {awaitPromise: true,
            expression: 'axe.run(document).then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes[0].html])))'});
        assert.equal(result.value, '[]', colorScheme);
    }
});
