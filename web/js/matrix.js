// The table of permissions: couplings move before one's eyes, what differs from what is set is marked, and the search
// hides rows and columns without losing what is ticked.  Without script the preview says what moves, and the search asks the server.
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

/* The columns of one role, beside the one it was copied from. What the server left out, only the server can bring. */
function showColumns(form, matrix) {
    const chosen = form.elements.role.selectedOptions[0];
    const heads = [...matrix.querySelectorAll('thead th')];
    const wanted = chosen.value ? [chosen.value, chosen.dataset.source] : [...form.elements.role.options].map(one => one.value).filter(Boolean);
    if (wanted.some(role => role && !heads.some(head => head.dataset.column === role))) return false;
    for (const row of matrix.querySelectorAll('tr:not(.group)')) {
        [...row.cells].forEach((cell, i) => { if (i > 0) cell.hidden = !wanted.includes(heads[i].dataset.column); });
    }
    return true;
}

function filter(form, event) {
    const matrix = document.querySelector(form.dataset.matrixFilter);
    if (!matrix) return false;
    if (!showColumns(form, matrix)) {
        if (event?.type === 'change' && event.target.name === 'role') form.submit();
        if (event?.type === 'submit') return false;
    }
    const q = form.elements.q.value.trim().toLowerCase();
    const changed = form.elements.changed.checked;
    for (const body of matrix.querySelectorAll('tbody')) {
        const rows = [...body.querySelectorAll('tr:not(.group)')];
        for (const row of rows) {
            const differs = [...row.cells].some(cell => !cell.hidden && cell.matches('.is-changed, .is-moved'));
            row.hidden = (changed && !differs) || !row.querySelector('th').textContent.toLowerCase().includes(q);
        }
        body.hidden = rows.every(row => row.hidden);
    }
    return true;
}

for (const kind of ['input', 'change', 'submit']) {
    document.addEventListener(kind, event => {
        const form = event.target.closest?.('form[data-matrix-filter]');
        if (form && filter(form, event)) event.preventDefault();
    });
}
onContent(() => document.querySelectorAll('form[data-matrix-filter]').forEach(form => filter(form)));
