// The owner has every answer proved (AUD-06): by keyboard, with the result coming by itself, and without script.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {axe, enter, leave, overflow} from './support/walk.mjs';

let browser, server;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
});
after(async () => {
    await browser?.close();
    await server?.stop();
});

test('AUD_06_the_owner_presses_once_and_the_result_comes_by_itself', async () => {
    const olivia = await enter(browser, server, 'olivia');
    await olivia.open('/settings/company');
    await olivia.page.getByRole('link', {name: 'Proof'}).click();
    await olivia.page.getByRole('heading', {name: 'Never proved'}).waitFor();
    assert.deepEqual(await axe(olivia.page, olivia.context), []);
    await olivia.page.getByRole('button', {name: 'Prove now'}).focus();
    await olivia.page.keyboard.press('Enter');
    await olivia.page.getByText('answers, 0 differences').waitFor();
    await olivia.page.getByRole('button', {name: 'Prove now'}).waitFor();
    assert.equal(await olivia.page.getByText('A proof is under way.').count(), 0);
    assert.deepEqual(await axe(olivia.page, olivia.context), []);
    for (const width of [390, 768, 1440]) {
        await olivia.page.setViewportSize({width, height: 900});
        assert.equal(await overflow(olivia.page), null);
    }
    await olivia.page.getByRole('link', {name: 'Entry of the record'}).click();
    await olivia.page.getByRole('heading', {name: 'Proved every answer: no difference'}).waitFor();
    await leave(olivia);
});

test('AUD_06_without_script_the_page_is_looked_at_again', async () => {
    const olivia = await enter(browser, server, 'olivia', {javaScriptEnabled: false});
    await olivia.open('/settings/proof');
    await olivia.page.getByRole('button', {name: 'Prove now'}).click();
    for (let i = 0; i < 100 && await olivia.page.getByRole('link', {name: 'Look again'}).count(); i++) {
        await olivia.page.waitForTimeout(100);
        await olivia.page.getByRole('link', {name: 'Look again'}).click();
    }
    assert.ok(await olivia.page.getByText('answers, 0 differences').first().isVisible());
    await leave(olivia);
});
