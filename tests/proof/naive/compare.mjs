// Asks the program (answers.c) and the rules (rules.mjs) the same, and makes a disagreement small.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { DAYS, companyLines, questionLine } from './companies.mjs';
import { answer } from './rules.mjs';

const BATCH = 4000; // questions on the way at once

export class Program {
    constructor(path, ...options) {
        this.process = spawn(path, options, { stdio: ['pipe', 'pipe', 'inherit'] });
        this.waiting = null;
        this.process.on('exit', () => this.waiting?.fail(new Error('the program that answers ended')));
        this.process.stdin.on('error', () => {});
        createInterface({ input: this.process.stdout }).on('line', (line) => this.take(line));
    }
    take(line) {
        this.waiting.lines.push(line);
        if (this.waiting.lines.length === this.waiting.count)
            this.waiting.done(this.waiting.lines);
    }
    // `text` asks `count` questions.
    ask(text, count) {
        return new Promise((done, fail) => {
            this.waiting = { lines: [], count, done, fail };
            this.process.stdin.write(`${text}\nend\n`);
        });
    }
    end() {
        this.process.removeAllListeners('exit');
        this.process.stdin.end();
    }
}

// The first day after the question's on which the rules answer otherwise, as the program writes it.
function naiveUntil(company, question, now) {
    for (let day = question.day + 1; day <= DAYS.last; day++) {
        const then = answer(company, { ...question, day });
        if ((then === 'allowed') !== (now === 'allowed'))
            return String(day);
    }
    return '-';
}
const TIMED = ['may', 'name', 'switch', 'give', 'freeze', 'view_as', 'pass'];

// What the program says against the rules, or null. An allowed answer ends by itself exactly when it says so, a refused one
// no earlier (ACC-07); `ends`: whether that is looked at, which takes thirty answers for one.
function disagreement(company, question, line, ends) {
    const [verdict, until] = line.split(' ');
    const expected = answer(company, question);
    if (verdict !== expected)
        return { question, expected, got: verdict };
    if (!ends || !TIMED.includes(question.verb))
        return null;
    const expectedUntil = naiveUntil(company, question, expected);
    const late = (day) => (day === '-' ? Infinity : Number(day));
    const wrong = expected === 'allowed' ? until !== expectedUntil : late(until) > late(expectedUntil);
    return wrong ? { question, expected: `${expected} until ${expectedUntil}`, got: `${verdict} until ${until}` } : null;
}

async function askOne(program, company, question, ends) {
    const [line] = await program.ask([...companyLines(company), questionLine(question)].join('\n'), 1);
    return disagreement(company, question, line, ends);
}

const PARTS = ['cells', 'exceptions', 'dated', 'pairs', 'people', 'clients', 'roles'];

// The company without all that the disagreement can do without.
async function smallest(program, company, question) {
    let small = company;
    for (const part of PARTS) {
        for (let i = small[part].length - 1; i >= 0; i--) {
            const without = { ...small, [part]: small[part].filter((_, at) => at !== i) };
            if (await askOne(program, without, question, true))
                small = without;
        }
    }
    for (const plainer of [{ fade: 0 }, { lifted: false }]) {
        if (await askOne(program, { ...small, ...plainer }, question, true))
            small = { ...small, ...plainer };
    }
    return small;
}

export class Disagreement extends Error {
    constructor(company, found) {
        super([`the rules say ${found.expected}, the program ${found.got}`, `asked: ${questionLine(found.question)}`,
            '       (who, day, token, then what: tests/proof/naive/companies.mjs, questionLine)', 'in this company:',
            ...companyLines(company).map((line) => `  ${line}`)].join('\n'));
    }
}

async function settle(program, asked, lines, ends) {
    for (const [i, { company, question }] of asked.entries()) {
        const found = disagreement(company, question, lines[i], ends(i));
        if (!found)
            continue;
        const small = await smallest(program, company, question);
        throw new Disagreement(small, await askOne(program, small, question, true));
    }
}

// Compares the answers to all questions of each company; returns how many of which there were. The end of one answer in
// `oneEndIn` is looked at.
export async function compare(program, companies, questionsOf, { oneEndIn = 10 } = {}) {
    const count = { companies: 0, questions: 0, allowed: 0, refused: 0, hidden: 0 };
    let asked = [];
    let text = [];
    const flush = async () => {
        const lines = asked.length ? await program.ask(text.join('\n'), asked.length) : [];
        await settle(program, asked, lines, (i) => (count.questions + i) % oneEndIn === 0);
        count.questions += asked.length;
        for (const line of lines)
            count[line.split(' ')[0]]++;
        asked = [];
        text = [];
    };
    for (const company of companies) {
        const questions = questionsOf(company);
        text.push(...companyLines(company), ...questions.map(questionLine));
        for (const question of questions)
            asked.push({ company, question });
        count.companies++;
        if (asked.length >= BATCH)
            await flush();
    }
    await flush();
    return count;
}
