import { coreDefects } from './core.mjs';
import { journalDefects } from './journal.mjs';

/**
 * @typedef {{ readonly file: string, readonly old: string, readonly new: string }} Edit
 * @typedef {Edit & { readonly name: string, readonly also?: Edit }} Defect
 */

/** @type {readonly Defect[]} */
export const defects = [...journalDefects, ...coreDefects];

/**
 * @param {Defect} defect
 * @returns {readonly Edit[]}
 */
export function editsOf(defect) {
  return defect.also ? [defect, defect.also] : [defect];
}
