// View as: a manager looks through a worker's eyes, with and without script, and back again; open tabs follow.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {axe, enter, leave, overflow, staffId, until, write} from './support/walk.mjs';

let browser, server;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
});
after(async () => {
    await browser?.close();
    await server?.stop();
});

const banner = page => page.getByRole('region', {name: 'View as somebody else'});

test('ROL_304_a_manager_sees_what_a_worker_sees_and_open_tabs_follow', async () => {
    const maya = await enter(browser, server, 'maya');
    const dana = await staffId(maya, server, 'Dana Brooks');
    const other = await maya.context.newPage();
    await other.goto(`${server.address}/clients`);
    await other.getByText('Ellis').first().waitFor();
    await maya.open(`/staff/${dana}`);
    await maya.page.getByRole('button', {name: 'View as Dana Brooks'}).click();
    await banner(maya.page).getByText('You see what Dana Brooks sees').waitFor();
    await until('the other tab looks through the same eyes', async () => await banner(other).count() === 1 && await other.getByText('Ellis').count() === 0);
    await maya.open('/clients');
    assert.equal(await maya.page.getByText('Ellis').count(), 0);
    assert.ok(await maya.page.getByText('Alvarez').first().isVisible());
    const refused = await write(maya, 'POST', '/services', {name: 'Walk', minutes: 20, price_minor: 100});
    assert.equal(refused.status, 403);
    assert.match(refused.body.detail, /You look through the eyes of Dana Brooks/);
    await banner(maya.page).getByRole('button', {name: 'End view'}).focus();
    await maya.page.keyboard.press('Enter');
    await maya.page.getByText('You see your own view again.').waitFor();
    assert.match(maya.page.url(), new RegExp(`/staff/${dana}`));
    await until('the other tab is one’s own again', async () => await banner(other).count() === 0 && await other.getByText('Ellis').count() > 0);
    await leave(maya);
});

test('ROL_304_without_script_the_view_begins_and_ends_too', async () => {
    const maya = await enter(browser, server, 'maya', {javaScriptEnabled: false});
    const dana = await staffId(maya, server, 'Dana Brooks');
    await maya.open(`/staff/${dana}`);
    await maya.page.getByRole('button', {name: 'View as Dana Brooks'}).click();
    await maya.open('/notices');
    await maya.page.getByText('This is for Dana Brooks alone.').waitFor();
    await banner(maya.page).getByRole('button', {name: 'End view'}).click();
    assert.equal(await banner(maya.page).count(), 0);
    await leave(maya);
});

for (const [width, colorScheme] of [[390, 'dark'], [768, 'light'], [1440, 'dark']]) {
    test(`ROL_304_the_banner_fits_at_${width}_in_${colorScheme}_and_axe_finds_nothing`, async () => {
        const maya = await enter(browser, server, 'maya', {viewport: {width, height: 900}, colorScheme});
        const sam = await staffId(maya, server, 'Sam Ortiz');
        await maya.open(`/staff/${sam}`);
        await maya.page.getByRole('button', {name: 'View as Sam Ortiz'}).click();
        await banner(maya.page).waitFor();
        for (const address of ['/home', '/clients', '/me']) {
            await maya.open(address);
            assert.equal(await overflow(maya.page), null);
            assert.deepEqual(await axe(maya.page, maya.context), []);
            if (process.env.PETGATE_LOOK)
                await maya.page.screenshot({path: `${process.env.PETGATE_LOOK}-view-${width}${address.replaceAll('/', '-')}.png`});
        }
        await leave(maya);
    });
}
