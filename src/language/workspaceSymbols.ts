import type { Range } from '../base/text.ts';
import type { SyntaxTree } from '../model/syntax/syntaxTree.ts';
import { symbols } from './symbols.ts';
import type { OutlineKind } from './types.ts';

/** What a search over all files finds: nodes and agents. */
export interface WorkspaceSymbol {
  readonly name: string;
  readonly kind: OutlineKind;
  readonly range: Range;
}

/** The nodes and agents of one file; small plain data, to be kept. */
export function workspaceSymbols(syntax: SyntaxTree): readonly WorkspaceSymbol[] {
  const found: WorkspaceSymbol[] = [];
  for (const section of symbols({ syntax })) {
    if (section.name !== 'nodes' && section.name !== 'agents') continue;
    for (const { name, kind, selectionRange } of section.children)
      found.push({ name, kind, range: plain(selectionRange) });
  }
  return found;
}

function plain({ start, end }: Range): Range {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

/** Whether the letters of a query stand in a name in that order, as VS Code looks for symbols. */
export function isFound(name: string, query: string): boolean {
  const letters = name.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase()) {
    if (letter === ' ') continue;
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
