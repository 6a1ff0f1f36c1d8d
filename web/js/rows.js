// Tables by keyboard: j and k, or the arrows once a row has the focus, go from row to row; Enter opens (it is a link).
import {isTyping} from './page.js';

function stops(table) {
    return [...table.querySelectorAll(':scope > tbody > tr')].map(row => row.querySelector('a[href], button:not(:disabled)')).filter(Boolean);
}

function move(table, by) {
    const list = stops(table);
    if (list.length === 0) return;
    const row = document.activeElement.closest('tr');
    const at = list.findIndex(stop => row?.contains(stop));
    const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
    list[next].focus();
    list[next].scrollIntoView({block: 'nearest'});
}

document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    const inTable = document.activeElement.closest('table.rows');
    const table = inTable || document.querySelector('main table.rows');
    if (!table) return;
    const by = {j: 1, k: -1, ...(inTable ? {ArrowDown: 1, ArrowUp: -1} : {})}[event.key];
    if (!by) return;
    event.preventDefault();
    move(table, by);
});
