// Forms: errors beside their fields, sent once, filters that follow, boxes ticked together, copying a secret shown once.
import {onContent, say} from './page.js';

/* ------------------------------------------------------------------ errors beside their fields */

function fieldNamed(name) {
    const fields = [...document.querySelectorAll('#main [name]')];
    return fields.find(field => field.name === name && field.type !== 'hidden') || null;
}

function placeError(item) {
    const field = fieldNamed(item.dataset.field);
    if (!field || item.dataset.placed) return;
    item.dataset.placed = '1';
    field.setAttribute('aria-invalid', 'true');
    field.id ||= `field-${item.dataset.field.replace(/[^\w-]/g, '-')}`;
    const [label, ...rest] = item.childNodes;
    const line = document.createElement('p');
    line.className = 'wrong';
    line.id = `${field.id}-wrong`;
    // A template may have said it already.
    const there = field.closest('.field')?.querySelector('.wrong');
    line.textContent = rest.map(node => node.textContent).join('').trim();
    if (there) line.id = there.id ||= line.id;
    else (field.closest('.field') || field.parentElement).append(line);
    field.setAttribute('aria-describedby', `${field.getAttribute('aria-describedby') || ''} ${line.id}`.trim());
    const link = document.createElement('a');
    link.href = `#${field.id}`;
    link.textContent = label.textContent;
    link.addEventListener('click', event => {
        event.preventDefault();
        (field.tomselect || field).focus();
    });
    label.replaceWith(link);
}

onContent(() => {
    const problem = document.getElementById('problem');
    if (!problem || problem.dataset.read) return;
    problem.dataset.read = '1';
    problem.querySelectorAll('[data-field]').forEach(placeError);
    problem.focus();
});

/* ------------------------------------------------------------------ sent once */

function lock(form, on) {
    form.dataset.sent = on ? '1' : '';
    for (const button of form.querySelectorAll('button:not([type="button"])')) {
        if (on) button.setAttribute('aria-busy', 'true');
        else button.removeAttribute('aria-busy');
    }
}

document.addEventListener('submit', event => {
    const form = event.target;
    if (form.dataset.swap || form.method === 'get' || form.method === 'dialog') return;
    if (form.dataset.sent) return event.preventDefault();
    lock(form, true);
    // A download or a stopped load leaves the page as it is.
    setTimeout(() => lock(form, false), 10_000);
});
addEventListener('pageshow', event => {
    if (event.persisted) document.querySelectorAll('form[data-sent]').forEach(form => lock(form, false));
});

/* ------------------------------------------------------------------ filters that follow */

let timer = 0;

function follow(event) {
    const form = event.target.form;
    if (!form || !('auto' in form.dataset)) return;
    clearTimeout(timer);
    const typed = event.type === 'input' && event.target.matches('input:not([type="checkbox"]):not([type="radio"])');
    if (event.type === 'input' && !typed) return;
    if (event.type === 'change' && event.target.matches('input[type="search"], input[type="text"]')) return;
    timer = setTimeout(() => form.requestSubmit(), typed ? 250 : 0);
}
document.addEventListener('input', follow);
document.addEventListener('change', follow);

/* ------------------------------------------------------------------ boxes ticked together */

function boxesOf(all) {
    const scope = all.form || all.closest('table') || document;
    return [...scope.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(all.dataset.checkAll)}"]:not(:disabled)`)];
}

function count(all) {
    const boxes = boxesOf(all);
    const ticked = boxes.filter(box => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const mark of (all.form || document).querySelectorAll('[data-check-count]')) mark.textContent = ticked;
}

document.addEventListener('change', event => {
    const all = event.target;
    if (all.dataset.checkAll) for (const box of boxesOf(all)) box.checked = all.checked;
    document.querySelectorAll('[data-check-all]').forEach(count);
});
onContent(() => document.querySelectorAll('[data-check-all]').forEach(count));

/* ------------------------------------------------------------------ copying */

document.addEventListener('click', async event => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    const text = document.querySelector(button.dataset.copy)?.textContent.trim();
    try {
        await navigator.clipboard.writeText(text);
        say('Copied.', 'good');
    } catch {
        say('The browser did not allow copying. Please select the text and copy it by hand.');
    }
});
