// <details class="menu"> opens by itself; this closes it: by Escape, by a click elsewhere, and when another opens.

function close(menu, giveBack) {
    menu.open = false;
    if (giveBack) menu.querySelector('summary').focus();
}

document.addEventListener('click', event => {
    for (const menu of document.querySelectorAll('details.menu[open]'))
        if (!menu.contains(event.target)) close(menu, false);
});

document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    for (const menu of document.querySelectorAll('details.menu[open]')) close(menu, menu.contains(document.activeElement));
});

document.addEventListener('focusout', event => {
    const menu = event.target.closest('details.menu[open]');
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu, false);
});
