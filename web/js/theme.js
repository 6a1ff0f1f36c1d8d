// Light or dark before the first paint, hence a small file of its own in the head: as the system says, or as chosen in
// the person menu (kept in this browser).  Also marks the page as one with script.
const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const key = 'petgate-theme';

function chosen() {
    try {
        return localStorage.getItem(key);
    } catch {
        return null; // storage may be forbidden; then the system's wish holds
    }
}

function apply() {
    const theme = chosen();
    root.dataset.bsTheme = theme || (dark.matches ? 'dark' : 'light');
    for (const button of document.querySelectorAll('[data-theme-to]'))
        button.setAttribute('aria-pressed', String(button.dataset.themeTo === (theme || 'system')));
}

function choose(theme) {
    try {
        if (theme === 'system') localStorage.removeItem(key);
        else localStorage.setItem(key, theme);
    } catch {
        root.dataset.bsTheme = theme;
        return;
    }
    apply();
}

root.classList.add('js');
apply();
dark.addEventListener('change', apply);
addEventListener('storage', apply);
document.addEventListener('DOMContentLoaded', apply);
document.addEventListener('click', event => {
    const button = event.target.closest('[data-theme-to]');
    if (button) choose(button.dataset.themeTo);
});
