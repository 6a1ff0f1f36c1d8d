// Takes off the page what the person may no longer see (ACC-07).  data-client marks whatever shows a client,
// data-subject-client what is about one.

/* Clients that some element here shows. */
export function clientsOnPage() {
    const ids = new Set();
    for (const element of document.querySelectorAll('[data-client], [data-subject-client]'))
        ids.add(element.dataset.client || element.dataset.subjectClient);
    ids.delete('');
    ids.delete(undefined);
    return ids;
}

function goneCard() {
    const card = document.createElement('section');
    card.className = 'card';
    const box = document.createElement('div');
    box.className = 'empty';
    const icon = document.createElement('i');
    icon.className = 'icon icon-eye-off';
    icon.setAttribute('aria-hidden', 'true');
    const head = document.createElement('h1');
    head.textContent = 'This client is not available to you (any more)';
    const line = document.createElement('p');
    line.textContent = 'Nothing that you did was lost for the company. If you think this is a mistake, ask a manager.';
    const link = document.createElement('a');
    link.className = 'btn btn-primary';
    link.href = '/clients';
    link.textContent = 'To the clients';
    box.append(icon, head, line, link);
    card.append(box);
    return card;
}

function replacePage() {
    const main = document.getElementById('main');
    const page = main.querySelector('.page') || main;
    page.replaceChildren(goneCard());
    document.title = 'Not available';
    main.focus();
}

function emptySheet(sheet) {
    sheet.replaceChildren();
    delete sheet.dataset.href;
    if (sheet.open) sheet.close();
}

/* `ids`: whatever shows them goes, with what was typed about them. */
export function forget(ids) {
    const lost = new Set(ids);
    if (lost.size === 0) return;
    const sheet = document.getElementById('sheet');
    for (const element of document.querySelectorAll('[data-subject-client]')) {
        if (!lost.has(element.dataset.subjectClient)) continue;
        if (sheet?.contains(element)) emptySheet(sheet);
        else replacePage();
    }
    for (const element of document.querySelectorAll('[data-client]'))
        if (lost.has(element.dataset.client)) element.remove();
    document.dispatchEvent(new CustomEvent('petgate:lost', {detail: lost}));
}
