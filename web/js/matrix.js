// The table of permissions: couplings move before one's eyes, what differs from what is set is marked, and the search
// hides rows without losing what is ticked.  Without script the preview says what moves, and the search asks the server.
import {onContent} from './page.js';

const boxesOf = form => [...form.querySelectorAll('.matrix input[type="checkbox"]')];

/* Ticked or unticked since the page came. */
function mark(form) {
    for (const box of boxesOf(form)) box.closest('td').classList.toggle('is-moved', box.checked !== box.defaultChecked);
}

document.addEventListener('change', event => {
    const box = event.target;
    const form = box.closest?.('.matrix') && box.form;
    if (!form || box.type !== 'checkbox') return;
    for (const other of boxesOf(form)) {
        if (box.checked && box.dataset.needs === other.name) other.checked = true;
        if (!box.checked && other.dataset.needs === box.name) other.checked = false;
    }
    mark(form);
});

/* ------------------------------------------------------------------ search */

function filter(form) {
    const matrix = document.querySelector(form.dataset.matrixFilter);
    if (!matrix) return false;
    const q = form.elements.q.value.trim().toLowerCase();
    const changed = form.elements.changed.checked;
    for (const body of matrix.querySelectorAll('tbody')) {
        const rows = [...body.querySelectorAll('tr:not(.group)')];
        for (const row of rows) {
            const differs = 'differs' in row.dataset || row.querySelector('.is-moved');
            row.hidden = (changed && !differs) || !row.querySelector('th').textContent.toLowerCase().includes(q);
        }
        body.hidden = rows.every(row => row.hidden);
    }
    return true;
}

for (const kind of ['input', 'change', 'submit']) {
    document.addEventListener(kind, event => {
        const form = event.target.closest?.('form[data-matrix-filter]');
        if (form && filter(form)) event.preventDefault();
    });
}
onContent(() => document.querySelectorAll('form[data-matrix-filter]').forEach(filter));
