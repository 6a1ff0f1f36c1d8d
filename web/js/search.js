// The search field of the frame: / or Ctrl-K goes there, and what /search answers stands underneath as one types.
import {fetchPage, isTyping} from './page.js';

const field = document.querySelector('[data-find]');
const list = document.getElementById('find-list');
let timer = 0;
let abort = null;

function close() {
    list.hidden = true;
}

async function ask() {
    abort?.abort();
    const words = field.value.trim();
    if (words === '') return close();
    abort = new AbortController();
    try {
        const answer = await fetchPage(`/search?q=${encodeURIComponent(words)}`, {signal: abort.signal});
        const found = answer?.page.querySelector('[data-found]');
        if (!found) return close();
        list.replaceChildren(...found.childNodes);
        list.hidden = false;
    } catch (error) {
        if (error.name !== 'AbortError') close(); // Enter still leads to the page
    }
}

function step(by) {
    const stops = [field, ...list.querySelectorAll('a[href]')];
    const at = stops.indexOf(document.activeElement);
    stops[(at + by + stops.length) % stops.length].focus();
}

function keys(event) {
    if (event.key === 'Escape') {
        if (list.hidden) return;
        field.focus(); // shows the list again, hence before
        close();
        event.preventDefault();
    } else if (!list.hidden && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        step(event.key === 'ArrowDown' ? 1 : -1);
        event.preventDefault();
    }
}

if (field && list) {
    field.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(ask, 120);
    });
    field.addEventListener('focus', () => { if (list.childElementCount && field.value.trim()) list.hidden = false; });
    field.form.addEventListener('keydown', keys);
    field.form.addEventListener('focusout', event => { if (!field.form.contains(event.relatedTarget)) close(); });
    document.addEventListener('keydown', event => {
        const ctrlK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
        if (!ctrlK && (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))) return;
        if (document.querySelector('dialog[open]')) return;
        event.preventDefault();
        field.focus();
        field.select();
    });
}
