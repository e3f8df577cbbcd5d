import type { CompletionItem } from '../types.ts';

/** Most items that an editor is handed at once: converting and sorting thousands takes longer than finding them. */
const mostOffered = 500;

export interface Narrowed {
  readonly items: readonly CompletionItem[];
  /** There are more: ask again when another letter is typed. */
  readonly isIncomplete: boolean;
}

/**
 * The first of many items that fit what is typed, letter after letter as editors match them.
 *
 * @param items the likeliest first
 * @param typed what stands before the cursor of the word that they replace
 */
export function narrow(items: readonly CompletionItem[], typed: string): Narrowed {
  if (items.length <= mostOffered) return { items, isIncomplete: false };
  const wanted = typed.toLowerCase();
  const fitting: CompletionItem[] = [];
  for (const item of items) {
    if (!fits(item.label.toLowerCase(), wanted)) continue;
    if (fitting.length === mostOffered) return { items: fitting, isIncomplete: true };
    fitting.push(item);
  }
  // With one letter less, more fit.
  return { items: fitting, isIncomplete: true };
}

function fits(label: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = label.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
