// What the parts share: new content, where to go, and saying something.

const hooks = [];

/* `hook` runs at the start and whenever content was exchanged; it must not mind running twice over the same. */
export function onContent(hook) {
    hooks.push(hook);
}

export function prepare() {
    for (const hook of hooks) hook();
}

export function signIn() {
    location.replace('/sign-in');
}

/* The address without what was just done, which is said once (the server puts it there after a form). */
export function hereWithoutDone() {
    const here = new URL(location.href);
    for (const once of ['done', 'undo']) here.searchParams.delete(once);
    return here.pathname + here.search + here.hash;
}

if (new URLSearchParams(location.search).has('done')) history.replaceState(history.state, '', hereWithoutDone());

/* The tab that is open stands in sight, however narrow the window is. */
onContent(() => {
    for (const tab of document.querySelectorAll('.tabs [aria-current]')) tab.closest('.tabs').scrollLeft = tab.offsetLeft - tab.closest('.tabs').offsetLeft - 24;
});

/* A line where the server's own messages stand (role=status, so it is read out). */
export function say(text, tone = 'bad') {
    const flash = document.getElementById('flash');
    if (!flash) return;
    const note = document.createElement('div');
    note.className = `note note-${tone}`;
    const line = document.createElement('div');
    line.textContent = text;
    note.append(line);
    flash.replaceChildren(note);
    note.scrollIntoView({block: 'nearest'});
}

/* A page of ours as a document, or null when the answer leads elsewhere and the browser is on its way there. */
export async function fetchPage(address, options = {}) {
    const response = await fetch(address, {credentials: 'same-origin', cache: 'no-store', ...options,
        headers: {Accept: 'text/html', ...options.headers}});
    if (response.status === 401) {
        signIn();
        return null;
    }
    const text = await response.text();
    return {response, text, page: new DOMParser().parseFromString(text, 'text/html')};
}

export function isTyping(target) {
    return target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="combobox"]') !== null;
}
