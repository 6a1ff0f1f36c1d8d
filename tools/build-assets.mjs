#!/usr/bin/env node
// Makes what the browser gets from web/, the templates and node_modules: files whose names carry a hash of what is in
// them, each plain and gzip, and a C file that holds them (src/http/assets.h).
//
//     node tools/build-assets.mjs --out DIR --c FILE --depfile FILE [--also DIR]…
//
// The same input gives the same bytes.  --also names further folders of pages whose classes are kept (prototypes).
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {fileURLToPath} from 'node:url';

import {iconStyles, readIcons} from './assets/icons.mjs';
import {markPng, markSvg} from './assets/mark.mjs';
import {timeStyles} from './assets/times.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const options = readOptions(process.argv.slice(2));
const seen = new Set(); // every file and folder whose change means another build

// Our own modules are imported above; these come from npm, and their absence has one cure.
const {esbuild, purge, usesOf, darkWithoutScript} = await loadTools();

function readOptions(words) {
    const result = {also: []};
    for (let i = 0; i < words.length; i += 2) {
        const name = words[i].replace(/^--/, '');
        if (!['out', 'c', 'depfile', 'also'].includes(name) || words[i + 1] === undefined) {
            console.error('usage: build-assets.mjs --out DIR --c FILE --depfile FILE [--also DIR]…');
            process.exit(2);
        }
        if (name === 'also') result.also.push(words[i + 1]);
        else result[name] = words[i + 1];
    }
    result.out = path.resolve(result.out);
    return result;
}

async function loadTools() {
    try {
        const cut = await import('./assets/purge.mjs');
        return {esbuild: await import('esbuild'), ...cut};
    } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        console.error('The pages need their packages: run "npm ci" in the source folder first.');
        process.exit(1);
    }
}

function read(file) {
    seen.add(file);
    return fs.readFileSync(file, 'utf8');
}

function filesBelow(folder, ending) {
    seen.add(folder);
    return fs.readdirSync(folder, {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(entry => {
        const full = path.join(folder, entry.name);
        if (entry.isDirectory()) return filesBelow(full, ending);
        return entry.name.endsWith(ending) ? [full] : [];
    });
}

async function bundle(entry) {
    const result = await esbuild.build({
        entryPoints: [path.join(root, entry)], absWorkingDir: root, bundle: true, minify: true, write: false, metafile: true,
        format: 'iife', target: ['chrome110', 'firefox115', 'safari16'], legalComments: 'inline', logLevel: 'warning',
    });
    for (const file of Object.keys(result.metafile.inputs)) seen.add(path.join(root, file));
    return result.outputFiles[0].text;
}

async function styles() {
    const own = await bundle('web/app.css') + iconStyles(readIcons(read(path.join(root, 'web/icons.txt')))) + timeStyles();
    const templates = [path.join(root, 'src'), ...options.also].flatMap(folder => filesBelow(folder, '.html')).map(read);
    const scripts = filesBelow(path.join(root, 'web/js'), '.js').map(read);
    const tabler = read(path.join(root, 'node_modules/@tabler/core/dist/css/tabler.css'));
    const all = purge(tabler, own, usesOf(templates, scripts));
    const small = await esbuild.transform(darkWithoutScript(all), {loader: 'css', minify: true, target: ['chrome110', 'firefox115', 'safari16']});
    return `/*! Contains parts of Tabler (MIT), https://tabler.io */\n${small.code}`;
}

function manifest() {
    return JSON.stringify({
        name: 'Petgate', short_name: 'Petgate', id: '/', start_url: '/', scope: '/', display: 'standalone',
        background_color: '#f5f6f8', theme_color: '#0f766e',
        icons: [
            {src: '/assets/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any maskable'},
            {src: '/assets/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable'},
            {src: '/assets/favicon.svg', sizes: 'any', type: 'image/svg+xml'},
        ],
    });
}

function asset(logical, type, content, hashed) {
    const plain = Buffer.from(content);
    const hash = crypto.createHash('sha256').update(plain).digest('hex').slice(0, 10);
    const dot = logical.lastIndexOf('.');
    const name = hashed ? `${logical.slice(0, dot)}.${hash}${logical.slice(dot)}` : logical;
    let gzip = null;
    if (!type.startsWith('image/png')) {
        gzip = zlib.gzipSync(plain, {level: 9});
        gzip[9] = 255; // the system's name in the head would differ from machine to machine
    }
    return {logical, type, name, plain, gzip, hash, hashed};
}

const quote = text => `"${text.replace(/[\\"]/g, '\\$&')}"`;

function cFile(assets) {
    const out = ['/* Made by tools/build-assets.mjs. */', '#include "http/assets.h"', '', '#include "http/assets_table.h"', ''];
    assets.forEach((a, i) => {
        for (const [form, data, ending] of [['plain', a.plain, ''], ['gzip', a.gzip, '.gz']]) {
            if (!data) continue;
            // The hash makes a change of the content a change of this file, hence a new object.
            out.push(`/* ${a.hash} */`,
                `__asm__(".section .rodata\\n.balign 16\\n.globl asset_${i}_${form}\\n.hidden asset_${i}_${form}\\nasset_${i}_${form}:\\n"`,
                `        ".incbin \\"${path.join(options.out, a.name + ending)}\\"\\n.byte 0\\n.text\\n");`,
                `extern const unsigned char asset_${i}_${form}[];`);
        }
    });
    out.push('', 'const struct asset assets_table[] = {');
    assets.forEach((a, i) => out.push(
        `    {"/assets/${a.name}", ${quote(a.logical)}, ${quote(a.type)}, ${a.hashed}, asset_${i}_plain, ${a.plain.length}, `
        + `${a.gzip ? `asset_${i}_gzip, ${a.gzip.length}` : '0, 0'}},`));
    const order = assets.map((a, i) => [a.logical, i]).sort(([a], [b]) => (a < b ? -1 : 1));
    out.push('};', `const int assets_count = ${assets.length};`,
        `const unsigned char assets_by_name[] = {${order.map(([, i]) => i).join(', ')}};`, '');
    return out.join('\n');
}

function writeIfOther(file, content) {
    const bytes = Buffer.from(content);
    if (fs.existsSync(file) && fs.readFileSync(file).equals(bytes)) return;
    fs.writeFileSync(file, bytes);
}

async function main() {
    const script = 'text/javascript; charset=utf-8';
    const assets = [
        asset('app.css', 'text/css; charset=utf-8', await styles(), true),
        asset('app.js', script, await bundle('web/js/app.js'), true),
        asset('theme.js', script, await bundle('web/js/theme.js'), true),
        asset('picker.js', script, await bundle('web/js/picker.js'), true),
        asset('favicon.svg', 'image/svg+xml', markSvg(), false),
        asset('icon-180.png', 'image/png', markPng(180), false),
        asset('icon-192.png', 'image/png', markPng(192), false),
        asset('icon-512.png', 'image/png', markPng(512), false),
        asset('app.webmanifest', 'application/manifest+json', manifest(), false),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));

    fs.mkdirSync(options.out, {recursive: true});
    const keep = new Set(assets.flatMap(a => [a.name, `${a.name}.gz`]));
    for (const old of fs.readdirSync(options.out)) if (!keep.has(old)) fs.rmSync(path.join(options.out, old));
    for (const a of assets) {
        writeIfOther(path.join(options.out, a.name), a.plain);
        if (a.gzip) writeIfOther(path.join(options.out, `${a.name}.gz`), a.gzip);
    }
    if (options.c) fs.writeFileSync(options.c, cFile(assets));
    if (options.depfile) {
        for (const file of filesBelow(path.join(root, 'tools/assets'), '.mjs')) seen.add(file);
        seen.add(path.join(root, 'package-lock.json'));
        const list = [...seen].filter(file => fs.existsSync(file)).sort().map(file => file.replace(/ /g, '\\ '));
        fs.writeFileSync(options.depfile, `${options.c}: ${list.join(' \\\n ')}\n`);
    }
    if (!options.c)
        for (const a of assets) console.log(`${a.name} ${a.plain.length} ${a.gzip ? a.gzip.length : '-'}`);
}

await main();
