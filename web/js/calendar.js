// Visits on the calendar are moved by dragging with the mouse: to another time, day or person (SCH-10).  Where one was
// let go is sent by the form #cal-move (data-swap), into those of its fields that it has: starts_at, day, start, staff.
// The server may answer with a sheet that asks.  By keyboard and on a phone the same is done on the visit's own page.

const STEP = 15; // minutes
const FAR = 6;   // pixels before a press counts as dragging

let drag = null;

const number = (element, name) => parseFloat(getComputedStyle(element).getPropertyValue(name));
const clock = minute => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function begin(event) {
    const visit = event.target.closest('.visit[data-move]');
    if (!visit || event.button !== 0 || event.pointerType === 'touch' || getComputedStyle(visit).position !== 'absolute') return;
    const box = visit.getBoundingClientRect();
    drag = {visit, box, x: event.clientX, y: event.clientY, home: visit.closest('.cal-col'), was: number(visit, '--t')};
}

/* What follows the pointer: a copy, since a column shows nothing outside of itself. */
function lift() {
    drag.ghost = drag.visit.cloneNode(true);
    drag.ghost.classList.add('is-dragged');
    Object.assign(drag.ghost.style, {left: `${drag.box.left}px`, top: `${drag.box.top}px`, width: `${drag.box.width}px`, height: `${drag.box.height}px`});
    drag.note = document.createElement('div');
    drag.note.className = 'drag-note';
    document.body.append(drag.ghost, drag.note);
    drag.visit.classList.add('is-away');
}

/* The column under the pointer, and the minute at which the visit's top would stand there. */
function aim(event) {
    drag.column = document.elementsFromPoint(event.clientX, event.clientY).map(one => one.closest('.cal-col')).find(Boolean) || null;
    if (!drag.column) return;
    const body = drag.column.querySelector('.cal-body');
    const box = body.getBoundingClientRect();
    const from = number(body, '--from') * 60, to = number(body, '--to') * 60;
    const top = event.clientY - (drag.y - drag.box.top) - box.top;
    const minute = from + Math.round(top / box.height * (to - from) / STEP) * STEP;
    drag.minute = Math.min(Math.max(minute, from), to - STEP);
}

function move(event) {
    if (!drag) return;
    const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
    if (!drag.ghost && Math.hypot(dx, dy) < FAR) return;
    if (!drag.ghost) lift();
    event.preventDefault();
    aim(event);
    drag.ghost.style.transform = `translate(${dx}px, ${dy}px)`;
    drag.note.style.transform = `translate(${event.clientX + 14}px, ${event.clientY + 14}px)`;
    drag.note.textContent = drag.column ? `${drag.column.querySelector('h3').textContent.trim()}, ${clock(drag.minute)}` : 'Not here';
}

function noClick(event) {
    event.preventDefault();
    event.stopPropagation();
}

/* Ends dragging; what was dragged, or null if nothing was. */
function stop() {
    const done = drag;
    drag = null;
    if (!done?.ghost) return null;
    done.ghost.remove();
    done.note.remove();
    done.visit.classList.remove('is-away');
    // The click that follows shall not open the visit.
    addEventListener('click', noClick, {capture: true});
    setTimeout(() => removeEventListener('click', noClick, {capture: true}));
    return done;
}

function drop() {
    const done = stop();
    const form = document.getElementById('cal-move');
    if (!form || !done?.column || (done.column === done.home && done.minute === done.was)) return;
    const day = done.column.closest('[data-day]')?.dataset.day;
    const values = {starts_at: `${day}T${clock(done.minute)}`, day, start: clock(done.minute), staff: done.column.dataset.staff};
    for (const [name, value] of Object.entries(values))
        if (form.elements[name] && value !== undefined) form.elements[name].value = value;
    form.action = done.visit.dataset.move;
    form.requestSubmit();
}

document.addEventListener('pointerdown', begin);
document.addEventListener('pointermove', move);
document.addEventListener('pointerup', drop);
document.addEventListener('pointercancel', stop);
document.addEventListener('keydown', event => { if (event.key === 'Escape') stop(); });
document.addEventListener('dragstart', event => { if (event.target.closest?.('.visit[data-move]')) event.preventDefault(); });
