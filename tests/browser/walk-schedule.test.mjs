// Scheduling where access is removed: pickers and Bulk Update.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {clientId, enter, leave, read, staffId, until} from './support/walk.mjs';

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

test('ACC_42_bulk_update_to_sam_is_refused_for_bennett_and_offers_the_ways_on', async () => {
    const {page} = maya;
    const [dana, sam] = [await staffId(maya, server, 'Dana'), await staffId(maya, server, 'Sam')];
    await maya.open(`/events/bulk-update?staff=${dana}&status=scheduled`);
    const found = await page.locator('input[name=events]:checked').count();
    assert.ok(found >= 3);
    await page.locator('input[name=action][value=reassign]').check();
    await page.locator('form[method=post] select[name=staff]').evaluate((select, id) => select.tomselect ? select.tomselect.setValue(id) : (select.value = id), sam);
    await page.getByRole('button', {name: 'Change the chosen visits'}).click();
    const ways = page.locator('fieldset.ways', {has: page.getByText('How to go on')});
    await ways.waitFor();
    await page.getByText('cannot be changed so').waitFor();
    assert.equal(await page.locator('.items').getByRole('link', {name: 'Bennett'}).count(), 1);
    assert.deepEqual(await ways.locator('input[name=apply]').evaluateAll(all => all.map(one => one.value)), ['all', 'restore', 'drop', 'allowed']);
    assert.equal((await read(maya, server, `/events?staff=${sam}&client=${await clientId(maya, server, 'Bennett')}`)).items.length, 0);
    await ways.locator('input[value=allowed]').check();
    const before = (await read(maya, server, `/events?staff=${sam}`)).total;
    await page.getByRole('button', {name: 'Change the chosen visits'}).click();
    await until('what is left is listed', async () => /stay as they were/.test(await page.locator('main').innerText()));
    assert.equal(await page.locator('table').getByRole('link', {name: 'Bennett'}).count(), 2);
    assert.ok((await read(maya, server, `/events?staff=${sam}`)).total > before);
});
