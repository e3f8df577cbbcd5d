import { coreDefects } from './core.mjs';
import { journalDefects } from './journal.mjs';

/**
 * @typedef {{ readonly file: string, readonly old: string, readonly new: string }} Edit
 * @typedef {Edit & { readonly name: string, readonly also?: Edit }} Defect
 */

/** Where what breaks the journal, and the core, is seen soonest; then all else is tried. */
const journalSuites = ['test/unit/engine/journal/**/*.test.ts', 'test/fault/{power,damage,io}*.test.ts'];
const coreSuites = [
  'test/unit/engine/*.test.ts',
  'test/unit/engine/{stories,rules}/**/*.test.ts',
  'test/fault/crash*.test.ts',
];
export const allSuites = ['test/unit/engine/**/*.test.ts', 'test/fault/**/*.test.ts', 'test/property/**/*.test.ts'];

/** @type {readonly (Defect & { readonly suites: readonly string[] })[]} */
export const defects = [
  ...journalDefects.map((defect) => ({ ...defect, suites: journalSuites })),
  ...coreDefects.map((defect) => ({ ...defect, suites: coreSuites })),
];

/**
 * @param {Defect} defect
 * @returns {readonly Edit[]}
 */
export function editsOf(defect) {
  return defect.also ? [defect, defect.also] : [defect];
}
