// What the first look costs over a phone line (PRD-56), and that nothing jumps.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './support/browser.mjs';
import {startDemo} from './support/petgate.mjs';
import {clientId, leave, person, signIn, staffId} from './support/walk.mjs';

const FIRST_VIEW_MAX = 150 * 1024; // PRD-56
const STYLE_MAX = 35 * 1024, SCRIPT_MAX = 45 * 1024;
let browser, server;

before(async () => {
    [browser, server] = await Promise.all([launch(), startDemo()]);
});
after(async () => {
    await browser?.close();
    await server?.stop();
});

/* What comes over the line for one page with nothing kept from before, by kind, and how far things jumped. */
async function weigh(one, address) {
    const tools = await one.context.newCDPSession(one.page);
    const kinds = new Map();
    const weight = {all: 0, Stylesheet: 0, Script: 0};
    tools.on('Network.responseReceived', event => kinds.set(event.requestId, event.type));
    tools.on('Network.loadingFinished', event => {
        const kind = kinds.get(event.requestId);
        weight.all += event.encodedDataLength;
        if (kind in weight) weight[kind] += event.encodedDataLength;
    });
    await tools.send('Network.enable');
    await tools.send('Network.clearBrowserCache');
    await tools.send('Network.setCacheDisabled', {cacheDisabled: true});
    await one.page.addInitScript(() => {
        window.jumped = 0;
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumped += entry.value;
        }).observe({type: 'layout-shift', buffered: true});
    });
    await one.open(address);
    await one.page.waitForTimeout(700);
    weight.jumped = await one.page.evaluate(() => window.jumped);
    await tools.detach();
    return weight;
}

test('PRD_56_the_first_view_is_light_and_nothing_jumps', async t => {
    const look = {viewport: {width: 390, height: 844}};
    const outside = await person(browser, server, look);
    const shown = [['/sign-in', await weigh(outside, '/sign-in')]];
    await leave(outside);
    const one = await person(browser, server, look);
    await signIn(one, server, 'maya');
    const [ito, dana] = [await clientId(one, server, 'Ito'), await staffId(one, server, 'Dana')];
    for (const address of ['/home', '/clients', `/clients/${ito}`, `/staff/${dana}/client-subscriptions`, '/calendar', `/events/new?client=${ito}`,
        `/staff/${dana}/clients/${ito}/separation`, `/staff/${dana}/inactive`, '/events/bulk-update']) {
        const fresh = await one.context.newPage();
        shown.push([address, await weigh({...one, page: fresh, open: path => fresh.goto(server.address + path)}, address)]);
        await fresh.close();
    }
    for (const [address, weight] of shown) {
        t.diagnostic(`${address}: ${(weight.all / 1024).toFixed(1)} KB, style ${(weight.Stylesheet / 1024).toFixed(1)}, script ${(weight.Script / 1024).toFixed(1)}, jumped ${weight.jumped.toFixed(4)}`);
        assert.ok(weight.all > 1000 && weight.all < FIRST_VIEW_MAX, `${address}: ${weight.all} bytes`);
        assert.ok(weight.Stylesheet < STYLE_MAX, `${address}: ${weight.Stylesheet} bytes of style`);
        if (!/events\/new|inactive|bulk/.test(address)) assert.ok(weight.Script < SCRIPT_MAX, `${address}: ${weight.Script} bytes of script`);
        assert.ok(weight.jumped < 0.001, `${address} jumps: ${weight.jumped}`);
    }
    await leave(one);
});
