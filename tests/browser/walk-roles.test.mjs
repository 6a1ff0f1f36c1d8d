// Custom roles (ROL-301) and two side by side (ROL-305): copied, set, given, compared, archived and taken back; with script and without.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {enter, leave, overflow, read, staffId, until} from './support/walk.mjs';

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

const look = async (page, name) => {
    if (process.env.PETGATE_LOOK) await page.screenshot({path: `${process.env.PETGATE_LOOK}-${name}.png`, fullPage: true});
};
const roleNamed = async name => (await read(olivia, server, '/settings/permissions')).custom_roles.find(role => role.name === name);

test('ROL_301_a_role_is_copied_set_given_and_archived_by_its_pages', async () => {
    const {page} = olivia;
    await olivia.open('/settings/permissions');
    await page.getByRole('link', {name: 'Copy a role…'}).click();
    await page.getByRole('radio', {name: /^Staff/}).check();
    await page.getByLabel('Name').fill('Senior walker');
    await page.getByLabel(/For whom/).fill('Shows others around and sees the whole schedule of their clients.');
    await page.getByRole('button', {name: 'Copy the role'}).click();
    await page.getByText('The role was copied.').waitFor();
    const {id} = await roleNamed('Senior walker');
    const box = page.locator('input[type="checkbox"][name="custom_roles.100.permissions.view_client_schedule"]');
    await box.check();
    await look(page, 'column');
    await page.getByRole('button', {name: 'Preview changes'}).click();
    const sheet = page.locator('dialog[open]');
    await sheet.getByText('Senior walker: View Client Schedule on').waitFor();
    await sheet.getByRole('button', {name: 'Save'}).click();
    await until('saved', async () => (await roleNamed('Senior walker')).permissions.view_client_schedule.value);
    const dana = await staffId(olivia, server, 'Dana');
    await olivia.open(`/staff/${dana}/role`);
    await page.getByRole('radio', {name: /^Senior walker/}).check();
    await page.getByText('What changes as Senior walker').waitFor();
    await look(page, 'give');
    await page.getByLabel('Reason').fill('Knows everybody');
    await page.getByRole('button', {name: 'Change role'}).click();
    await page.getByText('The role was changed.').waitFor();
    await olivia.open(`/settings/roles/${id}`);
    await page.getByText('1 person holds it.').waitFor();
    await look(page, 'role');
    await olivia.open(`/staff/${dana}/role?role=staff`);
    await page.getByLabel('Reason').fill('Back');
    await page.getByRole('button', {name: 'Change role'}).click();
    await page.getByText('The role was changed.').waitFor();
    await olivia.open(`/settings/roles/${id}`);
    await page.getByRole('button', {name: 'Archive Senior walker'}).click();
    await page.getByText('The role is archived.').waitFor();
    await page.getByRole('button', {name: 'Undo'}).click();
    await until('back in use', async () => !(await roleNamed('Senior walker')).archived);
});

test('ROL_301_one_role_is_looked_at_beside_its_source_and_nothing_ticked_is_lost', async () => {
    const {page} = olivia;
    const {id} = await roleNamed('Senior walker');
    await olivia.open('/settings/permissions');
    const box = page.locator('input[type="checkbox"][name="staff.manage_own_notifications"]');
    await box.uncheck();
    await page.getByLabel('Columns').selectOption(id);
    assert.ok(await page.locator('thead th[data-column="office_manager"]').isHidden());
    assert.ok(await page.locator('thead th[data-column="staff"]').isVisible());
    await page.getByLabel(/Only what differs/).check();
    assert.ok(await page.getByText('View Client Schedule', {exact: true}).isVisible());
    assert.ok(await page.getByText('Manage Services', {exact: true}).first().isHidden());
    await page.getByLabel('Columns').selectOption('');
    assert.ok(await page.locator('thead th[data-column="office_manager"]').isVisible());
    assert.ok(!await box.isChecked());
    // A page that came with two columns fetches the others.
    await olivia.open(`/settings/permissions?role=${id}`);
    await page.getByLabel('Columns').selectOption('');
    await page.locator('thead th[data-column="office_manager"]').waitFor();
});

for (const [width, colorScheme] of [[390, 'dark'], [390, 'light'], [768, 'dark'], [768, 'light'], [1440, 'dark'], [1440, 'light']]) {
    test(`ROL_305_two_stand_side_by_side_without_script_at_${width}_in_${colorScheme}`, async () => {
        const one = await enter(browser, server, 'andre', {javaScriptEnabled: false, colorScheme, viewport: {width, height: 900}});
        const {page} = one;
        const [maya, omar] = [await staffId(one, server, 'Maya'), await staffId(one, server, 'Omar')];
        const {id} = await roleNamed('Senior walker');
        await one.open('/settings/permissions/compare');
        await page.getByLabel('First').selectOption(`person:${maya}`);
        await page.getByLabel('Second').selectOption(`person:${omar}`);
        await page.getByLabel('Only differences').check();
        await page.getByRole('button', {name: 'Compare'}).click();
        await page.getByText('Exception', {exact: true}).first().waitFor();
        await look(page, `compare-${width}-${colorScheme}`);
        assert.equal(await overflow(page).catch(() => null), null);
        await one.open(`/settings/permissions/compare?left=staff&right=${id}&only_differing=1`);
        await page.getByText('1 permission differs').waitFor();
        for (const [address, name] of [[`/settings/roles/${id}`, 'role'], ['/settings/roles/new', 'new'], ['/settings/permissions', 'matrix']]) {
            await one.open(address);
            await look(page, `${name}-${width}-${colorScheme}`);
        }
        await leave(one);
    });
}
