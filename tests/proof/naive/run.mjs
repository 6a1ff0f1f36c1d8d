// Issue 3: the program's decision beside a second one, written from the rules in another language (rules.mjs). No
// disagreement; and what is planted is found.
//
//     node tests/proof/naive/run.mjs PROGRAM       PROGRAM: proof_answers
//
// PETGATE_PROOF_ROUNDS: that many times the usual number of companies by chance. PETGATE_PROOF_SEED: others.
// PETGATE_PROOF_QUICK: a tenth, and nothing planted: for tools/mutants, which runs this for each removed check.

import { Chance, editableCells, everyQuestion, plainCompany, shortQuestions, someCompany, someQuestion } from './companies.mjs';
import { Disagreement, Program, compare } from './compare.mjs';
import { summarize } from '../../support/summary.mjs';

const COMPANIES = 10000;
const QUESTIONS = 100;
const PLANTS = ['removals', 'ends', 'owner', 'fading', 'surfaces', 'switches', 'frozen', 'dated'];

const path = process.argv[2];
const quick = Boolean(process.env.PETGATE_PROOF_QUICK);
const rounds = Number(process.env.PETGATE_PROOF_ROUNDS) || 1;
const seed = Number(process.env.PETGATE_PROOF_SEED) || 1;
const SCHEMES = ['field', 'facility'];

function* by(count, from) {
    const chance = new Chance(from);
    for (let i = 0; i < count; i++)
        yield someCompany(chance);
}
const questionsByChance = (chance) => (company) => Array.from({ length: QUESTIONS }, () => someQuestion(chance, company));

// No verdict is rare, else the comparison would show little.
async function byChance(program, companies) {
    const count = await compare(program, by(companies, seed), questionsByChance(new Chance(seed + 1)));
    for (const verdict of ['allowed', 'refused', 'hidden']) {
        if (count[verdict] < count.questions / 20)
            throw new Error(`only ${count[verdict]} of ${count.questions} answers are "${verdict}"`);
    }
    return count;
}

const switchedCompany = (scheme, cells) => ({ ...plainCompany(scheme), cells });
const singles = () => SCHEMES.flatMap((scheme) => editableCells(scheme).map((cell) => switchedCompany(scheme, [cell])));
function* pairs() {
    for (const scheme of SCHEMES) {
        const cells = editableCells(scheme);
        for (let i = 0; i < cells.length; i++) {
            for (let j = i + 1; j < cells.length; j++)
                yield switchedCompany(scheme, [cells[i], cells[j]]);
        }
    }
}

async function plantedIsFound(name) {
    const program = new Program(path, '--plant', name);
    try {
        await byChance(program, 400);
    } catch (error) {
        if (error instanceof Disagreement)
            return { companies: 0, questions: 0, note: error.message };
        throw error;
    } finally {
        program.end();
    }
    throw new Error(`planted and not found: ${name}`);
}

const TESTS = [
    ['ROL_01_the_default_settings_answer_as_the_rules_say_all_people_all_permissions_all_subjects',
        (program) => compare(program, SCHEMES.map(plainCompany), everyQuestion)],
    ['ROL_05_every_single_switch_answers_as_the_rules_say',
        (program) => compare(program, singles(), (company) => everyQuestion(company, { surfaces: ['dashboard'] }), { oneEndIn: 1000 })],
    ['ROL_140_every_pair_of_switches_answers_as_the_rules_say',
        (program) => compare(program, pairs(), shortQuestions, { oneEndIn: 1000 })],
    [`ROL_302_${COMPANIES * rounds}_random_settings_answer_as_the_rules_say`, (program) => byChance(program, COMPANIES * rounds)],
    ...PLANTS.map((name) => [`a_planted_bug_is_found_${name}`, () => plantedIsFound(name)]),
];
const QUICK = [
    ['the_default_settings', (program) => compare(program, SCHEMES.map(plainCompany), everyQuestion)],
    ['random_settings', (program) => byChance(program, COMPANIES / 10)],
];

async function run() {
    const program = new Program(path);
    let failed = 0;
    let answers = 0;
    let companies = 0;
    const tests = quick ? QUICK : TESTS;
    console.log(`1..${tests.length}`);
    for (const [i, [name, test]] of tests.entries()) {
        const start = Date.now();
        try {
            const count = await test(program);
            console.log(`ok ${i + 1} - ${name}`);
            answers += count.questions;
            companies += count.companies;
            if (count.questions)
                console.log(`# ${count.questions} answers of ${count.companies} companies in ${(Date.now() - start) / 1000} s: ` +
                    `${count.allowed} allowed, ${count.refused} refused, ${count.hidden} hidden`);
            else if (process.env.PETGATE_PROOF_SHOW)
                console.log(count.note.replace(/^/gm, '# '));
        } catch (error) {
            failed++;
            console.log(`not ok ${i + 1} - ${name}\n${error.message.replace(/^/gm, '# ')}`);
            if (quick)
                break;
        }
    }
    program.end();
    summarize(`${answers} answers of ${companies} companies beside a second decision: ${failed ? 'THEY DIFFER' : 'no disagreement'}`);
    process.exitCode = failed ? 1 : 0;
}

await run();
