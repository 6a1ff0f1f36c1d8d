// Cuts a stylesheet down to what pages can use: rules whose classes, elements and attributes occur in the templates or
// scripts, then the animations and variables that are left without a use.
import postcss from 'postcss';
import selectorParser from 'postcss-selector-parser';

const attributesAlways = new Set(['type', 'href', 'disabled', 'hidden', 'title', 'tabindex', 'role', 'dir', 'multiple',
    'size', 'list', 'data-bs-theme']);
const elementsAlways = ['html', 'body', 'a', 'p', 'b', 'strong', 'small', 'kbd', 'code', 'pre', 'hr', 'img', 'svg', 'table',
    'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'label', 'button', 'input',
    'select', 'textarea', 'optgroup', 'option', 'fieldset', 'legend', 'progress', 'summary', 'details', 'dialog', 'form',
    'h1', 'h2', 'h3', 'h4', 'address', 'blockquote', 'figure', 'iframe', 'output', 'template', 'abbr', 'time'];

/* What templates use.  A class attribute may hold Mustache; only whole words count, so a class must be written out. */
export function usesOf(templates, scripts) {
    const uses = {classes: new Set(), elements: new Set(elementsAlways), ids: new Set()};
    for (const html of templates) {
        for (const [, value] of html.matchAll(/\bclass\s*=\s*"([^"]*)"/g))
            for (const word of value.replace(/\{\{.*?\}\}/g, ' ').split(/\s+/)) uses.classes.add(word);
        for (const [, name] of html.matchAll(/<([a-z][a-z0-9]*)/g)) uses.elements.add(name);
        for (const [, name] of html.matchAll(/\bid="([\w-]+)"/g)) uses.ids.add(name);
    }
    for (const script of scripts)
        for (const [, text] of script.matchAll(/(["'`](?:[^"'`\\\n]|\\.)*["'`])/g))
            for (const word of text.split(/[^\w-]+/)) uses.classes.add(word);
    return uses;
}

function nodeUsed(node, uses) {
    if (node.type === 'class') return uses.classes.has(node.value);
    if (node.type === 'tag') return uses.elements.has(node.value.toLowerCase());
    if (node.type === 'id') return uses.ids.has(node.value);
    if (node.type === 'attribute') return attributesAlways.has(node.attribute) || node.attribute.startsWith('aria-');
    if (node.type !== 'pseudo') return true;
    if (/^:+(-moz-|-ms-|-o-)/.test(node.value)) return false;
    if (node.nodes.length === 0 || node.value === ':not') return true;
    return node.nodes.some(branch => branch.nodes.every(child => nodeUsed(child, uses)));
}

function cutSelectors(root, uses) {
    root.walkRules(rule => {
        if (rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return;
        const kept = [];
        selectorParser(tree => {
            for (const selector of tree.nodes)
                if (selector.nodes.every(node => nodeUsed(node, uses))) kept.push(selector.toString().trim());
        }).processSync(rule.selector);
        if (kept.length) rule.selector = kept.join(',');
        else rule.remove();
    });
}

function cutKeyframes(root) {
    const text = root.toString().replace(/@(-webkit-)?keyframes[^{]*/g, '');
    root.walkAtRules(/keyframes$/, rule => {
        if (!new RegExp(`animation[^;}]*\\b${rule.params.trim()}\\b`).test(text)) rule.remove();
    });
}

/* A variable that only unused variables mention is unused too, hence the repetition. */
function cutVariables(root) {
    for (;;) {
        const used = new Set();
        for (const [, name] of root.toString().matchAll(/var\(\s*(--[\w-]+)/g)) used.add(name);
        let cut = 0;
        root.walkDecls(/^--/, declaration => {
            if (used.has(declaration.prop)) return;
            declaration.remove();
            cut++;
        });
        if (cut === 0) return;
    }
}

function cutEmpty(root) {
    for (let before = -1; before !== root.toString().length;) {
        before = root.toString().length;
        root.walk(node => {
            if ((node.type === 'rule' || node.type === 'atrule') && node.nodes && node.nodes.length === 0) node.remove();
        });
    }
}

/* `css` is cut to what is used, `own` is kept whole: its classes may be put together by templates. */
export function purge(css, own, uses) {
    const root = postcss.parse(css);
    root.walkComments(comment => comment.remove());
    root.walkAtRules(/^(charset|font-face|import)$/, rule => rule.remove());
    cutSelectors(root, uses);
    root.append(postcss.parse(own));
    cutKeyframes(root);
    cutVariables(root);
    cutEmpty(root);
    return root.toString();
}

/* Dark without script: every rule for [data-bs-theme=dark] once more for who prefers dark and has no theme set. */
export function darkWithoutScript(css) {
    const root = postcss.parse(css);
    const media = postcss.atRule({name: 'media', params: '(prefers-color-scheme:dark)'});
    root.walkRules(/\[data-bs-theme="?dark"?\]/, rule => {
        const own = rule.selectors.filter(s => /\[data-bs-theme="?dark"?\]/.test(s) && !/:not\(/.test(s));
        if (rule.parent.type !== 'root' || own.length === 0) return;
        const copy = rule.clone();
        copy.selectors = own.map(s => s.replace(/(body|html|:root)?\[data-bs-theme="?dark"?\]/, ':root:not([data-bs-theme])'));
        media.append(copy);
    });
    if (media.nodes && media.nodes.length) root.append(media);
    return root.toString();
}
