// <select data-picker> as a list with groups in the given order, search, notes, and a warning to confirm in place.
// What cannot be chosen (access removed) stays readable and can be reached with the arrows.
import TomSelect from 'tom-select/dist/esm/tom-select.js';

function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
}

class Picker extends TomSelect {
    /* Tom Select leaves disabled options out of the arrows' way; ours shall say why they cannot be chosen. */
    _render(name, data) {
        const html = super._render(name, data);
        if (name === 'option' && data.disabled) html.setAttribute('data-selectable', '');
        return html;
    }

    onOptionSelect(event, option) {
        if (option?.getAttribute('aria-disabled') === 'true') {
            event.preventDefault();
            return;
        }
        super.onOptionSelect(event, option);
    }
}

/* The options' text carries everything for those without script; here name and note stand apart. */
function splitTexts(select) {
    for (const option of select.options) {
        let text = option.textContent.trim().replace(/\s*⚠$/, '');
        const note = option.dataset.note;
        if (note && text.endsWith(` – ${note}`)) text = text.slice(0, -note.length - 3);
        option.dataset.text = text;
    }
    for (const group of select.querySelectorAll('optgroup')) group.dataset.label = group.label.replace(/^⚠\s*/, '');
}

const render = {
    option(data) {
        const row = element('div');
        row.append(element('span', '', data.text));
        if (data.warning) {
            row.append(element('i', 'icon icon-warning'), element('span', 'only-read', 'Do not schedule'));
        }
        if (data.note) row.append(element('small', '', data.note));
        return row;
    },
    item(data) {
        const row = element('div', '', data.text);
        if (data.warning) row.append(' ', element('i', 'icon icon-warning'));
        return row;
    },
    optgroup_header(data) {
        const head = element('div', `optgroup-header${'warn' in data ? ' is-warned' : ''}`);
        if ('warn' in data) head.append(element('i', 'icon icon-warning'));
        head.append(element('span', '', data.label));
        return head;
    },
    no_results() {
        return element('div', 'no-results', 'Nobody of that name.');
    },
};

/* Beneath the picker: what is the matter, and the box that must be ticked. */
function confirmInPlace(select) {
    const wrapper = select.nextElementSibling?.classList.contains('ts-wrapper') ? select.nextElementSibling : select;
    wrapper.parentElement.querySelector(':scope > .picker-confirm')?.remove();
    const warning = select.selectedOptions[0]?.dataset.warning;
    if (!warning) return;
    const note = element('div', 'note note-warn picker-confirm');
    note.setAttribute('role', 'status');
    const mark = element('i', 'icon icon-warning');
    mark.setAttribute('aria-hidden', 'true');
    const box = element('input', 'form-check-input');
    Object.assign(box, {type: 'checkbox', name: select.dataset.confirmName || 'confirm', value: '1', required: true});
    const label = element('label', 'form-check');
    label.append(box, ' ', element('span', 'form-check-label', 'Choose them all the same'));
    const body = element('div', '', warning);
    body.append(label);
    note.append(mark, body);
    wrapper.after(note);
}

function start(select) {
    splitTexts(select);
    const picker = new Picker(select, {
        render, allowEmptyOption: true, maxOptions: null, lockOptgroupOrder: true, labelField: 'text',
        searchField: ['text', 'note'], sortField: [{field: '$order'}], optgroupLabelField: 'label', refreshThrottle: 0,
        hidePlaceholder: true,
    });
    // The list stands for the <select>, also for what is said about it.
    select.setAttribute('aria-hidden', 'true');
    for (const name of ['aria-label', 'aria-describedby', 'aria-invalid'])
        if (select.hasAttribute(name)) picker.control_input.setAttribute(name, select.getAttribute(name));
    picker.on('change', () => confirmInPlace(select));
    if (select.selectedOptions[0]?.dataset.warning) confirmInPlace(select);
}

window.petgatePicker = () => {
    for (const select of document.querySelectorAll('select[data-picker]:not(.tomselected)')) start(select);
};

document.addEventListener('petgate:lost', event => {
    for (const select of document.querySelectorAll('select.tomselected'))
        for (const option of Object.values(select.tomselect.options))
            if (event.detail.has(option.client)) select.tomselect.removeOption(option.value);
});
