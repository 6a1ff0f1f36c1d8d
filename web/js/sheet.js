// a[data-sheet]: the page behind the link holds a .sheet-body, which is shown as a dialog over this page.  Its form is
// sent as a page, so that a refusal comes back whole, with everything typed.
import {fetchPage, hereWithoutDone, prepare} from './page.js';

const sheet = document.getElementById('sheet');
let dirty = false;

/* What a sheet does leads back to the page beneath, unless it says data-go (where something new is to be shown). */
function comeBack(form) {
    if ('go' in form.dataset || form.querySelector('[name="_return"]')) return;
    const field = document.createElement('input');
    Object.assign(field, {type: 'hidden', name: '_return', value: hereWithoutDone()});
    form.append(field);
}

/* `body`: a .sheet-body.  `href`: where it came from, so that it can be opened again with what was typed. */
export function showSheet(body, href = '') {
    sheet.replaceChildren(body);
    sheet.dataset.href = href;
    dirty = false;
    body.querySelectorAll('form[method="post"]').forEach(comeBack);
    prepare();
    if (!sheet.open) sheet.showModal();
}

async function open(link) {
    // Closed by mistake: what was typed is still there.
    if (dirty && sheet.dataset.href === link.href) return sheet.showModal();
    const answer = await fetchPage(link.href);
    if (!answer) return;
    const body = answer.response.ok && answer.page.querySelector('.sheet-body');
    if (!body) return location.assign(link.href);
    showSheet(body, link.href);
}

if (sheet) {
    document.addEventListener('click', event => {
        const link = event.target.closest('a[data-sheet]');
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        link.setAttribute('aria-busy', 'true');
        open(link).catch(() => location.assign(link.href)).finally(() => link.removeAttribute('aria-busy'));
    });
    sheet.addEventListener('click', event => {
        const onBackdrop = event.target === sheet && !dirty;
        if (!onBackdrop && !event.target.closest('.sheet-close')) return;
        event.preventDefault();
        sheet.close();
    });
    sheet.addEventListener('input', () => { dirty = true; });
}
