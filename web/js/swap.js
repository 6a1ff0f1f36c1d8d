// data-swap="#area,#other" on a form or link: the page behind it is fetched and only these areas, the flash and the
// problem are exchanged (morphed by htmx, so that focus and scrolling stay).  Without script it is a form or a link.
import htmx from 'htmx.org/dist/htmx.esm.js';

import {fetchPage, prepare, say} from './page.js';
import {showSheet} from './sheet.js';

const running = new Map(); // first area → AbortController: a newer request replaces an older one

async function exchange(text, areas) {
    const [first, ...others] = areas;
    const target = document.querySelector(first);
    await htmx.swap({text, target, sourceElement: target, select: first, swap: 'outerMorph',
        selectOOB: [...others.map(area => `${area}:outerMorph`), '#flash:innerHTML'].join(',')});
    prepare();
    document.dispatchEvent(new CustomEvent('petgate:swapped'));
}

function usable(page, areas) {
    return areas.every(area => page.querySelector(area) && document.querySelector(area));
}

/* Fetches `address` and exchanges `areas`.  A sheet for an answer (what stands in the way of the switch, and what to do
 * about it) opens over the page; whatever else has none of the areas is shown as the page that it is. */
async function load(address, options, areas, keepAddress) {
    const target = document.querySelector(areas[0]);
    running.get(areas[0])?.abort();
    const abort = new AbortController();
    running.set(areas[0], abort);
    target?.setAttribute('aria-busy', 'true');
    try {
        const answer = await fetchPage(address, {...options, signal: abort.signal});
        if (!answer) return;
        const end = new URL(answer.response.url);
        if (answer.response.redirected && end.pathname !== location.pathname) return void location.assign(end);
        const sheet = answer.page.querySelector('#main .sheet-body');
        if (sheet && !document.querySelector('#main .sheet-body')) return void showSheet(sheet);
        if (usable(answer.page, areas)) await exchange(answer.text, areas);
        else if (answer.page.getElementById('main')) await exchange(answer.text, ['#main']);
        else return void location.reload();
        for (const once of ['done', 'undo']) end.searchParams.delete(once);
        if (!keepAddress) history.replaceState(history.state, '', end);
    } catch (error) {
        if (error.name !== 'AbortError') say('The server could not be reached. Nothing was changed; please try again.');
    } finally {
        if (running.get(areas[0]) === abort) running.delete(areas[0]);
        document.querySelector(areas[0])?.removeAttribute('aria-busy');
    }
}

const areasOf = element => element.dataset.swap.split(',').map(area => area.trim());

document.addEventListener('submit', event => {
    const form = event.target;
    if (event.defaultPrevented || !form.dataset.swap || !document.querySelector(areasOf(form)[0])) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const address = event.submitter?.getAttribute('formaction') || form.getAttribute('action') || location.href;
    if (form.method !== 'post') {
        const url = new URL(address, location.href);
        const given = [...data].filter(([, value]) => value !== '');
        url.search = new URLSearchParams(given).toString();
        load(url, {}, areasOf(form), false);
        return;
    }
    const body = form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data);
    load(address, {method: 'POST', body}, areasOf(form), true);
});

document.addEventListener('click', event => {
    const link = event.target.closest('a[data-swap]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (!document.querySelector(areasOf(link)[0])) return;
    event.preventDefault();
    load(link.href, {}, areasOf(link), false);
});

/* Areas with data-refresh-on-change are fetched anew, all from one page; not while somebody types in them. */
export async function refresh() {
    const areas = [...document.querySelectorAll('[data-refresh-on-change][id]')]
        .filter(area => !(area.contains(document.activeElement) && area.querySelector('input:focus, textarea:focus, select:focus')))
        .map(area => `#${CSS.escape(area.id)}`);
    if (areas.length === 0) return;
    try {
        const answer = await fetchPage(location.href);
        if (answer && answer.response.ok && usable(answer.page, areas)) await exchange(answer.text, areas);
    } catch {
        // The stream will say that contact is lost, if it is; the next change tries again.
    }
}
