// An access review: a manager goes through the list, keeps, trims by the ordinary pages, finishes and takes the record away;
// somebody tells the owner that a colleague sees too much.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {program, startDemo} from './support/petgate.mjs';
import {axe, enter, leave, overflow, read, staffId, until} from './support/walk.mjs';

let browser, server;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
});
after(async () => {
    await browser?.close();
    await server?.stop();
});

async function looksRight(one) {
    for (const width of [390, 768, 1440]) {
        await one.page.setViewportSize({width, height: 900});
        assert.equal(await overflow(one.page), null);
        assert.deepEqual(await axe(one.page, one.context), []);
    }
}

test('ROL_306_a_manager_goes_through_the_list_and_takes_the_signed_record_away', async () => {
    const olivia = await enter(browser, server, 'olivia');
    const {page} = olivia;
    await page.getByRole('link', {name: 'Go through the list'}).click();
    await page.getByRole('link', {name: /^People and roles/}).click();
    await page.getByRole('button', {name: /^Keep for Dana Brooks/}).click();
    await until('Dana is kept', async () => /Kept/.test(await page.locator('tr', {hasText: 'Dana Brooks'}).innerText()));
    await looksRight(olivia);
    await page.getByRole('button', {name: /^Keep all \d+ open on this page/}).click();
    await page.getByRole('button', {name: /^Keep all/}).waitFor({state: 'detached'});
    await page.getByRole('link', {name: /^Exceptions/}).click();
    await page.getByRole('link', {name: /^Trim… Omar Haddad/}).click();
    await page.getByRole('button', {name: 'End the exception'}).waitFor();
    await looksRight(olivia);
    await page.getByRole('button', {name: 'End the exception'}).click();
    await page.getByText('Trimmed.').waitFor();
    await page.getByRole('link', {name: 'Back to the list'}).click();
    await page.getByRole('button', {name: /^Finish/}).click();
    await page.getByRole('heading', {name: 'Record of the access review'}).waitFor();
    await looksRight(olivia);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', {name: 'Download, signed'}).click()]);
    assert.match(download.suggestedFilename(), /^access-review-.*\.json$/);
    const file = await download.path();
    const said = await new Promise(done => execFile(program, ['review', 'verify', '--data', server.data, '--file', file],
        (error, out) => done([error?.code ?? 0, out])));
    assert.equal(said[0], 0, said[1]);
    assert.match(said[1], /The record holds: by Olivia Grant/);
    await leave(olivia);
});

test('ROL_306_without_script_an_item_is_answered_and_a_role_changed_on_the_way', async () => {
    const andre = await enter(browser, server, 'andre', {javaScriptEnabled: false});
    const {page} = andre;
    const omar = await staffId(andre, server, 'Omar Haddad');
    await andre.open('/reviews');
    await page.getByRole('link', {name: /^Go through it/}).click();
    await page.getByRole('link', {name: /^People and roles/}).click();
    await page.getByRole('link', {name: 'Trim… Omar Haddad', exact: false}).click();
    await page.getByRole('link', {name: 'Change role…'}).click();
    await page.getByLabel(/^Staff/).check();
    await page.getByRole('button', {name: 'Preview'}).click();
    await page.getByLabel('Reason').fill('Walks only now');
    await page.getByRole('button', {name: 'Change role', exact: true}).click();
    await page.getByText('Trimmed.').waitFor();
    assert.equal((await read(andre, server, `/staff/${omar}`)).role, 'staff');
    await leave(andre);
});

test('ROL_306_a_trainee_tells_the_owner_that_somebody_sees_too_much', async () => {
    const [tess, olivia] = await Promise.all([enter(browser, server, 'tess'), enter(browser, server, 'olivia')]);
    await tess.open('/me');
    await tess.page.getByRole('link', {name: 'Somebody sees too much'}).click();
    await tess.page.getByRole('link', {name: 'Report somebody…'}).click();
    await looksRight(tess);
    await tess.page.getByLabel('Who it is').fill('Sam');
    await tess.page.getByLabel(/What they see or do/).fill('Reads the alarm codes of homes that Sam does not go to.');
    await tess.page.getByRole('button', {name: 'Tell the owner'}).click();
    await tess.page.getByText('Sent', {exact: true}).waitFor();
    await olivia.open('/home');
    await olivia.page.getByRole('link', {name: 'Look at what was reported'}).click();
    await looksRight(olivia);
    await olivia.page.getByLabel('What was done').fill('Took a permission away');
    await olivia.page.getByRole('button', {name: /^Done/}).click();
    await olivia.page.getByText('Done: Took a permission away').waitFor();
    await leave(tess, olivia);
});
