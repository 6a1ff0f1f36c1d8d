// Roles: what stands against a promotion, and the way through.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {enter, leave, read, staffId, until, write} from './support/walk.mjs';

let browser, server, olivia, dana;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
    olivia = await enter(browser, server, 'olivia');
    dana = await staffId(olivia, server, 'Dana');
});
after(async () => {
    await leave(olivia);
    await browser?.close();
    await server?.stop();
});

test('ACC_50_promotion_of_dana_names_foster_and_kowalski_and_restores_both_in_one_step', async () => {
    const {page} = olivia;
    await olivia.open(`/staff/${dana}/role`);
    const refused = await write(olivia, 'PUT', `/staff/${dana}/role`, {role: 'office_manager', reason: 'promotion'});
    assert.equal(refused.status, 409);
    assert.deepEqual(refused.body.removals.map(one => one.client.name).sort(), ['Foster', 'Kowalski']);
    assert.equal((await read(olivia, server, `/staff/${dana}`)).role, 'staff');
    await page.getByLabel(/Office Manager/).check();
    const preview = page.locator('#preview');
    await preview.getByText('A manager sees every client.').waitFor();
    assert.deepEqual((await preview.locator('[data-client] a.name').allTextContents()).sort(), ['Foster', 'Kowalski']);
    assert.match(await preview.innerText(), /Maya Chen/);
    assert.match(await preview.innerText(), /Conduct/);
    await preview.getByLabel('Reason').fill('runs the office from June');
    await preview.getByRole('button', {name: 'Restore all and change role'}).click();
    await until('promoted', async () => (await read(olivia, server, `/staff/${dana}`)).role === 'office_manager');
    const seen = await enter(browser, server, 'dana');
    await seen.open('/clients');
    assert.equal(await seen.page.locator('#results tbody tr').count(), 11);
    await leave(seen);
});
