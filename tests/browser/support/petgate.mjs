// The real program for the walks: a data folder of its own, the demo company or nothing in it, a free port.
import {execFile, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import {promisify} from 'node:util';

import {root} from './pages.mjs';

export const program = process.env.PETGATE_BIN || path.join(root, 'build/petgate');
export const password = 'heron lantern cobalt walks';
const START_MAX_MS = 30000;
const run = promisify(execFile);

export async function command(...words) {
    return (await run(program, words)).stdout;
}

function firstLine(child) {
    return new Promise((done, failed) => {
        const late = setTimeout(() => failed(new Error('the program did not start in time')), START_MAX_MS);
        child.once('exit', code => failed(new Error(`the program ended at its start with ${code}`)));
        readline.createInterface({input: child.stdout}).once('line', line => {
            clearTimeout(late);
            done(line);
        });
    });
}

async function serve(data, ...more) {
    const child = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--json', ...more], {stdio: ['ignore', 'pipe', 'pipe']});
    let log = '';
    child.stderr.on('data', text => { log += text; });
    const started = JSON.parse(await firstLine(child));
    return {
        address: started.address,
        data,
        setupCode: started.setup_code,
        log: () => log,
        async stop() {
            const ended = new Promise(done => child.once('exit', done));
            child.kill('SIGTERM');
            await ended;
            fs.rmSync(data, {recursive: true});
        },
    };
}

const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'petgate-walk-'));

export function startEmpty() {
    return serve(folder());
}

/* With the cast of both demonstration companies, all with `password`; `more`: further words for `serve`. */
export async function startDemo(...more) {
    const data = folder();
    await command('demo', '--data', data, '--password', password, '--small');
    return serve(data, ...more);
}
