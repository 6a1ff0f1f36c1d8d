// What every peer gets: the company and the questions that bench-decide wrote, and one way to measure.
import { readFileSync } from 'node:fs';

export function company() {
    const read = JSON.parse(readFileSync(process.argv[2], 'utf8'));
    return { ...read, questions: read.questions.map(([person, client, permission, allowed]) => ({
        person, client, permission, allowed: allowed === 1 })) };
}

// Asks rounds of all questions until `seconds` are over (at least one), after some to warm up; every answer is compared.
export function measure(name, setup, questions, decide, seconds = 4) {
    for (const question of questions.slice(0, Math.ceil(questions.length / 10))) decide(question);
    let wrong = 0;
    let best = Infinity;
    const end = performance.now() + seconds * 1000;
    do {
        const from = performance.now();
        wrong = 0;
        for (const question of questions) {
            if (decide(question) !== question.allowed) wrong++;
        }
        best = Math.min(best, (performance.now() - from) * 1e6 / questions.length);
    } while (performance.now() < end);
    console.log(JSON.stringify({ peer: name, ns: Math.round(best), questions: questions.length, wrong,
        setup_ms: Math.round(setup.ms), mb: Math.round(setup.mb) }));
}

// How long making it takes and what it holds.
export async function prepared(make) {
    globalThis.gc?.();
    const heap = process.memoryUsage().heapUsed;
    const from = performance.now();
    const made = await make();
    const ms = performance.now() - from;
    globalThis.gc?.();
    return { made, ms, mb: (process.memoryUsage().heapUsed - heap) / 1e6 };
}
