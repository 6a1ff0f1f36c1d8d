// Settings > Permissions: couplings before one's eyes, a preview by name, a save, and taking it back; with script and without.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {enter, leave, read, until} from './support/walk.mjs';

let browser, server, olivia;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
    olivia = await enter(browser, server, 'olivia');
});
after(async () => {
    await leave(olivia);
    await browser?.close();
    await server?.stop();
});

const box = (page, name) => page.locator(`input[type="checkbox"][name="${name}"]`);
const value = async (one, role, permission) => (await read(one, server, '/settings/permissions'))[role][permission].value;

test('ROL_05_couplings_move_visibly_and_a_preview_by_name_is_saved_with_one_click', async () => {
    const {page} = olivia;
    await olivia.open('/settings/permissions');
    const approve = box(page, 'office_manager.approve_time_off');
    assert.ok(await approve.isChecked());
    await box(page, 'office_manager.view_company_time_off').uncheck();
    assert.ok(!await approve.isChecked());
    assert.match(await approve.locator('xpath=ancestor::td').getAttribute('class'), /is-moved/);
    await page.getByRole('button', {name: 'Preview changes'}).click();
    const sheet = page.locator('dialog[open]');
    await sheet.getByText('Maya Chen and Omar Haddad lose Approve Time Off Requests.').waitFor();
    assert.equal(await value(olivia, 'office_manager', 'approve_time_off'), true);
    if (process.env.PETGATE_LOOK) await page.screenshot({path: `${process.env.PETGATE_LOOK}-sheet.png`});
    await sheet.getByRole('button', {name: 'Save'}).click();
    await until('saved', async () => await value(olivia, 'office_manager', 'approve_time_off') === false);
    await page.getByText('The permissions were saved.').waitFor();
    await page.getByRole('button', {name: 'Undo'}).click();
    await until('taken back', async () => await value(olivia, 'office_manager', 'approve_time_off') === true);
});

test('ROL_05_a_search_hides_rows_and_loses_nothing_that_is_ticked', async () => {
    const {page} = olivia;
    await olivia.open('/settings/permissions');
    await box(page, 'staff.view_client_schedule').check();
    await page.getByLabel('Search permissions').fill('invoic');
    assert.ok(await page.getByText('Manage Own Notifications', {exact: true}).isHidden());
    assert.ok(await page.getByText('Manage Invoicing', {exact: true}).first().isVisible());
    await page.getByLabel('Search permissions').fill('');
    await page.getByLabel('Only what differs from the defaults').check();
    assert.ok(await page.getByText('View Client Schedule', {exact: true}).isVisible());
    assert.ok(await page.getByText('Manage Staff', {exact: true}).first().isHidden());
    await page.getByRole('button', {name: 'Preview changes'}).click();
    await page.locator('dialog[open]').getByText(/gain View Client Schedule/).waitFor();
});

for (const [width, colorScheme] of [[390, 'dark'], [768, 'light'], [1440, 'light']]) {
    test(`ROL_05_the_page_works_without_script_at_${width}_in_${colorScheme}`, async () => {
        const one = await enter(browser, server, 'andre', {javaScriptEnabled: false, colorScheme, viewport: {width, height: 900}});
        const {page} = one;
        await one.open('/settings/permissions');
        if (process.env.PETGATE_LOOK) await page.screenshot({path: `${process.env.PETGATE_LOOK}-${width}.png`, fullPage: width > 400});
        const wide = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth).catch(() => true);
        assert.ok(wide, 'nothing sticks out');
        await box(page, 'staff.view_client_schedule').check();
        await page.getByRole('button', {name: 'Preview changes'}).click();
        await page.getByText(/gain View Client Schedule/).waitFor();
        if (process.env.PETGATE_LOOK) await page.screenshot({path: `${process.env.PETGATE_LOOK}-${width}-preview.png`});
        await page.getByRole('button', {name: 'Save'}).click();
        await page.getByText('The permissions were saved.').waitFor();
        await page.getByRole('button', {name: 'Undo'}).click();
        await page.getByText('The last save was taken back.').waitFor();
        await leave(one);
    });
}
