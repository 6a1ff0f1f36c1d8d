// The main work without script (PRD-05): every step is a link or a form that the server answers with a page.
import assert from 'node:assert/strict';
import {after, afterEach, before, beforeEach, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {clientId, enter, leave, read, staffId} from './support/walk.mjs';

let browser, server, maya, page, dana, sam;

before(async () => {
    browser = await launch();
});
after(() => browser?.close());
beforeEach(async () => {
    server = await startDemo();
    maya = await enter(browser, server, 'maya', {javaScriptEnabled: false});
    page = maya.page;
    dana = await staffId(maya, server, 'Dana');
    sam = await staffId(maya, server, 'Sam');
});
afterEach(async () => {
    await leave(maya);
    await server.stop();
});

// By keyboard: without script headless Chromium may draw no frame by itself, and a click waits for two.
const press = name => page.getByRole('button', {name}).press('Enter');
const flash = () => page.locator('#flash').innerText();
const client = name => clientId(maya, server, name);
const row = name => page.locator('tbody tr', {has: page.getByRole('link', {name, exact: true})});

test('a_client_and_a_pet_are_added_and_a_visit_is_scheduled', async () => {
    await maya.open('/clients');
    await page.getByRole('link', {name: 'Add client'}).click();
    await page.getByLabel('Name', {exact: true}).fill('Nguyen');
    await press('Add client');
    assert.match(await flash(), /The client was added/);
    await page.getByRole('link', {name: 'Add pet'}).click();
    await page.getByLabel('Name', {exact: true}).fill('Mochi');
    await press('Add pet');
    await page.getByRole('link', {name: 'Mochi'}).waitFor();
    await page.getByRole('link', {name: 'New visit'}).click();
    await page.getByLabel('Service').selectOption({label: 'Dog Walk, 30 min'});
    await page.getByLabel('Starts').fill('2031-05-06T09:30');
    await page.getByLabel('Person').selectOption({label: 'Sam Ortiz'});
    assert.equal(await page.getByLabel('Mochi').isChecked(), true, 'all pets unless said otherwise');
    await press('Schedule visit');
    assert.match(await page.locator('main').innerText(), /Tue May 6, 2031 9:30 AM/);
    assert.match(await page.locator('main').innerText(), /Sam Ortiz/);
});

test('CLI_06_every_word_that_was_typed_must_fit', async () => {
    const ito = await client('Ito');
    for (const [words, count] of [['ito hoshi', 1], ['hoshi ito', 1], ['ito biscuit', 0], ['kenji ito hoshi', 1]]) {
        await maya.open(`/clients?q=${encodeURIComponent(words)}`);
        assert.equal(await page.locator(`#results [data-client="${ito}"]`).count(), count, words);
        await maya.open(`/staff/${dana}/client-subscriptions?q=${encodeURIComponent(words)}`);
        assert.equal(await page.locator(`#results [data-client="${ito}"]`).count(), count, words);
        await maya.open(`/search?q=${encodeURIComponent(words)}`);
        assert.equal(await page.locator(`main [data-client="${ito}"]`).count(), count, words);
        await maya.open(`/events/new?q=${encodeURIComponent(words)}`);
        assert.equal(await page.locator(`main [data-client="${ito}"]`).count(), count, words);
    }
});

test('ACC_26_a_removal_with_its_barriers_is_resolved_undone_from_the_message_and_restored', async () => {
    const ito = await client('Ito');
    await maya.open(`/staff/${dana}/client-subscriptions`);
    await page.getByRole('switch', {name: 'Access to Ito'}).click();
    await page.getByLabel(/^All visits/).selectOption(sam);
    await press('Apply all and remove access');
    assert.match(await flash(), /access was removed/);
    await row('Ito').getByText('Removed', {exact: true}).waitFor();
    await page.locator('#flash').getByRole('button', {name: 'Undo'}).click();
    assert.match(await flash(), /taken back/);
    assert.equal(await page.locator('#flash').getByRole('button', {name: 'Undo'}).count(), 0);
    const [item] = (await read(maya, server, `/staff/${dana}/client-subscriptions?q=Ito`)).items;
    assert.deepEqual([item.access, item.preferred, item.events_future], ['granted', true, 1]);
    await maya.open(`/staff/${dana}/clients/${ito}/separation`);
    await page.getByLabel(/^All visits/).selectOption(sam);
    await press('Apply all and remove access');
    await page.getByRole('switch', {name: 'Access to Ito'}).click();
    await press(/^No/);
    assert.equal(await page.getByRole('switch', {name: 'Access to Ito'}).count(), 0, 'nothing ties the two any more');
});

test('an_address_cannot_make_a_page_offer_anything_but_an_undo', async () => {
    const ito = await client('Ito');
    for (const [undo, count] of [[`/staff/${dana}/freeze`, 0], [`/staff/${dana}/clients/${ito}/separation`, 0],
        ['//elsewhere.example/undo', 0], [`/api/v1/staff/${dana}/clients/${ito}/undo`, 0], [`/staff/${dana}/clients/${ito}/undo`, 1]]) {
        await maya.open(`/clients?done=access-resolve&undo=${encodeURIComponent(undo)}`);
        assert.equal(await page.locator('#flash form').count(), count, undo);
    }
});

test('ACC_42_bulk_update_finds_refuses_and_goes_on_with_what_is_allowed', async () => {
    await maya.open('/events/bulk-update');
    await page.getByLabel('Whose').selectOption(dana);
    await page.locator('#in-status').selectOption('scheduled');
    await press('Find visits');
    const found = await page.locator('input[name=events]:checked').count();
    assert.ok(found >= 3);
    await page.locator('input[name=action][value=reassign]').check();
    await page.getByLabel('Person', {exact: true}).selectOption(sam);
    await press('Change the chosen visits');
    await page.getByText('cannot be changed so').waitFor();
    assert.equal(await page.locator('input[name=events]:checked').count(), found, 'what was chosen stays chosen');
    assert.equal(await page.getByLabel('Person', {exact: true}).inputValue(), sam);
    await page.locator('input[name=apply][value=allowed]').check();
    await press('Change the chosen visits');
    assert.match(await page.locator('main').innerText(), /2 visits stay as they were/);
});

test('ACC_51_a_role_is_previewed_and_changed', async () => {
    const tess = await staffId(maya, server, 'Tess');
    await maya.open(`/staff/${tess}/role`);
    await page.getByLabel(/^Staff/).check();
    await press('Preview');
    await page.getByText('What changes as Staff').waitFor();
    await page.getByLabel('Reason').fill('through with training');
    await press('Change role');
    assert.match(await flash(), /The role was changed/);
    assert.equal((await read(maya, server, `/staff/${tess}`)).role, 'staff');
});

test('ACC_60_freeze_is_one_button_and_back_is_another', async () => {
    await maya.open(`/staff/${dana}/settings`);
    await press('Freeze and end all sessions');
    assert.match(await flash(), /Frozen/);
    assert.equal((await read(maya, server, `/staff/${dana}`)).status, 'frozen');
    await maya.open(`/staff/${dana}/settings`);
    await press('Make active again');
    assert.equal((await read(maya, server, `/staff/${dana}`)).status, 'active');
});

test('ACC_61_a_refused_plan_keeps_what_was_chosen_and_then_goes_through', async () => {
    const [bennett, alvarez] = [await client('Bennett'), await client('Alvarez')];
    const tess = await staffId(maya, server, 'Tess');
    await maya.open(`/staff/${dana}/inactive`);
    await page.getByLabel('All visits to').selectOption(sam);
    await page.getByLabel('All template lines to').selectOption(tess);
    await page.locator(`select[name="preferred.${alvarez}"]`).selectOption(tess);
    await page.locator('li', {hasText: 'In progress'}).getByLabel(/It is done/).check();
    await page.getByLabel(/^Reason/).fill('moves away');
    await press('Hand over and make Dana Brooks inactive');
    await page.getByText('These cannot be given as chosen').waitFor();
    assert.match(await page.locator('#blocked').innerText(), /Bennett to Sam Ortiz/);
    assert.equal(await page.getByLabel('All visits to').inputValue(), sam);
    assert.equal(await page.getByLabel('All template lines to').inputValue(), tess);
    assert.equal(await page.locator(`select[name="preferred.${alvarez}"]`).inputValue(), tess);
    assert.equal(await page.locator('li', {hasText: 'In progress'}).getByLabel(/It is done/).isChecked(), true);
    assert.equal(await page.getByLabel(/^Reason/).inputValue(), 'moves away');
    await page.locator(`select[name="events.${bennett}"]`).selectOption('');
    await press('Hand over and make Dana Brooks inactive');
    await page.getByText('Still to decide').waitFor();
    assert.equal(await page.locator(`select[name="events.${bennett}"]`).inputValue(), '', 'unassigned stays chosen');
    await page.getByLabel('Leave the other past visits as they are').check();
    await press('Hand over and make Dana Brooks inactive');
    assert.match(await flash(), /Inactive now/);
    const events = (await read(maya, server, `/events?client=${bennett}&status=scheduled`)).items;
    assert.deepEqual(events.map(event => event.staff ?? null), [null, null]);
});

test('SCH_21_a_template_with_a_line_is_made_and_its_first_period_approved', async () => {
    const ellis = await client('Ellis');
    await maya.open(`/templates/new?client=${ellis}`);
    await page.getByLabel('Name', {exact: true}).fill('Noon walks');
    const line = page.locator('fieldset.card').first();
    await line.getByLabel('Service').selectOption({label: 'Dog Walk, 30 min'});
    await line.getByLabel('Time').fill('12:15');
    for (const day of ['Mon', 'Thu']) await line.getByLabel(day, {exact: true}).press('Space');
    await line.getByLabel('Person').selectOption({label: 'Tess Wong'});
    await press('Make template');
    await page.getByRole('link', {name: 'Mon Thu 12:15 PM'}).waitFor();
    assert.equal((await read(maya, server, `/events?client=${ellis}`)).total, 0);
    await page.getByRole('button', {name: 'Approve'}).first().press('Enter');
    assert.match(await flash(), /The period was approved/);
    assert.ok((await read(maya, server, `/events?client=${ellis}`)).total > 0);
});
