// The way in, with the real program: setting up a company, signing in.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo, startEmpty, password} from './support/petgate.mjs';
import {axe, email, enter, leave, overflow, person} from './support/walk.mjs';

let browser;

before(async () => {
    browser = await launch();
});
after(() => browser?.close());

async function fillSetup(page, code) {
    await page.getByLabel('Code').fill(code);
    await page.getByLabel('Company', {exact: true}).fill('Paws & Paths');
    await page.getByLabel(/They visit homes/).check();
    await page.getByLabel('Time zone').selectOption('America/New_York');
    await page.getByLabel('Your name').fill('Nora Field');
    await page.getByLabel('Your e-mail').fill('nora@pawspaths.example');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', {name: 'Set up'}).click();
}

test('PRD_03_whoever_has_the_printed_code_sets_a_company_up_and_is_in', async () => {
    const server = await startEmpty();
    const one = await person(browser, server);
    try {
        assert.match(server.setupCode, /^[0-9a-z]{12}$/);
        await one.open(`/setup?code=${server.setupCode}`);
        assert.equal(await one.page.getByLabel('Code').inputValue(), server.setupCode, 'as the printed address says');
        assert.deepEqual(await axe(one.page, one.context), []);
        await fillSetup(one.page, 'wrongwrong00');
        await one.page.locator('#problem').waitFor();
        assert.equal(await one.page.getByLabel('Company', {exact: true}).inputValue(), 'Paws & Paths', 'nothing typed is lost');
        await fillSetup(one.page, server.setupCode);
        await one.page.waitForURL('**/home*');
        assert.match(await one.page.title(), /Paws & Paths/);
        await one.open('/setup');
        assert.equal(await one.page.getByLabel('Code').count(), 0, 'the door is closed behind the first');
        await leave(one);
    } finally {
        await server.stop();
    }
});

test('a_wrong_password_says_so_and_keeps_the_address_and_the_right_one_opens', async () => {
    const server = await startDemo();
    const one = await person(browser, server);
    try {
        await one.open('/clients');
        await one.page.waitForURL('**/sign-in*');
        await one.page.getByLabel('E-mail').fill(email('maya'));
        await one.page.getByLabel('Password').fill('not the password at all');
        await one.page.getByRole('button', {name: 'Sign in'}).click();
        await one.page.locator('#problem').waitFor();
        assert.equal(await one.page.getByLabel('E-mail').inputValue(), email('maya'));
        assert.equal(await one.page.getByLabel('Password').inputValue(), '', 'a password never comes back');
        await one.page.getByLabel('Password').fill(password);
        await one.page.getByRole('button', {name: 'Sign in'}).click();
        await one.page.waitForURL('**/clients', {timeout: 5000});
        assert.equal(await one.page.locator('h1').textContent(), 'Clients', 'back to where one wanted to go');
        await leave(one);
    } finally {
        await server.stop();
    }
});

test('PRD_05_the_pages_outside_have_no_fault_that_axe_finds_in_light_and_dark', async () => {
    const server = await startDemo();
    const one = await person(browser, server);
    try {
        for (const colorScheme of ['light', 'dark']) {
            await one.page.emulateMedia({colorScheme});
            for (const address of ['/sign-in', '/reset', '/reset/new?key=old', '/welcome?key=old', '/nothing-here']) {
                await one.page.setViewportSize({width: 390, height: 844});
                await one.open(address);
                assert.deepEqual(await axe(one.page, one.context), [], `${address} ${colorScheme}`);
                assert.equal(await overflow(one.page), null, address);
                assert.equal(await one.page.locator('h1').count(), 1, address);
            }
        }
        await leave(one);
    } finally {
        await server.stop();
    }
});

test('signing_out_closes_every_tab', async () => {
    const server = await startDemo();
    const one = await enter(browser, server, 'dana');
    try {
        const other = await one.context.newPage();
        await other.goto(`${server.address}/clients`);
        await other.waitForTimeout(300); // listens by then
        await one.page.locator('.top summary').click();
        await one.page.getByRole('button', {name: 'Sign out'}).click();
        await one.page.waitForURL('**/sign-in*');
        await other.waitForURL('**/sign-in*', {timeout: 3000});
        assert.equal(await overflow(other), null);
        await leave(one);
    } finally {
        await server.stop();
    }
});
