// What the templates' own parser cannot see: that what they name exists in the look, and that nothing in them needs what
// the content-security policy forbids.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';

import {readIcons} from '../../tools/assets/icons.mjs';
import {root} from './support/pages.mjs';

const folders = ['src/view/pages', ...fs.readdirSync(path.join(root, 'src/features')).map(name => `src/features/${name}/pages`)];
const templates = folders.filter(folder => fs.existsSync(path.join(root, folder))).flatMap(folder =>
    fs.readdirSync(path.join(root, folder)).map(name => `${folder}/${name}`));
const text = name => fs.readFileSync(path.join(root, name), 'utf8').replace(/\{\{!.*?\}\}/gs, '');

/* Every place where `pattern` is found in the templates: "file: match". */
function found(pattern) {
    return templates.flatMap(name => [...text(name).matchAll(pattern)].map(match => `${name}: ${match[1] ?? match[0]}`));
}

test('every_icon_named_exists', () => {
    const icons = readIcons(fs.readFileSync(path.join(root, 'web/icons.txt'), 'utf8'));
    assert.ok(templates.length > 5);
    assert.deepEqual(found(/\bicon-([\w-]+)(?=["\s])/g).filter(place => !icons.has(place.split(': ')[1])), []);
});

test('no_template_needs_what_the_policy_forbids', () => {
    assert.deepEqual(found(/\sstyle\s*=/g), []);
    assert.deepEqual(found(/\s(on[a-z]+)\s*=\s*"/g), []);
    assert.deepEqual(found(/(?:src|action)="(https?:[^"]*)"/g), []);
});

test('every_posting_form_carries_the_token', () => {
    const bare = templates.flatMap(name => [...text(name).matchAll(/<form\b[^>]*method="post"[^>]*>(.*?)<\/form>/gs)]
        .filter(([, inner]) => !inner.includes('{{>frame/token}}')).map(([whole]) => `${name}: ${whole.slice(0, 80)}`));
    assert.deepEqual(bare, []);
});

test('a_button_of_an_icon_alone_has_a_name', () => {
    const bare = found(/(<(?:button|a)\b(?![^>]*aria-label)[^>]*>\s*<i class="icon[^>]*><\/i>\s*<\/(?:button|a)>)/g);
    assert.deepEqual(bare, []);
});
