// Our icons as CSS masks, and the mark as favicon.  From web/icons.txt.

const head = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>`;
const line = `fill='none' stroke='#000' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'`;

export function readIcons(text) {
    const icons = new Map();
    for (const row of text.split('\n')) {
        if (!row.trim() || row.startsWith('#')) continue;
        const match = /^([a-z][a-z0-9-]*)\s+(M[\dMLHVCAZ .-]+)$/.exec(row.trim());
        if (!match) throw new Error(`web/icons.txt: cannot read "${row}"`);
        if (icons.has(match[1])) throw new Error(`web/icons.txt: ${match[1]} stands twice`);
        icons.set(match[1], match[2].replace(/ ?([A-Z]) ?/g, '$1'));
    }
    return icons;
}

export function iconStyles(icons) {
    const rules = ['.icon{display:inline-block;flex:none;font-size:inherit;width:1.25em;height:1.25em;vertical-align:-.25em;'
        + 'background:currentColor;-webkit-mask:var(--i) center/contain no-repeat;mask:var(--i) center/contain no-repeat}',
        '@media (forced-colors:active){.icon{forced-color-adjust:none;background:CanvasText}a .icon{background:LinkText}}'];
    for (const [name, path] of icons) {
        const svg = `${head}<path ${line} d='${path}'/></svg>`;
        rules.push(`.icon-${name}{--i:url("data:image/svg+xml,${svg.replace(/[<>#%]/g, encodeURIComponent)}")}`);
    }
    return rules.join('\n');
}
