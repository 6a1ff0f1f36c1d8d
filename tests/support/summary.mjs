import {appendFileSync} from 'node:fs';

/* A line of the summary of `make proof` (tests/proof/length.h does the same in C). */
export function summarize(text) {
    if (process.env.PETGATE_PROOF_SUMMARY) appendFileSync(process.env.PETGATE_PROOF_SUMMARY, `${text}\n`);
}
