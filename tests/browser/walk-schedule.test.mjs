// Scheduling where access is removed: pickers and Bulk Update.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {clientId, enter, leave, read, staffId, until, write} from './support/walk.mjs';

let browser, server, maya;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
    maya = await enter(browser, server, 'maya');
});
after(async () => {
    await leave(maya);
    await browser?.close();
    await server?.stop();
});

test('ACC_41_the_picker_for_bennett_has_sam_at_the_bottom_and_does_not_choose_him', async () => {
    const {page} = maya;
    await maya.open(`/events/new?client=${await clientId(maya, server, 'Bennett')}`);
    await page.locator('.ts-wrapper').first().waitFor();
    await page.getByRole('combobox', {name: 'Person'}).focus();
    const list = page.locator('.ts-dropdown');
    await list.waitFor();
    const heads = await list.locator('.optgroup-header').allTextContents();
    assert.deepEqual(heads, ['Preferred', 'Available', 'Do Not Schedule', 'Access removed'].filter(head => heads.includes(head)), 'in this order');
    assert.equal(heads.at(-1), 'Access removed');
    const sam = list.locator('.option').last();
    assert.match(await sam.textContent(), /Sam Ortiz.*(removed|wish)/i);
    assert.equal(await sam.getAttribute('aria-disabled'), 'true');
    await sam.click({force: true});
    assert.equal(await page.locator('#staff').inputValue(), '');
    const disabled = await page.locator('#staff').evaluate(select => select.tomselect ? Object.values(select.tomselect.options).filter(one => one.disabled).length : -1);
    assert.equal(disabled, 1);
});

test('ACC_41_a_picker_has_its_four_groups_in_order_and_is_used_by_keyboard', async () => {
    const {page} = maya;
    const [gupta, sam, tess] = [await clientId(maya, server, 'Gupta'), await staffId(maya, server, 'Sam'), await staffId(maya, server, 'Tess')];
    await maya.open('/home');
    assert.equal((await write(maya, 'PUT', `/staff/${sam}/clients/${gupta}/preferred`, {})).status, 200);
    assert.equal((await write(maya, 'PUT', `/staff/${tess}/clients/${gupta}/access`, {access: 'removed', reason: 'a bite'})).status, 200);
    await maya.open(`/events/new?client=${gupta}`);
    await page.locator('.ts-wrapper').first().waitFor();
    await page.getByRole('combobox', {name: 'Person'}).focus();
    const list = page.locator('.ts-dropdown');
    await list.waitFor();
    assert.deepEqual(await list.locator('.optgroup-header').allTextContents(), ['Preferred', 'Available', 'Do Not Schedule', 'Access removed']);
    const inGroup = async number => (await list.locator('.optgroup').nth(number).locator('.option').allTextContents()).join();
    assert.match(await inGroup(0), /^Sam Ortiz/);
    assert.match(await inGroup(1), /Uma Reyes/);
    assert.match(await inGroup(2), /Dana Brooks/);
    assert.match(await inGroup(3), /Tess Wong.*access removed.*a bite/);
    await page.keyboard.type('tess');
    await until('only Tess', async () => await list.locator('.option').count() === 1);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#staff').inputValue(), '', 'the keyboard cannot choose her either');
    for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('sam');
    await until('only Sam', async () => await list.locator('.option').count() === 1);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#staff').inputValue(), sam);
});

test('ACC_41_gupta_warns_of_dana_asks_to_confirm_and_alvarez_has_the_preferred_in_order', async () => {
    const {page} = maya;
    await maya.open(`/events/new?client=${await clientId(maya, server, 'Gupta')}`);
    await page.locator('.ts-wrapper').first().waitFor();
    await page.getByRole('combobox', {name: 'Person'}).focus();
    await page.locator('.ts-dropdown .option', {hasText: 'Dana Brooks'}).click();
    await page.locator('.picker-confirm').waitFor();
    assert.equal(await page.locator('.picker-confirm input[type=checkbox]').getAttribute('required'), '');
    await maya.open(`/events/new?client=${await clientId(maya, server, 'Alvarez')}`);
    await page.locator('.ts-wrapper').first().waitFor();
    await page.getByRole('combobox', {name: 'Person'}).focus();
    const options = await page.locator('.ts-dropdown .optgroup').first().locator('.option').allTextContents();
    assert.match(options[0], /Dana Brooks/);
    assert.match(options[1], /Sam Ortiz/);
});

/* Dana's visits to come, to be Sam's: refused for Bennett. */
async function refusedBulk(one, at) {
    const {page} = one;
    const [dana, sam, bennett] = [await staffId(one, at, 'Dana'), await staffId(one, at, 'Sam'), await clientId(one, at, 'Bennett')];
    await one.open(`/events/bulk-update?staff=${dana}&status=scheduled`);
    const found = await page.locator('input[name=events]:checked').count();
    assert.equal(found, 4);
    await page.locator('input[name=action][value=reassign]').check();
    await page.locator('form[method=post] select[name=staff]').evaluate((select, id) => select.tomselect ? select.tomselect.setValue(id) : (select.value = id), sam);
    await page.getByRole('button', {name: 'Change the chosen visits'}).click();
    const ways = page.locator('fieldset.ways', {has: page.getByText('How to go on')});
    await ways.waitFor();
    await page.getByText('2 visits cannot be changed so').waitFor();
    assert.equal(await page.locator('.items').getByRole('link', {name: 'Bennett'}).count(), 1);
    assert.deepEqual(await ways.locator('input[name=apply]').evaluateAll(all => all.map(option => option.value)), ['all', 'restore', 'drop', 'allowed']);
    assert.equal((await read(one, at, `/events?staff=${sam}`)).total, 0, 'nothing was changed');
    return {ways, dana, sam, bennett, page, go: () => page.getByRole('button', {name: 'Change the chosen visits'}).click()};
}

/* Each way has the demonstration to itself. */
async function withRefusedBulk(walk) {
    const own = await startDemo();
    const one = await enter(browser, own, 'maya');
    try {
        await walk(one, own, await refusedBulk(one, own));
        await leave(one);
    } finally {
        await own.stop();
    }
}

const whose = async (one, at, client) => (await read(one, at, `/events?client=${client}&status=scheduled`)).items.map(event => event.staff?.name);

test('ACC_42_choose_someone_else_for_all_of_them', () => withRefusedBulk(async (one, own, bulk) => {
    const tess = await staffId(one, own, 'Tess');
    await bulk.ways.locator('input[value=all]').check();
    await bulk.page.locator('form[method=post] select[name=staff]').evaluate((select, id) => select.tomselect ? select.tomselect.setValue(id) : (select.value = id), tess);
    await bulk.go();
    await until('changed', async () => (await whose(one, own, bulk.bennett)).join() === 'Tess Wong,Tess Wong');
}));

test('ACC_42_restore_access_and_change_all', () => withRefusedBulk(async (one, own, bulk) => {
    await bulk.ways.locator('input[value=restore]').check();
    await bulk.go();
    await until('changed', async () => (await whose(one, own, bulk.bennett)).join() === 'Sam Ortiz,Sam Ortiz');
    const [pair] = (await read(one, own, `/staff/${bulk.sam}/client-subscriptions?q=Bennett`)).items;
    assert.deepEqual([pair.access, pair.subscribed], ['granted', false]);
}));

test('ACC_42_leave_those_visits_out', () => withRefusedBulk(async (one, own, bulk) => {
    await bulk.ways.locator('input[value=drop]').check();
    await bulk.go();
    await until('the others are his', async () => (await read(one, own, `/events?staff=${bulk.sam}`)).total === 2);
    assert.deepEqual(await whose(one, own, bulk.bennett), ['Dana Brooks', 'Dana Brooks']);
}));

test('ACC_42_apply_what_is_allowed_and_list_the_rest', () => withRefusedBulk(async (one, own, bulk) => {
    await bulk.ways.locator('input[value=allowed]').check();
    await bulk.go();
    await until('what is left is listed', async () => /2 visits stay as they were/.test(await bulk.page.locator('main').innerText()));
    assert.equal(await bulk.page.locator('table').getByRole('link', {name: 'Bennett'}).count(), 2);
    assert.equal((await read(one, own, `/events?staff=${bulk.sam}`)).total, 2);
    assert.deepEqual(await whose(one, own, bulk.bennett), ['Dana Brooks', 'Dana Brooks']);
}));
