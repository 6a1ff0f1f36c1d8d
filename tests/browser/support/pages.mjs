// A stand-in for the server, for tests of the scripts alone: the real frame and assets around small pages, under the real
// content-security policy, with an event stream that a test drives.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    + "font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const types = {'.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png',
    '.webmanifest': 'application/manifest+json'};

const escape = text => String(text).replace(/[&<>"]/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);
const template = name => fs.readFileSync(path.join(root, `src/view/pages/${name.replace(/^frame\//, '')}.html`), 'utf8');

/* As much of the templates' syntax as the frame uses. */
export function render(text, scope, at) {
    const value = name => name.replace(/^@|\|.*$/g, '').split('.').reduce((o, key) => o?.[key], name[0] === '@' ? at : scope);
    const whole = text.replace(/\{\{!.*?\}\}/gs, '').replace(/\{\{>([\w/]+)\}\}/g, (_, name) => render(template(name), scope, at));
    const section = /\{\{([#^])([\w@.]+)\}\}((?:(?!\{\{[#^]\2\}\}).)*?)\{\{\/\2\}\}/s;
    const match = section.exec(whole);
    if (!match) return whole.replace(/\{\{([\w@.|]+)\}\}/g, (_, name) => escape(value(name) ?? ''));
    const [all, kind, name, inner] = match;
    const found = value(name);
    const on = Array.isArray(found) ? found.length > 0 : Boolean(found);
    let middle = '';
    if (kind === '^') middle = on ? '' : render(inner, scope, at);
    else if (Array.isArray(found)) middle = found.map(item => render(inner, item, at)).join('');
    else if (on) middle = render(inner, typeof found === 'object' ? found : scope, at);
    return render(whole.slice(0, match.index), scope, at) + middle + render(whole.slice(match.index + all.length), scope, at);
}

function buildAssets() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'petgate-assets-'));
    execFileSync(process.execPath, [path.join(root, 'tools/build-assets.mjs'), '--out', folder]);
    return folder;
}

const rows = [['Home', 'home'], ['Schedule', 'calendar'], ['Clients', 'clients'], ['Messages', 'messages'], ['Approvals', 'approvals'],
    ['Staff', 'staff']];

/* `pages`: path → (request) → {status, body, location, at} or the text for <main>.  `sees`: null (all), or the ids. */
export async function serve(pages) {
    const folder = buildAssets();
    const files = fs.readdirSync(folder);
    const asset = logical => `/assets/${files.find(name => name.replace(/\.[0-9a-f]{10}\./, '.') === logical)}`;
    const server = {streams: new Set(), streamsEver: 0, asked: [], sees: null, silent: false, signedOut: false};

    function frameOf(title, extra) {
        return {title, css: asset('app.css'), js: asset('app.js'), theme_js: asset('theme.js'), picker_js: asset('picker.js'),
            form_token: 'token', change: 1, unread: 0, here: '/', company: {name: 'Happy Tails'}, person: {id: '0000000000001', name: 'Maya Chen'},
            nav: rows.map(([label, icon]) => ({href: `/${label.toLowerCase()}`, label, icon, current: label === 'Clients'})), ...extra};
    }

    function stream(request, response) {
        if (server.silent) return request.destroy();
        server.streamsEver++;
        response.writeHead(200, {'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store'});
        response.write('event: beat\ndata: {}\n\n');
        server.streams.add(response);
        const beat = setInterval(() => { if (!server.silent) response.write('event: beat\ndata: {}\n\n'); }, 1000);
        request.on('close', () => {
            server.streams.delete(response);
            clearInterval(beat);
        });
    }

    function sees(url, response) {
        const ids = url.searchParams.get('clients').split(',');
        server.asked.push(ids);
        response.writeHead(200, {'Content-Type': 'application/json'});
        response.end(JSON.stringify({sees: server.sees ? ids.filter(id => server.sees.includes(id)) : ids}));
    }

    function page(answer, response) {
        const given = typeof answer === 'string' ? {body: answer} : answer;
        if (given.location) {
            response.writeHead(303, {Location: given.location});
            return response.end();
        }
        const at = frameOf(given.title || 'Page', given.at);
        response.writeHead(given.status || 200, {'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store',
            'Content-Security-Policy': policy});
        return response.end(render(template('frame/head'), {}, at) + given.body + render(template('frame/foot'), {}, at));
    }

    async function handle(request, response) {
        const url = new URL(request.url, 'http://localhost');
        const file = path.join(folder, path.basename(url.pathname));
        if (url.pathname === '/api/v1/stream') return stream(request, response);
        if (url.pathname === '/api/v1/me/sees') return sees(url, response);
        if (url.pathname.startsWith('/assets/') && fs.existsSync(file)) {
            response.writeHead(200, {'Content-Type': types[path.extname(file)]});
            return response.end(fs.readFileSync(file));
        }
        let body = '';
        for await (const chunk of request) body += chunk;
        const make = pages[url.pathname];
        return page(make ? make({url, method: request.method, body: new URLSearchParams(body)}) : {status: 404, body: '<h1>Nothing here</h1>'}, response);
    }

    const listener = http.createServer(handle);
    await new Promise(done => listener.listen(0, '127.0.0.1', done));
    server.address = `http://127.0.0.1:${listener.address().port}`;
    server.send = (event, data) => { for (const one of server.streams) one.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`); };
    server.close = () => {
        listener.closeAllConnections();
        listener.close();
        fs.rmSync(folder, {recursive: true});
    };
    return server;
}
