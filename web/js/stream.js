// One event stream a browser, not a tab: Web Locks choose the leader, which shares what it hears over a BroadcastChannel.
// A tab that hears nothing for 10 s covers client data, and uncovers it after contact and after asking the server which
// of its clients the person still sees.  So does a page that comes back from the browser's history.
import {clientsOnPage, forget} from './lost.js';
import {onContent, signIn} from './page.js';
import {refresh} from './swap.js';

const SILENCE_MS = 10_000;
const REPLACED_MS = 15_000;
const SENT_MS = 5_000;
const ASK_AT_ONCE = 100; // clients in one question, so that the address stays short
const EVENTS = ['beat', 'lost', 'notice', 'change', 'end']; // src/http/stream.h
const person = document.body.dataset.person;

let sentAt = 0;
let heardAt = Date.now();
let covered = false;
let checked = false;    // asked since the last (re)connect
let checking = false;
let lostAt = 0;
let channel = null;
let source = null;
let release = null;     // gives the leader's lock back
let retryMs = 1000;

/* ------------------------------------------------------------------ covering */

function cover() {
    if (covered) return;
    covered = true;
    checked = false;
    document.documentElement.classList.add('contact-lost');
    // A short check (page from history) shall not flash a warning.
    setTimeout(() => showNote(covered), 400);
}

function uncover() {
    covered = false;
    document.documentElement.classList.remove('contact-lost');
    showNote(false);
}

function showNote(on) {
    const note = document.querySelector('.contact-note');
    if (note) note.hidden = !on;
}

async function stillSeen(ids) {
    const seen = new Set();
    for (let from = 0; from < ids.length; from += ASK_AT_ONCE) {
        const part = ids.slice(from, from + ASK_AT_ONCE).join(',');
        const response = await fetch(`/api/v1/me/sees?clients=${part}`, {cache: 'no-store', credentials: 'same-origin'});
        if (response.status === 401) signIn();
        if (!response.ok) throw new Error(`sees: ${response.status}`);
        for (const id of (await response.json()).sees) seen.add(id);
    }
    return seen;
}

const inContact = () => Date.now() - heardAt < SILENCE_MS;

/* Asks about every client on the page.  Only an answer got while in contact counts: what was lost before would else
 * never be heard of. */
async function check() {
    if (checking) return;
    checking = true;
    try {
        const ids = [...clientsOnPage()];
        const seen = await stillSeen(ids);
        forget(ids.filter(id => !seen.has(id)));
        checked = inContact();
        if (covered && checked) uncover();
    } catch {
        setTimeout(() => { if (!checked && inContact()) check(); }, 2000); // stays covered, if it was
    } finally {
        checking = false;
    }
}

function contact() {
    heardAt = Date.now();
    if (!checked) check();
}

function tick() {
    if (!inContact()) cover();
}

/* The page was made for other eyes: a view as somebody began or ended, here or in another tab.  A form that was just sent
 * leads on by itself, and must not be cut short. */
function lookAgain() {
    const wait = sentAt + SENT_MS - Date.now();
    if (wait > 0) setTimeout(lookAgain, wait);
    else location.reload();
}
addEventListener('submit', () => { sentAt = Date.now(); }, true);

/* ------------------------------------------------------------------ what is heard, in every tab */

const heard = {
    open() {
        checked = false;
    },
    lost(data) {
        lostAt = Date.now();
        if (!data.all) return forget(data.clients);
        cover(); // too many to name: hidden until asked about
        check();
    },
    notice(data) {
        for (const mark of document.querySelectorAll('[data-unread]')) {
            mark.textContent = data.unread;
            mark.hidden = !data.unread;
        }
    },
    change() {
        clearTimeout(heard.timer);
        heard.timer = setTimeout(refresh, 500); // one fetch for a burst
    },
    end(data) {
        if (data?.reason === 'view') return lookAgain();
        if (data?.reason === 'replaced') return source && askBackLater();
        if (data?.reason !== 'stopping') signIn(); // a server that starts anew is found again by itself
    },
};

function hear({name, data}) {
    if (name !== 'hello') heard[name]?.(data);
    if (name !== 'hello' && name !== 'end') contact();
    // A tab that has just been opened is told at once that there is contact.
    if (name === 'hello' && source?.readyState === EventSource.OPEN) tell('beat');
}

function tell(name, data) {
    channel?.postMessage({name, data});
    hear({name, data});
}

/* ------------------------------------------------------------------ the leader */

function openStream() {
    source = new EventSource('/api/v1/stream');
    let last = Date.now();
    source.onopen = () => {
        last = Date.now();
        retryMs = 1000;
        tell('open');
    };
    source.addEventListener('hello', event => {
        if (JSON.parse(event.data).person !== person) lookAgain();
    });
    for (const name of EVENTS)
        source.addEventListener(name, event => {
            last = Date.now();
            tell(name, event.data ? JSON.parse(event.data) : null);
        });
    source.onerror = () => {
        if (source?.readyState === EventSource.CLOSED) reopen();
    };
    // A connection may die without a word.
    openStream.watch = setInterval(() => { if (Date.now() - last > SILENCE_MS) reopen(); }, 1000);
}

function closeStream() {
    clearInterval(openStream.watch);
    clearTimeout(openStream.retry);
    source?.close();
    source = null;
}

/* The browser gives up after an answer that is no stream (signed out, overload); we ask why, and try again slower. */
function reopen() {
    closeStream();
    checked = false;
    check();
    openStream.retry = setTimeout(openStream, retryMs);
    retryMs = Math.min(retryMs * 2, 15_000);
}

/* Newer browsers of the same person took all places.  Not at once, or they would take turns every second. */
function askBackLater() {
    closeStream();
    openStream.retry = setTimeout(openStream, REPLACED_MS);
}

function lead() {
    if (!navigator.locks || !window.BroadcastChannel) return openStream();
    channel = new BroadcastChannel(`petgate-${person}`);
    channel.onmessage = event => hear(event.data);
    channel.postMessage({name: 'hello'});
    const stop = new AbortController();
    release = () => stop.abort();
    navigator.locks.request(`petgate-stream-${person}`, {signal: stop.signal}, () => {
        openStream();
        return new Promise(done => { release = done; });
    }).catch(error => { if (error.name !== 'AbortError') openStream(); });
}

function leave() {
    closeStream();
    release?.();
    channel?.close();
    channel = release = null;
}

if (person) {
    lead();
    setInterval(tick, 1000);
    document.addEventListener('visibilitychange', tick);
    addEventListener('pagehide', leave);
    addEventListener('pageshow', event => {
        if (!event.persisted) return;
        cover();
        lead();
    });
    // What was on its way while something was lost may show it again.
    onContent(() => { if (Date.now() - lostAt < SILENCE_MS) check(); });
}
