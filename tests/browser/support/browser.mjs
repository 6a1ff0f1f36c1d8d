// The browser of the tests: the system's Chromium, without whatever it would fetch on its own.
import fs from 'node:fs';

import {chromium} from 'playwright-core';

const places = [process.env.PETGATE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function launch() {
    const executablePath = places.find(place => place && fs.existsSync(place));
    if (!executablePath) throw new Error('no Chromium found; PETGATE_CHROMIUM may name one');
    return chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']});
}

/* Collects what a page complains about: script errors, and what the content-security policy refused. */
export function listenTo(context) {
    const complaints = [];
    context.on('weberror', error => complaints.push(`error: ${error.error().message}`));
    context.on('console', message => {
        if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text())) complaints.push(message.text());
    });
    return complaints;
}
